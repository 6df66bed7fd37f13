"""Which panel asks which question: from an act of staff to the panel, and from its answer to the reception."""

from __future__ import annotations

from datetime import date

from forms.load import catalogue, shelf
from terminal.clerk.orders import Confirmed, Trouble
from terminal.visit.events import SignAgain, SignatureSeen, SignsAs, Wrong
from terminal.visit.model import Staff, Visit
from terminal.windows.desk.confirm import ConfirmPanel, confirm_panel
from terminal.windows.desk.give_up import GiveUpPanel
from terminal.windows.desk.new_visit import StartPanel
from terminal.windows.desk.panel_host import Host
from terminal.windows.desk.paper import PaperPanel
from terminal.windows.desk.park import ParkPanel
from terminal.windows.desk.question import AskPanel
from terminal.windows.desk.record import RecordPanel
from terminal.windows.desk.record_search import FindPanel
from terminal.windows.desk.signing_manner import SignsPanel
from terminal.windows.desk.states import DeskAct
from terminal.windows.desk.warnings import WarningsPanel
from terminal.windows.desk.witness import WitnessPanel
from terminal.windows.look.words import _
from terminal.windows.signer_words import role_title


class Asking:
    """The panels of one window."""

    def __init__(self, window: Host) -> None:
        self._window = window
        self._forms, self._unusable = tuple(catalogue().values()), len(shelf().findings)

    def begin(self) -> None:
        """Ask for the form of a new visit."""
        panel = StartPanel(self._window.look, self._forms, self._unusable)
        panel.chosen.connect(lambda form: self._window.attempt(lambda: self._window.reception.begin(form)))
        self._window.open_panel(panel)

    def find(self) -> None:
        """Ask for an archived record to open."""
        panel = FindPanel(self._window.look, self._window.lane)
        panel.chosen.connect(self.open_record)
        self._window.open_panel(panel)

    def open_record(self, record: str) -> None:
        """Open an archived record by its id; do nothing where the id is "" or no operator is signed in."""
        operator = self._window.reception.operator
        if operator is not None and record:
            window = self._window
            panel = RecordPanel(window.look, window.lane, record, window.place.training)
            window.open_panel(panel)

    def change_shift(self) -> None:
        """Ask whether another person takes over as operator. The open visits wait for that person."""
        words = _("签署屏将清屏，在办的件都保留，由下一位登录后接着办。")
        panel = AskPanel(self._window.look, _("换班？"), words, _("换班"), "F10")
        panel.said.connect(self._window.reception.sign_out)
        self._window.open_panel(panel)

    def call_witness(self) -> None:
        """Ask for a second staff member as witness."""
        operator = self._window.reception.operator
        if operator is not None:
            self._window.reception.refusal = None
            panel = WitnessPanel(self._window.look, self._window.place, operator.id)
            panel.told.connect(self._window.reception.join)
            self._window.open_panel(panel)

    def confirm(self, what: Confirmed, who: Staff | None) -> None:
        """Ask a staff member to confirm an act with their own passphrase; do nothing without an open visit.

        Args:
            what: The act: the document was read aloud, or the witness signs.
            who: The staff member who confirms it. None means that there is no such person, and no panel opens.
        """
        window, visit = self._window, self._window.reception.visit
        if visit is None or who is None:
            return
        window.reception.refusal = None
        panel = confirm_panel(window.look, window.place, visit, what, who)
        panel.told.connect(lambda staff, phrase: window.attempt(lambda: window.reception.confirm(what, staff, phrase)))
        window.open_panel(panel)

    def told(self, refusal: Trouble | None, visit: Visit | None) -> None:
        """Show the answer of the clerk in the panel that waits for it.

        Args:
            refusal: Why the witness or the confirmation was refused; None means that it was not refused.
            visit: The open visit. The panel closes when this visit shows that the act has happened.
        """
        panel = self._window.panel
        if not isinstance(panel, WitnessPanel | ConfirmPanel) or panel.form is None or not panel.form.is_asking:
            return
        if refusal is not None:
            panel.form.show_refusal(refusal)
        elif visit is not None and panel.is_done(visit):
            self._window.close_panel()

    def ask_for(self, act: DeskAct) -> None:
        """Open the panel that belongs to an act of the foot."""
        match act:
            case DeskAct.PAPER:
                self._paper()
            case DeskAct.SIGNS_OTHERWISE:
                self._signs_otherwise()
            case DeskAct.READ_ALOUD:
                self.confirm(Confirmed.READ_ALOUD, self._window.reception.operator)
            case DeskAct.READ_ALOUD_BY_WITNESS:
                self.confirm(Confirmed.READ_ALOUD, self._window.reception.witness)
            case DeskAct.WITNESS_SIGNS:
                visit = self._window.reception.visit
                self.confirm(Confirmed.SIGNS_AS_WITNESS, visit.signing_witness if visit else None)
            case DeskAct.WARNINGS:
                self._warnings()
            case DeskAct.CONTENT_WRONG:
                self._content_wrong()
            case DeskAct.SIGNATURE_SEEN | DeskAct.SIGN_AGAIN:
                self._looked(again=act is DeskAct.SIGN_AGAIN)
            case DeskAct.PARK:
                self._park()
            case DeskAct.GIVE_UP:
                self._give_up()
            case DeskAct.OPEN_RECORD | DeskAct.HAND_OUT:
                hand = self._window.reception.hand
                self.open_record(hand.visit.record if hand else "")
            case _:
                pass

    def _paper(self) -> None:
        if (visit := self._window.reception.visit) is not None:
            self._window.open_panel(PaperPanel(self._window.look, visit, self._window.lane))

    def _signs_otherwise(self) -> None:
        visit = self._window.reception.visit
        if visit is None:
            return
        operator, role = self._window.reception.operator, role_title(visit, visit.turn)
        has_colleague = operator is not None and bool(self._window.place.others(operator.id))
        panel = SignsPanel(self._window.look, role, visit, has_colleague)
        panel.chosen.connect(self._signs)
        panel.needs_witness.connect(self.call_witness)
        self._window.open_panel(panel)

    def _signs(self, event: SignsAs) -> None:
        """Change the manner of signing. Say afterwards, too, that the document was given up for it."""
        before = self._window.reception.visit
        self._window.staff_did(event)
        after = self._window.reception.visit
        if before is not None and before.frozen is not None and after is not None and after.frozen is None:
            self._window.say(_("签名方式已改，原来的文件作废。请本人在签署屏上重新同意、核对、阅读。"))

    def _warnings(self) -> None:
        visit, operator = self._window.reception.visit, self._window.reception.operator
        if visit is not None and operator is not None:
            panel = WarningsPanel(self._window.look, visit, operator)
            panel.chosen.connect(self._window.staff_did)
            self._window.open_panel(panel)

    def _content_wrong(self) -> None:
        visit = self._window.reception.visit
        if visit is None:
            return
        words = _("这份文件不再使用，退回核对。请本人在签署屏上点出哪里不对；改好后只再核对改过的，再定稿、阅读。")
        if visit.signed:
            words = _("已有人签名：这份文件作废留档，须重新办理。")
        panel = AskPanel(self._window.look, _("内容有误，退回修改？"), words, _("退回修改"))
        panel.said.connect(lambda: self._window.staff_did(Wrong()))
        self._window.open_panel(panel)

    def _looked(self, again: bool) -> None:
        """Record that the operator has looked at the signature on the desk and accepts it, or wants it `again`."""
        visit, operator = self._window.reception.visit, self._window.reception.operator
        if visit is not None and operator is not None:
            by = f"staff:{operator.id}"
            self._window.staff_did(SignAgain(by) if again else SignatureSeen(by, visit.doubts))

    def _park(self) -> None:
        visit = self._window.reception.visit
        if visit is None or not visit.last_day:
            return
        today = self._window.today()
        panel = ParkPanel(self._window.look, role_title(visit, visit.turn), today, date.fromisoformat(visit.last_day))
        panel.chosen.connect(self._window.staff_did)
        self._window.open_panel(panel)

    def _give_up(self) -> None:
        if (visit := self._window.reception.visit) is not None:
            panel = GiveUpPanel(self._window.look, visit)
            panel.chosen.connect(self._window.staff_did)
            self._window.open_panel(panel)
