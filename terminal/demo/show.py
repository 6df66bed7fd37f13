"""`luobi demo --windows`: the demo's two visits at the real windows, for a person who wants to watch them.

Decides the pace, and what ends the show: the last greeting, Ctrl-C, a closed window, or a wait that reached its limit.
The steps of the visits are in `script`; the work before and after them is in `visits`. The keys are opened in this
process only when the windows are closed and their clerk has ended, for what an auditor does afterwards.
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
from terminal.demo import script, visits
from terminal.demo.pen_player import PlayedHand
from terminal.demo.player import Player
from terminal.devices.pen.node_choice import Node
from terminal.devices.pen.played_feed import RecordedFeed
from terminal.devices.pen.recording import SHIPPED, RecordedPen, read_recording
from terminal.errors import LookError
from terminal.windows import window_system
from terminal.windows.desk.initials import initials
from terminal.windows.displays import pad_display, require_display
from terminal.windows.pad.pens import screen_of
from terminal.windows.pad.states import Done, HandOver, Idle

LOOK_S = 1.2
FAREWELL_S = 2.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """The viewer's options.

    `fast` leaves out the pauses. `pictures` is the folder for pictures of every step, None for none. `pen_file` is a
    recording to use for all roles, None for the product's own.
    """

    fast: bool = False
    pictures: Path | None = None
    pen_file: Path | None = None


def perform(
    home: Path,
    out: Path,
    wishes: Wishes,
    staff_id: str = visits.STAFF_ID,
    passphrase: str | None = None,
    progress: visits.Progress = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> visits.DemoResults:
    """Show both visits at the station in `home`, and write the files to `out`.

    Args:
        home: The station's folder; a training station is made where it holds no station.
        out: The folder for the documents, receipts and bundles.
        wishes: The viewer's options.
        staff_id: The operator's id.
        passphrase: The operator's passphrase; None reads it from the demo's secrets.
        progress: A callback that gets the name of each step as it begins.
        now: The clock.

    Raises:
        LookError: There is no display.
        Stuck: Something that the player waited for did not come.
        KeyboardInterrupt: The show was stopped.
    """
    require_display(os.environ)
    place = visits.prepare(home, out, staff_id, passphrase, visits.Timings(progress=progress), now)
    progress("windows")
    played, problem = play(place, wishes)
    if problem is not None:
        raise problem
    counter = visits.open_counter(place, now)
    pairs = zip(visits.businesses(), played, strict=True)
    made = tuple(visits.examine(counter, business, each, place) for business, each in pairs)
    return visits.conclude(counter, place, made)


def play(place: visits.Ground, wishes: Wishes) -> tuple[tuple[visits.Played, ...], BaseException | None]:
    """Open the windows, play, and close them; return the visits, and what ended them before their end, or None.

    That exception is not raised here: windows in its frames would outlive their application.

    Args:
        place: The station and the operator.
        wishes: The viewer's options.
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
    """Pictures of both windows as files, numbered in the order in which a viewer saw them."""

    folder: Path | None
    windows: Mapping[str, QWidget]
    taken: int = field(default=0)

    def keep(self, step: str) -> None:
        """Save pictures of both windows as they are now. Raise LookError when one cannot be written."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.taken += 1
        for name, window in self.windows.items():
            path = self.folder / f"{self.taken:02}-{step}-{name}.png"
            if not window.grab().save(str(path)):
                raise LookError(Message("terminal.picture-not-written", path=str(path)))


class Show(QObject):
    """One showing, in the application's own loop. Also a stage for the steps of `script`."""

    def __init__(self, application: QApplication, terminal: Terminal, player: Player) -> None:
        super().__init__()
        self._application, self.terminal, self.player = application, terminal, player
        self.played: list[visits.Played] = []
        self.problem: BaseException | None = None

    def run(self, place: visits.Ground) -> None:
        """Run until the last greeting, or until a problem."""
        self.terminal.desk.let_close()  # at any moment: its visits are played
        with self._stoppable():
            QTimer.singleShot(0, lambda: self._play(place))
            self._application.exec()

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """End the show when a window is closed."""
        if event is not None and event.type() == QEvent.Type.Close:
            self._stop()
        return False

    def _play(self, place: visits.Ground) -> None:
        try:
            self.terminal.show()
            self.player.on_pad(Idle)
            self.player.until(lambda: self.terminal.pens.pen is not None, "the recorded pen")
            self.player.look("idle")
            script.sign_in(self, place.staff_id, place.passphrase)
            for business in visits.businesses():
                self.played.append(self._visit(business))
            self.player.rest(0 if not self.player.pause_s else FAREWELL_S)
        except BaseException as problem:
            self.problem = self.problem or problem
        finally:
            self._application.exit()

    def _visit(self, business: visits.Business) -> visits.Played:
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
        touched = visits.Touched(touches, check_pages, frozen.pages if frozen else 0)
        return visits.Played(hand.visit, parse_receipt(hand.receipt), touched)

    # ---- what ends it ----

    def _stop(self) -> None:
        self.player.stopped = True

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """End the show on Ctrl-C, on a closed window, and on an exception that was not caught."""
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
