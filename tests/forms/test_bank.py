import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from forms.bank import NO_ACCOUNT, WRONG_CHECK, account_doubt, account_fault, luhn_agrees
from forms.message import Message

ACCOUNTS: dict[str, tuple[str, Message | None, Message | None]] = {
    "a card of the published example": ("4111111111111111", None, None),
    "with a wrong check digit": ("4111111111111112", None, WRONG_CHECK),
    "with two digits exchanged": ("4111111111111211", None, WRONG_CHECK),
    "a card of nineteen zeros": ("0" * 19, None, None),
    "a book of fifteen digits, which has no check": ("411111111111112", None, None),
    "an account of twenty digits, which has no check": ("0" * 19 + "1", None, None),
    "the longest account": ("1" * 32, None, None),
    "too long": ("1" * 33, NO_ACCOUNT, None),
    "the shortest account": ("100000", None, None),
    "too short": ("10000", NO_ACCOUNT, None),
    "empty": ("", NO_ACCOUNT, None),
    "a letter": ("41111111111111A1", NO_ACCOUNT, None),
    "a space": ("4111 1111 1111 1111", NO_ACCOUNT, None),
    "Arabic digits": ("٤" * 16, NO_ACCOUNT, None),
}


@pytest.mark.parametrize(("number", "fault", "doubt"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_an_account_has_digits_and_a_card_a_check_that_is_only_a_doubt(
    number: str, fault: Message | None, doubt: Message | None
) -> None:
    assert account_fault(number) == fault
    assert account_doubt(number) == doubt


@given(st.text("0123456789", min_size=1, max_size=32))
def test_the_peer_agrees_about_every_text_of_digits(digits: str) -> None:
    assert luhn_agrees(digits) is luhn.is_valid(digits)


@given(st.text("0123456789", min_size=15, max_size=18), st.integers(0, 18), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_card_is_always_doubted(first: str, place: int, digit: str) -> None:
    card = first + luhn.calc_check_digit(first)
    changed = card[:place] + digit + card[place + 1 :]
    assert account_doubt(card) is None
    assert changed[: len(card)] == card or account_doubt(changed[: len(card)]) == WRONG_CHECK
