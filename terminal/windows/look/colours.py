"""Every colour on the screens.

Paper and ink are the base, teal marks what can be done, and red marks harm. High contrast has no tints.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Colours:
    """The palette as #RRGGBB. A tint is the background for text in the colour of the same name."""

    ink: str = "#1B1F24"
    paper: str = "#F7F5F0"
    white: str = "#FFFFFF"
    line: str = "#D5D1C6"
    control: str = "#76736A"
    muted: str = "#5C6169"
    closed: str = "#ECEAE4"
    teal: str = "#1C4F63"
    teal_tint: str = "#E4EEF1"
    green: str = "#2B6A3C"
    green_tint: str = "#E5F1E7"
    amber: str = "#7A4E00"
    amber_tint: str = "#FFF3D6"
    red: str = "#A8201A"
    red_tint: str = "#FBE9E7"
    focus: str = "#E0A100"


NORMAL = Colours()
HIGH_CONTRAST = replace(
    NORMAL,
    paper=NORMAL.white,
    line=NORMAL.ink,
    control=NORMAL.ink,
    muted=NORMAL.ink,
    closed=NORMAL.white,
    teal_tint=NORMAL.white,
    green_tint=NORMAL.white,
    amber_tint=NORMAL.white,
    red_tint=NORMAL.white,
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance).

    The order of `one` and `other`, each #RRGGBB, does not matter.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
