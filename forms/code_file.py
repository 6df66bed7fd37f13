"""The files of code lists: what a list must be to be used. `code_csv` reads the tables of a bureau."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Never

import msgspec

from forms.code_list import Code, CodeList
from forms.document_characters import require_drawn
from forms.message import Message
from forms.misfit import shown
from forms.toml_file import read_toml

MOST_CODES = 10_000
NAME = re.compile(r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")  # no comma: it is between the codes of an answer

Text = Annotated[str, msgspec.Meta(pattern=r"\S")]
Refuse = Callable[[str, Message], Never]
"""A function that raises `FormFileError` for a key, such as `codes[3].label`, and a fault."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One code as a file holds it."""

    code: Text
    label: Text
    derived: Text | None = None
    first: date | None = msgspec.field(default=None, name="from")
    last: date | None = msgspec.field(default=None, name="until")
    at_desk: bool = msgspec.field(default=False, name="at-desk")
    stored: bool = False


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list as a file holds it."""

    name: Text
    title: Text
    source: Text
    edition: Text
    derives: Text | None = None
    codes: tuple[Entry, ...] = ()


def load_code_list(path: Path) -> CodeList:
    """Read one file of codes. Raise `FormFileError`, which names what is wrong in it."""
    file = read_toml(path)
    listed = judged(file.decode(Content), file.refuse)
    if listed.name != path.stem:
        file.refuse("name", Message("forms.file-code-list-name", name=listed.name, stem=shown(path.stem)))
    return listed


def judged(content: Content, refuse: Refuse) -> CodeList:
    """Return the list with that content.

    Args:
        content: The content of a file.
        refuse: The callback that raises: it takes the key in the file and the fault.
    """
    listed = CodeList(
        name=_words("name", content.name, 60, refuse),
        title=_words("title", content.title, 30, refuse),
        source=_words("source", content.source, 60, refuse),
        edition=_words("edition", content.edition, 30, refuse),
        derives=content.derives or "",
        entries=tuple(_code(f"codes[{at}].", entry, refuse) for at, entry in enumerate(content.codes)),
    )
    if not 0 < len(listed.entries) <= MOST_CODES:
        refuse("codes", Message("forms.file-code-count", count=len(listed.entries), most=MOST_CODES))
    for at, entry in enumerate(listed.entries):
        if entry.derived and not listed.derives:
            refuse(f"codes[{at}].derived", Message("forms.file-derives-nothing"))
    _refuse_repeats(listed, refuse)
    return listed


def written(listed: CodeList) -> str:
    """Return the text of the TOML file of a list; reading it gives the same list."""
    about = {"name": listed.name, "title": listed.title, "source": listed.source, "edition": listed.edition}
    if listed.derives:
        about["derives"] = listed.derives
    lines = [f"{key} = {_quoted(value)}" for key, value in about.items()]
    return "\n".join([*lines, "codes = [", *(f"    {{ {_row(entry)} }}," for entry in listed.entries), "]", ""])


def _row(code: Code) -> str:
    entry = Entry(code.code, code.label, code.derived or None, code.first, code.last, code.at_desk, code.stored)
    values: dict[str, object] = msgspec.to_builtins(entry, builtin_types=(date,))
    return ", ".join(f"{key} = {_quoted(value)}" for key, value in values.items())


def _quoted(value: object) -> str:
    """Return a value as TOML writes it. A text of one line is quoted as in JSON; a day is bare."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _code(where: str, entry: Entry, refuse: Refuse) -> Code:
    label = _words(f"{where}label", entry.label, 30, refuse)
    code = Code(
        entry.code.strip(), label, entry.first, entry.last, entry.at_desk, entry.stored, (entry.derived or "").strip()
    )
    if not _CODE.fullmatch(code.code):
        refuse(f"{where}code", Message("forms.file-no-code", code=shown(code.code)))
    if code.first is not None and code.last is not None and code.last < code.first:
        refuse(f"{where}until", Message("forms.file-code-never-usable"))
    if code.stored and code.at_desk:
        refuse(f"{where}stored", Message("forms.file-code-stored-at-desk"))
    return code


def _words(key: str, text: str, most: int, refuse: Refuse) -> str:
    text = text.strip()
    if len(text) > most:
        refuse(key, Message("forms.file-too-long", count=len(text), most=most))
    require_drawn(text, key, refuse)
    return text


def _refuse_repeats(listed: CodeList, refuse: Refuse) -> None:
    """Reject a code with two labels on the same day, and a label with two codes.

    Over the years a code may get another label: 371324 was 苍山县 before it was 兰陵县.
    """
    codes: dict[str, list[Code]] = {}
    labels: dict[str, list[Code]] = {}
    for at, entry in enumerate(listed.entries):
        if any(map(entry.overlaps, codes.setdefault(entry.code, []))):
            refuse(f"codes[{at}].code", Message("forms.file-code-twice", code=entry.code))
        if any(map(entry.overlaps, labels.setdefault(entry.label, []))):
            refuse(f"codes[{at}].label", Message("forms.file-label-twice", label=entry.label))
        codes[entry.code].append(entry)
        labels[entry.label].append(entry)
