"""The promises of `archive/storage/port.py`, each as a test that any implementation must pass.

A module of tests inherits the classes and gives the fixtures: `kept`, a `KeptLog` or `KeptBlobs` of its implementation.
Rows here are made up: a storage keeps what it is given and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256
from typing import Any, Protocol

import pytest

from archive.errors import AlreadyStored, BlobError, NotAFile, StorageFailed
from archive.storage.port import (
    CHECKPOINT_FILE,
    TRUST_FILE,
    Addition,
    Blobs,
    PublicFiles,
    Reading,
    Row,
    SearchRow,
    Writing,
)

UNFIT: Any = object()
"""A value that no storage can keep."""


class KeptLog(Protocol):
    """A log of one implementation, with what its tests must be able to do to it."""

    def create(self) -> Writing:
        """A new log that was not begun."""

    def write(self) -> Writing:
        """The log, opened for writing; this writer does not wait for others."""

    def read(self) -> Reading:
        """The log, opened for reading."""

    def state(self) -> object:
        """All that is stored, to be compared."""

    def harm(self, table: str, column: str, value: object) -> None:
        """Change a column of the newest entry or checkpoint behind the storage's back."""

    def lose(self, record: str) -> None:
        """Delete the entry with this id, and nothing else, behind the storage's back."""

    def hold_head(self) -> None:
        """Let every append fail where it moves the head, after all else."""

    def ruin(self) -> None:
        """Damage the log so that no entry can be read any more."""


class KeptBlobs(Protocol):
    """The blobs of one implementation, with what its tests must be able to do to them."""

    blobs: Blobs

    def put(self, name: str, content: bytes) -> None:
        """Store something under any name, or change it, behind the storage's back."""

    def put_no_blob(self, name: str) -> None:
        """Store under this name what is no blob."""

    def break_off(self, content: bytes) -> None:
        """Leave what a write leaves that a power cut ended half-way."""

    def full(self) -> AbstractContextManager[object]:
        """Inside, there is no more room."""


class KeptFiles(Protocol):
    """The public files of one implementation, with what its tests must be able to do to them."""

    files: PublicFiles

    def put(self, name: str, content: bytes) -> None:
        """Store a file, or change it, behind the storage's back."""

    def put_no_file(self, name: str) -> None:
        """Store under this name what is no file."""

    def full(self) -> AbstractContextManager[object]:
        """Inside, there is no more room."""


# ---- the log ----


def digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def row_of(seq: int, id_: str, prev: bytes = b"", **columns: Any) -> Row:
    row = Row(seq, prev, digest(id_), f"bytes of {id_}".encode(), id_, "record", f"2026-11-{seq + 1:02}", "")
    return replace(row, **columns)


FIRST = row_of(0, "first", type="genesis")


def add(writer: Writing, id_: str, **parts: Any) -> Row:
    """Append an entry with this id; `columns` are columns of its row, other `parts` are those of the addition."""
    made: list[Row] = []
    columns = parts.pop("columns", {})

    def make(seq: int, leaf: bytes, _raw: bytes) -> Addition:
        made.append(replace(row_of(seq + 1, id_, leaf), **columns))
        return Addition(made[0], **parts)

    writer.append(make)
    return made[0]


def add_record(writer: Writing, id_: str) -> Row:
    found_by = SearchRow(id_, b"fields of " + id_.encode(), frozenset({digest("all"), digest("only " + id_)}))
    return add(writer, id_, wrapped={"document": b"key 1", "ink": b"a key"}, salt=b"salt!", search=found_by)


READS: dict[str, Callable[[Reading], object]] = {
    "head": lambda log: log.head(),
    "suite": lambda log: log.suite(),
    "rows": lambda log: list(log.rows()),
    "count": lambda log: log.count(),
    "bytes_of": lambda log: log.bytes_of("one"),
    "beginning": lambda log: log.beginning("o", 2),
    "count_beginning": lambda log: log.count_beginning("o"),
    "about": lambda log: log.about("one"),
    "between": lambda log: log.between("2026", "2027"),
    "of_type": lambda log: log.of_type("record"),
    "signed": lambda log: list(log.signed()),
    "newest_signed": lambda log: log.newest_signed(1),
    "note_over": lambda log: log.note_over(0),
    "wrapped": lambda log: log.wrapped("one", "document"),
    "wrapped_lengths": lambda log: log.wrapped_lengths("one"),
    "salt": lambda log: log.salt("one"),
    "sealed_fields": lambda log: log.sealed_fields("one"),
    "tokens_of": lambda log: log.tokens_of("one", [digest("all")]),
    "count_tokens": lambda log: log.count_tokens(),
    "with_token": lambda log: log.with_token(digest("all")),
    "complaints": lambda log: log.complaints(),
    "unexpected": lambda log: log.unexpected(),
    "foreign": lambda log: list(log.foreign()),
    "bereft": lambda log: log.bereft(),
}
WRITES: dict[str, Callable[[Writing], object]] = {
    "begin": lambda log: log.begin("log", 1, Addition(FIRST)),
    "append": lambda log: add(log, "more"),
    "keep_checkpoint": lambda log: log.keep_checkpoint((9, b"edge", "note")),
    "replace_search": lambda log: log.replace_search([]),
}
OF_THE_PLACE = {"copied", "moved", "close"}
"""What says nothing of what is stored."""

SEARCH = SearchRow("broken", b"fields", frozenset({b"1", b"2"}))
BROKEN: dict[str, dict[str, Any]] = {
    "the row": {"columns": {"about": UNFIT}},
    "the second key": {"wrapped": {"document": b"key", "ink": UNFIT}},
    "the salt": {"wrapped": {"document": b"key"}, "salt": UNFIT},
    "the search fields": {"wrapped": {"document": b"key"}, "salt": b"s", "search": replace(SEARCH, sealed=UNFIT)},
    "a token": {"wrapped": {"document": b"key"}, "salt": b"s", "search": replace(SEARCH, tokens=frozenset({UNFIT}))},
}
"""An append that breaks off at each of its parts."""

DAMAGED: dict[str, tuple[str, object, object]] = {
    "bytes changed": ("raw", b"other", b"other"),
    "bytes as text": ("raw", "text", b""),
    "no bytes": ("raw", b"", b""),
    "another id": ("id", "another", "another"),
    "an id that is no text": ("id", b"\xff", b"\xff"),
    "another leaf": ("leaf", b"short", b"short"),
    "a leaf that is text": ("leaf", "text", "text"),
    "another time": ("ts", "never", "never"),
    "another type": ("type", "none", "none"),
}
"""Column of an entry, the value that damage put there, the value that is read."""


def everything(log: Reading) -> dict[str, object]:
    """What a reader gets from every question."""
    return {name: read(log) for name, read in READS.items()}


class LogPromises:
    """The promises about a log."""

    @pytest.fixture
    def begun(self, kept: KeptLog) -> KeptLog:
        """A log with a first entry, two records and one entry about a record."""
        writer = kept.create()
        writer.begin("log", 1, Addition(FIRST, salt=b"of the first"))
        add_record(writer, "one")
        add_record(writer, "other")
        add(writer, "about-one", columns={"about": "one", "type": "void"})
        writer.close()
        return kept

    def test_these_tables_know_every_method_of_the_port(self) -> None:
        def methods(port: type) -> set[str]:
            return {name for each in port.__mro__ for name in vars(each) if not name.startswith("_")}

        assert set(READS) | OF_THE_PLACE == methods(Reading)
        assert set(WRITES) == methods(Writing) - methods(Reading)

    # ---- what was stored is read ----

    def test_a_new_log_has_its_first_entry_alone(self, kept: KeptLog) -> None:
        writer = kept.create()
        writer.begin("log", 1, Addition(FIRST, salt=b"salt"))
        assert (writer.head(), writer.suite()) == (("log", 0, FIRST.leaf), 1)
        assert list(writer.rows()) == [FIRST]
        assert writer.salt("first") == b"salt"
        assert (writer.complaints(), writer.unexpected(), writer.bereft()) == ((), (), ())
        assert list(writer.foreign()) == list(writer.signed()) == []
        writer.close()

    def test_a_log_is_begun_once(self, begun: KeptLog) -> None:
        before, writer = begun.state(), begun.write()
        with pytest.raises(StorageFailed):
            writer.begin("log", 1, Addition(FIRST))
        writer.close()
        assert begun.state() == before

    def test_entries_come_by_number_from_any_to_any(self, begun: KeptLog) -> None:
        log = begun.read()
        assert [(row.seq, row.id) for row in log.rows()] == [(0, "first"), (1, "one"), (2, "other"), (3, "about-one")]
        assert [row.seq for row in log.rows(2)] == [2, 3]
        assert [row.seq for row in log.rows(1, 3)] == [1, 2]
        assert list(log.rows(4)) == list(log.rows(2, 2)) == []
        assert log.count() == 4
        log.close()

    def test_an_entry_is_found_by_each_of_its_keys(self, begun: KeptLog) -> None:
        log = begun.read()
        assert (log.bytes_of("one"), log.bytes_of("on")) == (b"bytes of one", None)
        assert sorted(log.beginning("o", 9)) == [b"bytes of one", b"bytes of other"]
        assert (len(log.beginning("o", 1)), log.count_beginning("o"), log.count_beginning("O")) == (1, 2, 0)
        assert (log.about("one"), log.about("other")) == ((b"bytes of about-one",), ())
        assert log.of_type("record") == (b"bytes of other", b"bytes of one")
        assert log.between("2026-11-02", "2026-11-04") == (b"bytes of other", b"bytes of one")
        log.close()

    def test_keys_and_salts_belong_to_their_record(self, begun: KeptLog) -> None:
        log = begun.read()
        assert log.wrapped("one", "ink") == b"a key"
        assert log.wrapped("one", "none") is log.wrapped("none", "ink") is None
        assert (log.wrapped_lengths("one"), log.wrapped_lengths("none")) == ({"document": 5, "ink": 5}, {})
        assert (log.salt("one"), log.salt("about-one")) == (b"salt!", None)
        log.close()

    def test_a_record_is_found_by_each_of_its_tokens(self, begun: KeptLog) -> None:
        log = begun.read()
        assert (log.sealed_fields("one"), log.sealed_fields("about-one")) == (b"fields of one", None)
        assert log.with_token(digest("all")) == ("one", "other")
        assert (log.with_token(digest("only one")), log.with_token(digest("none"))) == (("one",), ())
        assert log.tokens_of("one", [digest("all"), digest("only other")]) == 1
        assert log.count_tokens() == 4
        log.close()

    def test_checkpoints_come_by_size(self, begun: KeptLog) -> None:
        writer, rows = begun.write(), [(4, b"e4", "note 4"), (2, b"e2", "note 2"), (3, b"e3", "note 3")]
        for row in rows:
            writer.keep_checkpoint(row)
        assert list(writer.signed()) == sorted(rows)
        assert writer.newest_signed(2) == ((4, b"e4", "note 4"), (3, b"e3", "note 3"))
        assert [writer.note_over(seq) for seq in (0, 1, 2, 3, 4)] == ["note 2", "note 2", "note 3", "note 4", None]
        with pytest.raises(AlreadyStored):
            writer.keep_checkpoint((3, b"another", "note"))
        assert list(writer.signed()) == sorted(rows)
        writer.close()

    def test_the_search_is_replaced_as_a_whole(self, begun: KeptLog) -> None:
        writer = begun.write()
        writer.replace_search([SearchRow("one", b"new", frozenset({b"token"}))])
        assert (writer.sealed_fields("one"), writer.sealed_fields("other")) == (b"new", None)
        assert (writer.with_token(b"token"), writer.with_token(digest("all"))) == (("one",), ())
        writer.close()

    # ---- all or nothing ----

    def test_an_append_gets_the_head_and_the_newest_bytes(self, begun: KeptLog) -> None:
        given: list[tuple[int, bytes, bytes]] = []

        def make(seq: int, leaf: bytes, raw: bytes) -> Addition:
            given.append((seq, leaf, raw))
            return Addition(row_of(seq + 1, "next", leaf))

        writer = begun.write()
        writer.append(make)
        assert given == [(3, digest("about-one"), b"bytes of about-one")]
        assert writer.head() == ("log", 4, digest("next"))
        writer.close()

    @pytest.mark.parametrize("parts", BROKEN.values(), ids=BROKEN)
    def test_an_append_that_fails_at_any_part_leaves_nothing(self, begun: KeptLog, parts: dict[str, Any]) -> None:
        before, writer = begun.state(), begun.write()
        with pytest.raises(StorageFailed):
            add(writer, "broken", **parts)
        writer.close()
        assert begun.state() == before

    def test_an_append_that_does_not_move_the_head_leaves_nothing(self, begun: KeptLog) -> None:
        begun.hold_head()
        before, writer = begun.state(), begun.write()
        with pytest.raises(StorageFailed):
            add_record(writer, "broken")
        writer.close()
        assert begun.state() == before

    def test_an_append_whose_entry_is_not_made_leaves_nothing(self, begun: KeptLog) -> None:
        def make(_seq: int, _leaf: bytes, _raw: bytes) -> Addition:
            raise KeyError("mine")

        before, writer = begun.state(), begun.write()
        with pytest.raises(KeyError, match="mine"):
            writer.append(make)
        assert add(writer, "next").seq == 4
        writer.close()
        assert begun.state() != before

    def test_a_search_that_fails_half_way_leaves_the_old_one(self, begun: KeptLog) -> None:
        before, writer = begun.state(), begun.write()
        with pytest.raises(StorageFailed):
            writer.replace_search([SearchRow("one", b"new", frozenset()), SearchRow("other", UNFIT, frozenset())])
        writer.close()
        assert begun.state() == before

    @pytest.mark.parametrize("columns", [{}, {"seq": 2}, {"prev": digest("first")}, {"leaf": digest("other")}])
    def test_an_id_a_number_a_link_and_a_leaf_are_stored_once(self, begun: KeptLog, columns: dict[str, Any]) -> None:
        before, writer = begun.state(), begun.write()
        with pytest.raises(AlreadyStored):
            add(writer, "fresh" if columns else "one", columns=columns, wrapped={"new": b"key"})
        writer.close()
        assert begun.state() == before

    # ---- writers and readers at a time ----

    def test_a_second_writer_is_refused_while_the_first_appends(self, begun: KeptLog) -> None:
        first, second = begun.write(), begun.write()

        def make(seq: int, leaf: bytes, _raw: bytes) -> Addition:
            with pytest.raises(StorageFailed) as refused:
                add(second, "second")
            assert refused.value.passing
            return Addition(row_of(seq + 1, "from-first", leaf))

        first.append(make)
        assert (second.bytes_of("second"), second.head()) == (None, ("log", 4, digest("from-first")))
        assert add(second, "second") == row_of(5, "second", digest("from-first"))
        assert first.head() == ("log", 5, digest("second"))
        first.close()
        second.close()

    def test_a_reader_sees_nothing_of_an_append_that_is_not_done(self, begun: KeptLog) -> None:
        writer = begun.write()
        add_record(writer, "third")
        seen: list[dict[str, object]] = []

        def make(seq: int, leaf: bytes, _raw: bytes) -> Addition:
            reader = begun.read()
            seen.append(everything(reader))
            reader.close()
            return Addition(row_of(seq + 1, "next", leaf))

        before = everything(writer)
        writer.append(make)
        writer.close()
        assert seen == [before]

    def test_a_reader_stays_at_its_moment_while_others_append(self, begun: KeptLog) -> None:
        writer = begun.write()
        add_record(writer, "third")
        reader = begun.read()
        before, halfway = everything(reader), reader.rows()
        next(halfway)
        assert (reader.copied, reader.moved()) == (True, False)
        add_record(writer, "fourth")
        assert everything(reader) == before
        assert [row.id for row in halfway] == ["one", "other", "about-one", "third"]
        assert (reader.copied, reader.moved()) == (True, True)
        reader.close()
        writer.close()

    def test_a_reader_that_does_not_stay_at_its_moment_says_what_moved(self, begun: KeptLog) -> None:
        reader = begun.read()
        assert not reader.moved()
        writer = begun.write()
        add_record(writer, "third")
        writer.close()
        assert reader.moved()
        reader.close()

    def test_reading_changes_nothing(self, begun: KeptLog) -> None:
        before, reader = begun.state(), begun.read()
        everything(reader)
        assert not [name for name in WRITES if hasattr(reader, name)]
        reader.close()
        assert begun.state() == before

    def test_a_closed_log_is_neither_read_nor_written(self, begun: KeptLog) -> None:
        before = begun.state()
        for log in (begun.read(), begun.write()):
            log.close()
            for read in READS.values():
                with pytest.raises(StorageFailed):
                    read(log)
        writer = begun.write()
        writer.close()
        for write in WRITES.values():
            with pytest.raises(StorageFailed):
                write(writer)
        assert begun.state() == before

    # ---- damage ----

    @pytest.mark.parametrize(("column", "harm", "found"), DAMAGED.values(), ids=DAMAGED)
    def test_a_damaged_row_is_returned_as_it_is(self, begun: KeptLog, column: str, harm: object, found: object) -> None:
        log = begun.read()
        before = list(log.rows())
        log.close()
        begun.harm("entry", column, harm)
        log = begun.read()
        assert list(log.rows()) == [*before[:-1], replace(before[-1], **{column: found})]
        log.close()

    def test_a_damaged_checkpoint_is_returned_as_it_is(self, begun: KeptLog) -> None:
        writer = begun.write()
        writer.keep_checkpoint((4, b"edge", "note"))
        writer.close()
        for column, harm in (("note", 5), ("peaks", "text")):
            begun.harm("checkpoint", column, harm)
        log = begun.read()
        assert list(log.signed()) == list(log.newest_signed(1))
        assert [(size, edge, str(note)) for size, edge, note in log.signed()] == [(4, b"", "5")]
        log.close()

    def test_what_a_lost_entry_leaves_is_known(self, begun: KeptLog) -> None:
        begun.lose("one")
        log = begun.read()
        assert (log.bereft(), log.count(), log.count_tokens()) == (("one",), 3, 2)
        assert [row.seq for row in log.rows()] == [0, 2, 3]
        log.close()

    def test_what_cannot_be_read_is_no_trouble_of_the_machine(self, begun: KeptLog) -> None:
        begun.ruin()
        log = begun.read()
        with pytest.raises(StorageFailed) as failed:
            list(log.rows())
        assert not failed.value.passing
        log.close()


# ---- the blobs ----

CONTENT = b"a ciphertext"
NAME = sha256(CONTENT).hexdigest()


class BlobPromises:
    """The promises about blobs."""

    def test_a_blob_is_read_as_it_was_written(self, kept: KeptBlobs) -> None:
        assert kept.blobs.write(CONTENT) == NAME
        assert kept.blobs.read(NAME, len(CONTENT)) == CONTENT
        assert kept.blobs.measure(NAME) == (NAME, len(CONTENT))
        assert list(kept.blobs.names()) == [NAME]

    def test_the_same_blob_twice_is_one(self, kept: KeptBlobs) -> None:
        assert [kept.blobs.write(CONTENT), kept.blobs.write(CONTENT)] == [NAME, NAME]
        assert list(kept.blobs.names()) == [NAME]
        assert kept.blobs.read(NAME, len(CONTENT)) == CONTENT

    def test_a_blob_that_was_harmed_is_written_again(self, kept: KeptBlobs) -> None:
        kept.put(NAME, CONTENT[:3])
        kept.blobs.write(CONTENT)
        assert kept.blobs.read(NAME, len(CONTENT)) == CONTENT

    def test_an_empty_and_a_large_blob_are_blobs(self, kept: KeptBlobs) -> None:
        for content in (b"", bytes(3 << 20)):
            name = kept.blobs.write(content)
            assert kept.blobs.read(name, len(content)) == content
            assert kept.blobs.measure(name) == (name, len(content))

    def test_what_was_not_written_is_absent(self, kept: KeptBlobs) -> None:
        with pytest.raises(BlobError):
            kept.blobs.read(NAME, len(CONTENT))
        with pytest.raises(FileNotFoundError):
            kept.blobs.measure(NAME)
        assert list(kept.blobs.names()) == []

    @pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT + b"!", b"A ciphertext"])
    def test_another_content_is_refused_and_measured(self, kept: KeptBlobs, content: bytes) -> None:
        kept.put(NAME, content)
        with pytest.raises(BlobError):
            kept.blobs.read(NAME, len(CONTENT))
        assert kept.blobs.measure(NAME) == (sha256(content).hexdigest(), len(content))

    @pytest.mark.parametrize("size", [0, len(CONTENT) - 1, len(CONTENT) + 1])
    def test_another_size_is_refused(self, kept: KeptBlobs, size: int) -> None:
        kept.blobs.write(CONTENT)
        with pytest.raises(BlobError):
            kept.blobs.read(NAME, size)

    def test_what_is_no_blob_is_refused(self, kept: KeptBlobs) -> None:
        kept.put_no_blob(NAME)
        with pytest.raises(BlobError):
            kept.blobs.read(NAME, len(CONTENT))
        with pytest.raises(NotAFile):
            kept.blobs.measure(NAME)

    def test_a_write_without_room_leaves_nothing(self, kept: KeptBlobs) -> None:
        other = kept.blobs.write(b"written before")
        with kept.full(), pytest.raises(BlobError):
            kept.blobs.write(CONTENT)
        assert list(kept.blobs.names()) == [other]
        with pytest.raises(BlobError):
            kept.blobs.read(NAME, len(CONTENT))
        assert kept.blobs.write(CONTENT) == NAME

    def test_what_a_power_cut_broke_off_is_absent(self, kept: KeptBlobs) -> None:
        kept.break_off(CONTENT)
        assert list(kept.blobs.names()) == []
        with pytest.raises(FileNotFoundError):
            kept.blobs.measure(NAME)

    def test_names_are_those_of_all_that_is_stored(self, kept: KeptBlobs) -> None:
        kept.blobs.write(CONTENT)
        kept.put("ff-left-over", b"content")
        assert sorted(kept.blobs.names()) == sorted([NAME, "ff-left-over"])


# ---- the public files ----


@pytest.mark.parametrize("name", [CHECKPOINT_FILE, TRUST_FILE])
class FilePromises:
    """The promises about public files."""

    def test_a_file_is_read_as_it_was_written_last(self, kept: KeptFiles, name: str) -> None:
        for content in (b"first", b"", b"a longer second"):
            kept.files.write(name, content)
            assert kept.files.read(name, 100) == content

    def test_a_file_is_read_as_it_is_and_not_as_it_was_written(self, kept: KeptFiles, name: str) -> None:
        kept.files.write(name, b"first")
        kept.put(name, b"exchanged")
        assert kept.files.read(name, 100) == b"exchanged"

    def test_each_name_has_its_own_file(self, kept: KeptFiles, name: str) -> None:
        (other,) = {CHECKPOINT_FILE, TRUST_FILE} - {name}
        kept.files.write(name, b"content")
        with pytest.raises(FileNotFoundError):
            kept.files.read(other, 100)

    def test_a_file_of_more_bytes_than_were_asked_for_is_not_read(self, kept: KeptFiles, name: str) -> None:
        kept.files.write(name, b"12345")
        assert kept.files.read(name, 5) == b"12345"
        with pytest.raises(NotAFile):
            kept.files.read(name, 4)

    def test_what_is_no_file_is_not_read(self, kept: KeptFiles, name: str) -> None:
        kept.put_no_file(name)
        with pytest.raises(NotAFile):
            kept.files.read(name, 100)

    def test_a_write_without_room_leaves_the_old_file(self, kept: KeptFiles, name: str) -> None:
        kept.files.write(name, b"old")
        with kept.full(), pytest.raises(OSError):
            kept.files.write(name, b"new")
        assert kept.files.read(name, 100) == b"old"
