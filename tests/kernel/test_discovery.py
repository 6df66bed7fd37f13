"""The pen is found among a real kernel's nodes. Runs in the guest of `tests/terminal/devices/pen/test_kernel.py`."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
from evdev import AbsInfo, ecodes

from signing.ink import Axis
from terminal.devices.pen.discovery import Hotplug, discover
from terminal.devices.pen.errors import NoPenError
from terminal.devices.pen.events import ABS_X, INPUT_PROP_DIRECT
from terminal.devices.pen.node_choice import Judged, Policy, choose, judge_all
from tests.kernel.tablets import AXES, KEYS, NAME, PRODUCT, Tablet, hid_pen, node_named, plugged

pytestmark = pytest.mark.kernel

LABELLED = Policy(allow_virtual=True)  # everything in here is made by a program
GENEROUS_S = 60.0
Events = dict[int, Sequence[object]]

TOUCH: Events = {
    ecodes.EV_KEY: [ecodes.BTN_TOUCH, ecodes.BTN_TOOL_FINGER],
    ecodes.EV_ABS: [
        *AXES[:2],
        (ecodes.ABS_MT_SLOT, AbsInfo(0, 0, 9, 0, 0, 0)),
        (ecodes.ABS_MT_POSITION_X, AbsInfo(0, 0, 52_000, 0, 0, 100)),
        (ecodes.ABS_MT_POSITION_Y, AbsInfo(0, 0, 32_500, 0, 0, 100)),
        (ecodes.ABS_MT_TRACKING_ID, AbsInfo(0, 0, 65_535, 0, 0, 0)),
    ],
}
PAD: Events = {
    ecodes.EV_KEY: [ecodes.BTN_0, ecodes.BTN_1, ecodes.BTN_STYLUS],
    ecodes.EV_ABS: [
        (ecodes.ABS_X, AbsInfo(0, 0, 1, 0, 0, 0)),
        (ecodes.ABS_Y, AbsInfo(0, 0, 1, 0, 0, 0)),
        (ecodes.ABS_WHEEL, AbsInfo(0, 0, 71, 0, 0, 0)),
    ],
}
UNSIZED: Events = {
    ecodes.EV_KEY: KEYS,
    ecodes.EV_ABS: [(code, info._replace(resolution=0)) for code, info in AXES],
}
MOUSE: Events = {ecodes.EV_KEY: [ecodes.BTN_LEFT], ecodes.EV_REL: [ecodes.REL_X, ecodes.REL_Y]}


@pytest.fixture
def crowd() -> Iterator[dict[str, Tablet]]:
    """A pen display with all the nodes that such a display may have, and a mouse."""
    with ExitStack() as stack:
        yield {
            "stylus": stack.enter_context(plugged(UNSIZED, "Luobi test Stylus")),
            "touch": stack.enter_context(plugged(TOUCH, "Luobi test Finger", PRODUCT + 1)),
            "pad": stack.enter_context(plugged(PAD, "Luobi test Pad")),
            "mouse": stack.enter_context(plugged(MOUSE, "Luobi test mouse", direct=False)),
            "pen": stack.enter_context(plugged()),
        }


def judged(policy: Policy = LABELLED) -> dict[str, Judged]:
    """Every node of the guest by its path."""
    return {each.node.path: each for each in judge_all(discover(), policy)}


def test_the_pen_is_chosen_among_the_nodes_of_its_own_display(crowd: dict[str, Tablet]) -> None:
    found = judged()
    assert choose(list(found.values())).node.path == str(crowd["pen"].path)
    first = {kind: found[str(tablet.path)].reasons[0] for kind, tablet in crowd.items()}
    assert first == {
        "stylus": "second-node",
        "touch": "touch",
        "pad": "pad",
        "mouse": "no-place",
        "pen": "virtual-allowed",
    }


def test_what_a_program_made_is_no_pen_unless_the_station_allows_it(crowd: dict[str, Tablet]) -> None:
    with pytest.raises(NoPenError):
        choose(list(judged(Policy()).values()))
    assert judged(Policy())[str(crowd["pen"].path)].reasons == ("virtual",)


def test_a_node_is_described_as_the_kernel_describes_it(crowd: dict[str, Tablet]) -> None:
    node = judged()[str(crowd["pen"].path)].node
    assert (node.description.name, str(node.identity)) == (NAME, f"056a:{PRODUCT:04x}:-")
    assert node.virtual and node.readable and INPUT_PROP_DIRECT in node.description.properties
    assert node.description.axes[ABS_X] == Axis(0, 52_000, 100, 4)


def test_a_pen_of_the_wacom_driver_is_recognised() -> None:
    with hid_pen():
        path = node_named("Luobi HID pen")
        reasons = judged()[str(path)].reasons
    assert "virtual-allowed" in reasons and not {"touch", "pad", "no-place", "no-pen-tool", "no-contact"} & {*reasons}


def test_plugging_in_and_out_is_told() -> None:
    watch, told = Hotplug("kernel"), list[tuple[str, str]]()
    with plugged() as tablet:
        path = str(tablet.path)
    end = time.monotonic() + GENEROUS_S
    while ("remove", path) not in told and time.monotonic() < end:
        select.select([watch], [], [], 1)
        told += watch.drain()
    assert [change for change in told if change[1] == path] == [("add", path), ("remove", path)]
