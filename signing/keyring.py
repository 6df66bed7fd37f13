"""The station's secrets at rest: one encrypted file per purpose, under a station key that staff unlock.

This module decides slots (argon2id) and purpose files (AES-256-GCM). The content of the secrets belongs to their
owners. `kit` writes the recovery kit. `folder` is always the station's `keys/` folder. Specified in
docs/formats/keys.md.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from forms.message import Message
from forms.outside_file import read_outside
from forms.system_errors import why
from signing import durable
from signing.errors import KeyFileError, WrongPassphrase
from signing.kit import kit_key, kit_text
from signing.passphrases import require_strong

RING_FORMAT: Final = "luobi-keyring/1"
SLOT_FORMAT: Final = "luobi-key-slot/1"
SECRET_FORMAT: Final = "luobi-secret/1"
CHECK_LABEL: Final = b"luobi-station-key-check/1\x00"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
FILE_BYTES_MAX: Final = 1 << 20

MEMORY_KIB_BOUNDS: Final = (8, 1 << 20)
ITERATIONS_BOUNDS: Final = (1, 16)
LANES_BOUNDS: Final = (1, 16)

_PURPOSE: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one guess at a passphrase: argon2id, the second recommendation of RFC 9106 section 4."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        bounds = (MEMORY_KIB_BOUNDS, ITERATIONS_BOUNDS, LANES_BOUNDS)
        values = (self.memory_kib, self.iterations, self.lanes)
        if any(
            type(value) is not int or not low <= value <= high
            for value, (low, high) in zip(values, bounds, strict=True)
        ):
            raise KeyFileError(Message("signing.slot-cost"))
        if self.memory_kib < 8 * self.lanes:
            raise KeyFileError(Message("signing.slot-lanes"))


@dataclass(frozen=True, slots=True)
class StationKey:
    """The unlocked station key: it writes and reads the secrets of the station."""

    folder: Path
    origin: str
    key: bytes = field(repr=False)
    random: Random = field(default=os.urandom, repr=False)

    def write(self, purpose: str, secret: bytes) -> None:
        """Write the secret for a purpose.

        Raise KeyFileError when one exists or the name is not allowed: a key is never overwritten.

        Args:
            purpose: What the secret is for; part of the file name.
            secret: The bytes to encrypt.
        """
        outside = _secret_outside(self.origin, purpose)
        nonce = self.random(NONCE_BYTES)
        sealed = AESGCM(self.key).encrypt(nonce, secret, rfc8785.dumps(outside))
        _write_new(_secret_path(self.folder, purpose), outside | {"nonce": nonce.hex(), "sealed": sealed.hex()})

    def read(self, purpose: str) -> bytes:
        """Read the secret for a purpose. Raise KeyFileError when it is missing, damaged or under another key."""
        path = _secret_path(self.folder, purpose)
        members = _read(path, SECRET_FORMAT, {"origin", "purpose", "nonce", "sealed"})
        try:
            outside = rfc8785.dumps(_secret_outside(self.origin, purpose))
            return AESGCM(self.key).decrypt(_nonce(path, members), _hex(path, members, "sealed"), outside)
        except InvalidTag as error:
            raise _damaged(path, Message("signing.damage-other-key")) from error


def create(
    folder: Path, origin: str, staff: Mapping[str, str], random: Random = os.urandom, cost: Cost | None = None
) -> tuple[StationKey, str]:
    """Make a new key ring with one slot for each staff id. Return the key and the recovery kit's text.

    The kit opens everything: print it, keep it elsewhere, and leave no copy on the station.

    Args:
        folder: The `keys/` folder; made when missing.
        origin: The name of the station's log, to which all files are bound.
        staff: Passphrases by staff id.
        random: Returns the given number of random bytes.
        cost: The cost of a guess; None for the default.

    Raises:
        KeyFileError: An id is malformed, or a file exists already.
        WeakPassphrase: A passphrase is too short or too common.
    """
    for staff_id, passphrase in staff.items():
        require_new(staff_id, passphrase)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _ring_in(folder, origin, staff, random, cost)


def renewed(
    old: StationKey, folder: Path, new: Mapping[str, str], known: Mapping[str, str], cost: Cost | None = None
) -> tuple[StationKey, str]:
    """Write every secret of `old` under a new station key in a new folder. Return the key and its recovery kit's text.

    `old` is left as it is.

    Args:
        old: The unlocked old station key.
        folder: The new folder; it must not exist.
        new: Passphrases that staff choose now, by staff id; they must be strong.
        known: Passphrases that staff keep, by staff id.
        cost: The cost of a guess; None for the default.

    Raises:
        KeyFileError: An id is malformed, or an old secret is missing or damaged.
        WeakPassphrase: A passphrase of `new` is too short or too common.
    """
    for staff_id, passphrase in new.items():
        require_new(staff_id, passphrase)
    folder.mkdir(mode=0o700)
    station_key, kit = _ring_in(folder, old.origin, {**known, **new}, old.random, cost)
    for purpose in purposes(old.folder):
        station_key.write(purpose, old.read(purpose))
    return station_key, kit


def _ring_in(
    folder: Path, origin: str, staff: Mapping[str, str], random: Random, cost: Cost | None
) -> tuple[StationKey, str]:
    station_key = StationKey(folder, origin, random(KEY_BYTES), random)
    ring = {"check": _check_value(station_key.key, origin), "format": RING_FORMAT, "origin": origin}
    _write_new(folder / "keyring.json", ring)
    for staff_id, passphrase in staff.items():
        _write_new(_slot_path(folder, staff_id), _slot(station_key, staff_id, passphrase, cost))
    return station_key, kit_text(station_key.key, origin)


def purposes(folder: Path) -> tuple[str, ...]:
    """Return the purposes that have a secret, sorted."""
    names = (path.stem for path in folder.glob("*.json"))
    return tuple(sorted(name for name in names if _PURPOSE.fullmatch(name) and not _is_taken(name)))


def add_staff(station_key: StationKey, staff_id: str, passphrase: str, cost: Cost | None = None) -> None:
    """Write a slot for one more staff member.

    Args:
        station_key: The unlocked station key.
        staff_id: The new id.
        passphrase: The passphrase that opens the slot.
        cost: The cost of a guess; None for the default.

    Raises:
        KeyFileError: The id is malformed or has a slot: change its passphrase instead.
        WeakPassphrase: The passphrase is too short or too common.
    """
    require_new(staff_id, passphrase)
    _write_new(_slot_path(station_key.folder, staff_id), _slot(station_key, staff_id, passphrase, cost))


def change_passphrase(station_key: StationKey, staff_id: str, passphrase: str, cost: Cost | None = None) -> None:
    """Replace a staff member's slot, or write one. The old slot is kept until the new one is complete.

    Args:
        station_key: The unlocked station key.
        staff_id: The id, with or without a slot.
        passphrase: The new passphrase.
        cost: The cost of a guess; None for the default.

    Raises:
        KeyFileError: The id is malformed.
        WeakPassphrase: The passphrase is too short or too common.
    """
    require_new(staff_id, passphrase)
    slot = _slot(station_key, staff_id, passphrase, cost)
    durable.replace(_slot_path(station_key.folder, staff_id), _line(slot), secret=True)


def _slot(station_key: StationKey, staff_id: str, passphrase: str, cost: Cost | None) -> dict[str, Any]:
    """Return the members of a slot: the station key under a key that argon2id derives from the passphrase."""
    cost, random = cost or Cost(), station_key.random
    outside: dict[str, Any] = {
        "format": SLOT_FORMAT,
        "iterations": cost.iterations,
        "kdf": "argon2id",
        "lanes": cost.lanes,
        "memory_kib": cost.memory_kib,
        "origin": station_key.origin,
        "salt": random(16).hex(),
        "staff": staff_id,
    }
    nonce = random(NONCE_BYTES)
    sealed = AESGCM(_derive(outside, passphrase)).encrypt(nonce, station_key.key, rfc8785.dumps(outside))
    return outside | {"nonce": nonce.hex(), "sealed": sealed.hex()}


def remove_staff(station_key: StationKey, staff_id: str) -> None:
    """Remove the slot of `staff_id` from the folder of `station_key`. Raise KeyFileError when there is none.

    A person who kept a copy of the slot and knows the passphrase still has the key.
    """
    path = _slot_path(station_key.folder, staff_id)
    if not path.exists():
        raise KeyFileError(Message("signing.no-slot", staff=staff_id))
    durable.remove(path)


def passphrase_of(text: str) -> str:
    """Return the passphrase in a passphrase file's text: its first line without the line end, with all blanks."""
    return re.split(r"\r\n|\n|\r", text, maxsplit=1)[0]


def unlock(folder: Path, staff_id: str, passphrase: str) -> StationKey:
    """Unlock the station key with a staff member's passphrase, without counting the guess; see `guess_delay`.

    Args:
        folder: The `keys/` folder.
        staff_id: An id that has a slot.
        passphrase: The guess.

    Raises:
        WrongPassphrase: The passphrase does not open the slot.
        KeyFileError: A file is missing or damaged.
    """
    path = _slot_path(folder, staff_id)
    slot = _slot_at(folder, staff_id)
    outside = {name: value for name, value in slot.items() if name not in ("nonce", "sealed")}
    kek = _derive(outside, passphrase)
    try:
        key = AESGCM(kek).decrypt(_nonce(path, slot), _hex(path, slot, "sealed"), rfc8785.dumps(outside))
    except InvalidTag as error:
        raise WrongPassphrase(Message("signing.wrong-passphrase", staff=staff_id)) from error
    return _station_key(folder, key)


def slot_fault(folder: Path, staff_id: str) -> Message | None:
    """Return why no passphrase can open a slot: it or the key ring is damaged. None when one can.

    A change of the encrypted bytes alone shows only when the passphrase is tried.

    Args:
        folder: The `keys/` folder.
        staff_id: An id that has a slot.
    """
    try:
        slot = _slot_at(folder, staff_id)
        _cost_and_salt(slot), _nonce(_slot_path(folder, staff_id), slot)
    except KeyFileError as error:
        return error.message
    return None


def _slot_at(folder: Path, staff_id: str) -> dict[str, Any]:
    """Return the members of a slot that belongs to this ring and this id."""
    path = _slot_path(folder, staff_id)
    origin, _ = _ring(folder)
    slot = _read(path, SLOT_FORMAT, _SLOT_MEMBERS)
    if slot["origin"] != origin or slot["staff"] != staff_id or slot["kdf"] != "argon2id":
        raise _damaged(path, Message("signing.damage-other-owner"))
    if len(_hex(path, slot, "sealed")) != KEY_BYTES + TAG_BYTES:
        raise _damaged(path, Message("signing.damage-hex", name="sealed"))
    return slot


def guess_in_vain(passphrase: str) -> None:
    """Take as long as a wrong passphrase does, for an id without a slot.

    The time must not reveal which ids have a slot.
    """
    cost = Cost()
    members = {"iterations": cost.iterations, "lanes": cost.lanes, "memory_kib": cost.memory_kib, "salt": "00" * 16}
    _derive(members, passphrase)


def unlock_with_kit(folder: Path, text: str) -> StationKey:
    """Unlock the station key with the recovery kit.

    Args:
        folder: The `keys/` folder.
        text: The kit as printed or typed.

    Raises:
        KeyFileError: A group is mistyped (the error names it), or the kit is of another station.
    """
    return _station_key(folder, kit_key(text))


def unlock_with_kit_file(folder: Path, path: Path) -> StationKey:
    """Unlock the station key with a file that holds the kit's text.

    Args:
        folder: The `keys/` folder.
        path: A typed file, or a systemd credential of a service.

    Raises:
        KeyFileError: The file cannot be read, a group is mistyped, or the kit is of another station.
    """
    try:
        text = read_outside(path, FILE_BYTES_MAX).decode("utf-8")
    except OSError as error:
        raise KeyFileError(Message("signing.kit-unreadable", path=str(path), why=why(error))) from error
    except UnicodeDecodeError:
        raise KeyFileError(Message("signing.kit-not-text", path=str(path))) from None
    _ring(folder)  # a fault of the ring names the ring's own file
    try:
        return unlock_with_kit(folder, text)
    except KeyFileError as error:
        raise KeyFileError(Message("system.at", where=str(path), what=error.message)) from error


def staff_ids(folder: Path) -> tuple[str, ...]:
    """Return the ids that have a slot, sorted."""
    return tuple(sorted(path.stem.removeprefix("slot-") for path in folder.glob("slot-*.json")))


_SLOT_MEMBERS = {"iterations", "kdf", "lanes", "memory_kib", "origin", "salt", "staff", "nonce", "sealed"}


def _station_key(folder: Path, key: bytes) -> StationKey:
    origin, check = _ring(folder)
    if len(key) != KEY_BYTES or not hmac.compare_digest(_check_value(key, origin), check):
        raise KeyFileError(Message("signing.kit-of-another-station"))
    return StationKey(folder, origin, key)


def _ring(folder: Path) -> tuple[str, str]:
    members = _read(folder / "keyring.json", RING_FORMAT, {"check", "origin"})
    return str(members["origin"]), str(members["check"])


def _check_value(key: bytes, origin: str) -> str:
    return hmac.new(key, CHECK_LABEL + origin.encode(), hashlib.sha256).hexdigest()


def _derive(slot: Mapping[str, Any], passphrase: str) -> bytes:
    cost, salt = _cost_and_salt(slot)
    phrase = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(phrase)


def _cost_and_salt(slot: Mapping[str, Any]) -> tuple[Cost, bytes]:
    cost = Cost(slot["memory_kib"], slot["iterations"], slot["lanes"])
    salt = _hex(Path("slot"), slot, "salt")
    if len(salt) != 16:
        raise KeyFileError(Message("signing.slot-salt"))
    return cost, salt


def require_new(staff_id: str, passphrase: str) -> None:
    """Raise an error unless a new slot can be made with this id and passphrase.

    Args:
        staff_id: The id; only its form is checked.
        passphrase: The new passphrase.

    Raises:
        KeyFileError: The id is malformed.
        WeakPassphrase: The passphrase is too short or too common.
    """
    _slot_path(Path(), staff_id)
    require_strong(passphrase, staff_id)


def _slot_path(folder: Path, staff_id: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", staff_id):
        raise KeyFileError(Message("signing.staff-id"))
    return folder / f"slot-{staff_id}.json"


def _secret_path(folder: Path, purpose: str) -> Path:
    if not _PURPOSE.fullmatch(purpose) or _is_taken(purpose):
        raise KeyFileError(Message("signing.key-purpose"))
    return folder / f"{purpose}.json"


def _is_taken(name: str) -> bool:
    """Return whether the file of that name is something other than a secret."""
    return name in ("keyring", "sign-ins") or name.startswith("slot-")


def _secret_outside(origin: str, purpose: str) -> dict[str, Any]:
    return {"format": SECRET_FORMAT, "origin": origin, "purpose": purpose}


def _read(path: Path, format_name: str, names: set[str]) -> dict[str, Any]:
    try:
        members = json.loads(read_outside(path, FILE_BYTES_MAX))
    except FileNotFoundError as error:
        raise KeyFileError(Message("signing.key-file-missing", path=str(path))) from error
    except OSError as error:
        raise KeyFileError(Message("signing.key-file-unreadable", path=str(path), why=why(error))) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, Message("signing.damage-json")) from error
    if not isinstance(members, dict) or members.get("format") != format_name or set(members) != names | {"format"}:
        raise _damaged(path, Message("signing.damage-format", format=format_name))
    return members


def _hex(path: Path, members: Mapping[str, Any], name: str) -> bytes:
    try:
        return bytes.fromhex(members[name])
    except (ValueError, TypeError) as error:
        raise _damaged(path, Message("signing.damage-hex", name=name)) from error


def _nonce(path: Path, members: Mapping[str, Any]) -> bytes:
    nonce = _hex(path, members, "nonce")
    if len(nonce) != NONCE_BYTES:
        raise _damaged(path, Message("signing.damage-nonce"))
    return nonce


def _damaged(path: Path, what: Message) -> KeyFileError:
    return KeyFileError(Message("signing.key-file-damaged", path=str(path), what=what))


def _write_new(path: Path, members: Mapping[str, Any]) -> None:
    """Write a new file, complete or absent, never over another."""
    try:
        durable.create(path, _line(members), secret=True)
    except FileExistsError as error:
        raise KeyFileError(Message("signing.key-file-exists", path=str(path))) from error


def _line(members: Mapping[str, Any]) -> bytes:
    return rfc8785.dumps(dict(members)) + b"\n"
