"""How the signer whose turn it is signs: himself, by a mark before two staff, or through an agent with a name."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLineEdit

from terminal.desk.panel import Panel
from terminal.desk.parts import KeyButton, Words
from terminal.events import SignsAs
from terminal.look.desk import DeskLook
from terminal.look.words import _
from terminal.visit import Manner


class SignsPanel(Panel):
    """`chosen` carries the event; `needs_witness` asks for a second staff member first."""

    chosen = pyqtSignal(object)
    needs_witness = pyqtSignal()

    def __init__(self, look: DeskLook, role: str, has_witness: bool, frozen: bool) -> None:
        super().__init__(look, _("签名方式：{role}").format(role=role))
        self._has_witness = has_witness
        if frozen:
            self.body.addWidget(
                Words(_("文件已定稿。改变签名方式，将重新定稿；已有人签名的，本件作废留档。"), "body", "attention")
            )
        self.myself = KeyButton(_("本人签名"), "F5", lambda: self._choose(SignsAs(Manner.SELF)))
        self.mark = KeyButton(_("本人不能写字：画押，两名工作人员见证"), "F6", self._mark)
        self.agent = QLineEdit()
        self.agent.setAccessibleName(_("代理人姓名"))
        self.agent.setPlaceholderText(_("代理人姓名，与其证件一致"))
        self.by_agent = KeyButton(_("由代理人代签"), "F7", self._agent)
        self.body.addWidget(self.myself)
        self.body.addWidget(self.mark)
        self.body.addWidget(Words("" if has_witness else _("画押须有第二名工作人员先登录见证。"), "small", "muted"))
        self.body.addWidget(self.agent)
        self.body.addWidget(self.by_agent)
        self.agent.returnPressed.connect(self._agent)

    def wipe(self) -> None:
        """The agent's name goes."""
        self.agent.clear()

    def _choose(self, event: SignsAs) -> None:
        self.chosen.emit(event)
        self.closed.emit()

    def _mark(self) -> None:
        self._choose(SignsAs(Manner.MARK))
        if not self._has_witness:
            self.needs_witness.emit()

    def _agent(self) -> None:
        name = self.agent.text().strip()
        if name:
            self._choose(SignsAs(Manner.AGENT, name))
        else:
            self.note.say(_("请填写代理人姓名。"))
            self.agent.setFocus()
