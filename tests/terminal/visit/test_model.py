"""What a visit says of itself: no person in a log, who signs, who is present."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.ceremony import Act, ActRecord
from terminal.visit import flow
from terminal.visit.model import Manner, State, Visit
from tests.terminal.visit.steps import (
    AT,
    AUTHORITY,
    BY_A_MARK,
    FORM,
    OPERATOR,
    PAGES,
    SECOND,
    TO_CHECK,
    TO_FILL,
    TO_HAND_OVER,
    TO_MARKED,
    TO_READ,
    TO_SEAL,
    TO_WITNESS,
    play,
    start,
)

AGENT = flow.SignsAs(Manner.AGENT, "赵六", authority=AUTHORITY)
PERSONAL = ("张三", "赵六", "王文", "李明", "13800138000", AUTHORITY.id_no, "不同意")


def told_all() -> Visit:
    """A visit that knows all of these."""
    visit = play(AGENT, flow.Joined(SECOND), *TO_READ)
    entered = visit.answers.enter("phone", "13800138000", "staff:S01", "2026-11-24T02:00:00Z")
    visit = replace(visit, answers=entered, unfinished={"phone": "13800138000"}, witnessed={"worker-witness-1": "李明"})
    return flow.step(visit, flow.Refused("不同意"), "2026-11-24T02:00:00Z")


def test_no_person_is_in_a_log() -> None:
    visit = told_all()
    told = " ".join(map(repr, (visit, *visit.signers, *visit.acts, visit.operator, visit.witness, visit.policy)))
    assert [word for word in PERSONAL if word in told] == []
    assert "379999-2026-000001" in told


SIGNERS = {
    "themselves": (play(*TO_FILL), ["worker worker 0", "staff staff 0"]),
    "an agent": (play(AGENT), ["worker worker-agent 0", "staff staff 0"]),
    "an agent under version 1": (play(AGENT, version=1), ["worker worker 0", "staff staff 0"]),
    "a mark": (
        play(*BY_A_MARK),
        ["worker worker 0", "worker-witness-1 witness 1", "worker-witness-2 witness 2", "staff staff 0"],
    ),
}


@pytest.mark.parametrize(("visit", "signers"), SIGNERS.values(), ids=SIGNERS)
def test_these_sign_in_this_order(visit: Visit, signers: list[str]) -> None:
    names = {OPERATOR.name: 1, SECOND.name: 2}
    found = [
        f"{each.box} {each.capacity} {names.get(each.name, 0) if each.role == 'witness' else 0}"
        for each in visit.signers
    ]
    assert found == signers


NAMES = {
    "before the name is entered": (start(), ["", "王文"]),
    "themselves": (play(*TO_READ), ["张三", "王文"]),
    "an agent": (play(AGENT, *TO_READ), ["赵六", "王文"]),
    "a mark": (play(*BY_A_MARK, *TO_READ), ["张三", "王文", "李明", "王文"]),
    "a mark, and the second one is not there yet": (play(flow.SignsAs(Manner.MARK)), ["", "王文", "", "王文"]),
}


@pytest.mark.parametrize(("visit", "names"), NAMES.values(), ids=NAMES)
def test_they_sign_by_these_names(visit: Visit, names: list[str]) -> None:
    assert [each.name for each in visit.signers] == names


def test_a_witness_who_has_signed_keeps_the_name_when_another_operates() -> None:
    visit = replace(play(*TO_WITNESS), witnessed={"worker-witness-1": "王文"}, operator=flow.Staff("S03", "周"))
    assert [each.name for each in visit.signers[1:]] == ["王文", "李明", "周"]


def test_an_agent_acts_for_the_one_who_is_named_in_the_answers() -> None:
    assert [each.principal for each in play(AGENT, *TO_READ).signers] == ["张三", ""]
    assert [each.principal for each in play(*TO_READ).signers] == ["", ""]


MARKS = {
    "nobody signs by a mark": (play(*TO_SEAL), False, False),
    "a mark is to come": (play(*BY_A_MARK), True, False),
    "it is made and its witnesses are not done": (play(*TO_MARKED), True, True),
    "the first witness has signed": (replace(play(*TO_MARKED), signed=2, turn=2), True, True),
    "both have signed": (replace(play(*TO_MARKED), signed=3, turn=3), False, False),
}


@pytest.mark.parametrize(("visit", "needs", "is_seen"), MARKS.values(), ids=MARKS)
def test_a_mark_needs_its_witnesses_until_both_have_signed(visit: Visit, needs: bool, is_seen: bool) -> None:
    assert (visit.needs_witness, visit.mark_is_seen) == (needs, is_seen)


WITNESSING = {
    "the signer signs": (play(*BY_A_MARK, *TO_READ), None),
    "the first witness": (play(*TO_WITNESS), OPERATOR),
    "the second witness": (replace(play(*TO_WITNESS), turn=2), SECOND),
}


@pytest.mark.parametrize(("visit", "staff"), WITNESSING.values(), ids=WITNESSING)
def test_the_operator_is_the_first_witness_and_the_other_the_second(visit: Visit, staff: flow.Staff | None) -> None:
    assert visit.signing_witness == staff


PRESENT = {
    "nobody came": (start(), False, {"staff:S01"}),
    "one came": (play(flow.Joined(SECOND)), True, {"staff:S01", "staff:S02"}),
    "and left": (play(flow.Joined(SECOND), flow.WitnessLeft("idle")), False, {"staff:S01"}),
    "and came back": (
        play(flow.Joined(SECOND), flow.WitnessLeft("idle"), flow.Joined(SECOND)),
        True,
        {"staff:S01", "staff:S02"},
    ),
    "other things happened since": (play(flow.Joined(SECOND), *TO_READ), True, {"staff:S01", "staff:S02"}),
}


@pytest.mark.parametrize(("visit", "here", "readers"), PRESENT.values(), ids=PRESENT)
def test_who_is_present_may_say_that_they_read_aloud(visit: Visit, here: bool, readers: set[str]) -> None:
    assert (visit.witness_is_here, visit.readers) == (here, readers)


def test_who_has_heard_the_machine_has_heard_it_for_this_document_and_this_turn() -> None:
    heard = play(*TO_READ, flow.ReadAloud("machine"))
    assert heard.machine_has_read
    assert not play(*TO_READ).machine_has_read
    assert not play(*TO_READ, *PAGES, flow.ReadAloud("staff:S01")).machine_has_read
    again = flow.step(flow.step(heard, flow.Wrong(), "2026-11-24T02:00:00Z"), flow.Go(), "2026-11-24T02:00:00Z")
    assert not flow.step(again, flow.Frozen(heard.frozen), "2026-11-24T02:00:00Z").machine_has_read


CONFIRMED = (*TO_WITNESS, flow.WitnessConfirmed("staff:S01"))
HAS_CONFIRMED = {
    "not yet": (play(*TO_WITNESS), False),
    "confirmed": (play(*CONFIRMED), True),
    "the other witness left since": (play(*CONFIRMED, flow.WitnessLeft("idle")), False),
    "and came back": (play(*CONFIRMED, flow.WitnessLeft("idle"), flow.Joined(SECOND)), False),
    "pages were shown since": (play(*CONFIRMED, *PAGES), True),
    "another operates since": (replace(play(*CONFIRMED), operator=flow.Staff("S03", "周")), False),
    "it is the other witness's turn": (replace(play(*CONFIRMED), turn=2), False),
    "nobody witnesses": (replace(play(*CONFIRMED), turn=0), False),
}


@pytest.mark.parametrize(("visit", "has"), HAS_CONFIRMED.values(), ids=HAS_CONFIRMED)
def test_a_witness_confirms_for_this_reading_by_these_people(visit: Visit, has: bool) -> None:
    assert visit.witness_has_confirmed is has


def looked_at(state: State, *facts: dict[str, Any]) -> Visit:
    return replace(start(), state=state, acts=tuple(ActRecord(AT, "worker", Act.INK_TAKEN, each) for each in facts))


SHORT = {"verdict": "doubtful", "reasons": ["short", "no-hover"]}
FINE = {"verdict": "fine", "reasons": ["short"]}
DOUBTS = {
    "of a doubtful signature": (looked_at(State.LOOK, SHORT), ("short", "no-hover")),
    "of the last one": (looked_at(State.LOOK, FINE, SHORT), ("short", "no-hover")),
    "not of the one before": (looked_at(State.LOOK, SHORT, FINE), ()),
    "not of a fine one": (looked_at(State.LOOK, FINE), ()),
    "not when nobody looks": (looked_at(State.STAMP, SHORT), ()),
    "not without reasons": (looked_at(State.LOOK, {"verdict": "doubtful"}), ()),
    "not of reasons that are no list": (looked_at(State.LOOK, {"verdict": "doubtful", "reasons": "short"}), ()),
    "not of nothing": (looked_at(State.LOOK), ()),
    "not of nothing anywhere": (looked_at(State.READ), ()),
}


@pytest.mark.parametrize(("visit", "doubts"), DOUBTS.values(), ids=DOUBTS)
def test_the_operator_is_told_the_doubts_of_the_signature_that_waits(visit: Visit, doubts: tuple[str, ...]) -> None:
    assert visit.doubts == doubts


def failed(what: str, reason: str) -> Visit:
    return replace(start(), acts=(ActRecord(AT, "station", Act.of(what), {"reason": reason}),))


NOT_VALID = {
    "the seal": (failed("seal-failed", "NotValid"), True),
    "the archive": (failed("archive-failed", "NotValid"), True),
    "a full disk": (failed("seal-failed", "OSError"), False),
    "a stamp": (failed("stamp-failed", "NotValid"), False),
    "nothing": (start(), False),
    "something after it": (
        replace(start(), acts=(*failed("seal-failed", "NotValid").acts, ActRecord(AT, "station", Act.SEALED, {}))),
        False,
    ),
}


@pytest.mark.parametrize(("visit", "is_not_valid"), NOT_VALID.values(), ids=NOT_VALID)
def test_a_document_that_did_not_verify_at_the_last_try_never_will(visit: Visit, is_not_valid: bool) -> None:
    assert visit.is_not_valid is is_not_valid


FORM_DAYS = {
    "nothing is signed": (play(*TO_READ), ""),
    "signed on the 24th, seven days": (play(*TO_HAND_OVER), "2026-12-01"),
    "one day": (replace(play(*TO_HAND_OVER), form=replace(FORM, park_days=1)), "2026-11-25"),
    "no day": (replace(play(*TO_HAND_OVER), form=replace(FORM, park_days=0)), ""),
    "twice signed, from the first": (play(*TO_SEAL), "2026-12-01"),
}


@pytest.mark.parametrize(("visit", "last_day"), FORM_DAYS.values(), ids=FORM_DAYS)
def test_a_visit_waits_so_long_as_its_form_says(visit: Visit, last_day: str) -> None:
    assert visit.last_day == last_day


CORRECTED = (*TO_CHECK, flow.Wrong("name"), flow.Wrong("phone"))
MARKED = {
    "none": (play(*TO_CHECK), ()),
    "two, in their order": (play(*CORRECTED), ("name", "phone")),
    "one withdrawn": (play(*CORRECTED, flow.NotWrong("name")), ("phone",)),
    "one entered anew": (play(*CORRECTED, flow.Entered("phone", "1", "worker")), ("name",)),
    "one called wrong again": (
        play(*CORRECTED, flow.NotWrong("name"), flow.Wrong("name")),
        ("phone", "name"),
    ),
    "an entry of one that was not marked": (play(*TO_CHECK, flow.Entered("phone", "1", "worker")), ()),
}


@pytest.mark.parametrize(("visit", "marked"), MARKED.values(), ids=MARKED)
def test_an_answer_is_called_wrong_until_it_is_changed_or_found_right(visit: Visit, marked: tuple[str, ...]) -> None:
    assert visit.marked == marked


def test_pages_are_unread_by_the_time_that_each_was_shown() -> None:
    assert play(*TO_FILL).unread == ()
    assert play(*TO_READ).unread == (0, 1)
    assert play(*TO_READ, flow.PageShown(0, 799)).unread == (0, 1)
    assert play(*TO_READ, flow.PageShown(0, 800)).unread == (1,)
    assert play(*TO_READ, flow.PageShown(1, 800)).unread == (0,)


def test_under_version_1_the_first_signer_checks_all_and_the_others_nothing() -> None:
    visit = replace(play(*TO_CHECK), version=1)
    assert (visit.own_part, replace(visit, turn=1).own_part) == ({"name", "phone"}, frozenset())
    assert (visit.unchecked, replace(visit, turn=1).unchecked) == (("name",), ())


def test_under_version_1_no_warning_is_confirmed() -> None:
    doubtful = play(*TO_FILL, flow.Entered("name", "张 三", "staff:S01"))
    assert [one.rule for one in doubtful.unconfirmed] == ["name"]
    assert replace(doubtful, version=1).unconfirmed == ()


LATE = {
    "nothing is signed": (replace(play(*TO_READ), parked_until="2026-11-01"), False),
    "on the form's last day": (replace(play(*TO_HAND_OVER), parked_until="2026-11-24"), False),
    "a day after it was parked to": (replace(play(*TO_HAND_OVER), parked_until="2026-11-23"), True),
    "all have signed": (replace(play(*TO_SEAL), parked_until="2026-11-23"), False),
}


@pytest.mark.parametrize(("visit", "late"), LATE.values(), ids=LATE)
def test_only_what_is_signed_and_waits_for_a_signature_can_be_too_late(visit: Visit, late: bool) -> None:
    assert visit.is_too_late(AT) is late


def test_what_may_name_a_person_is_not_in_the_repr_of_a_visit() -> None:
    told = repr(told_all())
    hidden = ("form", "answers", "agents", "authorities", "acts", "witnessed", "unfinished", "name", "principal")
    assert [name for name in hidden if f" {name}=" in told or f"({name}=" in told] == []


def test_a_program_that_signs_without_an_operator_waits_for_nobody() -> None:
    assert not flow.Policy(True, frozenset()).looks
