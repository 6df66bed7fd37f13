"""The type on the screens, as a chain of fonts.

Noto Sans SC, which is shipped, comes first. Then come the fonts that documents fall back on, in the same order. The
fonts that a station names come last, as in documents.

A character that no font of the chain can draw is never left to the system's fonts: `missing` returns it. It also
returns one that the screens draw and the documents do not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PyQt6.QtGui import QFont, QFontDatabase, QRawFont

from forms.document_characters import is_drawn
from forms.message import Message
from terminal.errors import LookError

SHIPPED = Path(__file__).parent / "fonts"
FILES = (SHIPPED / "NotoSansSC-Regular.ttf", SHIPPED / "NotoSansSC-Bold.ttf")
RARE = (
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
)
"""The same as `signing.fonts.SYSTEM`, which a window need not load."""
_own: tuple[Path, ...] = ()
"""The fonts that the station's settings name; see `use`."""
PROBE_PX = 24.0  # any size: only which characters there are is asked


def use(own: Sequence[Path]) -> None:
    """Set the station's own fonts, which follow the others in every window that is made from now on.

    Raises:
        LookError: If a font file cannot be read.
    """
    global _own
    families(tuple(own))
    _own = tuple(own)
    for known in (font, _faces):
        known.cache_clear()


def families(extra: Sequence[Path] | None = None) -> tuple[str, ...]:
    """Return the font families of the chain, in order.

    Args:
        extra: Fonts to use in place of the station's own; None means the station's own.

    Raises:
        LookError: If a font file cannot be read.
    """
    return _families(_own if extra is None else tuple(extra))


@cache
def _families(extra: tuple[Path, ...]) -> tuple[str, ...]:
    """Load the chain into Qt and return its families in order.

    Raise LookError when a shipped or named font file cannot be read.
    """
    chain: list[str] = []
    for path in (*FILES, *(path for path in RARE if path.is_file()), *extra):
        known = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        if not known:
            raise LookError(Message("terminal.font-unreadable", path=str(path)))
        chain += [name for name in known if name not in chain]
    return tuple(chain)


@cache
def font(size_px: int, bold: bool = False) -> QFont:
    """Return the font in a size of `size_px` pixels, in `bold` where asked. Callers must not change it."""
    made = QFont()
    made.setFamilies(list(families()))
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def missing(text: str) -> tuple[str, ...]:
    """Return the characters of `text` that no font of the chain can draw, each once."""
    return tuple(dict.fromkeys(one for one in text if not one.isspace() and not _drawn(one)))


def _drawn(character: str) -> bool:
    """Return whether both the screens and the documents can draw the character.

    Their first fonts differ in a few characters; behind them the chains are the same. Documents draw no private use.
    """
    if unicodedata.category(character) == "Co":
        return False
    first, *others = _faces()
    if any(face.supportsCharacter(ord(character)) for face in others):
        return True
    return first.supportsCharacter(ord(character)) and is_drawn(character)


@cache
def _faces() -> tuple[QRawFont, ...]:
    return tuple(QRawFont(str(path), PROBE_PX) for path in (FILES[0], *RARE, *_own) if path.is_file())
