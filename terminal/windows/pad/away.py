"""The screen after a while without an answer: a question, and a countdown to the wipe."""

from __future__ import annotations

from terminal.windows.look import Look
from terminal.windows.look.look import Role
from terminal.windows.look.words import _
from terminal.windows.pad.acts import StillHere
from terminal.windows.pad.button import ButtonKind
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Away


class AwayScreen(Screen):
    """The question whether the applicant is still there. The screen holds nothing personal."""

    def __init__(self, look: Look, state: Away) -> None:
        super().__init__(look, state.training)
        self._state = state
        self._left = self.text("", Role.TITLE, centre=True)
        self.body.addStretch(1)
        self.body.addWidget(self.heading(_("您还在吗？"), centre=True))
        self.body.addWidget(self._left)
        self.body.addWidget(self.text(_("已经填的内容不会丢，工作人员可以接着办。"), centre=True))
        self.body.addStretch(1)
        self.foot([], (), self.button(_("我还在"), ButtonKind.PRIMARY, lambda: self.tell(StillHere())))
        self._count()

    def refresh(self, state: object) -> bool:
        """Show the new number of seconds; return False for a state of another kind."""
        if not isinstance(state, Away):
            return False
        self._state = state
        self._count()
        return True

    def _count(self) -> None:
        self._left.say(_("{seconds} 秒后清空本屏").format(seconds=self._state.seconds))
