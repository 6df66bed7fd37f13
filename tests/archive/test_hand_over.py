"""Hand-overs: what left the archive is an entry of its own, about a record that was archived before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from archive.bundle import write_bundle
from archive.cli import archive
from archive.entry import Entry
from archive.errors import BundleError, EntryError, UnknownRecord
from archive.store import Store
from archive.verify import ArchiveReport
from signing import keyring
from signing.finding import exit_code
from tests.archive import examining, papers
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STORE_KEY, Station, append, rewrite
from tests.archive.examining import english

LATER = BEGAN + timedelta(hours=1)
HAND_OVER = "hand-over-1"


def hand_over(station: Station, of: str, id_: str = HAND_OVER) -> Entry:
    with Store.open(station.folder) as store:
        entry = store.append_hand_over(
            hand_over_id=id_, of=of, what=["receipt", "document"], to="usb", by="S01", at=LATER
        )
        store.sign_checkpoint(KEYS, LATER)
    return entry


def examine(station: Station) -> ArchiveReport:
    return examining.examine(station, store_key=STORE_KEY)


def test_a_hand_over_speaks_about_its_record_which_stays_as_it_is(station: Station) -> None:
    record = station.entries[2]
    entry = hand_over(station, record.id)
    assert dict(entry.facts) == {"of": record.id, "what": ("document", "receipt"), "to": "usb", "by": "S01"}
    with station.log() as log:
        assert log.about(record.id) == (entry,)
        assert log.find(record.id) == record
        assert sorted(log.numbers(STORE_KEY)) == [papers.visit_of(number) for number in range(1, 7)]
    report = examine(station)
    assert (report.verdict, report.signed_size) == ("self-consistent", 8)
    assert [finding.kind.name for finding in report.findings] == ["NOT_ANCHORED"]


def test_a_record_can_be_handed_over_again(station: Station) -> None:
    record = station.entries[2].id
    entries = (hand_over(station, record), hand_over(station, record, "hand-over-2"))
    with station.log() as log:
        assert log.about(record) == entries
    assert examine(station).verdict == "self-consistent"


@pytest.mark.parametrize("of", ["genesis", HAND_OVER, "nothing"])
def test_only_a_record_can_be_handed_over(station: Station, of: str) -> None:
    hand_over(station, station.entries[2].id)
    with pytest.raises(UnknownRecord):
        hand_over(station, of, "hand-over-2")
    with Store.open(station.folder) as store:
        assert store.size() == 8


def test_what_is_no_hand_over_is_not_appended(station: Station) -> None:
    with Store.open(station.folder) as store:
        with pytest.raises(EntryError):
            store.append_hand_over(hand_over_id="h", of=station.entries[2].id, what=[], to="usb", by="S01", at=LATER)
        assert store.size() == 7


def test_a_hand_over_is_no_evidence_bundle(station: Station) -> None:
    hand_over(station, station.entries[2].id)
    with station.log() as log, pytest.raises(BundleError):
        write_bundle(station.folder / "b", log, HAND_OVER, STORE_KEY)


# ---- what verification finds ----


def about(of: Callable[[Station], str]) -> Callable[[Station], None]:
    """The hand-over made to speak about something else, and all recomputed and signed with the station's own keys."""

    def harm(station: Station) -> None:
        ((raw,),) = station.rows("SELECT raw FROM entry WHERE seq = 7")
        changed = bytes(raw).replace(station.entries[2].id.encode(), of(station).encode())
        assert changed != raw
        station.sql("UPDATE entry SET raw = ? WHERE seq = 7", changed)
        rewrite(station, 7, KEYS)

    return harm


def later_record(station: Station) -> str:
    with Store.open(station.folder) as store:
        return append(store, 9).id


UNKNOWN = {
    "no record of the log": (about(lambda _: "nobody"), "no entry"),
    "the first entry": (about(lambda _: "genesis"), "genesis, entry 0"),
    "itself": (about(lambda _: HAND_OVER), "hand-over, entry 7"),
    "a record that came after it": (about(later_record), "record, entry 8"),
    "the beginning of a record's id": (about(lambda station: station.entries[2].id[:8]), "no entry"),
}


@pytest.mark.parametrize(("harm", "found"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_hand_over_of_what_was_not_archived_before_it_is_found(
    station: Station, harm: Callable[[Station], None], found: str
) -> None:
    hand_over(station, station.entries[2].id)
    harm(station)
    report = examine(station)
    (finding,) = [each for each in report.findings if each.kind.name == "ABOUT_UNKNOWN"]
    assert (english(finding.where), english(finding.found)) == (f"entry 7 record {HAND_OVER}", found)
    assert exit_code(report.findings) == 1


def test_a_void_about_what_was_not_archived_before_it_is_found(station: Station) -> None:
    with Store.open(station.folder) as store:
        store.append_void(void_id="void-1", of=station.entries[2].id, reason="wrong-form", at=LATER)
    about(lambda _: "nobody")(station)
    assert "ABOUT_UNKNOWN" in [each.kind.name for each in examine(station).findings]


def test_a_hand_over_of_a_damaged_entry_is_not_judged_and_the_damage_is_said(station: Station) -> None:
    hand_over(station, station.entries[2].id)
    station.sql("UPDATE entry SET raw = X'00' WHERE seq = 2")
    kinds = [each.kind.name for each in examine(station).findings]
    assert "ENTRY_MALFORMED" in kinds and "ABOUT_UNKNOWN" not in kinds


def test_a_hand_over_that_was_changed_or_deleted_is_found(station: Station) -> None:
    hand_over(station, station.entries[2].id)
    ((raw,),) = station.rows("SELECT raw FROM entry WHERE seq = 7")
    station.sql("UPDATE entry SET raw = ? WHERE seq = 7", bytes(raw).replace(b"S01", b"S02"))
    assert examine(station).verdict == "damaged"
    station.sql("DELETE FROM entry WHERE seq = 7")
    assert "ROLLBACK" in [each.kind.name for each in examine(station).findings]


# ---- what auditors see ----


def shell(station: Station, *arguments: str) -> Result:
    command = [*arguments, "--home", str(station.folder)]
    return CliRunner().invoke(archive, command, obj={"lang": "en"})


def test_show_tells_what_was_handed_over_and_by_whom(station: Station) -> None:
    record = station.entries[2].id
    hand_over(station, record)
    shown = shell(station, "show", HAND_OVER).stdout
    for part in (f"of: {record}", "what: document", "what: receipt", "to: usb", "by: S01"):
        assert f"facts {part}" in shown
    assert f"later {HAND_OVER} (hand-over)" in shell(station, "show", record).stdout
    assert json.loads(shell(station, "show", record, "--json").stdout)["later"] == [HAND_OVER]


def test_list_says_of_which_visit_copies_were_handed_over(station: Station) -> None:
    hand_over(station, station.entries[2].id)
    cost = keyring.Cost(iterations=1, lanes=1, memory_kib=8)
    station_key, _ = keyring.create(station.folder / "keys", ORIGIN, {"S01": "eight or more words"}, cost=cost)
    station_key.write("store", STORE_KEY)
    secret = station.folder.parent / "passphrase"
    secret.write_text("eight or more words", encoding="utf-8")
    assert shell(station, "list").stdout.splitlines()[-1].split()[-2:] == ["hand-over", HAND_OVER]
    unlocked = shell(station, "list", "--staff", "S01", "--passphrase-file", str(secret)).stdout.splitlines()
    assert unlocked[-1].split()[4:7] == ["hand-over", HAND_OVER, "330106-2026-000002"]
    assert len(unlocked[0].split()) == 6


# ---- how the log is asked ----


def test_the_entries_of_a_span_of_time_come_newest_first(station: Station) -> None:
    entries = station.entries
    with station.log() as log:
        assert log.between(entries[2].ts, entries[4].ts) == (entries[3], entries[2])
        assert log.between("2027", "2028") == ()


def test_the_first_note_over_an_entry_is_the_one_that_its_receipt_was_made_of(station: Station) -> None:
    with station.log() as log:
        assert [log.note_over(seq) for seq in range(1, 7)] == list(station.notes)
        assert log.note_over(7) is None


def test_an_entry_of_exactly_that_id_is_asked_for(station: Station) -> None:
    entry = station.entries[3]
    with station.log() as log:
        assert log.bytes_of(entry.id) == entry.to_bytes()
        assert log.bytes_of(entry.id[:8]) is None
