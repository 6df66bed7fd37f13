"""The confirmation, by a staff member's own passphrase, that they read aloud or sign as witness.

It takes two steps: first the question, then the passphrase of the person who confirms.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal

from terminal.clerk.orders import Confirmed
from terminal.visit.model import Staff, Visit
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.sign_in import StaffForm
from terminal.windows.desk.states import CounterFacts
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class ConfirmPanel(Panel):
    """The panel of one confirmation. The signal `told` has a staff id and a passphrase.

    `is_done` says whether a visit has the confirmation.
    """

    told = pyqtSignal(str, str)

    def __init__(
        self,
        look: DeskLook,
        place: CounterFacts,
        heading: str,
        words: str,
        who: Staff,
        is_done: Callable[[Visit], bool],
    ) -> None:
        super().__init__(look, heading)
        self.is_done = is_done
        self.form = StaffForm(look, place, _("确认"), who.id)
        self.form.told.connect(self.told)
        self.form.hide()
        self.body.addWidget(Words(words))
        self.body.addWidget(self.form)
        self.yes = KeyButton(_("是，请本人输口令"), "F8", self._ask_who, "primary")
        self.feet.addWidget(self.yes)

    def begin(self) -> None:
        """Give the keyboard focus to the safe answer; Enter presses it."""
        self.leave.enter_presses()
        self.leave.setFocus()

    def wipe(self) -> None:
        """Clear the passphrase."""
        self.form.passphrase.take()

    def _ask_who(self) -> None:
        self.yes.hide()
        self.form.show()
        self.form.begin()


def confirm_panel(look: DeskLook, place: CounterFacts, visit: Visit, what: Confirmed, who: Staff) -> ConfirmPanel:
    """Return the panel for one confirmation.

    Args:
        look: The appearance of the desk.
        place: The station, with the staff known there.
        visit: The open visit; its frozen document gives the number of pages.
        what: The act that is confirmed.
        who: The staff member who must give their passphrase.
    """
    if what is Confirmed.READ_ALOUD:
        pages = visit.frozen.pages if visit.frozen else 0
        words = _("{name}已经当面把文件全文（共 {pages} 页）读给本人听，本人听明白了。这会记入档案，不能撤回。")
        return ConfirmPanel(
            look,
            place,
            _("确认已宣读全文？"),
            words.format(name=who.name, pages=pages),
            who,
            lambda after: after.read_aloud_by == f"staff:{who.id}",
        )
    words = _("{name}亲眼看着本人画记号，现在作为见证人签名。这会记入档案，不能撤回。")
    return ConfirmPanel(
        look,
        place,
        _("确认作为见证人签名？"),
        words.format(name=who.name),
        who,
        lambda after: after.witness_has_confirmed,
    )
