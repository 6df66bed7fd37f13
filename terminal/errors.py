"""The errors of the terminal. Every text ends with what to do; every class has the exit code of its command."""

from forms.message import LuobiError, Message


class TerminalError(LuobiError):
    """Anything that keeps a visit or a command from going on."""


class NotNow(TerminalError):
    """An event that this state of a visit does not accept; nothing has changed."""

    exit_code = 2


class SettingError(TerminalError):
    """A setting that cannot be used; the text names file, key and remedy."""

    exit_code = 2


class NoStation(SettingError):
    """A folder that has no station in it."""


class StationError(TerminalError):
    """A station folder that is missing, of the wrong kind, or incomplete."""

    exit_code = 2


class NotEnough(StationError):
    """An act that needs the consent of more people, or of other people."""


class NotFree(StationError):
    """A path that a secret cannot be written to: a file is already there, or the parent folder is missing."""


class NotArchived(StationError):
    """A failure of the archive's folder: it took no record, and the state of the visit has not changed."""


class PlaceError(TerminalError):
    """A folder or USB stick that files cannot be put into; the text says what is safe and what to do."""


class RecordingError(TerminalError):
    """A file that cannot be read as a pen recording."""

    exit_code = 2


class ActRefused(TerminalError):
    """An act that was ordered from the counter although the state of the visit does not ask for it."""


class NotPresent(TerminalError):
    """A missing witness: no one vouches for this visit, or the act was not confirmed by passphrase."""


class ReadTooFast(TerminalError):
    """A confirmation that comes before the document can have been read aloud."""

    def __init__(self, characters: int, wait_s: float) -> None:
        super().__init__(Message("terminal.read-too-fast", characters=characters))
        self.characters, self.wait_s = characters, wait_s


class CaptureRefused(TerminalError):
    """Ink that the policy or the quality limits do not accept as a signature."""


class LookError(TerminalError):
    """A font or a screen that the windows cannot be drawn with."""


class NoDisplay(LookError):
    """A missing screen: the windows cannot be shown."""


class ClockWrong(TerminalError):
    """A machine clock that cannot be right; nothing that states a time is made until it is corrected."""


class NotValid(TerminalError):
    """A sealed document that does not verify; it is not archived, and what was signed is kept as a draft."""


class DraftLost(TerminalError):
    """A draft that cannot be resumed; the text says exactly why and what to do."""


class AlreadyRunning(StationError):
    """A second terminal: another one already runs this station."""
