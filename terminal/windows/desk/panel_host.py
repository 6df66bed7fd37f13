"""What the desk's panels require of the window that shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from terminal.clerk.orders import Lane
from terminal.session.reception import Reception
from terminal.visit.events import Event
from terminal.windows.desk.panel import Panel
from terminal.windows.desk.states import CounterFacts
from terminal.windows.look.desk import DeskLook


class Host(Protocol):
    """A window with room for one panel. `panel` is the open one."""

    reception: Reception
    lane: Lane
    place: CounterFacts
    look: DeskLook
    panel: Panel | None

    def today(self) -> date:
        """Return the station's civil day."""
        ...

    def open_panel(self, panel: Panel) -> None:
        """Show the panel in place of the open one."""
        ...

    def close_panel(self) -> None:
        """Close the open panel."""
        ...

    def attempt(self, act: Callable[[], object]) -> None:
        """Run the act, or say why it cannot be done now."""
        ...

    def staff_did(self, event: Event) -> None:
        """Pass an event of staff to the reception, or say why it is not possible now."""
        ...

    def say(self, words: str, gravity: str = "warn") -> None:
        """Show staff a message about what they did.

        Args:
            words: The message, already in the language of the windows.
            gravity: One of the gravities of `Banner`: "stop", "warn", "hint" or "fine".
        """
        ...
