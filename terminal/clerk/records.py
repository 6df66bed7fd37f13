"""The archived records: found, opened and copied for people.

A record is verified whenever it is opened: its files against their entry, its commitment, every signature against the
station's own authority. A copy that leaves is recorded in the log once it is durable in its folder. Nothing here
changes a record. Whether the log as a whole is right is decided by `luobi archive verify`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.entry import Entry, EntryType, commitment, parse, timestamp
from archive.errors import ArchiveError, StoreError
from archive.metadata import Metadata
from archive.receipt import Receipt
from archive.records import UNFINISHED
from archive.search import masked_name
from forms.message import Message
from signing.civil_time import STATION_TIME
from signing.finding import Gravity
from signing.verify import verify_pdf
from terminal.clerk.counter import Counter
from terminal.clerk.delivery import Placed, folder_of, place, renew, take_back
from terminal.clerk.medium import kind_of
from terminal.clerk.orders import HandedOut, Opened, Papers, RecordLine
from terminal.clerk.papers import sizes_pt
from terminal.clerk.slip import receipt_slip
from terminal.errors import ActRefused
from terminal.station.station import Station

MOST_FOUND = 200
"""The longest list that a desk shows. A name that finds more (staff sign too) is not what was searched for."""
VOID, PAPER = "void", "paper"
SAID = frozenset({"refused", "cancel"})
"""Reasons with text that staff typed. The text of the other reasons is the program's own."""


def find(station: Station, text: str) -> tuple[RecordLine, ...]:
    """Return the newest records with that visit number or that exact name of a signer, newest first.

    Args:
        station: The open station.
        text: A visit number or a name; surrounding spaces are ignored, and "" finds nothing.
    """
    wanted = text.strip()
    if not wanted:
        return ()
    store, key = station.store, station.store_key
    found = {record for name in ("number", "names") for record in store.search(name, wanted, key)}
    raws = (store.bytes_of(record) for record in found)
    entries = sorted((parse(raw) for raw in raws if raw), key=lambda entry: entry.seq, reverse=True)
    return _lines(station, entries[:MOST_FOUND])


def today(station: Station, now: datetime) -> tuple[RecordLine, ...]:
    """Return the records of one day, newest first.

    Args:
        station: The open station.
        now: An aware time; the day is the civil day of the station that contains it.
    """
    begin = now.astimezone(STATION_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    entries = station.store.between(timestamp(begin), timestamp(begin + timedelta(days=1)))
    return _lines(station, (entry for entry in entries if entry.blobs and entry.type is not EntryType.PAPER))


def waiting_for_scans(station: Station) -> tuple[RecordLine, ...]:
    """Return the cases that went on with paper and have no deposited scan yet, newest first."""
    cases = station.store.of_type(EntryType.PAPER)
    deposited = {entry.about for entry in station.store.of_type(EntryType.DEPOSIT)}
    return _lines(station, (entry for entry in cases if entry.id not in deposited))


def open_record(station: Station, record: str) -> tuple[Opened, bytes]:
    """Return the record with its verdict, and its document.

    The verdict is that of `luobi verify`, or "void" for a document that was never finished and has no other fault.
    An archived record is no longer signed, so its papers have no places.

    Args:
        station: The open station.
        record: The record id.

    Raises:
        UnknownRecord: The archive has no such record.
        BlobError: A file of the record cannot be read or decrypted.
        StoreError: The record does not match its entry.
    """
    taken = _take(station, record)
    return _opened(station, taken), taken.document


def hand_out(counter: Counter, record: str, folder: str, by: str, at: datetime) -> HandedOut:
    """Copy document and receipt into the folder and append the entry that records it. Leave neither on failure.

    The receipt is first written as it was given originally. Once the entry is appended, the receipt is renewed, so that
    the newest receipt outside the station also covers the hand-over. Where that write fails, the first receipt is right
    as well.

    Args:
        counter: The open station.
        record: The record id.
        folder: The absolute path that staff chose.
        by: The id of the staff member who orders it.
        at: The aware time of the entry.

    Raises:
        PlaceError: The folder does not take the files.
        ActRefused: The record is void or damaged.
        StationError: No staff member has that id.
        ArchiveError: The record cannot be read, or the entry cannot be appended.
    """
    here = counter.station
    target = folder_of(folder, here.folder)
    to = kind_of(target)
    here.operator(by)
    taken = _take(here, record)
    opened = _opened(here, taken)
    if opened.line.kind == VOID or opened.verdict != "valid":
        raise ActRefused(Message("terminal.not-handed-out"))
    name = file_name(taken.metadata.visit)
    first_given = here.store.note_over(taken.entry.seq) or here.store.sign_checkpoint(here.checkpoint_keys)
    files = {f"{name}.pdf": taken.document, f"{name}-receipt.pdf": _slip(counter, taken, first_given)}
    mode = here.settings.copies_bits
    document, receipt = place(target, files, counter.random, mode)
    seq = _recorded(counter, taken.entry.id, (document, receipt), to, by, at)
    with suppress(ArchiveError, OSError):  # the entry stands; the next checkpoint covers it, and meets the same fault
        newest = here.store.sign_checkpoint(here.checkpoint_keys)
        receipt = renew(receipt, _slip(counter, taken, newest), counter.random, mode)
    return HandedOut((str(document.path), str(receipt.path)), seq)


def file_name(number: str) -> str:
    """Return a visit's number as a file name that is safe for every area of a station."""
    return re.sub(r"[^0-9A-Za-z-]", "_", number)


def line_of(station: Station, entry: Entry) -> RecordLine:
    """Return a record as the desk lists it: with the masked name of the first signer only.

    Args:
        station: The open station.
        entry: The entry of the record.
    """
    fields = station.store.fields(entry.id, station.store_key)
    number, title, name = ((fields.get(key) or ("",))[0] for key in ("number", "title", "names"))
    voided = entry.type is EntryType.VOID or any(each.type is EntryType.VOID for each in station.store.about(entry.id))
    kind = VOID if voided else str(entry.type)
    return RecordLine(entry.id, entry.seq, entry.ts, number, title, masked_name(name), kind)


def _lines(station: Station, entries: Iterable[Entry]) -> tuple[RecordLine, ...]:
    return tuple(line_of(station, entry) for entry in entries)


@dataclass(frozen=True, slots=True)
class _Taken:
    """The parts of a record as they were archived."""

    entry: Entry
    document: bytes = field(repr=False)
    metadata: Metadata = field(repr=False)


def _take(station: Station, record: str) -> _Taken:
    """Read every part of a record again; check the files against the entry, and the contents against its commitment."""
    store, key = station.store, station.store_key
    entry = store.find(record)
    document, data = (store.blob(entry.id, role, key) for role in ("document", "metadata"))
    metadata = Metadata.read(data)
    if metadata is None or commitment(store.salt(entry.id, key), document, data) != entry.commit:
        raise StoreError(Message("terminal.record-changed", record=entry.id))
    return _Taken(entry, document, metadata)


def _opened(station: Station, taken: _Taken) -> Opened:
    report = verify_pdf(taken.document, [station.ca.certificate])
    weighty = (each.kind for each in report.findings if each.kind.gravity is not Gravity.NOTE)
    unfinished = taken.entry.type is EntryType.VOID and all(kind in UNFINISHED for kind in weighty)
    papers = Papers(sizes_pt(taken.document), (), {})
    line, verdict = line_of(station, taken.entry), VOID if unfinished else report.verdict
    if taken.entry.type is EntryType.PAPER:
        verdict = PAPER
    return Opened(line, verdict, papers, *_why_void(station, taken))


def _why_void(station: Station, taken: _Taken) -> tuple[str, str]:
    """Return the reason in the log (a later `void` entry first) and what staff typed when they gave the visit up."""
    later = [each for each in station.store.about(taken.entry.id) if each.type is EntryType.VOID]
    if later:
        return str(later[-1].facts["reason"]), ""
    if taken.entry.type is not EntryType.VOID:
        return "", ""
    reason = str(taken.entry.facts.get("reason", ""))
    said = [str(facts.get("reason", "")) for _, facts in taken.metadata.ceremony.acts_called(reason)]
    return reason, said[-1] if said and reason in SAID else ""


def _slip(counter: Counter, taken: _Taken, note: str) -> bytes:
    """Return the record's receipt over that checkpoint, as a page."""
    here = counter.station
    receipt = Receipt.of(taken.entry, note)
    receipt.checkpoint(here.store.vkeys)
    number, title = taken.metadata.visit, taken.metadata.title
    return receipt_slip(here.settings, counter.faces, number, title, taken.entry, receipt)


def _recorded(counter: Counter, record: str, placed: tuple[Placed, ...], to: str, by: str, at: datetime) -> int:
    """Append the hand-over entry and return its number. Remove the files again when that fails."""
    try:
        return counter.station.store.append_hand_over(
            hand_over_id=counter.random(16).hex(),
            of=record,
            what=("document", "receipt"),
            to=to,
            by=by,
            at=at,
        ).seq
    except BaseException:
        take_back(placed)
        raise
