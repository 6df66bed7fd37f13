"""The judge of a file of unknown origin: by the rules for records, or as a signed PDF of other origin.

To be called in the confined process only: pyHanko reads the file here.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.x509 import Certificate

from signing.foreign import judge_foreign
from signing.foreign_report import ForeignReport
from signing.verify import PdfReport, verify_pdf


def judge_any(data: bytes, trust: Sequence[Certificate]) -> PdfReport | ForeignReport:
    """Judge a file. What is not clearly foreign is judged as a record.

    Args:
        data: The bytes of the file.
        trust: The trusted authorities.

    Raises:
        MemoryError: The judgement needs more memory than the process may have.
    """
    return judge_foreign(data, trust) or verify_pdf(data, trust)
