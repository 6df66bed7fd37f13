"""Whatever happens to a recording, nothing crashes, and no provable loss is ever called fine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, cycle, islice, repeat
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.quality import Verdict
from terminal.devices.pen.container import PenRecording
from terminal.devices.pen.events import EV_ABS, EV_SYN, SYN_REPORT, InputEvent
from terminal.devices.pen.recording import SHIPPED, read_recording
from terminal.devices.pen.replay import replay
from terminal.devices.pen.reports import Decoder
from tests.terminal.devices.pen.mutations import (
    MUTATIONS,
    OTHERS,
    Fate,
    Mutation,
    examined,
    is_elsewhere,
    packets,
    seen,
)

WHICH = st.integers(0, len(OTHERS) - 1)
SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("whole", OTHERS, ids=range(len(OTHERS)))
def test_the_recordings_that_are_mutated_are_fine_as_they_are(whole: PenRecording) -> None:
    assert examined(whole, packets(whole.events)).verdict is Verdict.FINE


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
@settings(max_examples=12, deadline=None)
@given(WHICH, SEEDS)
def test_a_mutated_recording_is_judged_and_a_provable_loss_is_not_fine(
    mutation: Mutation, which: int, seed: int
) -> None:
    whole = OTHERS[which]
    changed = mutation.change(packets(whole.events), Random(seed))
    if changed is None:
        return
    verdict = examined(whole, changed).verdict
    assert mutation.fate is Fate.ANY or verdict is not Verdict.FINE


@settings(max_examples=25, deadline=None)
@given(WHICH, st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=2, max_size=4), SEEDS)
def test_several_mishaps_at_once_crash_nothing(which: int, names: list[str], seed: int) -> None:
    whole, random = OTHERS[which], Random(seed)
    changed = packets(whole.events)
    for name in names:
        kept = [packet for packet in changed if packet]
        changed = (MUTATIONS[name].change(kept, random) if len(kept) > 8 else None) or kept
    examined(whole, changed)


def test_without_a_word_of_the_tool_the_same_strokes_are_written() -> None:
    for whole in OTHERS:
        told = examined(whole, packets(whole.events))
        untold = examined(whole, MUTATIONS["no BTN_TOOL_PEN"].change(packets(whole.events), Random(0)) or [])
        assert untold.quality.strokes == told.quality.strokes
        assert untold.quality.path_mm == pytest.approx(told.quality.path_mm, abs=0.5)


@pytest.mark.parametrize("signer", ["staff", "worker"])
def test_a_random_hole_that_begins_in_a_stroke_and_ends_elsewhere_is_seen(signer: str) -> None:
    whole = read_recording(SHIPPED / f"{signer}.events")
    told = packets(whole.events)
    states, random = seen(told), Random(7)
    for _ in range(20):
        begin = random.choice([at for at in range(len(told) - 120) if states[at].touching])
        end = begin + random.randrange(13, 110)
        if is_elsewhere(states[begin], states[end]):
            assert examined(whole, [*told[: begin + 1], *told[end:]]).verdict is not Verdict.FINE


def test_a_stream_that_never_ends_a_packet_does_not_fill_the_memory() -> None:
    decoder = Decoder()
    endless: Iterable[InputEvent] = repeat(InputEvent(0, EV_ABS, 0, 1), 300_000)
    assert all(decoder.feed(event) is None for event in endless)
    assert len(decoder._frame) < 100_000
    assert decoder.dropped == 1


def _long(count: int) -> Iterator[InputEvent]:
    """A pen that writes on and on."""
    return islice(chain.from_iterable(cycle([packet for whole in OTHERS for packet in packets(whole.events)])), count)


def test_hundreds_of_thousands_of_events_are_decoded_one_by_one() -> None:
    decoder, reports = Decoder(), 0
    for event in _long(300_000):
        reports += decoder.feed(event) is not None
    assert reports == sum((e.type, e.code) == (EV_SYN, SYN_REPORT) for e in _long(300_000))
    assert len(decoder._frame) < 64


def test_a_minute_of_writing_is_judged_in_seconds() -> None:
    whole = OTHERS[0]
    length = whole.events[-1].at_us - whole.events[0].at_us + 5_000
    count = 60_000_000 // length
    events = tuple(
        InputEvent(e.at_us + lap * length, e.type, e.code, e.value) for lap in range(count) for e in whole.events
    )
    made = replay(PenRecording(whole.description, events))
    assert made.quality.strokes == count * replay(whole).quality.strokes
