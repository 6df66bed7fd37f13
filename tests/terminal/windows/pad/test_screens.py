"""Every screen is measured as it is drawn: sizes, targets, gaps, contrast, and that nothing is cut off or overlaps."""

from __future__ import annotations

from itertools import combinations

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QApplication, QWidget

from terminal.windows.look.colours import contrast
from terminal.windows.look.look import Role
from terminal.windows.pad import screens as pad
from terminal.windows.pad.button import Button
from terminal.windows.pad.done import DoneScreen
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.steps import Steps
from terminal.windows.pad.text import Text, laid_out
from terminal.windows.spoken_text import spoken
from tests.terminal.windows.pad.all_screens import LOOKS, MODES, Shown, glass_of, shown

pytestmark = pytest.mark.usefixtures("qapp")

each_look = pytest.mark.parametrize(("glass", "mode"), LOOKS)
each_length = pytest.mark.parametrize("long", [False, True], ids=["usual", "longest"])
ROUNDING = 1  # pixels


def place_of(widget: QWidget, screen: Screen) -> QRect:
    """A widget's rectangle on the screen."""
    return QRect(widget.mapTo(screen, QPoint(0, 0)), widget.size())


@each_look
@each_length
def test_no_screen_needs_more_room_than_the_glass_has(glass: str, mode: str, long: bool) -> None:
    size = glass_of(glass).width_px, glass_of(glass).height_px
    for one in shown(glass, mode, long):
        layout = one.screen.layout()
        assert layout is not None
        needed = (
            layout.totalHeightForWidth(size[0]) if layout.hasHeightForWidth() else layout.totalMinimumSize().height()
        )
        assert (one.screen.width(), one.screen.height()) == size, one.name
        assert layout.totalMinimumSize().width() <= size[0], one.name
        assert needed <= size[1], one.name


@each_look
@each_length
def test_no_text_is_wider_or_higher_than_its_place(glass: str, mode: str, long: bool) -> None:
    for one in shown(glass, mode, long):
        for text in one.texts():
            told = one.name, text.text()
            assert text.heightForWidth(text.width()) <= text.height(), told
            assert widest_line(one, text) <= text.width() + ROUNDING, told
        for button in one.buttons():
            assert_words_fit(one, button)


def widest_line(one: Shown, text: Text) -> float:
    role, bold = text.role, text.bold
    layout = laid_out(one.look, text.text().replace("\n", "\u2028"), role, bold, text.width(), text.alignment())
    return max(layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount()))


def assert_words_fit(one: Shown, button: Button) -> None:
    room = button.text_room()
    role = next(role for role in Role if one.look.size(role) == button.type_px)
    for bold in (False, True):
        limit = int(room.width()) if button.wraps else None
        layout = laid_out(one.look, button.text(), role, bold, limit, Qt.AlignmentFlag.AlignLeft)
        if bold and not button.is_bold:
            continue
        for at in range(layout.lineCount()):
            assert layout.lineAt(at).naturalTextWidth() <= room.width() + ROUNDING, (one.name, button.text())
        assert layout.lineCount() * one.look.leading(role) <= button.height(), (one.name, button.text())


@each_look
@each_length
def test_everything_stands_inside_what_holds_it(glass: str, mode: str, long: bool) -> None:
    for one in shown(glass, mode, long):
        for widget in one.screen.findChildren(QWidget):
            if one.is_shown(widget) and isinstance(holder := widget.parentWidget(), QWidget):
                assert holder.rect().contains(widget.geometry()), (one.name, widget, widget.geometry(), holder.rect())


@each_look
@each_length
def test_nothing_overlaps(glass: str, mode: str, long: bool) -> None:
    for one in shown(glass, mode, long):
        leaves = [w for w in one.screen.findChildren(QWidget) if one.is_shown(w) and not w.findChildren(QWidget)]
        for a, b in combinations(leaves, 2):
            assert not place_of(a, one.screen).intersects(place_of(b, one.screen)), (one.name, a, b)


@each_look
def test_text_has_the_sizes_of_the_table(glass: str, mode: str) -> None:
    known = glass_of(glass)
    scale, dots = min(1, known.width_mm / 344), known.width_px / known.width_mm
    elder = MODES[mode].elder
    body = max(8 * scale, 6.4) * dots if elder else max(6 * scale * dots, 24)
    for one in shown(glass, mode, False):
        headings = [text for text in one.texts() if text.role is Role.HEADING]
        others = [text for text in headings if not text.text()[:1].isdigit()]  # a number being typed is as large
        assert len(others) == 1, one.name
        assert all(abs(text.type_px - 1.8 * body) <= 2 for text in headings), one.name
        sizes = [text.type_px for text in one.texts()] + [button.type_px for button in one.buttons()]
        assert any(abs(size - body) <= ROUNDING for size in sizes), one.name
        lettered: list[Text | Button | Steps] = [*one.texts(), *one.buttons(), *one.screen.findChildren(Steps)]
        for text in lettered:
            assert text.type_px >= (32 if elder else 24), (one.name, text)


@each_look
@each_length
def test_targets_are_large_and_apart(glass: str, mode: str, long: bool) -> None:
    known, elder = glass_of(glass), MODES[mode].elder
    scale, dots = min(1, known.width_mm / 344), known.width_px / known.width_mm
    least = max(16 * scale, 9.6) * dots if elder else max(14 * scale, 9) * dots
    gap = (4 if elder else 3) * dots
    for one in shown(glass, mode, long):
        for button in one.buttons():
            assert button.height() >= max(least - ROUNDING, 60), (one.name, button.text())
            assert button.width() >= max(least - ROUNDING, 60), (one.name, button.text())
        for a, b in combinations(one.buttons(), 2):
            assert distance(place_of(a, one.screen), place_of(b, one.screen)) >= gap, (one.name, a.text(), b.text())


def distance(a: QRect, b: QRect) -> int:
    across = max(a.left() - b.right(), b.left() - a.right()) - 1
    down = max(a.top() - b.bottom(), b.top() - a.bottom()) - 1
    return max(across, down)


@each_look
@each_length
def test_the_signature_box_is_as_large_as_a_hand_needs(glass: str, mode: str, long: bool) -> None:
    dots = glass_of(glass).dots_per_mm
    for one in shown(glass, mode, long):
        if isinstance(one.screen, SignScreen):
            area = one.screen.area
            assert area.width() >= 105 * dots, one.name
            assert area.height() >= 40 * dots, one.name
            assert one.screen.page_scale >= 105 / 80


@each_look
def test_every_text_and_every_control_has_contrast(glass: str, mode: str) -> None:
    least = 7.0 if MODES[mode].contrast else 4.5
    for one in shown(glass, mode, False):
        hues = {one.look.colours.red, one.look.colours.green, one.look.colours.amber}
        for text in one.texts():
            own = one.look.colour(text.tone).name()
            told = one.name, text.text(), own, ground(one, text)
            assert contrast(own, ground(one, text)) >= (4.5 if own.upper() in hues else least), told
        for button in one.buttons():
            paint = button.paint
            assert contrast(paint.text, paint.fill) >= 4.5, (one.name, button.text())
            edge = max(contrast(paint.border, ground(one, button)), contrast(paint.fill, ground(one, button)))
            assert edge >= 3 or button.is_quiet, (one.name, button.text())


def ground(one: Shown, widget: QWidget) -> str:
    """The colour that a widget stands on, by what its holders say that they are."""
    c = one.look.colours
    grounds = {
        "ground": c.paper, "band": c.amber_tint, "header": c.white, "footer": c.white,
        "sheet": c.white, "wrong": c.red_tint, "fine": c.green_tint, "field": c.white,
    }  # fmt: skip
    holder: QWidget | None = widget
    while holder is not None:
        if (part := holder.property("part")) in grounds:
            return grounds[part]
        holder = holder.parentWidget()
    raise AssertionError(f"{widget} stands on nothing")


@each_look
def test_every_control_has_a_name_and_a_place_in_the_order_of_focus(glass: str, mode: str) -> None:
    for one in shown(glass, mode, False):
        order = one.screen.focus_order()
        assert len(order) == len(set(order)), one.name
        assert set(order) == set(one.buttons()), one.name
        names = [button.accessibleName() for button in order]
        assert all(names), one.name
        assert len(names) == len(set(names)), (one.name, names)
        if one.screen.header:
            tools = one.screen.header.tools
            assert order[len(order) - len(tools) :] == tools, one.name
        if one.screen.primary is not None:
            assert order[: len(order) - len(tools)][-1] is one.screen.primary if one.screen.header else True


@each_look
def test_the_primary_button_stands_in_its_corner(glass: str, mode: str) -> None:
    for one in shown(glass, mode, False):
        if one.screen.primary is None:
            continue
        place = place_of(one.screen.primary, one.screen)
        margin = one.look.measures.margin
        left = MODES[mode].left_handed
        assert (place.left() == margin) if left else (one.screen.width() - place.right() - 1 == margin), one.name
        assert one.screen.height() - place.bottom() <= one.look.measures.target, one.name


@each_look
def test_nothing_on_the_pad_takes_the_keyboard(glass: str, mode: str) -> None:
    for one in shown(glass, mode, False):
        for widget in one.screen.findChildren(QWidget):
            assert widget.focusPolicy() == Qt.FocusPolicy.NoFocus, (one.name, widget)


@each_look
def test_what_is_read_aloud_has_no_whole_identity_number(glass: str, mode: str) -> None:
    for one in shown(glass, mode, False):
        assert "379999" not in spoken("。\n".join(one.screen.words())), one.name


@each_look
def test_the_receipts_code_can_be_read_by_a_telephone(glass: str, mode: str) -> None:
    done = next(one.screen for one in shown(glass, mode, False) if isinstance(one.screen, DoneScreen))
    code = done.code
    assert code is not None
    side_mm = code.width() / glass_of(glass).dots_per_mm
    assert side_mm >= 55
    modules_across = code.modules_across
    assert code.width() % modules_across == 0
    assert side_mm / modules_across >= 0.5


def test_every_state_has_its_screen() -> None:
    names = {type(one.screen) for one in shown("1920", "normal", False)}
    assert {kind.__name__ for kind in names} == {
        name for name in vars(pad) if name.endswith("Screen") and name != "Screen"
    }


def test_no_widget_of_the_tests_is_left_on_a_screen() -> None:
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
