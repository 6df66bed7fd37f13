"""Behind the port any key may answer; only a signature that its certificate confirms is embedded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from threading import Event
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509 import Certificate

from forms.message import LuobiError, Message
from signing import keys, signer
from signing.errors import StampError
from signing.keys import (
    P256_ORDER,
    KeyPair,
    certified_by,
    issue_event_certificate,
    issue_seal_certificate,
    new_station_ca,
)
from signing.signer import Signer, sign_bytes
from signing.stamp import seal, sign
from signing.verify import verify_pdf
from tests.signing.sealing import AT, SEALED, STATION, evidence, ink_page, papers, seal_key

CA = new_station_ca(STATION, AT, Random(3).randbytes)
NEVER = Event()
"""A signer that waits for it is given up; the fixture ends its wait."""


@dataclass
class Elsewhere:
    """A key that is not in this process, as far as its user can see; what it is asked for is noted."""

    behind: Signer
    answer: Callable[[bytes], bytes]
    asked: list[bytes] = field(default_factory=list)

    @property
    def certificate(self) -> Certificate:
        return self.behind.certificate

    def sign(self, digest: bytes) -> bytes:
        self.asked.append(digest)
        return self.answer(digest)


def remote(key: Signer) -> Elsewhere:
    return Elsewhere(key, key.sign)


def refuses(digest: bytes) -> bytes:
    raise LuobiError(Message("signing.key-not-now"))


def breaks(digest: bytes) -> bytes:
    raise OSError("token 4711 of a person removed")


def waits(digest: bytes) -> bytes:
    NEVER.wait()
    return b""


def signs_with_another_key(digest: bytes) -> bytes:
    return CA.sign(digest)


def signs_another_digest(digest: bytes) -> bytes:
    return seal_key(papers().ca).sign(bytes(32))


FAULTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "it refuses": (refuses, "does not sign (the one-time key may not be used now"),
    "it breaks": (breaks, "does not sign (an unexpected error)"),
    "it is slow": (waits, "did not sign within 0 seconds"),
    "it signs with another key": (signs_with_another_key, "does not fit its certificate"),
    "it signs another digest": (signs_another_digest, "does not fit its certificate"),
    "it returns no signature": (lambda digest: b"", "does not fit its certificate"),
    "it returns r and s without DER": (lambda digest: bytes(64), "does not fit its certificate"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(signer, "PATIENCE_S", 0.2)
    yield
    NEVER.set()
    NEVER.clear()


def signed_by(key: Signer) -> bytes:
    return sign(
        papers().once,
        field="staff",
        appearance=ink_page(),
        key=key,
        evidence=evidence("staff", "V-0001/staff"),
        at=AT,
        first=False,
    )


def staff_key() -> Signer:
    return issue_event_certificate(papers().ca, "李经办", "V-0001/staff", AT, random=Random(5).randbytes)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("answer", "said"), FAULTS.values(), ids=FAULTS)
def test_a_key_that_fails_leaves_the_document_as_it_was(answer: Callable[[bytes], bytes], said: str) -> None:
    once, twice = bytes(bytearray(papers().once)), bytes(bytearray(papers().twice))
    with pytest.raises(StampError, match=re.escape(said)) as refused:
        signed_by(Elsewhere(staff_key(), answer))
    assert "The document is unchanged." in str(refused.value)
    assert "4711" not in str(refused.value)
    with pytest.raises(StampError, match=re.escape(said)):
        seal(papers().twice, key=Elsewhere(seal_key(papers().ca), answer), at=SEALED)
    assert (papers().once, papers().twice) == (once, twice)
    assert verify_pdf(seal(signed_by(staff_key()), key=seal_key(papers().ca), at=SEALED), papers().trust).sealed


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("answer", "said"), FAULTS.values(), ids=FAULTS)
def test_an_authority_that_fails_issues_no_certificate(answer: Callable[[bytes], bytes], said: str) -> None:
    authority = Elsewhere(papers().ca, answer)
    with pytest.raises(StampError, match=re.escape(said)):
        issue_event_certificate(authority, "张三", "V-1", AT)
    with pytest.raises(StampError, match=re.escape(said)):
        issue_seal_certificate(authority, AT)


def test_keys_elsewhere_make_a_valid_record_and_see_digests_only() -> None:
    authority = remote(papers().ca)
    party = remote(issue_event_certificate(authority, "李经办", "V-0001/staff", AT))
    stamp = remote(issue_seal_certificate(authority, AT))
    assert verify_pdf(seal(signed_by(party), key=stamp, at=SEALED), papers().trust).verdict == "valid"
    assert [len(each) for one in (authority, party, stamp) for each in one.asked] == [32, 32, 32, 32]
    assert certified_by(stamp.certificate, papers().ca.certificate)


def test_both_forms_of_a_signature_are_taken_and_the_one_with_the_smaller_s_is_embedded() -> None:
    def high(digest: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(digest))
        return encode_dss_signature(r, max(s, P256_ORDER - s))

    key = seal_key(papers().ca)
    assert verify_pdf(seal(papers().twice, key=Elsewhere(key, high), at=SEALED), papers().trust).verdict == "valid"


def test_a_key_on_another_curve_is_not_asked() -> None:
    private = ec.generate_private_key(ec.SECP384R1())
    key = remote(KeyPair(private, issue_for(private)))
    with pytest.raises(StampError, match="not a P-256 key"):
        sign_bytes(key, b"")
    assert key.asked == []


def issue_for(private: ec.EllipticCurvePrivateKey) -> Certificate:
    with mock.patch.object(keys, "_new_private", return_value=private):
        return issue_seal_certificate(CA, AT).certificate


def test_a_key_says_nothing_of_itself_in_its_repr() -> None:
    assert repr(CA) == "KeyPair()"
