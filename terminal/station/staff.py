"""Who can open a station: adding, removing, recovering staff and changing a passphrase, each with an entry in the log.

Whose word is enough is decided here: two staff add and recover, or the recovery kit where only one person can open the
station. The entry is written before the key changes hands, so that nothing happens without a trace; what broke off
after it can be done again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.profile import EntryType
from forms.message import Message
from forms.system import why
from signing import durable, exchange, guesses, keyring
from signing.errors import KeyFileError
from signing.fonts import Faces
from signing.private_folder import require_own
from terminal.errors import NotEnough, StationError
from terminal.station import naming, station
from terminal.station import settings as config
from terminal.station.lock import OneTerminal
from terminal.station.station import Random

SETTINGS = "station.toml"
PREPARED = "keys-new-"
"""A folder of this name is a recovery that broke off: keys that never held, or that hold no more."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose word it is: staff whose passphrases were right, and whether the recovery kit was."""

    key: keyring.StationKey = field(repr=False)
    by: Mapping[str, str] = field(default_factory=dict, repr=False)
    kit: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The staff, sorted."""
        return tuple(sorted(self.by))


@dataclass(frozen=True, slots=True)
class Member:
    """One of a station's staff. `can_open`: a passphrase opens the station."""

    id: str
    name: str = field(repr=False)
    can_open: bool


def members(home: Path) -> tuple[Member, ...]:
    """Everybody whom station.toml names, and every slot that it does not."""
    settings, slots = config.read(home / SETTINGS), keyring.staff_ids(home / "keys")
    named = [Member(staff, name, staff in slots) for staff, name in settings.staff.items()]
    return (*named, *(Member(staff, "", True) for staff in slots if staff not in settings.staff))


def authority(home: Path, by: Mapping[str, str], kit: Path | None) -> Authority:
    """Judges every passphrase, and the kit. Raises TooSoon, NotLetIn, KeyFileError, StationError, NotEnough."""
    settings, key = config.read(home / SETTINGS), None
    for staff, passphrase in by.items():
        station.require_known(home, settings, staff)
        key = guesses.unlock(home, staff, passphrase)
    if kit is not None:
        key = keyring.unlock_with_kit_file(home / "keys", kit)
    if key is None:
        raise NotEnough(Message("terminal.nobody-opened"))
    return Authority(key, dict(by), kit is not None)


def require_two(home: Path, by: Collection[str], kit: bool) -> None:
    """Raises NotEnough unless two staff agree, or the kit where one person at most can open the station."""
    alone = len(keyring.staff_ids(home / "keys")) <= 1
    if not (len(set(by)) >= 2 or (kit and alone)):
        raise NotEnough(Message("terminal.two-staff-or-kit") if alone else Message("terminal.two-staff"))


def require_colleagues(home: Path, staff: Collection[str], by: Collection[str], kit: bool) -> None:
    """Raises NotEnough unless two colleagues of `staff` agree; the kit counts only where fewer than two are left.

    Left are those who can open the station and are not `staff`, who lose their passphrases or are removed.
    """
    left = set(keyring.staff_ids(home / "keys")) - set(staff)
    if set(by) & set(staff):
        raise NotEnough(Message("terminal.not-about-themselves"))
    if not (len(set(by)) >= 2 or (kit and len(set(by)) >= min(2, len(left)))):
        raise NotEnough(Message("terminal.two-colleagues"))


@contextmanager
def changing(home: Path) -> Iterator[None]:
    """Nobody else works at the station meanwhile; what a recovery left half done is cleared away.

    Raises AlreadyRunning, and NotPrivate where others may write the keys' folder.
    """
    require_own(home / "keys", (home / "keys").stat())
    held = OneTerminal(home)
    try:
        sweep(home)
        yield
    finally:
        held.let_go()


def sweep(home: Path) -> None:
    """Removes what a recovery that broke off left beside the keys."""
    for path in home.glob(f"{PREPARED}*"):
        shutil.rmtree(path)
        durable.sync_folder(home)


def add(home: Path, who: Authority, staff: str, name: str, passphrase: str, at: datetime) -> None:
    """One more staff member: the entry, the key slot, and last the name in station.toml, which lets them sign in.

    Someone whom station.toml names already, and who has no slot, gets one. Raises NotEnough, StationError,
    SettingError, KeyFileError, ArchiveError.
    """
    require_two(home, who.by, who.kit)
    path = home / SETTINGS
    settings, text = config.read(path), path.read_text("utf-8")
    if settings.staff.get(staff) != name or staff in keyring.staff_ids(home / "keys"):
        station.require_new(home, settings, staff)
        naming.require(naming.person_faults(staff, name, Faces.load(settings.fonts).missing))
        text = config.with_staff(path, text, staff, name)
    keyring.require_new(staff, passphrase)
    with _log(home, who.key) as log:
        _require_unused(log, settings, staff)
        _record(log, at, what="added", staff=staff, by=who.ids, kit=who.kit, name=name)
    keyring.change_passphrase(who.key, staff, passphrase)
    durable.replace(path, text.encode("utf-8"))


def remove(home: Path, who: Authority, staff: str, at: datetime) -> None:
    """A staff member cannot open the station any more, and is no longer named.

    Raises NotEnough, StationError, SettingError, KeyFileError, ArchiveError.
    """
    path, slots = home / SETTINGS, keyring.staff_ids(home / "keys")
    settings = config.read(path)
    if staff not in settings.staff and staff not in slots:
        station.require_known(home, settings, staff)
    if not set(slots) - {staff}:
        raise StationError(Message("terminal.last-staff", staff=staff))
    require_colleagues(home, {staff}, who.by, who.kit)
    text = path.read_text("utf-8")
    if staff in settings.staff:
        text = config.without_staff(path, text, staff)
    with _log(home, who.key) as log:
        _record(log, at, what="removed", staff=staff, by=who.ids, kit=who.kit)
    durable.replace(path, text.encode("utf-8"))
    if staff in slots:
        keyring.remove_staff(who.key, staff)


def change_passphrase(home: Path, who: Authority, staff: str, passphrase: str, at: datetime) -> None:
    """A staff member's own new passphrase. Raises StationError, KeyFileError, ArchiveError."""
    station.require_known(home, config.read(home / SETTINGS), staff)
    if who.ids != (staff,):
        raise NotEnough(Message("terminal.own-passphrase"))
    keyring.require_new(staff, passphrase)
    with _log(home, who.key) as log:
        _record(log, at, what="passphrase-changed", staff=staff, by=who.ids)
    keyring.change_passphrase(who.key, staff, passphrase)


def recover(
    home: Path,
    who: Authority,
    lost: Mapping[str, str],
    at: datetime,
    keep_kit: Callable[[str], None],
    random: Random = os.urandom,
) -> tuple[str, ...]:
    """New passphrases for who lost theirs, under a new station key, with a new kit; whose slot is gone now.

    Who vouches keeps the passphrase. `keep_kit` writes the new kit before anything changes. The new keys are made in a
    folder of their own, and take the place of the old by one exchange: a break leaves the old keys or the new. Raises
    NotEnough, StationError, KeyFileError, ArchiveError.
    """
    settings, slots = config.read(home / SETTINGS), keyring.staff_ids(home / "keys")
    for staff in lost:
        station.require_known(home, settings, staff)
    require_colleagues(home, lost, who.by, who.kit)
    gone = tuple(sorted(set(slots) - set(lost) - set(who.by)))
    prepared = home / f"{PREPARED}{random(8).hex()}"
    try:
        _key, kit = keyring.renewed(who.key, prepared, lost, who.by)
        guesses.copy_count(home, prepared)
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
        exchange.exchange(prepared, keys)
    except OSError as problem:
        raise KeyFileError(Message("terminal.keys-not-exchanged", folder=str(keys), cause=why(problem))) from problem


# ---- the log ----


@contextmanager
def _log(home: Path, key: keyring.StationKey) -> Iterator[station.Station]:
    """The station, open for an entry; a checkpoint covers it afterwards."""
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


def _require_unused(log: station.Station, settings: config.Config, staff: str) -> None:
    """An id that was somebody else's is not given again: records name staff by it."""
    if staff in settings.staff:
        return
    events = (each.facts for each in log.store.entries() if each.type is EntryType.STAFF_EVENT)
    if any(facts["staff"] == staff and facts["what"] == "removed" for facts in events):
        raise StationError(Message("terminal.staff-id-used", staff=staff))
