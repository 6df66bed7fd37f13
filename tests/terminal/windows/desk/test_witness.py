"""The witness at the desk: vouching for one visit, reading aloud, signing, each by a passphrase of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from terminal.clerk import orders
from terminal.visit.events import SignsAs, WitnessConfirmed
from terminal.visit.model import Manner, State
from terminal.windows.desk.confirm import ConfirmPanel
from terminal.windows.desk.states import DeskAct
from terminal.windows.desk.widgets import Words
from terminal.windows.look.words import say
from tests.terminal import stations
from tests.terminal.visit.steps import lacks
from tests.terminal.windows.desk.driven_desk import SECOND_PHRASE, Seat


def witnessed(seat: Seat) -> None:
    """A registration that is to be signed by a mark; the witness vouches for it."""
    seat.begin("sydj")
    seat.reception.staff_did(SignsAs(Manner.MARK))
    vouch(seat)


def vouch(seat: Seat) -> None:
    seat.reception.join("S02", SECOND_PHRASE)
    seat.settle()


def to_read(seat: Seat) -> None:
    """The document is before its signer, and every page was shown."""
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)
    while seat.visit.unread:
        seat.applicant_does()


def reads_aloud(seat: Seat) -> None:
    """So long as it takes, and confirmed."""
    seat.now.at += timedelta(minutes=10)
    for keys in ("Ctrl+T", "F8"):
        seat.press(keys)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")


def note(seat: Seat) -> str:
    panel = seat.window.panel
    assert isinstance(panel, ConfirmPanel)
    return panel.form.refusal.text()


# ---- for one visit ----


def test_a_witness_of_one_visit_is_no_witness_of_the_next(seat: Seat) -> None:
    witnessed(seat)
    seat.begin("sydj")
    assert (seat.visit.witness, seat.reception.witness) == (None, None)


def test_nobody_vouches_before_a_visit_is_open(seat: Seat) -> None:
    vouch(seat)
    assert seat.reception.refusal is not None
    seat.begin("sydj")
    assert seat.visit.witness is None


def locks(seat: Seat) -> None:
    seat.reception.lock()
    seat.settle()
    seat.reception.unlock(stations.PASSPHRASE)
    seat.settle()


def waits(seat: Seat) -> None:
    seat.now.at += timedelta(minutes=30)
    seat.reception.look_for_witnesses()
    seat.settle()


def changes_shift(seat: Seat) -> None:
    seat.reception.sign_out()
    seat.settle()
    seat.reception.sign_in("S01", stations.PASSPHRASE)
    seat.settle()


@pytest.mark.parametrize("ends", [locks, waits, changes_shift], ids=lambda one: one.__name__)
def test_vouching_ends(seat: Seat, ends: object) -> None:
    witnessed(seat)
    to_read(seat)
    record = seat.visit.record
    ends(seat)  # type: ignore[operator]
    seat.reception.take_up(record)
    seat.settle()
    assert (seat.reception.witness, lacks(seat.visit)) == (None, "second-staff")
    vouch(seat)
    assert lacks(seat.visit) == "read-aloud"


def test_the_time_in_which_the_desk_was_locked_is_no_time_of_reading(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    record = seat.visit.record
    seat.reception.lock()
    seat.settle()
    seat.now.at += timedelta(minutes=20)
    seat.reception.unlock(stations.PASSPHRASE)
    seat.settle()
    seat.reception.take_up(record)
    seat.settle()
    vouch(seat)
    for keys in ("Ctrl+T", "F8"):
        seat.press(keys)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert (seat.visit.read_aloud_by, "请等" in note(seat)) == ("", True)


def test_each_act_of_the_visit_keeps_its_witness_present(seat: Seat) -> None:
    witnessed(seat)
    seat.applicant_until(State.FILL)
    for minute in range(0, 100, 25):
        seat.now.at += timedelta(minutes=25)
        seat.reception.enter("live_address", f"示例路 {minute} 号")
        seat.reception.look_for_witnesses()
        seat.settle()
    assert seat.reception.witness == stations.SECOND


def test_the_clerk_refuses_a_mark_without_a_witness_whatever_the_windows_say(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    reads_aloud(seat)
    seat.applicant_until(State.SIGN)
    seat.now.at += timedelta(minutes=30)
    seat.applicant_does()
    seat.applicant_does()
    assert (seat.visit.signed, seat.visit.state) == (0, State.SIGN)
    assert seat.reception.notice is not None
    assert "见证人要先为本件登录" in say(seat.reception.notice)


def test_the_clerk_lets_nobody_vouch_as_their_own_witness(seat: Seat) -> None:
    seat.begin("sydj")
    told: list[orders.Trouble] = []
    seat.lane.ask(orders.Vouch(seat.visit.record, "S01", stations.PASSPHRASE), lambda _known: None, told.append)
    seat.settle()
    assert [each.kind for each in told] == ["NotPresent"]


def test_the_locked_clerk_gives_no_number(seat: Seat) -> None:
    seat.reception.lock()
    told: list[orders.Trouble] = []
    seat.lane.ask(orders.Begin("unemployment-registration"), lambda _known: None, told.append)
    seat.settle()
    assert [each.kind for each in told] == ["NotNow"]


# ---- reading aloud ----


def test_reading_aloud_is_offered_when_every_page_was_shown(seat: Seat) -> None:
    witnessed(seat)
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)
    buttons = seat.window.middle.visit.foot.buttons
    assert seat.visit.unread
    assert not buttons[DeskAct.READ_ALOUD].isVisible()
    assert not buttons[DeskAct.READ_ALOUD_BY_WITNESS].isVisible()
    while seat.visit.unread:
        seat.applicant_does()
    seat.settle()
    assert buttons[DeskAct.READ_ALOUD].isVisible()
    assert buttons[DeskAct.READ_ALOUD_BY_WITNESS].isVisible()


def test_reading_aloud_is_asked_twice_and_shown_with_who_and_when(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    seat.now.at += timedelta(minutes=10)
    seat.press("Ctrl+Y")
    assert isinstance(seat.window.panel, ConfirmPanel)
    seat.press("Return")
    assert (seat.window.panel, seat.visit.read_aloud_by) == (None, "")
    for keys in ("Ctrl+Y", "F8"):
        seat.press(keys)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert "口令不对" in note(seat)
    seat.write(SECOND_PHRASE)
    seat.press("Return")
    assert (seat.window.panel, seat.visit.read_aloud_by) == (None, "staff:S02")
    act = seat.visit.acts[-1]
    assert (act.what, act.who) == ("read-aloud", "staff:S02")
    shown = [words.text() for words in seat.window.middle.visit.progress.findChildren(Words)]
    assert any("已当面宣读全文：王文，12:" in words for words in shown)


def test_nobody_reads_aloud_faster_than_300_characters_a_minute(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    characters = seat.lane.clerk._presence._characters[seat.visit.record]
    assert characters > 300
    for keys in ("Ctrl+T", "F8"):
        seat.press(keys)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert seat.visit.read_aloud_by == ""
    assert f"全文约 {characters} 字" in note(seat)
    assert "请等" in note(seat)
    seat.press("Esc")
    seat.now.at += timedelta(minutes=characters / 300)
    for keys in ("Ctrl+T", "F8"):
        seat.press(keys)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert seat.visit.read_aloud_by == "staff:S01"


def test_reading_faster_than_possible_is_no_wrong_passphrase(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    order = orders.Confirm(seat.visit.record, orders.Confirmed.READ_ALOUD, "S01", stations.PASSPHRASE)
    told: list[orders.Trouble] = []
    for _attempt in range(9):
        seat.lane.ask(order, lambda _event: None, told.append)
    seat.settle()
    assert {each.kind for each in told} == {"ReadTooFast"}


def test_the_operator_confirms_nothing_in_the_witnesss_name(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    seat.now.at += timedelta(minutes=10)
    told: list[orders.Trouble] = []
    for staff, phrase in (("S02", stations.PASSPHRASE), ("S03", SECOND_PHRASE)):
        order = orders.Confirm(seat.visit.record, orders.Confirmed.READ_ALOUD, staff, phrase)
        seat.lane.ask(order, lambda _event: None, told.append)
    seat.settle()
    assert [each.kind for each in told] == ["NotLetIn", "NotPresent"]


# ---- signing as witness ----


def test_both_witnesses_confirm_by_their_own_passphrase_before_they_sign(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    reads_aloud(seat)
    seat.applicant_until(State.HAND_OVER)
    for name, phrase in (("李文明", stations.PASSPHRASE), ("王文", SECOND_PHRASE)):
        seat.applicant_until(State.READ)
        while seat.visit.unread:
            seat.applicant_does()
        assert (seat.visit.signer.name, lacks(seat.visit)) == (name, "witness-confirms")
        for keys in ("Ctrl+K", "F8"):
            seat.press(keys)
        seat.write(phrase)
        seat.press("Return")
        assert (seat.window.panel, lacks(seat.visit)) == (None, "")
        seat.applicant_until(State.HAND_OVER)
    confirmed = [act.facts["by"] for act in seat.visit.acts if act.what == "witness-confirmed"]
    assert confirmed == ["staff:S01", "staff:S02"]


def test_the_clerk_signs_for_no_witness_who_has_not_confirmed(seat: Seat) -> None:
    witnessed(seat)
    to_read(seat)
    reads_aloud(seat)
    seat.applicant_until(State.HAND_OVER)
    seat.applicant_until(State.READ)
    while seat.visit.unread:
        seat.applicant_does()
    seat.reception._confirmed(seat.visit.record, WitnessConfirmed("staff:S01"))
    seat.applicant_until(State.SIGN)
    signed = seat.visit.signed
    seat.applicant_does()
    seat.applicant_does()
    assert (seat.visit.signed, seat.visit.state) == (signed, State.SIGN)
