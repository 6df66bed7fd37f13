"""Both windows on one display of the least size: they take turns, and what is in front can be pressed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import Luobi
from tests.scenes.newcomer import at_the_counter
from tests.scenes.test_first_visit import make_station
from tests.scenes.virtual_screens import displays

LEAST = ("ONE", "1366/361x768/203+0+0")


def desk_in_front(seen: dict[str, Any]) -> bool:
    """Every button of the desk that stands at an edge, and none of the pad."""
    return bool({"新办件", "查找档案", "代翻页"} <= set(seen["desk"]["buttons"]) and not seen["pad"]["buttons"])


def pad_in_front(seen: dict[str, Any]) -> bool:
    return bool(seen["pad"]["buttons"] and not seen["desk"]["buttons"])


def test_the_two_take_turns_by_what_the_visit_waits_for_and_by_hand(tmp_path: Path, luobi: Luobi) -> None:
    home = make_station(tmp_path, luobi)
    with displays(LEAST) as shown, at_the_counter(home, tmp_path, shown, ends_itself=True) as person:
        person.sign_in("S01  王文", "a rainy day in march")
        person.wait(desk_in_front, "the desk")
        person.begins("sydj")
        person.wait(pad_in_front, "the pad, for the notice")
        person.press("F1")
        person.wait(desk_in_front, "the desk, by its key")
        person.click("bar", "看签署屏")
        person.wait(pad_in_front, "the pad, by the button")
        person.click("bar", "看窗口屏")
        person.wait(desk_in_front, "the desk, by the button")
        person.press("F1")
        person.click("pad", "找工作人员")
        person.wait(lambda seen: desk_in_front(seen) and "知道了" in seen["desk"]["buttons"], "the desk, for a call")
        person.press("F12")
        person.wait(pad_in_front, "the pad, when the call is heard")
        person.press("F5")
        person.wait(lambda seen: "返回" in seen["desk"]["buttons"], "the desk, for its question")
        person.press("Escape")
        person.wait(pad_in_front, "the pad again")
        person.press("F6")
        person.wait(lambda seen: "新办件" in seen["desk"]["buttons"], "the desk, for a visit that waits")
        person.press("F8")
        person.wait(pad_in_front, "the pad, taken up")
        person.press("ctrl+q")
        person.wait(pad_in_front, "the pad still: nothing ends while a visit is open")
        person.press("F6")
        person.wait(lambda seen: "新办件" in seen["desk"]["buttons"], "the desk, for a visit that waits")
        person.press("ctrl+q")
