"""Docstrings and documents are in plain words, and a public function explains its parameters.

    ./run --dev python -m tests.lints.docstrings            # the whole product
    ./run --dev python -m tests.lints.docstrings archive    # one room, every place

- The budget: at most three of the words in `WORDS` in 1,000 words of a room's docstrings, or of a document.
- A statement has at most 25 words. It ends at a full stop, a colon, a semicolon, or with its line in a list or a table.
- A public function begins with an imperative verb ("Return the …"); a property is a noun.
- A public function with two or more parameters names each of them, under `Args:` or in backticks.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("forms", "signing", "archive", "terminal")
PAGES = ("*.md", "docs/*.md", "docs/*/*.md")
WORDS = re.compile(
    r"\b(whoever|whatever|whose|nobody|somebody|anew|beside|stands|told|said|thereof|he|him|his|himself)\b",
    re.IGNORECASE,
)
MOST_IN_1000 = 3
SHORTEST = 400
"""Words: a shorter text may hold one of the words."""
MOST_IN_A_SENTENCE = 25
_NO_PROSE = re.compile(r"^```.*?^```|<!--.*?-->|^\|[^\n]*|^[^\n]*\S {2,}\S[^\n]*", re.DOTALL | re.MULTILINE)
_INDENTED = re.compile(r"^ {4}.*$", re.MULTILINE)
"""What is not read as sentences: blocks of code, comments, tables, and lines in columns."""
_ONE_WORD = re.compile(r"`[^`]*`|\]\([^)]*\)")
"""Code counts as one word; the address of a link does not count."""
_ENDS = re.compile(r"\n\s*\n|\s[·→]\s|\n\s*(?:[-*]|\d+\.)\s|\n\s*\**\w+:\s|^#+ |(?<=[.!?:;])[\"')*”_]*\s", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z0-9][\w'’./-]*")
NO_VERB = frozenset(
    {
        *(
            "a",
            "an",
            "all",
            "any",
            "anything",
            "at",
            "by",
            "each",
            "every",
            "everything",
            "for",
            "from",
            "how",
            "if",
            "in",
        ),
        *(
            "it",
            "its",
            "no",
            "none",
            "nothing",
            "of",
            "on",
            "one",
            "only",
            "or",
            "that",
            "the",
            "their",
            "these",
            "this",
        ),
        *("those", "to", "two", "what", "when", "where", "whether", "which", "who", "why", "with"),
    }
)
"""What a first sentence begins with when it names a thing instead of saying what is done."""
VERBS_IN_S = frozenset(
    {
        *("access", "address", "bypass", "compress", "cross", "dismiss", "express", "focus", "guess", "miss", "pass"),
        *("press", "process", "toss"),
    }
)


@dataclass(frozen=True, slots=True)
class Docstring:
    """One docstring. `node` is a function, a class, a module, or None for that of an attribute."""

    line: int
    text: str
    node: ast.AST | None


def findings(root: Path) -> Iterator[str]:
    """Say what is wrong with the docstrings of the product and with the English documents."""
    for room in rooms(root):
        texts = [(path, each) for path in sorted(room.rglob("*.py")) for each in docstrings(path.read_text("utf-8"))]
        if over := over_budget(" ".join(each.text for _, each in texts)):
            yield f"{room.relative_to(root)}: {over}"
    for path in (path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))):
        for each in faults(path.read_text("utf-8")):
            yield f"{path.relative_to(root)}:{each}"
        for docstring in docstrings(path.read_text("utf-8")):
            for sentence in long_sentences(docstring.text):
                yield f"{path.relative_to(root)}:{docstring.line}: {sentence}"
    for page in sorted(path for pattern in PAGES for path in root.glob(pattern)):
        if ".zh-CN" in page.name:
            continue
        text = page.read_text("utf-8")
        found = [over] if (over := over_budget(text)) else []
        yield from (f"{page.relative_to(root)}: {each}" for each in (*found, *long_sentences(_INDENTED.sub("", text))))


def rooms(root: Path) -> list[Path]:
    """Return the folders with a budget of their own: the packages, and the rooms of the terminal."""
    found = [root / package for package in PACKAGES if package != "terminal"]
    return [*found, *sorted(path.parent for path in (root / "terminal").glob("*/__init__.py"))]


def over_budget(text: str) -> str:
    """Return what is too much in a text; "" where it keeps the budget."""
    met, words = WORDS.findall(text), len(re.findall(r"[A-Za-z']+", text))
    if len(met) <= max(1, words * MOST_IN_1000 // 1000) if words >= SHORTEST else len(met) <= 1:
        return ""
    return f"{len(met)} of the words to avoid in {words}: {', '.join(sorted({each.lower() for each in met}))}"


def long_sentences(text: str) -> Iterator[str]:
    """Return the statements of a text that have more than `MOST_IN_A_SENTENCE` words."""
    plain = _ONE_WORD.sub("X", _NO_PROSE.sub("\n\n", text))
    for each in _ENDS.split(plain):
        sentence = " ".join(each.split())
        if (words := len(_WORD.findall(sentence))) > MOST_IN_A_SENTENCE:
            yield f"{words} words, at most {MOST_IN_A_SENTENCE}: {sentence}"


def docstrings(source: str) -> Iterator[Docstring]:
    """Return the docstrings of a module: its own, those of classes, functions and attributes."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for at, each in enumerate(body if isinstance(body, list) else ()):
            match each:
                case ast.Expr(ast.Constant(str() as text)):
                    yield Docstring(each.lineno, text, node if at == 0 else None)


def faults(source: str) -> Iterator[str]:
    """Say which public functions of a module do not begin with a verb, or do not explain their parameters."""
    for each in docstrings(source):
        if not isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef) or not _is_public(each.node):
            continue
        place, first = f"{each.line}: {each.node.name}", re.match(r"[\W_]*([A-Za-z'-]+)", each.text)
        word = first[1] if first else ""
        if not _is_noun(each.node) and not _may_be_verb(word.lower()):
            yield f"{place}: begins with “{word}”, not with an imperative verb"
        silent = [name for name in parameters(each.node) if not _explains(each.text, name)]
        if silent:
            yield f"{place}: does not explain {', '.join(silent)}"


def _may_be_verb(word: str) -> bool:
    return word not in NO_VERB and (not word.endswith("s") or word in VERBS_IN_S)


def _explains(text: str, name: str) -> bool:
    return re.search(rf"`{name}`|^\s+\**{name}:", text, re.MULTILINE) is not None


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the parameters that a docstring must name: none where there is one alone, or where click names them."""
    if any(isinstance(each, ast.Call) for each in node.decorator_list):  # a command: its help is in the catalogue
        return []
    args = node.args
    names = [each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    names = [name for name in names if name not in ("self", "cls")]
    return names if len(names) > 1 else []


def _is_public(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether others call it by its name; camel case is the toolkit's."""
    return not node.name.startswith("_") and node.name.islower()


def _is_noun(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("property" in ast.unparse(each) for each in node.decorator_list)


if __name__ == "__main__":
    top = Path(__file__).resolve().parents[2]
    asked = tuple(sys.argv[1:])
    found = [each for each in findings(top) if not asked or each.startswith(asked)]
    print("\n".join(found))
    sys.exit(1 if found else 0)
