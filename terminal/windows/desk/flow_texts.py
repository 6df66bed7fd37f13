"""The desk's texts for names of the flow and the clerk: missing answers, calls, troubles, acts and their keys."""

from __future__ import annotations

from datetime import date, datetime

from forms.model import Form
from signing.civil_time import STATION_TIME
from terminal.session.reception import Bell, Why
from terminal.visit.blocker import Missing
from terminal.visit.model import Visit
from terminal.windows.desk.states import DeskAct
from terminal.windows.look.words import N_, _

STEPS = (
    N_("选业务"), N_("身份"), N_("填写"), N_("核对"), N_("定稿"), N_("阅读"), N_("签名"),
    N_("签章"), N_("归档"), N_("交付"),
)  # fmt: skip

CALLS = {
    Why.HELP: N_("签署屏呼叫：请工作人员过来。"),
    Why.WANTS_HELP: N_("{party}希望有人帮助签名。请问明需要什么帮助，再按 F5 登记签名方式。"),
    Why.CANNOT_WRITE: N_("{party}表示不方便写字。请确认后按 F5 选择签名方式。"),
    Why.WILL_NOT_SIGN: N_("{party}表示不签了。请问明原因；确实不签的，按 Ctrl+D 登记拒签。"),
    Why.CORRECTION: N_("本人要求修改“{label}”。改好后请本人再核对。"),
    Why.PEN: N_("笔断开。这一笔已作废，文件未变。请重新插好笔，再请本人签名。"),
}

ACTS = {
    DeskAct.PAPER: (N_("纸质办理"), "F4"),
    DeskAct.SIGNS_OTHERWISE: (N_("签名方式"), "F5"),
    DeskAct.WARNINGS: (N_("核实提示…"), "Ctrl+I"),
    DeskAct.READ_ALOUD: (N_("我已宣读全文…"), "Ctrl+T"),
    DeskAct.READ_ALOUD_BY_WITNESS: (N_("见证人已宣读…"), "Ctrl+Y"),
    DeskAct.WITNESS_SIGNS: (N_("见证人确认…"), "Ctrl+K"),
    DeskAct.SIGN_AGAIN: (N_("请重签"), "Ctrl+E"),
    DeskAct.CONTENT_WRONG: (N_("内容有误…"), "Ctrl+B"),
    DeskAct.PARK: (N_("改日再签…"), "Ctrl+P"),
    DeskAct.GIVE_UP: (N_("作废…"), "Ctrl+D"),
    DeskAct.OPEN_RECORD: (N_("打开档案"), "Ctrl+O"),
    DeskAct.HAND_OUT: (N_("拷贝给本人"), "Ctrl+G"),
}
"""The label and the key of each act; the primary button is not among them, its key is always F8."""
PRIMARY_KEY = "F8"

VOIDED = {
    "refused": N_("本人拒签"),
    "cancel": N_("工作人员作废"),
    "expired": N_("到期没有签"),
    "content-wrong": N_("内容有误"),
    "signs-otherwise": N_("签名方式改了"),
    "consent-refused": N_("本人不同意电子方式"),
    "found-wrong": N_("归档后发现有误"),
}
"""Why a record is void, by the reason in the log."""
MONTHS = (
    N_("1 月"), N_("2 月"), N_("3 月"), N_("4 月"), N_("5 月"), N_("6 月"),
    N_("7 月"), N_("8 月"), N_("9 月"), N_("10 月"), N_("11 月"), N_("12 月"),
)  # fmt: skip


def missing_of(visit: Visit) -> str:
    """Return how many answers are missing, and the first of them. At least one must be missing."""
    missing = visit.answers.missing(visit.form)
    told = _("还有 {count} 个必填项未填写，先填“{label}”") if len(missing) > 1 else _("还有“{label}”未填写")
    return told.format(count=len(missing), label=label_of(visit.form, missing[0]))


def blocked_by(visit: Visit) -> str:
    """Return why the visit cannot go on, in the desk's terms; "" where it can."""
    blocker = visit.blocked_by
    if blocker is None:
        return ""
    match blocker.missing:
        case Missing.ANSWER:
            return missing_of(visit)
        case Missing.RULE:
            return _("“{label}”不符合要求").format(label=label_of(visit.form, blocker.key))
        case Missing.WARNING:
            return _("还有 {count} 处提示要核实（Ctrl+I）").format(count=len(visit.unconfirmed))
        case Missing.CORRECTION | Missing.CHECK:
            return _unchecked(visit)
        case Missing.PAGE:
            return _("第 {page} 页未读完").format(page=blocker.page)
        case Missing.READ_ALOUD:
            return _("须由工作人员宣读全文")
        case Missing.WITNESS_CONFIRMS:
            return _("须由见证人本人用口令确认（Ctrl+K）")
        case Missing.SECOND_STAFF:
            return _("须有第二名工作人员到场见证（F11）")
        case Missing.CONSENT:
            return _("还没有选是否同意")


def _unchecked(visit: Visit) -> str:
    wrong, waiting = len(visit.marked), len(visit.unchecked)
    if wrong and waiting:
        return _("{wrong} 项要改，{waiting} 项等待核对").format(wrong=wrong, waiting=waiting)
    if wrong:
        return _("{wrong} 项要改").format(wrong=wrong)
    return _("{waiting} 项等待核对").format(waiting=waiting)


def call_of(bell: Bell, form: Form | None, party: str = "") -> str:
    """Return the text of a call on the desk.

    Args:
        bell: The call from the pad.
        form: The form of the open visit, for the label of a field; None where no visit is open.
        party: The signer at the pad, as the page calls them; "" means 签署人, the signer.
    """
    if bell.why is Why.CORRECTION and not bell.key:
        return _("本人说文件内容有误。请问清哪里不对，再按 Ctrl+B。")
    label = label_of(form, bell.key) if form else bell.key
    return _(CALLS[bell.why]).format(label=label, party=party or _("签署人"))


def label_of(form: Form, key: str) -> str:
    """Return the label of the field with this `key` in a `form`; the key itself where there is none."""
    return next((asked.label for asked in form.fields if asked.key == key), key)


def why_void(reason: str, said: str) -> str:
    """Return why a record is void.

    Args:
        reason: The reason in the log; one that is not in `VOIDED` is shown as it is.
        said: What staff typed, in brackets after the reason; "" where there is nothing.
    """
    why = _(VOIDED[reason]) if reason in VOIDED else reason
    return _("作废原因：{why}").format(why=_("{why}（{said}）").format(why=why, said=said) if said else why)


def clock(at: str) -> str:
    """Return a UTC time as the station's civil time, HH:MM:SS."""
    return datetime.fromisoformat(at).astimezone(STATION_TIME).strftime("%H:%M:%S")


def short_clock(at: str) -> str:
    """Return a UTC time as the station's civil time, HH:MM."""
    return clock(at)[:5]


def day(iso: str) -> str:
    """Return a day in words, without the year."""
    found = date.fromisoformat(iso)
    return _("{month} {day} 日").format(month=month(found), day=found.day)


def month(day: date) -> str:
    """Return the name of the month of a day."""
    return _(MONTHS[day.month - 1])


def day_of(at: str) -> str:
    """Return the station's civil day of a UTC time, as ISO 8601."""
    return datetime.fromisoformat(at).astimezone(STATION_TIME).date().isoformat()
