"""The drawing shows the shape of the ink, in its box, and nothing of its timing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from math import hypot
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from signing.ink import Axis, Window
from signing.ink_drawing import HAIRLINE_MM, STEP_MM, WIDTH_STEPS, Capsule, capsules, line_width_mm, pdf_path
from signing.raster import page_png
from tests.signing.inks import DISPLAY, WINDOW, hover, ink_of, report, wave

ROUNDING_MM = 0.0101
DISTINCT = 12  # of 255 grey levels


def test_the_same_ink_gives_the_same_drawing_and_the_same_bytes() -> None:
    once, again = (capsules(ink_of(wave()), 60, 20) for _ in range(2))
    assert once == again
    assert pdf_path(once, 20) == pdf_path(again, 20)


def test_the_window_is_scaled_alike_both_ways_and_centred() -> None:
    corners = [report(0, 10, 10), report(5, 95, 10), report(10, 95, 30)]
    drawn = capsules(ink_of(corners), 105, 80)
    assert (drawn[0].x0, drawn[0].y0) == (10, 30)
    assert (drawn[-1].x1, drawn[-1].y1) == (95, 50)
    halved = capsules(ink_of(corners), 52.5, 20)
    assert (halved[0].x0, halved[0].y0, halved[-1].x1, halved[-1].y1) == (5, 5, 47.5, 15)


@given(st.lists(st.tuples(st.floats(-60, 160), st.floats(-60, 100)), min_size=1, max_size=12))
def test_no_ink_leaves_the_box(places: list[tuple[float, float]]) -> None:
    ink = ink_of([report(at * 5000, x, y, at * 97 % 2048) for at, (x, y) in enumerate(places)])
    for capsule in capsules(ink, 60, 20):
        margin = capsule.width / 2 - ROUNDING_MM
        assert margin <= min(capsule.x0, capsule.x1) and max(capsule.x0, capsule.x1) <= 60 - margin
        assert margin <= min(capsule.y0, capsule.y1) and max(capsule.y0, capsule.y1) <= 20 - margin


def test_every_step_is_equally_long_however_fast_the_pen_was() -> None:
    slow_then_fast = [report(at * 5000, 5 + (0.2 * at if at < 50 else 10 + 3 * (at - 50)), 20) for at in range(75)]
    drawn = capsules(ink_of(slow_then_fast), 105, 40)
    lengths = [hypot(c.x1 - c.x0, c.y1 - c.y0) for c in drawn]
    assert max(lengths) <= STEP_MM + ROUNDING_MM and min(lengths) >= STEP_MM - 2 * ROUNDING_MM


def test_the_drawing_does_not_change_with_the_speed_of_the_pen() -> None:
    random = Random(5)
    even = [report(at * 5000, 5 + at, 20) for at in range(90)]
    odd = [
        report(0, 5, 20),
        *(report(1, 5 + at, 20) for at in sorted(random.sample(range(1, 89), 30))),
        report(9, 94, 20),
    ]
    assert capsules(ink_of(even), 60, 25) == capsules(ink_of(odd), 60, 25)


def test_times_have_no_part_in_the_drawing() -> None:
    timed = wave()
    timeless = [replace(r, at_us=0) for r in timed]
    assert capsules(ink_of(timed), 60, 20) == capsules(ink_of(timeless), 60, 20)


def test_the_line_passes_through_every_sample() -> None:
    ink = ink_of(wave())
    drawn = capsules(ink, 105, 40)
    for stroke in ink.strokes():
        for sample in stroke.samples:
            nearest = min(hypot(c.x0 - sample.x_mm, c.y0 - sample.y_mm) for c in drawn)
            assert nearest <= STEP_MM + ROUNDING_MM


def test_a_pen_that_rests_draws_a_dot() -> None:
    dot = capsules(ink_of([report(at * 5000, 52.5, 20) for at in range(9)]), 105, 40)
    assert [(c.x0, c.y0, c.x1, c.y1) for c in dot] == [(52.5, 20, 52.5, 20)]


def test_ink_outside_the_box_is_not_drawn() -> None:
    outside = [report(at * 5000, 200, 20 + at) for at in range(9)]
    assert capsules(ink_of(outside), 105, 40) == ()
    assert capsules(ink_of([report(0, 20, -9), report(9, 50, -9)]), 105, 40) == ()


def test_a_line_through_the_box_is_cut_at_its_edges() -> None:
    drawn = capsules(ink_of([report(0, -40, 20), report(9, 150, 20)]), 105, 40)
    half = drawn[0].width / 2
    assert drawn[0].x0 == pytest.approx(half, abs=ROUNDING_MM)
    assert drawn[-1].x1 == pytest.approx(105 - half, abs=ROUNDING_MM)


def test_strokes_are_not_joined_through_the_air() -> None:
    two = [report(0, 10, 10), report(5, 20, 10), hover(9, 50, 30), report(14, 80, 10), report(19, 90, 10)]
    drawn = capsules(ink_of(two), 105, 40)
    assert not [c for c in drawn if c.x0 > 20.01 and c.x1 < 79.99]


def test_more_pressure_never_makes_a_thinner_line() -> None:
    widths = [line_width_mm(pressure / 100) for pressure in range(101)]
    assert widths == sorted(widths)
    assert len(set(widths)) == WIDTH_STEPS + 1


def test_a_line_is_never_thinner_than_a_hairline() -> None:
    assert line_width_mm(0.0, 0.1) == HAIRLINE_MM


def test_a_device_without_pressure_draws_an_even_line() -> None:
    bare = replace(DISPLAY, axes={"x": Axis(400, 48_400, 200), "y": Axis(400, 27_400, 200)})
    widths = {c.width for c in capsules(ink_of(wave(), device=bare), 105, 40)}
    assert widths == {line_width_mm(0.5)}


def test_the_path_is_opaque_has_round_ends_and_restores_what_it_found() -> None:
    path = pdf_path(capsules(ink_of(wave()), 60, 20), 20)
    assert path.startswith(b"q\n1 J 1 j\n0.078 0.094 0.122 RG\n") and path.endswith(b"\nS\nQ\n")
    assert b"gs" not in path


def test_the_path_is_as_long_as_the_capsules_and_repeats_no_width() -> None:
    drawn = capsules(ink_of(wave()), 60, 20)
    lines = pdf_path(drawn, 20).decode().splitlines()
    widths = [line for line in lines if line.endswith(" w")]
    assert sum(line.endswith(" l") for line in lines) == len(drawn)
    assert all(a != b for a, b in pairwise(widths))


def written_otherwise(drawn: Sequence[Capsule], random: Random) -> list[Capsule]:
    """The same line as if its parts had been written in any order, each to and fro."""
    swapped = [Capsule(c.x1, c.y1, c.x0, c.y0, c.width) if random.random() < 0.5 else c for c in drawn]
    return random.sample(swapped, len(swapped))


@given(st.lists(st.tuples(st.integers(1, 104), st.integers(1, 39)), min_size=1, max_size=12), st.randoms())
def test_the_path_tells_neither_the_order_nor_the_direction_of_strokes(
    places: list[tuple[int, int]], random: Random
) -> None:
    reports = [report(at * 5000, x, y, at * 97 % 2048) for at, (x, y) in enumerate(places)]
    drawn = capsules(ink_of([*reports[:6], hover(28_000, 1, 1), *reports[6:]]), 105, 40)
    assert pdf_path(written_otherwise(drawn, random), 40) == pdf_path(drawn, 40)


def test_a_stroke_written_backwards_gives_the_same_path_up_to_rounding() -> None:
    there = [report(at * 5000, 5 + at, 20 + at % 7, 1000) for at in range(60)]
    back = [replace(r, at_us=at * 5000) for at, r in enumerate(reversed(there))]
    forwards, backwards = (pdf_path(capsules(ink_of(reports), 105, 40), 40).decode() for reports in (there, back))
    number = r"-?[0-9.]+"
    assert re.sub(number, "#", forwards) == re.sub(number, "#", backwards)
    ends = [[float(found) for found in re.findall(number, text)] for text in (forwards, backwards)]
    assert ends[0] == pytest.approx(ends[1], abs=(ROUNDING_MM + 0.005) * 72 / 25.4)


def test_a_path_without_order_is_the_picture_of_the_strokes_as_written() -> None:
    second = [report(10**6 + at * 5000, 90 - at, at / 2, at * 97 % 2048) for at in range(80)]
    drawn = capsules(ink_of([*wave(), hover(900_000, 1, 1), *second]), 105, 40)
    sorted_by_place, written = picture(pdf_path(drawn, 40)), picture(as_written(drawn, 40))
    assert min(sorted_by_place.tobytes()) < 60
    histogram = ImageChops.difference(sorted_by_place, written).histogram()
    assert sum(histogram[DISTINCT:]) == 0, "only the smoothing of edges may differ"


def as_written(drawn: Sequence[Capsule], height_mm: float) -> bytes:
    """Lines in the order and direction of the strokes, broken where the width changes."""
    mm, last = 72 / 25.4, None
    lines = ["q 1 J 1 j 0.078 0.094 0.122 RG"]
    for c in drawn:
        if last is None or (last.x1, last.y1, last.width) != (c.x0, c.y0, c.width):
            lines.append(f"S {c.width * mm:.3f} w {c.x0 * mm:.3f} {(height_mm - c.y0) * mm:.3f} m")
        lines.append(f"{c.x1 * mm:.3f} {(height_mm - c.y1) * mm:.3f} l")
        last = c
    return "\n".join([*lines, "S Q"]).encode()


def picture(path: bytes) -> Image.Image:
    """A path on a page of 105 by 40 mm, drawn so large that smoothed edges are a small part of it."""
    out = BytesIO()
    writer = PdfWriter()
    page = writer.add_blank_page(105 * 72 / 25.4, 40 * 72 / 25.4)
    content = StreamObject()
    content.set_data(path)
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(out)
    return Image.open(BytesIO(page_png(out.getvalue(), 0, 288))).convert("L")


def test_the_path_runs_upwards_in_points() -> None:
    path = pdf_path([Capsule(0, 0, 25.4, 12.7, 0.254)], 25.4)
    assert path.decode().splitlines()[3:] == ["0.72 w", "0 72 m", "72 36 l", "S", "Q"]


def test_the_path_uses_only_numbers_that_pdf_knows() -> None:
    path = pdf_path([Capsule(0.0001, 5, 0.00001, 5.00001, 0.254)], 5).decode()
    assert re.fullmatch(r"[-0-9. \nqQJjRGwmlS]+", path) and "-0 " not in path and "e" not in path


def test_nothing_drawn_is_an_empty_path() -> None:
    assert pdf_path([], 20) == b"q\n1 J 1 j\n0.078 0.094 0.122 RG\nQ\n"


def test_a_small_window_is_enlarged_to_the_box() -> None:
    small = Window(WINDOW.x_mm, WINDOW.y_mm, 10.5, 4)
    drawn = capsules(ink_of([report(0, 1, 1), report(9, 9.5, 3)], window=small), 105, 40)
    assert (drawn[0].x0, drawn[0].y0) == (10, 10)
