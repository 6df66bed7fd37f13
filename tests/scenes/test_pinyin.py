"""Chinese is typed at the desk through ibus and libpinyin, as at a station, and they keep nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.scenes.input_method import pinyin
from tests.scenes.leak_search import Sweep
from tests.scenes.newcomer import ONE, Newcomer, agree, at_the_counter
from tests.scenes.virtual_screens import Displays, displays
from tests.terminal import stations
from tests.tools import tool

PASSPHRASE = "rain in march"
TYPED = ("lihong", "李洪", "wangshulan", "王叔兰", "heping", "和平", "37999919880816003x")
LETTERS = "zhaozilan"
LINE = """
from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QLineEdit

class Watch(QObject):
    def eventFilter(self, line, event):
        if event.type() == QEvent.Type.InputMethod:
            if told := "composing" if event.preeditString() else event.commitString():
                print(told, flush=True)
        elif event.type() == QEvent.Type.KeyPress:
            print("key", flush=True)
        elif event.type() == QEvent.Type.FocusIn:
            print("ready", flush=True)
        return event.type() == QEvent.Type.KeyPress

application, line, watch = QApplication([]), QLineEdit(), Watch()
line.installEventFilter(watch)
line.show()
line.activateWindow()
silence = QTimer()
silence.timeout.connect(lambda: print("silence", flush=True))
silence.start(1000)
QTimer.singleShot(30_000, application.quit)
application.exec()
"""


@dataclass
class Typed:
    """What stood at the desk, step by step, and what was found in the user's home when the session had ended."""

    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    cache: Path = Path()


@pytest.fixture(scope="module")
def shown() -> Any:
    with displays(ONE) as one:
        yield one


@pytest.fixture(scope="module")
def typed(shown: Displays, tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """One visit, begun and half filled by whoever writes pinyin."""
    folder = tmp_path_factory.mktemp("pinyin")
    home, user = folder / "station", folder / "user"
    stations.make_with_kit(home, passphrases={"S01": PASSPHRASE}, at=datetime.now(UTC))
    told = Typed()
    with pinyin(shown, user) as environment, at_the_counter(home, folder, shown, environment) as person:
        at_the_desk(person, told.steps)
    sweep = Sweep(TYPED, (user, home), shown.environment())
    sweep.look(os.getpid())
    told.left, told.cache = sweep.found, user / ".cache"
    return told


def at_the_desk(person: Newcomer, steps: dict[str, dict[str, Any]]) -> None:
    def until(step: str, condition: Callable[[dict[str, Any]], Any]) -> None:
        steps[step] = person.wait(lambda seen: condition(seen["desk"]), step)["desk"]

    person.sign_in("S01  李文明", PASSPHRASE)
    person.press("F2")
    until("the search line", lambda desk: "序号" in desk["focus"])
    person.type("shiyedengji")
    person.press("space")
    until("a business by its name", lambda desk: desk["text"] == "失业登记")
    person.press("Return")
    agree(person)
    person.fills()
    until("an empty name", lambda desk: desk["focus"] == "姓名")
    person.type("lihong")
    until("composed", lambda desk: desk["composing"] == "李洪")
    person.press("Escape")
    until("given up", lambda desk: not desk["composing"])
    person.type("wangshulan")
    until("composed again", lambda desk: desk["composing"] == "王叔兰")
    person.press("space")
    until("given", lambda desk: desk["text"] == "王叔兰")
    for label in ("性别", "民族", "证件类型", "证件号码"):
        person.press("Return")
        person.has_the_keyboard(label)
    until("a name", lambda desk: desk["held"].get("name"))
    person.type("37999919880816003x")
    until("a number", lambda desk: len(desk["text"]) == 18 or desk["composing"])
    for label in ("出生日期", "户口性质", "户籍地址"):
        person.press("Return")
        person.has_the_keyboard(label)
    person.type("heping")
    until("a place", lambda desk: desk["composing"] == "和平")
    person.click("desk", "锁窗口")
    until("locked", lambda desk: desk["focus"] == "口令")
    person.type(PASSPHRASE)
    person.press("Return")
    until("unlocked", lambda desk: "新办件" in desk["buttons"])
    person.press("ctrl+1")
    until("taken up", lambda desk: desk["held"])


def test_what_is_composed_is_shown_in_the_field_and_is_no_answer_yet(typed: Typed) -> None:
    empty, composed = typed.steps["an empty name"], typed.steps["composed again"]
    assert composed["cursor"] > empty["cursor"]
    assert composed["text"] == ""
    assert "name" not in composed["held"]


def test_what_is_composed_and_given_up_leaves_nothing(typed: Typed) -> None:
    after = typed.steps["given up"]
    assert (after["text"], after["held"]) == ("", {})


def test_the_space_bar_gives_it_and_enter_makes_an_answer_of_it(typed: Typed) -> None:
    assert "name" not in typed.steps["given"]["held"]
    assert typed.steps["a name"]["held"] == {"name": "王叔兰"}


def test_numbers_are_typed_as_they_stand_on_the_keys(typed: Typed) -> None:
    assert typed.steps["a number"]["text"] == "37999919880816003x"


def test_what_is_composed_at_the_lock_reaches_no_other_field(typed: Typed) -> None:
    assert typed.steps["locked"]["text"] == ""
    assert typed.steps["locked"]["composing"] == ""
    assert typed.steps["taken up"]["held"] == {"name": "王叔兰"}


def test_the_session_keeps_nothing_of_what_was_typed(typed: Typed) -> None:
    assert typed.left == set()
    assert [each.name for each in (typed.cache / "ibus").iterdir()] == ["bus"]


def test_the_input_method_as_debian_has_it_would_keep_what_was_typed(
    shown: Displays, tmp_path_factory: pytest.TempPathFactory
) -> None:
    user = tmp_path_factory.mktemp("debian") / "user"  # a short path: the bus's socket lies in it
    with pinyin(shown, user, as_deployed=False) as environment:
        writes(environment)
    kept = {path.name for path in user.rglob("*") if path.is_file() and LETTERS.encode() in path.read_bytes()}
    assert kept == {"english-user.db"}


def writes(environment: Mapping[str, str]) -> None:
    """Letters that libpinyin takes for a word of another language, given by Enter."""

    def press(*keys: str) -> None:
        subprocess.run([tool("xdotool"), "key", "--delay", "30", *keys], env=environment, check=True)

    with subprocess.Popen([sys.executable, "-c", LINE], env=environment, stdout=subprocess.PIPE, text=True) as line:
        assert line.stdout is not None
        try:
            assert line.stdout.readline() == "ready\n"
            press("a")
            while (told := line.stdout.readline()) in {"key\n", "silence\n"}:  # the input method is not there yet
                press("a")
            assert told == "composing\n"
            press("Escape", "v", *LETTERS, "Return")
            while (told := line.stdout.readline().strip()) in {"composing", "silence"}:
                pass
            assert told == LETTERS
        finally:
            line.kill()
