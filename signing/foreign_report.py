"""The report on a signed PDF that is not a station's record, also as a message between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from dataclasses import field as member
from datetime import datetime
from typing import Any, Final

from signing.finding import Finding, Gravity, fact_of_worker, finding_json, gravest
from signing.foreign_findings import KINDS, NO_SIGNATURE

STATES: Final = {
    Gravity.NOTE: "trusted",
    Gravity.UNANCHORED: "trust-unknown",
    Gravity.UNDONE: "not-checked",
    Gravity.HARM: "harmed",
}


@dataclass(frozen=True, slots=True)
class ForeignSignature:
    """One signature, or a document timestamp (`is_timestamp`).

    - `signer`, `issuer`: names in the certificate (RFC 4514); empty when it cannot be read.
    - `at`: the time of signing, with a zone.
    - `time`: the source of that time: "timestamp", "claimed" or "unknown".
    - `intact`: whether the signed bytes and the signature are as they were made; None: not judged.
    - `changed`: later changes that are not allowed. `allowed`: later changes that are.
    - `trusted`: whether the chain leads to a given authority.
    - `level`: "B-B", "B-T", "B-LT", "B-LTA" as far as judged. Empty when it is not PAdES, not intact or not trusted.
    """

    field: str
    signer: str = member(repr=False)
    issuer: str = member(repr=False)
    certificate_sha256: str
    at: datetime | None
    time: str
    is_timestamp: bool
    intact: bool | None
    changed: tuple[str, ...]
    allowed: tuple[str, ...]
    trusted: bool
    level: str

    def as_json(self) -> dict[str, Any]:
        """Return the facts as JSON values."""
        return asdict(self) | {"at": self.at.isoformat() if self.at else ""}


@dataclass(frozen=True, slots=True)
class ForeignReport:
    """The outcome: the signatures in the order of their revisions, and what was found."""

    signatures: tuple[ForeignSignature, ...]
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """The overall state: "trusted", "trust-unknown", "not-checked" or "harmed".

        It is "trusted" only when all findings are notes.
        """
        return STATES[gravest(self.findings)]

    @property
    def verdict(self) -> str:
        """The verdict: "foreign", or "unsigned" for a file without any signature."""
        return "unsigned" if any(each.kind is NO_SIGNATURE for each in self.findings) else "foreign"


def to_message(report: ForeignReport) -> dict[str, Any]:
    """Return the report as JSON values."""
    return {
        "signatures": [each.as_json() for each in report.signatures],
        "findings": [finding_json(each) for each in report.findings],
    }


def from_message(message: Mapping[str, Any]) -> ForeignReport:
    """Read a report from a message. Raise KeyError, TypeError or ValueError when it is malformed."""
    return ForeignReport(
        tuple(_signature(each) for each in message["signatures"]),
        tuple(Finding(KINDS[kind], *map(fact_of_worker, facts)) for kind, *facts in message["findings"]),
    )


def _signature(message: Mapping[str, Any]) -> ForeignSignature:
    told = {each.name: message[each.name] for each in fields(ForeignSignature)}
    intact = told["intact"]
    texts = ("field", "signer", "issuer", "certificate_sha256", "time", "level")
    return ForeignSignature(
        **{name: str(told[name]) for name in texts},
        at=datetime.fromisoformat(told["at"]) if told["at"] else None,
        is_timestamp=told["is_timestamp"] is True,
        intact=None if intact is None else intact is True,
        changed=tuple(map(str, told["changed"])),
        allowed=tuple(map(str, told["allowed"])),
        trusted=told["trusted"] is True,
    )
