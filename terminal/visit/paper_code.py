"""The checking code of a case that goes on with paper: the same on the paper, on the desk and in the log's entry.

The person who files the scan compares it. So a paper of another case, or of another edition of the form, is noticed.
"""

from __future__ import annotations

import hashlib

from terminal.visit.model import Visit

PURPOSE = b"luobi paper 1"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The characters of a code, without I, L, O and U, which are misread."""
PLACES = 8


def code_of(visit: Visit) -> str:
    """Return the code: eight places in two groups, from the record's id, its number and the form's digest."""
    parts = (PURPOSE, visit.record.encode("ascii"), visit.number.encode("utf-8"), visit.form.digest.encode("ascii"))
    number = int.from_bytes(hashlib.sha256(b"\0".join(parts)).digest()[:PLACES], "big")
    code = "".join(LETTERS[number >> 5 * at & 31] for at in range(PLACES))
    return f"{code[:4]}-{code[4:]}"
