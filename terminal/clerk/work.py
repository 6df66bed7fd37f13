"""The clerk: it holds the unlocked station and carries out the windows' orders, one after another.

This module runs in the calling process, without a pipe; `process` and `link` put one in between. `flow` decides what a
visit may do next, and `counter` does the acts themselves. This module keeps the papers of each visit. They are on the
disk before any answer reports a signature.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.entry import Entry, timestamp
from archive.errors import ArchiveError, UnknownRecord
from archive.receipt import Receipt
from archive.store import Store
from forms.answers import Answers
from forms.load import find_form
from forms.message import Message
from signing import guess_delay, keyring
from signing.civil_time import STATION_TIME
from signing.fonts import Faces
from signing.ink import Ink
from signing.qr import modules
from signing.uptime import uptime_s
from terminal.clerk import health, orders, paper_route, records
from terminal.clerk.authority import Authority, Work, is_stamped
from terminal.clerk.counter import Clock, Counter, Docket, not_asked
from terminal.clerk.drafts import Drafts, after_interruption
from terminal.clerk.papers import papers_of, picture
from terminal.clerk.presence import NOBODY, Presence
from terminal.clerk.troubles import trouble_of
from terminal.errors import ActRefused, NotNow, StationError
from terminal.station import station
from terminal.station.lock import OneTerminal
from terminal.station.settings import Config, read_settings
from terminal.station.staff import sweep
from terminal.station.station import Random, Station
from terminal.visit.events import Archived, ReadAloud, Sealed, Stamped, WitnessConfirmed
from terminal.visit.model import ENDED, Outcome, Policy, Staff, State, Visit

__all__ = ["Clerk", "trouble_of"]

UNKNOWN_ID = "unknown.id"
"""The staff id in the log for guesses at ids that the station does not know. No real staff id has a full stop."""


class Clerk:
    """The clerk of one station. Not thread-safe.

    `now` returns aware UTC times, `random` the given number of bytes, `uptime_s` seconds of a clock that is never set.
    """

    def __init__(
        self, home: Path, now: Clock, random: Random = os.urandom, uptime_s: Callable[[], float] = uptime_s
    ) -> None:
        self._home, self._now, self._random = home, now, random
        self._uptime_s, self._presence = uptime_s, Presence(uptime_s)
        self._authority = Authority(self._presence, now)
        self._hands: Counter | None = None
        self._mine: OneTerminal | None = None
        self._drafts: Drafts | None = None
        self._dockets: dict[str, Docket] = {}
        self._opened: dict[str, bytes] = {}

    def carry_out(self, order: orders.Order) -> Any:
        """Carry out an order and return its answer. Raise an exception that `trouble_of` turns into a message."""
        match order:
            case orders.Freeze(record) | orders.Stamp(record) | orders.Seal(record) | orders.Archive(record):
                return self._for_the_visit(order, record)
            case _:
                self._presence.require_unlocked(order)
                return self._by_a_person(order)

    def _by_a_person(self, order: orders.Order) -> Any:
        match order:
            case orders.SignIn(staff, passphrase):
                return self._sign_in(staff, passphrase)
            case orders.SignOut():
                return self.close()
            case orders.Lock():
                return self._presence.lock()
            case orders.Unlock(passphrase):
                return self._unlock(passphrase)
            case orders.Witness(record):
                return self._presence.witness(record)
            case orders.Vouch() | orders.Confirm():
                return self._by_a_witness(order)
            case orders.Begin(form):
                return self._begin(form)
            case orders.Report(record, events):
                return self._report(record, events)
            case orders.Typing(record, key, text):
                return self._type(record, key, text)
            case _:
                return self._on_the_visit(order)

    def _for_the_visit(self, order: orders.Order, record: str) -> Any:
        """Do what a visit asks for. A failure is remembered, as the windows report it."""
        try:
            self._presence.require_unlocked(order)
            match order:
                case orders.Freeze():
                    return self._freeze(self._authority.asks_for("freeze", record))
                case orders.Stamp(_, ink):
                    return self._stamp(self._authority.asks_for("stamp", record), ink)
                case orders.Seal():
                    return self._seal(self._authority.asks_for("seal", record))
                case _:
                    return self._archive(self._authority.visit(record))
        except Exception as problem:
            self._authority.fail(type(order).__name__.lower(), record, trouble_of(problem).kind)
            raise

    def _on_the_visit(self, order: orders.Order) -> Any:
        match order:
            case orders.Draw(record, page, width_px):
                return picture(self._document(record), page, width_px)
            case _:
                return self._on_records(order)

    def _on_records(self, order: orders.Order) -> Any:
        match order:
            case orders.Find(text):
                return records.find(self._counter.station, text)
            case orders.Open(record):
                return self._open(record)
            case orders.HandOut(record, folder):
                return self._hand_out(record, folder)
            case orders.Paper(record, filled, folder):
                return paper_route.write(self._counter, self._authority.visit(record), filled, folder)
            case orders.Health():
                return health.facts(self._counter.station)
            case _:
                raise ActRefused(Message("terminal.unknown-order"))

    def close(self) -> None:
        """Drop keys and papers, and close the log."""
        hands, self._hands, self._drafts = self._hands, None, None
        self._dockets, self._opened = {}, {}
        self._presence.end()
        self._authority.begin(())
        if hands is not None:
            hands.station.store.close()

    def end(self) -> None:
        """Release the station completely, so that another terminal may start."""
        self.close()
        mine, self._mine = self._mine, None
        if mine is not None:
            mine.let_go()

    # ---- who operates ----

    def _sign_in(self, staff: str, passphrase: str) -> orders.SignedIn:
        settings = read_settings(self._home)
        self._mine = self._mine or OneTerminal(self._home)
        sweep(self._home)
        gate = self._gate(settings)
        with gate.attempt(staff):
            opened = station.unlock(self._home, staff, passphrase)
        self.close()
        opened = self._with_failures_told(opened, gate)
        self._hands = Counter(opened, Faces.load(opened.settings.fonts), self._now, self._random)
        drafts = Drafts(opened.folder, opened.settings.origin, opened.store_key, self._random)
        kept, lost = drafts.load()
        self._drafts, self._dockets = drafts, {visit.record: docket for visit, docket in kept if docket}
        for visit, _ in kept:
            opened.serials.meet(visit.number)
        found = tuple(self._found(visit, docket) for visit, docket in kept)
        today, waiting = records.today(opened, self._now()), records.waiting_for_scans(opened)
        operator = opened.operator(staff)
        self._presence.begin(operator, found)
        self._authority.begin(each.visit for each in found)
        return orders.SignedIn(operator, facts_of(opened), found, lost, today, waiting)

    def _with_failures_told(self, opened: Station, gate: guess_delay.Gate) -> Station:
        """Return the station after logging how many guesses were wrong since the last sign-in.

        A log that cannot be written does not prevent the sign-in; the next sign-in logs the count.
        """
        failures = gate.unreported()
        if not failures:
            return opened
        try:
            for whose, count in failures.items():
                opened.store.append_staff_event(
                    event_id=self._random(16).hex(),
                    what="failures",
                    staff=UNKNOWN_ID if whose == guess_delay.NOBODY else whose,
                    failures=count,
                    at=self._now(),
                )
            opened.store.sign_checkpoint(opened.checkpoint_keys)
            gate.report()
        except (ArchiveError, OSError):
            opened.store.close()
            return replace(opened, store=Store.open(opened.folder))
        return opened

    def _found(self, visit: Visit, docket: Docket | None) -> orders.Found:
        stands = after_interruption(visit, docket, timestamp(self._now()))
        return orders.Found(stands, papers_of(stands, docket) if docket and stands.frozen else None)

    def _unlock(self, passphrase: str) -> Staff:
        known = self._known(self._presence.operator.id, passphrase)
        self._presence.unlock()
        return known

    def _by_a_witness(self, order: orders.Vouch | orders.Confirm) -> Staff | ReadAloud | WitnessConfirmed:
        """Carry out an order of a witness. What is rejected anyway is rejected before the passphrase is checked."""
        visit = self._authority.visit(order.record)
        self._presence.require_possible(order, visit)
        return self._presence.accept(order, visit, self._known(order.staff, order.passphrase))

    def _known(self, staff: str, passphrase: str) -> Staff:
        """Return the staff member who has this passphrase."""
        here = self._counter.station
        with self._gate(here.settings).attempt(staff):
            keyring.unlock(here.folder / "keys", staff, passphrase)
        return here.operator(staff)

    def _gate(self, settings: Config) -> guess_delay.Gate:
        with_a_slot = keyring.staff_ids(self._home / "keys")
        return guess_delay.Gate(self._home, frozenset(settings.staff).intersection(with_a_slot), self._uptime_s)

    # ---- the visit ----

    def _begin(self, form_id: str) -> Visit:
        """Begin a visit of the operator, under the policy of the station's settings."""
        form, here, on = find_form(form_id), self._counter.station, self._now().astimezone(STATION_TIME).date()
        visit = Visit(
            record=self._random(16).hex(),
            number=here.next_number(on.year),
            form=form,
            answers=Answers.start(form),
            operator=self._presence.operator,
            policy=policy_of(here),
            on=on,
        )
        self._authority.open(visit)
        return visit

    def _report(self, record: str, events: Iterable[orders.TimedEvent]) -> None:
        """Replay what happened and write the draft. A visit that went back to its answers loses its document."""
        visit = self._authority.follow(record, events, Work(self._dockets.get(record), self._entry_of))
        if visit.state in ENDED:
            self._presence.forget(record)
            self._dockets.pop(record, None)
            return self._kept.discard(record)
        if visit.frozen is None and visit.state is not State.FREEZE:
            self._dockets.pop(record, None)
        self._presence.follow(visit)
        return self._kept.keep(visit, self._dockets.get(record))

    def _type(self, record: str, key: str, text: str) -> None:
        self._kept.keep(self._authority.type(record, key, text), self._dockets.get(record))

    def _entry_of(self, record: str) -> int | None:
        try:
            return self._counter.station.store.find(record).seq
        except UnknownRecord:
            return None

    def _freeze(self, visit: Visit) -> orders.Fixed:
        event, docket = self._counter.freeze(visit)
        self._dockets[visit.record] = docket
        papers = papers_of(visit, docket)
        self._presence.freeze(visit.record, papers)
        return orders.Fixed(event, papers)

    def _stamp(self, visit: Visit, ink: bytes) -> Stamped:
        self._presence.require_signable(visit)
        if not visit.policy.looks:
            raise ActRefused(Message("terminal.operator-looks"))
        before = self._docket(visit.record)
        if is_stamped(visit, before):
            raise not_asked("stamp")
        event, docket = self._counter.stamp(visit, before, Ink.from_bytes(ink))
        self._file(visit, docket)
        return event

    def _seal(self, visit: Visit) -> Sealed:
        before = self._docket(visit.record)
        if before.sealed:
            raise not_asked("seal")
        event, docket = self._counter.seal(visit, before)
        self._file(visit, docket)
        return event

    def _file(self, visit: Visit, docket: Docket) -> None:
        """Keep what was made before it is answered. What cannot be kept counts as not made."""
        self._kept.keep(visit, docket)
        self._dockets[visit.record] = docket

    def _archive(self, visit: Visit) -> orders.InArchive:
        if visit.state is State.DONE:
            return self._recall(visit)
        try:
            event, entry, receipt = self._archived(visit)
        except (ArchiveError, StationError):
            self._reopen_the_log()
            raise
        return orders.InArchive(
            event, receipt.text(), records.line_of(self._counter.station, entry), modules(receipt.text())
        )

    def _archived(self, visit: Visit) -> tuple[Archived, Entry, Receipt]:
        if visit.outcome is Outcome.PAPER:
            return self._counter.keep(visit, lambda: paper_route.commit(self._counter, visit))
        return self._counter.archive(visit, self._docket(visit.record))

    def _recall(self, visit: Visit) -> orders.InArchive:
        """Return the receipt of a record that is already archived."""
        here = self._counter.station
        entry = here.store.find(visit.record)
        receipt = Receipt.of(entry, here.store.sign_checkpoint(here.checkpoint_keys))
        return orders.InArchive(
            Archived(entry.seq), receipt.text(), records.line_of(here, entry), modules(receipt.text())
        )

    def _reopen_the_log(self) -> None:
        """Open the log again after a failed write, which also checks it."""
        here = self._counter.station
        here.store.close()
        self._hands = replace(self._counter, station=replace(here, store=Store.open(here.folder)))

    # ---- what is archived ----

    def _open(self, record: str) -> orders.Opened:
        """Open a record for viewing. Only the record that was opened last can be drawn."""
        opened, document = records.open_record(self._counter.station, record)
        self._opened = {opened.line.record: document}
        return opened

    def _hand_out(self, record: str, folder: str) -> orders.HandedOut:
        by = self._presence.operator.id
        try:
            return records.hand_out(self._counter, record, folder, by, self._now())
        except (ArchiveError, StationError):
            self._reopen_the_log()
            raise

    # ---- what is at hand ----

    @property
    def _counter(self) -> Counter:
        if self._hands is None:
            raise NotNow(NOBODY)
        return self._hands

    @property
    def _kept(self) -> Drafts:
        if self._drafts is None:
            raise NotNow(NOBODY)
        return self._drafts

    def _docket(self, record: str) -> Docket:
        docket = self._dockets.get(record)
        if docket is None:
            raise ActRefused(Message("terminal.no-frozen-document"))
        return docket

    def _document(self, record: str) -> bytes:
        docket = self._dockets.get(record)
        if docket is not None:
            return docket.document
        if record not in self._opened:
            raise ActRefused(Message("terminal.no-open-document"))
        return self._opened[record]


def policy_of(opened: Station) -> Policy:
    """Return the policy of every visit that begins at this station; the operator looks at each signature."""
    settings = opened.settings
    return Policy(settings.training, settings.ink_sources, settings.level, looks=True)


def facts_of(opened: Station) -> orders.StationFacts:
    """Return what the windows need to know of the station."""
    settings, policy = opened.settings, policy_of(opened)
    return orders.StationFacts(settings.name, settings.area, policy.training, policy.sources, policy.level)
