"""The panel for a new visit. The form is found by its name, its initials or full pinyin, or its number in the list."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QListWidget

from forms.model import Form
from terminal.windows.desk.choices import Choice, fitting
from terminal.windows.desk.initials import initials
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

ROWS = 6


class SearchLine(QLineEdit):
    """A line above a list: ↑ and ↓ move in the list while the keyboard focus stays in the line."""

    def __init__(self, listed: QListWidget) -> None:
        super().__init__()
        self._listed = listed

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Pass ↑ and ↓ to the list."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0) if event is not None else 0
        if step:
            last = self._listed.count() - 1
            self._listed.setCurrentRow(min(max(self._listed.currentRow() + step, 0), last))
            return
        super().keyPressEvent(event)


class StartPanel(Panel):
    """The panel. `chosen` carries the form's id.

    `unusable`: the number of form files that cannot be used, which is shown.
    """

    chosen = pyqtSignal(str)

    def __init__(self, look: DeskLook, forms: Sequence[Form], unusable: int = 0) -> None:
        super().__init__(look, _("新办件：选业务"))
        self._choices = tuple(
            Choice(form.id, f"{number}  {form.title}  {initials(form.title)}", (str(number), form.title), form.title)
            for number, form in enumerate(forms, start=1)
        )
        self._found: tuple[Choice, ...] = ()
        self.listed = QListWidget()
        self.listed.setAccessibleName(_("业务"))
        self.listed.setFixedHeight(look.measures.rows(ROWS))
        self.search = SearchLine(self.listed)
        self.search.setAccessibleName(_("名称、拼音或序号"))
        self.search.setPlaceholderText(_("名称、拼音（全拼或首字母）或序号"))
        self.body.addWidget(Words(_("↑↓ 选择，Enter 开始"), "small", "muted"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.listed)
        if unusable:
            told = _("另有 {count} 个表单文件有错，没有列出。请管理员运行 luobi forms 查看原因。")
            self.body.addWidget(Words(told.format(count=unusable), "small", "attention"))
        self.begin_key = KeyButton(_("开始办理"), "F8", self._choose, "primary")
        self.feet.addWidget(self.begin_key)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose)
        self.listed.itemActivated.connect(lambda _item: self._choose())
        self._filter("")

    def begin(self) -> None:
        """Give the keyboard focus to the search line."""
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        self._found = fitting(self._choices, "".join(text.split()))
        self.listed.clear()
        self.listed.addItems([one.label for one in self._found])
        self.listed.setCurrentRow(0)
        self.note.say("" if self._found else _("没有这项业务"))

    def _choose(self) -> None:
        at = self.listed.currentRow()
        if 0 <= at < len(self._found):
            self.chosen.emit(self._found[at].value)
            self.closed.emit()
