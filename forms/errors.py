"""Why forms refuse. Every text ends with what to do; every class owns the exit code of a command that meets it."""

from forms.message import LuobiError


class FormsError(LuobiError):
    """Anything that a form, its answers or its codes refuse."""

    exit_code = 2


class FormFileError(FormsError):
    """A form file that cannot be used; names file, key and remedy."""

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {key}: {problem}. {remedy}")
        self.file, self.key, self.problem, self.remedy = file, key, problem, remedy


class UnknownForm(FormsError):
    """No form of that id and edition in the catalogue."""


class UnknownCode(FormsError):
    """A value that is not in its code list on that day."""


class AnswerRefused(FormsError):
    """An answer that its field cannot hold."""
