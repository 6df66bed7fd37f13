"""Each party checks its own part of the answers, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.metadata import FrozenFacts
from forms import load
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.flow import State, Visit
from terminal.visit.own_part import own_part
from tests.terminal import stations
from tests.terminal.visit.steps import lacks

AT = "2026-11-24T04:00:00Z"
CONTRACT = load.find_form("fixed-term-contract")
EMPLOYER = (
    "employer_name",
    "employer_code",
    "employer_address",
    "employer_representative",
    "agent_name",
    "agent_id_no",
)
FACTS = FrozenFacts("ab" * 32, "cd" * 32, 1000, 1)
SEEN = flow.SignatureSeen("staff:S01")
SIGNED = (flow.PageShown(0, 3000), flow.Go(), stations.SYNTHETIC, SEEN, flow.Stamped("11" * 32, "22" * 32))


def handed_over() -> Visit:
    """A contract that the worker has signed; the employer's agent has agreed and has checked nothing."""
    visit = stations.to_freeze(stations.numbered_visit("ab" * 16, "379999-2026-000001", "fixed-term-contract"))
    visit = stations.tell(visit, flow.Frozen(FACTS), *SIGNED)
    return stations.tell(visit, *(flow.Consent(subject, True) for subject in flow.CONSENTS))


def test_the_parts_of_the_two_forms() -> None:
    fields = {field.key for field in CONTRACT.fields}
    assert own_part(CONTRACT, "employer") == set(EMPLOYER)
    assert own_part(CONTRACT, "worker") == fields - set(EMPLOYER)
    assert own_part(CONTRACT, "witness") == frozenset()
    registration = load.find_form("unemployment-registration")
    assert own_part(registration, "applicant") == {field.key for field in registration.fields}
    assert own_part(registration, "staff") == frozenset()


def test_the_worker_checks_nothing_of_the_employers() -> None:
    visit = handed_over()
    checked = {key: answer.checked_by for key, answer in visit.answers.values.items()}
    assert {checked[key] for key in EMPLOYER} == {""}
    assert {who for key, who in checked.items() if key not in EMPLOYER} == {"worker"}
    told = next(act.facts["fields"] for act in visit.acts if act.what == "checked")
    assert isinstance(told, list)
    assert not set(told) & set(EMPLOYER)


def test_the_employers_agent_checks_the_employers_part_before_reading() -> None:
    visit = handed_over()
    assert lacks(visit) == "check:employer_name"
    with pytest.raises(NotNow, match="check"):
        flow.step(visit, flow.Go(), AT)
    visit = flow.step(visit, flow.Checked(EMPLOYER), AT)
    assert (visit.acts[-1].who, visit.acts[-1].facts["fields"]) == ("employer", list(EMPLOYER))
    assert {visit.answers.values[key].checked_by for key in EMPLOYER} == {"employer"}
    assert flow.step(visit, flow.Go(), AT).state is State.READ


def test_what_the_employers_agent_finds_wrong_keeps_the_pen_until_it_is_settled() -> None:
    visit = flow.step(handed_over(), flow.Checked(EMPLOYER[1:]), AT)
    wrong = flow.step(visit, flow.Wrong("employer_name"), AT)
    assert (lacks(wrong), wrong.acts[-1].who) == ("correction:employer_name", "employer")
    right = stations.tell(wrong, flow.NotWrong("employer_name"), flow.Checked(EMPLOYER[:1]))
    assert lacks(right) == ""


NOT_THEIRS = {
    "the worker's part is not the employer's": (lambda: handed_over(), flow.Checked(("worker_name",))),
    "nor may it be called wrong": (lambda: handed_over(), flow.Wrong("worker_name")),
}


@pytest.mark.parametrize(("visit", "event"), NOT_THEIRS.values(), ids=NOT_THEIRS)
def test_another_partys_part_is_left_alone(visit: object, event: flow.Event) -> None:
    with pytest.raises(NotNow):
        flow.step(visit(), event, AT)  # type: ignore[operator]


def test_under_version_1_the_first_signer_checks_all() -> None:
    visit = replace(stations.numbered_visit("ab" * 16, "379999-2026-000001", "fixed-term-contract"), version=1)
    visit = stations.to_freeze(visit)
    assert {answer.checked_by for answer in visit.answers.values.values()} == {"worker"}
    visit = stations.tell(visit, flow.Frozen(FACTS), *SIGNED)
    assert stations.tell(visit, *stations.consents()).state is State.READ
