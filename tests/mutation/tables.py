"""Changes of what stands outside functions, where mutmut changes nothing: limits, tables, values by default.

A number grows by one, a truth is turned round, a table loses each of its members, and a table of names gets each
name that another table of its module holds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Assigned = ast.Assign | ast.AnnAssign
Table = ast.Tuple | ast.List | ast.Set


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a module: what was assigned where, what it was, what it is now, and the whole text with it."""

    where: str
    before: str
    after: str
    text: str


def changes(source: str) -> Iterator[Change]:
    """Every change of the numbers, truths and tables that a module assigns outside its functions."""
    assigned = list(_assigned(ast.parse(source)))
    named = {ast.unparse(each) for _, value in assigned for table in _tables(value) for each in _names(table)}
    for where, value in assigned:
        for node, after in _values(value):
            yield _change(source, where, node, after)
        for table in _tables(value):
            for after in (*_narrower(table), *_wider(table, named)):
                yield _change(source, where, table, after)


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What is assigned outside functions, under its name; members of enumerations are names and stay."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not any("Enum" in ast.unparse(base) for base in node.bases):
            yield from ((f"{node.name}.{name}", value) for name, value in _in_body(node.body))
    yield from _in_body(tree.body)


def _in_body(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        if isinstance(node, Assigned) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if (name := ast.unparse(target)) != "__all__":
                yield name, node.value


def _values(value: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield node, repr(not node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield node, repr(node.value + 1)


def _tables(value: ast.expr) -> list[Table | ast.Dict]:
    return [node for node in ast.walk(value) if isinstance(node, Table | ast.Dict)]


def _names(table: Table | ast.Dict) -> list[ast.expr]:
    members = [] if isinstance(table, ast.Dict) else table.elts
    return [each for each in members if isinstance(each, ast.Name | ast.Attribute)]


def _narrower(table: Table | ast.Dict) -> Iterator[str]:
    if isinstance(table, ast.Dict):
        for gone in range(len(table.keys)):
            rest = [pair for at, pair in enumerate(zip(table.keys, table.values, strict=True)) if at != gone]
            yield ast.unparse(ast.Dict([key for key, _ in rest], [value for _, value in rest]))
        return
    for gone in range(len(table.elts)):
        left = table.elts[:gone] + table.elts[gone + 1 :]
        yield ast.unparse(type(table)(left)) if left or not isinstance(table, ast.Set) else "set()"


def _wider(table: Table | ast.Dict, named: set[str]) -> Iterator[str]:
    held = {ast.unparse(each) for each in _names(table)}
    if isinstance(table, ast.Dict) or not held or len(held) < len(table.elts):
        return
    kind = {name.rpartition(".")[0] for name in held}
    for name in sorted(named - held):
        if name.rpartition(".")[0] in kind:
            more = ast.parse(name, mode="eval").body
            yield ast.unparse(type(table)([*table.elts, more]))


def _change(source: str, where: str, node: ast.expr, after: str) -> Change:
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    begin = starts[node.lineno - 1] + node.col_offset
    end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
    text = source.encode()[:begin] + after.encode() + source.encode()[end:]
    return Change(where, ast.unparse(node), after, text.decode())
