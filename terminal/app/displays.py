"""Which display is the applicant's: the one that is named, else the one that is not the desk's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

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
        raise NoDisplay(
            "there is no display here (DISPLAY and WAYLAND_DISPLAY name none, or QT_QPA_PLATFORM asks for none). "
            "Run this in a desktop session, or on the virtual display of Xvfb"
        )


def pad_display(every: Sequence[AnyDisplay], desk: AnyDisplay, wanted: str = "") -> AnyDisplay | None:
    """The pad's display; None when there is only the desk's. Raises SettingError for a name that none has."""
    if wanted:
        for display in every:
            if wanted in (display.name(), display.model()):
                return display
        known = ", ".join(display.name() for display in every)
        raise SettingError(f"--pad {wanted}: there is no such display. Name one of: {known}")
    return next((display for display in every if display is not desk), None)
