"""Pages as pictures: the frozen bytes drawn by pdfium, for the pad and for people.

What the picture shows comes from the bytes and nothing else, signature appearances included.
"""

from __future__ import annotations

from io import BytesIO

import pypdfium2


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Page `page` (0-based) as PNG at `dpi` dots per inch; IndexError when there is no such page."""
    with pypdfium2.PdfDocument(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        document.init_forms()
        out = BytesIO()
        document[page].render(scale=dpi / 72).to_pil().save(out, format="PNG")
        return out.getvalue()


def page_count(pdf: bytes) -> int:
    """How many pages the document has."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)
