import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.identity import (
    NO_SUCH_DAY,
    WRONG_CHECK,
    WRONG_SHAPE,
    birth_date_of,
    birth_date_on,
    check_digit,
    document_of,
    identity_number_fault,
    is_birth_of,
    province_exists,
    sex_of,
)

PUBLISHED = {
    "11010519491231002X": (date(1949, 12, 31), "2"),
    "440524188001010014": (date(1880, 1, 1), "1"),
}

REFUSED = {
    "empty": ("", WRONG_SHAPE),
    "fifteen digits": ("110105491231002", WRONG_SHAPE),
    "a small x": ("11010519491231002x", WRONG_SHAPE),
    "an X in the middle": ("1101051949123100X2", WRONG_SHAPE),
    "full-width digits": ("１１０１０５１９４９１２３１００２Ｘ", WRONG_SHAPE),
    "a leading zero": ("01010519491231002X", WRONG_SHAPE),
    "30 February": ("379999198802300031", NO_SUCH_DAY),
    "29 February of a common year": ("379999190002290031", NO_SUCH_DAY),
    "a wrong check digit": ("110105194912310021", WRONG_CHECK),
    "two letters before the digits of 2017": ("AB1234567890123", WRONG_SHAPE),
}

births = st.dates(date(1900, 1, 1), date(2020, 12, 31))
bodies = st.tuples(st.integers(100000, 899999), births, st.integers(0, 999), st.sampled_from(["1", "9", "3", "8"])).map(
    lambda parts: f"{parts[3]}{parts[0]:06}"[:6] + f"{parts[1]:%Y%m%d}{parts[2]:03}"
)
numbers = bodies.map(lambda body: body + check_digit(body))


@pytest.mark.parametrize(("number", "facts"), PUBLISHED.items(), ids=PUBLISHED)
def test_a_published_number_is_accepted_and_says_birth_and_sex(number: str, facts: tuple[date, str]) -> None:
    assert identity_number_fault(number) is None
    assert (birth_date_of(number), sex_of(number)) == facts
    assert document_of(number) == "resident-card"


@pytest.mark.parametrize(("number", "fault"), REFUSED.values(), ids=REFUSED)
def test_a_number_that_cannot_be_right_is_refused(number: str, fault: object) -> None:
    assert identity_number_fault(number) == fault
    assert identity_number_fault(number)
    assert birth_date_of(number) is None
    assert sex_of(number) is None
    assert document_of(number) is None


@given(numbers)
def test_every_number_with_its_check_digit_is_accepted(number: str) -> None:
    assert identity_number_fault(number) is None
    assert birth_date_of(number) is not None


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_found(number: str, place: int, digit: str) -> None:
    changed = number[:place] + digit + number[place + 1 :]
    assert changed == number or identity_number_fault(changed) is not None


@given(numbers, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_found(number: str, place: int) -> None:
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert changed == number or identity_number_fault(changed) is not None


@given(numbers)
def test_the_seventeenth_digit_says_the_sex_of_citizens_only(number: str) -> None:
    told = None if number[0] == "9" else ("1" if number[16] in "13579" else "2")
    assert sex_of(number) == told


def completed(body: str) -> str:
    return body + check_digit(body)


DOCUMENTS = {
    "810000": (completed("81000019880816003"), "residence-permit"),
    "820000": (completed("82000019880816003"), "residence-permit"),
    "830000": (completed("83000019880816003"), "residence-permit"),
    "the card of 2023": (completed("93784019880816003"), "permanent-residence-card"),
    "the card of 2017": ("ZZZ379985010112", "permanent-residence-card"),
    "the unassigned area": (completed("37999919880816003"), "resident-card"),
}


@pytest.mark.parametrize(("number", "document"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_number_says_which_document_carries_it(number: str, document: str) -> None:
    assert document_of(number) == document


ON = date(2026, 11, 24)
CARDS_OF_2017 = {
    "of the last century": ("ZZZ379985010112", date(1985, 1, 1)),
    "of this century": ("ZZZ379915010101", date(2015, 1, 1)),
    "today": ("ZZZ379926112401", date(2026, 11, 24)),
    "tomorrow, so a hundred years ago": ("ZZZ379926112501", date(1926, 11, 25)),
    "29 February 2000, for 1900 had none": ("ZZZ379900022901", date(2000, 2, 29)),
    "29 February 1984": ("ZZZ379984022901", date(1984, 2, 29)),
}
NO_DAYS_OF_2017 = ("ZZZ379999999999", "ZZZ379985130101", "ZZZ379985023001", "ZZZ379983022901", "USA378400000001")


@pytest.mark.parametrize(("number", "birth"), CARDS_OF_2017.values(), ids=CARDS_OF_2017)
def test_the_number_of_2017_carries_birth_with_two_digits_for_the_year_and_no_sex(number: str, birth: date) -> None:
    assert identity_number_fault(number) is None
    assert birth_date_on(number, ON) == birth
    assert sex_of(number) is None


@pytest.mark.parametrize("number", NO_DAYS_OF_2017)
def test_a_number_of_2017_whose_birth_is_no_day_is_refused(number: str) -> None:
    assert identity_number_fault(number) == NO_SUCH_DAY
    assert birth_date_on(number, ON) is None
    assert document_of(number) is None


def test_a_birth_agrees_with_a_number_of_2017_in_either_century() -> None:
    assert is_birth_of("ZZZ379920010101", date(1920, 1, 1))
    assert is_birth_of("ZZZ379920010101", date(2020, 1, 1))
    assert not is_birth_of("ZZZ379920010101", date(2020, 1, 2))
    assert is_birth_of("11010519491231002X", date(1949, 12, 31))
    assert not is_birth_of("11010519491231002X", date(1949, 12, 30))


# Written out by hand from GB/T 2260.
PROVINCE_CODES = re.findall(
    r"[0-9]+",
    """
11 12 13 14 15  21 22 23  31 32 33 34 35 36 37  41 42 43 44 45 46  50 51 52 53 54  61 62 63 64 65  71 81 82 83
""",
)


@pytest.mark.parametrize("code", [f"{number:02}" for number in range(10, 90)])
def test_a_number_names_a_province_that_exists(code: str) -> None:
    exists = code in PROVINCE_CODES
    assert province_exists(completed(f"{code}999919880816003")) is exists
    assert province_exists(completed(f"9{code}84019880816003")) is exists
    assert province_exists(f"ZZZ{code}9985010112") is exists
