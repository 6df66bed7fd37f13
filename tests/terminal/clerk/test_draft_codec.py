"""What a draft holds: every part is read as it was written, and what is no draft is refused with the part at fault."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from archive.metadata import FrozenFacts
from forms.message import text
from signing.freeze import Frozen
from signing.signature_rectangle import SignatureRectangle
from terminal.clerk.counter import Docket, SetSignature
from terminal.clerk.draft_codec import decoded, encoded
from terminal.clerk.visit_codec import VisitContent
from terminal.errors import DraftLost
from terminal.visit import flow
from terminal.visit.model import Manner, Visit
from tests.terminal import stations

PDF = b"%PDF-1.7 frozen"
DIGEST = sha256(PDF).hexdigest()
VISIT = dataclasses.replace(
    stations.tell(
        stations.numbered_visit("ab" * 16, "379999-2026-000002"),
        flow.Joined(stations.SECOND),
        flow.SignsAs(Manner.AGENT, "王代", authority=stations.AUTHORITY),
    ),
    frozen=FrozenFacts(DIGEST, "22" * 32, len(PDF), 2),
    dwell_ms={0: 900, 11: 1200},
    unfinished={"phone": "138"},
    witnessed={"applicant-witness-1": "李文明"},
)
DOCKET = Docket(
    Frozen(PDF, DIGEST, "22" * 32, 2, (SignatureRectangle("applicant", "applicant", 1, 56.7, 100.0, 200.25, 90.0),)),
    PDF + b" and signed",
    bytes(range(32)),
    {"applicant": b"\x00\xff sealed ink"},
    (
        SetSignature("applicant", "applicant", "张三", "e1", "11" * 32, "22" * 32, "pen", "33" * 32, "44" * 32),
        SetSignature(
            *("staff", "staff", "王代", "e2", "11" * 32, "22" * 32, "pen", "33" * 32, "44" * 32),
            principal="张三",
            agent="王代",
            authority=stations.AUTHORITY.content(),
        ),
    ),
)
GOOD = encoded(VISIT, DOCKET)


def test_every_part_is_read_as_it_was_written() -> None:
    visit, docket = decoded(GOOD)
    assert (visit, docket) == (VISIT, DOCKET)
    assert encoded(visit, docket) == GOOD
    for each in dataclasses.fields(Visit):
        assert type(getattr(visit, each.name)) is type(getattr(VISIT, each.name)), each.name


def test_a_draft_is_written_as_it_always_was() -> None:
    """Digests of what the version of 2026-11-30 wrote for these values."""
    assert sha256(GOOD).hexdigest() == "a5e4125a5b82fb9ee5a513685a9d9104969bf8a1b884006640dd037fa5ac35af"
    assert (
        sha256(encoded(dataclasses.replace(VISIT, frozen=None), None)).hexdigest()
        == "8ed6ba6070e01eaf16bf488b30f48f0ec3b980e58b0c242b3925b03691cb8b17"
    )


def test_a_visit_has_no_field_that_a_draft_does_not_keep() -> None:
    assert {each.name for each in dataclasses.fields(Visit)} == set(VisitContent.__struct_fields__)


Change = Callable[[dict[str, Any]], object]


def at(content: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        content = content[int(step) if isinstance(content, list) else step]
    return content


def put(path: str, value: object) -> Change:
    """Write a value at that path, in place of what is there or as something new."""
    parent, _, name = path.rpartition(".")

    def change(content: dict[str, Any]) -> None:
        into = at(content, parent)
        into[int(name) if isinstance(into, list) else name] = value

    return change


def drop(path: str) -> Change:
    parent, _, name = path.rpartition(".")
    return lambda content: at(content, parent).pop(name)


def changed(*changes: Change) -> bytes:
    content = json.loads(GOOD)
    for change in changes:
        change(content)
    return rfc8785.dumps(content)


OLDER: dict[str, tuple[tuple[Change, ...], dict[str, Any]]] = {
    "the first version": (
        (put("format", "luobi-draft/1"), drop("visit.version"), drop("visit.policy.looks")),
        {"version": 1, "policy": dataclasses.replace(VISIT.policy, looks=True)},
    ),
    "before agents showed documents": ((drop("visit.authorities"),), {"authorities": {}}),
    "before witnesses were named": ((drop("visit.witnessed"),), {"witnessed": {}}),
    "before typing was kept": ((drop("visit.unfinished"),), {"unfinished": {}}),
}


@pytest.mark.parametrize(("changes", "fields"), OLDER.values(), ids=OLDER)
def test_a_draft_of_an_earlier_version_is_read(changes: tuple[Change, ...], fields: dict[str, Any]) -> None:
    assert decoded(changed(*changes)) == (dataclasses.replace(VISIT, **fields), DOCKET)


MALFORMED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "JSON"),
    "cut": (GOOD[:-1], "JSON"),
    "more behind it": (GOOD + b"{}", "JSON"),
    "no text": (b"\xff" + GOOD, "JSON"),
    "a list": (b"[1]", "JSON"),
    "lists in lists without end": (b"[" * 100_000, "JSON"),
    "no format": (changed(drop("format")), "format"),
    "a format that is a number": (changed(put("format", 2)), "format"),
    "no visit": (changed(drop("visit")), "visit"),
    "a visit that is a list": (changed(put("visit", [])), "visit"),
    "no papers": (changed(drop("papers")), "papers"),
    "something else": (changed(put("run", "luobi")), "run"),
    "another field of a visit": (changed(put("visit.by", "staff:S02")), "visit.by"),
    "no operator": (changed(put("visit.operator", None)), "visit.operator"),
    "an operator without a name": (changed(drop("visit.operator.name")), "visit.operator.name"),
    "an operator with more": (changed(put("visit.operator.role", "chief")), "visit.operator.role"),
    "a witness with more": (changed(put("visit.witness.role", "chief")), "visit.witness.role"),
    "a record that is a number": (changed(put("visit.record", 7)), "visit.record"),
    "a form without a digest": (changed(drop("visit.form.digest")), "visit.form.digest"),
    "an unknown state": (changed(put("visit.state", "lost")), "visit.state"),
    "an unknown manner": (changed(put("visit.manners.applicant", "thumb")), "visit.manners.applicant"),
    "an unknown outcome": (changed(put("visit.outcome", "won")), "visit.outcome"),
    "an unknown source of ink": (changed(put("visit.policy.sources", ["pen", "foot"])), "visit.policy.sources[1]"),
    "a policy with more": (changed(put("visit.policy.trust", True)), "visit.policy.trust"),
    "a turn that is a text": (changed(put("visit.turn", "1")), "visit.turn"),
    "a turn that is yes": (changed(put("visit.turn", True)), "visit.turn"),
    "a day that is none": (changed(put("visit.on", "2026-13-24")), "visit.on"),
    "a pause that is a number": (changed(put("visit.paused", 1)), "visit.paused"),
    "a consent that is a text": (changed(put("visit.consents", {"electronic": "yes"})), "visit.consents.electronic"),
    "a page that is no number": (changed(put("visit.dwell_ms", {"first": 900})), "visit.dwell_ms"),
    "an unknown act": (changed(put("visit.acts.0.what", "jumped")), "visit.acts[0].what"),
    "an act with more": (changed(put("visit.acts.0.how", "x")), "visit.acts[0].how"),
    "an act without a time": (changed(drop("visit.acts.0.at")), "visit.acts[0].at"),
    "facts that are a list": (changed(put("visit.acts.0.facts", [])), "visit.acts[0].facts"),
    "a fact that is a table": (changed(put("visit.acts.0.facts", {"a": {}})), "visit.acts[0].facts.a"),
    "an authority with more": (changed(put("visit.authorities.applicant.by", "")), "visit.authorities.applicant.by"),
    "an authority without its scope": (
        changed(drop("visit.authorities.applicant.scope")),
        "visit.authorities.applicant.scope",
    ),
    "answers that are a table": (changed(put("visit.answers", {})), "visit.answers"),
    "answers that are no JSON": (changed(put("visit.answers", "{")), "answers"),
    "answers in lists without end": (changed(put("visit.answers", "[" * 100_000)), "answers"),
    "answers of another form": (
        changed(
            lambda content: put("visit.answers", at(content, "visit.answers").replace("registration", "x"))(content)
        ),
        "answers",
    ),
    "facts of a document without size": (changed(drop("visit.frozen.size")), "visit.frozen.size"),
    "a document that is no base64": (changed(put("papers.document", "%PDF")), "papers.document"),
    "ink that is no base64": (changed(put("papers.inks.applicant", "x")), "papers.inks.applicant"),
    "a document of less than nothing": (changed(put("papers.frozen.size", -1)), "papers.frozen.size"),
    "a box without a page": (changed(drop("papers.frozen.places.0.page")), "papers.frozen.places[0].page"),
    "a box with more": (changed(put("papers.frozen.places.0.z_pt", 1)), "papers.frozen.places[0].z_pt"),
    "a box at a text": (changed(put("papers.frozen.places.0.x_pt", "1")), "papers.frozen.places[0].x_pt"),
    "a signature without its event": (changed(drop("papers.signatures.0.event")), "papers.signatures[0].event"),
    "a signature with more": (changed(put("papers.signatures.1.valid", True)), "papers.signatures[1].valid"),
    "a seal that is a text": (changed(put("papers.sealed", "no")), "papers.sealed"),
}


@pytest.mark.parametrize(("data", "key"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_draft_says_which_part_is_at_fault_and_what_to_do(data: bytes, key: str) -> None:
    with pytest.raises(DraftLost) as lost:
        decoded(data)
    assert text(lost.value.message, "zh") == f"草稿的内容不完整（{key}）。请从备份恢复，或重新办理"
    assert text(lost.value.message, "en") == (
        f"what this draft holds is not complete ({key}). Restore it from a backup, or begin the visit again"
    )


def test_a_draft_of_a_later_version_is_named_by_it() -> None:
    with pytest.raises(DraftLost, match="another version wrote this draft"):
        decoded(changed(put("format", "luobi-draft/3"), put("visit", "as it will be then")))


MISMATCHED = {
    "a visit without its papers": (put("papers", None), "the frozen document is not in this draft"),
    "papers of another document": (put("papers.frozen.sha256", "0" * 64), "the frozen document is not in this draft"),
    "a form that has changed": (put("visit.form.digest", "0" * 64), "unemployment-registration 2026-1, has changed"),
    "a form that is gone": (put("visit.form.edition", "1999-1"), "1999-1, is not in the catalogue any more"),
}


@pytest.mark.parametrize(("change", "words"), MISMATCHED.values(), ids=MISMATCHED)
def test_what_does_not_belong_together_is_lost(change: Change, words: str) -> None:
    with pytest.raises(DraftLost, match=words):
        decoded(changed(change))


def test_a_document_is_longer_than_the_frozen_one_by_its_signatures_alone() -> None:
    _, docket = decoded(changed(put("papers.document", base64.b64encode(PDF + b" or so").decode())))
    assert docket is not None and docket.frozen.pdf == PDF
