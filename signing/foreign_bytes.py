"""The bytes of a signed PDF: marks of a station, and the encoding of signature containers.

A damaged or stripped record is not a foreign file. One mark of a station anywhere in a file means that the rules for
records apply.
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
from signing.pdfa import PRODUCER
from signing.roles import SEAL_FIELD

MARKS: Final = (
    core.ObjectIdentifier(f"{ARC}.1").contents[:-1],
    *(mark.encode() for mark in (AUTHORITY_MARK, SEAL_MARK, SIGNER_MARK)),
)
"""Bytes in the container of every station signature: the arc of its evidence, names of its certificates."""
_IN_HEX: Final = re.compile(b"|".join(mark.hex().encode() for mark in MARKS), re.IGNORECASE)
_END: Final = re.compile(rb"(?:(?!startxref|%%EOF).)*startxref\s+\d+\s+%%EOF\s*", re.DOTALL)
"""The bytes after the cross-reference table or stream of the last revision: an optional trailer and one end."""
_HOLE: Final = re.compile(rb"<(?:[0-9A-F]*|[0-9a-f]*)>")


def is_marked(data: bytes, containers: Iterable[bytes] = ()) -> bool:
    """Return whether a file has a mark of a station.

    Args:
        data: The bytes of the file; marks are searched for in its hex strings.
        containers: Signature containers read from the file; marks are searched for as plain bytes.
    """
    return bool(_IN_HEX.search(data)) or any(mark in each for each in containers for mark in MARKS)


def is_station_form(data: bytes, reader: Any) -> bool:
    """Return whether a station froze this document for signing: our producer, and the field of a station's seal.

    Args:
        data: The bytes of the file.
        reader: pyHanko's reader of the same file.
    """
    if PRODUCER.encode() not in data:
        return False
    for name, _, field in enumerate_sig_fields(reader):
        if str(name) == SEAL_FIELD and "/Lock" in field.get_object():
            return True
    return False


def rewritten(data: bytes, byte_range: Any, contents: bytes) -> Message | None:
    """Return what is irregular in the space for a signature's container; None when nothing is.

    Regular is hex digits of one letter case, with zeros only after the container.

    Args:
        data: The bytes of the file.
        byte_range: The signature's ByteRange: start, length, start, length.
        contents: The decoded container with its padding.
    """
    _, first, second, _ = byte_range
    hole = data[first:second]
    if not _HOLE.fullmatch(hole) or bytes.fromhex(hole[1:-1].decode("ascii")) != contents:
        return Message("signing.contents-hex")
    return Message("signing.contents-padding") if any(contents[container_length(contents) :]) else None


def bytes_after(data: bytes, reader: Any, embedded: Iterable[Any]) -> bool:
    """Return whether anything but blanks follows the last revision.

    Return False where a signature covers the file to its end.

    Args:
        data: The bytes of the file.
        reader: pyHanko's reader of the same file.
        embedded: The signatures of the file.
    """
    ranges = [list(map(int, each.byte_range)) for each in embedded]
    if any(len(each) == 4 and each[2] + each[3] == len(data) for each in ranges):
        return False
    xrefs = reader.xrefs
    end = xrefs.get_xref_container_info(xrefs.total_revisions - 1).end_location
    return not _END.fullmatch(data, end)


def container_length(contents: bytes) -> int:
    """Return the length in bytes of the BER value at the start of `contents`, of definite length or not.

    Raise ValueError when it cannot be read.
    """
    return int(parser.peek(contents))
