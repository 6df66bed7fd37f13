"""A text as a QR code, for the slip of paper and for the pad: rows of dark and light modules.

To make one takes a fifth of a second and a renderer, so the clerk does it; windows only show the rows.
"""

from __future__ import annotations

from typing import Final

Rows = tuple[str, ...]
"""One string a row, "1" is dark."""
QUIET_MODULES: Final = 4
"""The light margin around the symbol (ISO/IEC 18004 7.3.7). The rows do not hold it."""


def modules(text: str) -> Rows:
    """Return the QR code of a text, in byte mode and level M, for the UTF-8 bytes of any text."""
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel  # not in the windows

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text))
    code.make()
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)
