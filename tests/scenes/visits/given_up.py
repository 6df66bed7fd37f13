"""Visits that end otherwise: a refusal that is kept as void, a visit that goes on on paper."""

from __future__ import annotations

from PyQt6.QtCore import Qt

from terminal.demo import script
from terminal.visit.model import State
from terminal.windows.pad.states import Done, Notice, Sign
from tests.scenes.play import Stage
from tests.scenes.visits import at_the_desk as desk

REASON = "对登记内容有异议"


def ends_otherwise(stage: Stage) -> None:
    """One who will not sign; one who wants paper."""
    desk.open_counter(stage)
    refusal(stage)
    paper(stage)


def refusal(stage: Stage) -> None:
    """At the box he says that he will not; staff ask, and give it up; the pad says what became of it."""
    player = stage.player
    desk.to_check(stage, desk.REGISTRATION)
    script.check(player)
    player.read()
    player.on_pad(Sign)
    player.tap("我不签了")
    desk.hears(stage, "申请人表示不签了")
    player.key(Qt.Key.Key_D, desk.CTRL)
    player.type(REASON)
    player.key(Qt.Key.Key_N, desk.CTRL)
    desk.desk_says(stage, "再按一次")
    player.key(Qt.Key.Key_N, desk.CTRL)
    player.on_pad(Done)
    desk.pad_says(player, "这次没有签成，已经记下来")
    stage.told["void"] = stage.terminal.reception.current
    player.tap("知道了")
    desk.wiped(player)


def paper(stage: Stage) -> None:
    """He does not agree to sign electronically: the form goes into a folder, to be printed."""
    player = stage.player
    folder = stage.home.with_name("paper")
    folder.mkdir()
    script.begin(stage, desk.REGISTRATION)
    player.on_pad(Notice)
    player.tap("改用纸质办理")
    desk.pad_says(player, "结果相同")
    player.tap("改用纸质办理")
    desk.wiped(player)
    desk.desk_says(stage, "本人不同意电子方式")
    assert desk.visit_of(stage).state is State.PAPER
    player.key(Qt.Key.Key_F4)
    player.type(str(folder))
    player.key(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    desk.desk_says(stage, "已存为")
    player.key(Qt.Key.Key_Escape)
    player.key(Qt.Key.Key_F8)
    player.until(lambda: not stage.terminal.reception.in_hand, "an empty desk")
    stage.told["paper"] = [str(each) for each in sorted(folder.iterdir())]
