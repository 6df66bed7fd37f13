"""Stations, records, drafts, bundles and keys that earlier versions wrote open and verify as they did then."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificate

from archive import bundle
from archive.log import Log
from archive.metadata import Metadata
from archive.receipt import read_receipt
from archive.verify import verify as verify_archive
from signing import custodian, envelope, keyring
from signing.ink import Ink
from signing.verify import verify_pdf
from terminal.clerk import orders
from terminal.clerk.work import Clerk
from terminal.station import station
from terminal.visit.model import State
from tests.terminal.session.test_reception import Day, Desk
from tests.tools import tool

SCRIPT = Path(bundle.__file__).with_name("bundle_verify.sh")
WRITTEN = Path(__file__).with_name("2026-11-29.tar.gz")
RECORDS = ("self", "mark", "agent", "void-refused", "contract", "void-expired", "void-content-wrong", "voided-later")
# The step of each draft as it is found after the program has started again.
FOUND_AGAIN = {
    "notice": (State.NOTICE, True),
    "fill": (State.FILL, True),
    "check": (State.CHECK, True),
    "read": (State.READ, True),
    "sign": (State.SIGN, True),
    "hand-over": (State.HAND_OVER, True),
    "read-mark": (State.READ, True),
    "sign-agent": (State.SIGN, True),
    "parked": (State.PARKED, False),
    "freeze": (State.FREEZE, False),
    "stamp": (State.SIGN, True),
    "seal": (State.SEAL, False),
    "archive": (State.ARCHIVE, False),
    "done": (State.DONE, False),
}


class Later(Desk):
    """The counter of that station, opened by the present version a minute after it was left."""

    def __init__(self, home: Path, last: datetime) -> None:
        self.home, self.now = home, Day()
        self.now.at = last + timedelta(minutes=1)
        self.start()


def unpack(folder: Path) -> Path:
    """The files, with the modes that they had."""
    with tarfile.open(WRITTEN) as tar:
        tar.extraction_filter = lambda member, _path: member
        tar.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files, for tests that only read."""
    return unpack(tmp_path_factory.mktemp("earlier"))


@pytest.fixture(scope="module")
def expected(then: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((then / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def opened(then: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[station.Station]:
    """A copy of the station, opened: opening one for writing leaves files beside its log."""
    home = tmp_path_factory.mktemp("opened") / "station"
    shutil.copytree(then / "station", home)
    opened = station.unlock(home, "S01", secret(then, "S01"))
    yield opened
    opened.store.close()


def secret(then: Path, name: str) -> str:
    return (then / "secrets" / f"{name}.txt").read_text("utf-8").strip()


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_the_verdict_that_it_had(opened: station.Station, expected: dict[str, Any], name: str) -> None:
    told = expected["records"][name]
    entry = opened.store.find(told["record"])
    assert (entry.seq, str(entry.type)) == (told["seq"], told["type"])
    document = opened.store.blob(entry.id, "document", opened.store_key)
    report = verify_pdf(document, [opened.ca.certificate])
    assert report.verdict == told["verdict"]
    assert sorted({finding.kind.name for finding in report.findings}) == told["findings"]


@pytest.mark.parametrize("name", RECORDS)
def test_the_metadata_of_a_record_are_written_in_the_bytes_that_they_had(
    opened: station.Station, expected: dict[str, Any], name: str
) -> None:
    data = opened.store.blob(expected["records"][name]["record"], "metadata", opened.store_key)
    told = Metadata.read(data)
    assert told is not None
    assert replace(told, ceremony=replace(told.ceremony, as_read=None)).to_bytes() == data


def test_the_archive_has_the_verdict_that_it_had(opened: station.Station, expected: dict[str, Any]) -> None:
    report = verify_archive(opened.store, store_key=opened.store_key)
    found = sorted({finding.kind.name for finding in report.findings})
    assert (report.verdict, found) == (expected["verdict"], expected["findings"])
    assert (report.size, report.root) == (expected["size"], expected["root"])


def test_a_checkpoint_that_was_kept_outside_anchors_it(then: Path, expected: dict[str, Any]) -> None:
    with Log.read(then / "station") as log:
        report = verify_archive(log, checkpoints=[(then / "station/checkpoint").read_text("utf-8")])
    assert (report.verdict, report.anchored_size) == ("anchored", expected["size"])


@pytest.mark.parametrize(("number", "name", "covers"), [("000001", "self", 10), ("000005", "contract", 11)])
def test_a_receipt_speaks_for_its_record(
    then: Path, expected: dict[str, Any], number: str, name: str, covers: int
) -> None:
    handed = then / "handed-out" / f"379999-2026-{number}-receipt.pdf"
    receipt = read_receipt(handed)
    assert receipt.record == expected["records"][name]["record"]
    with Log.read(then / "station") as log:
        report = verify_archive(log, receipts=[receipt])
    assert {finding.kind.name for finding in report.findings} == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}
    assert report.anchored_size == covers


@pytest.mark.parametrize("name", ["self", "mark", "contract"])
def test_a_bundle_is_genuine_by_the_keys_of_its_log(then: Path, name: str) -> None:
    tool("openssl"), tool("xxd")
    script, keys = then / "bundles" / name / "verify.sh", then / "station/trust/log.vkeys"
    assert subprocess.run(["bash", script, keys], capture_output=True, check=False).returncode == 0
    assert subprocess.run(["bash", script], capture_output=True, check=False).returncode == 4


@pytest.mark.parametrize("name", ["self", "mark", "contract"])
def test_a_bundle_has_that_verdict_by_the_present_script_too(then: Path, tmp_path: Path, name: str) -> None:
    tool("openssl"), tool("xxd")
    folder = shutil.copytree(then / "bundles" / name, tmp_path / name)
    shutil.copy(SCRIPT, folder / "verify.sh")
    tags = folder / "tagmanifest-sha256.txt"
    listed = [line for line in tags.read_text().splitlines() if not line.endswith("  verify.sh")]
    listed.append(f"{sha256(SCRIPT.read_bytes()).hexdigest()}  verify.sh")
    tags.write_text("\n".join(listed) + "\n")
    run = ["bash", folder / "verify.sh"]
    done = subprocess.run([*run, then / "station/trust/log.vkeys"], capture_output=True, check=False, text=True)
    assert (done.returncode, "TRAINING" in done.stdout) == (0, True)
    assert subprocess.run(run, capture_output=True, check=False).returncode == 4


@pytest.mark.parametrize("name", ["agent", "mark"])
def test_a_document_that_was_handed_out_is_valid(then: Path, name: str) -> None:
    trust = load_pem_x509_certificate((then / "station/ca.pem").read_bytes())
    assert verify_pdf((then / "handed-out" / f"{name}.pdf").read_bytes(), [trust]).verdict == "valid"


@pytest.mark.parametrize("staff", ["S01", "S02"])
def test_a_passphrase_opens_the_station(then: Path, staff: str) -> None:
    keyring.unlock(then / "station/keys", staff, secret(then, staff)).read("store")


def test_the_recovery_kit_opens_the_station(then: Path) -> None:
    keyring.unlock_with_kit(then / "station/keys", secret(then, "kit")).read("store")


@pytest.mark.parametrize("name", [name for name in RECORDS if name != "void-refused"])
def test_the_custodian_opens_every_ink(
    then: Path, opened: station.Station, expected: dict[str, Any], name: str
) -> None:
    data = (then / "secrets/custodian.key.json").read_bytes()
    private = custodian.load_private(data, secret(then, "custodian"))
    record = expected["records"][name]["record"]
    metadata = json.loads(opened.store.blob(record, "metadata", opened.store_key))
    assert metadata["signatures"]
    for told in metadata["signatures"]:
        binding = envelope.Binding(
            opened.settings.origin, record, told["event"], told["role"], metadata["frozen"]["sha256"], told["box"]
        )
        sealed = opened.store.blob(record, f"ink-{told['box']}", opened.store_key)
        ink = envelope.open_sealed(sealed, private, binding)
        assert ink.commitment().hex() == told["ink_commitment"]
        assert Ink.from_bytes(ink.ink_bytes).to_bytes() == ink.ink_bytes


def test_every_draft_is_found_in_its_step_and_none_is_lost(
    then: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    home = tmp_path / "station"
    shutil.copytree(then / "station", home)
    last = datetime.fromisoformat(expected["made_until"])
    clerk = Clerk(home, lambda: last + timedelta(minutes=1))
    try:
        answer = clerk.carry_out(orders.SignIn("S01", secret(then, "S01")))
    finally:
        clerk.end()
    assert answer.lost == ()
    found = {draft.visit.record: (draft.visit.state, draft.visit.paused) for draft in answer.drafts}
    assert found == {record: FOUND_AGAIN[name] for name, record in expected["drafts"].items()}


def test_visits_that_began_then_end_now_as_records_that_verify(
    then: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    """Signatures set under version 1 of the ceremony stay right: such a visit ends under version 1."""
    home = tmp_path / "station"
    shutil.copytree(then / "station", home)
    desk = Later(home, datetime.fromisoformat(expected["made_until"]))
    desk.sign_in("S01", secret(then, "S01"))
    for name in ("fill", "sign", "hand-over", "seal", "archive", "freeze"):
        record = expected["drafts"][name]
        if record in desk.reception.in_hand:
            desk.reception.take_up(record)
            desk.lane.pump()
            desk.until(State.DONE)
        store = desk.clerk._counter.station.store
        metadata = json.loads(store.blob(record, "metadata", desk.clerk._counter.station.store_key))
        assert (metadata["format"], metadata["ceremony"]["format"]) == ("luobi-record/1", "luobi-ceremony/1")
        assert store.find(record).v == 2
    desk.clerk.end()
    opened = station.unlock(home, "S01", secret(then, "S01"))
    report = verify_archive(opened.store, store_key=opened.store_key)
    opened.store.close()
    assert (report.verdict, {finding.kind.name for finding in report.findings}) == ("self-consistent", {"NOT_ANCHORED"})


def test_the_next_number_is_above_all_that_were_given(then: Path, expected: dict[str, Any], tmp_path: Path) -> None:
    home = tmp_path / "station"
    shutil.copytree(then / "station", home)
    (home / "serial").unlink()
    desk = Later(home, datetime.fromisoformat(expected["made_until"]))
    desk.sign_in("S01", secret(then, "S01"))
    given = {hand.visit.number for hand in desk.reception.in_hand.values()}
    desk.begin("unemployment-registration")
    assert desk.visit.number > max(given)
    desk.clerk.end()
