"""Sign in as operator, or unlock a locked desk. The passphrase is removed from its field as soon as it is sent."""

from __future__ import annotations

import math

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from terminal.clerk.orders import Trouble
from terminal.windows.desk.states import CounterFacts
from terminal.windows.desk.top_bar import language_key
from terminal.windows.desk.widgets import KeyButton, Words, column, empty, ending, framed, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _, say, sentences

SECOND_MS = 1000


class PassphraseField(QLineEdit):
    """A field that shows nothing of what is typed, and is cleared when its content is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(_("口令"))
        self.setPlaceholderText(_("在这里输入口令"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)

    def open(self, on: bool) -> None:
        """Set whether the user may type (`on`). A closed field is emptied."""
        if self.isReadOnly() == on:
            self.setReadOnly(not on)
        if not on and self.text():
            self.take()

    def inputMethodEvent(self, event: QInputMethodEvent | None) -> None:  # noqa: N802
        """Reject composed text, too, in a closed field."""
        if event is not None and self.isReadOnly():
            event.ignore()
        else:
            super().inputMethodEvent(event)

    def take(self) -> str:
        """Return the passphrase and empty the field, so that nothing is left in it nor in its undo history."""
        text = self.text()
        self.setText("")
        return text


class StaffField(QLineEdit):
    """A field that accepts only a staff id or the beginning of one.

    Other text may be a passphrase and is removed at once.

    `strange` is emitted when text was removed.
    """

    strange = pyqtSignal()

    def __init__(self, known: tuple[str, ...], text: str) -> None:
        super().__init__(text)
        self._known = known
        self.setAccessibleName(_("工号"))
        self.setPlaceholderText(_("点选上面的名字，或在这里输入工号"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.textChanged.connect(self._look_at)

    def named(self) -> str:
        """Return the id in the field, as the station writes it; "" where it is not a complete id."""
        return next((one for one in self._known if one.lower() == self.text().strip().lower()), "")

    def drop(self) -> None:
        """Remove the text, which is no staff id, from the field and its undo history."""
        self.setText("")
        self.strange.emit()

    def _look_at(self, text: str) -> None:
        begun = text.strip().lower()
        if not any(one.lower().startswith(begun) for one in self._known):
            self.drop()


class StaffForm(QWidget):
    """Who signs in (chosen, or by typed id), the passphrase, one button, the reason of a refusal and the time to wait.

    Where only one person is possible, the form shows their name and asks only for the passphrase.
    """

    told = pyqtSignal(str, str)

    def __init__(self, look: DeskLook, place: CounterFacts, label: str, fixed: str = "") -> None:
        super().__init__()
        m = look.measures
        self._wait_s, self._asking, self._words = 0, False, ""
        self._refusal: Trouble | None = None
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)  # a guess before its time would cost another wait
        self._second.timeout.connect(self._count)
        only = fixed or (place.staff[0][0] if len(place.staff) == 1 else "")
        self.staff = StaffField(tuple(staff for staff, _name in place.staff), only)
        self.passphrase = PassphraseField()
        self.button = KeyButton(label, "", self._tell, "primary")
        self.refusal = Words("", "body", "harm")
        self.names: dict[str, QPushButton] = {}
        whole = column(gap=m.gap)
        whole.addWidget(Words(_("工号"), "strong", wrap=False))
        if only:
            self.staff.setParent(self)
            self.staff.hide()
            whole.addWidget(Words(f"{only}  {dict(place.staff).get(only, '')}".strip(), "title", wrap=False))
        else:
            whole.addLayout(self._choices(place, m.gap))
            whole.addWidget(self.staff)
        whole.addSpacing(m.gap)
        for widget in (Words(_("口令"), "strong", wrap=False), self.passphrase, self.refusal, self.button):
            whole.addWidget(widget)
        self.setLayout(whole)
        self.staff.strange.connect(self._nobody)
        self.staff.textChanged.connect(self._show_chosen)
        self.staff.returnPressed.connect(self._staff_typed)
        self.passphrase.returnPressed.connect(self._tell)
        self._show()

    def _choices(self, place: CounterFacts, gap: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(gap)
        for at, (staff, name) in enumerate(place.staff):
            self.names[staff] = self._name(staff, name)
            grid.addWidget(self.names[staff], at // 2, at % 2)
        return grid

    def _name(self, staff: str, name: str) -> KeyButton:
        label = f"{staff}  {name}"
        button = KeyButton(f"○ {label}", "", lambda: self._choose(staff), "chip", label)
        button.setCheckable(True)
        button.toggled.connect(lambda on: button.say(f"{'✓' if on else '○'} {label}", label))
        return button

    def _choose(self, staff: str) -> None:
        self.staff.setText(staff)
        self._show_chosen()
        self.passphrase.setFocus()

    def _show_chosen(self) -> None:
        for staff, button in self.names.items():
            button.setChecked(staff == self.staff.named())

    def _staff_typed(self) -> None:
        if named := self.staff.named():
            self._choose(named)
        else:
            self.staff.drop()

    def _nobody(self) -> None:
        self._words = _("没有这个工号。口令请输在“口令”一栏里。")
        self._show()

    def begin(self) -> None:
        """Clear the passphrase and give the keyboard focus to the first field to type in."""
        self.passphrase.take()
        (self.passphrase if self.staff.named() else self.staff).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_asking(self) -> bool:
        """Whether the answer to the last attempt is still to come."""
        return self._asking

    def show_refusal(self, refusal: Trouble | None) -> None:
        """Show why the last attempt failed; None means that it did not.

        A refusal that is already shown changes nothing.
        """
        if refusal is self._refusal:
            return
        asked, self._refusal, self._asking = self._asking, refusal, False
        self._wait_s = math.ceil(refusal.wait_s) if refusal else 0
        self._words = say(refusal.message) if refusal else ""
        if self._wait_s:
            self._second.start()
        self._show()
        if asked:
            self.passphrase.setFocus()

    def go_on_from(self, other: StaffForm) -> None:
        """Continue where another form was: with its staff id and waiting time. The passphrase must be typed again."""
        if self.names and other.names:
            self.staff.setText(other.staff.text())
        self._refusal, self._wait_s = other._refusal, other._wait_s
        self._words = say(self._refusal.message) if self._refusal else ""
        if self._wait_s:
            self._second.start()
        self._show()
        self.begin()

    def _show(self) -> None:
        """Show the refusal and the waiting time.

        Nothing can be typed while the person must wait: the text would stay there for any other person who comes by.
        """
        waiting = _("请等 {seconds} 秒再试。").format(seconds=self._wait_s) if self._wait_s else ""
        self.refusal.say(sentences(self._words, waiting))
        self.passphrase.open(not self._wait_s and not self._asking)
        self.button.set_closed(bool(self._wait_s) or self._asking)

    def _count(self) -> None:
        self._wait_s = max(self._wait_s - 1, 0)
        if not self._wait_s:
            self._second.stop()
        self._show()

    def _tell(self) -> None:
        if self._wait_s or self._asking:
            return
        staff = self.staff.named()
        if not staff or not self.passphrase.text():
            self._words = _("请填写口令。") if staff else _("请先选择工号。")
            self._show()
            (self.passphrase if staff else self.staff).setFocus()
            return
        passphrase = self.passphrase.take()
        self._asking, self._words = True, ""
        self._show()
        self.told.emit(staff, passphrase)


class SignInPage(QWidget):
    """The page over the whole window, while no operator is signed in or the desk is locked."""

    told = pyqtSignal(str, str)
    another = pyqtSignal()
    change_language = pyqtSignal()

    def __init__(self, look: DeskLook, place: CounterFacts) -> None:
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
        """Show the form in which any staff member can sign in."""
        self._put(_("登录"), _("请用本人的工号和口令登录。"), "", (), _("登录"))

    def show_locked(self, staff: str, name: str) -> None:
        """Show the form in which the operator unlocks the desk; another person changes the shift.

        Args:
            staff: The operator's staff id, the only one that can unlock.
            name: The operator's name, as it is shown.
        """
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
        for other in (*others, language_key(self.change_language.emit), ending()):
            inner.addWidget(other)
        card: QFrame = framed("sheet", inner)
        card.setFixedWidth(m.card)
        self._middle.addStretch(1)
        self._middle.addWidget(card)
        self._middle.addStretch(1)
