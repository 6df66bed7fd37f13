"""Every Chinese text of the windows is marked for translation, and the English catalogue has exactly what is marked.

What runs when a module is imported cannot be translated: the language is not known yet. `N_` marks such a text, and
whoever shows it translates it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.lints import catalogues

WINDOWS = ("pad", "desk", "app")
HANZI = re.compile(r"[\u3400-\u9fff]")
MARKS = {"_", "N_"}
CATALOGUE = "forms/locale/en/LC_MESSAGES/windows.po"
PLAYERS = {"player.py", "conduct.py"}
"""They find buttons by their Chinese labels and show no text of their own."""


def findings(root: Path) -> list[str]:
    """What is wrong in the checkout at that path; empty when nothing is."""
    sources = ((path, path.read_text("utf-8")) for path in rooms(root))
    found = [f"{path}:{each}" for path, text in sources for each in (*unmarked(text), *too_early(text))]
    return [*found, *out_of_step(root / "terminal", root / CATALOGUE)]


def rooms(root: Path) -> list[Path]:
    """The modules of the windows."""
    found = (path for window in WINDOWS for path in (root / "terminal" / window).glob("*.py"))
    return sorted(path for path in found if path.name not in PLAYERS)


def unmarked(source: str) -> Iterator[str]:
    """The Chinese texts of a module that stand in no mark."""
    tree = ast.parse(source)
    known = _docstrings(tree) | _marked(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in known:
            continue
        if isinstance(node.value, str) and HANZI.search(node.value):
            yield f"{node.lineno}: not marked for translation: {node.value}"


def too_early(source: str) -> Iterator[str]:
    """Calls of `_` that run when the module is imported."""
    tree = ast.parse(source)
    inner = _in_functions(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_" and id(node) not in inner:
            yield f"{node.lineno}: translated before the language is known; mark it with N_"


def out_of_step(folder: Path, catalogue: Path) -> Iterator[str]:
    """Say where the marked texts below a folder and their English differ; what has no English is told elsewhere."""
    marked = {text for path in folder.rglob("*.py") for text in marked_in(path.read_text("utf-8"))}
    english = catalogues.texts(catalogue)
    for text in sorted(marked - english.keys()):
        yield f"{catalogue.name}: has no English for: {text}"
    for text in sorted(english.keys() - marked):
        yield f"{catalogue.name}: a text that is marked nowhere: {text}"
    for text in sorted(marked & english.keys()):
        if catalogues.placeholders(text) != catalogues.placeholders(english[text]):
            yield f"{catalogue.name}: the English names other parameters: {text}"


def marked_in(source: str) -> Iterator[str]:
    """Return the marked texts of a module, also those inside an f-string, which ready extractors pass over."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in MARKS:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _docstrings(tree: ast.Module) -> set[int]:
    """Ids of the nodes that are docstrings, of modules, classes, functions and attributes."""
    bodies = (node.body for node in ast.walk(tree) if hasattr(node, "body") and isinstance(node.body, list))
    statements = (each for body in bodies for each in body if isinstance(each, ast.Expr))
    return {id(each.value) for each in statements if isinstance(each.value, ast.Constant)}


def _marked(tree: ast.Module) -> set[int]:
    """Ids of the texts that stand in a call of a mark."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in MARKS)
    return {id(part) for call in calls for part in ast.walk(call) if isinstance(part, ast.Constant)}


def _in_functions(tree: ast.Module) -> set[int]:
    """Ids of what runs only when a function is called."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            bodies = [node.body] if isinstance(node, ast.Lambda) else node.body
            inner |= {id(part) for body in bodies for part in ast.walk(body)}
    return inner
