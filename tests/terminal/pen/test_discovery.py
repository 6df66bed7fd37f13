"""What udev and sysfs say becomes nodes; what may not be opened is still listed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from terminal.pen import discovery
from terminal.pen.discovery import Hotplug, bits, discover
from terminal.pen.events import ABS_X, ABS_Y, BTN_TOOL_PEN, BTN_TOUCH, EV_KEY
from terminal.pen.nodes import Policy, judge_node

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


def test_looking_never_fails_and_hotplug_waits_without_blocking() -> None:
    assert all(node.path.startswith("/dev/input/event") for node in discover())
    watch = Hotplug()
    assert watch.fileno() >= 0 and isinstance(watch.drain(), tuple)
