"""The rooms of rules whose tests are tested, and the tests that must notice a change in each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Files of the product that are changed, and the test modules that run at each change; paths from the root."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    seconds: float = 2.0
    """About what all these tests take: a change under which they take four times that and more is a timeout."""


def _tests(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names.split())


KINDS = "field text name identity credit date choice choices phone money integer yesno"
VISIT = _tests(
    "terminal/visit", "acts flow_after model flow blockers expiry interruption own_part warnings permissions"
)
"""The slowest last: the first that fails ends a run."""

ROOMS = {
    "rights": Room(
        ("terminal/visit/permissions.py",),
        (*_tests("terminal/visit", "permissions"), *_tests("terminal/clerk", "right_time")),
        8.0,
    ),
    "blockers": Room(("terminal/visit/model.py", "terminal/visit/own_part.py"), VISIT, 12.0),
    "reading": Room(("terminal/windows/pad/reading.py",), _tests("terminal/windows/pad", "reading")),
    "palm": Room(("terminal/windows/pad/palm.py",), _tests("terminal/windows/pad", "palm")),
    "quality": Room(("signing/quality.py",), _tests("signing", "quality quality_limits")),
    "rules": Room(
        ("forms/rules.py",), _tests("forms", "rules_said rules problem judged_once rule_engine form_files"), 8.0
    ),
    "expressions": Room(("forms/expression.py", "forms/expression_tree.py"), _tests("forms", "expression"), 8.0),
    "engine": Room(
        (
            "forms/rule_engine.py",
            "forms/field_conditions.py",
            "forms/rule_binding.py",
            "forms/plain_rules.py",
            "forms/registrations.py",
        ),
        _tests("forms", "rule_binding plain_rules rules_said rules problem rule_engine"),
        12.0,
    ),
    "kinds": Room(
        tuple(f"forms/kinds/{name}.py" for name in KINDS.split()),
        _tests("forms", "kinds typed_text show paper rules_said form_files"),
        6.0,
    ),
    "entry": Room(("archive/entry.py",), _tests("archive", "entry_refusals entry profile")),
    "merkle": Room(("archive/merkle.py",), _tests("archive", "merkle_refusals merkle")),
    "flow": Room(("terminal/visit/flow.py",), VISIT, 12.0),
}
"""In the order in which they run."""
