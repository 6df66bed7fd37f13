"""What a visit looks like on the pad: states for the screens, in the users' words. Decides nothing about the visit.

The window's owner keeps which part, question or page is shown. Everything else is read from the visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from forms import rules
from forms.kinds import Field, Input, Listed, YesNo
from forms.kinds.yesno import NO, YES
from forms.model import Party
from forms.optional_questions import may_stay_empty, questions
from forms.problem import Severity
from forms.roles import Role, is_agent
from signing.fingerprint import SHORT, in_groups
from signing.signature_rectangle import SignatureRectangle
from terminal.visit.blocker import Blocker, Missing
from terminal.visit.changes import checks_again, seen_before
from terminal.visit.model import CONSENTS, Manner, Outcome, State, Visit
from terminal.windows.look.words import _, say, sentences
from terminal.windows.pad.digits import grouped
from terminal.windows.pad.states import (
    Ask,
    BoxPlace,
    Call,
    Check,
    Done,
    Entry,
    Fill,
    Frame,
    HandOver,
    Notice,
    Option,
    Read,
    Row,
    Saying,
    Sign,
    Step,
    Wait,
)
from terminal.windows.plain_words import kept_for, plain_notice, purpose_and_basis
from terminal.windows.signer_words import role_title

STAFF_FIRST = frozenset({Missing.READ_ALOUD, Missing.WITNESS_CONFIRMS, Missing.SECOND_STAFF})
"""What staff must do before a reader goes on."""
STEPS = {
    State.NOTICE: Step.NOTICE,
    State.FILL: Step.FILL,
    State.CHECK: Step.CHECK,
    State.FREEZE: Step.CHECK,
    State.READ: Step.READ,
    State.SIGN: Step.SIGN,
    State.LOOK: Step.SIGN,
    State.STAMP: Step.SIGN,
    State.HAND_OVER: Step.SIGN,
    State.PARKED: Step.SIGN,
}
ENTRIES = {
    Input.CHOICE: Entry.CHOICE,
    Input.CHOICES: Entry.CHOICES,
    Input.DIGITS: Entry.NUMBER,
    Input.DATE: Entry.DATE,
}
"""How a field is answered on the pad; for all other editors, the staff member types."""
JUDGED_AT = "1970-01-01T00:00:00Z"  # of an answer that is not entered: no rule reads the time


def frame_of(visit: Visit, voice: bool = False, call: Call = Call.NONE, saying: Saying = Saying.NOTHING) -> Frame:
    """Return what surrounds every screen of this visit.

    Args:
        visit: The visit.
        voice: Whether the machine can read this screen aloud.
        call: How far a call for staff has come.
        saying: What the voice does.
    """
    return Frame(visit.form.title, STEPS.get(visit.state, Step.DONE), visit.policy.training, voice, call, saying)


def notice_of(
    visit: Visit,
    frame: Frame,
    signs_self: bool | None = None,
    part: int = 0,
    declined: AbstractSet[str] = frozenset(),
) -> Notice:
    """Return what the present signer must know and is asked, before anything else.

    Args:
        visit: The visit.
        frame: What surrounds the screen; its step becomes the notice.
        signs_self: Whether the signer signs alone (True) or wants help (False); None for no answer yet.
        part: The page of the notice, from 0.
        declined: The consents that the signer refuses on the screen, not yet reported to the visit.
    """
    party = visit.form.party(_party_role(visit))
    purpose, basis = purpose_and_basis(visit.form.purpose)
    purpose = f"{purpose}{kept_for(visit.form.retention)}。"
    consents = {
        "electronic": _("同意用电子方式签名吗？"),
        "dynamics": _("同意记录您的笔迹（笔画、力度、时间）吗？"),
    }
    given = {**visit.consents, **dict.fromkeys(declined, False)}
    asks = tuple(Ask(subject, consents[subject], given.get(subject)) for subject in CONSENTS)
    paragraphs = ((_("为什么要办，存多久"), purpose), (_("请您留意"), _notice_words(visit, party)))
    waiting = _("要有两位工作人员在场") if visit.blocked_by == Blocker(Missing.SECOND_STAFF) else ""
    frozen = visit.frozen is not None
    refusal = _("这份文件作废，改用纸质，结果相同") if frozen else _("改用纸质办理，结果相同")
    told = replace(frame, step=Step.NOTICE)  # whoever comes later begins at the beginning too
    return Notice(told, paragraphs, asks, signs_self, part, waiting, refusal, visit.turn == 0, basis)


def _notice_words(visit: Visit, party: Party) -> str:
    """Return the form's notice to the party who signs in person, or what another signer does here."""
    told, signer = plain_notice(party.notice).strip(), visit.signer
    if visit.version == 1:
        return told
    match signer.manner:
        case Manner.AGENT:
            whom = signer.principal or party.title
            words = _("您是代理人，签您自己的名字，代{whom}签这份文件。您的证件、代理依据和权限会写在文件上。")
            return sentences(words.format(whom=whom), _("下面是对{whom}说的，也请您转告：").format(whom=whom), told)
        case Manner.MARK:
            words = _("工作人员会当面把全文读给您听，听清楚、同意了再画记号，旁边有两名工作人员见证。")
            return sentences(words, told)
        case _ if signer.role == Role.WITNESS:
            return _(
                "您是见证人。您签名，就是证明：您在场，全文已当面读给{whom}听，{whom}当面亲手画记号。"
                "没有亲眼看到、亲耳听到的，请不要签。您的笔迹加密保存，平时谁也看不到，只有要核对签名真假时才依法打开。"
            ).format(whom=party.title)
        case _:
            return told


def questions_of(visit: Visit) -> tuple[Field, ...]:
    """Return what this person is asked, in the order in which the pad asks it."""
    return questions(visit.form, visit.answers.value)


def fill_of(visit: Visit, frame: Frame, index: int, typed: str | None = None) -> Fill:
    """Return the screen with one question.

    Args:
        visit: The visit.
        frame: What surrounds the screen.
        index: The number of the question, from 0.
        typed: What the number pad's field holds, not yet entered; None shows the answer of the visit.
    """
    in_order = questions_of(visit)
    asked = in_order[index]
    value = typed if typed is not None else visit.answers.value(asked.key)
    entry = ENTRIES.get(asked.input, Entry.DESK)
    last = index + 1 == len(in_order)
    return Fill(
        frame=frame,
        key=asked.key,
        question=asked.question or asked.label,
        entry=entry,
        value=value,
        index=index,
        count=len(in_order),
        options=_options(asked, visit),
        letters=asked.letters,
        max_chars=asked.max_chars,
        least_chars=asked.judged_from,
        problem=_problem(visit, asked, value),
        reason=reason_of(visit) if last and not _is_about(visit.blocked_by, asked.key) else "",
        required=asked.required and asked.key not in may_stay_empty(visit.form, visit.answers.value),
    )


def check_of(visit: Visit, frame: Frame, wrong: AbstractSet[str] = frozenset(), part: int = 0) -> Check:
    """Return every answer that the signer checks, in the form's order; in a second check, what changed comes first.

    Args:
        visit: The visit.
        frame: What surrounds the screen; its step becomes the check.
        wrong: The keys of the answers that the signer has marked as wrong.
        part: The page of the check, from 0.
    """
    own, pending, again = visit.own_part, visit.unchecked, checks_again(visit)
    rows = [
        Row(
            asked.key,
            asked.label,
            shown(visit, asked),
            entered_by(visit, asked.key),
            asked.key in wrong,
            visit.answers.values[asked.key].entered_by == visit.signer.role,
            _before(visit, asked),
            asked.key in pending,
        )
        for asked in visit.form.fields
        if asked.key in own and visit.answers.value(asked.key)
    ]
    if again:
        rows.sort(key=lambda row: not (row.wrong or row.pending))
    blocker = visit.blocked_by
    waiting = reason_of(visit) if blocker and blocker.missing is Missing.WARNING else ""
    is_handed_over = visit.state is State.HAND_OVER
    return Check(replace(frame, step=Step.CHECK), tuple(rows), part, again, is_handed_over, waiting)


def read_of(visit: Visit, frame: Frame) -> Read:
    """Return the screen with the frozen document of `visit`, within `frame`; without a document it has no pages."""
    frozen = visit.frozen
    pages, sha256 = (frozen.pages, frozen.sha256) if frozen else (0, "")
    blocker = visit.blocked_by
    waiting = reason_of(visit) if blocker and blocker.missing in STAFF_FIRST else ""
    return Read(frame, pages, in_groups(sha256, SHORT), dict(visit.dwell_ms), waiting)


def hand_over_of(visit: Visit, frame: Frame, turned: bool = False) -> HandOver:
    """Return the screen that says who gets the pen.

    Args:
        visit: The visit.
        frame: What surrounds the screen.
        turned: Whether the screen is turned, for a signer on the opposite side of the counter.
    """
    return HandOver(frame, role_title(visit), visit.signer.name, turned)


def sign_of(
    visit: Visit,
    frame: Frame,
    places: Sequence[SignatureRectangle],
    sheet_height_pt: float,
    words: str,
    written: bool,
    reason: str,
    hint: str = "",
    called: str = "",
) -> Sign:
    """Return the screen with the signer's box.

    Args:
        visit: The visit.
        frame: What surrounds the screen.
        places: The boxes of the frozen document; the signer's must be among them.
        sheet_height_pt: The height of the box's page, in points.
        words: What the signature means.
        written: Whether a signature is in the box.
        reason: Why it does not count yet; "" when it does.
        hint: What is shown while it counts; "" for the usual text.
        called: The notice about staff who were called from here; "" when there was no such call.
    """
    signer = visit.signer
    own = next(place for place in places if place.box == signer.box)
    others = tuple(
        box_place(place, sheet_height_pt) for place in places if place.box != own.box and place.page == own.page
    )
    return Sign(
        frame=frame,
        name=signer.name,
        role=role_title(visit),
        words=words,
        place=box_place(own, sheet_height_pt),
        room=ink_room(own, sheet_height_pt),
        others=others,
        written=written,
        reason=reason,
        hint=hint,
        called=called,
        on_behalf_of=visit.signer.principal,
    )


def wait_of(visit: Visit, frame: Frame) -> Wait:
    """Return the screen, within `frame`, with what the counter is doing for `visit`."""
    signed = tuple(_("{name}签名").format(name=signer.name) for signer in visit.signers[: visit.signed])
    sealing, keeping = _("盖本站电子章"), _("存进档案")
    match visit.state:
        case State.FREEZE:
            return Wait(frame, _("把您核对过的内容做成文件"), (), (_("请您看文件"), _("请您签名")))
        case State.LOOK:
            placing = _("把签名放进文件")
            return Wait(frame, _("请工作人员看一眼您的签名"), signed, (placing, sealing, keeping))
        case State.SEAL:
            return Wait(frame, sealing, signed, (keeping,))
        case State.ARCHIVE:
            sealed = (sealing,) if visit.outcome is Outcome.SEALED else ()
            return Wait(frame, keeping, (*signed, *sealed))
        case _:
            return Wait(frame, _("把签名放进文件"), signed, (sealing, keeping))


def done_of(visit: Visit, frame: Frame, receipt: str, seconds: int, code: tuple[str, ...] = ()) -> Done:
    """Return the last screen.

    Args:
        visit: The visit, which is archived.
        frame: What surrounds the screen.
        receipt: The text of the receipt.
        seconds: After how many seconds the screen is wiped.
        code: The rows of the receipt's QR code, of "0" and "1"; empty for no code.
    """
    return Done(frame, visit.number, receipt, seconds, visit.outcome is Outcome.VOID, code)


def reason_of(visit: Visit) -> str:
    """Return why the visit cannot go on, in words; "" when it can."""
    blocker = visit.blocked_by
    if blocker is None:
        return ""
    label = next((asked.label for asked in visit.form.fields if asked.key == blocker.key), blocker.key)
    match blocker.missing:
        case Missing.ANSWER:
            return _("“{label}”还没有填").format(label=label)
        case Missing.RULE:
            return _("“{label}”有问题，请问工作人员").format(label=label)
        case Missing.WARNING:
            return _("请等工作人员核实“{label}”").format(label=label)
        case Missing.CORRECTION:
            return _("“{label}”要改").format(label=label)
        case Missing.CHECK:
            return _("“{label}”还没有核对").format(label=label)
        case Missing.PAGE:
            return _("第 {page} 页还没看完").format(page=blocker.page)
        case Missing.READ_ALOUD:
            return _("请等工作人员读完全文")
        case Missing.WITNESS_CONFIRMS:
            return _("请见证人先在窗口屏上输口令确认")
        case Missing.SECOND_STAFF:
            return _("要有两位工作人员在场")
        case Missing.CONSENT:
            return _("还有没选的")


def shown(visit: Visit, asked: Field) -> str:
    """Return an answer as its owner reads it, with numbers in groups.

    Args:
        visit: The visit with the answer.
        asked: The field of the form.
    """
    return _as_read(visit, asked, visit.answers.value(asked.key))


def _as_read(visit: Visit, asked: Field, held: str) -> str:
    value = asked.display(held, visit.on)
    return grouped(value) if asked.is_grouped else value


def _before(visit: Visit, asked: Field) -> str:
    """Return the value before the change, as its owner reads it; "" when it was not changed."""
    before = seen_before(visit, asked.key)
    return _as_read(visit, asked, before) if before else ""


def entered_by(visit: Visit, key: str) -> str:
    """Return who or what entered an answer, in words.

    Args:
        visit: The visit with the answer.
        key: The key of the field.
    """
    answer = visit.answers.values.get(key)
    who = answer.entered_by if answer else ""
    match who.partition(":")[0]:
        case "card":
            return _("身份证读取")
        case Role.STAFF:
            return _("工作人员填的")
        case Role.EMPLOYER:
            return _("单位填写")
        case role if is_agent(role):
            return _("代理人填写")
        case _:
            return _("您本人填写")


def box_place(place: SignatureRectangle, sheet_height_pt: float) -> BoxPlace:
    """Return the place of a box, counted from the top as on the screen; PDF counts from the bottom.

    Args:
        place: The box in the document.
        sheet_height_pt: The height of its page, in points.
    """
    top = sheet_height_pt - place.y_pt - place.height_pt
    return BoxPlace(place.page, place.x_pt, top, place.width_pt, place.height_pt)


def ink_room(place: SignatureRectangle, sheet_height_pt: float) -> BoxPlace:
    """Return the part of a box in which ink is printed, from the sheet's upper left corner.

    Args:
        place: The box in the document.
        sheet_height_pt: The height of its page, in points.
    """
    top = sheet_height_pt - place.y_pt - place.ink_y_pt - place.ink_height_pt
    return BoxPlace(place.page, place.x_pt + place.ink_x_pt, top, place.ink_width_pt, place.ink_height_pt)


def _party_role(visit: Visit) -> str:
    """Return the role of the party that the notice is for; the witness of a mark reads that of the first box."""
    roles = {party.role for party in visit.form.parties}
    return visit.signer.role if visit.signer.role in roles else visit.form.boxes[0].role


def _options(asked: Field, visit: Visit) -> tuple[Option, ...]:
    if isinstance(asked, YesNo):
        return Option(YES, _("是")), Option(NO, _("否"))
    if not isinstance(asked, Listed):
        return ()
    held = asked.chosen(visit.answers.value(asked.key))
    codes = asked.code_list.codes(visit.on)
    return tuple(Option(code.code, code.label) for code in codes if not code.at_desk or code.code in held)


def _problem(visit: Visit, asked: Field, value: str) -> str:
    """Return why the answer cannot be right with that value; "" when it can."""
    if not value:
        return ""
    answers = visit.answers.enter(asked.key, value, visit.signer.role, JUDGED_AT)
    found = rules.problems(visit.form, answers, visit.on)
    told = next((say(one.message) for one in found if one.field == asked.key and one.gravity == Severity.STOP), "")
    return told[:1].upper() + told[1:]  # it is a sentence of its own here


def _is_about(blocker: Blocker | None, key: str) -> bool:
    return blocker is not None and blocker.key == key
