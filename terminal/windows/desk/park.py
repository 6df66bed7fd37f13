"""The panel for a next signer who comes on another day: until when the visit waits, at most to the form's last day."""

from __future__ import annotations

from datetime import date, timedelta

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QListWidget

from terminal.visit.events import Park
from terminal.windows.desk.flow_texts import month
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

ROWS = 6


class ParkPanel(Panel):
    """The panel. `chosen` carries the event. The last day is selected at first."""

    chosen = pyqtSignal(object)

    def __init__(self, look: DeskLook, whom: str, today: date, last: date) -> None:
        super().__init__(look, _("改日再签：等{whom}").format(whom=whom))
        names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
        self._days = [today + timedelta(days=at) for at in range((last - today).days + 1)]
        self.listed = QListWidget()
        self.listed.setAccessibleName(_("等到哪一天"))
        self.listed.addItems([f"{_words(day)}  {names[day.weekday()]}" for day in self._days])
        self.listed.setCurrentRow(len(self._days) - 1)
        self.listed.setFixedHeight(look.measures.rows(ROWS))
        self.body.addWidget(Words(_("已签的都保留。到期未签的，本件作废留档。"), "body", "muted"))
        self.body.addWidget(self.listed)
        self.keep = KeyButton(_("等到这一天"), "F8", self._choose, "primary")
        self.feet.addWidget(self.keep)
        self.listed.itemActivated.connect(lambda _item: self._choose())

    def begin(self) -> None:
        """Give the keyboard focus to the list."""
        self.listed.setFocus()

    def _choose(self) -> None:
        self.chosen.emit(Park(self._days[self.listed.currentRow()].isoformat()))
        self.closed.emit()


def _words(day: date) -> str:
    return _("{year} 年 {month} {day} 日").format(year=day.year, month=month(day), day=day.day)
