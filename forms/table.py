"""A TOML file of ours, read strictly: a missing, unknown or mistyped key is refused where it stands.

Forms and code lists are read with it. A file is small, regular, and UTF-8 without a byte order mark.
"""

import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Never

from forms.errors import FormFileError

MOST_BYTES = 1_000_000


@dataclass(slots=True)
class Table:
    """One table of the file. Each getter takes a key; `finish` refuses the keys that were not taken."""

    file: str
    where: str
    content: dict[str, Any]
    taken: set[str] = field(default_factory=set)

    def refuse(self, key: str, problem: str, remedy: str) -> Never:
        """Raise the complaint for a key of this table."""
        raise FormFileError(self.file, f"{self.where}{key}", problem, remedy)

    def text(self, key: str) -> str:
        """A text that is not blank, without blank lines around it."""
        value = self._take(key, str, "a text in quotation marks")
        if not value.strip():
            self.refuse(key, "the text is empty", "Write it")
        return str(value).strip()

    def optional_text(self, key: str) -> str | None:
        """A text, or None where the key is absent."""
        return self.text(key) if self._has(key) else None

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number from zero up."""
        if not self._has(key) and default is not None:
            return default
        value = self._take(key, int, "a whole number")
        if isinstance(value, bool) or value < 0:
            self.refuse(key, "not a whole number from zero up", "Write a number without quotation marks")
        return int(value)

    def yes_no(self, key: str, default: bool) -> bool:
        """true or false."""
        return bool(self._take(key, bool, "true or false")) if self._has(key) else default

    def optional_day(self, key: str) -> date | None:
        """A day, or None where the key is absent; a time is a date too, but compares with none."""
        if not self._has(key):
            return None
        value = self._take(key, date, "a day such as 2026-01-31, without quotation marks")
        if type(value) is not date:
            self.refuse(key, "holds a time of day", "Write the day alone")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        if not self._has(key):
            return ()
        values = self._take(key, list, "a list of texts")
        if not all(isinstance(value, str) and value for value in values):
            self.refuse(key, "holds something else than texts", "Write every item in quotation marks")
        return tuple(values)

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of an array; none where the key is absent."""
        if not self._has(key):
            return
        values = self._take(key, list, f"an array of tables, [[{key}]]")
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse(key, "holds something else than tables", f"Write [[{self.where}{key}]]")
            yield Table(self.file, f"{self.where}{key}[{index}].", value)

    def finish(self) -> None:
        """Refuse what is left over: a misspelt key must not be silently ignored."""
        for key in self.content:
            if key not in self.taken:
                known = ", ".join(sorted(self.taken))
                self.refuse(shown(key), "is not a known key", f"Remove it, or spell it as one of: {known}")

    def _has(self, key: str) -> bool:
        self.taken.add(key)
        return key in self.content

    def _take(self, key: str, kind: type, wanted: str) -> Any:
        if not self._has(key):
            self.refuse(key, "is missing", f"Add it: {wanted}")
        value = self.content[key]
        if not isinstance(value, kind):
            self.refuse(key, f"is not {wanted}", f"Write {wanted}")
        return value


def read_table(path: Path) -> Table:
    """The file as its top table; `FormFileError` for what cannot be read."""

    def refuse(problem: str, remedy: str) -> Never:
        raise FormFileError(str(path), "file", problem, remedy) from None

    try:
        text = _bytes(path, refuse).decode("utf-8")
    except OSError as error:
        refuse(f"cannot be read ({error.strerror})", "Check its name and rights")
    except UnicodeDecodeError:
        refuse("is not UTF-8", "Save it as UTF-8 without BOM")
    if text.startswith("\ufeff"):
        refuse("begins with a byte order mark", "Save it as UTF-8 without BOM")
    try:
        return Table(str(path), "", tomllib.loads(text))
    except RecursionError:
        refuse("has too many brackets within brackets", "Remove them")
    except ValueError as error:  # TOMLDecodeError, and numbers that are too long to be read
        refuse(f"is not TOML ({error})", "Correct that line")


def shown(text: str) -> str:
    """A name from a file as an error shows it: short, and without characters that a terminal would obey."""
    printable = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return printable if len(printable) <= 40 else f"{printable[:40]}…"


def _bytes(path: Path, refuse: Any) -> bytes:
    """A device or a pipe is never opened: reading it might not end."""
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        refuse("is not a regular file", "Put the file itself there")
    if facts.st_size > MOST_BYTES:
        refuse(f"has more than {MOST_BYTES} bytes", "Take the right file, or shorten it")
    return path.read_bytes()
