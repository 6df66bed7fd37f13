"""Reading aloud: which page counts as heard, what stops the voice, what the record says of it. A real program talks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from terminal.devices.voice import Program, Voice
from terminal.visit.events import Back, Go, PageShown, ReadAloud
from terminal.visit.model import MACHINE, State
from terminal.windows.pad.acts import ReadToMe, ShowPart
from terminal.windows.pad.away_clock import WAIT_MS as PATIENCE_MS
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.read_aloud import MOST_MS, Aloud
from terminal.windows.pad.states import Away, Check, Fill, Read, Saying
from terminal.windows.spoken_text import spoken
from tests.terminal.devices.fake_voice import Speaker
from tests.terminal.session.next_event import next_event
from tests.terminal.windows.pad.pad_at_counter import WAIT_MS, Counter, home_of

CONTRACT = "fixed-term-contract"
LONG_MS = 400_000
"""Longer than the words of any page need, shorter than the longest that is waited for."""
FEW_WORDS_MS = 20_000


@pytest.fixture
def speaker(qtbot: QtBot, tmp_path: Path) -> Iterator[Speaker]:
    one = Speaker(tmp_path, lambda done: qtbot.waitUntil(done, timeout=WAIT_MS))
    yield one
    one.rest()


@pytest.fixture
def counter(qtbot: QtBot, made: Path, tmp_path: Path, speaker: Speaker) -> Iterator[Counter]:
    """Staff have signed in; the machine has a voice."""
    one = Counter(qtbot, home_of(made, tmp_path), speaker.voice)
    yield one
    one.close()


def screen(counter: Counter) -> ReadScreen:
    shown = counter.window.screen_shown
    assert isinstance(shown, ReadScreen)
    return shown


def turn_to(counter: Counter, page: int) -> None:
    """The reader turns to that page."""
    screen(counter).view.turn_to(page)


def press(counter: Counter) -> None:
    """读给我听."""
    counter.tap(counter.state.frame.saying)  # type: ignore[union-attr]


def hear(counter: Counter, speaker: Speaker, page: int, code: int = 0, lasts_ms: int = LONG_MS) -> str:
    """The reader turns to a page and has it read to him; what was said."""
    turn_to(counter, page)
    press(counter)
    said = speaker.said()
    lasts(counter, lasts_ms)
    speaker.end(code)
    counter.conductor.tick()
    return said


def lasts(counter: Counter, ms: int = LONG_MS) -> None:
    """The voice speaks so long."""
    counter.now_ms += ms
    counter.conductor.tick()


def read_aloud(counter: Counter) -> list[object]:
    return counter.acts("read-aloud")


def test_every_page_heard_whole_is_recorded_once_for_each_signer(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.READ, CONTRACT)
    hand = counter.reception.hand
    assert hand is not None and hand.papers is not None
    texts = hand.papers.texts
    for page in range(4):
        assert read_aloud(counter) == []
        assert hear(counter, speaker, page) == spoken(texts[page])
    (act,) = counter.acts("read-aloud")
    assert (act.who, act.facts) == ("station", {"by": MACHINE})  # type: ignore[attr-defined]
    for page in range(4):
        hear(counter, speaker, page)
    assert len(read_aloud(counter)) == 1
    counter.reception.signer_did(next_event(counter.visit))
    counter.go_to(State.SIGN, CONTRACT)
    counter.reception.signer_did(Back())
    hear(counter, speaker, 0)
    assert len(read_aloud(counter)) == 1
    counter.reception.signer_did(Go())
    counter.write("employer")
    counter.judged()
    counter.gives()
    counter.go_to(State.READ, CONTRACT)
    assert not counter.visit.machine_has_read
    for page in range(3):
        hear(counter, speaker, page)
    assert len(read_aloud(counter)) == 1
    hear(counter, speaker, 3)
    assert len(read_aloud(counter)) == 2


def test_the_page_that_is_shown_is_read_and_no_identity_number_is_said_whole(
    counter: Counter, speaker: Speaker
) -> None:
    counter.go_to(State.READ, CONTRACT)
    said = hear(counter, speaker, 0)
    assert "甲方（用人单位）。" in said and "证件号码，尾号 0 0 2 7。" in said
    places = re.sub(r"[\s，。]", "", said)
    for key in ("worker_id_no", "agent_id_no"):
        number = counter.visit.answers.value(key)
        assert len(number) == 18 and number not in places and number[-4:] in places
    assert hear(counter, speaker, 2).startswith("第 3 页，共 4 页。")


def test_the_button_says_that_the_voice_speaks_and_stops_it(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.FILL, CONTRACT)
    shown = counter.window.screen_shown
    counter.tap("读给我听")
    speaker.said()
    assert counter.window.screen_shown is shown
    counter.tap("停止朗读")
    assert not speaker.voice.speaking
    assert counter.button("读给我听")
    press(counter)
    speaker.said()
    lasts(counter, FEW_WORDS_MS)
    speaker.end()
    counter.conductor.tick()
    assert counter.button("读给我听")


@pytest.mark.parametrize(("code", "lasts_ms"), [(1, FEW_WORDS_MS), (0, 200)], ids=["an error", "over at once"])
def test_a_voice_that_cannot_be_heard_is_said_to_be_none(
    counter: Counter, speaker: Speaker, code: int, lasts_ms: int
) -> None:
    counter.go_to(State.FILL, CONTRACT)
    press(counter)
    speaker.said()
    lasts(counter, lasts_ms)
    speaker.end(code)
    counter.conductor.tick()
    assert counter.button(Saying.FAILED)
    counter.conductor._did(ShowPart(1))
    counter.conductor.tick()
    assert counter.button(Saying.NOTHING)


def test_a_program_that_is_gone_is_said_to_be_no_voice(qtbot: QtBot, made: Path, tmp_path: Path) -> None:
    one = Counter(qtbot, home_of(made, tmp_path), Voice(Program((str(tmp_path / "gone"),))))
    one.begin()
    one.tap(Saying.NOTHING)
    qtbot.waitUntil(lambda: one.conductor._aloud.saying is Saying.FAILED, timeout=WAIT_MS)
    one.conductor.tick()
    assert one.button(Saying.FAILED)
    one.close()


SPOILT: dict[str, Callable[[Counter, Speaker], object]] = {
    "it was not read at all": lambda _counter, _speaker: None,
    "he stopped it": lambda counter, speaker: stopped(counter, speaker, lambda: press(counter)),
    "he turned the page": lambda counter, speaker: stopped(counter, speaker, lambda: turn_to(counter, 0)),
    "the program failed": lambda counter, speaker: hear(counter, speaker, 2, code=1),
    "the program had no loudspeaker": lambda counter, speaker: hear(counter, speaker, 2, lasts_ms=200),
}


def stopped(counter: Counter, speaker: Speaker, stop: Callable[[], object]) -> None:
    """The third page is begun, and ended before its end."""
    turn_to(counter, 2)
    press(counter)
    speaker.said()
    lasts(counter)
    stop()
    assert not speaker.voice.speaking
    counter.conductor.tick()


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_nothing_is_recorded_while_one_page_was_not_heard_whole(
    counter: Counter, speaker: Speaker, spoil: Callable[[Counter, Speaker], object]
) -> None:
    counter.go_to(State.READ, CONTRACT)
    for page in (3, 1, 0):
        hear(counter, speaker, page)
    spoil(counter, speaker)
    counter.conductor.tick()
    assert read_aloud(counter) == []
    hear(counter, speaker, 2)
    assert len(read_aloud(counter)) == 1


LEFT: dict[str, Callable[[Counter], object]] = {
    "the page": lambda counter: turn_to(counter, 1),
    "the page, by staff": lambda counter: [counter.conductor.turn_page(1) for _ in range(6)],
    "the step": lambda counter: counter.go_to(State.SIGN, CONTRACT),
    "the desk is locked": lambda counter: counter.reception.lock(),
    "the visit is paused": lambda counter: counter.reception.pause("away"),
    "another visit": lambda counter: counter.reception.put_aside("another-visit"),
    "signing out": lambda counter: counter.reception.sign_out(),
    "the desk lies over the pad": lambda counter: counter.window.hide(),
    "the display is gone": lambda counter: counter.window.display_gone.emit(),
    "a wipe": lambda counter: counter.conductor.wipe(),
}


@pytest.mark.parametrize("leave", LEFT.values(), ids=LEFT)
def test_the_voice_is_silent_when_something_else_stands_there(
    counter: Counter, speaker: Speaker, leave: Callable[[Counter], object]
) -> None:
    counter.go_to(State.READ, CONTRACT)
    press(counter)
    speaker.said()
    assert speaker.voice.speaking
    leave(counter)
    assert not speaker.voice.speaking


def test_another_part_or_question_makes_the_voice_silent(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.FILL, CONTRACT)
    press(counter)
    assert counter.visit.form.fields[0].question in speaker.said()
    counter.conductor._did(ShowPart(1))
    assert not speaker.voice.speaking


def test_the_hand_over_makes_the_voice_silent(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.SIGN, CONTRACT)
    counter.write("employer")
    counter.judged()
    counter.gives()
    press(counter)
    speaker.said()
    counter.tap(f"我是{counter.visit.signer.name}")
    assert not speaker.voice.speaking


def test_what_was_heard_is_forgotten_by_a_wipe(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.READ, CONTRACT)
    for page in range(3):
        hear(counter, speaker, page)
    record = counter.reception.current
    counter.reception.pause("away")
    counter.reception.take_up(record)
    counter.lane.pump()
    hear(counter, speaker, 3)
    assert read_aloud(counter) == []


def test_a_voice_that_comes_to_no_end_is_silenced_and_keeps_nobody_awake(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.FILL, CONTRACT)
    press(counter)
    speaker.said()
    began_ms = counter.now_ms
    lasts(counter, FEW_WORDS_MS)
    assert counter.button(Saying.SPEAKING)
    while counter.now_ms < began_ms + 10 * MOST_MS and speaker.voice.speaking:
        lasts(counter, MOST_MS // 2)
    assert not speaker.voice.speaking
    assert counter.button(Saying.FAILED)
    assert isinstance(counter.state, Fill)
    lasts(counter, PATIENCE_MS)
    assert isinstance(counter.state, Away)


def test_reading_aloud_keeps_the_clock_and_what_staff_have_read(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.READ)
    for page in counter.visit.unread:
        counter.reception.signer_did(PageShown(page, 3000))
    counter.reception._confirmed(counter.visit.record, ReadAloud("staff:S01"))  # as the clerk answers
    press(counter)
    speaker.said()
    for _minute in range(6):
        counter.now_ms += 60_000
        counter.conductor.tick()
    assert isinstance(counter.state, Read)
    speaker.end()
    counter.conductor.tick()
    assert [act.facts["by"] for act in counter.acts("read-aloud")] == ["staff:S01", MACHINE]  # type: ignore[attr-defined]
    assert counter.visit.read_aloud_by == "staff:S01"


def test_other_screens_words_are_said_and_never_recorded(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.CHECK)
    assert isinstance(counter.state, Check)
    press(counter)
    said = speaker.said()
    assert "姓名" in said and "379999" not in said
    lasts(counter, FEW_WORDS_MS)
    speaker.end()
    counter.conductor.tick()
    assert counter.button(Saying.NOTHING)
    assert read_aloud(counter) == []


def test_larger_type_changes_neither_what_is_read_nor_what_counts(counter: Counter, speaker: Speaker) -> None:
    counter.go_to(State.READ, CONTRACT)
    turn_to(counter, 1)
    press(counter)
    speaker.said()
    counter.tap("字大一些")
    assert screen(counter).view.page == 1
    assert speaker.voice.speaking
    lasts(counter)
    speaker.end()
    counter.conductor.tick()
    for page in (0, 2, 3):
        hear(counter, speaker, page)
    assert len(read_aloud(counter)) == 1


def test_without_a_voice_nothing_is_said(qtbot: QtBot) -> None:
    aloud = Aloud(None, lambda: 0)
    aloud.press(("您好",), None, None)
    aloud.hush()
    aloud.forget()
    assert not aloud.is_installed and aloud.saying is Saying.NOTHING and not aloud.has_read_all(None)


def test_an_act_of_reading_shows_no_words_in_its_repr() -> None:
    assert "张三" not in repr(ReadToMe(("张三",), 1))
