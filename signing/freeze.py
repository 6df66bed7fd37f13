"""Freezing: from here on these bytes are the document, and what is shown is what is signed.

This module draws the pages and makes them archival. It adds one empty field for each signature box and one for the
station seal. Then it computes the digests. It reads no clock: `at` is the time that the document states.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives import hashes

from forms.answers import Answers
from forms.model import Form
from signing.fonts import Faces
from signing.page import PageFacts, draw
from signing.pdfa import PdfMeta, SignatureField, archival, seal_field
from signing.signature_rectangle import SignatureRectangle


@dataclass(frozen=True, slots=True)
class Frozen:
    """A document that no longer changes. Digests are lower-case hex."""

    pdf: bytes = field(repr=False)
    sha256: str
    sm3: str
    pages: int
    places: tuple[SignatureRectangle, ...]

    def place(self, box: str) -> SignatureRectangle:
        """Return the place of the signature box with key `box`. Raise KeyError when the form has none."""
        for place in self.places:
            if place.box == box:
                return place
        raise KeyError(box)


def freeze(form: Form, answers: Answers, facts: PageFacts, faces: Faces, at: datetime) -> Frozen:
    """Return the frozen document. The same arguments give the same bytes.

    Args:
        form: The form, in the edition for which the answers were begun.
        answers: The answers to be printed.
        facts: What is printed around the content, and the boxes.
        faces: The fonts of the station.
        at: The time that the document states, with a zone.

    Raises:
        AnswerRefused: The answers belong to another form, or a clause lacks an answer.
        MissingGlyph: No font has a character; the error names it and the field's label.
        PageError: The form cannot be laid out, or `at` has no zone.
    """
    drawn = draw(form, answers, facts, faces)
    labels = {box.key: box.label for box in facts.boxes_of(form)}
    fields = [SignatureField(place.box, place.page, place.rect, labels[place.box]) for place in drawn.places]
    meta = PdfMeta(f"{form.title} {form.edition}", facts.station_name, f"办件号 {facts.visit_no}", at)
    pdf = archival(drawn.pdf, meta, [*fields, seal_field(drawn.pages - 1)])
    return Frozen(pdf, hashlib.sha256(pdf).hexdigest(), sm3(pdf), drawn.pages, drawn.places)


def sm3(data: bytes) -> str:
    """Return the SM3 digest (GB/T 32905) in hex, which is kept together with SHA-256."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()
