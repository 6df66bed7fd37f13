"""The table of the visit: what each step lets happen, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signing.ink import Source
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.changes import checks_again, seen_before
from terminal.visit.flow import State
from tests.terminal.visit.steps import (
    ALOUD,
    AT,
    AUTHORITY,
    BY_A_MARK,
    CONSENTS,
    FACTS,
    FILLED,
    FORM,
    INK,
    OPERATOR,
    ORDER,
    PAGES,
    POLICY,
    SECOND,
    SEEN,
    TO_ARCHIVE,
    TO_CHECK,
    TO_CLOSED,
    TO_DONE,
    TO_DOUBT,
    TO_FILL,
    TO_FREEZE,
    TO_HAND_OVER,
    TO_LOOK,
    TO_MARKED,
    TO_PAPER,
    TO_READ,
    TO_READ_AGAIN,
    TO_SEAL,
    TO_SIGN,
    TO_STAMP,
    TO_WITNESS,
    lacks,
    not_yet,
    play,
    start,
)


def acts(visit: flow.Visit) -> list[str]:
    return [act.what for act in visit.acts]


@pytest.mark.parametrize(("state", "events"), ORDER.items(), ids=[str(state) for state in ORDER])
def test_the_visit_reaches_each_step_in_its_order(state: State, events: tuple[flow.Event, ...]) -> None:
    assert play(*events).state is state


def test_a_whole_visit_ends_sealed_with_both_signatures_counted() -> None:
    visit = play(*TO_CLOSED)
    assert (visit.outcome, visit.signed) == (flow.Outcome.SEALED, 2)


@pytest.mark.parametrize(
    ("events", "todo"),
    [(TO_FILL, ""), (TO_FREEZE, "freeze"), (TO_STAMP, "stamp"), (TO_SEAL, "seal"), (TO_ARCHIVE, "archive")],
)
def test_the_state_says_what_the_counter_must_do(events: tuple[flow.Event, ...], todo: str) -> None:
    assert play(*events).todo == todo


CLOSED_DOORS = {
    "a checked answer changed to a wrong one": (
        (*TO_CHECK, flow.Entered("phone", "12", "applicant"), flow.Checked(("name", "phone"))),
        "rule:phone",
    ),
    "last page flung past": ((*TO_READ, PAGES[0], flow.PageShown(1, 50)), "page:2"),
    "a negative dwell": ((*TO_READ, PAGES[0], flow.PageShown(1, -5000)), "page:2"),
    "many glimpses": ((*TO_READ, PAGES[0], *(flow.PageShown(1, 100),) * 20), "page:2"),
    "the next signer has read nothing": (TO_READ_AGAIN, "page:1"),
    "the next signer has agreed to nothing": (TO_HAND_OVER, "consent:electronic"),
}


@pytest.mark.parametrize(("events", "word"), CLOSED_DOORS.values(), ids=CLOSED_DOORS)
def test_a_closed_door_says_what_is_missing_and_stays_closed(events: tuple[flow.Event, ...], word: str) -> None:
    visit = play(*events)
    assert lacks(visit) == word
    with pytest.raises(NotNow) as refused:
        flow.step(visit, flow.Go(), AT)
    assert refused.value.message == not_yet(word)


def test_nothing_is_missing_where_the_button_is_open() -> None:
    assert lacks(play(*TO_SIGN)) == ""


NOT_NOW = {
    "reading aloud before every page was shown": ((*BY_A_MARK, *TO_READ, PAGES[0]), ALOUD),
    "reading aloud by a witness who has left": (
        (*BY_A_MARK, *TO_READ, *PAGES, flow.WitnessLeft("idle")),
        flow.ReadAloud("staff:S02"),
    ),
    "reading aloud while only one of the witnesses hears it": (
        (*BY_A_MARK, *TO_READ, *PAGES, flow.WitnessLeft("idle")),
        ALOUD,
    ),
    "a witness who has not confirmed that they sign": (TO_WITNESS, flow.Go()),
    "a confirmation by the other witness": (TO_WITNESS, flow.WitnessConfirmed("staff:S02")),
    "a confirmation where no witness signs": ((*TO_READ, *PAGES), flow.WitnessConfirmed("staff:S01")),
    "another witness after the mark was made": (TO_MARKED, flow.Joined(flow.Staff("S03", "赵新"))),
    "a witness leaving twice": ((*BY_A_MARK, flow.WitnessLeft("idle")), flow.WitnessLeft("locked")),
    "a witness leaving what nobody witnesses": (TO_FILL, flow.WitnessLeft("idle")),
    "a page that the document does not have": (TO_READ, flow.PageShown(2, 2000)),
    "a page before the first": (TO_READ, flow.PageShown(-1, 2000)),
    "asking for a consent that does not exist": ((), flow.Consent("everything", True)),
    "a correction without a field": (TO_CHECK, flow.Wrong()),
    "a key with the wrong document": (TO_READ, flow.Wrong("name")),
    "accepting a doubt that the signature has not": (TO_LOOK, flow.SignatureSeen("staff:S01", ("short",))),
    "accepting a doubtful signature without its doubts": (TO_DOUBT, SEEN),
    "accepting one doubt of two": (TO_DOUBT, flow.SignatureSeen("staff:S01", ("short",))),
    "reading aloud by nobody": (TO_READ, flow.ReadAloud("nobody")),
    "the operator as his own witness": (TO_FILL, flow.Joined(OPERATOR)),
}


@pytest.mark.parametrize(("events", "event"), NOT_NOW.values(), ids=NOT_NOW)
def test_what_is_out_of_order_is_refused_and_changes_nothing(events: tuple[flow.Event, ...], event: flow.Event) -> None:
    visit = play(*events)
    with pytest.raises(NotNow):
        flow.step(visit, event, AT)


def test_going_back_from_the_check_page_keeps_the_answers() -> None:
    visit = play(*TO_CHECK, flow.Back())
    assert (visit.state, visit.answers.value("name")) == (State.FILL, "张三")


def test_a_corrected_answer_must_be_checked_again() -> None:
    visit = play(*TO_CHECK, flow.Checked(("name",)), flow.Wrong("name"), flow.Entered("name", "张四", "staff:S01"))
    assert lacks(visit) == "check:name"
    assert "correction-asked" in acts(visit)


def test_an_answer_that_was_called_wrong_closes_the_door_until_it_is_changed_or_may_stand() -> None:
    checked = (*TO_CHECK, flow.Checked(("name",)))
    asked = play(*checked, flow.Wrong("name"))
    assert (asked.marked, lacks(asked)) == (("name",), "correction:name")
    withdrawn = play(*checked, flow.Wrong("name"), flow.NotWrong("name"))
    assert (withdrawn.marked, lacks(withdrawn)) == ((), "")
    assert (withdrawn.acts[-1].what, withdrawn.acts[-1].who) == ("correction-withdrawn", "worker")
    assert play(*checked, flow.Wrong("name"), flow.Entered("name", "张四", "staff:S01")).marked == ()


def test_only_what_was_called_wrong_can_be_right_after_all() -> None:
    with pytest.raises(NotNow):
        play(*TO_CHECK, flow.NotWrong("name"))


def test_nobody_takes_the_copy_and_the_visit_is_closed_by_the_station() -> None:
    visit = play(*TO_DONE, flow.Left())
    assert visit.state is State.CLOSED
    assert (visit.acts[-1].what, visit.acts[-1].who) == ("left", "station")
    with pytest.raises(NotNow):
        play(*TO_ARCHIVE, flow.Left())


def test_answers_are_checked_by_the_applicant_not_by_staff() -> None:
    assert play(*TO_FREEZE).answers.values["name"].checked_by == "worker"


def test_wrong_content_found_before_any_signature_makes_a_new_document() -> None:
    visit = play(*TO_READ, flow.Wrong())
    assert (visit.state, visit.frozen, visit.outcome) == (State.CHECK, None, flow.Outcome.OPEN)


def test_after_wrong_content_only_what_was_changed_is_checked_again() -> None:
    wrong = (*TO_READ, flow.Wrong())
    assert lacks(play(*wrong)) == "", "what was checked stays checked"
    asked = play(*wrong, flow.Wrong("name"))
    assert lacks(asked) == "correction:name"
    changed = play(*wrong, flow.Wrong("name"), flow.Entered("name", "张四", "staff:S01"))
    assert lacks(changed) == "check:name"
    assert changed.answers.unchecked(FORM) == ("name",)
    assert (seen_before(changed, "name"), checks_again(changed)) == ("张三", True)
    again = play(*wrong, flow.Entered("name", "张四", "staff:S01"), flow.Entered("name", "张五", "staff:S01"))
    assert seen_before(again, "name") == "张三", "the value that its owner saw, not one in between"
    back = play(*wrong, flow.Entered("name", "张四", "staff:S01"), flow.Entered("name", "张三", "staff:S01"))
    assert seen_before(back, "name") == ""
    entered = flow.Entered("name", "张四", "staff:S01")
    done = play(*wrong, entered, flow.Checked(("name",)), flow.Go(), flow.Frozen(FACTS))
    assert (done.state, seen_before(done, "name"), checks_again(done)) == (State.READ, "", False)


def test_a_correction_before_the_first_check_is_marked_too() -> None:
    first = play(*TO_CHECK)
    later = flow.step(first, flow.Wrong("name"), "2026-11-24T02:01:00Z")
    changed = flow.step(later, flow.Entered("name", "张四", "staff:S01"), "2026-11-24T02:02:00Z")
    assert seen_before(changed, "name") == "张三"
    typed = play(*TO_FILL, *FILLED, flow.Entered("name", "张四", "staff:S01"), flow.Go())
    assert seen_before(typed, "name") == "", "nobody had seen it"


def test_wrong_content_found_after_a_signature_makes_the_document_void() -> None:
    visit = play(*TO_READ_AGAIN, flow.Wrong())
    assert (visit.state, visit.outcome) == (State.ARCHIVE, flow.Outcome.VOID)


def test_a_failed_freeze_goes_back_to_the_check_page_with_its_reason() -> None:
    visit = play(*TO_FREEZE, flow.Failed("no glyph"))
    assert (visit.state, visit.acts[-1].facts["reason"]) == (State.CHECK, "no glyph")


def test_a_failed_stamp_asks_for_the_signature_again() -> None:
    assert play(*TO_STAMP, flow.Failed("disk")).state is State.SIGN


@pytest.mark.parametrize("events", [TO_SEAL, TO_ARCHIVE], ids=["seal", "archive"])
def test_a_failed_seal_or_archive_is_tried_again(events: tuple[flow.Event, ...]) -> None:
    visit = play(*events, flow.Failed("disk full"))
    assert visit.state is play(*events).state


@pytest.mark.parametrize("events", [TO_SEAL, TO_ARCHIVE], ids=["seal", "archive"])
@pytest.mark.parametrize(("reason", "may"), [("NotValid", True), ("OSError", False), ("", False)])
def test_a_document_that_never_verifies_can_be_given_up_and_nothing_else_can(
    events: tuple[flow.Event, ...], reason: str, may: bool
) -> None:
    visit = play(*events, *([flow.Failed(reason)] if reason else []))
    assert visit.is_not_valid is may
    if may:
        ended = flow.step(visit, flow.Cancel("does not verify"), AT)
        assert (ended.state, ended.outcome, ended.todo) == (State.ARCHIVE, flow.Outcome.VOID, "archive")
        assert not ended.is_not_valid
    else:
        with pytest.raises(NotNow):
            flow.step(visit, flow.Cancel("does not verify"), AT)


@pytest.mark.parametrize(
    ("ink", "reason"),
    [
        (flow.InkTaken(Source.MOUSE, "fine", (), {}), "source"),
        (flow.InkTaken(Source.SYNTHETIC, "refused", ("too-short",), {}), "quality"),
    ],
    ids=["a mouse", "a dot"],
)
def test_ink_that_does_not_count_is_void_and_the_box_stays_open(ink: flow.InkTaken, reason: str) -> None:
    visit = play(*TO_SIGN, ink)
    assert (visit.state, visit.acts[-1].what, visit.acts[-1].facts["reason"]) == (
        State.SIGN,
        "ink-void",
        reason,
    )


def test_a_signature_is_looked_at_before_it_is_made_and_the_ceremony_says_by_whom() -> None:
    assert (play(*TO_LOOK).state, play(*TO_LOOK).todo) == (State.LOOK, "")
    seen = play(*TO_STAMP)
    assert (seen.state, seen.todo) == (State.STAMP, "stamp")
    assert (seen.acts[-1].what, seen.acts[-1].who, seen.acts[-1].facts) == (
        "signature-seen", "staff:S01", {"box": "worker"},
    )  # fmt: skip


def test_a_doubtful_signature_counts_when_a_named_person_accepts_its_doubts() -> None:
    assert play(*TO_DOUBT).doubts == ("short", "no-hover")
    seen = play(*TO_DOUBT, flow.SignatureSeen("staff:S01", ("short", "no-hover")))
    assert (seen.acts[-1].who, seen.acts[-1].facts["doubts"]) == ("staff:S01", ["short", "no-hover"])
    assert (play(*TO_LOOK).doubts, seen.doubts) == ((), ())


def test_signing_again_after_the_look_voids_the_ink_in_the_name_of_who_asked() -> None:
    visit = play(*TO_LOOK, flow.SignAgain("staff:S01"))
    assert (visit.state, visit.frozen, visit.signed) == (State.SIGN, FACTS, 0)
    act = visit.acts[-1]
    assert (act.what, act.who, act.facts) == ("ink-void", "staff:S01", {"reason": "sign-again", "box": "worker"})


def test_an_unplugged_pen_voids_the_attempt_and_nothing_else() -> None:
    visit = play(*TO_SIGN, flow.InkVoided("unplugged"))
    assert (visit.state, visit.frozen) == (State.SIGN, FACTS)


def test_a_signer_may_go_back_to_reading() -> None:
    assert play(*TO_SIGN, flow.Back()).state is State.READ


@pytest.mark.parametrize("subject", flow.CONSENTS)
def test_a_refused_consent_before_freezing_takes_the_paper_route(subject: str) -> None:
    visit = play(flow.Consent(subject, False))
    assert (visit.state, visit.outcome) == (State.PAPER, flow.Outcome.OPEN)


def test_a_case_on_paper_can_be_filled_and_is_archived_without_a_last_screen() -> None:
    visit = play(*TO_PAPER, *FILLED)
    assert (visit.state, visit.answers.value("name")) == (State.PAPER, "张三")
    kept = flow.step(visit, flow.Go(), AT)
    assert (kept.state, kept.outcome, kept.todo) == (State.ARCHIVE, flow.Outcome.PAPER, "archive")
    assert [act.what for act in kept.acts[-1:]] == ["on-paper"]
    assert flow.step(kept, flow.Archived(1), AT).state is State.CLOSED


def test_a_case_on_paper_waits_over_a_pause_and_is_not_cancelled() -> None:
    paused = play(*TO_PAPER, flow.Pause("locked"))
    assert flow.step(paused, flow.Resume(SECOND), AT).state is State.PAPER
    with pytest.raises(NotNow):
        play(*TO_PAPER, flow.Cancel("no"))


def test_a_consent_refused_by_the_second_signer_makes_the_document_void() -> None:
    visit = play(*TO_HAND_OVER, flow.Consent("dynamics", False))
    assert (visit.state, visit.outcome) == (State.ARCHIVE, flow.Outcome.VOID)


@pytest.mark.parametrize(
    "events", [TO_READ, TO_SIGN, TO_LOOK, TO_HAND_OVER], ids=["reading", "signing", "look", "second signer"]
)
def test_a_refusal_after_freezing_is_archived_as_void(events: tuple[flow.Event, ...]) -> None:
    visit = play(*events, flow.Refused("不同意"))
    assert (visit.state, visit.outcome, visit.acts[-1].what) == (State.ARCHIVE, flow.Outcome.VOID, "refused")


def test_a_mark_needs_a_second_staff_member() -> None:
    visit = play(flow.SignsAs(flow.Manner.MARK), *CONSENTS)
    assert lacks(visit) == "second-staff"
    assert lacks(flow.step(visit, flow.Joined(SECOND), AT)) == ""


def test_one_person_is_not_two_witnesses_even_after_taking_the_visit_over() -> None:
    visit = play(flow.SignsAs(flow.Manner.MARK), *TO_READ, *PAGES, flow.ReadAloud("staff:S01"), witness=SECOND)
    taken_over = flow.step(flow.step(visit, flow.Pause("break"), AT), flow.Resume(SECOND), AT)
    assert (lacks(visit), lacks(taken_over)) == ("", "second-staff")


def test_a_mark_is_followed_by_two_witnesses() -> None:
    visit = play(flow.SignsAs(flow.Manner.MARK), witness=SECOND)
    assert [(signer.role, signer.box) for signer in visit.signers] == [
        ("worker", "worker"),
        ("witness", "worker-witness-1"),
        ("witness", "worker-witness-2"),
        ("staff", "staff"),
    ]
    assert [signer.name for signer in visit.signers[1:3]] == ["王文", "李明"]


def test_a_mark_needs_the_document_read_aloud() -> None:
    visit = play(flow.SignsAs(flow.Manner.MARK), *TO_READ, *PAGES, witness=SECOND)
    assert lacks(visit) == "read-aloud"
    assert lacks(flow.step(visit, flow.ReadAloud("staff:S02"), AT)) == ""


def test_the_machines_voice_takes_the_place_of_no_staff_member() -> None:
    visit = play(flow.SignsAs(flow.Manner.MARK), *TO_READ, *PAGES, flow.ReadAloud("machine"), witness=SECOND)
    assert (lacks(visit), visit.machine_has_read) == ("read-aloud", True)
    act = visit.acts[-1]
    assert (act.who, act.what, act.facts) == ("station", "read-aloud", {"by": "machine"})


def test_what_staff_have_read_aloud_stays_read_when_the_machine_reads_too() -> None:
    marked = play(flow.SignsAs(flow.Manner.MARK), *TO_READ, *PAGES, flow.ReadAloud("staff:S01"), witness=SECOND)
    visit = flow.step(marked, flow.ReadAloud("machine"), AT)
    assert (lacks(visit), visit.read_aloud_by) == ("", "staff:S01")


def test_the_machine_reads_once_to_each_signer() -> None:
    read = play(*TO_READ, flow.ReadAloud("machine"))
    with pytest.raises(NotNow):
        flow.step(read, flow.ReadAloud("machine"), AT)
    back = play(*TO_READ, flow.ReadAloud("machine"), *PAGES, flow.Go(), flow.Back())
    assert back.machine_has_read
    next_one = play(*TO_READ, flow.ReadAloud("machine"), *TO_READ_AGAIN[len(TO_READ) :])
    assert (next_one.state, next_one.machine_has_read) == (State.READ, False)
    assert flow.step(next_one, flow.ReadAloud("machine"), AT).machine_has_read
    assert not play().machine_has_read


def test_a_second_witness_who_is_not_there_has_no_name() -> None:
    assert play(flow.SignsAs(flow.Manner.MARK)).signers[2].name == ""


def test_a_witness_who_has_left_is_missing_until_they_vouch_again() -> None:
    signing = play(*BY_A_MARK, *TO_READ, *PAGES, ALOUD, flow.Go())
    left = flow.step(signing, flow.WitnessLeft("idle"), AT)
    assert (left.state, lacks(left), left.witness_is_here) == (State.READ, "second-staff", False)
    assert left.readers == {"staff:S01"}
    back = flow.step(left, flow.Joined(SECOND), AT)
    assert (lacks(back), back.read_aloud_by) == ("", "staff:S01")


def test_what_another_witness_read_aloud_is_read_again() -> None:
    read = play(*BY_A_MARK, *TO_READ, *PAGES, flow.ReadAloud("staff:S02"))
    assert lacks(flow.step(read, flow.Joined(flow.Staff("S03", "赵新")), AT)) == "read-aloud"


def test_what_the_operator_read_aloud_before_another_witness_came_is_read_again() -> None:
    read = play(*BY_A_MARK, *TO_READ, *PAGES, ALOUD, flow.WitnessLeft("idle"))
    assert lacks(flow.step(read, flow.Joined(flow.Staff("S03", "赵新")), AT)) == "read-aloud"


def test_before_anything_was_done_nobody_has_confirmed() -> None:
    assert not play().witness_has_confirmed


def test_ink_that_breaks_while_it_waits_for_the_look_is_asked_for_again() -> None:
    visit = play(*TO_LOOK, flow.InkVoided("pen-lost"))
    assert (visit.state, visit.acts[-1].what, visit.acts[-1].facts["reason"]) == (State.SIGN, "ink-void", "pen-lost")


def test_a_confirmation_ends_when_the_witness_vouches_again() -> None:
    visit = play(*TO_WITNESS, flow.WitnessConfirmed("staff:S01"), flow.Joined(SECOND))
    assert lacks(visit) == "witness-confirms"


def test_who_has_signed_as_witness_keeps_the_name_whoever_operates_later() -> None:
    visit = play(*TO_MARKED)
    for number in (1, 2):
        confirmed = flow.WitnessConfirmed(f"staff:S0{number}")
        signs = (*CONSENTS, flow.Go(), *PAGES, confirmed, flow.Go(), INK, SEEN, flow.Stamped("33" * 32, "44" * 32))
        for event in signs:
            visit = flow.step(visit, event, AT)
    names = [signer.name for signer in visit.signers[1:3]]
    for event in (flow.Pause("shift"), flow.Resume(flow.Staff("S03", "赵新")), flow.Joined(flow.Staff("S04", "钱四"))):
        visit = flow.step(visit, event, AT)
    assert [signer.name for signer in visit.signers[1:3]] == names == [OPERATOR.name, SECOND.name]


@pytest.mark.parametrize(("verdict", "state"), [("fine", State.STAMP), ("doubtful", State.LOOK)])
def test_where_no_operator_works_only_a_doubtful_signature_waits_for_a_person(verdict: str, state: State) -> None:
    signing = play(*TO_SIGN)
    alone = replace(signing, policy=replace(POLICY, looks=False))
    ink = flow.InkTaken(Source.SYNTHETIC, verdict, (), {})
    assert flow.step(alone, ink, AT).state is state
    assert flow.step(signing, ink, AT).state is State.LOOK


@pytest.mark.parametrize("event", [flow.Cancel("left"), flow.Refused("no")], ids=["given up", "refused"])
def test_ink_that_is_thrown_away_with_the_visit_is_told(event: flow.Event) -> None:
    ended = flow.step(play(*TO_LOOK), event, AT)
    assert [act.what for act in ended.acts[-2:]] == ["ink-void", ended.acts[-1].what]
    assert ended.acts[-1].what in {"cancel", "refused"}


def test_a_witness_is_needed_no_more_when_both_have_signed() -> None:
    visit = play(*TO_MARKED)
    for number in (1, 2):
        assert (visit.signer.box, visit.needs_witness) == (f"worker-witness-{number}", True)
        confirmed = flow.WitnessConfirmed(f"staff:S0{number}")
        events = (*CONSENTS, flow.Go(), *PAGES, confirmed, flow.Go(), INK, SEEN, flow.Stamped("33" * 32, "44" * 32))
        for event in events:
            visit = flow.step(visit, event, AT)
    left = flow.step(visit, flow.WitnessLeft("idle"), AT)
    assert (left.signer.role, left.needs_witness, lacks(left)) == ("staff", False, "consent:electronic")


def test_a_witnesss_confirmation_ends_when_they_leave() -> None:
    confirmed = play(*TO_WITNESS, flow.WitnessConfirmed("staff:S01"))
    assert (lacks(confirmed), confirmed.acts[-1].who) == ("", "witness")
    back = play(*TO_WITNESS, flow.WitnessConfirmed("staff:S01"), flow.WitnessLeft("idle"), flow.Joined(SECOND))
    assert lacks(back) == "witness-confirms"


def test_an_agent_signs_with_his_own_name() -> None:
    visit = play(flow.SignsAs(flow.Manner.AGENT, "赵六"))
    assert visit.signers[0].name == "赵六"
    assert flow.step(visit, flow.SignsAs(flow.Manner.SELF), AT).agents == {}


@pytest.mark.parametrize(("version", "says"), [(2, {"agent": "赵六", "principal": "张三"}), (1, {})])
def test_an_agents_signature_says_for_whom_from_version_2_on(version: int, says: dict[str, str]) -> None:
    by_agent = flow.SignsAs(flow.Manner.AGENT, "赵六", authority=AUTHORITY)
    signed = play(by_agent, *TO_HAND_OVER, version=version).acts[-1]
    assert (signed.what, {key: signed.facts[key] for key in ("agent", "principal") if key in signed.facts}) == (
        "signed",
        says,
    )


@pytest.mark.parametrize("events", [TO_READ, TO_SIGN], ids=["reading", "signing"])
def test_the_manner_that_holds_chosen_again_changes_nothing(events: tuple[flow.Event, ...]) -> None:
    visit = play(*events)
    assert flow.step(visit, flow.SignsAs(flow.Manner.SELF), AT) == visit
    agents = play(flow.SignsAs(flow.Manner.AGENT, "赵六"), *events)
    assert flow.step(agents, flow.SignsAs(flow.Manner.AGENT, "赵六"), AT) == agents
    assert flow.step(agents, flow.SignsAs(flow.Manner.AGENT, "钱七"), AT).frozen is None


def test_finding_after_freezing_that_someone_cannot_write_makes_a_new_document() -> None:
    visit = play(*TO_SIGN, flow.SignsAs(flow.Manner.MARK))
    assert (visit.state, visit.frozen, visit.signers[0].manner) == (State.NOTICE, None, flow.Manner.MARK)


@pytest.mark.parametrize("manner", [flow.SignsAs(flow.Manner.MARK), flow.SignsAs(flow.Manner.AGENT, "赵六")])
def test_who_signs_otherwise_agrees_and_checks_anew(manner: flow.SignsAs) -> None:
    visit = play(*TO_SIGN, manner, witness=SECOND)
    assert (lacks(visit), visit.answers.unchecked(FORM)) == ("consent:electronic", ("name",))
    again = visit
    for event in (*CONSENTS, flow.Go(), flow.Go()):
        again = flow.step(again, event, AT)
    assert (again.state, lacks(again)) == (State.CHECK, "check:name")


def test_an_agent_agrees_himself_though_another_has_agreed_before_him() -> None:
    visit = play(*CONSENTS, flow.SignsAs(flow.Manner.AGENT, "赵六"))
    assert lacks(visit) == "consent:electronic"
    agreed = play(flow.SignsAs(flow.Manner.AGENT, "赵六"), *CONSENTS, flow.SignsAs(flow.Manner.AGENT, "钱七"))
    assert lacks(agreed) == "consent:electronic"
    assert lacks(play(*CONSENTS, flow.SignsAs(flow.Manner.SELF))) == ""


def test_a_record_that_becomes_void_keeps_what_was_agreed_and_checked() -> None:
    visit = play(*TO_READ_AGAIN, flow.SignsAs(flow.Manner.AGENT, "赵六"))
    assert (visit.consents, visit.answers.unchecked(FORM)) == (play(*TO_READ_AGAIN).consents, ())


def test_finding_it_after_a_signature_makes_the_document_void() -> None:
    visit = play(*TO_READ_AGAIN, flow.SignsAs(flow.Manner.AGENT, "赵六"))
    assert (visit.state, visit.outcome) == (State.ARCHIVE, flow.Outcome.VOID)


def test_nothing_is_unread_while_nothing_is_frozen() -> None:
    assert start().unread == ()


def test_a_visit_shows_no_personal_data_in_its_repr() -> None:
    text = repr(play(*TO_STAMP)) + repr(play(*TO_STAMP).signers) + repr(FILLED)
    assert "张三" not in text
    assert "王文" not in text


def test_every_act_carries_its_time_and_who() -> None:
    assert all(act.at == AT and act.who for act in play(*TO_CLOSED).acts)


WHO = {
    "consent": ["worker", "worker", "staff", "staff"],
    "entered": ["staff:S01"],
    "filled": ["staff:S01"],
    "checked": ["worker"],
    "frozen": ["station"],
    "read": ["worker", "staff"],
    "ink-taken": ["worker", "staff"],
    "signature-seen": ["staff:S01", "staff:S01"],
    "signed": ["worker", "staff"],
    "pen-handed-over": ["staff"],
    "sealed": ["station"],
    "archived": ["station"],
}


@pytest.mark.parametrize(("what", "who"), WHO.items(), ids=WHO)
def test_an_act_is_under_the_name_of_whoever_did_it(what: str, who: list[str]) -> None:
    assert [act.who for act in play(*TO_CLOSED).acts if act.what == what] == who


def test_a_refusal_at_the_hand_over_is_the_next_signers_own() -> None:
    assert play(*TO_HAND_OVER, flow.Refused()).acts[-1].who == "staff"


UNNAMED: dict[str, tuple[tuple[flow.Event, ...], flow.Event]] = {
    "a look at the signature": (TO_LOOK, flow.SignatureSeen("")),
    "asking to sign again": (TO_LOOK, flow.SignAgain("")),
}


@pytest.mark.parametrize(("before", "event"), UNNAMED.values(), ids=UNNAMED)
def test_an_act_of_a_person_is_not_recorded_without_the_name(before: tuple[flow.Event, ...], event: flow.Event) -> None:
    with pytest.raises(NotNow, match="does not say who did this"):
        flow.step(play(*before), event, AT)


def test_what_a_signer_told_staff_says_who_recorded_it() -> None:
    frozen = play(*TO_READ)
    told = flow.step(frozen, flow.Refused("later", recorded_by="staff:S01"), AT)
    act = told.acts[-1]
    assert (act.who, act.what, act.facts["recorded_by"]) == ("worker", "refused", "staff:S01")
    assert "recorded_by" not in flow.step(frozen, flow.Refused("later"), AT).acts[-1].facts
