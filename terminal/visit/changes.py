"""What was changed after the applicant saw it: the old value, to be shown next to the new one. Pure, without Qt."""

from __future__ import annotations

from archive.ceremony import Act
from terminal.visit.model import Visit


def seen_before(visit: Visit, key: str) -> str:
    """Return the value that the applicant checked, or called wrong, before the present one; "" without one.

    An answer that is checked again, or has its old value again, no longer counts as changed.

    Args:
        visit: The visit.
        key: The field's key.
    """
    answer = visit.answers.values.get(key)
    if answer is None or answer.is_checked:
        return ""
    asked = [act.at for act in visit.acts if act.what == Act.CORRECTION_ASKED and act.facts["field"] == key]
    last = asked[-1] if asked else ""
    seen = [old.value for old in answer.history if old.checked_by or old.entered_at <= last]
    return seen[-1] if seen and seen[-1] != answer.value else ""


def checks_again(visit: Visit) -> bool:
    """Return whether the applicant found the document wrong while reading; then only changes are checked again."""
    last = next((act.what for act in reversed(visit.acts) if act.what in {Act.CONTENT_WRONG, Act.FROZEN}), None)
    return last is Act.CONTENT_WRONG
