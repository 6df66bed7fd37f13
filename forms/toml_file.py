"""A TOML file of ours, read strictly: UTF-8 without a byte order mark, and of exactly the shape of a struct.

msgspec judges the shape, `misfit` says what is wrong with it, `toml_lines` finds the line. No sentence of a library
reaches a person.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Never, TypeVar

import msgspec

from forms.errors import FormFileError
from forms.message import Message
from forms.misfit import misfit
from forms.outside_file import FileTooLarge, NotRegularFile, read_outside
from forms.system_errors import why
from forms.toml_lines import line_of

MOST_BYTES = 1_000_000
DAYS = (date, datetime, time)
"""What TOML itself holds besides JSON's values; a day in quotation marks is a text."""

_POSITION = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that is TOML: its path, its text, and the values in it."""

    path: Path
    text: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)

    def decode(self, kind: type[T]) -> T:
        """Return the content as a struct of the type `kind`. Raise `FormFileError` for the first key that differs."""
        try:
            return msgspec.convert(self.content, kind, builtin_types=DAYS)
        except (msgspec.ValidationError, RecursionError):
            found = misfit(self.content, kind, DAYS)
            self.refuse(found.key, found.fault)

    def refuse(self, key: str, fault: Message) -> Never:
        """Raise `FormFileError`.

        Args:
            key: The place in the file, such as `section[0].field[2].kind` or `field.sex.codes`.
            fault: What is wrong there and what to do.
        """
        raise FormFileError(str(self.path), key, fault, line_of(self.text, key)) from None


def read_toml(path: Path) -> TomlFile:
    """Read a TOML file. Raise `FormFileError` for a file that cannot be read."""
    text = _text(path)
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except RecursionError:
        _refuse(path, Message("forms.file-too-deep"))
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
        _refuse(path, Message("forms.file-not-toml", line=line, column=column), line)
    except ValueError:  # a whole number of more digits than Python reads
        _refuse(path, Message("forms.file-number-too-long"))


def _text(path: Path) -> str:
    try:
        text = read_outside(path, MOST_BYTES).decode("utf-8")
    except NotRegularFile:  # a device or a pipe is never opened: reading it might not end
        _refuse(path, Message("forms.file-not-regular"))
    except FileTooLarge:
        _refuse(path, Message("forms.file-too-large", most=MOST_BYTES))
    except OSError as error:
        _refuse(path, Message("forms.file-not-read", cause=why(error)))
    except UnicodeDecodeError:
        _refuse(path, Message("forms.file-not-utf8"))
    if text.startswith("\ufeff"):
        _refuse(path, Message("forms.file-bom"))
    return text


def _refuse(path: Path, fault: Message, line: int | None = None) -> Never:
    raise FormFileError(str(path), "file", fault, line) from None
