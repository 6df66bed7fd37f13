"""How somebody signs, chosen at the desk: by a mark, by an agent, otherwise than before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from terminal.visit import events as ev
from terminal.visit.agency import Authority
from terminal.visit.model import Manner, Outcome, State
from terminal.windows.desk.signing_manner import SignsPanel
from terminal.windows.desk.states import CounterFacts, DeskAct
from terminal.windows.desk.widgets import Words
from terminal.windows.desk.witness import WitnessPanel
from tests.terminal import stations
from tests.terminal.windows.desk.driven_desk import SECOND_PHRASE, Seat


def test_who_cannot_write_signs_by_a_mark_before_a_witness_who_signs_in_by_keys(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F5")
    seat.press("2")
    assert seat.visit.manners == {"applicant": Manner.MARK}
    assert isinstance(seat.window.panel, WitnessPanel)
    seat.write(SECOND_PHRASE)
    seat.press("Return")
    assert seat.window.panel is None
    assert seat.visit.witness is not None
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.READ)
    while seat.visit.unread:
        seat.applicant_does()
    seat.now.at += timedelta(minutes=10)
    for keys in ("Ctrl+T", "F8"):
        seat.press(keys)
    seat.write(stations.PASSPHRASE)
    seat.press("Return")
    assert seat.visit.read_aloud_by == "staff:S01"


def words_of_panel(seat: Seat) -> list[str]:
    assert seat.window.panel is not None
    return [words.text() for words in seat.window.panel.findChildren(Words)]


def test_where_nobody_else_works_a_mark_is_not_begun_and_the_desk_says_what_to_do(seat: Seat) -> None:
    seat.window.place = CounterFacts("站", True, (("S01", "李文明"),))
    seat.begin("sydj")
    seat.press("F5")
    told = words_of_panel(seat)
    assert any("luobi station add-staff" in text for text in told)
    seat.press("2")
    assert seat.visit.manners == {}
    assert isinstance(seat.window.panel, SignsPanel)
    assert "什么也没有变" in seat.window.panel.note.text()
    seat.press("Esc")
    seat.press("F11")
    told = words_of_panel(seat)
    assert any("luobi station add-staff" in text for text in told)


AGENT = ("钱代理", "379999198001010016", "授权委托书（2026 年 11 月 20 日）", "代为办理失业登记并签名")


def by_agent(seat: Seat) -> None:
    """The panel asks one thing after the other; Enter goes on."""
    seat.press("3")
    for text in AGENT:
        seat.write(text)
        seat.press("Return")


def test_an_agent_signs_under_the_own_name_and_document_and_by_an_authority(seat: Seat) -> None:
    seat.begin("sydj")
    seat.press("F5")
    by_agent(seat)
    assert seat.window.panel is None
    assert seat.visit.agents == {"applicant": "钱代理"}
    assert seat.visit.authorities == {"applicant": Authority("resident-card", *AGENT[1:])}
    seat.press("F5")
    assert isinstance(seat.window.panel, SignsPanel)
    assert [line.text() for line in seat.window.panel.lines] == list(AGENT)


UNFIT = {
    "nothing typed": ((), "代理人姓名：还没有填写，请填写"),
    "no document of the agent's own": (AGENT[:1], "代理人证件号码：还没有填写，请填写"),
    "a wrong check digit": (("钱代理", "379999198001010015"), "代理人证件号码：证件号码校验位不符，请逐位对照证件"),
    "no scope": (AGENT[:3], "代理权限：还没有填写，请填写"),
    "a character that no font draws": (
        ("钱\U000e0041理", *AGENT[1:]),
        "代理人姓名：含有不可见的控制字符，请删除后重新录入",
    ),
    "a character of no font": (("钱\U00012000", *AGENT[1:]), "代理人姓名：没有字体能写“\U00012000”（U+12000）"),
}


@pytest.mark.parametrize(("typed", "words"), UNFIT.values(), ids=UNFIT)
def test_what_cannot_be_recorded_of_an_agent_is_said_when_it_is_typed(
    seat: Seat, typed: tuple[str, ...], words: str
) -> None:
    seat.begin("sydj")
    seat.press("F5")
    assert isinstance(seat.window.panel, SignsPanel)
    for line, text in zip(seat.window.panel.lines, typed, strict=False):
        line.setText(text)
    seat.window.panel.by_agent.click()
    assert seat.window.panel.note.text().startswith(words)
    assert seat.visit.agents == {}


def test_the_key_of_the_manner_pressed_twice_or_the_one_that_holds_changes_nothing(seat: Seat) -> None:
    seat.reads_what_is_frozen()
    before = seat.visit
    seat.press("F5")
    seat.press("F5")
    assert isinstance(seat.window.panel, SignsPanel)
    seat.press("1")
    assert seat.window.panel is None
    assert seat.visit is before
    seat.window.staff_did(ev.SignsAs(Manner.SELF))
    assert seat.visit == before


def test_another_manner_gives_the_frozen_document_up_and_says_so_before_and_after(seat: Seat) -> None:
    seat.reads_what_is_frozen()
    seat.press("F5")
    told = words_of_panel(seat)
    assert "文件已定稿。改变签名方式，这份文件会作废，本人要重新同意、核对、阅读。" in told
    by_agent(seat)
    assert (seat.visit.state, seat.visit.frozen) == (State.NOTICE, None)
    assert "签名方式已改，原来的文件作废。请本人在签署屏上重新同意、核对、阅读。" in seat.messages
    seat.applicant_until(State.CHECK)
    assert not any("原来的文件作废" in text for text in seat.messages)
    told = [words.text() for words in seat.window.left.findChildren(Words)]
    assert not any("已核对完" in text for text in told)


def test_where_somebody_has_signed_no_other_manner_is_offered_and_a_void_record_is_told_as_one(seat: Seat) -> None:
    seat.begin("ldht")
    seat.applicant_until(State.FILL)
    seat.fill_for_the_test()
    seat.applicant_until(State.HAND_OVER)
    seat.applicant_until(State.READ)
    seat.press("F5")
    assert seat.window.panel is None
    seat.press("Ctrl+D")
    seat.write("换人来签")
    seat.press("F8")
    seat.press("F8")
    assert (seat.visit.state, seat.visit.outcome) == (State.DONE, Outcome.VOID)
    told = [words.text() for words in seat.window.middle.visit.progress.findChildren(Words)]
    assert "已作废留档" in told
    assert "本件没有签完，作废留档，不能交付。还要办的，请重新办理。" in told
    assert not any("回执" in text or "等待交付" in text for text in told)
    buttons = seat.window.middle.visit.foot.buttons
    assert [act for act, button in buttons.items() if button.isVisible()] == [DeskAct.OPEN_RECORD]
