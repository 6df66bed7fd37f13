"""How many characters of GB 18030-2022 and of the later extensions the fonts draw: the table in `rare-characters.md`.

`./run --dev python docs/character_coverage.py` prints it. The counts are those of the shipped fonts and of Debian 12's
`fonts-babelstone-han` and `fonts-hanazono`; a station adds fonts of its own behind them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from fontTools.ttLib import TTFont

from forms.characters import LIMITS
from signing.fonts import SHIPPED, SYSTEM

# GB 18030-2022 was made from Unicode 11: the blocks ended there, and Extension G to J did not exist.
GB_ENDS = {
    "Extension A": 0x4DB5,
    "Unified": 0x9FEF,
    "Extension B": 0x2A6D6,
    "Extension C": 0x2B734,
    "Extension E": 0x2CEA1,
}
LATER = ("Ideographic number zero", "Extension I", "Extension G", "Extension H", "Extension J")
RADICALS = {
    *range(0x2F00, 0x2FD6),
    *(0x2E81, 0x2E84, 0x2E88, 0x2E8B, 0x2E8C, 0x2E97, 0x2EA7, 0x2EAA, 0x2EAE, 0x2EB3, 0x2EB6, 0x2EB7, 0x2EBB, 0x2ECA),
}


def main() -> None:
    """Print the table as Markdown."""
    print("\n".join(table()))


def table() -> list[str]:
    """Return the lines of the table."""
    shipped = drawn((SHIPPED / "NotoSerifSC-Regular.ttf",))
    whole = shipped | drawn(SYSTEM)
    lines = ["| characters | count | shipped fonts | with Debian's | refused |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, points in groups().items():
        counts = len(points), len(points & shipped), len(points & whole), len(points - whole)
        lines.append(f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |")
    return lines


def groups() -> dict[str, set[int]]:
    """Return the characters of each line."""
    level_3: set[int] = set()
    later: set[int] = set()
    extensions: dict[str, set[int]] = {}
    for each in tomllib.loads((LIMITS / "han.toml").read_text(encoding="utf-8"))["ranges"]:
        name, points = each["name"], set(range(each["first"], each["last"] + 1))
        if name in LATER:
            extensions[name] = points
            continue
        level_3 |= {point for point in points if point <= GB_ENDS.get(name, each["last"])}
        later |= {point for point in points if point > GB_ENDS.get(name, each["last"])}
    return {
        "GB 18030-2022 level 3": level_3,
        "GB 18030-2022 radicals": RADICALS,
        "〇, and later in the same blocks": later | extensions.pop("Ideographic number zero"),
        **dict(sorted(extensions.items())),
    }


def drawn(fonts: tuple[Path, ...]) -> set[int]:
    """Return the code points that at least one of the font files draws."""
    found: set[int] = set()
    for path in fonts:
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return found


if __name__ == "__main__":
    main()
