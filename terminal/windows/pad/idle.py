"""The screen while no one is served: a greeting and three promises."""

from __future__ import annotations

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Idle


class IdleScreen(Screen):
    """The greeting. There is nothing to press."""

    def __init__(self, look: Look, state: Idle) -> None:
        super().__init__(look, state.training, state.station)
        m = look.measures
        self.body.addStretch(2)
        self.body.addWidget(self.heading(_("您好，请坐。"), centre=True))
        self.body.addWidget(self.text(_("请把身份证交给工作人员，办理内容会显示在这块屏上。"), centre=True))
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(m.gap)
        for title, words in _promises():
            row.addWidget(self._promise(title, words), 1)
        self.body.addLayout(row)
        self.body.addStretch(2)
        note = _("笔迹只用于您签的文件，您也可以选择纸质办理。")
        self.body.addWidget(self.text(note, Role.SMALL, Tone.MUTED, centre=True))

    def _promise(self, title: str, words: str) -> QFrame:
        m = self.look.measures
        card = QFrame()
        card.setProperty("part", "sheet")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(m.pad, m.pad, m.pad, m.pad)
        inside.setSpacing(m.tight)
        inside.addWidget(self.text(title, Role.TITLE))
        inside.addWidget(self.text(words, Role.SMALL))
        inside.addStretch(1)
        return card


def _promises() -> tuple[tuple[str, str], ...]:
    return (
        (_("全文给您看"), _("签名前，文件的每一页都显示在这里。")),
        (_("内容由您核对"), _("写错了，点“要改”，工作人员帮您改。")),
        (_("回执您带走"), _("办完后给您回执，以后可以核验。")),
    )
