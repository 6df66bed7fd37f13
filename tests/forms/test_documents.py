from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from forms import documents, identity
from forms.codes import code_list
from forms.documents import birth_in, document_number_fault
from forms.identity import check_digit, identity_number_fault, number_of_first_generation
from forms.message import Message

ON = date(2026, 11, 24)


def completed(first_17: str) -> str:
    return first_17 + check_digit(first_17)


PUBLISHED = "11010519491231002X"
PERMIT = completed("83000019880816003")
CARD_2023 = completed("93784019880816003")
CARD_2017 = "ZZZ379985010112"

NUMBERS: dict[str, tuple[str, str, Message | None]] = {
    "a resident": ("resident-card", PUBLISHED, None),
    "another resident": ("resident-card", "440524188001010014", None),
    "a resident with a wrong check": ("resident-card", "110105194912310021", identity.WRONG_CHECK),
    "a resident without the check": ("resident-card", "11010519491231002", identity.WRONG_SHAPE),
    "a resident of the first generation": ("resident-card", "110105491231002", identity.WRONG_SHAPE),
    "a resident on a permit": ("residence-permit", PUBLISHED, documents.OTHER_DOCUMENT),
    "a permit": ("residence-permit", PERMIT, None),
    "a permit for Hong Kong": ("residence-permit", completed("81000019880816003"), None),
    "a permit for Macao": ("residence-permit", completed("82000019880816003"), None),
    "a permit on a resident's card": ("resident-card", PERMIT, documents.OTHER_DOCUMENT),
    "a resident of the province 83": ("resident-card", completed("83000119880816003"), None),
    "permanent residence of 2023": ("permanent-residence-card", CARD_2023, None),
    "permanent residence of 2017": ("permanent-residence-card", CARD_2017, None),
    "permanent residence on a resident's card": ("resident-card", CARD_2023, documents.OTHER_DOCUMENT),
    "permanent residence without a day": ("permanent-residence-card", "ZZZ379985130101", identity.NO_SUCH_DAY),
    "a passport": ("passport", "E00000000", None),
    "a passport of digits": ("passport", "000000000", None),
    "a passport of fifteen": ("passport", "AB0000000000000", None),
    "a passport of sixteen": ("passport", "AB00000000000000", documents.NO_PASSPORT),
    "a passport of four": ("passport", "E000", documents.NO_PASSPORT),
    "a passport without a digit": ("passport", "PASSPORT", documents.NO_PASSPORT),
    "a passport in small letters": ("passport", "e00000000", documents.NO_PASSPORT),
    "a pass of Hong Kong": ("hk-macao-pass", "H00000000", None),
    "a pass of Macao": ("hk-macao-pass", "M00000000", None),
    "an older pass of Hong Kong": ("hk-macao-pass", "H0000000001", None),
    "a pass with nine digits": ("hk-macao-pass", "H000000000", documents.NO_HK_MACAO_PASS),
    "a pass of nowhere": ("hk-macao-pass", "T00000000", documents.NO_HK_MACAO_PASS),
    "a pass of Taiwan": ("taiwan-pass", "00000000", None),
    "a pass of Taiwan with a letter": ("taiwan-pass", "T00000000", documents.NO_TAIWAN_PASS),
    "a pass of Taiwan with seven digits": ("taiwan-pass", "0000000", documents.NO_TAIWAN_PASS),
    "a pass of Taiwan with Arabic digits": ("taiwan-pass", "٠٠٠٠٠٠٠٠", documents.NO_TAIWAN_PASS),
}


@pytest.mark.parametrize(("document", "number", "fault"), NUMBERS.values(), ids=NUMBERS)
def test_each_document_carries_only_numbers_of_its_own(document: str, number: str, fault: Message | None) -> None:
    assert document_number_fault(document, number) == fault


BIRTHS = {
    "a resident": ("resident-card", PUBLISHED, date(1949, 12, 31)),
    "a permit": ("residence-permit", PERMIT, date(1988, 8, 16)),
    "permanent residence of 2023": ("permanent-residence-card", CARD_2023, date(1988, 8, 16)),
    "permanent residence of 2017": ("permanent-residence-card", CARD_2017, date(1985, 1, 1)),
    "a passport": ("passport", "E00000000", None),
    "a passport that could be a number": ("passport", CARD_2017, None),
    "a pass of Macao": ("hk-macao-pass", "M00000000", None),
    "a pass of Taiwan": ("taiwan-pass", "00000000", None),
}


@pytest.mark.parametrize(("document", "number", "birth"), BIRTHS.values(), ids=BIRTHS)
def test_a_document_says_birth_only_where_its_number_carries_it(document: str, number: str, birth: date | None) -> None:
    assert birth_in(document, number, ON) == birth


def test_every_document_that_a_person_may_choose_has_a_check() -> None:
    assert [code.code for code in code_list("id-document").codes(ON)] == list(documents._FAULTS)


FIRST_GENERATION = {
    "110105491231002": "11010519491231002X",
    "440524800101998": completed("44052418800101998"),
    "440524800101996": completed("44052418800101996"),
    "440524800101995": completed("44052419800101995"),
}


@pytest.mark.parametrize(("legacy", "number"), FIRST_GENERATION.items())
def test_a_number_of_15_digits_leads_to_the_one_of_18_for_a_search(legacy: str, number: str) -> None:
    assert number_of_first_generation(legacy) == number


@pytest.mark.parametrize("text", ["", "110105491331002", "11010549123100X", PUBLISHED, CARD_2017, "910105491231002"])
def test_another_text_is_no_number_of_the_first_generation(text: str) -> None:
    assert number_of_first_generation(text) is None


# The peer python-stdnum, which looks up the county as well. So these numbers are of a county that never changed.

births = st.dates(date(1985, 1, 1), date(2020, 12, 31))
peer_numbers = st.tuples(births, st.integers(0, 999)).map(
    lambda parts: completed(f"370102{parts[0]:%Y%m%d}{parts[1]:03}")
)
DIFFERENCES = {
    "an area that was never assigned": (completed("37999919880816003"), "an abolished code must never be refused"),
    "a residence permit": (completed("81000019880816003"), "the peer knows only citizens"),
    "permanent residence of 2023": (CARD_2023, "the peer knows only citizens"),
    "permanent residence of 2017": (CARD_2017, "the peer knows only 18 characters"),
    "a county of later years": (completed("37010219800816003"), "the peer asks whether it existed at birth"),
}


def peer_accepts(number: str) -> bool:
    """Whether the peer accepts a number; of an area that it does not know it raises KeyError."""
    try:
        return ric.is_valid(number)
    except KeyError:
        return False


@given(peer_numbers)
def test_the_peer_accepts_what_is_accepted(number: str) -> None:
    assert peer_accepts(number)
    assert identity_number_fault(number) is None
    assert ric.get_birth_date(number) == identity.birth_date_of(number)


@given(peer_numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_the_peer_refuses_what_is_refused(number: str, place: int, mark: str) -> None:
    changed = number[:place] + mark + number[place + 1 :]
    if changed != number:
        assert not peer_accepts(changed)
        assert identity_number_fault(changed) is not None


@pytest.mark.parametrize("number", [number for number, _ in DIFFERENCES.values()], ids=list(DIFFERENCES))
def test_the_peer_differs_in_the_cases_that_are_listed(number: str) -> None:
    assert identity_number_fault(number) is None
    assert not peer_accepts(number)


@given(
    st.sampled_from(["resident-card", "residence-permit", "permanent-residence-card"]),
    st.integers(0, 17),
    st.sampled_from("0123456789X"),
)
def test_a_right_number_with_one_place_changed_is_refused(document: str, place: int, mark: str) -> None:
    number = {"resident-card": PUBLISHED, "residence-permit": PERMIT, "permanent-residence-card": CARD_2023}[document]
    changed = number[:place] + mark + number[place + 1 :]
    assert document_number_fault(document, number) is None
    assert changed == number or document_number_fault(document, changed) is not None
