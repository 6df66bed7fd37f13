import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from forms.answers import Answers
from forms.errors import FormFileError
from forms.identity import identity_number_fault
from forms.load import CATALOGUE, catalogue, find_form, load_form, shelf
from forms.model import Form
from forms.rules import problems
from forms.sample import sample_contract, sample_registration
from forms.show import clause_text

ON = date(2026, 11, 24)
ART_17 = ("employer", "worker", "term", "work", "hours", "pay", "insurance", "protection", "other")
Answering = Callable[[dict[str, str]], Answers]


def test_the_catalogue_holds_both_forms() -> None:
    assert {form.title for form in catalogue().values()} == {"失业登记表", "固定期限劳动合同"}
    assert {form.id: form.edition for form in catalogue().values()} == {
        "fixed-term-contract": "2026-2",
        "unemployment-registration": "2026-1",
    }


DIGESTS = {
    ("fixed-term-contract", "2026-1"): "b57400ba64f4b2d8828b2c97761442c682ba86307d6fd9f5ee995fdc973d093a",
    ("fixed-term-contract", "2026-2"): "99a77c83cf837f1f8f07c35a92a8ad9d4cf692f6ce4dfa6efa20a5a2ce430a44",
    ("unemployment-registration", "2026-1"): "d7c119a1bebd562ea1469566269a682e5464fd7b685c432e40a7e59590574c2d",
}


def test_an_edition_that_records_name_keeps_its_digest() -> None:
    assert {(form.id, form.edition): form.digest for form in shelf().forms} == DIGESTS


def test_every_shipped_file_can_be_used() -> None:
    assert shelf().findings == ()


def test_the_samples_have_no_problem(
    registration: Form, contract: Form, answered: Answering, agreed: Answering
) -> None:
    assert problems(registration, answered({}), ON) == ()
    assert problems(contract, agreed({}), ON) == ()


def test_the_samples_answer_only_fields_of_their_forms(registration: Form, contract: Form) -> None:
    assert set(sample_registration()) <= {field.key for field in registration.fields}
    assert set(sample_contract()) == {field.key for field in contract.fields}


def test_the_sample_applicants_name_lies_beyond_the_bmp() -> None:
    assert sample_registration()["name"] == "张\U0002cb5a"


def test_the_samples_numbers_lie_in_an_unassigned_area_and_are_right() -> None:
    values = sample_registration() | sample_contract()
    numbers = [value for key, value in values.items() if key.endswith("id_no")]
    assert len(set(numbers)) == 3
    for number in numbers:
        assert number.startswith("379999")
        assert identity_number_fault(number) is None


def test_the_registration_fits_one_page_of_rows(registration: Form) -> None:
    assert 16 <= len(registration.fields) <= 18
    assert max(len(field.label) for field in registration.fields) <= 8
    assert not registration.clauses


def test_applicant_and_staff_sign_the_registration(registration: Form) -> None:
    assert [(box.key, box.role) for box in registration.boxes] == [
        ("applicant", "applicant"),
        ("staff", "staff"),
    ]
    assert registration.party("staff").name_field is None


def test_worker_and_employer_sign_the_contract(contract: Form) -> None:
    assert [(box.key, box.role) for box in contract.boxes] == [("worker", "worker"), ("employer", "employer")]
    assert contract.party("employer").acts_for_field == "employer_name"


def test_the_contract_carries_the_nine_blocks_of_article_17(contract: Form) -> None:
    assert contract.mandatory == ART_17
    assert set(contract.blocks()) == set(ART_17)


@pytest.mark.parametrize("block", ART_17)
def test_the_contract_without_one_of_the_nine_blocks_is_refused(tmp_path: Path, block: str) -> None:
    content = (CATALOGUE / "fixed-term-contract.toml").read_text(encoding="utf-8")
    path = tmp_path / "fixed-term-contract.toml"
    path.write_text(content.replace(f'block = "{block}"\n', ""), encoding="utf-8")
    with pytest.raises(FormFileError, match=f"no part carries the block '{block}'"):
        load_form(path)


def test_the_contract_is_three_to_four_pages_of_text(contract: Form, agreed: Answering) -> None:
    text = [clause_text(contract, clause, agreed({}), ON) for clause in contract.clauses]
    assert 2500 <= sum(map(len, text)) <= 3500


def test_every_answer_and_clause_of_the_samples_has_words(
    registration: Form, contract: Form, answered: Answering, agreed: Answering
) -> None:
    for form, answers in ((registration, answered({})), (contract, agreed({}))):
        assert all(field.display(answers.value(field.key), ON) for field in form.fields)
        assert all(clause_text(form, clause, answers, ON) for clause in form.clauses)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ("0", "双方对试用期的约定：不约定试用期。"),
        ("2", "双方对试用期的约定：2 个月。"),
        ("6", "双方对试用期的约定：6 个月。"),
    ],
)
def test_the_contract_says_of_probation_what_was_agreed(months: str, words: str) -> None:
    form = find_form("fixed-term-contract")
    probation = next(clause for clause in form.clauses if clause.key == "probation")
    answers = Answers.start(form).enter("probation_months", months, "staff:S01", "2026-11-24T02:00:00Z")
    assert clause_text(form, probation, answers, ON).startswith(words)


@pytest.mark.parametrize("word", ["文件指纹", "定稿", "保证级别", "为 0 的", "敏感个人信息", "定期 10 年"])
def test_the_newest_contract_speaks_to_its_signers_and_not_to_auditors(word: str) -> None:
    form = find_form("fixed-term-contract")
    assert word not in json.dumps(form.document(), ensure_ascii=False)


def test_every_shipped_text_uses_chinese_punctuation(registration: Form, contract: Form) -> None:
    for form in (registration, contract):
        texts = [form.commitment, form.purpose, *(clause.text for clause in form.clauses)]
        texts += [text for party in form.parties for text in (party.title, party.notice)]
        texts += [text for box in form.boxes for text in (box.label, box.words)]
        texts += [text for field in form.fields for text in (field.label, field.question)]
        for text in texts:
            assert not set(text) & set(",;:?!()\"'"), text
