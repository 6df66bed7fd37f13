"""Nothing but the reader's own records, whole and in order, can become ink."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.message import Message
from signing.ink import PenReport
from terminal.devices.pen.feed import Loss, Lost
from terminal.devices.pen.wire import (
    MAX_TEXT_BYTES,
    SIZE,
    Described,
    Outbox,
    Receiver,
    RecordKind,
    Refused,
    Report,
    Said,
    lost_record,
    report_record,
    text_records,
)

INT32 = st.integers(-(2**31), 2**31 - 1)
REPORTS = st.builds(
    PenReport,
    at_us=st.integers(0, 2**62),
    x=INT32,
    y=INT32,
    pressure=INT32,
    tilt_x=INT32,
    tilt_y=INT32,
    distance=INT32,
    touching=st.booleans(),
    near=st.booleans(),
    tool=st.integers(0, 0xFFFF),
    device_us=st.integers(-1, 2**32),
)
ONE = PenReport(1_000, 10, 20, 30, -4, 5, 6, True, True, 0x140, 7)


def stream(count: int = 4) -> bytes:
    return b"".join(report_record(number, ONE, 9) for number in range(count))


def heard(octets: bytes) -> tuple[Said, ...]:
    return Receiver().feed(octets)


@given(REPORTS, st.integers(0, 2**32 - 1))
def test_a_report_arrives_as_it_was_sent(report: PenReport, serial: int) -> None:
    assert heard(report_record(0, report, serial)) == (Report(report, serial),)


@pytest.mark.parametrize("why", Loss)
def test_every_loss_arrives_as_it_was_said(why: Loss) -> None:
    assert heard(lost_record(0, Lost(why, 123))) == (Lost(why, 123),)


@given(st.text(max_size=400))
def test_a_text_arrives_whole(text: str) -> None:
    records = [*text_records(0, RecordKind.DEVICE, text)]
    said = Message("terminal.node-not-opened", path=text, cause=Message("system.EIO"))
    more = b"".join([*records, *text_records(len(records), RecordKind.REFUSED, json.dumps(said.as_json()))])
    assert all(len(record) == SIZE for record in records)
    assert heard(more) == (Described(text), Refused(said))


NO_MESSAGES = ("", "no", "7", "[]", "{}", '{"id": 1, "parameters": {}}', '{"id": "a.b", "parameters": []}', "[" * 9000)


@pytest.mark.parametrize("text", NO_MESSAGES, ids=lambda text: text[:12] or "nothing")
def test_a_refusal_that_is_no_message_ends_the_belief(text: str) -> None:
    receiver = Receiver()
    (said,) = receiver.feed(b"".join(text_records(0, RecordKind.REFUSED, text)))
    assert isinstance(said, Lost) and said.why is Loss.READER_DIED
    assert receiver.dead


@given(st.lists(st.integers(1, 200), max_size=20))
def test_it_does_not_matter_how_the_channel_cuts_the_octets(cuts: list[int]) -> None:
    octets, receiver = stream(6), Receiver()
    said: list[Said] = []
    for cut in [*cuts, SIZE * 6]:
        said += receiver.feed(octets[:cut])
        octets = octets[cut:]
    assert said == [Report(ONE, 9)] * 6


def _traceback() -> bytes:
    try:
        raise OSError("no such device")
    except OSError:
        return traceback.format_exc().encode()


HARM: dict[str, Callable[[bytes], bytes]] = {
    "a traceback between records": lambda s: s[: 2 * SIZE] + _traceback() + s[2 * SIZE :],
    "a line printed between records": lambda s: s[: 2 * SIZE] + b"warning: pen\n" + s[2 * SIZE :],
    "one byte printed between records": lambda s: s[: 2 * SIZE] + b"\n" + s[2 * SIZE :],
    "one byte lost": lambda s: s[: 2 * SIZE] + s[2 * SIZE + 1 :],
    "one bit turned": lambda s: s[: 2 * SIZE + 20] + bytes([s[2 * SIZE + 20] ^ 1]) + s[2 * SIZE + 21 :],
    "a record left out": lambda s: s[: 2 * SIZE] + s[3 * SIZE :],
    "a record twice": lambda s: s[: 2 * SIZE] + s[SIZE:],
    "records exchanged": lambda s: s[: 2 * SIZE] + s[3 * SIZE :] + s[2 * SIZE : 3 * SIZE],
    "a record of another session": lambda s: s[: 2 * SIZE] + report_record(0, ONE, 9),
    "an unknown loss": lambda s: s[: 2 * SIZE] + _sealed(s[2 * SIZE :], 4, bytes([2, 0, 99, 0])),
    "an unknown kind": lambda s: s[: 2 * SIZE] + _sealed(s[2 * SIZE :], 4, b"\xc8"),
    "text that is no UTF-8": lambda s: (
        s[: 2 * SIZE] + _sealed(s[2 * SIZE :], 4, bytes([3, 4, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0xFF]))
    ),
}


def _sealed(rest: bytes, at: int, octets: bytes) -> bytes:
    """The first record with other octets in it and a checksum that fits them."""
    body = rest[:at] + octets + rest[at + len(octets) : SIZE - 4]
    return body + crc32(body).to_bytes(4, "little")


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_whatever_else_is_on_the_channel_ends_it_as_a_loss(harm: Callable[[bytes], bytes]) -> None:
    receiver = Receiver()
    said = receiver.feed(harm(stream()))
    assert said == (Report(ONE, 9), Report(ONE, 9), Lost(Loss.READER_DIED, 1_000))
    assert receiver.dead
    assert receiver.feed(stream()) == () == receiver.end()


@given(st.binary(min_size=1, max_size=300))
def test_no_octets_of_strangers_become_ink(octets: bytes) -> None:
    receiver = Receiver()
    said = (*receiver.feed(octets), *receiver.end())
    assert said == (Lost(Loss.READER_DIED, 0),)


def test_a_channel_that_ends_within_a_record_is_a_loss() -> None:
    receiver = Receiver()
    assert receiver.feed(stream()[: SIZE + 10]) == (Report(ONE, 9),)
    assert receiver.end() == (Lost(Loss.READER_DIED, 1_000),)
    assert receiver.end() == ()


def test_a_text_without_end_is_not_collected_for_ever() -> None:
    endless = [*text_records(0, RecordKind.DEVICE, "x" * MAX_TEXT_BYTES)][:-1]
    endless += text_records(len(endless), RecordKind.DEVICE, "y" * 100)
    assert heard(b"".join(endless)) == (Lost(Loss.READER_DIED, 0),)


def sent(outbox: Outbox, receiver: Receiver) -> tuple[Said, ...]:
    octets = outbox.head()
    outbox.sent(len(octets))
    return receiver.feed(octets)


def test_a_queue_that_nobody_empties_stays_within_its_bounds_and_says_what_it_lost() -> None:
    outbox, receiver = Outbox(8), Receiver()
    for _ in range(1000):
        outbox.report(ONE, 0)
    assert len(outbox) == 8 * SIZE
    assert sent(outbox, receiver) == (*[Report(ONE, 0)] * 7, Lost(Loss.OVERFLOW, 1_000))
    outbox.report(ONE, 0)
    assert sent(outbox, receiver) == (Report(ONE, 0),)


def test_after_an_overflow_nothing_is_taken_before_half_has_gone() -> None:
    outbox = Outbox(8)
    for _ in range(9):
        outbox.report(ONE, 0)
    outbox.sent(2 * SIZE)
    outbox.report(ONE, 0)
    assert len(outbox) == 6 * SIZE
    outbox.sent(2 * SIZE)
    outbox.report(ONE, 0)
    assert len(outbox) == 5 * SIZE


def test_an_unplugging_is_said_even_when_the_queue_is_full() -> None:
    outbox, receiver = Outbox(2), Receiver()
    for why in (Loss.DROPPED, Loss.DROPPED, Loss.DROPPED, Loss.UNPLUGGED):
        outbox.lost(Lost(why, 5))
    assert [one.why for one in sent(outbox, receiver) if isinstance(one, Lost)] == [
        Loss.DROPPED,
        Loss.OVERFLOW,
        Loss.UNPLUGGED,
    ]
