"""Whether a form makes sense as a whole: codes, roles, boxes, mandatory blocks, placeholders, rules.

Judged when a form is loaded, so that a bad form never reaches a counter. Everything is judged on the model, not on the
file's text. Names, numbers and words by themselves: `form_limits`, `form_words`, `page_room`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Never

from forms.asked import ethnic_fields
from forms.codes import code_list
from forms.errors import FormFileError, UnknownCode
from forms.form_limits import require_limits
from forms.form_words import require_words
from forms.model import Field, FieldKind, Form, Party
from forms.page_room import require_room
from forms.rules import RULE_FIELDS, Reads
from forms.show import PLACEHOLDER
from forms.table import shown

SEAL = "seal"  # the station's own signature field
PARTY_KINDS = {
    "name_field": (FieldKind.NAME,),
    "id_field": (FieldKind.IDENTITY,),
    "acts_for_field": (FieldKind.TEXT, FieldKind.NAME),
}

Refuse = Callable[[str, str, str], Never]  # key, problem, remedy


def require_sense(path: Path, form: Form) -> None:
    """`FormFileError` for the first thing that makes no sense."""

    def refuse(key: str, problem: str, remedy: str) -> Never:
        raise FormFileError(str(path), key, problem, remedy)

    for judge in (_fields, require_limits, _blocks, _parties, _boxes, require_words, require_room, _clauses, _rules):
        judge(form, refuse)


def _fields(form: Form, refuse: Refuse) -> None:
    if not form.fields:
        refuse("section", "the form asks nothing", "Add [[section.field]] tables")
    for field in form.fields:
        _codes(field, refuse)


def _codes(field: Field, refuse: Refuse) -> None:
    key = f"field.{shown(field.key)}.codes"
    takes_codes = field.kind in (FieldKind.CODE, FieldKind.CODES)
    if field.codes is None:
        if takes_codes:
            refuse(key, "is missing", "Name the code list of this field")
        return
    if not takes_codes:
        refuse(key, f"a {field.kind} field has no codes", "Remove it, or make the kind code or codes")
    try:
        code_list(field.codes)
    except UnknownCode as error:
        refuse(key, f"{shown(field.codes)!r} is no code list", str(error))


def _parties(form: Form, refuse: Refuse) -> None:
    boxed = {box.role for box in form.boxes}
    for party in form.parties:
        _party_fields(form, party, refuse)
        if party.role not in boxed:
            refuse(f"party.{party.role}", "has no box to sign in", "Add a [[box]] with this role")


def _party_fields(form: Form, party: Party, refuse: Refuse) -> None:
    """A certificate is made in the name, so the name must be there."""
    fields = {field.key: field for field in form.fields}
    for name, kinds in PARTY_KINDS.items():
        key, named = f"party.{party.role}.{name}", getattr(party, name)
        if named is None:
            continue
        if named not in fields:
            refuse(key, f"no field {shown(named)!r}", "Name a field of this form")
        if fields[named].kind not in kinds:
            refuse(key, f"{named!r} is a {fields[named].kind} field", f"Name a field of kind {' or '.join(kinds)}")
        if not fields[named].required:
            refuse(key, f"{named!r} may stay empty", "Make the field required, or name another one")


def _boxes(form: Form, refuse: Refuse) -> None:
    if not form.boxes:
        refuse("box", "nobody signs this form", "Add a [[party]] and its [[box]]")
    roles = {party.role for party in form.parties}
    for box in form.boxes:
        if box.key == SEAL:
            refuse(f"box.{box.key}", "is the name of the station's seal", "Choose another key")
        if box.role not in roles:
            refuse(f"box.{box.key}.role", f"no party {shown(box.role)!r}", "Add the [[party]], or name one there is")


def _blocks(form: Form, refuse: Refuse) -> None:
    carried = set(form.blocks())
    for block in form.mandatory:
        if block not in carried:
            refuse("mandatory", f"no part carries the block {block!r}", f"Add a clause with block = {block!r}")
    for block in carried - set(form.mandatory):
        refuse("mandatory", f"the block {block!r} is not in the list", "Add it, or take block from the part")
    for section in form.sections:
        if section.block is not None and not any(field.required for field in section.fields):
            refuse(f"section.{section.key}.block", "has no required field", "Require what the law asks for")


def _clauses(form: Form, refuse: Refuse) -> None:
    fields, free = {field.key: field for field in form.fields}, ethnic_fields(form)
    for clause in form.clauses:
        key = f"clause.{clause.key}.text"
        for name in PLACEHOLDER.findall(clause.text):
            if name not in fields:
                refuse(key, f"no field {shown(name)!r}", "Name a field of this form between the braces")
            elif not fields[name].required:
                refuse(key, f"{name!r} may stay empty", "Make the field required, or take it from the clause")
            elif name in free:
                refuse(key, f"{name!r} stays empty for foreigners", "Take it from the clause")


def _rules(form: Form, refuse: Refuse) -> None:
    fields = {field.key: field for field in form.fields}
    for rule in form.rules:
        if rule not in RULE_FIELDS:
            refuse("rules", f"there is no rule {shown(rule)!r}", f"Use one of: {', '.join(RULE_FIELDS)}")
        for key, reads in RULE_FIELDS[rule].items():
            if key not in fields:
                refuse("rules", f"{rule!r} reads the field {key!r}", "Add the field, or remove the rule")
            _read(rule, fields[key], reads, refuse)


def _read(rule: str, field: Field, reads: Reads, refuse: Refuse) -> None:
    key, why = f"field.{field.key}", f"the rule {rule!r} reads it as"
    if not reads.fits(field):
        refuse(f"{key}.kind", f"{why} {reads.kind}", f"Make it {reads.kind}, or remove the rule")
    if reads.codes is not None and field.codes != reads.codes:
        refuse(f"{key}.codes", f"{why} a code of {reads.codes!r}", f"Name {reads.codes!r}, or remove the rule")
    if reads.required and not field.required:
        refuse(f"{key}.required", f"{why} an answer that is there", "Make it required, or remove the rule")
