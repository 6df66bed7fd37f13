"""The bytes of a signed PDF: whether they are marked as a station's, and how a signature container is written.

A record that was damaged, or stripped, is no foreign file: one mark of a station anywhere in it, and it is judged by
the rules for records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from asn1crypto import core, parser
from pyhanko.sign.fields import enumerate_sig_fields

from forms.message import Message
from signing.cms_shape import ARC
from signing.keys import AUTHORITY_MARK, SEAL_MARK, SIGNER_MARK
from signing.pdfa import PRODUCER, SEAL_FIELD

MARKS: Final = (
    core.ObjectIdentifier(f"{ARC}.1").contents[:-1],
    *(mark.encode() for mark in (AUTHORITY_MARK, SEAL_MARK, SIGNER_MARK)),
)
"""Bytes in the container of every signature of a station: the arc of its evidence, names of its certificates."""
_IN_HEX: Final = re.compile(b"|".join(mark.hex().encode() for mark in MARKS), re.IGNORECASE)
_END: Final = re.compile(rb"(?:(?!startxref|%%EOF).)*startxref\s+\d+\s+%%EOF\s*", re.DOTALL)
"""What follows the cross-reference table or stream of the last revision: a trailer perhaps, and one end."""
_HOLE: Final = re.compile(rb"<(?:[0-9A-F]*|[0-9a-f]*)>")


def is_marked(data: bytes, containers: Iterable[bytes] = ()) -> bool:
    """Whether the file has a mark of a station in its hex strings, or in a signature container read from it."""
    return bool(_IN_HEX.search(data)) or any(mark in each for each in containers for mark in MARKS)


def is_station_form(data: bytes, reader: Any) -> bool:
    """Whether a station froze this document for signing: our producer, and the field of a station's seal."""
    if PRODUCER.encode() not in data:
        return False
    for name, _, field in enumerate_sig_fields(reader):
        if str(name) == SEAL_FIELD and "/Lock" in field.get_object():
            return True
    return False


def rewritten(data: bytes, byte_range: Any, contents: bytes) -> Message | None:
    """Name in what a signature's hole is not hex of one kind with zeros behind the container; None: in nothing."""
    _, first, second, _ = byte_range
    hole = data[first:second]
    if not _HOLE.fullmatch(hole) or bytes.fromhex(hole[1:-1].decode("ascii")) != contents:
        return Message("signing.contents-hex")
    return Message("signing.contents-padding") if any(contents[container_length(contents) :]) else None


def bytes_after(data: bytes, reader: Any, embedded: Iterable[Any]) -> bool:
    """Whether anything but blanks follows the last revision, where no signature covers the file to its end."""
    ranges = [list(map(int, each.byte_range)) for each in embedded]
    if any(len(each) == 4 and each[2] + each[3] == len(data) for each in ranges):
        return False
    xrefs = reader.xrefs
    end = xrefs.get_xref_container_info(xrefs.total_revisions - 1).end_location
    return not _END.fullmatch(data, end)


def container_length(contents: bytes) -> int:
    """The bytes of the BER value that `contents` begins with, of definite length or not. Raises ValueError."""
    return int(parser.peek(contents))
