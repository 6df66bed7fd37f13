"""The questions that a form may leave out for one person, judged by the document that the person shows.

民族 is a fact of Chinese citizens: foreigners are not asked for it. The permits of residents from Hong Kong, Macao and
Taiwan do not carry it. A form's edition sets once who must answer; this module sets who cannot.
"""

from collections.abc import Callable

from forms.identity import document_of
from forms.kinds import Field, Listed
from forms.model import Form

RULE = "identity-agrees"  # forms with this rule have `id_no` and `id_type`
ETHNIC_LIST = "ethnic"
FOREIGN = "permanent-residence-card"
PERMIT = "residence-permit"

Value = Callable[[str], str]  # the held value under a key, empty when there is none


def unasked(form: Form, value: Value) -> frozenset[str]:
    """Return the keys of fields that have no true answer for this person.

    Args:
        form: The form that is being filled.
        value: The lookup of a held value by its key; it returns "" when no value is held.
    """
    return ethnic_fields(form) if _document(form, value) == FOREIGN else frozenset()


def may_stay_empty(form: Form, value: Value) -> frozenset[str]:
    """Return the keys of fields that this person need not answer, even if the edition requires them.

    Args:
        form: The form that is being filled.
        value: The lookup of a held value by its key; it returns "" when no value is held.
    """
    return ethnic_fields(form) if _document(form, value) in (FOREIGN, PERMIT) else frozenset()


def questions(form: Form, value: Value) -> tuple[Field, ...]:
    """Return the fields in the order in which a person is asked.

    The document comes first. The questions that only some documents make necessary follow it.

    Args:
        form: The form that is being filled.
        value: The lookup of a held value by its key; it returns "" when no value is held.
    """
    late, left_out = ethnic_fields(form), unasked(form, value)
    asked: list[Field] = []
    for field in form.fields:
        if field.key not in late:
            asked.append(field)
        if field.key == "id_no":
            asked += [each for each in form.fields if each.key in late - left_out]
    return tuple(asked)


def ethnic_fields(form: Form) -> frozenset[str]:
    """Return the keys of the fields that ask for 民族; none for a form without the rule `identity-agrees`."""
    if RULE not in form.rules:
        return frozenset()
    return frozenset(field.key for field in form.fields if isinstance(field, Listed) and field.codes == ETHNIC_LIST)


def _document(form: Form, value: Value) -> str:
    """Return the kind of document: by its number where that is right, else by what was chosen."""
    return (document_of(value("id_no")) or value("id_type")) if RULE in form.rules else ""
