"""The windows speak one language, which is chosen before they open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from terminal.look import words


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    yield
    words.choose(words.SOURCE)


def test_the_source_language_says_what_the_code_says() -> None:
    words.choose(words.SOURCE)
    assert words._("签好了") == "签好了"


def test_the_pseudo_language_makes_letters_of_every_character_and_keeps_what_is_put_in() -> None:
    words.choose(words.PSEUDO)
    assert words._("第 {page} 页") == "[fif {page} wul~]"
    assert words._("请把笔交给{role}\n{name}") == "[segsedn bfim oh{role}\n{name}~]"


def test_a_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        words.choose("tlh")
