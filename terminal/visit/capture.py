"""A capture on its way into the ceremony: judged, and told by its counts, never by its samples."""

from __future__ import annotations

from collections.abc import Sequence

from signing.ink import Ink
from signing.quality import judge
from terminal.visit.ceremony import Act, ActRecord, Facts
from terminal.visit.events import InkTaken


def taken(ink: Ink, page_scale: float | None = None) -> InkTaken:
    """The event of a capture. `page_scale`: how much larger than on paper the page stood under the pen."""
    quality = judge(ink)
    facts: dict[str, str | int | bool | list[str]] = {
        "strokes": len(ink.strokes()),
        "reports": len(ink.reports),
        "dropped": ink.dropped,
        "device": ink.device.name,
    }
    if page_scale is not None:
        facts["page_scale_percent"] = round(page_scale * 100)
    return InkTaken(ink.source, quality.verdict, quality.reasons, facts)


def accepted(acts: Sequence[ActRecord], looks: bool) -> Facts | None:
    """The facts of the ink that was accepted last; None when that is not what came last.

    `looks`: only ink that the operator has looked at is accepted; so is all that is doubtful.
    """
    match [act.what for act in acts[-2:]]:
        case [Act.INK_TAKEN, Act.SIGNATURE_SEEN]:
            return acts[-2].facts
        case [*_, Act.INK_TAKEN] if not looks and acts[-1].facts["verdict"] != "doubtful":
            return acts[-1].facts
    return None


def is_the_ink_taken(ink: Ink, facts: Facts, box: str) -> bool:
    """Whether the facts of an act "ink-taken" speak of this very capture, as far as its counts tell."""
    event = taken(ink)
    told = {**event.facts, "source": event.source.value, "verdict": event.verdict, "reasons": list(event.reasons)}
    known = {key: value for key, value in facts.items() if key != "page_scale_percent"}
    return known == {**told, "box": box}
