from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.terms import (
    RetirementAge,
    RetirementTrack,
    add_months,
    age_on,
    is_past_retirement,
    longest_probation_months,
    retirement_age,
    whole_months,
)

MAN, WOMAN_55, WOMAN_50 = RetirementTrack.MAN, RetirementTrack.WOMAN_55, RetirementTrack.WOMAN_50

PUBLISHED_RETIREMENT = {
    "a man of 1965-01": (MAN, date(1965, 1, 15), (60, 1)),
    "a man of 1965-05": (MAN, date(1965, 5, 1), (60, 2)),
    "a man of 1976-09": (MAN, date(1976, 9, 1), (63, 0)),
    "a man before the change": (MAN, date(1964, 12, 31), (60, 0)),
    "a man long after it": (MAN, date(1999, 1, 1), (63, 0)),
    "55, of 1970-01": (WOMAN_55, date(1970, 1, 1), (55, 1)),
    "55, of 1981-09": (WOMAN_55, date(1981, 9, 1), (58, 0)),
    "50, of 1975-03": (WOMAN_50, date(1975, 3, 1), (50, 2)),
    "50, of 1984-11": (WOMAN_50, date(1984, 11, 1), (55, 0)),
}
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(("track", "birth", "age"), PUBLISHED_RETIREMENT.values(), ids=PUBLISHED_RETIREMENT)
def test_the_retirement_age_follows_the_published_table(
    track: RetirementTrack, birth: date, age: tuple[int, int]
) -> None:
    assert retirement_age(birth, track) == RetirementAge(*age)


def test_a_man_born_in_january_1965_retires_in_february_2025() -> None:
    assert not is_past_retirement(date(1965, 1, 15), MAN, date(2025, 2, 14))
    assert is_past_retirement(date(1965, 1, 15), MAN, date(2025, 2, 15))


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2026, 8, 15), 37), (date(2026, 8, 16), 38), (date(1988, 8, 16), 0), (date(1988, 8, 15), -1)],
)
def test_an_age_grows_on_the_birthday(on: date, age: int) -> None:
    assert age_on(date(1988, 8, 16), on) == age


def test_a_child_of_29_february_comes_of_age_on_1_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


SPANS = {
    "a calendar year": (date(2026, 1, 1), date(2026, 12, 31), 12),
    "a day less": (date(2026, 1, 1), date(2026, 12, 30), 11),
    "two years": (date(2026, 12, 1), date(2028, 11, 30), 24),
    "three months from the end of January": (date(2026, 1, 31), date(2026, 4, 29), 3),
    "one day": (date(2026, 1, 1), date(2026, 1, 1), 0),
    "a leap February": (date(2028, 2, 1), date(2028, 2, 29), 1),
}


@pytest.mark.parametrize(("first", "last", "months"), SPANS.values(), ids=SPANS)
def test_a_term_counts_both_its_days(first: date, last: date, months: int) -> None:
    assert whole_months(first, last) == months


@given(days, st.integers(0, 600))
def test_so_many_months_later_lies_in_the_right_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(days, st.integers(1, 240))
def test_a_term_of_n_months_has_n_whole_months_and_a_day_less_has_fewer(first: date, months: int) -> None:
    last = add_months(first, months) - timedelta(days=1)
    assert whole_months(first, last) == months
    assert whole_months(first, last - timedelta(days=1)) == months - 1


@pytest.mark.parametrize(("term", "most"), [(0, 0), (2, 0), (3, 1), (11, 1), (12, 2), (35, 2), (36, 6), (240, 6)])
def test_probation_is_bounded_by_the_term(term: int, most: int) -> None:
    assert longest_probation_months(term) == most
