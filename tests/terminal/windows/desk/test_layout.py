"""The desk is measured as it is drawn, at both sizes: nothing cut off; all can be read, hit, named and reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from terminal.clerk.orders import HandedOut
from terminal.demo.desk_pictures import SIZES, destroy, samples, settle
from terminal.demo.desk_scenes import Samples, windows
from terminal.windows.desk.record import RecordPanel
from terminal.windows.desk.top_bar import TrainingBand
from terminal.windows.desk.widgets import KeyButton, Words
from terminal.windows.desk.window import DeskWindow
from terminal.windows.look import words as words_of
from terminal.windows.look.colours import HIGH_CONTRAST, NORMAL, Colours, contrast
from terminal.windows.look.desk import DeskLook
from tests.kept import kept

pytestmark = pytest.mark.usefixtures("qapp")
LONG_NAME = "买买提·阿卜杜热合曼·吐尔逊江·艾则孜·麦麦提敏江"
LONG_ADDRESS = ("某市某区示例街道和平社区示范路一百二十三号和谐家园二期三号楼二单元五百零一室" * 6)[:100]
each_size = pytest.mark.parametrize("size", SIZES)
each_length = pytest.mark.parametrize("long", [False, True], ids=["usual", "longest"])
PARTS = Words | QAbstractButton | QLineEdit | QPlainTextEdit | QScrollArea
Check = Callable[[str, DeskWindow], Iterator[object]]


@kept
def shown(long: bool) -> Samples:
    changed = {"name": LONG_NAME, "live_address": LONG_ADDRESS, "hukou_address": LONG_ADDRESS} if long else {}
    return samples(**changed)


def scenes(size: str, long: bool = False, colours: Colours = NORMAL) -> Iterator[tuple[str, DeskWindow]]:
    """Each window while it is shown."""
    for name, window in windows(shown(long), DeskLook.of(SIZES[size][0], colours), SIZES[size]):
        settle()
        yield name, window
        destroy(window)


def seen(window: DeskWindow, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


def place_of(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def is_scrolled(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder.parentWidget(), QScrollArea):
            return True
        holder = holder.parentWidget()
    return False


def ground(window: DeskWindow, widget: QWidget) -> str:
    c = window.look.colours
    grounds = {
        "ground": c.paper, "column": c.white, "plain": c.white, "band": c.amber_tint, "bar": c.teal, "bell": c.red,
        "strip": c.white, "sheet": c.white, "mirror": c.white, "stop": c.red_tint, "warn": c.amber_tint,
        "hint": c.closed, "fine": c.green_tint, "step-ahead": c.white, "step-done": c.teal_tint, "step-now": c.teal,
    }  # fmt: skip
    holder: QWidget | None = widget
    while holder is not None:
        if isinstance(holder, QAbstractButton):
            return c.teal_tint if holder.isChecked() else c.white
        if (part := holder.property("part")) in grounds:
            return grounds[part]
        holder = holder.parentWidget()
    raise AssertionError(f"{widget} stands on nothing")


def cut_off(name: str, window: DeskWindow) -> Iterator[object]:
    for words in seen(window, Words):
        assert isinstance(words, Words)
        needed = words.heightForWidth(words.width()) if words.wordWrap() else words.sizeHint().height()
        too_wide = not words.wordWrap() and words.sizeHint().width() > words.width()
        if needed > words.height() or too_wide:
            yield name, words.text(), words.size(), needed
    for button in seen(window, KeyButton):
        room = button.width() - 2 * window.look.measures.gap
        if button.fontMetrics().horizontalAdvance(button.text()) > room:
            yield name, button.text(), room
    for line in seen(window, QLineEdit):
        assert isinstance(line, QLineEdit)
        room = line.width() - 2 * (window.look.measures.inset + window.look.measures.border)
        hint = "" if line.text() or words_of.language() == words_of.PSEUDO else line.placeholderText()
        if line.fontMetrics().horizontalAdvance(hint) > room:
            yield name, hint, room


def outside(name: str, window: DeskWindow) -> Iterator[object]:
    if (window.width(), window.height()) not in SIZES.values():
        yield name, window.size()
    for one in seen(window, QWidget):
        if not isinstance(one, Words | QAbstractButton | QLineEdit | QPlainTextEdit) or is_scrolled(one):
            continue
        holder = one.parentWidget()
        held = holder is None or not isinstance(one, Words | KeyButton) or holder.rect().contains(one.geometry())
        if not window.rect().contains(place_of(one, window)) or not held:
            yield name, one, place_of(one, window)


def covered(name: str, window: DeskWindow) -> Iterator[object]:
    parts = [one for one in seen(window, QWidget) if isinstance(one, PARTS)]
    for one, other in combinations(parts, 2):
        if one.parentWidget() is other.parentWidget() and one.geometry().intersects(other.geometry()):
            yield name, one, other, one.geometry(), other.geometry()


def hard_to_hit(name: str, window: DeskWindow) -> Iterator[object]:
    for one in seen(window, QWidget):
        if isinstance(one, QAbstractButton | QLineEdit | QPlainTextEdit) and one.height() < 40:
            yield name, one.accessibleName(), one.height()


def nameless(name: str, window: DeskWindow) -> Iterator[object]:
    for one in seen(window, QWidget):
        control = isinstance(one, QAbstractButton | QLineEdit | QPlainTextEdit)
        if (control or one.focusPolicy() & Qt.FocusPolicy.TabFocus) and not one.accessibleName():
            yield name, one


def ambiguous(name: str, window: DeskWindow) -> Iterator[object]:
    buttons = [one for one in seen(window, KeyButton) if isinstance(one, KeyButton) and one.isEnabled()]
    keys = [one.text().rpartition("  ")[2] for one in buttons if "  " in one.text() and one.property("kind") != "chip"]
    if len(keys) != len(set(keys)):
        yield name, keys
    silent = [one.text() for one in buttons if "  " not in one.text()]
    if not window.sign_in.isVisible() and name != "witness" and silent:
        yield name, silent


def illegible(name: str, window: DeskWindow) -> Iterator[object]:
    c = window.look.colours
    tones = {"muted": c.muted, "good": c.green, "attention": c.amber, "harm": c.red, "teal": c.teal}
    tones |= {"white": c.white, "plain": c.ink}
    for words in seen(window, Words):
        own = tones[words.property("tone")]
        drawn = words.palette().windowText().color().name().upper()
        if drawn != own.upper() or contrast(own, ground(window, words)) < 4.5:
            yield name, words.property("tone"), drawn, ground(window, words)


def unbanded(name: str, window: DeskWindow) -> Iterator[object]:
    bands = seen(window, TrainingBand)
    if len(bands) != 1 or place_of(bands[0], window).top() != 0:
        yield name


def unmasked(name: str, window: DeskWindow) -> Iterator[object]:
    listed = " ".join(words.text() for words in seen(window.left, Words) if isinstance(words, Words))
    for lists in seen(window, QListWidget):
        assert isinstance(lists, QListWidget)
        listed += " ".join(item.text() for at in range(lists.count()) if (item := lists.item(at)))
    if any(full in listed for full in ("张𬭚", "王桂芳", "王林", "孙明远", "379999198808160031")):
        yield name, listed


def texts(_name: str, window: DeskWindow) -> Iterator[object]:
    """What labels and keys say, without the key's own name: no problem by itself."""
    for kind in (Words, KeyButton):
        for one in window.findChildren(kind):
            yield one.text().partition("  ")[0]


CHECKS: tuple[Check, ...] = (
    cut_off, outside, covered, hard_to_hit, nameless, ambiguous, illegible, unbanded, unmasked, texts,
)  # fmt: skip


@cache
def found(size: str, long: bool) -> dict[Check, list[object]]:
    """Everything is looked at in one pass over the scenes."""
    problems: dict[Check, list[object]] = {check: [] for check in CHECKS}
    for name, window in scenes(size, long):
        for check in CHECKS:
            problems[check] += check(name, window)
    return problems


@each_size
@each_length
def test_no_text_is_wider_or_higher_than_its_place(size: str, long: bool) -> None:
    assert found(size, long)[cut_off] == []


@each_size
@each_length
def test_everything_stands_inside_the_window_and_its_holder(size: str, long: bool) -> None:
    assert found(size, long)[outside] == []


@each_size
@each_length
def test_nothing_lies_over_something_else(size: str, long: bool) -> None:
    assert found(size, long)[covered] == []


@each_size
def test_controls_can_be_hit(size: str) -> None:
    assert found(size, False)[hard_to_hit] == []


@each_size
def test_every_control_has_a_name(size: str) -> None:
    assert found(size, False)[nameless] == []


@each_size
def test_every_act_shows_its_key_and_no_key_means_two_things(size: str) -> None:
    assert found(size, False)[ambiguous] == []


@each_size
def test_every_text_can_be_read_on_its_ground(size: str) -> None:
    assert found(size, False)[illegible] == []


@each_size
def test_every_text_can_be_read_in_high_contrast_and_nothing_is_cut_off(size: str) -> None:
    for name, window in scenes(size, colours=HIGH_CONTRAST):
        assert [*illegible(name, window), *cut_off(name, window), *outside(name, window)] == []


@each_size
def test_a_training_desk_says_so_on_every_picture(size: str) -> None:
    assert found(size, False)[unbanded] == []


@each_size
def test_names_are_masked_and_identity_numbers_left_out_wherever_records_are_listed(size: str) -> None:
    assert found(size, False)[unmasked] == []


@contextmanager
def scene(wanted: str, size: tuple[int, int], colours: Colours = NORMAL) -> Iterator[DeskWindow]:
    """The window of that name while it is shown; there must be one."""
    for name, window in windows(shown(False), DeskLook.of(size[0], colours), size):
        settle()
        if name == wanted:
            yield window
        destroy(window)
        if name == wanted:
            return


def test_a_desk_that_changes_to_high_contrast_is_the_one_that_was_made_in_it() -> None:
    with scene("filling", SIZES["1366x768"], HIGH_CONTRAST) as made:
        made.setFocus()
        wanted = made.grab().toImage()
    with scene("filling", SIZES["1366x768"]) as changed:
        changed.change_contrast()
        changed.setFocus()
        settle()
        assert changed.grab().toImage() == wanted


def test_tab_goes_through_everything_once_and_from_left_to_right(qtbot: QtBot) -> None:
    with scene("filling", SIZES["1366x768"]) as window:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
        window.left.new.setFocus()
        passed: list[QWidget] = []
        while (here := window.focusWidget()) is not None and here not in passed:
            passed.append(here)
            QTest.keyClick(here, Qt.Key.Key_Tab)
        columns = [window.left, window.middle, window.side]
        order = [next((at for at, one in enumerate(columns) if one.isAncestorOf(each)), -1) for each in passed]
        inside = [at for at in order if at >= 0]
        assert inside == sorted(inside)
        assert set(inside) == {0, 1, 2}


def test_a_record_has_room_for_folders_and_answer_below_the_bar_of_the_least_display() -> None:
    high = 768 - 50  # two windows share the display: a bar stands above
    with scene("record", (1366, high)) as window:
        assert isinstance(window.panel, RecordPanel)
        window.panel._handed(HandedOut(("/a/379999-2026-000001.pdf", "/a/379999-2026-000001-receipt.pdf"), 1284))
        window.panel.folder._browse()
        settle()
        last = max(place_of(window.panel.view, window).bottom(), place_of(window.panel.folder, window).bottom())
        note, card = place_of(window.panel.note, window), place_of(window.panel.card, window)
        assert last < note.top() and last < place_of(window.panel.leave, window).top()
        assert note.bottom() < card.bottom() <= high
        assert note.height() >= window.panel.note.heightForWidth(note.width())
