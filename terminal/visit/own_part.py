"""Which answers a party checks: its own part of the form.

A section that carries a party's role as its key (`employer`, `worker`) is that party's part. Every other section is the
part of the party that signs first; the others read it in the document. In both present editions the applicant of a
registration checks all of it. The parties of a contract check their own particulars, the worker also the terms.
"""

from __future__ import annotations

from forms.model import Form


def own_part(form: Form, role: str) -> frozenset[str]:
    """Return the keys of the fields that a party checks; none for a witness.

    Args:
        form: The form.
        role: The role of the party.
    """
    roles, first = {party.role for party in form.parties}, form.boxes[0].role
    sections = (section for section in form.sections if role == (section.key if section.key in roles else first))
    return frozenset(field.key for section in sections for field in section.fields)
