"""Whether a form makes sense as a whole: keys, codes, roles, boxes, mandatory blocks, placeholders, rules.

Judged when a form is loaded, so that a bad form never reaches a counter.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from forms.codes import code_list
from forms.errors import FormFileError, UnknownCode
from forms.model import Field, FieldKind, Form
from forms.rules import RULE_FIELDS
from forms.show import PLACEHOLDER

SMALLEST_BOX_MM = (80, 30)  # less is no room for a name written by hand
SEAL = "seal"  # the station's own signature field

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_EDITION = re.compile(r"20[0-9]{2}-[1-9][0-9]*")

Refuse = Callable[[str, str, str], None]  # key, problem, remedy


def require_sense(path: Path, form: Form) -> None:
    """`FormFileError` for the first thing that makes no sense."""

    def refuse(key: str, problem: str, remedy: str) -> None:
        raise FormFileError(str(path), key, problem, remedy)

    for judge in (_names, _keys, _fields, _parties, _boxes, _blocks, _clauses, _rules):
        judge(form, refuse)


def _names(form: Form, refuse: Refuse) -> None:
    if not _ID.fullmatch(form.id):
        refuse("id", f"{form.id!r} is no id", "Write small letters, digits and single hyphens")
    if not _EDITION.fullmatch(form.edition):
        refuse("edition", f"{form.edition!r} is no edition", "Write year and number, such as 2026-1")


def _keys(form: Form, refuse: Refuse) -> None:
    groups: dict[str, Iterable[str]] = {
        "section": [section.key for section in form.sections],
        "field": [field.key for field in form.fields],
        "clause": [clause.key for clause in form.clauses],
        "box": [box.key for box in form.boxes],
        "party": [party.role for party in form.parties],
    }
    for group, keys in groups.items():
        seen: set[str] = set()
        for key in keys:
            if not _KEY.fullmatch(key):
                refuse(f"{group}.{key}", "is no key", "Write small letters, digits and underscores")
            if key in seen:
                refuse(f"{group}.{key}", "stands twice", "Give one of them another key")
            seen.add(key)


def _fields(form: Form, refuse: Refuse) -> None:
    if not form.fields:
        refuse("section", "the form asks nothing", "Add [[section.field]] tables")
    for field in form.fields:
        if field.max_chars == 0:
            refuse(f"field.{field.key}.max_chars", "leaves no room", "Write a number above zero")
        _codes(field, refuse)


def _codes(field: Field, refuse: Refuse) -> None:
    key = f"field.{field.key}.codes"
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
        refuse(key, f"{field.codes!r} is no code list", str(error))


def _parties(form: Form, refuse: Refuse) -> None:
    known = {field.key for field in form.fields}
    boxed = {box.role for box in form.boxes}
    for party in form.parties:
        for name in ("name_field", "id_field", "acts_for_field"):
            named = getattr(party, name)
            if named is not None and named not in known:
                refuse(f"party.{party.role}.{name}", f"no field {named!r}", "Name a field of this form")
        if party.role not in boxed:
            refuse(f"party.{party.role}", "has no box to sign in", "Add a [[box]] with this role")


def _boxes(form: Form, refuse: Refuse) -> None:
    if not form.boxes:
        refuse("box", "nobody signs this form", "Add a [[party]] and its [[box]]")
    roles = {party.role for party in form.parties}
    width, height = SMALLEST_BOX_MM
    for box in form.boxes:
        if box.key == SEAL:
            refuse(f"box.{box.key}", "is the name of the station's seal", "Choose another key")
        if box.role not in roles:
            refuse(f"box.{box.key}.role", f"no party {box.role!r}", "Add the [[party]], or name one there is")
        if box.width_mm < width or box.height_mm < height:
            refuse(f"box.{box.key}", "is too small to sign in", f"Make it at least {width} by {height} mm")


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
    fields = {field.key: field for field in form.fields}
    for clause in form.clauses:
        key = f"clause.{clause.key}.text"
        for name in PLACEHOLDER.findall(clause.text):
            if name not in fields:
                refuse(key, f"no field {name!r}", "Name a field of this form between the braces")
            elif not fields[name].required:
                refuse(key, f"{name!r} may stay empty", "Make the field required, or take it from the clause")
        if set(PLACEHOLDER.sub("", clause.text)) & set("{}"):
            refuse(key, "has a brace that holds no field key", "Write {field_key}, or remove the brace")


def _rules(form: Form, refuse: Refuse) -> None:
    known = {field.key for field in form.fields}
    for rule in form.rules:
        if rule not in RULE_FIELDS:
            refuse("rules", f"there is no rule {rule!r}", f"Use one of: {', '.join(RULE_FIELDS)}")
        for field in RULE_FIELDS[rule]:
            if field not in known:
                refuse("rules", f"{rule!r} reads the field {field!r}", "Add the field, or remove the rule")
