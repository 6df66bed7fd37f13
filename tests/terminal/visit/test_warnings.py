"""A warning of the rules is confirmed by a named staff member before freezing, for the answers as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms import sample
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.flow import State, Visit
from terminal.visit.permissions import require_signers, require_staffs
from tests.terminal import stations
from tests.terminal.visit.steps import lacks

AT = "2026-11-24T04:00:00Z"
VALUES = {**sample.sample_contract(), "hours": "flexible", "worker_id_no": "379999193601010033"}
HOURS = "contract-hours.approval hours hours:1"


def filled(version: int = 2, **changed: str) -> Visit:
    """A contract whose answers are all there, before 去核对."""
    visit = stations.numbered_visit("ab" * 16, "379999-2026-000001", "fixed-term-contract")
    visit = stations.tell(replace(visit, version=version), *stations.consents())
    return stations.tell(
        visit, *(flow.Entered(key, value, "staff:S01") for key, value in {**VALUES, **changed}.items())
    )


def confirmed(visit: Visit, by: str = "staff:S01") -> Visit:
    """Every warning is confirmed."""
    return stations.tell(visit, *(flow.WarningConfirmed(one.identity, by) for one in visit.unconfirmed))


def test_nobody_goes_to_the_check_before_each_warning_is_confirmed() -> None:
    visit = filled()
    assert {one.field for one in visit.unconfirmed} == {"hours", "worker_id_no"}
    while visit.unconfirmed:
        assert lacks(visit) == f"warning:{visit.unconfirmed[0].field}"
        with pytest.raises(NotNow, match="warning"):
            flow.step(visit, flow.Go(), AT)
        visit = flow.step(visit, flow.WarningConfirmed(visit.unconfirmed[0].identity, "staff:S01"), AT)
    assert flow.step(visit, flow.Go(), AT).state is State.CHECK


def test_the_act_names_rule_field_answers_and_who() -> None:
    visit = flow.step(filled(), flow.WarningConfirmed(HOURS, "staff:S01"), AT)
    act = visit.acts[-1]
    assert (act.what, act.who) == ("warning-confirmed", "staff:S01")
    assert act.facts == {"rule": "contract-hours.approval", "field": "hours", "warning": HOURS}


def test_a_confirmed_warning_names_who_confirmed_it_until_the_answer_changes() -> None:
    visit = flow.step(filled(), flow.WarningConfirmed(HOURS, "staff:S01"), AT)
    assert {one.field: one.confirmed_by for one in visit.problems} == {"hours": "staff:S01", "worker_id_no": ""}
    other = stations.tell(visit, flow.Entered("hours", "comprehensive", "staff:S01"))
    assert {one.field: one.confirmed_by for one in other.problems} == {"hours": "", "worker_id_no": ""}


OWN_NUMBER = stations.AUTHORITY.id_no


@pytest.mark.parametrize(
    ("answered", "asked"),
    [({"agent_id_no": OWN_NUMBER}, ["agent_id_no"]), ({}, []), ({"worker_id_no": OWN_NUMBER}, [])],
    ids=["the other party's agent", "somebody else", "the principal's own number"],
)
def test_an_agent_who_signs_for_the_other_party_too_is_asked_about(answered: dict[str, str], asked: list[str]) -> None:
    visit = stations.numbered_visit("ab" * 16, "379999-2026-000001", "fixed-term-contract")
    agent = flow.SignsAs(flow.Manner.AGENT, "李四", authority=stations.AUTHORITY)
    entered = (flow.Entered(key, value, "staff:S01") for key, value in {**sample.sample_contract(), **answered}.items())
    visit = stations.tell(visit, agent, *stations.consents(), *entered)
    assert [one.field for one in visit.unconfirmed] == asked
    if asked:
        assert visit.unconfirmed[0].identity == "one-person.agent-of-worker agent_id_no agent_id_no:1"
        assert confirmed(visit).unconfirmed == ()


@pytest.mark.parametrize("values", [("comprehensive",), ("standard", "flexible")], ids=["another", "there and back"])
def test_a_confirmation_is_void_when_the_answer_changes(values: tuple[str, ...]) -> None:
    visit = confirmed(filled())
    assert visit.unconfirmed == ()
    changed = stations.tell(visit, *(flow.Entered("hours", value, "staff:S01") for value in values))
    assert [one.field for one in changed.unconfirmed] == ["hours"]
    assert lacks(changed) == "warning:hours"


def test_a_change_of_another_answer_leaves_the_confirmation() -> None:
    changed = stations.tell(confirmed(filled()), flow.Entered("work", "保洁", "staff:S01"))
    assert changed.unconfirmed == ()


def test_a_warning_that_comes_up_during_the_check_stops_the_freeze() -> None:
    visit = stations.tell(
        confirmed(filled(hours="standard")), flow.Go(), flow.Entered("hours", "flexible", "staff:S01")
    )
    visit = stations.tell(visit, flow.Checked(tuple(VALUES)))
    assert (visit.state, lacks(visit)) == (State.CHECK, "warning:hours")
    with pytest.raises(NotNow, match="warning"):
        flow.step(visit, flow.Go(), AT)
    assert flow.step(confirmed(visit), flow.Go(), AT).state is State.FREEZE


NOT_CONFIRMED = {
    "a warning that is not given": (filled, "contract-hours.approval hours hours:2"),
    "one that is confirmed already": (lambda: confirmed(filled()), HOURS),
    "nothing": (filled, ""),
}


@pytest.mark.parametrize(("visit", "warning"), NOT_CONFIRMED.values(), ids=NOT_CONFIRMED)
def test_only_a_warning_that_stands_is_confirmed(visit: object, warning: str) -> None:
    with pytest.raises(NotNow):
        flow.step(visit(), flow.WarningConfirmed(warning, "staff:S01"), AT)  # type: ignore[operator]


def test_the_operator_confirms_under_the_own_name_and_the_signer_never() -> None:
    visit, own = filled(), flow.WarningConfirmed(HOURS, "staff:S01")
    staff = (stations.OPERATOR, stations.SECOND)
    require_staffs(own, visit, stations.OPERATOR, staff)
    with pytest.raises(NotNow):
        require_staffs(flow.WarningConfirmed(HOURS, "staff:S02"), visit, stations.OPERATOR, staff)
    with pytest.raises(NotNow):
        require_signers(own, visit, staff)


def test_a_visit_of_version_1_is_not_asked_for_confirmations() -> None:
    visit = filled(version=1)
    assert visit.unconfirmed == ()
    assert flow.step(visit, flow.Go(), AT).state is State.CHECK
