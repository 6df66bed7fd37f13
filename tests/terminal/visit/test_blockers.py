"""What keeps the one button closed, in each step: the word of it, and which comes first where several are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from archive.ceremony import Act, ActRecord
from forms.answers import Answers
from forms.kinds import Name, Phone, Text
from forms.model import Section
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.flow import Manner, State, Visit
from tests.terminal.visit.steps import AT, FACTS, FORM, OPERATOR, SECOND, lacks, not_yet, start

OF_THE_FIRST = (
    Name("name", "姓名"),
    Phone("phone", "电话", required=False),
    Text("address", "地址", required=False),
    Text("work", "工作", required=False),
)
OF_THE_SECOND = (Text("room", "窗口", required=False),)
PARTS = replace(FORM, sections=(Section("one", "", OF_THE_FIRST), Section("staff", "", OF_THE_SECOND)))
VALUES = {"name": "张三", "phone": "13800138000", "address": "幸福路 1 号", "work": "保洁", "room": "三号"}
TURNS = {State.HAND_OVER: 3}
"""At the hand-over the second party takes the pen, after the first and the two witnesses of its mark."""
CONFIRMED = ActRecord(AT, "witness", Act.WITNESS_CONFIRMED, {"by": "staff:S01"})


def answered(values: dict[str, str], unchecked: frozenset[str] = frozenset()) -> Answers:
    answers = Answers.start(PARTS)
    for key, value in values.items():
        answers = answers.enter(key, value, "staff:S01", AT)
    return answers.check(values.keys() - unchecked, "worker", AT)


def ready(state: State, turn: int | None = None) -> Visit:
    """In that step, and nothing is missing. Both parties sign by a mark, so everything can be."""
    turn = TURNS.get(state, 0) if turn is None else turn
    return start(
        form=PARTS,
        answers=answered(VALUES),
        state=state,
        turn=turn,
        signed=turn,
        manners={"worker": Manner.MARK, "staff": Manner.MARK},
        witness=SECOND,
        consents={"electronic": True, "dynamics": True},
        frozen=FACTS,
        dwell_ms={0: 800, 1: 800},
        read_aloud_by="staff:S01",
        acts=(CONFIRMED,),
    )


def unanswered(visit: Visit, key: str) -> Visit:
    values = {other: answer for other, answer in visit.answers.values.items() if other != key}
    return replace(visit, answers=replace(visit.answers, values=values))


def reanswered(visit: Visit, key: str, value: str) -> Visit:
    answers = visit.answers.enter(key, value, "staff:S01", AT)
    return replace(visit, answers=answers.check((key,), "worker", AT))


def unchecked(visit: Visit, key: str) -> Visit:
    answer = replace(visit.answers.values[key], checked_by="", checked_at="")
    return replace(visit, answers=replace(visit.answers, values={**visit.answers.values, key: answer}))


def without_consent(subject: str) -> Callable[[Visit], Visit]:
    return lambda visit: replace(visit, consents={each: True for each in visit.consents if each != subject})


def unread(page: int) -> Callable[[Visit], Visit]:
    return lambda visit: replace(visit, dwell_ms={**visit.dwell_ms, page: 799})


def asked(visit: Visit) -> Visit:
    """The signer whose turn it is has called one of his own answers wrong."""
    key = "room" if visit.turn else "phone"
    return replace(visit, acts=(*visit.acts, ActRecord(AT, "worker", Act.CORRECTION_ASKED, {"field": key})))


LACKS: dict[str, Callable[[Visit], Visit]] = {
    "consent to sign": without_consent("electronic"),
    "consent to dynamics": without_consent("dynamics"),
    "a second staff member": lambda visit: replace(visit, witness=None),
    "an answer": lambda visit: unanswered(visit, "name"),
    "an answer that can be": lambda visit: reanswered(visit, "phone", "12"),
    "a confirmed warning": lambda visit: reanswered(visit, "address", "幸福□路 1 号"),
    "a correction": asked,
    "a check": lambda visit: unchecked(visit, "room" if visit.turn else "work"),
    "the first page": unread(0),
    "the last page": unread(1),
    "reading aloud": lambda visit: replace(visit, read_aloud_by=""),
    "the witness's word": lambda visit: replace(visit, acts=tuple(act for act in visit.acts if act != CONFIRMED)),
}

ALONE: dict[str, dict[State, str]] = {
    "consent to sign": {State.NOTICE: "consent:electronic", State.HAND_OVER: "consent:electronic"},
    "consent to dynamics": {State.NOTICE: "consent:dynamics", State.HAND_OVER: "consent:dynamics"},
    "a second staff member": {
        State.NOTICE: "second-staff",
        State.READ: "second-staff",
        State.HAND_OVER: "second-staff",
    },
    "an answer": {State.FILL: "answer:name", State.CHECK: "rule:name"},
    "an answer that can be": {State.FILL: "rule:phone", State.CHECK: "rule:phone"},
    "a confirmed warning": {State.FILL: "warning:address", State.CHECK: "warning:address"},
    "a correction": {State.CHECK: "correction:phone", State.HAND_OVER: "correction:room"},
    "a check": {State.CHECK: "check:work", State.HAND_OVER: "check:room"},
    "the first page": {State.READ: "page:1"},
    "the last page": {State.READ: "page:2"},
    "reading aloud": {State.READ: "read-aloud"},
    "the witness's word": {},
}
"""The word where only that is missing; in every other step it closes nothing."""
WITH_BUTTON = (State.NOTICE, State.FILL, State.CHECK, State.READ, State.HAND_OVER)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("lack", LACKS)
def test_what_is_missing_closes_the_steps_that_need_it_and_no_other(lack: str, state: State) -> None:
    visit = LACKS[lack](ready(state))
    word = ALONE[lack].get(state, "")
    assert (lacks(ready(state)), lacks(visit)) == ("", word)
    if word:
        with pytest.raises(NotNow) as refused:
            flow.step(visit, flow.Go(), AT)
        assert refused.value.message == not_yet(word)
    elif state in WITH_BUTTON:
        assert flow.step(visit, flow.Go(), AT).state is not state


FIRST: dict[str, tuple[State, int, dict[str, str]]] = {
    "notice": (
        State.NOTICE,
        0,
        {
            "consent to sign": "consent:electronic",
            "consent to dynamics": "consent:dynamics",
            "a second staff member": "second-staff",
        },
    ),
    "fill": (
        State.FILL,
        0,
        {
            "an answer": "answer:name",
            "an answer that can be": "rule:phone",
            "a confirmed warning": "warning:address",
        },
    ),
    "check": (
        State.CHECK,
        0,
        {
            "a correction": "correction:phone",
            "a check": "check:work",
            "an answer": "rule:name",
            "an answer that can be": "rule:phone",
            "a confirmed warning": "warning:address",
        },
    ),
    "read": (
        State.READ,
        0,
        {
            "a second staff member": "second-staff",
            "the first page": "page:1",
            "the last page": "page:2",
            "reading aloud": "read-aloud",
        },
    ),
    "read by a witness": (
        State.READ,
        1,
        {
            "a second staff member": "second-staff",
            "the first page": "page:1",
            "the last page": "page:2",
            "the witness's word": "witness-confirms",
        },
    ),
    "hand-over": (
        State.HAND_OVER,
        3,
        {
            "consent to sign": "consent:electronic",
            "consent to dynamics": "consent:dynamics",
            "a second staff member": "second-staff",
            "a correction": "correction:room",
            "a check": "check:room",
        },
    ),
}
"""What can be missing in a step, the first thing first."""
SEVERAL = [
    pytest.param(state, turn, some, words[some[0]], id=f"{name}: {', '.join(some)}")
    for name, (state, turn, words) in FIRST.items()
    for count in range(1, len(words) + 1)
    for some in combinations(words, count)
]


@pytest.mark.parametrize(("state", "turn", "several", "word"), SEVERAL)
def test_of_several_things_the_first_is_named(state: State, turn: int, several: tuple[str, ...], word: str) -> None:
    visit = ready(state, turn)
    for lack in several:
        visit = LACKS[lack](visit)
    assert lacks(visit) == word


# whether the visit has a witness, and whether both witnesses are there
SECONDS = {
    "nobody": ({"witness": None}, "second-staff"),
    "the operator himself": ({"witness": OPERATOR}, "second-staff"),
    "another person": ({"witness": SECOND}, ""),
    "one who has left": ({"acts": (ActRecord(AT, "station", Act.WITNESS_LEFT, {}),)}, "second-staff"),
    "one who has left and come back": (
        {"acts": (ActRecord(AT, "station", Act.WITNESS_LEFT, {}), ActRecord(AT, "staff:S01", Act.WITNESS_JOINED, {}))},
        "",
    ),
    "one who vouched, and operates now": ({"operator": SECOND}, "second-staff"),
    "nobody, and nobody signs by a mark": ({"witness": None, "manners": {}}, ""),
    "nobody, and the second signs by a mark": ({"witness": None, "manners": {"staff": Manner.MARK}}, "second-staff"),
    "nobody, while the second witness must still sign": (
        {"witness": None, "manners": {"worker": Manner.MARK}, "state": State.HAND_OVER, "turn": 2, "signed": 2},
        "second-staff",
    ),
    "nobody, after both witnesses have signed": (
        {"witness": None, "manners": {"worker": Manner.MARK}, "state": State.HAND_OVER, "turn": 3, "signed": 3},
        "",
    ),
    "nobody, and an agent signs": ({"witness": None, "manners": {"worker": Manner.AGENT}}, ""),
}


@pytest.mark.parametrize(("changes", "word"), SECONDS.values(), ids=SECONDS)
def test_a_mark_needs_two_staff_who_are_there(changes: dict[str, object], word: str) -> None:
    assert lacks(replace(ready(State.NOTICE), **changes)) == word


# how long page 1 stood, in ms
DWELLS = {None: "page:1", -5000: "page:1", 0: "page:1", 50: "page:1", 799: "page:1", 800: "", 801: "", 600_000: ""}


@pytest.mark.parametrize(("dwell_ms", "word"), DWELLS.items())
def test_a_page_must_have_stood_for_800_ms(dwell_ms: int | None, word: str) -> None:
    dwell = {1: 800} if dwell_ms is None else {0: dwell_ms, 1: 800}
    assert lacks(replace(ready(State.READ), dwell_ms=dwell)) == word


# the manner of the signer, and who has read aloud
ALOUD = [
    (Manner.SELF, "", ""),
    (Manner.AGENT, "", ""),
    (Manner.MARK, "", "read-aloud"),
    (Manner.MARK, "staff:S01", ""),
]


@pytest.mark.parametrize(("manner", "by", "word"), ALOUD)
def test_only_for_a_mark_the_document_must_be_read_aloud(manner: Manner, by: str, word: str) -> None:
    assert lacks(replace(ready(State.READ), manners={"worker": manner}, read_aloud_by=by)) == word


# what happened since, and which witness's turn it is
CONFIRMATIONS = {
    "nothing": (1, (), "witness-confirms"),
    "the first one confirmed": (1, ("witness-confirmed S01",), ""),
    "the other one confirmed": (1, ("witness-confirmed S02",), "witness-confirms"),
    "confirmed, and the pen passed on": (1, ("witness-confirmed S01", "pen-handed-over"), "witness-confirms"),
    "confirmed, and a witness came": (1, ("witness-confirmed S01", "witness-joined"), "witness-confirms"),
    "the second one confirmed": (2, ("witness-confirmed S02",), ""),
    "the first one for the second": (2, ("witness-confirmed S01",), "witness-confirms"),
    "confirmed after the pen was passed on": (2, ("pen-handed-over", "witness-confirmed S02"), ""),
}


@pytest.mark.parametrize(("turn", "since", "word"), CONFIRMATIONS.values(), ids=CONFIRMATIONS)
def test_a_witness_confirms_in_person_and_each_time(turn: int, since: tuple[str, ...], word: str) -> None:
    told = (each.partition(" ") for each in since)
    acts = tuple(ActRecord(AT, "witness", Act.of(what), {"by": f"staff:{by}"}) for what, _, by in told)
    assert lacks(replace(ready(State.READ, turn), acts=acts)) == word


# under version 1: what is missing, and what that closes at the hand-over and at the check
OLD = [
    ("a confirmed warning", State.CHECK, ""),
    ("a confirmed warning", State.FILL, ""),
    ("an answer that can be", State.CHECK, "rule:phone"),
    ("a check", State.CHECK, "check:work"),
    ("a check", State.HAND_OVER, ""),
]


@pytest.mark.parametrize(("lack", "state", "word"), OLD)
def test_a_visit_of_version_1_asks_for_less(lack: str, state: State, word: str) -> None:
    assert lacks(replace(LACKS[lack](ready(state)), version=1)) == word


def test_under_version_1_the_first_signer_checks_the_others_part_too() -> None:
    visit = unchecked(ready(State.CHECK), "room")
    assert (lacks(visit), lacks(replace(visit, version=1))) == ("", "check:room")
