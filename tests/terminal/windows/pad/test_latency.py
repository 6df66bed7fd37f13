"""How late ink appears, in counts."""

from __future__ import annotations

from terminal.windows.pad.latency import STEP_US, STEPS, Latency, LatencyFacts


def test_percentiles_are_the_upper_edges_of_their_steps() -> None:
    latency = Latency()
    latency.note([1_000_000 - 100 * late for late in range(1, 101)], 1_000_000)
    assert latency.facts() == LatencyFacts(100, 5.05, 9.95, 10.0)


def test_without_a_sample_there_is_no_delay() -> None:
    assert Latency().facts() == LatencyFacts(0, None, None, None)


def test_what_is_later_than_the_scale_is_still_counted() -> None:
    latency = Latency()
    latency.note([0], 2 * STEP_US * STEPS)
    assert latency.facts() == LatencyFacts(1, STEP_US * STEPS / 1000, STEP_US * STEPS / 1000, 1000.0)


def test_a_clock_a_little_ahead_is_no_delay() -> None:
    latency = Latency()
    latency.note([105], 100)
    assert latency.facts() == LatencyFacts(1, 0.0, 0.0, 0.0)
