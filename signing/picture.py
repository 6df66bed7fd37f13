"""Pages as pictures: pdfium draws the frozen bytes, for the pad and for people.

A picture shows what is in the bytes and nothing else, signature appearances included.
"""

from __future__ import annotations

from io import BytesIO

import pypdfium2


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Render a page as PNG.

    Args:
        pdf: The bytes of the document.
        page: The index of the page, from 0.
        dpi: The resolution in dots per inch.

    Raises:
        IndexError: There is no such page.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        document.init_forms()
        out = BytesIO()
        document[page].render(scale=dpi / 72).to_pil().save(out, format="PNG")
        return out.getvalue()


def page_count(pdf: bytes) -> int:
    """Return the number of pages of the document."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)
