"""A replayed recording is measured and judged as a live capture would be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from signing.quality import Verdict, is_a_line
from terminal.devices.pen.capture import capture
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.events import ABS_PRESSURE, EV_SYN, SYN_DROPPED
from terminal.devices.pen.recording import SHIPPED, RecordedPen, read_recording
from terminal.devices.pen.replay import EXIT_CODES, replay

# What is in the shared recordings: verdict, strokes, contact samples, in-air samples, least and greatest pressure.
EXPECTED = {
    "Wacom DTH2242 Pen.events": ("fine", 7, 174, 1020, (76, 1424)),
    "Wacom DTH2242 Finger.events": ("refused", 22, 2003, 22, None),
    "Wacom Cintiq 12WX.events": ("fine", 1, 128, 119, (262, 529)),
    "UC-LOGIC Tablet WP5540U Pen.events": ("fine", 1, 459, 47, (21, 451)),
    "Genius EasyPen i405X.events": ("refused", 0, 0, 1111, None),
    "Wacom Intuos4 6x9.stylus-drag.events": ("fine", 1, 295, 65, (222, 2047)),
    "Wacom Intuos4 6x9.stylus-tap.events": ("refused", 1, 53, 34, (1057, 2047)),
}


def shipped(signer: str = "worker") -> PenRecording:
    return read_recording(SHIPPED / f"{signer}.events")


# What recordings of real mishaps and of what looked like one are worth: verdict and the findings about the ink.
CASES = {
    "00-control-fine.events": ("fine", []),
    "01-air-leap-22ms-at-range-limit.events": ("fine", []),
    "03-dot-pressed-full-200ms.events": ("fine", []),
    "04-spike-32mm-in-one-report.events": ("refused", ["jump"]),
    "06-stroke-torn-60ms-by-false-leaving.events": ("doubtful", ["torn"]),
    "08-touch-monitor-taken-for-the-pen.events": ("refused", ["touch"]),
    "09-two-pens-doubtful-nobody-told.events": ("doubtful", ["pens-exchanged"]),
}


@pytest.mark.parametrize(("name", "expected"), CASES.items(), ids=CASES)
def test_a_mishap_is_told_from_what_real_tablets_do(shared: Path, name: str, expected: tuple[str, list[str]]) -> None:
    path = shared / "cases" / "pen" / name
    if not path.is_file():
        pytest.skip("no shared cases")
    report = replay(read_recording(path))
    assert (report.verdict, [kind for kind, _ in report.reasons()]) == expected


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_a_shared_recording_holds_what_is_expected(shared: Path, name: str, expected: tuple[object, ...]) -> None:
    path = shared / "pen-recordings" / name
    if not path.is_file():
        pytest.skip("no shared recordings")
    report = replay(read_recording(path))
    quality = report.quality
    assert (report.verdict, quality.strokes, quality.contact_samples, report.in_air, report.pressure) == expected


def test_the_eraser_is_seen_but_not_inked(shared: Path) -> None:
    path = shared / "pen-recordings" / "Wacom Cintiq 12WX.events"
    if not path.is_file():
        pytest.skip("no shared recordings")
    report = replay(read_recording(path))
    assert report.samples - report.in_air > report.quality.contact_samples


def test_the_finger_is_refused_for_what_it_is_and_nothing_is_said_of_its_ink(shared: Path) -> None:
    path = shared / "pen-recordings" / "Wacom DTH2242 Finger.events"
    if not path.is_file():
        pytest.skip("no shared recordings")
    assert [name for name, _ in replay(read_recording(path)).reasons()] == ["touch"]


@pytest.mark.parametrize("signer", ["applicant", "staff", "worker", "employer"])
def test_a_shipped_recording_is_fine_and_has_its_true_rate(signer: str) -> None:
    report = replay(shipped(signer))
    assert (report.verdict, report.reasons(), report.source) == (Verdict.FINE, (), "synthetic")
    assert report.quality.rate_hz == pytest.approx(200, abs=0.5)
    assert report.in_air > 100 and report.longest_gap_ms < 10 and report.jitter_ms < 1
    assert report.pens.startswith("11000")


def test_a_loss_that_the_kernel_admits_refuses_the_recording() -> None:
    whole = shipped()
    events = list(whole.events)
    events.insert(900, replace(events[900], type=EV_SYN, code=SYN_DROPPED, value=0))
    report = replay(replace(whole, events=tuple(events)))
    assert (report.verdict, report.quality.dropped) == ("refused", 1)


def test_a_keyboard_has_no_ink_to_speak_of() -> None:
    whole = shipped()
    report = replay(replace(whole, description=replace(whole.description, axes={})))
    assert (report.verdict, report.samples, report.quality.strokes) == ("refused", 0, 0)
    assert [name for name, _ in report.reasons()] == ["no-place"]
    assert report.as_json("keyboard.pen")["findings"] == [{"kind": "no-place", "meaning": "terminal.node-no-place"}]


def test_a_recording_of_nothing_is_refused() -> None:
    report = replay(replace(shipped(), events=()))
    assert (report.verdict, report.duration_s, report.pressure) == ("refused", 0.0, None)


def test_a_tablet_without_pressure_claims_none() -> None:
    whole = shipped()
    axes = {code: axis for code, axis in whole.description.axes.items() if code != ABS_PRESSURE}
    report = replay(replace(whole, description=replace(whole.description, axes=axes)))
    assert (report.pressure, report.pressure_range) == (None, None)


def test_the_json_document_names_its_format_and_the_message_of_every_reason() -> None:
    whole = shipped()
    document = replay(replace(whole, events=whole.events[:400])).as_json("short.pen")
    assert document["format"] == "luobi-pen-replay/2"
    assert document["file"] == "short.pen" and document["verdict"] == "refused"
    assert document["findings"]
    assert all(each["meaning"] == f"signing.quality-{each['kind']}" for each in document["findings"])


def test_a_line_there_and_back_is_recorded_whole_and_is_no_name(shared: Path) -> None:
    path = shared / "cases" / "pen" / "10-line-there-and-back.events"
    if not path.is_file():
        pytest.skip("no shared cases")
    whole = read_recording(path)
    assert is_a_line(capture(RecordedPen(whole.description, whole.events), None, ""))


def test_every_verdict_has_its_exit_code() -> None:
    assert EXIT_CODES == {Verdict.FINE: 0, Verdict.DOUBTFUL: 4, Verdict.REFUSED: 1}
