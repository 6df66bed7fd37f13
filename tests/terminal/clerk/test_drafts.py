"""Drafts: a visit goes on where it was, whenever the power went; what cannot go on says why and stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive.entry import timestamp
from archive.verify import verify as verify_archive
from forms.message import text
from signing import keyring
from signing.verify import verify_pdf
from terminal.clerk import orders
from terminal.clerk.draft_codec import decoded, encoded
from terminal.clerk.drafts import Drafts
from terminal.clerk.work import Clerk
from terminal.errors import ActRefused
from terminal.station import station
from terminal.visit import flow
from terminal.visit.model import ENDED, State, Visit
from tests.conftest import ROOT
from tests.terminal import stations
from tests.terminal.session.next_event import next_event

MOST_STEPS = 200
LATER = "2026-11-25T02:00:00Z"
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))


class Counters:
    """One station whose program may end at any moment: only what is on the disk is there afterwards."""

    def __init__(self, home: Path) -> None:
        stations.make_with_kit(home)
        self.home, self.now, self.random = home, stations.ticking(), stations.counted("clerk")
        self.steps = 0
        self.start()

    def start(self) -> orders.SignedIn:
        """A new clerk, who knows nothing but the folder."""
        self.clerk = Clerk(self.home, self.now, self.random)
        answer: orders.SignedIn = self.clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
        return answer

    def power_loss(self, record: str) -> Visit:
        """The visit as it is found after the program ended and began again."""
        self.clerk.end()
        answer = self.start()
        assert answer.lost == ()
        (found,) = (draft.visit for draft in answer.drafts if draft.visit.record == record)
        return found

    def begin(self, form_id: str) -> Visit:
        visit: Visit = self.clerk.carry_out(orders.Begin(form_id))
        self.clerk.carry_out(orders.Report(visit.record, ()))
        return visit

    def work(self, visit: Visit) -> flow.Event:
        """What the clerk does for a visit that waits for him; the event that he answers."""
        match visit.todo:
            case "freeze":
                return self.clerk.carry_out(orders.Freeze(visit.record)).event
            case "stamp":
                role = "staff" if visit.signer.role == "witness" else visit.signer.role
                return self.clerk.carry_out(orders.Stamp(visit.record, stations.ink_of(role).to_bytes()))
            case "seal":
                return self.clerk.carry_out(orders.Seal(visit.record))
            case _:
                return self.clerk.carry_out(orders.Archive(visit.record)).event

    def tell(self, visit: Visit, event: flow.Event) -> Visit:
        happened = orders.TimedEvent(event, timestamp(self.now()))
        after = flow.step(visit, event, happened.at)
        self.clerk.carry_out(orders.Report(visit.record, (happened,)))
        return after

    def onward(self, visit: Visit) -> Visit:
        """The next thing happens, and is kept."""
        self.steps += 1
        assert self.steps < MOST_STEPS, "the visit comes to no end"
        if visit.paused:
            return self.tell(visit, flow.Resume(stations.OPERATOR))
        return self.tell(visit, self.work(visit) if visit.todo else next_event(visit))

    def until(self, visit: Visit, state: State) -> Visit:
        while visit.state is not state:
            visit = self.onward(visit)
        return visit

    def verify(self, record: str) -> None:
        """The record and the whole archive are right."""
        self.clerk.end()
        opened = station.unlock(self.home, "S01", stations.PASSPHRASE)
        document = opened.store.blob(record, "document", opened.store_key)
        assert verify_pdf(document, [opened.ca.certificate]).verdict == "valid"
        assert verify_archive(opened.store, store_key=opened.store_key).verdict == "self-consistent"
        opened.store.close()


@pytest.fixture
def counters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counters:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    return Counters(tmp_path / "station")


FORMS = ("unemployment-registration", "fixed-term-contract")
AFTERWARDS = {State.LOOK: State.SIGN, State.STAMP: State.SIGN}
"""Where a visit stands after a power loss when not where it stood: ink that was no signature yet is asked for again."""


@pytest.mark.parametrize("form_id", FORMS)
def test_a_visit_resumes_at_its_step_after_a_power_loss_behind_every_event(counters: Counters, form_id: str) -> None:
    visit = counters.begin(form_id)
    lost_once: set[tuple[State, str]] = set()
    while visit.state not in ENDED:
        step = visit.state, visit.signer.box
        if step in lost_once:
            found = visit  # the same ink cannot be lost for ever: this time the power stays
        else:
            found = counters.power_loss(visit.record)
            assert found.state is AFTERWARDS.get(visit.state, visit.state)
            assert (found.answers, found.frozen, found.signed) == (visit.answers, visit.frozen, visit.signed)
        if visit.state in AFTERWARDS:
            lost_once.add(step)
        visit = counters.onward(counters.onward(found) if found.paused else found)
    assert visit.state is State.CLOSED
    assert counters.start().drafts == ()
    counters.verify(visit.record)


@pytest.mark.parametrize("form_id", FORMS)
def test_what_was_signed_sealed_or_archived_is_not_lost_with_its_answer(counters: Counters, form_id: str) -> None:
    visit = counters.begin(form_id)
    went_on = []
    while visit.state is not State.DONE:
        if visit.todo in ("stamp", "seal", "archive") and len(went_on) < 3:
            counters.work(visit)
            before, visit = visit.state, counters.power_loss(visit.record)
            went_on.append((before, visit.state))
            if visit.state is State.ARCHIVE:
                visit = counters.onward(visit)
        else:
            visit = counters.onward(visit)
    assert went_on == [(State.STAMP, State.HAND_OVER), (State.STAMP, State.SEAL), (State.SEAL, State.ARCHIVE)]
    counters.verify(visit.record)


def test_a_record_whose_archiving_was_not_answered_is_archived_once(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.ARCHIVE)
    counters.work(visit)
    visit = counters.onward(counters.power_loss(visit.record))
    assert (visit.state, visit.acts[-1].facts["seq"]) == (State.DONE, 1)
    counters.verify(visit.record)


def test_nothing_that_was_not_signed_is_archived(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.SIGN)
    counters.power_loss(visit.record)
    assert counters.clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE)).today == ()
    opened = station.unlock(counters.home, "S01", stations.PASSPHRASE)
    assert opened.store.size() == 1
    opened.store.close()


def test_a_paused_visit_stays_as_it_was(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.SIGN)
    visit = counters.tell(visit, flow.Pause("away"))
    assert counters.power_loss(visit.record) == visit


def test_a_parked_visit_waits_for_its_day(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[1]), State.HAND_OVER)
    visit = counters.tell(visit, flow.Park(visit.last_day))
    assert counters.power_loss(visit.record) == visit


def test_a_draft_is_read_as_it_was_written(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[1]), State.SEAL)
    docket = counters.clerk._dockets[visit.record]
    assert decoded(encoded(visit, docket)) == (visit, docket)
    assert decoded(encoded(replace(visit, frozen=None), None)) == (replace(visit, frozen=None), None)


def test_drafts_are_for_the_owner_only_and_hold_nothing_readable(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.READ)
    folder = counters.home / "drafts"
    (path,) = folder.iterdir()
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    data = path.read_bytes()
    told = [visit.answers.value(key) for key in visit.answers.values if len(visit.answers.value(key)) > 5]
    assert [value for value in told if value.encode("utf-8") in data] == []
    assert b"%PDF" not in data


def test_a_disk_that_is_full_leaves_the_draft_before(counters: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = counters.begin(FORMS[0])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("signing.durable.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            counters.tell(visit, flow.Consent("electronic", True))
    assert counters.power_loss(visit.record).consents == {}
    assert [path.suffix for path in (counters.home / "drafts").iterdir()] == [".draft"]


def test_a_signature_that_cannot_be_kept_was_not_made(counters: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.STAMP)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("signing.durable.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            counters.work(visit)
    visit = counters.tell(visit, flow.Failed("OSError"))
    counters.verify(counters.until(visit, State.DONE).record)


def test_what_a_write_left_half_done_is_cleared_away(counters: Counters) -> None:
    visit = counters.begin(FORMS[0])
    left = counters.home / "drafts" / f".{visit.record}.draft.0011223344556677"
    left.write_bytes(b"half")
    counters.power_loss(visit.record)
    assert not left.exists()


def test_a_draft_has_no_name_that_leads_elsewhere(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, "station-7.example/archive", KEY)
    with pytest.raises(ActRefused):
        drafts.discard("../station")


# ---- lost drafts ----


def draft_of(home: Path) -> Path:
    (path,) = (home / "drafts").glob("*.draft")
    return path


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)


def rename(path: Path) -> None:
    path.rename(path.with_name(f"{'0f' * 16}.draft"))


def of_another_station(path: Path) -> None:
    visit = stations.numbered_visit(path.stem, "379999-2026-000001")
    Drafts(path.parent.parent, "station-7.example/archive", OTHER_KEY).keep(visit, None)


def of_a_later_version(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"luobi-draft/2 ", b"luobi-draft/3 "))


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


LOST: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut": (cut, "不完整"),
    "empty": (empty, "不是草稿文件"),
    "one bit": (flip, "密钥打不开"),
    "renamed": (rename, "换了文件名"),
    "another station's": (of_another_station, "别的站点"),
    "a later version's": (of_a_later_version, "luobi-draft/3"),
    "no file": (a_folder, "不是一个普通文件"),
}


@pytest.mark.parametrize(("harm", "why"), LOST.values(), ids=LOST)
def test_a_draft_that_cannot_be_taken_up_says_why_and_stays(
    counters: Counters, harm: Callable[[Path], None], why: str
) -> None:
    counters.begin(FORMS[0])
    harm(draft_of(counters.home))
    counters.clerk.end()
    answer = counters.start()
    assert answer.drafts == ()
    (lost,) = answer.lost
    assert why in text(lost.why, "zh")
    assert Path(lost.file).exists()


def test_a_lost_draft_hides_no_other(counters: Counters) -> None:
    counters.begin(FORMS[0])
    cut(draft_of(counters.home))
    visit = counters.begin(FORMS[1])
    counters.clerk.end()
    answer = counters.start()
    assert [draft.visit.record for draft in answer.drafts] == [visit.record]
    assert len(answer.lost) == 1


def test_a_station_that_was_copied_with_its_drafts_goes_on(counters: Counters, tmp_path: Path) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.CHECK)
    counters.clerk.end()
    shutil.copytree(counters.home, tmp_path / "copy")
    clerk = Clerk(tmp_path / "copy", stations.ticking())
    (found,) = clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE)).drafts
    assert found.visit.answers == visit.answers
    clerk.end()


def test_the_format_names_every_member_of_a_draft(counters: Counters) -> None:
    visit = counters.until(counters.begin(FORMS[0]), State.SEAL)
    content = json.loads(encoded(visit, counters.clerk._dockets[visit.record]))
    page = (ROOT / "docs" / "formats" / "draft.md").read_text("utf-8")
    members = [*content, *content["visit"], *content["papers"]]
    assert [member for member in members if f"`{member}`" not in page] == []
