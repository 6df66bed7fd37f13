"""A TOML file is refused with the line and the key of what is wrong, and never with a library's words."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.errors import FormFileError
from forms.load import CATALOGUE, load_form
from forms.message import text
from forms.misfit import misfit, shown
from forms.toml_file import DAYS, read_toml
from forms.toml_lines import line_of

FILE = '''# a comment
id = "note"
rules = [
  "one",
]

[[section]]
key = "people"

[[section.field]]
key = "name"
label = """
key = "no key of this table"
[[section]]
"""
kind = "name"

[[section.field]]
key = 'sex'
codes = "sex"

[[section]]
key = "terms"

[[section.field]]
key = "name"

[[party]]
role = "name"

[station]
name = "x"
'''

# The place, as errors name it, and its line in FILE.
LINES: dict[str, int | None] = {
    "id": 2,
    "rules": 3,
    "rules[0]": 3,
    "rules.one": 3,
    "section": None,
    "section[0]": 7,
    "section[0].key": 8,
    "section[0].heading": 7,
    "section[0].field[0].label": 12,
    "section[0].field[0].kind": 16,
    "section[0].field[1].key": 19,
    "section[0].field[1].codes": 20,
    "section[0].field[1].codes[3].label": 20,
    "section[1].key": 23,
    "section[1].field[0].key": 26,
    "section[2].key": None,
    "party[0].role": 29,
    "station.name": 32,
    "station.area": 31,
    "field.sex.codes": 20,
    "field.sex.kind": 18,
    "field.sex": 18,
    "field.name": 25,  # the second of this name, which is the one to correct
    "party.name.title": 28,
    "file": None,
    "": None,
}


@pytest.mark.parametrize("key", LINES)
def test_the_line_of_a_key_is_found(key: str) -> None:
    assert line_of(FILE, key) == LINES[key]


@given(st.text(alphabet="[]=\"'.\nkey 0#"), st.text(alphabet="[]0.key"))
def test_the_search_for_a_line_ends_in_any_text(content: str, key: str) -> None:
    found = line_of(content, key)
    assert found is None or 1 <= found <= content.count("\n") + 1


BROKEN = {
    "a text without quotation marks": ('id = "x"\ntitle = x\n', 2, "line 2, column 9"),
    "a key twice": ("a = 1\nb = 2\na = 3\n", 3, "line 3, column 6"),
    "a bracket that is not closed": ("a = [1,\n2", 2, "line 2, column"),
    "a table twice": ("[a]\n[b]\n[a]\n", 3, "line 3"),
}


@pytest.mark.parametrize(("content", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_refused_with_line_and_column(tmp_path: Path, content: str, line: int, words: str) -> None:
    path = tmp_path / "f.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(FormFileError) as refused:
        read_toml(path)
    assert (refused.value.line, refused.value.key) == (line, "file")
    assert f"is not TOML from {words}" in text(refused.value.fault, "en")


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="item"):
    key: Annotated[str, msgspec.Meta(pattern=r"\S")]
    colour: Literal["red", "blue"] = "red"


class Sum(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="sum"):
    key: str
    of: tuple[str, ...]


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    day: date | None = None


class Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    items: tuple[Item | Sum, ...] = msgspec.field(default=(), name="item")
    inner: Inner = Inner()
    size: Annotated[int, msgspec.Meta(ge=0)] = 0
    good: bool = True
    pair: tuple[int, int] | None = None


# The value; the key and a part of the complaint.
MISFITS: dict[str, tuple[Any, str, str]] = {
    "no table": ([], "", "a table"),
    "a key missing": ({}, "name", "is missing. Add it: a text"),
    "a number for a text": ({"name": 1}, "name", "a text in quotation marks"),
    "a text for a number": ({"name": "n", "size": "1"}, "size", "a whole number"),
    "a number below zero": ({"name": "n", "size": -1}, "size", "from zero up"),
    "true for a number": ({"name": "n", "size": True}, "size", "Write a number"),
    "a number for true": ({"name": "n", "good": 1}, "good", "true or false"),
    "a table for an array": ({"name": "n", "item": {}}, "item", "an array of tables, [[item]]"),
    "a text among tables": ({"name": "n", "item": ["x"]}, "item", "Write [[item]]"),
    "no kind": ({"name": "n", "item": [{"key": "k"}]}, "item[0].kind", "is missing"),
    "an unknown kind": ({"name": "n", "item": [{"kind": "x"}]}, "item[0].kind", "Use one of: item, sum"),
    "a kind that is a list": ({"name": "n", "item": [{"kind": []}]}, "item[0].kind", "Use one of: item, sum"),
    "a blank text": ({"name": "n", "item": [{"kind": "item", "key": " "}]}, "item[0].key", "empty"),
    "one of few": (
        {"name": "n", "item": [{"kind": "item", "key": "k", "colour": "x"}]},
        "item[0].colour",
        "Use one of: blue, red",
    ),
    "the second of two": (
        {"name": "n", "item": [{"kind": "item", "key": "k"}, {"kind": "sum", "key": "k"}]},
        "item[1].of",
        "a list of texts",
    ),
    "a number among texts": (
        {"name": "n", "item": [{"kind": "sum", "key": "k", "of": ["x", 1]}]},
        "item[0].of",
        "Write every item in quotation marks",
    ),
    "a key of another kind": (
        {"name": "n", "item": [{"kind": "item", "key": "k", "of": []}]},
        "item[0].of",
        "Remove it, or spell it as one of: colour, key, kind",
    ),
    "a text for a table": ({"name": "n", "inner": "x"}, "inner", "a table [inner]"),
    "a day in quotation marks": ({"name": "n", "inner": {"day": "2026-01-01"}}, "inner.day", "without quotation marks"),
    "too few items": ({"name": "n", "pair": [1]}, "pair", "too few or too many"),
    "an unknown key": ({"name": "n", "nmae": 1}, "nmae", "Remove it, or spell it"),
    "a key that a terminal obeys": ({"name": "n", "\x1b[2J": 1}, "\ufffd[2J", "Remove it"),
}


@pytest.mark.parametrize(("value", "key", "words"), MISFITS.values(), ids=MISFITS)
def test_the_first_part_that_does_not_fit_is_named_with_what_to_write(value: Any, key: str, words: str) -> None:
    found = misfit(value, Outer, DAYS)
    assert found.key == key
    assert words in text(found.fault, "en")


def test_a_name_is_shown_short_and_printable() -> None:
    assert shown("x" * 40) == "x" * 40
    assert shown("x" * 41) == "x" * 40 + "…"
    assert shown("a\x1bb\nc") == "a\ufffdb\ufffdc"


SHIPPED = (CATALOGUE / "unemployment-registration.toml").read_text("utf-8")
VALUE = re.compile(r'(?m)(?<= = )("[^"]*"|[0-9]+|true|false|\[.*\])$')
OTHERS = (
    "1",
    "-1",
    "true",
    '"x"',
    '" "',
    "[]",
    "[1]",
    '["x"]',
    "{}",
    "{a = 1}",
    "[{}]",
    "2026-01-01",
    "1.5",
    "07:30:00",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*VALUE.finditer(SHIPPED)]), st.sampled_from(OTHERS))
def test_a_form_with_any_other_value_is_used_or_refused_with_line_and_key(
    tmp_path: Path, found: re.Match[str], other: str
) -> None:
    path = tmp_path / "form.toml"
    path.write_text(f"{SHIPPED[: found.start()]}{other}{SHIPPED[found.end() :]}", "utf-8")
    try:
        load_form(path)
    except FormFileError as refused:
        assert refused.key != "file"
        assert text(refused.fault, "en").count("`") == 0, "these are a library's words"
        assert "Expected" not in text(refused.fault, "en")
        assert "object" not in text(refused.fault, "en")
