"""The panel of warnings about the answers. Each shows its text, its rule and one button with a key, to confirm it."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal

from forms.problem import Problem
from terminal.visit.events import WarningConfirmed
from terminal.visit.model import Staff, Visit
from terminal.windows.desk import flow_texts
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _, say

MOST = 6
"""The most that have room at a time; the others are asked about once these are confirmed."""


class WarningsPanel(Panel):
    """The panel. `chosen` carries the event. It closes after the last confirmation."""

    chosen = pyqtSignal(object)

    def __init__(self, look: DeskLook, visit: Visit, by: Staff) -> None:
        super().__init__(look, _("请逐条核实"), wide=True)
        self._by = by
        told = _("核实后确认的，记在您（{name}）名下，写进本件的签署过程；答案再改，要重新核实。")
        self.body.addWidget(Words(told.format(name=by.name), "small", "muted"))
        self.buttons: list[KeyButton] = []
        for at, problem in enumerate(visit.unconfirmed[:MOST]):
            self._add(at, problem, flow_texts.label_of(visit.form, problem.field))

    def _add(self, at: int, problem: Problem, label: str) -> None:
        words = _("{label}：{words}（{source}）").format(label=label, words=say(problem.message), source=problem.source)
        self.body.addWidget(Words(words))
        name = _("已核实：{label}").format(label=label)
        button = KeyButton(_("已核实，可以这样填"), str(at + 1), lambda: self._confirm(at, problem), name=name)
        self.buttons.append(button)
        self.body.addWidget(button)

    def _confirm(self, at: int, problem: Problem) -> None:
        self.buttons[at].setEnabled(False)
        self.buttons[at].say(_("✓ 已核实"))
        self.chosen.emit(WarningConfirmed(problem.identity, f"staff:{self._by.id}"))
        waiting = [button for button in self.buttons if button.isEnabled()]
        if waiting:
            waiting[0].setFocus()
        else:
            self.closed.emit()
