"""What certificates say, how long they hold, and that one-time keys have no way to be kept."""

from __future__ import annotations

import json
import pickle
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.errors import KeyFileError, StampError
from signing.keys import (
    KeyPair,
    certified_by,
    certified_level,
    certified_name,
    certified_principal,
    certified_station,
    is_for_documents_only,
    issue_event_certificate,
    issue_seal_certificate,
    issued_by,
    new_station_ca,
    use_period,
)
from tests.signing.hosts import HOSTS
from tests.signing.old_authority import old_authority
from tests.tools import tool

AT = datetime(2026, 3, 2, 1, 30, 5, 900_000, tzinfo=UTC)
STATION = "临江街道就业服务站"
CA = new_station_ca(STATION, AT, Random(1).randbytes)
EVENT = issue_event_certificate(CA, "张𬭚", "V-0001/applicant", AT, random=Random(2).randbytes)
SEAL = issue_seal_certificate(CA, AT, Random(3).randbytes)
LONG_NAME = "阿不都热合曼·买买提艾力·吐尔逊江·阿卜杜克里木"


def text(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    (attribute,) = certificate.subject.get_attributes_for_oid(oid)
    return str(attribute.value)


def test_a_signers_certificate_says_that_the_station_issued_it_and_at_what_level() -> None:
    assert text(EVENT.certificate, NameOID.COMMON_NAME) == "张𬭚（本站 L1 签发）"
    assert text(EVENT.certificate, NameOID.ORGANIZATION_NAME) == STATION
    assert text(EVENT.certificate, NameOID.SERIAL_NUMBER) == "V-0001/applicant"


def test_a_signers_certificate_lasts_as_long_as_the_authoritys() -> None:
    assert EVENT.certificate.not_valid_after_utc == CA.certificate.not_valid_after_utc
    assert EVENT.certificate.not_valid_before_utc == AT.replace(microsecond=0)


def test_a_signers_key_may_be_used_for_ten_minutes() -> None:
    begins, ends = use_period(EVENT.certificate) or (AT, AT)
    assert (begins, ends - begins) == (AT.replace(microsecond=0), timedelta(minutes=10))
    assert use_period(SEAL.certificate) is None


@pytest.mark.parametrize("certificate", [EVENT.certificate, SEAL.certificate], ids=["signer", "seal"])
def test_a_leaf_signs_documents_and_nothing_else(certificate: x509.Certificate) -> None:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment
    assert not (usage.key_cert_sign or usage.crl_sign or usage.key_agreement or usage.key_encipherment)
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [purpose.dotted_string for purpose in extended] == ["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_authority_issues_leaves_only_and_signs_no_document() -> None:
    basic = CA.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = CA.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert usage.key_cert_sign and not usage.digital_signature


def verified(certificate: x509.Certificate, authority: x509.Certificate, purpose: str, folder: Path) -> str:
    """What openssl says of the certificate for that purpose; empty when nothing is wrong."""
    files = {"leaf.pem": certificate, "ca.pem": authority}
    for name, each in files.items():
        (folder / name).write_bytes(each.public_bytes(Encoding.PEM))
    at = ["-attime", str(int(AT.timestamp()) + 60)]
    command = [tool("openssl"), "verify", *at, "-purpose", purpose, "-CAfile", folder / "ca.pem", folder / "leaf.pem"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_the_authority_vouches_for_no_host(tmp_path: Path, host: x509.GeneralName) -> None:
    private = generate_private_key(SECP256R1())
    builder = x509.CertificateBuilder(CA.certificate.subject, x509.Name([]), private.public_key(), 7)
    builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=90))
    builder = builder.add_extension(x509.SubjectAlternativeName([host]), critical=True)
    leaf = builder.sign(CA.private, SHA256())
    for purpose in ("any", "sslserver", "smimesign"):
        assert "subtree violation" in verified(leaf, CA.certificate, purpose, tmp_path)


@pytest.mark.parametrize("certificate", [EVENT.certificate, SEAL.certificate], ids=["signer", "seal"])
def test_openssl_takes_a_leaf_for_documents_and_not_for_tls(tmp_path: Path, certificate: x509.Certificate) -> None:
    assert verified(certificate, CA.certificate, "smimesign", tmp_path) == ""
    for purpose in ("sslserver", "sslclient", "timestampsign"):
        assert "unsuitable certificate purpose" in verified(certificate, CA.certificate, purpose, tmp_path)


@pytest.mark.parametrize(
    ("authority", "said"),
    [(CA, "unsuitable certificate purpose"), (old_authority(), "")],
    ids=["for documents", "of an older station"],
)
def test_an_authority_for_documents_vouches_for_no_server_even_without_a_host(
    tmp_path: Path, authority: KeyPair, said: str
) -> None:
    private = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, STATION)])
    builder = x509.CertificateBuilder(authority.certificate.subject, subject, private.public_key(), 8)
    builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=90))
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    leaf = builder.sign(authority.private, SHA256())
    answer = verified(leaf, authority.certificate, "sslserver", tmp_path)
    assert said in answer and bool(said) == bool(answer)


def test_an_authority_of_an_older_station_keeps_its_profile_and_gives_it_to_its_leaves() -> None:
    old = old_authority()
    assert is_for_documents_only(CA.certificate) and not is_for_documents_only(old.certificate)
    for leaf in (issue_event_certificate(old, "张三", "V-1", AT), issue_seal_certificate(old, AT)):
        extended = leaf.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(extended) == [ExtendedKeyUsageOID.EMAIL_PROTECTION]
        assert issued_by(leaf.certificate, old.certificate, AT.replace(microsecond=0))


def test_the_authority_and_the_seal_begin_two_days_early() -> None:
    for certificate in (CA.certificate, SEAL.certificate):
        assert certificate.not_valid_before_utc == AT.replace(microsecond=0) - timedelta(hours=48)
    assert EVENT.certificate.not_valid_before_utc == AT.replace(microsecond=0)
    early = issue_event_certificate(CA, "张三", "V-1", AT - timedelta(hours=47)).certificate
    assert issued_by(early, CA.certificate, AT - timedelta(hours=47))


def test_a_seal_that_is_issued_later_does_not_begin_before_its_authority() -> None:
    later = issue_seal_certificate(CA, AT + timedelta(days=1)).certificate
    assert later.not_valid_before_utc == AT.replace(microsecond=0) - timedelta(hours=24)
    old = old_authority()
    assert issue_seal_certificate(old, AT).certificate.not_valid_before_utc == old.certificate.not_valid_before_utc


def test_keys_are_p256() -> None:
    for certificate in (CA.certificate, EVENT.certificate, SEAL.certificate):
        key = certificate.public_key()
        assert isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)


def test_a_name_too_long_for_the_common_name_is_kept_whole_beside_it() -> None:
    certificate = issue_event_certificate(CA, LONG_NAME, "V-1", AT).certificate
    common = text(certificate, NameOID.COMMON_NAME)
    assert len(common.encode()) <= 64 and common.endswith("…（本站 L1 签发）")
    assert certified_name(certificate) == LONG_NAME


def test_a_training_stations_long_name_is_cut_before_its_mark() -> None:
    station = "临江市望江区滨江新城街道公共就业和人才服务中心服务站（演练）"
    ca = new_station_ca(station, AT)
    seal = issue_seal_certificate(ca, AT).certificate
    event = issue_event_certificate(ca, "张三", "V-1", AT).certificate
    assert {certified_station(each) for each in (ca.certificate, seal, event)} == {
        "临江市望江区滨江新城街道公共就业…（演练）"
    }
    assert certified_name(seal).endswith("（演练）")


def test_a_certificate_of_another_make_reaches_no_level() -> None:
    assert certified_level(EVENT.certificate) == "L1"
    assert certified_level(SEAL.certificate) == "L0"
    assert certified_level(issue_event_certificate(CA, "张三（本站 L3 签发）", "V-1", AT, "0").certificate) == "L0"


@settings(deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\0"),
        min_size=1,
        max_size=80,
    )
)
def test_every_name_can_be_certified_and_read_back(name: str) -> None:
    assert certified_name(issue_event_certificate(CA, name, "V-1", AT).certificate) == name


@pytest.mark.parametrize("event", ["", "V_1", "办件", "V" * 65, "V\n1"])
def test_an_event_that_a_certificate_cannot_hold_is_refused(event: str) -> None:
    with pytest.raises(StampError, match="event id"):
        issue_event_certificate(CA, "张三", event, AT)


@pytest.mark.parametrize("name", ["", "  "])
def test_a_certificate_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(StampError, match="needs a name"):
        issue_event_certificate(CA, name, "V-1", AT)


def test_every_event_has_a_key_of_its_own() -> None:
    first, second = (issue_event_certificate(CA, "张三", "V-1", AT) for _ in range(2))
    assert first.certificate.public_key() != second.certificate.public_key()
    assert first.certificate.serial_number != second.certificate.serial_number


def test_a_one_time_key_has_no_way_to_be_written_and_does_not_show() -> None:
    for copy in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            copy(EVENT)
    assert repr(EVENT) == "EventKey(event='V-0001/applicant')"


def test_a_key_pair_survives_the_key_ring() -> None:
    again = KeyPair.from_bytes(SEAL.to_bytes())
    assert again.certificate == SEAL.certificate
    assert again.private.private_numbers() == SEAL.private.private_numbers()


WRONG_PAIRS = {
    "nothing": b"",
    "no PEM": b"key",
    "a key without certificate": SEAL.to_bytes().partition(b"-----BEGIN CERT")[0],
    "a certificate without key": b"-----BEGIN CERT" + SEAL.to_bytes().partition(b"-----BEGIN CERT")[2],
    "the certificate of another key": KeyPair(SEAL.private, CA.certificate).to_bytes(),
}


@pytest.mark.parametrize("data", WRONG_PAIRS.values(), ids=WRONG_PAIRS)
def test_what_is_no_key_pair_is_refused(data: bytes) -> None:
    with pytest.raises(KeyFileError):
        KeyPair.from_bytes(data)


def test_the_authority_is_known_by_its_signature_and_not_by_its_name() -> None:
    impostor = new_station_ca(STATION, AT, Random(4).randbytes)
    assert issued_by(EVENT.certificate, CA.certificate, AT)
    assert not issued_by(EVENT.certificate, impostor.certificate, AT)


def test_nothing_is_issued_before_or_after_the_authoritys_time() -> None:
    ends = CA.certificate.not_valid_after_utc
    assert issued_by(EVENT.certificate, CA.certificate, ends)
    assert not issued_by(EVENT.certificate, CA.certificate, ends + timedelta(seconds=1))
    assert not issued_by(EVENT.certificate, CA.certificate, AT - timedelta(days=1))
    assert certified_by(EVENT.certificate, CA.certificate)


def test_a_leaf_is_no_authority() -> None:
    under_leaf = issue_event_certificate(KeyPair(SEAL.private, SEAL.certificate), "张三", "V-1", AT)
    assert not issued_by(under_leaf.certificate, SEAL.certificate, AT)


def test_the_authority_itself_signs_no_document() -> None:
    assert not issued_by(CA.certificate, CA.certificate, AT)


def test_an_authority_made_on_a_leap_day_ends_on_a_day_that_exists() -> None:
    ca = new_station_ca(STATION, datetime(2028, 2, 29, tzinfo=UTC), Random(5).randbytes)
    assert ca.certificate.not_valid_after_utc == datetime(2058, 2, 28, tzinfo=UTC)


PRINCIPALS = {
    "a usual name": ("张𬭚", "张𬭚的代理人", "张𬭚"),
    "the longest that fits": ("阿" * 60, "阿" * 60 + "的代理人", "阿" * 60),
    "one character more": ("阿" * 61, "阿" * 59 + "…的代理人", "阿" * 59 + "…"),
}


@pytest.mark.parametrize(("principal", "title", "told"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_an_agents_certificate_says_agent_and_for_whom(principal: str, title: str, told: str) -> None:
    certificate = issue_event_certificate(CA, "李四", "V-1", AT, principal=principal).certificate
    assert text(certificate, NameOID.COMMON_NAME) == "李四（代理人）（本站 L1 签发）"
    assert text(certificate, NameOID.TITLE) == title
    assert (certified_name(certificate), certified_principal(certificate)) == ("李四", told)
    assert certified_level(certificate) == "L1"


def test_who_signs_in_person_is_no_agent() -> None:
    assert certified_principal(EVENT.certificate) == ""
    assert not EVENT.certificate.subject.get_attributes_for_oid(NameOID.TITLE)
