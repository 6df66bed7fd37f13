"""Whoever is at the counter does the next thing: for tests that lead a visit through, whatever happened before."""

from __future__ import annotations

from forms import sample
from terminal.visit import flow
from terminal.visit.capture import taken
from terminal.visit.model import State, Visit
from tests.terminal import stations

SAMPLES = {
    "unemployment-registration": sample.sample_registration(),
    "fixed-term-contract": sample.sample_contract(),
}


def next_event(visit: Visit) -> flow.Event:
    """What a willing person does now. Only for steps in which it is a person's turn."""
    match visit.state:
        case State.NOTICE | State.HAND_OVER:
            missing = [subject for subject in flow.CONSENTS if subject not in visit.consents]
            if missing:
                return flow.Consent(missing[0], True)
            own = visit.unchecked if visit.state is State.HAND_OVER else ()
            return flow.Checked(own) if own else flow.Go()
        case State.FILL:
            values = SAMPLES[visit.form.id]
            missing = [key for key in values if not visit.answers.value(key)]
            return flow.Entered(missing[0], values[missing[0]], "staff:S01") if missing else flow.Go()
        case State.CHECK:
            unchecked = visit.unchecked
            return flow.Checked(unchecked) if unchecked else flow.Go()
        case State.READ:
            return flow.PageShown(visit.unread[0], 3000) if visit.unread else flow.Go()
        case State.SIGN:
            return taken(stations.ink_of(visit.signer.role if visit.signer.role != "witness" else "staff"))
        case State.LOOK:
            return flow.SignatureSeen(f"staff:{visit.operator.id}", visit.doubts)
        case _:
            return flow.Go()
