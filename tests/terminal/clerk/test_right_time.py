"""Under a clock that cannot be right nothing is frozen, signed or sealed, and nothing invalid is archived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive import checkpoint
from archive.checkpoint import Checkpoint, CheckpointKeys
from forms.message import text
from signing import keys
from signing.fonts import Faces
from signing.verify import verify_pdf
from terminal.clerk.counter import Counter, Docket
from terminal.clerk.troubles import trouble_of
from terminal.errors import ClockWrong, NotValid
from terminal.station.clock import require_right_time
from terminal.station.station import Station
from terminal.visit import flow
from tests.terminal import stations

NOON = stations.NOON
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture
def opened(tmp_path: Path) -> Station:
    return stations.make(tmp_path / "station")[0]


@pytest.fixture
def counter(opened: Station, faces: Faces) -> Counter:
    return stations.counter_of(opened, faces)


def at(counter: Counter, time: datetime) -> Counter:
    """The same hands under another clock."""
    return replace(counter, now=lambda: time)


def to_stamp(counter: Counter) -> tuple[flow.Visit, Docket]:
    """A visit whose first ink was taken."""
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    pages = (flow.PageShown(page, 3000) for page in range(docket.frozen.pages))
    ink = stations.ink_of("applicant")
    seen = flow.SignatureSeen(f"staff:{visit.operator.id}")
    return stations.tell(visit, event, *pages, flow.Go(), counter.take(ink), seen), docket


def to_seal(counter: Counter) -> tuple[flow.Visit, Docket]:
    visit, docket = to_stamp(counter)
    event, docket = counter.stamp(visit, docket, stations.ink_of("applicant"))
    visit = stations.tell(visit, event, *stations.consents())
    return stations.read_and_sign(counter, visit, docket, "staff")


def finish(counter: Counter, visit: flow.Visit, docket: Docket) -> bytes:
    """The visit from the seal to the archive; the document."""
    event, docket = counter.seal(visit, docket)
    counter.archive(stations.tell(visit, event), docket)
    return docket.document


def end_of(station: Station) -> datetime:
    return station.ca.certificate.not_valid_after_utc


WRONG: dict[str, tuple[Callable[[Station], datetime], str]] = {
    "a year early": (lambda _: NOON - timedelta(days=365), "before the station's authority begins"),
    "before the authority": (lambda _: NOON - 49 * HOUR, "before the station's authority begins"),
    "eight hours early": (lambda _: NOON - 8 * HOUR, "before the last entry"),
    "a second before the last entry": (lambda _: NOON - timedelta(seconds=1), "before the last entry"),
    "after the authority": (lambda station: end_of(station) + timedelta(seconds=1), "is at its end"),
    "the year 2099": (lambda _: NOON.replace(year=2099), "is at its end"),
}


@pytest.mark.parametrize(("clock", "says"), WRONG.values(), ids=WRONG)
def test_nothing_is_frozen_signed_or_sealed_under_a_clock_that_cannot_be_right(
    counter: Counter, clock: Callable[[Station], datetime], says: str
) -> None:
    wrong = at(counter, clock(counter.station))
    with pytest.raises(ClockWrong, match=f"the clock is wrong.*{says}.*Set the clock") as told:
        wrong.freeze(stations.to_freeze(stations.opened_visit(counter)))
    assert "时钟不对" in text(trouble_of(told.value).message, "zh")
    visit, docket = to_stamp(counter)
    with pytest.raises(ClockWrong, match=says):
        wrong.stamp(visit, docket, stations.ink_of("applicant"))
    event, docket = counter.stamp(visit, docket, stations.ink_of("applicant"))
    visit = stations.tell(visit, event, *stations.consents())
    visit, docket = stations.read_and_sign(counter, visit, docket, "staff")
    with pytest.raises(ClockWrong, match=says):
        wrong.seal(visit, docket)
    assert counter.station.store.size() == 1
    document = finish(counter, visit, docket)
    assert verify_pdf(document, [counter.station.ca.certificate]).verdict == "valid"


RIGHT = {
    "when it was made": NOON,
    "in a year": NOON.replace(year=2027),
    "in 29 years": NOON.replace(year=2055),
}


def test_what_happens_in_the_second_of_the_last_entry_is_in_order(tmp_path: Path) -> None:
    made = NOON.replace(microsecond=600_000)
    stations.make_with_kit(tmp_path / "station", at=made)
    opened = stations.station.unlock(tmp_path / "station", "S01", stations.PASSPHRASE)
    require_right_time(opened, made)
    with pytest.raises(ClockWrong):
        require_right_time(opened, made - timedelta(seconds=1))
    opened.store.close()


def test_nothing_is_signed_or_sealed_before_the_last_signature(counter: Counter) -> None:
    """The clock was set back in the visit, to a time that the log would allow."""
    ahead, back = at(counter, NOON + HOUR), at(counter, NOON + HOUR - timedelta(seconds=1))
    visit, docket = to_stamp(ahead)
    event, docket = ahead.stamp(visit, docket, stations.ink_of("applicant"))
    visit = stations.tell(visit, event, *stations.consents())
    with pytest.raises(ClockWrong, match=r"before the last signature on this document.*13:00:00.*go on when that"):
        stations.read_and_sign(back, visit, docket, "staff")
    visit, docket = stations.read_and_sign(ahead, visit, docket, "staff")
    with pytest.raises(ClockWrong, match="before the last signature on this document"):
        back.seal(visit, docket)
    document = finish(ahead, visit, docket)
    assert verify_pdf(document, [counter.station.ca.certificate]).findings == ()


@pytest.mark.parametrize("time", RIGHT.values(), ids=RIGHT)
def test_a_clock_that_may_be_right_is_taken(opened: Station, time: datetime) -> None:
    require_right_time(opened, time)
    require_right_time(opened, end_of(opened))


def test_a_clock_set_right_after_the_station_was_made_makes_no_record_that_is_invalid(
    tmp_path: Path, faces: Faces
) -> None:
    """The station was made at NOON by a clock eight hours ahead; then the clock is right, and time goes on."""
    station = stations.make(tmp_path / "station")[0]
    right = at(stations.counter_of(station, faces), NOON - 8 * HOUR)
    with pytest.raises(ClockWrong, match=r"before the last entry.*go on when that time has come"):
        right.freeze(stations.to_freeze(stations.opened_visit(right)))
    later = at(right, NOON)
    document = finish(later, *to_seal(later))
    assert verify_pdf(document, [station.ca.certificate]).findings == ()


def test_a_clock_before_the_last_visit_is_wrong(counter: Counter) -> None:
    evening = at(counter, NOON + 6 * HOUR)
    finish(evening, *to_seal(evening))
    with pytest.raises(ClockWrong, match="before the last entry"):
        at(counter, NOON + 5 * HOUR).freeze(stations.to_freeze(stations.opened_visit(counter)))


def test_a_clock_before_the_last_checkpoint_is_wrong(opened: Station) -> None:
    opened.store.sign_checkpoint(opened.checkpoint_keys, NOON + 2 * HOUR)
    require_right_time(opened, NOON + 2 * HOUR)
    with pytest.raises(ClockWrong, match=r"before the last checkpoint \(2026-11-24 14:00:00\)"):
        require_right_time(opened, NOON + HOUR)


def test_a_checkpoint_that_states_no_time_refuses_none(opened: Station) -> None:
    opened.store.sign_checkpoint(opened.checkpoint_keys)
    require_right_time(opened, NOON)


@pytest.mark.parametrize("time_s", [None, 1, 1_900_000_000, 2**63])
def test_the_time_of_a_checkpoint_is_the_one_that_its_signature_states(time_s: int | None) -> None:
    own = CheckpointKeys.generate("a.example/log", stations.counted("log"))
    note = checkpoint.sign(Checkpoint(own.origin, 1, bytes(32)), own, None)
    if time_s is not None:
        parsed = checkpoint.parse_note(note)
        ed25519, ml_dsa = parsed.signatures
        dated = replace(ml_dsa, value=time_s.to_bytes(8, "big") + ml_dsa.value[8:])
        note = replace(parsed, signatures=(ed25519, dated)).text()
    told = checkpoint.stated_time(note)
    assert (told.timestamp() if told else None) == (time_s if time_s and time_s < 2**40 else None)


def test_a_document_that_does_not_verify_is_not_sealed_and_not_archived(counter: Counter) -> None:
    """Signed under another authority of the same name: sealed, it would be invalid for good."""
    other = keys.new_station_ca(counter.station.settings.certified_name, NOON)
    elsewhere = replace(counter, station=replace(counter.station, ca=other))
    visit, docket = to_seal(elsewhere)
    with pytest.raises(NotValid, match="signer-untrusted"):
        counter.seal(visit, docket)
    own = keys.issue_seal_certificate(other, NOON)
    event, docket = replace(elsewhere, station=replace(elsewhere.station, seal=own)).seal(visit, docket)
    with pytest.raises(NotValid, match="not archived") as told:
        counter.archive(stations.tell(visit, event), docket)
    assert "没有丢" in text(trouble_of(told.value).message, "zh")
    assert counter.station.store.size() == 1
    assert list(counter.station.store.blobs.names()) == []


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_document_that_never_verifies_is_given_up_as_a_void_record(counter: Counter, is_sealed: bool) -> None:
    other = keys.new_station_ca(counter.station.settings.certified_name, NOON)
    elsewhere = replace(counter, station=replace(counter.station, ca=other))
    visit, docket = to_seal(elsewhere)
    if is_sealed:
        own = keys.issue_seal_certificate(other, NOON)
        event, docket = replace(elsewhere, station=replace(elsewhere.station, seal=own)).seal(visit, docket)
        visit = stations.tell(visit, event)
    with pytest.raises(NotValid) as failure:
        (counter.archive if is_sealed else counter.seal)(visit, docket)
    given_up = stations.tell(visit, flow.Failed(trouble_of(failure.value).kind), flow.Cancel("文件核验不通过"))
    event, entry, _receipt = counter.archive(given_up, docket)
    assert (stations.tell(given_up, event).state, entry.type) == (flow.State.DONE, "void")
    assert counter.station.store.blob(entry.id, "document", counter.station.store_key) == docket.document
