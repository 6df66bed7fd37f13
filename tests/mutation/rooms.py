"""The rooms of rules whose tests are tested, and the tests that must notice a change in each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Files of the product that are changed, and the test modules that run at each change; paths from the root."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


def _tests(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names.split())


VISIT = _tests("terminal", "acts visit flow obstacles expiry interruption own_part warnings permissions")
"""The slowest last: the first that fails ends a run."""

ROOMS = {
    "rights": Room(("terminal/rights.py",), _tests("terminal", "permissions right_time")),
    "obstacles": Room(("terminal/visit.py", "terminal/own_part.py"), VISIT),
    "reading": Room(("terminal/pad/reading.py",), _tests("terminal/pad", "reading")),
    "palm": Room(("terminal/pad/palm.py",), _tests("terminal/pad", "palm")),
    "quality": Room(("signing/quality.py",), _tests("signing", "quality quality_limits")),
    "rules": Room(("forms/rules.py",), _tests("forms", "rules_said rules problem judged_once form_files")),
    "entry": Room(("archive/entry.py",), _tests("archive", "entry")),
    "merkle": Room(("archive/merkle.py",), _tests("archive", "merkle_refusals merkle")),
    "flow": Room(("terminal/flow.py",), VISIT),
}
"""In the order in which they run."""
