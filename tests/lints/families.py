"""The ids of messages that the product builds from tables, with the names of their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from archive import finding_texts, findings, names
from archive import verify as archive_verify
from archive.entry import EntryType
from forms import system_errors
from signing import foreign_changes, foreign_findings, pdf_findings, private_folder, quality, roles
from signing.finding import FindingKind
from terminal.__main__ import VERBS, luobi, verb
from terminal.clerk.troubles import ADVICE
from terminal.commands import verify
from terminal.commands.help_words import ids_below
from terminal.devices.pen.feed import Loss
from terminal.visit.blocker import Missing
from terminal.visit.events import Event
from terminal.visit.model import TODO, State
from terminal.visit.words import event_name, step_message


def families() -> dict[str, frozenset[str]]:
    """Return every such id."""
    kinds = list(_kinds())
    ids = {"forms.list-separator", *(f"system.{name}" for name in system_errors.ERRNO | system_errors.SQLITE)}
    ids |= {*(kind.meaning.id for kind in kinds), *(kind.todo.id for kind in kinds)}
    ids |= {*ids_below(luobi), *(each for name in VERBS for each in ids_below(verb(name), (name,)))}
    ids |= {quality.reason_message(name).id for name in quality.REASONS}
    ids |= {foreign_changes.name_message(name).id for name in foreign_changes.NAMES}
    ids |= {f"signing.role-{name}" for name in roles.ROLES}
    ids |= set(_of_the_archive())
    schema = {f"archive.schema-{kind}": frozenset({"name"}) for kind in finding_texts.SCHEMA}
    return dict.fromkeys(ids, frozenset()) | schema | _of_the_terminal()


def _of_the_archive() -> Iterator[str]:
    """Return what the archive names by what lies in it."""
    yield from (f"archive.fact-{name}" for name in names.FACTS)
    yield from (f"archive.part-{role}" for role in names.PARTS)
    yield from (f"archive.type-{type_}" for type_ in EntryType)
    yield from (f"archive.station-{kind}" for kind in names.STATIONS)
    yield from (f"archive.verdict-{verdict}" for verdict in archive_verify.VERDICTS.values())


def _of_the_terminal() -> dict[str, frozenset[str]]:
    """Return those that the terminal builds."""
    bare = {*(loss.message.id for loss in Loss), *(f"terminal.act-{todo}" for todo in TODO.values())}
    bare |= {f"terminal.missing-{each}" for each in Missing if each is not Missing.PAGE}
    bare |= {event_name(each.__name__).id for each in get_args(Event)}
    bare |= {step_message(each).id for each in State}
    advice = {f"terminal.advice-{name}": frozenset({"cause"}) for _, name in ADVICE}
    return {f"terminal.missing-{Missing.PAGE}": frozenset({"page"})} | advice | dict.fromkeys(bare, frozenset())


def _kinds() -> Iterator[FindingKind]:
    """Return every kind of finding."""
    for each in (findings, pdf_findings, foreign_findings, private_folder):
        yield from each.KINDS.values()
    yield from (pdf_findings.EXCEEDS, verify.NOT_READ, verify.NO_FILE, verify.RECEIPT, verify.FAILED)
    yield verify.OLD_AUTHORITY
