"""Why signing refuses. Every text ends with what to do; every class owns the exit code of a command that meets it."""

from forms.message import LuobiError, Message


class SigningError(LuobiError):
    """Anything that keeps answers from becoming a signed record."""


class MissingGlyph(SigningError):
    """No font can draw a character; names the character and the field, so that nothing false is printed."""

    def __init__(self, character: str, where: str) -> None:
        code = f"U+{ord(character):04X}"
        super().__init__(Message("signing.missing-glyph", character=character, code=code, where=where))
        self.character, self.where = character, where


class PageError(SigningError):
    """The document cannot be laid out as the form asks."""


class InkError(SigningError):
    """Bytes that are not an ink container, or ink that cannot be what it says."""


class EnvelopeError(SigningError):
    """A sealed ink that does not open, or opens to something else than it is bound to."""


class KeyFileError(SigningError):
    """A key file that is missing, damaged, or not what its name says."""


class NotPrivate(SigningError):
    """A folder or disk where other accounts could write or read a secret; nothing was written there."""

    exit_code = 2


class WrongPassphrase(SigningError):
    """The passphrase opens no key slot."""


class WeakPassphrase(KeyFileError):
    """A new passphrase that is too short, or one that many people choose."""

    exit_code = 2


class TooSoon(SigningError):
    """A guess at a passphrase before its time; it was not judged."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(Message("signing.too-soon", seconds=wait_s))
        self.wait_s = wait_s


class StampError(SigningError):
    """A signature or seal that cannot be set on this document."""
