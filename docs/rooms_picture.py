"""Draws `docs/pictures/rooms.svg`, the rooms of the product and what imports what, from the code itself.

    ./run --dev python docs/rooms_picture.py            # draws it
    ./run --dev python docs/rooms_picture.py --check    # exits 1 when it is not as the code is

The rows are the layers of pyproject.toml's import contracts. An arrow goes from a room to each room that it imports:
thick where many modules do, light where it passes a row.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/pictures/rooms.svg"
BOX_W, BOX_H, GAP_X, GAP_Y, EDGE = 168, 46, 56, 44, 24
MANY, VERY_MANY = 10, 50  # imports of one room by another, for the width of their arrow
WIDTH = 2 * EDGE + 3 * BOX_W + 2 * GAP_X
Rows = Sequence[Sequence[str]]


def rows() -> Rows:
    """Return the rooms by layer, highest first: those of the terminal, then the other packages."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    contracts = {each["name"]: each for each in tool["importlinter"]["contracts"]}
    inside = contracts["the rooms of the terminal"]["layers"]
    terminal = [[f"terminal.{room.strip()}" for room in layer.split("|")] for layer in inside]
    packages = contracts["terminal > archive > signing > forms"]["layers"]
    return [*terminal, *([package] for package in packages if package != "terminal")]


def imports(rooms: Sequence[str]) -> Mapping[tuple[str, str], int]:
    """Return how many modules of one room import how many of another: by importer and imported, the pairs counted."""
    graph = grimp.build_graph("forms", "signing", "archive", "terminal", cache_dir=None)
    found: dict[tuple[str, str], int] = {}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = _room_of(module, rooms), _room_of(imported, rooms)
            if all(pair) and pair[0] != pair[1]:
                found[pair] = found.get(pair, 0) + 1
    return found


def _room_of(module: str, rooms: Sequence[str]) -> str:
    return next((room for room in rooms if module == room or module.startswith(f"{room}.")), "")


def svg() -> str:
    """Return the picture."""
    layers = rows()
    places = {room: _place(layers, at, room) for at, layer in enumerate(layers) for room in layer}
    height = 2 * EDGE + len(layers) * BOX_H + (len(layers) - 1) * GAP_Y
    arrows = [
        _arrow(places[importer], places[imported], count)
        for (importer, imported), count in sorted(imports(list(places)).items())
    ]
    boxes = chain.from_iterable(_box(room, place) for room, place in places.items())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#1C4F63"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>',
    )
    return "\n".join((*head, *arrows, *boxes, "</svg>")) + "\n"


def _place(layers: Rows, at: int, room: str) -> tuple[float, float]:
    """Return the middle of the room's box; a row of one stands in the middle."""
    layer = layers[at]
    across = len(layer) * BOX_W + (len(layer) - 1) * GAP_X
    left = (WIDTH - across) / 2 + layer.index(room) * (BOX_W + GAP_X)
    return left + BOX_W / 2, EDGE + at * (BOX_H + GAP_Y) + BOX_H / 2


def _box(room: str, place: tuple[float, float]) -> tuple[str, ...]:
    x, y = place[0] - BOX_W / 2, place[1] - BOX_H / 2
    fill = "#E4EEF1" if room.startswith("terminal") else "#F3EEE2"
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{BOX_W}" height="{BOX_H}" rx="6" fill="{fill}" stroke="#1C4F63"/>',
        f'<text x="{place[0]:g}" y="{place[1] + 5:g}" text-anchor="middle" font-size="15" fill="#1B1F24">{room}</text>',
    )


def _arrow(start: tuple[float, float], end: tuple[float, float], count: int) -> str:
    """Return a line from below the importer to above the imported; one that passes rows goes round them."""
    x0, y0, x1, y1 = start[0], start[1] + BOX_H / 2, end[0], end[1] - BOX_H / 2
    passed = round((y1 - y0 - GAP_Y) / (BOX_H + GAP_Y))
    width = 1 if count < MANY else 2 if count < VERY_MANY else 3
    if not passed:
        return _path(f"M{x0:g} {y0:g} L{x1:g} {y1:g}", width, 0.9)
    side = -1 if passed % 2 else 1
    bulge = (BOX_W / 2 + 14 + 22 * passed) * side
    return _path(
        f"M{x0:g} {y0:g} C{x0 + bulge:g} {y0 + GAP_Y:g} {x1 + bulge:g} {y1 - GAP_Y:g} {x1:g} {y1:g}", width, 0.4
    )


def _path(data: str, width: int, opacity: float) -> str:
    return (
        f'<path d="{data}" fill="none" stroke="#1C4F63" stroke-width="{width}" stroke-opacity="{opacity}" '
        'marker-end="url(#tip)"/>'
    )


def main(arguments: list[str]) -> int:
    """Draw the picture, or say whether it is as the code is."""
    drawn = svg()
    if arguments == ["--check"]:
        if PICTURE.read_text("utf-8") == drawn:
            return 0
        print(f"{PICTURE.relative_to(ROOT)} is not as the code is; run ./run --dev python docs/rooms_picture.py")
        return 1
    PICTURE.write_text(drawn, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
