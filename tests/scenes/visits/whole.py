"""Visits that go through to the end: a registration, a contract, and what delays them on the way."""

from __future__ import annotations

import ctypes

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QClipboard
from PyQt6.QtWidgets import QApplication, QLineEdit

from forms import sample
from terminal.demo import script
from terminal.demo.player import live
from terminal.windows.pad.states import Away, Check
from tests.scenes.pen_driver import HZ
from tests.scenes.play import Stage
from tests.scenes.visits import at_the_desk as desk
from tests.terminal.stations import PASSPHRASE

PR_GET_DUMPABLE = 3  # include/uapi/linux/prctl.h
WRONG = "猜一个口令"
FREE_GUESSES = 4  # the first that must be waited for is the one after
AWAY_S, COUNTDOWN_S = 91, 20
CHANGED = "数控机床操作，两班轮换"


def registration(stage: Stage) -> None:
    """失业登记, from a forgotten passphrase to the greeting, at the pen's own speed, with the touches counted."""
    guess(stage)
    stage.hand.hz = HZ
    script.begin(stage, desk.REGISTRATION)
    script.agree(stage.player)
    script.enter(stage, sample.sample_registration())
    copies(stage, "name")
    pages = script.check(stage.player)
    frozen = desk.visit_of(stage).frozen
    assert frozen is not None
    desk.signs(stage.player, "applicant")
    stage.told |= {"touches": len(stage.player.touches), "check_pages": pages, "pages": frozen.pages}
    desk.hands_over(stage.player, "staff")
    desk.finishes(stage)
    stage.told |= {"clipboards_left": clipboards(), "dumpable": prctl_dumpable()}


def copies(stage: Stage, key: str) -> None:
    """Staff mark and copy an answer, so that both of the screen's clipboards hold it."""
    stage.terminal.desk.middle.visit.form.lead_to(key)
    for each in (Qt.Key.Key_A, Qt.Key.Key_C):
        stage.player.key(each, desk.CTRL)
    stage.told["clipboards_held"] = clipboards() == [script.value_of(stage, key)] * 2


def clipboards() -> list[str]:
    """What can be pasted: by Ctrl+V, and by the middle button."""
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    return [clipboard.text(mode) for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)]


def prctl_dumpable() -> int:
    """Whether the kernel would write this process's memory out."""
    return ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)  # type: ignore[no-any-return]


def guess(stage: Stage) -> None:
    """Wrong passphrases are refused; then it must be waited, whatever is typed; then the right one opens."""
    player, reception = stage.player, stage.terminal.reception
    player.until(lambda: isinstance(player.keyboard(), QLineEdit), "the sign-in page")
    player.type("S01")
    player.key(Qt.Key.Key_Return)
    form = stage.terminal.desk.sign_in.form
    assert form is not None
    for _ in range(FREE_GUESSES):
        asked_anew(stage)
        player.type(WRONG)
        player.key(Qt.Key.Key_Return)
        desk.desk_says(stage, "工号或口令不对")
    desk.desk_says(stage, "秒再试")
    player.type(PASSPHRASE)
    player.key(Qt.Key.Key_Return)
    assert (reception.operator, form.passphrase.text()) == (None, "")
    stage.told |= {"refused": FREE_GUESSES, "waited": "秒再试" in desk.on_desk(stage)}
    player.until(lambda: "秒再试" not in desk.on_desk(stage), "the next guess")
    player.type(PASSPHRASE)
    player.key(Qt.Key.Key_Return)
    player.until(lambda: reception.operator is not None, "being signed in")


def asked_anew(stage: Stage) -> None:
    """Nothing is said of the guess before, and nothing of it is left."""
    form = stage.terminal.desk.sign_in.form
    assert form is not None
    stage.player.until(lambda: not form.is_asking, "the answer to the guess before")
    form.refusal.say("")
    assert form.passphrase.text() == ""


def contract(stage: Stage) -> None:
    """劳动合同 of two parties: nobody answers at the check, an answer is called wrong and corrected; both sign."""
    desk.open_counter(stage)
    desk.to_check(stage, desk.CONTRACT)
    nobody_answers(stage)
    corrected(stage, "work", CHANGED)
    script.check(stage.player)
    stage.told["corrected"] = desk.visit_of(stage).answers.value("work") == CHANGED
    desk.signs(stage.player, "worker")
    desk.hands_over(stage.player, "employer")
    desk.finishes(stage)


def nobody_answers(stage: Stage) -> None:
    """A question, a countdown, a wipe; first somebody is there after all, then nobody."""
    player = stage.player
    name = desk.answers_of(desk.visit_of(stage))["worker_name"]
    assert shows(stage, name)
    stage.clock.passes(AWAY_S)
    player.on_pad(Away)
    player.tap("我还在")
    player.on_pad(Check)
    stage.clock.passes(AWAY_S)
    player.on_pad(Away)
    desk.pad_says(player, "您还在吗？")
    stage.clock.passes(COUNTDOWN_S)
    desk.wiped(player)
    assert not shows(stage, name)
    desk.desk_says(stage, "已暂停")
    player.key(Qt.Key.Key_F8)
    player.on_pad(Check)
    assert shows(stage, name)


def shows(stage: Stage, name: str) -> bool:
    """Whether the pad shows it on this page or another of the same step, as far as it has widgets for it."""
    return name in stage.player.words()


def corrected(stage: Stage, key: str, value: str) -> None:
    """The applicant calls an answer wrong; staff hear it, are led there, and change it."""
    player = stage.player
    label = next(asked.label for asked in desk.visit_of(stage).form.fields if asked.key == key)
    while player.button(f"要改：{label}") is None:
        player.tap("这一页都对")
        player.until(lambda: player.pad.settled, "the next page")
    player.tap(f"要改：{label}")
    desk.pad_says(player, "已告诉工作人员：这一项要改")
    desk.hears(stage, f"本人要求修改“{label}”")
    player.key(Qt.Key.Key_F8)
    player.key(Qt.Key.Key_A, desk.CTRL)
    player.type(value)
    player.key(Qt.Key.Key_Tab)
    player.until(lambda: script.value_of(stage, key) == value, "the corrected answer")
    player.until(lambda: player.button(f"要改：{label}") is not None, "the answer to be checked again")
    live()


def parked(stage: Stage) -> None:
    """The worker signs; the employer comes another day."""
    desk.open_counter(stage)
    desk.to_check(stage, desk.CONTRACT)
    script.check(stage.player)
    desk.signs(stage.player, "worker")
    stage.player.until(lambda: desk.is_between_signers(stage), "the pen to be handed over")
    stage.player.key(Qt.Key.Key_P, desk.CTRL)
    desk.desk_says(stage, "改日再签")
    stage.player.key(Qt.Key.Key_F8)
    desk.wiped(stage.player)
    desk.desk_says(stage, "等待甲方（用人单位）签名 · 至")


def resumed(stage: Stage) -> None:
    """The program was ended meanwhile; the employer signs what the worker signed."""
    desk.open_counter(stage)
    desk.takes_up(stage)
    desk.hands_over(stage.player, "employer")
    desk.finishes(stage)
