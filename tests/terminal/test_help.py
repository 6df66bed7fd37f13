"""`--help` speaks the language of the conversation: our own words and click's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from terminal.__main__ import luobi
from terminal.commands.chinese_lines import columns, wrapped
from terminal.commands.click_words import CHINESE, ELSEWHERE
from terminal.commands.help_words import COMMANDS, DEFAULTS, OPTIONS

ENGLISH = click.Context(luobi, obj={"lang": "en"})


def commands(command: click.Command = luobi, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command by its path, as it stands in the code."""
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(ENGLISH):
            below = command.get_command(ENGLISH, name)
            assert below is not None
            yield from commands(below, f"{path} {name}".strip())


PATHS = [path for path, _command in commands()]


def told(*arguments: str) -> str:
    result = CliRunner().invoke(luobi, arguments, terminal_width=80, max_content_width=80)
    assert result.exit_code == 0, result.output
    return result.output


def said_by_click() -> set[str]:
    """Every sentence that the installed click can be asked for in another language."""
    mapping, marks = [("**.py", "python")], {"_": None, "ngettext": (1, 2)}
    found = extract_from_dir(str(Path(click.__file__).parent), mapping, keywords=marks)
    texts = (text for _path, _line, text, _comments, _context in found)
    return {each for text in texts for each in ((text,) if isinstance(text, str) else text)}


def test_every_sentence_of_the_installed_click_is_in_the_tables_and_no_other() -> None:
    assert said_by_click() == CHINESE.keys() | ELSEWHERE.keys()
    assert not CHINESE.keys() & ELSEWHERE.keys()


def test_what_is_put_into_a_sentence_of_click_is_put_into_the_chinese_one() -> None:
    left_out = {"name", "number_type"}
    for english, chinese in {**CHINESE, **ELSEWHERE}.items():
        places = [set(re.findall(r"\{(\w+)", text)) for text in (english, chinese)]
        assert places[1] <= places[0], english
        assert places[0] - places[1] <= left_out, english


def test_every_command_and_option_has_chinese_words_and_no_words_are_left_over() -> None:
    options = {one.help for _path, each in commands() for one in each.params if isinstance(one, click.Option)}
    assert set(PATHS) == COMMANDS.keys()
    assert {one for one in options if one} - ELSEWHERE.keys() == OPTIONS.keys()
    shown = {one.show_default for _path, each in commands() for one in each.params if isinstance(one, click.Option)}
    assert {one for one in shown if isinstance(one, str)} == DEFAULTS.keys()


@pytest.mark.parametrize("path", PATHS)
def test_help_is_chinese_and_fits_the_terminal(path: str) -> None:
    page = told("--lang", "zh", *path.split(), "--help")
    assert COMMANDS[path].partition("\n")[0][:12] in page.replace("\n", "")
    for english in ("Usage:", "Options", "Commands", "OPTIONS", "COMMAND", "Show this", "required", "default", "TEXT"):
        assert english not in page, english
    assert max(map(columns, page.splitlines())) <= 80


@pytest.mark.parametrize("path", PATHS)
def test_help_is_english_where_the_conversation_is(path: str) -> None:
    told("--lang", "zh", *path.split(), "--help")
    page = told("--lang", "en", *path.split(), "--help")
    assert page.startswith("Usage: ") and "Show this message and exit." in page
    assert re.search(r"[\u3400-\u9fff]", page.replace("落笔", "")) is None


def test_help_that_comes_before_the_language_is_in_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told("--help").startswith("用法：")
    monkeypatch.setenv("LUOBI_LANG", "en")
    assert told("--help").startswith("Usage: ")


@given(st.text("落笔签署，。（）“”、 abc-1[]\n", max_size=200), st.integers(20, 80))
def test_lines_are_no_wider_than_asked_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width, "  ", "  ", preserve_paragraphs=True).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    alone = r"[，。）”、“（\[]{4,}|[^落笔签署]{16,}"
    if not re.search(alone, re.sub(r"\s", "", text)):
        assert max(map(columns, lines)) <= width


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    lines = wrapped("落笔，签署（甲方）“乙方”，" * 20, 21).split("\n")
    assert not [line for line in lines if line[0] in "，）”" or line[-1] in "（“"]
