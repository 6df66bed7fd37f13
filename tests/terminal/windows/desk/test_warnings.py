"""The desk shows each warning before the check, and takes one confirmation for each by its key."""

from __future__ import annotations

from terminal.visit.model import State
from terminal.windows.desk.states import DeskAct
from terminal.windows.desk.warnings import WarningsPanel
from terminal.windows.desk.widgets import Words
from tests.terminal.visit.steps import lacks
from tests.terminal.windows.desk.driven_desk import Seat


def warned(seat: Seat) -> None:
    """A contract with two warnings, all answers typed."""
    seat.begin("ldht")
    seat.applicant_until(State.FILL)
    seat.reception.enter("hours", "flexible")
    seat.reception.enter("worker_id_no", "379999193601010033")
    while lacks(seat.visit).startswith("answer:"):
        seat.enter_one()
    seat.settle()


def test_each_warning_is_confirmed_by_its_own_key_and_only_then_the_check_begins(seat: Seat) -> None:
    warned(seat)
    foot = seat.window.middle.visit.foot
    assert foot.note.text() == "还有 2 处提示要核实（Ctrl+I）"
    seat.press("F8")
    assert seat.visit.state is State.FILL
    seat.press("Ctrl+I")
    assert isinstance(seat.window.panel, WarningsPanel)
    told = [words.text() for words in seat.window.panel.findChildren(Words)]
    assert "核实后确认的，记在您（李文明）名下，写进本件的签署过程；答案再改，要重新核实。" in told
    hours = "工时制度：该工时制度须经人力资源社会保障行政部门批准，请核实批准文件"
    assert any(text.startswith(hours) for text in told)
    seat.press("1")
    assert len(seat.visit.unconfirmed) == 1
    assert isinstance(seat.window.panel, WarningsPanel)
    seat.press("2")
    assert (seat.visit.unconfirmed, seat.window.panel) == ((), None)
    assert not foot.buttons[DeskAct.WARNINGS].isVisible()
    assert f"{hours}。工作人员 S01 已核实" in seat.messages
    seat.press("F8")
    assert seat.visit.state is State.CHECK


def test_a_changed_answer_asks_for_its_confirmation_again(seat: Seat) -> None:
    warned(seat)
    for keys in ("Ctrl+I", "1", "2"):
        seat.press(keys)
    seat.reception.enter("hours", "comprehensive")
    seat.settle()
    assert seat.window.middle.visit.foot.note.text() == "还有 1 处提示要核实（Ctrl+I）"
