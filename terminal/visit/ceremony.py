"""The ceremony: what happened around a signature, kept as evidence.

It is the sequence of acts, as canonical JSON (RFC 8785). The digest of the ceremony so far is a signed attribute of
each signature. The complete ceremony is in the record's metadata. It holds no answer and no ink, only that they were
given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import rfc8785

NEWEST = 2
"""The version of a new visit's ceremony and record.

A visit that began under version 1 ends under it: signatures carry it.
"""

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


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One act: when (ISO 8601 UTC), who (role or staff id), what, and its facts, which may name an agent."""

    at: str
    who: str
    what: Act
    facts: Facts = field(repr=False)

    def document(self) -> dict[str, Any]:
        """Return the act as a JSON object."""
        return {"at": self.at, "who": self.who, "what": self.what.value, "facts": dict(self.facts)}


def document(
    record: str, number: str, form: Mapping[str, str], acts: Sequence[ActRecord], version: int = NEWEST
) -> dict[str, Any]:
    """Return the ceremony so far as a JSON object.

    Args:
        record: The record id of the visit.
        number: The visit's number.
        form: The id, edition and digest of the form.
        acts: The acts so far, oldest first.
        version: The version under which the visit began.
    """
    return {
        "format": f"luobi-ceremony/{version}",
        "record": record,
        "visit": number,
        "form": dict(form),
        "acts": [act.document() for act in acts],
    }


def digest(ceremony: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of the canonical ceremony, 32 bytes."""
    return hashlib.sha256(rfc8785.dumps(dict(ceremony))).digest()
