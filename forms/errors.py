"""The errors of forms.

Every message ends with what to do. Every class sets the exit code of a command that fails with it.
"""

from forms.message import LuobiError, Message


class FormsError(LuobiError):
    """The base of the errors about a form, its answers or its codes."""

    exit_code = 2


class FormFileError(FormsError):
    """A form file that cannot be used.

    Args:
        file: The path of the file.
        key: The place in the file, such as `field.name.codes`; `file` for the file as a whole.
        fault: What is wrong there and what to do.
        line: The number of the line; None where no line is known.
    """

    def __init__(self, file: str, key: str, fault: Message, line: int | None = None) -> None:
        if line is None:
            super().__init__(Message("forms.form-file", file=file, key=key, fault=fault))
        else:
            super().__init__(Message("forms.form-file-line", file=file, line=line, key=key, fault=fault))
        self.file, self.key, self.fault, self.line = file, key, fault, line


class UnknownForm(FormsError):
    """No form of that id and edition in the catalogue."""


class UnknownCode(FormsError):
    """A value that is not in its code list on that day."""


class AnswerRefused(FormsError):
    """An answer that its field cannot hold."""
