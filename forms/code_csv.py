"""A code list as a bureau has it: a table in CSV, with one row of column names and one row for each code.

The columns are named in Chinese or as in our own files, in any order. The table says nothing about the list itself, so
its name and its source come beside it. UTF-8 and GB 18030 are read, with or without a byte order mark.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Never

from forms.code_file import Content, Entry, judged
from forms.code_list import CodeList
from forms.errors import FormFileError
from forms.gb18030 import decoded
from forms.message import Message
from forms.misfit import shown
from forms.outside_file import FileTooLarge, read_outside
from forms.system_errors import why
from forms.typed_text import plain, typed_day

MOST_BYTES = 1_000_000
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "代码": "code",
        "编码": "code",
        "名称": "label",
        "启用日期": "from",
        "停用日期": "until",
        "推出": "derived",
        "只存": "stored",
        "工作人员选": "at-desk",
    }
)
"""The Chinese names of columns, and the keys that they mean; a column may have the name of the key as well."""
KEYS = frozenset(COLUMNS.values())

_YES, _NO = frozenset({"是", "1", "y", "yes", "true"}), frozenset({"", "否", "0", "n", "no", "false"})
_KEY = re.compile(r"codes\[([0-9]+)\]\.(.+)")


@dataclass(frozen=True, slots=True)
class About:
    """What a table does not say about its list; each text as in `CodeList`."""

    name: str
    title: str
    source: str
    edition: str
    derives: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table: its line in the file and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The table: the names of its columns as they are in the file, the keys that they mean, and the rows."""

    path: Path
    names: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[_Row, ...]

    def cell(self, row: _Row, key: str) -> str:
        """Return the cell of a `row` in the column of a `key`, without space around it; "" where there is none."""
        return row.cells[self.keys.index(key)].strip() if key in self.keys else ""

    def day(self, row: _Row, key: str) -> date | None:
        if not (text := self.cell(row, key)):
            return None
        try:
            return date.fromisoformat(typed_day(plain(text)))
        except ValueError:
            self.refuse_cell(row, key, Message("forms.csv-no-day", value=shown(text)))

    def yes_no(self, row: _Row, key: str) -> bool:
        text = self.cell(row, key).lower()
        if text not in _YES | _NO:
            self.refuse_cell(row, key, Message("forms.csv-no-yes", value=shown(text)))
        return text in _YES

    def refuse_cell(self, row: _Row, key: str, fault: Message) -> Never:
        name = self.names[self.keys.index(key)] if key in self.keys else key
        raise FormFileError(str(self.path), name, fault, row.line) from None

    def refuse(self, key: str, fault: Message) -> Never:
        """Raise `FormFileError`.

        Args:
            key: The key in the list, such as `codes[3].label`; the finding names its line and its column.
            fault: What is wrong there and what to do.
        """
        if found := _KEY.fullmatch(key):
            self.refuse_cell(self.rows[int(found[1])], found[2], fault)
        raise FormFileError(str(self.path), key, fault) from None


def load_code_table(path: Path, about: About) -> CodeList:
    """Read a code list from a table in CSV.

    Args:
        path: The file; its name does not matter.
        about: What the table does not say.

    Raises:
        FormFileError: It cannot be used; the finding names the line, the column and what to do.
    """
    sheet = _sheet(path)
    content = Content(
        about.name, about.title, about.source, about.edition, about.derives or None, tuple(_entries(sheet))
    )
    return judged(content, sheet.refuse)


def _entries(sheet: _Sheet) -> list[Entry]:
    entries: list[Entry] = []
    for row in sheet.rows:
        for key in ("code", "label"):
            if not sheet.cell(row, key):
                sheet.refuse_cell(row, key, Message("forms.csv-empty"))
        entries.append(
            Entry(
                plain(sheet.cell(row, "code")),
                sheet.cell(row, "label"),
                plain(sheet.cell(row, "derived")) or None,
                sheet.day(row, "from"),
                sheet.day(row, "until"),
                sheet.yes_no(row, "at-desk"),
                sheet.yes_no(row, "stored"),
            )
        )
    return entries


def _sheet(path: Path) -> _Sheet:
    rows = _rows(path)
    if not rows:
        raise FormFileError(str(path), "file", Message("forms.csv-no-rows"))
    head, *body = rows
    names = tuple(cell.strip() for cell in head.cells)
    keys = tuple(COLUMNS.get(name, name) for name in names)
    _require_columns(path, names, keys, head.line)
    for row in body:
        if len(row.cells) != len(names):
            fault = Message("forms.csv-cells", count=len(row.cells), columns=len(names))
            raise FormFileError(str(path), names[0], fault, row.line)
    return _Sheet(path, names, keys, tuple(body))


def _require_columns(path: Path, names: Sequence[str], keys: Sequence[str], line: int) -> None:
    known = (*COLUMNS, *sorted(KEYS))
    for at, key in enumerate(keys):
        if key not in KEYS:
            raise FormFileError(str(path), shown(names[at]), Message("forms.csv-unknown-column", known=known), line)
        if key in keys[:at]:
            raise FormFileError(str(path), names[at], Message("forms.csv-column-twice"), line)
    for key, name in (("code", "代码"), ("label", "名称")):
        if key not in keys:
            raise FormFileError(str(path), name, Message("forms.csv-no-column"), line)


def _rows(path: Path) -> list[_Row]:
    """Return the rows that are not blank."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    rows: list[_Row] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error:
        raise FormFileError(str(path), "file", Message("forms.csv-unreadable"), line) from None
    return rows


def _text(path: Path) -> str:
    try:
        data = read_outside(path, MOST_BYTES)
    except FileTooLarge:
        raise FormFileError(str(path), "file", Message("forms.file-too-large", most=MOST_BYTES)) from None
    except OSError as error:
        raise FormFileError(str(path), "file", Message("forms.file-not-read", cause=why(error))) from None
    for decode in (_utf8, decoded):
        with suppress(UnicodeDecodeError):
            return decode(data)
    raise FormFileError(str(path), "file", Message("forms.csv-encoding"))


def _utf8(data: bytes) -> str:
    return data.decode("utf-8-sig")
