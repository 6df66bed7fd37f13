"""The error for refused bytes names the broken rule and the remedy; entries at their exact limits pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
import rfc8785

from archive.entry import (
    MAX_BYTES,
    BlobRef,
    Entry,
    EntryType,
    commitment,
    genesis,
    name_commitment,
    parse,
    timestamp,
)
from archive.errors import EntryError, NewerEntry
from archive.merkle import EMPTY_ROOT
from tests.archive.conftest import BEGAN, KEYS, ORIGIN
from tests.archive.test_entry import FIRST, HEX, RECORD

REMEDY = "Restore the entry from a copy that the receipts confirm; do not edit it."
RAW = RECORD.to_bytes()
FIRST_RAW = FIRST.to_bytes()


def changed(**values: object) -> bytes:
    return rfc8785.dumps(json.loads(RAW) | values)


def broken(key: str, seq: object = 7) -> str:
    return f"{key} of entry {seq} breaks the profile. {REMEDY}"


def blob(**values: object) -> bytes:
    return changed(blobs=[{"role": "document", "sha256": HEX, "size": 1} | values])


NO_ENTRY: dict[str, tuple[bytes, str]] = {
    "too many bytes": (
        RAW + b" " * MAX_BYTES,
        f"an entry has at most 16384 bytes, and here are {len(RAW) + MAX_BYTES}. {REMEDY}",
    ),
    "an array": (b"[]", f"the bytes are not an entry. {REMEDY}"),
    "a key more": (changed(w=1), f"the keys are not those of an entry. {REMEDY}"),
    "a key less": (
        rfc8785.dumps({key: value for key, value in json.loads(RAW).items() if key != "id"}),
        f"the keys are not those of an entry. {REMEDY}",
    ),
    "a space": (RAW.replace(b":", b": ", 1), f"entry 7: the bytes are not canonical (RFC 8785). {REMEDY}"),
    "a key twice": (
        RAW.replace(b'"seq":7', b'"seq":7,"seq":7'),
        f"the bytes are not JSON of an entry (a key appears twice). {REMEDY}",
    ),
    "a fraction": (
        RAW.replace(b'"seq":7', b'"seq":1234567890123456789012.5'),
        f"the bytes are not JSON of an entry (12345678901234567890 is not a number that an entry may hold). {REMEDY}",
    ),
    "NaN": (
        RAW.replace(b'"seq":7', b'"seq":NaN'),
        f"the bytes are not JSON of an entry (NaN is not a number that an entry may hold). {REMEDY}",
    ),
    "facts that are an array": (changed(facts=[]), f"facts must be an object and blobs an array. {REMEDY}"),
    "blobs that are an object": (changed(blobs={}), f"facts must be an object and blobs an array. {REMEDY}"),
    "a blob that is a text": (changed(blobs=["x"]), f"a blob needs exactly role, sha256 and size. {REMEDY}"),
    "a blob with more": (blob(type=1), f"a blob needs exactly role, sha256 and size. {REMEDY}"),
    "a type of a long name": (
        changed(type="x" * 50),
        f"no type of entry is called '{'x' * 40}'. {REMEDY}",
    ),
    "version 0": (changed(v=0), broken("v")),
    "version true": (changed(v=True), broken("v")),
    "suite 0": (changed(suite=0), broken("suite")),
    "suite 2": (changed(suite=2), broken("suite")),
    "suite true": (changed(suite=True), broken("suite")),
    "no log": (changed(log=""), broken("log")),
    "a number below nothing": (changed(seq=-1), broken("seq", -1)),
    "a number of many digits": (changed(seq="7" * 30), broken("seq", "7" * 20)),
    "no link": (changed(prev=""), broken("prev")),
    "no time": (changed(ts=""), broken("ts")),
    "no id": (changed(id=""), broken("id")),
    "a record as the first": (changed(seq=0, prev=EMPTY_ROOT.hex()), broken("type", 0)),
    "a genesis as the eighth": (changed(type="genesis"), broken("type")),
    "a first entry with a past": (rfc8785.dumps(json.loads(FIRST_RAW) | {"prev": HEX}), broken("prev", 0)),
    "no facts that fit": (changed(facts={"name": "x"}), broken("facts")),
    "no blobs": (changed(blobs=[], commit=""), broken("blobs")),
    "a blob without a role": (blob(role=""), broken("blobs")),
    "a blob without a hash": (blob(sha256=""), broken("blobs")),
    "a blob of no size": (blob(size=-1), broken("blobs")),
    "a key in version 1": (blob(key=HEX), broken("blobs")),
    "no commitment": (changed(commit=""), broken("commit")),
}


@pytest.mark.parametrize(("raw", "sentence"), NO_ENTRY.values(), ids=NO_ENTRY)
def test_what_is_no_entry_is_told_why_and_what_to_do(raw: bytes, sentence: str) -> None:
    with pytest.raises(EntryError) as refused:
        parse(raw)
    assert str(refused.value) == sentence
    assert not isinstance(refused.value, NewerEntry)


NO_JSON = {
    "not UTF-8": (b'{"record\xff', "not UTF-8 from byte 8 on"),
    "half": (RAW[:9], "no JSON from character 9 on"),
    "arrays in arrays": (b"[" * 10_000, "a number too long or brackets nested too deep"),
    "a number of many digits": (b'{"seq":' + b"7" * 5000 + b"}", "a number too long or brackets nested too deep"),
}


@pytest.mark.parametrize(("raw", "cause"), NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json_is_told_with_the_cause(raw: bytes, cause: str) -> None:
    with pytest.raises(EntryError) as refused:
        parse(raw)
    assert str(refused.value) == f"the bytes are not JSON of an entry ({cause}). {REMEDY}"


NEWER_SAYS = "made by a newer version of Luobi, which is not judged here. Verify with that version."
NEWER: dict[str, tuple[bytes, str, int | None, str | None]] = {
    "version 3": (changed(v=3), f"version 3, type 'record': {NEWER_SAYS}", 7, RECORD.prev),
    "version 3 of other keys": (b'{"v":3}', f"version 3, type 'None': {NEWER_SAYS}", None, None),
    "version 3 with a false number and link": (
        changed(v=3, seq="7", prev="x"),
        f"version 3, type 'record': {NEWER_SAYS}",
        None,
        None,
    ),
    "a type of version 2 that is not known": (
        changed(v=2, type="x" * 50),
        f"version 2, type '{'x' * 40}': {NEWER_SAYS}",
        7,
        RECORD.prev,
    ),
}


@pytest.mark.parametrize(("raw", "sentence", "seq", "prev"), NEWER.values(), ids=NEWER)
def test_what_a_newer_version_made_is_told_as_that(
    raw: bytes, sentence: str, seq: int | None, prev: str | None
) -> None:
    with pytest.raises(NewerEntry) as met:
        parse(raw)
    assert (str(met.value), met.value.seq, met.value.prev) == (sentence, seq, prev)


NOT_NEWER = {
    "it is not canonical": changed(v=3).replace(b":", b": ", 1),
    "its numbers are none that can be canonical": changed(v=3).replace(b'"seq":7', b'"seq":9007199254740993'),
}


@pytest.mark.parametrize("raw", NOT_NEWER.values(), ids=NOT_NEWER)
def test_a_newer_version_is_canonical_too(raw: bytes) -> None:
    with pytest.raises(EntryError) as refused:
        parse(raw)
    assert str(refused.value) == f"the bytes are not canonical (RFC 8785). {REMEDY}"
    assert not isinstance(refused.value, NewerEntry)


def length(entry: Entry) -> int:
    return len(rfc8785.dumps(entry.document()))


def sized(size: int) -> Entry:
    """A record whose bytes are so many: as many blobs as it needs, and some of their sizes in more digits."""
    blobs: tuple[BlobRef, ...] = ()
    while length(replace(RECORD, blobs=(*blobs, BlobRef("ink-9999", HEX, 0)))) <= size:
        blobs = (*blobs, BlobRef(f"ink-{len(blobs):04d}", HEX, 0))
    missing = size - length(replace(RECORD, blobs=blobs))
    digits = [min(10, max(0, missing - 10 * at)) for at in range(len(blobs))]
    longer = (replace(each, size=10**more if more else 0) for each, more in zip(blobs, digits, strict=True))
    return replace(RECORD, blobs=tuple(longer))


def test_sixteen_kib_are_an_entry_and_a_byte_more_is_none() -> None:
    most = sized(MAX_BYTES)
    assert len(most.to_bytes()) == MAX_BYTES
    assert parse(most.to_bytes()) == most
    more = replace(most, id=most.id + "x")
    with pytest.raises(EntryError) as refused:
        more.to_bytes()
    assert str(refused.value) == f"entry 7: 16385 bytes are more than 16384. {REMEDY}"


MAKING: dict[str, tuple[Callable[[], object], str]] = {
    "a short salt": (lambda: commitment(b"short", b"", b""), "a salt of 5 bytes. Pass 32 random bytes."),
    "a long salt": (lambda: commitment(bytes(33), b"", b""), "a salt of 33 bytes. Pass 32 random bytes."),
}


@pytest.mark.parametrize(("make", "sentence"), MAKING.values(), ids=MAKING)
def test_what_cannot_be_made_is_told_why(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(EntryError) as refused:
        make()
    assert str(refused.value) == sentence


def test_a_time_without_zone_is_told_why() -> None:
    with pytest.raises(EntryError) as refused:
        timestamp(datetime(2026, 1, 1))
    assert str(refused.value) == "a time without zone cannot be an entry's time. Pass an aware datetime."
    assert isinstance(refused.value.__cause__, ValueError)


def test_the_first_entry_says_all_that_it_was_given() -> None:
    first = genesis(
        log=ORIGIN,
        at=BEGAN,
        kind="production",
        station="示例站",
        vkeys=KEYS.vkeys,
        ca_sha256="ab" * 32,
        custodian_sha256="cd" * 32,
        staff={"S02": "12" * 32, "S01": "34" * 32},
    )
    assert (first.log, first.seq, first.prev, first.id) == (ORIGIN, 0, EMPTY_ROOT.hex(), "genesis")
    assert (first.type, first.ts, first.commit, first.blobs) == (EntryType.GENESIS, timestamp(BEGAN), "", ())
    assert (first.v, first.suite) == (2, 1)
    assert dict(first.facts) == {
        "kind": "production",
        "station": "示例站",
        "vkeys": KEYS.vkeys,
        "ca": "ab" * 32,
        "custodian": "cd" * 32,
        "staff": ("S01", "S02"),
        "names": ("34" * 32, "12" * 32),
    }


def test_a_name_is_committed_to_by_staff_and_in_one_spelling() -> None:
    assert name_commitment(bytes(32), "S01", "e\u0301") == name_commitment(bytes(32), "S01", "\xe9")
    assert name_commitment(bytes(32), "S01", "2") != name_commitment(bytes(32), "S012", "")
    with pytest.raises(UnicodeEncodeError):
        name_commitment(bytes(32), "员工", "李")


def test_a_record_speaks_of_no_other() -> None:
    assert RECORD.about == ""
