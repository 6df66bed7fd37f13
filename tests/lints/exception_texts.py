"""No message says to a person what Python or a library says: the text or the class of an exception.

Such a text is English, may hold what a person wrote, and does not say what to do. `forms/system_errors.py` names errors
of the system. The lint follows a variable and a function within one module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from pathlib import Path

from tests.lints.messages import sources

SHOWN = frozenset({"Message", "Finding"})
"""The classes whose parameters a person sees."""
TEXTS = frozenset({"str", "repr", "format"})
CLASS_NAMES = frozenset({"__name__", "__qualname__", "__class__"})
PARTS = frozenset({"msg", "reason", "strerror"})
"""The attributes of Python's exceptions that hold their text; so does the first of `args`."""
SUFFIXES = ("Exception", "Error")


def findings(root: Path) -> Iterator[str]:
    """Say where a module of the product shows the text or the class of an exception."""
    for path in sources(root):
        for found in shown(path.read_text("utf-8")):
            yield f"{path.relative_to(root)}:{found}"


def shown(source: str) -> Iterator[str]:
    """Return the parameters of messages and findings in a module that are the text or the class of an exception."""
    tree = ast.parse(source)
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    tellers = {each.name for each in functions if any(_tells(value, _exceptions(each)) for value in _returned(each))}
    found = {
        (argument.value.lineno, argument.arg or "**")
        for scope in functions
        for argument in _arguments(scope)
        if _tells(argument.value, _exceptions(scope), tellers | _variables(scope))
    }
    for line, name in sorted(found):
        yield f"{line}: {name}: the text or the class of an exception; say it by a message"


def _arguments(scope: ast.AST) -> Iterator[ast.keyword]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SHOWN:
            yield from node.keywords


def _returned(function: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value:
            yield node.value


def _exceptions(scope: ast.AST) -> set[str]:
    """Return the names that hold an exception in a function."""
    names = {node.name for node in ast.walk(scope) if isinstance(node, ast.ExceptHandler) and node.name}
    for node in ast.walk(scope):
        if isinstance(node, ast.arg) and node.annotation and ast.unparse(node.annotation).endswith(SUFFIXES):
            names.add(node.arg)
    return names


def _variables(scope: ast.AST) -> set[str]:
    """Return the variables of a function that are set to the text or the class of an exception."""
    exceptions = _exceptions(scope)
    return {
        name.id
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and _tells(node.value, exceptions)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }


def _tells(value: ast.expr, exceptions: Set[str], tellers: Set[str] = frozenset()) -> bool:
    """Return whether a value is the text or the class of an exception, as a whole or in part."""
    for node in ast.walk(value):
        match node:
            case ast.Attribute(attr=attr) if attr in CLASS_NAMES:
                return True
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in exceptions and attr in PARTS:
                return True
            case ast.Subscript(ast.Attribute(ast.Name(id=name), "args"), ast.Constant(0)) if name in exceptions:
                return True
            case ast.FormattedValue(value=ast.Name(id=name)) if name in exceptions:
                return True
            case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name), *_]) if (
                function in TEXTS and name in exceptions
            ):
                return True
            case ast.Name(id=name) if name in tellers:
                return True
    return isinstance(value, ast.Name) and value.id in exceptions
