"""The appearance of the desk: its lengths and its stylesheet.

Lengths are pixels of a 96-dpi screen; the system applies its own scale factor. The desk is an office screen that is
read from half a metre. The millimetre measures are for the pad only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PyQt6.QtGui import QFontMetrics

from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL, Colours
from terminal.windows.look.typeface import families, font


@dataclass(frozen=True, slots=True)
class DeskMeasures:
    """Lengths in device-independent pixels. `roomy`: the screen is wide enough for a larger mirror and more space."""

    roomy: bool = True

    body: int = 16
    small: int = 14
    title: int = 18
    heading: int = 24
    control: int = 40
    gap: int = 8
    inset: int = 12
    """The space inside a button, left and right of its label."""
    pad: int = 16
    radius: int = 6
    border: int = 1
    edge: int = 5
    """The width of the coloured edge of a message."""
    ring: int = 3
    bar: int = 56
    scroll: int = 12
    card: int = 560

    def rows(self, count: int) -> int:
        """Return the height of a list that shows `count` rows without scrolling."""
        return count * (self.control - 4) + 2 * self.border

    @property
    def wide_card(self) -> int:
        """The width of a panel that shows a list, or a page with its facts."""
        return 1080 if self.roomy else 920

    @property
    def left(self) -> int:
        """The width of the left column, which lists the open visits."""
        return 280 if self.roomy else 260

    @property
    def mirror(self) -> int:
        """The width of the pad's mirror."""
        return 440 if self.roomy else 304

    @property
    def middle(self) -> int:
        """The width left for the visit, on the narrowest screen of the same kind."""
        return (ROOMY_FROM_PX if self.roomy else LEAST_PX) - self.left - self.mirror - 3 * self.pad

    def button(self, words: str, bold: bool = False) -> int:
        """Return the width of a button.

        Args:
            words: The whole label, with the key that is shown on the button.
            bold: Whether the label is bold, as on a primary button.
        """
        return QFontMetrics(font(self.body, bold)).horizontalAdvance(words) + 2 * (self.inset + self.border)

    @property
    def page(self) -> int:
        """The width of an archived page next to its facts."""
        return 520 if self.roomy else 430

    @property
    def page_height(self) -> int:
        """The height of the part of an archived page that is visible at once."""
        return 640 if self.roomy else 420

    @property
    def air(self) -> int:
        """The space between two rows of the form."""
        return 12 if self.roomy else 8


LEAST_PX, ROOMY_FROM_PX = 1366, 1600


@dataclass(frozen=True)
class DeskLook:
    """Measures and colours together, made once for the window."""

    measures: DeskMeasures = DeskMeasures()
    colours: Colours = NORMAL

    @classmethod
    def of(cls, width_px: int, colours: Colours = NORMAL) -> DeskLook:
        """Return the appearance for a screen.

        Args:
            width_px: The width of the screen in device-independent pixels. From `ROOMY_FROM_PX` the screen is roomy.
            colours: `NORMAL` or `HIGH_CONTRAST`.
        """
        return cls(DeskMeasures(roomy=width_px >= ROOMY_FROM_PX), colours)

    @property
    def contrast(self) -> bool:
        """Whether the colours are those of high contrast: no tints, and lines in ink."""
        return self.colours is HIGH_CONTRAST

    def with_contrast(self, on: bool) -> DeskLook:
        """Return the same measures in high contrast (`on`) or in the usual colours."""
        return replace(self, colours=HIGH_CONTRAST if on else NORMAL)

    @cached_property
    def sheet(self) -> str:
        """The stylesheet for the window."""
        return (
            _letters(self.measures, self.colours)
            + _grounds(self.measures, self.colours)
            + _controls(self.measures, self.colours)
        )


def _letters(m: DeskMeasures, c: Colours) -> str:
    chain = ", ".join(f'"{family}"' for family in families())
    return f"""
* {{ font-family: {chain}; font-size: {m.body}px; color: {c.ink}; }}
QLabel[role="small"] {{ font-size: {m.small}px; }}
QLabel[role="title"] {{ font-size: {m.title}px; }}
QLabel[role="heading"] {{ font-size: {m.heading}px; }}
QLabel[role="strong"] {{ font-weight: bold; }}
QLabel[tone="muted"] {{ color: {c.muted}; }}
QLabel[tone="good"] {{ color: {c.green}; }}
QLabel[tone="attention"] {{ color: {c.amber}; }}
QLabel[tone="harm"] {{ color: {c.red}; }}
QLabel[tone="teal"] {{ color: {c.teal}; }}
QLabel[tone="white"] {{ color: {c.white}; }}
"""


def _grounds(m: DeskMeasures, c: Colours) -> str:
    return f"""
QWidget[part="ground"] {{ background: {c.paper}; }}
QWidget[part="column"] {{ background: {c.white}; border: none; border-right: {m.border}px solid {c.line}; }}
QWidget[part="plain"] {{ background: {c.white}; }}
QFrame[part="band"] {{ background: {c.amber_tint}; border: none; border-bottom: {m.border}px solid {c.line}; }}
QFrame[part="bar"] {{ background: {c.teal}; border: none; }}
QFrame[part="bell"] {{ background: {c.red}; border: none; }}
QFrame[part="strip"] {{ background: {c.white}; border: none; border-top: {m.border}px solid {c.line}; }}
QFrame[part="sheet"] {{
    background: {c.white}; border: {m.border}px solid {c.line}; border-radius: {m.radius}px;
}}
QFrame[part="mirror"] {{
    background: {c.white}; border: {m.edge // 2}px solid {c.teal}; border-radius: {m.radius}px;
}}
QFrame[part="stop"] {{ background: {c.red_tint}; border: none; border-left: {m.edge}px solid {c.red}; }}
QFrame[part="warn"] {{ background: {c.amber_tint}; border: none; border-left: {m.edge}px solid {c.amber}; }}
QFrame[part="hint"] {{ background: {c.closed}; border: none; border-left: {m.edge}px solid {c.muted}; }}
QFrame[part="fine"] {{ background: {c.green_tint}; border: none; border-left: {m.edge}px solid {c.green}; }}
QFrame[part="wash"] {{ background: rgba(27, 31, 36, 120); border: none; }}
QFrame[part="step-ahead"] {{ background: {c.white}; border: {m.border}px solid {c.line}; }}
QFrame[part="step-done"] {{ background: {c.teal_tint}; border: {m.border}px solid {c.line}; }}
QFrame[part="step-now"] {{ background: {c.teal}; border: {m.border}px solid {c.teal}; }}
QScrollArea {{ background: transparent; border: none; }}
QWidget#qt_scrollarea_viewport {{ background: transparent; }}
QWidget[part="bare"] {{ background: transparent; }}
QStackedWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: {c.paper}; width: {m.scroll}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c.control}; border-radius: 4px; min-height: 40px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _controls(m: DeskMeasures, c: Colours) -> str:
    inner = m.control - 2 * m.border
    return f"""
QPushButton {{
    background: {c.white}; color: {c.teal}; border: {m.border}px solid {c.teal}; border-radius: {m.radius}px;
    min-height: {inner}px; padding: 0 {m.inset}px; outline: none;
}}
QPushButton:pressed {{ background: {c.teal_tint}; }}
QPushButton[kind="primary"] {{ background: {c.teal}; color: {c.white}; font-weight: bold; }}
QPushButton[kind="primary"][closed="true"] {{
    background: {c.closed}; color: {c.muted}; border-color: {c.control}; font-weight: normal;
}}
QPushButton[kind="harm"] {{ color: {c.red}; border-color: {c.red}; }}
QPushButton[kind="harm-primary"] {{ background: {c.red}; color: {c.white}; border-color: {c.red}; }}
QPushButton[kind="bar"] {{ background: {c.teal}; color: {c.white}; border-color: {c.white}; }}
QPushButton[kind="bell"] {{ background: {c.white}; color: {c.red}; border-color: {c.white}; font-weight: bold; }}
QPushButton[kind="line"] {{ text-align: left; color: {c.ink}; border-color: {c.line}; padding: 6px 12px; }}
QPushButton[kind="line"]:checked {{ background: {c.teal_tint}; border-color: {c.teal}; }}
QPushButton[kind="chip"] {{ color: {c.ink}; border-color: {c.control}; text-align: left; }}
QPushButton[kind="chip"]:checked {{ background: {c.teal_tint}; border-color: {c.teal}; color: {c.teal}; }}
QPushButton[kind="chip"]:disabled {{ border-color: {c.line}; }}
QLineEdit, QPlainTextEdit {{
    background: {c.white}; border: {m.border}px solid {c.control}; border-radius: {m.radius}px;
    selection-background-color: {c.teal}; selection-color: {c.white}; padding: 0 10px; outline: none;
}}
QLineEdit {{ min-height: {inner}px; }}
QPlainTextEdit {{ padding: 2px 6px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] {{ border: 2px solid {c.red}; padding: 0 9px; }}
QLineEdit[wrong="true"] {{ min-height: {inner - 2 * m.border}px; }}
QPlainTextEdit[wrong="true"] {{ padding: 1px 5px; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.white}; border-color: {c.line}; }}
QListView {{
    background: {c.white}; border: {m.border}px solid {c.control}; outline: none;
    selection-background-color: {c.teal}; selection-color: {c.white};
}}
QListView::item {{ min-height: {m.control - 4}px; padding: 0 10px; }}
QListView::item:selected {{ background: {c.teal}; color: {c.white}; }}
"""
