"""The ink container keeps what the pen said, and nothing passes for it that is not exactly it."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from signing.errors import InkError
from signing.ink import COLUMNS, MAGIC, MAX_HEADER_BYTES, TURNS, Axis, Device, Ink, PenReport, Source, Stroke, Window
from tests.signing.inks import DISPLAY, PEN, RUBBER, hover, ink_of, report, wave

VECTORS = Path(__file__).parents[1] / "vectors" / "ink"
INT32 = st.integers(-(2**31), 2**31 - 1)
INT53 = st.integers(-(2**53) + 1, 2**53 - 1)
MM = st.floats(-1e6, 1e6)

REPORTS = st.builds(
    PenReport, INT32, INT32, INT32, INT32, INT32, INT32, INT32, st.booleans(), st.booleans(), INT32, INT32
)
AXES = st.builds(
    lambda low, range_, res, fuzz: Axis(low, low + range_, res, fuzz),
    INT32,
    st.integers(1, 2**31),
    INT32,
    INT32,
)
DEVICES = st.builds(
    Device,
    name=st.text(),
    bus=INT53,
    vendor=INT53,
    product=INT53,
    version=INT53,
    serial=st.text(),
    direct=st.booleans(),
    virtual=st.booleans(),
    axes=st.fixed_dictionaries(
        {"x": AXES, "y": AXES}, optional=dict.fromkeys(("pressure", "tilt_x", "tilt_y", "distance"), AXES)
    ),
)
INKS = st.builds(
    Ink,
    device=DEVICES,
    source=st.sampled_from(Source),
    window=st.builds(Window, MM, MM, st.floats(0.001, 1e6), st.floats(0.001, 1e6), st.sampled_from(TURNS)),
    reports=st.lists(REPORTS, max_size=20).map(tuple),
    dropped=INT53,
    started_at=st.text(),
)


@given(INKS)
def test_any_ink_survives_its_container(ink: Ink) -> None:
    assert Ink.from_bytes(ink.to_bytes()) == ink


@given(INKS)
def test_an_ink_has_one_container(ink: Ink) -> None:
    assert Ink.from_bytes(ink.to_bytes()).to_bytes() == ink.to_bytes()


def test_the_digest_is_that_of_the_container() -> None:
    ink = ink_of(wave())
    assert ink.digest() == sha256(ink.to_bytes()).digest()


def test_any_change_to_a_report_changes_the_digest() -> None:
    reports = wave(30)
    digests = {ink_of(reports).digest()}
    for name in COLUMNS:
        other = getattr(reports[3], name) ^ 1
        changed = replace(reports[3], **{name: bool(other) if name in ("touching", "near") else other})
        digests.add(ink_of([*reports[:3], changed, *reports[4:]]).digest())
    assert len(digests) == len(COLUMNS) + 1


@pytest.mark.parametrize(("name", "turned"), [("small", 0), ("turned", 90)])
def test_the_published_vectors_read_and_write_as_documented(name: str, turned: int) -> None:
    data = (VECTORS / f"{name}.luobi-ink").read_bytes()
    ink = Ink.from_bytes(data)
    expected = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    assert sha256(data).hexdigest() == expected["sha256"]
    assert ink.window.turned == turned
    assert [[int(getattr(report, name)) for name in COLUMNS] for report in ink.reports] == expected["reports"]
    assert ink.to_bytes() == data


def test_an_upright_ink_is_what_it_always_was_and_only_a_turned_one_says_so() -> None:
    ink = ink_of(wave())
    turned = replace(ink, window=replace(ink.window, turned=270))
    assert ink.to_bytes().startswith(b"luobi-ink/1\n") and b"turned" not in ink.to_bytes()
    assert turned.to_bytes().startswith(b"luobi-ink/2\n") and b'"turned":270' in turned.to_bytes()


@given(st.sampled_from(TURNS), st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 10_000)), min_size=1))
def test_a_turned_display_gives_the_writing_that_its_signer_saw(turned: int, places: list[tuple[int, int]]) -> None:
    """The same hand on a display that hangs upright and on one that was turned before it was written on."""
    wide, high = Axis(0, 20_000, 100), Axis(0, 10_000, 100)
    seen = replace(DISPLAY, axes={"x": wide, "y": high})
    on_its_side = replace(DISPLAY, axes={"x": high, "y": wide}) if turned in (90, 270) else seen
    raw = {
        0: lambda x, y: (x, y),
        90: lambda x, y: (y, 20_000 - x),
        180: lambda x, y: (20_000 - x, 10_000 - y),
        270: lambda x, y: (10_000 - y, x),
    }[turned]
    straight = [report(at, x, y) for at, (x, y) in enumerate(places)]
    turned_reports = [replace(one, **dict(zip("xy", raw(one.x, one.y), strict=True))) for one in straight]
    window = Window(20, 10, 105, 40)
    expected = Ink(seen, Source.PEN, window, tuple(straight), 0, "")
    ink = Ink(on_its_side, Source.PEN, replace(window, turned=turned), tuple(turned_reports), 0, "")
    for one, other in zip(ink.samples(), expected.samples(), strict=True):
        assert (one.x_mm, one.y_mm) == pytest.approx((other.x_mm, other.y_mm), abs=1e-9)


def test_on_an_upright_display_a_place_lies_where_it_is() -> None:
    assert DISPLAY.upright(3.0, 4.0, 0) == (3.0, 4.0)


@pytest.mark.parametrize("turned", [1, 45, -90, 360])
def test_a_picture_stands_on_one_of_four_sides(turned: int) -> None:
    with pytest.raises(InkError, match="degrees"):
        Window(0, 0, 10, 10, turned)


def _parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    length = struct.unpack_from("<I", data, len(MAGIC))[0]
    start = len(MAGIC) + 4
    return json.loads(data[start : start + length]), data[start + length :]


def _whole(header: bytes, body: bytes) -> bytes:
    return MAGIC + struct.pack("<I", len(header)) + header + body


def _edited(edit: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def harm(data: bytes) -> bytes:
        header, body = _parts(data)
        edit(header)
        return _whole(rfc8785.dumps(header), body)

    return harm


def _raw(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def harm(data: bytes) -> bytes:
        header, body = _parts(data)
        return _whole(change(rfc8785.dumps(header)), body)

    return harm


def _flag_of_two(data: bytes) -> bytes:
    header, body = _parts(data)
    at = COLUMNS.index("touching") * 4 * header["count"]
    return _whole(rfc8785.dumps(header), body[:at] + struct.pack("<i", 2) + body[at + 4 :])


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing at all": lambda data: b"",
    "another kind of file": lambda data: b"%PDF-1.7" + data[8:],
    "cut within the length": lambda data: data[: len(MAGIC) + 2],
    "cut within the header": lambda data: data[:60],
    "cut within a column": lambda data: data[:-1],
    "a column missing": lambda data: data[: -4 * 30],
    "something behind the end": lambda data: data + b"\0",
    "a header longer than allowed": lambda data: MAGIC + struct.pack("<I", MAX_HEADER_BYTES + 1) + data[16:],
    "a header that is no JSON": _raw(lambda header: b"{" + header),
    "a header that is no UTF-8": _raw(lambda header: header.replace(b"Test", b"\xff\xfe\xfd\xfc")),
    "a header nested without end": _raw(lambda header: b"[" * 60_000),
    "a header that is a list": _raw(lambda header: b"[]"),
    "a space in the header": _raw(lambda header: header.replace(b":", b": ", 1)),
    "a key twice": _raw(lambda header: header.replace(b'{"axes"', b'{"dropped":0,"axes"')),
    "half a character in a name": _raw(lambda header: header.replace(b"Test pen", b"\\ud800")),
    "an upright ink that claims to be turned": lambda data: data.replace(b"ink/1", b"ink/2", 1),
    "a turned ink in the layout of an upright one": _edited(lambda header: header.update(turned=90)),
    "an upright ink that says so": _edited(lambda header: header.update(turned=0)),
    "a turn that is no number": _edited(lambda header: header.update(turned="90")),
    "an unknown key": _edited(lambda header: header.update(extra=1)),
    "a missing key": _edited(lambda header: header.pop("started_at")),
    "an unknown key of the device": _edited(lambda header: header["device"].update(colour="red")),
    "an unknown axis": _edited(lambda header: header["axes"].update(wheel=[0, 9, 0, 0])),
    "an axis without a range": _edited(lambda header: header["axes"].update(x=[5, 5, 0, 0])),
    "no y axis": _edited(lambda header: header["axes"].pop("y")),
    "an unknown source": _edited(lambda header: header.update(source="ghost")),
    "a number where text belongs": _edited(lambda header: header.update(started_at=7)),
    "text where a number belongs": _edited(lambda header: header.update(dropped="0")),
    "true where a number belongs": _edited(lambda header: header.update(dropped=True)),
    "a number where a flag belongs": _edited(lambda header: header["device"].update(direct=1)),
    "text in the window": _edited(lambda header: header.update(window_mm=["0", 0, 1, 1])),
    "a window without width": _edited(lambda header: header.update(window_mm=[0, 0, 0, 1])),
    "a count that is too large": _edited(lambda header: header.update(count=2**40)),
    "a negative count": _edited(lambda header: header.update(count=-30)),
    "columns in another order": _edited(lambda header: header["columns"].reverse()),
    "a flag that is neither yes nor no": _flag_of_two,
}


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_container_is_refused_with_advice(harm: Callable[[bytes], bytes]) -> None:
    sound = ink_of(wave(30)).to_bytes()
    assert harm(sound) != sound
    with pytest.raises(InkError, match="Take the container again"):
        Ink.from_bytes(harm(sound))


@given(st.data())
def test_a_changed_byte_never_reads_as_the_same_ink(data: st.DataObject) -> None:
    ink = ink_of(wave(12))
    sound = ink.to_bytes()
    at = data.draw(st.integers(0, len(sound) - 1))
    harmed = bytes([*sound[:at], sound[at] ^ data.draw(st.integers(1, 255)), *sound[at + 1 :]])
    with suppress(InkError):
        assert Ink.from_bytes(harmed) != ink


@pytest.mark.parametrize(
    "unfit",
    [
        {"reports": (report(2**31, 1, 1),)},
        {"started_at": "\ud800"},
        {"dropped": 2**60},
        {"started_at": "0" * MAX_HEADER_BYTES},
    ],
    ids=["a time beyond 32 bits", "half a character", "a count beyond JSON", "a header too long"],
)
def test_an_ink_that_does_not_fit_its_container_is_not_written(unfit: dict[str, object]) -> None:
    with pytest.raises(InkError, match=r"again|Shorten"):
        replace(ink_of(wave(20)), **unfit).to_bytes()  # type: ignore[arg-type]


def test_strokes_run_from_contact_to_lift_in_millimetres_of_the_window() -> None:
    ink = ink_of([hover(0, 0, 0), report(5, 1, 2), report(9, 3, 4, 2047), hover(14, 5, 6), report(20, 7, 8, 0)])
    first, second = ink.strokes()
    assert [(s.at_us, s.x_mm, s.y_mm, s.touching) for s in first.samples] == [
        (5, 1, 2, True),
        (9, 3, 4, True),
    ]
    assert first.samples[1].pressure == 1.0
    assert [s.pressure for s in second.samples] == [0.0]


@pytest.mark.parametrize(
    "silent",
    [{"tool": RUBBER}, {"near": False}, {"touching": False}, {"tool": 0x147}],
    ids=["the eraser", "out of range", "above the glass", "a lens cursor"],
)
def test_nothing_but_a_pen_on_the_glass_leaves_ink(silent: dict[str, Any]) -> None:
    assert ink_of([replace(report(at, at, at), **silent) for at in range(5)]).strokes() == ()


def test_samples_keep_the_air_but_not_what_is_out_of_range() -> None:
    ink = ink_of([hover(0, 1, 1), report(5, 2, 2), replace(hover(9, 9, 9), near=False)])
    assert [(s.at_us, s.touching) for s in ink.samples()] == [(0, False), (5, True)]


def test_pressure_outside_the_range_is_shown_at_its_end() -> None:
    assert [Axis(10, 110).share(value) for value in (0, 10, 60, 110, 999)] == [0, 0, 0.5, 1, 1]


def test_without_a_pressure_axis_pressure_is_nought() -> None:
    bare = replace(DISPLAY, axes={name: DISPLAY.axes[name] for name in ("x", "y")})
    assert ink_of([report(0, 1, 1)], device=bare).strokes()[0].samples[0].pressure == 0.0


@pytest.mark.parametrize(
    ("x_per_mm", "y_per_mm", "expected", "known"),
    [
        (200, 200, (200, 200), True),
        (0, 0, (320, 320), False),
        (100_000, 100_000, (320, 320), False),
        (200, 0, (200, 200), False),
        (0, 250, (250, 250), False),
        (1, 200, (200, 200), False),
    ],
)
def test_a_resolution_is_believed_only_when_the_surface_gets_a_likely_size(
    x_per_mm: int, y_per_mm: int, expected: tuple[float, float], known: bool
) -> None:
    axes = {"x": Axis(400, 48_400, x_per_mm), "y": Axis(400, 27_400, y_per_mm)}
    device = replace(DISPLAY, axes=axes)
    assert (device.units_per_mm(), device.size_known) == (expected, known)


@pytest.mark.parametrize("sides", [(0, 0, 0, 1), (0, 0, 1, -1), (float("nan"), 0, 1, 1), (0, 0, float("inf"), 1)])
def test_a_window_without_a_size_is_refused(sides: tuple[float, float, float, float]) -> None:
    with pytest.raises(InkError, match="positive sides"):
        Window(*sides)


def test_what_was_written_does_not_show_in_a_log() -> None:
    ink = ink_of([report(0, 12.5, 17.25, 777)])
    assert "777" not in repr(ink)
    assert repr(Stroke(ink.strokes()[0].samples)) == "Stroke()"


def test_the_tool_of_a_pen_is_the_kernels_number() -> None:
    assert report(0, 1, 1).tool == PEN == 0x140
