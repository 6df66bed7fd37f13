"""One signature while it is written."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from signing.ink import Ink, PenReport, Source
from signing.ink_drawing import line_width_mm
from signing.quality import Verdict, judge
from terminal.devices.pen.capture import capture
from terminal.devices.pen.errors import CaptureVoidError
from terminal.devices.pen.feed import Loss, Lost
from terminal.devices.pen.recording import RecordedPen
from terminal.windows.pad import signing_capture
from terminal.windows.pad.signing_capture import Segment, SigningCapture
from tests.terminal.windows.pad.driven_pad import BEGAN_US, DISPLAY, GLASS, STARTED, WINDOW, hover, report

SIGNERS = ("applicant", "staff", "worker", "employer")


def begun() -> SigningCapture:
    return SigningCapture(DISPLAY, Source.PEN, WINDOW, STARTED, 5.0)


def taken(capture: SigningCapture, reports: list[PenReport]) -> list[Segment]:
    segments = (capture.take(each, *GLASS.to_px(each.x, each.y)) for each in reports)
    return [segment for segment in segments if segment]


def played(signer: str) -> tuple[Ink, SigningCapture]:
    """A shipped recording as its own adapter makes it ink, and the same reports through a signing capture."""
    ink = capture(RecordedPen.shipped(signer), None, STARTED)
    live = SigningCapture(ink.device, ink.source, ink.window, STARTED, 5.0)
    taken(live, [replace(each, at_us=each.at_us + BEGAN_US) for each in ink.reports])
    return ink, live


@pytest.mark.parametrize("signer", SIGNERS)
def test_every_report_becomes_ink_unchanged_and_counted_from_the_first(signer: str) -> None:
    ink, live = played(signer)
    assert live.ink() == ink
    assert judge(live.ink()).verdict is Verdict.FINE
    assert Ink.from_bytes(live.ink().to_bytes()) == ink


def test_the_line_goes_through_every_sample_and_starts_at_once() -> None:
    reports = [hover(0, 200, 300), *(report(at, 200 + 3 * at, 300 + at) for at in range(1, 9)), hover(9, 230, 310)]
    segments = taken(begun(), reports)
    places = [GLASS.to_px(each.x, each.y) for each in reports[1:-1]]
    assert [(each.x1, each.y1) for each in segments] == places
    assert (segments[0].x0, segments[0].y0) == places[0]
    assert all((a.x1, a.y1) == (b.x0, b.y0) for a, b in pairwise(segments))


def test_a_lift_parts_the_line() -> None:
    segments = taken(begun(), [report(0, 200, 300), hover(1, 210, 300), report(2, 220, 300), report(3, 225, 300)])
    assert [(round(each.x0), round(each.x1)) for each in segments] == [(200, 200), (220, 220), (220, 225)]


@pytest.mark.parametrize("pressure", [0, 700, 2047])
def test_the_line_is_as_wide_as_the_page_draws_it(pressure: int) -> None:
    segments = taken(begun(), [report(at, 200 + at, 300, pressure) for at in range(2)])
    assert {each.width for each in segments} == {5.0 * line_width_mm(pressure / 2047)}


def test_a_device_without_pressure_writes_a_line_of_middle_width() -> None:
    device = replace(DISPLAY, axes={name: DISPLAY.axes[name] for name in ("x", "y")})
    live = SigningCapture(device, Source.MOUSE, WINDOW, STARTED, 5.0)
    assert [each.width for each in taken(live, [report(0, 200, 300, 0)])] == [5.0 * line_width_mm(0.5)]


def test_an_eraser_leaves_no_line() -> None:
    assert taken(begun(), [report(0, 200, 300, tool=0x141), report(1, 210, 300, tool=0x141)]) == []


@pytest.mark.parametrize("why", Loss)
def test_after_any_loss_nothing_of_the_capture_is_ink(why: Loss) -> None:
    live = begun()
    taken(live, [report(at, 200 + at, 300) for at in range(50)])
    live.lose(Lost(why, BEGAN_US))
    assert taken(live, [report(at, 200 + at, 300) for at in range(50, 100)]) == []
    assert live.is_empty
    with pytest.raises(CaptureVoidError, match=why):
        live.ink()


def test_the_first_loss_is_the_one_that_is_told() -> None:
    live = begun()
    live.lose(Lost(Loss.DROPPED, 1))
    live.lose(Lost(Loss.UNPLUGGED, 2))
    assert live.loss == Lost(Loss.DROPPED, 1)


def test_of_a_long_wait_only_the_approach_is_kept() -> None:
    live = begun()
    taken(live, [hover(at, 200, 300) for at in range(5_000)])
    assert live.is_empty
    taken(live, [report(5_000, 200, 300)])
    reports = live.ink().reports
    assert reports[-1].at_us == signing_capture.APPROACH_US
    assert len(reports) == 401


def test_a_signature_without_end_is_void(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_capture, "MOST_REPORTS", 100)
    live = begun()
    taken(live, [report(at, 200, 300) for at in range(101)])
    assert live.loss == Lost(Loss.OVERFLOW, BEGAN_US + 100 * 5_000)


def test_the_devices_own_clock_may_have_run_for_days() -> None:
    live = begun()
    taken(live, [report(at, 200 + at, 300, device_us=(1 << 32) - 8 + 5 * at) for at in range(4)])
    assert [each.device_us for each in live.ink().reports] == [0, 5, 10, 15]
    live.ink().to_bytes()
