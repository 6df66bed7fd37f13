"""The link between the applicant's window and the reception: what is shown, what was done on it, when it is wiped.

Decides what belongs to the pad alone: the part or question that is shown, the look, how long there has been no answer,
and when a signature is started and given. Every step of the visit is the flow's. What the signer did goes to
`Reception.signer_did`. What the signer may not do is turned into a call to the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from PyQt6.QtCore import QObject, QSignalBlocker, QTimer, pyqtSignal

from terminal.devices.voice import Voice
from terminal.errors import NotNow
from terminal.session.reception import InHand, Reception, Why
from terminal.visit.events import Consent, Entered, Go, InkVoided, PageShown, ReadAloud, SignsAs, Wrong
from terminal.visit.model import MACHINE, Manner, Outcome, State, Visit
from terminal.windows.look import Mode
from terminal.windows.look.words import SOURCE, language
from terminal.windows.pad import acts, views
from terminal.windows.pad.away_clock import WAITING, AwayClock, Waiting
from terminal.windows.pad.calls import Calling
from terminal.windows.pad.capture_control import Capturing
from terminal.windows.pad.check import CheckScreen
from terminal.windows.pad.clipboards import clear_clipboards
from terminal.windows.pad.mirror import WIDTH_PX, Mirror, mirror_of
from terminal.windows.pad.ordered_pages import OpenPages, PagesOf
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.read_aloud import Aloud
from terminal.windows.pad.screen_choice import Written, is_asked_again, state_of
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Away, Done, Frame, Idle, PadState, Saying
from terminal.windows.pad.step_position import StepPosition, follow, led_to_missing
from terminal.windows.pad.window import PadWindow

TICK_MS = 250
DONE_MS = 60_000
NOTHING_SHOWN = frozenset({State.PARKED, State.PAPER})


def is_not_the_pads(visit: Visit) -> bool:
    """Return whether the visit goes on elsewhere: at a later time, or on paper."""
    return visit.state in NOTHING_SHOWN or visit.outcome is Outcome.PAPER


class Conductor(QObject):
    """The pad's side of the visits. `pages_of` makes the pages of a record.

    `now_ms` returns the time of a monotonic clock in milliseconds, `started` the present time in ISO 8601 UTC.
    """

    changed = pyqtSignal()
    """The pad shows something else: the desk may take a new mirror picture."""

    def __init__(
        self,
        reception: Reception,
        window: PadWindow,
        pages_of: PagesOf,
        voice: Voice | None,
        now_ms: Callable[[], int],
        started: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._reception, self._window = reception, window
        self._aloud, self._now_ms = Aloud(voice, now_ms), now_ms
        self._usual = window.look.mode
        self._clock, self._calling = AwayClock(now_ms()), Calling(reception, now_ms)
        self._place: StepPosition | None = None
        self._pages = OpenPages(pages_of, self._page_came)
        self._done_until_ms: int | None = None
        self._turned = False
        self._turner = "signer"
        self._away_s = 0
        self._showing = False
        self._framed: Frame | None = None
        self.capturing = Capturing(started, self)
        self.capturing.judged.connect(self._judged)
        self.capturing.voided.connect(self._voided)
        window.did.connect(self._did)
        window.changed.connect(self._new_screen)
        window.display_gone.connect(self._display_gone)
        window.display_back.connect(self.changed)
        window.came_or_went.connect(self._stand)
        reception.listeners.append(self.refresh)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self.tick)
        self._ticking.start(TICK_MS)

    # ---- what the desk and the program ask ----

    @property
    def mode(self) -> Mode:
        """The look that the pad has now."""
        return self._window.look.mode

    @property
    def turned(self) -> bool:
        """Whether the hand-over screen is turned upside down."""
        return self._turned

    @property
    def is_seen(self) -> bool:
        """Whether the pad has a display on which a person can see it."""
        return self._window.is_seen

    @property
    def holds_signature(self) -> bool:
        """Whether a signature has been started."""
        return self.capturing.is_begun

    def mirror(self, width_px: int = WIDTH_PX) -> Mirror:
        """Return what the desk sees of the pad, `width_px` pixels wide."""
        return mirror_of(self._window, width_px)

    def somebody_is_here(self) -> None:
        """Start the away clock again, because a person does something at the desk or at the pad."""
        self._clock.somebody(self._now_ms())
        if self._away_s:
            self._away_s = 0
            self.refresh()

    def larger(self, on: bool) -> None:
        """Switch to larger type, or to the normal type."""
        self._set_mode(replace(self._window.look.mode, elder=on))

    def left_handed(self, on: bool) -> None:
        """Put the primary button at the left for left-handed signers, or back to the right."""
        self._set_mode(replace(self._window.look.mode, left_handed=on))

    def high_contrast(self, on: bool) -> None:
        """Switch to lines in ink without tints, or to the usual colours."""
        self._set_mode(replace(self._window.look.mode, contrast=on))

    def turn_round(self, on: bool) -> None:
        """Turn the hand-over screen upside down for a signer on the opposite side of the counter, or back."""
        self._turned = on
        self.refresh()

    def turn_page(self, direction: int) -> None:
        """Turn a page for the reader, on (1) or back (-1); the record states that the operator did it."""
        shown, operator = self._window.screen_shown, self._reception.operator
        if isinstance(shown, ReadScreen) and operator is not None:
            self._clock.somebody(self._now_ms())
            self._turner = operator.id
            shown.turn_for_reader(direction)

    def speak_anew(self) -> None:
        """Show the same screen in another language, which was just chosen."""
        self._window.speak_anew()
        self.refresh()
        self.refresh()  # a signature that began with the new screen has other words now

    def use_pen(self, pen: PenInput | None) -> None:
        """Use another pen on the pad, or none."""
        self.capturing.use(pen)
        if pen is not None:
            pen.wrote.connect(self._clock_anew)

    def wipe(self) -> None:
        """Remove everything personal from the pad, even when something else fails."""
        self._place, self._done_until_ms, self._away_s = None, None, 0
        self._turner, self._turned = "signer", False
        with suppress(Exception):
            self.capturing.stop()
        with suppress(Exception):
            self._aloud.forget()
        with suppress(Exception):
            self._pages.close()
        with QSignalBlocker(self._window):  # who listens may be what is broken
            self._window.wipe()
            if self._window.look.mode != self._usual:
                self._window.set_mode(self._usual)
        clear_clipboards()

    # ---- what is shown ----

    def refresh(self) -> None:
        """Show the present state of the visit that is in front of the applicant."""
        hand = self._reception.hand
        if hand is None or self._reception.locked or hand.visit.paused or is_not_the_pads(hand.visit):
            self._clock.wait_for(Waiting.NOBODY, self._window.look.mode.elder, self._now_ms())
            if not isinstance(self._window.state, Idle):
                self._leave_signing(hand)
                self.wipe()
                self.changed.emit()
            return
        if self._showing:
            return
        self._showing = True
        try:
            self._show(hand)
        finally:
            self._showing = False

    def tick(self) -> None:
        """Check what the passing of time changes: calls, the voice, the last screen, the away clock."""
        hand = self._reception.hand
        self._listen()
        if hand is not None and self._frame(hand.visit) != self._framed:
            self.refresh()
        if self._done_until_ms is not None and hand is not None and hand.visit.state is State.DONE:
            if self._now_ms() >= self._done_until_ms:
                self._reception.leave()
            else:
                self.refresh()
            return
        told = self._clock.look(self._now_ms())
        if told.over:
            self._away_s = 0
            self._reception.pause("away")
        elif told.countdown_s != self._away_s:
            self._away_s = told.countdown_s
            self.refresh()

    def _show(self, hand: InHand) -> None:
        visit = hand.visit
        self._place = follow(self._place, visit)
        waiting = WAITING.get(visit.state, Waiting.NOBODY)
        self._clock.wait_for(waiting, self._window.look.mode.elder, self._now_ms())
        if waiting is Waiting.NOBODY:
            self._away_s = 0
        if self._away_s:
            self._leave_signing(hand)
            self._window.show_state(Away(visit.policy.training, self._away_s))
        else:
            self._window.show_state(self._state(hand), self._pages.of(hand.visit, hand.papers))
        self._stand()
        self.changed.emit()

    def _state(self, hand: InHand) -> PadState:
        frame = self._framed = self._frame(hand.visit)
        if hand.visit.state is State.DONE:
            return self._done(hand, frame)
        place, captured = self._place or follow(None, hand.visit), self.capturing
        called = self._calling.instead_of_signing(frame.call)
        written = Written(captured.written, captured.reason, captured.note, called)
        return state_of(hand, frame, place, written, self._turned)

    def _done(self, hand: InHand, frame: Frame) -> Done:
        if self._done_until_ms is None:
            self._done_until_ms = self._now_ms() + DONE_MS
        seconds = max(0, -(-(self._done_until_ms - self._now_ms()) // 1000))
        return views.done_of(hand.visit, frame, hand.receipt, seconds, hand.code)

    def _frame(self, visit: Visit) -> Frame:
        aloud = self._aloud
        can_say = language() == SOURCE or visit.state is State.READ  # the voice is Chinese, as the document is
        return views.frame_of(visit, aloud.is_installed and can_say, self._calling.stands(visit), aloud.saying)

    def _new_screen(self) -> None:
        """Start a signature on a new signing screen; end the capture on any other screen."""
        shown = self._window.screen_shown
        if isinstance(shown, ReadScreen):
            shown.view.moved.connect(self._clock_anew)
            shown.view.moved.connect(self._stand)
        if isinstance(shown, SignScreen):
            shown.accepted.connect(self._accepted)
            shown.again.connect(self.capturing.again)
            visit = self._reception.visit
            self.capturing.marks = visit is not None and visit.signer.manner is Manner.MARK
            self.capturing.once_more = visit is not None and is_asked_again(visit)
            self.capturing.begin(shown)
        else:
            self.capturing.stop()

    # ---- what the person did ----

    def _did(self, act: object) -> None:
        if self._reception.visit is None:
            return
        self._clock_anew()
        try:
            if not self._is_the_pads_own(act):
                self._tell(act)
        except NotNow:
            self.refresh()
        if not isinstance(act, PageShown):
            self._turner = "signer"

    def _is_the_pads_own(self, act: object) -> bool:
        """Handle an act that is the pad's alone, and return whether it was one."""
        match act:
            case acts.CallStaff(reason):
                self._called(reason)
            case acts.ReadToMe(words, page):
                self._aloud.press(words, page, self._reception.hand)
                self.refresh()
            case acts.Larger(on):
                self.larger(on)
            case acts.ShowMissing():
                self._lead_to_missing()
            case acts.StillHere():
                self.somebody_is_here()
            case acts.StayLonger():
                self._done_until_ms = self._now_ms() + DONE_MS
                self.refresh()
            case _ if self._place is not None and (place := self._place.after(act)) is not None:
                self._place = place
                self.refresh()
            case _:
                return False
        return True

    def _tell(self, event: object) -> None:
        """Report an event to the visit, in the name of the person who has the pen."""
        visit = self._reception.visit
        if visit is None:
            return
        match event:
            case SignsAs():
                self._signs_himself(visit, event)
            case Consent(subject, _) if self._place is not None:
                self._place = replace(self._place, declined=self._place.declined - {subject})
                self._reception.signer_did(event)
            case Entered(key, value, _):
                self._place = replace(self._place, typed=None) if self._place is not None else None
                self._reception.signer_did(Entered(key, value, visit.signer.capacity))
            case Wrong("") if visit.signed:
                self._reception.ring(Why.CORRECTION)  # it would make void what others have signed: staff ask first
            case PageShown():
                self._reception.signer_did(replace(event, turned_by=self._turner))
            case Go() if visit.blocked_by:
                self._lead_to_missing()
            case _:
                self._reception.signer_did(event)  # type: ignore[arg-type]

    def _signs_himself(self, visit: Visit, event: SignsAs) -> None:
        if self._place is not None:
            self._place = replace(self._place, signs_self=True)
        if visit.state is State.NOTICE:
            self._reception.signer_did(event)
        else:
            self.refresh()

    def _called(self, reason: acts.CallReason) -> None:
        visit = self._reception.visit
        if reason is acts.CallReason.WANTS_HELP and visit and self._place:
            self._place = self._place.asks_for_help(visit)
        self._calling.ring(reason)

    def _lead_to_missing(self) -> None:
        place, visit, shown = self._place, self._reception.visit, self._window.screen_shown
        if place is not None and visit is not None:
            blocker = visit.blocked_by
            page = shown.part_of(blocker.key) if blocker and isinstance(shown, CheckScreen) else None
            self._place = led_to_missing(place, visit, page)
        self.refresh()

    def _accepted(self) -> None:
        """Give the signature to the reception once, however often 签好了 is pressed."""
        if (signed := self.capturing.take()) is None:
            self.refresh()
            return
        with suppress(NotNow):
            self._reception.sign(*signed)
        visit, shown = self._reception.visit, self._window.screen_shown
        if visit is not None and visit.state is State.SIGN and isinstance(shown, SignScreen):
            self.capturing.refuse(shown)

    def _judged(self) -> None:
        visit = self._reception.visit
        if visit is not None and visit.state is State.SIGN and isinstance(self._window.screen_shown, SignScreen):
            self.refresh()

    def _voided(self, why: str) -> None:
        with suppress(NotNow):
            self._reception.signer_did(InkVoided(why))
        if why not in ("cleared", "away"):
            self._reception.ring(Why.PEN)

    def _display_gone(self) -> None:
        self.wipe()
        self._reception.pause("display-gone")
        self.changed.emit()

    def _leave_signing(self, hand: InHand | None) -> None:
        """End the capture because the signing screen goes away; what was written is void, and the record says so."""
        if isinstance(self._window.screen_shown, SignScreen):
            self.capturing.stop("away" if hand is not None and not hand.visit.paused else "")

    # ---- its own affairs ----

    def _listen(self) -> None:
        """Restart the away clock while the voice reads; record it when the whole document has been read."""
        if self._aloud.saying is Saying.SPEAKING:
            self._clock_anew()
        if self._aloud.has_read_all(self._reception.visit):
            with suppress(NotNow):
                self._reception.signer_did(ReadAloud(MACHINE))

    def _stand(self) -> None:
        """Stop the voice when the person sees something else than what is being read."""
        place, shown = self._place, self._window.screen_shown
        if place is not None:
            page = shown.view.page if isinstance(shown, ReadScreen) else None
            seen = self._window.isVisible()
            self._aloud.stands((place.step, place.part, place.has_pen, place.checks, bool(self._away_s), page, seen))

    def _set_mode(self, mode: Mode) -> None:
        if mode != self._window.look.mode:
            self.capturing.stop("cleared")
            self._window.set_mode(mode)
            self.refresh()

    def _clock_anew(self) -> None:
        self._clock.somebody(self._now_ms())

    def _page_came(self) -> None:
        shown = self._window.screen_shown
        if isinstance(shown, ReadScreen | SignScreen):
            shown.page_came()
        if isinstance(shown, SignScreen):
            self.capturing.page_came()
