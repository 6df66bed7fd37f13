"""The line between windows and clerk: our values pass, and nothing else does."""

from __future__ import annotations

import dataclasses
import os
import pickle
from datetime import date
from typing import Any, get_args

import msgspec
import pytest

from archive.metadata import FrozenFacts
from forms.message import Message
from signing.ink import Source
from signing.signature_rectangle import SignatureRectangle
from terminal.clerk import orders
from terminal.clerk.orders import Answered, TimedEvent, Trouble
from terminal.clerk.shapes import TAG, plain, reader
from terminal.clerk.wire import LENGTH, MOST_BYTES, Frames, WireError, frame, order_of, reply_of
from terminal.visit import events as ev
from terminal.visit import flow
from terminal.visit.model import Manner, Visit
from tests.terminal import stations
from tests.terminal.stations import AT
from tests.terminal.visit.actors import EVENTS

RECORD = "ab" * 16
VISIT = stations.to_freeze(stations.numbered_visit(RECORD, "379999-2026-000001"))
FULL = dataclasses.replace(
    stations.tell(
        stations.numbered_visit(RECORD, "379999-2026-000002"),
        flow.Joined(stations.SECOND),
        flow.SignsAs(Manner.AGENT, "王代", authority=stations.AUTHORITY),
    ),
    frozen=FrozenFacts("11" * 32, "22" * 32, 1000, 2),
    dwell_ms={0: 900, 1: 1200},
    unfinished={"phone": "138"},
    witnessed={"applicant-witness-1": "李文明"},
)
LINE = orders.RecordLine(RECORD, 3, AT, "379999-2026-000001", "登记", "张＊", "record")
PAPERS = orders.Papers(
    ((595.2, 841.8), (595, 842)), (SignatureRectangle("applicant", "applicant", 0, 1, 2.5, 3, 4),), {"a": "b"}, ("",)
)
FACTS = orders.StationFacts("站", "379999", True, frozenset(Source), "L1")
DEEP = Message("terminal.advice-not-now", cause=Message("terminal.desk-locked"))
LIST = Message("terminal.not-now", names=(Message("terminal.desk-locked"), Message("terminal.paused", event="Go")))
SIGNED_IN = orders.SignedIn(
    stations.OPERATOR,
    FACTS,
    (orders.Found(VISIT, None), orders.Found(FULL, PAPERS)),
    (orders.LostDraft("x.draft", DEEP),),
    (LINE,),
)

ORDERS: tuple[orders.Order, ...] = (
    orders.SignIn("S01", "a passphrase"),
    orders.Lock(),
    orders.Unlock("a passphrase"),
    orders.Vouch(RECORD, "S02", "a passphrase"),
    orders.Witness(RECORD),
    orders.Confirm(RECORD, orders.Confirmed.READ_ALOUD, "S01", "a passphrase"),
    orders.SignOut(),
    orders.Begin("unemployment-registration"),
    orders.Report(RECORD, ()),
    orders.Report(RECORD, tuple(TimedEvent(make("desk", VISIT), AT) for make in EVENTS.values())),
    orders.Typing(RECORD, "name", "张"),
    orders.Freeze(RECORD),
    orders.Stamp(RECORD, bytes(range(256))),
    orders.Seal(RECORD),
    orders.Archive(RECORD),
    orders.Draw(RECORD, 0, 800),
    orders.Paper(RECORD, True, "/media/stick"),
    orders.Find("张三"),
    orders.Open(RECORD),
    orders.HandOut(RECORD, "/media/stick"),
    orders.Health(),
)
REPLIES: tuple[orders.Reply, ...] = (
    Trouble("NotNow", DEEP),
    Trouble("TooSoon", LIST, 2.5, True),
    *map(
        Answered,
        (
            None,
            "/media/stick/1.pdf",
            (),
            (LINE, LINE),
            SIGNED_IN,
            stations.OPERATOR,
            VISIT,
            FULL,
            ev.ReadAloud("staff:S01"),
            ev.WitnessConfirmed("staff:S01"),
            orders.Fixed(ev.Frozen(FrozenFacts("11" * 32, "22" * 32, 1000, 2)), PAPERS),
            ev.Stamped("11" * 32, "22" * 32),
            ev.Sealed("11" * 32),
            orders.InArchive(ev.Archived(3), "luobi", LINE, ("01", "10")),
            orders.Picture(1, 1, bytes(4)),
            orders.Opened(LINE, "valid", PAPERS),
            orders.HandedOut(("a", "b"), 4),
            orders.HealthFacts(10, None, 3, 0, True),
        ),
    ),
)


def test_the_catalogue_has_every_order_event_and_answer() -> None:
    assert {type(order) for order in ORDERS} == set(get_args(orders.Order))
    assert {type(each.event) for order in ORDERS if isinstance(order, orders.Report) for each in order.events} == set(
        get_args(ev.Event)
    )
    answers = {type(reply.answer) for reply in REPLIES if isinstance(reply, Answered)}
    assert answers == {kind if isinstance(kind, type) else tuple for kind in get_args(orders.Answer)}


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_arrives_as_it_was(order: orders.Order) -> None:
    (arrived,) = Frames(order_of).feed(frame(order))
    assert (arrived, repr(arrived)) == (order, repr(order))


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: type(getattr(reply, "answer", reply)).__name__)
def test_a_reply_arrives_as_it_was(reply: orders.Reply) -> None:
    (arrived,) = Frames(reply_of).feed(frame(reply))
    assert arrived == reply


def test_a_visit_arrives_with_every_field() -> None:
    arrived = reply_of(frame(Answered(FULL))[LENGTH.size :])
    assert isinstance(arrived, Answered) and isinstance(arrived.answer, Visit)
    for each in dataclasses.fields(Visit):
        assert getattr(arrived.answer, each.name) == getattr(FULL, each.name), each.name
    assert (arrived.answer.state, arrived.answer.acts[0].what.doer) == (FULL.state, FULL.acts[0].what.doer)
    assert arrived.answer.form == FULL.form


def test_values_are_cut_right_however_they_arrive() -> None:
    data = b"".join(frame(order) for order in ORDERS)
    frames = Frames(order_of)
    arrived = [value for at in range(0, len(data), 7) for value in frames.feed(data[at : at + 7])]
    assert arrived == list(ORDERS)


class Calls:
    """Pickles as a call of a function."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.system, ("true",)


def packed(value: object) -> bytes:
    return msgspec.msgpack.encode(value)


def changed(order: orders.Order, **members: object) -> bytes:
    """The order with other members."""
    return packed({**plain(order), **members})


def without(order: orders.Order, name: str) -> bytes:
    return packed({key: value for key, value in plain(order).items() if key != name})


REPORT = orders.Report(RECORD, (TimedEvent(flow.Resume(stations.OPERATOR), AT),))
OF_A_VISIT = packed({TAG: "Keep", "visit": plain(VISIT)})
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "a pickle that calls": pickle.dumps(Calls()),
    "a pickle of an order": pickle.dumps(orders.Lock()),
    "text": b"abc",
    "cut": frame(REPORT)[LENGTH.size : -1],
    "more behind": frame(REPORT)[LENGTH.size :] + b"\xc0",
    "no order": packed(None),
    "a list": packed([1, 2]),
    "a map without a name": packed({}),
    "a name that is no text": packed({TAG: 1}),
    "a name that is a list": packed({TAG: []}),
    "an unknown name": packed({TAG: "Keys"}),
    "an event as an order": packed(plain(flow.Go())),
    "an answer as an order": packed(plain(Answered(None))),
    "a trouble as an order": packed(plain(Trouble("x", DEEP))),
    "a class of another module": packed({TAG: "Clerk", "home": "/"}),
    "an order of whole visits": OF_A_VISIT,
    "a field too many": changed(orders.HandOut(RECORD, "/"), by="S02"),
    "a policy with it": changed(orders.Begin("x"), policy={TAG: "Policy"}),
    "a field too few": without(orders.Paper(RECORD, True, "/"), "filled"),
    "a number for a text": changed(orders.Freeze(RECORD), record=7),
    "nothing for a text": changed(orders.Freeze(RECORD), record=None),
    "a text for bytes": changed(orders.Stamp(RECORD, b""), ink="张三的笔迹"),
    "bytes for a text": changed(orders.Find(""), text=b"x"),
    "a number for yes": changed(orders.Paper(RECORD, True, "/"), filled=1),
    "yes for a number": changed(orders.Draw(RECORD, 0, 9), page=True),
    "a fraction for a number": changed(orders.Draw(RECORD, 0, 9), page=0.5),
    "another word of a list": changed(orders.Confirm(RECORD, orders.Confirmed.READ_ALOUD, "S01", "x"), what="all"),
    "an event that is none": changed(REPORT, events=[{TAG: "TimedEvent", "event": {TAG: "Visit"}, "at": AT}]),
    "an event with a field too many": changed(
        REPORT, events=[{TAG: "TimedEvent", "event": {**plain(flow.Go()), "by": "staff:S02"}, "at": AT}]
    ),
    "an order in a report": changed(REPORT, events=[{TAG: "TimedEvent", "event": plain(orders.Lock()), "at": AT}]),
    "events in no list": changed(REPORT, events={}),
    "an extension": changed(REPORT, record=msgspec.msgpack.Ext(5, b"x")),
    "a moment": changed(REPORT, record=msgspec.msgpack.Ext(-1, bytes(4))),
    "lists in lists without end": b"\x91" * 200_000,
    "maps in maps without end": b"\x81\xa1a" * 200_000,
    "an endless list": b"\xdd\xff\xff\xff\xff",
    "an endless map": b"\xdf\xff\xff\xff\xff",
    "endless bytes": b"\xc6\xff\xff\xff\xff",
    "a broken text": b"\xa2\xff\xfe",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_bytes_that_are_no_order_are_refused(data: bytes) -> None:
    with pytest.raises(WireError, match="not one of our values"):
        list(Frames(order_of).feed(LENGTH.pack(len(data)) + data))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_with_another_field_or_one_less_is_refused(order: orders.Order) -> None:
    content = plain(order)
    broken = [{**content, "by": "S02"}, *({k: v for k, v in content.items() if k != name} for name in content)]
    broken += [{**content, name: {}} for name in content]
    for each in broken:
        with pytest.raises(WireError):
            order_of(packed(each))


REPLY_FAULTS: dict[str, bytes] = {
    "an order as a reply": packed(plain(orders.Lock())),
    "a bare answer": packed(plain(stations.OPERATOR)),
    "another form": packed(plain(Answered(VISIT))).replace(VISIT.form.digest.encode(), b"0" * 64, 1),
    "a form that is not installed": packed(plain(Answered(VISIT))).replace(b"unemployment-registration", b"x" * 25, 1),
    "a day that is none": packed({**plain(Answered(None)), "answer": {**plain(VISIT), "on": "2026-13-24"}}),
    "a message with an id that leads elsewhere": packed(
        {**plain(Trouble("x", DEEP)), "message": {"id": "../x", "parameters": {}}}
    ),
    "a visit of another name": packed(plain(Answered(SIGNED_IN))).replace(b"\xa5Visit", b"\xa5Staff", 1),
    "a visit with another field": packed({**plain(Answered(None)), "answer": {**plain(VISIT), "by": "S02"}}),
    "a policy with another field": packed(plain(Answered(VISIT))).replace(b"\xa5looks", b"\xa5trust", 1),
    "a pickle": pickle.dumps(Trouble("x", DEEP)),
}


@pytest.mark.parametrize("data", REPLY_FAULTS.values(), ids=REPLY_FAULTS)
def test_bytes_that_are_no_reply_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        reply_of(data)


def test_a_length_beyond_any_picture_is_refused() -> None:
    with pytest.raises(WireError, match="too large"):
        list(Frames(order_of).feed(LENGTH.pack(MOST_BYTES + 1)))


@pytest.mark.parametrize("value", [object(), {1, 2}, orders.Find("\ud800"), orders.Draw(RECORD, 1 << 70, 1), print])
def test_what_does_not_pass_is_not_sent(value: Any) -> None:
    with pytest.raises(WireError):
        frame(value)


@pytest.mark.parametrize("kind", [set[int], dict, object, date | object])
def test_a_type_without_a_shape_is_a_mistake_of_the_program(kind: Any) -> None:
    with pytest.raises(TypeError):
        reader(kind)


def test_nobodys_name_is_sent_that_the_clerk_knows() -> None:
    """No order has a field for a visit, a policy or its doer; a passphrase belongs to the name next to it."""
    hints = {name for order in get_args(orders.Order) for name in (each.name for each in dataclasses.fields(order))}
    assert hints.isdisjoint({"visit", "policy", "level", "sources", "operator", "witness", "by"})
    named = [order for order in get_args(orders.Order) if "staff" in {each.name for each in dataclasses.fields(order)}]
    assert all("passphrase" in {each.name for each in dataclasses.fields(order)} for order in named)
