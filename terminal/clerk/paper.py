"""The paper route of a visit: its form as a PDF to print, fill and sign in ink."""

from __future__ import annotations

from signing.civil import STATION_TIME
from signing.page import BY_HAND, PageFacts
from signing.paper import paper
from terminal.boxes import boxes_of
from terminal.clerk.placing import folder_of, place
from terminal.clerk.shelf import file_name
from terminal.counter import Counter
from terminal.visit import Visit


def write(counter: Counter, visit: Visit, filled: bool, folder: str) -> str:
    """Writes the form, with the visit's answers so far or blank, and gives the file's path.

    Raises PlaceError, MissingGlyph, PageError; then nothing is written.
    """
    here, at = counter.station, counter.now()
    target = folder_of(folder, here.folder)
    facts = PageFacts(
        visit_no=visit.number,
        station_name=here.settings.name,
        training=here.settings.training,
        level=BY_HAND,
        frozen_on=at.astimezone(STATION_TIME).date(),
        boxes=boxes_of(visit),
    )
    pdf = paper(visit.form, visit.answers if filled else None, facts, counter.faces, at)
    (placed,) = place(target, {f"{file_name(visit.number)}-paper.pdf": pdf}, counter.random)
    return str(placed.path)
