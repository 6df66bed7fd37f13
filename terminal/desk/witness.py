"""A second staff member signs in beside the first, as witness."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal

from terminal.desk.panel import Panel
from terminal.desk.parts import Words
from terminal.desk.sign_in import StaffForm
from terminal.desk.states import Place
from terminal.look.desk import DeskLook
from terminal.look.words import _


class WitnessPanel(Panel):
    """`told` carries staff id and passphrase."""

    told = pyqtSignal(str, str)

    def __init__(self, look: DeskLook, place: Place, operator: str) -> None:
        super().__init__(look, _("见证人登录"))
        others = tuple(one for one in place.staff if one[0] != operator)
        self.form = StaffForm(look, Place(place.station, place.training, others), _("登录见证"))
        self.form.told.connect(self.told)
        self.body.addWidget(Words(_("第二名工作人员用本人的工号和口令登录，不能与经办人是同一人。"), "body", "muted"))
        self.body.addWidget(self.form)

    def begin(self) -> None:
        """The keyboard is where the id is typed."""
        self.form.begin()

    def wipe(self) -> None:
        """The passphrase goes."""
        self.form.passphrase.take()
