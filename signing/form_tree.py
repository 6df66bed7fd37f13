"""The check that the fields of a document's form are a tree.

A few kilobytes of shared branches expand into more fields than can ever be visited, and a loop into endless ones. This
check visits every object once, so its work is bounded by the size of the file.
"""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from forms.message import Message


def branches_joined(reader: PdfFileReader) -> Message | None:
    """Return a message that names an object which the field tree reaches in two ways; None for a tree."""
    waiting: list[Any] = [reader.root["/AcroForm"].raw_get("/Fields")] if "/AcroForm" in reader.root else []
    seen: set[tuple[int, int]] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, generic.IndirectObject):
            reference = (each.idnum, each.generation)
            if reference in seen:
                return Message("signing.field-in-two-places", object=int(each.idnum))
            seen.add(reference)
            each = each.get_object()  # type: ignore[no-untyped-call]
        if isinstance(each, generic.ArrayObject):
            waiting.extend(each.raw_get(at) for at in range(len(each)))
        elif isinstance(each, generic.DictionaryObject) and "/Kids" in each:
            waiting.append(each.raw_get("/Kids"))
    return None
