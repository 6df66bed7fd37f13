"""Entries of version 1: one spelling for each, and nothing else is one. Version 2: `test_profile.py`."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from archive.entry import MAX_BYTES, BlobRef, Entry, EntryType, commitment, genesis, parse, timestamp
from archive.errors import EntryError
from archive.merkle import EMPTY_ROOT, leaf_hash
from tests.archive.conftest import BEGAN, KEYS, ORIGIN

HEX = "ab" * 32
RECORD = Entry(
    log=ORIGIN,
    seq=7,
    prev=HEX,
    ts="2026-11-22T10:11:12.123Z",
    type=EntryType.RECORD,
    id="01JDXYZ",
    commit="cd" * 32,
    blobs=(BlobRef("document", HEX, 183222), BlobRef("ink-applicant", "ef" * 32, 0)),
    facts={"form": "unemployment-registration", "edition": "2026-1", "level": "L1", "ink": ("recording", "synthetic")},
    v=1,
)
FIRST_2 = genesis(
    log=ORIGIN,
    at=BEGAN,
    kind="training",
    station="示例街道就业服务站",
    vkeys=KEYS.vkeys,
    ca_sha256=HEX,
    custodian_sha256=HEX,
)
FIRST = replace(FIRST_2, v=1)
HAND_OVER = Entry(
    ORIGIN,
    9,
    HEX,
    "2026-11-22T10:13:12.000Z",
    EntryType.HAND_OVER,
    "01JDXZA",
    facts={"of": "01JDXYZ", "what": ("document", "receipt"), "to": "usb", "by": "S01"},
    v=1,
)
VOID = Entry(ORIGIN, 8, HEX, "2026-11-22T10:12:12.000Z", EntryType.VOID, "01JDXZZ", facts={"of": "01JDXYZ"}, v=1)


def document(**changes: Any) -> dict[str, Any]:
    return json.loads(RECORD.to_bytes()) | changes


@pytest.mark.parametrize("entry", [FIRST, RECORD, VOID, HAND_OVER], ids=lambda entry: entry.type.value)
def test_an_entry_is_its_bytes(entry: Entry) -> None:
    raw = entry.to_bytes()
    assert parse(raw) == entry
    assert parse(raw).to_bytes() == raw
    assert rfc8785.dumps(json.loads(raw)) == raw


def test_the_bytes_of_an_entry_are_fixed() -> None:
    assert RECORD.to_bytes() == (
        b'{"blobs":[{"role":"document","sha256":"' + HEX.encode() + b'","size":183222},'
        b'{"role":"ink-applicant","sha256":"' + b"ef" * 32 + b'","size":0}],"commit":"' + b"cd" * 32 + b'",'
        b'"facts":{"edition":"2026-1","form":"unemployment-registration","ink":["recording","synthetic"],'
        b'"level":"L1"},"id":"01JDXYZ","log":"station-0042.example/archive","prev":"' + HEX.encode() + b'",'
        b'"seq":7,"suite":1,"ts":"2026-11-22T10:11:12.123Z","type":"record","v":1}'
    )


def test_the_bytes_of_a_hand_over_are_fixed() -> None:
    assert HAND_OVER.to_bytes() == (
        b'{"blobs":[],"commit":"","facts":{"by":"S01","of":"01JDXYZ","to":"usb","what":["document","receipt"]},'
        b'"id":"01JDXZA","log":"station-0042.example/archive","prev":"' + HEX.encode() + b'",'
        b'"seq":9,"suite":1,"ts":"2026-11-22T10:13:12.000Z","type":"hand-over","v":1}'
    )


def test_the_link_of_an_entry_is_its_leaf_hash() -> None:
    assert RECORD.leaf() == leaf_hash(RECORD.to_bytes())


def test_the_first_entry_continues_the_empty_tree() -> None:
    assert (FIRST.seq, FIRST.prev) == (0, EMPTY_ROOT.hex())


def test_an_entry_says_which_record_it_speaks_about() -> None:
    assert (VOID.about, HAND_OVER.about, RECORD.about) == ("01JDXYZ", "01JDXYZ", "")


@given(
    st.integers(1, 2**53 - 1),
    st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", fullmatch=True),
    st.dictionaries(st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True), st.integers(0, 2**53 - 1), min_size=1),
    st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),
)
def test_every_record_survives_its_bytes(seq: int, record: str, blobs: dict[str, int], at: datetime) -> None:
    at = at.replace(tzinfo=timezone(timedelta(hours=8)))
    refs = tuple(BlobRef(role, HEX, size) for role, size in sorted(blobs.items()))
    entry = replace(RECORD, seq=seq, id=record, blobs=refs, ts=timestamp(at))
    assert parse(entry.to_bytes()) == entry


NOT_CANONICAL = {
    "a space": lambda raw: raw.replace(b":", b": ", 1),
    "a newline behind": lambda raw: raw + b"\n",
    "keys in another order": lambda raw: json.dumps(dict(reversed(json.loads(raw).items()))).encode(),
    "an escaped letter": lambda raw: raw.replace(b"record", b"\\u0072ecord", 1),
    "a number as 7.0": lambda raw: raw.replace(b'"seq":7', b'"seq":7.0'),
    "a number as 7e0": lambda raw: raw.replace(b'"seq":7', b'"seq":7e0'),
    "a number as -0": lambda raw: raw.replace(b'"size":0', b'"size":-0'),
    "NaN": lambda raw: raw.replace(b'"seq":7', b'"seq":NaN'),
    "a key twice": lambda raw: raw.replace(b'"seq":7', b'"seq":7,"seq":7'),
    "a key more": lambda raw: raw.replace(b'"v":1', b'"v":1,"w":1'),
    "a key less": lambda raw: raw.replace(b'"seq":7,', b""),
    "a key more in a blob": lambda raw: raw.replace(b'"size":0', b'"size":0,"type":1'),
    "a blob that is a text": lambda raw: raw.replace(b'"blobs":[', b'"blobs":["x",'),
    "blobs that are an object": lambda raw: rfc8785.dumps(json.loads(raw) | {"blobs": {}}),
    "facts that are an array": lambda raw: rfc8785.dumps(json.loads(raw) | {"facts": []}),
    "an array around": lambda raw: b"[" + raw + b"]",
    "a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "bytes that are not UTF-8": lambda raw: raw.replace(b"record", b"rec\xffrd", 1),
    "nothing": lambda raw: b"",
    "half": lambda raw: raw[: len(raw) // 2],
    "a thousand brackets": lambda raw: b"[" * 10_000,
    "a number of ten thousand digits": lambda raw: raw.replace(b'"seq":7', b'"seq":' + b"7" * 10_000),
    "more than 16 KiB": lambda raw: raw + b" " * MAX_BYTES,
    "null": lambda raw: raw.replace(b'"seq":7', b'"seq":null'),
    "an unknown type": lambda raw: raw.replace(b'"type":"record"', b'"type":"recort"'),
    "a type that is a number": lambda raw: raw.replace(b'"type":"record"', b'"type":1'),
}


@pytest.mark.parametrize("harm", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_other_bytes_are_rejected_not_normalised(harm) -> None:
    raw = RECORD.to_bytes()
    assert harm(raw) != raw
    with pytest.raises(EntryError):
        parse(harm(raw))


@given(st.data())
def test_no_flip_of_a_byte_yields_the_same_entry(data: st.DataObject) -> None:
    raw = bytearray(RECORD.to_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with suppress(EntryError):
        assert parse(bytes(raw)).leaf() != RECORD.leaf()


OUT_OF_PROFILE = {
    "version 0": {"v": 0},
    "a key of a blob": {"blobs": [{"role": "document", "sha256": HEX, "size": 1, "key": HEX}]},
    "a version that is true": {"v": True},
    "suite 0": {"suite": 0},
    "a log with a space": {"log": "station 42"},
    "a log with a plus": {"log": "station+42"},
    "a log beyond ASCII": {"log": "站点"},
    "an empty log": {"log": ""},
    "a negative number": {"seq": -1},
    "a number beyond 2^53": {"seq": 2**53},
    "a number that is true": {"seq": True},
    "a number that is a text": {"seq": "7"},
    "number 0 for a record": {"seq": 0, "prev": EMPTY_ROOT.hex()},
    "a short link": {"prev": "ab" * 31},
    "a link in capitals": {"prev": "AB" * 32},
    "a time without zone": {"ts": "2026-11-22T10:11:12.123"},
    "a time without milliseconds": {"ts": "2026-11-22T10:11:12Z"},
    "a time of another zone": {"ts": "2026-11-22T10:11:12.123+08:00"},
    "a time with microseconds": {"ts": "2026-11-22T10:11:12.123456Z"},
    "a day that is not": {"ts": "2026-02-30T10:11:12.123Z"},
    "a time that is a number": {"ts": 1},
    "an id with a slash": {"id": "a/b"},
    "an empty id": {"id": ""},
    "an id beyond 64 characters": {"id": "a" * 65},
    "a name for an id": {"id": "张三"},
    "a record without blobs": {"blobs": [], "commit": ""},
    "blobs without commitment": {"commit": ""},
    "a short commitment": {"commit": "cd" * 31},
    "blobs in another order": {"blobs": list(reversed(document()["blobs"]))},
    "a role twice": {"blobs": [document()["blobs"][0]] * 2},
    "a role with a space": {"blobs": [{"role": "the document", "sha256": HEX, "size": 1}]},
    "a blob of negative size": {"blobs": [{"role": "document", "sha256": HEX, "size": -1}]},
    "a blob whose hash is no hash": {"blobs": [{"role": "document", "sha256": "x" * 64, "size": 1}]},
    "a fact that records do not have": {"facts": {"name": "x"}},
    "a level that does not exist": {"facts": {"level": "L9"}},
    "a fact in Chinese": {"facts": {"form": "失业登记表"}},
    "ink of an unknown source": {"facts": {"ink": ["thumb"]}},
    "ink of no source": {"facts": {"ink": []}},
    "ink sources in another order": {"facts": {"ink": ["synthetic", "pen"]}},
    "ink sources that are numbers": {"facts": {"ink": [1]}},
    "ink source as a text": {"facts": {"ink": "pen"}},
    "a second genesis": {"type": "genesis"},
}


@pytest.mark.parametrize("changes", OUT_OF_PROFILE.values(), ids=OUT_OF_PROFILE)
def test_what_breaks_the_profile_is_rejected(changes: dict[str, Any]) -> None:
    raw = json.dumps(document(**changes), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(EntryError, match="breaks the profile"):
        parse(raw)


NO_HAND_OVERS = {
    "of no record": {"of": None},
    "of a name": {"of": "张三"},
    "of nothing": {"what": ()},
    "of something else": {"what": ("document", "ink")},
    "in another order": {"what": ("receipt", "document")},
    "of the document as a text": {"what": "document"},
    "to nowhere": {"to": None},
    "to a path": {"to": "/media/张三/KINGSTON"},
    "to two places": {"to": "folder|usb"},
    "by nobody": {"by": None},
    "by a name": {"by": "李文明"},
    "with a remark": {"remark": "x"},
}


@pytest.mark.parametrize("changes", NO_HAND_OVERS.values(), ids=NO_HAND_OVERS)
def test_there_is_no_hand_over(changes: dict[str, Any]) -> None:
    facts = {key: value for key, value in ({**HAND_OVER.facts} | changes).items() if value is not None}
    with pytest.raises(EntryError, match="facts of entry 9"):
        replace(HAND_OVER, facts=facts)


def test_a_hand_over_has_no_contents_of_its_own() -> None:
    with pytest.raises(EntryError, match="blobs of entry 9"):
        replace(HAND_OVER, blobs=RECORD.blobs, commit=RECORD.commit)


FALSE_BEGINNINGS = {
    "a kind of its own": {"kind": "demo"},
    "no keys": {"vkeys": []},
    "keys as a text": {"vkeys": "x"},
    "a key that is none": {"vkeys": ["x"]},
    "a station without name": {"station": ""},
    "a station name of two lines": {"station": "a\nb"},
    "no custodian": {"custodian": ""},
}


@pytest.mark.parametrize("changes", FALSE_BEGINNINGS.values(), ids=FALSE_BEGINNINGS)
def test_a_log_cannot_begin_with(changes: dict[str, Any]) -> None:
    first = json.loads(FIRST.to_bytes())
    with pytest.raises(EntryError):
        parse(rfc8785.dumps(first | {"facts": first["facts"] | changes}))


def test_the_first_entry_needs_all_its_facts_and_no_past() -> None:
    with pytest.raises(EntryError):
        replace(FIRST, facts={"kind": "training"})
    with pytest.raises(EntryError):
        replace(FIRST, prev=HEX)
    with pytest.raises(EntryError):
        replace(FIRST, blobs=RECORD.blobs, commit=HEX)


@pytest.mark.parametrize("type_", [EntryType.SUPERSEDE, EntryType.DISPOSAL, EntryType.KEY_EVENT, EntryType.INCARNATION])
def test_types_without_a_maker_hold_tokens_only(type_: EntryType) -> None:
    facts = {"of": ("01JDXYZ",), "count": 3, "approved": True, "basis": "DA/T.70"}
    entry = replace(RECORD, type=type_, blobs=(), commit="", facts=facts)
    assert parse(entry.to_bytes()) == entry
    for wrong in ({"of": "张三"}, {"of": 1.5}, {"名": "x"}, {"of": ("",)}, {"count": 2**53}):
        with pytest.raises(EntryError):
            replace(entry, facts=wrong)


def test_an_entry_beyond_16_kib_is_not_made() -> None:
    blobs = tuple(BlobRef(f"ink-{number:04d}", HEX, 1) for number in range(200))
    with pytest.raises(EntryError):
        replace(RECORD, blobs=blobs).to_bytes()


def test_facts_cannot_be_changed_behind_an_entrys_back() -> None:
    facts = {"level": "L1"}
    entry = replace(RECORD, facts=facts)
    facts["level"] = "L3"
    assert entry.facts["level"] == "L1"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(EntryError):
        timestamp(datetime(2026, 1, 1))


def test_the_commitment_is_salt_and_three_digests() -> None:
    salt, pdf, metadata = bytes(range(32)), b"document", b"{}"
    parts = salt + hashlib.sha256(pdf).digest() + hashlib.new("sm3", pdf).digest() + hashlib.sha256(metadata).digest()
    assert commitment(salt, pdf, metadata) == hashlib.sha256(parts).hexdigest()
    with pytest.raises(EntryError):
        commitment(b"short", pdf, metadata)
