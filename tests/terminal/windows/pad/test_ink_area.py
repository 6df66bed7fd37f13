"""The picture in the signature box."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PyQt6.QtCore import QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from pytestqt.qtbot import QtBot

from signing.ink import Ink
from signing.ink_drawing import INK_RGB, Capsule, capsules
from terminal.devices.pen.capture import capture
from terminal.devices.pen.recording import RecordedPen
from terminal.windows.pad.ink_area import InkArea, InkLook
from terminal.windows.pad.signing_capture import Segment, SigningCapture
from tests.terminal.windows.pad.driven_pad import STARTED

INK, PAPER = QColor(*INK_RGB), QColor(InkLook().paper)
DOTS = 5.0
SIGNERS = ("applicant", "staff", "worker", "employer")


class WatchedArea(InkArea):
    """Remembers which rectangles went to the screen; may pretend to be on a screen of another density."""

    density = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[QRect] = []

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        assert event is not None
        self.painted.append(event.rect())
        super().paintEvent(event)

    def _ratio(self) -> float:
        return self.density


@pytest.fixture
def area(qtbot: QtBot) -> WatchedArea:
    area = WatchedArea()
    area.setFixedSize(525, 200)
    qtbot.addWidget(area)
    with qtbot.waitExposed(area):
        area.show()
    area.repaint()
    area.painted.clear()
    return area


def at_home(area: InkArea, segments: list[Segment]) -> list[Segment]:
    """Segments given in the box's pixels, as pixels of the desktop."""
    origin = area.mapToGlobal(QPoint(0, 0))
    return [
        s._replace(x0=s.x0 + origin.x(), x1=s.x1 + origin.x(), y0=s.y0 + origin.y(), y1=s.y1 + origin.y())
        for s in segments
    ]


def line_of(points: list[tuple[float, float]], width: float = 4.0) -> list[Segment]:
    return [Segment(*a, *b, width) for a, b in pairwise(points)]


def signature(area: InkArea, signer: str) -> tuple[Ink, list[Segment]]:
    """A shipped recording, and the pieces of line that it would leave in a box of 105 by 40 mm."""
    ink = capture(RecordedPen.shipped(signer), None, STARTED)
    scale = DOTS * 105 / ink.window.width_mm
    live = SigningCapture(ink.device, ink.source, ink.window, STARTED, scale)
    x_axis, y_axis = ink.device.axes["x"], ink.device.axes["y"]
    pieces = []
    for each in ink.reports:
        x = ((each.x - x_axis.minimum) / x_axis.per_mm - ink.window.x_mm) * scale
        y = ((each.y - y_axis.minimum) / y_axis.per_mm - ink.window.y_mm) * scale
        if piece := live.take(each, x, y):
            pieces.append(piece)
    return ink, at_home(area, pieces)


def page_picture(drawn: tuple[Capsule, ...], size: tuple[int, int], dots: float) -> QImage:
    """The page's capsules on white, at the screen's scale."""
    picture = QImage(*size, QImage.Format.Format_RGB32)
    picture.fill(PAPER)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for each in drawn:
        painter.setPen(
            QPen(INK, dots * each.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawLine(QPointF(dots * each.x0, dots * each.y0), QPointF(dots * each.x1, dots * each.y1))
    painter.end()
    return picture


def grey_rows(picture: QImage) -> list[bytes]:
    """Lightness of each pixel, row by row."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = grey.constBits()
    assert bits is not None
    octets, width = bits.asstring(grey.sizeInBytes()), grey.bytesPerLine()
    return [octets[y * width : y * width + grey.width()] for y in range(grey.height())]


def changed(before: QImage, after: QImage) -> list[tuple[int, int]]:
    rows = zip(grey_rows(before), grey_rows(after), strict=True)
    return [(x, y) for y, (a, b) in enumerate(rows) if a != b for x in range(len(a)) if a[x] != b[x]]


def dark(picture: QImage) -> set[tuple[int, int]]:
    """Pixels more ink than paper."""
    return {(x, y) for y, row in enumerate(grey_rows(picture)) for x, grey in enumerate(row) if grey < 128}


@pytest.mark.parametrize("signer", SIGNERS)
def test_the_screen_shows_what_the_page_will_show(area: WatchedArea, signer: str) -> None:
    """Same places, same widths: the few pixels that differ lie on the line's edge."""
    area.show_page(_white())
    ink, pieces = signature(area, signer)
    for piece in pieces:
        area.write([piece])
    screen = dark(area.picture)
    page = dark(page_picture(capsules(ink, 105, 40), (525, 200), DOTS))
    assert len(page) > 2_000
    assert len(screen ^ page) < 0.06 * len(page)
    grown = {(x + dx, y + dy) for x, y in page for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert screen <= grown


def _white() -> QImage:
    page = QImage(4, 4, QImage.Format.Format_RGB32)
    page.fill(PAPER)
    return page


def test_only_the_new_piece_goes_to_the_screen(area: WatchedArea) -> None:
    points = [(20.0 + 4 * at, 100.0 + 30 * (at % 2)) for at in range(100)]
    for piece in at_home(area, line_of(points)):
        before = area.picture.copy()
        assert area.write([piece])
        [rectangle] = area.painted
        assert rectangle.width() <= 4 + 4 + 4 and rectangle.height() <= 30 + 4 + 4
        outside = [place for place in changed(before, area.picture) if not rectangle.contains(QPoint(*place))]
        assert outside == []
        area.painted.clear()
        if piece.x1 > area.place().x() + 60:
            break


def test_a_late_piece_costs_no_more_than_the_first(area: WatchedArea) -> None:
    """By area, for time is no test: what is written goes to the screen once, however long the signature is."""
    points = [(20.0 + 4 * (at % 110), 60.0 + at / 30) for at in range(2_000)]
    for piece in at_home(area, line_of(points)):
        area.write([piece])
    assert len(area.painted) == 1_999
    sizes = [each.width() * each.height() for each in area.painted]
    assert sum(sizes[-100:]) == sum(sizes[-210:-110])


def test_one_drain_is_one_painting(area: WatchedArea) -> None:
    assert area.write(at_home(area, line_of([(20.0 + at, 100.0) for at in range(150)])))
    assert len(area.painted) == 1


def test_the_widget_shows_the_picture(area: WatchedArea) -> None:
    area.write(at_home(area, line_of([(20, 20), (300, 150), (500, 30)])))
    assert area.grab().toImage().convertToFormat(QImage.Format.Format_RGB32) == area.picture


def test_crossing_lines_are_no_darker_than_one(area: WatchedArea) -> None:
    area.write(at_home(area, line_of([(100, 100), (200, 100), (100, 100), (200, 100)], 6.0)))
    assert QColor(area.picture.pixel(150, 100)) == INK


def test_a_dot_is_round_and_as_wide_as_it_was_pressed(area: WatchedArea) -> None:
    area.write(at_home(area, [Segment(100.5, 50.5, 100.5, 50.5, 9.0)]))
    row = [x for x in range(90, 112) if QColor(area.picture.pixel(x, 50)).lightness() < 128]
    column = [y for y in range(40, 62) if QColor(area.picture.pixel(100, y)).lightness() < 128]
    assert len(row) == len(column) == 9
    assert QColor(area.picture.pixel(row[0], column[0])).lightness() > 128


def test_ink_beyond_the_edge_is_not_drawn_and_not_an_error(area: WatchedArea) -> None:
    assert not area.write(at_home(area, line_of([(-500, -500), (-400, -400)])))
    assert area.write(at_home(area, line_of([(-50, 100), (600, 100)])))
    assert QColor(area.picture.pixel(0, 100)) == QColor(area.picture.pixel(524, 100)) == INK


def test_the_whole_signature_goes_at_once(area: WatchedArea) -> None:
    blank = area.picture.copy()
    area.write(at_home(area, line_of([(20, 20), (300, 150)])))
    area.wipe()
    assert area.picture == blank


@pytest.mark.parametrize("page", [None, "white"])
def test_the_box_has_a_guide_line_and_nothing_else(area: WatchedArea, page: str | None) -> None:
    area.show_page(_white() if page else None)
    marked = [y for y, row in enumerate(grey_rows(area.picture)) if min(row) < 255]
    assert marked and set(marked) <= set(range(157, 164))


def test_the_page_lies_under_the_ink(area: WatchedArea) -> None:
    page = QImage(105, 40, QImage.Format.Format_RGB32)
    page.fill(QColor("#E4EEF1"))
    area.write(at_home(area, line_of([(100, 100), (200, 100)])))
    area.show_page(page)
    assert QColor(area.picture.pixel(10, 10)) == QColor("#E4EEF1")
    assert QColor(area.picture.pixel(150, 100)) == INK


@pytest.mark.parametrize("density", [1.25, 2.0])
def test_on_a_dense_screen_ink_is_drawn_in_the_screens_own_pixels(area: WatchedArea, density: float) -> None:
    area.write(at_home(area, line_of([(100, 100), (200, 100)], 8.0)))
    area.density = density
    area.repaint()
    assert area.picture.width() == -(-525 * density // 1)
    x, middle = round(150 * density), 100 * density
    column = [y for y in range(area.picture.height()) if QColor(area.picture.pixel(x, y)).lightness() < 128]
    assert len(column) == pytest.approx(8 * density, abs=1)
    assert sum(column) / len(column) + 0.5 == pytest.approx(middle, abs=1)


def test_a_box_of_another_size_begins_empty(area: WatchedArea, qtbot: QtBot) -> None:
    area.write(at_home(area, line_of([(20, 20), (300, 150)])))
    with qtbot.waitSignal(area.reshaped):
        area.setFixedSize(600, 220)
    assert not dark(area.picture)


def test_what_is_not_on_the_screen_is_not_called_shown(qtbot: QtBot) -> None:
    hidden = InkArea()
    qtbot.addWidget(hidden)
    hidden.resize(525, 200)
    assert not hidden.write([Segment(10, 10, 20, 20, 4)])
