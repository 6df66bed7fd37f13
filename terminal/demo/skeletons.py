"""Characters as plans of strokes, for the synthetic recordings: where a pen aims, not what it draws.

Each stroke is a line of text: how it ends, then the points it aims at in hundredths of the character's square, x to the
right and y down. It may end with a `press`, may `fly` off while still moving, or `tie` itself to the next stroke
without lifting. The plans are of our own making, in the usual stroke order of quick regular handwriting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """The ways in which a stroke leaves the paper."""

    PRESS = "press"
    FLY = "fly"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class StrokePlan:
    """The points that a stroke aims at, in shares of the character's square, y down."""

    ending: Ending
    points: tuple[tuple[float, float], ...]


def strokes_of(character: str) -> tuple[StrokePlan, ...]:
    """Return the character's strokes in order. Raise KeyError for one without a plan; `KNOWN` lists them."""
    return tuple(_plan(line) for line in KNOWN[character].strip().splitlines())


def _plan(line: str) -> StrokePlan:
    ending, *points = line.split()
    return StrokePlan(Ending(ending), tuple(_point(point) for point in points))


def _point(text: str) -> tuple[float, float]:
    x, _, y = text.partition(",")
    return int(x) / 100, int(y) / 100


KNOWN = {
    "张": """
        fly 8,19 24,16 38,14 39,22 36,31 26,35 15,38 12,46 11,55 24,53 36,52 39,60 37,74 30,91 24,87
        fly 82,9 75,22 54,38
        press 44,54 70,50 98,45
        fly 62,13 62,50 60,87 70,79
        press 65,51 73,66 84,80 100,90
    """,
    "𬭚": """
        fly 21,3 14,21 2,36
        tie 15,24 35,21
        tie 9,42 34,38
        press 3,60 37,54
        fly 21,42 21,66 20,89 33,78
        press 67,1 74,11
        press 42,21 70,18 99,15
        press 55,28 58,43
        tie 55,29 87,26 82,41
        press 59,42 83,40
        tie 51,55 74,51 86,51 82,58 70,65
        fly 70,66 74,76 73,89 69,97 61,92
        press 41,78 70,74 100,70
    """,
    "李": """
        press 11,21 50,18 89,14
        press 50,1 51,24 50,47
        fly 48,19 34,36 6,48
        press 53,19 66,32 95,46
        tie 28,57 60,53 73,53 68,60 54,67
        fly 54,68 58,78 56,92 51,99 42,93
        press 5,79 50,75 97,70
    """,
    "文": """
        press 45,2 55,16
        press 7,32 50,29 95,24
        fly 66,30 52,60 34,80 6,96
        press 30,38 50,66 72,83 100,93
    """,
    "明": """
        press 11,22 12,48 14,76
        press 12,23 38,19 39,28 37,73
        tie 14,46 34,43
        press 15,70 36,67
        fly 57,11 58,46 54,74 41,97
        fly 57,13 84,9 89,14 89,56 87,94 78,88
        tie 60,36 84,33
        press 60,57 85,53
    """,
    "王": """
        press 18,19 50,16 83,13
        press 50,18 51,50 50,88
        press 22,52 50,49 78,45
        press 1,93 50,89 100,84
    """,
    "林": """
        press 1,34 24,31 47,26
        press 26,3 27,50 26,96
        fly 25,34 17,52 -1,70
        press 29,43 44,58
        press 49,34 73,30 98,24
        fly 73,2 75,50 74,98
        fly 72,33 64,54 44,78
        press 75,34 84,55 104,78
    """,
    "陈": """
        fly 8,14 30,9 33,13 21,31 33,42 34,52 28,57 22,55
        press 9,15 9,55 8,98
        press 43,27 68,24 94,19
        tie 67,3 58,27 48,47 70,46 93,42
        fly 72,31 73,62 72,93 63,88
        fly 57,60 54,70 42,81
        press 82,60 97,78
    """,
    "平": """
        press 18,15 50,13 83,9
        press 30,24 39,38
        fly 73,20 69,30 58,39
        press 0,56 50,52 100,46
        fly 50,14 52,60 50,101
    """,
}
