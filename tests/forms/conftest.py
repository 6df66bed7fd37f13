"""The shipped forms and a way to answer them."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from forms.answers import Answers
from forms.load import find_form
from forms.model import Form
from forms.sample import sample_contract, sample_registration

AT = "2026-11-24T02:00:00Z"

Answering = Callable[[dict[str, str]], Answers]


def answer(form: Form, values: Mapping[str, str]) -> Answers:
    answers = Answers.start(form)
    for key, value in values.items():
        answers = answers.enter(key, value, "staff:S01", AT)
    return answers


@pytest.fixture
def on() -> date:
    return date(2026, 11, 24)


@pytest.fixture
def registration() -> Form:
    return find_form("unemployment-registration")


@pytest.fixture(params=["2026-1", "2026-2"])
def contract(request: pytest.FixtureRequest) -> Form:
    """Every edition: visits that were begun under the older one are finished under it."""
    return find_form("fixed-term-contract", request.param)


@pytest.fixture
def answered(registration: Form) -> Answering:
    """The sample registration with some values changed."""
    return lambda changed: answer(registration, sample_registration() | changed)


@pytest.fixture
def agreed(contract: Form) -> Answering:
    """The sample contract with some values changed."""
    return lambda changed: answer(contract, sample_contract() | changed)
