import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from forms.credit import (
    ALPHABET,
    WRONG_CHECK,
    WRONG_SHAPE,
    body_check,
    body_code_agrees,
    credit_check,
    credit_code_fault,
    credit_shape_fault,
)

REFUSED = {
    "empty": ("", WRONG_SHAPE),
    "one place short": ("91350100M000100Y4", WRONG_SHAPE),
    "an O for a zero": ("9135O100M000100Y43", WRONG_SHAPE),
    "an I": ("91350100M0001I0Y43", WRONG_SHAPE),
    "small letters": ("91350100m000100y43", WRONG_SHAPE),
    "letters in the area": ("9135A100M000100Y43", WRONG_SHAPE),
    "a wrong check": ("91350100M000100Y44", WRONG_CHECK),
    "a wrong digit inside": ("91350100M000200Y43", WRONG_CHECK),
}

bodies = st.text(ALPHABET, min_size=8, max_size=8)
codes = st.tuples(st.sampled_from(["11", "51", "91", "92", "93", "Y1"]), st.integers(100000, 999999), bodies).map(
    lambda parts: f"{parts[0]}{parts[1]}{parts[2]}"
)


def completed(first_16: str) -> str:
    first_17 = first_16 + body_check(first_16[8:16])
    return first_17 + credit_check(first_17)


def test_the_published_code_is_accepted() -> None:
    assert credit_code_fault("91350100M000100Y43") is None
    assert body_code_agrees("91350100M000100Y43")


@pytest.mark.parametrize(("code", "fault"), REFUSED.values(), ids=REFUSED)
def test_a_code_that_cannot_be_right_is_refused(code: str, fault: object) -> None:
    assert credit_code_fault(code) == fault


@pytest.mark.parametrize(("code", "fault"), REFUSED.values(), ids=REFUSED)
def test_only_the_last_place_is_a_matter_of_doubt(code: str, fault: object) -> None:
    assert credit_shape_fault(code) == (None if fault == WRONG_CHECK else fault)


@given(codes)
def test_every_code_with_its_checks_is_accepted(first_16: str) -> None:
    assert credit_code_fault(completed(first_16)) is None
    assert body_code_agrees(completed(first_16))


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_place_is_always_found(first_16: str, place: int, mark: str) -> None:
    code = completed(first_16)
    changed = code[:place] + mark + code[place + 1 :]
    assert changed == code or credit_code_fault(changed) is not None


def test_a_right_code_may_hold_a_wrong_body_code() -> None:
    first_17 = "91350100M000100Y5"
    code = first_17 + credit_check(first_17)
    assert credit_code_fault(code) is None
    assert not body_code_agrees(code)


@pytest.mark.parametrize(
    ("body", "check"), [("M000100Y", "4"), ("00000001", "9"), ("00000000", "0"), ("00000006", "X")]
)
def test_a_body_code_is_checked_modulo_eleven(body: str, check: str) -> None:
    assert body_check(body) == check


# The peer python-stdnum knows the shape and the last character, not the body code inside.

DIFFERENCES = {
    "no registering authority is 0": "0" * 17 + "0",
    "no kind of body is 0": completed("9037010000000001"),
}


@given(codes)
def test_the_peer_accepts_every_code_with_digits_first(first_16: str) -> None:
    code = completed(first_16)
    assert uscc.is_valid(code) is (code[0] != "Y")
    assert credit_check(code[:17]) == uscc.calc_check_digit(code[:17])


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_the_peer_refuses_one_wrong_place_too(first_16: str, place: int, mark: str) -> None:
    code = completed(first_16)
    changed = code[:place] + mark + code[place + 1 :]
    assert changed == code or not uscc.is_valid(changed)


@pytest.mark.parametrize("code", DIFFERENCES.values(), ids=DIFFERENCES)
def test_the_peer_accepts_what_the_standard_has_no_authority_for(code: str) -> None:
    assert uscc.is_valid(code)
    assert credit_code_fault(code) == WRONG_SHAPE
