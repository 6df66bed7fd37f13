"""Code lists as data: GB/T lists and our own, with the days between which each code may be used.

The files lie in `forms/codes`. A code that is out of use stays in its list, so that old records still read.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from forms.errors import FormFileError, UnknownCode

FOLDER = Path(__file__).parent / "codes"


@dataclass(frozen=True, slots=True)
class Code:
    """One code and its label; usable from `first` to `last`, both included, open where None.

    `at_desk`: chosen by staff, and not offered to the person himself.
    """

    code: str
    label: str
    first: date | None = None
    last: date | None = None
    at_desk: bool = False

    def usable(self, on: date) -> bool:
        """Whether a new answer may use it on that day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list; `source` is the standard it follows."""

    name: str
    title: str
    source: str
    entries: tuple[Code, ...]

    def codes(self, on: date) -> tuple[Code, ...]:
        """What may be chosen on that day, in the order of the list."""
        return tuple(entry for entry in self.entries if entry.usable(on))

    def label(self, code: str, on: date) -> str:
        """The label of a code on that day; `UnknownCode` when it cannot be chosen then."""
        for entry in self.codes(on):
            if entry.code == code:
                return entry.label
        raise UnknownCode(f"{code!r} is not in the code list {self.name!r} on {on}. Choose one that is.")


@cache
def code_list(name: str) -> CodeList:
    """The shipped list of that name; `UnknownCode` when there is none."""
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise UnknownCode(f"there is no code list {name!r}. Use one of: {', '.join(code_list_names())}.")
    return load_code_list(path)


def code_list_names() -> tuple[str, ...]:
    """The names of the shipped lists."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_code_list(path: Path) -> CodeList:
    """Read one file; `FormFileError` names what is wrong in it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = tuple(_code(entry) for entry in content["codes"])
        listed = CodeList(content["name"], content["title"], content["source"], entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FormFileError(
            str(path),
            "codes",
            f"not a code list ({error!r})",
            "Write name, title, source and [[codes]] tables",
        ) from error
    _refuse_repeats(path, listed)
    return listed


def _code(entry: Mapping[str, Any]) -> Code:
    code, label = entry["code"], entry["label"]
    if not (isinstance(code, str) and code and isinstance(label, str) and label):
        raise ValueError("code and label must be texts")
    first, last = entry.get("from"), entry.get("until")
    for day in (first, last):
        if day is not None and type(day) is not date:  # a datetime is a date too, but compares with none
            raise ValueError("from and until must be days")
    at_desk = entry.get("at-desk", False)
    if type(at_desk) is not bool:
        raise ValueError("at-desk must be true or false")
    return Code(code, label, first, last, at_desk)


def _refuse_repeats(path: Path, listed: CodeList) -> None:
    seen: set[str] = set()
    for entry in listed.entries:
        if entry.code in seen:
            raise FormFileError(str(path), "codes", f"the code {entry.code!r} stands twice", "Keep one of them")
        seen.add(entry.code)
