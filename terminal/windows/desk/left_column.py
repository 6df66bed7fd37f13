"""The left column: the open visits, drafts that are lost and why, papers to scan, and today's archived records.

Its buttons start a new visit and search for a record.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from terminal.windows.desk.states import InHandList, Line
from terminal.windows.desk.widgets import KeyButton, Words, column, empty, ending, framed, scrolled
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

MOST_NUMBERED = 9


class LineButton(QPushButton):
    """The button of a visit or record: two wrapped lines of text, and its key where it has one."""

    def __init__(self, look: DeskLook, line: Line, key: str) -> None:
        super().__init__()
        self.setProperty("kind", "line")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(f"{line.words} {line.state}")
        self._least = look.measures.control
        self.words = Words(line.words)
        self.state = Words(f"{line.state}  {key}" if key else line.state, "small", line.tone)
        inner = column((12, look.measures.gap, 12, look.measures.gap), 2)
        for words in (self.words, self.state):
            words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inner.addWidget(words)
        self.setLayout(inner)
        self._show(line.current)
        self.clicked.connect(lambda: self._show(line.current))
        if key:
            QShortcut(QKeySequence(key), self).activated.connect(self.click)

    def _show(self, current: bool) -> None:
        self.setChecked(current)

    def fit(self, width: int) -> None:
        """Set the height that the text needs at this `width` in pixels."""
        inner = self.layout()
        if inner is None:
            return
        margins = inner.contentsMargins()
        room = width - margins.left() - margins.right()
        high = margins.top() + margins.bottom() + inner.spacing()
        for words in (self.words, self.state):
            words.ensurePolished()
            words.setFixedSize(room, words.heightForWidth(room))
            high += words.height()
        self.setFixedHeight(max(high, self._least))


class InHandColumn(QWidget):
    """The column. `take_up` and `open_record` carry the record's id."""

    begin = pyqtSignal()
    look_up = pyqtSignal()
    take_up = pyqtSignal(str)
    open_record = pyqtSignal(str)

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self._look = look
        self._shown: InHandList | None = None
        self.setProperty("part", "column")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(m.left)
        self.new = KeyButton(_("+ 新办件"), "F2", self.begin.emit, "primary", _("新办件"))
        self.search = KeyButton(_("查找档案"), "F3", self.look_up.emit)
        self.leave = ending()
        self._lists = QVBoxLayout()
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._lists.setSpacing(m.gap)
        whole = column((m.pad, m.pad, m.gap, m.pad), m.pad)
        # The list keeps room for its bar, so that words do not break anew when the bar comes.
        whole.addWidget(self.new)
        whole.addWidget(scrolled(self._lists), 1)
        whole.addWidget(self.search)
        whole.addWidget(self.leave)
        self.setLayout(whole)

    def in_order(self) -> tuple[QWidget, ...]:
        """Return the controls in the order of the Tab key."""
        items = (self._lists.itemAt(at) for at in range(self._lists.count()))
        lines = (item.widget() for item in items if item is not None)
        return (self.new, *(one for one in lines if isinstance(one, LineButton)), self.search, self.leave)

    def show_state(self, state: InHandList) -> None:
        """Show the lists. They are built again only when something in them has changed."""
        if state == self._shown:
            return
        self._shown = state
        had = isinstance(self.focusWidget(), LineButton) and self.isAncestorOf(self.focusWidget() or self)
        empty(self._lists)
        self._heading(_("正在办理"))
        for at, line in enumerate(state.visits):
            key = f"Ctrl+{at + 1}" if at < MOST_NUMBERED else ""
            self._line(line, key, self.take_up.emit)
        if not state.visits:
            self._lists.addWidget(Words(_("没有在办的件"), "small", "muted"))
        for why in state.lost:
            self._lists.addWidget(self._lost(why))
        if state.waiting:
            self._heading(_("等扫描存入 {count}").format(count=len(state.waiting)))
        for line in state.waiting:
            self._line(line, "", self.open_record.emit)
        self._heading(_("今天已归档 {count}").format(count=len(state.today)))
        for line in state.today:
            self._line(line, "", self.open_record.emit)
        self._lists.addStretch(1)
        if had:
            self.new.setFocus()

    def _heading(self, words: str) -> QLabel:
        heading = Words(words, "small", "muted", wrap=False)
        self._lists.addWidget(heading)
        return heading

    def _line(self, line: Line, key: str, tell: Callable[[str], object]) -> None:
        button = LineButton(self._look, line, key)
        button.clicked.connect(lambda: tell(line.record))
        self._lists.addWidget(button)
        m = self._look.measures
        button.ensurePolished()
        button.fit(m.left - m.pad - m.gap - m.scroll - m.border)

    def _lost(self, why: str) -> QFrame:
        """Return the notice of a draft that cannot be restored, with the reason."""
        m = self._look.measures
        inner = column((m.gap + m.edge, m.gap, m.gap, m.gap), 2)
        inner.addWidget(Words(_("有草稿不能恢复"), "strong", "harm"))
        inner.addWidget(Words(why, "small"))
        return framed("stop", inner)
