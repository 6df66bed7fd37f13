"""A station: its folder, its keys, its log; made once by `create`, used through `Station`.

    station.toml  settings          keys/   one encrypted file per purpose, under the station key
    log.sqlite    the log           ca.pem  the station's own CA, for those who verify its documents
    blobs/        encrypted blobs   custodian.pub.json  the key that pen dynamics are sealed to
    serial        the last visit number that was given

What the station is (training or production) is decided by the log's first entry, not by a setting.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from archive.checkpoint import CheckpointKeys
from archive.errors import NotAFile
from archive.numbers import serial_of
from archive.past_check import require_own_past
from archive.public_files import FILE_BYTES_MAX
from archive.storage.opening import storage_at
from archive.storage.port import CA_FILE, CUSTODIAN_FILE, TRUST_FILE
from archive.store import Store
from forms.message import Message
from forms.system_errors import why
from signing import custodian, durable, envelope, guess_delay, keyring, keys
from signing.fonts import Faces
from signing.private_folder import require_home, require_own
from signing.signer import Signer
from terminal.errors import NotFree, StationError
from terminal.station import naming
from terminal.station.settings import SETTINGS_FILE, Config, read_settings
from terminal.visit.model import Staff

Random = Callable[[int], bytes]
PARTS = ("keys", "log.sqlite*", "blobs", "trust", "ca.pem", "custodian.pub.json", "sign-ins.json", SETTINGS_FILE)
"""The files and folders that `create` makes in a station's folder."""
SERVICE = "service.kit"
"""The id in the log for a service that opened the station by the kit. No real staff id has a full stop."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a new station: settings, passphrases of its staff, and the custodian of the pen dynamics."""

    settings: Config
    passphrases: Mapping[str, str] = field(repr=False)
    custodian: envelope.CustodianPublic


@dataclass(slots=True)
class Serials:
    """The highest serial of a visit that the station has seen."""

    highest: int = 0

    def meet(self, number: str) -> None:
        """Note a number: neither it nor one below it is given again."""
        self.highest = max(self.highest, serial_of(number) or 0)


@dataclass(frozen=True, slots=True)
class Station:
    """An unlocked station. Secrets live as long as this value; none of them is in its repr."""

    folder: Path
    settings: Config
    store: Store = field(repr=False)
    store_key: bytes = field(repr=False)
    checkpoint_keys: CheckpointKeys = field(repr=False)
    ca: Signer = field(repr=False)
    seal: Signer = field(repr=False)
    custodian: envelope.CustodianPublic
    serials: Serials = field(default_factory=Serials, repr=False)

    def operator(self, staff_id: str) -> Staff:
        """Return a staff member of this station. Raise StationError for an unknown id."""
        require_known(self.folder, self.settings, staff_id)
        return Staff(staff_id, self.settings.staff[staff_id])

    def next_number(self, year: int) -> str:
        """Return the next visit number, area-year-serial; each is given once.

        It is above every number in records, void visits and drafts, and above the last that was given. So a lost or
        older file `serial` repeats none of them. Raise StationError when that file holds no number.
        """
        path = self.folder / "serial"
        try:
            given = int(path.read_text("ascii")) if path.exists() else 0
        except ValueError:
            raise StationError(Message("terminal.station-no-number", path=str(path))) from None
        serial = max(given, self.serials.highest) + 1
        self.serials.highest = serial
        durable.replace(path, f"{serial}\n".encode("ascii"))
        return f"{self.settings.area}-{year}-{serial:06d}"


def create(folder: Path, plan: Plan, at: datetime, random: Random = os.urandom) -> str:
    """Make the station and return its recovery kit, which is shown once. Leave nothing of it on failure.

    Args:
        folder: The folder of the new station; it is created if it is missing.
        plan: The settings, passphrases and custodian.
        at: The aware time of the certificates and the first entry.
        random: Returns random bytes.

    Raises:
        StationError: A station, or a part of one, is already there.
        SettingError: A setting is not possible.
        NotPrivate: Other accounts may write the folder.
        KeyFileError: A passphrase or a key file cannot be used.
    """
    require_no_station(folder)
    naming.require(naming.faults(plan.settings, Faces.load(plan.settings.fonts).missing))
    known = next(each for each in (folder, *folder.parents) if each.exists())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        require_home(folder)
        return _build(folder, plan, at, random)
    except BaseException:
        _undo(folder, known)
        raise


def _undo(folder: Path, known: Path) -> None:
    """Remove an unfinished station, and the folders above it that were not there before."""
    for name in PARTS:
        for path in folder.glob(name):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    for each in (folder, *folder.parents):
        if each == known:
            break
        each.rmdir()


def _build(folder: Path, plan: Plan, at: datetime, random: Random) -> str:
    """Make the station's parts. `station.toml`, which makes it a station, comes last."""
    settings = plan.settings
    station_key, kit = keyring.create(folder / "keys", settings.origin, plan.passphrases, random)
    ca = keys.new_station_ca(settings.certified_name, at, random)
    checkpoint_keys = CheckpointKeys.generate(settings.origin, random)
    store_key = random(32)
    station_key.write("issuing", ca.to_bytes())
    station_key.write("seal", keys.issue_seal_certificate(ca, at, random).to_bytes())
    station_key.write("checkpoint", checkpoint_keys.to_bytes())
    station_key.write("store", store_key)
    for name, public in {
        "ca.pem": ca.certificate.public_bytes(serialization.Encoding.PEM),
        "custodian.pub.json": custodian.public_file(plan.custodian),
    }.items():
        durable.create(folder / name, public, mode=durable.PUBLIC)
    Store.create(
        folder,
        origin=settings.origin,
        kind=settings.kind,
        name=settings.name,
        vkeys=checkpoint_keys.vkeys,
        ca_certificate=ca.certificate.public_bytes(serialization.Encoding.DER),
        custodian=plan.custodian.digest(),
        at=at,
        staff=settings.staff,
        store_key=store_key,
        random=random,
    ).close()
    guess_delay.begin(folder)
    durable.create(folder / SETTINGS_FILE, settings.to_toml().encode("utf-8"))
    return kit


def fingerprints(folder: Path) -> dict[str, str]:
    """Return SHA-256 (hex) of the CA's certificate and of the file with the log's public keys, for people to keep."""
    certificate = x509.load_pem_x509_certificate(_read(folder, CA_FILE))
    return {
        "ca": certificate.fingerprint(hashes.SHA256()).hex(),
        "log": hashlib.sha256(_read(folder, TRUST_FILE)).hexdigest(),
    }


def require_no_station(folder: Path) -> None:
    """Raise StationError when the folder already has a station, or the rest of an unfinished one."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise StationError(Message("terminal.not-a-folder", folder=str(folder)))
    if (folder / SETTINGS_FILE).exists():
        raise StationError(Message("terminal.station-exists", folder=str(folder)))
    left = sorted(path.name for name in PARTS for path in folder.glob(name))
    if left:
        raise StationError(Message("terminal.station-unfinished", folder=str(folder), parts=tuple(left)))


def unlock(folder: Path, staff_id: str, passphrase: str) -> Station:
    """Open the station for a staff member.

    Args:
        folder: The station's folder.
        staff_id: The id of the staff member.
        passphrase: Their passphrase.

    Raises:
        SettingError: The settings cannot be used.
        WrongPassphrase: The passphrase is wrong.
        StationError: The station is incomplete or does not match its log.
        ArchiveError: The log is wrong.
    """
    return _open(folder, lambda ring: keyring.unlock(ring, staff_id, passphrase))


def opened_by(folder: Path, station_key: keyring.StationKey) -> Station:
    """Open the station by its key.

    Args:
        folder: The station's folder.
        station_key: The station key, already unlocked.

    Raises:
        SettingError: The settings cannot be used.
        StationError: The station is incomplete or does not match its log.
        ArchiveError: The log is wrong.
    """
    return _open(folder, lambda _ring: station_key)


def unlock_by_credential(folder: Path, credential: Path, at: datetime, random: Random = os.urandom) -> Station:
    """Open the station for a service, by the recovery kit's text as a systemd credential. The log records it.

    Args:
        folder: The station's folder.
        credential: The file of the credential.
        at: The aware time of the entry.
        random: Returns random bytes.
    """
    opened = _open(folder, lambda ring: keyring.unlock_with_kit_file(ring, credential))
    opened.store.append_staff_event(event_id=random(16).hex(), what="kit-used", staff=SERVICE, kit=True, at=at)
    opened.store.sign_checkpoint(opened.checkpoint_keys)
    return opened


def require_known(folder: Path, settings: Config, staff_id: str) -> None:
    """Raise StationError when the station has no staff member of that id.

    Args:
        folder: The station's folder, named in the error only.
        settings: The station's settings.
        staff_id: The id to look for.
    """
    if staff_id not in settings.staff:
        raise StationError(Message("terminal.no-such-staff", folder=str(folder), staff=staff_id))


def require_new(folder: Path, settings: Config, staff_id: str) -> None:
    """Raise StationError when the station already has a staff member of that id.

    Args:
        folder: The station's folder, named in the error only.
        settings: The station's settings.
        staff_id: The id to look for.
    """
    if staff_id in settings.staff:
        raise StationError(Message("terminal.staff-exists", folder=str(folder), staff=staff_id))


def _open(folder: Path, open_ring: Callable[[Path], keyring.StationKey]) -> Station:
    settings = read_settings(folder)
    station_key = open_ring(folder / "keys")
    store = Store.open(folder)
    opened = Station(
        folder,
        settings,
        store,
        station_key.read("store"),
        CheckpointKeys.from_bytes(station_key.read("checkpoint")),
        keys.KeyPair.from_bytes(station_key.read("issuing")),
        keys.KeyPair.from_bytes(station_key.read("seal")),
        custodian.load_public(_read(folder, CUSTODIAN_FILE)),
    )
    try:
        _agrees_with_the_log(opened)
        require_own_past(opened.store)
        for number in opened.store.numbers(opened.store_key):
            opened.serials.meet(number)
    except BaseException:
        store.close()
        raise
    return opened


def _read(folder: Path, name: str) -> bytes:
    """Return the content of a public file of the station. Raise StationError when it cannot be read."""
    try:
        return storage_at(folder).files.read(name, FILE_BYTES_MAX)
    except (OSError, NotAFile) as problem:
        path, cause = str(folder / name), why(problem)
        raise StationError(Message("terminal.station-file-unreadable", path=path, cause=cause)) from problem


def _agrees_with_the_log(opened: Station) -> None:
    """Raise StationError unless settings, keys and custodian are those that the log's first entry fixes."""
    settings, fixed = opened.settings, opened.store.genesis
    ca = opened.ca.certificate.public_bytes(serialization.Encoding.DER)
    told = {
        Message("terminal.fixed-kind"): (settings.kind, fixed.facts["kind"]),
        Message("terminal.fixed-name"): (settings.name, fixed.facts["station"]),
        Message("terminal.fixed-origin"): (settings.origin, fixed.log),
        Message("terminal.fixed-custodian"): (opened.custodian.digest(), fixed.facts["custodian"]),
        Message("terminal.fixed-issuing"): (hashlib.sha256(ca).hexdigest(), fixed.facts["ca"]),
        Message("terminal.fixed-checkpoints"): (tuple(opened.checkpoint_keys.vkeys), fixed.facts["vkeys"]),
    }
    for what, (found, expected) in told.items():
        if found != expected:
            folder, fact = str(opened.folder), str(expected)
            raise StationError(Message("terminal.station-changed", folder=folder, what=what, expected=fact))


def require_free(path: Path) -> None:
    """Raise an error when a secret cannot be written to that path.

    Raises:
        NotFree: The path is taken, or its folder does not exist.
        NotPrivate: Other accounts may write the folder.
    """
    if os.path.lexists(path):
        raise NotFree(Message("terminal.secret-place-taken", path=str(path)))
    if not path.parent.is_dir():
        raise NotFree(Message("terminal.no-such-folder", folder=str(path.parent)))
    require_own(path.parent, path.parent.stat())


def write_secret(path: Path, data: bytes) -> None:
    """Write a secret that only its owner may read. Leave nothing on failure.

    Args:
        path: A free path; an existing file is never replaced.
        data: The bytes to write.

    Raises:
        NotFree: The path is taken, or its folder does not exist.
        NotPrivate: Other accounts may write the folder.
    """
    require_free(path)
    durable.create(path, data, secret=True)
