"""One look: measures, colours and hand together, made once for a screen and given to every widget on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from PyQt6.QtGui import QColor, QFont

from terminal.windows.look import type as typeface
from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL, Colours
from terminal.windows.look.glass import Glass
from terminal.windows.look.measures import Measures
from terminal.windows.look.sheet import sheet


class Role(StrEnum):
    """What a text is on its screen, and so how large."""

    HEADING = "heading"
    TITLE = "title"
    BODY = "body"
    SMALL = "small"


class Tone(StrEnum):
    """The colour of a text, by the palette's name for it."""

    INK = "ink"
    MUTED = "muted"
    TEAL = "teal"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    WHITE = "white"


@dataclass(frozen=True, slots=True)
class Mode:
    """What the person before the pad wants."""

    elder: bool = False
    contrast: bool = False
    left_handed: bool = False


@dataclass(frozen=True)
class Look:
    """Everything a widget may ask about how to look."""

    mode: Mode
    measures: Measures
    colours: Colours

    @classmethod
    def of(cls, mode: Mode, glass: Glass) -> Look:
        """The look of that mode on that screen."""
        return cls(mode, Measures(glass, mode.elder), HIGH_CONTRAST if mode.contrast else NORMAL)

    @cached_property
    def sheet(self) -> str:
        """The stylesheet for the window."""
        return sheet(self.measures, self.colours)

    def size(self, role: Role) -> int:
        """The type size in pixels."""
        return int(getattr(self.measures, role.value))

    def leading(self, role: Role) -> int:
        """From line to line, in pixels."""
        return self.measures.leading(self.size(role))

    def font(self, role: Role, bold: bool = False) -> QFont:
        """The type for that role."""
        return typeface.font(self.size(role), bold)

    def colour(self, tone: Tone) -> QColor:
        """A text's colour."""
        return QColor(getattr(self.colours, tone.value))
