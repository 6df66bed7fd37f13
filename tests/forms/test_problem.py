from collections.abc import Callable
from datetime import date

from forms.answers import Answers
from forms.model import Form
from forms.problem import About, Problem
from forms.rules import problems
from tests.forms.test_rules import CONTRACT, REGISTRATION

ON = date(2026, 11, 24)
LATER = "2026-11-24T03:00:00Z"
Answering = Callable[[dict[str, str]], Answers]

# Records name these: a name that is here keeps its meaning for ever.
RULE_NAMES = {
    "applicant-age.child",
    "applicant-age.future",
    "applicant-age.minor",
    "applicant-age.pension",
    "contract-hours.approval",
    "contract-pay.below-minimum",
    "contract-pay.day",
    "contract-pay.no-probation",
    "contract-pay.trial-low",
    "contract-pay.zero",
    "credit.body",
    "credit.check",
    "fixed-term.far-ahead",
    "fixed-term.month-late",
    "fixed-term.order",
    "fixed-term.over",
    "fixed-term.probation",
    "fixed-term.year-late",
    "identity-agrees.birth",
    "identity-agrees.document",
    "identity-agrees.ethnic",
    "identity-agrees.sex",
    "identity.province",
    "missing",
    "name",
    "one-person",
    "shape",
    "stranger",
    "text",
    "unemployment.before-birth",
    "unemployment.future",
    "unemployment.remark",
    "worker-age.child",
    "worker-age.minor",
    "worker-age.retired",
}


def low_pay(form: Form, answers: Answers) -> Problem:
    (problem,) = problems(form, answers, ON)
    assert problem.rule == "contract-pay.trial-low"
    return problem


def test_a_problem_names_its_rule_its_field_and_the_versions_of_the_answers_that_it_is_about(
    contract: Form, agreed: Answering
) -> None:
    answers = agreed({"probation_pay": "4000.00"}).enter("probation_pay", "4500.00", "staff:S01", LATER)
    problem = low_pay(contract, answers)
    assert problem.about == (About("pay_month", 1), About("probation_pay", 2))
    assert problem.identity == "contract-pay.trial-low probation_pay pay_month:1 probation_pay:2"


def test_an_identity_lasts_while_the_answers_last_and_no_longer(contract: Form, agreed: Answering) -> None:
    answers = agreed({"probation_pay": "4000.00"})
    first = low_pay(contract, answers).identity
    elsewhere = answers.enter("place", "某市", "staff:S01", LATER).enter("probation_pay", "4000.00", "card", LATER)
    checked = answers.check(["probation_pay", "pay_month"], "worker", LATER)
    assert {low_pay(contract, same).identity for same in (elsewhere, checked)} == {first}
    other_pay = answers.enter("pay_month", "6300.00", "staff:S01", LATER)
    changed = answers.enter("probation_pay", "4100.00", "staff:S01", LATER)
    changed_back = changed.enter("probation_pay", "4000.00", "staff:S01", LATER)
    identities = {low_pay(contract, other).identity for other in (answers, other_pay, changed, changed_back)}
    assert len(identities) == 4


def test_no_two_problems_of_a_form_have_one_identity_and_none_holds_an_answer(
    registration: Form, contract: Form, answered: Answering, agreed: Answering
) -> None:
    for form, answering, table in ((registration, answered, REGISTRATION), (contract, agreed, CONTRACT)):
        for changed, _ in table.values():
            identities = [problem.identity for problem in problems(form, answering(changed), ON)]
            assert len(set(identities)) == len(identities)
            for value in changed.values():
                assert len(value) < 4 or value not in " ".join(identities)


def test_an_answer_that_is_missing_has_version_0(registration: Form) -> None:
    found = problems(registration, Answers.start(registration), ON)
    assert {problem.about for problem in found} == {(About(problem.field, 0),) for problem in found}


def test_the_names_of_the_rules_are_fixed(
    registration: Form, contract: Form, answered: Answering, agreed: Answering
) -> None:
    found: set[str] = set()
    for form, answering, table in ((registration, answered, REGISTRATION), (contract, agreed, CONTRACT)):
        for changed, _ in table.values():
            found |= {problem.rule for problem in problems(form, answering(changed), ON)}
    assert found == RULE_NAMES
