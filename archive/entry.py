"""What the log says about a record: one entry, as the exact bytes that are hashed.

An entry is RFC 8785 canonical JSON in a restricted profile: fixed keys, ASCII values (only the station's
name may be more), no floats, no nulls. `parse` rejects what is not exactly that and never normalises, so
bytes and entry are one. No entry holds personal data: a record appears as a random id, digests of
ciphertext and a salted commitment. What the bytes are linked to is `merkle`'s and `store`'s affair.
Specification: docs/formats/entry.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NoReturn

import rfc8785
from cryptography.hazmat.primitives import hashes

from archive.errors import EntryError
from archive.merkle import EMPTY_ROOT, leaf_hash

VERSION = 1
SUITE = 1  # SHA-256 leaves and nodes, SHA-256 + SM3 commitment, AES-256-GCM blobs
MAX_BYTES = 16 * 1024
MAX_INTEGER = 2**53 - 1
SALT_BYTES = 32
_KEYS = frozenset(("v", "suite", "log", "seq", "prev", "ts", "type", "id", "commit", "blobs", "facts"))
_REMEDY = "Restore the entry from a copy that the receipts confirm; do not edit it."

Fact = str | int | bool | tuple[str, ...]


class EntryType(StrEnum):
    """What an entry records."""

    GENESIS = "genesis"
    RECORD = "record"
    VOID = "void"
    SUPERSEDE = "supersede"
    DISPOSAL = "disposal"
    KEY_EVENT = "key-event"
    INCARNATION = "incarnation"
    HAND_OVER = "hand-over"


@dataclass(frozen=True, slots=True)
class BlobRef:
    """One blob of a record: its role, the SHA-256 (hex) of the stored ciphertext and its size in bytes."""

    role: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a log. `prev`: leaf hash (hex) of the entry before, or of the empty tree."""

    log: str
    seq: int
    prev: str
    ts: str
    type: EntryType
    id: str
    commit: str = ""
    blobs: tuple[BlobRef, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    v: int = VERSION
    suite: int = SUITE

    def __post_init__(self) -> None:
        """Refuse what is not an entry: EntryError names the key."""
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        _check(self)

    def to_bytes(self) -> bytes:
        """The canonical bytes (RFC 8785), at most 16 KiB."""
        raw = rfc8785.dumps(self.document())
        if len(raw) > MAX_BYTES:
            raise EntryError(f"entry {self.seq}: {len(raw)} bytes are more than {MAX_BYTES}. {_REMEDY}")
        return raw

    def leaf(self) -> bytes:
        """The leaf hash: the entry's place in the tree and the link that the next entry carries."""
        return leaf_hash(self.to_bytes())

    @property
    def about(self) -> str:
        """The id of the record that this entry speaks about, where that is another one; else empty."""
        return str(self.facts.get("of", ""))

    def document(self) -> dict[str, Any]:
        """The entry as a JSON object."""
        return {
            "v": self.v,
            "suite": self.suite,
            "log": self.log,
            "seq": self.seq,
            "prev": self.prev,
            "ts": self.ts,
            "type": str(self.type),
            "id": self.id,
            "commit": self.commit,
            "blobs": [{"role": blob.role, "sha256": blob.sha256, "size": blob.size} for blob in self.blobs],
            "facts": dict(self.facts),
        }


# ---- making ----


def genesis(
    *,
    log: str,
    at: datetime,
    kind: str,
    station: str,
    vkeys: Sequence[str],
    ca_sha256: str,
    custodian_sha256: str,
) -> Entry:
    """The first entry: fixes the station's kind ("training" or "production"), its keys and its custodian."""
    facts: dict[str, Fact] = {
        "kind": kind,
        "station": station,
        "vkeys": tuple(vkeys),
        "ca": ca_sha256,
        "custodian": custodian_sha256,
    }
    return Entry(log, 0, EMPTY_ROOT.hex(), timestamp(at), EntryType.GENESIS, "genesis", facts=facts)


def timestamp(at: datetime) -> str:
    """An aware time as the entry writes it: UTC, milliseconds, Z."""
    if at.tzinfo is None:
        raise EntryError("a time without zone cannot be an entry's time. Pass an aware datetime.")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def commitment(salt: bytes, document: bytes, metadata: bytes) -> str:
    """Hex SHA-256(salt || SHA-256(document) || SM3(document) || SHA-256(metadata)); `salt`: 32 random bytes.

    The salt keeps anyone from confirming a guess at the document from the log alone.
    """
    if len(salt) != SALT_BYTES:
        raise EntryError(f"a salt of {len(salt)} bytes. Pass {SALT_BYTES} random bytes.")
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(document)
    parts = (salt, sha256(document).digest(), sm3.finalize(), sha256(metadata).digest())
    return sha256(b"".join(parts)).hexdigest()


# ---- reading ----


def parse(raw: bytes) -> Entry:
    """The entry in `raw`; EntryError unless `raw` is exactly its canonical bytes."""
    if len(raw) > MAX_BYTES:
        raise EntryError(f"{len(raw)} bytes are no entry, which has at most {MAX_BYTES}. {_REMEDY}")
    entry = _from_document(_load(raw))
    if entry.to_bytes() != raw:
        raise EntryError(f"entry {entry.seq}: the bytes are not canonical (RFC 8785). {_REMEDY}")
    return entry


def _load(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_float=_no_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise EntryError(f"the bytes are not JSON of an entry ({error}). {_REMEDY}") from error
    if not isinstance(document, dict) or document.keys() != _KEYS:
        raise EntryError(f"the keys are not those of an entry. {_REMEDY}")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key appears twice")
    return document


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is not a number that an entry may hold")


def _from_document(document: dict[str, Any]) -> Entry:
    facts, blobs = document["facts"], document["blobs"]
    if not isinstance(facts, dict) or not isinstance(blobs, list):
        raise EntryError(f"facts must be an object and blobs an array. {_REMEDY}")
    frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return Entry(**(document | {"facts": frozen, "blobs": tuple(map(_blob, blobs)), "type": _type(document["type"])}))


def _blob(document: object) -> BlobRef:
    if not isinstance(document, dict) or document.keys() != {"role", "sha256", "size"}:
        raise EntryError(f"a blob needs exactly role, sha256 and size. {_REMEDY}")
    return BlobRef(**document)


def _type(name: object) -> EntryType:
    try:
        return EntryType(name)  # type: ignore[arg-type]
    except ValueError as error:
        raise EntryError(f"no type of entry is called {str(name)[:40]!r}. {_REMEDY}") from error


# ---- the profile ----

_ORIGIN = re.compile(r"[!-*,-~]{1,200}")  # printable ASCII without space and plus (C2SP signed-note)
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_ROLE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_HEX = re.compile(r"[0-9a-f]{64}")
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:/-]{0,63}")
_VKEY = re.compile(r"[!-*,-~]{1,200}\+[0-9a-f]{8}\+[0-9A-Za-z+/=]{20,2000}")
_STATION = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,100}")
INK_SOURCES = ("mouse", "pen", "recording", "synthetic", "tablet", "touch")
HANDED_OVER = ("document", "receipt")
PLACES = ("folder", "usb")
"""The kind of place that copies were handed over to; never its path or its label, which may name a person."""


def _text(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _integer(value: object, low: int = 0) -> bool:
    return type(value) is int and low <= value <= MAX_INTEGER


def _time(value: object) -> bool:
    try:
        return isinstance(value, str) and timestamp(datetime.fromisoformat(value)) == value
    except (ValueError, OverflowError, EntryError):
        return False


def _vkeys(value: object) -> bool:
    return isinstance(value, tuple) and len(value) > 0 and all(map(_text(_VKEY), value))


def _some_of(known: tuple[str, ...]) -> Callable[[object], bool]:
    """At least one of these words, sorted, each once."""

    def holds(value: object) -> bool:
        if not isinstance(value, tuple) or not all(isinstance(each, str) for each in value):
            return False
        return list(value) == sorted(set(value) & set(known)) != []

    return holds


def _plain(value: object) -> bool:
    """A fact of a type whose maker is still to come: a token, a boolean, an integer or tokens."""
    if isinstance(value, tuple):
        return all(map(_text(_TOKEN), value))
    return isinstance(value, bool) or _integer(value, -MAX_INTEGER) or _text(_TOKEN)(value)


Rule = Callable[[object], bool]
_RECORD_FACTS: dict[str, Rule] = {
    "form": _text(_TOKEN),
    "edition": _text(_TOKEN),
    "form_sha256": _text(_HEX),
    "level": _text(re.compile("L[0-3]")),
    "ink": _some_of(INK_SOURCES),
}
# For each type: the facts that must be there, and those that may.
_FACTS: dict[EntryType, tuple[dict[str, Rule], dict[str, Rule]]] = {
    EntryType.GENESIS: (
        {
            "kind": _text(re.compile("training|production")),
            "station": _text(_STATION),
            "vkeys": _vkeys,
            "ca": _text(_HEX),
            "custodian": _text(_HEX),
        },
        {},
    ),
    EntryType.RECORD: ({}, _RECORD_FACTS),
    EntryType.VOID: ({}, _RECORD_FACTS | {"reason": _text(_TOKEN), "of": _text(_ID)}),
    EntryType.HAND_OVER: (
        {
            "of": _text(_ID),
            "what": _some_of(HANDED_OVER),
            "to": _text(re.compile("|".join(PLACES))),
            "by": _text(_TOKEN),
        },
        {},
    ),
}


def _check(entry: Entry) -> None:
    """Every rule of docs/formats/entry.md; the first that is broken is named."""
    rules: tuple[tuple[str, bool], ...] = (
        ("v", type(entry.v) is int and entry.v == VERSION),
        ("suite", type(entry.suite) is int and entry.suite == SUITE),
        ("log", _text(_ORIGIN)(entry.log)),
        ("seq", _integer(entry.seq)),
        ("prev", _text(_HEX)(entry.prev)),
        ("ts", _time(entry.ts)),
        ("id", _text(_ID)(entry.id)),
        ("type", (entry.type is EntryType.GENESIS) == (entry.seq == 0)),
        ("prev", entry.seq != 0 or entry.prev == EMPTY_ROOT.hex()),
        ("blobs", _blobs_in_order(entry)),
        ("commit", _text(_HEX)(entry.commit) if entry.blobs else entry.commit == ""),
        ("facts", _facts_fit(entry)),
    )
    broken = next((key for key, holds in rules if not holds), None)
    if broken:
        raise EntryError(f"{broken} of entry {str(entry.seq)[:20]} breaks the profile. {_REMEDY}")


def _blobs_in_order(entry: Entry) -> bool:
    """Sorted by role, each role once; a record has some, the first entry and a hand-over none."""
    sound = all(_text(_ROLE)(each.role) and _text(_HEX)(each.sha256) and _integer(each.size) for each in entry.blobs)
    roles = [each.role for each in entry.blobs] if sound else []
    if entry.type is EntryType.RECORD and not roles:
        return False
    bare = entry.seq == 0 or entry.type is EntryType.HAND_OVER
    return sound and roles == sorted(set(roles)) and not (bare and roles)


def _facts_fit(entry: Entry) -> bool:
    if entry.type not in _FACTS:
        return all(_text(_TOKEN)(key) and _plain(value) for key, value in entry.facts.items())
    must, may = _FACTS[entry.type]
    rules = must | may
    known = must.keys() <= entry.facts.keys() <= rules.keys()
    return known and all(rules[key](value) for key, value in entry.facts.items())
