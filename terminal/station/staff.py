"""The staff who can open a station: add, remove and recover them, change a passphrase; each with an entry in the log.

This module decides which consent is enough. Two staff add and recover, or the recovery kit where only one person can
open the station. The entry is written before the keys change, so that nothing happens without a trace. What was
interrupted after it can be repeated.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.profile import EntryType
from forms.message import Message
from forms.system_errors import why
from signing import durable, folder_exchange, guess_delay, keyring
from signing.errors import KeyFileError, WeakPassphrase, WrongPassphrase
from signing.fonts import Faces
from signing.private_folder import require_own
from terminal.errors import NotEnough, StationError
from terminal.station import naming, station
from terminal.station.lock import OneTerminal
from terminal.station.settings import SETTINGS_FILE, Config, read_settings, with_staff, without_staff
from terminal.station.station import Random

PREPARED = "keys-new-"
"""The prefix of a folder that an interrupted recovery left: keys that were never valid, or that no longer are."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The people who consent: staff with the right passphrases, and whether the recovery kit was used."""

    key: keyring.StationKey = field(repr=False)
    by: Mapping[str, str] = field(default_factory=dict, repr=False)
    kit: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the staff, sorted."""
        return tuple(sorted(self.by))


@dataclass(frozen=True, slots=True)
class Member:
    """A staff member of a station.

    `can_open`: whether a passphrase of theirs opens the station. `fault`: why their key slot cannot be used, if it
    cannot.
    """

    id: str
    name: str = field(repr=False)
    can_open: bool
    fault: Message | None = None


def members(home: Path) -> tuple[Member, ...]:
    """Return everybody whom station.toml names, and every key slot that it does not name."""
    settings, slots = read_settings(home), keyring.staff_ids(home / "keys")
    faults = {staff: keyring.slot_fault(home / "keys", staff) for staff in slots}
    names = {each: settings.staff.get(each, "") for each in (*settings.staff, *slots)}
    return tuple(
        Member(staff, name, staff in slots and faults[staff] is None, faults.get(staff))
        for staff, name in names.items()
    )


def authority(home: Path, by: Mapping[str, str], kit: Path | None) -> Authority:
    """Check every passphrase and the kit, and return the authority that they give.

    Args:
        home: The station's folder.
        by: The passphrase of each consenting staff member, by id.
        kit: The file with the recovery kit; None without one.

    Raises:
        TooSoon: A passphrase came before the delay after wrong ones was over.
        NotLetIn: A passphrase is wrong.
        KeyFileError: The kit or a key file cannot be used.
        StationError: The station has no such staff member.
        NotEnough: Neither a passphrase nor the kit was given.
    """
    settings, key = read_settings(home), None
    for staff, passphrase in by.items():
        station.require_known(home, settings, staff)
        key = guess_delay.unlock(home, staff, passphrase)
    if kit is not None:
        key = keyring.unlock_with_kit_file(home / "keys", kit)
    if key is None:
        raise NotEnough(Message("terminal.nobody-opened"))
    return Authority(key, dict(by), kit is not None)


def require_two(home: Path, by: Collection[str], kit: bool) -> None:
    """Raise NotEnough unless two staff consent, or the kit is there and at most one person can open the station.

    Args:
        home: The station's folder.
        by: The ids of the consenting staff.
        kit: Whether the recovery kit was used.
    """
    alone = len(keyring.staff_ids(home / "keys")) <= 1
    if not (len(set(by)) >= 2 or (kit and alone)):
        raise NotEnough(Message("terminal.two-staff-or-kit") if alone else Message("terminal.two-staff"))


def require_colleagues(home: Path, staff: Collection[str], by: Collection[str], kit: bool) -> None:
    """Raise NotEnough unless two colleagues of `staff` consent; the kit counts only where fewer than two are left.

    Left are those who can open the station and are not in `staff`.

    Args:
        home: The station's folder.
        staff: The ids of those who lose their passphrases or are removed; they do not decide about themselves.
        by: The ids of the consenting staff.
        kit: Whether the recovery kit was used.
    """
    left = set(keyring.staff_ids(home / "keys")) - set(staff)
    if set(by) & set(staff):
        raise NotEnough(Message("terminal.not-about-themselves"))
    if not (len(set(by)) >= 2 or (kit and len(set(by)) >= min(2, len(left)))):
        raise NotEnough(Message("terminal.two-colleagues"))


@contextmanager
def changing(home: Path) -> Iterator[None]:
    """Lock the station against other terminals meanwhile, and remove what an interrupted recovery left.

    Raise AlreadyRunning, and NotPrivate where other accounts may write the keys' folder.
    """
    require_own(home / "keys", (home / "keys").stat())
    held = OneTerminal(home)
    try:
        sweep(home)
        yield
    finally:
        held.let_go()


def sweep(home: Path) -> None:
    """Remove what an interrupted recovery left next to the keys."""
    for path in home.glob(f"{PREPARED}*"):
        shutil.rmtree(path)
        durable.sync_folder(home)


def add(home: Path, who: Authority, staff: str, name: str, passphrase: str, at: datetime) -> None:
    """Add a staff member: the entry, the key slot, and last the name in station.toml, which lets them sign in.

    A person whom station.toml already names, and who has no slot, gets one.

    Args:
        home: The station's folder.
        who: The consenting people.
        staff: The new id.
        name: The new name.
        passphrase: The new passphrase.
        at: The aware time of the entry.

    Raises:
        NotEnough: The consent is not enough.
        StationError: The id exists, or belonged to a staff member who was removed.
        SettingError: The id or the name is not possible.
        KeyFileError: The passphrase or a key file cannot be used.
        ArchiveError: The entry cannot be written.
    """
    require_two(home, who.by, who.kit)
    settings = read_settings(home)
    if settings.staff.get(staff) != name or staff in keyring.staff_ids(home / "keys"):
        station.require_new(home, settings, staff)
        naming.require(naming.person_faults(staff, name, Faces.load(settings.fonts).missing))
    file = with_staff(home, staff, name)
    keyring.require_new(staff, passphrase)
    with _log(home, who.key) as log:
        _require_unused(log, settings, staff)
        _record(log, at, what="added", staff=staff, by=who.ids, kit=who.kit, name=name)
    keyring.change_passphrase(who.key, staff, passphrase)
    durable.replace(home / SETTINGS_FILE, file)


def remove(home: Path, who: Authority, staff: str, at: datetime) -> None:
    """Remove a staff member: they can no longer open the station, and station.toml no longer names them.

    Args:
        home: The station's folder.
        who: The consenting people.
        staff: The id of the staff member.
        at: The aware time of the entry.

    Raises:
        NotEnough: The consent is not enough.
        StationError: The id is unknown, or is the last that can open the station.
        SettingError: The name cannot be removed from station.toml.
        KeyFileError: A key file cannot be used.
        ArchiveError: The entry cannot be written.
    """
    settings, slots = read_settings(home), keyring.staff_ids(home / "keys")
    if staff not in settings.staff and staff not in slots:
        station.require_known(home, settings, staff)
    if not set(slots) - {staff}:
        raise StationError(Message("terminal.last-staff", staff=staff))
    require_colleagues(home, {staff}, who.by, who.kit)
    file = without_staff(home, staff)
    with _log(home, who.key) as log:
        _record(log, at, what="removed", staff=staff, by=who.ids, kit=who.kit)
    durable.replace(home / SETTINGS_FILE, file)
    if staff in slots:
        keyring.remove_staff(who.key, staff)


def change_passphrase(home: Path, who: Authority, staff: str, passphrase: str, at: datetime) -> None:
    """Change the passphrase of a staff member, who alone consents.

    Args:
        home: The station's folder.
        who: The consenting people: exactly this staff member.
        staff: The id of the staff member.
        passphrase: The new passphrase.
        at: The aware time of the entry.

    Raises:
        NotEnough: It is another person's passphrase.
        StationError: The id is unknown.
        KeyFileError: The passphrase or a key file cannot be used.
        ArchiveError: The entry cannot be written.
    """
    station.require_known(home, read_settings(home), staff)
    if who.ids != (staff,):
        raise NotEnough(Message("terminal.own-passphrase"))
    keyring.require_new(staff, passphrase)
    _require_another(home, staff, passphrase)
    with _log(home, who.key) as log:
        _record(log, at, what="passphrase-changed", staff=staff, by=who.ids)
    keyring.change_passphrase(who.key, staff, passphrase)


def _require_another(home: Path, staff: str, passphrase: str) -> None:
    """Raise WeakPassphrase for the present passphrase: the entry would say that it opens nothing any more."""
    with suppress(WrongPassphrase):
        keyring.unlock(home / "keys", staff, passphrase)
        raise WeakPassphrase(Message("terminal.same-passphrase"))


def recover(
    home: Path,
    who: Authority,
    lost: Mapping[str, str],
    at: datetime,
    keep_kit: Callable[[str], None],
    random: Random = os.urandom,
) -> tuple[str, ...]:
    """Set new passphrases for lost ones, with a new station key and a new kit; return the ids of the removed slots.

    A consenting staff member keeps their passphrase. The slots of all others are removed. The new keys are made in a
    separate folder, and replace the old ones by one exchange. After an interruption either the old keys or the new ones
    are there.

    Args:
        home: The station's folder.
        who: The consenting people.
        lost: The new passphrase of each staff member who lost theirs, by id.
        at: The aware time of the entries.
        keep_kit: Called with the text of the new kit, to write it before anything changes.
        random: Returns random bytes.

    Raises:
        NotEnough: The consent is not enough.
        StationError: An id is unknown.
        KeyFileError: A passphrase or a key file cannot be used, or the folders cannot be exchanged.
        ArchiveError: An entry cannot be written.
    """
    settings, slots = read_settings(home), keyring.staff_ids(home / "keys")
    for staff in lost:
        station.require_known(home, settings, staff)
    require_colleagues(home, lost, who.by, who.kit)
    gone = tuple(sorted(set(slots) - set(lost) - set(who.by)))
    prepared = home / f"{PREPARED}{random(8).hex()}"
    try:
        _key, kit = keyring.renewed(who.key, prepared, lost, who.by)
        guess_delay.copy_count(home, prepared)
        keep_kit(kit)
        with _log(home, who.key) as log:
            for staff in sorted(lost):
                _record(log, at, what="recovered", staff=staff, by=who.ids, kit=who.kit)
            for staff in gone:
                _record(log, at, what="removed", staff=staff, by=who.ids, kit=who.kit)
        _switch(home / "keys", prepared)
    finally:
        sweep(home)
    return gone


def _switch(keys: Path, prepared: Path) -> None:
    try:
        folder_exchange.exchange(prepared, keys)
    except OSError as problem:
        raise KeyFileError(Message("terminal.keys-not-exchanged", folder=str(keys), cause=why(problem))) from problem


# ---- the log ----


@contextmanager
def _log(home: Path, key: keyring.StationKey) -> Iterator[station.Station]:
    """Open the station for entries, and sign a checkpoint over them at the end."""
    opened = station.opened_by(home, key)
    try:
        yield opened
        opened.store.sign_checkpoint(opened.checkpoint_keys)
    finally:
        opened.store.close()


def _record(
    log: station.Station,
    at: datetime,
    *,
    what: str,
    staff: str,
    by: tuple[str, ...] = (),
    kit: bool = False,
    name: str = "",
) -> None:
    log.store.append_staff_event(
        event_id=os.urandom(16).hex(),
        what=what,
        staff=staff,
        by=by,
        kit=kit,
        name=name,
        at=at,
        store_key=log.store_key,
    )


def _require_unused(log: station.Station, settings: Config, staff: str) -> None:
    """Raise StationError for an id that belonged to a removed staff member: records name staff by their id."""
    if staff in settings.staff:
        return
    events = (each.facts for each in log.store.entries() if each.type is EntryType.STAFF_EVENT)
    if any(facts["staff"] == staff and facts["what"] == "removed" for facts in events):
        raise StationError(Message("terminal.staff-id-used", staff=staff))
