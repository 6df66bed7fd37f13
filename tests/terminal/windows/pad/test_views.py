"""What a visit says on the pad: words, steps, reasons; a document is shown as its owner reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.answers import Answers
from forms.identity import check_digit
from signing.fingerprint import SHORT, in_groups
from terminal.visit.model import Manner, Outcome, Staff, State, Visit
from terminal.windows.pad import views
from terminal.windows.pad.states import Entry, Step
from terminal.windows.plain_words import plain_notice
from terminal.windows.signer_words import role_title
from tests.terminal.windows.pad.all_screens import usual


def registration(**changed: object) -> Visit:
    return replace(usual()[0].visit, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("name", Entry.DESK),
        ("sex", Entry.CHOICE),
        ("id_no", Entry.NUMBER),
        ("birth", Entry.DATE),
        ("claims_insurance", Entry.CHOICE),
        ("services", Entry.CHOICES),
        ("phone", Entry.NUMBER),
    ],
)
def test_each_kind_of_question_has_its_way_of_answering(key: str, entry: Entry) -> None:
    visit = registration(state=State.FILL)
    index = [asked.key for asked in views.questions_of(visit)].index(key)
    state = views.fill_of(visit, views.frame_of(visit), index)
    assert state.entry is entry
    assert bool(state.options) is (entry in {Entry.CHOICE, Entry.CHOICES})


def test_a_foreigner_is_not_asked_for_an_ethnic_group() -> None:
    visit = registration(state=State.FILL)
    answers = visit.answers.enter("id_no", "ZZZ379985010112", "applicant", "2026-11-24T02:00:00Z")
    foreign = replace(visit, answers=answers)
    assert "ethnic" not in [asked.key for asked in views.questions_of(foreign)]
    assert views.fill_of(foreign, views.frame_of(foreign), 0).count == len(visit.form.fields) - 1


def test_a_resident_of_hong_kong_may_leave_out_the_ethnic_group() -> None:
    visit = registration(state=State.FILL)
    keys = [asked.key for asked in views.questions_of(visit)]
    permit = "81000019880816003" + check_digit("81000019880816003")
    resident = replace(visit, answers=visit.answers.enter("id_no", permit, "applicant", "2026-11-24T02:00:00Z"))
    for one, required in ((visit, True), (resident, False)):
        assert views.fill_of(one, views.frame_of(one), keys.index("ethnic")).required is required
        assert views.fill_of(one, views.frame_of(one), keys.index("sex")).required


def test_answers_are_shown_in_words_and_groups() -> None:
    visit = registration()
    rows = {row.key: row for row in views.check_of(visit, views.frame_of(visit)).rows}
    assert rows["id_no"].value == "379999 19880816 0031"
    assert rows["phone"].value == "139 0000 0000"
    assert rows["left_on"].value == "2026 年 10 月 31 日"
    assert rows["reason"].value == "劳动合同期满"
    assert (rows["name"].entered, rows["phone"].entered) == ("身份证读取", "您本人填写")
    assert rows["education"].entered == "工作人员填的"
    assert "remark" not in rows


def test_what_the_employer_entered_is_called_so() -> None:
    assert views.entered_by(usual()[1].visit, "worker_name") == "单位填写"


def test_a_wrong_answer_is_said_at_its_question_and_a_missing_one_at_the_last() -> None:
    visit = registration(state=State.FILL)
    wrong = replace(
        visit, answers=visit.answers.enter("id_no", "379999198808160032", "applicant", "2026-11-24T02:00:00Z")
    )
    keys = [asked.key for asked in views.questions_of(visit)]
    assert views.fill_of(wrong, views.frame_of(wrong), keys.index("id_no")).problem
    empty = replace(visit, answers=Answers.start(visit.form))
    last = views.fill_of(empty, views.frame_of(empty), len(keys) - 1)
    assert last.reason == "“姓名”还没有填"


@pytest.mark.parametrize(
    ("state", "step"),
    [(State.NOTICE, Step.NOTICE), (State.FREEZE, Step.CHECK), (State.HAND_OVER, Step.SIGN), (State.ARCHIVE, Step.DONE)],
)
def test_every_state_has_its_step(state: State, step: Step) -> None:
    assert views.frame_of(registration(state=state)).step is step


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("id_no", "1101"),
        ("id_no", "379999199003070011"),
        ("phone", "110"),
        ("birth", "2026-02-30"),
        ("birth", "0519-04-01"),
        ("left_on", "2027-01-01"),
    ],
)
def test_what_is_typed_is_judged_as_what_is_entered(key: str, typed: str) -> None:
    visit = usual()[0].visit
    keys = [asked.key for asked in views.questions_of(visit)]
    entered = replace(visit, answers=visit.answers.enter(key, typed, "staff:S01", "2026-11-24T02:00:00Z"))
    frame, index = views.frame_of(visit), keys.index(key)
    told = views.fill_of(visit, frame, index, typed=typed).problem
    assert told and told == views.fill_of(entered, frame, index).problem
    assert visit.answers.value(key) != typed
    assert not views.fill_of(visit, frame, index, typed=visit.answers.value(key)).problem


def test_the_pad_asks_for_man_or_woman_and_shows_what_the_desk_chose() -> None:
    visit = usual()[0].visit
    frame, index = views.frame_of(visit), [asked.key for asked in views.questions_of(visit)].index("sex")
    assert [one.label for one in views.fill_of(visit, frame, index).options] == ["男", "女"]
    chosen = replace(visit, answers=visit.answers.enter("sex", "9", "staff:S01", "2026-11-24T02:00:00Z"))
    assert [one.code for one in views.fill_of(chosen, frame, index).options] == ["1", "2", "9"]


def test_reasons_are_sentences() -> None:
    assert views.reason_of(registration(state=State.CHECK)) == "“姓名”还没有核对"
    assert views.reason_of(usual()[0].at(State.READ)) == "第 1 页还没看完"
    assert views.reason_of(registration(state=State.DONE)) == ""
    assert views.reason_of(registration()) == "还有没选的"
    marked = registration(consents={"electronic": True, "dynamics": True}, manners={"applicant": Manner.MARK})
    assert views.reason_of(marked) == "要有两位工作人员在场"


def test_a_mark_is_read_aloud_first_and_its_witness_is_called_one() -> None:
    marked = replace(
        usual()[0].at(State.READ),
        manners={"applicant": Manner.MARK},
        witness=Staff("S02", "王见证"),
        dwell_ms={0: 9000},
    )
    assert views.read_of(marked, views.frame_of(marked)).reason == "请等工作人员读完全文"
    witness = replace(marked, turn=1, state=State.HAND_OVER)
    assert role_title(witness) == "见证人"
    told = views.notice_of(witness, views.frame_of(witness)).paragraphs[1][1]
    assert told.startswith("您是见证人。您签名，就是证明：您在场，全文已当面读给申请人听，申请人当面亲手画记号。")
    first = replace(witness, version=1)
    assert views.notice_of(first, views.frame_of(first)).paragraphs[1][1].startswith("您将在这份登记表上签名")


def test_who_marks_and_who_signs_for_another_is_told_what_that_means() -> None:
    visit = usual()[0].at(State.SIGN)
    marks = replace(visit, state=State.NOTICE, manners={"applicant": Manner.MARK})
    told = views.notice_of(marks, views.frame_of(marks)).paragraphs[1][1]
    assert told.startswith("工作人员会当面把全文读给您听，听清楚、同意了再画记号，旁边有两名工作人员见证。")
    agent = replace(marks, manners={"applicant": Manner.AGENT}, agents={"applicant": "李代理"})
    told = views.notice_of(agent, views.frame_of(agent)).paragraphs[1][1]
    assert told.startswith("您是代理人，签您自己的名字，代张𬭚签这份文件。")
    assert told.endswith(plain_notice(visit.form.party("applicant").notice).strip())


def test_a_party_is_shown_its_own_part_to_check() -> None:
    visit = usual()[1].at(State.SIGN)
    employers = {"employer_name", "employer_code", "employer_address", "employer_representative"}
    employers |= {"agent_name", "agent_id_no"}
    worker = views.check_of(replace(visit, state=State.CHECK), views.frame_of(visit))
    employer = views.check_of(replace(visit, state=State.HAND_OVER, turn=1), views.frame_of(visit))
    assert {row.key for row in employer.rows} == employers
    assert not employers & {row.key for row in worker.rows}
    assert len(worker.rows) + len(employer.rows) == len(visit.answers.values)
    assert (worker.is_handed_over, employer.is_handed_over) == (False, True)


def test_who_signs_for_another_is_said() -> None:
    of = usual()[1]
    visit = of.at(State.SIGN, 1)
    state = views.sign_of(visit, views.frame_of(visit), of.frozen.places, 841.89, "", False, "")
    assert (state.name, state.role, state.on_behalf_of) == ("陈平", "甲方（用人单位）", "某市示例机械有限公司")
    agent = replace(usual()[0].at(State.SIGN), manners={"applicant": Manner.AGENT}, agents={"applicant": "李代理"})
    state = views.sign_of(agent, views.frame_of(agent), usual()[0].frozen.places, 841.89, "", False, "")
    assert (state.name, state.role, state.on_behalf_of) == ("李代理", "申请人的代理人", "张𬭚")


def test_a_box_is_counted_from_the_top() -> None:
    place = usual()[0].frozen.place("applicant")
    top = views.box_place(place, 841.89)
    assert top.y_pt == pytest.approx(841.89 - place.y_pt - place.height_pt)


def test_waiting_says_what_for() -> None:
    frame = views.frame_of(registration())
    assert views.wait_of(usual()[0].at(State.FREEZE), frame).what == "把您核对过的内容做成文件"
    assert views.wait_of(usual()[0].at(State.STAMP), frame).to_come == ("盖本站电子章", "存进档案")
    assert views.wait_of(usual()[0].at(State.SEAL, 1), frame).done == ("张𬭚签名",)
    kept = replace(usual()[0].at(State.ARCHIVE, 1), outcome=Outcome.SEALED)
    assert views.wait_of(kept, frame).done == ("张𬭚签名", "盖本站电子章")
    assert views.wait_of(replace(kept, outcome=Outcome.VOID), frame).done == ("张𬭚签名",)


def test_the_fingerprint_is_the_digests_beginning() -> None:
    assert in_groups("91c407ae5d20b8f3" + "0" * 48, SHORT) == "91c4 07ae 5d20 b8f3"


def test_nothing_personal_is_in_a_states_repr() -> None:
    visit = usual()[0].at(State.SIGN)
    frame = views.frame_of(visit)
    states = [
        views.check_of(visit, frame),
        views.fill_of(visit, frame, 4),
        views.hand_over_of(visit, frame),
        views.sign_of(visit, frame, usual()[0].frozen.places, 841.89, "", False, ""),
        views.done_of(visit, frame, "receipt", 60),
    ]
    for state in states:
        assert "张" not in repr(state)
        assert "379999198808160031" not in repr(state)
        assert "379999 19880816" not in repr(state)
