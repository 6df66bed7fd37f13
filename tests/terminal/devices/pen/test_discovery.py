"""What udev and sysfs say becomes nodes; what may not be opened is still listed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from evdev import AbsInfo

from signing.ink import Axis
from terminal.devices.pen import discovery
from terminal.devices.pen.discovery import Hotplug, bits, discover
from terminal.devices.pen.events import ABS_X, ABS_Y, BTN_TOOL_PEN, BTN_TOUCH, EV_ABS, EV_KEY
from terminal.devices.pen.node_choice import Policy, judge_node

PROPERTIES = {
    "PRODUCT": "3/56a/335/110",
    "NAME": '"Wacom DTH-1152 Pen"',
    "PHYS": '"usb-0000:00:14.0-2/input0"',
    "UNIQ": '""',
    "PROP": "2",
    "KEY": "1c03 0 0 0 0 0",
    "ABS": "1000d000003",
}


def udev_device(path: str = "/dev/input/event77", sys: str = "/sys/devices/pci0/input/input9/event77") -> object:
    return SimpleNamespace(
        device_node=path, sys_name=path.rpartition("/")[2], sys_path=sys, parent=SimpleNamespace(properties=PROPERTIES)
    )


def test_a_bitmap_is_read_as_the_kernel_prints_it() -> None:
    assert list(bits("3")) == [0, 1]
    assert list(bits("1 0")) == [64]
    assert list(bits("0")) == []


def test_a_node_that_may_not_be_opened_is_known_by_what_sysfs_tells_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(discovery, "InputDevice", forbidden)
    node = discovery._node(udev_device())
    assert node is not None and not node.readable and not node.virtual
    assert str(node.identity) == "056a:0335:-"
    assert node.description.name == "Wacom DTH-1152 Pen"
    assert {BTN_TOOL_PEN, BTN_TOUCH} <= node.description.codes[EV_KEY]
    assert {ABS_X, ABS_Y} <= node.description.codes[3]
    assert judge_node(node, Policy()).reasons == ("no-access",)


def test_a_node_that_went_away_while_it_was_looked_at_is_no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(discovery, "InputDevice", gone)
    assert discovery._node(udev_device()) is None


def test_the_nodes_of_mice_and_joysticks_are_not_event_nodes() -> None:
    assert discovery._node(udev_device("/dev/input/mouse0")) is None


DEVICES = {
    "/dev/input/event77": "/sys/devices/pci0/input/input9/event77",
    "/dev/input/event78": "/sys/devices/virtual/input/input10/event78",
    "/dev/input/event79": "/sys/devices/pci0/input/input11/event79",
    "/dev/input/mouse0": "/sys/devices/pci0/input/input9/mouse0",
    "": "/sys/devices/pci0/input/input9",
}
"""What udev lists on a made-up machine: an input device has no node of its own."""


class Opened:
    """The kernel's answers for event77 and event78; event79 may not be opened."""

    name, uniq, phys = "Wacom DTH-1152 Pen", None, "usb-0000:00:14.0-2/input0"
    info = SimpleNamespace(bustype=3, vendor=0x56A, product=0x335, version=0x110)
    closed: ClassVar[list[str]] = []

    def __init__(self, path: str, readonly: bool) -> None:
        assert readonly
        if path.endswith("79"):
            raise PermissionError(13, "Permission denied")
        self.path = path

    def capabilities(self, absinfo: bool) -> dict[int, list[Any]]:
        """As evdev gives them: plain codes, and pairs of a code and a range."""
        assert absinfo
        ranged, empty = AbsInfo(0, 0, 21_920, 4, 0, 100), AbsInfo(0, 0, 0, 0, 0, 0)
        return {EV_KEY: [BTN_TOOL_PEN, BTN_TOUCH], EV_ABS: [(ABS_X, ranged), (ABS_Y, empty)]}

    def input_props(self) -> list[int]:
        return [1]

    def close(self) -> None:
        self.closed.append(self.path)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine with these devices; the nodes that were opened and closed again."""

    def listed(subsystem: str) -> list[object]:
        return [udev_device(path, sys) for path, sys in DEVICES.items() if subsystem == "input"]

    monkeypatch.setattr(discovery.pyudev, "Context", lambda: SimpleNamespace(list_devices=listed))
    monkeypatch.setattr(discovery, "InputDevice", Opened)
    monkeypatch.setattr(Opened, "closed", [])
    return Opened.closed


def test_every_event_node_of_a_machine_is_found_and_left_closed(machine: list[str]) -> None:
    assert [(node.path, node.virtual, node.readable) for node in discover()] == [
        ("/dev/input/event77", False, True),
        ("/dev/input/event78", True, True),
        ("/dev/input/event79", False, False),
    ]
    assert machine == ["/dev/input/event77", "/dev/input/event78"]


@pytest.mark.usefixtures("machine")
def test_a_node_that_may_be_opened_is_known_by_what_the_kernel_answers() -> None:
    node = discover()[0]
    assert (str(node.identity), node.uniq, node.phys) == ("056a:0335:-", "", "usb-0000:00:14.0-2/input0")
    assert node.description.axes == {ABS_X: Axis(0, 21_920, 100, 4)}  # no range, no axis
    assert node.description.codes == {EV_KEY: {BTN_TOOL_PEN, BTN_TOUCH}, EV_ABS: {ABS_X, ABS_Y}}
    assert (node.description.name, node.description.properties) == ("Wacom DTH-1152 Pen", {1})


class Monitor:
    """udev's news of a made-up machine, of the subsystem that was asked for."""

    def __init__(self, news: list[object]) -> None:
        self.news, self.said = news, list[str]()

    def from_netlink(self, _context: object, source: str) -> Monitor:
        self.said.append(source)
        return self

    def filter_by(self, subsystem: str) -> None:
        self.said.append(subsystem)

    def start(self) -> None:
        self.said.append("start")

    def fileno(self) -> int:
        return 42

    def poll(self, timeout: float) -> object | None:
        assert timeout == 0, "it would wait"
        return self.news.pop(0) if self.news else None


def news(action: str, path: str) -> object:
    return SimpleNamespace(action=action, device_node=path, sys_name=path.rpartition("/")[2])


@pytest.mark.usefixtures("machine")
def test_hotplug_tells_of_event_nodes_that_came_and_went_and_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = Monitor(
        [
            news("add", "/dev/input/event80"),
            news("add", "/dev/input/mouse1"),
            news("add", ""),
            news("change", "/dev/input/event77"),
            news("remove", "/dev/input/event77"),
        ]
    )
    monkeypatch.setattr(discovery.pyudev, "Monitor", monitor)
    watch = Hotplug()
    assert (monitor.said, watch.fileno()) == (["udev", "input", "start"], 42)
    assert watch.drain() == (("add", "/dev/input/event80"), ("remove", "/dev/input/event77"))
    assert watch.drain() == ()
    Hotplug("kernel")
    assert monitor.said[3:] == ["kernel", "input", "start"]
