"""Drafts: every open visit is on the disk after each event, so that no power loss loses a visit or a signature.

Each visit has one encrypted file in the station's folder `drafts/`, written durably and atomically. This module decides
the state of a visit after an interruption; `draft_codec` decides what a draft holds. A draft that cannot be resumed is
reported with its reason and stays where it is.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.blobs import BlobSlot, decrypt_value, encrypt_value
from archive.errors import BlobError, NotAFile
from archive.regular_file import read_regular
from forms.message import Message
from forms.system_errors import why
from signing import durable
from terminal.clerk.authority import made
from terminal.clerk.counter import Docket
from terminal.clerk.draft_codec import FORMAT, READABLE, decoded, encoded
from terminal.clerk.orders import LostDraft
from terminal.errors import ActRefused, DraftLost, NotNow
from terminal.station.station import Random
from terminal.visit.events import Event, Failed, InkVoided, Pause
from terminal.visit.flow import step
from terminal.visit.model import State, Visit

FOLDER = "drafts"
ROLE = "draft"
SUFFIX = ".draft"
INTERRUPTED = "power-lost"
_RECORD = re.compile(r"[0-9a-f]{32}")
_HEAD = re.compile(rb"(luobi-draft/[0-9]+) ([0-9]{1,12})\n")

Draft = tuple[Visit, Docket | None]


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a station: its folder, the origin of its log, the key of its store, a source of random bytes."""

    home: Path
    origin: str
    key: bytes = field(repr=False)
    random: Random = field(default=os.urandom, repr=False)

    def keep(self, visit: Visit, docket: Docket | None) -> None:
        """Write the draft; when this returns, the disk has it.

        Raise OSError on failure; the earlier draft is then unchanged.

        Args:
            visit: The visit to keep.
            docket: Its bytes; None before the document is frozen.
        """
        path = self._path(visit.record)
        durable.make_folder(path.parent)
        sealed = encrypt_value(encoded(visit, docket), self._place(visit.record), self.key, self.random)
        durable.replace(path, f"{FORMAT} {len(sealed)}\n".encode("ascii") + sealed, random=self.random)

    def discard(self, record: str) -> None:
        """Remove the draft of a visit that has ended. A missing draft is no error."""
        path = self._path(record)
        if path.exists():
            durable.remove(path)

    def load(self) -> tuple[tuple[Draft, ...], tuple[LostDraft, ...]]:
        """Return every draft as it was kept, and the lost ones. Remove what an interrupted write left."""
        found: list[Draft] = []
        lost: list[LostDraft] = []
        for path in self._files():
            try:
                found.append(self._read(path))
            except DraftLost as problem:
                lost.append(LostDraft(str(path), problem.message))
        return tuple(found), tuple(lost)

    def _files(self) -> Iterator[Path]:
        for path in sorted((self.home / FOLDER).glob("*")):
            if path.name.startswith(".") and SUFFIX in path.name:
                path.unlink()
            elif path.name.endswith(SUFFIX):
                yield path

    def _read(self, path: Path) -> Draft:
        record = path.name.removesuffix(SUFFIX)
        sealed = _sealed(path)
        try:
            plain = decrypt_value(sealed, self._place(record), self.key)
        except BlobError as problem:
            raise DraftLost(Message("terminal.draft-other-key")) from problem
        visit, docket = decoded(plain)
        if visit.record != record or (docket is not None and not _is_whole(docket)):
            raise DraftLost(Message("terminal.draft-other-digest"))
        return visit, docket

    def _path(self, record: str) -> Path:
        if not _RECORD.fullmatch(record):
            raise ActRefused(Message("terminal.not-a-visit-id", record=record))
        return self.home / FOLDER / f"{record}{SUFFIX}"

    def _place(self, record: str) -> BlobSlot:
        return BlobSlot(self.origin, record, ROLE)


def _sealed(path: Path) -> bytes:
    """Return the encrypted part of a complete draft file. Raise DraftLost for any other file."""
    try:
        data = read_regular(path)
    except NotAFile as problem:
        raise DraftLost(Message("terminal.draft-not-a-file")) from problem
    except OSError as problem:
        raise DraftLost(Message("terminal.draft-unreadable", cause=why(problem))) from problem
    head = _HEAD.match(data)
    if head is None:
        raise DraftLost(Message("terminal.draft-none"))
    if head[1].decode("ascii") not in READABLE:
        raise DraftLost(Message("terminal.draft-other-version", format=head[1].decode("ascii")))
    sealed = data[head.end() :]
    if len(sealed) != int(head[2]):
        raise DraftLost(Message("terminal.draft-cut", expected=int(head[2]), found=len(sealed)))
    return sealed


def _is_whole(docket: Docket) -> bool:
    return hashlib.sha256(docket.frozen.pdf).hexdigest() == docket.frozen.sha256


def after_interruption(visit: Visit, docket: Docket | None, at: str) -> Visit:
    """Return the visit as it is after the program ended in the middle of it.

    What was signed or sealed and kept has happened. Ink that was not yet a signature is void. Then the visit is paused,
    and waits for a person.

    Args:
        visit: The visit as its draft has it.
        docket: Its bytes; None before the document is frozen.
        at: The time of the restart, ISO 8601 UTC.
    """
    told = _told(visit, docket)
    resumed = visit if told is None or visit.paused else step(visit, told, at)
    if resumed.paused or resumed.state is State.DONE:
        return resumed
    try:
        return step(resumed, Pause("restart"), at)
    except NotNow:
        return resumed


def _told(visit: Visit, docket: Docket | None) -> Event | None:
    """Return the event that the visit had not yet received when the program ended; None where it had all."""
    match visit.state:
        case State.STAMP | State.SEAL if docket is not None and (event := made(visit, docket)):
            return event
        case State.STAMP:
            return Failed(INTERRUPTED)
        case State.SIGN | State.LOOK:
            return InkVoided(INTERRUPTED)
        case _:
            return None
