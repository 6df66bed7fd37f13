"""The decoder knows what the kernel's protocol leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from signing.ink import PenReport
from terminal.devices.pen.events import (
    ABS_DISTANCE,
    ABS_PRESSURE,
    ABS_TILT_X,
    ABS_X,
    ABS_Y,
    BTN_STYLUS,
    BTN_TOOL_PEN,
    BTN_TOOL_RUBBER,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_MSC,
    EV_SYN,
    MSC_SERIAL,
    MSC_TIMESTAMP,
    SYN_DROPPED,
    SYN_REPORT,
    InputEvent,
)
from terminal.devices.pen.reports import Decoded, decode

Change = tuple[int, int, int]
X = (EV_ABS, ABS_X)
Y = (EV_ABS, ABS_Y)
PEN = (EV_KEY, BTN_TOOL_PEN)
TOUCH = (EV_KEY, BTN_TOUCH)
LOST = (EV_SYN, SYN_DROPPED, 0)
SYNC = (EV_SYN, SYN_REPORT, 0)


def stream(*frames: Iterable[Change]) -> list[InputEvent]:
    """Frames 5 ms apart, on a clock that began long ago."""
    events = []
    for at, frame in enumerate(frames):
        events += [InputEvent(10**15 + at * 5000, *change) for change in (*frame, SYNC)]
    return events


def decoded(*frames: Iterable[Change]) -> Decoded:
    return decode(stream(*frames))


def reports(*frames: Iterable[Change]) -> tuple[PenReport, ...]:
    return decoded(*frames).reports


NEAR = [(*PEN, 1), (*X, 100), (*Y, 200)]


def test_each_frame_is_one_report_and_time_begins_with_the_capture() -> None:
    assert [report.at_us for report in reports(NEAR, [(*X, 101)], [])] == [0, 5000, 10000]


def test_what_is_not_sent_has_not_changed() -> None:
    first, second, third = reports([*NEAR, (EV_ABS, ABS_PRESSURE, 7), (EV_ABS, ABS_TILT_X, -3)], [(*Y, 9)], [(*X, 5)])
    assert (first.x, first.y, first.pressure, first.tilt_x) == (100, 200, 7, -3)
    assert (second.x, second.y, second.pressure, second.tilt_x) == (100, 9, 7, -3)
    assert (third.x, third.y) == (5, 9)


def test_the_place_in_a_leaving_frame_is_no_place() -> None:
    leaving = [(*X, 0), (*Y, 0), (EV_ABS, ABS_DISTANCE, 0), (*PEN, 0)]
    _, last = reports([*NEAR, (EV_ABS, ABS_DISTANCE, 30)], leaving)
    assert (last.x, last.y, last.distance, last.near, last.tool) == (100, 200, 30, False, BTN_TOOL_PEN)


def test_a_pen_that_comes_back_is_believed_again() -> None:
    *_, back = reports(NEAR, [(*X, 0), (*PEN, 0)], [(*PEN, 1), (*X, 300)])
    assert (back.x, back.near) == (300, True)


def test_contact_is_what_the_driver_says_not_what_pressure_suggests() -> None:
    light, heavy = reports([*NEAR, (EV_ABS, ABS_PRESSURE, 12)], [(*TOUCH, 1), (EV_ABS, ABS_PRESSURE, 900)])
    assert (light.touching, light.pressure, light.inking) == (False, 12, False)
    assert (heavy.touching, heavy.inking) == (True, True)


def test_a_pen_out_of_range_touches_nothing() -> None:
    *_, last = reports([*NEAR, (*TOUCH, 1)], [(*PEN, 0)])
    assert not last.touching


def test_the_eraser_is_reported_but_leaves_no_ink() -> None:
    turned = reports([(EV_KEY, BTN_TOOL_RUBBER, 1), (*X, 1), (*TOUCH, 1)])[0]
    assert (turned.tool, turned.near, turned.touching, turned.inking) == (BTN_TOOL_RUBBER, True, True, False)


def test_of_two_tools_the_latest_counts_until_it_leaves() -> None:
    rubber = (EV_KEY, BTN_TOOL_RUBBER)
    tools = [r.tool for r in reports(NEAR, [(*rubber, 1)], [(*rubber, 0)], [(*PEN, 0)])]
    assert tools == [BTN_TOOL_PEN, BTN_TOOL_RUBBER, BTN_TOOL_PEN, BTN_TOOL_PEN]


def test_a_tool_that_leaves_while_another_stays_keeps_the_place() -> None:
    *_, last = reports([*NEAR, (EV_KEY, BTN_TOOL_RUBBER, 1)], [(EV_KEY, BTN_TOOL_RUBBER, 0), (*X, 150)])
    assert (last.x, last.near) == (150, True)


def test_a_pen_that_was_never_announced_is_presumed() -> None:
    hovering, touching = reports([(*X, 10), (*Y, 20)], [(*TOUCH, 1), (*X, 11)])
    assert (hovering.tool, hovering.near, hovering.touching) == (BTN_TOOL_PEN, True, False)
    assert touching.inking


def test_before_anything_is_known_nothing_is_near() -> None:
    assert [(r.near, r.tool) for r in reports([(EV_MSC, MSC_SERIAL, 5)])] == [(False, 0)]


def test_other_buttons_change_nothing() -> None:
    before, after = reports(NEAR, [(EV_KEY, BTN_STYLUS, 1)])
    assert (before.x, before.tool, before.touching) == (after.x, after.tool, after.touching)


def test_after_a_loss_the_rest_of_the_broken_frame_is_ignored() -> None:
    found = decoded(NEAR, [(*X, 500), LOST, (*Y, 600)], [(*X, 700)])
    assert found.dropped == 1
    assert [(r.x, r.y) for r in found.reports] == [(100, 200), (700, 200)]


def test_the_state_read_anew_after_a_loss_is_an_ordinary_frame() -> None:
    found = decoded([*NEAR, (*TOUCH, 1)], [LOST], [(*X, 8), (*Y, 9), (*TOUCH, 0), (*PEN, 1)], [(*X, 10)])
    assert [(r.x, r.y, r.touching) for r in found.reports] == [(100, 200, True), (8, 9, False), (10, 9, False)]


def test_each_pens_number_is_kept_once_and_unsigned() -> None:
    serials = decoded(
        [*NEAR, (EV_MSC, MSC_SERIAL, 461503946)],
        [(EV_MSC, MSC_SERIAL, 461503946)],
        [(EV_MSC, MSC_SERIAL, -1719661677), (EV_MSC, MSC_SERIAL, 0)],
    ).serials
    assert serials == ("461503946", "2575305619")


def test_the_devices_clock_counts_from_its_first_stamp_and_may_wrap() -> None:
    stamps = [(EV_MSC, MSC_TIMESTAMP, value) for value in (2**31 - 5000, -(2**31), -(2**31) + 5000)]
    timed = reports([*NEAR, stamps[0]], [stamps[1]], [], [stamps[2]])
    assert [r.device_us for r in timed] == [0, 5000, -1, 10000]


def test_a_frame_that_never_ends_is_no_report() -> None:
    assert decode(stream(NEAR)[:-1]).reports == ()


CHANGES = st.tuples(
    st.sampled_from([EV_SYN, EV_KEY, EV_ABS, EV_MSC]),
    st.sampled_from([0, 1, 3, 5, 24, 0x140, 0x141, 0x14A]),
    st.integers(-9, 9),
)


@given(st.lists(CHANGES))
def test_any_stream_decodes_to_one_report_for_each_unbroken_frame(changes: list[Change]) -> None:
    events = [InputEvent(at, *change) for at, change in enumerate(changes)]
    found = decode(events)
    frames = sum((e.type, e.code) == (EV_SYN, SYN_REPORT) for e in events)
    losses = sum((e.type, e.code) == (EV_SYN, SYN_DROPPED) for e in events)
    assert found.dropped == losses
    assert frames - losses <= len(found.reports) <= frames
    assert all(r.near or not r.touching for r in found.reports)


def test_what_the_pen_did_does_not_show_in_a_log() -> None:
    assert "100" not in repr(decoded(NEAR))
