"""The kinds of identity documents: which number each carries, and what the number says about birth.

The codes are those of the list `id-document`. `identity` knows the numbers of GB 11643 and of permanent residence;
here they are bound to the document that carries them. A passport or a pass says nothing about birth: the form asks.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from forms.identity import birth_date_on, document_of, identity_number_fault
from forms.message import Message

OTHER_DOCUMENT = Message("forms.document-other")
NO_PASSPORT = Message("forms.document-passport")
NO_HK_MACAO_PASS = Message("forms.document-hk-macao-pass")
NO_TAIWAN_PASS = Message("forms.document-taiwan-pass")

_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}")
_HK_MACAO_PASS = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")  # the two more digits count the issues of older passes
_TAIWAN_PASS = re.compile(r"[0-9]{8}")  # the passes with other numbers have expired


def document_number_fault(document: str, number: str) -> Message | None:
    """Return why a document cannot carry a number; None when it can.

    Args:
        document: The kind of document, a code of the list `id-document`; KeyError for any other.
        number: The held number: half width, capitals, no spaces.
    """
    return _FAULTS[document](number)


def birth_in(document: str, number: str, on: date) -> date | None:
    """Return the birth that a right number of such a document carries; None when it carries none.

    Args:
        document: The kind of document, as in `document_number_fault`.
        number: The held number.
        on: The last day that can be the day of birth, for the permanent-residence card of 2017.
    """
    return birth_date_on(number, on) if document in _NUMBERS_OF_PEOPLE else None


def _of_people(document: str) -> Callable[[str], Message | None]:
    def fault(number: str) -> Message | None:
        return identity_number_fault(number) or (None if document_of(number) == document else OTHER_DOCUMENT)

    return fault


def _shaped(shape: re.Pattern[str], fault: Message) -> Callable[[str], Message | None]:
    return lambda number: None if shape.fullmatch(number) else fault


_NUMBERS_OF_PEOPLE = ("resident-card", "residence-permit", "permanent-residence-card")
_FAULTS: Mapping[str, Callable[[str], Message | None]] = MappingProxyType(
    {document: _of_people(document) for document in _NUMBERS_OF_PEOPLE}
    | {
        "passport": _shaped(_PASSPORT, NO_PASSPORT),
        "hk-macao-pass": _shaped(_HK_MACAO_PASS, NO_HK_MACAO_PASS),
        "taiwan-pass": _shaped(_TAIWAN_PASS, NO_TAIWAN_PASS),
    }
)
