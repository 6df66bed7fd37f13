"""The TOML of a form: which keys its tables have. `form_consistency` judges whether the form makes sense."""

from pathlib import Path

from forms.message import Message
from forms.model import Clause, Field, FieldKind, Form, Party, Section, SignatureBox
from forms.table import Table, read_table, shown

DEFAULT_MAX_CHARS = 50


def read_form(path: Path) -> Form:
    """Read the form in a file without judging it. Raise `FormFileError` for a file that cannot be read."""
    table = read_table(path)
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
        table.refuse("kind", Message("forms.file-no-kind", kind=shown(kind), known=tuple(FieldKind)))
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
