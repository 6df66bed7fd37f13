"""Which display is the applicant's: the one that is named, else the one that is not the desk's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from forms.message import Message
from terminal.errors import NoDisplay, SettingError
from terminal.pad import window_system

UNSEEN = ("offscreen", "minimal")  # platforms of the toolkit for tests


class Display(Protocol):
    """What is asked of a QScreen."""

    def name(self) -> str: ...

    def model(self) -> str: ...


AnyDisplay = TypeVar("AnyDisplay", bound=Display)


def require_display(environment: Mapping[str, str]) -> None:
    """Raises NoDisplay where no window can be seen and no list opened, before the toolkit ends the program for it."""
    unseen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in UNSEEN
    if unseen or not window_system.is_there(environment):
        raise NoDisplay(Message("terminal.no-display"))


def pad_display(every: Sequence[AnyDisplay], desk: AnyDisplay, wanted: str = "") -> AnyDisplay | None:
    """The pad's display; None when there is only the desk's. Raises SettingError for a name that none has."""
    if wanted:
        for display in every:
            if wanted in (display.name(), display.model()):
                return display
        known = ", ".join(display.name() for display in every)
        raise SettingError(Message("terminal.no-such-display", wanted=wanted, known=known))
    return next((display for display in every if display is not desk), None)
