"""One look: mode, measures and colours together, made once for a screen and passed to every widget on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from PyQt6.QtGui import QColor, QFont

from terminal.windows.look import typeface
from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL, Colours
from terminal.windows.look.glass import Glass
from terminal.windows.look.measures import Measures
from terminal.windows.look.sheet import sheet


class Role(StrEnum):
    """The role of a text on its screen, which sets its size."""

    HEADING = "heading"
    TITLE = "title"
    BODY = "body"
    SMALL = "small"


class Tone(StrEnum):
    """The colour of a text, by its name in the palette."""

    INK = "ink"
    MUTED = "muted"
    TEAL = "teal"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    WHITE = "white"


@dataclass(frozen=True, slots=True)
class Mode:
    """What the person at the pad has chosen: large type, high contrast, left-handed layout."""

    elder: bool = False
    contrast: bool = False
    left_handed: bool = False


@dataclass(frozen=True)
class Look:
    """Everything that a widget needs to know about its appearance."""

    mode: Mode
    measures: Measures
    colours: Colours

    @classmethod
    def of(cls, mode: Mode, glass: Glass) -> Look:
        """Return the look for a `mode` on a `glass`."""
        return cls(mode, Measures(glass, mode.elder), HIGH_CONTRAST if mode.contrast else NORMAL)

    @cached_property
    def sheet(self) -> str:
        """The stylesheet for the window."""
        return sheet(self.measures, self.colours)

    def size(self, role: Role) -> int:
        """Return the type size of `role` in pixels."""
        return int(getattr(self.measures, role.value))

    def leading(self, role: Role) -> int:
        """Return the distance from one line of text to the next, in pixels."""
        return self.measures.leading(self.size(role))

    def font(self, role: Role, bold: bool = False) -> QFont:
        """Return the font for a `role`, in `bold` where asked."""
        return typeface.font(self.size(role), bold)

    def colour(self, tone: Tone) -> QColor:
        """Return the colour for the text of `tone`."""
        return QColor(getattr(self.colours, tone.value))
