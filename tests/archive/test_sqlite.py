"""A look-up by key reads the rows that it gives and no whole table; databases of before open as they did."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from archive.blobs import BlobSlot
from archive.entry import EntryType
from archive.errors import AmbiguousRecord, UnknownRecord
from archive.log import Log
from archive.storage import tables
from archive.store import Store
from tests.archive.conftest import BEGAN, KEYS, ORIGIN, STORE_KEY, Station, append
from tests.archive.examining import english, examine, kinds

LATER = sorted(tables.LATER_INDEXES)


def indexes(station: Station) -> list[str]:
    found = station.rows("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    return [str(name) for (name,) in found if name != "entry_about"]


@pytest.fixture
def before(station: Station) -> Station:
    """The database as earlier versions made it."""
    for name in LATER:
        with closing(sqlite3.connect(station.database)) as connection, connection:
            connection.execute(f"DROP INDEX {name}")
    return station


def scans(station: Station, query: str, values: Any = ()) -> list[str]:
    """The steps of a query that read a whole table."""
    plan = station.rows("EXPLAIN QUERY PLAN " + query, *values)
    return [str(row[3]) for row in plan if re.search(r"\bSCAN\b", str(row[3]))]


BY_KEY = {
    "the keys of a record": "SELECT wrapped FROM wrapkey WHERE record = 'r'",
    "one key of a record": "SELECT wrapped FROM wrapkey WHERE record = 'r' AND role = 'document'",
    "the salt of a record": "SELECT sealed FROM salt WHERE record = 'r'",
    "the fields of a record": "SELECT sealed FROM search WHERE record = 'r'",
    "the records of a token": "SELECT record FROM search_token WHERE token = x'01'",
    "an entry by its number": "SELECT raw FROM entry WHERE seq = 3",
    "entries about a record": "SELECT raw FROM entry WHERE about = 'r' ORDER BY seq",
    "a checkpoint by its size": "SELECT note FROM checkpoint WHERE size = 3",
}


@pytest.mark.parametrize("query", BY_KEY.values(), ids=BY_KEY)
def test_a_question_by_key_reads_no_whole_table(station: Station, query: str) -> None:
    assert scans(station, query) == []


def asked(log: Log, look: Callable[[Log], object]) -> list[tuple[str, Any]]:
    """The statements of a look-up, with their values."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        statements.append((statement, values))

    event.listen(log._storage._opened.engine, "before_cursor_execute", note)
    try:
        look(log)
    finally:
        event.remove(log._storage._opened.engine, "before_cursor_execute", note)
    return [each for each in statements if each[0].startswith("SELECT")]


RECORD = "d4735e3a265e16eee03f59718b"
PRODUCT: dict[str, Callable[[Log], object]] = {
    "head": lambda log: log.head(),
    "an entry by its id": lambda log: log.find(RECORD),
    "an entry by the beginning of its id": lambda log: log.find(RECORD[:6]),
    "bytes of an entry": lambda log: log.bytes_of(RECORD),
    "the newest entry": lambda log: log.newest(),
    "the newest note": lambda log: log.newest_note(),
    "the two newest checkpoints": lambda log: log.newest_signed(2),
    "the note over an entry": lambda log: log.note_over(3),
    "entries about a record": lambda log: log.about(RECORD),
    "rows from a number on": lambda log: next(log.rows(5)),
    "rows between two numbers": lambda log: list(log.rows(3, 5)),
    "a blob": lambda log: log.blob(RECORD, "metadata", STORE_KEY),
    "a wrapped key": lambda log: log.wrapped(BlobSlot(ORIGIN, RECORD, "document")),
    "a salt": lambda log: log.salt(RECORD, STORE_KEY),
    "what is keyed": lambda log: log.keyed(RECORD),
    "search fields": lambda log: log.fields(RECORD, STORE_KEY),
    "search tokens of a record": lambda log: log.tokens_of(RECORD, [bytes(16), bytes(16)]),
    "a search": lambda log: log.search("number", "330106-2026-000002", STORE_KEY),
    "suite": lambda log: log.suite(),
}
BY_LATER_INDEXES: dict[str, Callable[[Log], object]] = {
    "entries of a day": lambda log: log.between("2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z"),
    "entries of a type": lambda log: log.of_type(EntryType.PAPER),
}


@pytest.mark.parametrize("look", (PRODUCT | BY_LATER_INDEXES).values(), ids=PRODUCT | BY_LATER_INDEXES)
def test_no_look_up_of_the_product_reads_a_whole_table(station: Station, look: Callable[[Log], object]) -> None:
    with station.log() as log:
        statements = asked(log, look)
    assert statements
    assert [scans(station, *each) for each in statements] == [[] for _ in statements]


@pytest.mark.parametrize("look", PRODUCT.values(), ids=PRODUCT)
def test_nor_does_it_in_a_database_of_before_that_is_only_read(before: Station, look: Callable[[Log], object]) -> None:
    with before.log() as log:
        statements = asked(log, look)
    assert [scans(before, *each) for each in statements] == [[] for _ in statements]


WRITING: dict[str, Callable[[Store], object]] = {
    "an append": lambda store: append(store, 7),
    "a checkpoint": lambda store: (append(store, 7), store.sign_checkpoint(KEYS)),
    "a void entry": lambda store: store.append_void(void_id="v", of=RECORD, reason="wrong-form", at=BEGAN),
}


@pytest.mark.parametrize("write", WRITING.values(), ids=WRITING)
def test_nothing_is_written_at_the_cost_of_a_whole_table(station: Station, write: Callable[[Store], object]) -> None:
    with Store.open(station.folder) as store:
        statements = asked(store, write)  # type: ignore[arg-type]
    assert len(statements) > 1
    assert [scans(station, *each) for each in statements] == [[] for _ in statements]


# ---- finding by the beginning of an id ----


def test_an_id_that_begins_another_is_found_itself(station: Station) -> None:
    with Store.open(station.folder) as store:
        for void_id in ("ab", "abc", "abd"):
            store.append_void(void_id=void_id, of=RECORD, reason="wrong-form", at=BEGAN)
        assert [store.find(name).id for name in ("ab", "abc", "abd")] == ["ab", "abc", "abd"]
        with pytest.raises(AmbiguousRecord, match="3 records begin with 'a'"):
            store.find("a")
        for none in ("AB", "a%", "_b", "abe", "abcd"):
            with pytest.raises(UnknownRecord, match="no record begins"):
                store.find(none)


# ---- databases of before ----


def test_a_new_database_has_all_indexes(station: Station) -> None:
    assert indexes(station) == LATER


def test_a_database_of_before_is_whole_and_stays_as_it_is_while_it_is_read(before: Station) -> None:
    content = before.database.read_bytes()
    assert kinds(examine(before)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}
    with Store.open(before.folder, read_only=True) as store:
        assert store.of_type(EntryType.PAPER) == ()
    assert (before.database.read_bytes(), indexes(before)) == (content, [])


def test_opening_a_database_of_before_for_writing_adds_the_indexes(before: Station) -> None:
    with Store.open(before.folder) as store:
        append(store, 7)
        store.sign_checkpoint(KEYS)
    assert indexes(before) == LATER
    assert kinds(examine(before)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


def test_some_indexes_of_many_are_added_and_the_others_left(before: Station) -> None:
    with closing(sqlite3.connect(before.database)) as connection, connection:
        connection.execute("CREATE INDEX entry_seq ON entry (seq)")
    Store.open(before.folder).close()
    assert indexes(before) == LATER


@pytest.mark.parametrize("name", LATER)
def test_an_index_of_that_name_over_other_columns_is_found(station: Station, name: str) -> None:
    table = tables.LATER_INDEXES[name][0]
    with closing(sqlite3.connect(station.database)) as connection, connection:
        connection.execute(f"DROP INDEX {name}")
        connection.execute(f"CREATE INDEX {name} ON {table} (log_id)")
    found = [english(each.where) for each in examine(station).findings if each.kind.name == "SCHEMA_CHANGED"]
    assert found == [f"index {name}"]


def test_a_database_that_takes_no_index_opens_all_the_same(before: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BUSY_TIMEOUT_S", 0)
    with closing(sqlite3.connect(before.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Store.open(before.folder) as store:
            assert store.find(RECORD).seq == 2
        other.rollback()
    assert indexes(before) == []
