"""How the signer whose turn it is signs: himself, by a mark before two staff, or through an agent with a name.

The manner that holds is marked, and chosen again changes nothing. What another one does to a frozen document is said
before it is chosen. The choices have keys of their own, which mean nothing outside.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLineEdit

from forms.names import PERSON_CHARS, name_fault
from terminal.desk.panel import Panel
from terminal.desk.parts import KeyButton, Words
from terminal.desk.witness import nobody_else
from terminal.events import SignsAs
from terminal.look import type as typeface
from terminal.look.desk import DeskLook
from terminal.look.words import _
from terminal.visit import Manner, State, Visit


class SignsPanel(Panel):
    """`chosen` carries the event; `needs_witness` asks for a second staff member first.

    `has_colleague`: somebody else could be that second one.
    """

    chosen = pyqtSignal(object)
    needs_witness = pyqtSignal()

    def __init__(self, look: DeskLook, role: str, visit: Visit, has_colleague: bool) -> None:
        super().__init__(look, _("签名方式：{role}").format(role=role))
        self._has_witness, self._has_colleague = visit.witness is not None, has_colleague
        signer = visit.signer
        self._holds = SignsAs(signer.manner, visit.agents.get(signer.role, ""))
        self._is_told = visit.state is not State.NOTICE  # before, it is still to be recorded that he signs himself
        if lost := what_is_lost(visit):
            self.body.addWidget(Words(lost, "body", "attention"))
        self.myself = self._choice(Manner.SELF, _("本人签名"), "1", lambda: self._choose(SignsAs(Manner.SELF)))
        self.mark = self._choice(Manner.MARK, _("画记号（不能写字的人），两名工作人员见证"), "2", self._mark)
        self.agent = QLineEdit(self._holds.agent)
        self.agent.setAccessibleName(_("代理人姓名"))
        self.agent.setPlaceholderText(_("代理人姓名，与其证件一致"))
        self.by_agent = self._choice(Manner.AGENT, _("由代理人代签"), "3", self._agent)
        self.body.addWidget(self.myself)
        self.body.addWidget(self.mark)
        if not self._has_witness:
            told = _("画记号须有第二名工作人员先登录见证。") if has_colleague else nobody_else()
            self.body.addWidget(Words(told, "small", "muted"))
        self.body.addWidget(self.by_agent)
        self.body.addWidget(self.agent)
        self.agent.returnPressed.connect(self._agent)

    def wipe(self) -> None:
        """The agent's name goes."""
        self.agent.clear()

    def _choice(self, manner: Manner, label: str, key: str, act: Callable[[], object]) -> KeyButton:
        words = _("{manner}（现在的方式）").format(manner=label) if self._holds.manner is manner else label
        return KeyButton(words, key, act)

    def _choose(self, event: SignsAs) -> None:
        if event != self._holds or not self._is_told:
            self.chosen.emit(event)
        self.closed.emit()

    def _mark(self) -> None:
        if not self._has_witness and not self._has_colleague:
            self.note.say(_("没有第二名工作人员，不能画记号；什么也没有变。"))
            return
        self._choose(SignsAs(Manner.MARK))
        if not self._has_witness:
            self.needs_witness.emit()

    def _agent(self) -> None:
        name = self.agent.text().strip()
        if fault := name_fault(name, PERSON_CHARS, typeface.missing):
            self.note.say(_("代理人姓名：{fault}。").format(fault=fault.zh) if name else _("请填写代理人姓名。"))
            self.agent.setFocus()
        else:
            self._choose(SignsAs(Manner.AGENT, name))


def what_is_lost(visit: Visit) -> str:
    """What another manner makes of the document as it stands; empty where there is none yet."""
    if visit.signed:
        return _("已有人签名。改变签名方式，本件作废留档，须重新办理。")
    if visit.frozen is not None:
        return _("文件已定稿。改变签名方式，这份文件会作废，本人要重新同意、核对、阅读。")
    return ""
