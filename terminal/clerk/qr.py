"""The receipt's text as a QR code: rows of dark and light modules. Takes a fifth of a second: the clerk does it."""

from __future__ import annotations

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

Rows = tuple[str, ...]


def modules(text: str) -> Rows:
    """Level M, byte mode, as the receipt's slip has it (ISO/IEC 18004): one string a row, "1" is dark."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text))
    code.make()
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)
