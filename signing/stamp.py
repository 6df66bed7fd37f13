"""Signatures and the seal, set on a frozen document by incremental updates (PAdES B-B, ISO 32000-2 12.8).

This module decides how an update is made: the drawn ink as the field's appearance, the signature dictionary, the lock.
`profile` decides what they say, `cms_shape` writes the CMS, `keys` makes the keys. Nothing else in the document
changes, the metadata included. pyHanko would rewrite the metadata at each save, and Info and XMP would no longer agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, enumerate_sig_fields
from pyhanko.sign.general import SigningError as LibraryError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from forms.message import Message
from signing.cms_shape import Evidence, Statement
from signing.errors import StampError
from signing.keys import certified_event, certified_name, use_period
from signing.profile import Profile, profile_of
from signing.signer import Signer, sign_bytes

SPARE_BYTES: Final = 32
ROUND_BYTES: Final = 256

__all__ = ["Evidence", "last_time", "seal", "sign"]


class _Revision(IncrementalPdfFileWriter):
    """An update that leaves Info and XMP as they were frozen."""

    def _update_meta(self) -> None:
        return


def sign(
    pdf: bytes, *, field: str, appearance: bytes, key: Signer, evidence: Evidence, at: datetime, first: bool
) -> bytes:
    """Sign a field of a document by an incremental update.

    The first signature certifies the document: afterwards only signature fields may be filled.

    Args:
        pdf: The frozen document, with the signatures set so far.
        field: The name of the empty field, not the seal's.
        appearance: A one-page PDF of the box's size, shown as it is.
        key: The signer's one-time key, certified for this event.
        evidence: The facts that the signature covers; of the same event as the key.
        at: The time of signing, with a zone.
        first: Whether the document has no signature yet.

    Raises:
        StampError: The field is missing, not empty or the seal's; `first` is wrong; the key is for another event or
            time, or does not sign; or the document cannot be read.
    """
    _check_time(key.certificate, at)
    if certified_event(key.certificate) != evidence.event:
        raise StampError(Message("signing.key-of-another-event"))
    writer, empty, filled = _open(pdf)
    profile = profile_of(writer.prev)
    _check_field(field, empty)
    if first == bool(filled) or field == profile.seal_field:
        raise StampError(Message("signing.signing-order"))
    lock = SigMDPSetup(profile.digest, certify=True, docmdp_perms=profile.after_first) if first else None
    return _set(writer, field, key, evidence, at, lock, appearance)


def seal(pdf: bytes, *, key: Signer, at: datetime) -> bytes:
    """Set the station's seal on a document. It allows no change afterwards.

    Args:
        pdf: The document, with all other fields signed.
        key: The key of the seal with its certificate.
        at: The time of sealing, with a zone.

    Raises:
        StampError: A field is empty, there is no signature, the document is sealed already, it cannot be read, or the
            key does not sign.
    """
    writer, empty, filled = _open(pdf)
    profile = profile_of(writer.prev)
    _check_field(profile.seal_field, empty)
    if empty != [profile.seal_field] or not filled:
        raise StampError(Message("signing.party-unsigned"))
    lock = SigMDPSetup(profile.digest, field_lock=FieldMDPSpec(profile.seal_locks), docmdp_perms=profile.after_seal)
    return _set(writer, profile.seal_field, key, None, at, lock)


def last_time(pdf: bytes) -> datetime | None:
    """Return the latest time that a signature of `pdf` claims; None when there is none.

    Raise StampError when the document or a time cannot be read.
    """
    writer, _, _ = _open(pdf)
    try:
        filled = (field for _, _, field in enumerate_sig_fields(writer.prev, filled_status=True))
        return max((_claimed(field.get_object()["/V"]) for field in filled), default=None)
    except (PdfError, KeyError, ValueError) as error:
        raise StampError(Message("signing.signature-without-time")) from error


def _claimed(signature: Any) -> datetime:
    return generic.parse_pdf_date(signature["/M"])


def _set(
    writer: _Revision,
    field: str,
    key: Signer,
    evidence: Evidence | None,
    at: datetime,
    lock: SigMDPSetup | None,
    appearance: bytes | None = None,
) -> bytes:
    """Go through pyHanko's embedding protocol step by step: field, dictionary, digest, container."""
    profile = profile_of(writer.prev)
    statement = Statement(key.certificate.public_bytes(Encoding.DER), b"", evidence)
    try:
        steps = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
        reference = next(steps)
        if appearance is not None:
            _show(writer, reference.get_object(), appearance)
        dictionary = _signature_object(profile, statement, at, key)
        steps.send(SigObjSetup(sig_placeholder=dictionary, mdp_setup=lock))
        prepared, output = steps.send(SigIOSetup(profile.digest))
        steps.send(_container(profile, replace(statement, digest=prepared.document_digest), key))
    except (PdfError, LibraryError) as error:
        raise StampError(Message("signing.field-not-signed", field=field)) from error
    return bytes(output.getvalue())


def _container(profile: Profile, statement: Statement, key: Signer) -> bytes:
    signature = sign_bytes(key, profile.to_sign(statement))
    return profile.render(replace(statement, signature=profile.normal(signature)))


def _signature_object(profile: Profile, statement: Statement, at: datetime, key: Signer) -> SignatureObject:
    """Return the signature dictionary, with space for the container and a little zero padding."""
    longest = replace(statement, digest=bytes(32), signature=profile.longest_signature)
    room = -(-(len(profile.render(longest)) + SPARE_BYTES) // ROUND_BYTES) * ROUND_BYTES
    return SignatureObject(
        timestamp=at,
        subfilter=profile.subfilter,
        name=certified_name(key.certificate),
        bytes_reserved=2 * room,
    )


def _show(writer: _Revision, widget: Any, appearance: bytes) -> None:
    """Make the page of `appearance` the field's normal appearance."""
    shown = writer.import_page_as_xobject(PdfFileReader(BytesIO(appearance)))
    normal: dict[Any, Any] = {generic.pdf_name("/N"): shown}
    widget[generic.pdf_name("/AP")] = generic.DictionaryObject(normal)  # type: ignore[no-untyped-call]


def _open(pdf: bytes) -> tuple[_Revision, list[str], list[str]]:
    """Return a writer for the next update, the empty and the filled signature fields in their order."""
    try:
        writer = _Revision(BytesIO(pdf))
        return writer, list(_names(writer.prev, filled=False)), list(_names(writer.prev, filled=True))
    except (PdfError, ValueError) as error:
        raise StampError(Message("signing.not-to-be-signed")) from error


def _names(reader: PdfFileReader, *, filled: bool) -> Iterator[str]:
    for name, _, _ in enumerate_sig_fields(reader, filled_status=filled):
        yield str(name)


def _check_field(field: str, empty: list[str]) -> None:
    if field not in empty:
        raise StampError(Message("signing.no-empty-field", field=field))


def _check_time(certificate: Certificate, at: datetime) -> None:
    period = use_period(certificate)
    if period is None or not period[0] <= at <= period[1]:
        raise StampError(Message("signing.key-not-now"))
