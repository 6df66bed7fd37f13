"""The pictures of the pad: each of its screens in three looks on two glasses, from the sample visits.

The pictures hold no person's data: the visits are `forms.sample`'s, the ink is the shipped recordings'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from PyQt6.QtWidgets import QWidget

from archive.ceremony import Act, ActRecord
from archive.metadata import FrozenFacts
from forms import load, sample
from forms.answers import Answers
from signing import ink_drawing
from signing.fonts import Faces
from signing.freeze import Frozen, freeze
from signing.ink import Source
from signing.page import PageFacts
from signing.qr import modules
from signing.sheet import HEIGHT
from terminal.demo.drawn_pages import DrawnPages
from terminal.devices.pen.capture import capture
from terminal.devices.pen.recording import RecordedPen
from terminal.visit.agency import Authority
from terminal.visit.boxes import boxes_of
from terminal.visit.model import Manner, Outcome, Policy, Staff, State, Visit
from terminal.windows.look import Look, Mode, words
from terminal.windows.look.glass import NOTEBOOK, SMALL, Glass
from terminal.windows.pad import views
from terminal.windows.pad.calls import CALLED
from terminal.windows.pad.capture_control import BESIDE, WRITE
from terminal.windows.pad.hand_over import Turned
from terminal.windows.pad.screens import screen_of
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.signing_capture import Segment
from terminal.windows.pad.states import Away, Call, HandOver, Idle, PadState, Saying, Sign, Step

STATION = "示例街道人力资源社会保障服务站"
DAY, AT = date(2026, 11, 24), "2026-11-24T02:00:00Z"
NUMBER = "379999-2026-000001"
STAFF = Staff("S01", "李文明")
BY = {"name": "card", "id_no": "card", "phone": "applicant", "reason": "applicant", "wanted_work": "applicant"}
MODES = {"normal": Mode(), "elder": Mode(elder=True), "contrast": Mode(contrast=True)}
GLASSES = {"1920x1080": NOTEBOOK, "1280x800": SMALL}
RECEIPT = f"luobi-receipt/1 {NUMBER} " + "0123456789abcdef" * 22


@dataclass(frozen=True)
class SampleVisit:
    """One of the sample visits with its frozen document.

    `values` are the answers by field. `by` is who entered them, "" for staff, card or applicant by field. `agent` is
    whether an agent signs for the party.
    """

    form_id: str
    values: Mapping[str, str] = field(repr=False)
    by: str = ""
    agent: bool = False

    @cached_property
    def visit(self) -> Visit:
        """The visit, with every answer entered and nothing checked."""
        form = load.find_form(self.form_id)
        answers = Answers.start(form)
        for key, value in self.values.items():
            answers = answers.enter(key, value, self.by or BY.get(key, "staff:S01"), AT)
        policy = Policy(training=True, sources=frozenset({Source.SYNTHETIC}), looks=True)
        visit = Visit("0" * 32, NUMBER, form, answers, STAFF, policy, DAY)
        return signed_by_agent(visit) if self.agent else visit

    @cached_property
    def frozen(self) -> Frozen:
        """The document."""
        boxes = boxes_of(self.visit)
        facts = PageFacts(NUMBER, STATION, training=True, level="L1", frozen_on=DAY, boxes=boxes)
        at = datetime(2026, 11, 24, 2, tzinfo=UTC)
        return freeze(self.visit.form, self.visit.answers, facts, Faces.load(), at)

    @cached_property
    def pages(self) -> DrawnPages:
        """The document as pictures."""
        return DrawnPages(self.frozen.pdf)

    def at(self, state: State, turn: int = 0) -> Visit:
        """Return the visit in the step `state`, at the signer with the number `turn`, 0 for the first."""
        frozen = self.frozen
        facts = FrozenFacts(frozen.sha256, frozen.sm3, len(frozen.pdf), frozen.pages)
        return replace(self.visit, state=state, turn=turn, signed=turn, frozen=facts)


@dataclass(frozen=True)
class Scene:
    """A screen to draw: its name, its state, and the sample visit with its document.

    `signer` names the recording that has signed, "" for none.
    """

    name: str
    state: PadState
    of: SampleVisit | None = None
    signer: str = ""


def signed_by_agent(visit: Visit) -> Visit:
    """Return the visit with an agent of the party as its first signer."""
    authority = Authority(
        "resident-card", "379999198001010016", "授权委托书（2026 年 11 月 20 日）", "代为办理失业登记并签名"
    )
    role = visit.signer.role
    agents, authorities = {role: "李四"}, {role: authority}
    return replace(visit, manners={role: Manner.AGENT}, agents=agents, authorities=authorities)


def registration(**changed: str) -> SampleVisit:
    """Return the unemployment registration; `changed` replaces answers."""
    return SampleVisit("unemployment-registration", {**sample.sample_registration(), **changed})


def contract(**changed: str) -> SampleVisit:
    """Return the fixed-term contract; `changed` replaces answers."""
    return SampleVisit("fixed-term-contract", {**sample.sample_contract(), **changed}, "employer")


def scenes(first: SampleVisit, second: SampleVisit) -> Iterator[Scene]:
    """Yield every screen, some in several variants.

    Args:
        first: The registration.
        second: The contract, for the screens that need a second signer.
    """
    yield Scene("idle", Idle(STATION, training=True))
    yield from _before_freezing(first)
    yield from _reading(first, second)
    yield from _signing(first, second)
    yield from _ending(first)


def _before_freezing(of: SampleVisit) -> Iterator[Scene]:
    visit = replace(of.visit, consents={"electronic": True})
    frame = views.frame_of(visit, voice=True)
    yield Scene("notice", views.notice_of(visit, frame))
    yield Scene("notice-questions", views.notice_of(visit, frame, part=9))
    yield Scene("notice-refused", views.notice_of(visit, frame, True, 9, frozenset({"dynamics"})))
    filling = replace(visit, state=State.FILL)
    frame = views.frame_of(filling, voice=True)
    keys = [asked.key for asked in views.questions_of(filling)]
    for key in ("reason", "ethnic", "services", "live_address", "id_no"):
        yield Scene(f"fill-{key}", views.fill_of(filling, frame, keys.index(key)))
    speaking = replace(frame, saying=Saying.SPEAKING)
    yield Scene("fill-read-aloud", views.fill_of(filling, speaking, keys.index("reason")))
    silent = replace(frame, saying=Saying.FAILED, call=Call.CALLED)
    yield Scene("fill-no-voice", views.fill_of(filling, silent, keys.index("id_type")))
    yield Scene("fill-sex", views.fill_of(filling, frame, keys.index("sex")))
    yield Scene("fill-id_no-wrong", views.fill_of(filling, frame, keys.index("id_no"), typed="379999199003070011"))
    yield Scene("fill-phone", views.fill_of(filling, frame, keys.index("phone"), typed="1390000"))
    yield Scene("fill-left_on", views.fill_of(filling, frame, keys.index("left_on"), typed="2026-10-"))
    checking = replace(visit, state=State.CHECK)
    called = views.frame_of(checking, voice=True, call=Call.COMING)
    pages = ("check", frozenset[str](), 0), ("check-wrong", frozenset({"live_address"}), 1)
    for name, wrong, part in pages:
        around = called if wrong else views.frame_of(checking, voice=True)
        yield Scene(name, views.check_of(checking, around, wrong, part))
    changed = found_wrong(checking)
    yield Scene("check-again", views.check_of(changed, views.frame_of(changed, voice=True)))


def found_wrong(visit: Visit) -> Visit:
    """Return the visit after the applicant found the document wrong while reading; one answer was changed since."""
    answers = visit.answers.check(tuple(visit.answers.values), "applicant", AT)
    acts = (*visit.acts, ActRecord(AT, "applicant", Act.CONTENT_WRONG, {}))
    return replace(visit, answers=answers.enter("phone", "13900000001", "staff:S01", AT), acts=acts)


def _reading(first: SampleVisit, second: SampleVisit) -> Iterator[Scene]:
    for name, of in (("read", first), ("read-contract", second)):
        visit = of.at(State.READ)
        yield Scene(name, views.read_of(visit, views.frame_of(visit, voice=True)), of)


def _signing(first: SampleVisit, second: SampleVisit) -> Iterator[Scene]:
    yield Scene("sign", _sign(first, 0, ""), first, "applicant")
    yield Scene("sign-beside", _sign(first, 0, words._(BESIDE)), first)
    yield Scene("sign-called", replace(_sign(first, 0, words._(WRITE)), called=words._(CALLED[Call.CALLED])), first)
    yield Scene("sign-second", _sign(second, 1, words._(WRITE)), second)
    agent = replace(first, agent=True)
    yield Scene("notice-agent", views.notice_of(agent.visit, views.frame_of(agent.visit, voice=True), False))
    yield Scene("sign-agent", _sign(agent, 0, words._(WRITE)), agent)
    handing = second.at(State.HAND_OVER, 1)
    frame = views.frame_of(handing, voice=True)
    yield Scene("check-second", views.check_of(handing, frame))
    yield Scene("hand-over", views.hand_over_of(handing, frame))
    refused = views.notice_of(handing, frame, True, 9, frozenset({"electronic"}))
    yield Scene("notice-second-refused", refused)
    yield Scene("hand-over-turned", views.hand_over_of(handing, frame, turned=True))


def _sign(of: SampleVisit, turn: int, reason: str) -> Sign:
    visit = of.at(State.SIGN, turn)
    words = boxes_of(visit)[turn].words
    frame = views.frame_of(visit, voice=True)
    return views.sign_of(visit, frame, of.frozen.places, HEIGHT, words, written=not reason, reason=reason)


def _ending(of: SampleVisit) -> Iterator[Scene]:
    sealing = of.at(State.SEAL, 1)
    yield Scene("wait", views.wait_of(sealing, replace(views.frame_of(sealing, voice=True), step=Step.SIGN)))
    done = of.at(State.DONE, 1)
    yield Scene("done", views.done_of(done, views.frame_of(done, voice=True), RECEIPT, 60, modules(RECEIPT)))
    void = replace(done, outcome=Outcome.VOID)
    yield Scene("done-void", views.done_of(void, views.frame_of(void, voice=True), RECEIPT, 60, modules(RECEIPT)))
    yield Scene("away", Away(training=True, seconds=17))


def drawn(scene: Scene, look: Look) -> QWidget:
    """Return the screen of a scene, laid out, with ink where it has been signed.

    Args:
        scene: The screen to draw.
        look: Mode and glass.
    """
    screen = screen_of(look, scene.state, scene.of.pages if scene.of else None)
    screen.grab()
    if isinstance(screen, SignScreen) and scene.signer:
        screen.area.write(segments(screen, scene.signer))
    if isinstance(scene.state, HandOver) and scene.state.turned:
        return Turned(screen)
    return screen


def segments(screen: SignScreen, signer: str) -> list[Segment]:
    """Return a shipped recording as pieces of line in the screen's ink area.

    Args:
        screen: The signing screen, laid out.
        signer: The name of the recording: applicant, staff, worker or employer.
    """
    ink = capture(RecordedPen.shipped(signer), None, AT)
    place, dots = screen.area.place(), screen.look.measures.glass.dots_per_mm
    capsules = ink_drawing.capsules(ink, place.width() / dots, place.height() / dots)
    return [
        Segment(
            place.x() + one.x0 * dots,
            place.y() + one.y0 * dots,
            place.x() + one.x1 * dots,
            place.y() + one.y1 * dots,
            one.width * dots,
        )
        for one in capsules
    ]


def write(out: Path, modes: Mapping[str, Mode] = MODES, glasses: Mapping[str, Glass] = GLASSES) -> list[Path]:
    """Write the pictures of the pad, and return their paths.

    Args:
        out: The folder; it is made where it is missing.
        modes: The looks, by the name in the file name.
        glasses: The sizes of the pad, by the name in the file name.
    """
    out.mkdir(parents=True, exist_ok=True)
    shown = list(scenes(registration(), contract()))
    written: list[Path] = []
    for glass_name, glass in glasses.items():
        for mode_name, mode in modes.items():
            look = Look.of(mode, glass)
            for scene in shown:
                path = out / f"{scene.name}-{mode_name}-{glass_name}.png"
                drawn(scene, look).grab().save(str(path))
                written.append(path)
    return written
