"""Code lists as data: GB/T lists and our own, with the days between which each code may be used.

The files are in `forms/codes`. A code that is out of use stays in its list, so that old records remain readable.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from forms.document_characters import require_drawn
from forms.errors import FormFileError, UnknownCode
from forms.message import Message
from forms.table import Table, read_table, shown

FOLDER = Path(__file__).parent / "codes"
MOST_CODES = 10_000

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


def load_code_list(path: Path) -> CodeList:
    """Read one file of codes. Raise `FormFileError`, which names what is wrong in it."""
    table = read_table(path)
    listed = CodeList(
        name=_words(table, "name", 60),
        title=_words(table, "title", 30),
        source=_words(table, "source", 60),
        entries=tuple(_code(entry) for entry in table.tables("codes")),
    )
    table.finish()
    if listed.name != path.stem:
        table.refuse("name", Message("forms.file-code-list-name", name=listed.name, stem=shown(path.stem)))
    if not 0 < len(listed.entries) <= MOST_CODES:
        table.refuse("codes", Message("forms.file-code-count", count=len(listed.entries), most=MOST_CODES))
    _refuse_repeats(table, listed)
    return listed


def _code(table: Table) -> Code:
    code = Code(
        code=table.text("code"),
        label=_words(table, "label", 30),
        first=table.optional_day("from"),
        last=table.optional_day("until"),
        at_desk=table.yes_no("at-desk", False),
    )
    table.finish()
    if not _CODE.fullmatch(code.code):
        table.refuse("code", Message("forms.file-no-code", code=shown(code.code)))
    if code.first is not None and code.last is not None and code.last < code.first:
        table.refuse("until", Message("forms.file-code-never-usable"))
    return code


def _words(table: Table, key: str, most: int) -> str:
    text = table.text(key)
    if len(text) > most:
        table.refuse(key, Message("forms.file-too-long", count=len(text), most=most))
    require_drawn(text, key, table.refuse)
    return text


def _refuse_repeats(table: Table, listed: CodeList) -> None:
    """Reject a code that is listed twice, and a label that two codes have on the same day.

    A code keeps one meaning for ever. A label with two codes would leave open which of them is meant.
    """
    codes: set[str] = set()
    labelled: dict[str, list[Code]] = {}
    for entry in listed.entries:
        if entry.code in codes:
            table.refuse("codes", Message("forms.file-code-twice", code=entry.code))
        codes.add(entry.code)
        same = labelled.setdefault(entry.label, [])
        if any(_overlap(entry, other) for other in same):
            table.refuse("codes", Message("forms.file-label-twice", label=entry.label))
        same.append(entry)


def _overlap(one: Code, other: Code) -> bool:
    first = max(one.first or date.min, other.first or date.min)
    return first <= min(one.last or date.max, other.last or date.max)
