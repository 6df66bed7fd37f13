"""A visit and its papers as the JSON of a draft, and back.

It writes version `luobi-draft/2` and reads `luobi-draft/1` too (docs/formats/draft.md). How a visit is written is
decided in `visit_codec`. Where drafts are stored and who can read them is decided in `drafts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec
import rfc8785

from archive.metadata import SetSignature
from forms.decoding import Undecodable, decode
from forms.message import Message
from signing.freeze import Frozen as FrozenDocument
from signing.signature_rectangle import SignatureRectangle
from terminal.clerk.counter import Docket
from terminal.clerk.visit_codec import VisitContent, content_of, plain, visit_of
from terminal.errors import DraftLost
from terminal.visit.model import Visit

FORMAT = "luobi-draft/2"
READABLE = ("luobi-draft/1", FORMAT)


class FrozenContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The frozen document, whose bytes are the first `size` of the document as signed so far."""

    sha256: str
    sm3: str
    size: Annotated[int, msgspec.Meta(ge=0)]
    pages: int
    places: tuple[SignatureRectangle, ...]


class PapersContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bytes of a visit."""

    frozen: FrozenContent
    document: bytes
    salt: bytes
    inks: Mapping[str, bytes]
    signatures: tuple[SetSignature, ...]
    sealed: bool


class DraftContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole draft."""

    format: str
    visit: VisitContent
    papers: PapersContent | None


def encoded(visit: Visit, docket: Docket | None) -> bytes:
    """Return the draft as canonical JSON (RFC 8785).

    Args:
        visit: The visit to keep.
        docket: Its bytes; None before the document is frozen.
    """
    content = plain(DraftContent(FORMAT, content_of(visit), None if docket is None else _papers(docket)))
    if docket is not None:  # as in the record's metadata: without what an own signature does not have
        content["papers"]["signatures"] = [signature.document() for signature in docket.signatures]
    return rfc8785.dumps(content)


def decoded(data: bytes) -> tuple[Visit, Docket | None]:
    """Return the visit and its papers. Raise DraftLost with a reason that staff can read."""
    try:
        content = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise DraftLost(Message("terminal.draft-incomplete", key="JSON")) from None
    if isinstance(content, dict) and isinstance(content.get("format"), str) and content["format"] not in READABLE:
        raise DraftLost(Message("terminal.draft-other-version", format=content["format"]))
    try:
        draft = decode(DraftContent, content)
        visit = visit_of(draft.visit)
    except Undecodable as problem:
        raise DraftLost(Message("terminal.draft-incomplete", key=problem.key or "JSON")) from problem
    docket = None if draft.papers is None else _docket(draft.papers)
    if visit.frozen is not None and (docket is None or docket.frozen.sha256 != visit.frozen.sha256):
        raise DraftLost(Message("terminal.draft-no-papers"))
    return visit, docket


def _papers(docket: Docket) -> PapersContent:
    frozen = docket.frozen
    return PapersContent(
        FrozenContent(frozen.sha256, frozen.sm3, len(frozen.pdf), frozen.pages, frozen.places),
        docket.document,
        docket.salt,
        docket.inks,
        docket.signatures,
        docket.sealed,
    )


def _docket(papers: PapersContent) -> Docket:
    """Return the docket. Every signature is an increment, so the signed document begins with the frozen one."""
    frozen = papers.frozen
    pdf = papers.document[: frozen.size]
    return Docket(
        frozen=FrozenDocument(pdf, frozen.sha256, frozen.sm3, frozen.pages, frozen.places),
        document=papers.document,
        salt=papers.salt,
        inks=papers.inks,
        signatures=papers.signatures,
        sealed=papers.sealed,
    )
