"""The keys of form files of the first format, `luobi-form/1`. `form_consistency` judges the form as a whole."""

from collections.abc import Callable
from typing import Annotated, Literal, Never

import msgspec
from msgspec import Meta, Struct

from forms.kinds import KINDS, Field, Listed
from forms.message import Message
from forms.misfit import shown
from forms.model import Clause, Form, Party, Section, SignatureBox
from forms.toml_file import TomlFile

Refuse = Callable[[str, Message], Never]  # the key, and what is wrong with it and what to do

Text = Annotated[str, Meta(pattern=r"\S")]
Whole = Annotated[int, Meta(ge=0)]
Texts = tuple[Annotated[str, Meta(min_length=1)], ...]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; its texts have no blank space around them."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if isinstance(text := getattr(self, name), str):
                msgspec.structs.force_setattr(self, name, text.strip())


class _Field(_Table, frozen=True):
    key: Text
    label: Text
    kind: Literal["text", "name", "identity", "credit", "date", "code", "codes", "phone", "money", "integer", "yesno"]
    question: Text
    required: bool = True
    codes: Text | None = None
    max_chars: Whole = 50

    def field(self, refuse: Refuse) -> Field:
        key, kind, listed = f"field.{shown(self.key)}.codes", KINDS[self.kind], {}
        if issubclass(kind, Listed):
            if self.codes is None:
                refuse(key, Message("forms.file-codes-missing"))
            listed = {"codes": self.codes}
        elif self.codes is not None:
            refuse(key, Message("forms.file-codes-of-no-code-field", kind=self.kind))
        return kind(self.key, self.label, self.question, self.required, self.max_chars, **listed)


class _Clause(_Table, frozen=True):
    key: Text
    heading: Text
    text: Text
    block: Text | None = None


class _Section(_Table, frozen=True):
    key: Text
    heading: Text
    block: Text | None = None
    fields: tuple[_Field, ...] = msgspec.field(default=(), name="field")
    clauses: tuple[_Clause, ...] = msgspec.field(default=(), name="clause")

    def section(self, refuse: Refuse) -> Section:
        fields = tuple(each.field(refuse) for each in self.fields)
        clauses = tuple(Clause(each.key, each.heading, each.text, each.block) for each in self.clauses)
        return Section(self.key, self.heading, fields, clauses, self.block)


class _Party(_Table, frozen=True):
    role: Text
    title: Text
    notice: Text
    name_field: Text | None = None
    id_field: Text | None = None
    acts_for_field: Text | None = None

    def party(self) -> Party:
        return Party(self.role, self.title, self.name_field, self.notice, self.id_field, self.acts_for_field)


class _Box(_Table, frozen=True):
    key: Text
    role: Text
    label: Text
    words: Text
    width_mm: Whole
    height_mm: Whole

    def box(self) -> SignatureBox:
        return SignatureBox(self.key, self.role, self.label, self.words, self.width_mm, self.height_mm)


class _Form(_Table, frozen=True):
    id: Text
    edition: Text
    title: Text
    purpose: Text
    commitment: Text
    park_days: Whole
    retention: Text
    mandatory: Texts = ()
    rules: Texts = ()
    sections: tuple[_Section, ...] = msgspec.field(default=(), name="section")
    parties: tuple[_Party, ...] = msgspec.field(default=(), name="party")
    boxes: tuple[_Box, ...] = msgspec.field(default=(), name="box")


def read_form(file: TomlFile) -> Form:
    """Return the form in a file without judging it. Raise `FormFileError` for a key that is not as it should be."""
    read = file.decode(_Form)
    return Form(
        id=read.id,
        edition=read.edition,
        title=read.title,
        purpose=read.purpose,
        sections=tuple(each.section(file.refuse) for each in read.sections),
        parties=tuple(each.party() for each in read.parties),
        boxes=tuple(each.box() for each in read.boxes),
        commitment=read.commitment,
        park_days=read.park_days,
        mandatory=read.mandatory,
        retention=read.retention,
        rules=read.rules,
    )
