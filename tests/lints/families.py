"""The ids of messages that the product builds from tables, with the names of their parameters."""

from __future__ import annotations

from collections.abc import Iterator

from archive import findings
from forms import system
from signing import foreign_changes, foreign_findings, pdf_findings, private_folder, quality, roles
from signing.finding import Kind
from terminal.__main__ import VERBS, luobi, verb
from terminal.commands import verify
from terminal.commands.help_words import ids_below


def families() -> dict[str, frozenset[str]]:
    """Return every such id."""
    kinds = list(_kinds())
    ids = {"forms.list-separator", *(f"system.{name}" for name in system.ERRNO | system.SQLITE)}
    ids |= {*(kind.meaning.id for kind in kinds), *(kind.todo.id for kind in kinds)}
    ids |= {*ids_below(luobi), *(each for name in VERBS for each in ids_below(verb(name), (name,)))}
    ids |= {quality.reason_message(name).id for name in quality.REASONS}
    ids |= {foreign_changes.name_message(name).id for name in foreign_changes.NAMES}
    ids |= {f"signing.role-{name}" for name in roles.ROLES}
    return dict.fromkeys(ids, frozenset())


def _kinds() -> Iterator[Kind]:
    """Return every kind of finding."""
    for each in (findings, pdf_findings, foreign_findings, private_folder):
        yield from each.KINDS.values()
    yield from (pdf_findings.EXCEEDS, verify.NOT_READ, verify.NO_FILE, verify.RECEIPT, verify.FAILED)
    yield verify.OLD_AUTHORITY
