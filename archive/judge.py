"""The type of the function that verifies a signed document for the archive. PDF code is loaded only when needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cryptography.x509 import Certificate

if TYPE_CHECKING:
    from signing.pdf_report import PdfReport

DocumentJudge = Callable[[bytes, tuple[Certificate, ...]], "PdfReport"]
"""The function that verifies a document against the trusted certificates."""
