"""The spans of time that the law counts: ages, contract terms, probation, gradual retirement.

Pure arithmetic on dates. `rules` decides which answers they apply to, and how gravely.
"""

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple


def age_on(birth: date, on: date) -> int:
    """Return the whole years of life on the day `on`.

    A person with a `birth` on 29 February comes of age on 1 March in common years.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` after `day`; the last of the month where there is no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """Return the full months from `first` to `last`, both days counted: 1 January to 31 December are twelve."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if add_months(first, months) <= after else months - 1


def longest_probation_months(term_months: int) -> int:
    """Return the most months of probation that 劳动合同法 art. 19 allows for a fixed term of so many full months."""
    match term_months:
        case term if term < 3:
            return 0
        case term if term < 12:
            return 1
        case term if term < 36:
            return 2
        case _:
            return 6


class RetirementTrack(Enum):
    """The gradual retirement of one group of people.

    The values are:

    - the old base age in years,
    - the year and the month of birth from which the age grows,
    - the months of birth for each month of delay, and the longest delay in months.

    Source: 全国人大常委会关于实施渐进式延迟法定退休年龄的决定, from 2025-01-01.
    Which of the two applies to a woman depends on her post: ask, never infer.
    """

    MAN = (60, 1965, 1, 4, 36)
    WOMAN_55 = (55, 1970, 1, 4, 36)
    WOMAN_50 = (50, 1975, 1, 2, 60)


class RetirementAge(NamedTuple):
    """A retirement age in years and months."""

    years: int
    months: int


def retirement_age(birth: date, track: RetirementTrack) -> RetirementAge:
    """Return the lawful retirement age of a person.

    Args:
        birth: The birth date, of which the month counts.
        track: The track; which of the two applies to a woman depends on her post.
    """
    base_years, first_year, first_month, step, most = track.value
    later = (birth.year - first_year) * 12 + birth.month - first_month
    delay = min(later // step + 1, most) if later >= 0 else 0
    years, months = divmod(delay, 12)
    return RetirementAge(base_years + years, months)


def is_past_retirement(birth: date, track: RetirementTrack, on: date) -> bool:
    """Return whether a person has reached the lawful retirement age.

    Args:
        birth: The birth date.
        track: The track, as in `retirement_age`.
        on: The day of judging; the day on which the age is reached counts.
    """
    age = retirement_age(birth, track)
    return add_months(birth, age.years * 12 + age.months) <= on
