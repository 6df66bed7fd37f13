"""The middle of the desk: title, ten steps, progress, form and foot; without an open visit, what can be done next."""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QStackedWidget, QWidget

from terminal.clerk.orders import RecordLine
from terminal.windows.desk import views
from terminal.windows.desk.footer import FootRow
from terminal.windows.desk.form_pane import FormPane
from terminal.windows.desk.progress import ProgressSheet
from terminal.windows.desk.signature import SignatureSheet
from terminal.windows.desk.states import VisitState
from terminal.windows.desk.steps import StepRow
from terminal.windows.desk.widgets import KeyButton, Words, column, row
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class VisitPage(QWidget):
    """The page of a visit."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.title = Words("", "heading", wrap=False)
        self.number = Words("", "small", "muted", wrap=False)
        self.steps = StepRow(look)
        self.progress = ProgressSheet(look)
        self.signature = SignatureSheet(look)
        self.form = FormPane(look)
        self.foot = FootRow(look)
        head = row(gap=m.pad)
        head.addWidget(self.title)
        head.addWidget(self.number)
        head.addStretch(1)
        inner = column((1, 1, 1, 1))
        inner.addWidget(self.form)
        self.sheet = QFrame()
        self.sheet.setProperty("part", "sheet")
        self.sheet.setLayout(inner)
        whole = column(gap=m.gap + m.gap // 2)
        whole.addLayout(head)
        whole.addWidget(self.steps)
        whole.addWidget(self.progress)
        whole.addWidget(self.signature, 1)
        whole.addWidget(self.sheet, 1)
        whole.addWidget(self.foot)
        self.setLayout(whole)
        self.progress.hide()

    def show_state(self, state: VisitState, on: date, saved: str) -> None:
        """Show the visit, in place as far as it is the same one.

        Args:
            state: Everything to show.
            on: The visit's day, on which the codes of a list must be valid.
            saved: The text about the last automatic save; "" leaves it out.
        """
        self.title.say(state.form.title)
        told = _("办件号 {number}").format(number=state.form.number)
        self.number.say(" · ".join(part for part in (told, saved) if part))
        self.steps.show_state(state.step)
        self.progress.show_state(state.progress)
        self.signature.show_state(state.signature)
        self.sheet.setVisible(state.signature is None)
        self.form.show_state(state.form, on)
        self.foot.show_state(state.foot)


class EmptyPage(QWidget):
    """The page without an open visit. `open_record` and `hand_out` carry the id of the last record."""

    open_record = pyqtSignal(str)
    hand_out = pyqtSignal(str)

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self._record = ""
        self.heading = Words("", "heading")
        self.words = Words("", "body", "muted")
        self.open_key = KeyButton(_("打开档案"), "Ctrl+O", lambda: self.open_record.emit(self._record))
        self.copy_key = KeyButton(_("拷贝给本人"), "Ctrl+G", lambda: self.hand_out.emit(self._record), "primary")
        for words in (self.heading, self.words):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        keys = row(gap=m.gap)
        keys.addStretch(1)
        keys.addWidget(self.open_key)
        keys.addWidget(self.copy_key)
        keys.addStretch(1)
        whole = column(gap=m.gap)
        whole.addStretch(2)
        whole.addWidget(self.heading)
        whole.addWidget(self.words)
        whole.addLayout(keys)
        whole.addStretch(3)
        self.setLayout(whole)

    def show_last(self, last: RecordLine | None) -> None:
        """Show the last record, or only what can be done next where it is None.

        A copy is offered unless the record is void or on paper.
        """
        line = views.archived_line(last) if last is not None else None
        self._record = line.record if line else ""
        self.open_key.setVisible(last is not None)
        self.copy_key.setVisible(last is not None and last.kind == "record")
        if line is None:
            self.heading.say(_("没有打开的办件"))
            self.words.say(_("按 F2 新办件，或从左边接着办"))
        else:
            self.heading.say(line.state)
            self.words.say(line.words)


class Middle(QStackedWidget):
    """The middle: the page of a visit, or the one without."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        self.empty, self.visit = EmptyPage(look), VisitPage(look)
        self.addWidget(self.empty)
        self.addWidget(self.visit)
