"""The form of a visit as the desk shows it: each field's held value, who entered and checked it, and what is wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from forms import rules
from forms.answers import Answer
from forms.kinds import Field
from forms.optional_questions import may_stay_empty, unasked
from forms.problem import Problem, Severity
from forms.roles import Role, is_agent
from terminal.visit.changes import seen_before
from terminal.visit.model import State, Visit
from terminal.windows.desk.states import FieldState, FormState, Note, Tone
from terminal.windows.look.words import _, say

TYPING = frozenset({State.FILL, State.CHECK, State.PAPER})


def form_of(visit: Visit) -> FormState:
    """Return the whole form of a visit."""
    problems: dict[str, Problem] = {}
    for one in visit.problems:
        problems.setdefault(one.field, one)
    marked, takes_answers = visit.marked, visit.state in TYPING
    may_type = takes_answers and not visit.paused
    proposed = rules.said_by_number(visit.form, visit.answers, visit.on) if may_type else {}
    free, left_out = (told(visit.form, visit.answers.value) for told in (may_stay_empty, unasked))

    def shown(asked: Field) -> FieldState:
        key = asked.key
        field = _field(visit, asked, problems.get(key), key in marked, proposed.get(key, ""))
        if key in left_out and not field.value and key not in marked:
            field = replace(field, note=Note(_("外国人不用填")))
        required = asked.required and key not in free
        return replace(field, unfinished=visit.unfinished.get(key, ""), required=required)

    sections = tuple(
        (section.heading, tuple(shown(asked) for asked in section.fields))
        for section in visit.form.sections
        if section.fields
    )
    return FormState(visit.record, visit.form.title, visit.number, sections, may_type, takes_answers)


def _field(visit: Visit, asked: Field, problem: Problem | None, marked: bool, proposal: str) -> FieldState:
    answer = visit.answers.values.get(asked.key)
    value = answer.value if answer else ""
    problem = problem if value else None
    wrong = marked or (problem is not None and problem.gravity == Severity.STOP)
    if proposal and not value and not marked:
        words = _("证件号码里是 {value}，按 Enter 采用").format(value=asked.display(proposal, visit.on))
        return FieldState(asked, value, Note(words, Tone.ATTENTION), proposal=proposal)
    note = _note(visit, answer, problem, marked)
    if note.tone is Tone.MUTED and value and (before := seen_before(visit, asked.key)):
        told = _("已改：{before} → {value} · 等待本人再核对")
        old, new = (asked.display(each, visit.on) for each in (before, value))
        note = Note(told.format(before=old, value=new), Tone.ATTENTION)
    return FieldState(asked, value, note, wrong)


def _note(visit: Visit, answer: Answer | None, problem: Problem | None, marked: bool) -> Note:
    if marked:
        return Note(_("本人要求修改"), Tone.HARM)
    if problem is not None and problem.gravity != Severity.HINT:
        return Note(say(problem.message), Tone.HARM if problem.gravity == Severity.STOP else Tone.ATTENTION)
    if answer is None or not answer.value:
        return Note("")
    who = entered_by(answer.entered_by)
    if answer.is_checked:
        if is_agent(answer.checked_by):
            return Note(_("{who} · 代理人已核对 ✓").format(who=who), Tone.GOOD)
        return Note(_("{who} · 本人已核对 ✓").format(who=who), Tone.GOOD)
    return Note(_("{who} · 等待核对").format(who=who))


@lru_cache(maxsize=64)
def entered_by(who: str) -> str:
    """Return in words who entered an answer.

    `who` is "card", "staff:ID", "employer" or a role. A role that ends in "-agent" is an agent, any other the signer.
    """
    kind, _colon, staff = who.partition(":")
    match kind:
        case "card":
            return _("身份证读取")
        case Role.STAFF:
            return _("工作人员 {staff} 填的").format(staff=staff)
        case Role.EMPLOYER:
            return _("单位填写")
        case role if is_agent(role):
            return _("代理人填写")
        case _:
            return _("本人填写")
