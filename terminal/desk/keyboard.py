"""Where the keyboard is on the desk when nobody has put it anywhere: where something is typed, or where no key acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtWidgets import QWidget

from terminal.visit import State

if TYPE_CHECKING:
    from terminal.desk.window import DeskWindow


IN_FORM = frozenset({State.FILL, State.PAPER})
"""The steps in which something is typed in the form."""


class Keyboard:
    """One window's."""

    def __init__(self, window: DeskWindow) -> None:
        self._window = window

    def go_home(self) -> None:
        """To what is to be typed next; else to the ground, where a stray key does nothing."""
        window = self._window
        if window.pages.currentWidget() is not window.counter:
            return
        visit = window.reception.visit
        if visit is None:
            window.left.new.setFocus()
        elif visit.state in IN_FORM and not visit.paused:
            window.middle.visit.form.lead_to_first()
        else:
            window.setFocus()

    def keep(self, had: QWidget | None) -> None:
        """`had` had it before the desk was shown anew: where that is gone, the toolkit gives it to what is next."""
        window = self._window
        gone = had is None or sip.isdeleted(had) or not had.isVisibleTo(window) or not had.isEnabled()
        if gone and had is not window and window.panel is None and not self._is_in_form():
            self.go_home()

    def _is_in_form(self) -> bool:
        here, form = self._window.focusWidget(), self._window.middle.visit.form
        return here is not None and form.isAncestorOf(here) and here.isVisibleTo(self._window)
