"""The custodian's key files: what is written opens, what is changed does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest

from signing.custodian import load_private, load_public, private_file, public_file
from signing.envelope import CustodianPrivate, generate_custodian
from signing.errors import KeyFileError, WrongPassphrase
from tests.signing.specification import blocks

PRIVATE, PUBLIC = generate_custodian(Random(1).randbytes)
PHRASE = "保管人的口令 足够长"


@cache
def kept() -> bytes:
    return private_file(PRIVATE, PHRASE, Random(3).randbytes, scrypt_n=1 << 14)


def test_a_private_key_file_opens_with_its_passphrase() -> None:
    assert load_private(kept(), PHRASE) == PRIVATE


def test_a_private_key_file_does_not_open_with_another() -> None:
    with pytest.raises(WrongPassphrase):
        load_private(kept(), PHRASE + " ")


def test_a_private_key_file_shows_no_seed() -> None:
    assert PRIVATE.mlkem_seed.hex().encode() not in kept() and PRIVATE.x25519.hex().encode() not in kept()


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(KeyFileError, match="longer one"):
        private_file(PRIVATE, "1234567", Random(3).randbytes)


def test_a_public_key_file_gives_back_its_key() -> None:
    assert load_public(public_file(PUBLIC)) == PUBLIC


def _set(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda members: members.update(values)


PRIVATE_HARM: dict[str, Callable[[dict[str, Any]], object]] = {
    "a cost without bound": lambda members: members["kdf"].update(n=1 << 40),
    "a cost of nothing": lambda members: members["kdf"].update(n=2),
    "a cost that is no power of two": lambda members: members["kdf"].update(n=100_000),
    "another cost": lambda members: members["kdf"].update(n=1 << 15),
    "another kdf": lambda members: members["kdf"].update(name="pbkdf2"),
    "a kdf that is no object": _set(kdf=[]),
    "a salt that is no hex": lambda members: members["kdf"].update(salt="x"),
    "another cipher": _set(cipher="none"),
    "a nonce of another length": _set(nonce="00"),
    "the public key of another": _set(public_sha256="0" * 64),
    "a weaker suite": _set(suite="X25519"),
    "another format": _set(format="luobi-custodian-public/1"),
    "a member missing": lambda members: members.pop("seeds"),
    "a member more": _set(note=""),
    "other seeds": lambda members: members.update(seeds="00" + members["seeds"][2:]),
}


@pytest.mark.parametrize("harm", PRIVATE_HARM.values(), ids=PRIVATE_HARM)
def test_a_damaged_private_key_file_is_refused(harm: Callable[[dict[str, Any]], object]) -> None:
    members = json.loads(kept())
    harm(members)
    with pytest.raises((KeyFileError, WrongPassphrase)):
        load_private(json.dumps(members).encode(), PHRASE)


PUBLIC_HARM: dict[str, Callable[[dict[str, Any]], object]] = {
    "another digest": _set(sha256="0" * 64),
    "another key": lambda members: members.update(key="00" + members["key"][2:]),
    "a key too short": lambda members: members.update(key=members["key"][2:]),
    "a key that is no hex": _set(key="key"),
    "a key that is no text": _set(key=None),
}


@pytest.mark.parametrize("harm", PUBLIC_HARM.values(), ids=PUBLIC_HARM)
def test_a_damaged_public_key_file_is_refused(harm: Callable[[dict[str, Any]], object]) -> None:
    members = json.loads(public_file(PUBLIC))
    harm(members)
    with pytest.raises(KeyFileError):
        load_public(json.dumps(members).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b"null"])
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(KeyFileError):
        load_public(data)


def test_the_private_key_file_of_the_specification_opens() -> None:
    (text,) = (text for text in blocks("keys.md", "json") if "custodian-private" in text)
    expected = CustodianPrivate(bytes(range(64)), bytes(range(64, 96)))
    assert load_private(text.encode(), "correct horse battery staple") == expected
