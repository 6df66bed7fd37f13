"""What is written on the glass stands on the page at the same place, and as large divided by the scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from signing.ink import Axis
from signing.ink_drawing import capsules
from signing.sheet import HEIGHT
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.visit.model import State
from terminal.windows.look import Look, Mode
from terminal.windows.look.glass import NOTEBOOK, SMALL, Glass
from terminal.windows.pad import page_crop, views
from terminal.windows.pad.page_crop import WORDS_MM, PageCrop
from terminal.windows.pad.pages import Pages
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Idle
from terminal.windows.pad.window import PadWindow
from tests.terminal.windows.pad.all_screens import usual
from tests.terminal.windows.pad.driven_pad import BEGAN_US, DISPLAY, STARTED, ScriptedFeed, hover, report

NEAR_MM = 0.2
BOX_MM = 80.0


def signing(qtbot: QtBot, glass: Glass, mode: Mode) -> tuple[PadWindow, SignScreen]:
    of = usual()[0]
    visit = of.at(State.SIGN)
    window = PadWindow(Idle("示例站", training=True), glass, mode)
    qtbot.addWidget(window)
    window.resize(glass.width_px, glass.height_px)
    window.show()
    qtbot.waitExposed(window)
    frame = views.frame_of(visit)
    window.show_state(views.sign_of(visit, frame, of.frozen.places, HEIGHT, "同意", False, "还没写"), of.pages)
    screen = window.screen_shown
    assert isinstance(screen, SignScreen)
    return window, screen


def under(window: PadWindow, glass: Glass) -> GlassMap:
    """A pen display of that glass, whose dots are square, and the window all over it."""
    place = window.geometry()
    across, down = (Axis(0, round(100 * side), 100) for side in (glass.width_mm, glass.height_px / glass.dots_per_mm))
    device = replace(DISPLAY, axes={**DISPLAY.axes, "x": across, "y": down})
    return GlassMap(device, Screen(place.x(), place.y(), place.width(), place.height()))


def printed_box(crop: QImage) -> tuple[float, float, float]:
    """Left and lower edge of the signer's printed frame in the picture of the crop, and its width, in dots."""
    row = next(y for y in range(crop.height() - 3, 0, -1) if dark(crop, crop.width() // 4, y))
    columns = [x for x in range(2, crop.width() - 2) if dark(crop, x, row)]
    first = columns[0]
    last = next(x for x in range(first, crop.width()) if not dark(crop, x, row)) - 1
    line = sum(1 for y in range(row - 4, row + 1) if dark(crop, crop.width() // 4, y))
    return first + line / 2, row - line / 2 + 1, last - first + 1 - line


def dark(picture: QImage, x: int, y: int) -> bool:
    return picture.pixelColor(x, y).lightness() < 170


@pytest.mark.parametrize(
    ("glass", "mode"), [(NOTEBOOK, Mode()), (NOTEBOOK, Mode(elder=True)), (SMALL, Mode()), (SMALL, Mode(elder=True))]
)
def test_a_point_of_the_glass_lands_at_the_same_point_of_the_page(
    qtbot: QtBot, glass: Glass, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_crop, "DIMMED", 0.0)
    monkeypatch.setattr(page_crop, "LEFT_OUT", 0.0)  # to find the printed frame
    window, screen = signing(qtbot, glass, mode)
    lies = under(window, glass)
    left, lower, wide = printed_box(screen.crop.grab().toImage())
    unit = wide / BOX_MM  # dots of the glass for a millimetre of the page, by what is printed there
    place = usual()[0].frozen.place("applicant")
    feed = ScriptedFeed(device=lies.device)
    pen = PenInput(feed, lies, window, lambda: BEGAN_US)
    for share_x, share_y in ((0.06, 0.1), (0.5, 0.5), (0.95, 0.9)):
        pen.begin(screen.area, STARTED)
        at = screen.area.mapToGlobal(
            QPoint(round(share_x * screen.area.width()), round(share_y * screen.area.height()))
        )
        x, y = (round(raw) for raw in lies.to_raw(at.x(), at.y()))
        feed.tell(report(n, 0, 0, x=x, y=y) for n in range(3))
        feed.tell([hover(3, at.x(), at.y())])
        pen.read()
        dot = capsules(pen.ink(), place.ink_width_mm, place.ink_height_mm)[0]
        in_crop = screen.crop.mapFromGlobal(at)
        wanted = (in_crop.x() - left) / unit, (lower - in_crop.y()) / unit
        printed = (
            place.ink_x_pt * 25.4 / 72 + dot.x0,
            place.ink_y_pt * 25.4 / 72 + place.ink_height_mm - dot.y0,
        )
        assert printed == pytest.approx(wanted, abs=NEAR_MM)
    pen.close()
    feed.close()


@dataclass
class LatePages:
    """Pages that somebody else is still drawing."""

    of: Pages
    here: bool = False

    @property
    def count(self) -> int:
        return self.of.count

    def size_pt(self, page: int) -> tuple[float, float]:
        return self.of.size_pt(page)

    def picture(self, page: int, width_px: int) -> QImage:
        return self.of.picture(page, width_px) if self.here else QImage()


EVERY_BOX = [(at, turn) for at in (0, 1) for turn in (0, 1)]
each_glass = pytest.mark.parametrize(
    ("glass", "mode"), [(NOTEBOOK, Mode()), (NOTEBOOK, Mode(elder=True)), (SMALL, Mode()), (SMALL, Mode(elder=True))]
)


def crops(glass: Glass, mode: Mode) -> Iterator[PageCrop]:
    """The signing screens' crops for every box of both documents; the page comes when the screen stands there."""
    for at, turn in EVERY_BOX:
        of = usual()[at]
        visit = of.at(State.SIGN, turn)
        words = visit.form.boxes[turn].words
        state = views.sign_of(visit, views.frame_of(visit), of.frozen.places, HEIGHT, words, False, "还没写")
        late = LatePages(of.pages)
        screen = SignScreen(Look.of(mode, glass), state, late)
        screen.grab()
        late.here = True
        screen.page_came()
        screen.grab()
        yield screen.crop


def frame_of(crop: PageCrop) -> int:
    """How far the frame reaches beyond the room for ink."""
    return crop._look.measures.thick + crop._look.measures.line


@each_glass
@pytest.mark.usefixtures("qapp")
def test_one_frame_is_seen_around_the_room_for_ink(glass: Glass, mode: Mode) -> None:
    for crop in crops(glass, mode):
        picture, area = crop.grab().toImage(), crop.area.geometry()
        edge = frame_of(crop) + 1
        sides = range(0, area.left() - edge), range(area.right() + edge + 1, picture.width())
        for x in (x for side in sides for x in side):
            assert not any(dark(picture, x, y) for y in range(area.top(), area.bottom()))
        below = range(area.bottom() + edge + 1, picture.height())
        darkest = max(sum(dark(picture, x, y) for x in range(area.left(), area.right())) for y in below)
        assert 0 < darkest < area.width() / 2, "words stand there, and no line"


@each_glass
@pytest.mark.usefixtures("qapp")
def test_above_the_box_stand_its_words_and_no_line_is_cut(glass: Glass, mode: Mode) -> None:
    for crop in crops(glass, mode):
        picture, area = crop.grab().toImage(), crop.area.geometry()
        columns = range(area.left(), area.right())
        printed = [any(dark(picture, x, y) for x in columns) for y in range(area.top() - frame_of(crop))]
        assert not any(printed[:4]) and any(printed)
        lines = sum(now and not before for before, now in pairwise([False, *printed]))
        high = crop.scale * glass.dots_per_mm * WORDS_MM
        assert lines <= 2 and area.top() <= high, (lines, area.top(), high)


def test_ink_is_as_much_smaller_on_the_page_as_the_scale_says(qtbot: QtBot) -> None:
    window, screen = signing(qtbot, NOTEBOOK, Mode())
    lies = under(window, NOTEBOOK)
    feed = ScriptedFeed(device=lies.device)
    pen = PenInput(feed, lies, window, lambda: BEGAN_US)
    pen.begin(screen.area, STARTED)
    places = [screen.area.mapToGlobal(QPoint(20 + 10 * n, 60)) for n in range(51)]
    raw = [lies.to_raw(place.x(), place.y()) for place in places]
    feed.tell(report(n, 0, 0, x=round(x), y=round(y)) for n, (x, y) in enumerate(raw))
    pen.read()
    place = usual()[0].frozen.place("applicant")
    drawn = capsules(pen.ink(), place.ink_width_mm, place.ink_height_mm)
    written_mm = 500 / NOTEBOOK.dots_per_mm
    long_mm = max(each.x1 for each in drawn) - min(each.x0 for each in drawn)
    assert long_mm * screen.page_scale == pytest.approx(written_mm, rel=0.01)
    pen.close()
    feed.close()
