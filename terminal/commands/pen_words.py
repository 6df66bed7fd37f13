"""The output of `luobi pen …` about a pen, a trial and a recording, as text; about a node as JSON too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forms.message import Lang, Message, text
from signing.quality import Verdict

if TYPE_CHECKING:
    from terminal.devices.pen.diagnosis import Facts
    from terminal.devices.pen.node_choice import Judged
    from terminal.devices.pen.replay import Replayed

VERDICTS = {
    Verdict.FINE: Message("commands.pen-fine"),
    Verdict.DOUBTFUL: Message("commands.pen-doubtful"),
    Verdict.REFUSED: Message("commands.pen-refused"),
}
SOURCES = {
    "recording": Message("commands.ink-recorded"),
    "synthetic": Message("commands.ink-synthetic"),
}


def trial(facts: Facts) -> Message:
    """Return in one line what a trial shows."""
    low, high = facts.pressure or (0, 0)
    return Message(
        "commands.pen-trial",
        reports=facts.reports,
        rate=facts.rate_hz,
        jitter=facts.jitter_ms,
        late_p50=facts.late_p50_ms,
        late_p99=facts.late_p99_ms,
        low=low,
        high=high,
        curve=facts.picture(),
        losses=" ".join(f"{why} {count}" for why, count in facts.losses) or "0",
    )


def trial_ended(facts: Facts, shown_ms: list[float] | None) -> Message:
    """Return what a trial showed, with its verdict.

    Args:
        facts: What was measured of the pen.
        shown_ms: How late the ink was on the screen, median and 99th percentile; None without a screen.
    """
    on_screen = Message("commands.pen-on-screen", p50=shown_ms[0], p99=shown_ms[1]) if shown_ms else ""
    return Message("commands.pen-tried", verdict=VERDICTS[facts.verdict], trial=trial(facts), on_screen=on_screen)


def node_json(judged: Judged, chosen: bool) -> dict[str, Any]:
    """Return a node as a JSON object of the list.

    Args:
        judged: The node with the reasons against it.
        chosen: Whether this node is the pen.
    """
    from terminal.devices.pen.node_choice import REASONS

    node = judged.node
    return {
        "path": node.path,
        "name": node.description.name,
        "tablet": str(node.identity),
        "virtual": node.virtual,
        "remembered": judged.remembered,
        "refused": judged.refused,
        "chosen": chosen,
        "reasons": [{"kind": name, "meaning": REASONS[name].message.id} for name in judged.reasons],
    }


def node_line(judged: Judged, chosen: bool, lang: Lang) -> str:
    """Return a node's line of the list: its path, what it is, whether it is used, and why.

    Args:
        judged: The node with the reasons against it.
        chosen: Whether this node is the pen.
        lang: The language of the line.
    """
    if chosen:
        standing = Message("commands.node-chosen")
    else:
        standing = Message("commands.node-not-used") if judged.refused else Message("commands.node-usable")
    node = _named(judged)
    line = Message(
        "commands.node-standing", path=judged.node.path, node=node, standing=standing, why=_why(judged, lang)
    )
    return text(line, lang)


def report_lines(file: str, report: Replayed, lang: Lang) -> list[str]:
    """Return what a recording holds, in lines for a person.

    Args:
        file: The name of the file.
        report: The replayed recording.
        lang: The language of the lines.
    """
    reasons = [f"  {text(reason, lang)}" for _, reason in report.reasons()]
    verdict = Message("commands.of-file", file=file, said=VERDICTS[report.verdict])
    return [text(verdict, lang), *reasons, *(text(each, lang) for each in _measured(report, lang))]


def _measured(report: Replayed, lang: Lang) -> list[Message]:
    quality, pressure, reach = report.quality, report.pressure, report.pressure_range
    if pressure and reach:
        low, high, least, most = *pressure, *reach
        pressed = Message("commands.replay-pressure", low=low, high=high, least=least, most=most)
    else:
        pressed = Message("commands.replay-no-pressure")
    return [
        Message("commands.replay-device", node=_named(report.node), why=_why(report.node, lang)),
        Message("commands.replay-source", source=SOURCES[report.source]),
        Message("commands.replay-strokes", count=quality.strokes),
        Message("commands.replay-samples", contact=quality.contact_samples, air=report.in_air),
        Message("commands.replay-duration", seconds=report.duration_s),
        pressed,
        Message("commands.replay-rate", rate=quality.rate_hz),
        Message("commands.replay-drops", count=quality.dropped),
    ]


def _named(judged: Judged) -> Message:
    """Return a node's name and identity."""
    return Message("commands.node", name=judged.node.description.name, tablet=str(judged.node.identity))


def _why(judged: Judged, lang: Lang) -> Message | str:
    """Return the reasons against a node; "" without any."""
    from terminal.devices.pen.node_choice import REASONS

    reasons = text(Message("commands.reason-separator"), lang).join(
        text(REASONS[name].message, lang) for name in judged.reasons
    )
    return Message("commands.node-reasons", reasons=reasons) if reasons else ""
