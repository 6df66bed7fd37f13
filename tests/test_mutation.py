"""What the mutation run changes, and that its list of survivors speaks of code that is there."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.mutation.by_files import parts
from tests.mutation.properties import as_methods
from tests.mutation.rooms import ROOMS
from tests.mutation.survivors import Survivor, SurvivorReason, listed, reason_for
from tests.mutation.tables import changes

TABLES = {
    "LIMIT = 400": [("LIMIT", "400", "401")],
    "SLACK: float = 0.3": [("SLACK", "0.3", "1.3")],
    "OPEN = True": [("OPEN", "True", "False")],
    "WORD = 'open'": [],
    "BOTH = frozenset({'a', 'b'})": [("BOTH", "{'a', 'b'}", "{'b'}"), ("BOTH", "{'a', 'b'}", "{'a'}")],
    "ONE = {'a'}": [("ONE", "{'a'}", "set()")],
    "OF = {'a': f, 'b': g}": [("OF", "{'a': f, 'b': g}", "{'b': g}"), ("OF", "{'a': f, 'b': g}", "{'a': f}")],
    "A = (X, Y)\nB = (X, X.z)": [
        ("A", "(X, Y)", "(Y,)"),
        ("A", "(X, Y)", "(X,)"),
        ("B", "(X, X.z)", "(X.z,)"),
        ("B", "(X, X.z)", "(X,)"),
        ("B", "(X, X.z)", "(X, X.z, Y)"),
    ],
    "class Policy:\n    looks: bool = True": [("Policy.looks", "True", "False")],
    "class Verdict(StrEnum):\n    LEVEL = 7": [],
    "def f(limit=7):\n    return 8": [],
    "__all__ = ['f', 'g']": [],
}


@pytest.mark.parametrize(("source", "wanted"), TABLES.items(), ids=TABLES)
def test_numbers_truths_and_tables_outside_functions_are_changed(
    source: str, wanted: list[tuple[str, str, str]]
) -> None:
    assert [(each.where, each.before, each.after) for each in changes(source)] == wanted


def test_a_change_is_made_in_place_also_after_other_letters() -> None:
    (changed,) = changes("# 落笔\nWORDS = f('字', 1)\n")
    assert changed.text == "# 落笔\nWORDS = f('字', 2)\n"


PROPERTY = """class Visit:
    @property
    def signer(self) -> str:
        return self.name

    @cached_property
    def other(self) -> str:
        return self.name
"""


def test_a_property_calls_a_method_that_can_be_changed() -> None:
    space: dict[str, type] = {}
    exec(as_methods(PROPERTY.replace("@cached_property", "")), space)
    visit = space["Visit"]()
    visit.name = "张三"
    assert visit.signer == visit.get_of_signer() == "张三"
    assert "@cached_property\n    def other" in as_methods(PROPERTY)


MANY = [f"b::{at}" for at in range(101)]
PARTS = {
    "none": ([], [["a"], ["b"], ["c"]]),
    "a few": (["c::1", "b::2", "b::1"], [["b::1", "b::2"], ["c::1"]]),
    "many of one file": (["a::1", *MANY], [["a::1"], ["b"]]),
}


@pytest.mark.parametrize(("tests", "wanted"), PARTS.values(), ids=PARTS)
def test_tests_are_run_file_by_file_in_the_rooms_order(tests: list[str], wanted: list[list[str]]) -> None:
    assert list(parts(["a", "b", "c"], tests)) == wanted


FOUND = Survivor("a.py", "f", "x = 1", "x = 2")
FITS = {
    ("a.py", "f", "x = 1", "x = 2"): True,
    ("a.py", "f", "x = 1", ""): True,
    ("a.py", "f", "", ""): True,
    ("a.py", "f", "x = 1", "x = 3"): False,
    ("a.py", "f", "x = 3", ""): False,
    ("a.py", "g", "", ""): False,
    ("b.py", "f", "", ""): False,
}


@pytest.mark.parametrize(("reason", "fits"), FITS.items())
def test_a_reason_speaks_of_a_function_of_its_lines_or_of_one_change(
    reason: tuple[str, str, str, str], fits: bool
) -> None:
    file, where, before, after = reason
    assert (reason_for(FOUND, [SurvivorReason(file, where, "why", before, after)]) is not None) is fits


WORDS = {
    ('raise E("wrong")', 'raise E("XXwrongXX")'): True,
    ('raise E("wrong")', 'raise E("WRONG")'): True,
    ("raise E(f'{a} is wrong')", "raise E(f'XX{a} is wrongXX')"): True,
    ('raise E("wrong")', "raise E(None)"): False,
    ('raise E("wrong", a)', 'raise E("wrong", )'): False,
    ("raise E(a)", "raise E(b)"): False,
}


@pytest.mark.parametrize(("change", "is_of_words"), WORDS.items())
def test_a_reason_of_words_speaks_of_letters_only(change: tuple[str, str], is_of_words: bool) -> None:
    found = Survivor("a.py", "f", *change)
    assert SurvivorReason("a.py", "f", "why", words=True).fits(found) is is_of_words


def test_every_room_and_its_tests_are_there() -> None:
    named = {path for room in ROOMS.values() for path in (*room.files, *room.tests)}
    assert {path for path in named if not (ROOT / path).is_file()} == set()


def test_every_listed_survivor_has_a_reason_and_is_of_a_line_that_is_there() -> None:
    files = {file: _plain(file) for room in ROOMS.values() for file in room.files}
    for each in listed():
        assert len(each.why) > 10
        assert all(_squeezed(line) in files[each.file] for line in each.before.splitlines()), each


def _plain(file: str) -> str:
    return _squeezed((ROOT / file).read_text("utf-8"))


def _squeezed(text: str) -> str:
    """Without spaces and quotes: a table is listed as the parser writes it."""
    return "".join(text.split()).replace("'", '"').replace("_", "").replace(",)", ")")
