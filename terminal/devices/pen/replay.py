"""The report on a recording: its node judged, its events decoded and measured, and the verdict on its ink.

The judges are the same as for a live pen. A recording taken at a counter therefore shows afterwards why a signature was
refused. Pure: a recording in, a report out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from forms.message import Message
from signing.ink import Device, Ink, PenReport, Window
from signing.quality import Quality, Verdict, judge, reason_message
from terminal.devices.pen.capture import capture, grown_window
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.events import BUS_VIRTUAL
from terminal.devices.pen.node_choice import REASONS as NODE_REASONS
from terminal.devices.pen.node_choice import Judged, Node, Policy, judge_node
from terminal.devices.pen.recording import RecordedPen

FORMAT = "luobi-pen-replay/2"
EXIT_CODES = {Verdict.FINE: 0, Verdict.DOUBTFUL: 4, Verdict.REFUSED: 1}
RECORDINGS_ARE_LABELLED = Policy(allow_virtual=True)


@dataclass(frozen=True, slots=True)
class Replayed:
    """The report on a recording.

    `pressure` is the least and the greatest raw value in contact; it and `pressure_range` are None without the axis.
    `pens` lists the pens' serial numbers, `in_air` counts reports in range without contact. Times are in the named
    units.
    """

    node: Judged
    quality: Quality
    verdict: Verdict
    source: str
    pens: str
    samples: int
    in_air: int
    duration_s: float
    pressure: tuple[int, int] | None
    pressure_range: tuple[int, int] | None
    longest_gap_ms: float
    jitter_ms: float

    def reasons(self) -> tuple[tuple[str, Message], ...]:
        """Return name and message of each reason why the recording is not fine; ink of a refused node gets none."""
        if self.node.refused:
            refusals = [(name, NODE_REASONS[name]) for name in self.node.reasons if NODE_REASONS[name].refuses]
            return tuple((name, reason.message) for name, reason in refusals)
        return tuple((name, reason_message(name)) for name in self.quality.reasons)

    def as_json(self, file: str) -> dict[str, Any]:
        """Return the report as one JSON document; `file` is the recording's name in it."""
        description, quality = self.node.node.description, self.quality
        return {
            "format": FORMAT,
            "file": file,
            "verdict": self.verdict.value,
            "findings": [{"kind": name, "meaning": reason.id} for name, reason in self.reasons()],
            "node": {
                "name": description.name,
                "tablet": str(self.node.node.identity),
                "chosen": not self.node.refused,
                "reasons": list(self.node.reasons),
            },
            "source": self.source,
            "pens": self.pens,
            "strokes": quality.strokes,
            "samples": self.samples,
            "contact_samples": quality.contact_samples,
            "in_air_samples": self.in_air,
            "duration_s": round(self.duration_s, 6),
            "contact_s": round(quality.contact_s, 6),
            "pressure": list(self.pressure) if self.pressure else None,
            "pressure_range": list(self.pressure_range) if self.pressure_range else None,
            "rate_hz": round(quality.rate_hz, 3),
            "jitter_ms": round(self.jitter_ms, 3),
            "longest_gap_ms": round(self.longest_gap_ms, 3),
            "drops": quality.dropped,
        }


def replay(recording: PenRecording) -> Replayed:
    """Judge a recording's node, and its events as ink in a window that fits them."""
    virtual = recording.virtual or recording.description.bus == BUS_VIRTUAL
    node = Node("", recording.description, recording.serial, virtual=virtual)
    judged = judge_node(node, RECORDINGS_ARE_LABELLED)
    if "no-place" in judged.reasons:
        return _without_ink(judged)
    ink = _ink(RecordedPen(recording.description, recording.events, recording.virtual))
    quality = judge(ink)
    return _measured(judged, ink, quality, Verdict.REFUSED if judged.refused else quality.verdict)


def _ink(pen: RecordedPen) -> Ink:
    """Return the recording as ink; one that never touches the glass gets the whole glass as its window."""
    whole = capture(pen, _glass(pen.device()), "")
    if not any(report.inking for report in whole.reports):
        return whole
    return replace(whole, window=grown_window(whole.device, whole.reports))


def _glass(device: Device) -> Window:
    x, y = device.axes["x"], device.axes["y"]
    x_per_mm, y_per_mm = device.units_per_mm()
    return Window(0.0, 0.0, (x.maximum - x.minimum) / x_per_mm, (y.maximum - y.minimum) / y_per_mm)


def _measured(judged: Judged, ink: Ink, quality: Quality, verdict: Verdict) -> Replayed:
    near = [report for report in ink.reports if report.near]
    contacts = [report.pressure for report in near if report.inking]
    weight = ink.device.axes.get("pressure")
    intervals = _intervals_ms(ink.reports)
    return Replayed(
        node=judged,
        quality=quality,
        verdict=verdict,
        source=ink.source.value,
        pens=ink.device.serial,
        samples=len(near),
        in_air=sum(not report.touching for report in near),
        duration_s=(ink.reports[-1].at_us - ink.reports[0].at_us) / 1e6 if ink.reports else 0.0,
        pressure=(min(contacts), max(contacts)) if contacts and weight else None,
        pressure_range=(weight.minimum, weight.maximum) if weight else None,
        longest_gap_ms=max(intervals, default=0.0),
        jitter_ms=_jitter(intervals),
    )


def _intervals_ms(reports: Sequence[PenReport]) -> list[float]:
    """Return the times between reports in range, in ms."""
    return [(b.at_us - a.at_us) / 1000 for a, b in pairwise(reports) if a.near and b.near]


def _jitter(intervals_ms: Sequence[float]) -> float:
    """Return the median distance of an interval from the median interval."""
    if not intervals_ms:
        return 0.0
    middle = median(intervals_ms)
    return median(abs(interval - middle) for interval in intervals_ms)


def _without_ink(judged: Judged) -> Replayed:
    """Return the report on a device that is no tablet at all."""
    nothing = Quality(Verdict.REFUSED, ("empty",), 0, 0, 0.0, 0.0, 0.0, 0.0, 0, 0.0, 0)
    return Replayed(judged, nothing, Verdict.REFUSED, "recording", "", 0, 0, 0.0, None, None, 0.0, 0.0)
