"""Why a pen's events are no ink; grown from the terminal's errors."""

from __future__ import annotations

from terminal.errors import CaptureRefused, RecordingError, TerminalError


class NothingWrittenError(CaptureRefused):
    """A capture without a single contact."""

    exit_code = 2


class NoPenError(TerminalError):
    """No input node that could be the pen."""


class WhichPenError(TerminalError):
    """Several nodes that could equally be the pen."""

    exit_code = 2


class CalibrationError(TerminalError):
    """Taps from which no place on the screen follows."""

    exit_code = 2


class DamagedRecordingError(RecordingError):
    """A file that began as a recording of ours and no longer is one."""

    exit_code = 1


class PenUnavailableError(TerminalError):
    """The pen's node cannot be opened or read."""


class CaptureVoidError(CaptureRefused):
    """Something was lost while the signature was written; none of it counts."""
