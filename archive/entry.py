"""Entries: what the log records about one record or event, as the exact bytes that are hashed.

An entry is RFC 8785 canonical JSON in a restricted profile: fixed keys, ASCII values (only the station's name may have
other characters), no floats, no nulls. `parse` rejects everything else and never normalises, so an entry has exactly
one form in bytes. No entry holds personal data: a record appears as a random id, digests of ciphertext and a salted
commitment. `merkle` and `store` link the entries to each other. Specification: docs/formats/entry.md.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NoReturn

import rfc8785
from cryptography.hazmat.primitives import hashes

from archive import profile
from archive.errors import RESTORE_ENTRY, EntryError, NewerEntry, remedied
from archive.merkle import EMPTY_ROOT, leaf_hash
from archive.profile import HANDED_OVER, PLACES, SHAPES, EntryType, Fact
from forms.message import Message

__all__ = ["HANDED_OVER", "PLACES", "BlobRef", "Entry", "EntryType", "Fact", "parse"]

VERSION = 2
SUITE = 1  # SHA-256 leaves and nodes, SHA-256 + SM3 commitment, AES-256-GCM blobs
MAX_BYTES = 16 * 1024
SALT_BYTES = 32
_KEYS = frozenset(("v", "suite", "log", "seq", "prev", "ts", "type", "id", "commit", "blobs", "facts"))


@dataclass(frozen=True, slots=True)
class BlobRef:
    """One blob of a record: its role, the SHA-256 (hex) of the stored ciphertext and its size in bytes.

    `key` is the commitment (hex) to the blob's content key, from version 2 on; it is "" in version 1.
    """

    role: str
    sha256: str
    size: int
    key: str = ""

    def document(self) -> dict[str, Any]:
        """Return the blob as the JSON object that an entry contains."""
        told: dict[str, Any] = {"role": self.role, "sha256": self.sha256, "size": self.size}
        return told | ({"key": self.key} if self.key else {})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a log. `prev` is the leaf hash (hex) of the previous entry, or the root of the empty tree."""

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
        """Check the rules of an entry. Raise EntryError, which names the key, when one is broken."""
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        _check(self)

    def to_bytes(self) -> bytes:
        """Return the canonical bytes (RFC 8785). Raise EntryError when they are longer than 16 KiB."""
        raw = rfc8785.dumps(self.document())
        if len(raw) > MAX_BYTES:
            raise _refused(Message("archive.entry-too-long", entry=self.seq, size=len(raw), most=MAX_BYTES))
        return raw

    def leaf(self) -> bytes:
        """Return the leaf hash: it is the entry's leaf in the tree and the `prev` of the next entry."""
        return leaf_hash(self.to_bytes())

    @property
    def about(self) -> str:
        """The id of the earlier record that this entry refers to; "" when it refers to no other record."""
        return str(self.facts.get("of", ""))

    def document(self) -> dict[str, Any]:
        """Return the entry as a JSON object."""
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
            "blobs": [blob.document() for blob in self.blobs],
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
    staff: Mapping[str, str] | None = None,
) -> Entry:
    """Build the first entry of a log, which fixes the station's kind, its keys and its custodian.

    Args:
        log: The origin (unique name) of the log.
        at: The time of the entry; it must have a time zone.
        kind: "training" or "production".
        station: The name of the station.
        vkeys: The public checkpoint keys of the log.
        ca_sha256: The SHA-256 (hex) of the station's CA certificate in DER.
        custodian_sha256: The SHA-256 (hex) of the custodian's public key.
        staff: For each founding staff member, by pseudonym, the commitment to the name (`name_commitment`).
    """
    facts: dict[str, Fact] = {
        "kind": kind,
        "station": station,
        "vkeys": tuple(vkeys),
        "ca": ca_sha256,
        "custodian": custodian_sha256,
    }
    if staff:
        facts |= {"staff": tuple(sorted(staff)), "names": tuple(staff[each] for each in sorted(staff))}
    return Entry(log, 0, EMPTY_ROOT.hex(), timestamp(at), EntryType.GENESIS, "genesis", facts=facts)


def timestamp(at: datetime) -> str:
    """Return an aware time as the entry writes it: UTC, milliseconds, Z. Raise EntryError for a time without zone."""
    try:
        return profile.timestamp(at)
    except ValueError as error:
        raise EntryError(Message("archive.time-without-zone")) from error


def commitment(salt: bytes, document: bytes, metadata: bytes) -> str:
    """Return the commitment to a record's content, in hex.

    It is SHA-256(salt || SHA-256(document) || SM3(document) || SHA-256(metadata)). Because of the salt, the log alone
    does not let anyone confirm a guess at the document.

    Args:
        salt: 32 random bytes; EntryError for any other length.
        document: The PDF; b"" when the record has none.
        metadata: The metadata in JSON; b"" when the record has none.
    """
    if len(salt) != SALT_BYTES:
        raise EntryError(Message("archive.salt-length", size=len(salt), wanted=SALT_BYTES))
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(document)
    parts = (salt, sha256(document).digest(), sm3.finalize(), sha256(metadata).digest())
    return sha256(b"".join(parts)).hexdigest()


def name_commitment(salt: bytes, staff: str, name: str) -> str:
    """Return the commitment to the name of a staff member, in hex.

    It is SHA-256("luobi name 1" || salt || staff || 0x00 || name in NFC). The log names staff by pseudonym. With the
    salt a name can be proven; without it a guess cannot be confirmed.

    Args:
        salt: 32 random bytes, which the store keeps.
        staff: The pseudonym, in ASCII.
        name: The person's name.
    """
    told = staff.encode("ascii") + b"\0" + unicodedata.normalize("NFC", name).encode("utf-8")
    return sha256(b"luobi name 1" + salt + told).hexdigest()


def key_commitment(key: bytes) -> str:
    """Return the hex SHA-256("luobi key 1" || content key). It stays the same when the key is wrapped again."""
    return sha256(b"luobi key 1" + key).hexdigest()


# ---- reading ----


def parse(raw: bytes) -> Entry:
    """Return the entry in `raw`.

    Raises:
        EntryError: `raw` is not exactly the canonical bytes of an entry.
        NewerEntry: It is canonical, but has a version or type that only a newer Luobi can check.
    """
    if len(raw) > MAX_BYTES:
        raise _refused(Message("archive.bytes-too-many", size=len(raw), most=MAX_BYTES))
    document = _load(raw)
    if _is_newer(document):
        raise _newer(document, raw)
    if document.keys() != _KEYS:
        raise _refused(Message("archive.entry-keys"))
    entry = _from_document(document)
    if entry.to_bytes() != raw:
        raise _refused(Message("archive.entry-not-canonical", entry=entry.seq))
    return entry


def _refused(problem: Message) -> EntryError:
    return EntryError(remedied(problem, RESTORE_ENTRY))


def _load(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_float=_no_number, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        raise _not_json(Message("archive.json-no-text", at=error.start)) from error
    except json.JSONDecodeError as error:
        raise _not_json(Message("archive.json-broken", at=error.pos)) from error
    except (ValueError, RecursionError) as error:
        raise _not_json(Message("archive.json-beyond-measure")) from error
    if not isinstance(document, dict):
        raise _refused(Message("archive.bytes-no-entry"))
    return document


def _not_json(why: Message) -> EntryError:
    return _refused(Message("archive.bytes-not-json", why=why))


def _is_newer(document: dict[str, Any]) -> bool:
    """Return whether the version is later than the newest one known here, or is that one with an unknown type."""
    version, type_ = document.get("v"), document.get("type")
    if not profile.is_integer(version, VERSION):
        return False
    return version != VERSION or (profile.TOKEN(type_) and type_ not in SHAPES[VERSION])


def _newer(document: dict[str, Any], raw: bytes) -> EntryError:
    try:
        canonical = rfc8785.dumps(document) == raw
    except rfc8785.CanonicalizationError:
        canonical = False
    if not canonical:
        return _refused(Message("archive.bytes-not-canonical"))
    seq, prev = document.get("seq"), document.get("prev")
    return NewerEntry(
        Message("archive.made-by-newer", version=document["v"], type=str(document.get("type"))[:40]),
        seq if profile.is_integer(seq) else None,
        prev if profile.is_hash(prev) else None,
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _not_json(Message("archive.json-key-twice"))
    return document


def _no_number(text: str) -> NoReturn:
    raise _not_json(Message("archive.json-number", number=text[:20]))


def _from_document(document: dict[str, Any]) -> Entry:
    facts, blobs = document["facts"], document["blobs"]
    if not isinstance(facts, dict) or not isinstance(blobs, list):
        raise _refused(Message("archive.entry-members"))
    frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return Entry(**(document | {"facts": frozen, "blobs": tuple(map(_blob, blobs)), "type": _type(document["type"])}))


def _blob(document: object) -> BlobRef:
    if not isinstance(document, dict) or document.keys() - {"key"} != {"role", "sha256", "size"}:
        raise _refused(Message("archive.entry-blob"))
    return BlobRef(**document)


def _type(name: object) -> EntryType:
    try:
        return EntryType(name)  # type: ignore[arg-type]
    except ValueError as error:
        raise _refused(Message("archive.entry-type", type=str(name)[:40])) from error


# ---- the profile ----


def _check(entry: Entry) -> None:
    """Check every rule of docs/formats/entry.md. Raise EntryError, which names the first broken one."""
    known = type(entry.v) is int and entry.v in SHAPES
    rules: tuple[tuple[str, bool], ...] = (
        ("v", known),
        ("suite", type(entry.suite) is int and entry.suite == SUITE),
        ("log", profile.is_origin(entry.log)),
        ("seq", profile.is_integer(entry.seq)),
        ("prev", profile.is_hash(entry.prev)),
        ("ts", profile.is_time(entry.ts)),
        ("id", profile.is_id(entry.id)),
        ("type", (entry.type is EntryType.GENESIS) == (entry.seq == 0)),
        ("prev", entry.seq != 0 or entry.prev == EMPTY_ROOT.hex()),
        ("facts", known and profile.facts_fit(entry.v, entry.type, entry.facts)),
    )
    broken = next((key for key, holds in rules if not holds), None)
    # Which blobs there may be depends on version, type and facts.
    if broken is None and not _blobs_fit(entry):
        broken = "blobs"
    if broken is None and not (profile.is_hash(entry.commit) if entry.blobs else entry.commit == ""):
        broken = "commit"
    if broken:
        raise _refused(Message("archive.entry-profile", key=broken, entry=str(entry.seq)[:20]))


def _blobs_fit(entry: Entry) -> bool:
    """Return whether the blobs fit the entry.

    They are sorted by role, and each role occurs once. Their number fits the type. From version 2 on each has the
    commitment to its key.
    """
    if not all(_blob_fits(each, entry.v) for each in entry.blobs):
        return False
    roles = [each.role for each in entry.blobs]
    wanted = profile.blobs_wanted(entry.v, entry.type, entry.facts)
    return roles == sorted(set(roles)) and wanted in ("any", "some" if roles else "none")


def _blob_fits(blob: BlobRef, version: int) -> bool:
    sound = profile.is_role(blob.role) and profile.is_hash(blob.sha256) and profile.is_integer(blob.size)
    return sound and (blob.key == "" if version == 1 else profile.is_hash(blob.key))
