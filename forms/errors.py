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


class ExpressionRefused(FormsError):
    """A text that is no expression of a form's language.

    Args:
        column: The character where the fault is, counted from 1.
        fault: What is wrong there and what to do.
    """

    def __init__(self, column: int, fault: Message) -> None:
        super().__init__(Message("forms.expression", column=column, fault=fault))
        self.column, self.fault = column, fault


class ExpressionCycle(FormsError):
    """Conditions or derived values that depend on themselves."""


class RuleRefused(FormsError):
    """A rule of a form that cannot be used with the form's fields.

    Args:
        number: The number of the rule in the form, counted from 1.
        argument: The parameter with the fault; `kind` when there is no such rule, or when it is there twice.
        fault: What is wrong there and what to do.
    """

    def __init__(self, number: int, argument: str, fault: Message) -> None:
        super().__init__(Message("forms.rule", number=number, argument=argument, fault=fault))
        self.number, self.argument, self.fault = number, argument, fault
