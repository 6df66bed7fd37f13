"""Visit numbers (area-year-serial): which of them repeat, and which is the highest.

A visit has one number, and no two records share one. Memory grows with the range of the serials, not with their count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NUMBER = re.compile(r"(.*-)([0-9]{1,15})", re.DOTALL)
_CHUNK_BITS = 12  # 4096 serials in one integer


def serial_of(number: str) -> int | None:
    """Return the serial at the end of a visit number; None when it has none."""
    found = _NUMBER.fullmatch(number)
    return int(found[2]) if found else None


@dataclass(slots=True)
class NumberBook:
    """The set of visit numbers seen so far."""

    _serials: dict[tuple[str, int], int] = field(default_factory=dict)
    _others: set[str] = field(default_factory=set)

    def add(self, number: str) -> bool:
        """Add a number and return whether it was present already."""
        found = _NUMBER.fullmatch(number)
        # A serial is always written with six places or more; another spelling is another number.
        if found is None or found[2] != f"{int(found[2]):06d}":
            known = number in self._others
            self._others.add(number)
            return known
        serial = int(found[2])
        chunk = found[1], serial >> _CHUNK_BITS
        bit = 1 << (serial & ((1 << _CHUNK_BITS) - 1))
        bits = self._serials.get(chunk, 0)
        self._serials[chunk] = bits | bit
        return bool(bits & bit)
