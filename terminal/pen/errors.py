"""Why a pen's events are no ink; grown from the terminal's errors."""

from __future__ import annotations

from terminal.errors import CaptureRefused


class NothingWrittenError(CaptureRefused):
    """A capture without a single contact."""

    exit_code = 2
