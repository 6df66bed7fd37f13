"""A message travels as a value; its text comes from a catalogue when it is shown."""

from __future__ import annotations

import errno
import os
import pickle
import sqlite3

import pytest

from forms.message import LuobiError, Message, text
from forms.system_errors import why

NO_FILE, FULL = Message("system.ENOENT"), Message("system.ENOSPC")


@pytest.mark.parametrize(
    ("message", "zh", "en"),
    [
        (NO_FILE, "没有这个文件或文件夹", "No such file or directory"),
        (Message("archive.as-written", name="王林"), "王林", "王林"),
        (Message("archive.as-written", name=NO_FILE), "没有这个文件或文件夹", "No such file or directory"),
        (Message("archive.as-written", name=(NO_FILE, FULL)), "没有这个文件或文件夹、磁盘满了", None),
        (Message("archive.as-written", name=7), "7", "7"),
        (Message("archive.as-written", name=("a", "b")), "a、b", "a, b"),
        (Message("signing.too-soon", seconds=10**400), "signing.too-soon", "signing.too-soon"),
        (Message("archive.as-written", name="a\nb\u202e"), "a\\u{000A}b\\u{202E}", "a\\u{000A}b\\u{202E}"),
        (Message("archive.as-written", name="{x}"), "{x}", "{x}"),
    ],
)
def test_a_message_is_rendered_with_its_parameters(message: Message, zh: str, en: str | None) -> None:
    assert text(message, "zh") == zh
    assert en is None or text(message, "en") == en


@pytest.mark.parametrize(
    "message", [Message("system.none"), Message("nothing.at-all", a="b"), Message("archive.as-written")]
)
def test_a_message_that_cannot_be_rendered_is_shown_as_its_id(message: Message) -> None:
    assert text(message, "zh") == text(message, "en") == message.id


def test_an_id_that_could_forge_a_line_is_escaped() -> None:
    assert text(Message("system.a\nb"), "en") == "system.a\\u{000A}b"


def test_a_message_keeps_its_parameters_through_json_and_between_processes() -> None:
    message = Message(
        "archive.as-written", name=(NO_FILE, Message("archive.as-written", name="x")), count=3, share=0.5, inner=FULL
    )
    assert Message.from_json(message.as_json()) == message
    assert pickle.loads(pickle.dumps(message)) == message
    assert message.as_json()["parameters"]["inner"] == {"id": "system.ENOSPC", "parameters": {}}


def nested(deep: int) -> dict[str, object]:
    content: dict[str, object] = {"id": "archive.as-written", "parameters": {"name": "王林"}}
    for _ in range(deep - 1):
        content = {"id": "archive.as-written", "parameters": {"name": content}}
    return content


def test_messages_may_lie_in_each_other_sixteen_deep() -> None:
    assert text(Message.from_json(nested(16)), "en") == "王林"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"id": "archive.as-written"},
        {"id": 3, "parameters": {}},
        {"id": "archive.as-written", "parameters": {}, "more": 1},
        {"id": "archive.as-written", "parameters": {"name": None}},
        {"id": "archive.as-written", "parameters": {"name": [1]}},
        {"id": "archive.as-written", "parameters": {"name": {"id": "x"}}},
        {"id": "archive.as-written", "parameters": ["name"]},
        {"id": "/srv/catalogue.x", "parameters": {}},
        {"id": "system", "parameters": {}},
        {"id": "system.a\nb", "parameters": {}},
        nested(17),
    ],
)
def test_json_that_is_no_message_is_refused(content: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Message.from_json(content)


def test_messages_are_equal_in_any_order_of_their_parameters() -> None:
    assert Message("archive.as-written", a=1, b=2) == Message("archive.as-written", b=2, a=1)


def test_the_representation_of_a_message_holds_no_parameter() -> None:
    assert repr(Message("archive.as-written", name="王小明")) == "Message(id='archive.as-written')"


def test_an_error_says_its_message_in_english() -> None:
    error = LuobiError(FULL)
    assert (str(error), error.message, error.exit_code) == ("No space left on device", FULL, 3)


def corrupt() -> Exception:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorname = "SQLITE_CORRUPT_VTAB"
    return error


@pytest.mark.parametrize(
    ("error", "id_"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/王小明"), "system.ENOSPC"),
        (FileNotFoundError(errno.ENOENT, "x"), "system.ENOENT"),
        (OSError("王小明"), "system.other"),
        (OSError(errno.EPROTO, "x"), "system.other"),
        (ValueError("王小明"), "system.other"),
        (corrupt(), "system.SQLITE_CORRUPT"),
    ],
)
def test_an_error_of_the_system_is_named_without_what_it_holds(error: Exception, id_: str) -> None:
    assert why(error).id == id_
    told = text(why(error), "zh") + text(why(error), "en")
    assert [word for word in ("王小明", type(error).__name__) if word in told] == []


@pytest.mark.parametrize(
    ("count", "en", "zh"),
    [(0, "0 files", "0 个文件"), (1, "1 file", "1 个文件"), (2, "2 files", "2 个文件"), (11, "11 files", "11 个文件")],
)
def test_a_noun_follows_its_number(count: int, en: str, zh: str) -> None:
    message = Message("archive.count-files", count=count)
    assert (text(message, "en"), text(message, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("most", "size"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (1_047_552, "1023 KB"),
        (1_048_576, "1 MB"),
        (67_108_864, "64 MB"),
        (4_294_967_296, "4 GB"),
    ],
)
def test_a_number_of_bytes_is_written_as_a_size(most: int, size: str) -> None:
    assert text(Message("system.more-bytes", most=most), "en") == f"more than {size}"
    assert text(Message("system.more-bytes", most=most), "zh") == f"超过 {size}"


def test_a_yes_or_no_is_no_number() -> None:
    assert text(Message("archive.as-written", name=True), "en") == "True"
