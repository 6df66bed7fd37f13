"""Whole visits at a counter, without a screen: through the reception, a real clerk and a real station."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.verify import verify as verify_archive
from forms.message import text
from signing import keyring
from signing.verify import verify_pdf
from terminal.clerk import orders
from terminal.clerk.troubles import DISK_FULL, WRONG_PASSPHRASE
from terminal.clerk.work import Clerk
from terminal.errors import NotNow
from terminal.session.reception import Bell, Reception, Why
from terminal.station import station
from terminal.visit import events as ev
from terminal.visit.capture import taken
from terminal.visit.model import Manner, State, Visit
from tests.terminal import stations
from tests.terminal.local_clerk import LocalLane
from tests.terminal.session.next_event import SAMPLES, next_event
from tests.terminal.visit.steps import lacks

REGISTRATION, CONTRACT = "unemployment-registration", "fixed-term-contract"
SECOND_PHRASE = "同事的口令，五六七八"
READING_S = 600.0
"""Longer than reading any of the tests' documents aloud takes."""


class Day:
    """A clock that goes on by a second at each look, and to another day when told."""

    def __init__(self) -> None:
        self.at = stations.NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Uptime:
    """A clock that nobody sets."""

    passed_s = 0.0

    def __call__(self) -> float:
        return self.passed_s


class Desk:
    """A counter with its people: the applicant's pad, the staff's desk, and the power switch."""

    def __init__(self, home: Path) -> None:
        kit = stations.make_with_kit(home)
        keyring.change_passphrase(keyring.unlock_with_kit(home / "keys", kit), "S02", SECOND_PHRASE)
        self.home, self.now = home, Day()
        self.start()

    def start(self) -> None:
        """The program begins; nobody has signed in."""
        self.uptime = Uptime()
        self.clerk = Clerk(self.home, self.now, uptime_s=self.uptime)
        self.lane = LocalLane(self.clerk)
        self.reception = Reception(self.lane, self.now)

    def sign_in(self, staff: str = "S01", passphrase: str = stations.PASSPHRASE) -> Reception:
        self.reception.sign_in(staff, passphrase)
        self.lane.pump()
        return self.reception

    def restart(self, staff: str = "S01", passphrase: str = stations.PASSPHRASE) -> Reception:
        """The power goes, comes back, and somebody signs in."""
        self.clerk.end()
        self.start()
        return self.sign_in(staff, passphrase)

    @property
    def visit(self) -> Visit:
        visit = self.reception.visit
        assert visit is not None
        return visit

    def begin(self, form_id: str = REGISTRATION) -> Visit:
        self.reception.begin(form_id)
        self.lane.pump()
        return self.visit

    def signer(self, event: ev.Event) -> None:
        self.reception.signer_did(event)
        self.lane.pump()

    def staff(self, event: ev.Event) -> None:
        self.reception.staff_did(event)
        self.lane.pump()

    def sign(self) -> None:
        role = "staff" if self.visit.signer.role == "witness" else self.visit.signer.role
        ink = stations.ink_of(role)
        self.reception.sign(taken(ink), ink)
        self.sees()
        self.lane.pump()

    def sees(self) -> None:
        """The operator looks at the signature, and it is the signer's name."""
        if self.visit.state is State.LOOK:
            self.reception.staff_did(next_event(self.visit))

    def onward(self) -> None:
        """Whoever's turn it is does the next thing."""
        visit = self.visit
        match visit.state:
            case State.FILL:
                event = next_event(visit)
                if isinstance(event, ev.Entered):
                    self.reception.enter(event.key, event.value)
                    self.lane.pump()
                else:
                    self.staff(event)
            case State.SIGN:
                self.sign()
            case State.READ if not visit.unread and stations.by_passphrase(visit) and lacks(visit):
                self.confirm()
            case _:
                self.signer(next_event(visit))

    def confirm(self) -> None:
        """Who is asked for a passphrase gives it, after the time that reading aloud takes."""
        witness, visit = self.visit.signing_witness, self.visit
        what = orders.Confirmed.SIGNS_AS_WITNESS if witness else orders.Confirmed.READ_ALOUD
        who = witness or visit.operator
        self.uptime.passed_s += READING_S
        self.reception.confirm(what, who.id, stations.PASSPHRASE if who.id == "S01" else SECOND_PHRASE)
        self.lane.pump()

    def until(self, *states: State) -> Visit:
        while self.visit.state not in states:
            self.onward()
        return self.visit

    def to_hand_over(self, turn: int = 1) -> Visit:
        """The pen is passed on to that signer."""
        while not (self.visit.state is State.HAND_OVER and self.visit.turn == turn):
            self.onward()
        return self.visit

    def verify(self, *records: str, verdict: str = "valid") -> None:
        """The station's whole archive is right, and holds these records."""
        self.clerk.end()
        opened = station.unlock(self.home, "S01", stations.PASSPHRASE)
        for record in records:
            document = opened.store.blob(record, "document", opened.store_key)
            assert verify_pdf(document, [opened.ca.certificate]).verdict == verdict
        report = verify_archive(opened.store, store_key=opened.store_key)
        assert (report.verdict, report.size) == ("self-consistent", 1 + len(records))
        opened.store.close()


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A counter where nobody has signed in."""
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    made = Desk(tmp_path / "station")
    yield made
    made.clerk.end()


@pytest.fixture
def desk(closed: Desk) -> Desk:
    closed.sign_in()
    return closed


def whats(visit: Visit) -> list[str]:
    return [act.what for act in visit.acts]


# ---- whole visits ----


@pytest.mark.parametrize("form_id", [REGISTRATION, CONTRACT])
def test_a_whole_visit_is_archived_and_verifies(desk: Desk, form_id: str) -> None:
    record = desk.begin(form_id).record
    desk.until(State.DONE)
    hand = desk.reception.hand
    assert hand is not None
    assert hand.receipt.startswith("luobi-receipt/1")
    assert hand.line == desk.reception.today[0]
    desk.signer(ev.Go())
    assert (desk.reception.visit, desk.reception.in_hand) == (None, {})
    assert not list((desk.home / "drafts").iterdir())
    desk.verify(record)


def test_the_papers_are_there_from_the_freeze_on_and_go_with_it(desk: Desk) -> None:
    desk.begin()
    desk.until(State.CHECK)
    assert desk.reception.hand is not None
    assert desk.reception.hand.papers is None
    desk.until(State.READ)
    assert desk.reception.hand.papers is not None
    desk.signer(ev.Wrong())
    assert (desk.visit.state, desk.reception.hand.papers) == (State.CHECK, None)
    desk.until(State.DONE)
    desk.verify(desk.visit.record)


def test_a_contract_waits_for_its_second_party_over_a_restart(desk: Desk) -> None:
    record = desk.begin(CONTRACT).record
    last_day = desk.to_hand_over().last_day
    desk.staff(ev.Park(last_day))
    assert desk.reception.current == ""
    desk.now.at += timedelta(days=2)
    desk.restart()
    assert desk.reception.in_hand[record].papers is not None
    desk.reception.take_up(record)
    desk.until(State.DONE)
    desk.verify(record)


@pytest.mark.parametrize("how", ["restart", "take up", "unlock"])
def test_a_contract_whose_second_party_does_not_come_is_void(desk: Desk, how: str) -> None:
    record = desk.begin(CONTRACT).record
    desk.staff(ev.Park(desk.to_hand_over().last_day))
    if how == "unlock":
        desk.reception.lock()
    desk.now.at += timedelta(days=400)
    match how:
        case "restart":
            desk.restart()
        case "take up":
            desk.reception.take_up(record)
        case _:
            desk.reception.unlock(stations.PASSPHRASE)
    desk.lane.pump()
    assert (desk.reception.in_hand, desk.reception.current) == ({}, "")
    assert desk.reception.today[0].kind == "void"
    desk.verify(record, verdict="invalid")


def test_who_cannot_write_signs_by_a_mark_before_two_witnesses(desk: Desk) -> None:
    record = desk.begin().record
    desk.signer(ev.SignsAs(Manner.MARK))
    assert lacks(desk.visit) == "consent:electronic"
    desk.reception.join("S02", SECOND_PHRASE)
    desk.lane.pump()
    assert desk.visit.witness == stations.SECOND
    desk.until(State.DONE)
    assert [act.facts["box"] for act in desk.visit.acts if act.what == "signed"] == [
        "applicant",
        "applicant-witness-1",
        "applicant-witness-2",
        "staff",
    ]
    desk.verify(record)


def test_nobody_is_his_own_witness(desk: Desk) -> None:
    desk.begin()
    desk.reception.join("S01", stations.PASSPHRASE)
    desk.lane.pump()
    assert (desk.reception.witness, desk.visit.witness) == (None, None)
    assert desk.reception.refusal is not None
    assert "另一位" in text(desk.reception.refusal.message, "zh")


def test_an_agent_signs_with_his_own_name(desk: Desk) -> None:
    record = desk.begin().record
    desk.staff(ev.SignsAs(Manner.AGENT, "王代", authority=stations.AUTHORITY))
    desk.until(State.DONE)
    assert desk.visit.signers[0].name == "王代"
    desk.verify(record)


def test_a_refusal_before_any_signature_leaves_a_void_record(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.READ)
    desk.staff(ev.Refused("不同意"))
    assert (desk.visit.state, desk.reception.today[0].kind) == (State.DONE, "void")
    refused = next(act for act in desk.visit.acts if act.what == "refused")
    assert (refused.who, refused.facts["recorded_by"]) == ("applicant", "staff:S01")
    desk.verify(record, verdict="invalid")


def test_a_refusal_after_a_signature_leaves_a_void_record(desk: Desk) -> None:
    record = desk.begin().record
    desk.to_hand_over()
    desk.staff(ev.Refused("不同意"))
    assert desk.reception.today[0].kind == "void"
    desk.verify(record, verdict="invalid")


def test_who_does_not_consent_is_served_on_paper_and_the_case_is_archived(desk: Desk) -> None:
    record, number = desk.begin().record, desk.visit.number
    desk.signer(ev.Consent("electronic", False))
    assert desk.visit.state is State.PAPER
    desk.restart()
    desk.reception.take_up(record)
    desk.reception.lock()
    desk.reception.unlock(stations.PASSPHRASE)
    desk.lane.pump()
    desk.reception.take_up(record)
    assert desk.visit.state is State.PAPER
    desk.reception.enter("name", "张𬭚")
    desk.lane.pump()
    for event in (ev.Go(), ev.Entered("name", "李四", "applicant")):
        with pytest.raises(NotNow, match="on paper"):
            desk.reception.signer_did(event)
    desk.staff(ev.Go())
    assert (desk.reception.current, desk.reception.in_hand) == ("", {})
    assert desk.reception.last is not None
    assert (desk.reception.last.record, desk.reception.last.kind, desk.reception.last.number) == (
        record,
        "paper",
        number,
    )
    assert [line.record for line in desk.reception.waiting] == [record]
    desk.restart()
    assert [line.record for line in desk.reception.waiting] == [record]
    assert (desk.reception.today, list((desk.home / "drafts").iterdir())) == ((), [])
    desk.verify(record, verdict="invalid")


def test_a_visit_that_left_no_record_is_not_followed_by_the_record_of_another(desk: Desk) -> None:
    desk.begin()
    desk.until(State.DONE)
    desk.signer(ev.Go())
    assert desk.reception.last is not None
    desk.begin()
    desk.reception.put_aside("another-visit")
    assert desk.reception.last is None
    desk.begin()
    desk.staff(ev.Cancel("left"))
    assert desk.reception.last is None


# ---- corrections and calls ----


def test_a_correction_is_asked_for_on_the_pad_and_made_at_the_desk(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.CHECK)
    desk.signer(ev.Wrong("phone"))
    assert desk.reception.bell is not None
    assert (desk.reception.bell.why, desk.reception.bell.key) == (Why.CORRECTION, "phone")
    assert lacks(desk.visit) == "correction:phone"
    desk.reception.acknowledge()
    assert desk.reception.bell is None
    assert desk.reception.answered is not None
    desk.reception.enter("phone", "13800138001")
    desk.lane.pump()
    assert desk.visit.marked == ()
    desk.until(State.DONE)
    desk.verify(record)


def test_an_answer_that_was_right_after_all_takes_the_call_back(desk: Desk) -> None:
    desk.begin()
    desk.until(State.CHECK)
    desk.signer(ev.Wrong("phone"))
    desk.signer(ev.NotWrong("phone"))
    assert (desk.reception.bell, desk.visit.marked) == (None, ())


def test_an_answer_that_cannot_be_kept_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk.begin()
    before = desk.until(State.FILL)
    with pytest.raises(NotNow):
        desk.reception.enter("name", "张\x00三")
    assert desk.visit == before


# ---- when something fails ----


def test_a_full_disk_keeps_the_signed_visit_until_it_is_archived(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = desk.begin().record
    desk.until(State.SIGN)
    while desk.visit.turn == 0 or desk.visit.state is not State.SIGN:
        desk.onward()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("archive.storage.folder.BlobFolder.write", full)
        desk.sign()
    hand = desk.reception.hand
    assert hand is not None
    assert hand.trouble is not None
    assert (desk.visit.state, hand.busy) == (State.ARCHIVE, "")
    assert hand.trouble.message == DISK_FULL
    desk.reception.retry()
    desk.lane.pump()
    assert desk.visit.state is State.DONE
    desk.verify(record)


def test_a_log_whose_write_failed_goes_on_when_it_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = desk.begin().record
    while desk.visit.turn == 0 or desk.visit.state is not State.SIGN:
        desk.onward()
    before = desk.clerk._counter.station.store
    before._broken = True
    desk.sign()
    assert desk.visit.state is State.ARCHIVE
    desk.reception.retry()
    desk.lane.pump()
    assert desk.visit.state is State.DONE
    desk.verify(record)


def test_a_character_without_a_glyph_goes_back_to_the_answers_with_its_reason(desk: Desk) -> None:
    desk.begin()
    desk.until(State.FILL)
    desk.reception.enter("name", "张\U0002ebf0")
    desk.until(State.CHECK)
    desk.signer(ev.Checked(desk.visit.answers.unchecked(desk.visit.form)))
    desk.signer(ev.Go())
    hand = desk.reception.hand
    assert hand is not None
    assert hand.trouble is not None
    assert (desk.visit.state, hand.trouble.kind) == (State.CHECK, "MissingGlyph")
    assert desk.reception.notice is not None
    assert "U+2EBF0" in text(desk.reception.notice, "zh")


def test_a_signature_that_could_not_be_kept_is_asked_for_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = desk.begin().record
    desk.until(State.SIGN)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("signing.durable.os.fsync", full)
        desk.sign()
    assert (desk.visit.state, desk.visit.signed) == (State.SIGN, 0)
    assert desk.reception.notice == DISK_FULL
    desk.until(State.DONE)
    desk.verify(record)


def test_ink_that_does_not_count_is_not_stamped(desk: Desk) -> None:
    desk.begin()
    desk.until(State.SIGN)
    ink = stations.ink_of("applicant")
    desk.reception.sign(replace(taken(ink), verdict="refused", reasons=("a dot",)), ink)
    desk.lane.pump()
    assert (desk.visit.state, desk.visit.acts[-1].what) == (State.SIGN, "ink-void")


def test_what_people_do_while_the_clerk_is_at_work_is_refused(desk: Desk) -> None:
    desk.begin()
    desk.until(State.SIGN)
    ink = stations.ink_of("applicant")
    desk.reception.sign(taken(ink), ink)
    desk.sees()
    with pytest.raises(NotNow):
        desk.reception.staff_did(ev.Cancel("no"))
    with pytest.raises(NotNow):
        desk.reception.sign(taken(ink), ink)
    desk.lane.pump()
    assert (desk.visit.state, desk.visit.signed) == (State.HAND_OVER, 1)


# ---- the look at a finished signature ----


def stamps(desk: Desk) -> list[orders.Order]:
    """Every signature that the clerk was asked to set, and so every one-time key."""
    return [order for order in desk.lane.carried_out if isinstance(order, orders.Stamp)]


def to_look(desk: Desk) -> Visit:
    """The applicant has pressed 签好了."""
    desk.begin()
    desk.until(State.SIGN)
    ink = stations.ink_of("applicant")
    desk.reception.sign(taken(ink), ink)
    desk.lane.pump()
    return desk.visit


def test_signing_again_after_the_look_leaves_nothing_in_the_document(desk: Desk) -> None:
    visit = to_look(desk)
    before = desk.clerk._dockets[visit.record].document
    assert desk.reception.ink_to_see == stations.ink_of("applicant")
    desk.staff(ev.SignAgain("staff:S01"))
    assert (desk.visit.state, desk.reception.ink_to_see, desk.reception._ink) == (State.SIGN, None, {})
    assert desk.clerk._dockets[visit.record].document == before
    assert stamps(desk) == []
    desk.until(State.DONE)
    assert len(stamps(desk)) == 2
    desk.verify(visit.record)


LEAVINGS = {
    "idle or away": lambda desk: desk.reception.pause("away"),
    "locked": lambda desk: desk.reception.lock(),
    "put aside": lambda desk: desk.reception.put_aside("another-visit"),
    "given up": lambda desk: desk.reception.staff_did(ev.Cancel("no")),
    "refused": lambda desk: desk.reception.staff_did(ev.Refused("no")),
}


@pytest.mark.parametrize("leave", LEAVINGS.values(), ids=LEAVINGS)
def test_whatever_ends_the_look_drops_the_ink(desk: Desk, leave: Callable[[Desk], None]) -> None:
    visit = to_look(desk)
    leave(desk)
    desk.lane.pump()
    assert (desk.reception.ink_to_see, desk.reception._ink, stamps(desk)) == (None, {}, [])
    if visit.record in desk.reception.in_hand:
        assert desk.reception.in_hand[visit.record].visit.state in {State.SIGN, State.DONE}


# ---- who, and which visit ----


def test_the_desk_locks_and_opens_for_whoever_operates(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.FILL)
    desk.reception.lock()
    assert (desk.reception.locked, desk.reception.current) == (True, "")
    assert desk.reception.in_hand[record].visit.paused
    with pytest.raises(NotNow):
        desk.reception.take_up(record)
    desk.reception.unlock("not the passphrase")
    desk.lane.pump()
    assert (desk.reception.locked, desk.reception.refusal is not None) == (True, True)
    desk.reception.unlock(stations.PASSPHRASE)
    desk.lane.pump()
    desk.reception.take_up(record)
    desk.until(State.DONE)
    desk.verify(record)


def test_the_next_shift_takes_the_visit_over_under_its_own_name(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.FILL)
    desk.reception.sign_out()
    desk.lane.pump()
    assert (desk.reception.operator, desk.reception.in_hand) == (None, {})
    desk.sign_in("S02", SECOND_PHRASE)
    desk.reception.take_up(record)
    desk.until(State.DONE)
    entered = {act.who for act in desk.visit.acts if act.what == "entered"}
    assert entered == {"staff:S02"}
    assert desk.visit.signers[-1].name == stations.SECOND.name
    desk.verify(record)


def test_what_the_clerk_finishes_after_signing_out_is_found_by_the_next_shift(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.SIGN)
    ink = stations.ink_of("applicant")
    desk.reception.sign(taken(ink), ink)
    desk.sees()
    desk.reception.sign_out()
    desk.lane.pump()
    desk.sign_in("S02", SECOND_PHRASE)
    found = desk.reception.in_hand[record].visit
    assert (found.state, found.signed, found.paused) == (State.HAND_OVER, 1, True)


def test_taking_another_visit_up_puts_the_first_aside(desk: Desk) -> None:
    first = desk.begin().record
    desk.until(State.READ)
    second = desk.begin(CONTRACT).record
    assert desk.reception.in_hand[first].visit.paused
    desk.reception.take_up(first)
    assert (desk.visit.record, desk.visit.paused) == (first, False)
    assert desk.reception.in_hand[second].visit.paused
    desk.until(State.DONE)
    desk.reception.take_up(second)
    assert first not in desk.reception.in_hand
    desk.until(State.DONE)
    desk.verify(first, second)


def test_a_visit_that_comes_back_from_the_clerk_with_nobody_before_it_waits(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.SIGN)
    ink = stations.ink_of("applicant")
    desk.reception.sign(taken(ink), ink)
    desk.sees()
    desk.reception.put_aside("another-visit")
    desk.lane.pump()
    found = desk.reception.in_hand[record].visit
    assert (found.state, found.paused) == (State.HAND_OVER, True)


def test_a_record_that_is_archived_with_nobody_before_it_keeps_its_receipt(desk: Desk) -> None:
    record = desk.begin().record
    while desk.visit.turn == 0 or desk.visit.state is not State.SIGN:
        desk.onward()
    ink = stations.ink_of("staff")
    desk.reception.sign(taken(ink), ink)
    desk.sees()
    desk.reception.put_aside("another-visit")
    desk.lane.pump()
    desk.reception.take_up(record)
    assert desk.visit.state is State.DONE
    assert desk.reception.hand is not None
    assert desk.reception.hand.receipt


def test_a_record_that_was_archived_before_a_restart_has_its_receipt_again(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.DONE)
    told = desk.reception.hand
    desk.restart()
    desk.lane.pump()
    assert told is not None
    assert desk.reception.in_hand[record].receipt == told.receipt
    assert [line.record for line in desk.reception.today] == [record]
    desk.reception.take_up(record)
    desk.signer(ev.Go())
    desk.verify(record)


def test_one_press_too_many_begins_one_visit(desk: Desk) -> None:
    desk.reception.begin(REGISTRATION)
    desk.reception.begin(REGISTRATION)
    desk.lane.pump()
    assert len(desk.reception.in_hand) == 1


def test_nothing_begins_at_a_desk_that_was_locked_meanwhile(desk: Desk) -> None:
    desk.reception.begin(REGISTRATION)
    desk.reception.lock()
    desk.lane.pump()
    assert desk.reception.in_hand == {}


def test_a_visit_that_is_not_in_hand_is_not_taken_up(desk: Desk) -> None:
    with pytest.raises(NotNow, match="not in hand"):
        desk.reception.take_up("ab" * 16)


def test_a_wrong_passphrase_opens_nothing(closed: Desk) -> None:
    closed.sign_in(passphrase="not the passphrase")
    assert closed.reception.operator is None
    assert closed.reception.refusal is not None
    assert closed.reception.refusal.message == WRONG_PASSPHRASE
    with pytest.raises(NotNow):
        closed.reception.begin(REGISTRATION)
    assert closed.sign_in().operator == stations.OPERATOR


def test_an_answer_stands_under_the_name_of_whoever_entered_it(desk: Desk) -> None:
    desk.begin()
    desk.until(State.FILL)
    values = SAMPLES[REGISTRATION]
    desk.signer(ev.Entered("name", values["name"], "applicant"))
    desk.reception.enter("phone", values["phone"])
    assert [act.who for act in desk.visit.acts if act.what == "entered"] == ["applicant", "staff:S01"]


def test_the_pad_goes_idle_after_the_last_screen_by_itself(desk: Desk) -> None:
    record = desk.begin().record
    desk.until(State.DONE)
    desk.reception.leave()
    desk.lane.pump()
    assert (desk.reception.current, desk.reception.in_hand) == ("", {})
    desk.verify(record)


def test_an_away_applicant_is_paused_and_staff_take_the_visit_up_again(desk: Desk) -> None:
    desk.begin()
    desk.until(State.SIGN)
    desk.reception.pause("away")
    with pytest.raises(NotNow):
        desk.sign()
    desk.reception.take_up(desk.reception.current)
    desk.sign()
    assert desk.visit.signed == 1


def test_listeners_hear_of_every_change(desk: Desk) -> None:
    heard: list[Bell | None] = []
    desk.reception.listeners.append(lambda: heard.append(desk.reception.bell))
    desk.begin()
    desk.reception.ring(Why.HELP)
    desk.reception.acknowledge()
    assert [bell.why for bell in heard if bell] == [Why.HELP]
    assert heard[-1] is None


def test_every_event_of_a_visit_is_kept(desk: Desk) -> None:
    desk.begin()
    desk.until(State.DONE)
    reports = [order for order in desk.lane.carried_out if isinstance(order, orders.Report)]
    assert desk.clerk._authority.visit(desk.visit.record) == desk.visit
    assert {len(report.events) for report in reports} == {0, 1}
    assert not reports[0].events and all(report.events for report in reports[1:])
