"""A plain PDF made archival: PDF/A-2u (ISO 19005-2), with empty signature fields and a lock for the last of them.

This module decides metadata, output intent, identifiers and fields; it does not touch the pages. The same input gives
the same bytes: the file identifier is a hash of the content, and the only time is the one passed in. All editing
happens here, before the first signature. Afterwards only incremental updates are allowed.
"""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF16_BE
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from forms.message import Message
from signing.errors import PageError
from signing.profile import CURRENT

PRODUCER = "Luobi"
SRGB = Path(__file__).parent / "colour" / "sRGB.icc"
PRINT_LOCKED = 132  # annotation flags Print and Locked, ISO 32000-1 table 165; PDF/A-2 6.3.2 demands Print


@dataclass(frozen=True, slots=True)
class PdfMeta:
    """The metadata in Info and XMP, the same in both. `created` has a time zone; `lang` is a BCP 47 tag."""

    title: str
    author: str
    subject: str
    created: datetime
    lang: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class SignatureField:
    """An empty signature field. `page` is 0-based; `rect` is left, lower, right, upper in points.

    A `rect` of zeros makes the field invisible. `locks`: once it is signed, nothing may change.
    """

    name: str
    page: int
    rect: tuple[float, float, float, float]
    tooltip: str
    locks: bool = False  # once signed, nothing may change


def seal_field(page: int) -> SignatureField:
    """Return the invisible field of the station seal, which closes the document. `page` is 0-based."""
    return SignatureField(CURRENT.seal_field, page, (0, 0, 0, 0), "站点签章", locks=True)


def archival(raw: bytes, meta: PdfMeta, fields: Sequence[SignatureField] = ()) -> bytes:
    """Convert a PDF to PDF/A-2u with Info, XMP, sRGB output intent and signature fields.

    Args:
        raw: A plain PDF of which the fonts are embedded.
        meta: The content of Info and XMP.
        fields: The signature fields to add, in their order.

    Raises:
        PageError: `meta.created` has no zone: the same moment must not have two spellings.
    """
    if meta.created.tzinfo is None:
        raise PageError(Message("signing.frozen-without-zone"))
    writer = PdfWriter(clone_from=PdfReader(BytesIO(raw)))
    writer.pdf_header = "%PDF-1.7"
    _describe(writer, meta)
    _add_output_intent(writer)
    if fields:
        _add_fields(writer, fields)
    return _with_identifier(writer)


def _describe(writer: PdfWriter, meta: PdfMeta) -> None:
    """Write Info and XMP with the same facts, the language, and the title for the window's title bar."""
    when = _pdf_date(meta.created)
    writer.metadata = None
    writer.add_metadata(
        {
            "/Title": meta.title,
            "/Author": meta.author,
            "/Subject": meta.subject,
            "/Creator": PRODUCER,
            "/Producer": PRODUCER,
            "/CreationDate": when,
            "/ModDate": when,
        }
    )
    _write_as_utf16(writer)
    root = writer.root_object
    # Uncompressed: PDF/A asks that a reader without filters finds it.
    xmp = _stream(xmp_packet(meta).encode(), {"/Type": NameObject("/Metadata"), "/Subtype": NameObject("/XML")})
    root[NameObject("/Metadata")] = writer._add_object(xmp)
    root[NameObject("/Lang")] = TextStringObject(meta.lang)
    root[NameObject("/ViewerPreferences")] = _dictionary({"/DisplayDocTitle": BooleanObject(True)})


def _write_as_utf16(writer: PdfWriter) -> None:
    """Write text beyond ASCII as UTF-16, which every reader knows.

    Not all readers know the dashes and quotes of PDFDocEncoding.
    """
    for value in (writer._info or {}).values():
        text = value.get_object()
        if isinstance(text, TextStringObject) and not text.isascii():
            text.autodetect_utf16 = True
            text.utf16_bom = BOM_UTF16_BE


def xmp_packet(meta: PdfMeta) -> str:
    """Return the XMP packet: PDF/A identification and the same facts as Info."""
    when = meta.created.replace(microsecond=0).isoformat()
    creator = f"<rdf:Seq><rdf:li>{escape(meta.author)}</rdf:li></rdf:Seq>"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title>{_alternative(meta.title)}</dc:title>
<dc:creator>{creator}</dc:creator>
<dc:description>{_alternative(meta.subject)}</dc:description>
<dc:language><rdf:Bag><rdf:li>{escape(meta.lang)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{when}</xmp:CreateDate>
<xmp:ModifyDate>{when}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


def _pdf_date(moment: datetime) -> str:
    """Return a time as D:20261123104200+08'00' (ISO 32000-1 7.9.4)."""
    zone = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def _add_output_intent(writer: PdfWriter) -> None:
    """Add sRGB as the meaning of every DeviceRGB colour (ISO 19005-2 6.2.3)."""
    profile = _stream(SRGB.read_bytes(), {"/N": NumberObject(3)}).flate_encode()
    intent = _dictionary(
        {
            "/Type": NameObject("/OutputIntent"),
            "/S": NameObject("/GTS_PDFA1"),
            "/OutputConditionIdentifier": TextStringObject("sRGB IEC61966-2.1"),
            "/Info": TextStringObject("sRGB IEC61966-2.1"),
            "/DestOutputProfile": writer._add_object(profile),
        }
    )
    writer.root_object[NameObject("/OutputIntents")] = ArrayObject([writer._add_object(intent)])


def _add_fields(writer: PdfWriter, fields: Sequence[SignatureField]) -> None:
    references = ArrayObject()
    for field in fields:
        page = writer.pages[field.page]
        reference = writer._add_object(_widget(writer, field, page))
        page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), reference])
        references.append(reference)
    form = _dictionary({"/Fields": references, "/SigFlags": NumberObject(0)})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)


def _widget(writer: PdfWriter, field: SignatureField, page: DictionaryObject) -> DictionaryObject:
    """Return field and widget in one dictionary. Its appearance is empty until it is signed."""
    left, lower, right, upper = field.rect
    bbox = _numbers(0, 0, right - left, upper - lower)
    appearance = _stream(
        b"",
        {
            "/Type": NameObject("/XObject"),
            "/Subtype": NameObject("/Form"),
            "/BBox": bbox,
            "/Resources": _dictionary({}),
        },
    )
    widget = _dictionary(
        {
            "/Type": NameObject("/Annot"),
            "/Subtype": NameObject("/Widget"),
            "/FT": NameObject("/Sig"),
            "/T": TextStringObject(field.name),
            "/TU": TextStringObject(field.tooltip),
            "/F": NumberObject(PRINT_LOCKED),
            "/Rect": _numbers(*field.rect),
            "/AP": _dictionary({"/N": writer._add_object(appearance)}),
        }
    )
    if page.indirect_reference is not None:
        widget[NameObject("/P")] = page.indirect_reference
    if field.locks:
        widget[NameObject("/Lock")] = writer._add_object(_lock())
    return widget


def _lock() -> DictionaryObject:
    """Return a lock: every field is locked and no further change is allowed (ISO 32000-2 table 236)."""
    return _dictionary(
        {
            "/Type": NameObject("/SigFieldLock"),
            "/Action": NameObject(CURRENT.seal_locks.value),
            "/P": NumberObject(CURRENT.after_seal.value),
        }
    )


def _with_identifier(writer: PdfWriter) -> bytes:
    """Return the bytes of the file. Both file identifiers are a hash of the content."""
    _set_identifier(writer, bytes(16))
    _set_identifier(writer, hashlib.sha256(_written(writer)).digest()[:16])
    return _written(writer)


def _set_identifier(writer: PdfWriter, identifier: bytes) -> None:
    # pypdf has no public way to choose the identifier; its own is random.
    writer._ID = ArrayObject([ByteStringObject(identifier), ByteStringObject(identifier)])


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(entries: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def _stream(data: bytes, entries: dict[str, PdfObject]) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    stream.update(_dictionary(entries))
    return stream


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(f"{value:.3f}") for value in values])
