"""A visit and its papers as JSON, and back: explicit, field by field, so that no draft runs code or is guessed at.

It writes version `luobi-draft/2` and reads `luobi-draft/1` too (docs/formats/draft.md). A draft names its form by id,
edition and digest, and exactly that form must be installed.
Where drafts are stored and who can read them is decided in `drafts`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import rfc8785

from forms.answers import Answers
from forms.errors import FormsError
from forms.load import find_form
from forms.message import Message
from forms.model import Form
from signing.freeze import Frozen as FrozenDocument
from signing.ink import Source
from signing.signature_rectangle import SignatureRectangle
from terminal.clerk.counter import Docket, SetSignature
from terminal.errors import DraftLost
from terminal.visit.agency import authority_of
from terminal.visit.ceremony import Act, ActRecord
from terminal.visit.model import FrozenFacts, Manner, Outcome, Policy, Staff, State, Visit

FORMAT = "luobi-draft/2"
READABLE = ("luobi-draft/1", FORMAT)


def encoded(visit: Visit, docket: Docket | None) -> bytes:
    """Return the draft as canonical JSON (RFC 8785).

    Args:
        visit: The visit to keep.
        docket: Its bytes; None before the document is frozen.
    """
    papers = None if docket is None else _papers(docket)
    return rfc8785.dumps({"format": FORMAT, "visit": _visit(visit), "papers": papers})


def decoded(data: bytes) -> tuple[Visit, Docket | None]:
    """Return the visit and its papers. Raise DraftLost with a reason that staff can read."""
    try:
        content = json.loads(data)
        if content["format"] not in READABLE:
            raise DraftLost(Message("terminal.draft-other-version", format=str(content["format"])))
        form = _form(content["visit"]["form"])
        visit = _visit_of(content["visit"], form)
        docket = None if content["papers"] is None else _docket_of(content["papers"])
    except (ValueError, LookupError, TypeError, AttributeError, FormsError) as problem:
        raise DraftLost(Message("terminal.draft-incomplete", cause=type(problem).__name__)) from problem
    _belong_together(visit, docket)
    return visit, docket


def _belong_together(visit: Visit, docket: Docket | None) -> None:
    if visit.frozen is not None and (docket is None or docket.frozen.sha256 != visit.frozen.sha256):
        raise DraftLost(Message("terminal.draft-no-papers"))


def _form(named: Mapping[str, str]) -> Form:
    edition = f"{named['id']} {named['edition']}"
    try:
        form = find_form(named["id"], named["edition"])
    except FormsError as problem:
        raise DraftLost(Message("terminal.draft-form-gone", form=edition)) from problem
    if form.digest != named["digest"]:
        raise DraftLost(Message("terminal.draft-form-changed", form=edition))
    return form


# ---- the visit ----


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "record": visit.record,
        "number": visit.number,
        "form": {"id": visit.form.id, "edition": visit.form.edition, "digest": visit.form.digest},
        "answers": visit.answers.canonical_bytes().decode("utf-8"),
        "operator": _staff(visit.operator),
        "witness": None if visit.witness is None else _staff(visit.witness),
        "policy": {
            "training": visit.policy.training,
            "sources": sorted(source.value for source in visit.policy.sources),
            "level": visit.policy.level,
            "looks": visit.policy.looks,
        },
        "on": visit.on.isoformat(),
        "state": visit.state.value,
        "turn": visit.turn,
        "signed": visit.signed,
        "manners": {role: manner.value for role, manner in visit.manners.items()},
        "agents": dict(visit.agents),
        "authorities": {role: authority.content() for role, authority in visit.authorities.items()},
        "consents": dict(visit.consents),
        "dwell_ms": {str(page): dwell for page, dwell in visit.dwell_ms.items()},
        "read_aloud_by": visit.read_aloud_by,
        "frozen": None if visit.frozen is None else _frozen_facts(visit.frozen),
        "parked_until": visit.parked_until,
        "paused": visit.paused,
        "outcome": visit.outcome.value,
        "acts": [act.document() for act in visit.acts],
        "version": visit.version,
        "witnessed": dict(visit.witnessed),
        "unfinished": dict(visit.unfinished),
    }


def _visit_of(content: Mapping[str, Any], form: Form) -> Visit:
    answers = Answers.from_bytes(content["answers"].encode("utf-8"))
    answers.require_form(form)
    policy, frozen, witness = content["policy"], content["frozen"], content["witness"]
    return Visit(
        record=content["record"],
        number=content["number"],
        form=form,
        answers=answers,
        operator=Staff(**content["operator"]),
        witness=None if witness is None else Staff(**witness),
        policy=_policy(policy),
        on=date.fromisoformat(content["on"]),
        state=State(content["state"]),
        turn=content["turn"],
        signed=content["signed"],
        manners={role: Manner(manner) for role, manner in content["manners"].items()},
        agents=content["agents"],
        authorities={role: authority_of(shown) for role, shown in content.get("authorities", {}).items()},
        consents=content["consents"],
        dwell_ms={int(page): dwell for page, dwell in content["dwell_ms"].items()},
        read_aloud_by=content["read_aloud_by"],
        frozen=None if frozen is None else FrozenFacts(**frozen),
        parked_until=content["parked_until"],
        paused=content["paused"],
        outcome=Outcome(content["outcome"]),
        acts=tuple(ActRecord(**{**act, "what": Act.of(act["what"])}) for act in content["acts"]),
        version=content.get("version", 1),
        witnessed=content.get("witnessed", {}),
        unfinished=content.get("unfinished", {}),
    )


def _policy(content: Mapping[str, Any]) -> Policy:
    sources = frozenset(map(Source, content["sources"]))
    return Policy(content["training"], sources, content["level"], content.get("looks", True))


def _staff(staff: Staff) -> dict[str, str]:
    return {"id": staff.id, "name": staff.name}


def _frozen_facts(facts: FrozenFacts) -> dict[str, Any]:
    return {"sha256": facts.sha256, "sm3": facts.sm3, "size": facts.size, "pages": facts.pages}


# ---- its papers ----


def _papers(docket: Docket) -> dict[str, Any]:
    frozen = docket.frozen
    return {
        "frozen": {
            "sha256": frozen.sha256,
            "sm3": frozen.sm3,
            "size": len(frozen.pdf),
            "pages": frozen.pages,
            "places": [_place(place) for place in frozen.places],
        },
        "document": _text(docket.document),
        "salt": _text(docket.salt),
        "inks": {box: _text(data) for box, data in docket.inks.items()},
        "signatures": [signature.document() for signature in docket.signatures],
        "sealed": docket.sealed,
    }


def _docket_of(content: Mapping[str, Any]) -> Docket:
    """Return the docket. Every signature is an increment, so the signed document begins with the frozen one."""
    document, frozen = _bytes(content["document"]), content["frozen"]
    places = tuple(SignatureRectangle(**place) for place in frozen["places"])
    pdf = document[: frozen["size"]]
    return Docket(
        frozen=FrozenDocument(pdf, frozen["sha256"], frozen["sm3"], frozen["pages"], places),
        document=document,
        salt=_bytes(content["salt"]),
        inks={box: _bytes(data) for box, data in content["inks"].items()},
        signatures=tuple(SetSignature(**signature) for signature in content["signatures"]),
        sealed=content["sealed"],
    )


def _place(place: SignatureRectangle) -> dict[str, Any]:
    return {
        "box": place.box,
        "role": place.role,
        "page": place.page,
        "x_pt": place.x_pt,
        "y_pt": place.y_pt,
        "width_pt": place.width_pt,
        "height_pt": place.height_pt,
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
