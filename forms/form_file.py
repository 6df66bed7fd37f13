"""The TOML of a form, read strictly: a missing, unknown or mistyped key is refused where it stands.

Only the shape of the file; whether the form makes sense is judged in `form_sense`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Never

from forms.errors import FormFileError
from forms.model import Clause, Field, FieldKind, Form, Party, Section, SignatureBox

DEFAULT_MAX_CHARS = 50


@dataclass(slots=True)
class Table:
    """One table of the file. Each getter takes a key; `finish` refuses the keys that nobody took."""

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
                self.refuse(key, "nobody knows this key", f"Remove it, or spell it as one of: {known}")

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


def read_form(path: Path) -> Form:
    """The form in a file as it stands, not yet judged; `FormFileError` for what cannot be read."""
    table = Table(str(path), "", _content(path))
    form = Form(
        id=table.text("id"),
        edition=table.text("edition"),
        title=table.text("title"),
        purpose=table.text("purpose"),
        commitment=table.text("commitment"),
        park_days=table.integer("park_days"),
        retention=table.text("retention"),
        mandatory=table.texts("mandatory"),
        rules=table.texts("rules"),
        sections=tuple(_section(section) for section in table.tables("section")),
        parties=tuple(_party(party) for party in table.tables("party")),
        boxes=tuple(_box(box) for box in table.tables("box")),
    )
    table.finish()
    return form


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FormFileError(str(path), "file", f"cannot be read ({error.strerror})", "Check its name") from error
    except UnicodeDecodeError as error:
        raise FormFileError(str(path), "file", "is not UTF-8", "Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise FormFileError(str(path), "file", f"is not TOML ({error})", "Correct that line") from error


def _section(table: Table) -> Section:
    section = Section(
        key=table.text("key"),
        heading=table.text("heading"),
        block=table.optional_text("block"),
        fields=tuple(_field(item) for item in table.tables("field")),
        clauses=tuple(_clause(item) for item in table.tables("clause")),
    )
    table.finish()
    return section


def _field(table: Table) -> Field:
    kind = table.text("kind")
    if kind not in set(FieldKind):
        table.refuse("kind", f"there is no kind {kind!r}", f"Use one of: {', '.join(FieldKind)}")
    read = Field(
        key=table.text("key"),
        label=table.text("label"),
        kind=FieldKind(kind),
        required=table.yes_no("required", True),
        codes=table.optional_text("codes"),
        max_chars=table.integer("max_chars", DEFAULT_MAX_CHARS),
        question=table.text("question"),
    )
    table.finish()
    return read


def _clause(table: Table) -> Clause:
    clause = Clause(table.text("key"), table.text("heading"), table.text("text"), table.optional_text("block"))
    table.finish()
    return clause


def _party(table: Table) -> Party:
    party = Party(
        role=table.text("role"),
        title=table.text("title"),
        name_field=table.optional_text("name_field"),
        notice=table.text("notice"),
        id_field=table.optional_text("id_field"),
        acts_for_field=table.optional_text("acts_for_field"),
    )
    table.finish()
    return party


def _box(table: Table) -> SignatureBox:
    box = SignatureBox(
        key=table.text("key"),
        role=table.text("role"),
        label=table.text("label"),
        words=table.text("words"),
        width_mm=table.integer("width_mm"),
        height_mm=table.integer("height_mm"),
    )
    table.finish()
    return box
