"""The states of the desk's left column, top, middle and messages, made from what the reception holds. No Qt.

This module decides nothing. `form_view` makes the state of the form itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from archive.ceremony import Act
from archive.search import masked_name
from forms.message import Message
from forms.problem import Problem, Severity
from forms.roles import Role
from signing.fingerprint import SHORT, in_groups
from signing.ink import Ink
from terminal.clerk.orders import HealthFacts, RecordLine
from terminal.session.reception import InHand, Reception
from terminal.visit.model import Manner, Outcome, State, Visit
from terminal.visit.paper_code import code_of
from terminal.windows.desk import flow_texts
from terminal.windows.desk.form_view import form_of
from terminal.windows.desk.signature_view import foot_of_look, is_own, signature_of
from terminal.windows.desk.states import (
    Banner,
    Bar,
    BellState,
    DeskAct,
    Foot,
    InHandList,
    Lamp,
    Line,
    Progress,
    SignerLine,
    Tone,
    VisitState,
)
from terminal.windows.look.words import _, say, sentences
from terminal.windows.signer_words import role_title

STEP = {
    State.NOTICE: 1, State.FILL: 2, State.CHECK: 3, State.FREEZE: 4, State.READ: 5, State.SIGN: 6, State.LOOK: 6,
    State.STAMP: 6, State.HAND_OVER: 6, State.PARKED: 6, State.SEAL: 7, State.ARCHIVE: 8, State.DONE: 9,
    State.CLOSED: 9, State.PAPER: 2, State.CANCELLED: 2,
}  # fmt: skip
READING = frozenset({State.READ, State.SIGN})
GIB = 1 << 30
LITTLE_ROOM_BYTES = 2 * GIB


def bar_of(reception: Reception) -> Bar:
    """Return the top of the desk: the station, the operator and the witness."""
    station = reception.station.name if reception.station else ""
    operator = _("{name}（经办）").format(name=reception.operator.name) if reception.operator else ""
    witness = _("{name}（见证）").format(name=reception.witness.name) if reception.witness else ""
    return Bar(station, operator, witness)


def in_hand_of(reception: Reception, today: date) -> InHandList:
    """Return the left column.

    Args:
        reception: The reception with its open visits and archived records.
        today: The station's civil day, for the days that a parked visit still waits.
    """
    visits = tuple(
        Line(record, title_of(hand.visit), *state_words(hand, today), current=record == reception.current)
        for record, hand in reception.in_hand.items()
    )
    lost = tuple(say(each.why) for each in reception.lost)
    today_s, waiting = (tuple(map(archived_line, lines)) for lines in (reception.today, reception.waiting))
    return InHandList(visits, lost, today_s, waiting)


def archived_line(line: RecordLine) -> Line:
    """Return an archived record as a line of a list, with its time and its state."""
    void = line.kind == "void"
    name = f" · {masked(line.name)}" if line.name else ""
    words = f"{flow_texts.short_clock(line.at)} {line.title}{name}"
    paper = _("{number} 纸质，等扫描").format(number=line.number)
    state = _("作废留档") if void else paper if line.kind == "paper" else _("已归档")
    return Line(line.record, words, state, Tone.GOOD if line.kind == "record" else Tone.ATTENTION)


def masked(name: str) -> str:
    """Return a name masked for lists. A name that the list's maker has already masked is accepted, too."""
    return masked_name(name)


def title_of(visit: Visit) -> str:
    """Return the title of a visit in a list: its form and the masked name of the applicant."""
    first = visit.signers[0]
    name = first.principal or first.name
    return f"{visit.form.title} · {masked(name)}" if name else visit.form.title


def state_words(hand: InHand, today: date) -> tuple[str, Tone]:
    """Return the state of a visit in one line, and its tone.

    Args:
        hand: The visit, with the trouble of its last step if there was one.
        today: The station's civil day, for the days that a parked visit still waits.
    """
    visit = hand.visit
    if hand.trouble is not None and visit.todo:
        return _("{step}未完成，等待重试").format(step=_(flow_texts.STEPS[STEP[visit.state]])), Tone.HARM
    words, tone = _where(visit, today)
    if visit.paused:
        return _("已暂停 · {where}").format(where=words), Tone.ATTENTION
    return words, tone


def _where(visit: Visit, today: date) -> tuple[str, Tone]:
    match visit.state:
        case State.NOTICE:
            return _("等待本人阅读告知"), Tone.MUTED
        case State.FILL:
            return _("填写中 · {why}").format(why=flow_texts.blocked_by(visit) or _("已填完")), Tone.MUTED
        case State.CHECK:
            tone = Tone.HARM if visit.marked else Tone.MUTED
            return _("核对中 · {why}").format(why=flow_texts.blocked_by(visit) or _("等本人确认都对")), tone
        case State.READ:
            pages = visit.frozen.pages if visit.frozen else 0
            return _("阅读中 · 已读 {read} 页，共 {pages} 页").format(
                read=pages - len(visit.unread), pages=pages
            ), Tone.MUTED
        case State.SIGN:
            return _("等待{role}签名").format(role=role_title(visit, visit.turn)), Tone.MUTED
        case State.LOOK:
            return _("等待经办人看一眼{role}的签名").format(role=role_title(visit, visit.turn)), Tone.ATTENTION
        case State.HAND_OVER:
            return _("等待把笔交给{role}").format(role=role_title(visit, visit.turn)), Tone.MUTED
        case State.PARKED:
            return _parked(visit, today)
        case State.DONE if visit.outcome is Outcome.VOID:
            return _("已作废留档"), Tone.ATTENTION
        case State.DONE:
            return _("已归档，等待交付"), Tone.GOOD
        case State.PAPER:
            return _("已转纸质办理"), Tone.ATTENTION
        case _:
            return _("正在{step}").format(step=_(flow_texts.STEPS[STEP[visit.state]])), Tone.MUTED


def _parked(visit: Visit, today: date) -> tuple[str, Tone]:
    left = (date.fromisoformat(visit.parked_until) - today).days
    role, until = role_title(visit, visit.turn), flow_texts.day(visit.parked_until)
    if left < 0:
        return _("{until}已到期，未签").format(until=until), Tone.HARM
    words = _("等待{role}签名 · 至 {until}，还有 {left} 天")
    return words.format(role=role, until=until, left=left), Tone.ATTENTION if left <= 1 else Tone.MUTED


def bell_of(reception: Reception) -> BellState | None:
    """Return the call that is not acknowledged yet; None where there is none."""
    bell, visit = reception.bell, reception.visit
    if bell is None:
        return None
    party = role_title(visit, visit.turn) if visit else ""
    return BellState(
        flow_texts.call_of(bell, visit.form if visit else None, party), flow_texts.clock(bell.at), bell.key
    )


def visit_of(hand: InHand, today: date, unheld: tuple[str, ...] = (), ink: Ink | None = None) -> VisitState:
    """Return the middle of the desk.

    Args:
        hand: The visit to show.
        today: The station's civil day, for the days that a parked visit still waits.
        unheld: The keys of the fields with typed text that cannot be held as it is.
        ink: The signature that waits for the operator's look; None where there is none.
    """
    visit = hand.visit
    progress = progress_of(hand, today) if visit.frozen or visit.paused or hand.trouble or _is_over(visit) else None
    return VisitState(form_of(visit), STEP[visit.state], progress, foot_of(hand, unheld), signature_of(visit, ink))


def _is_over(visit: Visit) -> bool:
    return visit.state in {State.PAPER, State.FREEZE, State.DONE}


def progress_of(hand: InHand, today: date) -> Progress:
    """Return what is happening with a visit that is frozen, paused, in trouble or over, and what staff should do.

    Args:
        hand: The visit to show.
        today: The station's civil day, for the days that a parked visit still waits.
    """
    visit = hand.visit
    heading, tone = state_words(hand, today)
    words, harm = _advice(hand)
    pages, fingerprint = "", ""
    if visit.state is State.PAPER:
        told = _("办件号 {number}    表单 {edition} 版    核验码 {code}")
        pages = told.format(number=visit.number, edition=visit.form.edition, code=code_of(visit))
    if visit.frozen is not None:
        read = visit.frozen.pages - len(visit.unread)
        told = _("共 {pages} 页，本轮已读 {read} 页") if visit.state in READING else _("共 {pages} 页")
        pages = told.format(pages=visit.frozen.pages, read=read)
        fingerprint = in_groups(visit.frozen.sha256, SHORT)
    return Progress(heading, words, Tone.HARM if harm else tone, _signers(visit), pages, fingerprint, _aloud(visit))


def _aloud(visit: Visit) -> str:
    """Return which staff member read the whole document aloud, and when; "" where it was not read aloud."""
    read = [act for act in visit.acts if act.what == Act.READ_ALOUD and act.facts["by"] == visit.read_aloud_by]
    if not visit.read_aloud_by or not read:
        return ""
    staff = {f"staff:{each.id}": each.name for each in (visit.operator, visit.witness) if each}
    name = staff.get(visit.read_aloud_by, visit.read_aloud_by)
    return _("✓ 已当面宣读全文：{name}，{at}").format(name=name, at=flow_texts.clock(read[-1].at))


def _advice(hand: InHand) -> tuple[str, bool]:
    visit = hand.visit
    if hand.trouble is not None:
        return say(hand.trouble.message), True
    if visit.paused:
        return _("签署屏已清屏。按 F8 继续，从暂停的这一步接着办。"), False
    match visit.state:
        case State.READ | State.SIGN | State.HAND_OVER if visit.signer.role == Role.STAFF:
            return _("现在由经办人签名：请在签署屏上接笔、阅读并签名。"), False
        case State.READ if visit.signer.manner is Manner.MARK and not visit.read_aloud_by:
            return _(
                "本人画记号（不能写字）：请逐页显示（F9），由一名工作人员当面宣读全文；全部读完再按 Ctrl+T 或 Ctrl+Y。"
            ), False
        case State.READ if visit.signing_witness is not None and not visit.witness_has_confirmed:
            name = visit.signing_witness.name
            return _("现在由见证人{name}签名：阅读后由见证人本人按 Ctrl+K，用口令确认。").format(name=name), False
        case State.READ:
            return _("请本人在签署屏上逐页阅读；需要时可代翻页（F9），代翻页会记录。"), False
        case State.SIGN:
            return _("请本人在签署屏的签名框内签名。书写时窗口屏不显示笔迹。"), False
        case State.LOOK if is_own(visit):
            return _("看清楚了按 F8；要重写按 Ctrl+E。"), False
        case State.LOOK:
            return _("是本人的名字，按 F8；写错、看不清，按 Ctrl+E 请本人重签，文件里不留痕迹。"), False
        case State.HAND_OVER:
            later = _("对方改日来签的，按 Ctrl+P。") if visit.last_day else ""
            return sentences(_("请把笔交给下一位签署人。"), later), False
        case State.PARKED:
            return _("对方到场后按 F8 继续。"), False
        case State.DONE if visit.outcome is Outcome.VOID:
            return _("本件没有签完，作废留档，不能交付。还要办的，请重新办理。"), False
        case State.DONE:
            return _("请告知本人：可以拷贝文件和回执；凭回执可到本站核验，手机扫码只显示文字。"), False
        case State.PAPER:
            told = _("本人不同意电子方式。可以先在下面填写，再导出表单（F4），打印后在纸上签名，办理结果相同。")
            return sentences(told, _("纸上印有办件号、版本和核验码，跟这里的一样。")), False
        case _:
            return _("请稍等，已经签好的都在。") if visit.signed else _("请稍等。"), False


def _signers(visit: Visit) -> tuple[SignerLine, ...]:
    return tuple(
        SignerLine(role_title(visit, at), signer.name, *_signer_state(visit, at))
        for at, signer in enumerate(visit.signers)
    )


def _signer_state(visit: Visit, at: int) -> tuple[str, Tone]:
    manners = {Manner.MARK: _("画记号"), Manner.AGENT: _("代签")}
    manner = manners.get(visit.signers[at].manner, "")
    if at < visit.signed:
        return _("✓ 已签") + (f" · {manner}" if manner else ""), Tone.GOOD
    if at == visit.turn and visit.outcome is Outcome.OPEN:
        return _("正在办理") + (f" · {manner}" if manner else ""), Tone.PLAIN
    return (_("未签") if visit.outcome is Outcome.VOID else _("等待")) + (f" · {manner}" if manner else ""), Tone.MUTED


def foot_of(hand: InHand, unheld: tuple[str, ...] = ()) -> Foot:
    """Return what staff can do now, and the one primary button.

    Args:
        hand: The visit to show.
        unheld: The keys of the fields with typed text that cannot be held as it is; they close the button.
    """
    visit = hand.visit
    acts = _acts(visit)
    if hand.trouble is not None and visit.todo:
        return Foot(acts, _("已经签好的都在"), DeskAct.RETRY, _("重试"))
    if visit.paused or visit.state is State.PARKED:
        return Foot(acts, "", DeskAct.TAKE_UP, _("继续办理"))
    match visit.state:
        case State.FILL:
            return _filling(visit, acts, unheld)
        case State.CHECK if visit.marked or unheld:
            key = (*visit.marked, *unheld)[0]
            return Foot(acts, flow_texts.blocked_by(visit), DeskAct.CORRECT, _("去改这一项"), leads_to=key)
        case State.LOOK:
            return foot_of_look(visit)
        case State.DONE:
            return Foot(acts, _("已归档"), DeskAct.FINISH, _("办结"))
        case State.PAPER:
            return _on_paper(visit, acts, unheld)
        case _:
            return Foot(acts, waiting_of(visit))


def _on_paper(visit: Visit, acts: tuple[DeskAct, ...], unheld: tuple[str, ...]) -> Foot:
    label = _("办结，等扫描")
    if unheld:
        why = _("“{label}”录入有误").format(label=flow_texts.label_of(visit.form, unheld[0]))
        return Foot(acts, why, DeskAct.GO, label, closed=True, leads_to=unheld[0])
    return Foot(acts, _("存档后列在左边"), DeskAct.GO, label)


def waiting_of(visit: Visit) -> str:
    """Return for whom or for what the visit waits."""
    if visit.todo:
        return _("正在{step}，请稍等").format(step=_(flow_texts.STEPS[STEP[visit.state]]))
    whom = _("经办人") if visit.signer.role == Role.STAFF else role_title(visit, visit.turn)
    why = flow_texts.blocked_by(visit)
    here = _("等{whom}在签署屏上操作").format(whom=whom)
    return _("{label}：{why}").format(label=here, why=why) if why else here


def _filling(visit: Visit, acts: tuple[DeskAct, ...], unheld: tuple[str, ...]) -> Foot:
    label = _("去核对")
    if unheld:
        return Foot(acts, _why_unheld(visit, unheld[0]), DeskAct.GO, label, closed=True, leads_to=unheld[0])
    why = flow_texts.blocked_by(visit)
    blocker = visit.blocked_by
    return Foot(acts, why, DeskAct.GO, label, closed=bool(why), leads_to=blocker.key if blocker else "")


def _why_unheld(visit: Visit, key: str) -> str:
    asked, text = visit.form.field(key), visit.unfinished.get(key, "")
    is_good = bool(text) and asked.fault(asked.typed(text), visit.on) is None
    told = _("“{label}”还没有填完") if is_good else _("“{label}”录入有误")
    return told.format(label=asked.label)


def _acts(visit: Visit) -> tuple[DeskAct, ...]:
    if visit.state is State.DONE:
        return (DeskAct.OPEN_RECORD,) if visit.outcome is Outcome.VOID else (DeskAct.OPEN_RECORD, DeskAct.HAND_OUT)
    if visit.state in {State.SEAL, State.ARCHIVE}:
        return (DeskAct.PAPER, DeskAct.GIVE_UP) if visit.is_not_valid else (DeskAct.PAPER,)
    if visit.state is State.PAPER:
        return (DeskAct.PAPER,)
    if visit.paused or visit.state in {State.FREEZE, State.STAMP, State.PARKED}:
        return (DeskAct.PAPER, DeskAct.GIVE_UP)
    acts = [DeskAct.PAPER]
    if visit.state in {State.NOTICE, State.READ, State.SIGN} and not visit.signed and visit.signer.role != Role.STAFF:
        acts.append(DeskAct.SIGNS_OTHERWISE)
    if visit.state in {State.FILL, State.CHECK} and visit.unconfirmed:
        acts.append(DeskAct.WARNINGS)
    if visit.state is State.READ:
        acts += _reading(visit)
    if visit.state is State.HAND_OVER and visit.last_day:
        acts.append(DeskAct.PARK)
    return (*acts, DeskAct.GIVE_UP)


def _reading(visit: Visit) -> list[DeskAct]:
    if visit.signing_witness is not None and not visit.witness_has_confirmed and visit.witness_is_here:
        return [DeskAct.WITNESS_SIGNS, DeskAct.CONTENT_WRONG]
    if visit.signer.manner is not Manner.MARK or visit.read_aloud_by or visit.unread:
        return [DeskAct.CONTENT_WRONG]
    return [DeskAct.READ_ALOUD, DeskAct.READ_ALOUD_BY_WITNESS] if visit.witness_is_here else [DeskAct.CONTENT_WRONG]


def messages_of(
    hand: InHand | None, said: Banner | None, notice: Message | None, faults: Mapping[str, str]
) -> tuple[Banner, ...]:
    """Return the messages at the right. The order is the reception's, the desk's, then those about the answers.

    Args:
        hand: The open visit; None where there is none.
        said: What the desk says about the last act of staff; None where there is nothing.
        notice: The reception's notice; None where there is none.
        faults: For each field with typed text that is not held, what is wrong. It replaces the fault of the held value,
            which is not visible.
    """
    told = [Banner("stop", say(notice))] if notice else []
    told += [said] if said else []
    if hand is None:
        return tuple(told)
    visit = hand.visit
    for key in visit.marked:
        label = flow_texts.label_of(visit.form, key)
        words = _("{label}：本人要求修改。改好后请本人再核对。")
        if visit.signed:
            words = _("{label}：本人说不对。已有人签名，不能再改：按 Ctrl+D 作废，重新办理。")
        told.append(Banner("stop", words.format(label=label), key))
    for key, fault in faults.items():
        told.append(
            Banner("stop", _("{label}：{why}").format(label=flow_texts.label_of(visit.form, key), why=fault), key)
        )
    told += [one for one in rule_messages(visit) if one.key not in faults]
    if visit.state is State.FILL and (missing := visit.answers.missing(visit.form)):
        hint = _("{missing}。按回车到下一项。").format(missing=flow_texts.missing_of(visit))
        told.append(Banner("hint", hint, missing[0]))
    return tuple(told)


def rule_messages(visit: Visit) -> tuple[Banner, ...]:
    """Return what the rules say about the answers, the gravest first. A missing answer is counted elsewhere."""
    found = sorted(visit.problems, key=lambda one: list(Severity).index(one.gravity))
    confirmed = {act.facts["warning"]: act.who for act in visit.acts if act.what == Act.WARNING_CONFIRMED}

    def told(one: Problem) -> Banner:
        words = _("{label}：{why}").format(label=flow_texts.label_of(visit.form, one.field), why=say(one.message))
        if one.identity not in confirmed:
            return Banner(one.gravity.value, words, one.field)
        who = confirmed[one.identity].partition(":")[2]
        return Banner("fine", _("{words}。工作人员 {who} 已核实").format(words=words, who=who), one.field)

    return tuple(told(one) for one in found if visit.answers.value(one.field))


def pad_gone() -> str:
    """Return what it means that the pad has lost its display, and what to do."""
    return _("签署屏断开了，申请人看不到。请检查电源和线；一时接不好，改用一块屏幕轮流显示。")


def clock_unkept() -> str:
    """Return what it means that no time service keeps the clock, and what to do."""
    return _("没有网络校时，时间以本机时钟为准，可继续办理。请管理员开启校时服务。")


def lamps_of(facts: HealthFacts | None, pen: Lamp) -> tuple[tuple[Lamp, ...], Lamp]:
    """Return the items of the status strip, and the network at its other end.

    Args:
        facts: What the clerk reports; None where it could not, and then only the pen is shown.
        pen: The item for the pen, or for a pad that has no display.
    """
    if facts is None:
        return (pen,), Lamp(_("网络：未知"), Tone.MUTED)
    free = f"{facts.free_bytes / GIB:.0f} GB"
    disk = Lamp(_("磁盘 {free}").format(free=free), Tone.GOOD)
    if facts.free_bytes < LITTLE_ROOM_BYTES:
        disk = Lamp(_("磁盘只剩 {free}").format(free=free), Tone.HARM)
    clocks = {
        True: Lamp(_("时钟 已同步"), Tone.GOOD),
        False: Lamp(_("时钟 未校时"), Tone.ATTENTION, clock_unkept()),
        None: Lamp(_("时钟 未知"), Tone.MUTED),
    }
    chain = Lamp(_("链 至第 {seq} 条").format(seq=facts.entries - 1), Tone.GOOD)
    waiting = Lamp(_("待补时间戳 {count}").format(count=facts.waiting_timestamps), Tone.MUTED)
    networks = {
        True: Lamp(_("网络：已连接"), Tone.GOOD),
        False: Lamp(_("网络：未连接（可继续办理）"), Tone.MUTED),
        None: Lamp(_("网络：未知（可继续办理）"), Tone.MUTED),
    }
    open_to_others = _("别的账户能动站点文件夹。请管理员运行 luobi archive list，看哪里不对并改正。")
    folder = (Lamp(_("站点文件夹 权限不对"), Tone.ATTENTION, open_to_others),) if facts.folder_faults else ()
    return (pen, disk, *folder, clocks[facts.clock_kept], chain, waiting), networks[facts.network]
