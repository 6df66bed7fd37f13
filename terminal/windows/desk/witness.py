"""The panel in which a second staff member signs in as witness; where there is none, what to do instead."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal

from terminal.visit.model import Visit
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.sign_in import StaffForm
from terminal.windows.desk.states import CounterFacts
from terminal.windows.desk.widgets import Words
from terminal.windows.look.desk import DeskLook
from terminal.windows.look.words import _


class WitnessPanel(Panel):
    """The panel. The signal `told` has a staff id and a passphrase.

    It has no form where the operator is the only staff member.
    """

    told = pyqtSignal(str, str)

    def __init__(self, look: DeskLook, place: CounterFacts, operator: str) -> None:
        super().__init__(look, _("见证人登录"))
        others = place.others(operator)
        self.form: StaffForm | None = None
        if not others:
            self.body.addWidget(Words(nobody_else()))
            return
        self.form = StaffForm(look, CounterFacts(place.station, place.training, others), _("登录见证"))
        self.form.told.connect(self.told)
        words = _(
            "第二名工作人员用本人的工号和口令登录，不能与经办人是同一人。见证只对这一件有效，要在场看着本人画记号。"
        )
        self.body.addWidget(Words(words, "body", "muted"))
        self.body.addWidget(self.form)

    def is_done(self, visit: Visit) -> bool:
        """Return whether the witness was accepted."""
        return visit.witness_is_here

    def begin(self) -> None:
        """Give the keyboard focus to the field for the id or the passphrase; without a form, to the first control."""
        if self.form is not None:
            self.form.begin()
        else:
            super().begin()

    def wipe(self) -> None:
        """Clear the passphrase."""
        if self.form is not None:
            self.form.passphrase.take()


def nobody_else() -> str:
    """Return what staff can do where the station has only one staff member."""
    return _(
        "本站只登记了一名工作人员，不能见证画记号。可以由代理人代签，或改用纸质办理。"
        "要登记同事，请管理员执行 luobi station add-staff，再重新打开终端。"
    )
