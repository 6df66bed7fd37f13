"""`--help` speaks the language of the conversation: our own words and click's."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from forms.message import LOCALE, template
from terminal.__main__ import VERBS, luobi, run, verb
from terminal.commands.chinese_lines import ChineseFormatter, columns, wrapped
from terminal.commands.help_words import command_id, ids_below
from terminal.conversation import CLICK, speak, variable_kept


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    with variable_kept():
        yield


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command by its path, as its module has it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))


COMMANDS = {(): luobi} | {path: each for name in VERBS for path, each in commands(verb(name), (name,))}
PATHS = pytest.mark.parametrize("path", COMMANDS, ids=" ".join)


def told(*arguments: str) -> str:
    result = CliRunner().invoke(luobi, arguments, terminal_width=80, max_content_width=80)
    assert result.exit_code == 0, result.output
    return result.output


# ---- what click says ----


def said_by_click() -> set[str | tuple[str, ...]]:
    """Every sentence that the installed click can be asked for in another language; singular and plural together."""
    mapping, marks = [("**.py", "python")], {"_": None, "ngettext": (1, 2)}
    found = extract_from_dir(str(Path(click.__file__).parent), mapping, keywords=marks)
    return {text for _path, _line, text, _comments, _context in found}


@pytest.mark.parametrize("said", sorted(said_by_click(), key=str), ids=str)
def test_every_sentence_of_the_installed_click_is_said_in_chinese(said: str | tuple[str, str]) -> None:
    ones = [said] if isinstance(said, str) else said
    spoken = {}
    for lang in ("zh", "en"):
        speak(lang)
        plural = [] if isinstance(said, str) else [gettext.ngettext(*said, count) for count in (1, 2)]
        spoken[lang] = plural or [gettext.gettext(said)]
    assert spoken["en"] == list(ones)
    for english, chinese in zip(spoken["en"], spoken["zh"], strict=True):
        assert chinese != english and re.search(r"[\u3400-\u9fff]", chinese)
        places, kept = (set(re.findall(r"\{(\w+)|%\((\w+)", text)) for text in (english, chinese))
        assert kept <= places and {one or other for one, other in places - kept} <= {"name", "number_type"}


def test_no_chinese_is_left_over_from_another_click() -> None:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / f"{CLICK}.po").open("rb") as file:
        assert {each.id for each in read_po(file) if each.id} == said_by_click()


@pytest.mark.parametrize("before", [None, "fr"])
def test_a_command_leaves_the_variable_of_click_s_language_as_it_was(
    before: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    if before:
        monkeypatch.setenv("LANGUAGE", before)
    for lang, said in (("zh", "缺少参数"), ("en", "Missing argument")):
        assert run(["--lang", lang, "verify"]) == 2
        assert said in capsys.readouterr().err
        assert os.environ.get("LANGUAGE") == before


# ---- what our help says ----


@PATHS
def test_every_command_and_option_has_its_text_in_the_catalogue_and_none_in_the_code(path: tuple[str, ...]) -> None:
    assert [each for each in ids_below(COMMANDS[path], path) if template(each, "zh") == each] == []
    options = [each for each in COMMANDS[path].params if isinstance(each, click.Option)]
    assert [each.help for each in options if each.help] == []


def test_an_option_without_text_is_named_by_the_id_that_is_missing() -> None:
    command = click.Command("list", params=[click.Option(["--home"]), click.Option(["-n", "--new-one"], is_flag=True)])
    assert list(ids_below(command, ("pen", "list"))) == [
        "commands.help.pen.list", "commands.help.pen.--home", "commands.metavar.text", "commands.help.--new-one"
    ]  # fmt: skip


@PATHS
def test_help_is_chinese_and_fits_the_terminal(path: tuple[str, ...]) -> None:
    page = told("--lang", "zh", *path, "--help")
    assert template(command_id(path), "zh").partition("\n")[0][:12] in page.replace("\n", "")
    for english in (
        "Usage:",
        "Options",
        "Commands",
        "OPTIONS",
        "COMMAND",
        "Show this",
        "required",
        "default",
        "TEXT",
        "FILE",
        "FOLDER",
        "PATH",
        "DISPLAY",
        "HEX",
        "NAME",
    ):
        assert english not in page, english
    assert max(map(columns, page.splitlines())) <= 80


NAMES = re.compile(r"--[a-z-]+|\b[0-9]+\b|\.[a-z]+\b|\b(?:PDF|PEM|CA|CTRL-C|L0)\b", re.IGNORECASE)
SENTENCES = {"en": re.compile(r"[.?](?=\s|$)"), "zh": re.compile("[。？]")}
HELPS = sorted(each for path, command in COMMANDS.items() for each in ids_below(command, path) if ".help." in each)


@pytest.mark.parametrize("message_id", sorted(set(HELPS)))
def test_chinese_help_says_as_much_as_the_english(message_id: str) -> None:
    english, chinese = template(message_id, "en"), template(message_id, "zh")
    assert sorted(set(NAMES.findall(english))) == sorted(set(NAMES.findall(chinese)))
    ends = {lang: len(SENTENCES[lang].findall(text)) for lang, text in (("en", english), ("zh", chinese))}
    assert ends["zh"] >= ends["en"] or chinese.count("；") + ends["zh"] >= ends["en"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "luobi 版本 "), ("en", "luobi ")])
def test_the_version_is_said_in_the_language_of_the_conversation(lang: str, said: str) -> None:
    assert re.fullmatch(re.escape(said) + r"[0-9]+\.[0-9]+\.[0-9]+\n", told("--lang", lang, "--version"))


def test_every_placeholder_is_in_the_language_of_the_help() -> None:
    page = told("--lang", "zh", "archive", "show", "--help")
    assert "用法：luobi archive show [选项] 编号\n" in page and "--staff 工号 " in page and "\n选项：\n" in page
    assert "用法：luobi verify [选项] 文件...\n" in told("--lang", "zh", "verify", "--help")
    assert "用法：luobi forms list [选项] [文件夹]\n" in told("--lang", "zh", "forms", "list", "--help")


@PATHS
def test_help_is_english_where_the_conversation_is(path: tuple[str, ...]) -> None:
    told("--lang", "zh", *path, "--help")
    page = told("--lang", "en", *path, "--help")
    assert page.startswith("Usage: ") and "Show this message and exit." in page
    assert " ".join(template(command_id(path), "en").split()) in " ".join(page.split())
    assert re.search(r"[\u3400-\u9fff]", page.replace("落笔", "")) is None


def test_help_that_comes_before_the_language_is_in_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told("--help").startswith("用法：")
    monkeypatch.setenv("LUOBI_LANG", "en")
    assert told("--help").startswith("Usage: ")


def test_a_name_wider_than_its_column_stands_above_its_meaning() -> None:
    formatter = ChineseFormatter(width=30)
    formatter.indent()
    formatter.write_dl([("-a", "落笔"), ("--long 文件夹", "签署，留下谁都能核验。")], col_max=8)
    assert formatter.getvalue() == (
        "  -a        落笔\n  --long 文件夹\n            签署，留下谁都能核\n            验。\n"
    )


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
