"""Code lists as data: GB/T lists and our own, with the days between which each code may be used.

The files are in `forms/codes`. A code that is out of use stays in its list, so that old records remain readable.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from forms.document_characters import require_drawn
from forms.errors import FormFileError, UnknownCode
from forms.message import Message
from forms.misfit import shown
from forms.toml_file import TomlFile, read_toml

FOLDER = Path(__file__).parent / "codes"
MOST_CODES = 10_000

Text = Annotated[str, msgspec.Meta(pattern=r"\S")]

_NAME = re.compile(r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")  # no comma: it is between the codes of an answer


@dataclass(frozen=True, slots=True)
class Code:
    """One code and its label; usable from `first` to `last`, both included, open where None.

    `at_desk`: staff choose this code at the desk; it is not offered to the applicant.
    """

    code: str
    label: str
    first: date | None = None
    last: date | None = None
    at_desk: bool = False

    def usable(self, on: date) -> bool:
        """Return whether a new answer may use the code on that day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list; `source` is the standard it follows."""

    name: str
    title: str
    source: str
    entries: tuple[Code, ...]

    def codes(self, on: date) -> tuple[Code, ...]:
        """Return the codes that may be chosen on that day, in the order of the list."""
        return tuple(entry for entry in self.entries if entry.usable(on))

    def label(self, code: str, on: date) -> str:
        """Return the label of `code` on the day `on`. Raise `UnknownCode` when it cannot be chosen on that day."""
        for entry in self.codes(on):
            if entry.code == code:
                return entry.label
        raise UnknownCode(Message("forms.code-not-listed", code=code, name=self.name, on=on.isoformat()))


@cache
def code_list(name: str) -> CodeList:
    """Return the shipped list of that name. Raise `UnknownCode` when there is no such list."""
    path = FOLDER / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownCode(Message("forms.no-code-list", name=shown(name), known=code_list_names()))
    return load_code_list(path)


def code_list_names() -> tuple[str, ...]:
    """Return the names of the shipped lists, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def unusable_lists() -> tuple[FormFileError, ...]:
    """Return what is wrong with the shipped lists that cannot be used, one finding for each such file."""
    findings: list[FormFileError] = []
    for path in sorted(FOLDER.glob("*.toml")):
        try:
            load_code_list(path)
        except FormFileError as finding:
            findings.append(finding)
    return tuple(findings)


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Text
    label: Text
    first: date | None = msgspec.field(default=None, name="from")
    last: date | None = msgspec.field(default=None, name="until")
    at_desk: bool = msgspec.field(default=False, name="at-desk")


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text
    title: Text
    source: Text
    codes: tuple[_Entry, ...] = ()


def load_code_list(path: Path) -> CodeList:
    """Read one file of codes. Raise `FormFileError`, which names what is wrong in it."""
    file = read_toml(path)
    read = file.decode(_List)
    listed = CodeList(
        name=_words(file, "name", read.name, 60),
        title=_words(file, "title", read.title, 30),
        source=_words(file, "source", read.source, 60),
        entries=tuple(_code(file, f"codes[{at}].", entry) for at, entry in enumerate(read.codes)),
    )
    if listed.name != path.stem:
        file.refuse("name", Message("forms.file-code-list-name", name=listed.name, stem=shown(path.stem)))
    if not 0 < len(listed.entries) <= MOST_CODES:
        file.refuse("codes", Message("forms.file-code-count", count=len(listed.entries), most=MOST_CODES))
    _refuse_repeats(file, listed)
    return listed


def _code(file: TomlFile, where: str, read: _Entry) -> Code:
    label = _words(file, f"{where}label", read.label, 30)
    code = Code(read.code.strip(), label, read.first, read.last, read.at_desk)
    if not _CODE.fullmatch(code.code):
        file.refuse(f"{where}code", Message("forms.file-no-code", code=shown(code.code)))
    if code.first is not None and code.last is not None and code.last < code.first:
        file.refuse(f"{where}until", Message("forms.file-code-never-usable"))
    return code


def _words(file: TomlFile, key: str, text: str, most: int) -> str:
    text = text.strip()
    if len(text) > most:
        file.refuse(key, Message("forms.file-too-long", count=len(text), most=most))
    require_drawn(text, key, file.refuse)
    return text


def _refuse_repeats(file: TomlFile, listed: CodeList) -> None:
    """Reject a code that is listed twice, and a label that two codes have on the same day.

    A code keeps one meaning for ever. A label with two codes would leave open which of them is meant.
    """
    codes: set[str] = set()
    labelled: dict[str, list[Code]] = {}
    for entry in listed.entries:
        if entry.code in codes:
            file.refuse("codes", Message("forms.file-code-twice", code=entry.code))
        codes.add(entry.code)
        same = labelled.setdefault(entry.label, [])
        if any(_overlap(entry, other) for other in same):
            file.refuse("codes", Message("forms.file-label-twice", label=entry.label))
        same.append(entry)


def _overlap(one: Code, other: Code) -> bool:
    first = max(one.first or date.min, other.first or date.min)
    return first <= min(one.last or date.max, other.last or date.max)
