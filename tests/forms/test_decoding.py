"""Values from a file: what is wrong is named by its key in our own words, and nothing else gets in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest

from forms.decoding import MOST_BYTES, Undecodable, decode, toml_file, toml_table
from forms.message import text
from forms.outside_file import FileTooLarge, NotRegularFile

Name = Annotated[str, msgspec.Meta(min_length=1)]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Turn(IntEnum):
    NONE = 0
    HALF = 180


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    size: tuple[float, float] | None = None
    turn: Turn = Turn.NONE


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of the product, as its own modules make it."""

    page: int
    note: str = ""
    tags: tuple[str, ...] = field(default_factory=tuple)


class Whole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    count: Annotated[int, msgspec.Meta(ge=0)] = 0
    share: float = 0.0
    on: bool = False
    kind: Literal["small", "large"] = "small"
    colour: Colour = Colour.RED
    colours: frozenset[Colour] = frozenset()
    names: Mapping[str, Name] = {}
    pages: dict[int, int] = {}
    parts: tuple[Part, ...] = ()
    first: Part | None = None
    mark: Mark | None = None
    marks: tuple[Mark, ...] = ()


GOOD = Whole(
    "a",
    3,
    2.0,
    True,
    "large",
    Colour.BLUE,
    frozenset({Colour.RED}),
    {"x": "X"},
    {7: 8},
    (Part("p", (1.0, 2.5), Turn.HALF),),
    Part("q"),
    Mark(4, "n"),
    (Mark(5, tags=("t",)),),
)
TABLE = """
title = "a"
count = 3
share = 2
on = true
kind = "large"
colour = "blue"
colours = ["red"]
[names]
x = "X"
[pages]
7 = 8
[[parts]]
name = "p"
size = [1, 2.5]
turn = 180
[first]
name = "q"
[mark]
page = 4
note = "n"
[[marks]]
page = 5
tags = ["t"]
"""


def test_a_table_becomes_a_frozen_struct() -> None:
    assert decode(Whole, toml_table(TABLE.encode())) == GOOD


DEEP: Any = 1
for _ in range(400):
    DEEP = [DEEP]

FAULTS: dict[str, tuple[object, str, str]] = {
    "no table": ([1], "", "is not a table. Write a table"),
    "nothing": (None, "", "is not a table. Write a table"),
    "a key missing": ({}, "title", "is missing. Add it: a text in quotation marks"),
    "a list missing its part": ({"title": "", "parts": [{}]}, "parts[0].name", "is missing. Add it: a text"),
    "an unknown key": ({"title": "", "colr": 1}, "colr", "Remove it, or spell it as one of: title, count"),
    "an unknown key far in": ({"title": "", "parts": [{"name": "a"}, {"nam": 1}]}, "parts[1].nam", "not a known key"),
    "an unknown key that is long": ({"title": "", "k" * 99: 1}, "k" * 40 + "…", "not a known key"),
    "a number for a text": ({"title": 1}, "title", "is not a text in quotation marks"),
    "nothing for a text": ({"title": None}, "title", "is not a text in quotation marks"),
    "a text for a number": ({"title": "", "count": "1"}, "count", "is not a whole number. Write a whole number"),
    "a fraction for a whole number": ({"title": "", "count": 1.5}, "count", "is not a whole number"),
    "yes for a number": ({"title": "", "count": True}, "count", "is not a whole number"),
    "a number below its limit": ({"title": "", "count": -1}, "count", "is outside its limits"),
    "a text for a fraction": ({"title": "", "share": "1"}, "share", "is not a number. Write a number"),
    "a number for yes": ({"title": "", "on": 1}, "on", "is not true or false. Write true or false"),
    "another word": ({"title": "", "kind": "tiny"}, "kind", 'must be one of "small", "large"'),
    "a list for a word": ({"title": "", "kind": ["small"]}, "kind", 'must be one of "small", "large"'),
    "another member": ({"title": "", "colour": "green"}, "colour", 'must be one of "red", "blue"'),
    "another member in a set": ({"title": "", "colours": ["red", "x"]}, "colours[1]", 'one of "red", "blue"'),
    "another number of a list": ({"title": "", "first": {"name": "a", "turn": 90}}, "first.turn", "one of 0, 180"),
    "a text for a set": ({"title": "", "colours": "red"}, "colours", 'each item one of "red", "blue"'),
    "an empty name": ({"title": "", "first": {"name": ""}}, "first.name", "the text is empty. Write it"),
    "an empty name in a table": ({"title": "", "names": {"x": "X", "y": ""}}, "names.y", "the text is empty"),
    "a number in a table of names": ({"title": "", "names": {"y": 5}}, "names.y", "is not a text in quotation marks"),
    "a list for a table of names": ({"title": "", "names": []}, "names", "is not a table"),
    "a key that is no number": ({"title": "", "pages": {"x": 1}}, "pages", "is not a table"),
    "one of two numbers": ({"title": "", "first": {"name": "a", "size": [1]}}, "first.size", "with 2 items"),
    "two numbers, one a text": (
        {"title": "", "first": {"name": "a", "size": [1, ""]}},
        "first.size[1]",
        "not a number",
    ),
    "an unknown key of a value": (
        {"title": "", "mark": {"page": 1, "by": ""}},
        "mark.by",
        "as one of: page, note, tags",
    ),
    "an unknown key of a value in a list": (
        {"title": "", "marks": [{"page": 1, "by": ""}]},
        "marks[0].by",
        "not a known",
    ),
    "a value missing a key": ({"title": "", "mark": {"note": ""}}, "mark.page", "is missing. Add it: a whole number"),
    "a wrong key in a value": ({"title": "", "mark": {"page": "1"}}, "mark.page", "is not a whole number"),
    "a value that is a list": ({"title": "", "mark": []}, "mark", "is not a table. Write a table"),
    "a table for a list of tables": ({"title": "", "parts": {"name": "a"}}, "parts", "each item a table"),
    "a text for a table": ({"title": "", "parts": ["a"]}, "parts[0]", "is not a table. Write a table"),
    "lists in lists": ({"title": "", "parts": DEEP}, "parts[0]", "is not a table. Write a table"),
}


@pytest.mark.parametrize(("value", "key", "words"), FAULTS.values(), ids=FAULTS)
def test_a_value_that_does_not_fit_is_named_by_its_key(value: object, key: str, words: str) -> None:
    with pytest.raises(Undecodable) as refused:
        decode(Whole, value)
    assert refused.value.key == key
    assert words in text(refused.value.fault, "en")
    for lang in ("zh", "en"):
        said = text(refused.value.message, lang)  # type: ignore[arg-type]  # one of the two
        assert said.startswith(key)
        assert [word for word in ("Expected", "Object", "`", "$", "Invalid", "{") if word in said] == []


NO_TOML: dict[str, tuple[bytes, str]] = {
    "a value missing": (b"a = 1\nb = \n", "cannot be read from line 2, column 5 on"),
    "a key twice": (b"a = 1\na = 2\n", "from line 2, column 6 on"),
    "a table twice": (b"[a]\n[a]\n", "from line 2, column 3 on"),
    "a text that does not end": (b'a = "x\n', "from line 1, column 7 on"),
    "a long text that does not end": (b'a = """x\n', "ends too early"),
    "a list that does not end": (b"a = [1,", "ends too early"),
    "a control character": (b'a = "\x07"\n', "from line 1, column 6 on"),
    "a number without end": (b"a = " + b"9" * 5000, "a number that is too long"),
    "brackets in brackets": (b"a = " + b"[" * 100_000, "too many brackets within brackets"),
    "another encoding": ("a = '示例'".encode("gb18030"), "is not UTF-8"),
    "two bytes a character": ("a = 1".encode("utf-16"), "is not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbfa = 1", "begins with a byte order mark"),
}


@pytest.mark.parametrize(("data", "words"), NO_TOML.values(), ids=NO_TOML)
def test_a_text_that_is_no_toml_is_refused_with_line_and_column(data: bytes, words: str) -> None:
    with pytest.raises(Undecodable) as refused:
        toml_table(data)
    assert (refused.value.key, words in text(refused.value.message, "en")) == ("", True)
    assert [word for word in ("(at ", "Expected", "Unclosed", "codec", "{") if word in str(refused.value)] == []


def test_a_file_is_read_whole_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(TABLE, "utf-8")
    assert decode(Whole, toml_file(tmp_path / "a.toml")) == GOOD
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotRegularFile):
        toml_file(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(FileTooLarge):
        toml_file(tmp_path / "large")
