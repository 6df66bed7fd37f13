"""What a verifier says: one shape for documents, blobs, entries and chains.

A finding names its kind, where it was met, what was expected and what was found. The kind owns the gravity, and names
the texts that say what happened and what to do. Verifiers yield findings and print nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from forms.message import Lang, Message, text


class Gravity(IntEnum):
    """How grave a finding is; the gravest decides the exit code."""

    NOTE = 0
    UNANCHORED = 1
    UNDONE = 2
    HARM = 3


EXIT_CODES = {Gravity.NOTE: 0, Gravity.UNANCHORED: 4, Gravity.UNDONE: 3, Gravity.HARM: 1}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding.

    Args:
        domain: The catalogue that has its texts: what it means, and what to do about it.
        name: What JSON and documents call it; it never changes its meaning.
        gravity: How grave each finding of this kind is.
        shared_todo: What to do, where several kinds have the same remedy.
    """

    domain: str
    name: str
    gravity: Gravity
    shared_todo: Message | None = None

    @property
    def meaning(self) -> Message:
        """What such a finding means."""
        return Message(f"{self.domain}.{self.name.lower().replace('_', '-')}")

    @property
    def todo(self) -> Message:
        """What to do about it."""
        return self.shared_todo or Message(f"{self.meaning.id}.todo")


Fact = Message | str
"""What a finding names: a message, or a value that all languages write alike: an id, a digest, a file's name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a verifier met. `where` names the record, entry, file or signature."""

    kind: Kind
    where: Fact
    expected: Fact = ""
    found: Fact = ""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as an object of a command's JSON document; its texts stand in the catalogues."""
        return {
            "kind": self.kind.name,
            "gravity": self.kind.gravity.name.lower(),
            "where": fact_json(self.where),
            "expected": fact_json(self.expected),
            "found": fact_json(self.found),
            "meaning": self.kind.meaning.id,
            "todo": self.kind.todo.id,
        }

    def as_text(self, lang: Lang) -> str:
        """Render the finding in two lines for a person; the kind's name comes first in English, last in Chinese."""
        line = Message(
            "signing.finding",
            kind=self.kind.name,
            where=self.where,
            meaning=self.kind.meaning,
            expected=Message("signing.finding-expected", value=self.expected) if self.expected else "",
            found=Message("signing.finding-found", value=self.found) if self.found else "",
            todo=self.kind.todo,
        )
        return text(line, lang)


def fact_json(fact: Fact) -> str | dict[str, Any]:
    """Return a fact as JSON: text as it is, a message as an object."""
    return fact.as_json() if isinstance(fact, Message) else fact


def finding_json(finding: Finding) -> list[Any]:
    """Return a finding as a list for another process: its kind's name, and its facts for `fact_of`."""
    return [finding.kind.name, *map(fact_json, (finding.where, finding.expected, finding.found))]


def fact_of(content: object) -> Fact:
    """Read what `fact_json` wrote. Raise KeyError, TypeError or ValueError for anything else."""
    if isinstance(content, dict):
        return Message.from_json(content)
    if not isinstance(content, str):
        raise TypeError("not a fact")
    return content


def gravest(findings: Iterable[Finding]) -> Gravity:
    """The gravest of the findings; NOTE when there are none."""
    return max((finding.kind.gravity for finding in findings), default=Gravity.NOTE)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 fine, 1 damage, 3 could not look, 4 consistent but not anchored; the gravest wins."""
    return EXIT_CODES[gravest(findings)]
