"""The pay below which no place in China allows a full month's work, by day, from a file that is kept up to date."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "limits" / "minimum-wage.toml"


def lowest_wage(on: date) -> Decimal:
    """Return an amount in yuan a month that is lower than every minimum wage on that day."""
    return next(yuan for first, yuan in reversed(_floors()) if first <= on)


@cache
def _floors() -> tuple[tuple[date, Decimal], ...]:
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(sorted((floor["from"], Decimal(floor["yuan"])) for floor in content["floors"]))
