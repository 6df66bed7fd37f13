"""The rule for the pen's group, read by a real udevd: which nodes it gives away, and to whom. Runs inside the guest.

Everything that a test can plug in is made by a program, and such nodes the rule leaves alone. So it is read twice: as
it is shipped, and without that one line, as if hardware had made the nodes.
"""

from __future__ import annotations

import grp
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.kernel.tablets import NAME, PRODUCT, Tablet, hid_pen, node_named, plugged
from tests.kernel.test_discovery import MOUSE, PAD, TOUCH

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(shutil.which("udevadm") is None, reason="this guest runs no udevd"),
]

RULE = Path(__file__).parents[2] / "deploy/70-luobi-pen.rules"
INSTALLED = Path("/etc/udev/rules.d") / RULE.name
OF_VIRTUAL = 'DEVPATH=="/devices/virtual/*", GOTO="luobi_pen_end"\n'
GROUP = "luobi-pen"
DEADLINE_S = 60.0
"""For udevd to read the rule, which on a busy machine may come after the nodes."""


def udev(*arguments: str) -> None:
    subprocess.run(["udevadm", *arguments], check=True, timeout=120)


@pytest.fixture
def as_hardware(request: pytest.FixtureRequest) -> Iterator[bool]:
    """The rule is in force; the parameter says whether the line about virtual devices is left out."""
    if GROUP not in {group.gr_name for group in grp.getgrall()}:
        subprocess.run(["groupadd", "--system", GROUP], check=True)
    shipped = RULE.read_text()
    assert OF_VIRTUAL in shipped
    INSTALLED.parent.mkdir(parents=True, exist_ok=True)
    INSTALLED.write_text(shipped.replace(OF_VIRTUAL, "") if request.param else shipped)
    udev("control", "--reload")
    yield request.param
    INSTALLED.unlink()
    udev("control", "--reload")


def given(path: Path) -> bool:
    """Whether the node belongs to the pen's group, and what the others may do with it then."""
    node = path.stat()
    if grp.getgrgid(node.st_gid).gr_name != GROUP:
        return False
    assert (node.st_mode & 0o777, node.st_uid) == (0o660, 0)
    return True


@pytest.mark.parametrize("as_hardware", [True, False], indirect=True)
def test_the_rule_gives_the_pens_node_to_its_group_and_no_other(as_hardware: bool) -> None:
    with ExitStack() as stack:
        tablets: dict[str, Tablet] = {
            "pen": stack.enter_context(plugged(name=NAME)),
            "touch": stack.enter_context(plugged(TOUCH, "Luobi test Finger", PRODUCT + 1)),
            "pad": stack.enter_context(plugged(PAD, "Luobi test Pad")),
            "mouse": stack.enter_context(plugged(MOUSE, "Luobi test mouse", direct=False)),
        }
        stack.enter_context(hid_pen())
        hid = node_named("Luobi HID pen")
        udev("settle")
        nodes = {kind: tablet.path for kind, tablet in tablets.items()} | {"hid": hid}
        expected, end = {"pen", "hid"} if as_hardware else set(), time.monotonic() + DEADLINE_S
        while (got := {kind for kind, node in nodes.items() if given(node)}) != expected and time.monotonic() < end:
            udev("trigger", "--action=add", "--settle", *map(str, nodes.values()))  # the rule came late: add them again
    assert got == expected
