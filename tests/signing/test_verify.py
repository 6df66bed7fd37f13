"""What the verification of a document finds: everything, and by name."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.finding import Gravity, exit_code
from signing.keys import new_station_ca
from signing.pdf_findings import KINDS
from signing.roles import role_message
from signing.stamp import seal
from signing.verify import verify_pdf
from tests.signing import insider
from tests.signing.damage import DAMAGE
from tests.signing.facts import places, said
from tests.signing.harm import Harm, flip, last_hole
from tests.signing.sealing import AT, SEALED, STATION, evidence, papers, seal_key, signed


def test_a_sealed_document_is_valid_under_its_stations_authority() -> None:
    report = verify_pdf(papers().sealed, papers().trust)
    assert (report.verdict, report.findings, report.sealed) == ("valid", (), True)


def test_the_report_says_who_signed_what_and_when() -> None:
    report = verify_pdf(papers().sealed, papers().trust)
    assert [(each.field, each.signer_name) for each in report.signatures] == [
        ("applicant", "张𬭚"),
        ("staff", "李经办"),
    ]
    told = evidence("applicant", "V-0001/applicant")
    first = report.signatures[0]
    assert (first.role, first.event) == (told.role, told.event)
    assert (first.ceremony_sha256, first.ink_commitment) == (told.ceremony_sha256, told.ink_commitment)
    assert (report.frozen_sha256, report.frozen_size) == (told.frozen_sha256, len(papers().frozen))
    assert report.seal is not None and report.seal.at == SEALED


def test_without_an_authority_the_verdict_is_only_that_trust_is_unknown() -> None:
    report = verify_pdf(papers().sealed, ())
    assert report.verdict == "trust-unknown" and report.sealed
    assert exit_code(report.findings) == 4


@pytest.mark.parametrize(("harm", "kind"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_document_is_refused_and_the_damage_named(harm: Harm, kind: str) -> None:
    report = verify_pdf(harm(papers()), papers().trust)
    assert report.verdict == "invalid" and not report.sealed
    assert kind in {finding.kind.name for finding in report.findings}
    assert exit_code(report.findings) == 1


@pytest.mark.parametrize("harm", [harm for harm, _ in DAMAGE.values()], ids=DAMAGE)
def test_every_place_in_a_damaged_document_is_told_in_chinese(harm: Harm) -> None:
    where = {said(each.where, "zh") for each in verify_pdf(harm(papers()), ()).findings}
    assert not {each for each in where if re.search("[A-Za-z]", each)}


FIELDS = {
    "applicant": ("applicant", "申请人"),
    "employer-agent": ("employer-agent", "用人单位的代理人"),
    "seal": ("seal", "站点签章"),
    "worker-witness-2": ("worker-witness-2", "劳动者的见证人 2"),
    "guarantor": ("guarantor", "guarantor"),
    "guarantor-witness-1": ("guarantor-witness-1", "guarantor的见证人 1"),
    "a\nb": ("a\nb", "a\nb"),
}


@pytest.mark.parametrize(("field", "told"), FIELDS.items(), ids=FIELDS)
def test_a_field_is_called_after_who_signs_in_it(field: str, told: tuple[str, str]) -> None:
    assert (said(role_message(field)), said(role_message(field), "zh")) == told


@pytest.mark.parametrize("harm", [harm for harm, kind in DAMAGE.values() if kind != "signer-untrusted"], ids=None)
def test_a_damaged_document_is_refused_without_an_authority_too(harm: Harm) -> None:
    assert verify_pdf(harm(papers()), ()).verdict == "invalid"


def test_an_authority_that_did_not_hold_yet_is_said_to_be_so_and_not_to_have_issued_nothing() -> None:
    late = new_station_ca(STATION, AT + timedelta(days=3))
    report = verify_pdf(insider.sealed_under(papers(), late), [insider.other_ca().certificate, late.certificate])
    assert report.verdict == "invalid"
    assert set(places(report.findings)) == {
        ("time-outside-use", "applicant"), ("time-outside-use", "staff"), ("time-outside-use", "seal"),
    }  # fmt: skip
    held = f"{AT + timedelta(days=1)} – "
    assert all(said(each.expected).startswith(held) for each in report.findings)


@pytest.mark.parametrize("harm", [insider.seal_of_another_station, insider.signer_of_another_authority])
def test_two_authorities_cannot_share_a_document_even_when_both_are_trusted(harm: Harm) -> None:
    both = (*papers().trust, insider.other_ca().certificate)
    report = verify_pdf(harm(papers()), both)
    assert report.verdict == "invalid" and report.authority is None
    assert {"signer-untrusted", "stations-differ"} <= {finding.kind.name for finding in report.findings}


def test_of_several_authorities_the_one_that_issued_all_certificates_vouches() -> None:
    report = verify_pdf(papers().sealed, (insider.other_ca().certificate, *papers().trust))
    assert (report.verdict, report.authority) == ("valid", papers().ca.certificate)


def test_nobody_vouches_for_what_no_given_authority_issued() -> None:
    assert verify_pdf(papers().sealed, ()).authority is None
    assert verify_pdf(papers().sealed, (insider.other_ca().certificate,)).authority is None


@pytest.mark.parametrize(("said", "reached"), [("L0", "L0"), ("L1", "L1"), ("L2", "L1"), ("L3", "L1"), ("?", "L0")])
def test_the_level_is_what_the_certificates_say_and_never_above_the_stations_own(said: str, reached: str) -> None:
    pdf = insider.sealed_under(papers(), papers().ca, said)
    report = verify_pdf(pdf, papers().trust)
    assert (report.verdict, report.level) == ("valid", reached)
    assert [each.level for each in report.signatures] == [reached, reached]


def test_the_lowest_level_of_the_signatures_is_the_documents() -> None:
    once = signed(papers().frozen, papers().ca, "applicant", "张𬭚", first=True, level="L0")
    twice = signed(once, papers().ca, "staff", "李经办", first=False)
    report = verify_pdf(seal(twice, key=seal_key(papers().ca), at=SEALED), papers().trust)
    assert ([each.level for each in report.signatures], report.level) == (["L0", "L1"], "L0")


def test_a_document_that_is_not_sealed_reaches_no_level() -> None:
    assert verify_pdf(papers().twice, papers().trust).level == ""


def test_the_report_names_the_station_of_each_certificate() -> None:
    report = verify_pdf(papers().sealed, papers().trust)
    assert report.seal is not None
    assert {each.station for each in (*report.signatures, report.seal)} == {STATION}


@pytest.mark.parametrize("step", ["frozen", "once", "twice"])
def test_an_unfinished_document_is_neither_sealed_nor_valid(step: str) -> None:
    report = verify_pdf(getattr(papers(), step), papers().trust)
    assert not report.sealed and report.verdict == "invalid"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flip_of_any_byte_is_found(data: st.DataObject) -> None:
    sealed = papers().sealed
    at = data.draw(st.integers(0, len(sealed) - 1))
    assert_found(at, data.draw(st.sampled_from([1 << bit for bit in range(8)])))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flip_in_the_last_container_or_its_padding_is_found(data: st.DataObject) -> None:
    start, end = last_hole(papers().sealed)
    assert_found(data.draw(st.integers(start - 1, end)), data.draw(st.sampled_from([1, 2, 4, 16, 32, 255])))


@pytest.mark.long
@pytest.mark.parametrize("bit", [0x01, 0x20])
def test_a_flip_of_every_byte_of_the_last_container_and_padding_is_found(bit: int) -> None:
    start, end = last_hole(papers().sealed)
    for at in range(start - 1, end + 1):
        assert_found(at, bit)


@pytest.mark.long
def test_a_flip_of_every_byte_of_the_file_is_found() -> None:
    for at in range(len(papers().sealed)):
        assert_found(at, 1 << at % 8)


def assert_found(at: int, bit: int) -> None:
    report = verify_pdf(flip(papers().sealed, at, bit), papers().trust)
    assert report.verdict == "invalid", f"bit {bit:#x} of byte {at} was not found"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_bytes_come_the_outcome_is_a_report(data: bytes) -> None:
    assert verify_pdf(data, papers().trust).verdict == "invalid"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 20_000))
def test_a_document_cut_anywhere_is_refused(size: int) -> None:
    sealed = papers().sealed
    assert verify_pdf(sealed[: min(size, len(sealed) - 1)], papers().trust).verdict == "invalid"


def test_every_kind_is_damage_or_leaves_the_document_unanchored() -> None:
    for kind in KINDS.values():
        assert kind.gravity in (Gravity.HARM, Gravity.UNANCHORED) or kind.name == "clock-set-back"


def test_every_kind_of_finding_is_shown_by_a_damage() -> None:
    shown = {
        finding.kind.name
        for harm, _ in DAMAGE.values()
        for finding in verify_pdf(harm(papers()), papers().trust).findings
    }
    assert set(KINDS) - shown <= {"trust-unknown", "signature-unverifiable", "coverage-broken", "clock-set-back"}


def test_nothing_is_logged_that_names_a_person(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        report = verify_pdf(papers().sealed, papers().trust)
    assert "张𬭚" not in caplog.text + repr(report)
