"""What findings name, rendered for a comparison."""

from __future__ import annotations

from forms.message import Lang, Message, text
from signing.finding import Fact, Finding


def said(fact: Fact, lang: Lang = "en") -> str:
    """Return a fact as a person reads it."""
    return text(fact, lang) if isinstance(fact, Message) else fact


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Return the kind of each finding, and where it is."""
    return [(each.kind.name, said(each.where)) for each in findings]
