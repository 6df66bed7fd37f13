"""Measures against the design's table, worked out here a second time from millimetres."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.windows.look.glass import NOTEBOOK, SMALL, Glass
from terminal.windows.look.measures import Measures


@pytest.mark.parametrize(
    ("glass", "elder", "body", "small", "heading", "target", "gap"),
    [
        (NOTEBOOK, False, 33, 26, 59, 78, 17),
        (NOTEBOOK, True, 45, 36, 81, 89, 23),
        (SMALL, False, 24, 24, 43, 60, 18),
        (SMALL, True, 38, 32, 68, 60, 24),
    ],
)
def test_the_two_test_sizes_have_these_pixels(
    glass: Glass, elder: bool, body: int, small: int, heading: int, target: int, gap: int
) -> None:
    m = Measures(glass, elder)
    assert (m.body, m.small, m.heading, m.target, m.gap) == (body, small, heading, target, gap)


@given(st.floats(150, 700), st.floats(4, 12), st.booleans())
def test_no_panel_makes_anything_too_small(width_mm: float, dots: float, elder: bool) -> None:
    glass = Glass(round(width_mm * dots), round(width_mm * dots * 9 / 16), width_mm, width_mm * 9 / 16)
    m, dot = Measures(glass, elder), glass.dots_per_mm
    assert m.small >= (32 if elder else 24)
    assert m.body >= m.small
    assert m.target >= 60
    assert m.target >= (9.6 if elder else 9) * dot - 1
    assert m.gap >= (4 if elder else 3) * dot
    assert m.box_width >= 105 * dot
    assert m.box_height >= 40 * dot
    if elder:
        assert m.body >= 6.4 * dot - 1


@pytest.mark.parametrize(
    ("room", "drawn", "made"),
    [
        ((1366, 640), (1024, 640), SMALL),
        ((1440, 800), (1280, 800), SMALL),
        ((1920, 976), (1735, 976), NOTEBOOK),
        ((3840, 2160), (3840, 2160), NOTEBOOK),
        ((640, 400), (960, 600), SMALL),  # larger than its room rather than too small to be read
    ],
)
def test_a_glass_is_drawn_in_a_room_as_it_is_made(room: tuple[int, int], drawn: tuple[int, int], made: Glass) -> None:
    glass = Glass.fitting(*room)
    assert (glass.width_px, glass.height_px, glass.width_mm) == (*drawn, made.width_mm)
    assert glass.is_plausible


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("made", [SMALL, NOTEBOOK])
@pytest.mark.parametrize("scale", [0.75, 0.8, 0.9, 1.0, 1.5])
def test_everything_on_a_glass_is_drawn_to_the_same_scale(scale: float, made: Glass, elder: bool) -> None:
    drawn, whole = Measures(made.drawn(scale), elder), Measures(made, elder)
    for name in ("body", "small", "title", "heading", "target", "gap", "margin", "pad", "box_width", "box_height"):
        assert getattr(drawn, name) == pytest.approx(scale * getattr(whole, name), abs=2), name


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ((1920, 1080, 344, 194), 344),
        ((1280, 800, 217, 136), 217),
        ((1920, 1080, 203, 203), 344),  # dots that are not square
        ((1920, 1080, 0, 0), 344),
        ((1920, 1080, 1600, 900), 344),  # a projector, or a display that lies
        ((1920, 1080, 16, 9), 344),  # an aspect ratio where millimetres belong
    ],
)
def test_only_a_plausible_size_is_believed(told: tuple[int, int, float, float], believed: float) -> None:
    assert Glass.believed(*told).width_mm == believed


def test_elder_answers_are_fewer_on_a_page() -> None:
    assert Measures(NOTEBOOK, False).rows == 5
    assert Measures(NOTEBOOK, True).rows == 3
