"""The reasons why signing refuses. Each text ends with what to do; each class has the exit code of a command."""

from forms.message import LuobiError, Message


class SigningError(LuobiError):
    """Anything that keeps answers from becoming a signed record."""


class MissingGlyph(SigningError):
    """No font can draw a character. The error names the character and the field, so that nothing false is printed."""

    def __init__(self, character: str, where: str) -> None:
        code = f"U+{ord(character):04X}"
        super().__init__(Message("signing.missing-glyph", character=character, code=code, where=where))
        self.character, self.where = character, where


class PageError(SigningError):
    """The document cannot be laid out as the form asks."""


class InkError(SigningError):
    """Bytes that are not an ink container, or ink with impossible values."""


class EnvelopeError(SigningError):
    """Sealed ink that does not open, or that is bound to something else."""


class KeyFileError(SigningError):
    """A key file that is missing, damaged, or not what its name says."""


class NotPrivate(SigningError):
    """A folder or disk where other accounts could write or read a secret. Nothing was written there."""

    exit_code = 2


class WrongPassphrase(SigningError):
    """The passphrase opens no key slot."""


class WeakPassphrase(KeyFileError):
    """A new passphrase that is too short, or one that many people choose."""

    exit_code = 2


class TooSoon(SigningError):
    """A guess at a passphrase before the wait was over. It was not tried."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(Message("signing.too-soon", seconds=wait_s))
        self.wait_s = wait_s


class StampError(SigningError):
    """A signature or seal that cannot be set on this document."""
