"""What judges a signed document for the archive: the PDF's own room is loaded when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cryptography.x509 import Certificate

if TYPE_CHECKING:
    from signing.pdf_report import PdfReport

DocumentJudge = Callable[[bytes, tuple[Certificate, ...]], "PdfReport"]
"""Verifies a document against the certificates that are trusted."""
