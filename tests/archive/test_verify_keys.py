"""An auditor brings keys of the log that did not come from the log: only they show whose log it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding

from archive.checkpoint import CheckpointKeys
from archive.cli import archive
from archive.log import Log
from archive.receipt import Receipt
from archive.store import Store
from archive.verify import ArchiveReport, verify
from signing.finding import exit_code
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STRANGER, Station, append
from tests.archive.examining import english, examine, kinds

CLEAN = {"CONTENTS_UNCHECKED"}
ELSEWHERE = CheckpointKeys("other.example/archive", bytes(32), bytes(32))


@pytest.fixture
def counterfeit(station: Station, tmp_path: Path) -> tuple[Path, Receipt]:
    """A whole other log under the same name and station, with keys and a receipt of its own."""
    folder = tmp_path / "counterfeit"
    with Store.create(
        folder,
        origin=ORIGIN,
        kind="training",
        name=papers.STATION_NAME,
        vkeys=STRANGER.vkeys,
        ca_certificate=papers.CA.certificate.public_bytes(Encoding.DER),
        custodian=papers.CUSTODIAN.digest(),
        at=BEGAN,
    ) as store:
        receipt = Receipt.of(append(store, 1), store.sign_checkpoint(STRANGER))
    for name in ("ca.pem", "custodian.pub.json", "station.toml"):
        shutil.copy(station.folder / name, folder / name)
    return folder, receipt


def look(folder: Path, receipt: Receipt, trust: tuple[str, ...] = ()) -> ArchiveReport:
    with Log.read(folder) as log:
        return verify(log, receipts=[receipt], trust=trust)


def test_a_counterfeit_log_is_anchored_by_its_own_receipt_and_shown_by_the_true_keys(
    counterfeit: tuple[Path, Receipt],
) -> None:
    folder, receipt = counterfeit
    alone = look(folder, receipt)
    assert (alone.verdict, alone.trusted, kinds(alone)) == ("anchored", False, CLEAN)
    for trust in (KEYS.vkeys, KEYS.vkeys[:1], KEYS.vkeys[1:]):
        report = look(folder, receipt, trust)
        assert {"KEYS_DIFFER", "RECEIPT_UNSIGNED", "NOT_ANCHORED"} <= kinds(report)
        assert (exit_code(report.findings), report.anchored_size, report.trusted) == (1, 0, False)


def mixed(station: Station) -> tuple[str, ...]:
    return (*ELSEWHERE.vkeys, *KEYS.vkeys)


GIVEN: dict[str, tuple[Callable[[Station], tuple[str, ...]], bool, set[str]]] = {
    "both keys": (lambda station: KEYS.vkeys, True, set()),
    "the Ed25519 key": (lambda station: KEYS.vkeys[:1], True, set()),
    "keys of several logs": (mixed, True, set()),
    "none": (lambda station: (), False, set()),
    "another log's": (lambda station: ELSEWHERE.vkeys, False, {"KEYS_OF_ANOTHER_LOG"}),
    "one true and one other": (lambda station: (KEYS.vkeys[0], STRANGER.vkeys[1]), False, {"KEYS_DIFFER"}),
}


@pytest.mark.parametrize(("given", "trusted", "found"), GIVEN.values(), ids=GIVEN)
def test_an_intact_log_is_judged_by_the_keys_that_are_given(
    station: Station, given: Callable[[Station], tuple[str, ...]], trusted: bool, found: set[str]
) -> None:
    report = examine(station, receipts=station.receipts, trust=given(station))
    assert (report.trusted, kinds(report)) == (trusted, CLEAN | found)
    assert report.anchored_size == 7
    assert report.key_ids == tuple(vkey.split("+")[1] for vkey in KEYS.vkeys)


def test_keys_of_another_log_say_nothing_against_this_one(station: Station) -> None:
    report = examine(station, trust=ELSEWHERE.vkeys)
    (finding,) = [each for each in report.findings if each.kind.name == "KEYS_OF_ANOTHER_LOG"]
    assert (english(finding.expected), english(finding.found)) == (ORIGIN, "other.example/archive")
    assert exit_code(report.findings) == 3


def test_evidence_that_only_another_of_the_logs_keys_signed_is_not_used(station: Station) -> None:
    """A receipt carries Ed25519 alone: with the ML-DSA key given it proves nothing, and a whole checkpoint does."""
    report = examine(station, receipts=station.receipts[-1:], trust=KEYS.vkeys[1:])
    assert ("RECEIPT_UNSIGNED" in kinds(report), report.anchored_size) == (True, 0)
    assert examine(station, checkpoints=station.notes[-1:], trust=KEYS.vkeys[1:]).verdict == "anchored"


# ---- the command ----


def run(station: Station, *arguments: object, lang: str = "en") -> Result:
    command = ["verify", "--home", str(station.folder), *map(str, arguments)]
    return CliRunner().invoke(archive, command, obj={"lang": lang})


@pytest.fixture
def own(station: Station, tmp_path: Path) -> Path:
    path = tmp_path / "own.vkeys"
    shutil.copy(station.folder / "trust/log.vkeys", path)
    return path


def test_the_command_says_whose_keys_it_took(station: Station, own: Path) -> None:
    ids = " ".join(vkey.split("+")[1] for vkey in KEYS.vkeys)
    assert f"keys {ids}: taken from the log's own first entry. Give your own copy with --trust" in run(station).stdout
    assert f"keys {ids}: those that you gave" in run(station, "--trust", own).stdout
    assert "与您给出的一致" in run(station, "--trust", own, lang="zh").stdout
    found = [json.loads(run(station, *more, "--json").stdout)["keys"] for more in ((), ("--trust", own))]
    assert found == [{"ids": ids.split(), "source": "log"}, {"ids": ids.split(), "source": "given"}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_of_a_file_of_keys_does_not_matter(station: Station, own: Path, encoding: str) -> None:
    own.write_bytes(own.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    assert json.loads(run(station, "--trust", own, "--json").stdout)["keys"]["source"] == "given"


NONE = {
    "another text": b"hello\n",
    "nothing": b"",
    "no text": b"\xff\xfe\xff",
    "a key cut short": KEYS.vkeys[0][:-4].encode(),
    "a terabyte": None,
}


@pytest.mark.parametrize("data", NONE.values(), ids=NONE)
def test_a_file_without_keys_is_a_finding_about_that_file(station: Station, own: Path, data: bytes | None) -> None:
    if data is None:
        with own.open("r+b") as file:
            file.truncate(1 << 40)
    else:
        own.write_bytes(data)
    done = run(station, "--trust", own, "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["verdict"], report["size"]) == (3, "incomplete", 7)
    assert [each["where"] for each in report["findings"] if each["kind"] == "OUTSIDE_MALFORMED"] == ["own.vkeys"]


def test_keys_from_the_stations_own_folder_are_not_the_auditors(station: Station, tmp_path: Path) -> None:
    done = run(station, "--trust", station.folder / "trust/log.vkeys")
    assert (done.exit_code, done.stdout) == (2, "")
    assert run(station, "--trust", tmp_path / "missing").exit_code == 2


def test_another_keys_signature_on_the_logs_own_rows_is_still_found(station: Station) -> None:
    """Keys that are given do not replace the rule that both of the log's keys sign each of its rows."""
    note = station.notes[3]
    lines = note.splitlines(keepends=True)
    station.sql("UPDATE checkpoint SET note = ? WHERE size = 5", note.replace(lines[5], ""))
    report = examine(station, trust=KEYS.vkeys[:1])
    assert "BAD_SIGNATURE" in kinds(report)
    assert replace(report, trusted=False).verdict == "damaged"
