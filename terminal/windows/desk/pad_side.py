"""What the desk needs of the pad: its mirror, and what staff do there for the applicant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PyQt6.QtGui import QImage

from terminal.windows.look import Mode


class Mirror(Protocol):
    """What the desk may show of the pad: a picture, or words where a picture would show too much."""

    @property
    def picture(self) -> QImage | None: ...

    @property
    def words(self) -> str: ...


class Told(Protocol):
    """A signal, as far as it is connected to."""

    def connect(self, slot: Callable[[], object]) -> object: ...


class PadSide(Protocol):
    """The pad's conductor, as the desk knows it. `changed` tells that the mirror may be taken anew."""

    @property
    def changed(self) -> Told: ...

    @property
    def mode(self) -> Mode:
        """The look that it has now; it goes back to the usual one with every wipe."""

    @property
    def turned(self) -> bool:
        """Whether a hand-over stands on its head."""

    @property
    def is_seen(self) -> bool:
        """Whether the pad has a display on which somebody can see it."""

    @property
    def holds_signature(self) -> bool:
        """Whether somebody has begun to write a signature, which a new screen would take away."""

    def mirror(self, width_px: int) -> Mirror:
        """The pad as it is now; never ink while it is written, nor a number while its owner types it."""

    def larger(self, on: bool) -> None:
        """Larger type, or the normal type again."""

    def high_contrast(self, on: bool) -> None:
        """No tints and ink for lines, or the usual colours again."""

    def turn_round(self, on: bool) -> None:
        """The hand-over on its head, for who sits opposite."""

    def turn_page(self, direction: int) -> None:
        """Staff turn the page; the record says so."""

    def left_handed(self, on: bool) -> None:
        """The layout for a left hand, or the usual one."""

    def somebody_is_here(self) -> None:
        """Staff are doing something: the away clock begins anew."""
