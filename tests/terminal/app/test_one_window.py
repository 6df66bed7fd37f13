"""Whose turn it is on one display: what comes to the front, what stays there, and that no stroke is disturbed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from signing import keyring
from terminal.app.compose import Terminal
from terminal.app.display_turns import Side
from terminal.app.one_window import OneWindow
from terminal.devices.pen.opening import Machine
from terminal.session.reception import Why
from terminal.visit.events import Checked, Consent, SignsAs, Wrong
from terminal.visit.model import CONSENTS, Manner, State
from terminal.windows.desk.widgets import Words
from terminal.windows.look.colours import HIGH_CONTRAST
from terminal.windows.look.glass import SMALL
from terminal.windows.pad.states import Idle
from terminal.windows.pad.window import PadWindow
from tests.terminal import stations
from tests.terminal.visit.steps import lacks
from tests.terminal.windows.desk.driven_desk import REGISTRATION, Seat, seated


@dataclass
class IdlePen:
    """Whether a stroke is being written."""

    is_writing: bool = False


@dataclass
class Shared:
    """A desk and a pad in one window."""

    seat: Seat
    whole: OneWindow
    hand: IdlePen


@pytest.fixture
def shared(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    """With a visit whose notice is before the applicant."""
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    with seated(qtbot, tmp_path / "station") as seat:
        hand, pad = IdlePen(), PadWindow(Idle("示例站", training=True), SMALL)
        whole = OneWindow(seat.reception, seat.window, pad, lambda: hand.is_writing)
        whole.resize(1366, 740)
        whole.show()
        seat.reception.sign_in("S01", stations.PASSPHRASE)
        seat.settle()
        assert whole.front is Side.DESK
        seat.reception.begin(REGISTRATION)
        seat.settle()
        assert whole.front is Side.PAD
        yield Shared(seat, whole, hand)
        seat.window.setParent(None)
        seat.window.let_close()
        whole.close()
        whole.deleteLater()


def test_nothing_comes_to_the_front_while_a_stroke_is_written(shared: Shared, qtbot: QtBot) -> None:
    shared.hand.is_writing = True
    shared.seat.reception.ring(Why.HELP)
    shared.whole.turn_round()
    assert shared.whole.front is Side.PAD
    shared.hand.is_writing = False
    qtbot.waitUntil(lambda: shared.whole.front is Side.DESK, timeout=30_000)


def test_the_cross_in_the_middle_of_a_visit_brings_the_desk_which_says_why_not(shared: Shared) -> None:
    assert not shared.whole.close()
    assert shared.whole.isVisible()
    assert shared.whole.front is Side.DESK
    assert "这件正在办，窗口不能关。请先办完，或按 F6 清屏再关。" in shared.seat.messages
    shared.seat.reception.pause("locked")
    assert shared.whole.close()


def test_a_call_brings_the_desk_and_is_followed_by_the_pad_or_by_what_staff_must_do(shared: Shared) -> None:
    for why, then in ((Why.HELP, Side.PAD), (Why.PEN, Side.PAD), (Why.CANNOT_WRITE, Side.DESK)):
        shared.seat.reception.ring(why)
        assert shared.whole.front is Side.DESK
        shared.seat.reception.acknowledge()
        assert shared.whole.front is then
    shared.whole.turn_round()
    assert shared.whole.front is Side.PAD


def test_who_types_keeps_what_he_looks_at(shared: Shared) -> None:
    shared.seat.applicant_until(State.FILL)
    assert shared.whole.front is Side.DESK
    shared.seat.reception.enter("name", "张三")
    assert shared.whole.front is Side.DESK
    shared.whole.turn_round()
    shared.seat.reception.enter("name", "张四")
    assert shared.whole.front is Side.PAD
    shared.seat.fill_for_the_test()
    assert shared.seat.visit.state is State.CHECK
    assert shared.whole.front is Side.PAD


def test_an_answer_called_wrong_is_the_desks_until_it_is_corrected(shared: Shared) -> None:
    shared.seat.applicant_until(State.FILL)
    shared.seat.fill_for_the_test()
    shared.seat.reception.signer_did(Wrong("name"))
    shared.seat.reception.acknowledge()
    assert shared.whole.front is Side.DESK
    shared.seat.reception.enter("name", "张四")
    assert shared.whole.front is Side.PAD


def test_what_breaks_a_rule_while_it_is_checked_is_mended_at_the_desk(shared: Shared) -> None:
    shared.seat.applicant_until(State.FILL)
    shared.seat.fill_for_the_test()
    shared.seat.reception.enter("phone", "1390000000")
    assert shared.whole.front is Side.PAD
    shared.seat.reception.signer_did(Checked(shared.seat.visit.answers.unchecked(shared.seat.visit.form)))
    assert lacks(shared.seat.visit) == "rule:phone"
    assert shared.whole.front is Side.DESK


def test_who_cannot_write_waits_for_the_desks_second_person(shared: Shared) -> None:
    shared.seat.applicant_until(State.FILL)
    shared.seat.reception.put_aside("another-visit")
    assert shared.whole.front is Side.DESK
    shared.seat.reception.begin(REGISTRATION)
    shared.seat.settle()
    for subject in CONSENTS:
        shared.seat.reception.signer_did(Consent(subject, True))
    shared.seat.reception.staff_did(SignsAs(Manner.MARK))
    assert lacks(shared.seat.visit) == "second-staff"
    assert shared.whole.front is Side.DESK


def test_a_locked_desk_is_seen(shared: Shared) -> None:
    shared.seat.reception.lock()
    assert shared.whole.front is Side.DESK


def test_the_pad_is_as_large_as_there_is_room_and_keeps_its_shape(shared: Shared) -> None:
    pad = shared.whole.findChild(PadWindow)
    assert pad is not None
    room = shared.whole.height() - shared.whole.bar.height()
    assert (pad.height(), pad.geometry().bottom()) == (pytest.approx(room, abs=1), pytest.approx(739, abs=1))
    assert pad.width() / pad.height() == pytest.approx(1.6, abs=0.01)


def test_the_bar_has_the_desks_colours(shared: Shared) -> None:
    shared.seat.window.change_contrast()
    muted = [words for words in shared.whole.bar.findChildren(Words) if words.property("tone") == "muted"]
    assert [one.palette().windowText().color().name().upper() for one in muted] == [HIGH_CONTRAST.muted]


@pytest.fixture
def terminal(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Terminal]:
    """Both windows and a clerk's process, at one display, without a pen."""
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    stations.make_with_kit(tmp_path / "station")
    nothing = Machine(nodes=lambda: (), start=lambda _node: None, plugs=lambda: None)  # type: ignore[arg-type,return-value]
    made = Terminal(qapp, tmp_path / "station", qapp.primaryScreen(), nothing)
    yield made
    made.end()


def test_the_program_that_ends_closes_its_windows_in_the_middle_of_a_visit(
    qtbot: QtBot, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.show()
    terminal.reception.sign_in("S01", stations.PASSPHRASE)
    qtbot.waitUntil(lambda: terminal.reception.operator is not None, timeout=30_000)
    terminal.reception.begin(REGISTRATION)
    qtbot.waitUntil(lambda: terminal.reception.hand is not None, timeout=30_000)
    assert not terminal.staffs.close()
    terminal.close()
    monkeypatch.setattr(terminal, "close", lambda: None)  # once is enough
    assert not terminal.staffs.isVisible()


def test_a_desk_whose_pad_lost_its_display_goes_on_with_one_display(qapp: QApplication, terminal: Terminal) -> None:
    display = qapp.primaryScreen()
    assert display is not None
    terminal.pens.begin()
    terminal.desk.show()
    terminal.desk.share_display.emit()
    assert terminal.both is None, "the pad is seen"
    qapp.screenRemoved.emit(display)
    assert not terminal.pad.isVisible()
    terminal.desk.share_display.emit()
    assert terminal.both is not None
    assert terminal.staffs is terminal.both
    assert terminal.both.isVisible() and terminal.desk.isVisible()
    assert (terminal.desk.window(), terminal.pad.window()) == (terminal.both, terminal.both)
    assert terminal.pad.is_seen
    terminal.both.turn_round()
    assert terminal.pad.isVisible()
    qapp.screenAdded.emit(display)
    assert terminal.pad.window() is terminal.both, "the display that comes back takes nothing away"
