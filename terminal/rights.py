"""Who may do what at a counter: what the pad's person does, what staff do, and that neither acts for the other.

Whether an event is possible now is `flow`'s judgement; here only whose it is, and whether it names its doer truly.
"""

from __future__ import annotations

from collections.abc import Collection

from forms.message import Message
from terminal.agency import agent_fault
from terminal.errors import NotNow
from terminal.events import (
    Back,
    Cancel,
    Checked,
    Consent,
    Entered,
    Event,
    Go,
    InkVoided,
    NotWrong,
    PageShown,
    Park,
    ReadAloud,
    Refused,
    SignAgain,
    SignatureSeen,
    SignsAs,
    WarningConfirmed,
    Wrong,
)
from terminal.visit import MACHINE, Manner, Staff, State, Visit

SIGNERS = (Consent, SignsAs, Go, Back, Entered, Checked, Wrong, NotWrong, PageShown, ReadAloud, InkVoided)
"""What the pad's person does. Ink comes by `Reception.sign`."""
STAFFS = (SignatureSeen, SignAgain, SignsAs, Entered, WarningConfirmed, PageShown, Refused, Wrong, Park, Cancel)
"""What staff do at the desk; going on is theirs only where STAFF_GO says so.

What a passphrase confirms (reading aloud, signing as witness) comes from the clerk, by `Reception.confirm`.
"""
STAFF_GO = frozenset({State.FILL, State.PAPER})


def require_signers(event: Event, visit: Visit, staff: Collection[Staff]) -> None:
    """The event is one of the person at the pad, under his own name. Raises NotNow.

    A page may have been turned for him by one of the `staff` who are signed in.
    """
    if not isinstance(event, SIGNERS):
        raise NotNow(Message("terminal.not-for-applicant", event=type(event).__name__))
    if visit.state is State.PAPER:
        raise NotNow(Message("terminal.on-paper-at-desk"))
    match event:
        case SignsAs(manner=Manner.AGENT):
            raise NotNow(Message("terminal.agent-shows-staff"))
        case SignsAs(recorded_by=by) | Wrong(recorded_by=by) if by:
            _require_name(by, ())
        case Entered(by=by):
            _require_name(by, {visit.signer.capacity})
        case ReadAloud(by):
            _require_name(by, {MACHINE})
        case PageShown(turned_by=by):
            _require_name(by, {"signer"} | {each.id for each in staff})


def require_staffs(event: Event, visit: Visit, operator: Staff, staff: Collection[Staff]) -> None:
    """The event is one of staff, under the name of somebody who is signed in. Raises NotNow."""
    may_go = isinstance(event, Go) and visit.state in STAFF_GO
    if not (isinstance(event, STAFFS) or may_go):
        raise NotNow(Message("terminal.not-for-staff", event=type(event).__name__))
    match event:
        case Wrong(key) if key:
            raise NotNow(Message("terminal.wrong-is-theirs"))
        case SignsAs(recorded_by=by) | Wrong(recorded_by=by) | Refused(recorded_by=by):
            _require_name(by, {f"staff:{operator.id}"})
            if isinstance(event, SignsAs) and event.manner is Manner.AGENT:
                _require_agent(event, visit)
        case Entered(by=by) | WarningConfirmed(by=by) | SignatureSeen(by) | SignAgain(by):
            _require_name(by, {f"staff:{operator.id}"})
        case PageShown(turned_by=by):
            _require_name(by, {each.id for each in staff})


def _require_agent(event: SignsAs, visit: Visit) -> None:
    """An agent shows an identity document and an authority, and what is recorded of them can be held and printed."""
    if event.authority is None and visit.version > 1:
        raise NotNow(Message("terminal.agent-unrecorded"))
    if fault := agent_fault(event.agent, event.authority, visit.on):
        raise NotNow(Message("terminal.agent-not-recorded", key=fault[0].key, fault=fault[1]))


def _require_name(by: str, names: Collection[str]) -> None:
    if by not in names:
        raise NotNow(Message("terminal.not-theirs", who=by) if by else Message("terminal.nobody-did"))
