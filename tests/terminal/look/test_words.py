"""Every text of the windows can be translated, and the template of the catalogues lists them all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from terminal.look import words

ROOT = Path(__file__).parents[3]
WINDOWS = ("pad", "desk", "app")
HANZI = re.compile(r"[\u3400-\u9fff]")
MARKS = {"_", "N_"}
PLAYERS = {"player.py", "conduct.py"}
"""They press what stands on the windows in the source language, and show nothing themselves."""
TEMPLATE = ROOT / "terminal" / "look" / "luobi.pot"


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    yield
    words.choose(words.SOURCE)


def rooms() -> list[Path]:
    found = (path for window in WINDOWS for path in (ROOT / "terminal" / window).glob("*.py"))
    return sorted(path for path in found if path.name not in PLAYERS)


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the nodes that are docstrings, of modules, classes, functions and attributes."""
    bodies = (node.body for node in ast.walk(tree) if hasattr(node, "body") and isinstance(node.body, list))
    return {
        id(each.value)
        for body in bodies
        for each in body
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }


def marked(tree: ast.Module) -> set[int]:
    """Ids of the texts that stand in a call of a mark."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        id(part)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in MARKS
        for part in ast.walk(call)
        if isinstance(part, ast.Constant)
    }


def unmarked(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    known = docstrings(tree) | marked(tree)
    return [
        f"{path.name}:{node.lineno} {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HANZI.search(node.value)
        if id(node) not in known
    ]


def too_early(path: Path) -> list[str]:
    """Calls of `_` that run when the module is imported: before the language is chosen."""
    tree = ast.parse(path.read_text("utf-8"))
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for body in ([node.body] if isinstance(node, ast.Lambda) else node.body)
        for part in ast.walk(body)
    }
    return [
        f"{path.name}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        if id(node) not in inner
    ]


def test_every_text_of_the_windows_is_marked_for_translation() -> None:
    assert [text for path in rooms() for text in unmarked(path)] == []


def test_no_text_is_translated_before_the_language_is_known() -> None:
    assert [place for path in rooms() for place in too_early(path)] == []


def test_the_template_of_the_catalogues_lists_every_text() -> None:
    mapping = [("**.py", "python")]
    found = extract_from_dir(str(ROOT / "terminal"), mapping, keywords={"_": None, "N_": None})
    texts = {text for _path, _line, text, _comments, _context in found}
    with TEMPLATE.open("rb") as file:
        listed = {message.id for message in read_po(file) if message.id}
    assert listed == texts


def test_the_source_language_says_what_the_code_says() -> None:
    words.choose(words.SOURCE)
    assert words._("签好了") == "签好了"


def test_the_pseudo_language_makes_letters_of_every_character_and_keeps_what_is_put_in() -> None:
    words.choose(words.PSEUDO)
    assert words._("第 {page} 页") == "[fif {page} wul~]"
    assert words._("请把笔交给{role}\n{name}") == "[segsedn bfim oh{role}\n{name}~]"


def test_a_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        words.choose("tlh")
