"""What the desk requires of the pad: its mirror, and what staff do at the pad for the applicant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PyQt6.QtGui import QImage

from terminal.windows.look import Mode


class Mirror(Protocol):
    """What the desk may show of the pad: a picture, or a text where a picture would show too much."""

    @property
    def picture(self) -> QImage | None: ...

    @property
    def words(self) -> str: ...


class Connectable(Protocol):
    """A signal, reduced to what is needed to connect to it."""

    def connect(self, slot: Callable[[], object]) -> object: ...


class PadSide(Protocol):
    """The pad's conductor, as the desk knows it. `changed` means that the mirror should be taken again."""

    @property
    def changed(self) -> Connectable: ...

    @property
    def mode(self) -> Mode:
        """The look of the pad now. Every wipe resets it to the usual one."""

    @property
    def turned(self) -> bool:
        """Whether a hand-over is shown upside down."""

    @property
    def is_seen(self) -> bool:
        """Whether the pad has a display on which a person can see it."""

    @property
    def holds_signature(self) -> bool:
        """Whether a person has begun to write a signature, which a new screen would remove."""

    def mirror(self, width_px: int) -> Mirror:
        """Return the pad as it is now, `width_px` dots wide.

        It never shows ink while it is written, nor a number while its owner types it.
        """

    def larger(self, on: bool) -> None:
        """Set larger type (`on`), or the normal type again."""

    def high_contrast(self, on: bool) -> None:
        """Set high contrast, with no tints and lines in ink (`on`), or the usual colours again."""

    def turn_round(self, on: bool) -> None:
        """Turn the hand-over upside down (`on`) for a person who sits opposite, or back."""

    def turn_page(self, direction: int) -> None:
        """Turn the page for the reader; the record says that staff did it.

        `direction` is 1 for the next page and -1 for the previous one.
        """

    def left_handed(self, on: bool) -> None:
        """Set the layout for a left hand (`on`), or the usual one."""

    def somebody_is_here(self) -> None:
        """Note that staff are active: the clock for an absent person starts again."""
