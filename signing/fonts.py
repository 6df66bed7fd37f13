"""The choice of a font for each character, and its width. Characters that no font can draw are rejected.

The order is fixed: Noto Serif SC (shipped), BabelStone Han and HanaMinB (Debian packages, when installed), then the
fonts that the station names. `line_breaking` decides where lines break, `page` what a page shows. A font file is
read when a character first needs it. Characters that show nothing or mean nothing by themselves (controls, invisible
formats, private use) are rejected like missing ones: what is read must be what is seen.

reportlab 5.1 writes a ToUnicode map that is wrong beyond U+FFFF. Importing this module replaces it with a correct one.
"""

from __future__ import annotations

import mmap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from forms.message import Message
from signing.errors import MissingGlyph, PageError

SHIPPED = Path(__file__).parent / "fonts"
SYSTEM = (
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
)
# Marks (Mn, Me) too: reportlab does not place them, and a variation selector asks for a glyph that would not be drawn.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Me", "Mn", "Zl", "Zp"})
BFCHAR_BLOCK = 100  # ISO 32000-1 9.10.3 by way of Adobe TN 5411: at most 100 entries in one block


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one font draws. `font_name` is reportlab's name of the font."""

    font_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Face:
    """One font file with TrueType outlines, read on first use."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    def knows(self, character: str) -> bool:
        """Return whether the font has a glyph of its own for the character (not .notdef)."""
        return bool(_typeface(self.path).face.charToGlyph.get(ord(character), 0))

    def advance(self, character: str) -> float:
        """Return the width of the character in thousandths of the font size."""
        face = _typeface(self.path).face
        return float(face.charWidths.get(ord(character), face.defaultWidth))


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a station, in the order in which they are tried."""

    regular: tuple[Face, ...]
    bold: tuple[Face, ...]
    _found: dict[tuple[str, bool], tuple[str, float]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Faces:
        """Return the shipped fonts, Debian's where installed, then `extra` in its order.

        Raise PageError when a file of `extra` is missing.
        """
        for path in extra:
            if not path.is_file():
                raise PageError(Message("signing.font-missing", path=str(path)))
        rare = tuple(Face(path) for path in (*(path for path in SYSTEM if path.is_file()), *extra))
        return cls(
            (Face(SHIPPED / "NotoSerifSC-Regular.ttf"), *rare),
            (Face(SHIPPED / "NotoSerifSC-Bold.ttf"), *rare),
        )

    def runs(self, text: str, where: str, bold: bool = False) -> tuple[Run, ...]:
        """Split a text into runs of one font each, in order.

        Args:
            text: The text to draw.
            where: The place that MissingGlyph names, such as the label of a field.
            bold: Whether the bold fonts are tried.

        Raises:
            MissingGlyph: No font has a character.
        """
        named = ((self._find(character, where, bold)[0], character) for character in text)
        return tuple(
            Run(name, "".join(character for _, character in group))
            for name, group in groupby(named, key=lambda pair: pair[0])
        )

    def width(self, text: str, size_pt: float, where: str, bold: bool = False) -> float:
        """Return the width of a text in points.

        Args:
            text: The text to measure.
            size_pt: The type size in points.
            where: The place that MissingGlyph names, such as the label of a field.
            bold: Whether the bold fonts are tried.

        Raises:
            MissingGlyph: No font has a character.
        """
        return sum(self._find(character, where, bold)[1] for character in text) * size_pt / 1000

    def require(self, text: str, where: str) -> None:
        """Raise MissingGlyph, which names `where`, unless every character of `text` can be drawn."""
        self.runs(text, where)

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters that lack a regular or a bold glyph in every font, each once."""
        return tuple(dict.fromkeys(each for each in text if not self._draws(each)))

    def _draws(self, character: str) -> bool:
        try:
            self._find(character, "", False), self._find(character, "", True)
        except MissingGlyph:
            return False
        return True

    def _find(self, character: str, where: str, bold: bool) -> tuple[str, float]:
        """Return the font's name and the advance for a character. The result is cached."""
        found = self._found.get((character, bold))
        if found is None:
            face = self._first(character, where, bold)
            found = self._found[character, bold] = (face.name, face.advance(character))
        return found

    def _first(self, character: str, where: str, bold: bool) -> Face:
        if unicodedata.category(character) not in REFUSED_CATEGORIES:
            for face in self.bold if bold else self.regular:
                if face.knows(character):
                    return face
        raise MissingGlyph(character, where)


@dataclass(frozen=True, slots=True)
class _MappedFile:
    """A font file as reportlab opens it. Its bytes stay in the file: the four usual fonts have 110 MB."""

    name: str

    def read(self) -> mmap.mmap:
        """Return the content. It stays readable when the file is replaced, as a package manager does."""
        with Path(self.name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=16)
def _typeface(path: Path) -> ttfonts.TTFont:
    """Read a font file, once per process, and register it with reportlab under its stem."""
    is_packaged = path.parent == SHIPPED or path in SYSTEM  # any other may be overwritten while it is in use
    source = _MappedFile(str(path)) if is_packaged else str(path)
    try:
        font = ttfonts.TTFont(path.stem, source, asciiReadable=True, shapable=False)
    except OSError:
        raise
    except Exception as error:  # reportlab reads a file that is no font without care
        raise PageError(Message("signing.font-not-embedded", path=str(path))) from error
    font.face.glyphToChar.clear()  # only shaping reads it; it has 200,000 lists for the four usual fonts
    pdfmetrics.registerFont(font)
    return font


def require_fonts(paths: Iterable[Path]) -> None:
    """Raise PageError unless each of these files is a font that a document can hold."""
    for path in paths:
        _typeface(path)


def to_unicode_cmap(font_name: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode CMap of a simple font.

    UTF-16BE values and blocks of at most 100 entries, as ISO 32000-1 9.10.3 requires.

    Args:
        font_name: The PDF name of the font subset.
        subset: Code i shows the code point `subset[i]`; 0 means that the code shows none.
    """
    name = font_name.replace("+", "-")
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset) if point
    ]
    blocks = [entries[start : start + BFCHAR_BLOCK] for start in range(0, len(entries), BFCHAR_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)


ttfonts.makeToUnicodeCMap = to_unicode_cmap
