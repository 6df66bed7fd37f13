"""A counter for tests: the real clerk, reception, pad and conductor in one process; a pen that says what it is told.

The person at the pad acts by the pen alone: it taps what is written on a button, and writes in the box.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forms import sample
from signing.ink import PenReport, Source
from terminal.clerk.orders import Report
from terminal.clerk.work import Clerk
from terminal.devices.pen.events import BTN_TOOL_RUBBER
from terminal.devices.voice import Voice
from terminal.session.reception import Reception
from terminal.visit.events import Entered, Go
from terminal.visit.model import State, Visit
from terminal.windows.look.glass import Glass
from terminal.windows.pad.button import Button
from terminal.windows.pad.conductor import Conductor
from terminal.windows.pad.ordered_pages import ClerkPages
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Idle, PadState
from terminal.windows.pad.text import Text
from terminal.windows.pad.window import PadWindow
from tests.scenes.pen_driver import signature
from tests.terminal import stations
from tests.terminal.local_clerk import LocalLane
from tests.terminal.session.next_event import next_event
from tests.terminal.windows.pad.driven_pad import BEGAN_US, GLASS, STARTED, ScriptedFeed, gone, hover, report

SAMPLES = {
    "unemployment-registration": sample.sample_registration(),
    "fixed-term-contract": sample.sample_contract(),
}
PAD = Glass(1720, 970, 344, 194)
FIRM = 1200
WAIT_MS = 30_000


class Counter:
    """One visit can be led through it. `touches` counts the presses of the pen outside signature boxes."""

    def __init__(self, qtbot: QtBot, home: Path, voice: Voice | None = None) -> None:
        self.qtbot = qtbot
        self.now_ms = 1_000_000
        self.touches = 0
        self._samples = 0
        self.lane = LocalLane(Clerk(home, stations.ticking(), stations.counted("clerk")))
        self.reception = Reception(self.lane, stations.ticking())
        self.window = PadWindow(Idle("示例站", training=True), PAD)
        qtbot.addWidget(self.window)
        self.window.resize(PAD.width_px, PAD.height_px)
        self.window.move(0, 0)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.conductor = Conductor(
            self.reception, self.window, self._pages, voice, lambda: self.now_ms, lambda: STARTED
        )
        self.pen: PenInput | None = None
        self.feed = ScriptedFeed()
        self.take_pen()
        self.reception.sign_in("S01", stations.PASSPHRASE)
        self.lane.pump()

    def _pages(self, record: str, papers: object, came: Callable[[], None]) -> ClerkPages:
        return ClerkPages(self.lane, record, papers, came)  # type: ignore[arg-type]

    # The desk

    def begin(self, form_id: str = "unemployment-registration") -> None:
        """A visit is put before the applicant."""
        self.reception.begin(form_id)
        self.lane.pump()

    def enter_all(self) -> None:
        """Every answer is typed at the desk."""
        for key, value in SAMPLES[self.visit.form.id].items():
            self.reception.enter(key, value)
        self.reception.staff_did(Go())

    @property
    def visit(self) -> Visit:
        assert self.reception.visit is not None
        return self.reception.visit

    @property
    def state(self) -> PadState:
        """What the pad shows."""
        return self.window.state

    def acts(self, what: str) -> list[object]:
        """Acts of the visit of that name."""
        return [act for act in self.visit.acts if act.what == what]

    def kept(self) -> int:
        """How many drafts have been kept."""
        return sum(isinstance(order, Report) for order in self.lane.carried_out)

    # The pen

    def take_pen(self, source: Source = Source.PEN) -> None:
        """A pen is there."""
        self.feed = ScriptedFeed(source)
        self.pen = PenInput(self.feed, GLASS, self.window, lambda: BEGAN_US + 5_000 * self._samples)
        self.conductor.use_pen(self.pen)

    def say(self, reports: list[PenReport]) -> None:
        """The pen says these; whatever they make the clerk do is done."""
        assert self.pen is not None
        self.feed.tell(reports)
        self.pen.read()

    def at(self, place: QPoint, pressure: int = FIRM) -> PenReport:
        """The next report: the pen on the glass there, or above it without pressure."""
        self._samples += 1
        if pressure:
            return report(self._samples, place.x(), place.y(), pressure)
        return hover(self._samples, place.x(), place.y())

    def away(self) -> PenReport:
        """The next report: the pen out of range."""
        self._samples += 1
        return gone(self._samples)

    def contact(self, *places: QPoint) -> list[PenReport]:
        """Approach, contact through these places, lift."""
        return [self.at(places[0], 0), *[self.at(place) for place in places], self.at(places[-1], 0)]

    def settle(self) -> None:
        """The screen has stood long enough to be pressed."""
        shown = self.window.screen_shown
        through = Qt.WidgetAttribute.WA_TransparentForMouseEvents
        self.qtbot.waitUntil(lambda: not self.window.screen_shown.testAttribute(through), timeout=WAIT_MS)
        assert shown is self.window.screen_shown

    def button(self, label: str) -> Button:
        """A button by its words or its name."""
        order = self.window.screen_shown.focus_order()
        found = [one for one in order if isinstance(one, Button) and label in (one.text(), one.accessibleName())]
        assert found, (label, [one.text() for one in order if isinstance(one, Button)])
        return found[0]

    def middle(self, widget: QWidget) -> QPoint:
        """A widget's middle on the desktop."""
        return widget.mapToGlobal(widget.rect().center())

    def tap(self, label: str, times: int = 1, pump: bool = True) -> None:
        """The pen taps a button, so often, without looking."""
        self.settle()
        place = self.middle(self.button(label))
        for _ in range(times):
            self.touches += 1
            self.say(self.contact(place, place))
        if pump:
            self.lane.pump()

    def gives(self) -> None:
        """签好了, and the operator looks at the signature and takes it."""
        self.tap("签好了")
        self.sees()

    def sees(self) -> None:
        """The operator takes the signature that stands on the desk."""
        self.reception.staff_did(next_event(self.visit))
        self.lane.pump()

    def primary(self) -> Button:
        """The one primary button."""
        primary = self.window.screen_shown.primary
        assert primary is not None
        return primary

    # What a willing person does

    def agree(self) -> None:
        """Both consents, signs himself, goes on; reads what comes before."""
        while not self.window.screen_shown.asks_here:  # type: ignore[attr-defined]
            self.tap("继续")
        self.tap("同意用电子方式签名吗？同意")
        self.tap("同意记录您的笔迹（笔画、力度、时间）吗？同意")
        self.tap("您自己签名，还是需要帮助？我自己签")
        self.tap("继续")

    def check(self) -> int:
        """Every page of the answers is right; how many there were."""
        pages = 0
        while self.visit.state is State.CHECK:
            self.tap("这一页都对")
            pages += 1
        return pages

    def read(self) -> None:
        """To the end, each view long enough."""
        while self.visit.state is State.READ:
            screen = self.window.screen_shown
            assert isinstance(screen, ReadScreen)
            self.lane.pump()
            if self.primary().text() == "看完了":
                self.qtbot.waitUntil(lambda: not self.primary().closed, timeout=WAIT_MS)
            else:
                self.dwell(screen)
            self.tap(self.primary().text())

    def dwell(self, screen: ReadScreen) -> None:
        """The view stands until its page counts, or for a stop if the page is not whole in it."""
        self.qtbot.wait(450)

    def box(self) -> QRect:
        """The box on the desktop."""
        screen = self.window.screen_shown
        assert isinstance(screen, SignScreen)
        return screen.area.place()

    def write(self, role: str = "applicant") -> None:
        """The shipped signature of that role, in the middle of the box."""
        self.lane.pump()
        ink = stations.ink_of(role)
        x, y, wide, high = self.box().getRect()
        assert x is not None and y is not None and wide is not None and high is not None
        spots = signature((x, y, wide, high), ink)
        self.say([self.at(QPoint(round(one.x), round(one.y)), one.pressure) for one in spots])
        self.say([self.away()])

    def rubbed(self, *places: QPoint) -> list[PenReport]:
        """A contact with the pen's other end."""
        return [replace(one, tool=BTN_TOOL_RUBBER) for one in self.contact(*places)]

    def desk_enters(self, key: str, value: str) -> Entered:
        """What the desk types."""
        return Entered(key, value, f"staff:{self.visit.operator.id}")

    def go_to(self, state: State, form_id: str = "unemployment-registration") -> None:
        """From the greeting, or from where the visit is, to a step, by events instead of presses."""
        if self.reception.visit is None:
            self.begin(form_id)
        while self.visit.state is not state:
            if self.visit.state is State.FILL:
                self.enter_all()
            elif self.visit.state is State.LOOK:
                self.sees()
            else:
                self.reception.signer_did(next_event(self.visit))
            self.lane.pump()
        self.lane.pump()

    def judged(self) -> None:
        """The door of the signing screen has opened."""
        self.qtbot.waitUntil(lambda: not self.primary().closed, timeout=WAIT_MS)

    def words(self) -> str:
        """Everything that the screen says."""
        return "\n".join(text.text() for text in self.window.findChildren(Text))

    def close(self) -> None:
        """Everything is put away, as the program does at its end: an open document of pdfium holds its fonts."""
        self.conductor.wipe()
        if self.pen is not None:
            self.pen.close()
        self.window.close()
        self.window.deleteLater()
        self.lane.clerk.close()
        self.feed.close()


def home_of(made: Path, folder: Path) -> Path:
    """A station of its own for one test."""
    shutil.copytree(made, folder / "station")
    return folder / "station"
