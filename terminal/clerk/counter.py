"""The counter carries out what the flow decides: freeze, stamp, seal, archive.

Each act takes the visit in the state that asks for it and returns the event to report. The bytes that it made are in
the `Docket`. Nothing here decides what comes next, and nothing here waits for a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.x509 import Certificate

from archive.ceremony import Ceremony, FormName, format_of
from archive.entry import Entry, Fact
from archive.entry import commitment as record_commitment
from archive.errors import UnknownRecord
from archive.metadata import BlobFacts, FrozenFacts, Metadata, SetSignature
from archive.receipt import Receipt
from forms.message import Message
from forms.system_errors import why
from signing import appearance, envelope, ink_drawing, keys, stamp
from signing.civil_time import STATION_TIME, on_paper
from signing.fonts import Faces
from signing.freeze import Frozen as FrozenDocument
from signing.freeze import freeze as freeze_document
from signing.ink import Ink, Source
from signing.page import PageFacts
from signing.signature_rectangle import SignatureRectangle
from signing.verify import verify_pdf
from terminal.clerk.slip import receipt_slip
from terminal.errors import ActRefused, CaptureRefused, NotArchived, NotValid
from terminal.station.clock import require_right_time
from terminal.station.station import Random, Station
from terminal.visit import flow
from terminal.visit.boxes import boxes_of
from terminal.visit.capture import accepted, is_the_ink_taken, taken

Clock = Callable[[], datetime]

NOTES = {Source.SYNTHETIC: "合成笔迹", Source.RECORDING: "回放笔迹"}
"""The note next to the time of a signature that was not written by a person with a pen."""


@dataclass(frozen=True, slots=True)
class Docket:
    """The bytes of a visit: the frozen document, the document as signed so far, the sealed inks by box.

    `sealed`: Whether the station's seal is on the document.
    """

    frozen: FrozenDocument = field(repr=False)
    document: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    inks: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    signatures: tuple[SetSignature, ...] = ()
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """The station's acts on documents.

    `now` returns aware UTC times; `random` returns the given number of random bytes.
    """

    station: Station = field(repr=False)
    faces: Faces = field(repr=False)
    now: Clock
    random: Random

    def freeze(self, visit: flow.Visit) -> tuple[flow.Frozen, Docket]:
        """Render the document and fix its digests.

        Raises:
            ClockWrong: The machine's clock cannot be right.
            MissingGlyph: A character has no glyph in the fonts, in the document or in a name below a signature.
            PageError: The document or a signature's appearance does not fit its page.
        """
        at = self._right_now()
        facts = PageFacts(
            visit_no=visit.number,
            station_name=self.station.settings.name,
            training=visit.policy.training,
            level=visit.policy.level,
            frozen_on=at.astimezone(STATION_TIME).date(),
            boxes=boxes_of(visit),
        )
        frozen = freeze_document(visit.form, visit.answers, facts, self.faces, at)
        self._require_names_fit(visit, frozen, at)
        told = FrozenFacts(frozen.sha256, frozen.sm3, len(frozen.pdf), frozen.pages)
        return flow.Frozen(told), Docket(frozen, frozen.pdf, self.random(32))

    def _require_names_fit(self, visit: flow.Visit, frozen: FrozenDocument, at: datetime) -> None:
        """Check before the first signature that every name can be drawn and fits next to its ink.

        The check covers every source of ink that the policy allows, as each has its own note.
        """
        notes = sorted({NOTES.get(source, "") for source in visit.policy.sources})
        longest = on_paper(at.replace(month=12, day=28))  # the last to sign may do so on a day with more digits
        for signer, note in product(visit.signers, notes):
            appearance.appearance(b"", frozen.place(signer.box), name_below(signer), longest, self.faces, note)

    def take(self, ink: Ink) -> flow.InkTaken:
        """Return the event for a capture. The verdict and the counts of the device passport go into the ceremony."""
        return taken(ink)

    def stamp(self, visit: flow.Visit, docket: Docket, ink: Ink) -> tuple[flow.Stamped, Docket]:
        """Seal the ink to the custodian and put the signature on the document.

        Args:
            visit: The visit in the state that asks for the signature; its current signer is the one who signed.
            docket: The bytes of the visit so far. It is not changed; the returned docket has the signature.
            ink: The ink of the last accepted capture.

        Raises:
            ClockWrong: The machine's clock cannot be right.
            ActRefused: The visit does not ask for a signature, or the docket belongs to another frozen document.
            CaptureRefused: The ink is not the one that was accepted for this box.
            StampError: The signature cannot be put on the document.
            EnvelopeError: The ink cannot be sealed.
        """
        _require(visit, docket, "stamp")
        told = accepted(visit.acts, visit.policy.looks)
        if told is None or not is_the_ink_taken(ink, told, visit.signer.box):
            raise CaptureRefused(Message("terminal.other-ink"))
        signer, at = visit.signer, self._right_now(docket.document)
        event = self.random(16).hex()
        salt = self.random(32)
        sealed = envelope.seal(ink.to_bytes(), ink.digest(), self.station.custodian, self._binding(visit, event), salt)
        known = ceremony_of(visit).digest()
        principal = signer.principal if signer.capacity != signer.role else ""
        level = visit.policy.level
        key = keys.issue_event_certificate(self.station.ca, signer.name, event, at, level, self.random, principal)
        document = stamp.sign(
            docket.document,
            field=signer.box,
            appearance=self._appearance(docket.frozen.place(signer.box), name_below(signer), at, ink),
            key=key,
            evidence=stamp.Evidence(
                ceremony_sha256=known.hex(),
                ink_commitment=sealed.commitment,
                frozen_sha256=docket.frozen.sha256,
                frozen_size=len(docket.frozen.pdf),
                role=signer.capacity,
                event=event,
            ),
            at=at,
            first=not docket.signatures,
        )
        made = _signature_set(visit, ink, sealed, event, key.certificate, known)
        inks = {**docket.inks, signer.box: sealed.data}
        after = replace(docket, document=document, inks=inks, signatures=(*docket.signatures, made))
        return flow.Stamped(_sha256(document), known.hex()), after

    def seal(self, visit: flow.Visit, docket: Docket) -> tuple[flow.Sealed, Docket]:
        """Put the station's seal on the document, which locks it.

        Args:
            visit: The visit in the state that asks for the seal.
            docket: The bytes of the visit. It is not changed; the returned docket is sealed.

        Raises:
            ClockWrong: The machine's clock cannot be right.
            ActRefused: The visit does not ask for the seal, or the docket belongs to another frozen document.
            StampError: The seal cannot be put on the document.
            NotValid: The sealed document does not verify.
        """
        _require(visit, docket, "seal")
        document = stamp.seal(docket.document, key=self.station.seal, at=self._right_now(docket.document))
        self._require_valid(document)
        return flow.Sealed(_sha256(document)), replace(docket, document=document, sealed=True)

    def archive(self, visit: flow.Visit, docket: Docket) -> tuple[flow.Archived, Entry, Receipt]:
        """Commit the record (blobs, then entry), sign a checkpoint over it and make the receipt.

        It may be repeated after any failure: a record that is already committed is not committed again.

        Args:
            visit: The visit in the state that asks for archiving.
            docket: The bytes of the visit, sealed or void.

        Raises:
            ArchiveError: The store or the log refuses the record.
            NotArchived: The archive's folder cannot be written.
            NotValid: The sealed document does not verify.
            ActRefused: The visit does not ask for it, or the docket belongs to another frozen document.
        """
        _require(visit, docket, "archive")
        return self.keep(visit, lambda: self._commit(visit, docket))

    def keep(self, visit: flow.Visit, commit: Callable[[], Entry]) -> tuple[flow.Archived, Entry, Receipt]:
        """Return the event, the visit's entry under a new checkpoint, and the receipt.

        Args:
            visit: The visit in the state that asks for archiving.
            commit: Called to make the entry, only when the record has none yet.

        Raises:
            ArchiveError: The store or the log refuses the record.
            NotArchived: The archive's folder cannot be written.
            ActRefused: The visit does not ask for archiving.
        """
        if visit.todo != "archive":
            raise ActRefused(Message("terminal.not-to-archive"))
        try:
            entry = self._committed(visit.record) or commit()
            note = self.station.store.sign_checkpoint(self.station.checkpoint_keys)
        except OSError as problem:
            raise NotArchived(Message("terminal.not-archived", cause=why(problem))) from problem
        return flow.Archived(entry.seq), entry, Receipt.of(entry, note)

    def _committed(self, record: str) -> Entry | None:
        try:
            return self.station.store.find(record)
        except UnknownRecord:
            return None

    def _commit(self, visit: flow.Visit, docket: Docket) -> Entry:
        if visit.outcome is flow.Outcome.SEALED:
            self._require_valid(docket.document)
        metadata = metadata_of(visit, docket)
        blobs = blobs_of(docket) | {"metadata": metadata}
        return self.station.store.append_record(
            record_id=visit.record,
            type_="record" if visit.outcome is flow.Outcome.SEALED else "void",
            commit=record_commitment(docket.salt, docket.document, metadata),
            blobs=blobs,
            salt=docket.salt,
            search={
                "number": visit.number,
                "title": visit.form.title,
                "names": names_of(visit),
            },
            at=self.now(),
            store_key=self.station.store_key,
            facts=facts_of(visit, docket),
        )

    def _right_now(self, document: bytes = b"") -> datetime:
        """Return the current time. Raise ClockWrong when it is before the newest signature of the document."""
        at = self.now()
        require_right_time(self.station, at, stamp.last_time(document) if document else None)
        return at

    def _require_valid(self, document: bytes) -> None:
        """Verify the document with the station's own authority, as anybody else will. Raise NotValid when it fails."""
        report = verify_pdf(document, [self.station.ca.certificate])
        if report.verdict != "valid":
            kinds = tuple(sorted({finding.kind.name for finding in report.findings}))
            raise NotValid(Message("terminal.sealed-not-valid", kinds=kinds))

    def receipt_slip(self, visit: flow.Visit, entry: Entry, receipt: Receipt) -> bytes:
        """Return the receipt slip as PDF/A: what was archived, when and where, and the receipt as a QR code.

        Args:
            visit: The archived visit; its number and the title of its form are printed.
            entry: The entry of its record.
            receipt: The receipt for that entry.
        """
        return receipt_slip(self.station.settings, self.faces, visit.number, visit.form.title, entry, receipt)

    def _binding(self, visit: flow.Visit, event: str) -> envelope.Binding:
        if visit.frozen is None:
            raise CaptureRefused(Message("terminal.nothing-frozen"))
        return envelope.Binding(
            log=self.station.settings.origin,
            record=visit.record,
            event=event,
            role=visit.signer.capacity,
            frozen_sha256=visit.frozen.sha256,
            box=visit.signer.box,
        )

    def _appearance(self, place: SignatureRectangle, name: str, at: datetime, ink: Ink) -> bytes:
        width_mm, height_mm = place.ink_width_mm, place.ink_height_mm
        path = ink_drawing.pdf_path(ink_drawing.capsules(ink, width_mm, height_mm), height_mm)
        return appearance.appearance(path, place, name, on_paper(at), self.faces, NOTES.get(ink.source, ""))


def not_asked(todo: str) -> ActRefused:
    """Return the error for an act that the visit does not ask for now: "freeze", "stamp", "seal" or "archive"."""
    return ActRefused(Message("terminal.act-not-asked", act=Message(f"terminal.act-{todo}")))


def _signature_set(
    visit: flow.Visit, ink: Ink, sealed: envelope.Sealed, event: str, certificate: Certificate, known: bytes
) -> SetSignature:
    """Return what the record keeps of a signature. `known` is the digest of the ceremony before it."""
    return SetSignature(
        box=visit.signer.box,
        role=visit.signer.capacity,
        name=visit.signer.name,
        event=event,
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        ink_commitment=sealed.commitment.hex(),
        ink_source=ink.source.value,
        envelope_sha256=_sha256(sealed.data),
        ceremony_sha256=known.hex(),
        **acting(visit),
    )


def _require(visit: flow.Visit, docket: Docket, todo: str) -> None:
    """Raise ActRefused unless the visit asks for the act `todo` and the docket is its own."""
    if visit.todo != todo or visit.frozen is None or visit.frozen.sha256 != docket.frozen.sha256:
        raise not_asked(todo)


def acting(visit: flow.Visit) -> dict[str, Any]:
    """Return for the record whom the current signer acts for, and on what authority; {} for a signer who acts for none.

    Records of version 1 do not state it.
    """
    signer = visit.signer
    if visit.version == 1 or not signer.principal:
        return {}
    authority = visit.authorities.get(signer.role)
    return {
        "principal": signer.principal,
        "agent": signer.name,
        "authority": authority.content() if authority else {},
    }


def name_below(signer: flow.Signer) -> str:
    """Return the name below the ink; an agent's name is marked as such."""
    return f"代理人 {signer.name}" if signer.capacity != signer.role else signer.name


def names_of(visit: flow.Visit) -> list[str]:
    """Return every name by which the record is found, each once: the signers, each after the person they act for."""
    names = (name for signer in visit.signers for name in (signer.principal, signer.name) if name)
    return list(dict.fromkeys(names))


def ceremony_of(visit: flow.Visit) -> Ceremony:
    """Return the ceremony so far."""
    form = FormName(visit.form.id, visit.form.edition, visit.form.digest)
    return Ceremony(format_of("ceremony", visit.version), visit.record, visit.number, form, visit.acts)


def facts_of(visit: flow.Visit, docket: Docket) -> dict[str, Fact]:
    """Return what the log's entry itself states: form, assurance level, source of the ink. Nothing personal.

    Args:
        visit: The visit that is archived.
        docket: Its bytes; the signatures name the sources of ink.
    """
    facts: dict[str, Fact] = {
        "number": visit.number,
        "form": visit.form.id,
        "edition": visit.form.edition,
        "form_sha256": visit.form.digest,
        "level": visit.policy.level,
    }
    if docket.signatures:
        facts["ink"] = tuple(sorted({signature.ink_source for signature in docket.signatures}))
    if visit.outcome is flow.Outcome.VOID:
        facts["reason"] = visit.acts[-1].what.value
    return facts


def blobs_of(docket: Docket) -> dict[str, bytes]:
    """Return the files of a record except its metadata, by role."""
    return {"document": docket.document, **{f"ink-{box}": data for box, data in docket.inks.items()}}


def metadata_of(visit: flow.Visit, docket: Docket) -> bytes:
    """Return the record's metadata as canonical JSON.

    Args:
        visit: The visit that is archived.
        docket: Its bytes, of which the metadata hold the digests.
    """
    frozen = docket.frozen
    return stated(
        visit,
        blobs_of(docket),
        signatures=docket.signatures,
        assurance=visit.policy.level,
        frozen=FrozenFacts(frozen.sha256, frozen.sm3, len(frozen.pdf), frozen.pages),
    )


def stated(
    visit: flow.Visit,
    blobs: Mapping[str, bytes],
    signatures: tuple[SetSignature, ...] = (),
    assurance: str = "",
    frozen: FrozenFacts | None = None,
) -> bytes:
    """Return what the metadata of a record state, as canonical JSON.

    Args:
        visit: The visit that is archived; its `version` decides the format.
        blobs: The files of the record by role.
        signatures: The signatures on the document, in order.
        assurance: The level of the document; "" when nothing was frozen.
        frozen: The document as it was fixed; None when nothing was frozen.
    """
    metadata = Metadata(
        format=format_of("record", visit.version),
        record=visit.record,
        visit=visit.number,
        title=visit.form.title,
        outcome=visit.outcome.value,
        training=visit.policy.training,
        answers=json.loads(visit.answers.canonical_bytes()),
        ceremony=ceremony_of(visit),
        signatures=signatures,
        blobs=tuple(BlobFacts.of(role, data) for role, data in sorted(blobs.items())),
        assurance=assurance,
        frozen=frozen,
    )
    return metadata.to_bytes()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
