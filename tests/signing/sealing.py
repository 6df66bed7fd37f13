"""Documents to sign and harm: small, without text, so that a test of every byte stays short."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from random import Random

from cryptography.x509 import Certificate
from reportlab.pdfgen.canvas import Canvas

from signing.keys import KeyPair, issue_event_certificate, issue_seal_certificate, new_station_ca
from signing.pdfa import PdfMeta, SignatureField, archival, seal_field
from signing.stamp import Evidence, seal, sign

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SEALED = AT + timedelta(minutes=2)
STATION = "临江街道就业服务站"
BOX = (60.0, 100.0, 200.0, 160.0)


@dataclass(frozen=True)
class Papers:
    """One document at every step of its visit, and the authority that it was signed under."""

    ca: KeyPair
    frozen: bytes
    once: bytes
    twice: bytes
    sealed: bytes

    @property
    def trust(self) -> tuple[Certificate]:
        return (self.ca.certificate,)


@cache
def papers() -> Papers:
    """The document of a training visit: applicant, staff, then the station's seal."""
    random = Random(7).randbytes
    ca = new_station_ca(STATION, AT, random)
    frozen = frozen_document()
    once = signed(frozen, ca, "applicant", "张𬭚", first=True)
    twice = signed(once, ca, "staff", "李经办", first=False)
    return Papers(ca, frozen, once, twice, seal(twice, key=issue_seal_certificate(ca, AT, random), at=SEALED))


def frozen_document() -> bytes:
    """A page with a ruled frame, two signature boxes and the field of the seal."""
    fields = [
        SignatureField("applicant", 0, BOX, "申请人签名"),
        SignatureField("staff", 0, (260.0, 100.0, 400.0, 160.0), "经办人签名"),
    ]
    return archival(_page((420.0, 300.0)), PdfMeta("演练", STATION, "演练", AT), [*fields, seal_field(0)])


def signed(pdf: bytes, ca: KeyPair, box: str, name: str, *, first: bool, level: str = "L1") -> bytes:
    """`pdf` with one more box signed."""
    event = f"V-0001/{box}"
    return sign(
        pdf,
        field=box,
        appearance=ink_page(),
        key=issue_event_certificate(ca, name, event, AT, level, Random(box).randbytes),
        evidence=evidence(box, event),
        at=AT + timedelta(minutes=1),
        first=first,
    )


def seal_key(ca: KeyPair) -> KeyPair:
    """The key of the station's seal, issued anew."""
    return issue_seal_certificate(ca, AT, Random(9).randbytes)


def evidence(role: str, event: str) -> Evidence:
    """What a signature of this document vouches for."""
    frozen = frozen_document()
    digest = hashlib.sha256
    return Evidence(
        ceremony_sha256=digest(b"ceremony " + role.encode()).hexdigest(),
        ink_commitment=digest(b"ink " + role.encode()).digest(),
        frozen_sha256=digest(frozen).hexdigest(),
        frozen_size=len(frozen),
        role=role,
        event=event,
    )


def ink_page() -> bytes:
    """A stroke on a page of the box's size."""
    return _page((BOX[2] - BOX[0], BOX[3] - BOX[1]))


def _page(size: tuple[float, float]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas._code.clear()  # reportlab begins each page with a font that is not embedded
    canvas.setStrokeColorRGB(0.1, 0.1, 0.1)
    canvas.lines([(10, 10, size[0] - 10, size[1] - 10), (10, size[1] - 10, size[0] - 10, 10)])
    canvas.showPage()
    canvas.save()
    return out.getvalue()
