"""What a visit says of itself: no person in a log, who signs, who is present."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terminal import flow
from terminal.visit import Manner, Visit
from tests.terminal.steps import (
    AUTHORITY,
    BY_A_MARK,
    OPERATOR,
    PAGES,
    SECOND,
    TO_FILL,
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
