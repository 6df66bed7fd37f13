"""The model of a form: sections of questions and clauses, the parties, and the boxes that they sign.

A table form and a contract are both forms; they differ only in what their sections hold. Everything here is a
frozen value. `kinds` holds the fields, `load` makes forms from files and rejects bad ones.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import rfc8785

from forms.errors import UnknownForm
from forms.kinds import Field, Listed
from forms.message import Message

FORMAT = "luobi-form/1"


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause: `{field_key}` is the place of an answer, a line break begins a paragraph."""

    key: str
    heading: str
    text: str
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Fields (a ruled table), clauses (running text) or both. A table can be a mandatory block as a whole."""

    key: str
    heading: str
    fields: tuple[Field, ...] = ()
    clauses: tuple[Clause, ...] = ()
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One role that signs. Without `name_field` the name comes from the station, not from the answers."""

    role: str
    title: str
    name_field: str | None
    notice: str  # what the pad tells this party before it signs
    id_field: str | None = None
    acts_for_field: str | None = None  # the field that names whom an agent signs for


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """The place where a party signs. `key` names the signature field; `words` is what the signer affirms by signing."""

    key: str
    role: str
    label: str
    words: str
    width_mm: int
    height_mm: int


@dataclass(frozen=True)
class Form:
    """One edition of a form. `mandatory` names the blocks that the law requires, `rules` those of `rules.RULES`."""

    id: str
    edition: str
    title: str
    purpose: str
    sections: tuple[Section, ...]
    parties: tuple[Party, ...]
    boxes: tuple[SignatureBox, ...]
    commitment: str
    park_days: int
    mandatory: tuple[str, ...]
    retention: str
    rules: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the page."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, in the order of its number."""
        return tuple(clause for section in self.sections for clause in section.clauses)

    def field(self, key: str) -> Field:
        """Return the field of that key. Raise `UnknownForm` when there is no such field."""
        for field in self.fields:
            if field.key == key:
                return field
        raise UnknownForm(Message("forms.form-without-field", form=self.id, edition=self.edition, key=key))

    def party(self, role: str) -> Party:
        """Return the party of that role. Raise `UnknownForm` when there is no such party."""
        for party in self.parties:
            if party.role == role:
                return party
        raise UnknownForm(Message("forms.form-without-party", form=self.id, edition=self.edition, role=role))

    def blocks(self) -> Iterator[str]:
        """Yield the names of the blocks that the tables and clauses carry."""
        parts: tuple[Section | Clause, ...] = (*self.sections, *self.clauses)
        for part in parts:
            if part.block is not None:
                yield part.block

    def document(self) -> dict[str, Any]:
        """Return the whole form as JSON values: the input of its digest."""
        return {"format": FORMAT, **asdict(replace(self, sections=())), "sections": [*map(_section, self.sections)]}

    @cached_property
    def digest(self) -> str:
        """The SHA-256 in hex over the RFC 8785 bytes of `document()`: any change of wording gives another digest."""
        return hashlib.sha256(rfc8785.dumps(self.document())).hexdigest()


def _section(section: Section) -> dict[str, Any]:
    return {**asdict(replace(section, fields=())), "fields": [*map(_field, section.fields)]}


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": field.label,
        "kind": field.kind,
        "required": field.required,
        "codes": field.codes if isinstance(field, Listed) else None,
        "max_chars": field.max_chars,
        "question": field.question,
    }
