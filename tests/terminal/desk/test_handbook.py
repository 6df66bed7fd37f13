"""The handbook names the desk's keys as they are."""

import re

from terminal.desk import terms
from tests.conftest import ROOT

HANDBOOK = ROOT / "docs" / "operate" / "terminal.md"
SHORTCUT = re.compile(r'KeyButton\(\s*_\("[^"]+"\),\s*"(F\d+|Ctrl\+\w|Shift\+F\d+)"')


def test_every_key_of_the_desk_is_in_the_handbook() -> None:
    text = HANDBOOK.read_text("utf-8")
    for words, key in terms.ACTS.values():
        assert key in text and words.rstrip("…") in text, (words, key)
    for path in (ROOT / "terminal" / "desk").glob("*.py"):
        for key in SHORTCUT.findall(path.read_text("utf-8")):
            assert key in text, (path.name, key)
