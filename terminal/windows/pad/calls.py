"""A call for staff as the pad shows it: called, then acknowledged.

It is over with the next step, with the next signer, or after `HEARD_MS`. The reception keeps how a call is shown at the
desk. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable

from terminal.session.reception import Reception
from terminal.session.values import Bell, Why
from terminal.visit.model import Visit
from terminal.windows.look.words import N_, _
from terminal.windows.pad.acts import CallReason
from terminal.windows.pad.states import Call
from terminal.windows.pad.step_position import Step, step_of

HEARD_MS = 60_000
"""How long the pad shows that staff are coming; by then they have come, or the person calls again."""
CALLS = {
    CallReason.HELP: Why.HELP,
    CallReason.WANTS_HELP: Why.WANTS_HELP,
    CallReason.CANNOT_WRITE: Why.CANNOT_WRITE,
    CallReason.WILL_NOT_SIGN: Why.WILL_NOT_SIGN,
}
INSTEAD_OF_SIGNING = (Why.CANNOT_WRITE, Why.WILL_NOT_SIGN)
CALLED = {
    Call.CALLED: N_("正在叫工作人员。您先别签，请等一下"),
    Call.COMING: N_("工作人员知道了。您先别签，请等一下"),
}


class Calling:
    """The calls from the pad. `now_ms` returns the time of a monotonic clock in milliseconds."""

    def __init__(self, reception: Reception, now_ms: Callable[[], int]) -> None:
        self._reception, self._now_ms = reception, now_ms
        self._heard: Bell | None = None
        self._heard_ms = 0
        self._heard_in: Step | None = None

    def ring(self, reason: CallReason) -> None:
        """Call staff at the desk for the reason that the person chose."""
        self._reception.ring(CALLS[reason])

    def stands(self, visit: Visit) -> Call:
        """Return how far the call has come, in the present step of the visit."""
        if self._reception.bell is not None:
            return Call.CALLED
        heard = self._reception.answered
        if heard is not self._heard:
            self._heard, self._heard_ms, self._heard_in = heard, self._now_ms(), step_of(visit)
        over = self._heard_in != step_of(visit) or self._now_ms() - self._heard_ms >= HEARD_MS
        return Call.NONE if heard is None or over else Call.COMING

    def instead_of_signing(self, call: Call) -> str:
        """Return the notice for a signer who called because of not being able or not wanting to write; "" otherwise."""
        bell = self._reception.bell or self._reception.answered
        return _(CALLED[call]) if call in CALLED and bell is not None and bell.why in INSTEAD_OF_SIGNING else ""
