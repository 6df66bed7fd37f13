from collections.abc import Callable
from datetime import date

import pytest

from forms.answers import Answers
from forms.identity import check_digit
from forms.model import Form
from forms.optional_questions import may_stay_empty, questions, unasked

ON = date(2026, 11, 24)
Answering = Callable[[dict[str, str]], Answers]

CARD_OF_2023 = "93784019850101003" + check_digit("93784019850101003")
PERMIT = "81000019880816003" + check_digit("81000019880816003")

# number, chosen document; whether 民族 is asked, whether it must be answered
PERSONS = {
    "a citizen": ("379999198808160031", "resident-card", True, True),
    "a foreigner with the card of 2017": ("ZZZ379985010112", "permanent-residence-card", False, False),
    "a foreigner with the card of 2023": (CARD_OF_2023, "permanent-residence-card", False, False),
    "a foreigner whose document has not been chosen": (CARD_OF_2023, "", False, False),
    "a foreigner whose number has not been typed": ("", "permanent-residence-card", False, False),
    "a foreigner with a wrong document chosen": (CARD_OF_2023, "resident-card", False, False),
    "a citizen with a wrong document chosen": ("379999198808160031", "permanent-residence-card", True, True),
    "a resident of Hong Kong": (PERMIT, "residence-permit", True, False),
    "nobody yet": ("", "", True, True),
}


@pytest.mark.parametrize(("number", "document", "asked", "required"), PERSONS.values(), ids=PERSONS)
def test_foreigners_are_not_asked_for_their_ethnic_group(
    registration: Form, answered: Answering, number: str, document: str, asked: bool, required: bool
) -> None:
    answers = answered({"id_no": number, "id_type": document, "ethnic": ""})
    assert ("ethnic" not in unasked(registration, answers.value)) is asked
    assert ("ethnic" not in may_stay_empty(registration, answers.value)) is required
    assert ("ethnic" in answers.missing(registration)) is required


@pytest.mark.parametrize("number", ["", "379999198808160031", PERMIT])
def test_the_document_is_asked_before_what_only_some_documents_carry(
    registration: Form, answered: Answering, number: str
) -> None:
    answers = answered({"id_no": number, "id_type": "", "ethnic": ""})
    asked = [field.key for field in questions(registration, answers.value)]
    assert asked[:6] == ["name", "sex", "id_type", "id_no", "ethnic", "birth"]
    assert sorted(asked) == sorted(field.key for field in registration.fields)


def test_the_question_that_a_foreigner_is_not_asked_is_left_out(registration: Form, answered: Answering) -> None:
    answers = answered({"id_no": CARD_OF_2023, "ethnic": ""})
    assert [field.key for field in questions(registration, answers.value)][2:5] == ["id_type", "id_no", "birth"]


def test_a_form_that_knows_no_document_asks_everyone(contract: Form, agreed: Answering) -> None:
    answers = agreed({"worker_id_no": CARD_OF_2023})
    assert unasked(contract, answers.value) == may_stay_empty(contract, answers.value) == frozenset()
