"""The ceremony: what happened around a signature, kept as evidence (docs/formats/record.md).

It is the sequence of acts, as canonical JSON (RFC 8785). The digest of the ceremony so far is a signed attribute of
each signature. The complete ceremony is in the record's metadata. It holds no answer and no ink, only that they were
given. The terminal makes it and the archive reads it, both here; what an act needs and causes is decided in the visit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

import rfc8785

NEWEST: Final = 2
"""The version of a new visit's ceremony and record.

A visit that began under version 1 ends under it: signatures carry it.
"""
_FORMAT: Final = re.compile(r"luobi-(record|ceremony)/([1-9][0-9]{0,3})")

Facts = Mapping[str, str | int | bool | list[str]]


class Doer(StrEnum):
    """The person or machine that the record names for an act."""

    SIGNER = "signer"
    """The current signer, at the pad."""
    OPERATOR = "operator"
    """The staff member who operates the desk."""
    STATION = "station"
    """The counter's machine, or the clock."""
    NAMED = "named"
    """The person whom the event names."""


class Act(StrEnum):
    """What can happen in a visit. Each member carries its `doer`; a record holds the value."""

    doer: Doer

    def __new__(cls, value: str, doer: Doer) -> Act:
        """Return a member that equals its value and has its doer."""
        member = str.__new__(cls, value)
        member._value_, member.doer = value, doer
        return member

    @classmethod
    def of(cls, word: str) -> Act:
        """Return the act with that value. Raise ValueError when no act has it."""
        return cls(word)  # type: ignore[call-arg]  # looked up, not made

    NOTICE = "notice", Doer.SIGNER
    CONSENT = "consent", Doer.SIGNER
    CONSENT_REFUSED = "consent-refused", Doer.SIGNER
    SIGNS_AS = "signs-as", Doer.SIGNER
    CHECKED = "checked", Doer.SIGNER
    CORRECTION_ASKED = "correction-asked", Doer.SIGNER
    CORRECTION_WITHDRAWN = "correction-withdrawn", Doer.SIGNER
    ALL_CHECKED = "all-checked", Doer.SIGNER
    PAGE_SHOWN = "page-shown", Doer.SIGNER
    READ = "read", Doer.SIGNER
    CONTENT_WRONG = "content-wrong", Doer.SIGNER
    SIGNS_OTHERWISE = "signs-otherwise", Doer.SIGNER
    BACK_TO_READING = "back-to-reading", Doer.SIGNER
    INK_TAKEN = "ink-taken", Doer.SIGNER
    INK_VOID = "ink-void", Doer.SIGNER
    SIGNED = "signed", Doer.SIGNER
    REFUSED = "refused", Doer.SIGNER
    PEN_HANDED_OVER = "pen-handed-over", Doer.SIGNER
    HANDED_OVER = "handed-over", Doer.SIGNER
    WITNESS_CONFIRMED = "witness-confirmed", Doer.SIGNER

    FILLED = "filled", Doer.OPERATOR
    PARKED = "parked", Doer.OPERATOR
    PAUSE = "pause", Doer.OPERATOR
    RESUME = "resume", Doer.OPERATOR
    CANCEL = "cancel", Doer.OPERATOR
    WITNESS_JOINED = "witness-joined", Doer.OPERATOR
    ON_PAPER = "on-paper", Doer.OPERATOR

    ENTERED = "entered", Doer.NAMED
    WARNING_CONFIRMED = "warning-confirmed", Doer.NAMED
    SIGNATURE_SEEN = "signature-seen", Doer.NAMED
    READ_ALOUD = "read-aloud", Doer.NAMED

    FROZEN = "frozen", Doer.STATION
    FREEZE_FAILED = "freeze-failed", Doer.STATION
    STAMP_FAILED = "stamp-failed", Doer.STATION
    SEALED = "sealed", Doer.STATION
    SEAL_FAILED = "seal-failed", Doer.STATION
    ARCHIVED = "archived", Doer.STATION
    ARCHIVE_FAILED = "archive-failed", Doer.STATION
    EXPIRED = "expired", Doer.STATION
    LEFT = "left", Doer.STATION
    WITNESS_LEFT = "witness-left", Doer.STATION


ATTACHED: Final = "attached"
"""An act that records may have and that nothing makes yet: a blob belongs to the ceremony."""


def format_of(what: str, version: int) -> str:
    """Return the name of a format.

    Args:
        what: "record" or "ceremony".
        version: From 1 to `NEWEST`.
    """
    return f"luobi-{what}/{version}"


def version_of(what: str, name: str) -> int:
    """Return the version in the `name` of a format; 0 when it does not name a version of `what`."""
    found = _FORMAT.fullmatch(name)
    return int(found[2]) if found and found[1] == what else 0


def text_in(told: Mapping[str, Any], name: str) -> str:
    """Return the text that the object `told` has under `name`; "" when there is none."""
    value = told.get(name)
    return value if isinstance(value, str) else ""


def object_in(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the object that the object `told` has under `name`; an empty one when there is none."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def list_in(told: Mapping[str, Any], name: str) -> list[Any]:
    """Return the list that the object `told` has under `name`; an empty one when there is none."""
    value = told.get(name)
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One act as a record states it: when (ISO 8601 UTC), who (role or staff id), what, and its facts.

    The facts may name an agent. `what` may be a word that this version does not know.
    """

    at: str
    who: str
    what: str
    facts: Facts = field(repr=False)

    @classmethod
    def read(cls, value: object) -> RecordedAct:
        """Return the act in a JSON value, with "" and no facts for what is not there."""
        told = value if isinstance(value, dict) else {}
        return RecordedAct(text_in(told, "at"), text_in(told, "who"), text_in(told, "what"), object_in(told, "facts"))

    def document(self) -> dict[str, Any]:
        """Return the act as a JSON object."""
        return {"at": self.at, "who": self.who, "what": str(self.what), "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class ActRecord(RecordedAct):
    """One act of a visit. A visit has no others than those of `Act`."""

    what: Act


@dataclass(frozen=True, slots=True)
class FormName:
    """The form of a visit: its id, edition and digest (hex)."""

    id: str
    edition: str
    digest: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> FormName:
        """Return the form that the JSON object `told` names, with "" for what is not there."""
        return cls(text_in(told, "id"), text_in(told, "edition"), text_in(told, "digest"))

    def document(self) -> dict[str, str]:
        """Return the form as a JSON object."""
        return {"id": self.id, "edition": self.edition, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The ceremony so far: format, id of the record, number of the visit, form, and the acts, oldest first.

    One that was read has "" for each text that is missing or is no text. `as_read` is then its JSON object, whose
    other members are not judged. The digest covers them too.
    """

    format: str
    record: str
    visit: str
    form: FormName
    acts: tuple[RecordedAct, ...] = field(repr=False)
    as_read: Mapping[str, Any] | None = field(default=None, repr=False)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Ceremony:
        """Return the ceremony that the JSON object `told` is."""
        format_, record, visit = (text_in(told, name) for name in ("format", "record", "visit"))
        form, acts = FormName.read(object_in(told, "form")), tuple(map(RecordedAct.read, list_in(told, "acts")))
        return cls(format_, record, visit, form, acts, told)

    @property
    def version(self) -> int:
        """The version in the format; 0 when it is not the format of a ceremony."""
        return version_of("ceremony", self.format)

    def before(self, act: int) -> Ceremony:
        """Return the ceremony as it was before the act with that index."""
        told = None if self.as_read is None else {**self.as_read, "acts": list_in(self.as_read, "acts")[:act]}
        return replace(self, acts=self.acts[:act], as_read=told)

    def acts_called(self, what: str) -> list[tuple[int, Facts]]:
        """Return index and facts of the acts with the word `what`, in their order."""
        return [(at, act.facts) for at, act in enumerate(self.acts) if act.what == what]

    def document(self) -> dict[str, Any]:
        """Return the ceremony as a JSON object."""
        if self.as_read is not None:
            return dict(self.as_read)
        return {
            "format": self.format,
            "record": self.record,
            "visit": self.visit,
            "form": self.form.document(),
            "acts": [act.document() for act in self.acts],
        }

    def digest(self) -> bytes:
        """Return the SHA-256 of the canonical ceremony, 32 bytes."""
        return sha256(rfc8785.dumps(self.document())).digest()
