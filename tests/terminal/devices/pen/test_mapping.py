"""A place on the glass has one place on the screen and back, at its true size, however the display is mounted."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.ink import Axis, Device, Ink, PenReport, Source
from terminal.devices.pen.errors import CalibrationError
from terminal.devices.pen.events import BTN_TOOL_PEN
from terminal.devices.pen.mapping import CROSSES, SAME, Affine, GlassMap, Rotation, Screen, calibrate

GLASS = Device(
    "Pen display", 3, 0x056A, 0x0335, 1, "", True, False, {"x": Axis(400, 95_840, 200), "y": Axis(200, 54_260, 200)}
)
SILENT = replace(GLASS, axes={"x": Axis(0, 32_767), "y": Axis(0, 32_767)})
SCREEN = Screen(1_920, 0, 1_920, 1_080, 477.0, 268.0)
NEAR_ONE = st.floats(0.5, 2)
SMALL = st.floats(-0.3, 0.3)
AFFINES = st.builds(Affine, NEAR_ONE, SMALL, SMALL, SMALL, NEAR_ONE, SMALL)
DISPLACED = st.floats(-0.05, 0.05)
SLIGHT = st.builds(Affine, st.floats(0.95, 1.05), DISPLACED, DISPLACED, DISPLACED, st.floats(0.95, 1.05), DISPLACED)
SCREENS = st.builds(
    Screen, st.integers(-8_000, 8_000), st.integers(-8_000, 8_000), st.integers(320, 8_000), st.integers(240, 8_000)
)
ROTATIONS = st.sampled_from(Rotation)
RAW = st.integers(-(2**20), 2**20)  # outside the range too: displays sense beyond their picture


@given(RAW, RAW, SCREENS, ROTATIONS, AFFINES)
def test_every_raw_place_comes_back_exactly(x: int, y: int, screen: Screen, rotation: Rotation, affine: Affine) -> None:
    glass = GlassMap(GLASS, screen, rotation, affine)
    back_x, back_y = glass.to_raw(*glass.to_px(x, y))
    assert (round(back_x), round(back_y)) == (x, y)
    assert abs(back_x - x) < 1e-3 and abs(back_y - y) < 1e-3


@given(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2), SCREENS, ROTATIONS, AFFINES)
def test_every_pixel_comes_back_exactly(u: float, v: float, screen: Screen, rotation: Rotation, affine: Affine) -> None:
    glass = GlassMap(GLASS, screen, rotation, affine)
    x_px, y_px = screen.x_px + u * screen.width_px, screen.y_px + v * screen.height_px
    assert glass.to_px(*glass.to_raw(x_px, y_px)) == pytest.approx((x_px, y_px), abs=1e-6)


@given(RAW, RAW, SCREENS, ROTATIONS, AFFINES)
def test_the_six_numbers_say_what_the_map_says(
    x: int, y: int, screen: Screen, rotation: Rotation, affine: Affine
) -> None:
    glass = GlassMap(GLASS, screen, rotation, affine)
    a, b, c, d, e, f = glass.steps()
    assert (a * x + b * y + c, d * x + e * y + f) == pytest.approx(glass.to_px(x, y), abs=1e-6)


@pytest.mark.parametrize(
    ("rotation", "origin", "far_x", "far_y"),
    [
        (Rotation.NONE, (0, 0), (1, 0), (0, 1)),
        (Rotation.RIGHT, (1, 0), (1, 1), (0, 0)),
        (Rotation.HALF, (1, 1), (0, 1), (1, 0)),
        (Rotation.LEFT, (0, 1), (0, 0), (1, 1)),
    ],
)
def test_the_devices_corners_lie_where_the_mounting_puts_them(
    rotation: Rotation, origin: tuple[int, int], far_x: tuple[int, int], far_y: tuple[int, int]
) -> None:
    glass = GlassMap(GLASS, Screen(100, 50, 1_000, 500), rotation)
    corners = [(400, 200), (95_840, 200), (400, 54_260)]
    for raw, (u, v) in zip(corners, (origin, far_x, far_y), strict=True):
        assert glass.to_px(*raw) == pytest.approx((100 + 1_000 * u, 50 + 500 * v))


def test_a_second_screen_is_mapped_to_its_own_part_of_the_desktop() -> None:
    assert GlassMap(GLASS, SCREEN).to_px(400, 200) == (1_920, 0)


def test_a_pixels_size_comes_from_the_devices_resolution() -> None:
    assert GlassMap(GLASS, SCREEN).mm_per_px() == pytest.approx((477.2 / 1_920, 270.3 / 1_080))


def test_a_quarter_turn_exchanges_the_sides() -> None:
    upright = GlassMap(GLASS, Screen(0, 0, 1_080, 1_920), Rotation.RIGHT)
    assert upright.mm_per_px() == pytest.approx((270.3 / 1_080, 477.2 / 1_920))


def test_a_stretched_picture_has_smaller_millimetres_per_pixel() -> None:
    stretched = GlassMap(GLASS, SCREEN, affine=Affine(a=1.1))
    assert stretched.mm_per_px()[0] == pytest.approx(477.2 / 1_920 / 1.1)


def test_a_silent_device_has_the_monitors_size_and_without_it_none() -> None:
    assert GlassMap(SILENT, SCREEN).mm_per_px() == pytest.approx((477 / 1_920, 268 / 1_080))
    with pytest.raises(CalibrationError, match="Set the screen's size"):
        GlassMap(SILENT, Screen(0, 0, 1_920, 1_080)).mm_per_px()


def test_a_rectangle_of_the_screen_is_a_window_on_the_glass_in_millimetres() -> None:
    glass = GlassMap(GLASS, SCREEN)
    across, down = glass.mm_per_px()
    window = glass.window(1_920 + 100, 200, 400, 150)
    assert (window.x_mm, window.y_mm) == pytest.approx((100 * across, 200 * down), abs=1e-3)
    assert (window.width_mm, window.height_mm) == pytest.approx((400 * across, 150 * down), abs=1e-3)


@given(st.floats(0, 1), st.floats(0, 1), ROTATIONS)
def test_what_is_written_at_a_place_of_the_box_is_ink_at_that_place_however_the_display_is_mounted(
    u: float, v: float, rotation: Rotation
) -> None:
    """The signer sees the picture upright, so what he writes is upright on the page."""
    screen = Screen(0, 0, 1_080, 1_920) if rotation in (Rotation.RIGHT, Rotation.LEFT) else SCREEN
    glass = GlassMap(GLASS, screen, rotation)
    box = (screen.x_px + 200, screen.y_px + 300, 500.0, 200.0)
    across, down = glass.mm_per_px()
    window = glass.window(*box)
    x, y = (round(raw) for raw in glass.to_raw(box[0] + u * box[2], box[1] + v * box[3]))
    report = PenReport(0, x, y, 900, 0, 0, 0, True, True, BTN_TOOL_PEN)
    (sample,) = Ink(GLASS, Source.PEN, window, (report,), 0, "2026-11-24T02:42:00Z").samples()
    assert (window.width_mm, window.height_mm) == pytest.approx((500 * across, 200 * down), abs=1e-3)
    assert (sample.x_mm, sample.y_mm) == pytest.approx((u * 500 * across, v * 200 * down), abs=0.02)


@given(SLIGHT, ROTATIONS)
def test_four_taps_on_the_crosses_give_back_the_displacement_of_the_glass(wrong: Affine, rotation: Rotation) -> None:
    truth = GlassMap(GLASS, Screen(0, 0, 1, 1), rotation, wrong)
    affine = calibrate(GLASS, rotation, [truth.to_raw(*cross) for cross in CROSSES])
    calibrated = GlassMap(GLASS, SCREEN, rotation, affine)
    expected = GlassMap(GLASS, SCREEN, rotation, wrong)
    for x, y in ((400, 200), (50_000, 20_000), (95_840, 54_260)):
        assert calibrated.to_px(x, y) == pytest.approx(expected.to_px(x, y), abs=1e-4)


def raw_of(shares: list[tuple[float, float]]) -> list[tuple[float, float]]:
    plain = GlassMap(GLASS, Screen(0, 0, 1, 1))
    return [plain.to_raw(*share) for share in shares]


def test_an_unsteady_hand_is_evened_out() -> None:
    shaken = [(u + du, v) for (u, v), du in zip(CROSSES, (0.004, -0.003, 0.002, -0.004), strict=True)]
    affine = calibrate(GLASS, Rotation.NONE, raw_of(shaken))
    assert affine((0.5, 0.5)) == pytest.approx((0.5, 0.5), abs=0.002)


BAD_TAPS: dict[str, tuple[list[tuple[float, float]], str]] = {
    "too few": ([(0.1, 0.1)] * 3, "3 taps instead of 4"),
    "too many": ([(0.1, 0.1)] * 5, "5 taps instead of 4"),
    "all on one point": ([(0.1, 0.1)] * 4, "one line or point"),
    "all on one line": ([(0.1, 0.1), (0.3, 0.3), (0.6, 0.6), (0.9, 0.9)], "one line or point"),
    "one beside its cross": ([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.3, 0.9)], "missed the crosses"),
    "in another order": ([(0.9, 0.1), (0.1, 0.1), (0.1, 0.9), (0.9, 0.9)], "Check screen and rotation"),
    "on half a screen": ([(0.05, 0.1), (0.45, 0.1), (0.45, 0.9), (0.05, 0.9)], "Check screen and rotation"),
}


@pytest.mark.parametrize(("shares", "complaint"), BAD_TAPS.values(), ids=BAD_TAPS)
def test_taps_that_are_not_the_crosses_are_refused(shares: list[tuple[float, float]], complaint: str) -> None:
    with pytest.raises(CalibrationError, match=complaint):
        calibrate(GLASS, Rotation.NONE, raw_of(shares))


@pytest.mark.parametrize(
    "numbers", [(0, 0, 0, 0, 0, 0), (1, 1, 0, 1, 1, 0), (nan, 0, 0, 0, 1, 0), (1, 0, inf, 0, 1, 0)]
)
def test_a_map_that_loses_the_glass_is_none(numbers: tuple[float, ...]) -> None:
    with pytest.raises(CalibrationError, match="Calibrate the pen again"):
        Affine(*numbers)


def test_a_screen_without_sides_is_none() -> None:
    with pytest.raises(CalibrationError, match="shows nothing"):
        Screen(0, 0, 0, 1_080)


def test_an_uncalibrated_glass_is_taken_as_it_is() -> None:
    assert calibrate(GLASS, Rotation.NONE, raw_of(list(CROSSES)))((0.3, 0.7)) == pytest.approx(SAME((0.3, 0.7)))
