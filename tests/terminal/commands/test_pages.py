"""Every command and option that a page for people names exists, and takes the values that are printed."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

import click
import pytest

from terminal.__main__ import VERBS, luobi, verb
from terminal.commands.people import person_of
from terminal.station import naming
from terminal.station.settings import Config
from tests.conftest import ROOT

PAGES = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("README*.md", "SECURITY.md", "docs/commands.md", "docs/threat-model.md", "docs/operate/*.md")
    for path in ROOT.glob(pattern)
)
BLOCK = re.compile(r"^```\n(.*?)^```$|((?:^ {4}[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
GENERATED = re.compile(r"<!-- \[\[\[cog.*?<!-- \[\[\[end\]\]\] -->|<!-- demo -->\n```.*?```", re.DOTALL)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
HELP = {"-h", "--help"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line as it was understood: the command, and the values by the names of its parameters."""

    path: tuple[str, ...]
    command: click.Command
    values: dict[str, object] = field(default_factory=dict)


def understood(words: list[str]) -> Typed:
    """Parse a command line with the real parser. Raise click.UsageError for what does not exist or is not allowed."""
    command: click.Command = luobi
    context, path = click.Context(luobi, info_name="luobi"), ()
    while True:
        given, rest, _order = command.make_parser(context).parse_args(words)
        values = {each.name: checked(each, context, given[each.name]) for each in command.params if each.name in given}
        if not isinstance(command, click.Group) or not rest:
            return Typed(path, command, {str(name): value for name, value in values.items()})
        name, *words = rest
        below = verb(name) if not path and name in VERBS else command.commands.get(name)
        if below is None:
            raise click.UsageError(f"no command {name}")
        context, command, path = click.Context(below, parent=context, info_name=name), below, (*path, name)


def checked(param: click.Parameter, context: click.Context, value: object) -> object:
    """Return the value as the command gets it. Files are those of the reader: whether they exist is not asked."""
    if isinstance(param.type, click.Path) or value is None:
        return value
    value = param.type_cast_value(context, value)
    return param.callback(context, param, value) if param.callback and param.expose_value else value


def text_of(page: str) -> str:
    return GENERATED.sub("", (ROOT / page).read_text("utf-8"))


def lines(page: str) -> list[str]:
    """Every line of a page's blocks that runs `luobi`, with continued lines joined."""
    blocks = "".join(block or indented for block, indented in BLOCK.findall(text_of(page)))
    found = (line.partition("  #")[0].strip() for line in blocks.replace("\\\n", " ").splitlines())
    return [match[1] for line in found if (match := re.search(r"(?:^|\./run )luobi +(.*)", line))]


def mentions(page: str) -> list[str]:
    """Every mention of a command in running text, such as `luobi archive verify`."""
    text = BLOCK.sub("", text_of(page))
    return [" ".join(each.split())[6:] for each in INLINE.findall(text) if re.match(r"luobi [a-z-]", each)]


LINES = [(page, line) for page in PAGES for line in lines(page)]
MENTIONS = sorted({(page, line) for page in PAGES for line in mentions(page)})
NAMED = sorted({(page, each) for page in PAGES for each in OPTION.findall(" ".join(INLINE.findall(text_of(page))))})


@pytest.mark.parametrize(("page", "line"), LINES)
def test_a_printed_command_is_complete_and_its_values_are_possible(page: str, line: str) -> None:
    typed = understood(shlex.split(line))
    missing = [each.name for each in typed.command.params if each.required and not typed.values.get(str(each.name))]
    assert (missing, isinstance(typed.command, click.Group)) == ([], False)
    if typed.path == ("station", "new"):
        people = dict(person_of(each, "en") for each in typed.values["staff"])  # type: ignore[attr-defined]
        of = {name: str(typed.values[name]) for name in ("kind", "name", "origin", "area")}
        assert list(naming.faults(Config(**of, staff=people), lambda _text: ())) == []


@pytest.mark.parametrize(("page", "line"), MENTIONS)
def test_a_mentioned_command_exists_with_its_options(page: str, line: str) -> None:
    path: tuple[str, ...] = ()
    for word in line.split():
        path = (*path, word) if (*path, word) in ALL else path
    assert path or line.startswith("--")
    if isinstance(ALL[path], click.Group):
        assert all(word.startswith("--") for word in line.split()[len(path) :])
    assert set(OPTION.findall(line)) <= options_of(ALL[path]) | options_of(luobi) | HELP


@pytest.mark.parametrize(("page", "option"), NAMED)
def test_a_mentioned_option_is_one_of_a_command(page: str, option: str) -> None:
    assert option in HELP.union(*map(options_of, ALL.values()))


def options_of(command: click.Command) -> set[str]:
    return {each for param in command.params for each in param.opts}


def below(command: click.Command, path: tuple[str, ...]) -> dict[tuple[str, ...], click.Command]:
    """Return a command and those below it, by their paths."""
    found = {path: command}
    for name, each in command.commands.items() if isinstance(command, click.Group) else ():
        found |= below(each, (*path, name))
    return found


ALL = {(): luobi} | {path: each for name in VERBS for path, each in below(verb(name), (name,)).items()}


def test_the_pages_name_commands_and_options() -> None:
    assert len(LINES) >= 30 and len(MENTIONS) >= 15 and len(NAMED) >= 30


@pytest.mark.parametrize(
    "line",
    [
        "frobnicate",
        "station frobnicate",
        "verify a.pdf --frobnicate",
        "pen calibrate --rotation 45",
        "pen calibrate --size wide",
        "station new --kind other",
        "pen test --seconds 0",
    ],
)
def test_what_does_not_exist_is_found(line: str) -> None:
    with pytest.raises(click.ClickException):
        understood(shlex.split(line))
