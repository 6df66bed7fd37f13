"""The lints of `./check` find what they are for, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lints import marked_texts
from tests.lints.marked_texts import findings, out_of_step, too_early, unmarked

UNMARKED = {
    "a text": ('button("签好了")', 1),
    "two texts": ('button("签好了", "返回")', 2),
    "a text with holes": ('f"第 {page} 页"', 2),
    "a text of a table": ('WORDS = {"a": "签好了"}', 1),
    "a marked text": ('_("签好了")', 0),
    "a text marked for later": ('WORDS = {"a": N_("签好了")}', 0),
    "a marked text with holes": ('_("第 {page} 页").format(page=1)', 0),
    "a text in another call": ('say("签好了")', 1),
    "an English text": ('button("done")', 0),
    "a docstring": ('def f():\n    """签好了"""', 0),
    "an attribute's docstring": ('A = 1\n"""签好了"""', 0),
    "a comment": ("# 签好了", 0),
}


@pytest.mark.parametrize(("source", "number"), UNMARKED.values(), ids=UNMARKED)
def test_a_chinese_text_without_a_mark_is_found(source: str, number: int) -> None:
    assert len(list(unmarked(source))) == number


EARLY = {
    "of a module": ('A = _("签好了")', 1),
    "of a class": ('class A:\n    b = _("签好了")', 1),
    "of a default": ('def f(a=_("签好了")):\n    pass', 1),
    "in a function": ('def f():\n    return _("签好了")', 0),
    "in a method": ('class A:\n    def f(self):\n        return _("签好了")', 0),
    "in a lambda": ('A = lambda: _("签好了")', 0),
    "marked for later": ('A = N_("签好了")', 0),
}


@pytest.mark.parametrize(("source", "number"), EARLY.values(), ids=EARLY)
def test_what_is_translated_on_import_is_found(source: str, number: int) -> None:
    assert len(list(too_early(source))) == number


def checkout(root: Path, source: str, **english: str) -> Path:
    """One with a module of the pad and an English catalogue of 返回 and more."""
    (root / "terminal/pad").mkdir(parents=True)
    (root / "terminal/pad/sign.py").write_text(source, "utf-8")
    texts = {"": "Content-Type: text/plain; charset=UTF-8\\n", "返回": "Back", **english}
    catalogue = root / marked_texts.CATALOGUE
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("\n".join(f'msgid "{chinese}"\nmsgstr "{texts[chinese]}"\n' for chinese in texts), "utf-8")
    return root


def test_what_is_marked_and_its_english_are_compared(tmp_path: Path) -> None:
    source = "def f():\n    return f\"{_('签好了')}\", N_('第 {page} 页')\n"
    root = checkout(tmp_path, source, **{"第 {page} 页": "Page {number}"})
    assert list(out_of_step(root / "terminal", root / marked_texts.CATALOGUE)) == [
        "windows.po: has no English for: 签好了",
        "windows.po: a text that is marked nowhere: 返回",
        "windows.po: the English names other parameters: 第 {page} 页",
    ]


def test_a_checkout_is_searched_as_a_whole(tmp_path: Path) -> None:
    assert findings(checkout(tmp_path / "well", 'def f():\n    return _("返回")\n')) == []
    found = findings(checkout(tmp_path / "ill", 'A = _("返回")\nB = "签好了"\n'))
    assert [line.partition("sign.py:")[2].partition(":")[0] for line in found] == ["2", "1"]
