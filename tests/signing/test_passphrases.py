"""Which new passphrases are refused, by a table; and that a long one of rare words never is."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import passphrases
from signing.passphrases import Fault, fault_of

COMMON = (
    "1234567890",
    "0123456789",
    "9876543210",
    "1111111111",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "12341234123412",
    "19880816198808",
    "198808160031",
    "13800138000",
    "379999198808160031",
    "37999919880816003X",
    "2026-11-24 2026",
    "qwertyuiop",
    "QWERTYUIOP[]",
    "1qaz2wsx3edc",
    "zxcvbnm,./",
    "poiuytrewq",
    "asdfghjkl123",
    "qwerty123456",
    "password123",
    "Password2026!",
    "P@ssw0rd2026",
    "administrator",
    "admin888888",
    "woaini1314",
    "woaini520520",
    "woaini19880816",
    "woaizhongguo",
    "admin88password66",
    "zhangsan123456",
    "luobi2026!!",
    "ＰＡＳＳＷＯＲＤ１２３",
    "一二三四五六七八九十",
    "我爱你我爱你我爱你我",
    "我爱你一生一世1314520",
    "落笔为凭，一二三四五六",
    "abcdefghijkl",
    "赵钱孙李周吴郑王123",
    "!@#$%^&*()",
    "          ",
)
GOOD = (
    "correct horse battery staple",
    "落笔为凭，一字不改不删",
    "见证在场，两人都看见了",
    "同事的口令，五六七八",
    "雨天 windows 旁边有只灰猫",
    "vT7-kq0-Zm4b",
    "the passphrase of a colleague",
    "another passphrase",
)


@pytest.mark.parametrize("passphrase", COMMON)
def test_a_common_passphrase_is_refused(passphrase: str) -> None:
    assert fault_of(passphrase) is Fault.COMMON


@pytest.mark.parametrize("passphrase", GOOD)
def test_a_passphrase_of_ones_own_is_taken(passphrase: str) -> None:
    assert fault_of(passphrase) is None


@pytest.mark.parametrize("passphrase", ["", "灰猫坐在窗边看下雨", "vT7-kq0-Z", "nine char"])
def test_fewer_than_ten_characters_are_refused(passphrase: str) -> None:
    assert fault_of(passphrase) is Fault.SHORT


def test_characters_are_counted_as_people_see_them() -> None:
    assert fault_of("e\u0301" * 9) is Fault.SHORT


def test_every_listed_word_is_known_however_it_is_lengthened() -> None:
    for word in passphrases._listed():
        assert word == word.casefold().strip()
        assert fault_of((word + "1234567890")[: max(10, len(word))]) is Fault.COMMON, word


@given(st.text(alphabet="bdfhkmpvxz", min_size=14, max_size=40))
def test_random_letters_are_taken_unless_they_repeat(text: str) -> None:
    pieces = [text[at : at + 2] for at in range(len(text) - 1)]
    if len(set(pieces)) == len(pieces):
        assert fault_of(text) is None


@given(st.binary(min_size=12, max_size=12))
def test_what_is_made_at_random_is_24_letters_and_no_word_or_number_of_it_is_known(drawn: bytes) -> None:
    phrase = passphrases.made(lambda count: drawn[:count])
    assert len(phrase) == 24
    assert not any(word in phrase for word in passphrases._listed())
    if not list(passphrases._repeated(phrase)):
        assert fault_of(phrase) is None


def test_two_makings_differ() -> None:
    assert passphrases.made(os.urandom) != passphrases.made(os.urandom)


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    assert fault_of(text) in (None, *Fault)
