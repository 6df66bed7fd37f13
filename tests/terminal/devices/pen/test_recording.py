"""A recording plays through the pen port, says itself what it is, and becomes ink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from signing.ink import Device, Ink, Source, Window
from signing.ink_drawing import capsules
from signing.quality import judge
from terminal.demo.synthetic import DISPLAY
from terminal.devices.pen.capture import ASPECT, capture
from terminal.devices.pen.errors import NothingWrittenError
from terminal.devices.pen.evemu import export
from terminal.devices.pen.events import BTN_TOUCH, EV_KEY, EV_SYN, SYN_DROPPED, InputEvent
from terminal.devices.pen.port import Pen
from terminal.devices.pen.recording import RecordedPen, read_recording
from terminal.errors import RecordingError

STARTED = "2026-11-23T02:42:00Z"
SIGNERS = ("applicant", "staff", "worker", "employer")


@pytest.fixture
def recordings(shared: Path) -> Path:
    folder = shared / "pen-recordings"
    if not folder.is_dir():
        pytest.skip("no shared recordings")
    return folder


def inked(path: Path) -> Ink:
    return capture(RecordedPen.load(path), None, STARTED)


@pytest.mark.parametrize("signer", SIGNERS)
def test_a_shipped_recording_is_fine_and_labelled_synthetic(signer: str) -> None:
    ink = capture(RecordedPen.shipped(signer), None, STARTED)
    quality = judge(ink)
    assert (quality.verdict, quality.reasons) == ("fine", ())
    assert (ink.source, ink.device.virtual) == (Source.SYNTHETIC, True)
    assert "synthetic" in ink.device.name
    assert 1.5 < quality.contact_s < 3.5
    assert Ink.from_bytes(ink.to_bytes()) == ink


def test_a_shipped_recording_fills_the_box_it_is_drawn_in() -> None:
    drawn = capsules(capture(RecordedPen.shipped("applicant"), None, STARTED), 52.5, 20)
    assert max(c.y1 for c in drawn) - min(c.y1 for c in drawn) > 14
    assert len(drawn) > 300


def test_no_two_signers_share_a_pen_or_a_hand() -> None:
    inks = [capture(RecordedPen.shipped(signer), None, STARTED) for signer in SIGNERS]
    assert len({ink.device.serial for ink in inks}) == len({ink.digest() for ink in inks}) == len(SIGNERS)


def test_an_unknown_signer_is_told_who_there_is() -> None:
    with pytest.raises(RecordingError, match="Choose one of applicant, employer, staff, worker"):
        RecordedPen.shipped("nobody")


def test_a_recording_plays_again_the_same() -> None:
    pen = RecordedPen.shipped("staff")
    assert list(pen.events()) == list(pen.events())


@pytest.mark.parametrize(
    ("name", "source"),
    [("A SYNTHETIC display", Source.SYNTHETIC), ("Wacom DTH2242 Pen", Source.RECORDING)],
)
def test_the_device_decides_what_a_recording_is_called(tmp_path: Path, name: str, source: Source) -> None:
    path = tmp_path / "made.events"
    path.write_text(export(replace(DISPLAY, name=name), RecordedPen.shipped("staff").events()), "utf-8")
    assert RecordedPen.load(path).source() is source


def test_a_real_pen_displays_recording_becomes_ink(recordings: Path) -> None:
    ink = inked(recordings / "Wacom DTH2242 Pen.events")
    quality = judge(ink)
    assert (ink.source, ink.device.serial, ink.dropped) == (Source.RECORDING, "461503946", 0)
    assert (quality.verdict, quality.strokes, quality.contact_samples) == ("fine", 7, 174)
    assert ink.device.direct and not ink.device.virtual
    assert ink.device.units_per_mm() == (200, 200)
    assert capsules(ink, 60, 20)


def test_no_stroke_runs_to_the_corner_when_the_pen_leaves(recordings: Path) -> None:
    paths = sorted(recordings.glob("Wacom*Pen.events"))
    assert paths
    for path in paths:
        assert all(report.x > 0 and report.y > 0 for report in inked(path).reports)


def test_a_pen_that_was_never_announced_still_writes(recordings: Path) -> None:
    ink = inked(recordings / "UC-LOGIC Tablet WP5540U Pen.events")
    assert len(ink.strokes()) == 1


def test_an_eraser_leaves_no_ink(recordings: Path) -> None:
    ink = inked(recordings / "Wacom Cintiq 12WX.events")
    assert any(r.touching and r.tool == 0x141 for r in ink.reports)
    assert len(ink.strokes()) == 1


def test_bare_events_are_described_by_the_file_beside_them(recordings: Path) -> None:
    ink = inked(recordings / "Wacom Intuos4 6x9.stylus-drag.events")
    assert (ink.device.name, ink.device.serial) == ("Wacom Intuos4 6x9 Pen", "2575305619")
    assert {"tilt_x", "tilt_y", "distance"} <= ink.device.axes.keys()


def test_a_finger_is_never_taken_for_the_pen(recordings: Path) -> None:
    with pytest.raises(RecordingError, match="'Wacom DTH2242 Finger', which is no pen"):
        RecordedPen.load(recordings / "Wacom DTH2242 Finger.events")


def test_a_pen_that_never_touches_gives_no_window(recordings: Path) -> None:
    with pytest.raises(NothingWrittenError, match="Write a signature"):
        inked(recordings / "Genius EasyPen i405X.events")


def test_events_without_a_description_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.events"
    path.write_text("E: 1.0 0003 0000 5\n", "utf-8")
    with pytest.raises(RecordingError, match=r"Put its \.desc file beside it"):
        RecordedPen.load(path)
    (tmp_path / "bare.desc").write_text("# nothing\n", "utf-8")
    with pytest.raises(RecordingError, match=r"Put its \.desc file beside it"):
        RecordedPen.load(path)


BARE = "E: 1.0 0003 0000 5\n"
BESIDE = {
    "the stem itself": ("Tablet.events", ["Tablet.desc", "Tablet Pad.desc"], "Tablet"),
    "the stem before the scene": ("Tablet.drag.events", ["Tablet Pad.desc", "Tablet.desc"], "Tablet"),
    "the longer of two stems": ("Tablet.drag.events", ["Tablet.desc", "Tablet.drag.desc"], "Tablet.drag"),
    "a name with a dot": ("Tablet v1.2.drag.events", ["Tablet v1.3.desc", "Tablet v1.2.desc"], "Tablet v1.2"),
    "the only one that begins so": ("Tablet 6x9.drag.events", ["Tablet 6x9 Pen.desc", "Other.desc"], "Tablet 6x9 Pen"),
}


@pytest.mark.parametrize(("events", "beside", "device"), BESIDE.values(), ids=BESIDE)
def test_bare_events_are_described_by_the_file_of_their_exact_stem(
    tmp_path: Path, events: str, beside: list[str], device: str
) -> None:
    (tmp_path / events).write_text(BARE, "utf-8")
    for name in beside:
        (tmp_path / name).write_text(export(replace(DISPLAY, name=name.removesuffix(".desc")), ()), "utf-8")
    assert read_recording(tmp_path / events).description.name == device


def test_several_descriptions_that_may_be_meant_are_named(tmp_path: Path) -> None:
    (tmp_path / "Tablet.events").write_text(BARE, "utf-8")
    for name in ("Tablet Pad", "Tablet Pen"):
        (tmp_path / f"{name}.desc").write_text(export(replace(DISPLAY, name=name), ()), "utf-8")
    with pytest.raises(RecordingError, match=r"Tablet Pad\.desc, Tablet Pen\.desc. Name the right one Tablet\.desc"):
        read_recording(tmp_path / "Tablet.events")


def test_a_recording_beside_its_siblings_description_is_paired_with_its_own(shared: Path) -> None:
    path = shared / "cases" / "pen" / "14-pairing" / "Example Tablet.stroke.events"
    if not path.is_file():
        pytest.skip("no shared cases")
    assert inked(path).device.name == "Example Tablet"


def test_a_touch_monitors_recording_is_no_pens(shared: Path) -> None:
    path = shared / "cases" / "pen" / "08-touch-monitor-taken-for-the-pen.events"
    if not path.is_file():
        pytest.skip("no shared cases")
    with pytest.raises(RecordingError, match="which is no pen"):
        RecordedPen.load(path)


def test_a_description_without_events_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "silent.events"
    path.write_text(export(DISPLAY, ()), "utf-8")
    with pytest.raises(RecordingError, match="holds no events"):
        RecordedPen.load(path)


def test_what_cannot_be_read_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"gone\.events cannot be read"):
        RecordedPen.load(tmp_path / "gone.events")
    (tmp_path / "image.events").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordingError, match=r"image\.events is neither a recording nor UTF-8 text"):
        RecordedPen.load(tmp_path / "image.events")


def test_a_monstrous_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.events"
    with path.open("wb") as file:
        file.truncate((64 << 20) + 1)
    with pytest.raises(RecordingError, match="larger than"):
        RecordedPen.load(path)


class _Altered:
    """A shipped pen whose events went through a change."""

    def __init__(self, events: list[InputEvent]) -> None:
        self._events = events

    def device(self) -> Device:
        return RecordedPen.shipped("staff").device()

    def source(self) -> Source:
        return Source.SYNTHETIC

    def events(self) -> Iterator[InputEvent]:
        return iter(self._events)


def test_a_loss_in_the_stream_refuses_the_capture() -> None:
    events = list(RecordedPen.shipped("staff").events())
    events.insert(900, replace(events[900], type=EV_SYN, code=SYN_DROPPED, value=0))
    pen: Pen = _Altered(events)
    ink = capture(pen, None, STARTED)
    assert ink.dropped == 1
    assert judge(ink).verdict == "refused"


def test_a_window_that_was_shown_is_kept_as_shown() -> None:
    shown = Window(190, 150, 105, 40)
    assert capture(RecordedPen.shipped("worker"), shown, STARTED).window == shown


def test_an_empty_capture_in_a_shown_window_is_ink_without_strokes() -> None:
    hovering = [e for e in RecordedPen.shipped("staff").events() if (e.type, e.code) != (EV_KEY, BTN_TOUCH)]
    ink = capture(_Altered(hovering), Window(190, 150, 105, 40), STARTED)
    assert (ink.strokes(), judge(ink).verdict) == ((), "refused")


def test_a_grown_window_has_the_boxs_aspect_and_holds_all_ink_with_air() -> None:
    ink = capture(RecordedPen.shipped("employer"), None, STARTED)
    assert ink.window.width_mm / ink.window.height_mm == pytest.approx(ASPECT, rel=1e-3)
    for sample in (s for stroke in ink.strokes() for s in stroke.samples):
        assert 0 < sample.x_mm < ink.window.width_mm and 0 < sample.y_mm < ink.window.height_mm
