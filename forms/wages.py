"""The pay below which no full month's work is allowed, by day and by area, from a file that is kept up to date."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from forms.toml_file import read_toml

FILE = Path(__file__).parent / "limits" / "minimum-wage.toml"


class Floor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in yuan a month from a day on, in the areas whose codes begin with `area`; "" for the whole country."""

    first: date = msgspec.field(name="from")
    yuan: Annotated[int, msgspec.Meta(ge=0)]
    area: Annotated[str, msgspec.Meta(pattern="^([1-9][0-9]{1,5})?$")] = ""
    source: str = ""


class _Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    floors: tuple[Floor, ...]


def lowest_wage(on: date, area: str = "") -> Decimal:
    """Return an amount in yuan a month that is not above the minimum wage.

    Args:
        on: The day that decides which amounts count.
        area: The code of the area (GB/T 2260); "" where it is not known.
    """
    latest: dict[str, int] = {}
    for floor in floors():  # in the order of their days
        if floor.first <= on and area.startswith(floor.area):
            latest[floor.area] = floor.yuan
    return Decimal(max(latest.values()))


def floors() -> tuple[Floor, ...]:
    """Return all amounts, sorted by day. Raise `FormFileError` for a file that cannot be used."""
    return _read(FILE)


@cache
def _read(path: Path) -> tuple[Floor, ...]:
    return tuple(sorted(read_toml(path).decode(_Limits).floors, key=lambda floor: floor.first))
