"""Sealed ink opens for its custodian, under its own binding, and in no other way."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.envelope import (
    COMMITMENT_LABEL,
    MAGIC,
    Binding,
    CustodianPrivate,
    CustodianPublic,
    Sealed,
    commitment,
    custodian_of,
    generate_custodian,
    open_sealed,
    seal,
)
from signing.errors import EnvelopeError
from tests.signing.specification import ROOT, blocks

PRIVATE, PUBLIC = generate_custodian(Random(1).randbytes)
OTHER, OTHER_PUBLIC = generate_custodian(Random(2).randbytes)
BINDING = Binding("station.example/1", "R-0001", "V-0001/applicant", "applicant", "5e" * 32, "applicant")
INK = b"luobi-ink/1\n" + bytes(range(200))
SALT = bytes(range(32))


def sealed(ink: bytes = INK, binding: Binding = BINDING, salt: bytes = SALT) -> Sealed:
    return seal(ink, hashlib.sha256(ink).digest(), PUBLIC, binding, salt)


@given(st.binary(max_size=5000), st.binary(min_size=32, max_size=32))
@settings(deadline=None)
def test_what_was_sealed_is_what_opens(ink: bytes, salt: bytes) -> None:
    envelope = sealed(ink, salt=salt)
    opened = open_sealed(envelope.data, PRIVATE, BINDING)
    assert (opened.ink_bytes, opened.salt) == (ink, salt)
    assert opened.commitment() == envelope.commitment


def test_the_commitment_is_the_labelled_hash_of_salt_and_digest() -> None:
    digest = hashlib.sha256(INK).digest()
    assert commitment(SALT, digest) == hashlib.sha256(COMMITMENT_LABEL + SALT + digest).digest()


def test_two_envelopes_of_one_ink_have_nothing_in_common_but_the_header() -> None:
    first, second = sealed().data, sealed().data
    body = first.index(b"\n", len(MAGIC)) + 1
    assert first[:body] == second[:body]
    assert first[body : body + 1120] != second[body : body + 1120]
    assert first[-16:] != second[-16:]


def test_an_envelope_shows_nothing_of_the_ink() -> None:
    assert INK[12:60] not in sealed().data


def test_an_envelope_names_the_key_that_opens_it() -> None:
    assert custodian_of(sealed().data) == PUBLIC.digest()


@pytest.mark.parametrize("name", [field.name for field in fields(Binding) if field.name != "version"])
def test_an_envelope_does_not_open_under_another_binding(name: str) -> None:
    changed: dict[str, Any] = {name: "a7" * 32}
    other = replace(BINDING, **changed)
    with pytest.raises(EnvelopeError, match="belongs to another signature"):
        open_sealed(sealed().data, PRIVATE, other)


def test_an_envelope_does_not_open_under_another_version_of_the_binding() -> None:
    with pytest.raises(EnvelopeError):
        open_sealed(sealed().data, PRIVATE, replace(BINDING, version=2))


def test_an_envelope_does_not_open_for_another_custodian() -> None:
    with pytest.raises(EnvelopeError, match="another custodian key"):
        open_sealed(sealed().data, OTHER, BINDING)


def test_an_envelope_readdressed_to_another_custodian_does_not_open() -> None:
    data = sealed().data.replace(PUBLIC.digest().encode(), OTHER_PUBLIC.digest().encode())
    with pytest.raises(EnvelopeError, match="does not open"):
        open_sealed(data, OTHER, BINDING)


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_a_flip_of_any_byte_of_an_envelope_is_found(data: st.DataObject) -> None:
    envelope = bytearray(sealed().data)
    at = data.draw(st.integers(0, len(envelope) - 1))
    envelope[at] ^= data.draw(st.sampled_from([1 << bit for bit in range(8)]))
    with pytest.raises(EnvelopeError):
        open_sealed(bytes(envelope), PRIVATE, BINDING)


HARM: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "another magic": lambda data: b"luobi-envelope/2\n" + data[len(MAGIC) :],
    "no header": lambda data: MAGIC,
    "a header without end": lambda data: MAGIC + b"{" * 600,
    "a header that is no JSON": lambda data: MAGIC + b"{\n" + data,
    "a header that is no object": lambda data: MAGIC + b"[]\n" + data,
    "a header with more members": lambda data: data.replace(b'{"cust', b'{"a":1,"cust'),
    "a header written otherwise": lambda data: data.replace(b'{"cust', b'{ "cust'),
    "a weaker suite": lambda data: data.replace(b"MLKEM768_X25519+HKDF", b"X25519+HKDF"),
    "cut short": lambda data: data[:-1],
    "something behind its end": lambda data: data + b"\x00",
    "too short to hold anything": lambda data: (
        re.sub(rb'"length":\d+', b'"length":3', data[: data.index(b"\n", len(MAGIC)) + 1]) + b"abc"
    ),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_damaged_envelope_is_refused(harm: Callable[[bytes], bytes]) -> None:
    with pytest.raises(EnvelopeError):
        open_sealed(harm(sealed().data), PRIVATE, BINDING)


def test_sealing_refuses_a_digest_that_is_not_the_inks() -> None:
    with pytest.raises(EnvelopeError, match="written again"):
        seal(INK, bytes(32), PUBLIC, BINDING, SALT)


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_sealing_refuses_a_salt_of_another_length(salt: bytes) -> None:
    with pytest.raises(EnvelopeError, match="32-byte salt"):
        sealed(salt=salt)


@pytest.mark.parametrize("digest", ["", "5E" * 32, "5e" * 31, "sha256:" + "5e" * 32])
def test_a_binding_refuses_a_frozen_digest_written_otherwise(digest: str) -> None:
    with pytest.raises(EnvelopeError):
        replace(BINDING, frozen_sha256=digest)


def test_keys_of_the_wrong_length_are_refused() -> None:
    with pytest.raises(EnvelopeError):
        CustodianPublic(bytes(1184), bytes(31))
    with pytest.raises(EnvelopeError):
        CustodianPrivate(bytes(63), bytes(32))


def test_no_secret_and_no_ink_shows_in_a_repr() -> None:
    opened = open_sealed(sealed().data, PRIVATE, BINDING)
    assert "ink" not in repr(opened).replace("ink_bytes", "") and "x00" not in repr(opened)
    assert repr(PRIVATE) == "CustodianPrivate()"


def test_a_custodian_key_is_new_each_time() -> None:
    assert generate_custodian(os.urandom)[1] != generate_custodian(os.urandom)[1]


def test_the_vector_of_the_specification_opens() -> None:
    told = json.loads(blocks("envelope.md", "json")[0])
    private = CustodianPrivate(bytes.fromhex(told["mlkem_seed"]), bytes.fromhex(told["x25519"]))
    assert private.public().digest() == told["custodian"]
    binding = Binding(**told["binding"])
    assert binding.info() == blocks("envelope.md", "info")[0].strip().encode()
    opened = open_sealed((ROOT / told["envelope"]).read_bytes(), private, binding)
    assert hashlib.sha256(opened.ink_bytes).hexdigest() == told["ink_sha256"]
    assert (opened.salt.hex(), opened.commitment().hex()) == (told["salt"], told["commitment"])
