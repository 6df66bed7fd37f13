"""Signed PDFs that are no record of a station, made by people who do not exist; and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import cms, core, crl, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

BEGINS, ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)
STAMPED = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
Change = Callable[[IncrementalPdfFileWriter], None]


@dataclass(frozen=True)
class Person:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def asn1(self) -> Any:
        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "某市示例机械有限公司"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def issued(
    common: str,
    issuer: Person | None,
    key: Any,
    *,
    is_ca: bool = False,
    stamps: bool = False,
    signs: bool = True,
    certifies: bool = True,
    ends: datetime = ENDS,
) -> Person:
    """A certificate for that name; without an issuer a root."""
    by = issuer.key if issuer else key
    usage = x509.KeyUsage(not is_ca, signs and not is_ca, False, False, False, is_ca and certifies, is_ca, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(issuer.certificate.subject if issuer else _name(common))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(is_ca, None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return Person(builder.sign(by, hashes.SHA256()), key)


@dataclass(frozen=True)
class People:
    """A root, an authority below it, two signers and a timestamp authority."""

    root: Person
    middle: Person
    rsa: Person
    ec: Person
    tsa: Person

    @property
    def trust(self) -> tuple[x509.Certificate]:
        return (self.root.certificate,)


def _rsa() -> Any:
    return rsa.generate_private_key(65537, 2048)


@cache
def people() -> People:
    """The same for all tests of a process."""
    root = issued("示例根", None, _rsa(), is_ca=True)
    middle = issued("示例中级", root, _rsa(), is_ca=True)
    elliptic = issued("王林", root, ec.generate_private_key(ec.SECP256R1()), signs=False)
    return People(root, middle, issued("陈示范", middle, _rsa()), elliptic, issued("时间戳", root, _rsa(), stamps=True))


def crl_of(issuer: Person, revoked: Person | None = None, at: datetime = BEGINS) -> Any:
    """The revocation list of an authority, valid for as long as its certificates."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(BEGINS)
        .next_update(ENDS)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
        .add_extension(x509.CRLNumber(1), False)
    )
    if revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(revoked.certificate.serial_number).revocation_date(at)
        builder = builder.add_revoked_certificate(entry.build())
    return crl.CertificateList.load(builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER))


def _stored(*others: Person) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    for each in others:
        store.register(each.asn1)
    return store


def _signer(person: Person, *others: Person) -> Any:
    plain = person.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    key = keys.PrivateKeyInfo.load(plain)
    return signers.SimpleSigner(signing_cert=person.asn1, signing_key=key, cert_registry=_stored(*others))


def stamper() -> Any:
    """A timestamp authority whose clock says STAMPED."""
    tsa = people().tsa
    key = keys.PrivateKeyInfo.load(tsa.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return timestamps.DummyTimeStamper(tsa.asn1, key, _stored(people().root), fixed_dt=STAMPED)


@cache
def plain() -> bytes:
    """Two pages and a field to fill in."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setTitle("Contract")
    canvas.drawString(72, 700, "Contract of sale")
    canvas.acroForm.textfield(name="remark", x=72, y=600, width=200, height=20, value="")
    canvas.showPage()
    canvas.drawString(72, 700, "Second page")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def other() -> bytes:
    """Another document of the same size."""
    return plain().replace(b"(Contract)", b"(Contrast)")


def signed(data: bytes, person: str = "rsa", field: str = "Sig1", *, stamped: bool = False, **meta: Any) -> bytes:
    """`data` with one more signature, by "rsa" or "ec"."""
    all_ = people()
    signer = _signer(all_.rsa, all_.middle, all_.root) if person == "rsa" else _signer(all_.ec, all_.root)
    told = {"subfilter": SigSeedSubFilter.PADES, "md_algorithm": "sha256", **meta}
    writer = IncrementalPdfFileWriter(BytesIO(data))
    if writer.prev.encrypted:
        writer.encrypt(b"")
    made = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field, **told),
        signer=signer,
        timestamper=stamper() if stamped else None,
    )
    return bytes(made.sign_pdf(writer).getvalue())


def signed_by(data: bytes, person: Person, *others: Person) -> bytes:
    """`data` signed by that person."""
    meta = signers.PdfSignatureMetadata(field_name="Sig1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    made = signers.PdfSigner(meta, signer=_signer(person, *others))
    return bytes(made.sign_pdf(IncrementalPdfFileWriter(BytesIO(data))).getvalue())


def certified(permission: MDPPerm) -> bytes:
    return signed(plain(), certify=True, docmdp_permissions=permission)


def with_store(data: bytes, *lists: Any, more: tuple[Person, ...] = ()) -> bytes:
    """A revision with certificates and revocation lists (DSS)."""
    all_ = people()
    out = BytesIO(data)
    certificates = [each.asn1 for each in (all_.root, all_.middle, all_.tsa, *more)]
    DocumentSecurityStore.add_dss(out, None, certs=certificates, crls=list(lists))
    return out.getvalue()


def with_stamp(data: bytes) -> bytes:
    """A revision with a document timestamp."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    made = signers.PdfTimeStamper(stamper()).timestamp_pdf(writer, "sha256", None)  # type: ignore[arg-type]
    return bytes(made.getvalue())


def lists() -> tuple[Any, Any]:
    """Lists on which no certificate is revoked."""
    return crl_of(people().root), crl_of(people().middle)


@cache
def long_term() -> bytes:
    return with_store(signed(plain(), stamped=True), *lists())


def encrypted(password: str = "") -> bytes:
    """Signed after it was encrypted; the password of the owner allows changes."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(plain())))
    writer.encrypt("owner", password)
    out = BytesIO()
    writer.write(out)
    data = out.getvalue()
    writer = IncrementalPdfFileWriter(BytesIO(data))
    writer.encrypt(password.encode())
    meta = signers.PdfSignatureMetadata(field_name="Sig1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    made = signers.PdfSigner(meta, signer=_signer(people().rsa, people().middle, people().root))
    return bytes(made.sign_pdf(writer).getvalue())


def hole(data: bytes, number: int = 0) -> tuple[int, int]:
    """From where to where the hex of a signature's container is."""
    at = -1
    for _ in range(number + 1):
        at = data.index(b"/Contents <", at + 1)
    return at + len(b"/Contents <"), data.index(b">", at)


def container(data: bytes, number: int = 0) -> bytes:
    start, end = hole(data, number)
    return bytes.fromhex(data[start:end].decode("ascii"))


def with_container(data: bytes, contents: bytes) -> bytes:
    """With that container in place of the first one; it is filled up with zeros."""
    start, end = hole(data)
    hexed = contents.hex().upper().encode()
    assert len(hexed) <= end - start
    return data[:start] + hexed.ljust(end - start, b"0") + data[end:]


def lower_case() -> bytes:
    data = signed(plain())
    start, end = hole(data)
    return data[:start] + data[start:end].lower() + data[end:]


def ber() -> bytes:
    """The outer two layers of the container are of indefinite length."""
    data = signed(plain())
    told = cms.ContentInfo.load(container(data))
    inner = told["content"].untag().dump()
    oid = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    return with_container(data, b"\x30\x80" + oid + b"\xa0\x80" + inner + b"\x00\x00" + b"\x00\x00")


def against_the_standard() -> bytes:
    """The first revision has objects above the size that its trailer states: strict readers refuse it."""
    data = plain()
    at = data.index(b"/Size ") + len(b"/Size ")
    end = data.index(b"\n", at)
    data = data[:at] + b"2".ljust(end - at) + data[end:]
    meta = signers.PdfSignatureMetadata(field_name="Sig1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    made = signers.PdfSigner(meta, signer=_signer(people().rsa, people().middle, people().root))
    return bytes(made.sign_pdf(IncrementalPdfFileWriter(BytesIO(data), strict=False)).getvalue())


def with_two_tables(data: bytes) -> bytes:
    """A revision with a cross-reference table, and a stream next to it that other readers prefer."""
    size, root = data.rindex(b"/Size "), data.rindex(b"/Root ")
    previous = data[data.rindex(b"startxref") :].split()[1]
    number = int(data[size:].split()[1])
    at = len(data) + 1
    stream = (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 1]/Index[%d 1]/Length 6>>\nstream\n" % (number, number + 1, number)
        + b"\x01"
        + at.to_bytes(4, "big")
        + b"\x00\nendstream\nendobj\n"
    )
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    named = b" ".join(data[root:].split()[1:4])
    trailer = b"trailer\n<</Size %d/Root %s/Prev %s/XRefStm %d>>\n" % (number + 1, named, previous, at)
    return data + b"\n" + stream + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(stream))


# ---- what is done afterwards ----


def after(data: bytes, change: Change) -> bytes:
    """`data` with a revision behind it."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    if writer.prev.encrypted:
        writer.encrypt(b"")
    change(writer)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _dictionary(**entries: Any) -> Any:
    named: dict[Any, Any] = {pdf_name(f"/{key}"): value for key, value in entries.items()}
    return generic.DictionaryObject(named)  # type: ignore[no-untyped-call]


def _numbers(*values: int) -> Any:
    return generic.ArrayObject([generic.NumberObject(value) for value in values])  # type: ignore[no-untyped-call]


def _page(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def annotate(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    note = _dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name("/Text"), Rect=_numbers(0, 0, 50, 50))
    found = [page["/Annots"].raw_get(at) for at in range(len(page["/Annots"]))]
    page["/Annots"] = generic.ArrayObject([*found, writer.add_object(note)])  # type: ignore[no-untyped-call]
    writer.update_container(page)


def annotate_with_script(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    action = _dictionary(S=pdf_name("/JavaScript"), JS=generic.pdf_string("app.beep()"))
    link = _dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name("/Link"), Rect=_numbers(0, 0, 50, 50), A=action)
    found = [page["/Annots"].raw_get(at) for at in range(len(page["/Annots"]))]
    page["/Annots"] = generic.ArrayObject([*found, writer.add_object(link)])  # type: ignore[no-untyped-call]
    writer.update_container(page)


def rewrite_page(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
    writer.update_container(page)


def turn_page(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)


def drop_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject([pages["/Kids"].raw_get(0)])  # type: ignore[no-untyped-call]
    pages["/Count"] = generic.NumberObject(1)
    writer.update_container(pages)


def attach(writer: IncrementalPdfFileWriter) -> None:
    file = embed.EmbeddedFileObject.from_file_data(writer, b"more terms")
    embed.embed_file(writer, embed.FileSpec("terms.txt", embedded_data=file))


def script(writer: IncrementalPdfFileWriter) -> None:
    action = _dictionary(S=pdf_name("/JavaScript"), JS=generic.pdf_string("app.beep()"))
    writer.root["/OpenAction"] = action
    writer.update_root()  # type: ignore[no-untyped-call]


def retitle(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info["/Title"] = generic.pdf_string("Contract of gift")
    writer.update_container(info)


def fill(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = generic.pdf_string("paid")
    writer.update_container(field)


def add_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("more", box=(0, 0, 50, 50)))


def relayer(writer: IncrementalPdfFileWriter) -> None:
    """Another order of optional content: what is shown changes."""
    writer.root["/OCProperties"] = _dictionary(D=_dictionary(BaseState=pdf_name("/OFF")))
    writer.update_root()  # type: ignore[no-untyped-call]


def touch(writer: IncrementalPdfFileWriter) -> None:
    """A revision in which nothing of the document is changed."""
    writer.add_object(_numbers(1))


# ---- one byte ----


def flip(data: bytes, at: int, bits: int = 1) -> bytes:
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]


def another_digit(data: bytes, at: int) -> bytes:
    """Another hex digit there."""
    return data[:at] + (b"1" if data[at : at + 1] != b"1" else b"2") + data[at + 1 :]
