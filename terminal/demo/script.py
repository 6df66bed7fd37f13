"""The steps of a visit as people do them at the real windows, for the demonstration and for tests.

Each step begins where the one before ended, and returns when a person would see that it is done. The caller decides who
does what when; the flow decides what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from PyQt6.QtCore import Qt

from forms.kinds import Field, Input, Listed
from terminal.app.compose import Terminal
from terminal.demo.player import Player, Stuck, live
from terminal.visit.model import Visit
from terminal.windows.pad.states import Check, Done, Fill, HandOver, Idle, Notice, Read, Sign


class Stage(Protocol):
    """Both windows, and the player that acts at them."""

    @property
    def terminal(self) -> Terminal: ...

    @property
    def player(self) -> Player: ...


def sign_in(stage: Stage, staff: str, passphrase: str) -> None:
    """Sign in a staff member by the keyboard.

    Args:
        stage: The windows and the player.
        staff: The staff member's id; typed only where the page does not name a person already.
        passphrase: The staff member's passphrase.
    """
    player = stage.player
    form = stage.terminal.desk.sign_in.form
    player.until(lambda: player.keyboard() is not None, "the sign-in page")
    if form is not None and not form.staff.named():
        player.type(staff)
        player.key(Qt.Key.Key_Return)
    player.type(passphrase)
    player.look("sign-in")
    player.key(Qt.Key.Key_Return)
    player.until(lambda: stage.terminal.reception.operator is not None, "being signed in")
    player.look("signed-in")


def begin(stage: Stage, business: str) -> None:
    """Begin a new visit.

    Args:
        stage: The windows and the player.
        business: The initials of the business, which the operator types to find it.
    """
    player = stage.player
    player.key(Qt.Key.Key_F2)
    live()
    player.type(business)
    player.look("business")
    player.key(Qt.Key.Key_Return)
    player.on_pad(Notice)


def agree(player: Player, alone: bool = True) -> None:
    """Read the notice to its end, and agree to everything.

    Args:
        player: The player at the windows.
        alone: Whether the signer signs without help and goes on; False stops before that question.
    """
    player.on_pad(Notice)
    player.look("notice")
    while player.button("我自己签") is None:
        player.tap("继续")
    for each in ("同意用电子方式签名吗？同意", "同意记录您的笔迹（笔画、力度、时间）吗？同意"):
        player.tap(each)
    if alone:
        player.tap("您自己签名，还是需要帮助？我自己签")
        player.look("agreed")
        player.tap("继续")


def enter(stage: Stage, values: Mapping[str, str]) -> None:
    """Type the answers at the desk, field by field, and go on to the check.

    Args:
        stage: The windows and the player.
        values: The answers by field; fields that are missing here are skipped.
    """
    player, pane = stage.player, stage.terminal.desk.middle.visit.form
    player.on_pad(Fill)
    player.look("fill")
    visit = _visit(stage)
    for asked in visit.form.fields:
        if asked.key not in values:
            continue
        pane.lead_to(asked.key)
        if asked.input is Input.CHOICES:
            choose(player, asked, values[asked.key], visit.on)
        else:
            player.type(values[asked.key])
        if asked.input is Input.CHOICE:
            player.key(Qt.Key.Key_Return)
        player.key(Qt.Key.Key_Tab)
        held = values[asked.key]
        player.until(lambda key=asked.key, held=held: value_of(stage, key) == held, f"{asked.key} being held")  # type: ignore[misc]
    player.look("filled")
    player.key(Qt.Key.Key_F8)
    player.on_pad(Check)


def choose(player: Player, asked: Field, value: str, on: date) -> None:
    """Choose several codes of one field with the arrow keys and the space bar.

    Args:
        player: The player at the windows.
        asked: The field; Stuck is raised when it has no code list.
        value: The codes, separated by commas, in the order of the list.
        on: The day on which the code list applies.
    """
    if not isinstance(asked, Listed):
        raise Stuck(f"{asked.key} has nothing to choose from. Play another business")
    known = [code.code for code in asked.code_list.codes(on)]
    at = 0
    for wanted in (known.index(code) for code in value.split(",")):
        for _ in range(wanted - at):
            player.key(Qt.Key.Key_Right)
        player.key(Qt.Key.Key_Space)
        at = wanted


def value_of(stage: Stage, key: str) -> str:
    """Return the answer that the visit on `stage` holds for the field `key`; "" without a visit."""
    visit = stage.terminal.reception.visit
    return visit.answers.value(key) if visit is not None else ""


def check(player: Player) -> int:
    """Confirm every page of answers, and return how many there were."""
    pages = 0
    while isinstance(player.pad.state, Check):
        player.look("check")
        player.tap("这一页都对")
        pages += 1
        player.until(lambda: player.pad.settled, "the next page")
    player.on_pad(Read)
    return pages


def sign(player: Player, role: str) -> None:
    """Read the whole document and sign it.

    Args:
        player: The player at the windows.
        role: The signer's role, which chooses the recorded signature.
    """
    player.on_pad(Read)
    player.read()
    player.on_pad(Sign)
    player.on_pad_writable()
    player.look("sign")
    player.sign(role)


def next_signer(player: Player) -> None:
    """Pass the pen to the next signer, who agrees and checks their own part where there is one."""
    player.on_pad(HandOver)
    player.look("hand-over")
    state = player.pad.state
    if not isinstance(state, HandOver):
        raise Stuck("the hand-over screen went away. Begin again")
    player.tap(f"我是{state.name}")
    agree(player)
    player.until(lambda: isinstance(player.pad.state, Check | Read), "the answers or the document")
    check(player)


def finish(stage: Stage) -> str:
    """Take the receipt as the applicant does, after the visit was archived, and return the record's id."""
    player = stage.player
    player.on_pad(Done)
    player.look("done")
    record = stage.terminal.reception.current
    player.tap("我拿好了")
    player.on_pad(Idle)
    return record


def _visit(stage: Stage) -> Visit:
    visit = stage.terminal.reception.visit
    if visit is None:
        raise Stuck("no visit is open. Begin again")
    return visit
