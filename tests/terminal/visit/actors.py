"""Every event, and the ways by which it comes to a visit: from the pad, from the desk, or to the flow alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from terminal.clerk.orders import Order, Trouble
from terminal.errors import NotNow
from terminal.session.reception import Reception
from terminal.session.values import InHand
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.model import Manner, State, Visit
from tests.terminal.visit.steps import AT, AUTHORITY, FACTS, INK, OPERATOR, SECOND, SEEN

Make = Callable[[str, Visit], Event]
"""Makes the event of "pad" or "desk", under its own name, for the visit as it stands."""


def named(pad: Callable[[str], Event]) -> Make:
    """An event that says who did it: at the pad the signer, at the desk the operator."""
    return lambda where, visit: pad("staff:S01" if where == "desk" else visit.signer.capacity)


def just(event: Event) -> Make:
    return lambda where, visit: event


def own_answer(visit: Visit) -> str:
    """An answer that the signer whose turn it is checks."""
    return "room" if visit.turn else "name"


EVENTS: dict[str, Make] = {
    "Consent": just(flow.Consent("electronic", True)),
    "SignsAs": just(flow.SignsAs(Manner.MARK)),
    "SignsAs-agent": just(flow.SignsAs(Manner.AGENT, "赵六", authority=AUTHORITY)),
    "Go": just(flow.Go()),
    "Back": just(flow.Back()),
    "Entered": named(lambda by: flow.Entered("phone", "13800138000", by)),
    "WarningConfirmed": lambda where, visit: flow.WarningConfirmed(
        next((one.identity for one in visit.unconfirmed), "none"), "staff:S01"
    ),
    "Checked": lambda where, visit: flow.Checked((own_answer(visit),)),
    "Wrong-answer": lambda where, visit: flow.Wrong(own_answer(visit)),
    "Wrong-document": just(flow.Wrong()),
    "NotWrong": lambda where, visit: flow.NotWrong(own_answer(visit)),
    "PageShown": lambda where, visit: flow.PageShown(0, 3000, "S01" if where == "desk" else "signer"),
    "ReadAloud-staff": just(flow.ReadAloud("staff:S01")),
    "ReadAloud-voice": just(flow.ReadAloud("machine")),
    "InkTaken": just(INK),
    "InkVoided": just(flow.InkVoided("cleared")),
    "SignatureSeen": just(SEEN),
    "SignAgain": just(flow.SignAgain("staff:S01")),
    "Refused": just(flow.Refused("不同意")),
    "Park": just(flow.Park("2026-12-01")),
    "Cancel": just(flow.Cancel("left")),
    "Frozen": just(flow.Frozen(FACTS)),
    "Stamped": just(flow.Stamped("33" * 32, "44" * 32)),
    "Sealed": just(flow.Sealed("55" * 32)),
    "Archived": just(flow.Archived(1)),
    "Failed": just(flow.Failed("OSError")),
    "Pause": just(flow.Pause("away")),
    "Resume": just(flow.Resume(OPERATOR)),
    "Joined": just(flow.Joined(SECOND)),
    "WitnessLeft": just(flow.WitnessLeft("idle")),
    "WitnessConfirmed": just(flow.WitnessConfirmed("staff:S01")),
    "Expired": just(flow.Expired()),
    "Left": just(flow.Left()),
}


class Nobody:
    """A lane behind which nobody works: it takes every order and answers none."""

    def __init__(self) -> None:
        self.asked: list[Order] = []

    def ask(self, order: Order, then: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None:
        """Nothing follows."""
        self.asked.append(order)


def counter(visit: Visit, at: str, lane: Nobody | None = None) -> Reception:
    """A counter with the visit open, which the first staff member operates."""
    reception = Reception(lane or Nobody(), lambda: datetime.fromisoformat(at))
    reception.operator = OPERATOR
    reception.in_hand, reception.current = {visit.record: InHand(visit)}, visit.record
    return reception


def told(who: str, event: Event, visit: Visit, at: str = AT) -> Visit | None:
    """The visit after the event by that way; None where it was refused, and nothing changed."""
    reception = counter(visit, at)
    try:
        match who:
            case "pad":
                reception.signer_did(event)
            case "desk":
                reception.staff_did(event)
            case _:
                return flow.step(visit, event, at)
    except NotNow:
        assert reception.in_hand == {visit.record: InHand(visit)}
        return None
    hand = reception.in_hand.get(visit.record)
    return hand.visit if hand else replace(visit, state=State.CLOSED)
