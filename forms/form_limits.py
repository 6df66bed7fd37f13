"""The limits of a form: whether its numbers and names stay within what the counter can handle."""

import re
from collections.abc import Callable, Collection
from typing import Any

from forms.answers import MOST_CHARS
from forms.kinds import Field
from forms.message import Message
from forms.misfit import shown
from forms.model import Form
from forms.roles import Role

Refuse = Callable[[str, Message], Any]  # the key, and what is wrong with it and what to do
ANOTHER_KEY = Message("forms.file-another-key")

MOST = {"section": 50, "field": 200, "clause": 99, "box": 8, "party": 8}
MOST_PARK_DAYS = 365
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ROLE = re.compile(r"[a-z]{1,40}")  # a role is also written as who entered an answer
_ID = re.compile(r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_EDITION = re.compile(r"20[0-9]{2}-[1-9][0-9]{0,3}")
TAKEN_ROLES = frozenset({"card", "machine", Role.WITNESS})


def require_limits(form: Form, refuse: Refuse) -> None:
    """Reject the first name or number that cannot be used.

    Args:
        form: The form as it was read.
        refuse: The callback that raises: it takes the key in the file and the fault.
    """
    if not _ID.fullmatch(form.id):
        refuse("id", Message("forms.file-no-id", name=shown(form.id)))
    if not _EDITION.fullmatch(form.edition):
        refuse("edition", Message("forms.file-no-edition", edition=shown(form.edition)))
    if form.park_days > MOST_PARK_DAYS:
        refuse("park_days", Message("forms.file-parked-too-long", most=MOST_PARK_DAYS))
    _keys(form, refuse)
    for field in form.fields:
        _room(field, refuse)


def _keys(form: Form, refuse: Refuse) -> None:
    groups: dict[str, list[str]] = {
        "section": [section.key for section in form.sections],
        "field": [field.key for field in form.fields],
        "clause": [clause.key for clause in form.clauses],
        "box": [box.key for box in form.boxes],
        "party": [party.role for party in form.parties],
    }
    for group, keys in groups.items():
        if len(keys) > MOST[group]:
            refuse(group, Message("forms.file-too-many", count=len(keys), most=MOST[group]))
        for key in keys:
            _key(group, key, refuse)
        once(group, keys, refuse)
    once("mandatory", form.mandatory, refuse, Message("forms.file-name-it-once"))
    once("rules", form.rules, refuse, Message("forms.file-name-it-once"))


def _key(group: str, key: str, refuse: Refuse) -> None:
    if group == "party" and (not _ROLE.fullmatch(key) or key in TAKEN_ROLES):
        refuse(f"party.{shown(key)}", Message("forms.file-no-role", taken=tuple(sorted(TAKEN_ROLES))))
    if not _KEY.fullmatch(key):
        refuse(f"{group}.{shown(key)}", Message("forms.file-no-key"))


def once(group: str, keys: Collection[str], refuse: Refuse, remedy: Message = ANOTHER_KEY) -> None:
    """Reject a key that is used twice.

    Args:
        group: The kind of the keys, such as `field`; part of the key that `refuse` gets.
        keys: The keys in the order of the file.
        refuse: The callback that raises: it takes the key in the file and the fault.
        remedy: What the message advises; to choose another key unless given.
    """
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            refuse(f"{group}.{shown(key)}", Message("forms.file-twice", remedy=remedy))
        seen.add(key)


def _room(field: Field, refuse: Refuse) -> None:
    """Reject a `max_chars` that is too small for the field's kind, or larger than answers may be."""
    key, least = f"field.{field.key}.max_chars", field.least_chars()
    if field.max_chars < least:
        remedy = Message("forms.file-at-least", least=least) if least > 1 else Message("forms.file-above-zero")
        refuse(key, Message("forms.file-no-room-for-answer", remedy=remedy))
    if field.max_chars > MOST_CHARS:
        refuse(key, Message("forms.file-most-chars", most=MOST_CHARS))
