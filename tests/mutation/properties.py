"""Properties as methods: mutmut changes no function that has a decorator, and most rules of a visit are properties."""

from __future__ import annotations

import ast

PREFIX = "get_of_"


def as_methods(source: str) -> str:
    """The same module, where each property calls a method of its own."""
    lines = source.splitlines()
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and _is_property(node)]
    for node in sorted(found, key=lambda node: -node.lineno):
        indent = " " * node.col_offset
        lines.insert(node.end_lineno or 0, f"{indent}{node.name} = property(lambda self: self.{PREFIX}{node.name}())")
        lines[node.lineno - 1] = lines[node.lineno - 1].replace(f"def {node.name}(", f"def {PREFIX}{node.name}(")
        del lines[node.decorator_list[0].lineno - 1]
    return "\n".join(lines) + "\n"


def _is_property(node: ast.FunctionDef) -> bool:
    return [ast.unparse(each) for each in node.decorator_list] == ["property"]
