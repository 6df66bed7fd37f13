"""The desk's window at important moments, for pictures and tests.

The reception holds sample visits; the lane to the clerk is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

from archive.ceremony import Act, ActRecord
from forms.message import Message
from terminal.clerk.orders import (
    Draw,
    Find,
    Health,
    HealthFacts,
    LostDraft,
    Open,
    Opened,
    Order,
    Papers,
    Picture,
    RecordLine,
    StationFacts,
    Trouble,
)
from terminal.clerk.troubles import DISK_FULL, WRONG_PASSPHRASE
from terminal.devices.pen.capture import capture
from terminal.devices.pen.recording import RecordedPen
from terminal.session.reception import Bell, InHand, Reception, Why
from terminal.visit.capture import taken
from terminal.visit.model import Manner, Outcome, Staff, State, Visit
from terminal.windows.desk.states import CounterFacts, DeskAct
from terminal.windows.desk.window import DeskWindow
from terminal.windows.look import Mode
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _
from terminal.windows.pad.mirror import Mirror

GIB = 1 << 30
AT = "2026-11-24T02:38:12Z"
NOW = datetime(2026, 11, 24, 2, 38, 30, tzinfo=UTC)
DAY = date(2026, 11, 24)
OPERATOR, WITNESS = Staff("S01", "李文明"), Staff("S02", "王秀英")
HEALTH = HealthFacts(182 * GIB, True, 1284, 3, False)
ALOUD = ActRecord(AT, f"staff:{WITNESS.id}", Act.READ_ALOUD, {"by": f"staff:{WITNESS.id}"})
RECORD, OTHER, THIRD = "0" * 32, "1" * 32, "2" * 32


class ScenePad(QObject):
    """A pad that shows one picture, and records the desk's requests in `asked`."""

    changed = pyqtSignal()

    def __init__(self, picture: QImage | None = None, words: str = "") -> None:
        super().__init__()
        self._mirror = Mirror(picture, words)
        self.mode, self.turned, self.is_seen, self.holds_signature = Mode(), False, True, False
        self.asked: list[str] = []

    def mirror(self, width_px: int) -> Mirror:
        """Return the same picture each time."""
        return self._mirror

    def larger(self, on: bool) -> None:
        """Record the request, and switch large print on or off."""
        self.mode = replace(self.mode, elder=on)
        self.asked.append(f"larger {on}")
        self.changed.emit()

    def turn_page(self, direction: int) -> None:
        """Record the request."""
        self.asked.append(f"turn {direction}")

    def left_handed(self, on: bool) -> None:
        """Record the request, and switch to left-handed use or back."""
        self.mode = replace(self.mode, left_handed=on)
        self.asked.append(f"left-handed {on}")
        self.changed.emit()

    def high_contrast(self, on: bool) -> None:
        """Record the request, and switch high contrast on or off."""
        self.mode = replace(self.mode, contrast=on)
        self.asked.append(f"high-contrast {on}")
        self.changed.emit()

    def turn_round(self, on: bool) -> None:
        """Record the request, and note whether the pad is turned round."""
        self.turned = on
        self.asked.append(f"turn-round {on}")
        self.changed.emit()

    def somebody_is_here(self) -> None:
        """Record the request."""
        self.asked.append("somebody")


class SceneLane:
    """A lane that answers at once the orders that a picture needs; all others wait for ever."""

    def __init__(self, found: tuple[RecordLine, ...], page: Picture | None = None) -> None:
        self._found, self._page = found, page
        self.orders: list[Order] = []

    def ask(self, order: Order, then: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None:
        """Answer `Health`, `Find`, `Open` and `Draw`; record every order.

        Args:
            order: The order of the desk.
            then: A callback that gets the answer.
            failed: A callback for troubles, which never occur here.
        """
        self.orders.append(order)
        match order:
            case Health():
                then(HEALTH)
            case Find():
                then(self._found)
            case Open():
                then(Opened(self._found[0], "valid", Papers(((595.0, 842.0),), (), {})))
            case Draw() if self._page is not None:
                then(self._page)


@dataclass(frozen=True, slots=True)
class Samples:
    """The material of the scenes: both visits before and after freezing, and the pictures.

    `pad` returns the pad's picture of a visit, or None. `page` is a drawn page of a document, None where no
    drawing is answered.
    """

    registration: Visit
    contract: Visit
    frozen: Visit
    frozen_contract: Visit
    pad: Callable[[Visit], QImage | None]
    page: Picture | None = None


def lines(visit: Visit) -> tuple[RecordLine, ...]:
    """Return three records of the day. `visit` gives the title of two of them."""
    told = [("02:21", "求职登记表", "王桂芳", "record"), ("02:05", visit.form.title, "赵海", "record")]
    told.append(("01:48", visit.form.title, "孙明远", "void"))
    return tuple(
        RecordLine(f"{at:032x}", 1283 - at, f"2026-11-24T{clock}:00Z", f"379999-2026-{1283 - at:06}", title, name, kind)
        for at, (clock, title, name, kind) in enumerate(told)
    )


def reception_with(samples: Samples, hand: InHand | None, operator: Staff | None = OPERATOR) -> Reception:
    """Return a reception with a visit, a parked contract, and the day's records.

    Args:
        samples: The sample visits.
        hand: The visit in progress; None for none.
        operator: The operator who has signed in; None returns a reception before sign-in, which holds nothing.
    """
    reception = Reception(SceneLane(()), lambda: NOW)
    reception.operator = operator
    if operator is None:
        return reception
    policy = samples.registration.policy
    reception.station = StationFacts("示例街道人力资源社会保障服务站", "379999", True, policy.sources, "L1")
    parked = replace(samples.frozen_contract, record=OTHER, state=State.PARKED, turn=1, signed=1)
    reception.in_hand = {OTHER: InHand(replace(parked, parked_until="2026-11-29", number="379999-2026-001271"))}
    if hand is not None:
        reception.in_hand = {hand.visit.record: hand, **reception.in_hand}
        reception.current = hand.visit.record
    reception.today = lines(samples.registration)
    return reception


def checking(samples: Samples, wrong: bool) -> Visit:
    """Return a registration with some answers checked.

    Args:
        samples: The sample visits.
        wrong: Whether the applicant has asked for a correction of one answer.
    """
    visit = replace(samples.registration, state=State.CHECK)
    answers = visit.answers.check(("name", "sex", "ethnic", "id_type", "id_no", "birth", "phone"), "applicant", AT)
    acts = (ActRecord(AT, "applicant", Act.CORRECTION_ASKED, {"field": "live_address"}),) if wrong else ()
    return replace(visit, answers=answers, acts=(ActRecord(AT, "station", Act.FILLED, {}), *acts))


def marking(samples: Samples, **changes: Any) -> Visit:
    """Return a registration that is signed by a mark; every page has been shown. `changes` replaces other fields."""
    visit = replace(
        samples.frozen, state=State.READ, manners={samples.frozen.signer.role: Manner.MARK}, witness=WITNESS
    )
    pages = range(visit.frozen.pages if visit.frozen else 0)
    return replace(visit, dwell_ms=dict.fromkeys(pages, 3000), **changes)


def hands(samples: Samples) -> Iterator[tuple[str, InHand | None]]:
    """Yield name and visit of the scenes that need no panel."""
    first, frozen = samples.registration, samples.frozen
    yield "empty", None
    yield "notice", InHand(replace(first, state=State.NOTICE))
    half = {key: one for key, one in first.answers.values.items() if key not in {"reason", "education", "services"}}
    half["phone"] = replace(half["phone"], value="1390000")
    yield "filling", InHand(replace(first, state=State.FILL, answers=replace(first.answers, values=half)))
    yield "correction", InHand(checking(samples, wrong=True))
    yield "reading", InHand(replace(frozen, state=State.READ))
    yield "reading-for-a-mark", InHand(marking(samples))
    heard = marking(samples, read_aloud_by=f"staff:{WITNESS.id}", acts=(ALOUD,))
    yield "read-aloud-for-a-mark", InHand(heard)
    yield "witness-signs", InHand(replace(heard, turn=2, signed=2))
    yield "signing", InHand(replace(frozen, state=State.SIGN))
    yield "hand-over", InHand(replace(samples.frozen_contract, state=State.HAND_OVER, turn=1, signed=1))
    sealing = replace(frozen, state=State.SEAL, turn=1, signed=2)
    yield "sealing-trouble", InHand(sealing, trouble=Trouble("StationError", DISK_FULL))
    done = replace(sealing, state=State.DONE, outcome=Outcome.SEALED)
    yield "done", InHand(done, line=lines(first)[0])
    yield "paused", InHand(replace(frozen, state=State.READ, paused=True))
    yield "paper", InHand(replace(first, state=State.PAPER))


def windows(samples: Samples, look: DeskLook, size: tuple[int, int]) -> Iterator[tuple[str, DeskWindow]]:
    """Yield name and window of every scene, one after the other.

    Args:
        samples: The sample visits.
        look: Colours and measures of the desk.
        size: Width and height of the window in pixels.
    """
    yield "sign-in", _sized(_window(samples, None, look, operator=None), size)
    refused = _window(samples, None, look, operator=None)
    refused.reception.refusal = Trouble("WrongPassphrase", WRONG_PASSPHRASE, wait_s=8)
    refused.refresh()
    yield "sign-in-refused", _sized(refused, size)
    yield "sign-in-alone", _sized(_window(samples, None, look, operator=None, staff=(OPERATOR,)), size)
    for name, hand in hands(samples):
        window = _window(samples, hand, look)
        if name == "correction":
            window.reception.bell = Bell(Why.CORRECTION, AT, "live_address")
        if name == "empty":
            window.reception.lost = (LostDraft("3.draft", Message("terminal.draft-cut", expected=4096, found=1024)),)
        window.refresh()
        yield name, _sized(window, size)
    for name, doubts in (("looking", ()), ("looking-doubtful", ("short", "no-hover"))):
        window = _window(samples, InHand(replace(samples.frozen, state=State.SIGN)), look)
        finish_signing(window.reception, doubts)
        yield name, _sized(window, size)
    yield from _panels(samples, look, size)
    alone = _sized(_window(samples, InHand(replace(samples.frozen, state=State.READ)), look, staff=(OPERATOR,)), size)
    alone.asking.call_witness()
    yield "witness-nobody", alone
    alone = _sized(_window(samples, InHand(replace(samples.frozen, state=State.READ)), look, staff=(OPERATOR,)), size)
    alone.asking.ask_for(DeskAct.SIGNS_OTHERWISE)
    yield "signs-alone", alone
    locked = _window(samples, None, look)
    locked.reception.locked = True
    locked.refresh()
    yield "locked", _sized(locked, size)


def finish_signing(reception: Reception, doubts: tuple[str, ...]) -> None:
    """Put the `reception` in the moment after the signer has pressed 签好了.

    `doubts` are the reasons why the capture is doubtful; () makes it a good one.
    """
    ink = capture(RecordedPen.shipped("applicant"), None, AT)
    event = taken(ink)
    reception.sign(replace(event, verdict="doubtful", reasons=doubts) if doubts else event, ink)


def _panels(samples: Samples, look: DeskLook, size: tuple[int, int]) -> Iterator[tuple[str, DeskWindow]]:
    frozen = replace(samples.frozen_contract, state=State.HAND_OVER, turn=1, signed=1)
    signed = ActRecord("2026-11-24T02:00:00Z", "worker", Act.SIGNED, {})
    contract = InHand(replace(frozen, acts=(signed,)))
    reading = InHand(replace(samples.frozen, state=State.READ))
    answers = samples.contract.answers.enter("hours", "flexible", "staff:S01", AT)
    warned = InHand(replace(samples.contract, state=State.FILL, answers=answers))
    for name, hand, act in (
        ("start", None, None),
        ("find", None, None),
        ("record", None, None),
        ("witness", reading, None),
        ("read-aloud-asked", InHand(marking(samples)), DeskAct.READ_ALOUD_BY_WITNESS),
        ("signs-otherwise", reading, DeskAct.SIGNS_OTHERWISE),
        ("warnings", warned, DeskAct.WARNINGS),
        ("park", contract, DeskAct.PARK),
        ("give-up", reading, DeskAct.GIVE_UP),
        ("paper-route", reading, DeskAct.PAPER),
        ("content-wrong", reading, DeskAct.CONTENT_WRONG),
    ):
        window = _sized(_window(samples, hand, look), size)
        _open(window, name, act)
        yield name, window


def _open(window: DeskWindow, name: str, act: DeskAct | None) -> None:
    match name:
        case "start":
            window.asking.begin()
        case "find":
            window.asking.find()
            if (panel := window.panel) is not None:
                panel.search.setText("379999-2026")  # type: ignore[attr-defined]
                panel.search.returnPressed.emit()  # type: ignore[attr-defined]
        case "record":
            window.asking.open_record(THIRD)
        case "witness":
            window.asking.call_witness()
        case _ if act is not None:
            window.asking.ask_for(act)


def _window(
    samples: Samples,
    hand: InHand | None,
    look: DeskLook,
    operator: Staff | None = OPERATOR,
    staff: tuple[Staff, ...] = (OPERATOR, WITNESS),
) -> DeskWindow:
    reception = reception_with(samples, hand, operator)
    picture = samples.pad(hand.visit) if hand else None
    words = _("正在签名") if hand and hand.visit.state is State.SIGN else "" if picture else _("您好，请坐。")
    pad = ScenePad(None if hand and hand.visit.state is State.SIGN else picture, words)
    place = CounterFacts("示例街道人力资源社会保障服务站", True, tuple((one.id, one.name) for one in staff))
    lane = SceneLane(lines(samples.registration), samples.page)
    window = DeskWindow(reception, lane, pad, place, look, lambda: NOW)
    pad.setParent(window)
    return window


def _sized(window: DeskWindow, size: tuple[int, int]) -> DeskWindow:
    window.resize(*size)
    window.show()
    QApplication.processEvents()
    window.machine.say_pen(_("笔 {name} · {rate} 次/秒").format(name="DTK-1660", rate=200), True)
    return window
