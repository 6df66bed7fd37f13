"""What happened in each visit since the clerk was last informed of it."""

from __future__ import annotations

from terminal.clerk.orders import TimedEvent
from terminal.visit.events import Event
from terminal.visit.flow import step
from terminal.visit.model import Visit


class UnsentEvents:
    """The events of each visit, in their sequence. The clerk replays exactly these."""

    def __init__(self) -> None:
        self._events: dict[str, list[TimedEvent]] = {}

    def step(self, visit: Visit, event: Event, at: str) -> Visit:
        """Return the visit after an event, and note the event. Raise NotNow as `flow.step` does.

        Args:
            visit: The visit before the event.
            event: What happened.
            at: The time of the event, ISO 8601 UTC.
        """
        after = step(visit, event, at)
        self._events.setdefault(visit.record, []).append(TimedEvent(event, at))
        return after

    def take(self, record: str) -> tuple[TimedEvent, ...]:
        """Return the events of a visit since they were last taken, and forget them."""
        return tuple(self._events.pop(record, ()))

    def forget_all(self) -> None:
        """Forget every event."""
        self._events.clear()
