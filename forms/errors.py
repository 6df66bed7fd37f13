"""Why forms refuse. Every text ends with what to do; every class owns the exit code of a command that meets it."""

from forms.message import LuobiError, Message


class FormsError(LuobiError):
    """Anything that a form, its answers or its codes refuse."""

    exit_code = 2


class FormFileError(FormsError):
    """A form file that cannot be used.

    Args:
        file: Its path.
        key: Where in the file.
        fault: What is wrong there and what to do.
    """

    def __init__(self, file: str, key: str, fault: Message) -> None:
        super().__init__(Message("forms.form-file", file=file, key=key, fault=fault))
        self.file, self.key, self.fault = file, key, fault


class UnknownForm(FormsError):
    """No form of that id and edition in the catalogue."""


class UnknownCode(FormsError):
    """A value that is not in its code list on that day."""


class AnswerRefused(FormsError):
    """An answer that its field cannot hold."""
