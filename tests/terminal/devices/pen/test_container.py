"""A `.pen` container gives back exactly what went in, and any other bytes are refused by their right name."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from signing.ink import Axis, Source
from terminal.devices.pen.container import CLOCKS, EVENT, MAGIC, PenRecording, from_evemu
from terminal.devices.pen.errors import DamagedRecordingError
from terminal.devices.pen.evemu import Description, Recorded, parse
from terminal.devices.pen.events import InputEvent
from terminal.devices.pen.recording import SHIPPED, RecordedPen, read_recording
from terminal.errors import RecordingError

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
AXES = st.builds(
    lambda low, length, per_mm, fuzz: Axis(low, low + length, per_mm, fuzz),
    st.integers(-(2**31), 2**30),
    st.integers(1, 2**30),
    st.integers(0, 2**31 - 1),
    st.integers(0, 255),
)
EVENTS = st.builds(
    InputEvent,
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.integers(-(2**31), 2**31 - 1),
)
DESCRIPTIONS = st.builds(
    Description,
    TEXT,
    *[st.integers(0, 0xFFFF)] * 4,
    st.frozensets(st.integers(0, 31)),
    st.dictionaries(st.integers(0, 31), st.frozensets(st.integers(0, 0x2FF)), max_size=4),
    st.dictionaries(st.integers(0, 63), AXES, max_size=4),
)
RECORDINGS = st.builds(
    PenRecording,
    DESCRIPTIONS,
    st.lists(EVENTS, max_size=8).map(tuple),
    TEXT,
    st.booleans(),
    st.sampled_from(CLOCKS),
    TEXT,
)


def small() -> PenRecording:
    whole = read_recording(SHIPPED / "staff.events")
    return replace(
        whole, events=whole.events[:40], serial="4AE001", clock="monotonic", started_at="2026-11-24T02:42:00Z"
    )


@given(RECORDINGS)
def test_what_goes_in_comes_out(recording: PenRecording) -> None:
    assert PenRecording.from_bytes(recording.to_bytes()) == recording


def test_one_recording_has_one_container() -> None:
    recording = small()
    d = recording.description
    turned = replace(d, axes=dict(reversed([*d.axes.items()])), codes=dict(reversed([*d.codes.items()])))
    assert replace(recording, description=turned).to_bytes() == recording.to_bytes()


@given(st.data())
def test_a_change_of_any_byte_is_found(data: st.DataObject) -> None:
    whole = bytearray(small().to_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RecordingError):
        PenRecording.from_bytes(bytes(whole))


@given(st.binary(max_size=200))
def test_no_bytes_behind_the_magic_crash_the_reader(rest: bytes) -> None:
    with pytest.raises(DamagedRecordingError):
        PenRecording.from_bytes(MAGIC + rest + hashlib.sha256(MAGIC + rest).digest())


def remade(change: Callable[[dict[str, object]], None]) -> bytes:
    """A container whose header was changed and whose digest holds."""
    whole = small().to_bytes()
    length = int.from_bytes(whole[len(MAGIC) : len(MAGIC) + 4], "little")
    start = len(MAGIC) + 4
    header = json.loads(whole[start : start + length])
    change(header)
    made = rfc8785.dumps(header)
    body = MAGIC + struct.pack("<I", len(made)) + made + whole[start + length : -32]
    return body + hashlib.sha256(body).digest()


HARM: dict[str, Callable[[dict[str, object]], None]] = {
    "another count": lambda h: h.update(count=41),
    "a count that is no number": lambda h: h.update(count=True),
    "a key too many": lambda h: h.update(person="nobody"),
    "a key too few": lambda h: h.__delitem__("serial"),
    "an unknown clock": lambda h: h.update(clock="sundial"),
    "an axis without a range": lambda h: h.update(axes={"0": [5, 5, 0, 0]}),
    "a name that is no text": lambda h: h["device"].update(name=7),  # type: ignore[attr-defined]
    "a truth that is a number": lambda h: h.update(virtual=1),
    "a code that is no number": lambda h: h.update(codes={"1": ["0x14a"]}),
    "codes out of order": lambda h: h.update(properties=[1, 1]),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_header_that_we_would_not_write_is_damage(harm: Callable[[dict[str, object]], None]) -> None:
    with pytest.raises(DamagedRecordingError, match="its backup, or record again"):
        PenRecording.from_bytes(remade(harm))


def test_an_unchanged_header_is_none() -> None:
    assert PenRecording.from_bytes(remade(lambda _: None)) == small()


def test_a_header_of_endless_length_is_not_believed() -> None:
    body = MAGIC + struct.pack("<I", 0xFFFFFFFF) + b"{}"
    with pytest.raises(DamagedRecordingError, match="claims 4294967295 bytes"):
        PenRecording.from_bytes(body + hashlib.sha256(body).digest())


def test_what_never_was_a_recording_is_not_called_damaged() -> None:
    with pytest.raises(RecordingError, match=r"photo\.pen is no pen recording") as caught:
        PenRecording.from_bytes(b"\x89PNG", "photo.pen")
    assert not isinstance(caught.value, DamagedRecordingError)


@pytest.mark.parametrize("event", [InputEvent(2**63, 0, 0, 0), InputEvent(0, 70_000, 0, 0), InputEvent(0, 3, 0, 2**31)])
def test_a_value_that_does_not_fit_is_refused_when_writing(event: InputEvent) -> None:
    with pytest.raises(RecordingError, match="does not fit a recording"):
        replace(small(), events=(event,)).to_bytes()


def test_evemu_keeps_events_axes_codes_and_properties_both_ways() -> None:
    recording = small()
    back = from_evemu(parse(recording.to_evemu()))
    assert (back.description, back.events) == (recording.description, recording.events)
    assert (back.clock, back.started_at, back.serial) == ("unknown", "", "")


def test_what_evemu_has_no_words_for_stands_in_its_remarks() -> None:
    head = small().to_evemu().splitlines()[:4]
    assert head[1:4] == ["# started at: 2026-11-24T02:42:00Z", "# clock: monotonic", "# tablet: 4AE001"]


def test_bare_events_need_a_description() -> None:
    with pytest.raises(RecordingError, match=r"Give evemu's \.desc file"):
        from_evemu(Recorded(None, small().events))


def test_a_shared_recording_survives_container_and_evemu(shared: Path) -> None:
    paths = sorted((shared / "pen-recordings").glob("*.events"))
    if not paths:
        pytest.skip("no shared recordings")
    for path in paths:
        recording = read_recording(path)
        assert PenRecording.from_bytes(recording.to_bytes()) == recording
        assert from_evemu(parse(recording.to_evemu())).events == recording.events


def test_a_container_replays_as_the_pen_it_recorded(tmp_path: Path) -> None:
    path = tmp_path / "staff.pen"
    path.write_bytes(read_recording(SHIPPED / "staff.events").to_bytes())
    assert list(RecordedPen.load(path).events()) == list(RecordedPen.shipped("staff").events())
    assert RecordedPen.load(path).source() is Source.SYNTHETIC


def test_ink_from_a_recorded_virtual_node_says_that_it_was_virtual() -> None:
    usb = replace(small().description, bus=3)
    assert not RecordedPen(usb, ()).device().virtual
    assert RecordedPen(usb, (), virtual=True).device().virtual


def test_an_event_has_the_sixteen_bytes_of_the_specification() -> None:
    assert EVENT.pack(1, 2, 3, -1) == bytes.fromhex("0100000000000000 0200 0300 ffffffff")
