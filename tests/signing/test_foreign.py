"""What is said of signed PDFs that are no record: who signed, whole or not, what was changed, who vouches."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.fields import append_signature_field as append_field

from signing.confined import ConfinedJudge
from signing.finding import exit_code
from signing.foreign_report import ForeignReport, from_message, to_message
from signing.judge import judge_any
from signing.keys import AUTHORITY_MARK
from signing.pdf_report import PdfReport
from signing.verify import verify_pdf
from tests.conftest import ROOT
from tests.signing import foreign_pdfs
from tests.signing.damage import DAMAGE
from tests.signing.facts import said
from tests.signing.foreign_pdfs import (
    Change,
    after,
    another_digit,
    certified,
    container,
    crl_of,
    encrypted,
    flip,
    hole,
    lists,
    long_term,
    people,
    plain,
    signed,
    with_container,
    with_stamp,
    with_store,
)
from tests.signing.hostile import HOSTILE
from tests.signing.sealing import papers

Make = Callable[[], bytes]
UNKNOWN, ALLOWED = "foreign-revocation-unknown", "foreign-allowed-change"
"""Notes: a file with no other finding is whole, and its signers are known."""


def revoked(at: datetime) -> bytes:
    """With a revocation list that names the signer."""
    middle = crl_of(people().middle, people().rsa, at)
    return with_store(signed(plain(), stamped=True), crl_of(people().root), middle)


def locked(*fields: str) -> bytes:
    """By a signer who said which fields may no more be filled in."""

    def add(writer: foreign_pdfs.IncrementalPdfFileWriter) -> None:
        lock = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=list(fields))
        append_field(writer, SigFieldSpec("Sig1", field_mdp_spec=lock))

    return signed(after(plain(), add))


FILES: dict[str, Make] = {
    "RSA, a chain": lambda: signed(plain()),
    "ECDSA, for digital signature only": lambda: signed(plain(), "ec"),
    "two signers": lambda: signed(signed(plain()), "ec", "Sig2"),
    "B-T": lambda: signed(plain(), stamped=True),
    "adobe.pkcs7": lambda: signed(plain(), subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED),
    "with DSS": long_term,
    "with DSS of no list": lambda: with_store(signed(plain(), stamped=True)),
    "DSS without timestamp": lambda: with_store(signed(plain()), *lists()),
    "with DSS and document timestamp": lambda: with_stamp(long_term()),
    "document timestamp only": lambda: with_stamp(plain()),
    "document timestamp later": lambda: with_stamp(signed(plain())),
    "encrypted": encrypted,
    "certified, P=1": lambda: certified(MDPPerm.NO_CHANGES),
    "certified, P=2": lambda: certified(MDPPerm.FILL_FORMS),
    "fields locked": lambda: locked("remark"),
    "lower-case hex": foreign_pdfs.lower_case,
    "BER": foreign_pdfs.ber,
    "revoked a year later": lambda: revoked(datetime(2027, 1, 1, tzinfo=UTC)),
}


@cache
def made(name: str) -> bytes:
    return FILES[name]()


def judged(data: bytes, *, known: bool = True) -> ForeignReport:
    report = judge_any(data, people().trust if known else ())
    assert isinstance(report, ForeignReport)
    assert from_message(to_message(report)) == report
    return report


def weighty(report: ForeignReport) -> list[str]:
    """The kinds found, without the two notes."""
    return [each.kind.name for each in report.findings if each.kind.name not in (UNKNOWN, ALLOWED)]


INTACT: dict[str, tuple[list[tuple[str, str]], list[str]]] = {
    "RSA, a chain": ([("B-B", "claimed")], [UNKNOWN]),
    "ECDSA, for digital signature only": ([("B-B", "claimed")], [UNKNOWN]),
    "two signers": ([("B-B", "claimed"), ("B-B", "claimed")], [ALLOWED, UNKNOWN, UNKNOWN]),
    "B-T": ([("B-T", "timestamp")], [UNKNOWN]),
    "adobe.pkcs7": ([("", "claimed")], [UNKNOWN]),
    "with DSS": ([("B-LT", "timestamp")], [ALLOWED]),
    "with DSS of no list": ([("B-T", "timestamp")], [ALLOWED, UNKNOWN]),
    "DSS without timestamp": ([("B-B", "claimed")], [ALLOWED]),
    "with DSS and document timestamp": ([("B-LTA", "timestamp"), ("", "timestamp")], [ALLOWED]),
    "document timestamp only": ([("", "timestamp")], [UNKNOWN]),
    "document timestamp later": ([("B-T", "timestamp"), ("", "timestamp")], [ALLOWED, UNKNOWN, UNKNOWN]),
    "encrypted": ([("B-B", "claimed")], [UNKNOWN]),
    "certified, P=1": ([("B-B", "claimed")], [UNKNOWN]),
    "certified, P=2": ([("B-B", "claimed")], [UNKNOWN]),
    "fields locked": ([("B-B", "claimed")], [UNKNOWN]),
    "lower-case hex": ([("B-B", "claimed")], [UNKNOWN]),
    "BER": ([("B-B", "claimed")], [UNKNOWN]),
    "revoked a year later": ([("B-LT", "timestamp")], [ALLOWED]),
}


@pytest.mark.parametrize("name", FILES)
def test_an_honest_file_is_intact_and_trusted_with_the_level_that_was_judged(name: str) -> None:
    report = judged(made(name))
    levels, kinds = INTACT[name]
    assert [(each.level, each.time) for each in report.signatures] == levels
    assert sorted(each.kind.name for each in report.findings) == kinds
    assert {(each.intact, each.trusted, each.changed) for each in report.signatures} == {(True, True, ())}
    assert (report.verdict, report.state, exit_code(report.findings)) == ("foreign", "trusted", 0)


@pytest.mark.parametrize("name", FILES)
def test_without_an_authority_it_is_intact_and_trust_is_unknown(name: str) -> None:
    report = judged(made(name), known=False)
    assert {(each.intact, each.trusted, each.changed) for each in report.signatures} == {(True, False, ())}
    assert {each.level for each in report.signatures} == {""}
    assert (report.verdict, report.state, exit_code(report.findings)) == ("foreign", "trust-unknown", 4)


def test_it_is_said_who_signed_by_whose_certificate_and_when() -> None:
    (first, second) = judged(made("two signers")).signatures
    of = "O=某市示例机械有限公司,C=CN"
    assert (first.signer, first.issuer) == (f"CN=陈示范,{of}", f"CN=示例中级,{of}")
    assert (second.signer, second.issuer) == (f"CN=王林,{of}", f"CN=示例根,{of}")
    (stamped,) = judged(made("B-T")).signatures
    assert stamped.at == foreign_pdfs.STAMPED
    assert "陈示范" not in repr(first)


def test_a_file_of_no_signature_is_unsigned() -> None:
    report = judged(plain())
    assert (report.verdict, report.signatures, exit_code(report.findings)) == ("unsigned", (), 3)


def test_a_file_that_only_a_password_opens_is_not_judged() -> None:
    report = judged(encrypted("word"))
    assert (report.verdict, report.state, exit_code(report.findings)) == ("foreign", "not-checked", 3)


def test_an_encrypted_file_whose_code_is_false_is_refused() -> None:
    report = judged(in_page(made("encrypted")))
    assert [(each.kind.name, said(each.found)) for each in report.findings] == [
        ("foreign-bytes-changed", "code of the encryption")
    ]


def test_a_file_that_only_a_lenient_reader_opens_is_not_fine_and_not_damaged() -> None:
    report = judged(foreign_pdfs.against_the_standard())
    assert (weighty(report), report.signatures[0].intact, exit_code(report.findings)) == (
        ["foreign-not-by-the-rules"],
        True,
        4,
    )
    damaged = judged(in_page(foreign_pdfs.against_the_standard()))
    assert (weighty(damaged), exit_code(damaged.findings)) == (
        ["foreign-not-by-the-rules", "foreign-bytes-changed"],
        1,
    )


def test_a_file_with_two_cross_reference_tables_for_one_revision_is_not_judged() -> None:
    report = judged(foreign_pdfs.with_two_tables(made("RSA, a chain")))
    assert said(report.findings[0].found) == "two cross-reference tables for one revision"
    assert (weighty(report), report.signatures[0].intact, exit_code(report.findings)) == (
        ["foreign-not-judged"],
        None,
        3,
    )


def test_a_certificate_that_was_revoked_before_it_signed_is_refused() -> None:
    report = judged(revoked(datetime(2026, 1, 1, tzinfo=UTC)))
    assert (weighty(report), report.signatures[0].trusted, exit_code(report.findings)) == (
        ["foreign-certificate-revoked"],
        False,
        1,
    )


# ---- one byte ----


def in_page(data: bytes) -> bytes:
    return flip(data, data.index(b"/MediaBox") + 12)


def in_signature_value(data: bytes) -> bytes:
    """The last digits of the value, which ends the container where there is no timestamp."""
    start, _ = hole(data)
    value = foreign_pdfs.cms.ContentInfo.load(container(data))["content"]["signer_infos"][0]["signature"].native
    return another_digit(data, start + 2 * container(data).index(value) + 2 * len(value) - 1)


def in_padding(data: bytes) -> bytes:
    return another_digit(data, hole(data)[1] - 1)


def in_hex_case(data: bytes) -> bytes:
    """One letter in the other case: the same value, written otherwise."""
    start, end = hole(data)
    at = next(at for at in range(start, end) if data[at : at + 1].isalpha())
    return flip(data, at, 0x20)


def in_container_version(data: bytes) -> bytes:
    """SignedData 1 becomes 3: no signature protects it, nor does it matter."""
    at = data.index(b"02010131", hole(data)[0])
    return data[: at + 5] + b"3" + data[at + 6 :]


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "signed content": (in_page, "foreign-bytes-changed"),
    "signature value": (in_signature_value, "foreign-signature-false"),
    "padding": (in_padding, "foreign-contents-rewritten"),
    "case of a hex digit": (in_hex_case, "foreign-contents-rewritten"),
}
BYTES_OF = [
    "RSA, a chain",
    "ECDSA, for digital signature only",
    "adobe.pkcs7",
    "lower-case hex",
    "certified, P=1",
    "BER",
]


@pytest.mark.parametrize("place", BYTES)
@pytest.mark.parametrize("name", BYTES_OF)
def test_one_byte_changed_is_found_and_says_where(name: str, place: str) -> None:
    change, kind = BYTES[place]
    report = judged(change(made(name)))
    assert weighty(report) == [kind]
    assert (report.verdict, report.state, exit_code(report.findings)) == ("foreign", "harmed", 1)


LATER: dict[str, tuple[str, Callable[[bytes], bytes], list[str]]] = {
    "content under two signatures": ("two signers", in_page, ["foreign-bytes-changed"] * 2),
    "first container under a second signature": (
        "two signers",
        in_signature_value,
        ["foreign-signature-false", "foreign-bytes-changed"],
    ),
    "second container": (
        "two signers",
        lambda data: another_digit(data, hole(data, 1)[1] - 1),
        ["foreign-contents-rewritten"],
    ),
    "second signature's revision": (
        "two signers",
        lambda data: flip(data, data.rindex(b"/Adobe.PPKLite") + 1),
        ["foreign-bytes-changed"],
    ),
    "timestamp of a signature": (
        "B-T",
        lambda data: another_digit(data, hole(data)[0] + 2 * len(container(data).rstrip(b"\0")) - 9),
        ["foreign-timestamp-false"],
    ),
    "content under DSS": ("with DSS", in_page, ["foreign-bytes-changed"]),
    "security store under a document timestamp": (
        "with DSS and document timestamp",
        lambda data: flip(data, data.rindex(b"/CRLs") + 1),
        ["foreign-changed", "foreign-bytes-changed"],
    ),
    "encrypted content": ("encrypted", in_page, ["foreign-bytes-changed"]),
}


@pytest.mark.parametrize(("name", "change", "kinds"), LATER.values(), ids=LATER)
def test_one_byte_changed_under_more_than_a_signature_is_found(
    name: str, change: Callable[[bytes], bytes], kinds: list[str]
) -> None:
    report = judged(change(made(name)))
    assert weighty(report) == kinds
    assert exit_code(report.findings) == 1


def test_one_byte_of_a_security_store_that_no_signature_covers_costs_the_level() -> None:
    data = made("with DSS")
    at = data.rindex(b"\nstream\n", 0, data.rindex(b"/CRLs"))
    report = judged(flip(data, at + 300))
    assert [each.level for each in report.signatures] == ["B-T"]
    assert [each.kind.name for each in report.findings] == [ALLOWED, UNKNOWN]


def test_a_part_of_the_container_that_no_signature_protects_is_noted() -> None:
    report = judged(in_container_version(made("RSA, a chain")))
    assert (weighty(report), report.state) == (["foreign-container-unusual"], "trusted")
    assert said(report.findings[0].found) == "version of the container"


BEHIND: dict[str, tuple[bytes, list[str]]] = {
    "a line end": (b"\n", []),
    "a comment": (b"% more\n", ["foreign-bytes-after"]),
    "half a page": (b"9 0 obj\n<</Type/Page>>\nendobj\n", ["foreign-bytes-after"]),
    "a second end": (b"% more\n%%EOF\n", ["foreign-bytes-after"]),
}


@pytest.mark.parametrize(("behind", "kinds"), BEHIND.values(), ids=BEHIND)
@pytest.mark.parametrize("name", ["RSA, a chain", "with DSS", "with DSS and document timestamp"])
def test_what_stands_behind_the_last_revision_is_found(name: str, behind: bytes, kinds: list[str]) -> None:
    data = made(name)
    if behind.endswith(b"%%EOF\n"):
        last = data[data.rindex(b"startxref") :]
        behind = behind.removesuffix(b"%%EOF\n") + last
    assert weighty(judged(data + behind)) == kinds


def less_covered(data: bytes) -> bytes:
    """The ByteRange ends before the file does, and room is left for more."""
    at = data.index(b"/ByteRange [") + len(b"/ByteRange [")
    numbers = data[at : data.index(b"]", at)].split()
    fewer = b" ".join([*numbers[:3], str(int(numbers[3]) - 9).encode()]).ljust(len(b" ".join(numbers)))
    return data[:at] + fewer + data[at + len(fewer) :]


FORGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "ByteRange shortened": (less_covered, "foreign-bytes-changed"),
    "no ByteRange": (lambda data: data.replace(b"/ByteRange", b"/ByteRangE"), "foreign-container"),
    "ByteRange of words": (lambda data: data.replace(b"/ByteRange [0", b"/ByteRange [/"), "foreign-not-judged"),
    "container emptied": (lambda data: with_container(data, b""), "foreign-container"),
    "container of another file": (
        lambda data: with_container(data, container(signed(foreign_pdfs.other())).rstrip(b"\0")),
        "foreign-bytes-changed",
    ),
    "container of no signer": (
        lambda data: with_container(data, bytes.fromhex("3080060100") + bytes(4)),
        "foreign-container",
    ),
    "form unknown": (lambda data: data.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.attached"), "foreign-not-judged"),
}


@pytest.mark.parametrize(("forge", "kind"), FORGED.values(), ids=FORGED)
def test_a_forged_signature_is_never_taken(forge: Callable[[bytes], bytes], kind: str) -> None:
    report = judge_any(forge(made("RSA, a chain")), people().trust)
    assert kind in {each.kind.name for each in report.findings}
    assert exit_code(report.findings) in (1, 3)


@pytest.mark.long
@pytest.mark.parametrize("name", ["RSA, a chain", "two signers", "B-T"])
def test_no_byte_of_what_is_signed_can_be_flipped_unseen(name: str) -> None:
    data = made(name)
    start, end = hole(data)
    for at in (*range(0, start, 5), *range(end, len(data), 5)):
        report = judge_any(flip(data, at, 1 << at % 8), people().trust)
        assert exit_code(report.findings) in (1, 3), at


# ---- changes after signing ----

P1, P2, P3 = (MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE)
CHANGES: dict[str, tuple[Change, str, dict[object, int]]] = {
    "annotation": (foreign_pdfs.annotate, "annotation", {P3: 4}),
    "annotation with a script": (foreign_pdfs.annotate_with_script, "annotation, script", {}),
    "page content": (foreign_pdfs.rewrite_page, "page content", {}),
    "page turned": (foreign_pdfs.turn_page, "page content", {}),
    "page left out": (foreign_pdfs.drop_page, "page content", {}),
    "layers": (foreign_pdfs.relayer, "page content", {}),
    "attachment": (foreign_pdfs.attach, "attachment", {}),
    "script": (foreign_pdfs.script, "script", {}),
    "metadata": (foreign_pdfs.retitle, "metadata", {}),
    "form value": (foreign_pdfs.fill, "form value", {P2: 0, P3: 0}),
    "field for a signature": (foreign_pdfs.add_field, "form field", {}),
    "nothing of the document": (foreign_pdfs.touch, "", {None: 0, P1: 0, P2: 0, P3: 0}),
}
"""What was changed, what it is called, and where it is allowed with which exit code; elsewhere it is 1."""


@cache
def by(permission: MDPPerm | None) -> bytes:
    return signed(plain()) if permission is None else certified(permission)


@pytest.mark.parametrize("permission", [None, P1, P2, P3], ids=["not certified", "P=1", "P=2", "P=3"])
@pytest.mark.parametrize(("change", "named", "allowed"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_after_signing_is_named_and_refused_where_it_is_not_allowed(
    change: Change, named: str, allowed: dict[object, int], permission: MDPPerm | None
) -> None:
    report = judged(after(by(permission), change))
    (signature,) = report.signatures
    exits = allowed.get(permission, 1)
    assert signature.intact is True
    assert ", ".join(signature.changed) == (named if exits == 1 else "")
    assert ", ".join(signature.allowed) == ("" if exits == 1 else named)
    assert named in {said(each.found) for each in report.findings}
    assert not {each for each in report.findings if re.search("[a-z]", said(each.found, "zh"))}
    assert weighty(report) == {0: [], 1: ["foreign-changed"], 4: ["foreign-change-unjudged"]}[exits]
    assert exit_code(report.findings) == exits


@pytest.mark.parametrize(("change", "named", "allowed"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_in_an_encrypted_file_is_named_as_well(
    change: Change, named: str, allowed: dict[object, int]
) -> None:
    (signature,) = judged(after(made("encrypted"), change)).signatures
    assert ", ".join(signature.changed) == named


@pytest.mark.parametrize(("fields", "exits"), [(("other",), 0), (("remark",), 1)])
def test_a_field_is_filled_in_lawfully_where_the_signer_locked_others(fields: tuple[str, ...], exits: int) -> None:
    report = judged(after(locked(*fields), foreign_pdfs.fill))
    assert exit_code(report.findings) == exits


LAWFUL: dict[str, tuple[Make, list[tuple[str, str]]]] = {
    "P=1, then validation data": (lambda: with_store(by(P1), *lists()), [("B-B", "validation data")]),
    "P=1, then a document timestamp": (lambda: with_stamp(by(P1)), [("B-T", "timestamp"), ("", "")]),
    "P=2, then a signature": (lambda: signed(by(P2), "ec", "Sig2"), [("B-B", "signature"), ("B-B", "")]),
    "P=2, then a value and a signature": (
        lambda: signed(after(by(P2), foreign_pdfs.fill), "ec", "Sig2"),
        [("B-B", "form value, signature"), ("B-B", "")],
    ),
    "three signatures": (
        lambda: signed(signed(signed(plain()), "ec", "Sig2"), "rsa", "Sig3"),
        [("B-B", "signature"), ("B-B", "signature"), ("B-B", "")],
    ),
    "a timestamp, and data for it": (
        lambda: with_store(with_stamp(signed(plain(), stamped=True)), *lists()),
        [("B-LT", "timestamp, validation data"), ("", "validation data")],
    ),
}


@pytest.mark.parametrize(("make", "told"), LAWFUL.values(), ids=LAWFUL)
def test_what_honest_signing_adds_is_no_change(make: Make, told: list[tuple[str, str]]) -> None:
    report = judged(make())
    assert [(each.level, ", ".join(each.allowed)) for each in report.signatures] == told
    assert (weighty(report), exit_code(report.findings)) == ([], 0)


def test_a_change_between_two_signatures_is_held_against_the_first_only() -> None:
    data = signed(after(made("RSA, a chain"), foreign_pdfs.rewrite_page), "ec", "Sig2")
    first, second = judged(data).signatures
    assert (first.changed, second.changed) == (("page content",), ())


def test_a_page_that_was_changed_and_changed_back_is_refused() -> None:
    data = made("RSA, a chain")

    def back(writer: foreign_pdfs.IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        old = writer.prev.get_historical_resolver(1)
        page["/Contents"] = foreign_pdfs.generic.IndirectObject(
            old.root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum, 0, writer
        )
        writer.update_container(page)

    report = judged(after(after(data, foreign_pdfs.rewrite_page), back))
    assert (weighty(report), exit_code(report.findings)) == (["foreign-changed"], 1)


# ---- whose word counts ----


def test_a_root_of_the_same_name_and_another_key_vouches_for_no_signer() -> None:
    other = foreign_pdfs.issued("示例根", None, foreign_pdfs._rsa(), is_ca=True)
    report = judge_any(made("RSA, a chain"), [other.certificate])
    assert (report.verdict, exit_code(report.findings)) == ("foreign", 4)


def test_a_timestamp_of_an_unknown_authority_proves_no_time() -> None:
    trust = [people().middle.certificate]  # it vouches for the signer, and not for the timestamp
    report = judge_any(made("B-T"), trust)
    assert isinstance(report, ForeignReport)
    assert (report.signatures[0].time, report.signatures[0].level) == ("claimed", "B-B")
    assert "foreign-timestamp-untrusted" in weighty(report)


def rare(issuer: foreign_pdfs.Person | None = None, **special: Any) -> tuple[list[str], bool]:
    """What is found of a signer whose name the path builder of pyHanko cannot compare, and whether it is trusted."""
    by = issuer or people().root
    person = foreign_pdfs.issued("张𬭚", by, foreign_pdfs._rsa(), **special)
    report = judged(foreign_pdfs.signed_by(plain(), person, by))
    return weighty(report), report.signatures[0].trusted


@cache
def powerless() -> foreign_pdfs.Person:
    """An authority whose certificate is not for issuing, below the root; it is embedded with the signer's."""
    return foreign_pdfs.issued("示例分支", people().root, foreign_pdfs._rsa(), is_ca=True, certifies=False)


def test_a_signer_with_a_rare_name_is_traced_to_the_authority() -> None:
    assert rare() == ([], True)


RARE: dict[str, Callable[[], tuple[list[str], bool]]] = {
    "a root of the same name": lambda: rare(foreign_pdfs.issued("示例根", None, foreign_pdfs._rsa(), is_ca=True)),
    "an issuer that is no authority": lambda: rare(people().ec),
    "a certificate that had ended": lambda: rare(ends=datetime(2021, 1, 1, tzinfo=UTC)),
    "a certificate of an authority": lambda: rare(is_ca=True),
    "an issuer that may not issue": lambda: rare(powerless()),
}


@pytest.mark.parametrize("attempt", RARE.values(), ids=RARE)
def test_a_rare_name_is_not_traced_by_less_than_a_chain(attempt: Callable[[], tuple[list[str], bool]]) -> None:
    assert attempt() == (["foreign-untrusted"], False)


def test_a_rare_name_is_not_traced_where_revocation_data_are_that_cannot_be_read_for_it() -> None:
    person = foreign_pdfs.issued("张𬭚", people().root, foreign_pdfs._rsa())
    report = judged(with_store(foreign_pdfs.signed_by(plain(), person), crl_of(people().root, person)))
    assert (weighty(report), exit_code(report.findings)) == (["foreign-untrusted"], 4)


def test_a_signature_outside_the_time_of_its_certificate_is_not_trusted() -> None:
    assert datetime.now(UTC) < foreign_pdfs.ENDS - timedelta(days=365)
    all_ = people()
    short = foreign_pdfs.issued("过期", all_.root, foreign_pdfs._rsa(), ends=datetime(2021, 1, 1, tzinfo=UTC))
    report = judged(foreign_pdfs.signed_by(plain(), short))
    assert (weighty(report), said(report.findings[0].found)) == (
        ["foreign-untrusted"],
        "certificate not valid at that time",
    )


def test_a_weak_algorithm_is_said_and_proves_no_signer() -> None:
    report = judged(signed(plain(), md_algorithm="sha1"))
    assert (weighty(report), report.signatures[0].intact, exit_code(report.findings)) == (
        ["foreign-weak-algorithm"],
        True,
        4,
    )


# ---- a record of a station never becomes a foreign file that is fine ----


@pytest.mark.parametrize("trust", ["both", "none"])
@pytest.mark.parametrize(("harm", "kind"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_record_is_judged_as_a_record_or_refused(harm: Callable[..., bytes], kind: str, trust: str) -> None:
    given = (*papers().trust, *people().trust) if trust == "both" else ()
    data = harm(papers())
    report = judge_any(data, given)
    if isinstance(report, PdfReport):
        assert report == verify_pdf(data, given)
    assert report.verdict not in ("valid", "foreign") or exit_code(report.findings) == 1
    assert exit_code(report.findings) == (4 if kind == "signer-untrusted" and trust == "none" else 1)


@pytest.mark.parametrize("step", ["frozen", "once", "twice", "sealed"])
def test_a_record_at_every_step_is_judged_as_a_record(step: str) -> None:
    data = getattr(papers(), step)
    assert judge_any(data, papers().trust) == verify_pdf(data, papers().trust)


def regions() -> dict[str, range]:
    """Parts of a record, in which every so many bytes one is flipped."""
    sealed = papers().sealed
    first, last = hole(sealed), hole(sealed, 2)
    return {
        "frozen part": range(0, len(papers().frozen), 211),
        "first container": range(*first, 131),
        "between the containers": range(first[1], last[0], 197),
        "seal's container": range(*last, 89),
        "behind the seal's container": range(last[1], len(sealed), 31),
    }


@pytest.mark.parametrize("region", regions())
def test_a_byte_flipped_anywhere_in_a_record_never_makes_it_a_foreign_file(region: str) -> None:
    for at in regions()[region]:
        report = judge_any(flip(papers().sealed, at, 1 << at % 8), papers().trust)
        assert isinstance(report, PdfReport) and report.verdict == "invalid", at


def without_marks(data: bytes) -> bytes:
    """Every byte that tells a station's signatures is overwritten, the length kept."""
    from signing.foreign_bytes import MARKS

    for mark in MARKS:
        for hexed in (mark.hex().upper().encode(), mark.hex().encode()):
            data = data.replace(hexed, b"30" * (len(hexed) // 2))
    return data


def zeroed(data: bytes) -> bytes:
    """Every container overwritten with zeros."""
    for number in range(data.count(b"/Contents <")):
        start, end = hole(data, number)
        data = data[:start] + b"0" * (end - start) + data[end:]
    return data


STRIPPED: dict[str, tuple[Make, list[int]]] = {
    "marks overwritten": (lambda: without_marks(papers().sealed), [1]),
    "marks and producer overwritten": (lambda: without_marks(papers().sealed).replace(b"Luobi", b"Other"), [1]),
    "containers zeroed": (lambda: zeroed(papers().sealed), [1]),
    "containers zeroed, producer overwritten": (lambda: zeroed(papers().sealed).replace(b"Luobi", b"Other"), [1]),
    "signatures cut off": (lambda: papers().frozen, [1]),
    "signatures cut off, producer overwritten": (lambda: papers().frozen.replace(b"Luobi", b"Other"), [3]),
    "frozen form signed by a stranger": (lambda: signed(papers().frozen), [4]),
    "sealed record signed again by a stranger": (lambda: signed_over(papers().sealed), [1]),
    "half signed, signed on by a stranger": (lambda: signed_over(papers().once), [1]),
}


def signed_over(data: bytes) -> bytes:
    """One more signature by a stranger, against what the document allows."""
    from pyhanko.sign import signers

    writer = foreign_pdfs.IncrementalPdfFileWriter(foreign_pdfs.BytesIO(data))
    meta = signers.PdfSignatureMetadata(field_name="other", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    signer = foreign_pdfs._signer(people().rsa, people().middle, people().root)
    append_field(writer, SigFieldSpec("other"))
    out = foreign_pdfs.BytesIO()
    writer.write(out)
    writer = foreign_pdfs.IncrementalPdfFileWriter(out)
    writer.prev.root.pop("/Perms", None)
    return bytes(signers.PdfSigner(meta, signer=signer).sign_pdf(writer).getvalue())


@pytest.mark.parametrize("trust", ["station", "both"])
@pytest.mark.parametrize(("make", "exits"), STRIPPED.values(), ids=STRIPPED)
def test_a_record_that_lost_its_marks_is_never_fine(make: Make, exits: list[int], trust: str) -> None:
    """By the station's authority never; by a stranger's only what that stranger signed, and then it is no record."""
    given = papers().trust if trust == "station" else (*papers().trust, *people().trust)
    report = judge_any(make(), given)
    assert exit_code(report.findings) in exits


def test_a_stations_authority_vouches_for_records_only() -> None:
    """A certificate that its key issued for other words is not believed outside a record."""
    odd = foreign_pdfs.issued(
        "无名", foreign_pdfs.Person(papers().ca.certificate, papers().ca.private), foreign_pdfs._rsa()
    )
    assert exit_code(judge_any(foreign_pdfs.signed_by(plain(), odd), papers().trust).findings) == 1


def test_an_authority_that_is_called_a_stations_vouches_for_no_foreign_file_even_by_a_chain() -> None:
    """The certificate that names it is in the security store, where no mark is looked for."""
    key = foreign_pdfs._rsa
    station = foreign_pdfs.issued(f"某站{AUTHORITY_MARK}", None, key(), is_ca=True)
    middle = foreign_pdfs.issued("中间", station, key(), is_ca=True)
    data = with_store(foreign_pdfs.signed_by(plain(), foreign_pdfs.issued("某人", middle, key())), more=(middle,))
    report = judge_any(data, [station.certificate])
    assert (report.verdict, exit_code(report.findings)) == ("foreign", 4)


# ---- where it runs ----


def test_nothing_is_logged_that_names_a_person() -> None:
    """pytest's own handlers also sit where the product lets nothing through, so this one is at the root."""
    kept: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    handler.emit = lambda record: kept.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        report = judged(after(made("two signers"), foreign_pdfs.annotate), known=False)
    finally:
        logging.getLogger().removeHandler(handler)
    assert "陈示范" not in repr(report) + repr(kept)


def test_the_confined_judgement_of_others_is_the_direct_one() -> None:
    with ConfinedJudge(people().trust, others=True) as judge:
        for name in ("two signers", "with DSS and document timestamp", "encrypted"):
            assert judge.judge_bytes(made(name)).foreign == judged(made(name))
        assert judge.judge_bytes(papers().sealed).report == verify_pdf(papers().sealed, people().trust)


def test_the_library_that_reads_such_files_is_not_loaded_where_the_keys_are() -> None:
    """The command and what starts the confined process know its answers only."""
    told = "import sys, signing.confined, terminal.commands.verify; print([m for m in sys.modules if 'hanko' in m])"
    done = subprocess.run([sys.executable, "-c", told], check=True, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_among_records_a_foreign_file_is_no_record() -> None:
    with ConfinedJudge(people().trust) as judge:
        judgement = judge.judge_bytes(made("RSA, a chain"))
    assert (judgement.report.verdict, judgement.foreign) == ("invalid", None)


def test_a_foreign_file_is_never_a_valid_report() -> None:
    with ConfinedJudge(people().trust, others=True) as judge:
        assert judge.judge_bytes(made("RSA, a chain")).report.verdict == "invalid"


@pytest.fixture(scope="module")
def confined() -> Iterator[ConfinedJudge]:
    """One for all: a worker that a file stops is replaced."""
    with ConfinedJudge(people().trust, others=True) as judge:
        yield judge


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_never_fine(confined: ConfinedJudge, name: str) -> None:
    assert exit_code(confined.judge_bytes(HOSTILE[name]()).report.findings) in (1, 3)


# ---- made by a third party's script ----

THIRD_PARTY = {
    "bb-rsa": [("CN=陈示范", "B-B")],
    "bt-rsa": [("CN=陈示范", "B-T")],
    "bb-two-signers": [("CN=陈示范", "B-B"), ("CN=王林", "B-B")],
    "bb-ecdsa-root": [("CN=王林", "B-B")],
    "adobe-pkcs7": [("CN=陈示范", "")],
}


@pytest.fixture(scope="module")
def third_party(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("third-party")
    (folder / "base.pdf").write_bytes(plain())
    script = shared / "cases/pdf/third_party.py"
    subprocess.run([sys.executable, script, folder / "base.pdf", folder], check=True, cwd=ROOT)
    return folder


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_the_files_of_a_third_partys_script_are_judged_truly(third_party: Path, name: str) -> None:
    trust = [load_pem_x509_certificate((third_party / "root.pem").read_bytes())]
    data = (third_party / f"{name}.pdf").read_bytes()
    report, unknown, damaged = judge_any(data, trust), judge_any(data, ()), judge_any(in_page(data), trust)
    assert isinstance(report, ForeignReport)
    assert [(each.signer.split(",")[0], each.level) for each in report.signatures] == THIRD_PARTY[name]
    assert [exit_code(each.findings) for each in (report, unknown, damaged)] == [0, 4, 1]
    assert {each.kind.name for each in damaged.findings} >= {"foreign-bytes-changed"}
