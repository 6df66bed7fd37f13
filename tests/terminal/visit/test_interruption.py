"""What becomes of a visit that is interrupted in any step: put aside, parked, given up, cut off by the power.

In the tables a star is a visit that waits until staff take it up, `void` one that is archived as void, and a point says
that it cannot happen there.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from terminal.clerk.drafts import after_interruption
from terminal.clerk.orders import Report
from terminal.errors import NotNow
from terminal.session.values import InHand
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.flow import Outcome, State, Visit
from terminal.visit.interruption import left_alone, taken_up
from tests.terminal.visit.actors import Nobody, counter
from tests.terminal.visit.steps import (
    ALOUD,
    AT,
    BY_A_MARK,
    CONSENTS,
    FILLED,
    INK,
    OPERATOR,
    ORDER,
    PAGES,
    SECOND,
    SEEN,
    TO_CHECK,
    TO_FILL,
    TO_FREEZE,
    TO_HAND_OVER,
    TO_LOOK,
    TO_MARKED,
    TO_PARKED,
    TO_READ,
    TO_READ_AGAIN,
    TO_SEAL,
    TO_SIGN,
    TO_STAMP,
    play,
)

TABLE = """
           pause       and-resume  park    cancel     power-cut   left-alone
notice     notice*     notice      .       cancelled  notice*     notice*
fill       fill*       fill        .       cancelled  fill*       fill*
check      check*      check       .       cancelled  check*      check*
freeze     .           .           .       cancelled  freeze      freeze
read       read*       read        .       void       read*       read*
sign       sign*       sign        .       void       sign*       sign*
look       sign*       sign        .       void       sign*       sign*
stamp      .           .           .       void       sign*       stamp
hand-over  hand-over*  hand-over   parked  void       hand-over*  hand-over*
parked     .           hand-over   .       void       parked      parked
seal       .           .           .       .          seal        seal
archive    .           .           .       .          archive     archive
done       done*       done        .       .          done        closed
closed     .           .           .       .          closed      closed
paper      paper*      paper       .       .          paper*      paper*
cancelled  .           .           .       .          cancelled   cancelled
"""
HEAD, *LINES = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(State(state), how, cell) for state, *cells in LINES for how, cell in zip(HEAD, cells, strict=True)]


def word(visit: Visit) -> str:
    """How a table says where a visit stands."""
    if visit.outcome is Outcome.VOID:
        assert visit.state is State.ARCHIVE
        return "void"
    return f"{visit.state}{'*' if visit.paused else ''}"


def interrupted(visit: Visit, how: str) -> Visit:
    match how:
        case "pause":
            return flow.step(visit, flow.Pause("away"), AT)
        case "and-resume":
            waits = visit if visit.state is State.PARKED else flow.step(visit, flow.Pause("away"), AT)
            return flow.step(waits, flow.Resume(SECOND), AT)
        case "park":
            return flow.step(visit, flow.Park("2026-12-01"), AT)
        case "cancel":
            return flow.step(visit, flow.Cancel("left"), AT)
        case "power-cut":
            return after_interruption(visit, None, AT)
        case _:
            return left_alone(visit, "another-visit", AT)


def test_the_table_knows_every_step() -> None:
    assert [State(state) for state, *_ in LINES] == list(State) == [*ORDER]


@pytest.mark.parametrize(("state", "how", "cell"), CELLS)
def test_where_a_visit_stands_after_an_interruption(state: State, how: str, cell: str) -> None:
    visit = play(*ORDER[state])
    if cell == ".":
        with pytest.raises(NotNow):
            interrupted(visit, how)
    else:
        assert word(interrupted(visit, how)) == cell


PAUSABLE = [State(state) for state, paused, *_ in LINES if paused.endswith("*")]


@pytest.mark.parametrize("state", PAUSABLE)
def test_what_waits_already_stays_as_it_is(state: State) -> None:
    paused = play(*ORDER[state], flow.Pause("away"))
    assert after_interruption(paused, None, AT) is paused
    assert left_alone(paused, "locked", AT) is paused
    with pytest.raises(NotNow, match="paused"):
        flow.step(paused, flow.Pause("locked"), AT)


@pytest.mark.parametrize("state", [state for state in PAUSABLE if state not in {State.DONE, State.PAPER}])
def test_what_waits_can_be_given_up_as_what_does_not(state: State) -> None:
    paused = play(*ORDER[state], flow.Pause("away"))
    ended = flow.step(paused, flow.Cancel("left"), AT)
    assert (word(ended), ended.paused) == (word(play(*ORDER[state], flow.Cancel("left"))), False)


@pytest.mark.parametrize("state", State)
def test_only_what_waits_is_taken_up(state: State) -> None:
    visit = play(*ORDER[state])
    assert (taken_up(visit, SECOND, AT) is visit) is (state is not State.PARKED)
    with pytest.raises(NotNow):
        flow.step(replace(visit, state=State.HAND_OVER) if state is State.PARKED else visit, flow.Resume(SECOND), AT)


SIGNED = SimpleNamespace(ceremony_sha256="22" * 32)


def papers(signatures: int, sealed: bool = False) -> Any:
    """What the clerk had written of the document when the power went."""
    return SimpleNamespace(document=b"%PDF", signatures=(SIGNED,) * signatures, sealed=sealed)


TO_LAST_STAMP = (*TO_READ_AGAIN, *PAGES, flow.Go(), INK, SEEN)
# events, signatures on the disk, seal on the disk or not: the state after the restart, and how many have signed
POWER_CUTS: dict[str, tuple[tuple[Event, ...], int, bool, str, int]] = {
    "reading": (TO_READ, 0, False, "read*", 0),
    "signing": (TO_SIGN, 0, False, "sign*", 0),
    "the look": (TO_LOOK, 0, False, "sign*", 0),
    "the first stamp, not made": (TO_STAMP, 0, False, "sign*", 0),
    "the first stamp, made": (TO_STAMP, 1, False, "hand-over*", 1),
    "the hand-over": (TO_HAND_OVER, 1, False, "hand-over*", 1),
    "parked": (TO_PARKED, 1, False, "parked", 1),
    "the second one signs": ((*TO_READ_AGAIN, *PAGES, flow.Go()), 1, False, "sign*", 1),
    "the last stamp, not made": (TO_LAST_STAMP, 1, False, "sign*", 1),
    "the last stamp, made": (TO_LAST_STAMP, 2, False, "seal", 2),
    "the seal, not set": (TO_SEAL, 2, False, "seal", 2),
    "the seal, set": (TO_SEAL, 2, True, "archive", 2),
    "the archive": ((*TO_SEAL, flow.Sealed("55" * 32)), 2, True, "archive", 2),
}


@pytest.mark.parametrize(("events", "signatures", "sealed", "stands", "signed"), POWER_CUTS.values(), ids=POWER_CUTS)
def test_after_a_power_cut_what_is_on_the_disk_has_happened(
    events: tuple[Event, ...], signatures: int, sealed: bool, stands: str, signed: int
) -> None:
    found = after_interruption(play(*events), papers(signatures, sealed), AT)
    assert (word(found), found.signed) == (stands, signed)


# the last acts, and the reason that each gives
TOLD: dict[str, tuple[tuple[Event, ...], list[tuple[str, str]]]] = {
    "filling": (TO_FILL, [("pause", "restart")]),
    "signing": (TO_SIGN, [("ink-void", "power-lost"), ("pause", "restart")]),
    "the look": (TO_LOOK, [("ink-void", "power-lost"), ("pause", "restart")]),
    "the stamp": (TO_STAMP, [("stamp-failed", "power-lost"), ("pause", "restart")]),
    "freezing": (TO_FREEZE, []),
    "sealing": (TO_SEAL, []),
}


@pytest.mark.parametrize(("events", "told"), TOLD.values(), ids=TOLD)
def test_the_ceremony_says_what_a_power_cut_undid(events: tuple[Event, ...], told: list[tuple[str, str]]) -> None:
    visit = play(*events)
    found = after_interruption(visit, papers(0), AT)
    assert [(act.what, act.facts["reason"]) for act in found.acts[len(visit.acts) :]] == told


# where the pause comes, and the acts of it
PAUSES: dict[str, tuple[tuple[Event, ...], list[tuple[str, str, str]]]] = {
    "filling": (TO_FILL, [("pause", "staff:S01", "locked")]),
    "signing": (TO_SIGN, [("pause", "staff:S01", "locked")]),
    "the look": (TO_LOOK, [("ink-void", "station", "locked"), ("pause", "staff:S01", "locked")]),
}


@pytest.mark.parametrize(("events", "told"), PAUSES.values(), ids=PAUSES)
def test_the_ceremony_says_what_a_pause_undid(events: tuple[Event, ...], told: list[tuple[str, str, str]]) -> None:
    visit = play(*events)
    paused = flow.step(visit, flow.Pause("locked"), AT)
    assert [(act.what, act.who, act.facts["reason"]) for act in paused.acts[len(visit.acts) :]] == told


def test_a_paused_visit_takes_no_ink_until_staff_resume_it() -> None:
    paused = play(*TO_SIGN, flow.Pause("away"))
    with pytest.raises(NotNow, match="paused"):
        flow.step(paused, INK, AT)
    assert flow.step(flow.step(paused, flow.Resume(SECOND), AT), INK, AT).state is State.LOOK


# what a visit holds after a pause, when the same staff member takes it up, and when another does
KEPT: dict[str, tuple[tuple[Event, ...], str]] = {
    "what was agreed": (CONSENTS, "consents"),
    "the answers": ((*TO_CHECK, flow.Checked(("name",))), "answers"),
    "what is being typed": ((*TO_FILL, *FILLED), "unfinished"),
    "the frozen document": (TO_READ, "frozen"),
    "what was read": ((*TO_READ, *PAGES), "dwell_ms"),
    "the witness": (BY_A_MARK, "witness"),
    "who has signed": (TO_HAND_OVER, "signed"),
    "whose turn it is": (TO_HAND_OVER, "turn"),
}


@pytest.mark.parametrize("by", [OPERATOR, SECOND], ids=["the same", "another"])
@pytest.mark.parametrize(("events", "what"), KEPT.values(), ids=KEPT)
def test_a_pause_loses_nothing(events: tuple[Event, ...], what: str, by: flow.Staff) -> None:
    visit = play(*events, unfinished={"phone": "138"})
    back = flow.step(flow.step(visit, flow.Pause("away"), AT), flow.Resume(by), AT)
    assert (getattr(back, what), back.operator) == (getattr(visit, what), by)


@pytest.mark.parametrize(("by", "read_by"), [(OPERATOR, "staff:S01"), (flow.Staff("S03", "赵新"), "")])
def test_another_operator_has_not_heard_the_document(by: flow.Staff, read_by: str) -> None:
    read = play(*BY_A_MARK, *TO_READ, *PAGES, ALOUD, flow.Pause("locked"))
    assert flow.step(read, flow.Resume(by), AT).read_aloud_by == read_by


def test_a_parked_visit_is_resumed_where_the_next_signer_takes_the_pen() -> None:
    visit = play(*TO_PARKED, flow.Resume(SECOND))
    assert (visit.state, visit.turn, visit.parked_until, visit.operator) == (State.HAND_OVER, 1, "2026-12-01", SECOND)


def test_a_parked_visit_that_was_taken_up_and_left_is_parked_as_before() -> None:
    visit = play(*TO_PARKED, flow.Resume(SECOND), CONSENTS[0], flow.Pause("away"))
    assert (visit.state, visit.parked_until, visit.paused, visit.consents) == (State.PARKED, "2026-12-01", False, {})


WITNESSED = (*CONSENTS, flow.Go(), *PAGES)
BOTH_SIGNED = (
    *(*WITNESSED, flow.WitnessConfirmed("staff:S01"), flow.Go(), INK, SEEN, flow.Stamped("33" * 32, "44" * 32)),
    *(*WITNESSED, flow.WitnessConfirmed("staff:S02"), flow.Go(), INK, SEEN, flow.Stamped("33" * 32, "44" * 32)),
)
# what was played, who takes it up: whether they may
WHO_RESUMES: dict[str, tuple[tuple[Event, ...], str, bool]] = {
    "who operated": (TO_FILL, "S01", True),
    "another": (TO_FILL, "S03", True),
    "another, before a mark is made": ((*BY_A_MARK, *TO_READ), "S03", True),
    "who saw the mark, before its witnesses have signed": (TO_MARKED, "S01", True),
    "another, before its witnesses have signed": (TO_MARKED, "S03", False),
    "its second witness, before they have signed": (TO_MARKED, "S02", False),
    "another, after they have signed": ((*TO_MARKED, *BOTH_SIGNED), "S03", True),
}


@pytest.mark.parametrize(("events", "by", "may"), WHO_RESUMES.values(), ids=WHO_RESUMES)
def test_who_saw_a_mark_is_not_replaced_before_its_witnesses_have_signed(
    events: tuple[Event, ...], by: str, may: bool
) -> None:
    paused = play(*events, flow.Pause("away"))
    if may:
        assert flow.step(paused, flow.Resume(flow.Staff(by, "赵新")), AT).operator.id == by
    else:
        with pytest.raises(NotNow):
            flow.step(paused, flow.Resume(flow.Staff(by, "赵新")), AT)


# what happens at the counter: the state of the visit that was open
COUNTER = """
           away        put-aside   locked      another-begun
notice     notice*     notice*     notice*     notice*
fill       fill*       fill*       fill*       fill*
check      check*      check*      check*      check*
freeze     freeze      freeze      freeze      freeze
read       read*       read*       read*       read*
sign       sign*       sign*       sign*       sign*
look       sign*       sign*       sign*       sign*
stamp      stamp       stamp       stamp       stamp
hand-over  hand-over*  hand-over*  hand-over*  hand-over*
parked     parked      parked      parked      parked
seal       seal        seal        seal        seal
archive    archive     archive     archive     archive
done       closed      closed      closed      closed
paper      paper*      paper*      paper*      paper*
"""
ACTS, *ROWS = (line.split() for line in COUNTER.strip().splitlines())
AT_THE_COUNTER = [(State(state), act, cell) for state, *cells in ROWS for act, cell in zip(ACTS, cells, strict=True)]


@pytest.mark.parametrize(("state", "act", "cell"), AT_THE_COUNTER)
def test_whatever_takes_the_pad_from_a_visit_leaves_it_waiting(state: State, act: str, cell: str) -> None:
    visit, other = play(*ORDER[state]), play(record="bb" * 16)
    reception = counter(visit, AT)
    reception.in_hand[other.record] = InHand(other)
    match act:
        case "away":
            reception.pause("away")
        case "put-aside":
            reception.put_aside("another-visit")
        case "locked":
            reception.lock()
        case _:
            reception.take_up(other.record)
    assert (reception.current == visit.record) is (act == "away" and cell != "closed")
    hand = reception.in_hand.get(visit.record)
    assert (word(hand.visit) if hand else "closed") == cell


def test_who_signs_out_leaves_what_was_open_to_the_drafts() -> None:
    visit = play(*TO_SIGN)
    lane = Nobody()
    reception = counter(visit, AT, lane)
    reception.sign_out()
    assert (reception.operator, reception.in_hand, reception.current) == (None, {}, "")
    (report,) = (order for order in lane.asked if isinstance(order, Report))
    assert (report.record, [each.event for each in report.events]) == (visit.record, [flow.Pause("signed-out")])


def test_what_is_being_typed_is_kept_until_it_is_removed() -> None:
    visit = play(*TO_SIGN)
    typed = visit.typed("phone", "138").typed("name", "张")
    assert typed.unfinished == {"phone": "138", "name": "张"}
    assert typed.typed("phone", "1380").typed("name", "").unfinished == {"phone": "1380"}
    assert replace(typed, unfinished={}) == visit
