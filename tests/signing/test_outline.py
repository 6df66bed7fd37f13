"""The outlines on the page show the shape of the ink in its box, and neither order nor direction of writing."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from math import hypot
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from signing.ink import Axis, Ink
from signing.ink_drawing import capsules, line_width_mm
from signing.outline import Curve, Outline, outlines, pdf_path
from signing.raster import page_png
from tests.signing.inks import DISPLAY, hover, ink_of, report, wave

BOX = (105.0, 40.0)
COLOUR = "0.078 0.094 0.122 rg"


def path_of(ink: Ink) -> str:
    return pdf_path(outlines(ink, *BOX), *BOX).decode()


def picture(path: bytes) -> Image.Image:
    """A path on a page of the size of the box, four dots to the millimetre and more."""
    out = BytesIO()
    writer = PdfWriter()
    page = writer.add_blank_page(BOX[0] * 72 / 25.4, BOX[1] * 72 / 25.4)
    content = StreamObject()
    content.set_data(path)
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(out)
    return Image.open(BytesIO(page_png(out.getvalue(), 0, 288))).convert("L")


def capsule_path(ink: Ink) -> bytes:
    """The line on the screen, through every report, as operators."""
    mm = 72 / 25.4
    lines = ["q 1 J 1 j 0.078 0.094 0.122 RG"]
    for c in capsules(ink, *BOX):
        lines.append(f"{c.width * mm:.3f} w {c.x0 * mm:.3f} {(BOX[1] - c.y0) * mm:.3f} m")
        lines.append(f"{c.x1 * mm:.3f} {(BOX[1] - c.y1) * mm:.3f} l S")
    return "\n".join([*lines, "Q"]).encode()


def middle_line(outline: Outline) -> list[tuple[float, float]]:
    """Points between the two sides of an outline, from its left end to its right one."""
    sides = len(outline.curves) // 2 - 1
    there = points(outline.start, outline.curves[:sides])
    back = points(outline.curves[sides].end, outline.curves[sides + 1 : -1])
    return [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(there, reversed(back), strict=True)]


def off(place: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance from a place to the segment a, b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy or 1.0)
    share = min(1.0, max(0.0, share))
    return hypot(a[0] + share * dx - place[0], a[1] + share * dy - place[1])


def points(start: tuple[float, float], curves: tuple[Curve, ...]) -> list[tuple[float, float]]:
    drawn = [start]
    for curve in curves:
        a, b, c, d = drawn[-1], curve.control_1, curve.control_2, curve.end
        for part in range(1, 17):
            t, s = part / 16, 1 - part / 16
            x, y = (
                s**3 * p + 3 * s * s * t * q + 3 * s * t * t * r + t**3 * u
                for p, q, r, u in zip(a, b, c, d, strict=True)
            )
            drawn.append((x, y))
    return drawn


def test_the_same_ink_gives_the_same_bytes() -> None:
    assert path_of(ink_of(wave())) == path_of(ink_of(wave()))


def test_times_have_no_part_in_the_path() -> None:
    assert path_of(ink_of(wave())) == path_of(ink_of([replace(each, at_us=0) for each in wave()]))


def test_a_straight_line_is_one_outline_of_few_curves_however_fast_the_pen_was() -> None:
    even = [report(at * 5000, 5 + at / 2, 20) for at in range(180)]
    odd = [even[at] for at in sorted({0, 179, *Random(5).sample(range(180), 40)})]
    (slow,), (fast,) = (outlines(ink_of(reports), *BOX) for reports in (even, odd))
    assert len(slow.curves) == len(fast.curves) <= 20
    assert slow.start == pytest.approx(fast.start, abs=0.001)


@pytest.mark.parametrize("seed", range(4))
def test_the_page_shows_what_the_screen_showed(seed: int) -> None:
    ink = ink_of([replace(each, pressure=400 + 300 * seed) if each.touching else each for each in wave()])
    paths = (path_of(ink).encode(), capsule_path(ink))
    page, screen = (picture(path).point(lambda grey: 255 * (grey > 128)) for path in paths)
    inked = screen.histogram()[0]
    differs = sum(a != b for a, b in zip(page.tobytes(), screen.tobytes(), strict=True))
    assert inked > 5_000 and differs < 0.08 * inked


def test_the_middle_of_the_line_is_within_a_tenth_of_a_millimetre_of_every_report() -> None:
    ink = ink_of(wave())
    line = [pair for outline in outlines(ink, *BOX) for pair in pairwise(middle_line(outline))]
    for stroke in ink.strokes():
        for sample in stroke.samples:
            assert min(off((sample.x_mm, sample.y_mm), a, b) for a, b in line) < 0.1


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(-60, 160), st.floats(-60, 100)), min_size=1, max_size=6))
def test_any_ink_is_drawn_with_numbers_that_pdf_knows(places: list[tuple[float, float]]) -> None:
    path = path_of(ink_of([report(at * 5000, x, y, at * 97 % 2048) for at, (x, y) in enumerate(places)]))
    assert re.fullmatch(r"[-0-9. \nqQreWngmcf]+", path) and "-0 " not in path and "e-" not in path


def test_the_path_is_clipped_to_the_box_and_restores_what_it_found() -> None:
    lines = path_of(ink_of(wave())).splitlines()
    assert lines[:3] == ["q", "0 0 297.64 113.39 re W n", COLOUR]
    assert lines[-2:] == ["f", "Q"]
    assert lines.count("f") == 1


def test_ink_outside_the_box_is_not_drawn() -> None:
    outside = [report(at * 5000, 200, 20 + at) for at in range(9)]
    assert outlines(ink_of(outside), *BOX) == ()
    assert outlines(ink_of([report(0, 20, -9), report(9, 50, -9)]), *BOX) == ()


def test_no_ink_is_an_empty_path() -> None:
    assert path_of(ink_of([hover(0, 10, 10)])).splitlines() == ["q", "0 0 297.64 113.39 re W n", COLOUR, "f", "Q"]


def test_a_pen_that_rests_draws_a_dot_as_wide_as_the_line() -> None:
    (dot,) = outlines(ink_of([report(at * 5000, 52.5, 20, 1024) for at in range(9)]), *BOX)
    width = line_width_mm(1024 / 2047)
    ring = points(dot.start, dot.curves)
    for x, y in ring:
        assert hypot(x - 52.5, y - 20) == pytest.approx(width / 2, rel=0.02)


def test_a_stroke_is_as_wide_as_the_pen_was_pressed() -> None:
    for pressure in (0, 700, 2047):
        (line,) = outlines(ink_of([report(at * 5000, 10 + at, 20, max(pressure, 1)) for at in range(60)]), *BOX)
        heights = [y for _, y in points(line.start, line.curves)]
        assert max(heights) - min(heights) == pytest.approx(line_width_mm(pressure / 2047), abs=0.01)


def test_a_device_without_pressure_draws_an_even_line() -> None:
    bare = replace(DISPLAY, axes={"x": Axis(400, 48_400, 200), "y": Axis(400, 27_400, 200)})
    (line,) = outlines(ink_of([report(at * 5000, 10 + at, 20, at) for at in range(60)], device=bare), *BOX)
    heights = [y for _, y in points(line.start, line.curves)]
    assert max(heights) - min(heights) == pytest.approx(line_width_mm(0.5), abs=0.01)


def test_the_path_does_not_tell_the_order_of_strokes() -> None:
    one = [report(at * 5000, 10 + at, 10 + at % 5) for at in range(30)]
    other = [report(at * 5000, 60 + at, 20 + at % 7) for at in range(30)]
    first, second = (ink_of([*a, hover(0, 1, 1), *b]) for a, b in ((one, other), (other, one)))
    assert path_of(first) == path_of(second)


def test_a_stroke_written_backwards_gives_the_same_outline() -> None:
    there = [report(at * 5000, 5 + at, 20 + (at - 30) ** 2 / 60, 1000) for at in range(60)]
    back = [replace(each, at_us=at * 5000) for at, each in enumerate(reversed(there))]
    (forwards,), (backwards,) = (outlines(ink_of(reports), *BOX) for reports in (there, back))
    assert len(forwards.curves) == len(backwards.curves)
    for a, b in zip(forwards.places(), backwards.places(), strict=True):
        assert a == pytest.approx(b, abs=0.01)


def test_strokes_are_not_joined_through_the_air() -> None:
    two = [report(0, 10, 10), report(5, 20, 10), hover(9, 50, 30), report(14, 80, 10), report(19, 90, 10)]
    left, right = outlines(ink_of(two), *BOX)
    assert max(x for x, _ in left.places()) < 22 < 78 < min(x for x, _ in right.places())


def test_a_corner_is_sharp_and_an_arc_is_round() -> None:
    corner = [report(at * 5000, 20 + min(at, 40) / 2, 10 + max(at - 40, 0) / 2) for at in range(80)]
    assert len(outlines(ink_of(corner), *BOX)) == 2
    tip = [point for outline in outlines(ink_of(corner), *BOX) for point in middle_line(outline)]
    assert min(hypot(x - 40, y - 10) for x, y in tip) < 0.1


def test_a_stroke_that_turns_back_on_itself_has_no_hole() -> None:
    loop = [report(at * 5000, 30 + min(at, 60 - at) / 4, 20 + (at - 30) / 100, 2047) for at in range(61)]
    page = picture(path_of(ink_of(loop)).encode())
    row = [page.getpixel((round(x * 288 / 25.4), round(20 * 288 / 25.4))) for x in (31, 33, 35, 36)]
    assert max(row) < 60


def test_the_path_of_a_signature_is_smaller_than_lines_through_every_report() -> None:
    noise = Random(3)
    ink = ink_of([report(at * 5000, 10 + at / 4 + noise.gauss(0, 0.01), 20 + 5 * (at % 60) / 60) for at in range(300)])
    lines = b"".join(f"{c.x0:.2f} {c.y0:.2f} l\n".encode() for c in capsules(ink, *BOX))
    assert len(zlib.compress(path_of(ink).encode())) < len(zlib.compress(lines))


def test_every_length_of_a_straight_stroke_is_drawn() -> None:
    """From a dot over strokes too short to fit to long ones: the outline reaches both ends."""
    for tenths in range(1, 60):
        reports = [report(0, 20, 20), report(5000, 20 + tenths / 20, 20), report(10_000, 20 + tenths / 10, 20)]
        xs = [x for each in outlines(ink_of(reports), *BOX) for x, _ in points(each.start, each.curves)]
        half = line_width_mm(1000 / 2047) / 2
        assert min(xs) == pytest.approx(20 - half, abs=0.03)
        assert max(xs) == pytest.approx(20 + tenths / 10 + half, abs=0.06)


def test_neighbouring_points_of_an_outline_are_near() -> None:
    for outline in outlines(ink_of(wave()), *BOX):
        ring = points(outline.start, outline.curves)
        assert max(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)) < 2
        assert ring[-1] == pytest.approx(outline.start, abs=1e-9)
