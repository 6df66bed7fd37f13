"""Nobody is sent away early, and nobody's data stands on the screen for ever."""

import pytest

from terminal.windows.pad.away_clock import AwayClock, AwayReport, Waiting

CASES = [
    (Waiting.APPLICANT, False, 90_000),
    (Waiting.APPLICANT, True, 180_000),
    (Waiting.READER, False, 300_000),
    (Waiting.READER, True, 600_000),
]


def clock(waiting: Waiting, elder: bool = False) -> AwayClock:
    made = AwayClock(1_000)
    made.wait_for(waiting, elder, 1_000)
    return made


@pytest.mark.parametrize(("waiting", "elder", "patience_ms"), CASES)
def test_after_its_patience_it_counts_down_twenty_seconds_and_then_it_is_over(
    waiting: Waiting, elder: bool, patience_ms: int
) -> None:
    made = clock(waiting, elder)
    assert made.look(1_000 + patience_ms - 1) == AwayReport()
    assert made.look(1_000 + patience_ms) == AwayReport(countdown_s=20)
    assert made.look(1_000 + patience_ms + 19_001) == AwayReport(countdown_s=1)
    assert made.look(1_000 + patience_ms + 20_000) == AwayReport(over=True)


def test_everything_that_somebody_does_begins_it_anew() -> None:
    made = clock(Waiting.APPLICANT)
    made.somebody(100_000)
    assert made.look(100_000 + 89_999) == AwayReport()
    assert made.look(100_000 + 90_000) == AwayReport(countdown_s=20)


def test_it_stands_while_the_pad_waits_for_nobody() -> None:
    assert clock(Waiting.NOBODY).look(10**9) == AwayReport()


def test_the_time_spent_waiting_for_something_else_does_not_count() -> None:
    made = clock(Waiting.NOBODY)
    made.wait_for(Waiting.APPLICANT, False, 500_000)
    assert made.look(589_999) == AwayReport()


def test_the_same_wait_told_again_does_not_begin_anew() -> None:
    made = clock(Waiting.APPLICANT)
    made.wait_for(Waiting.APPLICANT, False, 90_000)
    assert made.look(91_000) == AwayReport(countdown_s=20)
