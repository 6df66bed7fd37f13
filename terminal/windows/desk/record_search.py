"""The search for a record, by the number of its visit or by a name. Names in the list are masked."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QListWidget

from terminal.clerk.orders import Find, Lane, RecordLine, Trouble
from terminal.windows.desk import flow_texts
from terminal.windows.desk.new_visit import SearchLine
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.views import masked
from terminal.windows.desk.widgets import KeyButton
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _, say

ROWS = 8


class FindPanel(Panel):
    """The panel of the search. `chosen` carries the record's id."""

    chosen = pyqtSignal(str)

    def __init__(self, look: DeskLook, lane: Lane) -> None:
        super().__init__(look, _("查找档案"), wide=True)
        self._lane = lane
        self._found: tuple[RecordLine, ...] = ()
        self._asked = ""
        self.listed = QListWidget()
        self.listed.setAccessibleName(_("找到的档案"))
        self.listed.setFixedHeight(look.measures.rows(ROWS))
        self.search = SearchLine(self.listed)
        self.search.setAccessibleName(_("办件号或姓名"))
        self.search.setPlaceholderText(_("办件号或姓名，Enter 查找；↑↓ 选择，再按 Enter 打开"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.listed)
        self.open_key = KeyButton(_("打开"), "F8", self._open, "primary")
        self.feet.addWidget(self.open_key)
        self.search.returnPressed.connect(self._enter)
        self.listed.itemActivated.connect(lambda _item: self._open())

    def begin(self) -> None:
        """Give the keyboard focus to the search line."""
        self.search.setFocus()

    def wipe(self) -> None:
        """Clear the search text and what was found."""
        self.search.clear()
        self.listed.clear()

    def _enter(self) -> None:
        text = self.search.text().strip()
        if text and text == self._asked and self._found:
            self._open()
        elif text:
            self._asked = text
            self.note.say(_("正在查找…"), "muted")
            self._lane.ask(Find(text), self._show, self._failed)
        else:
            self.note.say(_("请输入办件号或姓名。"), "harm")

    def _show(self, found: Any) -> None:
        self._found = tuple(found)
        self.listed.clear()
        self.listed.addItems([words_of(line) for line in self._found])
        self.listed.setCurrentRow(0)
        self.note.say(
            _("找到 {count} 件").format(count=len(self._found)) if self._found else _("没有找到。请核对办件号或姓名。"),
            "muted",
        )

    def _failed(self, trouble: Trouble) -> None:
        self.note.say(say(trouble.message), "harm")

    def _open(self) -> None:
        at = self.listed.currentRow()
        if 0 <= at < len(self._found):
            self.chosen.emit(self._found[at].record)


def words_of(line: RecordLine) -> str:
    """Return a record as a line of the list: day, number, title, masked name, and whether it is void."""
    void = "  " + _("作废") if line.kind == "void" else ""
    return f"{flow_texts.day_of(line.at)}  {line.number}  {line.title} · {masked(line.name)}{void}"
