"""The type on the screens: Noto Sans SC, shipped; then the fonts that documents fall back on, in the same order.
The fonts that a station names come last, as they do in documents.

What no face of this chain draws is never left to whatever the system has: `missing` names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PyQt6.QtGui import QFont, QFontDatabase, QRawFont

from forms.message import Message
from terminal.errors import LookError

SHIPPED = Path(__file__).parent / "fonts"
FILES = (SHIPPED / "NotoSansSC-Regular.ttf", SHIPPED / "NotoSansSC-Bold.ttf")
RARE = (
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
)
"""As `signing.fonts.SYSTEM`, which a window need not load."""
_own: tuple[Path, ...] = ()
"""The fonts that the station's settings name; see `use`."""
PROBE_PX = 24.0  # any size: only which characters there are is asked


def use(own: Sequence[Path]) -> None:
    """The station's own fonts stand behind the others on every window made from now on. Raises LookError."""
    global _own
    families(tuple(own))
    _own = tuple(own)
    for known in (font, _faces):
        known.cache_clear()


def families(extra: Sequence[Path] | None = None) -> tuple[str, ...]:
    """The families of the chain, in order; with `extra` in place of the station's own fonts. Raises LookError."""
    return _families(_own if extra is None else tuple(extra))


@cache
def _families(extra: tuple[Path, ...]) -> tuple[str, ...]:
    """Loads the chain into Qt and names its families in order. Raises LookError for a shipped or named file."""
    chain: list[str] = []
    for path in (*FILES, *(path for path in RARE if path.is_file()), *extra):
        known = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        if not known:
            raise LookError(Message("terminal.font-unreadable", path=str(path)))
        chain += [name for name in known if name not in chain]
    return tuple(chain)


@cache
def font(size_px: int, bold: bool = False) -> QFont:
    """The type in that size. Callers must not change it."""
    made = QFont()
    made.setFamilies(list(families()))
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def missing(text: str) -> tuple[str, ...]:
    """The characters that no face of the chain draws, each once."""
    return tuple(dict.fromkeys(one for one in text if not one.isspace() and not _drawn(one)))


def _drawn(character: str) -> bool:
    return any(face.supportsCharacter(ord(character)) for face in _faces())


@cache
def _faces() -> tuple[QRawFont, ...]:
    return tuple(QRawFont(str(path), PROBE_PX) for path in (FILES[0], *RARE, *_own) if path.is_file())
