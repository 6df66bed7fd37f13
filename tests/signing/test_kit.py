"""The recovery kit survives paper, pen and tired eyes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.errors import KeyFileError
from signing.kit import ALPHABET, kit_key, kit_text

KEYS = st.binary(min_size=32, max_size=32)
KEY = bytes(range(100, 132))


def groups(key: bytes = KEY) -> list[str]:
    text = kit_text(key, "station.example/1")
    return " ".join(line for line in text.splitlines() if not line.startswith("#")).split()


@given(KEYS)
def test_a_kit_gives_back_its_key(key: bytes) -> None:
    assert kit_key(kit_text(key, "站点 # 一")) == key


@given(KEYS)
def test_a_kit_typed_in_its_own_way_gives_back_its_key(key: bytes) -> None:
    typed = "-".join(groups(key)).lower().replace("0", "o").replace("1", "l")
    assert kit_key(typed) == key


@given(KEYS, st.integers(0, 12), st.integers(0, 4), st.integers(1, 31))
def test_any_one_wrong_character_is_named_by_its_group(key: bytes, group: int, place: int, by: int) -> None:
    typed = groups(key)
    old = typed[group]
    new = ALPHABET[(ALPHABET.index(old[place]) + by) % 32]
    typed[group] = old[:place] + new + old[place + 1 :]
    with pytest.raises(KeyFileError, match=f"group {group + 1} "):
        kit_key(" ".join(typed))


@given(KEYS, st.integers(0, 12), st.integers(0, 3))
def test_two_swapped_neighbours_are_named_by_their_group(key: bytes, group: int, place: int) -> None:
    typed = groups(key)
    old = typed[group]
    typed[group] = old[:place] + old[place + 1] + old[place] + old[place + 2 :]
    if typed[group] == old:
        return
    with pytest.raises(KeyFileError, match=f"group {group + 1} "):
        kit_key(" ".join(typed))


@given(KEYS, st.integers(0, 12), st.integers(0, 12))
def test_two_swapped_groups_are_found(key: bytes, first: int, second: int) -> None:
    typed = groups(key)
    if first == second:
        return
    typed[first], typed[second] = typed[second], typed[first]
    with pytest.raises(KeyFileError, match="mistyped"):
        kit_key(" ".join(typed))


def test_a_last_group_with_bits_beyond_the_key_is_named() -> None:
    rest = groups(bytes(32))[:12]
    accepted = [group for group in last_groups() if opens([*rest, group])]
    assert accepted == groups(bytes(32))[12:]


def last_groups() -> list[str]:
    """Every group that differs from a zero key's last one in its last digit only, with any check."""
    return [f"000{digit}{check}" for digit in ALPHABET[:16] for check in ALPHABET]


def opens(typed: list[str]) -> bool:
    try:
        return kit_key(" ".join(typed)) == bytes(32)
    except KeyFileError:
        return False


@pytest.mark.parametrize("count", [0, 12, 14])
def test_a_kit_with_too_few_or_too_many_groups_is_refused(count: int) -> None:
    with pytest.raises(KeyFileError, match=f"here are {count}"):
        kit_key(" ".join((groups() * 2)[:count]))


@pytest.mark.parametrize("wrong", ["U2345", "1234", "123456", "中2345"])
def test_a_group_that_is_no_group_is_named(wrong: str) -> None:
    with pytest.raises(KeyFileError, match="group 3 "):
        kit_key(" ".join([*groups()[:2], wrong, *groups()[3:]]))
