"""The judgement of a form as a whole: codes, roles, boxes, mandatory blocks, placeholders, rules.

A form is judged when it is loaded, so that a bad form never reaches a counter. The model is judged, not the text of the
file. `form_limits`, `form_words` and `page_room` judge names, numbers and texts by themselves.
"""

from collections.abc import Callable
from typing import Never

from forms.codes import code_list
from forms.errors import UnknownCode
from forms.form_limits import require_limits
from forms.form_words import require_words
from forms.kinds import Field, Identity, Listed, Name, Text, kind_name
from forms.message import Message
from forms.misfit import shown
from forms.model import Form, Party
from forms.optional_questions import ethnic_fields
from forms.page_room import require_room
from forms.rules import RULE_FIELDS, Reads
from forms.show import PLACEHOLDER

SEAL = "seal"  # the station's own signature field
PARTY_KINDS: dict[str, tuple[type[Field], ...]] = {
    "name_field": (Name,),
    "id_field": (Identity,),
    "acts_for_field": (Text, Name),
}

Refuse = Callable[[str, Message], Never]  # the key, and what is wrong with it and what to do


def require_sense(form: Form, refuse: Refuse) -> None:
    """Reject the first part of a form that makes no sense.

    Args:
        form: The form as it was read.
        refuse: The callback that raises: it takes the key in the file and the fault.
    """
    for judge in (_fields, require_limits, _blocks, _parties, _boxes, require_words, require_room, _clauses, _rules):
        judge(form, refuse)


def _fields(form: Form, refuse: Refuse) -> None:
    if not form.fields:
        refuse("section", Message("forms.file-asks-nothing"))
    for field in form.fields:
        _codes(field, refuse)


def _codes(field: Field, refuse: Refuse) -> None:
    if not isinstance(field, Listed):
        return
    try:
        code_list(field.codes)
    except UnknownCode as error:
        fault = Message("forms.file-unknown-code-list", codes=shown(field.codes), remedy=error.message)
        refuse(f"field.{shown(field.key)}.codes", fault)


def _parties(form: Form, refuse: Refuse) -> None:
    boxed = {box.role for box in form.boxes}
    for party in form.parties:
        _party_fields(form, party, refuse)
        if party.role not in boxed:
            refuse(f"party.{party.role}", Message("forms.file-party-without-box"))


def _party_fields(form: Form, party: Party, refuse: Refuse) -> None:
    """Reject a party's field that is missing, of a wrong kind or optional.

    A certificate is made in the name, so the name must exist.
    """
    fields = {field.key: field for field in form.fields}
    for name, kinds in PARTY_KINDS.items():
        key, named = f"party.{party.role}.{name}", getattr(party, name)
        if named is None:
            continue
        if named not in fields:
            refuse(key, Message("forms.file-party-no-field", field=shown(named)))
        if not isinstance(fields[named], kinds):
            known = " or ".join(map(kind_name, kinds))
            fault = Message("forms.file-party-field-kind", field=named, kind=fields[named].kind, kinds=known)
            refuse(key, fault)
        if not fields[named].required:
            refuse(key, Message("forms.file-party-field-optional", field=named))


def _boxes(form: Form, refuse: Refuse) -> None:
    if not form.boxes:
        refuse("box", Message("forms.file-no-signer"))
    roles = {party.role for party in form.parties}
    for box in form.boxes:
        if box.key == SEAL:
            refuse(f"box.{box.key}", Message("forms.file-box-named-seal"))
        if box.role not in roles:
            refuse(f"box.{box.key}.role", Message("forms.file-box-without-party", role=shown(box.role)))


def _blocks(form: Form, refuse: Refuse) -> None:
    carried = set(form.blocks())
    for block in form.mandatory:
        if block not in carried:
            refuse("mandatory", Message("forms.file-block-not-carried", block=block))
    for block in carried - set(form.mandatory):
        refuse("mandatory", Message("forms.file-block-not-listed", block=block))
    for section in form.sections:
        if section.block is not None and not any(field.required for field in section.fields):
            refuse(f"section.{section.key}.block", Message("forms.file-block-without-required"))


def _clauses(form: Form, refuse: Refuse) -> None:
    fields, free = {field.key: field for field in form.fields}, ethnic_fields(form)
    for clause in form.clauses:
        key = f"clause.{clause.key}.text"
        for name in PLACEHOLDER.findall(clause.text):
            if name not in fields:
                refuse(key, Message("forms.file-clause-no-field", field=shown(name)))
            elif not fields[name].required:
                refuse(key, Message("forms.file-clause-field-optional", field=name))
            elif name in free:
                refuse(key, Message("forms.file-clause-field-of-citizens", field=name))


def _rules(form: Form, refuse: Refuse) -> None:
    fields = {field.key: field for field in form.fields}
    for rule in form.rules:
        if rule not in RULE_FIELDS:
            refuse("rules", Message("forms.file-no-rule", rule=shown(rule), known=tuple(RULE_FIELDS)))
        for key, reads in RULE_FIELDS[rule].items():
            if key not in fields:
                refuse("rules", Message("forms.file-rule-field-missing", rule=rule, field=key))
            _read(rule, fields[key], reads, refuse)


def _read(rule: str, field: Field, reads: Reads, refuse: Refuse) -> None:
    key, why = f"field.{field.key}", Message("forms.file-rule-reads-it", rule=rule)
    if not reads.fits(field):
        refuse(f"{key}.kind", Message("forms.file-rule-field-kind", why=why, kind=kind_name(reads.kind)))
    if reads.codes is not None and isinstance(field, Listed) and field.codes != reads.codes:
        refuse(f"{key}.codes", Message("forms.file-rule-field-codes", why=why, codes=reads.codes))
    if reads.required and not field.required:
        refuse(f"{key}.required", Message("forms.file-rule-field-optional", why=why))
