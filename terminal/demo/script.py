"""The steps of a visit as people do them at the real windows, for the demonstration and for tests.

Each step begins where the one before ended and returns when a person would see that it is done. Who does what when is
the caller's; what may be done is the flow's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from PyQt6.QtCore import Qt

from forms.codes import code_list
from forms.model import Field, FieldKind
from terminal.app.compose import Terminal
from terminal.demo.player import Player, Stuck, live
from terminal.visit.model import Visit
from terminal.windows.pad.states import Check, Done, Fill, HandOver, Idle, Notice, Read, Sign

LISTED = {FieldKind.CODE, FieldKind.YESNO}


class Stage(Protocol):
    """Both windows, and who plays at them."""

    @property
    def terminal(self) -> Terminal: ...

    @property
    def player(self) -> Player: ...


def sign_in(stage: Stage, staff: str, passphrase: str) -> None:
    """A staff member signs in by the keyboard."""
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
    """A new visit, by the initials of its business."""
    player = stage.player
    player.key(Qt.Key.Key_F2)
    live()
    player.type(business)
    player.look("business")
    player.key(Qt.Key.Key_Return)
    player.on_pad(Notice)


def agree(player: Player, alone: bool = True) -> None:
    """The notice read to its end, everything agreed to, and on."""
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
    """The answers typed at the desk, field by field, and on to the check."""
    player, pane = stage.player, stage.terminal.desk.middle.visit.form
    player.on_pad(Fill)
    player.look("fill")
    visit = _visit(stage)
    for asked in visit.form.fields:
        if asked.key not in values:
            continue
        pane.lead_to(asked.key)
        if asked.kind is FieldKind.CODES:
            choose(player, asked, values[asked.key], visit.on)
        else:
            player.type(values[asked.key])
        if asked.kind in LISTED:
            player.key(Qt.Key.Key_Return)
        player.key(Qt.Key.Key_Tab)
        held = values[asked.key]
        player.until(lambda key=asked.key, held=held: value_of(stage, key) == held, f"{asked.key} being held")  # type: ignore[misc]
    player.look("filled")
    player.key(Qt.Key.Key_F8)
    player.on_pad(Check)


def choose(player: Player, asked: Field, value: str, on: date) -> None:
    """Several choices, by arrows and the space bar."""
    if asked.codes is None:
        raise Stuck(f"{asked.key} has nothing to choose from. Play another business")
    known = [code.code for code in code_list(asked.codes).codes(on)]
    at = 0
    for wanted in (known.index(code) for code in value.split(",")):
        for _ in range(wanted - at):
            player.key(Qt.Key.Key_Right)
        player.key(Qt.Key.Key_Space)
        at = wanted


def value_of(stage: Stage, key: str) -> str:
    """What the visit holds."""
    visit = stage.terminal.reception.visit
    return visit.answers.value(key) if visit is not None else ""


def check(player: Player) -> int:
    """Every page is right; how many there were."""
    pages = 0
    while isinstance(player.pad.state, Check):
        player.look("check")
        player.tap("这一页都对")
        pages += 1
        player.until(lambda: player.pad.settled, "the next page")
    player.on_pad(Read)
    return pages


def sign(player: Player, role: str) -> None:
    """Reads everything and signs."""
    player.on_pad(Read)
    player.read()
    player.on_pad(Sign)
    player.on_pad_writable()
    player.look("sign")
    player.sign(role)


def next_signer(player: Player) -> None:
    """The pen goes over; the next one agrees, and checks the own part where there is one."""
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
    """It is archived; the applicant takes his slip. The record."""
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
