"""A capture on its way into the ceremony: its verdict and its counts, never its samples."""

from __future__ import annotations

from collections.abc import Sequence

from archive.ceremony import Act, ActRecord, Facts
from signing.ink import Ink
from signing.quality import judge
from terminal.visit.events import InkTaken


def taken(ink: Ink, page_scale: float | None = None) -> InkTaken:
    """Return the event of a capture.

    Args:
        ink: The captured ink; its quality is judged here.
        page_scale: How much larger than on paper the page was shown under the pen, as a factor; None leaves it out.
    """
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
    """Return the facts of the ink that was accepted last; None when another act came after it.

    Args:
        acts: The acts of the visit so far.
        looks: True accepts only ink that the operator has looked at. With False, that holds for doubtful ink only.
    """
    match [act.what for act in acts[-2:]]:
        case [Act.INK_TAKEN, Act.SIGNATURE_SEEN]:
            return acts[-2].facts
        case [*_, Act.INK_TAKEN] if not looks and acts[-1].facts["verdict"] != "doubtful":
            return acts[-1].facts
    return None


def is_the_ink_taken(ink: Ink, facts: Facts, box: str) -> bool:
    """Return whether the facts of an act "ink-taken" describe this very capture, as far as its counts show.

    Args:
        ink: The capture.
        facts: The facts of the act.
        box: The key of the signature box.
    """
    event = taken(ink)
    told = {**event.facts, "source": event.source.value, "verdict": event.verdict, "reasons": list(event.reasons)}
    known = {key: value for key, value in facts.items() if key != "page_scale_percent"}
    return known == {**told, "box": box}
