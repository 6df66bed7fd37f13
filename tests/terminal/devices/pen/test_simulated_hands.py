"""Real hands on real tablets are not refused, and what no hand can do is not fine, by the measured figures."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from signing.quality import Verdict, is_a_line, judge
from terminal.demo.synthetic import STYLES
from tests.terminal.devices.pen.simulated_hands import NAMES, RATES_HZ, Tablet, holed, ink_of, signature, thrown, torn

STYLE, NAME, SEED = st.sampled_from(sorted(STYLES)), st.sampled_from(NAMES), st.integers(0, 2**32)
TABLETS = st.builds(
    Tablet,
    rate_hz=st.sampled_from(RATES_HZ),
    dead_band_mm=st.floats(0, 0.8),
    rest_ms=st.integers(20, 2_000),
    tells_distance=st.booleans(),
    silent_at_limit=st.booleans(),
    leaves=st.booleans(),
)
OF_THE_STROKES = {"jump", "spike", "torn", "contact-untold", "pressure-range", "no-hover"}


@settings(max_examples=100)
@given(STYLE, NAME, TABLETS, SEED)
def test_hover_dead_bands_and_leaving_pens_are_no_fault(style: str, name: str, tablet: Tablet, seed: int) -> None:
    ink = ink_of(signature(style, name, tablet, seed), tablet)
    assert not OF_THE_STROKES & set(judge(ink).reasons)
    assert not is_a_line(ink)


@settings(max_examples=100)
@given(STYLE, NAME, SEED, st.sampled_from(RATES_HZ), st.floats(4, 60))
def test_a_spike_is_refused(style: str, name: str, seed: int, rate_hz: int, times: float) -> None:
    """By so many times what the farthest real sample at that rate lies off the middle of its neighbours."""
    tablet = Tablet(rate_hz)
    by_mm = times * 1.12 * max(1.0, 200 / rate_hz) ** 2
    reports = thrown(signature(style, name, tablet, seed), by_mm, Random(seed))
    assert "jump" in judge(ink_of(reports, tablet)).reasons


@settings(max_examples=100)
@given(STYLE, NAME, SEED, st.floats(2.5, 4))
def test_a_small_spike_is_at_least_doubtful(style: str, name: str, seed: int, by_mm: float) -> None:
    reports = thrown(signature(style, name, Tablet(), seed), by_mm, Random(seed))
    assert judge(ink_of(reports, Tablet())).verdict is not Verdict.FINE


@settings(max_examples=100)
@given(STYLE, NAME, SEED, st.integers(5_000, 250_000), TABLETS)
def test_a_stroke_torn_by_a_false_leaving_is_not_fine(
    style: str, name: str, seed: int, for_us: int, tablet: Tablet
) -> None:
    reports = torn(signature(style, name, tablet, seed), for_us, Random(seed))
    assume(reports is not None)
    assert "torn" in judge(ink_of(reports or [], tablet)).reasons


@settings(max_examples=100)
@given(STYLE, NAME, SEED, st.integers(60_000, 400_000), st.sampled_from(RATES_HZ))
def test_a_hole_in_contact_is_refused(style: str, name: str, seed: int, for_us: int, rate_hz: int) -> None:
    tablet = Tablet(rate_hz)
    reports = holed(signature(style, name, tablet, seed), for_us, 5.0, Random(seed))
    assume(reports is not None)
    assert "jump" in judge(ink_of(reports or [], tablet)).reasons
