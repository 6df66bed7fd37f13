"""Every Chinese text in the code is marked for translation, and the English catalogue has exactly what is marked.

That is the way of the windows' labels. What else is said to people is a message, whose Chinese lies in a catalogue.

What runs when a module is imported cannot be translated: the language is not known yet. `N_` marks such a text, and
whoever shows it translates it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.lints import catalogues

PACKAGES = ("forms", "signing", "archive", "terminal")
HANZI = re.compile(r"[\u3400-\u9fff]")
MARKS = {"_", "N_"}
CATALOGUE = "forms/locale/en/LC_MESSAGES/windows.po"
DOCUMENTS = frozenset(
    {
        *(
            f"forms/{name}.py"
            for name in ("characters", "code_csv", "contracts", "paper", "persons", "registrations", "typed_text")
        ),
        *(f"forms/kinds/{name}.py" for name in ("date", "field", "money", "yesno")),
        *(
            f"signing/{name}.py"
            for name in ("appearance", "civil_time", "compose", "freeze", "keys", "kit", "page", "paper")
        ),
        *("signing/passphrases.py", "signing/pdfa.py", "signing/slip.py", "archive/bundle.py"),
        *("terminal/visit/agency.py", "terminal/visit/boxes.py", "terminal/station/settings.py"),
        *("terminal/clerk/counter.py", "terminal/clerk/slip.py"),
        *("terminal/windows/plain_words.py", "terminal/windows/spoken_text.py"),
        *("terminal/clerk/page_text.py", "terminal/clerk/process.py", "terminal/demo/skeletons.py"),
    }
)
"""What goes onto documents and into records, which are Chinese in every language, and what is read or said of them."""
PLAYED = frozenset(
    {
        *(
            "forms/sample.py",
            "terminal/demo/visits.py",
            "terminal/demo/desk_scenes.py",
            "terminal/demo/pad_pictures.py",
        ),
        *("terminal/demo/synthetic.py", "terminal/demo/player.py", "terminal/demo/script.py"),
    }
)
"""People and places that do not exist, and players: they find buttons by their Chinese labels and say nothing."""


def findings(root: Path) -> list[str]:
    """What is wrong in the checkout at that path; empty when nothing is."""
    sources = ((path, path.read_text("utf-8")) for path in rooms(root))
    found = [f"{path}:{each}" for path, text in sources for each in (*unmarked(text), *too_early(text))]
    return [*found, *out_of_step(root / "terminal", root / CATALOGUE)]


def rooms(root: Path) -> list[Path]:
    """The modules that show texts to people."""
    found = (path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return sorted(path for path in found if str(path.relative_to(root)) not in DOCUMENTS | PLAYED)


def needless(root: Path) -> Iterator[str]:
    """Say which modules are left out for a Chinese text that they do not have."""
    for name in sorted(DOCUMENTS | PLAYED):
        if not (root / name).exists() or not any(unmarked((root / name).read_text("utf-8"))):
            yield f"{name}: has no Chinese text; take it off the lists of tests/lints/marked_texts.py"


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
    """Return the ids of the texts that a mark is given whole: a text that is put together in a mark has no English."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in MARKS)
    return {id(call.args[0]) for call in calls if call.args and isinstance(call.args[0], ast.Constant)}


def _in_functions(tree: ast.Module) -> set[int]:
    """Ids of what runs only when a function is called."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            bodies = [node.body] if isinstance(node, ast.Lambda) else node.body
            inner |= {id(part) for body in bodies for part in ast.walk(body)}
    return inner
