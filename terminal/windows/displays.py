"""Which display is the applicant's: the one that the settings name, else the first that is not the desk's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from forms.message import Message
from terminal.errors import NoDisplay, SettingError
from terminal.windows import window_system

UNSEEN = ("offscreen", "minimal")  # platforms of the toolkit for tests


class Display(Protocol):
    """The part of a QScreen that is used here."""

    def name(self) -> str: ...

    def model(self) -> str: ...


AnyDisplay = TypeVar("AnyDisplay", bound=Display)


def require_display(environment: Mapping[str, str]) -> None:
    """Check that windows can be seen and menus opened, before the toolkit would end the program.

    Raise NoDisplay when that is not the case.
    """
    unseen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in UNSEEN
    if unseen or not window_system.is_there(environment):
        raise NoDisplay(Message("terminal.no-display"))


def pad_display(every: Sequence[AnyDisplay], desk: AnyDisplay, wanted: str = "") -> AnyDisplay | None:
    """Return the pad's display; None when there is only the desk's.

    Args:
        every: All displays of the machine.
        desk: The display of the desk.
        wanted: The name or model of the pad's display; "" for the first one that is not the desk's.

    Raises:
        SettingError: No display has the name that is wanted.
    """
    if wanted:
        for display in every:
            if wanted in (display.name(), display.model()):
                return display
        known = tuple(display.name() for display in every)
        raise SettingError(Message("terminal.no-such-display", wanted=wanted, known=known))
    return next((display for display in every if display is not desk), None)
