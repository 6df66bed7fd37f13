"""Every message has its texts, every text its message, and both name the same parameters.

A message is found where the code writes `Message("id", name=...)`. Ids that the code builds from a table are listed by
`tests.lints.families`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from forms.message import ID
from tests.lints import catalogues

PACKAGES = ("forms", "signing", "archive", "terminal")
COMMANDS = (
    *("terminal/commands/*.py", "terminal/__main__.py", "terminal/conversation.py", "terminal/app/command.py"),
    *("terminal/demo/command.py", "archive/cli.py"),
)
"""The modules that talk to a person at a command line."""
TALKS = frozenset(
    {
        *("click.echo", "click.secho", "click.echo_via_pager", "click.prompt", "click.confirm", "click.pause"),
        *("click.ClickException", "click.UsageError", "click.BadParameter", "click.FileError", "print"),
        *("console.print", "console.status", "console.log", "status.update", "ctx.fail"),
    }
)
"""What is called with a text for a person."""
BUILDERS = frozenset(
    {
        "archive/cli.py",
        "archive/names.py",
        "archive/finding_texts.py",
        "forms/system_errors.py",
        "signing/finding.py",
        "signing/foreign_changes.py",
        "signing/quality.py",
        "signing/roles.py",
        "terminal/clerk/counter.py",
        "terminal/clerk/troubles.py",
        "terminal/commands/help_words.py",
        "terminal/devices/pen/feed.py",
        "terminal/visit/blocker.py",
        "terminal/visit/words.py",
    }
)
"""Modules that build ids from a table; `tests.lints.families` lists what they build."""
SHOWN = frozenset({"help", "short_help", "epilog", "prompt", "confirmation_prompt", "deprecated"})
"""Arguments of click's decorators that are shown."""
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Use:
    """A place in the code that makes a message. `parameters` is None where they are not written there."""

    place: str
    id: str
    parameters: frozenset[str] | None


def findings(root: Path, families: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Say where code and catalogues differ.

    Args:
        root: The checkout.
        families: The ids that the code builds, with the names of their parameters.
    """
    uses = [use for path in sources(root) for use in uses_in(path.read_text("utf-8"), str(path.relative_to(root)))]
    uses += [Use("tests/lints/families.py", name, parameters) for name, parameters in families.items()]
    yield from differences(uses, all_texts(root / "forms/locale"))
    yield from (f"{pattern}: no such module; correct COMMANDS" for pattern in COMMANDS if not any(root.glob(pattern)))
    for path in (path for pattern in COMMANDS for path in sorted(root.glob(pattern))):
        for found in literals(path.read_text("utf-8")):
            yield f"{path.relative_to(root)}:{found}"


def sources(root: Path) -> list[Path]:
    """Return the modules of the product."""
    return sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))


def uses_in(source: str, place: str) -> Iterator[Use]:
    """Return the messages that a module makes.

    Args:
        source: The module's code.
        place: Its path, for the findings.
    """
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "Message" and node.args):
            continue
        names = [each.arg for each in node.keywords]
        parameters = None if None in names else frozenset(str(name) for name in names)
        branches = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else [node.args[0]]
        for each in branches:
            if isinstance(each, ast.Constant):
                yield Use(f"{place}:{node.lineno}", str(each.value), parameters)
            elif place not in BUILDERS:
                yield Use(f"{place}:{node.lineno}", ast.unparse(each), parameters)


def literals(source: str) -> Iterator[str]:
    """Return the texts with letters that a module gives to a person as they stand in the code."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        given = [each.value for each in node.keywords if each.arg in SHOWN]
        if ast.unparse(node.func) in TALKS:
            given += [*node.args[:1], *(each.value for each in node.keywords if each.arg in {"message", "text"})]
        for text in (text for each in given for text in _written(each) if LETTER.search(text)):
            yield f"{node.lineno}: a text in the code; say it by a message: {text}"


def _written(node: ast.expr) -> Iterator[str]:
    """Return the texts that an expression is made of; what another function makes of its arguments is not looked at."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from (text for part in parts for text in _written(part))
        case ast.FormattedValue(value=inner) | ast.Starred(value=inner) | ast.NamedExpr(value=inner):
            yield from _written(inner)
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            yield from (*_written(one), *_written(other))
        case ast.BoolOp(values=parts):
            yield from (text for part in parts for text in _written(part))
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            yield from _written(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr), args=arguments):
            yield from _written(inner)  # "…".format(…), "…".join(…)
            if attr == "join":
                yield from (text for each in arguments for text in _written(each))


def all_texts(locale: Path) -> dict[str, str]:
    """Return the English texts by message id; `catalogues` proves that the Chinese ones are as many."""
    folder = locale / "en" / "LC_MESSAGES"
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        if path.stem not in catalogues.ONE_LANGUAGE:
            found |= catalogues.texts(path)
    return found


def differences(uses: list[Use], texts: Mapping[str, str]) -> Iterator[str]:
    """Say which messages have no text, which texts no message, and where their parameters differ."""
    for use in uses:
        if not ID.fullmatch(use.id):
            yield f"{use.place}: {use.id}: not an id; write domain.name"
        elif use.id not in texts:
            yield f"{use.place}: {use.id}: has no text in any catalogue"
        elif use.parameters is not None and (wrong := use.parameters ^ catalogues.placeholders(texts[use.id])):
            yield f"{use.place}: {use.id}: in the message or in its text only: {', '.join(sorted(wrong))}"
    for name in sorted(texts.keys() - {use.id for use in uses}):
        yield f"{name}: a text that no message uses"
