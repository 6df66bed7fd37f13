"""What a visit holds after an event, and with which whole sentence another is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signing.ink import Source
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.model import Manner, Outcome, State, Visit
from tests.terminal.visit.steps import (
    ALOUD,
    AT,
    AUTHORITY,
    BY_A_MARK,
    CONSENTS,
    FACTS,
    INK,
    LATER,
    OPERATOR,
    PAGES,
    READY,
    SECOND,
    SEEN,
    TO_ARCHIVE,
    TO_CHECK,
    TO_DONE,
    TO_FILL,
    TO_FREEZE,
    TO_HAND_OVER,
    TO_LOOK,
    TO_MARKED,
    TO_PAPER,
    TO_READ,
    TO_READ_AGAIN,
    TO_SEAL,
    TO_SIGN,
    TO_STAMP,
    TO_WITNESS,
    play,
)

AGENT = flow.SignsAs(Manner.AGENT, "赵六", authority=AUTHORITY)
OTHER = replace(AUTHORITY, scope="代为签名并领取")


def after(events: tuple[Event, ...], event: Event, at: str = AT) -> Visit:
    return flow.step(play(*events), event, at)


REFUSED: dict[str, tuple[tuple[Event, ...], Event, str]] = {
    "out of order": (TO_FILL, INK, 'signing is not possible in the step "filling in"; finish this step first'),
    "while it is put aside": (
        (*TO_READ, flow.Pause("away")),
        flow.Go(),
        "the visit is paused; a staff member must resume it before going on",
    ),
    "something is missing": (TO_READ, flow.Go(), "not yet: page 1 has not been read. Complete it, then go on"),
    "a warning that is not given": (
        READY[State.FILL],
        flow.WarningConfirmed("name name name:7", "staff:S01"),
        "the answers give no such warning now, or it is confirmed already. Look at the warnings again",
    ),
    "another's answers": (
        TO_CHECK,
        flow.Checked(("room",)),
        "none of these answers is for this signer to check; each party checks its own part",
    ),
}


@pytest.mark.parametrize(("events", "event", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_why_and_what_to_do(events: tuple[Event, ...], event: Event, sentence: str) -> None:
    with pytest.raises(NotNow) as refused:
        after(events, event)
    assert str(refused.value) == sentence


READ = (*TO_READ, *PAGES, ALOUD)
NOTHING_READ = {"dwell_ms": {}, "read_aloud_by": ""}
AFTER: dict[str, tuple[tuple[Event, ...], Event, dict[str, object]]] = {
    "agrees to one": ((), CONSENTS[0], {"consents": {"electronic": True}, "state": State.NOTICE}),
    "agrees to the other": (CONSENTS[:1], CONSENTS[1], {"consents": {"electronic": True, "dynamics": True}}),
    "does not agree": (
        CONSENTS[:1],
        flow.Consent("dynamics", False),
        {"consents": {"electronic": True, "dynamics": False}, "state": State.PAPER, "outcome": Outcome.OPEN},
    ),
    "the next one does not agree": (
        TO_HAND_OVER,
        flow.Consent("dynamics", False),
        {"state": State.ARCHIVE, "outcome": Outcome.VOID},
    ),
    "an agent signs": (
        CONSENTS,
        AGENT,
        {"agents": {"worker": "赵六"}, "authorities": {"worker": AUTHORITY}, "consents": {}},
    ),
    "another agent signs": (
        (AGENT,),
        flow.SignsAs(Manner.AGENT, "钱七", authority=OTHER),
        {"agents": {"worker": "钱七"}, "authorities": {"worker": OTHER}},
    ),
    "an agent without papers, where they are not asked": (
        (AGENT,),
        flow.SignsAs(Manner.AGENT, "赵六"),
        {"agents": {"worker": "赵六"}, "authorities": {}},
    ),
    "no agent signs any more": (
        (AGENT, *CONSENTS),
        flow.SignsAs(Manner.SELF),
        {"agents": {}, "authorities": {}, "manners": {"worker": Manner.SELF}, "consents": {}},
    ),
    "signs by a mark after having agreed": (
        CONSENTS,
        flow.SignsAs(Manner.MARK),
        {"manners": {"worker": Manner.MARK}, "consents": dict.fromkeys(flow.CONSENTS, True)},
    ),
    "is frozen": (
        READY[State.FREEZE],
        flow.Frozen(FACTS),
        {"frozen": FACTS, "state": State.READ, **NOTHING_READ},
    ),
    "sees a page again, shortly": (
        (*TO_READ, *PAGES),
        flow.PageShown(0, 500),
        {"dwell_ms": {0: 2000, 1: 2000}},
    ),
    "sees a page again, longer": ((*TO_READ, *PAGES), flow.PageShown(0, 2500), {"dwell_ms": {0: 2500, 1: 2000}}),
    "sees no page": (TO_READ, flow.PageShown(0, -1), {"dwell_ms": {0: 0}}),
    "finds the document wrong": (
        READ,
        flow.Wrong(),
        {"state": State.CHECK, "frozen": None, "outcome": Outcome.OPEN, **NOTHING_READ},
    ),
    "finds it wrong when one has signed": (
        TO_READ_AGAIN,
        flow.Wrong(),
        {"state": State.ARCHIVE, "frozen": FACTS, "outcome": Outcome.VOID},
    ),
    "signs otherwise": (
        (*READ, flow.Go()),
        flow.SignsAs(Manner.MARK),
        {"state": State.NOTICE, "frozen": None, "manners": {"worker": Manner.MARK}, "consents": {}, **NOTHING_READ},
    ),
    "signs otherwise when one has signed": (
        TO_READ_AGAIN,
        flow.SignsAs(Manner.MARK),
        {"state": State.ARCHIVE, "frozen": FACTS, "outcome": Outcome.VOID},
    ),
    "the agent shows other papers": (
        (AGENT, *TO_READ),
        replace(AGENT, authority=OTHER),
        {"state": State.NOTICE, "authorities": {"worker": OTHER}, "frozen": None},
    ),
    "is heard by staff": ((*TO_READ, *PAGES), ALOUD, {"read_aloud_by": "staff:S01"}),
    "is taken up by the one who read aloud": (
        (*READ, flow.Pause("away")),
        flow.Resume(OPERATOR),
        {"read_aloud_by": "staff:S01", "paused": False, "state": State.READ, "operator": OPERATOR},
    ),
    "is taken up by another": (
        (*READ, flow.Pause("away")),
        flow.Resume(SECOND),
        {"read_aloud_by": "", "paused": False, "operator": SECOND},
    ),
    "a witness comes after it was read aloud": (
        (*READ,),
        flow.Joined(SECOND),
        {"read_aloud_by": "", "witness": SECOND},
    ),
    "the same witness comes again": (
        (*BY_A_MARK, *READ),
        flow.Joined(SECOND),
        {"read_aloud_by": "staff:S01", "witness": SECOND},
    ),
    "another witness comes": (
        (*BY_A_MARK, *READ),
        flow.Joined(flow.Staff("S03", "周")),
        {"read_aloud_by": "", "witness": flow.Staff("S03", "周")},
    ),
    "a witness leaves while a mark is read": (
        (*BY_A_MARK, *TO_READ),
        flow.WitnessLeft("idle"),
        {"state": State.READ, "witness": SECOND},
    ),
    "a witness leaves before a mark is made": (
        (*BY_A_MARK, *READ, flow.Go()),
        flow.WitnessLeft("idle"),
        {"state": State.READ},
    ),
    "a witness leaves whom nobody needs": (
        (flow.Joined(SECOND), *TO_SIGN),
        flow.WitnessLeft("idle"),
        {"state": State.SIGN},
    ),
    "is signed first": (
        TO_STAMP,
        flow.Stamped("11" * 32, "22" * 32),
        {"state": State.HAND_OVER, "turn": 1, "signed": 1, "consents": {}, "witnessed": {}},
    ),
    "is signed last": (
        TO_SEAL[:-1],
        TO_SEAL[-1],
        {"state": State.SEAL, "turn": 1, "signed": 2},
    ),
    "is signed by a witness": (
        (*TO_WITNESS, flow.WitnessConfirmed("staff:S01"), flow.Go(), INK, SEEN),
        flow.Stamped("11" * 32, "22" * 32),
        {"turn": 2, "signed": 2, "witnessed": {"worker-witness-1": "王文"}},
    ),
    "cannot be signed": (TO_STAMP, flow.Failed("OSError"), {"state": State.SIGN, "signed": 0}),
    "does not sign": (TO_LOOK, flow.Refused(), {"state": State.ARCHIVE, "outcome": Outcome.VOID}),
    "the pen is handed over": (
        READY[State.HAND_OVER],
        flow.Go(),
        {"state": State.READ, **NOTHING_READ},
    ),
    "waits for another day": (TO_HAND_OVER, flow.Park("2026-12-01"), {"parked_until": "2026-12-01"}),
    "is put aside": (READ, flow.Pause("away"), {"paused": True, "state": State.READ}),
    "is parked again with what the next one agreed to": (
        (*TO_HAND_OVER, flow.Park("2026-12-01"), flow.Resume(OPERATOR), *CONSENTS),
        flow.Pause("away"),
        {"state": State.PARKED, "consents": {}, "paused": False},
    ),
    "is cancelled before it is frozen": (TO_FILL, flow.Cancel("left"), {"state": State.CANCELLED}),
    "is cancelled while it is put aside": (
        (*TO_READ, flow.Pause("away")),
        flow.Cancel("left"),
        {"state": State.ARCHIVE, "outcome": Outcome.VOID, "paused": False},
    ),
    "is sealed": (TO_SEAL, flow.Sealed("55" * 32), {"state": State.ARCHIVE, "outcome": Outcome.SEALED}),
    "is archived": (TO_ARCHIVE, flow.Archived(1), {"state": State.DONE, "outcome": Outcome.SEALED}),
    "goes on with paper": (TO_PAPER, flow.Go(), {"state": State.ARCHIVE, "outcome": Outcome.PAPER}),
    "is archived on paper": ((*TO_PAPER, flow.Go()), flow.Archived(1), {"state": State.CLOSED}),
    "gets the copy": (TO_DONE, flow.Go(), {"state": State.CLOSED}),
    "leaves the copy": (TO_DONE, flow.Left(), {"state": State.CLOSED}),
}


@pytest.mark.parametrize(("events", "event", "held"), AFTER.values(), ids=AFTER)
def test_a_visit_holds_this_afterwards(events: tuple[Event, ...], event: Event, held: dict[str, object]) -> None:
    visit = after(events, event)
    assert {name: getattr(visit, name) for name in held} == held


SAME = {
    "the same agent with the same papers": ((AGENT, *TO_READ), AGENT),
    "by oneself again": (TO_SIGN, flow.SignsAs(Manner.SELF)),
}


@pytest.mark.parametrize(("events", "event"), SAME.values(), ids=SAME)
def test_who_signs_so_already_changes_nothing(events: tuple[Event, ...], event: Event) -> None:
    assert after(events, event) == play(*events)


def test_a_warning_is_confirmed_under_the_name_of_the_one_who_confirms() -> None:
    doubtful = (*READY[State.FILL], flow.Entered("name", "张 三", "staff:S01"))
    visit = after(doubtful, flow.WarningConfirmed("name name name:2", "staff:S02"))
    assert (visit.acts[-1].who, visit.unconfirmed) == ("staff:S02", ())


ENDS = {
    "content-wrong": (TO_READ_AGAIN, flow.Wrong(), "staff"),
    "signs-otherwise": (TO_READ_AGAIN, flow.SignsAs(Manner.MARK), "staff"),
}


@pytest.mark.parametrize(("what", "case"), ENDS.items(), ids=ENDS)
def test_a_signed_document_that_is_wrong_is_given_up_by_the_signer(
    what: str, case: tuple[tuple[Event, ...], Event, str]
) -> None:
    events, event, who = case
    act = after(events, event).acts[-1]
    assert (act.at, act.who, act.what, dict(act.facts)) == (AT, who, what, {"reason": ""})


def test_what_is_late_is_given_up_also_while_it_is_put_aside() -> None:
    visit = after((*TO_HAND_OVER, *CONSENTS, flow.Pause("away")), flow.Expired(), LATER)
    assert (visit.state, visit.outcome, visit.paused) == (State.ARCHIVE, Outcome.VOID, False)
    assert (visit.acts[-1].at, visit.acts[-1].what) == (LATER, "expired")


@pytest.mark.parametrize(("looks", "verdict", "state"), [
    (True, "fine", State.LOOK), (True, "doubtful", State.LOOK), (False, "doubtful", State.LOOK),
    (False, "fine", State.STAMP), (False, "refused", State.SIGN), (True, "refused", State.SIGN),
])  # fmt: skip
def test_a_signature_waits_for_a_look_where_there_is_an_operator_or_a_doubt(
    looks: bool, verdict: str, state: State
) -> None:
    visit = play(*TO_SIGN)
    visit = replace(visit, policy=replace(visit.policy, looks=looks))
    assert flow.step(visit, flow.InkTaken(Source.SYNTHETIC, verdict, (), {}), AT).state is state


def test_unfinished_typing_ends_with_the_answer_of_its_own_field() -> None:
    visit = replace(play(*TO_FILL), unfinished={"name": "张", "phone": "1"})
    assert flow.step(visit, flow.Entered("name", "张三", "staff:S01"), AT).unfinished == {"phone": "1"}


def test_a_marked_document_keeps_who_saw_the_mark() -> None:
    parked = (*TO_MARKED, flow.Pause("away"))
    assert after(parked, flow.Resume(OPERATOR)).operator == OPERATOR
    with pytest.raises(NotNow):
        after(parked, flow.Resume(flow.Staff("S03", "周")))


def test_what_was_just_frozen_is_unread() -> None:
    before = replace(play(*TO_FREEZE), dwell_ms={0: 9000}, read_aloud_by="staff:S01")
    frozen = flow.step(before, flow.Frozen(FACTS), AT)
    assert (dict(frozen.dwell_ms), frozen.read_aloud_by) == ({}, "")


def test_what_was_read_aloud_to_one_signer_is_not_read_aloud_to_the_next() -> None:
    marked = play(*TO_MARKED)
    assert marked.read_aloud_by == "staff:S01"
    handed_over = after((*TO_MARKED, *CONSENTS), flow.Go())
    assert (handed_over.state, dict(handed_over.dwell_ms), handed_over.read_aloud_by) == (State.READ, {}, "")
