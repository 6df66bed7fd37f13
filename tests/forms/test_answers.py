import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answer, Answers, Change
from forms.errors import AnswerRefused
from forms.model import Form
from forms.sample import sample_registration

AT, LATER, LAST = "2026-11-24T02:00:00Z", "2026-11-24T02:05:00Z", "2026-11-24T02:06:00+00:00"

persons = st.sampled_from(["applicant", "card", "staff:S01", "worker"])
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=20)
entries = st.lists(st.tuples(keys, texts, persons, moments, st.booleans()), max_size=12)


def played(steps: list[tuple[str, str, str, str, bool]]) -> Answers:
    answers = Answers("a-form", "2026-1", "00" * 32, {})
    for key, value, by, at, checked in steps:
        answers = answers.enter(key, value, by, at)
        answers = answers.check([key], "applicant", at) if checked else answers
    return answers


@given(entries)
def test_canonical_bytes_give_the_answers_back_exactly(steps: list[tuple[str, str, str, str, bool]]) -> None:
    answers = played(steps)
    again = Answers.from_bytes(answers.canonical_bytes())
    assert again == answers
    assert again.canonical_bytes() == answers.canonical_bytes()


@given(st.dictionaries(keys, texts, min_size=2))
def test_the_order_of_typing_does_not_show_in_the_bytes(values: dict[str, str]) -> None:
    forward = played([(key, value, "applicant", AT, False) for key, value in values.items()])
    backward = played([(key, value, "applicant", AT, False) for key, value in reversed(values.items())])
    assert forward.canonical_bytes() == backward.canonical_bytes()


def test_a_rare_character_stands_in_the_bytes_as_utf_8(registration: Form) -> None:
    answers = Answers.start(registration).enter("name", "张\U0002cb5a", "card", AT)
    assert "张\U0002cb5a".encode() in answers.canonical_bytes()


def test_a_changed_value_loses_its_check_and_the_old_one_goes_to_history(registration: Form) -> None:
    first = Answers.start(registration).enter("phone", "13900000000", "staff:S01", AT)
    checked = first.check(["phone"], "applicant", LATER)
    changed = checked.enter("phone", "13900000001", "applicant", LAST)
    assert checked.values["phone"].is_checked
    assert changed.values["phone"] == Answer(
        "13900000001",
        "applicant",
        LAST,
        history=(Change("13900000000", "staff:S01", AT, "applicant", LATER),),
    )
    assert changed.unchecked(registration) == ("phone",)
    assert checked.unchecked(registration) == ()


def test_a_change_back_does_not_bring_the_check_back(registration: Form) -> None:
    answers = Answers.start(registration).enter("phone", "1", "staff:S01", AT).check(["phone"], "applicant", AT)
    back = answers.enter("phone", "2", "staff:S01", AT).enter("phone", "1", "staff:S01", AT)
    assert not back.values["phone"].is_checked
    assert [change.value for change in back.values["phone"].history] == ["1", "2"]


def test_the_same_value_again_keeps_check_and_origin(registration: Form) -> None:
    answers = Answers.start(registration).enter("phone", "1", "card", AT).check(["phone"], "applicant", AT)
    assert answers.enter("phone", "1", "staff:S02", LATER) == answers


def test_no_method_changes_the_answers_it_is_called_on(registration: Form) -> None:
    answers = Answers.start(registration).enter("phone", "1", "card", AT)
    before = answers.canonical_bytes()
    answers.enter("phone", "2", "card", AT)
    answers.check(["phone"], "applicant", AT)
    assert answers.canonical_bytes() == before
    with pytest.raises(TypeError):
        answers.values["phone"] = answers.values["phone"]  # type: ignore[index]


def test_missing_names_the_required_fields_in_the_forms_order(registration: Form) -> None:
    answers = Answers.start(registration)
    required = [field.key for field in registration.fields if field.required]
    assert list(answers.missing(registration)) == required
    for key, value in sample_registration().items():
        answers = answers.enter(key, value, "applicant", AT)
    assert answers.missing(registration) == ()
    assert answers.enter("phone", "", "applicant", AT).missing(registration) == ("phone",)


def test_answers_without_their_checks_are_the_same_answers(registration: Form) -> None:
    entered = Answers.start(registration).enter("name", "张三", "staff:S01", AT)
    assert entered.check(("name",), "applicant", AT).without_checks() == entered


def test_an_answer_to_an_optional_field_must_be_checked_too(registration: Form) -> None:
    answers = Answers.start(registration).enter("remark", "无", "applicant", AT)
    assert answers.unchecked(registration) == ("remark",)


def test_answers_of_another_form_are_refused(registration: Form, contract: Form) -> None:
    answers = Answers.start(registration)
    with pytest.raises(AnswerRefused, match=r"belong to unemployment-registration.*begin again"):
        answers.missing(contract)
    with pytest.raises(AnswerRefused):
        answers.unchecked(replace(registration, title="另一张表"))


REFUSED: dict[str, tuple[Callable[[Answers], Answers], str]] = {
    "a key with a capital": (lambda a: a.enter("Phone", "1", "card", AT), "not a field key"),
    "a control character": (lambda a: a.enter("phone", "1\x00", "card", AT), "control characters"),
    "half a surrogate pair": (lambda a: a.enter("name", "\ud873", "card", AT), "control characters"),
    "a novel": (lambda a: a.enter("phone", "1" * 2001, "card", AT), "Shorten"),
    "nobody": (lambda a: a.enter("phone", "1", "", AT), "does not say who"),
    "a person's name": (lambda a: a.enter("phone", "1", "张三", AT), "does not say who"),
    "a local time": (lambda a: a.enter("phone", "1", "card", "2026-11-24T10:00:00+08:00"), "not a UTC time"),
    "a time without zone": (lambda a: a.enter("phone", "1", "card", "2026-11-24T10:00:00"), "not a UTC time"),
    "no time": (lambda a: a.enter("phone", "1", "card", "now"), "not a UTC time"),
    "a check of nothing": (lambda a: a.check(["phone"], "card", AT), "no answer to check"),
    "a check by nobody": (lambda a: a.check([], "", AT), "does not say who"),
}


@pytest.mark.parametrize(("act", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_recorded_is_refused(registration: Form, act: Callable[[Answers], Answers], words: str) -> None:
    with pytest.raises(AnswerRefused, match=words):
        act(Answers.start(registration))


def test_a_refusal_does_not_repeat_the_value(registration: Form) -> None:
    with pytest.raises(AnswerRefused) as refused:
        Answers.start(registration).enter("id_no", "379999198808160031\x00", "card", AT)
    assert "379999" not in str(refused.value)


def test_no_personal_value_shows_in_a_repr(registration: Form) -> None:
    answers = Answers.start(registration).enter("name", "张三", "card", AT).enter("name", "李四", "card", AT)
    shown = repr(answers) + repr(answers.values["name"]) + repr(answers.values["name"].history)
    assert "张三" not in shown
    assert "李四" not in shown


GOOD = played([("phone", "1", "card", AT, True), ("phone", "2", "applicant", LATER, False)]).canonical_bytes()


def without(key: str) -> bytes:
    content = json.loads(GOOD)
    del content["values"]["phone"][key]
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()


DAMAGE = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "no values": b'{"format":"luobi-answers/1"}',
    "a space": GOOD.replace(b",", b", ", 1),
    "a byte behind the end": GOOD + b"\n",
    "another format": GOOD.replace(b"luobi-answers/1", b"luobi-answers/2"),
    "an unknown member": GOOD.replace(b'{"edition"', b'{"a":1,"edition"'),
    "an unknown member of an answer": GOOD.replace(b'"entered_at"', b'"extra":"","entered_at"', 1),
    "a member twice": GOOD.replace(b'{"edition":"2026-1"', b'{"edition":"2026-1","edition":"2026-1"'),
    "an answer without history": without("history"),
    "an answer without a time": without("entered_at"),
    "not UTF-8": GOOD[:-1] + b"\xff",
}


@pytest.mark.parametrize("data", DAMAGE.values(), ids=DAMAGE)
def test_bytes_that_are_not_canonical_answers_are_refused(data: bytes) -> None:
    assert data != GOOD
    with pytest.raises(AnswerRefused, match="Take"):
        Answers.from_bytes(data)
