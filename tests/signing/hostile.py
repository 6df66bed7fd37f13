"""PDFs that are made to stop whoever reads them: small files that ask for work or memory without end.

Each is one of a kind: deep nesting, shared subtrees, loops, huge counts, zero widths, expansion. None is valid.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping


def pdf(objects: Iterable[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """The objects, numbered from 1, as a PDF with a correct table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(out)


def form(fields: bytes, *objects: bytes) -> bytes:
    """A document of one page whose form has these fields; the objects are numbered from 4."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields %s >> >>" % fields
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return pdf([catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, *objects])


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def xref_stream(entries: bytes, data: bytes = b"") -> bytes:
    """A document whose cross-reference is a stream with these entries."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    body = stream(b"/Type /XRef /Root 1 0 R " + entries, data)
    return head + b"2 0 obj\n" + body + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def object_stream(entries: bytes, data: bytes) -> bytes:
    """A document whose catalog lies in an object stream with these entries."""
    head = b"%PDF-1.7\n"
    holder = b"3 0 obj\n" + stream(b"/Type /ObjStm " + entries, data) + b"\nendobj\n"
    start = len(head) + len(holder)
    places = (
        b"\0\0\0\0\0\0",
        b"\2\0\0\0\3\0",
        b"\1" + start.to_bytes(4) + b"\0",
        b"\1" + len(head).to_bytes(4) + b"\0",
    )
    table = stream(b"/Type /XRef /Root 1 0 R /Size 4 /W [1 4 1]", b"".join(places))
    return head + holder + b"2 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def encrypted(iterations: int) -> bytes:
    """A document that claims to be encrypted, for a reader of certificates and many rounds."""
    handler = b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s> >>" % (
        b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16,
    )  # fmt: skip
    objects = [b"<< /Type /Catalog >>", *(b"<< /A (x) >>" for _ in range(iterations)), handler]
    return pdf(objects, b"/Root 1 0 R /ID [<00> <00>] /Encrypt %d 0 R" % len(objects))


def doubled(kind: bytes, levels: int) -> list[bytes]:
    """A chain of nodes in which each has the next one twice: 2^levels ways from the first to the last."""
    nodes = [b"<< %s /T (x) /Kids [%d 0 R %d 0 R] >>" % (kind, at + 1, at + 1) for at in range(4, 4 + levels)]
    return [*nodes, b"<< /FT /Sig /T (last) >>"]


def doubled_through_arrays(levels: int) -> list[bytes]:
    """The same, where what is shared is the array of the kids."""
    arrays = [b"[<< /Kids %d 0 R >> << /Kids %d 0 R >>]" % (at + 1, at + 1) for at in range(5, 5 + levels)]
    return [b"<< /T (x) /Kids 5 0 R >>", *arrays, b"[]"]


def updated(data: bytes, objects: Mapping[int, bytes], root: bytes) -> bytes:
    """The document with an update behind it that writes these objects, and no signature over them."""
    out, places = bytearray(data), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    before = int(data.rsplit(b"startxref", 1)[1].split()[0])
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % each for each in places.items())
    out += b"trailer\n<< /Size %d /Root %s /Prev %d >>\n" % (max(objects) + 1, root, before)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def table_with_prev(prev: Callable[[int], int]) -> bytes:
    """A document whose table names an earlier one; `prev` makes its place out of the table's own."""
    start = pdf([b"<< /Type /Catalog >>"]).rindex(b"xref\n0")
    return pdf([b"<< /Type /Catalog >>"], b"/Root 1 0 R /Prev %d" % prev(start))


def dag(kind: bytes, levels: int, first: int) -> dict[int, bytes]:
    """The nodes of `doubled`, by number from `first`."""
    nodes = {at: b"<< %s /Kids [%d 0 R %d 0 R] >>" % (kind, at + 1, at + 1) for at in range(first, first + levels)}
    return nodes | {first + levels: b"<< >>"}


def bomb(levels: int, size: int = 1 << 27) -> bytes:
    """Zeros, compressed so many times."""
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(bytes(1 << 20)) for _ in range(size >> 20)) + pack.flush()
    for _ in range(levels - 1):
        data = zlib.compress(data, 9)
    return data


def nested_signature(levels: int) -> bytes:
    """A signature whose container is a DER sequence in a sequence in a sequence …"""
    der = b""
    for _ in range(levels):
        length = len(der)
        size = bytes([length]) if length < 128 else b"\x83" + length.to_bytes(3, "big")
        der = b"\x30" + size + der
    value = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 9 9 9] /Contents <%s> >>"
    )
    return form(b"[4 0 R]", b"<< /FT /Sig /T (applicant) /V 5 0 R >>", value % der.hex().encode())


HUGE = 10**12

HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no PDF": lambda: b"\x00" * 999,
    "arrays in arrays": lambda: form(b"[" * 200_000),
    "arrays in arrays, closed": lambda: form(b"[" * 100_000 + b"]" * 100_000),
    "dictionaries in dictionaries": lambda: form(b"<< /A " * 100_000),
    "strings in a string": lambda: form(b"(" * 500_000),
    "a signature container nested deep": lambda: nested_signature(20_000),
    "fields that share their kids": lambda: form(b"[4 0 R]", *doubled(b"", 40)),
    "fields that share arrays of kids": lambda: form(b"[4 0 R]", *doubled_through_arrays(40)),
    "a field that is its own kid": lambda: form(b"[4 0 R]", b"<< /T (x) /Kids [4 0 R] >>"),
    "a field twice": lambda: form(b"[4 0 R 4 0 R]", b"<< /FT /Sig /T (x) >>"),
    "a field that is its own parent": lambda: form(b"[4 0 R]", b"<< /T (x) /Parent 4 0 R /FT /Sig >>"),
    "references in a ring": lambda: form(b"4 0 R", b"5 0 R", b"4 0 R"),
    "a chain of fields": lambda: form(
        b"[4 0 R]", *(b"<< /T (x) /Kids [%d 0 R] >>" % at for at in range(5, 5005)), b"<< /FT /Sig /T (x) >>"
    ),
    "pages that share their kids": lambda: pdf(
        [
            b"<< /Type /Catalog /Pages 4 0 R /AcroForm << /Fields [] >> >>",
            b"null",
            b"null",
            *doubled(b"/Type /Pages /Count 9", 40),
        ]
    ),
    "a table that is its own predecessor": lambda: table_with_prev(lambda own: own),
    "a table whose predecessor is no table": lambda: table_with_prev(lambda own: 0),
    "a predecessor far outside": lambda: table_with_prev(lambda own: HUGE),
    "a table of a thousand million entries": lambda: (
        b"%%PDF-1.7\nxref\n0 %d\n0000000000 65535 f \n" % 10**9
        + b"trailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    ),
    "a start far outside": lambda: b"%%PDF-1.7\nstartxref\n%d\n%%%%EOF\n" % HUGE,
    "a start of a million digits": lambda: b"%PDF-1.7\nstartxref\n" + b"9" * 1_000_000 + b"\n%%EOF\n",
    "entries of no width": lambda: xref_stream(b"/Size 9 /Index [0 1000000000] /W [0 0 0]"),
    "entries of no width, many parts": lambda: xref_stream(b"/Size 9 /Index [%s] /W [0 0 0]" % (b"0 1000000000 " * 50)),
    "entries of huge width": lambda: xref_stream(b"/Size 9 /Index [0 9] /W [1000000000 1 1]"),
    "entries of negative width": lambda: xref_stream(b"/Size 9 /Index [0 1000000000] /W [1 -2 1]", b"x" * 999),
    "expanding entries": lambda: xref_stream(b"/Size 300000000 /W [0 1 0] /Filter /FlateDecode", bomb(1, 1 << 27)),
    "entries expanding twice": lambda: xref_stream(
        b"/Size 1000000000 /W [0 1 0] /Filter [/FlateDecode /FlateDecode]", bomb(2, 1 << 27)
    ),
    "a predictor of huge columns": lambda: xref_stream(
        b"/Size 9 /W [1 1 1] /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1000000000 >>",
        zlib.compress(b"x" * 999),
    ),
    "a stream of huge length": lambda: xref_stream(b"/Size 9 /W [1 1 1] /Length 1000000000000"),
    "a thousand filters": lambda: xref_stream(
        b"/Size 9 /W [1 1 1] /Filter [%s]" % (b"/ASCIIHexDecode " * 1000), b"30" * 9
    ),
    "a number of a million digits": lambda: form(b"[" + b"9" * 1_000_000 + b"]"),
    "a name of a million escapes": lambda: form(b"[/" + b"#41" * 1_000_000 + b"]"),
    "an object stream of a thousand million objects": lambda: object_stream(
        b"/N 1000000000 /First 4", b"1 0 <</Type/Catalog>>"
    ),
    "an object stream that expands": lambda: object_stream(b"/N 1 /First 4 /Filter /FlateDecode", bomb(1)),
    "an object stream that expands twice": lambda: object_stream(
        b"/N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", bomb(2, 1 << 27)
    ),
    "an object stream in itself": lambda: object_stream(b"/N 1 /First 4 /Extends 3 0 R", b"3 0 <</Type/Catalog>>"),
    "an object stream whose length lies in it": lambda: object_stream(b"/N 1 /First 4 /Length 1 0 R", b"1 0 9"),
    "a first object far behind the end": lambda: object_stream(b"/N 1 /First 1000000000000", b"1 0 9"),
    "a run length bomb": lambda: object_stream(b"/N 1 /First 4 /Filter /RunLengthDecode", b"\x81\0" * 1_000_000),
    "base 85 of a million z": lambda: object_stream(b"/N 1 /First 4 /Filter /ASCII85Decode", b"z" * 1_000_000 + b"~>"),
    "an encrypted document": lambda: encrypted(9),
    "a signature over a hundred thousand ranges": lambda: form(
        b"[4 0 R]",
        b"<< /FT /Sig /T (applicant) /V 5 0 R >>",
        b"<< /Type /Sig /Filter /X /SubFilter /ETSI.CAdES.detached /Contents <3000> /ByteRange [%s] >>"
        % (b"0 9 " * 99_999),
    ),
    "a signature over more bytes than there are": lambda: form(
        b"[4 0 R]",
        b"<< /FT /Sig /T (applicant) /V 5 0 R >>",
        b"<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents <3000> /ByteRange [0 9 9 1000000000000] >>",
    ),
    "five thousand signature fields": lambda: form(
        b"[" + b"".join(b"%d 0 R " % at for at in range(4, 5_004)) + b"]",
        *(b"<< /FT /Sig /T (%d) /V << /Type /Sig >> >>" % at for at in range(5_000)),
    ),
    "remarks only": lambda: b"%PDF-1.7\n" + b"%\n" * 1_000_000 + b"startxref\n9\n%%EOF\n",
}
"""Name to maker, so that the large ones are made when they are used."""
