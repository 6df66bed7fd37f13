"""What the tests of all rooms share: the language of the windows, which is the process's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def source_language() -> Iterator[None]:
    """Whatever a test chooses, the next one speaks Chinese."""
    from terminal.windows.look import words  # the tier of the rules has no toolkit

    yield
    words.choose(words.SOURCE)
