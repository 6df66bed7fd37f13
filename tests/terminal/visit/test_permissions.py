"""Who may do what, in which step: every event by the person at the pad, by the staff at the desk, by neither.

The cells say who gets through `Reception`: p the person at the pad, s the staff at the desk, b both. c: neither of
them, but the flow takes it, from the clerk, from the clock, or by a call of its own (`Reception.sign`, `pause`,
`take_up`, `join`, `confirm`). A point: nobody. Nothing is missing in a step that could keep its button closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from forms.answers import Answers
from forms.kinds import Text
from forms.model import Section
from terminal.errors import NotNow
from terminal.session.values import InHand
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.model import Manner, State, Visit
from tests.terminal.visit.actors import EVENTS, counter, told
from tests.terminal.visit.steps import (
    AT,
    AUTHORITY,
    CONSENTS,
    FACTS,
    FILLED,
    FORM,
    INK,
    LATER,
    ORDER,
    PAGES,
    READY,
    SECOND,
    SEEN,
    TO_ARCHIVE,
    TO_CHECK,
    TO_FILL,
    TO_READ_AGAIN,
    TO_SEAL,
    TO_WITNESS,
    play,
)

TABLE = """
                 notice fill check freeze read sign look stamp hand-over parked seal archive done closed paper cancelled
Consent          p      .    .     .      .    .    .    .     p         .      .    .       .    .      .     .
SignsAs          b      .    .     .      b    b    .    .     .         .      .    .       .    .      .     .
SignsAs-agent    s      .    .     .      s    s    .    .     .         .      .    .       .    .      .     .
Go               p      b    p     .      p    .    .    .     p         .      .    .       p    .      s     .
Back             .      .    p     .      .    p    .    .     .         .      .    .       .    .      .     .
Entered          .      b    b     .      .    .    .    .     .         .      .    .       .    .      s     .
WarningConfirmed .      s    s     .      .    .    .    .     .         .      .    .       .    .      .     .
Checked          .      .    p     .      .    .    .    .     p         .      .    .       .    .      .     .
Wrong-answer     .      .    p     .      .    .    .    .     p         .      .    .       .    .      .     .
Wrong-document   .      .    .     .      b    .    .    .     .         .      .    .       .    .      .     .
NotWrong         .      .    p     .      .    .    .    .     p         .      .    .       .    .      .     .
PageShown        .      .    .     .      b    .    .    .     .         .      .    .       .    .      .     .
ReadAloud-staff  .      .    .     .      c    .    .    .     .         .      .    .       .    .      .     .
ReadAloud-voice  .      .    .     .      p    .    .    .     .         .      .    .       .    .      .     .
InkTaken         .      .    .     .      .    c    .    .     .         .      .    .       .    .      .     .
InkVoided        .      .    .     .      .    p    p    .     .         .      .    .       .    .      .     .
SignatureSeen    .      .    .     .      .    .    s    .     .         .      .    .       .    .      .     .
SignAgain        .      .    .     .      .    .    s    .     .         .      .    .       .    .      .     .
Refused          .      .    .     .      s    s    s    .     s         .      .    .       .    .      .     .
Park             .      .    .     .      .    .    .    .     s         .      .    .       .    .      .     .
Cancel           s      s    s     s      s    s    s    s     s         s      .    .       .    .      .     .
Frozen           .      .    .     c      .    .    .    .     .         .      .    .       .    .      .     .
Stamped          .      .    .     .      .    .    .    c     .         .      .    .       .    .      .     .
Sealed           .      .    .     .      .    .    .    .     .         .      c    .       .    .      .     .
Archived         .      .    .     .      .    .    .    .     .         .      .    c       .    .      .     .
Failed           .      .    .     c      .    .    .    c     .         .      c    c       .    .      .     .
Pause            c      c    c     .      c    c    c    .     c         .      .    .       c    .      c     .
Resume           .      .    .     .      .    .    .    .     .         c      .    .       .    .      .     .
Joined           c      c    c     .      c    .    .    .     c         .      .    .       .    .      .     .
WitnessLeft      c      c    c     .      c    c    .    .     c         c      .    .       .    .      c     .
WitnessConfirmed .      .    .     .      c    .    .    .     .         .      .    .       .    .      .     .
Expired          .      .    .     .      c    c    c    .     c         c      .    .       .    .      .     .
Left             .      .    .     .      .    .    .    .     .         .      .    .       c    .      .     .
"""

PAUSED = """
                 notice fill check read sign hand-over done paper
Cancel           s      s    s     s    s    s         .    .
Resume           c      c    c     c    c    c         c    c
WitnessLeft      c      c    c     c    c    c         .    c
Expired          .      .    .     c    c    c         .    .
"""
"""The same of a visit that was put aside, in every step where it can be. What is not named here: nobody."""

ROOM = flow.Entered("room", "三号", "staff:S01")
SECTIONS = (*FORM.sections, Section("staff", "", (Text("room", "窗口", required=False),)))
TWO_PARTS = replace(FORM, sections=SECTIONS)
"""Of its answers each signer has some to check."""
SIGNED_ONE = (flow.Checked(("name",)), flow.Go(), flow.Frozen(FACTS), *PAGES, flow.Go(), INK, SEEN)


def of_two_parts(*events: Event) -> Visit:
    visit = play(*TO_FILL, *FILLED, ROOM, flow.Go(), form=TWO_PARTS, answers=Answers.start(TWO_PARTS))
    handed_over = (*SIGNED_ONE, flow.Stamped("11" * 32, "22" * 32), *CONSENTS, flow.Checked(("room",)))
    for event in (*handed_over, *events):
        visit = flow.step(visit, event, AT)
    return visit


DOUBTFUL = flow.Entered("name", "张 三", "staff:S01")
SECOND_READS = play(*TO_READ_AGAIN, *PAGES)
SPECIAL: dict[tuple[str, State], Visit] = {
    ("WarningConfirmed", State.FILL): play(*TO_FILL, DOUBTFUL),
    ("WarningConfirmed", State.CHECK): play(*TO_CHECK, DOUBTFUL),
    ("Checked", State.HAND_OVER): of_two_parts(),
    ("Wrong-answer", State.HAND_OVER): of_two_parts(),
    ("NotWrong", State.HAND_OVER): of_two_parts(flow.Wrong("room")),
    ("NotWrong", State.CHECK): play(*READY[State.CHECK], flow.Wrong("name")),
    ("WitnessConfirmed", State.READ): play(*TO_WITNESS),
    ("Expired", State.READ): SECOND_READS,
    ("Expired", State.SIGN): flow.step(SECOND_READS, flow.Go(), AT),
    ("Expired", State.LOOK): flow.step(flow.step(SECOND_READS, flow.Go(), AT), INK, AT),
}
"""Where an event needs another visit than the usual one of its step."""
STEPS = {state: play(*events) for state, events in READY.items()}


def visit_for(what: str, state: State) -> Visit:
    """A visit in that step in which nothing else can be why the event is refused."""
    visit = SPECIAL.get((what, state), STEPS[state])
    return replace(visit, witness=SECOND) if what == "WitnessLeft" else visit


def rows(table: str) -> tuple[list[State], dict[str, dict[State, str]]]:
    """The steps of a table, and its cells."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    states = [State(word) for word in head]
    return states, {what: dict(zip(states, cells, strict=True)) for what, *cells in lines}


STATES, CELLS = rows(TABLE)
PAUSABLE, PAUSED_CELLS = rows(PAUSED)
MAY = {"p": {"pad", "flow"}, "s": {"desk", "flow"}, "b": {"pad", "desk", "flow"}, "c": {"flow"}, ".": set[str]()}


def tell(who: str, what: str, visit: Visit) -> Visit | None:
    """The same for an event of the tables."""
    return told(who, EVENTS[what](who, visit), visit, LATER if what == "Expired" else AT)


def test_the_tables_know_every_step_and_every_event() -> None:
    assert list(State) == STATES
    assert list(CELLS) == list(EVENTS)
    assert {type(make("pad", STEPS[State.NOTICE])) for make in EVENTS.values()} == set(get_args(Event))
    assert {state: visit.state for state, visit in STEPS.items()} == {state: state for state in ORDER}
    assert all(visit.state is state for (_, state), visit in SPECIAL.items())
    assert set(PAUSABLE) == {state for state in State if CELLS["Pause"][state] != "."} - {State.LOOK}


def takers(what: str, visit: Visit) -> set[str]:
    """By which ways the event comes to something."""
    after = {who: tell(who, what, visit) for who in ("pad", "desk", "flow")}
    return {who for who, then in after.items() if then not in (None, visit)}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("what", CELLS)
def test_in_each_step_each_event_is_for_whom_the_table_says(what: str, state: State) -> None:
    assert takers(what, visit_for(what, state)) == MAY[CELLS[what][state]]


@pytest.mark.parametrize("state", PAUSABLE)
@pytest.mark.parametrize("what", CELLS)
def test_what_was_put_aside_waits_for_staff(what: str, state: State) -> None:
    visit = flow.step(visit_for(what, state), flow.Pause("away"), AT)
    cell = PAUSED_CELLS[what][state] if what in PAUSED_CELLS else "."
    assert takers(what, visit) == MAY[cell]


@pytest.mark.parametrize("events", [TO_SEAL, TO_ARCHIVE], ids=["seal", "archive"])
def test_staff_give_up_what_never_verifies(events: tuple[Event, ...]) -> None:
    assert takers("Cancel", play(*events, flow.Failed("NotValid"))) == {"desk", "flow"}


WHOSE = {
    "a staff member's act at the pad": (
        "pad",
        flow.Cancel("left"),
        State.FILL,
        "giving the visit up is not for the applicant to do; a staff member does it at the desk",
    ),
    "a case on paper at the pad": (
        "pad",
        flow.Go(),
        State.PAPER,
        "a case on paper is not for the applicant to go on with here; a staff member does it at the desk",
    ),
    "the signer's act at the desk": (
        "desk",
        flow.Go(),
        State.CHECK,
        "going on is for the person at the pad to do, not for staff",
    ),
    "a wrong answer at the desk": (
        "desk",
        flow.Wrong("name"),
        State.CHECK,
        "which answer is wrong is for the person at the pad to say, not for staff",
    ),
    "an agent at the pad": (
        "pad",
        flow.SignsAs(Manner.AGENT, "赵六"),
        State.NOTICE,
        "an agent shows an identity document and an authority to staff, who record both at the desk",
    ),
    "an agent who shows nothing": (
        "desk",
        flow.SignsAs(Manner.AGENT, "赵六"),
        State.NOTICE,
        "the agent's identity document, authority and scope are not recorded; enter all three at the desk",
    ),
    "an agent without a scope": (
        "desk",
        flow.SignsAs(Manner.AGENT, "赵六", authority=replace(AUTHORITY, scope="")),
        State.NOTICE,
        "authority_scope cannot be recorded: it is missing; enter it",
    ),
    "another's name": (
        "desk",
        flow.SignAgain("staff:S02"),
        State.LOOK,
        "S02 did not do this here. Do it under one's own name",
    ),
    "a name at the pad": (
        "pad",
        flow.Wrong(recorded_by="staff:S01"),
        State.READ,
        "S01 did not do this here. Do it under one's own name",
    ),
    "no name": (
        "desk",
        flow.SignAgain(""),
        State.LOOK,
        "it does not say who did this. Each person does it under their own id",
    ),
}


@pytest.mark.parametrize(("who", "event", "state", "words"), WHOSE.values(), ids=WHOSE)
def test_a_refusal_says_whose_it_is(who: str, event: Event, state: State, words: str) -> None:
    reception = counter(STEPS[state], AT)
    with pytest.raises(NotNow) as refused:
        reception.signer_did(event) if who == "pad" else reception.staff_did(event)
    assert str(refused.value) == words


def test_under_version_1_an_agent_is_recorded_by_name_alone() -> None:
    event = flow.SignsAs(Manner.AGENT, "赵六")
    assert told("desk", event, replace(STEPS[State.NOTICE], version=1)) is not None
    assert told("desk", event, replace(STEPS[State.NOTICE], version=2)) is None


# the event, the step, by which way, the name that it carries: whether it is taken
NAMES: list[tuple[Callable[[str], Event], State, str, dict[str, bool]]] = [
    (
        lambda by: flow.Entered("phone", "13800138000", by),
        State.FILL,
        "pad",
        {"worker": True, "staff": False, "staff:S01": False, "staff:S02": False, "": False},
    ),
    (
        lambda by: flow.Entered("phone", "13800138000", by),
        State.FILL,
        "desk",
        {"staff:S01": True, "staff:S02": False, "S01": False, "worker": False, "staff": False, "": False},
    ),
    (
        lambda by: flow.PageShown(0, 3000, by),
        State.READ,
        "pad",
        {"signer": True, "S01": True, "S02": True, "S03": False, "worker": False, "": False},
    ),
    (
        lambda by: flow.PageShown(0, 3000, by),
        State.READ,
        "desk",
        {"S01": True, "S02": True, "S03": False, "signer": False, "": False},
    ),
    (
        flow.ReadAloud,
        State.READ,
        "pad",
        {"machine": True, "staff:S01": False, "staff:S02": False, "worker": False, "": False},
    ),
    (flow.ReadAloud, State.READ, "desk", {"machine": False, "staff:S01": False, "staff:S02": False}),
    (flow.SignatureSeen, State.LOOK, "desk", {"staff:S01": True, "staff:S02": False, "worker": False, "": False}),
    (flow.SignAgain, State.LOOK, "desk", {"staff:S01": True, "staff:S02": False, "worker": False, "": False}),
    (
        lambda by: flow.WarningConfirmed("name name name:1", by),
        State.FILL,
        "desk",
        {"staff:S01": True, "staff:S02": False, "worker": False, "": False},
    ),
    (
        lambda by: flow.SignsAs(Manner.MARK, recorded_by=by),
        State.NOTICE,
        "pad",
        {"": True, "staff:S01": False, "staff:S02": False, "worker": False},
    ),
    (
        lambda by: flow.Wrong(recorded_by=by),
        State.READ,
        "pad",
        {"": True, "staff:S01": False, "staff:S02": False, "worker": False},
    ),
]
NAMED = [(make, state, who, by, may) for make, state, who, names in NAMES for by, may in names.items()]


def with_witness(visit: Visit) -> Visit:
    return replace(visit, witness=SECOND)


@pytest.mark.parametrize(("make", "state", "who", "by", "may"), NAMED)
def test_nobody_acts_under_anothers_name(
    make: Callable[[str], Event], state: State, who: str, by: str, may: bool
) -> None:
    """Two staff are signed in: S01 operates, S02 vouches as witness."""
    visit = SPECIAL["WarningConfirmed", state] if isinstance(make(by), flow.WarningConfirmed) else STEPS[state]
    assert (told(who, make(by), with_witness(visit)) is not None) is may


RECORDED = [flow.SignsAs(Manner.MARK), flow.Wrong(), flow.Refused("不同意")]


@pytest.mark.parametrize("said", ["", "staff:S01", "staff:S02", "worker"])
@pytest.mark.parametrize("event", RECORDED, ids=lambda event: type(event).__name__)
def test_what_the_desk_records_says_who_operates_whatever_it_was_told(event: Event, said: str) -> None:
    after = told("desk", replace(event, recorded_by=said), STEPS[State.READ])
    assert after is not None
    assert after.acts[-1].facts["recorded_by"] == "staff:S01"


AGENT = flow.SignsAs(Manner.AGENT, "赵六", authority=AUTHORITY)
AGENTS = {
    "name and authority": (AGENT, True),
    "no authority": (replace(AGENT, authority=None), False),
    "no name": (replace(AGENT, agent=""), False),
    "no letter in the name": (replace(AGENT, agent="·"), False),
    "a number that is none": (replace(AGENT, authority=replace(AUTHORITY, id_no="37999919800101001")), False),
    "a document that gives no authority": (replace(AGENT, authority=replace(AUTHORITY, document="")), False),
    "no scope": (replace(AGENT, authority=replace(AUTHORITY, scope="")), False),
}


@pytest.mark.parametrize(("event", "may"), AGENTS.values(), ids=AGENTS)
def test_an_agent_is_recorded_with_all_that_he_shows_and_at_the_desk(event: Event, may: bool) -> None:
    assert (told("desk", event, STEPS[State.NOTICE]) is not None) is may
    assert told("pad", event, STEPS[State.NOTICE]) is None


@pytest.mark.parametrize("why", ["staff have signed out", "locked", "no visit is open", "the clerk is at work"])
@pytest.mark.parametrize("who", ["pad", "desk"])
def test_nothing_happens_at_a_counter_that_is_not_open(who: str, why: str) -> None:
    visit = STEPS[State.HAND_OVER]
    reception = counter(visit, AT)
    match why:
        case "staff have signed out":
            reception.sign_out()
        case "locked":
            reception.lock()
        case "no visit is open":
            reception.current = ""
        case _:
            reception.in_hand[visit.record] = InHand(visit, busy="stamp")
    before = dict(reception.in_hand)
    with pytest.raises(NotNow):
        reception.signer_did(flow.Go()) if who == "pad" else reception.staff_did(flow.Park("2026-12-01"))
    assert reception.in_hand == before
