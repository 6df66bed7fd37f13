"""Taps on crosses are told apart from bounces, and become a calibration that the station keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import cos, sin
from pathlib import Path

import pytest

from forms.message import text
from signing.ink import Axis, Device, Ink, PenReport, Source, Window
from signing.quality import Verdict, judge
from terminal.demo.synthetic import DISPLAY
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.errors import CalibrationError
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    SYN_REPORT,
    InputEvent,
)
from terminal.devices.pen.known_pens import NAME, Pens, Remembered, read
from terminal.devices.pen.mapping import CROSSES, SAME, Affine, GlassMap, Rotation, Screen
from terminal.devices.pen.node_choice import Identity, Policy
from terminal.devices.pen.sized_feed import sized
from terminal.devices.pen.taps import calibration, calibration_from, taps
from terminal.errors import SettingError
from tests.terminal.windows.pad.driven_pad import ScriptedFeed

DEVICE = DISPLAY.device()
AT = "2026-11-24T02:42:00Z"
TABLET = Identity("0000", "0001", "-")


def contact(at_us: int, x: float, y: float, spread: int = 0) -> list[PenReport]:
    """A tap of five reports and the lift after it; the first and last slip by `spread` units."""
    places = [spread, 0, 0, 0, -spread]
    down = [
        PenReport(at_us + 5_000 * i, round(x) + slip, round(y), 600, 0, 0, 0, True, True, BTN_TOOL_PEN)
        for i, slip in enumerate(places)
    ]
    return [*down, replace(down[-1], at_us=at_us + 25_000, pressure=0, touching=False)]


def on_crosses(glass: GlassMap) -> list[tuple[float, float]]:
    return [glass.to_raw(*cross) for cross in CROSSES]


def test_each_contact_is_a_tap_at_its_median_place() -> None:
    reports = contact(0, 1_000, 2_000, spread=400) + contact(900_000, 50_000, 2_000)
    assert taps(DEVICE, reports) == ((1_000.0, 2_000.0), (50_000.0, 2_000.0))


def test_a_tip_that_bounces_taps_once() -> None:
    reports = contact(0, 1_000, 2_000) + contact(60_000, 1_040, 2_000)
    assert len(taps(DEVICE, reports)) == 1


@pytest.mark.parametrize(
    ("later_us", "x"), [(60_000, 40_000), (2_000_000, 1_000)], ids=["at once but elsewhere", "on the spot but later"]
)
def test_a_second_tap_is_no_bounce(later_us: int, x: int) -> None:
    assert len(taps(DEVICE, contact(0, 1_000, 2_000) + contact(later_us, x, 2_000))) == 2


def tapped(glass: GlassMap) -> PenRecording:
    """A recording in which someone taps the four crosses on this glass."""
    return PenRecording(DISPLAY, tuple(_events(on_crosses(glass))))


def _events(places: list[tuple[float, float]]) -> Iterator[InputEvent]:
    for at, (x, y) in enumerate(places):
        for step, (touch, pressure) in enumerate(((0, 0), (1, 500), (1, 700), (1, 400), (0, 0))):
            at_us = at * 1_000_000 + step * 5_000
            yield InputEvent(at_us, EV_KEY, BTN_TOOL_PEN, 1)
            yield InputEvent(at_us, EV_ABS, ABS_X, round(x))
            yield InputEvent(at_us, EV_ABS, ABS_Y, round(y))
            yield InputEvent(at_us, EV_ABS, ABS_PRESSURE, pressure)
            yield InputEvent(at_us, EV_KEY, BTN_TOUCH, touch)
            yield InputEvent(at_us, EV_SYN, SYN_REPORT, 0)


@pytest.mark.parametrize("rotation", Rotation)
def test_four_recorded_taps_calibrate_the_tablet(rotation: Rotation) -> None:
    glass = GlassMap(DEVICE, Screen(0, 0, 1, 1), rotation, Affine(a=1.02, c=-0.01, f=0.02))
    known = calibration_from(tapped(glass), int(rotation), AT)
    assert (known.tablet, known.rotation, known.calibrated_at) == (TABLET, rotation, AT)
    assert known.affine.a == pytest.approx(1.02, abs=1e-4)
    assert (known.affine.c, known.affine.f) == pytest.approx((-0.01, 0.02), abs=1e-4)


def test_a_signature_is_no_calibration() -> None:
    glass = GlassMap(DEVICE, Screen(0, 0, 1, 1))
    one_short = tapped(glass)
    with pytest.raises(CalibrationError, match="3 taps instead of 4"):
        calibration_from(replace(one_short, events=one_short.events[: -5 * 6]), 0, AT)


def test_what_is_remembered_is_read_back_the_last_first(tmp_path: Path) -> None:
    odd = Remembered(Identity("256c", "006d", 'HUION "T216" \\ x'), Rotation.HALF, Affine(1.02, 1e-07, -0.3, 0.0), AT)
    other = Remembered(TABLET)
    pens = Pens(Policy((Identity.parse("056a:0335:*"),), allow_virtual=True)).remember(odd).remember(other)
    (tmp_path / NAME).write_text(pens.to_toml(), "utf-8")
    assert read(tmp_path / NAME) == pens
    assert pens.identities == (TABLET, odd.tablet)


def test_a_tablet_calibrated_again_is_remembered_once() -> None:
    again = Remembered(TABLET, Rotation.NONE, Affine(a=1.5))
    pens = Pens().remember(Remembered(TABLET)).remember(Remembered(Identity("056a", "0335", "-"))).remember(again)
    assert len(pens.tablets) == 2 and pens.of(TABLET) == again


def test_a_tablet_that_was_never_calibrated_lies_straight() -> None:
    assert Pens().of(TABLET) == Remembered(TABLET, Rotation.NONE, SAME)


def test_a_station_without_the_file_knows_no_tablet_and_takes_no_virtual_one(tmp_path: Path) -> None:
    assert read(tmp_path / NAME) == Pens(Policy((), allow_virtual=False), ())


ENTRY = '[[tablet]]\ntablet = "056a:0335:-"\n'
BAD_FILES = {
    "another format": ('format = "luobi-pens/9"', "format", "must be 'luobi-pens/1'"),
    "no format": ("allowed = []", "format", "must be 'luobi-pens/1'"),
    "an unknown key": (
        "allow = []",
        "allow",
        "Remove it, or spell it as one of: format, allowed, allow_virtual, tablet",
    ),
    "a truth in words": ('allow_virtual = "no"', "allow_virtual", "Write true or false"),
    "a list of numbers": ("allowed = [5]", "allowed[0]", "Write a text in quotation marks"),
    "a list that is a text": ('allowed = "056a:0335:*"', "allowed", "a list in square brackets"),
    "no tablet in the list": ('allowed = ["056a:0335:*", "Wacom"]', "allowed[1]", "'Wacom' names no tablet"),
    "a tablet without a name": ("[[tablet]]\nrotation = 0", "tablet[0].tablet", "is missing. Add it: a text"),
    "a tablet of another name": (ENTRY + '[[tablet]]\ntablet = "Wacom"', "tablet[1].tablet", "'Wacom' names no tablet"),
    "one tablet that is no list": ('[tablet]\ntablet = "056a:0335:-"', "tablet", "each item a table"),
    "an unknown key of a tablet": (ENTRY + "angle = 90", "tablet[0].angle", "spell it as one of: tablet, rotation"),
    "half a turn and a bit": (ENTRY + "rotation = 185", "tablet[0].rotation", "must be one of 0, 90, 180, 270"),
    "a turn in words": (ENTRY + 'rotation = "left"', "tablet[0].rotation", "must be one of 0, 90, 180, 270"),
    "five numbers": (ENTRY + "affine = [1,0,0,0,1]", "tablet[0].affine", "with 6 items, each item a number"),
    "no numbers": (ENTRY + "affine = []", "tablet[0].affine", "with 6 items, each item a number"),
    "six numbers, one a text": (ENTRY + 'affine = [1,0,0,0,"1",0]', "tablet[0].affine[4]", "Write a number"),
    "a map to nothing": (ENTRY + "affine = [0,0,0,0,0,0]", "tablet[0].affine", "Calibrate the pen again"),
    "a map without end": (ENTRY + "affine = [inf,0,0,0,1,0]", "tablet[0].affine", "Calibrate the pen again"),
    "a day for a text": (ENTRY + "calibrated_at = 2026-11-24", "tablet[0].calibrated_at", "a text in quotation marks"),
    "a length": (ENTRY + "size_mm = [344]", "tablet[0].size_mm", "with 2 items, each item a number"),
    "a size in pixels": (ENTRY + "size_mm = [1920, 1080]", "tablet[0].size_mm", "must be between 25 and 800 mm"),
    "a size of a stamp": (ENTRY + "size_mm = [100, 24.9]", "tablet[0].size_mm", "must be between 25 and 800 mm"),
    "a size of nothing": (ENTRY + "size_mm = [nan, 100]", "tablet[0].size_mm", "must be between 25 and 800 mm"),
}


@pytest.mark.parametrize(("file", "key", "complaint"), BAD_FILES.values(), ids=BAD_FILES)
def test_an_entry_that_cannot_be_used_names_file_key_and_remedy(
    tmp_path: Path, file: str, key: str, complaint: str
) -> None:
    path = tmp_path / NAME
    path.write_text(file if key == "format" else f'format = "luobi-pens/1"\n{file}\n', "utf-8")
    with pytest.raises(SettingError) as caught:
        read(path)
    said = text(caught.value.message, "en")
    assert (said.startswith(f"{path}: {key}: "), complaint in said) == (True, True)
    assert text(caught.value.message, "zh").startswith(f"{path}：{key}：")


def test_a_file_that_is_no_toml_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('format = "luobi-pens/1"\nallowed = \n', "utf-8")
    with pytest.raises(SettingError, match=r"from line 2, column 11 on.*remove this file and calibrate again"):
        read(tmp_path / NAME)
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingError, match=r"cannot be read .not a regular file.*calibrate again"):
        read(tmp_path / "folder")


# Devices whose own size cannot be believed: none stated, one axis, an impossible one.
UNSIZED = {
    "silent": (0, 0),
    "1024 mm by 642 mm": (32, 51),
    "one axis only": (0, 51),
    "a third of a millimetre": (100_000, 100_000),
}


def unsized(per_mm: tuple[int, int]) -> Device:
    x, y = (Axis(0, 32_767, each) for each in per_mm)
    return replace(DEVICE, axes={**DEVICE.axes, "x": x, "y": y})


@pytest.mark.parametrize("rotation", Rotation)
@pytest.mark.parametrize("per_mm", UNSIZED.values(), ids=UNSIZED)
def test_a_tablet_without_a_believable_size_has_its_displays_once_it_is_calibrated(
    per_mm: tuple[int, int], rotation: Rotation
) -> None:
    device, turned = unsized(per_mm), rotation in (Rotation.RIGHT, Rotation.LEFT)
    screen = Screen(0, 0, 1, 1, 194, 344) if turned else Screen(0, 0, 1, 1, 344, 194)
    glass = GlassMap(device, Screen(0, 0, 1, 1), rotation)
    reports = [r for at, place in enumerate(on_crosses(glass)) for r in contact(900_000 * at, *place)]
    known = calibration(TABLET, device, reports, rotation, AT, screen)
    assert known.size_mm == pytest.approx((344, 194), rel=1e-3)
    assert known.sized(device).size_known
    assert known.sized(device).units_per_mm() == pytest.approx((32_767 / 344, 32_767 / 194), rel=0.01)


def test_a_tablet_that_states_its_size_is_believed_before_the_display() -> None:
    glass = GlassMap(DEVICE, Screen(0, 0, 1, 1))
    known = calibration_from(tapped(glass), 0, AT, Screen(0, 0, 1, 1, 344, 194))
    assert known.size_mm is None and known.sized(DEVICE) is DEVICE
    assert replace(known, size_mm=(344.0, 194.0)).sized(DEVICE) is DEVICE


def test_without_a_word_of_the_display_the_size_stays_unknown() -> None:
    device = unsized((32, 51))
    glass = GlassMap(device, Screen(0, 0, 1, 1))
    reports = [r for at, place in enumerate(on_crosses(glass)) for r in contact(900_000 * at, *place)]
    known = calibration(TABLET, device, reports, Rotation.NONE, AT)
    assert known.size_mm is None and not known.sized(device).size_known


def test_a_measured_size_is_remembered(tmp_path: Path) -> None:
    pens = Pens().remember(Remembered(TABLET, size_mm=(344.5, 194.0)))
    (tmp_path / NAME).write_text(pens.to_toml(), "utf-8")
    assert read(tmp_path / NAME) == pens and pens.measured == (TABLET,)


def test_ink_of_a_measured_tablet_is_fine_and_true_to_size() -> None:
    """A circle that the firmware would make an egg."""
    device = unsized((32, 51))
    feed = ScriptedFeed(device=device)
    measured = sized(feed, Remembered(TABLET, size_mm=(344.0, 194.0)))
    (x, y) = measured.device().units_per_mm()
    turns = [(at * 5_010 + at % 3, 172 + 15 * cos(at / 20), 97 + 15 * sin(at / 20)) for at in range(200)]
    reports = [
        PenReport(at_us, round(x * x_mm), round(y * y_mm), 600 + at, 0, 0, 0, True, True, BTN_TOOL_PEN)
        for at, (at_us, x_mm, y_mm) in enumerate(turns)
    ]
    approach = replace(reports[0], at_us=-5_000, pressure=0, touching=False)
    window = Window(120, 70, 105, 60)
    quality = judge(Ink(measured.device(), Source.SYNTHETIC, window, (approach, *reports), 0, AT))
    assert (quality.verdict, quality.reasons) == (Verdict.FINE, ())
    assert quality.width_mm == pytest.approx(30, abs=0.5) and quality.height_mm == pytest.approx(30, abs=0.5)
    assert sized(feed, Remembered(TABLET)) is feed
    feed.close()
