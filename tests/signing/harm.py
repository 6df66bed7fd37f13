"""Ways to harm a sealed document from outside, with no key of the station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from unittest import mock

from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf import PdfReader, PdfWriter

from signing import stamp
from signing.cms_shape import Statement, der_length, render
from signing.keys import (
    P256_ORDER,
)
from signing.profile import V1
from signing.stamp import seal
from tests.signing.sealing import SEALED, Papers, seal_key

Harm = Callable[[Papers], bytes]


# Bytes of the file


def flip(data: bytes, at: int, bit: int = 1) -> bytes:
    """`data` with one bit changed."""
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def flip_page_byte(papers: Papers) -> bytes:
    return flip(papers.sealed, papers.sealed.index(b"stream\n") + 12)


def flip_ink_byte(papers: Papers) -> bytes:
    return flip(papers.sealed, papers.sealed.index(b"stream\n", len(papers.frozen)) + 12)


def cut_short(papers: Papers) -> bytes:
    return papers.sealed[: len(papers.sealed) // 2]


def append_garbage(papers: Papers) -> bytes:
    return papers.sealed + b"% seen and found right\n"


def shrink_byte_range(papers: Papers) -> bytes:
    start = papers.sealed.rindex(b"/ByteRange [") + len(b"/ByteRange [")
    end = papers.sealed.index(b"]", start)
    zero, first, second, rest = papers.sealed[start:end].split()
    numbers = b" ".join((zero, first, second, b"%d" % (int(rest) - 7)))
    return papers.sealed[:start] + numbers.ljust(end - start) + papers.sealed[end:]


# The last container


def last_hole(data: bytes) -> tuple[int, int]:
    """Where the hex digits of the last container begin and end."""
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    return start, data.index(b">", start)


def container(data: bytes) -> bytes:
    """The last container without its padding."""
    start, end = last_hole(data)
    contents = bytes.fromhex(data[start:end].decode())
    return contents[: der_length(contents)]


def with_container(data: bytes, der: bytes) -> bytes:
    """`data` with another last container in the same room."""
    start, end = last_hole(data)
    return data[:start] + der.hex().upper().encode().ljust(end - start, b"0") + data[end:]


def change_letter_case(papers: Papers) -> bytes:
    start, end = last_hole(papers.sealed)
    at = next(place for place in range(start, end) if papers.sealed[place : place + 1].isalpha())
    return flip(papers.sealed, at, 0x20)


def use_padding(papers: Papers) -> bytes:
    return flip(papers.sealed, last_hole(papers.sealed)[1] - 1)


def zero_container(papers: Papers) -> bytes:
    return with_container(papers.sealed, b"")


def transplant_container(papers: Papers) -> bytes:
    """The seal of another document, which ended one second later."""
    other = seal(papers.twice, key=seal_key(papers.ca), at=SEALED + timedelta(seconds=1))
    return with_container(papers.sealed, container(other))


def _reshaped(papers: Papers, change: Callable[[Any], None]) -> bytes:
    info = cms.ContentInfo.load(container(papers.sealed))
    change(info["content"])
    return with_container(papers.sealed, info.dump(force=True))


def add_unsigned_attribute(papers: Papers) -> bytes:
    def change(signed_data: Any) -> None:
        note = cms.CMSAttribute({"type": cms.CMSAttributeType("2.25.1"), "values": [core.Integer(1)]})
        signed_data["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([note])

    return _reshaped(papers, change)


def add_certificate(papers: Papers) -> bytes:
    authority = cms.CertificateChoices.load(papers.ca.certificate.public_bytes(Encoding.DER))

    def with_authority(statement: Statement) -> bytes:
        info = cms.ContentInfo.load(render(statement))
        info["content"]["certificates"].append(authority)
        return bytes(info.dump(force=True))

    with mock.patch.object(stamp, "profile_of", lambda _: replace(V1, render=with_authority)):
        return seal(papers.twice, key=seal_key(papers.ca), at=SEALED)


def take_other_twin(papers: Papers) -> bytes:
    def change(signed_data: Any) -> None:
        r, s = decode_dss_signature(signed_data["signer_infos"][0]["signature"].native)
        signed_data["signer_infos"][0]["signature"] = encode_dss_signature(r, P256_ORDER - s)

    return _reshaped(papers, change)


def write_length_otherwise(papers: Papers) -> bytes:
    """The outer length in three octets where two suffice: BER, and the same meaning."""
    der = container(papers.sealed)
    assert der[1] == 0x82
    return with_container(papers.sealed, der[:1] + b"\x83\x00" + der[2:])


# Updates behind the seal


def updated(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _dictionary(entries: dict[str, Any]) -> Any:
    named: dict[Any, Any] = {pdf_name(key): value for key, value in entries.items()}
    return generic.DictionaryObject(named)  # type: ignore[no-untyped-call]


def numbers(*values: int) -> Any:
    return generic.ArrayObject([generic.NumberObject(value) for value in values])  # type: ignore[no-untyped-call]


def replace_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
    writer.update_container(page)


def add_note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Text"), "/Rect": numbers(0, 0, 50, 50)}
    page["/Annots"].append(writer.add_object(_dictionary(note)))
    writer.update_container(page["/Annots"])


def _field(writer: IncrementalPdfFileWriter, index: int = 0) -> Any:
    return writer.root["/AcroForm"]["/Fields"][index]


def swap_ink(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer)
    field["/AP"] = _field(writer, 1)["/AP"]
    writer.update_container(field)


def move_box(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer)
    field["/Rect"] = numbers(0, 0, 400, 300)
    writer.update_container(field)


def open_with_script(writer: IncrementalPdfFileWriter) -> None:
    action = {"/S": pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.beep()")}
    writer.root["/OpenAction"] = _dictionary(action)
    writer.update_root()  # type: ignore[no-untyped-call]


def add_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("witness", box=(0, 0, 50, 50)))


def after_seal(change: Callable[[IncrementalPdfFileWriter], None]) -> Harm:
    return lambda papers: updated(papers.sealed, change)


def append_page(papers: Papers) -> bytes:
    writer = PdfWriter(BytesIO(papers.sealed), incremental=True)
    writer.add_blank_page(100, 100)
    return _written(writer)


def rewrite(papers: Papers) -> bytes:
    return _written(PdfWriter(clone_from=PdfReader(BytesIO(papers.sealed))))


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def signatures(data: bytes) -> list[tuple[bytes, bytes]]:
    """Each signature's container, without padding, and the bytes that it covers."""
    found = []
    for embedded in PdfFileReader(BytesIO(data)).embedded_signatures:
        _, first, second, rest = embedded.byte_range
        contents = bytes(embedded.pkcs7_content)
        found.append((contents[: der_length(contents)], data[:first] + data[second : second + rest]))
    return found
