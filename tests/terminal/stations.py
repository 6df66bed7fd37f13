"""A training station with cheap passphrase slots, and visits brought to any step; for the terminal's tests."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from archive.store import Store
from forms import load, sample
from forms.answers import Answers
from signing import envelope, keyring
from signing.fonts import Faces
from signing.ink import Ink, Source
from terminal.clerk import orders
from terminal.clerk.counter import Counter, Docket
from terminal.devices.pen.capture import capture
from terminal.devices.pen.recording import RecordedPen
from terminal.station import station
from terminal.station.settings import Config
from terminal.visit import flow
from terminal.visit.agency import Authority

NOON = datetime(2026, 11, 24, 4, 0, 0, tzinfo=UTC)
AT = "2026-11-24T04:00:00Z"
PASSPHRASE = "落笔为凭，一字不改不删"
SECOND_PASSPHRASE = "见证在场，两人都看见了"
OPERATOR = flow.Staff("S01", "李文明")
SYNTHETIC = flow.InkTaken(Source.SYNTHETIC, "fine", (), {"strokes": 3})
REAL_COST = keyring.Cost
SECOND = flow.Staff("S02", "王文")
AUTHORITY = Authority(
    "resident-card", "379999198001010016", "授权委托书（2026 年 11 月 20 日）", "代为办理失业登记并签名"
)


def counted(seed: str) -> Callable[[int], bytes]:
    """Random bytes that are the same in every run: SHA-256 of a seed and a count."""
    given = 0

    def random(size: int) -> bytes:
        nonlocal given
        data = b""
        while len(data) < size:
            data += hashlib.sha256(f"{seed} {given}".encode()).digest()
            given += 1
        return data[:size]

    return random


def ticking(start: datetime = NOON) -> Callable[[], datetime]:
    """A clock that goes on by one second at each look."""
    looks = 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        return start + timedelta(seconds=looks)

    return now


def cheap(memory_kib: int = 64, iterations: int = 1, lanes: int = 1) -> keyring.Cost:
    """What a guess costs in tests that sign in over and over; for `signing.keyring.Cost`."""
    return REAL_COST(memory_kib, iterations, lanes)


def settings(kind: str = "training", rehearsal_ink: str = "pen") -> Config:
    """What the tests' station is."""
    staff = {"S01": "李文明", "S02": "王文"}
    name, origin = "示例街道就业服务站", "station-7.example/archive"
    return Config(kind, name, origin, "379999", staff, rehearsal_ink=rehearsal_ink)


def set_back(folder: Path) -> None:
    """A new station with the database of before its newest checkpoint; the newest is beside it as `newest.sqlite`."""
    made, _ = make(folder)
    for number in range(2):
        made.store.append_staff_event(event_id=f"e{number}", what="failures", staff="S01", failures=1, at=NOON)
        made.store.sign_checkpoint(made.checkpoint_keys)
        made.store.close()
        shutil.copy(folder / "log.sqlite", folder.parent / ("older.sqlite", "newest.sqlite")[number])
        made = replace(made, store=Store.open(folder))
    made.store.close()
    shutil.copy(folder.parent / "older.sqlite", folder / "log.sqlite")


def make(
    folder: Path, kind: str = "training", rehearsal_ink: str = "pen"
) -> tuple[station.Station, envelope.CustodianPrivate]:
    """A new station, unlocked, and its custodian's private key."""
    private, _ = envelope.generate_custodian(counted("custodian"))
    make_with_kit(folder, kind, rehearsal_ink)
    return station.unlock(folder, "S01", PASSPHRASE), private


def make_with_kit(
    folder: Path,
    kind: str = "training",
    rehearsal_ink: str = "pen",
    passphrases: Mapping[str, str] = MappingProxyType({"S01": PASSPHRASE}),
    at: datetime = NOON,
) -> str:
    """A new station, and its recovery kit. Staff whose passphrases are given can sign in, by cheap slots."""
    _, public = envelope.generate_custodian(counted("custodian"))
    plan = station.Plan(settings(kind, rehearsal_ink), passphrases, public)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "Cost", cheap)
        return station.create(folder, plan, at, counted("station"))


def counter_of(opened: station.Station, faces: Faces) -> Counter:
    """The station's hands, with a clock and randomness that repeat."""
    return Counter(opened, faces, ticking(), counted("counter"))


def opened_visit(counter: Counter, form_id: str = "unemployment-registration") -> flow.Visit:
    """A visit whose notice is on the pad."""
    visit = numbered_visit(counter.random(16).hex(), counter.station.next_number(2026), form_id)
    here = counter.station.settings
    policy = flow.Policy(here.training, here.ink_sources, here.level, looks=True)
    return replace(visit, policy=policy)


def numbered_visit(record: str, number: str, form_id: str = "unemployment-registration") -> flow.Visit:
    """A visit of that number at a training station, whose notice is on the pad."""
    form = load.find_form(form_id)
    policy = flow.Policy(True, settings().ink_sources, looks=True)
    return flow.Visit(record, number, form, Answers.start(form), OPERATOR, policy, NOON.date())


def tell(visit: flow.Visit, *events: flow.Event) -> flow.Visit:
    """The visit after these events."""
    for event in events:
        visit = flow.step(visit, event, AT)
    return visit


def report(ask: Callable[[orders.Order], object], visit: flow.Visit, *events: flow.Event) -> flow.Visit:
    """The visit after these events, which the clerk hears of by a report."""
    after = tell(visit, *events)
    ask(orders.Report(visit.record, tuple(orders.TimedEvent(event, AT) for event in events)))
    return after


def consents() -> tuple[flow.Event, ...]:
    """Everything agreed to."""
    return (*(flow.Consent(subject, True) for subject in flow.CONSENTS), flow.Go())


def to_freeze(visit: flow.Visit, **changed: str) -> flow.Visit:
    """Filled with the sample's answers and checked, up to the freeze."""
    return tell(visit, *filling(visit, **changed))


def filling(visit: flow.Visit, **changed: str) -> tuple[flow.Event, ...]:
    """Everything agreed to, the sample's answers entered and checked."""
    samples = {
        "unemployment-registration": sample.sample_registration(),
        "fixed-term-contract": sample.sample_contract(),
    }
    values = {**samples[visit.form.id], **changed}
    entered = (flow.Entered(key, value, "staff:S01") for key, value in values.items())
    return (*consents(), *entered, flow.Go(), flow.Checked(tuple(values)), flow.Go())


def ink_of(role: str) -> Ink:
    """The shipped recording of that role, as ink."""
    return capture(RecordedPen.shipped(role), None, "2026-11-24T04:00:00Z")


def by_passphrase(visit: flow.Visit) -> tuple[flow.Event, ...]:
    """What a staff member confirms by passphrase before the signer whose turn it is can go on."""
    if visit.signer.manner is flow.Manner.MARK and not visit.read_aloud_by:
        return (flow.ReadAloud(f"staff:{visit.operator.id}"),)
    if (witness := visit.signing_witness) is not None:
        return (flow.WitnessConfirmed(f"staff:{witness.id}"),)
    return ()


def read_and_sign(
    counter: Counter, visit: flow.Visit, docket: Docket, role: str, ink: Ink | None = None
) -> tuple[flow.Visit, Docket]:
    """Every page shown, then a signature with that ink, else with that role's recording."""
    pages = (flow.PageShown(page, 3000) for page in range(docket.frozen.pages))
    ink = ink or ink_of(role)
    visit = tell(visit, *pages)
    visit = tell(visit, *by_passphrase(visit), flow.Go(), counter.take(ink))
    visit = tell(visit, flow.SignatureSeen(f"staff:{visit.operator.id}", visit.doubts))
    stamped, docket = counter.stamp(visit, docket, ink)
    return tell(visit, stamped), docket
