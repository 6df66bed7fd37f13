"""A file of unknown origin: a record of a station, judged by the rules for records, or somebody else's signed PDF.

Only in the confined process: pyHanko reads the file here.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.x509 import Certificate

from signing.foreign import judge_foreign
from signing.foreign_report import ForeignReport
from signing.verify import PdfReport, verify_pdf


def judge_any(data: bytes, trust: Sequence[Certificate]) -> PdfReport | ForeignReport:
    """What is to be said of the file. What is not clearly foreign is judged as a record. Raises MemoryError."""
    return judge_foreign(data, trust) or verify_pdf(data, trust)
