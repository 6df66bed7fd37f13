"""The one shape of what verifiers report about documents, blobs, entries and chains.

A finding names its kind, its place, what was expected and what was found. The kind decides the gravity. It also names
the texts that explain the finding and what to do. Verifiers yield findings and print nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from forms.message import Lang, Message, text


class Gravity(IntEnum):
    """The gravity of a finding; the gravest finding decides the exit code."""

    NOTE = 0
    UNANCHORED = 1
    UNDONE = 2
    HARM = 3


EXIT_CODES = {Gravity.NOTE: 0, Gravity.UNANCHORED: 4, Gravity.UNDONE: 3, Gravity.HARM: 1}


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding.

    Args:
        domain: The catalogue that has its texts: what it means, and what to do about it.
        name: Its name in JSON and documents; it never changes its meaning.
        gravity: The gravity of each finding of this kind.
        shared_todo: What to do, where several kinds have the same remedy; None for a text of its own.
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
"""A fact in a finding: a message, or a value that all languages write alike, such as an id, a digest or a file name."""


FACT_DOMAINS = frozenset({"forms", "signing", "system"})
"""The catalogues that a process which judges hostile files may name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a verifier found. `where` names the record, entry, file or signature."""

    kind: FindingKind
    where: Fact
    expected: Fact = ""
    found: Fact = ""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as an object of a command's JSON document. It names its texts by their catalogue ids."""
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
            where=_in_line(self.where, lang),
            meaning=self.kind.meaning,
            expected=Message("signing.finding-expected", value=_in_line(self.expected, lang)) if self.expected else "",
            found=Message("signing.finding-found", value=_in_line(self.found, lang)) if self.found else "",
            todo=self.kind.todo,
        )
        return text(line, lang)


def _in_line(fact: Fact, lang: Lang) -> str:
    """Return a fact without line feeds, so that no fact can begin a line."""
    return text(fact, lang).replace("\n", " ") if isinstance(fact, Message) else fact


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


def fact_of_worker(content: object) -> Fact:
    """Read a fact that a confined worker wrote. Raise KeyError, TypeError or ValueError for anything else."""
    fact = fact_of(content)
    if isinstance(fact, Message) and fact.id.partition(".")[0] not in FACT_DOMAINS:
        raise ValueError("not a fact of a worker")
    return fact


def gravest(findings: Iterable[Finding]) -> Gravity:
    """Return the highest gravity among the findings; NOTE when there are none."""
    return max((finding.kind.gravity for finding in findings), default=Gravity.NOTE)


def exit_code(findings: Iterable[Finding]) -> int:
    """Return the exit code of the gravest finding: 0 fine, 1 damage, 3 could not look, 4 not anchored."""
    return EXIT_CODES[gravest(findings)]
