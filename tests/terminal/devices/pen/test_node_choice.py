"""The pen is found among what a machine calls input devices, and whatever is not taken says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.message import text
from signing.ink import Axis
from terminal.devices.pen.errors import NoPenError, WhichPenError
from terminal.devices.pen.evemu import Description, parse
from terminal.devices.pen.events import (
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_STYLUS,
    BTN_TOOL_PEN,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    INPUT_PROP_DIRECT,
)
from terminal.devices.pen.node_choice import REASONS, Identity, Judged, Node, Policy, choose, judge_all, judge_node
from terminal.devices.pen.recording import read_recording
from terminal.errors import SettingError

ANYTHING = Policy()
LABELLED = Policy(allow_virtual=True)
PLACE = {ABS_X: Axis(0, 59_152, 200), ABS_Y: Axis(0, 33_448, 200)}
PRESSURE = {ABS_PRESSURE: Axis(0, 2_047)}
BTN_0, BTN_LEFT, BTN_TOOL_FINGER, ABS_WHEEL = 0x100, 0x110, 0x145, 0x08


def description(
    name: str, keys: set[int], axes: Mapping[int, Axis], direct: bool = True, product: int = 0x0335
) -> Description:
    properties = frozenset({INPUT_PROP_DIRECT}) if direct else frozenset[int]()
    codes = {EV_KEY: frozenset(keys), EV_ABS: frozenset(axes)}
    return Description(name, 3, 0x056A, product, 0x100, properties, codes, axes)


PEN = description("Pen display Pen", {BTN_TOOL_PEN, BTN_TOUCH, BTN_STYLUS}, PLACE | PRESSURE)
UNSIZED = {ABS_X: Axis(0, 32_767), ABS_Y: Axis(0, 32_767)}
CLAIMED = {ABS_X: Axis(0, 1_920_000, 100_000), ABS_Y: Axis(0, 1_080_000, 100_000)}  # what a daemon's copy claims

DECOYS: dict[str, tuple[Node, str]] = {
    "a keyboard": (Node("/dev/input/event1", description("Keyboard", {30, 31}, {})), "no-place"),
    "a mouse": (Node("/dev/input/event1", description("Mouse", {BTN_LEFT}, {})), "no-place"),
    "the display's touch surface": (
        Node("/dev/input/event1", description("Display Finger", {BTN_TOUCH, BTN_TOOL_FINGER}, PLACE)),
        "touch",
    ),
    "the display's buttons": (
        Node(
            "/dev/input/event1",
            description(
                "Display Pad", {BTN_0, BTN_STYLUS}, {ABS_X: Axis(0, 1), ABS_Y: Axis(0, 1), ABS_WHEEL: Axis(0, 71)}
            ),
        ),
        "pad",
    ),
    "a joystick": (Node("/dev/input/event1", description("Joystick", {BTN_0}, PLACE)), "no-pen-tool"),
    "a pen that cannot touch": (
        Node("/dev/input/event1", description("Hover", {BTN_TOOL_PEN}, PLACE)),
        "no-contact",
    ),
    "a touch monitor that calls its finger a pen": (
        Node("/dev/input/event1", description("Touch", {BTN_TOOL_PEN, BTN_TOUCH, BTN_LEFT}, UNSIZED, direct=False)),
        "touch",
    ),
    "a touch monitor of an impossible size": (
        Node("/dev/input/event1", description("Touch", {BTN_TOOL_PEN, BTN_TOUCH}, CLAIMED)),
        "touch",
    ),
    "a touch monitor that states its size and tells fingers apart": (
        Node("/dev/input/event1", description("Touch", {BTN_TOOL_PEN, BTN_TOUCH}, PLACE | {0x35: Axis(0, 4_095)})),
        "touch",
    ),
    "a virtual pen": (Node("/dev/input/event1", PEN, virtual=True), "virtual"),
    "a node that may not be read": (
        Node("/dev/input/event1", replace(PEN, axes={}), readable=False),
        "no-access",
    ),
}


@pytest.mark.parametrize(("decoy", "reason"), DECOYS.values(), ids=DECOYS)
def test_a_decoy_is_refused_by_its_reason_and_never_chosen(decoy: Node, reason: str) -> None:
    judged = judge_node(decoy, ANYTHING)
    assert judged.refused and judged.reasons[0] == reason
    assert not {name for name in judged.reasons if REASONS[name].refuses} - {reason}
    pen = Node("/dev/input/event9", PEN, phys="usb-0000:00:14.0-9/input0")
    assert choose(judge_all([decoy, pen], ANYTHING)).node is pen


def test_a_pen_display_is_chosen_without_a_word_against_it() -> None:
    assert judge_node(Node("/dev/input/event3", PEN), ANYTHING).reasons == ()


def test_a_second_stylus_without_a_size_loses_to_the_first_one_of_its_tablet() -> None:
    phys = "usb-0000:00:14.0-2/input"
    stylus = Node("/dev/input/event4", replace(PEN, name="Kamvas Stylus", axes=UNSIZED | PRESSURE), phys=phys + "1")
    pen = Node("/dev/input/event7", replace(PEN, name="Kamvas Pen"), phys=phys + "0")
    first, second = judge_all([stylus, pen], ANYTHING)
    assert (first.node, second.node) == (pen, stylus)
    assert second.reasons[0] == "second-node" and second.refused


def test_a_tablet_that_states_no_size_is_still_the_pen_if_there_is_no_other() -> None:
    lone = Node("/dev/input/event4", replace(PEN, axes=UNSIZED | PRESSURE))
    judged = choose(judge_all([lone], ANYTHING))
    assert judged.node is lone and judged.reasons == ("size-unknown",)


EVIDENCE = {
    "pressure": ({BTN_TOOL_PEN, BTN_TOUCH}, UNSIZED | PRESSURE),
    "a stylus button": ({BTN_TOOL_PEN, BTN_TOUCH, BTN_STYLUS}, UNSIZED),
    "a second stylus button": ({BTN_TOOL_PEN, BTN_TOUCH, 0x14C}, UNSIZED),
    "a size": ({BTN_TOOL_PEN, BTN_TOUCH}, PLACE),
}


@pytest.mark.parametrize(("keys", "axes"), EVIDENCE.values(), ids=EVIDENCE)
def test_one_piece_of_evidence_makes_a_pen(keys: set[int], axes: Mapping[int, Axis]) -> None:
    assert not judge_node(Node("/dev/input/event1", description("Pen", keys, axes)), ANYTHING).refused


@pytest.mark.parametrize(
    ("allowed", "taken"),
    [("056a:0335:-", True), ("056a:0335:*", True), ("056a:*:*", True), ("*:*:*", False), ("*:0335:*", False)],
)
def test_without_evidence_the_operators_word_makes_a_pen(allowed: str, taken: bool) -> None:
    touch, _ = DECOYS["a touch monitor that calls its finger a pen"]
    judged = judge_node(touch, Policy((Identity.parse(allowed),)))
    assert judged.refused is not taken
    assert "size-unknown" in judged.reasons and ("unproven" in judged.reasons) is not taken


def test_a_tablet_that_was_calibrated_needs_no_other_evidence() -> None:
    touch, _ = DECOYS["a touch monitor that calls its finger a pen"]
    assert choose(judge_all([touch], ANYTHING, [touch.identity])).node is touch


def test_a_touch_monitor_is_never_taken_for_the_pen(shared: Path) -> None:
    path = shared / "cases" / "pen" / "08-touch-monitor-taken-for-the-pen.events"
    if not path.is_file():
        pytest.skip("no shared cases")
    node = Node("/dev/input/event1", read_recording(path).description)
    with pytest.raises(NoPenError, match="Connect it"):
        choose(judge_all([node], ANYTHING))
    assert judge_node(node, ANYTHING).reasons[0] == "touch"


@pytest.mark.parametrize("per_mm", [(32, 51), (1, 1), (100_000, 100_000), (51, 32), (0, 51)])
def test_a_pen_whose_firmware_states_an_impossible_size_has_an_unknown_one(per_mm: tuple[int, int]) -> None:
    axes = {ABS_X: Axis(0, 32_767, per_mm[0]), ABS_Y: Axis(0, 32_767, per_mm[1])}
    judged = choose(judge_all([Node("/dev/input/event1", replace(PEN, axes=axes | PRESSURE))], ANYTHING))
    assert judged.reasons == ("size-unknown",)
    said = REASONS["size-unknown"].message
    assert "calibrate" in text(said, "en") and "校准" in text(said, "zh")


def test_a_real_description_with_an_impossible_size_is_the_pen(shared: Path) -> None:
    path = shared / "cases" / "pen" / "13-firmware-states-1024mm.desc"
    if not path.is_file():
        pytest.skip("no shared cases")
    found = parse(path.read_text("utf-8")).description
    assert found is not None
    node = Node("/dev/input/event1", found)
    assert choose(judge_all([node], ANYTHING)).reasons == ("size-unknown",)
    assert judge_all([node], ANYTHING, [node.identity], [node.identity])[0].reasons == ()


def test_a_virtual_pen_is_taken_when_allowed_and_says_what_it_is() -> None:
    judged = choose(judge_all([DECOYS["a virtual pen"][0]], LABELLED))
    assert judged.reasons == ("virtual-allowed",)


def test_a_real_pen_goes_before_a_virtual_one_even_where_that_is_allowed() -> None:
    copy = Node("/dev/input/event2", replace(PEN, name="Virtual Artist Tablet"), virtual=True)
    real = Node("/dev/input/event5", replace(PEN, axes=UNSIZED), phys="usb-1/input0")
    assert choose(judge_all([copy, real], LABELLED)).node is real


def test_a_pen_display_goes_before_an_opaque_tablet() -> None:
    opaque = Node("/dev/input/event2", replace(PEN, properties=frozenset(), product=0x00B9))
    display = Node("/dev/input/event5", PEN)
    first, second = judge_all([opaque, display], ANYTHING)
    assert (first.node, second.reasons) == (display, ("not-direct",))


def two_displays() -> tuple[Node, Node]:
    return (
        Node("/dev/input/event2", PEN, uniq="4AE001", phys="usb-0000:00:14.0-1/input0"),
        Node("/dev/input/event10", PEN, uniq="4AE002", phys="usb-0000:00:14.0-2/input0"),
    )


def test_two_equal_tablets_are_no_choice_of_ours() -> None:
    with pytest.raises(WhichPenError, match=r"event2 \(056a:0335:4AE001\), .*event10 \(056a:0335:4AE002\).*Unplug"):
        choose(judge_all(two_displays(), ANYTHING))


def test_a_remembered_tablet_is_chosen_among_equals() -> None:
    for wanted in two_displays():
        judged = judge_all(two_displays(), ANYTHING, [wanted.identity])
        assert choose(judged).node == wanted


def test_a_remembered_tablet_is_still_refused_when_it_is_no_pen() -> None:
    touch = DECOYS["the display's touch surface"][0]
    with pytest.raises(NoPenError, match="Connect it"):
        choose(judge_all([touch], ANYTHING, [touch.identity]))


@pytest.mark.parametrize(
    ("allowed", "taken"),
    [("056a:0335:4AE001", True), ("056a:0335:*", True), ("056a:*:*", True), ("056a:0335:4AE002", False)],
)
def test_the_stations_list_decides_by_vendor_product_and_serial(allowed: str, taken: bool) -> None:
    judged = judge_node(two_displays()[0], Policy((Identity.parse(allowed),)))
    assert judged.refused is not taken
    assert judged.reasons == (() if taken else ("not-allowed",))


@pytest.mark.parametrize("text", ["", "056a:0335", "56a:335:*", "056A:0335:*", "056a:0335:", "056a:0335:a\nb"])
def test_what_names_no_tablet_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="Write vendor:product:serial"):
        Identity.parse(text)


def test_an_identity_is_printed_as_it_is_read() -> None:
    node = Node("/dev/input/event2", PEN, uniq="HUION_T216_190619\x00é")
    assert Identity.parse(str(node.identity)) == node.identity


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("Wacom DTH2242 Pen.events", set()),
        ("Wacom DTH2242 Finger.events", {"touch", "no-pressure"}),
        ("Wacom Cintiq 12WX.events", set()),
        ("UC-LOGIC Tablet WP5540U Pen.events", {"not-direct"}),
        ("Genius EasyPen i405X.events", {"not-direct", "size-unknown"}),
        ("Wacom Intuos4 6x9.stylus-drag.events", {"not-direct"}),
    ],
)
def test_real_devices_are_judged_by_their_own_descriptions(shared: Path, name: str, reasons: set[str]) -> None:
    path = shared / "pen-recordings" / name
    if not path.is_file():
        pytest.skip("no shared recordings")
    judged = judge_node(Node("/dev/input/event1", read_recording(path).description), ANYTHING)
    assert set(judged.reasons) == reasons


AXES = st.builds(
    lambda low, length, per_mm: Axis(low, low + length, per_mm),
    st.integers(-(2**31), 2**30),
    st.integers(1, 2**30),
    st.integers(0, 200_000),
)
NODES = st.builds(
    Node,
    st.from_regex(r"/dev/input/event[0-9]{1,3}", fullmatch=True),
    st.builds(
        Description,
        st.text(max_size=20),
        *[st.integers(0, 0xFFFF)] * 4,
        st.frozensets(st.integers(0, 5)),
        st.dictionaries(
            st.sampled_from([EV_KEY, EV_ABS]),
            st.frozensets(st.sampled_from([BTN_0, BTN_STYLUS, BTN_TOOL_PEN, BTN_TOUCH, ABS_X, ABS_Y])),
        ),
        st.dictionaries(st.sampled_from([ABS_X, ABS_Y, ABS_PRESSURE, ABS_WHEEL]), AXES),
    ),
    uniq=st.text(max_size=5),
    phys=st.sampled_from(["", "usb-1/input0", "usb-1/input1"]),
    virtual=st.booleans(),
    readable=st.booleans(),
)


@given(st.lists(NODES, max_size=16), st.booleans())
def test_whatever_is_connected_only_a_pen_with_a_place_is_chosen(nodes: list[Node], virtual: bool) -> None:
    judged = judge_all(nodes, Policy(allow_virtual=virtual))
    assert len(judged) == len(nodes)
    try:
        chosen: Judged = choose(judged)
    except (NoPenError, WhichPenError):
        return
    assert chosen.node.description.is_pen and chosen.node.readable
    assert virtual or not chosen.node.virtual


@given(st.lists(NODES, max_size=6), st.randoms())
def test_the_order_in_which_nodes_are_listed_changes_nothing(nodes: list[Node], random: object) -> None:
    nodes = [replace(node, path=f"/dev/input/event{at}") for at, node in enumerate(nodes)]
    shuffled = sorted(nodes, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert judge_all(nodes, ANYTHING) == judge_all(shuffled, ANYTHING)
