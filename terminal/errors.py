"""Why the terminal refuses. Every text ends with what to do; every class owns its command's exit code."""

from forms.message import LuobiError, Message


class TerminalError(LuobiError):
    """Anything that keeps a visit or a command from going on."""


class NotNow(TerminalError):
    """An event that this state of a visit does not know; nothing changed."""

    exit_code = 2


class SettingError(TerminalError):
    """A setting that cannot be used; names file, key and remedy."""

    exit_code = 2


class NoStation(SettingError):
    """A folder without a station in it."""


class StationError(TerminalError):
    """A station folder that is missing, of the wrong kind, or not whole."""

    exit_code = 2


class NotEnough(StationError):
    """An act that needs the word of more people, or of others."""


class NotFree(StationError):
    """A place that a secret cannot be written to: something is there, or its folder is not."""


class NotArchived(StationError):
    """The archive's folder took no record; the visit stands where it stood."""


class PlaceError(TerminalError):
    """A folder or USB stick that files cannot be put into; its text says what is safe and what to do."""


class RecordingError(TerminalError):
    """A pen recording that cannot be read as one."""

    exit_code = 2


class ActRefused(TerminalError):
    """The counter was asked for an act that the visit does not ask for."""


class NotPresent(TerminalError):
    """A witness is missing who vouched for this visit, or who confirmed the act by passphrase."""


class ReadTooFast(TerminalError):
    """A document cannot have been read aloud yet."""

    def __init__(self, characters: int, wait_s: float) -> None:
        super().__init__(Message("terminal.read-too-fast", characters=characters))
        self.characters, self.wait_s = characters, wait_s


class CaptureRefused(TerminalError):
    """Ink that the policy or the quality limits do not accept as a signature."""


class LookError(TerminalError):
    """A font or a screen that the windows cannot be drawn with."""


class NoDisplay(LookError):
    """No screen that windows could be shown on."""


class ClockWrong(TerminalError):
    """The machine's clock cannot be right; nothing that states a time is made until it is."""


class NotValid(TerminalError):
    """A sealed document that does not verify; it is not archived, and what was signed is kept as a draft."""


class DraftLost(TerminalError):
    """A draft that cannot be taken up again; its text says exactly why and what to do."""


class AlreadyRunning(StationError):
    """Another terminal runs this station."""
