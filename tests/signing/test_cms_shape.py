"""One statement, one container: nothing in it is free."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from signing.cms_shape import Evidence, Statement, attributes_to_sign, der_length, low_s, parse, render
from signing.keys import P256_ORDER
from tests.signing.sealing import papers
from tests.signing.specification import blocks

CERTIFICATE = papers().ca.certificate.public_bytes(Encoding.DER)
SIGNATURE = encode_dss_signature(1 << 200, 1 << 100)
DIGESTS = st.binary(min_size=32, max_size=32)
EVIDENCE = st.builds(
    Evidence,
    DIGESTS.map(bytes.hex),
    DIGESTS,
    DIGESTS.map(bytes.hex),
    st.integers(1, 1 << 40),
    st.text(min_size=1, max_size=40),
    st.text(min_size=1, max_size=40),
)


@given(DIGESTS, st.none() | EVIDENCE)
def test_what_was_rendered_is_what_is_parsed(digest: bytes, told: Evidence | None) -> None:
    statement = Statement(CERTIFICATE, digest, told, SIGNATURE)
    assert parse(render(statement)) == statement


@given(st.data())
def test_a_container_with_a_byte_flipped_is_refused_or_says_something_else(data: st.DataObject) -> None:
    statement = Statement(CERTIFICATE, bytes(32), None, SIGNATURE)
    der = bytearray(render(statement))
    der[data.draw(st.integers(0, len(der) - 1))] ^= data.draw(st.sampled_from([1 << bit for bit in range(8)]))
    assert said_by(bytes(der)) != statement


def said_by(der: bytes) -> Statement | None:
    """The statement of a container, None when it is refused: every exception means that."""
    try:
        return parse(der)
    except Exception:
        return None


@given(st.integers(1, P256_ORDER - 1), st.integers(1, P256_ORDER - 1))
def test_of_two_twins_the_smaller_is_taken(r: int, s: int) -> None:
    taken = low_s(encode_dss_signature(r, s))
    assert taken == low_s(encode_dss_signature(r, P256_ORDER - s)) == low_s(taken)
    assert taken == encode_dss_signature(r, min(s, P256_ORDER - s))


LENGTHS = {b"\x30\x00\x00\x00": 2, b"\x30\x7f\x00\x00": 129, b"\x30\x81\x80\x00": 131, b"\x30\x82\x01\x00": 260}


@pytest.mark.parametrize(("head", "length"), LENGTHS.items())
def test_the_length_of_a_container_is_read_from_its_head(head: bytes, length: int) -> None:
    assert der_length(head) == length


@pytest.mark.parametrize("head", [b"", b"\x30", b"\x31\x82\x01\x00", bytes(8)])
def test_what_is_no_sequence_has_no_length(head: bytes) -> None:
    with pytest.raises(ValueError, match="no DER sequence"):
        der_length(head)


def test_the_attributes_of_the_specification_are_those_that_are_signed() -> None:
    told = Evidence("c1" * 32, b"\x1a" * 32, "f0" * 32, 82_600, "applicant", "V-20260302-0001/applicant")
    signed = attributes_to_sign(Statement(CERTIFICATE, bytes(32), told)).hex()
    lines = blocks("signature-attributes.md", "attributes")[0].splitlines()
    assert len(lines) == 4
    assert all(line.partition(": ")[2] in signed for line in lines)
