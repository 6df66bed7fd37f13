"""A TOML file of ours, read strictly: a missing, unknown or mistyped key is rejected, and its place is named.

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
from forms.message import Message
from forms.system_errors import why

MOST_BYTES = 1_000_000


@dataclass(slots=True)
class Table:
    """One table of the file. Each getter takes a key; `finish` rejects the keys that were not taken."""

    file: str
    where: str
    content: dict[str, Any]
    taken: set[str] = field(default_factory=set)

    def refuse(self, key: str, fault: Message) -> Never:
        """Raise `FormFileError` about `key` of this table; `fault` says what is wrong and what to do."""
        raise FormFileError(self.file, f"{self.where}{key}", fault)

    def text(self, key: str) -> str:
        """Return a text that is not blank, without blank space around it."""
        value = self._take(key, str, Message("forms.file-wants-text"))
        if not value.strip():
            self.refuse(key, Message("forms.file-text-empty"))
        return str(value).strip()

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None where the key is absent."""
        return self.text(key) if self._has(key) else None

    def integer(self, key: str, default: int | None = None) -> int:
        """Return the whole number from zero up under `key`.

        Where the key is absent, `default` is returned; without a default the key is required.
        """
        if not self._has(key) and default is not None:
            return default
        value = self._take(key, int, Message("forms.file-wants-number"))
        if isinstance(value, bool) or value < 0:
            self.refuse(key, Message("forms.file-no-whole-number"))
        return int(value)

    def yes_no(self, key: str, default: bool) -> bool:
        """Return true or false under `key`; `default` where the key is absent."""
        return bool(self._take(key, bool, Message("forms.file-wants-yes-no"))) if self._has(key) else default

    def optional_day(self, key: str) -> date | None:
        """Return a day, or None where the key is absent.

        A time is rejected: it is a date in Python too, but does not compare with one.
        """
        if not self._has(key):
            return None
        value = self._take(key, date, Message("forms.file-wants-day"))
        if type(value) is not date:
            self.refuse(key, Message("forms.file-time-of-day"))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an empty one where the key is absent."""
        if not self._has(key):
            return ()
        values = self._take(key, list, Message("forms.file-wants-texts"))
        if not all(isinstance(value, str) and value for value in values):
            self.refuse(key, Message("forms.file-not-texts"))
        return tuple(values)

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the tables of an array; none where the key is absent."""
        if not self._has(key):
            return
        values = self._take(key, list, Message("forms.file-wants-tables", key=key))
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse(key, Message("forms.file-not-tables", where=self.where, key=key))
            yield Table(self.file, f"{self.where}{key}[{index}].", value)

    def finish(self) -> None:
        """Reject a key that was not taken: a misspelt key must not be silently ignored."""
        for key in self.content:
            if key not in self.taken:
                known = tuple(sorted(self.taken))
                self.refuse(shown(key), Message("forms.file-unknown-key", known=known))

    def _has(self, key: str) -> bool:
        self.taken.add(key)
        return key in self.content

    def _take(self, key: str, kind: type, wanted: Message) -> Any:
        if not self._has(key):
            self.refuse(key, Message("forms.file-key-missing", wanted=wanted))
        value = self.content[key]
        if not isinstance(value, kind):
            self.refuse(key, Message("forms.file-wrong-type", wanted=wanted))
        return value


def read_table(path: Path) -> Table:
    """Return the file as its top table. Raise `FormFileError` for a file that cannot be read."""

    def refuse(fault: Message) -> Never:
        raise FormFileError(str(path), "file", fault) from None

    try:
        text = _bytes(path, refuse).decode("utf-8")
    except OSError as error:
        refuse(Message("forms.file-not-read", cause=why(error)))
    except UnicodeDecodeError:
        refuse(Message("forms.file-not-utf8"))
    if text.startswith("\ufeff"):
        refuse(Message("forms.file-bom"))
    try:
        return Table(str(path), "", tomllib.loads(text))
    except RecursionError:
        refuse(Message("forms.file-too-deep"))
    except ValueError as error:  # TOMLDecodeError, and numbers that are too long to be read
        refuse(Message("forms.file-not-toml", cause=str(error)))


def shown(text: str) -> str:
    """Return a name from a file as an error shows it: short, and without characters that a terminal would obey."""
    printable = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return printable if len(printable) <= 40 else f"{printable[:40]}…"


def _bytes(path: Path, refuse: Any) -> bytes:
    """Read a regular file. A device or a pipe is never opened: reading it might not end."""
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        refuse(Message("forms.file-not-regular"))
    if facts.st_size > MOST_BYTES:
        refuse(Message("forms.file-too-large", most=MOST_BYTES))
    return path.read_bytes()
