"""The receipt's text as a QR code: rows of dark and light modules.

It takes a fifth of a second, so the clerk does it.
"""

from __future__ import annotations

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

Rows = tuple[str, ...]


def modules(text: str) -> Rows:
    """Return the QR code of a text: one string a row, "1" is dark.

    Level M, byte mode (ISO/IEC 18004), as on the slip.
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text))
    code.make()
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)
