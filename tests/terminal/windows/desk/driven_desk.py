"""A staff member's seat for tests: a real station and clerk behind the lane, the window, hands on the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PyQt6.QtGui import QInputMethodEvent, QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from signing import keyring
from terminal.clerk.work import Clerk
from terminal.demo.desk_scenes import ScenePad
from terminal.session.reception import Reception
from terminal.visit.capture import taken
from terminal.visit.model import State, Visit
from terminal.windows.desk.states import CounterFacts
from terminal.windows.desk.widgets import Words
from terminal.windows.desk.window import DeskWindow
from terminal.windows.look.desk import DeskLook
from tests.terminal import stations
from tests.terminal.local_clerk import LocalLane
from tests.terminal.session.next_event import next_event

SECOND_PHRASE = "同事的口令，五六七八"
REGISTRATION, CONTRACT = "unemployment-registration", "fixed-term-contract"
ROUNDS = 5


class Day:
    """A clock that goes on by a second at each look."""

    def __init__(self) -> None:
        self.at = stations.NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Uptime:
    """A clock that nobody sets: it follows the day's clock forward, and never back."""

    def __init__(self, day: Day) -> None:
        self._day, self._seen, self._passed_s = day, day.at, 0.0

    def __call__(self) -> float:
        self._passed_s += max(0.0, (self._day.at - self._seen).total_seconds())
        self._seen = self._day.at
        return self._passed_s


class Seat:
    """One desk."""

    def __init__(self, home: Path, size: tuple[int, int] = (1366, 768)) -> None:
        kit = stations.make_with_kit(home)
        keyring.change_passphrase(keyring.unlock_with_kit(home / "keys", kit), "S02", SECOND_PHRASE)
        self.now, self.pad = Day(), ScenePad(words="您好，请坐。")
        self.uptime = Uptime(self.now)
        self.lane = LocalLane(Clerk(home, self.now, uptime_s=self.uptime))
        self.reception = Reception(self.lane, self.now)
        place = CounterFacts("示例街道就业服务站", True, (("S01", "李文明"), ("S02", "王文")))
        look = DeskLook.of(size[0])
        ms = lambda: round(self.uptime() * 1000)  # noqa: E731
        self.window = DeskWindow(self.reception, self.lane, self.pad, place, look, self.now, ms)
        self.window.resize(*size)

    # ---- hands ----

    def press(self, keys: str) -> None:
        """A key or a chord, wherever the keyboard is."""
        chord = QKeySequence(keys)[0]
        QTest.keyClick(self.focused, chord.key(), chord.keyboardModifiers())
        self.settle()

    def write(self, text: str) -> None:
        """Types; what no key has comes from the input method, as it does at a counter."""
        for character in text:
            if character.isascii():
                QTest.keyClick(self.focused, character)
            else:
                event = QInputMethodEvent()
                event.setCommitString(character)
                QApplication.sendEvent(self.focused, event)
        self.settle()

    def settle(self) -> None:
        """Everything ordered is done, and everything told is shown."""
        for _round in range(ROUNDS):
            self.lane.pump()
            QApplication.processEvents()

    @property
    def focused(self) -> QWidget:
        """Where the keyboard is."""
        return QApplication.focusWidget() or self.window

    # ---- what is so ----

    @property
    def visit(self) -> Visit:
        """The visit that is open."""
        visit = self.reception.visit
        assert visit is not None
        return visit

    def sign_in(self) -> None:
        """The first staff member."""
        self.write("S01")
        self.press("Return")
        self.write(stations.PASSPHRASE)
        self.press("Return")

    def begin(self, search: str) -> None:
        """A new visit."""
        self.press("F2")
        self.write(search)
        self.press("Return")

    def applicant_until(self, *states: State) -> None:
        """Whoever is at the pad does what is his until one of these."""
        while self.visit.state not in states:
            self.applicant_does()

    def applicant_does(self) -> None:
        """Whoever is at the pad does the next thing."""
        visit = self.visit
        if visit.state is State.SIGN:
            ink = stations.ink_of(visit.signer.role if visit.signer.role != "witness" else "staff")
            self.reception.sign(taken(ink), ink)
        elif visit.state is State.LOOK:
            self.reception.staff_did(next_event(visit))
        else:
            self.reception.signer_did(next_event(visit))
        self.settle()

    @property
    def messages(self) -> list[str]:
        """What stands at the right."""
        return [words.text() for words in self.window.side.findChildren(Words)]

    def reads_what_is_frozen(self) -> str:
        """A registration whose document is being read; the document's digest."""
        self.begin("sydj")
        self.applicant_until(State.FILL)
        self.fill_for_the_test()
        self.applicant_until(State.READ)
        assert self.visit.frozen is not None
        return self.visit.frozen.sha256

    def fill_for_the_test(self) -> None:
        """Every answer, not by the keyboard."""
        while self.visit.state is State.FILL:
            self.enter_one()

    def enter_one(self) -> None:
        """The next answer, not by the keyboard; when all are there, on."""
        event = next_event(self.visit)
        if hasattr(event, "value"):
            self.reception.enter(event.key, event.value)
        else:
            self.reception.staff_did(event)
        self.settle()

    def fill_for_the_test_but_stay(self) -> None:
        """The same; the visit stays in filling."""
        while hasattr(event := next_event(self.visit), "value"):
            self.reception.enter(event.key, event.value)
        self.settle()


@contextmanager
def seated(qtbot: QtBot, home: Path) -> Iterator[Seat]:
    """A shown and active desk."""
    seat = Seat(home)
    seat.window.show()
    seat.window.activateWindow()
    qtbot.waitUntil(seat.window.isActiveWindow, timeout=30_000)
    seat.settle()
    yield seat
    seat.window.let_close()
    seat.window.close()
    seat.window.deleteLater()
    seat.lane.clerk.close()
    QApplication.processEvents()
