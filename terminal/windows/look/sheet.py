"""The pad's only stylesheet: grounds, sheets, bars and the toolkit's own controls, from measures and colours."""

from __future__ import annotations

from terminal.windows.look.colours import Colours
from terminal.windows.look.measures import Measures
from terminal.windows.look.typeface import families


def sheet(measures: Measures, colours: Colours) -> str:
    """Return the stylesheet of a window, from its `measures` and `colours`.

    A frame names its kind in the property `part`.
    """
    m, c = measures, colours
    chain = ", ".join(f'"{family}"' for family in families())
    return f"""
* {{ font-family: {chain}; font-size: {m.body}px; color: {c.ink}; }}
QWidget[part="ground"] {{ background: {c.paper}; }}
QFrame[part="band"] {{ background: {c.amber_tint}; border: none; border-bottom: {m.line}px solid {c.line}; }}
QFrame[part="header"] {{ background: {c.white}; border: none; border-bottom: {m.line}px solid {c.line}; }}
QFrame[part="footer"] {{ background: {c.white}; border: none; border-top: {m.line}px solid {c.line}; }}
QFrame[part="sheet"] {{
    background: {c.white}; border: {m.line}px solid {c.line}; border-radius: {m.radius}px;
}}
QFrame[part="wrong"] {{
    background: {c.red_tint}; border: {m.border}px solid {c.red}; border-radius: {m.radius}px;
}}
QFrame[part="fine"] {{
    background: {c.green_tint}; border: {m.line}px solid {c.green}; border-radius: {m.radius}px;
}}
QFrame[part="field"] {{
    background: {c.white}; border: {m.border}px solid {c.control}; border-radius: {m.radius}px;
}}
QPushButton {{
    background: {c.white}; color: {c.teal}; border: {m.border}px solid {c.teal}; border-radius: {m.radius}px;
    min-height: {m.target - 2 * m.border}px; padding: 0 {m.target_pad}px;
}}
QPushButton:pressed {{ background: {c.teal_tint}; }}
QPushButton:disabled {{ background: {c.closed}; color: {c.muted}; border-color: {c.control}; }}
"""
