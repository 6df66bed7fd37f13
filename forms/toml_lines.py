"""The line of a key in a TOML file, found by reading its headers and keys.

The search is for errors only: it names the nearest line that it finds, and none where it finds nothing.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"\s*(?P<key>[A-Za-z0-9_-]+)\s*=\s*(?P<value>.*)")
_INDEX = re.compile(r"\[[0-9]+\]$")
_NAMES = ("key", "role")
"""The keys that name a table among others of its kind."""


@dataclass(slots=True)
class _Table:
    """A table of the file: its path, such as `section[0].field[2]`, its line, and the line and value of each key."""

    path: str
    line: int
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)

    def is_named(self, group: str, name: str) -> bool:
        """Return whether this is the table `name` among those of the `group`, such as the field `sex`."""
        own = _INDEX.sub("", self.path.rpartition(".")[2])
        return own == group and any(self.keys.get(key, (0, ""))[1] in (f'"{name}"', f"'{name}'") for key in _NAMES)


def line_of(text: str, key: str) -> int | None:
    """Return the number of the line that a key is in, or of the nearest table around it; None where there is none.

    Args:
        text: The text of the file.
        key: A path such as `section[0].field[2].kind`, or a table by its name, such as `field.sex.codes`.
    """
    tables = _tables(text)
    group, _, rest = key.partition(".")
    name, _, attribute = rest.partition(".")
    for table in reversed(tables):
        if name and table.is_named(group, name):
            return table.keys.get(attribute, (table.line, ""))[0]
    by_path = {table.path: table for table in tables}
    while key:
        outer, _, last = _INDEX.sub("", key).rpartition(".")
        if key in by_path and by_path[key].line:
            return by_path[key].line
        if outer in by_path and last in by_path[outer].keys:
            return by_path[outer].keys[last][0]
        key = outer
    return None


def _tables(text: str) -> list[_Table]:
    """Return the tables of a file in order; the first one holds the keys before any header."""
    tables, latest, counts = [_Table("", 0)], {"": ""}, Counter[str]()
    quotes = ""  # of the text of several lines that this line is in
    for number, line in enumerate(text.split("\n"), 1):
        if not quotes and (header := _HEADER.match(line)):
            outer, _, last = header["name"].rpartition(".")
            path = f"{latest.get(outer, outer)}.{last}".lstrip(".")
            if header["open"] == "[[":
                counts[path] += 1
                path = f"{path}[{counts[path] - 1}]"
            latest[header["name"]] = path
            tables.append(_Table(path, number))
        elif not quotes and (found := _KEY.match(line)):
            tables[-1].keys.setdefault(found["key"], (number, found["value"].strip()))
        for mark in ('"""', "'''"):
            if quotes in ("", mark) and line.count(mark) % 2:
                quotes = "" if quotes else mark
                break
    return tables
