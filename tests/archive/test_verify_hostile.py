"""An archive that somebody made to stop its auditor: every step ends, and what cannot be judged is said."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import archive
from archive.store import Store
from signing import confined, keyring
from signing.confined import Limits
from tests.archive import papers
from tests.archive.conftest import KEYS, ORIGIN, STORE_KEY, Station, append, append_paper
from tests.archive.examining import english, examine, fact_in, kinds
from tests.signing.hostile import HOSTILE

PASSPHRASE = "eight or more words"


@pytest.fixture
def unlocked(station: Station, tmp_path: Path) -> tuple[str, ...]:
    cost = keyring.Cost(iterations=1, lanes=1, memory_kib=8)
    station_key, _ = keyring.create(station.folder / "keys", ORIGIN, {"S01": PASSPHRASE}, cost=cost)
    station_key.write("store", STORE_KEY)
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    return "--staff", "S01", "--passphrase-file", str(tmp_path / "passphrase")


def test_a_hostile_document_in_a_record_is_not_checked_and_the_other_records_are(
    station: Station, unlocked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "Limits", lambda: Limits(seconds=120, memory_bytes=160 << 20))
    paper = papers.paper(7)
    hostile = replace(paper, blobs=paper.blobs | {"document": HOSTILE["entries of no width"]()})
    with Store.open(station.folder) as store:
        record = append_paper(store, hostile, 7).id
        append(store, 8)
        store.sign_checkpoint(KEYS)
    done = CliRunner().invoke(
        archive, ["verify", "--home", str(station.folder), *unlocked, "--json"], obj={"lang": "en"}
    )
    report = json.loads(done.stdout)
    assert (done.exit_code, report["checked"]["contents"], report["verdict"]) == (3, 8, "incomplete")
    told = [
        (each["kind"], english(fact_in(each["where"]))) for each in report["findings"] if each["kind"] != "NOT_ANCHORED"
    ]
    assert told == [("exceeds-limits", f"record {record} document (entry 7)")]


def enlarge(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(1 << 40)


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "a certificate of a terabyte": (lambda folder: enlarge(folder / "ca.pem"), "TRUST_MISMATCH"),
    "a custodian's key of a terabyte": (lambda folder: enlarge(folder / "custodian.pub.json"), "TRUST_MISMATCH"),
    "public keys of a terabyte": (lambda folder: enlarge(folder / "trust/log.vkeys"), "TRUST_MISMATCH"),
    "settings of a terabyte": (lambda folder: enlarge(folder / "station.toml"), "TRUST_MISMATCH"),
    "a checkpoint of a terabyte": (lambda folder: enlarge(folder / "checkpoint"), "CHECKPOINT_MALFORMED"),
    "settings nested deep": (
        lambda folder: (folder / "station.toml").write_text("x = " + "[" * 100_000),
        "TRUST_MISMATCH",
    ),
    "a custodian's key nested deep": (
        lambda folder: (folder / "custodian.pub.json").write_text("[" * 100_000),
        "TRUST_MISMATCH",
    ),
    "a pipe for the settings": (
        lambda folder: ((folder / "station.toml").unlink(), os.mkfifo(folder / "station.toml")),
        "TRUST_MISMATCH",
    ),
}


@pytest.mark.parametrize(("harm", "kind"), HARM.values(), ids=HARM)
def test_a_hostile_file_beside_the_log_is_found_and_the_walk_goes_on(
    station: Station, harm: Callable[[Path], object], kind: str
) -> None:
    harm(station.folder)
    report = examine(station)
    assert kind in kinds(report)
    assert report.size == 7


def test_a_blob_larger_than_its_entry_says_is_not_read_into_memory(station: Station) -> None:
    with station.blob(3, "document").open("r+b") as file:
        file.truncate(100 << 20)
    assert "BLOB_MISMATCH" in kinds(examine(station, store_key=STORE_KEY))
