"""Records to archive: a small document, signed once and sealed, with metadata that fit; and others that do not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes

from archive.entry import Fact
from signing.envelope import Binding, CustodianPublic, generate_custodian
from signing.envelope import seal as seal_ink
from signing.keys import issue_event_certificate, issue_seal_certificate, new_station_ca
from signing.pdfa import PdfMeta, SignatureField, archival, seal_field
from signing.stamp import Evidence, seal, sign
from tests.signing.sealing import ink_page

ORIGIN = "station-0042.example/archive"
STATION_NAME = "示例街道就业服务站"
BEGAN = datetime(2026, 11, 22, 1, 2, 3, 456000, tzinfo=UTC)
NAME = "欧阳𠮷"
WHEN = "2026-11-22T01:02:03Z"
FORM = {"id": "unemployment-registration", "edition": "2026-1", "digest": "f0" * 32}
BOX = "applicant"
CA = new_station_ca(STATION_NAME + "（演练）", BEGAN, Random(1).randbytes)
SEAL = issue_seal_certificate(CA, BEGAN, Random(2).randbytes)


def custodian(seed: int) -> CustodianPublic:
    return generate_custodian(Random(seed).randbytes)[1]


CUSTODIAN = custodian(3)


@dataclass(frozen=True)
class Paper:
    """The parts of a record as they are archived."""

    record: str
    type: str
    blobs: Mapping[str, bytes]
    facts: Mapping[str, Fact]


@cache
def frozen() -> bytes:
    """A page without text, one signature box and the field of the seal."""
    boxes = [SignatureField(BOX, 0, (10.0, 10.0, 130.0, 50.0), "申请人签名"), seal_field(0)]
    return archival(ink_page(), PdfMeta("演练", STATION_NAME, "演练", BEGAN), boxes)


def record_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:26]


def facts(number: int = 1) -> dict[str, Fact]:
    form = {"form": FORM["id"], "edition": FORM["edition"], "form_sha256": FORM["digest"]}
    return {"number": visit_of(number), **form, "level": "L1", "ink": ("synthetic",)}


def visit_of(number: int) -> str:
    return f"330106-2026-{number:06d}"


def act(what: str, **told: str | int) -> dict[str, Any]:
    return {"at": WHEN, "who": BOX, "what": what, "facts": told}


@cache
def paper(number: int, version: int = 2, sealed_before: timedelta = timedelta(0)) -> Paper:
    """The record with that number: signed, sealed, all parts of one piece. `version`: of record and ceremony.

    `sealed_before`: by so much the seal claims to be older than the signature.
    """
    record, event = record_of(number), f"E-{number}"
    acts = [act("read"), act("frozen", sha256=sha256(frozen()), pages=1), act("ink-taken", source="synthetic")]
    ceremony = _ceremony(record, number, acts, version)
    told = sha256(rfc8785.dumps(ceremony))
    ink = f"ink of {number}".encode()
    binding = Binding(ORIGIN, record, event, BOX, sha256(frozen()), BOX)
    envelope = seal_ink(ink, hashlib.sha256(ink).digest(), CUSTODIAN, binding, bytes(32))
    key = issue_event_certificate(CA, NAME, event, BEGAN, random=Random(event).randbytes)
    evidence = Evidence(told, envelope.commitment, sha256(frozen()), len(frozen()), BOX, event)
    at = BEGAN + timedelta(minutes=1)
    signed = sign(frozen(), field=BOX, appearance=ink_page(), key=key, evidence=evidence, at=at, first=True)
    document = seal(signed, key=SEAL, at=at - sealed_before)
    acts = [*acts, act("signed", box=BOX, sha256=sha256(signed), ceremony_sha256=told)]
    acts.append(act("sealed", sha256=sha256(document)))
    signature = {
        "box": BOX,
        "role": BOX,
        "name": NAME,
        "event": event,
        "certificate_sha256": key.certificate.fingerprint(hashes.SHA256()).hex(),
        "ink_commitment": envelope.commitment.hex(),
        "ink_source": "synthetic",
        "envelope_sha256": sha256(envelope.data),
        "ceremony_sha256": told,
    }
    blobs = {"document": document, f"ink-{BOX}": envelope.data}
    metadata = _metadata(record, {**ceremony, "acts": acts}, [signature], blobs, "sealed", version)
    return Paper(record, "record", {**blobs, "metadata": metadata}, facts(number))


@cache
def refused(number: int) -> Paper:
    """A visit that ended after freezing, before anybody signed."""
    record = record_of(number)
    acts = [act("frozen", sha256=sha256(frozen()), pages=1), act("refused", reason="")]
    ceremony = _ceremony(record, number, acts, 2)
    told = {name: value for name, value in facts(number).items() if name != "ink"} | {"reason": "refused"}
    metadata = _metadata(record, ceremony, [], {"document": frozen()}, "void", 2)
    return Paper(record, "void", {"document": frozen(), "metadata": metadata}, told)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _ceremony(record: str, number: int, acts: list[dict[str, Any]], version: int) -> dict[str, Any]:
    told = {"record": record, "visit": visit_of(number), "form": FORM, "acts": acts}
    return {"format": f"luobi-ceremony/{version}", **told}


def _metadata(
    record: str,
    ceremony: dict[str, Any],
    signatures: list[dict[str, str]],
    blobs: Mapping[str, bytes],
    outcome: str,
    version: int,
) -> bytes:
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(frozen())
    answers = {"format": "luobi-answers/1", "form": FORM["id"], "edition": FORM["edition"], "values": {}}
    named = [{"role": role, "sha256": sha256(data), "size": len(data)} for role, data in sorted(blobs.items())]
    document = {"sha256": sha256(blobs["document"]), "size": len(blobs["document"])}
    return rfc8785.dumps(
        {
            "format": f"luobi-record/{version}",
            "record": record,
            "visit": ceremony["visit"],
            "title": "失业登记表",
            "outcome": outcome,
            "training": True,
            "assurance": "L1",
            "answers": answers | {"form_digest": FORM["digest"]},
            "ceremony": ceremony,
            "signatures": signatures,
            "frozen": {"sha256": sha256(frozen()), "sm3": sm3.finalize().hex(), "size": len(frozen()), "pages": 1},
            **({"document": document} if version == 1 else {"blobs": named}),
        }
    )
