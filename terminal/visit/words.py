"""The words for events, steps and people in refusals; the texts are in `terminal.po`."""

from __future__ import annotations

import re

from forms.message import Message
from signing.roles import role_message
from terminal.visit.events import Event
from terminal.visit.model import State

STAFF = "staff:"


def event_message(event: Event) -> Message:
    """Return what an event does, as a message."""
    return event_name(type(event).__name__)


def event_name(name: str) -> Message:
    """Return what the event of that class does, as a message."""
    return Message(f"terminal.event-{re.sub('(?<!^)(?=[A-Z])', '-', name).lower()}")


def step_message(state: State) -> Message:
    """Return the name of a step as a message."""
    return Message(f"terminal.step-{state.value}")


def person_of(by: str) -> Message | str:
    """Return the name of who caused an event: a role as a message, or the id of a staff member."""
    return by.removeprefix(STAFF) if by.startswith(STAFF) else role_message(by)
