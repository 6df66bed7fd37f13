"""What a verifier says: one shape for documents, blobs, entries and chains.

A finding names its kind, where it was met, what was expected and what was found. The kind owns the gravity and,
in both languages, what happened and what to do. Verifiers yield findings and print nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from forms.message import shown


class Gravity(IntEnum):
    """How grave a finding is; the gravest decides the exit code."""

    NOTE = 0
    UNANCHORED = 1
    UNDONE = 2
    HARM = 3


EXIT_CODES = {Gravity.NOTE: 0, Gravity.UNANCHORED: 4, Gravity.UNDONE: 3, Gravity.HARM: 1}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding. `zh` and `en` say what it means, `todo_*` what to do about it."""

    name: str
    gravity: Gravity
    zh: str
    en: str
    todo_zh: str
    todo_en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a verifier met. `where` names the record, entry, file or signature."""

    kind: Kind
    where: str
    expected: str = ""
    found: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding as an object of a command's JSON document."""
        return {
            "kind": self.kind.name,
            "gravity": self.kind.gravity.name.lower(),
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
            "meaning": self.kind.en,
            "todo": self.kind.todo_en,
        }

    def as_text(self, lang: str) -> str:
        """The finding in two lines for a person; `lang` is "zh" or "en". In Chinese the kind's name comes last."""
        if lang != "zh":
            facts = _facts(("expected", self.expected), ("found", self.found))
            return f"{self.kind.name} {shown(self.where)}: {self.kind.en}{facts}\n    → {self.kind.todo_en}"
        from signing.in_chinese import in_chinese

        meaning, where = self.kind.zh.removesuffix("。"), shown(in_chinese(self.where))
        facts = _facts(("应为", in_chinese(self.expected)), ("实为", in_chinese(self.found)))
        return f"{meaning}：{where}{facts} [{self.kind.name}]\n    → {self.kind.todo_zh}"


def _facts(*told: tuple[str, str]) -> str:
    return "".join(f" · {word} {shown(value)}" for word, value in told if value)


def gravest(findings: Iterable[Finding]) -> Gravity:
    """The gravest of the findings; NOTE when there are none."""
    return max((finding.kind.gravity for finding in findings), default=Gravity.NOTE)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 fine, 1 damage, 3 could not look, 4 consistent but not anchored; the gravest wins."""
    return EXIT_CODES[gravest(findings)]
