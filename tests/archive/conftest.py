"""A small archive, made once, copied for each test that harms it."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from archive import records
from archive.checkpoint import CheckpointKeys
from archive.entry import Entry, commitment
from archive.log import Log
from archive.receipt import Receipt
from archive.storage.port import Storage
from archive.store import Store
from signing.custodian import public_file
from tests.archive import papers
from tests.archive.papers import BEGAN, NAME, ORIGIN, STATION_NAME

pytest.register_assert_rewrite("tests.archive.conformance")
STORE_KEY = hashlib.sha256(b"the store's key of the tests").digest()
KEYS = CheckpointKeys.generate(ORIGIN, lambda count: hashlib.sha256(b"log").digest()[:count])
STRANGER = CheckpointKeys.generate(ORIGIN, lambda count: hashlib.sha256(b"another").digest()[:count])


@dataclass(frozen=True)
class Station:
    """An archive of six records, its receipts (one for each), and the notes that were signed."""

    folder: Path
    entries: tuple[Entry, ...]
    receipts: tuple[Receipt, ...]
    notes: tuple[str, ...]

    @property
    def database(self) -> Path:
        return self.folder / "log.sqlite"

    def sql(self, statement: str, *values: object) -> None:
        """Change the database as an intruder would, with nothing but SQL."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            assert connection.execute(statement, values).rowcount != 0

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query, values).fetchall()

    def blob(self, seq: int, role: str) -> Path:
        ref = next(each for each in self.entries[seq].blobs if each.role == role)
        return self.folder / "blobs" / ref.sha256[:2] / ref.sha256

    def log(self) -> Log:
        return Log.read(self.folder)


def create(folder: Path) -> Store:
    """A station's folder: the log, and what lies beside it."""
    store = begin(folder)
    for name, content in beside().items():
        (folder / name).write_bytes(content)
    return store


def begin(place: Path | Storage) -> Store:
    """A new log, with nothing beside it but what it writes itself."""
    return Store.create(
        place,
        origin=ORIGIN,
        kind="training",
        name=STATION_NAME,
        vkeys=KEYS.vkeys,
        ca_certificate=papers.CA.certificate.public_bytes(Encoding.DER),
        custodian=papers.CUSTODIAN.digest(),
        at=BEGAN,
    )


def beside() -> dict[str, bytes]:
    """The public files that the station writes."""
    settings = f'origin = "{ORIGIN}"\nname = "{STATION_NAME}"\nkind = "training"\n'
    return {
        "ca.pem": papers.CA.certificate.public_bytes(Encoding.PEM),
        "custodian.pub.json": public_file(papers.CUSTODIAN),
        "station.toml": settings.encode(),
    }


def append(store: Store, number: int, salt: bytes | None = None) -> Entry:
    return append_paper(store, papers.paper(number), number, salt)


def append_paper(store: Store, paper: papers.Paper, number: int, salt: bytes | None = None) -> Entry:
    """Archive these very parts, whatever they are."""
    salt = salt or os.urandom(32)
    return store.append_record(
        record_id=paper.record,
        type_=paper.type,
        commit=commitment(salt, paper.blobs.get("document", b""), paper.blobs.get("metadata", b"")),
        blobs=paper.blobs,
        salt=salt,
        search={"number": f"330106-2026-{number:06d}", "title": "失业登记表", "names": [NAME, "王五"]},
        at=BEGAN + timedelta(minutes=number),
        store_key=STORE_KEY,
        facts=paper.facts,
    )


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Station:
    folder = tmp_path_factory.mktemp("archive") / "station"
    receipts, notes = [], []
    with create(folder) as store:
        for number in range(1, 7):
            entry = append(store, number)
            notes.append(store.sign_checkpoint(KEYS, BEGAN + timedelta(minutes=number)))
            receipts.append(Receipt.of(entry, notes[-1]))
        entries = tuple(store.entries())
    return Station(folder, entries, tuple(receipts), tuple(notes))


@pytest.fixture(scope="session", autouse=True)
def each_document_is_verified_once() -> Iterator[None]:
    """The verification of a document is a function of its bytes and the trusted; many tests look at the same six."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "verify_pdf", cache(records.verify_pdf))
        yield


@pytest.fixture
def station(original: Station, tmp_path: Path) -> Iterator[Station]:
    folder = tmp_path / "station"
    shutil.copytree(original.folder, folder)
    yield replace(original, folder=folder)


def rewrite(station: Station, first: int, keys: CheckpointKeys | None = None) -> None:
    """Recompute links, leaves, columns and head from entry `first` on, as an insider would; with keys sign anew."""
    from archive import checkpoint
    from archive.entry import parse
    from archive.merkle import Frontier
    from archive.storage.port import Row

    with closing(sqlite3.connect(station.database)) as connection, connection:
        raws = [raw for (raw,) in connection.execute("SELECT raw FROM entry ORDER BY seq")]
        connection.execute("DELETE FROM entry")
        tree, link, sizes = Frontier(), b"", {}
        for seq, raw in enumerate(raws):
            entry = parse(raw)
            if seq >= first:
                entry = replace(entry, seq=seq, prev=link.hex() if seq else entry.prev)
            row = Row.of(entry)
            link = row.leaf
            columns = {"log_id": 1} | row.columns()
            marks = ",".join("?" * len(columns))
            names = ",".join(columns)
            connection.execute(f"INSERT INTO entry ({names}) VALUES ({marks})", tuple(columns.values()))
            tree.append(link)
            sizes[tree.size] = (tree.root(), b"".join(tree.peaks))
        connection.execute("UPDATE log SET head_seq=?, head_leaf=?", (tree.size - 1, link))
        if keys:
            connection.execute("DELETE FROM checkpoint")
            for size in range(2, tree.size + 1):
                root, peaks = sizes[size]
                note = checkpoint.sign(checkpoint.Checkpoint(ORIGIN, size, root), keys, BEGAN)
                connection.execute("INSERT INTO checkpoint VALUES (1,?,?,?)", (size, peaks, note))
                (station.folder / "checkpoint").write_text(note, encoding="utf-8")
