"""Visits of a made-up form of two answers and two signers, brought to any step; for the tables of the visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archive.metadata import FrozenFacts
from forms.answers import Answers
from forms.kinds import Name, Phone
from forms.message import Message
from forms.model import Form, Party, Section, SignatureBox
from signing.ink import Source
from terminal.visit import flow
from terminal.visit.agency import Authority
from terminal.visit.flow import State

AT = "2026-11-24T02:00:00Z"
DAY = date(2026, 11, 24)
WORKER = SignatureBox("worker", "worker", "乙方签名", "我同意", 70, 30)
STAFF = SignatureBox("staff", "staff", "经办人签名", "我已受理", 70, 30)
FORM = Form(
    id="slip",
    edition="2026-1",
    title="测试表",
    purpose="测试",
    sections=(
        Section(
            "one",
            "",
            (Name("name", "姓名"), Phone("phone", "电话", required=False)),
        ),
    ),
    parties=(Party("worker", "申请人", "name", ""), Party("staff", "经办人", None, "")),
    boxes=(WORKER, STAFF),
    commitment="以上属实。",
    park_days=7,
    mandatory=(),
    retention="D10",
)
FACTS = FrozenFacts("ab" * 32, "cd" * 32, 1000, 2)
OPERATOR = flow.Staff("S01", "王文")
SECOND = flow.Staff("S02", "李明")
AUTHORITY = Authority("resident-card", "379999198001010016", "授权委托书", "代为签名")
POLICY = flow.Policy(training=True, sources=frozenset({Source.SYNTHETIC}), looks=True)
INK = flow.InkTaken(Source.SYNTHETIC, "fine", (), {"strokes": 3})
CONSENTS = tuple(flow.Consent(subject, True) for subject in flow.CONSENTS)
PAGES = (flow.PageShown(0, 2000), flow.PageShown(1, 2000))
FILLED = (flow.Entered("name", "张三", "staff:S01"),)

TO_FILL = (*CONSENTS, flow.Go())
TO_CHECK = (*TO_FILL, *FILLED, flow.Go())
TO_FREEZE = (*TO_CHECK, flow.Checked(("name",)), flow.Go())
TO_READ = (*TO_FREEZE, flow.Frozen(FACTS))
TO_SIGN = (*TO_READ, *PAGES, flow.Go())
SEEN = flow.SignatureSeen("staff:S01")
TO_LOOK = (*TO_SIGN, INK)
TO_STAMP = (*TO_LOOK, SEEN)
TO_DOUBT = (*TO_SIGN, flow.InkTaken(Source.SYNTHETIC, "doubtful", ("short", "no-hover"), {}))
TO_HAND_OVER = (*TO_STAMP, flow.Stamped("11" * 32, "22" * 32))
TO_READ_AGAIN = (*TO_HAND_OVER, *CONSENTS, flow.Go())
TO_SEAL = (*TO_READ_AGAIN, *PAGES, flow.Go(), INK, SEEN, flow.Stamped("33" * 32, "44" * 32))
TO_ARCHIVE = (*TO_SEAL, flow.Sealed("55" * 32))
TO_DONE = (*TO_ARCHIVE, flow.Archived(1))
TO_CLOSED = (*TO_DONE, flow.Go())
TO_PARKED = (*TO_HAND_OVER, flow.Park("2026-12-01"))
LATER = "2026-12-02T02:00:00Z"
BY_A_MARK = (flow.SignsAs(flow.Manner.MARK), flow.Joined(SECOND))
ALOUD = flow.ReadAloud("staff:S01")
TO_MARKED = (*BY_A_MARK, *TO_READ, *PAGES, ALOUD, flow.Go(), INK, SEEN, flow.Stamped("11" * 32, "22" * 32))
TO_WITNESS = (*TO_MARKED, *CONSENTS, flow.Go(), *PAGES)
TO_PAPER = (flow.Consent("electronic", False),)

ORDER = {
    State.NOTICE: (),
    State.FILL: TO_FILL,
    State.CHECK: TO_CHECK,
    State.FREEZE: TO_FREEZE,
    State.READ: TO_READ,
    State.SIGN: TO_SIGN,
    State.LOOK: TO_LOOK,
    State.STAMP: TO_STAMP,
    State.HAND_OVER: TO_HAND_OVER,
    State.PARKED: TO_PARKED,
    State.SEAL: TO_SEAL,
    State.ARCHIVE: TO_ARCHIVE,
    State.DONE: TO_DONE,
    State.CLOSED: TO_CLOSED,
    State.PAPER: TO_PAPER,
    State.CANCELLED: (flow.Cancel("left"),),
}
"""The shortest way to each step."""
READY = {
    **ORDER,
    State.NOTICE: CONSENTS,
    State.FILL: (*TO_FILL, *FILLED),
    State.CHECK: (*TO_CHECK, flow.Checked(("name",))),
    State.READ: (*TO_READ, *PAGES),
    State.HAND_OVER: (*TO_HAND_OVER, *CONSENTS),
}
"""The same, and nothing is missing there any more."""


def start(**changes: object) -> flow.Visit:
    visit = flow.Visit("aa" * 16, "379999-2026-000001", FORM, Answers.start(FORM), OPERATOR, POLICY, DAY)
    return replace(visit, **changes)


def play(*events: flow.Event, **changes: object) -> flow.Visit:
    visit = start(**changes)
    for event in events:
        visit = flow.step(visit, event, AT)
    return visit


def lacks(visit: flow.Visit) -> str:
    """What `visit` lacks, as tables write it: `consent:electronic`, `page:2`, `second-staff`; "" for nothing."""
    blocker = visit.blocked_by
    if blocker is None:
        return ""
    about = blocker.key or (str(blocker.page) if blocker.page else "")
    return f"{blocker.missing}:{about}" if about else blocker.missing.value


def not_yet(word: str) -> Message:
    """What going on is refused with while that word of `lacks` is missing."""
    kind, _, about = word.partition(":")
    page = {"page": int(about)} if kind == "page" else {}
    return Message("terminal.not-yet", missing=Message(f"terminal.missing-{kind}", **page))
