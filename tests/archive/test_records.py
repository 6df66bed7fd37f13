"""A record whose parts do not belong together is found, whichever part it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.x509 import Certificate

from archive.entry import BlobRef, Entry, EntryType, genesis
from archive.errors import EntryError
from archive.metadata import Metadata
from archive.receipt import Receipt
from archive.records import record_findings
from archive.store import Store
from archive.verify import verify
from signing.envelope import Binding, seal
from signing.finding import Finding, exit_code
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, NAME, ORIGIN, STORE_KEY, Station, append_paper
from tests.archive.examining import english
from tests.archive.papers import Paper

FIRST = genesis(
    log=ORIGIN,
    at=BEGAN,
    kind="training",
    station=papers.STATION_NAME,
    vkeys=KEYS.vkeys,
    ca_sha256="ca" * 32,
    custodian_sha256=papers.CUSTODIAN.digest(),
)
TRUST = (papers.CA.certificate,)


def found(paper: Paper, first: Entry | None = FIRST, trust: tuple[Certificate, ...] = TRUST) -> list[Finding]:
    blobs = tuple(BlobRef(role, "00" * 32, 1, "00" * 32) for role in sorted(paper.blobs))
    entry = Entry(
        ORIGIN,
        7,
        "00" * 32,
        "2026-11-22T01:02:03.456Z",
        EntryType(paper.type),
        paper.record,
        "00" * 32,
        blobs,
        paper.facts,
    )
    return list(record_findings(entry, first, paper.blobs, trust))


def places(paper: Paper) -> list[str]:
    """What was found, without record and entry."""
    return [
        english(each.where).removeprefix(f"record {paper.record} ").removesuffix(" (entry 7)") for each in found(paper)
    ]


def with_blob(paper: Paper, role: str, data: bytes) -> Paper:
    return replace(paper, blobs={**paper.blobs, role: data})


def with_metadata(paper: Paper, change: Callable[[dict[str, Any]], object]) -> Paper:
    metadata = json.loads(paper.blobs["metadata"])
    change(metadata)
    return with_blob(paper, "metadata", rfc8785.dumps(metadata))


@pytest.mark.parametrize("version", [1, 2])
def test_a_sealed_record_of_one_piece_has_no_finding(version: int) -> None:
    assert found(papers.paper(1, version)) == []


@pytest.mark.parametrize("paper", [papers.paper(1, 1), papers.paper(1, 2), papers.refused(1)], ids=["1", "2", "void"])
def test_the_metadata_of_a_record_are_written_in_the_bytes_that_were_read(paper: Paper) -> None:
    told = Metadata.read(paper.blobs["metadata"])
    assert told is not None
    assert replace(told, ceremony=replace(told.ceremony, as_read=None)).to_bytes() == paper.blobs["metadata"]


def test_a_visit_that_ended_before_signing_needs_no_signature_and_no_seal() -> None:
    assert found(papers.refused(1)) == []


def test_an_unsigned_document_is_no_record() -> None:
    refused = papers.refused(1)
    facts = {name: value for name, value in refused.facts.items() if name != "reason"}
    kinds = {each.kind.name for each in found(replace(refused, type="record", facts=facts))}
    assert kinds == {"pdf-unsigned", "field-empty", "RECORD_MISMATCH"}


def put(*path: str | int, to: object) -> Callable[[dict[str, Any]], object]:
    def change(metadata: Any) -> None:
        for name in path[:-1]:
            metadata = metadata[name]
        metadata[path[-1]] = to

    return change


def drop_act(what: str) -> Callable[[dict[str, Any]], object]:
    def change(metadata: dict[str, Any]) -> None:
        acts = metadata["ceremony"]["acts"]
        metadata["ceremony"]["acts"] = [act for act in acts if act["what"] != what]

    return change


SIGNED = "signature 1"
METADATA = {
    "another record": (put("record", to="other"), ["id"]),
    "another visit": (put("visit", to="v-9"), ["ceremony visit", "visit"]),
    "another outcome": (put("outcome", to="void"), ["outcome"]),
    "no rehearsal": (put("training", to=False), ["training"]),
    "another level": (put("assurance", to="L3"), ["assurance"]),
    "another form of the answers": (put("answers", "form", to="other"), ["answers form"]),
    "another edition of the answers": (put("answers", "edition", to="2025-1"), ["answers edition"]),
    "another form digest of the answers": (put("answers", "form_digest", to="00" * 32), ["answers form_sha256"]),
    "another format of the answers": (put("answers", "format", to="x"), ["answers format"]),
    "another frozen digest": (put("frozen", "sha256", to="00" * 32), ["frozen digest", "frozen act sha256"]),
    "another frozen SM3 digest": (put("frozen", "sm3", to="00" * 32), ["frozen SM3 digest"]),
    "another frozen size": (put("frozen", "size", to=9), ["frozen digest", "frozen SM3 digest", "frozen size"]),
    "no frozen size": (put("frozen", "size", to=None), ["frozen digest", "frozen SM3 digest", "frozen size"]),
    "another number of pages": (put("frozen", "pages", to=9), ["frozen act pages"]),
    "no signatures": (put("signatures", to=[]), ["ink sources", "number of signatures"]),
    "signatures of another shape": (put("signatures", to=7), ["ink sources", "number of signatures"]),
    "another box": (put("signatures", 0, "box", to="staff"), [f"{SIGNED} box"]),
    "another role": (put("signatures", 0, "role", to="staff"), [f"{SIGNED} role"]),
    "another event": (put("signatures", 0, "event", to="E-9"), [f"{SIGNED} event"]),
    "another certificate": (put("signatures", 0, "certificate_sha256", to="00" * 32), [f"{SIGNED} certificate"]),
    "another commitment": (put("signatures", 0, "ink_commitment", to="00" * 32), [f"{SIGNED} ink commitment"]),
    "another envelope": (put("signatures", 0, "envelope_sha256", to="00" * 32), [f"{SIGNED} envelope"]),
    "another ceremony digest": (put("signatures", 0, "ceremony_sha256", to="00" * 32), [f"{SIGNED} ceremony"]),
    "another name": (put("signatures", 0, "name", to="王五"), [f"{SIGNED} has its certificate's name"]),
    "a pen that was none": (put("signatures", 0, "ink_source", to="pen"), ["ink sources"]),
    "another act before the signature": (put("ceremony", "acts", 0, "who", to="staff"), [f"{SIGNED} signed ceremony"]),
    "an act taken out": (drop_act("read"), [f"{SIGNED} signed ceremony"]),
    "the freeze taken out": (
        drop_act("frozen"),
        [f"{SIGNED} signed ceremony", "frozen act sha256", "frozen act pages"],
    ),
    "the signature taken out": (drop_act("signed"), ["signed acts"]),
    "the seal taken out": (drop_act("sealed"), ["sealed act"]),
    "another digest of the signed act": (
        put("ceremony", "acts", 3, "facts", "ceremony_sha256", to="00" * 32),
        ["act 4 ceremony"],
    ),
    "another box of the signed act": (put("ceremony", "acts", 3, "facts", "box", to="staff"), ["signed acts"]),
    "another digest of the sealed act": (put("ceremony", "acts", 4, "facts", "sha256", to="00"), ["sealed act"]),
    "another ceremony": (
        put("ceremony", to={}),
        [
            "ceremony format",
            "ceremony id",
            "ceremony visit",
            "ceremony form",
            "ceremony edition",
            "ceremony form_sha256",
            "signed acts",
            "frozen act sha256",
            "frozen act pages",
            "sealed act",
        ],
    ),
}


VERSION_1 = {
    "no format of a record": (put("format", to="record"), ["format"]),
    "another format of the ceremony": (
        put("ceremony", "format", to="luobi-ceremony/2"),
        ["ceremony format", f"{SIGNED} signed ceremony"],
    ),
    "another document": (put("document", "sha256", to="00" * 32), ["document digest"]),
    "another size": (put("document", "size", to=1), ["document size"]),
    "a list of blobs": (put("format", to="luobi-record/2"), ["ceremony format", "blob 1", "blob 2"]),
}
VERSION_2 = {
    "an older format": (put("format", to="luobi-record/1"), ["ceremony format", "document digest", "document size"]),
    "another document": (put("blobs", 0, "sha256", to="00" * 32), ["blob 1"]),
    "another size": (put("blobs", 0, "size", to=1), ["blob 1"]),
    "another ink": (put("blobs", 1, "sha256", to="00" * 32), ["blob 2"]),
    "a blob under another name": (put("blobs", 0, "role", to="picture"), ["blob 1"]),
    "a blob that is not there": (
        lambda metadata: metadata["blobs"].append({"role": "scan", "sha256": "00" * 32, "size": 1}),
        ["blob 3"],
    ),
    "a blob that is not named": (lambda metadata: metadata["blobs"].pop(), ["blob 2"]),
    "no list of blobs": (lambda metadata: metadata.pop("blobs"), ["blob 1", "blob 2"]),
    "an attached blob that is not there": (
        lambda metadata: metadata["ceremony"]["acts"].append(papers.act("attached", role="scan", sha256="00" * 32)),
        ["act 6 attached scan"],
    ),
    "an attached blob that is another": (
        lambda metadata: metadata["ceremony"]["acts"].append(papers.act("attached", role="document", sha256="00" * 32)),
        ["act 6 attached document"],
    ),
}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("change", "expected"), METADATA.values(), ids=METADATA)
def test_metadata_that_speak_of_something_else_are_found(
    change: Callable[[dict[str, Any]], object], expected: list[str], version: int
) -> None:
    assert places(with_metadata(papers.paper(1, version), change)) == expected


@pytest.mark.parametrize(
    ("version", "change", "expected"),
    [(1, *each) for each in VERSION_1.values()] + [(2, *each) for each in VERSION_2.values()],
    ids=[f"1 {name}" for name in VERSION_1] + [f"2 {name}" for name in VERSION_2],
)
def test_each_version_is_judged_by_its_own_rules(
    version: int, change: Callable[[dict[str, Any]], object], expected: list[str]
) -> None:
    assert places(with_metadata(papers.paper(1, version), change)) == expected


def test_a_record_may_keep_blobs_that_this_version_does_not_know() -> None:
    paper = with_metadata(
        with_blob(papers.paper(1), "scan", b"x"),
        lambda metadata: metadata["blobs"].append({"role": "scan", "sha256": papers.sha256(b"x"), "size": 1}),
    )
    assert found(paper) == []


@pytest.mark.parametrize("path", [("format",), ("ceremony", "format")], ids=["record", "ceremony"])
def test_a_record_of_a_newer_version_is_not_judged_and_not_called_damaged(path: tuple[str, ...]) -> None:
    newer = {"format": "luobi-record/3", "ceremony": "luobi-ceremony/3"}[path[0]]
    harm = found(with_metadata(papers.paper(1), put(*path, to=newer)))
    assert [each.kind.name for each in harm] == ["RECORD_NEWER"]
    assert exit_code(harm) == 3


FACTS = {
    "number": ("330106-2026-000009", ["visit"]),
    "form": ("x", ["ceremony form", "answers form"]),
    "edition": ("x", ["ceremony edition", "answers edition"]),
    "form_sha256": ("00" * 32, ["ceremony form_sha256", "answers form_sha256"]),
    "level": ("L3", ["assurance", "level of the signatures"]),
    "ink": (("pen",), ["ink sources"]),
}


@pytest.mark.parametrize("left_out", [False, True])
@pytest.mark.parametrize(("fact", "value", "expected"), [(fact, *each) for fact, each in FACTS.items()], ids=FACTS)
def test_an_entry_that_says_something_else_of_the_record_is_found(
    fact: str, value: Any, expected: list[str], left_out: bool
) -> None:
    facts = {name: each for name, each in papers.facts().items() if name != fact}
    if left_out and fact != "ink":
        with pytest.raises(EntryError):
            places(replace(papers.paper(1), facts=facts))
        return
    changed = facts if left_out else facts | {fact: value}
    assert places(replace(papers.paper(1), facts=changed)) == expected


def test_a_level_that_the_certificates_do_not_reach_is_found() -> None:
    paper = with_metadata(papers.paper(1), put("assurance", to="L3"))
    assert places(replace(paper, facts=papers.facts() | {"level": "L3"})) == ["level of the signatures"]


@pytest.mark.parametrize(
    ("minutes", "kinds", "exits"),
    [(0, [], 0), (5, ["clock-set-back"], 0), (10, ["clock-set-back"], 0), (11, ["times-run-backwards"], 1)],
)
def test_a_seal_older_than_the_signature_is_found_in_the_archive_too(
    minutes: int, kinds: list[str], exits: int
) -> None:
    harm = found(papers.paper(1, sealed_before=timedelta(minutes=minutes)))
    assert ([each.kind.name for each in harm], exit_code(harm)) == (kinds, exits)


def test_a_training_record_in_a_production_log_is_found() -> None:
    first = replace(FIRST, facts={**FIRST.facts, "kind": "production"})
    assert [english(each.where).split(" (")[0] for each in found(papers.paper(1), first)] == [
        f"record {papers.record_of(1)} training"
    ]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"not json", b'{"a": 1}', b"[" * 100_000, b'{"a":1e400}'])
def test_metadata_that_are_none_are_a_finding_and_no_crash(data: bytes) -> None:
    kinds = {each.kind.name for each in found(with_blob(papers.paper(1), "metadata", data))}
    assert kinds == ({"RECORD_MISMATCH"} if data == b"{}" else {"RECORD_MALFORMED"})


def other_ink(paper: Paper) -> bytes:
    """The same ink, sealed to somebody else."""
    binding = Binding(ORIGIN, paper.record, "E-1", papers.BOX, papers.sha256(papers.frozen()), papers.BOX)
    return seal(b"ink", hashlib.sha256(b"ink").digest(), papers.custodian(9), binding, bytes(32)).data


def blobs_harmed() -> Iterator[tuple[str, Paper, str]]:
    paper, other = papers.paper(1), papers.paper(2)
    document = paper.blobs["document"]
    yield "no PDF", with_blob(paper, "document", b"not a pdf"), "document"
    yield "another record's document", with_blob(paper, "document", other.blobs["document"]), "blob 1"
    yield (
        "an altered document",
        with_blob(paper, "document", document.replace(b"/Type", b"/Typo", 1)),
        "blob 1",
    )
    yield "ink for another custodian", with_blob(paper, "ink-applicant", other_ink(paper)), "ink-applicant custodian"
    yield "ink that is no envelope", with_blob(paper, "ink-applicant", b"zzz"), "ink-applicant custodian"
    yield "ink of a box that nobody signed", with_blob(paper, "ink-staff", paper.blobs["ink-applicant"]), "blob 3"
    yield (
        "no document",
        replace(paper, blobs={"metadata": paper.blobs["metadata"]}),
        "document among the blobs",
    )
    yield "a blob that is not named", with_blob(paper, "photo", b"x"), "blob 3"
    first = papers.paper(1, 1)
    yield "1 another record's document", with_blob(first, "document", other.blobs["document"]), "document digest"
    yield "1 ink of a box that nobody signed", with_blob(first, "ink-staff", first.blobs["ink-applicant"]), "blobs"
    yield "1 ink for another custodian", with_blob(first, "ink-applicant", other_ink(first)), "ink-applicant custodian"
    yield "1 no document", replace(first, blobs={"metadata": first.blobs["metadata"]}), "blobs"
    yield "1 a blob of another role", with_blob(first, "photo", b"x"), "blobs"


BLOBS = {name: (paper, place) for name, paper, place in blobs_harmed()}


@pytest.mark.parametrize(("paper", "place"), BLOBS.values(), ids=BLOBS)
def test_a_blob_that_is_not_the_records_is_found(paper: Paper, place: str) -> None:
    assert place in places(paper)
    assert exit_code(found(paper)) == 1


def test_a_signed_document_under_another_authority_is_found() -> None:
    from signing.keys import new_station_ca

    paper = papers.paper(1)
    other = new_station_ca(papers.STATION_NAME + "（演练）", BEGAN).certificate
    harm = found(paper, trust=(other,))
    assert exit_code(harm) != 0
    assert all(english(each.where).startswith(f"record {paper.record} document ") for each in harm)


def test_no_finding_names_a_person() -> None:
    harmed = with_metadata(papers.paper(1), put("signatures", 0, "name", to="王五"))
    assert not [each for each in found(harmed) if NAME in str(each) or "王五" in str(each)]


# ---- in the archive ----


def test_a_record_of_junk_is_damage_however_well_it_is_committed_and_signed(station: Station) -> None:
    junk = Paper(
        "junk", "record", {"document": b"not a pdf", "metadata": b"{}", "ink-applicant": b"zzz"}, papers.facts(9)
    )
    with Store.open(station.folder) as store:
        entry = append_paper(store, junk, 9)
        receipt = Receipt.of(entry, store.sign_checkpoint(KEYS))
    with station.log() as log:
        report = verify(log, store_key=STORE_KEY, receipts=[receipt])
        assert (report.verdict, exit_code(report.findings)) == ("damaged", 1)
        assert {english(each.where).split()[1] for each in report.findings} == {"junk"}
        assert verify(log, receipts=[receipt]).verdict == "anchored", "without the key nobody looked inside"


def test_a_refused_visit_in_the_archive_is_fine(station: Station) -> None:
    with Store.open(station.folder) as store:
        receipt = Receipt.of(append_paper(store, papers.refused(9), 9), store.sign_checkpoint(KEYS))
    with station.log() as log:
        report = verify(log, store_key=STORE_KEY, receipts=[receipt])
    assert (report.verdict, report.findings) == ("anchored", ())


def test_without_the_stations_certificate_no_document_is_called_trusted(station: Station) -> None:
    (station.folder / "ca.pem").write_text("another")
    with station.log() as log:
        report = verify(log, store_key=STORE_KEY, receipts=station.receipts)
    kinds = [each.kind.name for each in report.findings]
    assert "TRUST_MISMATCH" in kinds
    assert len([kind for kind in kinds if "trust" in kind]) == 6


def test_a_void_entry_about_a_record_has_nothing_to_open(station: Station, tmp_path: Path) -> None:
    with Store.open(station.folder) as store:
        store.append_void(void_id="void-1", of=station.entries[1].id, reason="wrong-form", at=BEGAN)
        note = store.sign_checkpoint(KEYS)
    with station.log() as log:
        report = verify(log, store_key=STORE_KEY, checkpoints=[note])
    assert {each.kind.name for each in report.findings} <= {"CLOCK_BACK"}
    assert report.verdict == "anchored"
