"""The paper route of a visit: its form to print, fill in and sign in ink, and the entry that keeps the case."""

from __future__ import annotations

from dataclasses import replace

from archive.ceremony import NEWEST, Act
from archive.entry import Entry, EntryType, Fact
from archive.entry import commitment as record_commitment
from forms.answers import Answers
from signing.civil_time import STATION_TIME
from signing.errors import MissingGlyph
from signing.page import BY_HAND, PageFacts
from signing.paper import paper
from terminal.clerk.counter import Counter, names_of, stated
from terminal.clerk.delivery import folder_of, place
from terminal.clerk.records import file_name
from terminal.visit.boxes import boxes_of
from terminal.visit.model import Visit
from terminal.visit.paper_code import code_of


def write(counter: Counter, visit: Visit, filled: bool, folder: str) -> str:
    """Write the form as PDF and return the path of the file.

    Args:
        counter: The open station.
        visit: The visit that goes on with paper.
        filled: True for a form with the visit's answers so far, False for a blank one.
        folder: The absolute path that staff chose.

    Raises:
        PlaceError: The folder does not take the file. Nothing is written, here and below.
        MissingGlyph: An answer has a character that no font has.
        PageError: The form does not fit its pages.
    """
    target = folder_of(folder, counter.station.folder)
    pdf = _form(counter, visit, visit.answers if filled else None)
    files = {f"{file_name(visit.number)}-paper.pdf": pdf}
    (placed,) = place(target, files, counter.random, counter.station.settings.copies_bits)
    return str(placed.path)


def commit(counter: Counter, visit: Visit) -> Entry:
    """Append the entry of a case that went on with paper: its form, answers and ceremony.

    Raise ArchiveError on failure.

    Args:
        counter: The open station.
        visit: The visit that goes on with paper.
    """
    store, document, salt = counter.station.store, _kept_form(counter, visit), counter.random(32)
    metadata = stated(replace(visit, version=NEWEST), {"document": document})
    return store.append_record(
        record_id=visit.record,
        type_=EntryType.PAPER,
        commit=record_commitment(salt, document, metadata),
        blobs={"document": document, "metadata": metadata},
        salt=salt,
        search={
            "number": visit.number,
            "title": visit.form.title,
            "names": names_of(visit),
        },
        at=counter.now(),
        store_key=counter.station.store_key,
        facts=_facts(visit),
    )


def _form(counter: Counter, visit: Visit, answers: Answers | None) -> bytes:
    here, at = counter.station, counter.now()
    # A blank form names nobody, nor do the words in its boxes: no name can keep it from being printed.
    named = visit if answers is not None else replace(visit, manners={}, agents={}, authorities={})
    facts = PageFacts(
        visit_no=visit.number,
        station_name=here.settings.name,
        training=here.settings.training,
        level=BY_HAND,
        frozen_on=at.astimezone(STATION_TIME).date(),
        boxes=boxes_of(named),
        code=code_of(visit),
    )
    return paper(visit.form, answers, facts, counter.faces, at)


def _kept_form(counter: Counter, visit: Visit) -> bytes:
    """Return the form with the answers, or blank where a character has no glyph.

    The metadata hold the answers in both cases.
    """
    try:
        return _form(counter, visit, visit.answers)
    except MissingGlyph:
        return _form(counter, visit, None)


def _facts(visit: Visit) -> dict[str, Fact]:
    refused = [act.what.value for act in visit.acts if act.what == Act.CONSENT_REFUSED]
    return {
        "number": visit.number,
        "form": visit.form.id,
        "edition": visit.form.edition,
        "form_sha256": visit.form.digest,
        "reason": refused[-1] if refused else Act.ON_PAPER.value,
        "by": (visit.operator.id,),
        "code": code_of(visit),
    }
