"""The panel that gives up a visit: the signer refuses, or staff cancel. It needs a reason and two presses.

It says first what is kept of the visit.
"""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLineEdit

from terminal.visit.events import Cancel, Event, Refused
from terminal.visit.model import State, Visit
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _

MAY_REFUSE = frozenset({State.READ, State.SIGN, State.LOOK, State.HAND_OVER})


class GiveUpPanel(Panel):
    """The panel; `chosen` carries the event."""

    chosen = pyqtSignal(object)

    def __init__(self, look: DeskLook, visit: Visit) -> None:
        super().__init__(look, _("作废这个办件？"))
        self._armed: KeyButton | None = None
        kept = _("文件已定稿：作废后留档，档案里写明作废和原因，不能恢复。")
        if visit.frozen is None:
            kept = _("还没有定稿：什么也不保留，填写的内容不能恢复。")
        self.body.addWidget(Words(kept, "body", "attention"))
        self.body.addWidget(Words(_("原因（不写个人信息）"), wrap=False))
        self.reason = QLineEdit()
        self.reason.setMaxLength(100)
        self.reason.setAccessibleName(_("原因"))
        self.body.addWidget(self.reason)
        self.cancel = KeyButton(_("作废"), "F8", lambda: self._press(self.cancel, _("再按一次，作废")), "harm")
        self.refuse = KeyButton(_("拒签"), "Ctrl+N", lambda: self._press(self.refuse, _("再按一次，登记拒签")), "harm")
        if visit.state in MAY_REFUSE and not visit.paused:
            self.feet.addWidget(self.refuse)
        self.feet.addWidget(self.cancel)
        self.reason.textEdited.connect(self._disarm)

    def begin(self) -> None:
        """Give the keyboard focus to the line for the reason."""
        self.reason.setFocus()

    def wipe(self) -> None:
        """Clear the reason."""
        self.reason.clear()

    def _press(self, button: KeyButton, again: str) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.note.say(_("请先写明原因。"))
            self.reason.setFocus()
        elif self._armed is not button:
            self._disarm()
            self._armed = button
            button.say(again)
        else:
            event: Event = Refused(reason) if button is self.refuse else Cancel(reason)
            self.chosen.emit(event)
            self.closed.emit()

    def _disarm(self) -> None:
        self._armed = None
        self.note.say("")
        self.cancel.say(_("作废"))
        self.refuse.say(_("拒签"))
