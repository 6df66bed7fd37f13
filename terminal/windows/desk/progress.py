"""The progress of a frozen document: what staff should do, who has signed, and what was read."""

from __future__ import annotations

from PyQt6.QtWidgets import QFrame, QGridLayout

from terminal.windows.desk.states import Progress
from terminal.windows.desk.widgets import Words, column, empty
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class ProgressSheet(QFrame):
    """The sheet above the form, shown from the moment when the answers can no longer change."""

    def __init__(self, look: DeskLook) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "sheet")
        self._shown: Progress | None = None
        self.heading = Words("", "title")
        self.words = Words("")
        self.aloud = Words("", "body", "good")
        self.pages = Words("", "small", "muted")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(m.pad)
        self._grid.setVerticalSpacing(m.gap // 2)
        self._grid.setColumnStretch(2, 1)
        whole = column((m.pad, m.pad, m.pad, m.pad), m.gap)
        whole.addWidget(self.heading)
        whole.addWidget(self.words)
        whole.addLayout(self._grid)
        whole.addWidget(self.aloud)
        whole.addWidget(self.pages)
        self.setLayout(whole)

    def show_state(self, state: Progress | None) -> None:
        """Show the progress in place, or hide the sheet where `state` is None.

        The lines of the signers are built again only when one of them has changed.
        """
        if state == self._shown:
            return
        before, self._shown = self._shown, state
        self.setVisible(state is not None)
        if state is None:
            self._wipe()
            return
        self.heading.say(state.heading, state.tone)
        self.words.say(state.words)
        self.aloud.say(state.aloud)
        self.aloud.setVisible(bool(state.aloud))
        told = [state.pages, _("文件指纹 {digest}").format(digest=state.fingerprint) if state.fingerprint else ""]
        self.pages.say("    ".join(part for part in told if part))
        self.pages.setVisible(bool(state.pages))
        if before is None or before.signers != state.signers:
            empty(self._grid)
            for at, one in enumerate(state.signers):
                self._grid.addWidget(Words(one.role, "body", "muted", wrap=False), at, 0)
                self._grid.addWidget(Words(one.name, "body", wrap=False), at, 1)
                self._grid.addWidget(Words(one.state, "body", one.tone, wrap=False), at, 2)

    def _wipe(self) -> None:
        empty(self._grid)
        self.heading.say("")
        self.words.say("")
        self.aloud.say("")
