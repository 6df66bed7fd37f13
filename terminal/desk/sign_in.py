"""Who operates: sign in, or unlock a locked desk. The passphrase leaves its field the moment it is told."""

from __future__ import annotations

import math

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from terminal.clerk.orders import Trouble
from terminal.desk import terms
from terminal.desk.parts import KeyButton, Words, column, empty, framed, row
from terminal.desk.states import Place
from terminal.look.desk import DeskLook
from terminal.look.words import _

SECOND_MS = 1000


class PassphraseField(QLineEdit):
    """Shows nothing of what is typed, and forgets it when it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(_("口令"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)

    def take(self) -> str:
        """The passphrase; nothing is left in the field, nor to be undone."""
        text = self.text()
        self.setText("")
        return text


class StaffForm(QWidget):
    """Staff id (chosen or typed), passphrase, one button; why it was refused, and how long to wait."""

    told = pyqtSignal(str, str)

    def __init__(self, look: DeskLook, place: Place, label: str, fixed: str = "") -> None:
        super().__init__()
        m = look.measures
        self._wait_s, self._asking, self._words = 0, False, ""
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)  # a guess before its time would cost another wait
        self._second.timeout.connect(self._count)
        self.staff = QLineEdit(fixed)
        self.staff.setAccessibleName(_("工号"))
        self.staff.setReadOnly(bool(fixed))
        self.passphrase = PassphraseField()
        self.button = KeyButton(label, "", self._tell, "primary")
        self.refusal = Words("", "body", "harm")
        self.names: list[QPushButton] = []
        whole = column(gap=m.gap)
        whole.addWidget(Words(_("工号"), wrap=False))
        if not fixed:
            whole.addLayout(self._choices(place, m.gap))
        for widget in (self.staff, Words(_("口令"), wrap=False), self.passphrase, self.refusal, self.button):
            whole.addWidget(widget)
        self.setLayout(whole)
        self.staff.returnPressed.connect(self.passphrase.setFocus)
        self.passphrase.returnPressed.connect(self._tell)

    def _choices(self, place: Place, gap: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(gap)
        for at, (staff, name) in enumerate(place.staff):
            self.names.append(self._name(staff, name))
            grid.addWidget(self.names[-1], at // 2, at % 2)
        return grid

    def _name(self, staff: str, name: str) -> KeyButton:
        return KeyButton(f"{staff}  {name}", "", lambda: self._choose(staff), "chip")

    def _choose(self, staff: str) -> None:
        self.staff.setText(staff)
        self.passphrase.setFocus()

    def begin(self) -> None:
        """The keyboard goes to what is to be typed first."""
        self.passphrase.take()
        (self.passphrase if self.staff.text() else self.staff).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_asking(self) -> bool:
        """Whether the answer to what was told is still to come."""
        return self._asking

    def show_refusal(self, refusal: Trouble | None) -> None:
        """Why it did not work last time."""
        self._asking = False
        self._wait_s = math.ceil(refusal.wait_s) if refusal else 0
        self._words = terms.plain(refusal.text) if refusal else ""
        if self._wait_s:
            self._second.start()
        self._show()

    def _show(self) -> None:
        waiting = _("请等 {seconds} 秒再试。").format(seconds=self._wait_s) if self._wait_s else ""
        self.refusal.say(" ".join(part for part in (self._words, waiting) if part))
        self.button.set_closed(bool(self._wait_s) or self._asking)

    def _count(self) -> None:
        self._wait_s = max(self._wait_s - 1, 0)
        if not self._wait_s:
            self._second.stop()
        self._show()

    def _tell(self) -> None:
        if self._wait_s or self._asking:
            return
        staff = self.staff.text().strip()
        if not staff or not self.passphrase.text():
            self._words = _("请填写工号和口令。")
            self._show()
            (self.passphrase if staff else self.staff).setFocus()
            return
        self._asking, self._words = True, ""
        self._show()
        self.told.emit(staff, self.passphrase.take())


class SignInPage(QWidget):
    """Covers the whole window: nobody operates, or the desk is locked."""

    told = pyqtSignal(str, str)
    another = pyqtSignal()

    def __init__(self, look: DeskLook, place: Place) -> None:
        super().__init__()
        self._look, self._place = look, place
        self.form: StaffForm | None = None
        self.setProperty("part", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._middle = row()
        whole = column()
        whole.addStretch(2)
        whole.addLayout(self._middle)
        whole.addStretch(3)
        self.setLayout(whole)

    def show_sign_in(self) -> None:
        """For whoever comes."""
        self._put(_("登录"), _("请用本人的工号和口令登录。"), "", (), _("登录"))

    def show_locked(self, staff: str, name: str) -> None:
        """For whoever operates; another person changes the shift."""
        other = KeyButton(_("换班"), "F10", self.another.emit)
        words = _("由 {name} 锁定。在办的件都在。").format(name=name)
        self._put(_("窗口已锁定"), words, staff, (other,), _("解锁"))

    def _put(self, heading: str, words: str, fixed: str, others: tuple[QWidget, ...], label: str) -> None:
        m = self._look.measures
        empty(self._middle)
        self.form = StaffForm(self._look, self._place, label, fixed)
        self.form.told.connect(self.told)
        inner = column((2 * m.pad, 2 * m.pad, 2 * m.pad, 2 * m.pad), m.gap)
        inner.addWidget(Words(self._place.station, "body", "muted"))
        inner.addWidget(Words(heading, "heading", wrap=False))
        inner.addWidget(Words(words, "body", "muted"))
        inner.addSpacing(m.gap)
        inner.addWidget(self.form)
        for other in others:
            inner.addWidget(other)
        card: QFrame = framed("sheet", inner)
        card.setFixedWidth(m.card)
        self._middle.addStretch(1)
        self._middle.addWidget(card)
        self._middle.addStretch(1)
