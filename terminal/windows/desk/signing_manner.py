"""How the current signer signs: in person, by a mark before two staff, or through an agent.

For an agent, the desk asks for name, identity number, the document that gives the authority, and its scope.

The present manner is marked, and choosing it again changes nothing. The panel says first what another one does to a
frozen document. The keys of the choices mean nothing outside the panel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLineEdit

from forms.identity import document_of
from forms.kinds import Field
from forms.message import Message
from forms.names import character_undrawn
from terminal.visit.agency import DOCUMENT, ID_NO, NAME, SCOPE, Authority, fault_of
from terminal.visit.events import SignsAs
from terminal.visit.model import Manner, State, Visit
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.widgets import KeyButton, Words, row
from terminal.windows.desk.witness import nobody_else
from terminal.windows.look import typeface
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _, say


class SignsPanel(Panel):
    """The panel. `chosen` carries the event; `needs_witness` asks for a second staff member first.

    `has_colleague`: whether the station has another person who can be the second one.
    """

    chosen = pyqtSignal(object)
    needs_witness = pyqtSignal()

    def __init__(self, look: DeskLook, role: str, visit: Visit, has_colleague: bool) -> None:
        super().__init__(look, _("签名方式：{role}").format(role=role))
        self._has_witness, self._has_colleague = visit.witness is not None, has_colleague
        signer = visit.signer
        authority = visit.authorities.get(signer.role)
        self._holds = SignsAs(signer.manner, visit.agents.get(signer.role, ""), authority=authority)
        self._on = visit.on
        self._is_told = visit.state is not State.NOTICE  # before, it is still to be recorded that he signs himself
        if lost := what_is_lost(visit):
            self.body.addWidget(Words(lost, "body", "attention"))
        self.myself = self._choice(Manner.SELF, _("本人签名"), "1", lambda: self._choose(SignsAs(Manner.SELF)))
        self.mark = self._choice(Manner.MARK, _("画记号（不能写字的人），两名工作人员见证"), "2", self._mark)
        self._asked = {
            asked.key: (asked, _line(asked.label, hint, held))
            for asked, hint, held in (
                (NAME, _("代理人姓名，与其证件一致"), self._holds.agent),
                (ID_NO, _("代理人本人的证件号码"), authority.id_no if authority else ""),
                (
                    DOCUMENT,
                    _("代理依据，如：授权委托书（2026 年 11 月 20 日）"),
                    authority.document if authority else "",
                ),
                (SCOPE, _("代理权限，如：代为办理失业登记并签名"), authority.scope if authority else ""),
            )
        }
        self.by_agent = self._choice(Manner.AGENT, _("由代理人代签"), "3", self._agent)
        self.body.addWidget(self.myself)
        self.body.addWidget(self.mark)
        if not self._has_witness:
            told = _("画记号须有第二名工作人员先登录见证。") if has_colleague else nobody_else()
            self.body.addWidget(Words(told, "small", "muted"))
        self.body.addWidget(self.by_agent)
        name, id_no, document, scope = self.lines
        for beside in ((name, id_no), (document,), (scope,)):  # what the last two ask takes a line of its own
            across = row((0, 0, 0, 0), look.measures.gap)
            for one in beside:
                across.addWidget(one)
            self.body.addLayout(across)
        for line in self.lines:
            line.returnPressed.connect(self._agent)

    @property
    def lines(self) -> tuple[QLineEdit, ...]:
        """The lines for the agent's name, identity number, authority and scope."""
        return tuple(line for _asked, line in self._asked.values())

    def wipe(self) -> None:
        """Clear what was typed about the agent."""
        for line in self.lines:
            line.clear()

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
        """Lead to the first missing or invalid line; once there is none, choose the agent."""
        values = [(asked, asked.typed(line.text())) for asked, line in self._asked.values()]
        if fault := fault_of(values, self._on) or _undrawn(values):
            asked, why = fault
            self.note.say(_("{label}：{why}").format(label=asked.label, why=say(why)))
            self._asked[asked.key][1].setFocus()
            return
        held = {asked.key: value for asked, value in values}
        id_no = held[ID_NO.key]
        authority = Authority(document_of(id_no) or "", id_no, held[DOCUMENT.key], held[SCOPE.key])
        self._choose(SignsAs(Manner.AGENT, held[NAME.key], authority=authority))


def _line(label: str, hint: str, held: str) -> QLineEdit:
    line = QLineEdit(held)
    line.setAccessibleName(label)
    line.setPlaceholderText(hint)
    return line


def _undrawn(values: Sequence[tuple[Field, str]]) -> tuple[Field, Message] | None:
    """Return the first field with a character that no font of this counter can draw, and the reason.

    It is rejected here, not later when the document is made.
    """
    for asked, value in values:
        if missing := typeface.missing(value):
            return asked, character_undrawn(missing[0])
    return None


def what_is_lost(visit: Visit) -> str:
    """Return what another manner does to the document; "" where there is none yet."""
    if visit.frozen is not None:
        return _("文件已定稿。改变签名方式，这份文件会作废，本人要重新同意、核对、阅读。")
    return ""
