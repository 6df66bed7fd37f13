"""Both processes end as by a power cut, at a moment that is named; and the visit is gone on with afterwards.

A moment is a state of the visit, with the number of those who had signed behind it: `read`, `read+1`.
"""

from __future__ import annotations

import os
import signal

from forms import sample
from terminal.app.compose import begin_anew_when_broken
from terminal.demo import script
from terminal.demo.player import Player, live
from terminal.visit.model import State
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Check, Done, Fill, HandOver, Notice, Read, Sign
from tests.scenes.play import Stage
from tests.scenes.visits import at_the_desk as desk

SOME_ANSWERS = 5
ROLES = ("applicant", "staff")
STROKES = ("stroke", "stroke+1")
STEPS = (Notice, Fill, Check, Read, Sign, HandOver, Done)


def killed(stage: Stage) -> None:
    """A registration, gone on with if there is one, until the moment has come."""
    desk.open_counter(stage)
    stage.terminal.reception.listeners.append(lambda: dies(stage))
    found(stage)
    to_the_end(stage)


def finished(stage: Stage) -> None:
    """The same registration, gone on with to its end."""
    desk.open_counter(stage)
    found(stage)
    to_the_end(stage)


def clerk_killed(stage: Stage) -> None:
    """The clerk's process alone ends while a document is read: the pad is wiped, and the program begins anew."""
    begun: list[str] = []
    begin_anew_when_broken(stage.terminal, lambda: begun.append("anew"))
    desk.open_counter(stage)
    desk.to_check(stage, desk.REGISTRATION)
    script.check(stage.player)
    os.kill(stage.terminal.clerk.pid, signal.SIGKILL)
    stage.player.until(lambda: bool(begun), "the program beginning anew")
    desk.wiped(stage.player)


def dies(stage: Stage) -> None:
    """Has the moment come?"""
    visit = stage.terminal.reception.visit
    if visit is None or visit.paused:
        return
    state, _plus, signed = stage.moment.partition("+")
    here = visit.state.value == state and visit.signed == int(signed or 0)
    if here and (visit.state is not State.FILL or len(visit.answers.values) >= SOME_ANSWERS):
        stage.die()


def found(stage: Stage) -> None:
    """What the program took up after the last end; a new visit when there is nothing."""
    reception, player = stage.terminal.reception, stage.player
    if not reception.in_hand:
        script.begin(stage, desk.REGISTRATION)
        return
    assert len(reception.in_hand) == 1
    player.until(lambda: not any(hand.busy for hand in reception.in_hand.values()), "the clerk at rest")
    visit = next(hand.visit for hand in reception.in_hand.values())
    stage.told["found"] = {
        "state": visit.state.value,
        "paused": visit.paused,
        "signed": visit.signed,
        "answers": len(visit.answers.values),
    }
    desk.wiped(player)
    desk.takes_up(stage)


def to_the_end(stage: Stage) -> None:
    """Whoever is at the counter does the next thing, whatever has been done."""
    player = stage.player
    while True:
        player.until(lambda: isinstance(player.pad.state, STEPS) and player.pad.settled, "somebody's turn")
        if isinstance(player.pad.state, Done):
            desk.finishes(stage)
            return
        next_step(stage, player)


def next_step(stage: Stage, player: Player) -> None:
    """One step, begun anew or gone on with."""
    visit = desk.visit_of(stage)
    match player.pad.state:
        case Notice():
            script.agree(player)
        case Fill():
            script.enter(stage, missing(stage))
        case Check():
            script.check(player)
        case Read():
            player.read()
        case Sign() if stage.moment == STROKES[visit.turn]:
            dies_writing(stage)
        case Sign():
            player.sign(ROLES[visit.turn])
        case HandOver():
            script.next_signer(player)
    live()


def dies_writing(stage: Stage) -> None:
    """In the middle of a signature."""
    player = stage.player
    player.on_pad_writable()
    shown = player.pad.screen_shown
    assert isinstance(shown, SignScreen)
    place = shown.area.place()
    stage.hand.write((place.x(), place.y(), place.width(), place.height()), "applicant")
    player.until(lambda: stage.terminal.conductor.capturing.written, "ink")
    stage.die()


def missing(stage: Stage) -> dict[str, str]:
    """The answers that are still to be given."""
    held = desk.visit_of(stage).answers
    return {key: value for key, value in sample.sample_registration().items() if not held.value(key)}
