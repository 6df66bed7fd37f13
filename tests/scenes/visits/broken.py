"""What breaks on the way: the pad's window, its cable, the pen's cable, the disk's room."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from PyQt6.QtCore import Qt

from terminal.demo import script
from terminal.windows.pad.capture_control import LOST
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Check, Sign
from tests.scenes.play import Stage
from tests.scenes.virtual_screens import PAD_MONITOR, Displays
from tests.scenes.visits import at_the_desk as desk

CHUNK = 1 << 16


def cables(stage: Stage) -> None:
    """The pad's window is closed and its display unplugged, the pen in the middle of a signature; both come back."""
    player = stage.player
    desk.open_counter(stage)
    desk.to_check(stage, desk.REGISTRATION)
    pad_closed(stage)
    display_unplugged(stage)
    script.check(player)
    player.read()
    pen_unplugged(stage)
    player.sign("applicant")
    desk.hands_over(player, "staff")
    desk.finishes(stage)


def pad_closed(stage: Stage) -> None:
    """Something closes the pad, as a window manager would: it is back, on its display, and the visit goes on."""
    player, pad = stage.player, stage.terminal.pad
    place, seen = pad.geometry(), []
    pad.came_or_went.connect(lambda: seen.append(pad.isVisible()))
    handle = pad.windowHandle()
    assert handle is not None
    handle.close()
    player.until(lambda: seen == [False, True], "the pad going and coming back")
    assert pad.geometry() == place
    player.on_pad(Check)


def display_unplugged(stage: Stage) -> None:
    """The window is wiped and hidden, never shown on the desk's display; it comes back for staff to go on."""
    player, pad = stage.player, stage.terminal.pad
    displays = Displays(os.environ["DISPLAY"])
    displays.take_away(PAD_MONITOR)
    player.until(lambda: not pad.isVisible(), "the pad's window going away")
    desk.wiped(player)
    desk.desk_says(stage, "已暂停")
    displays.show(PAD_MONITOR)
    player.until(pad.isVisible, "the pad's window coming back")
    display = pad.screen()
    assert display is not None
    assert display.name() == PAD_MONITOR[0]
    assert pad.geometry() == display.geometry()
    player.key(Qt.Key.Key_F8)
    player.on_pad(Check)


def pen_unplugged(stage: Stage) -> None:
    """The stroke is void, both screens say so; with the pen plugged in again the box is empty and takes ink."""
    player = stage.player
    player.on_pad(Sign)
    player.on_pad_writable()
    shown = player.pad.screen_shown
    assert isinstance(shown, SignScreen)
    place = shown.area.place()
    stage.hand.write((place.x(), place.y(), place.width(), place.height()), "applicant")
    player.until(lambda: stage.terminal.conductor.capturing.written, "ink")
    stage.hand.unplug()
    desk.pad_says(player, LOST)
    desk.desk_says(stage, "笔断开。这一笔已作废")
    player.until(lambda: not stage.hand.busy, "the hand at rest")
    stage.hand.plug_in()
    player.until(lambda: stage.terminal.pens.pen is not None, "the pen")
    stage.player.key(Qt.Key.Key_F12)
    acts = [act.facts.get("reason") for act in desk.visit_of(stage).acts if act.what == "ink-void"]
    stage.told["void_ink"] = acts


def disk_full(stage: Stage) -> None:
    """No room when the applicant signs: nothing counts as signed, staff are told, and with room it is done again."""
    player = stage.player
    desk.open_counter(stage)
    desk.to_check(stage, desk.REGISTRATION)
    script.check(player)
    player.read()
    player.on_pad(Sign)
    ballast = fill(stage.home)
    player.sign("applicant")
    desk.desk_says(stage, "磁盘满了")
    player.on_pad(Sign)
    stage.told["signed_without_room"] = desk.visit_of(stage).signed
    ballast.unlink()
    player.sign("applicant")
    no_room_for_the_record(stage)
    desk.finishes(stage)


def no_room_for_the_record(stage: Stage) -> None:
    """No room either when everybody has signed: what was signed is there, and staff try again with room."""
    ballasts: list[Path] = []

    def full_now() -> None:
        visit = stage.terminal.reception.visit
        if visit is not None and visit.todo in ("seal", "archive") and not ballasts:
            ballasts.append(fill(stage.home))

    stage.terminal.reception.listeners.append(full_now)
    desk.hands_over(stage.player, "staff")
    desk.desk_says(stage, "重试")
    desk.pad_says(stage.player, "您签的字都在，没有丢")
    ballasts[0].unlink()
    stage.player.key(Qt.Key.Key_F8)


def fill(folder: Path) -> Path:
    """A file that takes all the room that there is."""
    ballast = folder / "ballast"
    for size in (CHUNK, 512):
        with ballast.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(size)):
                    pass
            except OSError as problem:
                assert problem.errno == errno.ENOSPC
    return ballast
