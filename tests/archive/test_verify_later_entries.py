"""What entries of version 2 bring to a verification: numbers, keys, names, and entries that a later version made."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785

from archive.entry import Entry, Fact, commitment, name_commitment
from archive.errors import EntryError
from archive.merkle import leaf_hash
from archive.numbers import NumberBook, serial_of
from archive.storage.port import Row
from archive.store import Store
from signing.finding import exit_code
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STORE_KEY, Station, append, append_paper, rewrite
from tests.archive.examining import english, examine, kinds

LATER = BEGAN + timedelta(hours=1)


def add(station: Station, change: Callable[[dict[str, object]], object]) -> str:
    """A further entry, changed before it is linked, as a later version would have appended it; a checkpoint over it."""
    with Store.open(station.folder) as store:
        made = append(store, 8)
    told = json.loads(made.to_bytes())
    change(told)
    raw = rfc8785.dumps(told)
    leaf = Row.of(made).leaf
    station.sql("UPDATE entry SET raw = ?, leaf = ?, type = ? WHERE leaf = ?", raw, leaf_hash(raw), told["type"], leaf)
    station.sql("UPDATE log SET head_leaf = ?", leaf_hash(raw))
    return made.id


LATER_VERSIONS = {
    "a later version": lambda told: told.update(v=3),
    "a type that is not known": lambda told: told.update(type="picture"),
}


@pytest.mark.parametrize("change", LATER_VERSIONS.values(), ids=LATER_VERSIONS)
def test_an_entry_of_a_later_version_is_not_judged_and_not_called_damage(
    station: Station, change: Callable[[dict[str, object]], object]
) -> None:
    add(station, change)
    report = examine(station)
    assert kinds(report) - {"UNSIGNED_TAIL", "NOT_ANCHORED", "CONTENTS_UNCHECKED"} == {"ENTRY_NEWER"}
    assert (report.verdict, exit_code(report.findings)) == ("incomplete", 3)


def test_a_later_version_hides_no_broken_link(station: Station) -> None:
    add(station, lambda told: told.update(v=3, prev="ab" * 32))
    assert {"ENTRY_NEWER", "PREV_MISMATCH"} <= kinds(examine(station))


def test_a_later_version_hides_no_missing_entry(station: Station) -> None:
    add(station, lambda told: told.update(v=3, seq=9))
    assert {"ENTRY_NEWER", "SEQ_GAP"} <= kinds(examine(station))


def test_an_older_version_signs_nothing_over_entries_that_it_does_not_know(station: Station) -> None:
    add(station, lambda told: told.update(v=3))
    with Store.open(station.folder) as store, pytest.raises(EntryError, match="newer version"):
        store.sign_checkpoint(KEYS)


WITHOUT_A_MAKER: dict[str, tuple[str, dict[str, Fact]]] = {
    "a scan of a case on paper": ("deposit", {"source": "scan", "pages": 2, "by": ("S01",), "of": "", "number": ""}),
    "a deposit of its own": ("deposit", {"source": "court", "pages": 2, "by": ("S01",)}),
    "a supplement": ("supplement", {"of": "", "what": "timestamps"}),
    "a request for ink": ("ink-request", {"of": "", "what": "requested", "reason": "court", "by": ("S01",)}),
    "a key that changed": ("key-event", {"what": "rotated", "key": "seal"}),
    "a restored log": ("incarnation", {"size": 7, "root": "ab" * 32, "reason": "restored"}),
}


@pytest.mark.parametrize(("type_", "facts"), WITHOUT_A_MAKER.values(), ids=WITHOUT_A_MAKER)
@pytest.mark.parametrize("metadata", [b"", b'{"format":"luobi-deposit/1"}'])
def test_contents_whose_maker_comes_later_are_not_judged_and_not_called_damage(
    station: Station, type_: str, facts: dict[str, Fact], metadata: bytes
) -> None:
    about = {"of": station.entries[3].id, "number": papers.visit_of(3)}
    document, salt = b"%PDF-1.7 a scan", b"\7" * 32
    with Store.open(station.folder) as store:
        store.append_record(
            record_id="ab" * 16,
            type_=type_,
            commit=commitment(salt, document, metadata),
            blobs={"document": document} | ({"metadata": metadata} if metadata else {}),
            salt=salt,
            search={},
            at=LATER,
            store_key=STORE_KEY,
            facts={name: about.get(name, value) if value == "" else value for name, value in facts.items()},
        )
        store.sign_checkpoint(KEYS)
    report = examine(station, store_key=STORE_KEY)
    assert kinds(report) == {"NOT_ANCHORED", "RECORD_NEWER"}
    assert (report.verdict, exit_code(report.findings)) == ("incomplete", 3)
    assert kinds(examine(station)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


# ---- numbers ----


def test_two_records_of_one_number_are_noted_and_nothing_else(station: Station) -> None:
    again = papers.paper(9)
    with Store.open(station.folder) as store:
        append_paper(store, papers.Paper(again.record, "record", again.blobs, papers.facts(2)), 9)
        store.sign_checkpoint(KEYS)
    (noted,) = [each for each in examine(station).findings if each.kind.name == "NUMBER_REPEATED"]
    assert (english(noted.where), noted.found) == (f"record {again.record} (entry 7)", papers.visit_of(2))
    assert examine(station).verdict == "self-consistent"


@pytest.mark.parametrize(
    ("number", "serial"), [("379999-2026-000007", 7), ("379999-2026-1234567", 1234567), ("x", None), ("", None)]
)
def test_a_number_ends_in_its_serial(number: str, serial: int | None) -> None:
    assert serial_of(number) == serial


def test_the_book_knows_a_number_that_it_has_met() -> None:
    book = NumberBook()
    numbers = ["379999-2026-000001", "379999-2026-004096", "379999-2026-004097", "379999-2027-000001", "x", "a-01"]
    assert [book.add(each) for each in numbers] == [False] * 6
    assert [book.add(each) for each in numbers] == [True] * 6
    assert not book.add("379999-2026-000002")


# ---- keys of blobs ----


def test_a_key_that_is_not_the_committed_one_is_found_with_the_stores_key(station: Station) -> None:
    """The holder of the store's key encrypts the same content anew; the digest of the ciphertext is rewritten too."""
    entry = station.entries[3]
    told = json.loads(entry.to_bytes())
    told["blobs"][0]["key"] = "ab" * 32
    station.sql("UPDATE entry SET raw = ? WHERE seq = 3", rfc8785.dumps(told))
    rewrite(station, 3, KEYS)
    assert "KEY_MISMATCH" in kinds(examine(station, store_key=STORE_KEY))
    assert "KEY_MISMATCH" not in kinds(examine(station))


# ---- names of staff ----


def staff_event(store: Store, **told: object) -> Entry:
    facts = {"event_id": "e1", "what": "added", "staff": "S03", "by": ("S02", "S01"), "name": "王小明"} | told
    return store.append_staff_event(at=LATER, store_key=STORE_KEY, **facts)


def test_the_log_commits_to_a_name_and_the_store_keeps_the_salt(station: Station) -> None:
    with Store.open(station.folder) as store:
        entry = staff_event(store)
        store.sign_checkpoint(KEYS)
        salt = store.salt(entry.id, STORE_KEY)
    assert entry.facts == {
        "what": "added",
        "staff": "S03",
        "by": ("S01", "S02"),
        "name": name_commitment(salt, "S03", "王小明"),
    }
    assert "王小明".encode() not in (station.folder / "log.sqlite").read_bytes()
    assert kinds(examine(station, store_key=STORE_KEY)) == {"NOT_ANCHORED"}


def test_a_name_whose_salt_is_gone_is_found(station: Station) -> None:
    with Store.open(station.folder) as store:
        staff_event(store)
        store.sign_checkpoint(KEYS)
    station.sql("DELETE FROM salt WHERE record = 'e1'")
    assert "KEY_MISSING" in kinds(examine(station))


def test_what_happened_without_a_name_needs_no_salt(station: Station) -> None:
    with Store.open(station.folder) as store:
        staff_event(store, what="failures", name="", by=(), failures=3)
        store.sign_checkpoint(KEYS)
    assert kinds(examine(station)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


def test_a_person_added_by_one_alone_makes_no_entry(station: Station) -> None:
    with Store.open(station.folder) as store:
        with pytest.raises(EntryError):
            staff_event(store, by=("S01",))
        assert store.size() == 7


def test_the_first_entry_commits_to_the_founders(tmp_path: Path) -> None:
    with Store.create(
        tmp_path / "s",
        origin=ORIGIN,
        kind="training",
        name=papers.STATION_NAME,
        vkeys=KEYS.vkeys,
        ca_certificate=b"ca",
        custodian="ab" * 32,
        at=BEGAN,
        staff={"S02": "王文", "S01": "李文明"},
        store_key=STORE_KEY,
    ) as store:
        salt = store.salt("genesis", STORE_KEY)
        assert store.genesis.facts["staff"] == ("S01", "S02")
        assert store.genesis.facts["names"] == (
            name_commitment(salt, "S01", "李文明"),
            name_commitment(salt, "S02", "王文"),
        )
