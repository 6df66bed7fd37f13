"""The clerk is the authority: a hostile process at its socket changes no visit, and forges nobody."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.entry import EntryType
from archive.metadata import FrozenFacts
from archive.verify import verify as verify_archive
from forms.message import text
from signing.ink import Source
from terminal.clerk import orders
from terminal.clerk.orders import Order, TimedEvent, Trouble
from terminal.clerk.wire import LENGTH
from terminal.station import station
from terminal.visit import flow
from terminal.visit.model import State, Visit
from tests.terminal import stations
from tests.terminal.clerk.test_link import BEGIN, SIGN_IN, Caller, onward, until
from tests.terminal.clerk.test_wire import HOSTILE as HOSTILE_BYTES
from tests.terminal.clerk.test_wire import OF_A_VISIT
from tests.terminal.session.next_event import next_event
from tests.terminal.stations import AT

SECOND_PHRASE = "同事的口令，五六七八"
STRANGER = flow.Staff("S03", "赵新")
NOBODYS = "ab" * 16
FACTS = FrozenFacts("11" * 32, "22" * 32, 1000, 1)
Make = Callable[[Visit], Order]


def told(*events: flow.Event, at: str = AT) -> Make:
    """A report of these events."""
    return lambda visit: orders.Report(visit.record, tuple(TimedEvent(event, at) for event in events))


def ink(role: str) -> bytes:
    return stations.ink_of(role).to_bytes()


def frame_of(data: bytes) -> bytes:
    return LENGTH.pack(len(data)) + data


def anywhere(visit: Visit) -> dict[str, Order]:
    """What is refused in every step."""
    return {
        "a report on nobody's visit": orders.Report(NOBODYS, ()),
        "typing in nobody's visit": orders.Typing(NOBODYS, "name", "x"),
        "typing in no field": orders.Typing(visit.record, "operator", "x"),
        "freezing nobody's visit": orders.Freeze(NOBODYS),
        "stamping nobody's visit": orders.Stamp(NOBODYS, ink("applicant")),
        "sealing nobody's visit": orders.Seal(NOBODYS),
        "archiving nobody's visit": orders.Archive(NOBODYS),
        "vouching for nobody's visit": orders.Vouch(NOBODYS, "S02", SECOND_PHRASE),
        "confirming in nobody's visit": orders.Confirm(
            NOBODYS, orders.Confirmed.READ_ALOUD, "S01", stations.PASSPHRASE
        ),
        "the paper of nobody's visit": orders.Paper(NOBODYS, True, "/tmp"),
        "the pages of nobody's visit": orders.Draw(NOBODYS, 0, 100),
        "opening no record": orders.Open(NOBODYS),
        "handing out no record": orders.HandOut(NOBODYS, "/tmp"),
        "a form that is not installed": orders.Begin("../../etc/passwd"),
        "the operator as witness": orders.Vouch(visit.record, "S01", stations.PASSPHRASE),
        "a reading aloud without its time": orders.Confirm(
            visit.record, orders.Confirmed.READ_ALOUD, "S01", stations.PASSPHRASE
        ),
        "a witness who never vouched confirms": orders.Confirm(
            visit.record, orders.Confirmed.SIGNS_AS_WITNESS, "S02", SECOND_PHRASE
        ),
        "a forged operator": told(flow.Resume(STRANGER))(visit),
        "a forged name of the operator": told(flow.Resume(flow.Staff("S01", "赵新")))(visit),
        "a forged witness": told(flow.Joined(stations.SECOND))(visit),
        "a forged confirmation of a witness": told(flow.WitnessConfirmed("staff:S02"))(visit),
        "a forged reading aloud": told(flow.ReadAloud("staff:S01"))(visit),
        "a forged archiving": told(flow.Archived(1))(visit),
        "a forged failure": told(flow.Failed("NotValid"))(visit),
        "a forged seal": told(flow.Sealed("55" * 32))(visit),
        "a forged signature": told(flow.Stamped("33" * 32, "44" * 32))(visit),
        "a forged freezing": told(flow.Frozen(FACTS))(visit),
        "time to come": told(flow.Pause("away"), at="2999-01-01T00:00:00Z")(visit),
        "no time": told(flow.Pause("away"), at="noon")(visit),
    }


AFTERWARDS = ("changed answers", told(flow.Entered("name", "李四", "staff:S01")))
"""After freezing."""
HOSTILE: dict[State, tuple[tuple[str, Make], ...]] = {
    State.NOTICE: (
        ("a skipped consent", told(flow.Go())),
        ("two things of which the second is not so", told(flow.Consent("electronic", True), flow.Go())),
        ("an agent whom nobody recorded", told(flow.SignsAs(flow.Manner.AGENT, "李四"))),
        ("freezing at once", lambda visit: orders.Freeze(visit.record)),
    ),
    State.FILL: (
        ("an answer of another staff member", told(flow.Entered("name", "李四", "staff:S02"))),
        ("an answer of somebody", told(flow.Entered("name", "李四", "employer"))),
        ("a manner that another recorded", told(flow.SignsAs(flow.Manner.MARK, recorded_by="staff:S02"))),
    ),
    State.CHECK: (("a skipped check", told(flow.Go())),),
    State.FREEZE: (
        AFTERWARDS,
        ("a signature on nothing", lambda visit: orders.Stamp(visit.record, ink("applicant"))),
    ),
    State.READ: (
        AFTERWARDS,
        ("an unread page", told(flow.Go())),
        ("a page that another turned", told(flow.PageShown(0, 3000, "S02"))),
        ("another document", told(flow.Frozen(FACTS))),
        ("freezing again", lambda visit: orders.Freeze(visit.record)),
        ("a signature before its step", lambda visit: orders.Stamp(visit.record, ink("applicant"))),
    ),
    State.SIGN: (
        AFTERWARDS,
        ("a look at nothing", told(flow.SignatureSeen("staff:S01"))),
        ("a stamp for no ink", lambda visit: orders.Stamp(visit.record, ink("applicant"))),
    ),
    State.LOOK: (
        ("the look of another", told(flow.SignatureSeen("staff:S02"))),
        ("the look of nobody", told(flow.SignatureSeen(""))),
        ("a stamp without the look", lambda visit: orders.Stamp(visit.record, ink("applicant"))),
    ),
    State.STAMP: (
        ("other ink", lambda visit: orders.Stamp(visit.record, ink("staff"))),
        ("no ink", lambda visit: orders.Stamp(visit.record, b"")),
        ("sealing half", lambda visit: orders.Seal(visit.record)),
    ),
    State.HAND_OVER: (
        AFTERWARDS,
        ("a replayed signature", lambda visit: orders.Stamp(visit.record, ink("applicant"))),
        ("parking for ever", told(flow.Park("2999-01-01"))),
        ("ink without a turn", told(flow.InkTaken(Source.PEN, "fine", (), {}))),
    ),
    State.SEAL: (
        ("archiving before the seal", lambda visit: orders.Archive(visit.record)),
        ("giving it up now", told(flow.Cancel("left"))),
    ),
    State.ARCHIVE: (("a second seal", lambda visit: orders.Seal(visit.record)),),
    State.DONE: (
        AFTERWARDS,
        ("a signature afterwards", lambda visit: orders.Stamp(visit.record, ink("applicant"))),
        ("another archiving", told(flow.Archived(9))),
    ),
}


@dataclass
class Day:
    """What a hostile process heard, by step and order; and the visit that went on honestly meanwhile."""

    visit: Visit
    home: Path
    heard: dict[tuple[str, str], Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    home = tmp_path_factory.mktemp("authority") / "station"
    stations.make_with_kit(home, passphrases={"S01": stations.PASSPHRASE, "S02": SECOND_PHRASE})
    caller = Caller(home)
    try:
        caller.answer(SIGN_IN)
        day = Day(caller.answer(BEGIN), home)
        for state in HOSTILE:
            day.visit = until(caller, day.visit, state)
            for name, order in hostile(day.visit):
                day.heard[state.value, name] = reply(caller, order)
        out = home.parent / "stick"
        out.mkdir()
        caller.answer(orders.HandOut(day.visit.record, str(out)))
        yield day
    finally:
        caller.link.close()


def hostile(visit: Visit) -> list[tuple[str, Order]]:
    own = [(name, make(visit)) for name, make in HOSTILE[visit.state]]
    return [*own, *anywhere(visit).items()]


def reply(caller: Caller, order: Order) -> Any:
    before = len(caller.heard)
    caller.ask(order)
    caller.wait(lambda: len(caller.heard) > before)
    return caller.heard[-1]


NAMES = [
    (state.value, name)
    for state in HOSTILE
    for name in (*(name for name, _ in HOSTILE[state]), *anywhere(stations.numbered_visit(NOBODYS, "1")))
]


@pytest.mark.parametrize(("state", "name"), NAMES, ids=[f"{state}: {name}" for state, name in NAMES])
def test_a_hostile_order_is_refused_with_its_reason(day: Day, state: str, name: str) -> None:
    heard = day.heard[state, name]
    assert isinstance(heard, Trouble), heard
    assert not heard.gone
    assert text(heard.message, "zh") and "program-failed" not in heard.message.id


def test_nothing_of_it_came_into_the_record(day: Day) -> None:
    """The ceremony in the archive is that of the honest visit, act for act, and the archive verifies."""
    assert day.visit.state is State.DONE
    opened = station.unlock(day.home, "S01", stations.PASSPHRASE)
    metadata = json.loads(opened.store.blob(day.visit.record, "metadata", opened.store_key))
    assert metadata["ceremony"]["acts"] == [act.document() for act in day.visit.acts[:-1]]
    assert {act["who"] for act in metadata["ceremony"]["acts"]} == {"applicant", "staff", "staff:S01", "station"}
    assert verify_archive(opened.store, store_key=opened.store_key).verdict == "self-consistent"
    (handed,) = opened.store.of_type(EntryType.HAND_OVER)
    assert handed.facts["by"] == "S01"
    opened.store.close()


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    stations.make_with_kit(tmp_path / "station", passphrases={"S01": stations.PASSPHRASE, "S02": SECOND_PHRASE})
    made = Caller(tmp_path / "station")
    made.answer(SIGN_IN)
    yield made
    made.link.close()


RAW: dict[str, bytes] = {
    "a pickle": frame_of(pickle.dumps(orders.Lock())),
    "an order of whole visits": frame_of(OF_A_VISIT),
    "lists in lists without end": frame_of(HOSTILE_BYTES["lists in lists without end"]),
    "a length beyond everything": LENGTH.pack(1 << 62),
}


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_bytes_that_are_no_order_end_the_clerk_who_keeps_what_was_reported(caller: Caller, data: bytes) -> None:
    visit = until(caller, caller.answer(BEGIN), State.FILL)
    visit = stations.report(caller.answer, visit, flow.Pause("shift"))
    caller.link._outgoing.put(data)
    caller.ask(BEGIN)
    caller.wait(lambda: caller.link.gone)
    assert caller.heard[-1].gone
    (found,) = caller.again().drafts
    assert found.visit == visit


def test_a_witness_who_vouched_is_one_and_no_other_and_not_for_long(caller: Caller) -> None:
    visit, other = caller.answer(BEGIN), caller.answer(BEGIN)
    assert caller.answer(orders.Vouch(visit.record, "S02", SECOND_PHRASE)) == stations.SECOND
    renamed, joined = flow.Joined(flow.Staff("S02", "赵新")), flow.Joined(stations.SECOND)
    assert reply(caller, told(renamed)(visit)).kind == "ActRefused"
    assert reply(caller, told(joined)(other)).kind == "ActRefused"
    visit = stations.report(caller.answer, visit, joined)
    caller.answer(orders.Lock())
    assert reply(caller, told(joined)(visit)).kind == "ActRefused"


LOCKED: dict[str, Make] = {
    "an answer": told(flow.Entered("name", "李四", "staff:S01")),
    "going on": told(flow.Go()),
    "giving it up": told(flow.Cancel("left")),
    "taking it up": told(flow.Resume(stations.OPERATOR)),
    "a new visit": lambda visit: BEGIN,
    "a witness": lambda visit: orders.Vouch(visit.record, "S02", SECOND_PHRASE),
    "the paper": lambda visit: orders.Paper(visit.record, False, "/tmp"),
}


def test_while_the_desk_is_locked_nobody_does_anything(caller: Caller) -> None:
    visit = until(caller, caller.answer(BEGIN), State.FILL)
    caller.answer(orders.Lock())
    kinds = {name: reply(caller, make(visit)).kind for name, make in LOCKED.items()}
    assert set(kinds.values()) <= {"NotNow", "ActRefused"}
    assert isinstance(reply(caller, orders.Unlock("not the passphrase")), Trouble)
    assert caller.answer(orders.Unlock(stations.PASSPHRASE)) == stations.OPERATOR
    assert stations.report(caller.answer, visit, next_event(visit)).acts[:-1] == visit.acts


def test_a_signature_is_put_on_once_and_reported_as_it_was_made(caller: Caller) -> None:
    visit = until(caller, caller.answer(BEGIN), State.STAMP)
    stamp = orders.Stamp(visit.record, ink("applicant"))
    made = caller.answer(stamp)
    assert reply(caller, stamp).kind == "ActRefused"
    for untrue in (
        flow.Stamped(made.sha256, "44" * 32),
        flow.Stamped("33" * 32, made.ceremony_sha256),
        flow.Failed("ink-lost"),
        flow.Failed("ActRefused"),
    ):
        assert reply(caller, told(untrue)(visit)).kind == "ActRefused"
    visit = stations.report(caller.answer, visit, made)
    assert reply(caller, told(made)(visit)).kind in {"ActRefused", "NotNow"}
    assert onward(caller, visit).signed == 1


def test_the_visit_that_the_clerk_begins_is_the_operators_under_the_settings(caller: Caller) -> None:
    visit = caller.answer(BEGIN)
    here = stations.settings()
    assert (visit.operator, visit.witness) == (stations.OPERATOR, None)
    assert visit.policy == flow.Policy(here.training, here.ink_sources, here.level, looks=True)
