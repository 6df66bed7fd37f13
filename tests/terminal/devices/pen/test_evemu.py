"""evemu's text is read as evemu writes it, and written so that evemu reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.ink import Axis
from terminal.devices.pen.evemu import Description, Recorded, export, parse
from terminal.devices.pen.events import BTN_TOOL_PEN, BTN_TOUCH, BUS_VIRTUAL, EV_KEY, InputEvent
from terminal.errors import RecordingError

TABLET = """# EVEMU 1.2
#     Event code 0 (ABS_X)
#       Value      0
#       Resolution 200
#     Event code 24 (ABS_PRESSURE)
#       Resolution 0
N: Some Tablet
I: 0003 056a 0059 0115
P: 02 00 00 00 00 00 00 00
B: 00 1b 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 01 1c 00 00 00 00 00 00
A: 00 0 95840 4 0
A: 01 -5 54260 0 0 100
A: 18 0 2047 0 0
A: 28 0 0 0 0
E: 1369413313.184404 0003 0000 53708	# EV_ABS / ABS_X                53708
E: 7.5 0004 0000 -1719661677
E: 0.000001 0000 0000 0000
"""


def described(text: str) -> Description:
    found = parse(text).description
    assert found is not None
    return found


def test_a_description_says_who_the_device_is() -> None:
    tablet = described(TABLET)
    assert (tablet.name, tablet.bus, tablet.vendor, tablet.product, tablet.version) == (
        "Some Tablet",
        3,
        0x56A,
        0x59,
        0x115,
    )
    assert tablet.codes[EV_KEY] == {0x140, 0x14A, 0x14B, 0x14C}
    assert tablet.is_pen
    device = tablet.device()
    assert (device.direct, device.virtual, device.serial) == (True, False, "")


def test_a_resolution_in_the_remarks_serves_when_the_line_has_none() -> None:
    axes = described(TABLET).device().axes
    assert axes == {"x": Axis(0, 95840, 200, 4), "y": Axis(-5, 54260, 100), "pressure": Axis(0, 2047)}


def test_events_keep_their_microseconds_and_their_signs() -> None:
    assert parse(TABLET).events == (
        InputEvent(1369413313184404, 3, 0, 53708),
        InputEvent(7500000, 4, 0, -1719661677),
        InputEvent(1, 0, 0, 0),
    )


def test_a_file_of_bare_events_has_no_description() -> None:
    assert parse("E: 1.000000 0003 0000 5\n") == Recorded(None, (InputEvent(1_000_000, 3, 0, 5),))


@pytest.mark.parametrize(
    "line",
    [
        "E: now 0003 0000 5",
        "E: 1.5 0003",
        "E:",
        "E: 1.5 zz 0000 1",
        "I: 0003 056a",
        "I: 0003 056a 0059 0115 0001",
        "A: 00 0",
        "A: 00 0 5",
        "A: xx 0 5 0 0",
        "P: zz",
        "B:",
    ],
)
def test_a_line_that_is_not_evemus_is_named_with_its_number(line: str) -> None:
    with pytest.raises(RecordingError, match=r"odd\.events, line 2: .* Record again"):
        parse(f"N: x\n{line}\n", "odd.events")


@pytest.mark.parametrize(
    "missing", ["A: 00", "A: 01", "B: 01 01 1c"], ids=["no x axis", "no y axis", "no pen and no contact"]
)
def test_a_device_without_what_a_pen_needs_is_no_pen(missing: str) -> None:
    assert not described("\n".join(line for line in TABLET.splitlines() if not line.startswith(missing))).is_pen


def test_a_device_on_the_virtual_bus_is_virtual() -> None:
    assert Description("v", BUS_VIRTUAL, 0, 0, 0, axes={0: Axis(0, 1), 1: Axis(0, 1)}).device().virtual


NUMBER = st.integers(0, 0xFFFF)
INT32 = st.integers(-(2**31), 2**31 - 1)
DESCRIPTIONS = st.builds(
    Description,
    name=st.text(st.characters(categories=["L", "N"]), max_size=20),
    bus=NUMBER,
    vendor=NUMBER,
    product=NUMBER,
    version=NUMBER,
    properties=st.frozensets(st.integers(0, 63)),
    codes=st.dictionaries(st.integers(0, 31), st.frozensets(st.integers(0, 63), min_size=1)),
    axes=st.dictionaries(
        st.integers(0, 63),
        st.builds(
            lambda low, span, res, fuzz: Axis(low, low + span, res, fuzz),
            INT32,
            NUMBER.map(lambda n: n + 1),
            NUMBER,
            NUMBER,
        ),
    ),
)
EVENTS = st.lists(st.builds(InputEvent, st.integers(0, 2**60), NUMBER, NUMBER, INT32)).map(tuple)


@given(DESCRIPTIONS, EVENTS)
def test_what_is_exported_reads_back_the_same(description: Description, events: tuple[InputEvent, ...]) -> None:
    assert parse(export(description, events, "a remark\nof two lines")) == Recorded(description, events)


def test_keys_get_evemus_whole_room() -> None:
    pen = Description("p", 3, 1, 2, 3, codes={EV_KEY: frozenset({BTN_TOOL_PEN, BTN_TOUCH})})
    assert export(pen, ()).count("B: 01 ") == 12
