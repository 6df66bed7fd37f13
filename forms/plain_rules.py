"""The rules that any form may use, in its own words: an order of days, a day that has come, a condition."""

from collections.abc import Iterator

from forms.message import Message
from forms.problem import Problem, Severity
from forms.rule_binding import Truth
from forms.rule_input import Day, Given, Text


def in_order(given: Given, first: Day, last: Day, gravity: Severity, source: str) -> Iterator[Problem]:
    """Check that one day is not before another.

    Args:
        given: The answers.
        first: The day that comes first, or is the same.
        last: The day that comes last; the problem is shown there.
        gravity: How grave it is, as in `Problem`.
        source: The law or standard behind the rule.
    """
    if first.value and last.value and last.value < first.value:
        fault = Message("forms.in-order", first=given.label(first.key), last=given.label(last.key))
        yield given.says(gravity, "in-order", last.key, fault, source, first.key)


def not_in_future(given: Given, day: Day, gravity: Severity, source: str) -> Iterator[Problem]:
    """Check that a day has come.

    Args:
        given: The answers, and today.
        day: The day.
        gravity: How grave it is, as in `Problem`.
        source: The law or standard behind the rule.
    """
    if day.value and day.value > given.on:
        fault = Message("forms.not-in-future", day=given.label(day.key))
        yield given.says(gravity, "not-in-future", day.key, fault, source)


def never(
    given: Given, name: str, when: Truth, at: Text, gravity: Severity, words: str, source: str
) -> Iterator[Problem]:
    """Report a problem when a condition of the form is true.

    Args:
        given: The answers.
        name: What the form calls the rule; a record names it, so that it never changes its meaning.
        when: The condition that must never be true.
        at: The field where the problem is shown.
        gravity: How grave it is, as in `Problem`.
        words: What to show: what is wrong, and what to do.
        source: The law or standard behind the rule.
    """
    if when.is_true:
        yield given.says(gravity, f"never.{name}", at.key, Message("forms.in-words", words=words), source, *when.keys)
