"""Who may do what at a counter: the person at the pad, the staff; neither may act for the other.

Whether an event is possible now is decided in `flow`. Here it is only decided who may cause it, and whether it names
its doer truthfully.
"""

from __future__ import annotations

from collections.abc import Collection

from forms.message import Message
from terminal.errors import NotNow
from terminal.visit.agency import agent_fault
from terminal.visit.events import (
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
from terminal.visit.model import MACHINE, Manner, Staff, State, Visit
from terminal.visit.words import event_message, person_of

SIGNERS = (Consent, SignsAs, Go, Back, Entered, Checked, Wrong, NotWrong, PageShown, ReadAloud, InkVoided)
"""Events that the person at the pad may cause. Ink comes by `Reception.sign`."""
STAFFS = (SignatureSeen, SignAgain, SignsAs, Entered, WarningConfirmed, PageShown, Refused, Wrong, Park, Cancel)
"""Events that staff may cause at the desk; they may go on only in the states of STAFF_GO.

What a passphrase confirms (reading aloud, signing as witness) comes from the clerk, by `Reception.confirm`.
"""
STAFF_GO = frozenset({State.FILL, State.PAPER})


def require_signers(event: Event, visit: Visit, staff: Collection[Staff]) -> None:
    """Raise NotNow unless the event is one that the person at the pad may cause, in that person's own name.

    Args:
        event: The event from the pad.
        visit: The visit in its state now.
        staff: The staff who are signed in; one of them may have turned a page for the signer.
    """
    if not isinstance(event, SIGNERS):
        raise NotNow(Message("terminal.not-for-applicant", event=event_message(event)))
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
    """Raise NotNow unless the event is one that staff may cause, in the name of a person who is signed in.

    Args:
        event: The event from the desk.
        visit: The visit in its state now.
        operator: The operator; all events but a turned page must be in their name.
        staff: The staff who are signed in; each of them may turn a page.
    """
    may_go = isinstance(event, Go) and visit.state in STAFF_GO
    if not (isinstance(event, STAFFS) or may_go):
        raise NotNow(Message("terminal.not-for-staff", event=event_message(event)))
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
    """Raise NotNow unless an agent showed an identity document and an authority that can be recorded and printed."""
    if event.authority is None and visit.version > 1:
        raise NotNow(Message("terminal.agent-unrecorded"))
    if fault := agent_fault(event.agent, event.authority, visit.on):
        raise NotNow(Message("terminal.agent-not-recorded", key=fault[0].key, fault=fault[1]))


def _require_name(by: str, names: Collection[str]) -> None:
    if by not in names:
        raise NotNow(Message("terminal.not-theirs", who=person_of(by)) if by else Message("terminal.nobody-did"))
