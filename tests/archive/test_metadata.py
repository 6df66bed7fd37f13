"""The bytes of a record's metadata: the terminal's writer and the archive's reader share one type."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from archive.ceremony import Act, ActRecord, Ceremony, FormName, RecordedAct, version_of
from archive.metadata import BlobFacts, FrozenFacts, Metadata, SetSignature

ACTS = (
    ActRecord("2026-11-22T01:02:03Z", "applicant", Act.READ, {}),
    ActRecord("2026-11-22T01:02:04Z", "station", Act.FROZEN, {"sha256": "ab", "pages": 1}),
)
CEREMONY = Ceremony("luobi-ceremony/2", "r1", "370199-2026-000001", FormName("f", "2026-1", "cd"), ACTS)
SIGNATURE = SetSignature("applicant", "applicant", "欧阳𠮷", "e1", "01", "02", "pen", "03", "04")
METADATA = Metadata(
    "luobi-record/2",
    "r1",
    "370199-2026-000001",
    "表",
    "sealed",
    False,
    {"format": "luobi-answers/1"},
    CEREMONY,
    (SIGNATURE,),
    (BlobFacts("document", "05", 6),),
    "L1",
    FrozenFacts("07", "08", 9, 1),
)
OF_THE_CEREMONY = (
    '{"acts":[{"at":"2026-11-22T01:02:03Z","facts":{},"what":"read","who":"applicant"},'
    '{"at":"2026-11-22T01:02:04Z","facts":{"pages":1,"sha256":"ab"},"what":"frozen","who":"station"}],'
    '"form":{"digest":"cd","edition":"2026-1","id":"f"},"format":"luobi-ceremony/2","record":"r1",'
    '"visit":"370199-2026-000001"}'
)
WRITTEN = (
    '{"answers":{"format":"luobi-answers/1"},"assurance":"L1","blobs":[{"role":"document","sha256":"05","size":6}],'
    f'"ceremony":{OF_THE_CEREMONY},'
    '"format":"luobi-record/2","frozen":{"pages":1,"sha256":"07","size":9,"sm3":"08"},"outcome":"sealed","record":"r1",'
    '"signatures":[{"box":"applicant","ceremony_sha256":"04","certificate_sha256":"01","envelope_sha256":"03",'
    '"event":"e1","ink_commitment":"02","ink_source":"pen","name":"欧阳𠮷","role":"applicant"}],'
    '"title":"表","training":false,"visit":"370199-2026-000001"}'
)


def test_metadata_are_written_in_these_bytes() -> None:
    assert METADATA.to_bytes().decode() == WRITTEN


def test_version_1_states_the_document_alone() -> None:
    told = json.loads(WRITTEN)
    (document,) = told.pop("blobs")
    expected = told | {"format": "luobi-record/1", "document": {"sha256": document["sha256"], "size": document["size"]}}
    assert replace(METADATA, format="luobi-record/1").to_bytes() == rfc8785.dumps(expected)


def test_what_was_not_frozen_has_neither_level_nor_digests() -> None:
    document = json.loads(replace(METADATA, assurance="", frozen=None).to_bytes())
    assert document.keys() & {"assurance", "frozen", "document"} == set()


def test_a_signature_for_another_person_states_who_acted_for_whom() -> None:
    agent = replace(SIGNATURE, principal="张三", agent="欧阳𠮷", authority={"scope": "all"})
    assert agent.document().keys() - SIGNATURE.document().keys() == {"principal", "agent", "authority"}
    assert SetSignature.read(agent.document()) == agent


def test_the_digest_covers_what_the_reader_does_not_know() -> None:
    document = {**CEREMONY.document(), "later": 1, "acts": [{"what": "read", "more": 2}, 3]}
    told = Ceremony.read(document)
    assert told.digest() == sha256(rfc8785.dumps(document)).digest()
    assert told.before(1).digest() == sha256(rfc8785.dumps({**document, "acts": document["acts"][:1]})).digest()


def test_the_ceremony_before_an_act_has_the_acts_before_it_alone() -> None:
    assert CEREMONY.before(1) == replace(CEREMONY, acts=ACTS[:1])
    assert Ceremony.read(CEREMONY.document()).before(1).digest() == CEREMONY.before(1).digest()


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"7", b"no json", b"[" * 100_000, b'{"a":1e400}', WRITTEN.encode() + b"\n", b'{"b":1,"a":2}'],
)
def test_what_are_no_canonical_bytes_are_no_metadata(data: bytes) -> None:
    assert Metadata.read(data) is None


MISSING: dict[str, tuple[object, object]] = {
    "record": (7, ""),
    "title": (None, ""),
    "assurance": ([], ""),
    "training": (1, None),
    "answers": ("text", {}),
    "signatures": ({}, ()),
    "blobs": (7, ()),
    "frozen": ([], None),
}


@pytest.mark.parametrize(("member", "value", "read"), [(name, *each) for name, each in MISSING.items()], ids=MISSING)
def test_a_member_of_another_kind_is_read_as_missing(member: str, value: object, read: object) -> None:
    told: dict[str, Any] = json.loads(WRITTEN)
    others = {name: each for name, each in told.items() if name != member}
    for document in (told | {member: value}, others):
        found = Metadata.read(rfc8785.dumps(document))
        assert getattr(found, member) == read


@pytest.mark.parametrize("more", [{"size": True}, {"size": "6"}, {"more": 1}, {"role": 1}])
def test_a_blob_that_is_stated_in_another_way_is_not_the_blob(more: dict[str, object]) -> None:
    told = json.loads(WRITTEN)
    told["blobs"][0] |= more
    found = Metadata.read(rfc8785.dumps(told))
    assert found is not None
    assert found.blobs != METADATA.blobs


def test_an_act_that_is_none_is_read_as_an_act_without_anything() -> None:
    assert RecordedAct.read(7) == RecordedAct.read({}) == RecordedAct("", "", "", {})


VERSIONS = {
    "luobi-record/1": 1,
    "luobi-record/9999": 9999,
    "luobi-record/0": 0,
    "luobi-record/01": 0,
    "luobi-ceremony/2": 0,
    "luobi-record/2 ": 0,
    "": 0,
}


@pytest.mark.parametrize(("name", "version"), VERSIONS.items())
def test_a_format_names_its_version(name: str, version: int) -> None:
    assert version_of("record", name) == version
