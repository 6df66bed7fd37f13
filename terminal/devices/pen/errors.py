"""The reasons why a pen's events are no ink; subclasses of the terminal's errors."""

from __future__ import annotations

from terminal.errors import CaptureRefused, RecordingError, TerminalError


class NothingWrittenError(CaptureRefused):
    """A capture without a single contact."""

    exit_code = 2


class NoPenError(TerminalError):
    """No input node can be the pen."""


class WhichPenError(TerminalError):
    """Several nodes can equally be the pen."""

    exit_code = 2


class CalibrationError(TerminalError):
    """Taps, numbers or sizes that do not map the tablet to a place or a size on the screen."""

    exit_code = 2


class DamagedRecordingError(RecordingError):
    """A file that begins like a recording of ours but is damaged."""

    exit_code = 1


class PenUnavailableError(TerminalError):
    """The pen's node cannot be opened or read."""


class CaptureVoidError(CaptureRefused):
    """Something was lost while the signature was written; none of it counts."""
