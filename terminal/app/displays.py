"""Which display is the applicant's: the one that is named, else the one that is not the desk's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from terminal.errors import SettingError


class Display(Protocol):
    """What is asked of a QScreen."""

    def name(self) -> str: ...

    def model(self) -> str: ...


AnyDisplay = TypeVar("AnyDisplay", bound=Display)


def pad_display(every: Sequence[AnyDisplay], desk: AnyDisplay, wanted: str = "") -> AnyDisplay | None:
    """The pad's display; None when there is only the desk's. Raises SettingError for a name that none has."""
    if wanted:
        for display in every:
            if wanted in (display.name(), display.model()):
                return display
        known = ", ".join(display.name() for display in every)
        raise SettingError(f"--pad {wanted}: there is no such display. Name one of: {known}")
    return next((display for display in every if display is not desk), None)
