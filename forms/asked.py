"""What a form need not ask of this person, judged by the document that is shown.

民族 is a fact of Chinese citizens: foreigners are not asked for it, and the permits of Hong Kong, Macao and Taiwan
residents do not carry it. A form's edition says once for all who must answer; this says who cannot.
"""

from collections.abc import Callable

from forms.identity import document_of
from forms.model import Field, Form

RULE = "identity-agrees"  # forms with this rule have `id_no` and `id_type`
ETHNIC_LIST = "ethnic"
FOREIGN = "permanent-residence-card"
PERMIT = "residence-permit"

Value = Callable[[str], str]  # the held value under a key, empty when there is none


def unasked(form: Form, value: Value) -> frozenset[str]:
    """Keys of fields that have no true answer for this person."""
    return ethnic_fields(form) if _document(form, value) == FOREIGN else frozenset()


def may_stay_empty(form: Form, value: Value) -> frozenset[str]:
    """Keys of fields that this person need not answer, whatever the edition requires."""
    return ethnic_fields(form) if _document(form, value) in (FOREIGN, PERMIT) else frozenset()


def questions(form: Form, value: Value) -> tuple[Field, ...]:
    """The fields in the order in which a person is asked: first the document, then what only some documents carry."""
    late, left_out = ethnic_fields(form), unasked(form, value)
    asked: list[Field] = []
    for field in form.fields:
        if field.key not in late:
            asked.append(field)
        if field.key == "id_no":
            asked += [each for each in form.fields if each.key in late - left_out]
    return tuple(asked)


def ethnic_fields(form: Form) -> frozenset[str]:
    """The fields of a form that knows the document and asks for 民族."""
    if RULE not in form.rules:
        return frozenset()
    return frozenset(field.key for field in form.fields if field.codes == ETHNIC_LIST)


def _document(form: Form, value: Value) -> str:
    """By the number where it is right, else by what was chosen."""
    return (document_of(value("id_no")) or value("id_type")) if RULE in form.rules else ""
