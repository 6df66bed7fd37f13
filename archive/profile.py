"""What an entry of each version and type may hold: the rules of docs/formats/entry.md as tables.

An entry of version 1 is always checked by the rules of version 1. The rules look at values only; nothing here reads
bytes or a log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from signing.ink import Source

MAX_INTEGER: Final = 2**53 - 1

Fact = str | int | bool | tuple[str, ...]
Rule = Callable[[object], bool]


class EntryType(StrEnum):
    """The type of an entry: what it records."""

    GENESIS = "genesis"
    RECORD = "record"
    VOID = "void"
    SUPERSEDE = "supersede"
    SUPPLEMENT = "supplement"
    DEPOSIT = "deposit"
    PAPER = "paper"
    HAND_OVER = "hand-over"
    EXPORT = "export"
    DISPOSAL = "disposal"
    HOLD = "hold"
    INK_REQUEST = "ink-request"
    KEY_EVENT = "key-event"
    STAFF_EVENT = "staff-event"
    SETTINGS = "settings"
    ACCESS_DAY = "access-day"
    INCARNATION = "incarnation"
    STATION_CHECKPOINT = "station-checkpoint"
    RENEWAL = "renewal"


# ---- rules for one value ----

_ORIGIN = re.compile(r"[!-*,-~]{1,200}")  # printable ASCII without space and plus (C2SP signed-note)
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_ROLE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_HEX = re.compile(r"[0-9a-f]{64}")
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:/-]{0,63}")
_VKEY = re.compile(r"[!-*,-~]{1,200}\+[0-9a-f]{8}\+[0-9A-Za-z+/=]{20,2000}")
_STATION = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,100}")
_BASE64 = re.compile(r"[0-9A-Za-z+/]{4,6000}={0,2}")
INK_SOURCES = tuple(sorted(source.value for source in Source))
HANDED_OVER = ("document", "receipt")
PLACES = ("folder", "usb")
"""The kinds of place to which copies can be given. Path and label are never recorded: they may name a person."""
PAPERS = ("day-sheet", "document", "form", "receipt", "slip")
"""The papers that an entry of type `hand-over` can name in version 2.

A form, a slip of a parked visit and a day sheet are no copies of a record.
"""


def _text(pattern: re.Pattern[str]) -> Rule:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _one_of(*words: str) -> Rule:
    return lambda value: isinstance(value, str) and value in words


def is_integer(value: object, low: int = 0) -> bool:
    """Return whether `value` is a whole number from `low` to 2^53 − 1; true and false are not numbers."""
    return type(value) is int and low <= value <= MAX_INTEGER


def is_time(value: object) -> bool:
    """Return whether a value is a time as entries write it: 2026-11-22T10:11:12.123Z."""
    try:
        return isinstance(value, str) and timestamp(datetime.fromisoformat(value)) == value
    except (ValueError, OverflowError):
        return False


def timestamp(at: datetime) -> str:
    """Return an aware time as entries write it: UTC, milliseconds, Z. Raise ValueError for a time without zone."""
    if at.tzinfo is None:
        raise ValueError("a time without zone cannot be an entry's time. Pass an aware datetime.")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _many(rule: Rule) -> Rule:
    """Return the rule for an array of at least one value."""
    return lambda value: isinstance(value, tuple) and len(value) > 0 and all(map(rule, value))


def _sorted(rule: Rule, low: int = 1) -> Rule:
    """Return the rule for an array of at least `low` values, sorted, each once."""
    many = _many(rule)
    return lambda value: (
        many(value) and isinstance(value, tuple) and list(value) == sorted(set(value)) and len(value) >= low
    )


def _some_of(known: tuple[str, ...]) -> Rule:
    return _sorted(lambda value: isinstance(value, str) and value in known)


def _plain(value: object) -> bool:
    """Return whether a value can be a fact of a reserved type of version 1: a token, boolean, integer or tokens."""
    if isinstance(value, tuple):
        return all(map(_text(_TOKEN), value))
    return isinstance(value, bool) or is_integer(value, -MAX_INTEGER) or TOKEN(value)


is_origin, is_id, is_role, is_hash = map(_text, (_ORIGIN, _ID, _ROLE, _HEX))
TOKEN, HEX, ID = _text(_TOKEN), _text(_HEX), _text(_ID)
STAFF = _sorted(TOKEN)
"""The rule for pseudonyms of staff, sorted."""
TWO_STAFF = _sorted(TOKEN, 2)
COUNT: Rule = is_integer
YES: Rule = lambda value: value is True  # noqa: E731
LEVEL = _text(re.compile("L[0-3]"))
KIND = _one_of("training", "production")

# ---- types ----


@dataclass(frozen=True, slots=True)
class Shape:
    """The facts of one type: required ones, optional ones, and whether it has blobs ("some", "none" or "any").

    `also` is a further rule over all facts together.
    """

    must: Mapping[str, Rule]
    may: Mapping[str, Rule]
    blobs: str = "none"
    also: Callable[[Mapping[str, Fact]], bool] = lambda facts: True

    def fits(self, facts: Mapping[str, Fact]) -> bool:
        """Return whether these are valid facts of this type."""
        rules = {**self.must, **self.may}
        if not self.must.keys() <= facts.keys() <= rules.keys():
            return False
        return all(rules[key](value) for key, value in facts.items()) and self.also(facts)


_GENESIS: Mapping[str, Rule] = {
    "kind": KIND,
    "station": _text(_STATION),
    "vkeys": _many(_text(_VKEY)),
    "ca": HEX,
    "custodian": HEX,
}
_FORM: Mapping[str, Rule] = {"form": TOKEN, "edition": TOKEN, "form_sha256": HEX}
_RECORD_1: Mapping[str, Rule] = {**_FORM, "level": LEVEL, "ink": _some_of(INK_SOURCES)}

VERSION_1: Mapping[EntryType, Shape] = {
    EntryType.GENESIS: Shape(_GENESIS, {}),
    EntryType.RECORD: Shape({}, _RECORD_1, "some"),
    EntryType.VOID: Shape({}, {**_RECORD_1, "reason": TOKEN, "of": ID}, "any"),
    EntryType.HAND_OVER: Shape(
        {"of": ID, "what": _some_of(HANDED_OVER), "to": _one_of(*PLACES), "by": TOKEN}, {}, "none"
    ),
}
# Reserved in version 1; nothing made them.
RESERVED_1 = frozenset({EntryType.SUPERSEDE, EntryType.DISPOSAL, EntryType.KEY_EVENT, EntryType.INCARNATION})

_RECORD_2: Mapping[str, Rule] = {"number": TOKEN, **_FORM, "level": LEVEL}
_RECORD_MAY: Mapping[str, Rule] = {
    "ink": _some_of(INK_SOURCES),
    "profile": TOKEN,
    "retention": TOKEN,
    "replaces": ID,
    "by": STAFF,
}


def _names_staff(facts: Mapping[str, Fact]) -> bool:
    """Return whether each founding staff member has a commitment to the name, in the same order."""
    staff, names = facts.get("staff", ()), facts.get("names", ())
    return isinstance(staff, tuple) and isinstance(names, tuple) and len(staff) == len(names)


def _void_of_one(facts: Mapping[str, Fact]) -> bool:
    """Return whether a void entry is of one of two kinds.

    Either it is a visit's own entry, with the visit's facts, or it refers to a record, with `of`.
    """
    if "of" in facts:
        return facts.keys() <= {"of", "reason", "by", "replaced_by"}
    return facts.keys() >= _RECORD_2.keys() and "replaced_by" not in facts


def _copies_of_one(facts: Mapping[str, Fact]) -> bool:
    """Return whether copies of a record name the record. A slip may name the visit that is parked."""
    what = facts["what"]
    return "of" in facts or not (isinstance(what, tuple) and set(what) & {"document", "receipt"})


def _vouched(facts: Mapping[str, Fact]) -> bool:
    """Return whether a staff event has the facts and approvals that it needs.

    Adding or recovering a person takes two staff members or the recovery kit. A person who is added has a name, and is
    not among the approvers. An event about failures has their number.
    """
    by = facts.get("by", ())
    enough = (isinstance(by, tuple) and len(by) >= 2) or "kit" in facts
    match facts["what"]:
        case "added":
            return enough and "name" in facts and isinstance(by, tuple) and facts["staff"] not in by
        case "recovered":
            return enough
        case "failures":
            return "failures" in facts
        case _:
            return True


STAFF_EVENTS = (
    "added",
    "auditor-added",
    "auditor-removed",
    "failures",
    "kit-used",
    "passphrase-changed",
    "recovered",
    "removed",
)
_BY: Mapping[str, Rule] = {"by": STAFF}
VERSION_2: Mapping[EntryType, Shape] = {
    EntryType.GENESIS: Shape(_GENESIS, {"staff": STAFF, "names": _many(HEX)}, also=_names_staff),
    EntryType.RECORD: Shape(_RECORD_2, _RECORD_MAY, "some"),
    EntryType.VOID: Shape(
        {"reason": TOKEN}, {**_RECORD_2, **_RECORD_MAY, "of": ID, "replaced_by": ID}, "any", _void_of_one
    ),
    EntryType.SUPERSEDE: Shape({"of": ID, "new": ID, "reason": TOKEN, **_BY}, {}),
    EntryType.SUPPLEMENT: Shape({"of": ID, "what": TOKEN}, {"level": LEVEL, "profile": TOKEN, **_BY}, "some"),
    EntryType.DEPOSIT: Shape(
        {"source": TOKEN, "pages": COUNT, **_BY},
        {"of": ID, "number": TOKEN, "class": TOKEN, "retention": TOKEN, "attested": YES},
        "some",
    ),
    EntryType.PAPER: Shape(
        {"number": TOKEN, **_FORM, "reason": TOKEN, **_BY}, {"code": TOKEN, "retention": TOKEN}, "some"
    ),
    EntryType.HAND_OVER: Shape(
        {"what": _some_of(PAPERS), "to": _one_of("folder", "printer", "usb"), "by": TOKEN},
        {"of": ID, "copies": COUNT},
        also=_copies_of_one,
    ),
    EntryType.EXPORT: Shape(
        {"records": COUNT, "manifest": HEX, "to": _one_of("folder", "usb"), "reason": TOKEN, **_BY}, {"of": ID}
    ),
    EntryType.DISPOSAL: Shape(
        {
            "of": ID,
            "what": _some_of(("all", "ink")),
            "basis": TOKEN,
            "class": TOKEN,
            "list": HEX,
            "by": TWO_STAFF,
        },
        {},
    ),
    EntryType.HOLD: Shape({"of": ID, "what": _one_of("set", "lifted"), "reason": TOKEN, **_BY}, {"until": _is_day}),
    EntryType.INK_REQUEST: Shape(
        {"of": ID, "what": _one_of("requested", "released", "refused"), "reason": TOKEN, **_BY},
        {"boxes": _sorted(is_role), "request": HEX, "custodian": HEX},
        "any",
    ),
    EntryType.KEY_EVENT: Shape(
        {"what": _one_of("added", "rotated", "revoked", "compromised"), "key": TOKEN},
        {
            "old": HEX,
            "new": HEX,
            "vkeys": _many(_text(_VKEY)),
            "certificates": _sorted(HEX),
            "signatures": _many(_text(_BASE64)),
            "since": is_time,
            **_BY,
        },
        "any",
    ),
    EntryType.STAFF_EVENT: Shape(
        {"what": _one_of(*STAFF_EVENTS), "staff": TOKEN},
        {"name": HEX, "kit": YES, "failures": COUNT, "until": _is_day, **_BY},
        also=_vouched,
    ),
    EntryType.SETTINGS: Shape(
        {"sha256": HEX},
        {
            "area": TOKEN,
            "ink": _some_of(INK_SOURCES),
            "fonts": _sorted(HEX),
            "forms": _sorted(HEX),
            "pens": _sorted(HEX),
            **_BY,
        },
    ),
    EntryType.ACCESS_DAY: Shape({"day": _is_day, "accesses": COUNT, "sha256": HEX}, {}),
    EntryType.INCARNATION: Shape(
        {"size": COUNT, "root": HEX, "reason": TOKEN}, {"backup": HEX, "kit": YES, **_BY}, "any"
    ),
    EntryType.STATION_CHECKPOINT: Shape({"station": is_origin, "size": COUNT, "root": HEX, "note": HEX}, {}, "any"),
    EntryType.RENEWAL: Shape(
        {"old": is_origin, "suite": COUNT, "size": COUNT, "root": HEX, "tree": HEX}, {"token": HEX}, "any"
    ),
}
SPEAKING: Final = frozenset(type_ for type_, shape in VERSION_2.items() if "of" in {**shape.must, **shape.may})
"""Types that can refer to an earlier record by `of`."""
NAMING: Final = frozenset({"name", "names"})
"""Facts that are commitments to a name; the store keeps their salt."""


def facts_fit(version: int, type_: EntryType, facts: Mapping[str, Fact]) -> bool:
    """Return whether an entry may have these facts.

    Args:
        version: The version of the entry, a key of `SHAPES`.
        type_: The type of the entry.
        facts: The facts by name.
    """
    if version == 1 and type_ in RESERVED_1:
        return all(TOKEN(key) and _plain(value) for key, value in facts.items())
    shape = SHAPES[version].get(type_)
    return shape is not None and shape.fits(facts)


def blobs_wanted(version: int, type_: EntryType, facts: Mapping[str, Fact]) -> str:
    """Return whether an entry must have "some" blobs or "none", or may have "any" number.

    Args:
        version: The version of the entry, a key of `SHAPES`.
        type_: The type of the entry.
        facts: The facts by name; they decide for a void entry of version 2.
    """
    if version == 1 and type_ in RESERVED_1:
        return "any"
    if version == 2 and type_ is EntryType.VOID:
        return "none" if "of" in facts else "some"
    return SHAPES[version][type_].blobs


SHAPES: Final[Mapping[int, Mapping[EntryType, Shape]]] = {1: VERSION_1, 2: VERSION_2}
