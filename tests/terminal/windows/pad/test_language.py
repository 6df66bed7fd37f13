"""The pad follows the desk's language at the step where the visit is, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terminal.devices.voice import Program, Voice
from terminal.visit.model import State
from terminal.windows.look import words
from terminal.windows.pad import views
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.sign import SignScreen
from tests.terminal.windows.pad.pad_at_counter import Counter

pytestmark = pytest.mark.usefixtures("source_language")
HEADINGS = {
    State.NOTICE: ("办理前，请您了解", "Before we begin, please read this"),
    State.FILL: ("请选一项。拿不准时，可以问工作人员。", "Choose one. If you are not sure, ask staff."),
    State.CHECK: ("请核对这一页，哪项不对就点“要改”", 'Check this page. Press "Change" beside what is wrong'),
    State.READ: ("这是您要签的文件", "What you will sign"),
    State.SIGN: ("请先在框内写上您的姓名", "Write your name in the box first"),
}


def speak(counter: Counter, language: words.Language) -> None:
    """As the desk's key does."""
    words.choose(language)
    counter.conductor.speak_anew()


def shown(counter: Counter) -> tuple[str, ...]:
    """Return the texts on the screen."""
    counter.lane.pump()
    return (*counter.window.screen_shown.words(), counter.window.screen_shown.note.text())


@pytest.mark.parametrize("state", HEADINGS)
def test_each_screen_speaks_the_other_language_and_back(counter: Counter, state: State) -> None:
    counter.go_to(state)
    if state is State.FILL:
        counter.conductor._place = replace(counter.conductor._place, part=1)  # type: ignore[type-var]
        counter.conductor.refresh()
    chinese, english = HEADINGS[state]
    visit, before = counter.visit, shown(counter)
    assert chinese in before
    speak(counter, "en")
    assert english in shown(counter)
    assert chinese not in shown(counter)
    assert counter.visit.answers == visit.answers and counter.visit.state is state
    speak(counter, "zh")
    assert shown(counter) == before


def test_the_greeting_speaks_it_at_once(counter: Counter) -> None:
    speak(counter, "en")
    assert "Welcome. Please sit down." in shown(counter)


def test_answers_to_the_notice_and_digits_that_stand_there_stay(counter: Counter) -> None:
    counter.begin()
    while not counter.window.screen_shown.asks_here:  # type: ignore[attr-defined]
        counter.tap("继续")
    counter.tap("同意记录您的笔迹（笔画、力度、时间）吗？不同意")
    speak(counter, "en")
    assert "You use paper instead. It counts the same" in shown(counter)
    assert counter.primary().text() == "Use paper instead"


def test_a_reader_stays_where_he_is(counter: Counter) -> None:
    counter.go_to(State.READ, "fixed-term-contract")
    before = counter.window.screen_shown
    assert isinstance(before, ReadScreen)
    before.view.turn_to(2)
    speak(counter, "en")
    after = counter.window.screen_shown
    assert isinstance(after, ReadScreen) and after is not before
    assert after.view.page == 2


def test_a_signature_that_was_begun_is_known_to_the_desk(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    assert isinstance(counter.window.screen_shown, SignScreen)
    assert not counter.conductor.holds_signature
    counter.write()
    assert counter.conductor.holds_signature
    counter.judged()
    counter.gives()
    assert not counter.conductor.holds_signature


def test_who_changes_it_before_signing_can_sign(counter: Counter) -> None:
    counter.go_to(State.SIGN)
    speak(counter, "en")
    counter.write()
    counter.judged()
    counter.tap("I have signed")
    assert counter.visit.state is State.LOOK


@pytest.mark.parametrize(("language", "states"), [("zh", [State.FILL, State.READ]), ("en", [State.READ])])
def test_a_chinese_voice_reads_no_english(counter: Counter, language: words.Language, states: list[State]) -> None:
    counter.conductor._aloud._voice = Voice(Program(("true",)))
    words.choose(language)
    offered = []
    for state in (State.FILL, State.READ):
        counter.go_to(state)
        if counter.conductor._frame(counter.visit).voice:
            offered.append(state)
    assert offered == states


def test_what_is_wrong_with_an_answer_stands_alone_as_a_sentence(counter: Counter) -> None:
    counter.go_to(State.FILL)
    words.choose("en")
    keys = [asked.key for asked in views.questions_of(counter.visit)]
    frame = views.frame_of(counter.visit)
    wrong = views.fill_of(counter.visit, frame, keys.index("id_no"), typed="379999199003070011")
    assert wrong.problem.startswith("The check digit of the identity number is wrong")
