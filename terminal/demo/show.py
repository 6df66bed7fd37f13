"""`luobi demo --windows`: the demo's two visits at the real windows, for somebody who wants to see them.

Decides the pace, and what ends the show: the last greeting, Ctrl-C, a closed window, or something that did not come.
The visits are `script`'s, what comes before and after is `visits`'. The keys are opened here only when the windows are
closed and their clerk is gone, for what an auditor does afterwards.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from archive.receipt import parse_receipt
from forms.load import find_form
from forms.message import Message
from terminal.app.compose import Terminal
from terminal.demo import script
from terminal.demo import visits as demo
from terminal.demo.pen_player import PlayedHand
from terminal.demo.player import Player
from terminal.devices.pen.nodes import Node
from terminal.devices.pen.played import RecordedFeed
from terminal.devices.pen.recording import SHIPPED, RecordedPen, read_recording
from terminal.errors import LookError
from terminal.windows.desk.initials import initials
from terminal.windows.pad import window_system
from terminal.windows.pad.displays import pad_display, require_display
from terminal.windows.pad.pens import screen_of
from terminal.windows.pad.states import Done, HandOver, Idle

LOOK_S = 1.2
FAREWELL_S = 2.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """How it is shown: without pauses, and where pictures of every step go."""

    fast: bool = False
    pictures: Path | None = None
    pen_file: Path | None = None


def perform(
    home: Path,
    out: Path,
    wishes: Wishes,
    staff_id: str = demo.STAFF_ID,
    passphrase: str | None = None,
    progress: demo.Progress = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> demo.Told:
    """Shows both visits at the station in `home` (made when there is none), and leaves the files in `out`.

    Raises LookError without a display, Stuck when something did not come, KeyboardInterrupt when it was stopped.
    """
    require_display(os.environ)
    place = demo.prepare(home, out, staff_id, passphrase, demo.Timings(progress=progress), now)
    progress("windows")
    played, problem = play(place, wishes)
    if problem is not None:
        raise problem
    counter = demo.open_counter(place, now)
    pairs = zip(demo.businesses(), played, strict=True)
    made = tuple(demo.examine(counter, business, each, place) for business, each in pairs)
    return demo.conclude(counter, place, made)


def play(place: demo.Ground, wishes: Wishes) -> tuple[tuple[demo.Played, ...], BaseException | None]:
    """Opens the windows, plays, closes them: the visits, and what ended them before their end.

    That is not raised here: windows in the frames of an exception would outlive their application.
    """
    window_system.choose(os.environ)
    application = QApplication.instance() or QApplication(["luobi"])
    assert isinstance(application, QApplication)
    screens = application.screens()
    desk = application.primaryScreen() or screens[0]
    display = pad_display(screens, desk)
    first = _recording("applicant", wishes.pen_file)
    hand = PlayedHand(
        RecordedFeed(RecordedPen.load(first), screen_of(display or desk)),
        Node("a recording", read_recording(first).description),
        lambda role: RecordedPen.load(_recording(role, wishes.pen_file)),
        wishes.fast,
    )
    terminal = Terminal(application, place.home, display, hand.machine())
    seen = Pictures(wishes.pictures, {"pad": terminal.pad, "desk": terminal.desk}).keep
    player = Player(terminal.pad, terminal.desk, hand, 0.0 if wishes.fast else LOOK_S, seen)
    show = Show(application, terminal, player)
    try:
        show.run(place)
    finally:
        terminal.end()
    if show.problem is not None:
        traceback.clear_frames(show.problem.__traceback__)
    return tuple(show.played), show.problem


def _recording(role: str, pen_file: Path | None) -> Path:
    return pen_file or SHIPPED / f"{role}.events"


@dataclass
class Pictures:
    """Both windows as files, numbered in the order in which a viewer saw them."""

    folder: Path | None
    windows: Mapping[str, QWidget]
    taken: int = field(default=0)

    def keep(self, step: str) -> None:
        """Saves what stands on both windows now. Raises LookError when it cannot be written."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.taken += 1
        for name, window in self.windows.items():
            path = self.folder / f"{self.taken:02}-{step}-{name}.png"
            if not window.grab().save(str(path)):
                raise LookError(Message("terminal.picture-not-written", path=str(path)))


class Show(QObject):
    """One showing, in the application's own loop. Also a stage for `conduct`."""

    def __init__(self, application: QApplication, terminal: Terminal, player: Player) -> None:
        super().__init__()
        self._application, self.terminal, self.player = application, terminal, player
        self.played: list[demo.Played] = []
        self.problem: BaseException | None = None

    def run(self, place: demo.Ground) -> None:
        """Until the last greeting, or a problem."""
        self.terminal.desk.let_close()  # at any moment: its visits are played
        with self._stoppable():
            QTimer.singleShot(0, lambda: self._play(place))
            self._application.exec()

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """A window that somebody closes ends the show."""
        if event is not None and event.type() == QEvent.Type.Close:
            self._stop()
        return False

    def _play(self, place: demo.Ground) -> None:
        try:
            self.terminal.show()
            self.player.on_pad(Idle)
            self.player.until(lambda: self.terminal.pens.pen is not None, "the recorded pen")
            self.player.look("idle")
            script.sign_in(self, place.staff_id, place.passphrase)
            for business in demo.businesses():
                self.played.append(self._visit(business))
            self.player.rest(0 if not self.player.pause_s else FAREWELL_S)
        except BaseException as problem:
            self.problem = self.problem or problem
        finally:
            self._application.exit()

    def _visit(self, business: demo.Business) -> demo.Played:
        player, reception = self.player, self.terminal.reception
        player.touches.clear()
        script.begin(self, initials(find_form(business.form).title))
        script.agree(player)
        script.enter(self, business.values)
        check_pages = script.check(player)
        touches = 0
        while not isinstance(player.pad.state, Done):
            if isinstance(player.pad.state, HandOver):
                script.next_signer(player)
            assert reception.visit is not None
            script.sign(player, reception.visit.signer.role)
            touches = touches or len(player.touches)
            player.until(lambda: isinstance(player.pad.state, HandOver | Done), "what comes after the signature")
        player.on_pad(Done)
        hand = reception.hand
        assert hand is not None
        script.finish(self)
        frozen = hand.visit.frozen
        touched = demo.Touched(touches, check_pages, frozen.pages if frozen else 0)
        return demo.Played(hand.visit, parse_receipt(hand.receipt), touched)

    # ---- what ends it ----

    def _stop(self) -> None:
        self.player.stopped = True

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """Ctrl-C, a window's cross, and an exception that nobody caught."""
        windows = (self.terminal.pad, self.terminal.staffs)
        before, hook = signal.signal(signal.SIGINT, lambda *_: self._stop()), sys.excepthook
        sys.excepthook = lambda _kind, problem, _trace: self._broke(problem)
        for window in windows:
            window.installEventFilter(self)
        try:
            yield
        finally:
            for window in windows:
                window.removeEventFilter(self)
            sys.excepthook = hook
            signal.signal(signal.SIGINT, before)

    def _broke(self, problem: BaseException) -> None:
        self.problem = self.problem or problem
        self._stop()
