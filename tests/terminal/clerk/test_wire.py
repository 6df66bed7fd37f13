"""The line between windows and clerk: our values pass, and nothing else does."""

from __future__ import annotations

import enum
import os
import pickle
import subprocess

import pytest

from forms.message import Message
from terminal.clerk import orders
from terminal.clerk.orders import Trouble
from terminal.clerk.wire import LENGTH, MOST_BYTES, Frames, WireError, frame, value_of
from terminal.visit import flow
from tests.terminal import stations

VISIT = stations.to_freeze(stations.numbered_visit("ab" * 16, "379999-2026-000001"))
VALUES = (
    orders.SignIn("S01", "a passphrase"),
    orders.Keep(VISIT),
    orders.Draw("ab" * 16, 0, 800),
    (True, orders.Picture(1, 1, bytes(4))),
    (False, Trouble("NotNow", Message("terminal.advice-not-now", cause=Message("terminal.desk-locked")))),
    (True, ("files", 3, None, 2.5, frozenset({flow.State.READ}))),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_our_values_arrive_as_they_were(value: object) -> None:
    (arrived,) = Frames().feed(frame(value))
    assert arrived == value


def test_values_are_cut_right_however_they_arrive() -> None:
    data = b"".join(frame(value) for value in VALUES)
    frames = Frames()
    arrived = [value for at in range(0, len(data), 7) for value in frames.feed(data[at : at + 7])]
    assert arrived == list(VALUES)


def test_a_member_of_an_enum_is_told_by_its_value_in_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Debian's Python 3.11.2 does by itself, which later ones do not."""
    by_name = "__reduce_ex__", lambda self, _protocol: (getattr, (type(self), self.name))
    monkeypatch.setattr(enum.Enum, *by_name)
    monkeypatch.setattr(flow.State, *by_name)
    assert b"getattr" in pickle.dumps(flow.State.READ)
    (arrived,) = Frames().feed(frame(orders.Keep(VISIT)))
    assert arrived == orders.Keep(VISIT)


class Calls:
    """Pickles as a call of any function."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


HOSTILE = {
    "a program": Calls(os.system, "true"),
    "a process": Calls(subprocess.Popen, ["true"]),
    "eval": Calls(eval, "1"),
    "an attribute": Calls(getattr, 1, "real"),
    "a function of ours": Calls(stations.counted, "x"),
    "a function of the product": Calls(flow.step, 1, 2, 3),
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_pickle_that_names_anything_else_is_refused(value: object) -> None:
    with pytest.raises(WireError):
        value_of(pickle.dumps(value))


def test_a_name_that_leads_through_a_class_is_refused() -> None:
    with pytest.raises(WireError, match="not one of our values"):
        value_of(b"\x80\x04\x8c\x0eterminal.visit\x8c\x14Visit.__init__\x8c\x00.\x93.")
    with pytest.raises(WireError):
        value_of(b"\x80\x04\x8c\x0eterminal.visit\x8c\x0eVisit.__init__\x93.")


def test_bytes_that_are_no_pickle_are_refused() -> None:
    with pytest.raises(WireError):
        list(Frames().feed(LENGTH.pack(3) + b"abc"))


def test_a_length_beyond_any_picture_is_refused() -> None:
    with pytest.raises(WireError, match="too large"):
        list(Frames().feed(LENGTH.pack(MOST_BYTES + 1)))
