"""What the desk sees of the pad: a small picture, or a text where the picture is private.

Ink is never shown while it is written, and a number is never shown while its owner types it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage

from terminal.windows.look.words import _
from terminal.windows.pad.states import Entry, Fill, Sign
from terminal.windows.pad.window import PadWindow

WIDTH_PX = 336
PRIVATE = frozenset({Entry.NUMBER})


@dataclass(frozen=True, slots=True)
class Mirror:
    """A picture or, instead of it, a text."""

    picture: QImage | None = field(default=None, repr=False)
    words: str = ""


def mirror_of(window: PadWindow, width_px: int = WIDTH_PX) -> Mirror:
    """Return what the desk may see of the pad at this moment.

    Args:
        window: The pad's window; a text replaces its picture while a signature or a number is written.
        width_px: The width of the picture, in pixels.
    """
    if not window.is_seen:
        return Mirror(words=_("签署屏断开了，申请人看不到"))
    match window.state:
        case Sign():
            return Mirror(words=_("正在签名"))
        case Fill(entry=entry, value=value) if entry in PRIVATE and value:
            return Mirror(words=_("正在填写号码"))
    seen = window.grab().toImage()
    return Mirror(seen.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation))
