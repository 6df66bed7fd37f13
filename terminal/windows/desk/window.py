"""The desk's window. It shows what the reception holds after every event, and passes on what staff do.

Everything is updated in place. A panel over the desk asks questions (`panel_actions`). This module does not decide what
a visit may do: where the reception refuses an act, the window says so in the desk's terms, and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from signing.civil_time import STATION_TIME
from signing.uptime import uptime_ms
from terminal.clerk.orders import Lane
from terminal.errors import NotNow
from terminal.session.reception import Reception
from terminal.visit.events import Event, Go
from terminal.visit.model import State
from terminal.windows.desk import flow_texts, views
from terminal.windows.desk.focus_ring import Ring
from terminal.windows.desk.idle_watch import IdleWatch
from terminal.windows.desk.left_column import InHandColumn
from terminal.windows.desk.machine_state import MachineWatch
from terminal.windows.desk.pad_side import PadSide
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.panel_actions import Asking
from terminal.windows.desk.right_column import SideColumn
from terminal.windows.desk.sign_in import SignInPage
from terminal.windows.desk.states import Banner, CounterFacts, DeskAct
from terminal.windows.desk.status_strip import StatusStrip
from terminal.windows.desk.top_bar import BellBand, TopBar, TrainingBand
from terminal.windows.desk.visit_page import Middle
from terminal.windows.desk.widgets import column, empty, row
from terminal.windows.look import words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

SERVED = frozenset({State.NOTICE, State.FILL, State.CHECK, State.READ, State.SIGN, State.HAND_OVER})
"""The states in which a visit waits for the person at the pad. The pad itself notices when that person is away."""


IN_FORM = frozenset({State.FILL, State.PAPER})
"""The states in which staff type in the form."""


class DeskWindow(QWidget):
    """The window. `pad` is for what staff do at the pad from here.

    `now` returns aware UTC times; `uptime_ms` is a clock that is never set.
    """

    look_changed = pyqtSignal(object)
    """A `DeskLook`, for widgets that are not coloured by the stylesheet."""
    share_display = pyqtSignal()
    """The pad has lost its display: both windows should take turns on the desk's display."""
    panel_changed = pyqtSignal()
    """A panel has been opened over the desk, or closed."""
    language_changed = pyqtSignal()
    """The language of the desk has changed: the other windows follow."""

    def __init__(
        self,
        reception: Reception,
        lane: Lane,
        pad: PadSide,
        place: CounterFacts,
        look: DeskLook,
        now: Callable[[], datetime],
        uptime_ms: Callable[[], int] = uptime_ms,
    ) -> None:
        super().__init__()
        self.reception, self.lane, self.pad, self.place, self.look = reception, lane, pad, place, look
        self._now = now
        self._saved, self._pad_seen = "", True
        self._said: Banner | None = None
        self._refreshing = self._again = self._ends = False
        self._open_record = ""
        self._page_of = ""
        self.panel: Panel | None = None
        self._threaded: tuple[QWidget, ...] = ()
        self._whole = column()
        self.setLayout(self._whole)
        self.setProperty("part", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(look.sheet)
        self._make()
        self.machine = MachineWatch(self.strip, self.lane, self)
        self.asking = Asking(self)
        self._connect()
        pad.changed.connect(self._pad_changed)
        self._ring = Ring(self, look)
        self._idle = IdleWatch(self, uptime_ms, self._is_serving, self._lock, pad.somebody_is_here)
        self._idle.looked.connect(reception.look_for_witnesses)
        reception.listeners.append(self.refresh)
        self.refresh()

    # ---- what others tell it ----

    def today(self) -> date:
        """Return the station's civil day."""
        return self._now().astimezone(STATION_TIME).date()

    def refresh(self) -> None:
        """Show what the reception holds now. A call during a refresh runs after it."""
        if self._refreshing:
            self._again = True
            return
        self._refreshing = True
        had = self.focusWidget()
        try:
            self._show()
        finally:
            self._refreshing = False
        self._keep_keyboard(had)
        if self._again:
            self._again = False
            self.refresh()

    # ---- where the keyboard is ----

    def _lead_keyboard_home(self) -> None:
        """Focus what is to be typed next; else the window itself, where a stray key does nothing."""
        if self.pages.currentWidget() is not self.counter:
            return
        visit = self.reception.visit
        if visit is None:
            self.left.new.setFocus()
        elif visit.state in IN_FORM and not visit.paused:
            self.middle.visit.form.lead_to_first()
        else:
            self.setFocus()

    def _keep_keyboard(self, had: QWidget | None) -> None:
        """Lead the keyboard focus home when `had`, the focused widget before the refresh, is gone.

        The toolkit would give the focus to the next widget.
        """
        gone = had is None or sip.isdeleted(had) or not had.isVisibleTo(self) or not had.isEnabled()
        if gone and had is not self and self.panel is None and not self._is_in_form():
            self._lead_keyboard_home()

    def _is_in_form(self) -> bool:
        here, form = self.focusWidget(), self.middle.visit.form
        return here is not None and form.isAncestorOf(here) and here.isVisibleTo(self)

    # ---- its end ----

    def let_close(self) -> None:
        """Let the window close although a visit is open: the program is ending, and visits are kept as drafts."""
        self._ends = True

    def may_close(self) -> bool:
        """Return whether the window may close now. It may not while a visit is open, and the desk shows why."""
        if self._ends or self._is_free():
            return True
        self.say(_("这件正在办，窗口不能关。请先办完，或按 F6 清屏再关。"), "stop")
        return False

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Decide on the close button, Alt+F4 and the end of a desktop session."""
        if event is not None:
            event.setAccepted(self.may_close())

    # ---- what staff do ----

    def staff_did(self, event: Event) -> None:
        """Pass an event of staff to the flow, or say why it is refused."""
        self.attempt(lambda: self.reception.staff_did(event))

    def attempt(self, act: Callable[[], object]) -> None:
        """Run the act, or say why it cannot be done now."""
        self._said = None
        try:
            act()
        except NotNow:
            visit = self.reception.visit
            why = flow_texts.blocked_by(visit) if visit else ""
            self.say(_("现在不能这样做，什么也没有变。{why}").format(why=why), "stop")

    def say(self, words: str, gravity: str = "warn") -> None:
        """Show staff a message about what they did, until they do something else or the visit goes on.

        Args:
            words: The message, already in the language of the windows.
            gravity: One of the gravities of `Banner`: "stop", "warn", "hint" or "fine".
        """
        self._said = Banner(gravity, words)
        self.refresh()

    def enter(self, key: str, value: str) -> None:
        """Enter the answer with this `key` and `value` in the visit."""
        self.attempt(lambda: self.reception.enter(key, value))

    def change_contrast(self) -> None:
        """Switch this window to high contrast, or back to the usual colours, until it is closed."""
        self.look = self.look.with_contrast(not self.look.contrast)
        self.setStyleSheet(self.look.sheet)
        self.look_changed.emit(self.look)

    def change_language(self) -> None:
        """Show the other language in all windows, unless that would interrupt an open panel or a signature."""
        if self.panel is not None:
            self.panel.note.say(_("请先完成这一步或返回，再换语言。"), "attention")
        elif self.pad.holds_signature:
            self.say(_("正在签名，等签完再换语言。"), "hint")
        else:
            words.choose(words.other())
            self._speak_anew()
            self.language_changed.emit()

    def _speak_anew(self) -> None:
        """Build every part again, in the same state. Unfinished text is kept and put back into its field."""
        form, old, bell = self.middle.visit.form, self.sign_in.form, self.bell
        key = form.key_of(self.focusWidget())
        form.wipe()
        empty(self._whole)
        self._threaded, self._said, self._open_record, self._page_of = (), None, "", ""
        self._make()
        self._connect()
        self.bell.go_on_from(bell)
        self.pages.show()  # else the toolkit shows it later, and gives the keyboard to something else then
        self.machine.show_on(self.strip)
        self.refresh()
        if key:
            self.middle.visit.form.lead_to(key)
        if old is not None and self.sign_in.form is not None and self.pages.currentWidget() is self.sign_in:
            self.sign_in.form.go_on_from(old)

    def lock_pad(self) -> None:
        """Wipe the pad; the visit stays open at the desk."""
        self.attempt(lambda: self.reception.pause("locked"))

    def turn_page(self, direction: int) -> None:
        """Turn the page for a reader; in other steps, say that there is nothing to turn.

        `direction` is 1 for the next page and -1 for the previous one.
        """
        visit = self.reception.visit
        if visit is not None and visit.state is State.READ and not visit.paused:
            self.pad.turn_page(direction)
        else:
            self.say(_("现在没有可代翻的页：只在本人阅读文件时可代翻页。"), "hint")

    def do(self, act: object) -> None:
        """Do one of the acts of the foot."""
        match act:
            case DeskAct.GO:
                self.staff_did(Go())
            case DeskAct.RETRY:
                self.attempt(self.reception.retry)
            case DeskAct.TAKE_UP:
                self.attempt(lambda: self.reception.take_up(self.reception.current))
            case DeskAct.FINISH:
                self.attempt(lambda: self.reception.put_aside("finished"))
            case DeskAct():
                self.asking.ask_for(act)

    # ---- panels ----

    def open_panel(self, panel: Panel) -> None:
        """Show a panel over the desk, which takes no input meanwhile. An open panel is closed first."""
        self.close_panel()
        self.panel = panel
        panel.setParent(self.counter)
        panel.closed.connect(lambda: self.close_panel() if self.panel is panel else None)
        self._let_in(False)
        self._place_panel()
        panel.show()
        panel.raise_()
        panel.begin()
        self._ring.follow()
        self.panel_changed.emit()

    def close_panel(self) -> None:
        """Close and wipe the open panel, if any, and give the keyboard focus to what is to be typed next."""
        panel, self.panel = self.panel, None
        if panel is None:
            return
        panel.wipe()
        panel.hide()
        panel.setParent(None)
        panel.deleteLater()
        self._let_in(True)
        self._lead_keyboard_home()
        self.panel_changed.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Keep the panel over the body, also when a call makes the body lower."""
        if watched is self.body and event is not None and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place_panel()
        return False

    def _let_in(self, on: bool) -> None:
        """Set whether the desk below a panel takes input (`on`); calls and the lock always do."""
        for part in (self.body, self.bar.witness, self.bar.shift):
            part.setEnabled(on)

    def _place_panel(self) -> None:
        if self.panel is not None:
            self.panel.setGeometry(self.body.geometry())

    # ---- made once for each language ----

    def _make(self) -> None:
        m = self.look.measures
        self.setWindowTitle(_("落笔"))
        self.bar, self.bell, self.strip = TopBar(self.look), BellBand(self.look), StatusStrip(self.look)
        self.left, self.middle = InHandColumn(self.look), Middle(self.look)
        self.side = SideColumn(self.look, self.pad)
        self.sign_in = SignInPage(self.look, self.place)
        self.body = QWidget()
        across = row()
        across.addWidget(self.left)
        across.addLayout(self._work(), 1)
        self.body.setLayout(across)
        self.body.installEventFilter(self)
        self.counter = QWidget()
        whole = column()
        for part in (self.bar, self.bell):
            whole.addWidget(part)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.strip)
        self.counter.setLayout(whole)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.sign_in)
        self.pages.addWidget(self.counter)
        if self.place.training:
            self._whole.addWidget(TrainingBand(self.look))
        self._whole.addWidget(self.pages, 1)
        self.sign_in.show_sign_in()
        self.setMinimumHeight(8 * m.bar)

    def _work(self) -> QHBoxLayout:
        m = self.look.measures
        work = row((m.pad, m.pad, m.pad, m.pad), m.pad)
        work.addWidget(self.middle, 1)
        work.addWidget(self.side)
        return work

    def _connect(self) -> None:
        form, foot, reception = self.middle.visit.form, self.middle.visit.foot, self.reception
        form.entered.connect(self.enter)
        form.kept.connect(reception.keep_unfinished)
        form.refused.connect(self.refresh)
        form.ended.connect(foot.primary.setFocus)
        foot.did.connect(self.do)
        foot.pressed.connect(self._go_on)
        foot.missing.connect(form.lead_to)
        self.bell.heard.connect(reception.acknowledge)
        self.left.take_up.connect(self._take_up)
        self.left.begin.connect(self.asking.begin)
        self.left.look_up.connect(self.asking.find)
        self.left.open_record.connect(self.asking.open_record)
        self.middle.empty.open_record.connect(self.asking.open_record)
        self.middle.empty.hand_out.connect(self.asking.open_record)
        self.side.lock_pad.connect(self.lock_pad)
        self.bar.change_contrast.connect(self.change_contrast)
        self.bar.change_language.connect(self.change_language)
        self.sign_in.change_language.connect(self.change_language)
        for part in (self.bar, self.strip, form):
            self.look_changed.connect(part.show_look)
        self.side.turn_page.connect(self.turn_page)
        self.side.share_display.connect(self.share_display)
        self.bar.lock_desk.connect(self._lock)
        self.bar.change_shift.connect(self.asking.change_shift)
        self.bar.call_witness.connect(self.asking.call_witness)
        self.sign_in.told.connect(self._signs_in)
        self.sign_in.another.connect(reception.sign_out)

    # ---- who operates ----

    def _signs_in(self, staff: str, passphrase: str) -> None:
        if self.reception.locked:
            self.reception.unlock(passphrase)
        else:
            self.reception.sign_in(staff, passphrase)

    def _lock(self) -> None:
        self.close_panel()
        self.reception.lock()

    def _is_free(self) -> bool:
        """Return whether no visit is open, or the open one is paused."""
        hand = self.reception.hand
        return hand is None or hand.visit.paused

    def _is_serving(self) -> bool:
        """Return whether the open visit waits for the person at the pad, who may be reading, writing or listening."""
        hand = self.reception.hand
        return hand is not None and not hand.visit.paused and not hand.busy and hand.visit.state in SERVED

    def _go_on(self) -> None:
        """Press the primary button, once what is being typed is held."""
        foot = self.middle.visit.foot
        if label := self.middle.visit.form.finish():
            words = _("“{label}”还没有选完字，已照原样留着。请改好，再按 F8。")
            self.say(words.format(label=label), "stop")
        else:
            foot.press()

    def _take_up(self, record: str) -> None:
        self.attempt(lambda: self.reception.look_at(record))

    # ---- what is shown ----

    def _show(self) -> None:
        reception = self.reception
        self._show_page()
        if reception.operator is None or reception.locked:
            return
        today = self.today()
        self.bar.show_state(views.bar_of(reception))
        self.bell.show_state(views.bell_of(reception))
        self.left.show_state(views.in_hand_of(reception, today))
        self._show_visit()
        faults = self.middle.visit.form.faults() if self._open_record else {}
        self.left.leave.setVisible(self._is_free())
        gone = () if self.pad.is_seen else (Banner("stop", views.pad_gone()),)
        told = views.messages_of(reception.hand, self._said, reception.notice, faults)
        self.side.show_state((*gone, *told))
        self.machine.show()
        self.asking.told(reception.refusal, reception.visit)
        self._thread()

    def _thread(self) -> None:
        """Set the Tab order: left to right and top to bottom, even for widgets that were made later."""
        visit, empty = self.middle.visit, self.middle.empty
        middle = (*visit.form.in_order(), *visit.foot.in_order(), empty.open_key, empty.copy_key)
        order = (*self.left.in_order(), *middle, *self.side.in_order(), *self.bar.in_order(), self.bell.answer)
        if order != self._threaded:
            self._threaded = order
            for one, following in pairwise(order):
                QWidget.setTabOrder(one, following)

    def _pad_changed(self) -> None:
        """Show at once that the pad has lost its display or has it back."""
        if self.pad.is_seen != self._pad_seen:
            self._pad_seen = self.pad.is_seen
            self.machine.say_pad(self._pad_seen)
            self.side.look_at_pad()
            self.refresh()

    def _show_visit(self) -> None:
        hand, page = self.reception.hand, self.middle.visit
        self.side.watch(hand is not None)
        if hand is None:
            self._no_visit()
            return
        acts = hand.visit.acts
        self._saved = _("已自动保存 {at}").format(at=flow_texts.clock(acts[-1].at)) if acts else ""
        is_shown = self._open_record == hand.visit.record
        unheld = page.form.unheld() if is_shown else tuple(hand.visit.unfinished)
        today = self.today()
        page.show_state(views.visit_of(hand, today, unheld, self.reception.ink_to_see), hand.visit.on, self._saved)
        self.middle.setCurrentWidget(page)
        step = f"{hand.visit.record} {hand.visit.state}"
        if step != self._page_of:
            self._page_of, self._open_record, self._said = step, hand.visit.record, None
            self.side.look_soon()
            if hand.visit.state not in IN_FORM:
                page.form.ensureVisible(0, 0)
            elif self.panel is None:
                page.form.lead_to_first()

    def _no_visit(self) -> None:
        if self._open_record:
            self._open_record = self._page_of = ""
            self.middle.visit.form.wipe()
            self.middle.visit.progress.show_state(None)
            self.middle.visit.signature.show_state(None)
            self.side.mirror.forget()
            self.side.look_soon()
            if clipboard := QApplication.clipboard():
                clipboard.clear()
        self.middle.empty.show_last(self.reception.last)
        self.middle.setCurrentWidget(self.middle.empty)

    def _show_page(self) -> None:
        reception = self.reception
        wanted = "sign-in" if reception.operator is None else "locked" if reception.locked else ""
        if wanted != self.pages.property("shown"):
            self.pages.setProperty("shown", wanted)
            self._turn_to(wanted)
        if wanted and self.sign_in.form is not None:
            self.sign_in.form.show_refusal(reception.refusal)

    def _turn_to(self, wanted: str) -> None:
        if not wanted:
            self.pages.setCurrentWidget(self.counter)
            self.left.new.setFocus()
            self.machine.ask()
            return
        self.close_panel()
        self._no_visit()
        operator = self.reception.operator
        if operator is not None:
            self.sign_in.show_locked(operator.id, operator.name)
        else:
            self.machine.rest()
            self.sign_in.show_sign_in()
        self.pages.setCurrentWidget(self.sign_in)
        if self.sign_in.form is not None:
            self.sign_in.form.begin()
