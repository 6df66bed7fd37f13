"""Entries of version 2: what each type may say, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785

from archive.entry import BlobRef, Entry, key_commitment, name_commitment, parse
from archive.errors import EntryError, NewerEntry
from archive.profile import NAMING, SHAPES, SPEAKING, EntryType
from tests.archive.conftest import ORIGIN

HEX, OTHER = "ab" * 32, "cd" * 32
AT = "2026-11-29T08:00:00.000Z"
VKEY = "station-7.example/archive+6e131869+AfeiBx1g6s7K+a6mpUsIJbtQ61fs0reJ7nc2jnLE1kFL"
BLOBS = (BlobRef("document", HEX, 9, OTHER),)
FORM = {"form": "unemployment-registration", "edition": "2026-1", "form_sha256": HEX}
RECORD = {"number": "379999-2026-000001", **FORM, "level": "L1"}

# One entry of each type with every fact that it may have together.
WHOLE: dict[str, dict[str, Any]] = {
    "genesis": {
        "kind": "training",
        "station": "示例街道就业服务站",
        "vkeys": (VKEY,),
        "ca": HEX,
        "custodian": HEX,
        "staff": ("S01", "S02"),
        "names": (HEX, OTHER),
    },
    "record": {
        **RECORD,
        "ink": ("pen", "tablet"),
        "profile": "v2",
        "retention": "30y",
        "replaces": "a1",
        "by": ("S01",),
    },
    "void": {"of": "a1", "reason": "found-wrong", "by": ("S01", "S02"), "replaced_by": "a2"},
    "supersede": {"of": "a1", "new": "a2", "reason": "corrected", "by": ("S01",)},
    "supplement": {"of": "a1", "what": "lifted", "level": "L2", "profile": "v2", "by": ("S01",)},
    "deposit": {
        "source": "scan",
        "pages": 4,
        "by": ("S01",),
        "of": "a1",
        "number": "379999-2026-000002",
        "class": "contract",
        "retention": "10y",
        "attested": True,
    },
    "paper": {
        "number": "379999-2026-000003",
        **FORM,
        "reason": "consent-refused",
        "by": ("S01",),
        "code": "7K3M-99QX",
        "retention": "30y",
    },
    "hand-over": {"of": "a1", "what": ("document", "receipt"), "to": "printer", "by": "S01", "copies": 2},
    "export": {"records": 12, "manifest": HEX, "to": "usb", "reason": "transfer", "by": ("S01",), "of": "a1"},
    "disposal": {
        "of": "a1",
        "what": ("all",),
        "basis": "DA/T.13",
        "class": "30y",
        "list": HEX,
        "by": ("S01", "S02"),
    },
    "hold": {"of": "a1", "what": "set", "reason": "court", "by": ("S01",), "until": "2027-12-31"},
    "ink-request": {
        "of": "a1",
        "what": "requested",
        "reason": "court",
        "by": ("S01",),
        "boxes": ("applicant",),
        "request": HEX,
        "custodian": HEX,
    },
    "key-event": {
        "what": "rotated",
        "key": "checkpoint",
        "old": HEX,
        "new": OTHER,
        "vkeys": (VKEY,),
        "certificates": (HEX,),
        "signatures": ("AAAA",),
        "since": AT,
        "by": ("S01",),
    },
    "staff-event": {"what": "added", "staff": "S03", "name": HEX, "by": ("S01", "S02"), "until": "2027-12-31"},
    "settings": {
        "sha256": HEX,
        "area": "379999",
        "ink": ("pen",),
        "fonts": (HEX,),
        "forms": (HEX,),
        "pens": (HEX,),
        "by": ("S01",),
    },
    "access-day": {"day": "2026-11-29", "accesses": 7, "sha256": HEX},
    "incarnation": {"size": 9, "root": HEX, "reason": "restored", "backup": HEX, "kit": True, "by": ("S01",)},
    "station-checkpoint": {"station": "station-8.example/archive", "size": 9, "root": HEX, "note": HEX},
    "renewal": {"old": "station-7.example/archive", "suite": 1, "size": 9, "root": HEX, "tree": HEX, "token": HEX},
}
WITH_BLOBS = {"record", "supplement", "deposit", "paper"}
MAY_HAVE_BLOBS = {"ink-request", "key-event", "incarnation", "station-checkpoint", "renewal"}


def entry(type_: str, blobs: tuple[BlobRef, ...] | None = None, **facts: Any) -> Entry:
    first = type_ == "genesis"
    held = (BLOBS if type_ in WITH_BLOBS else ()) if blobs is None else blobs
    prev = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" if first else HEX
    id_, seq, commit = ("genesis", 0, "") if first else ("0a1b", 7, OTHER if held else "")
    return Entry(ORIGIN, seq, prev, AT, EntryType(type_), id_, commit, held, facts)


@pytest.mark.parametrize("type_", [str(each) for each in EntryType])
def test_every_type_is_its_bytes_with_all_its_facts(type_: str) -> None:
    made = entry(type_, **WHOLE[type_])
    assert made.v == 2
    assert parse(made.to_bytes()) == made
    shape = SHAPES[2][EntryType(type_)]
    together = shape.must.keys() | shape.may.keys()
    alone = {"void": RECORD.keys() | WHOLE["record"].keys(), "staff-event": {"kit", "failures"}}
    assert together - made.facts.keys() <= alone.get(type_, set()), "a fact that this table does not try"


@pytest.mark.parametrize("type_", [str(each) for each in EntryType])
def test_a_fact_that_must_be_there_cannot_be_left_out(type_: str) -> None:
    for name in SHAPES[2][EntryType(type_)].must:
        with pytest.raises(EntryError, match="facts"):
            entry(type_, **{key: value for key, value in WHOLE[type_].items() if key != name})


@pytest.mark.parametrize("type_", [str(each) for each in EntryType])
def test_no_fact_is_a_name_or_an_unknown_one(type_: str) -> None:
    with pytest.raises(EntryError, match="facts"):
        entry(type_, **WHOLE[type_], remark="x")
    for name, value in WHOLE[type_].items():
        if (type_, name) == ("genesis", "station"):
            continue
        for wrong in ("王林", "", None, 1.5, -1, ("王林",), (), {"a": 1}, value is not True):
            with pytest.raises(EntryError):
                entry(type_, **{**WHOLE[type_], name: wrong})


@pytest.mark.parametrize("type_", [str(each) for each in EntryType])
def test_a_type_has_the_blobs_that_it_may_have(type_: str) -> None:
    fits = {True: type_ in WITH_BLOBS | MAY_HAVE_BLOBS, False: type_ not in WITH_BLOBS}
    for some, fit in fits.items():
        if fit:
            assert parse(entry(type_, BLOBS if some else (), **WHOLE[type_]).to_bytes())
        else:
            with pytest.raises(EntryError):
                entry(type_, BLOBS if some else (), **WHOLE[type_])


NOT_TOGETHER: dict[str, tuple[str, dict[str, Any]]] = {
    "a void visit without its form": ("void", {"reason": "refused"}),
    "a void visit that is replaced": ("void", {**RECORD, "reason": "refused", "replaced_by": "a2"}),
    "a void entry about a record that has a form": ("void", {**WHOLE["void"], **RECORD}),
    "copies of no record": ("hand-over", {"what": ("document",), "to": "printer", "by": "S01"}),
    "a person added by one alone": ("staff-event", {"what": "added", "staff": "S03", "name": HEX, "by": ("S01",)}),
    "a person added by nobody": ("staff-event", {"what": "added", "staff": "S03", "name": HEX}),
    "a person who adds himself": ("staff-event", {"what": "added", "staff": "S01", "name": HEX, "by": ("S01", "S02")}),
    "a person added without a name": ("staff-event", {"what": "added", "staff": "S03", "by": ("S01", "S02")}),
    "a recovery by one alone": ("staff-event", {"what": "recovered", "staff": "S02", "by": ("S01",)}),
    "failures without a number": ("staff-event", {"what": "failures", "staff": "S02"}),
    "a kit that was not used": ("staff-event", {"what": "recovered", "staff": "S02", "kit": False}),
    "a disposal by one alone": ("disposal", {**WHOLE["disposal"], "by": ("S01",)}),
    "staff in another order": ("disposal", {**WHOLE["disposal"], "by": ("S02", "S01")}),
    "one staff member twice": ("disposal", {**WHOLE["disposal"], "by": ("S01", "S01")}),
    "founders without names": ("genesis", {**WHOLE["genesis"], "names": (HEX,)}),
    "a day that does not exist": ("access-day", {**WHOLE["access-day"], "day": "2026-02-30"}),
    "a day in short": ("access-day", {**WHOLE["access-day"], "day": "20261129"}),
}


@pytest.mark.parametrize(("type_", "facts"), NOT_TOGETHER.values(), ids=NOT_TOGETHER)
def test_facts_that_do_not_go_together_are_refused(type_: str, facts: dict[str, Any]) -> None:
    with pytest.raises(EntryError, match="facts"):
        entry(type_, **facts)


TOGETHER: dict[str, tuple[str, dict[str, Any]]] = {
    "a void visit": ("void", {**RECORD, "reason": "refused"}),
    "a day sheet": ("hand-over", {"what": ("day-sheet",), "to": "printer", "by": "S01"}),
    "a slip of a parked visit": ("hand-over", {"what": ("slip",), "to": "printer", "by": "S01", "of": "a1"}),
    "a person added with the kit": (
        "staff-event",
        {"what": "added", "staff": "S03", "name": HEX, "kit": True, "by": ("S01",)},
    ),
    "a recovery with the kit": ("staff-event", {"what": "recovered", "staff": "S01", "kit": True}),
    "a person removed": ("staff-event", {"what": "removed", "staff": "S02", "by": ("S01",)}),
    "failures": ("staff-event", {"what": "failures", "staff": "S02", "failures": 3}),
}


@pytest.mark.parametrize(("type_", "facts"), TOGETHER.values(), ids=TOGETHER)
def test_facts_that_go_together_are_an_entry(type_: str, facts: dict[str, Any]) -> None:
    made = entry(type_, BLOBS if type_ == "void" else None, **facts)
    assert parse(made.to_bytes()) == made


def test_a_blob_of_version_2_says_its_key_and_one_of_version_1_does_not() -> None:
    with pytest.raises(EntryError, match="blobs"):
        entry("record", (BlobRef("document", HEX, 9),), **RECORD)
    with pytest.raises(EntryError, match="blobs"):
        replace(entry("record", **RECORD), v=1, facts={"level": "L1"})


def test_a_type_of_version_2_is_none_of_version_1() -> None:
    with pytest.raises(EntryError, match="facts"):
        replace(entry("paper", **WHOLE["paper"]), v=1)


def test_the_bytes_of_a_staff_event_are_fixed() -> None:
    assert entry("staff-event", **WHOLE["staff-event"]).to_bytes() == (
        b'{"blobs":[],"commit":"","facts":{"by":["S01","S02"],"name":"' + HEX.encode() + b'","staff":"S03",'
        b'"until":"2027-12-31","what":"added"},"id":"0a1b","log":"station-0042.example/archive","prev":"'
        + HEX.encode()
        + b'","seq":7,"suite":1,"ts":"2026-11-29T08:00:00.000Z","type":"staff-event","v":2}'
    )


def test_the_bytes_of_a_blob_are_fixed() -> None:
    assert (
        entry("record", **RECORD)
        .to_bytes()
        .startswith(
            b'{"blobs":[{"key":"' + OTHER.encode() + b'","role":"document","sha256":"' + HEX.encode() + b'","size":9}]'
        )
    )


def test_commitments_are_fixed() -> None:
    assert name_commitment(bytes(range(32)), "S01", "李文明") == (
        "c7bf1c2d965854f55ae8c54beddcc25be9496c73b2a093cb4b573900140f15d3"
    )
    assert key_commitment(bytes(32)) == "a5192ef33d087e0750f5c32a5297dd15f37dc8a3324fcaa001e33f4825638eae"
    composed, decomposed = "é", "e\u0301"
    assert name_commitment(bytes(32), "S01", composed) == name_commitment(bytes(32), "S01", decomposed)
    assert name_commitment(bytes(32), "S01", "王林") != name_commitment(bytes(32), "S02", "王林")


def test_what_speaks_about_a_record_and_what_commits_to_a_name_is_known() -> None:
    assert {str(type_) for type_ in SPEAKING} == {
        "void", "supersede", "supplement", "deposit", "hand-over", "export", "disposal", "hold", "ink-request",
    }  # fmt: skip
    assert frozenset({"name", "names"}) == NAMING


def newer(**changes: Any) -> bytes:
    return rfc8785.dumps(json.loads(entry("record", **RECORD).to_bytes()) | changes)


NEWER = {
    "a later version": newer(v=3),
    "a much later version of another shape": newer(v=2**53 - 1, facts=[], extra={"a": None}),
    "a type that is not known": newer(type="picture"),
}


@pytest.mark.parametrize("raw", NEWER.values(), ids=NEWER)
def test_an_entry_that_a_newer_version_made_is_said_to_be_one(raw: bytes) -> None:
    with pytest.raises(NewerEntry, match="made by a newer version") as met:
        parse(raw)
    assert (met.value.exit_code, met.value.seq, met.value.prev) == (3, 7, HEX)


NOT_NEWER = {
    "a later version that is not canonical": newer(v=3) + b" ",
    "a later version with a number beyond 2^53": b'{"n":1152921504606846976,"type":"x","v":3}',
    "a later version with an odd type name": newer(type="王林"),
    "an unknown type of version 1": newer(v=1, type="picture"),
    "version 0": newer(v=0),
    "a version that is true": newer(v=True),
    "a version that is a text": newer(v="3"),
    "a later version of more than 16 KiB": newer(v=3, extra="x" * 16384),
}


@pytest.mark.parametrize("raw", NOT_NEWER.values(), ids=NOT_NEWER)
def test_other_bytes_are_damage_and_not_called_newer(raw: bytes) -> None:
    with pytest.raises(EntryError) as met:
        parse(raw)
    assert not isinstance(met.value, NewerEntry)


def test_a_newer_entry_without_number_and_link_has_none() -> None:
    with pytest.raises(NewerEntry) as met:
        parse(rfc8785.dumps({"v": 3, "type": "x"}))
    assert (met.value.seq, met.value.prev) == (None, None)
