"""How long a visit waits for the next signature: to the end of its last day at the station, and not a second longer.

In these tables the first signature was made on 24 November 2026; the form allows 7 days, so 1 December is the last.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.ceremony import Act, ActRecord
from forms.answers import Answers
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.flow import Manner, State, Visit
from terminal.visit.interruption import expired
from tests.terminal.visit.actors import EVENTS, counter, told
from tests.terminal.visit.steps import (
    AT,
    CONSENTS,
    FACTS,
    FORM,
    INK,
    OPERATOR,
    PAGES,
    SECOND,
    TO_HAND_OVER,
    TO_PARKED,
    TO_READ_AGAIN,
    TO_SIGN,
    play,
    start,
)

LAST_SECOND, TOO_LATE = "2026-12-01T15:59:59Z", "2026-12-01T16:00:00Z"
"""Of 1 December in Beijing, and the next one."""


def signed(at: str, park_days: int = 7) -> Visit:
    """The first has signed at that time; the pen is passed on."""
    form = replace(FORM, park_days=park_days)
    visit = start(form=form, answers=Answers.start(form), state=State.HAND_OVER, turn=1, signed=1)
    return replace(visit, acts=(ActRecord(at, "worker", Act.SIGNED, {}), ActRecord(TOO_LATE, "staff", Act.SIGNED, {})))


# days that the form allows, when the first signature was made: the last day
LAST_DAYS = [
    (-1, "2026-11-24T02:00:00Z", ""),
    (0, "2026-11-24T02:00:00Z", ""),
    (1, "2026-11-24T02:00:00Z", "2026-11-25"),
    (7, "2026-11-24T02:00:00Z", "2026-12-01"),
    (7, "2026-11-23T15:59:59Z", "2026-11-30"),  # 23:59:59 on the 23rd
    (7, "2026-11-23T16:00:00Z", "2026-12-01"),  # midnight
    (7, "2026-11-24T15:59:59Z", "2026-12-01"),
    (7, "2026-11-24T16:00:00Z", "2026-12-02"),
    (37, "2026-11-24T02:00:00Z", "2026-12-31"),
    (38, "2026-11-24T02:00:00Z", "2027-01-01"),
    (365, "2026-11-24T02:00:00Z", "2027-11-24"),
    (1, "2028-02-28T02:00:00Z", "2028-02-29"),
    (1, "2027-02-28T02:00:00Z", "2027-03-01"),
]


@pytest.mark.parametrize(("days", "at", "last_day"), LAST_DAYS)
def test_the_last_day_is_so_many_days_after_the_first_signature(days: int, at: str, last_day: str) -> None:
    assert signed(at, days).last_day == last_day


def test_before_the_first_signature_there_is_no_last_day() -> None:
    assert play(*TO_SIGN).last_day == ""


# parked until, the time: whether it is too late
TIMES = [
    ("", "2026-11-24T02:00:00Z", False),
    ("", "2026-11-30T16:00:00Z", False),  # the last day begins
    ("", LAST_SECOND, False),
    ("", TOO_LATE, True),
    ("", "2027-12-01T02:00:00Z", True),
    ("2026-12-01", LAST_SECOND, False),
    ("2026-12-01", TOO_LATE, True),
    ("2026-11-26", "2026-11-25T16:00:00Z", False),
    ("2026-11-26", "2026-11-26T15:59:59Z", False),
    ("2026-11-26", "2026-11-26T16:00:00Z", True),
    ("2026-11-24", "2026-11-24T15:59:59Z", False),
    ("2026-11-24", "2026-11-24T16:00:00Z", True),
]


@pytest.mark.parametrize(("until", "at", "late"), TIMES)
def test_it_is_too_late_when_the_day_it_waits_for_is_over_at_the_station(until: str, at: str, late: bool) -> None:
    visit = replace(signed("2026-11-24T02:00:00Z"), parked_until=until)
    assert visit.is_too_late(at) is late
    assert (expired(visit, at) is not None) is late


@pytest.mark.parametrize("at", [AT, LAST_SECOND, TOO_LATE, "2099-01-01T00:00:00Z"])
def test_a_form_that_does_not_wait_has_no_day_after_which_it_is_too_late(at: str) -> None:
    assert not signed("2026-11-24T02:00:00Z", park_days=0).is_too_late(at)


# the day, the time: whether the visit can be parked to it then
PARKED_TO = [
    ("2026-11-23", AT, False),
    ("2026-11-24", AT, True),
    ("2026-11-25", AT, True),
    ("2026-11-30", AT, True),
    ("2026-12-01", AT, True),
    ("2026-12-02", AT, False),
    ("2027-11-24", AT, False),
    ("2026-12-01", LAST_SECOND, True),
    ("2026-11-30", LAST_SECOND, False),
    ("2026-12-01", TOO_LATE, False),
    ("whenever", AT, False),
    ("", AT, False),
]


@pytest.mark.parametrize(("until", "at", "may"), PARKED_TO)
def test_a_visit_is_parked_from_today_to_the_last_day(until: str, at: str, may: bool) -> None:
    after = told("desk", flow.Park(until), play(*TO_HAND_OVER), at)
    assert (after.state, after.parked_until) == (State.PARKED, until) if may and after else not may and after is None


@pytest.mark.parametrize("until", ["2026-11-24", "2026-12-01", ""])
def test_a_form_that_does_not_wait_is_not_parked(until: str) -> None:
    assert told("desk", flow.Park(until), signed(AT, park_days=0), AT) is None


# for the first signer, the two witnesses of his mark, and the last signer: whether it can be too late
TURNS = """
           first witness witness last
notice     -     -       -       -
fill       -     -       -       -
check      -     -       -       -
freeze     -     -       -       -
read       -     late    late    late
sign       -     late    late    late
look       -     late    late    late
stamp      -     -       -       -
hand-over  -     late    late    late
parked     -     late    late    late
seal       -     -       -       -
archive    -     -       -       -
done       -     -       -       -
closed     -     -       -       -
paper      -     -       -       -
cancelled  -     -       -       -
"""
CELLS = [
    (State(state), turn, cell)
    for state, *cells in (line.split() for line in TURNS.strip().splitlines()[1:])
    for turn, cell in enumerate(cells)
]


@pytest.mark.parametrize(("state", "turn", "cell"), CELLS)
def test_it_can_be_too_late_wherever_a_later_signature_is_awaited(state: State, turn: int, cell: str) -> None:
    acts = tuple(ActRecord(AT, "worker", Act.SIGNED, {}) for _ in range(turn))
    visit = start(state=state, turn=turn, signed=turn, manners={"worker": Manner.MARK}, witness=SECOND)
    visit = replace(visit, frozen=FACTS, acts=acts)
    for paused in (False, True):
        waiting = replace(visit, paused=paused)
        assert not waiting.is_too_late(LAST_SECOND)
        assert waiting.is_too_late(TOO_LATE) is (cell == "late")
        void = expired(waiting, TOO_LATE)
        if cell == "late":
            assert void is not None
            assert (void.state, void.outcome, void.paused) == (State.ARCHIVE, flow.Outcome.VOID, False)
        else:
            assert void is None


WAITING = {
    State.HAND_OVER: play(*TO_HAND_OVER, *CONSENTS),
    State.PARKED: play(*TO_PARKED),
    State.READ: play(*TO_READ_AGAIN, *PAGES),
    State.SIGN: play(*TO_READ_AGAIN, *PAGES, flow.Go()),
    State.LOOK: play(*TO_READ_AGAIN, *PAGES, flow.Go(), INK),
}
AFTERWARDS = """
                 hand-over parked read sign look
Consent          x         x      x    x    x
SignsAs          .         .      o    o    .
SignsAs-agent    .         .      o    o    .
Go               x         x      x    x    x
Back             .         .      .    o    .
Entered          .         .      .    .    .
WarningConfirmed .         .      .    .    .
Checked          .         .      .    .    .
Wrong-answer     .         .      .    .    .
Wrong-document   .         .      o    .    .
NotWrong         .         .      .    .    .
PageShown        .         .      o    .    .
ReadAloud-staff  .         .      o    .    .
ReadAloud-voice  .         .      o    .    .
InkTaken         x         x      x    x    x
InkVoided        .         .      .    o    o
SignatureSeen    x         x      x    x    x
SignAgain        .         .      .    .    o
Refused          o         .      o    o    o
Park             .         .      .    .    .
Cancel           o         o      o    o    o
Frozen           .         .      .    .    .
Stamped          .         .      .    .    .
Sealed           .         .      .    .    .
Archived         .         .      .    .    .
Failed           .         .      .    .    .
Pause            o         .      o    o    o
Resume           .         .      .    .    .
Joined           o         .      o    .    .
WitnessLeft      o         o      o    o    .
WitnessConfirmed .         .      .    .    .
Expired          x         x      x    x    x
Left             .         .      .    .    .
"""
"""The second after: x the visit expires, o the event happens, a point: it is refused."""
EVERY = [
    (what, state, cell)
    for what, *cells in (line.split() for line in AFTERWARDS.strip().splitlines()[1:])
    for state, cell in zip(WAITING, cells, strict=True)
]


def becomes(what: str, state: State, at: str) -> str:
    """What the event makes of the visit at that time."""
    visit = WAITING[state]
    if what == "WitnessLeft":
        visit = replace(visit, witness=SECOND)
    after = told("flow", EVENTS[what]("flow", visit), visit, at)
    if after is None:
        return "."
    last = after.acts[-1]
    if last.what != "expired":
        return "o"
    assert (after.state, after.outcome, last.who) == (State.ARCHIVE, flow.Outcome.VOID, "station")
    return "x"


def test_the_table_knows_every_event() -> None:
    assert list(dict.fromkeys(what for what, *_ in EVERY)) == list(EVENTS)
    assert {state: visit.state for state, visit in WAITING.items()} == {state: state for state in WAITING}


@pytest.mark.parametrize(("what", "state", "cell"), EVERY)
def test_after_the_last_day_nothing_leads_to_a_signature_any_more(what: str, state: State, cell: str) -> None:
    assert becomes(what, state, TOO_LATE) == cell
    assert becomes(what, state, LAST_SECOND) == becomes(what, state, AT) != "x"


# how the visit was left, when it is taken up: what becomes of it
LEFT: dict[str, tuple[tuple[Event, ...], str, State]] = {
    "parked, on the last day": (TO_PARKED, LAST_SECOND, State.HAND_OVER),
    "parked, after it": (TO_PARKED, TOO_LATE, State.ARCHIVE),
    "put aside while reading, on the last day": ((*TO_READ_AGAIN, flow.Pause("away")), LAST_SECOND, State.READ),
    "put aside while reading, after it": ((*TO_READ_AGAIN, flow.Pause("away")), TOO_LATE, State.ARCHIVE),
    "put aside by the first signer, a year later": (
        (*TO_SIGN, flow.Pause("away")),
        "2027-12-01T02:00:00Z",
        State.SIGN,
    ),
}


@pytest.mark.parametrize(("events", "at", "state"), LEFT.values(), ids=LEFT)
def test_who_takes_a_visit_up_finds_it_expired_after_its_last_day(
    events: tuple[Event, ...], at: str, state: State
) -> None:
    visit = play(*events)
    reception = counter(visit, at)
    reception.take_up(visit.record)
    assert reception.in_hand[visit.record].visit.state is state


@pytest.mark.parametrize(("at", "state"), [(LAST_SECOND, State.PARKED), (TOO_LATE, State.ARCHIVE)])
def test_when_the_desk_is_unlocked_what_is_too_late_has_expired(at: str, state: State) -> None:
    visit = play(*TO_PARKED)
    reception = counter(visit, at)
    reception.lock()
    reception._unlocked(OPERATOR)
    assert reception.in_hand[visit.record].visit.state is state


def test_a_parked_visit_that_was_taken_up_and_left_is_parked_as_before() -> None:
    visit = play(*TO_PARKED, flow.Resume(SECOND), CONSENTS[0], flow.Pause("away"))
    assert (visit.state, visit.parked_until, visit.paused, visit.consents) == (State.PARKED, "2026-12-01", False, {})
    with pytest.raises(NotNow):
        flow.step(visit, flow.Resume(SECOND), TOO_LATE)
