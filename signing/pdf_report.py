"""The report of the verification of a document, also as a message from one process to another.

A message is plain JSON. Trusted certificates are not sent: an authority is its index in the list that both processes
have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from dataclasses import field as member
from datetime import datetime
from typing import Any

from cryptography.x509 import Certificate

from signing.finding import Finding, Gravity, fact_of_worker, finding_json, gravest
from signing.pdf_findings import EXCEEDS, KINDS

_KINDS = KINDS | {EXCEEDS.name: EXCEEDS}


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """The facts in one signature. `at` is the station's claim. A seal has no role, event, evidence or level.

    `level`: the assurance level that this signature reaches if its certificate is the station's. `principal`: the
    person for whom the signer acted as an agent.
    """

    field: str
    signer_name: str = member(repr=False)
    at: datetime | None
    role: str
    event: str
    ceremony_sha256: str
    ink_commitment: bytes
    certificate_sha256: str
    station: str
    level: str
    principal: str = member(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The outcome of a verification.

    - `signatures`: those of the parties, in order.
    - `sealed`: the seal is there, is the last signature, and no finding is graver than unanchored.
    - `level`: the lowest level of the signatures; "" when not sealed. It is a claim until the verdict is "valid".
    - `authority`: the one of the given authorities that issued every certificate.
    """

    signatures: tuple[SignatureFacts, ...]
    seal: SignatureFacts | None
    frozen_sha256: str
    frozen_size: int
    sealed: bool
    findings: tuple[Finding, ...]
    level: str = ""
    authority: Certificate | None = None

    @classmethod
    def of_finding(cls, finding: Finding) -> PdfReport:
        """Return the report of a document about which only this finding is known."""
        return cls((), None, "", 0, False, (finding,))

    @property
    def verdict(self) -> str:
        """The verdict: "valid", "trust-unknown", "not-checked" or "invalid".

        It is "valid" only when the document is sealed and all findings are notes.
        """
        worst = gravest(self.findings)
        if worst == Gravity.UNDONE:
            return "not-checked"
        if not self.sealed:
            return "invalid"
        return "valid" if worst == Gravity.NOTE else "trust-unknown"


def to_message(report: PdfReport, trust: Sequence[Certificate]) -> dict[str, Any]:
    """Return a report as JSON values.

    Args:
        report: The report; its authority, if any, must be in `trust`.
        trust: The list of authorities; the report's authority becomes its index in it.
    """
    return {
        "signatures": [_facts_message(each) for each in report.signatures],
        "seal": _facts_message(report.seal) if report.seal else None,
        "frozen_sha256": report.frozen_sha256,
        "frozen_size": report.frozen_size,
        "sealed": report.sealed,
        "findings": [finding_json(each) for each in report.findings],
        "level": report.level,
        "authority": trust.index(report.authority) if report.authority else None,
    }


def from_message(message: Mapping[str, Any], trust: Sequence[Certificate]) -> PdfReport:
    """Read a report from a message.

    Raise KeyError, TypeError, ValueError or IndexError when it is malformed.

    Args:
        message: What `to_message` returned.
        trust: The same list of authorities, in the same order.
    """
    seal, authority = message["seal"], message["authority"]
    return PdfReport(
        tuple(_facts(each) for each in message["signatures"]),
        _facts(seal) if seal else None,
        str(message["frozen_sha256"]),
        int(message["frozen_size"]),
        message["sealed"] is True,
        tuple(Finding(_KINDS[kind], *map(fact_of_worker, facts)) for kind, *facts in message["findings"]),
        str(message["level"]),
        None if authority is None else trust[authority],
    )


def _facts_message(facts: SignatureFacts) -> dict[str, str | None]:
    told = {each.name: getattr(facts, each.name) for each in fields(facts)}
    at = facts.at.isoformat() if facts.at else None
    return told | {"at": at, "ink_commitment": facts.ink_commitment.hex()}


def _facts(message: Mapping[str, Any]) -> SignatureFacts:
    told = {each.name: str(message[each.name]) for each in fields(SignatureFacts)}
    at = datetime.fromisoformat(told.pop("at")) if message["at"] else None
    told.pop("at", None)
    commitment = bytes.fromhex(told.pop("ink_commitment"))
    return SignatureFacts(**told, at=at, ink_commitment=commitment)
