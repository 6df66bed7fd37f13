"""Small signs next to labels, drawn instead of typed: a step's dot, a choice's circle, a check mark."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

CHECK = ((0.26, 0.52), (0.44, 0.69), (0.75, 0.33))  # shares of the sign's square
CHECK_WIDTH = 0.11
INNER = 0.28  # of the side: from the circle to the dot inside


def check(painter: QPainter, square: QRectF, colour: QColor) -> None:
    """Draw a check mark that fills `square`, in `colour`, with `painter`."""
    path = QPainterPath()
    points = [QPointF(square.x() + x * square.width(), square.y() + y * square.height()) for x, y in CHECK]
    path.moveTo(points[0])
    for point in points[1:]:
        path.lineTo(point)
    pen = QPen(colour, CHECK_WIDTH * square.width())
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)


def disc(painter: QPainter, square: QRectF, fill: QColor, border: QColor, width: int) -> None:
    """Draw a filled circle with a border.

    Args:
        painter: An active painter, in pixels of the widget.
        square: The square that the circle touches from inside, border included.
        fill: The colour inside.
        border: The colour of the border.
        width: The width of the border, in pixels.
    """
    inset = width / 2
    painter.setPen(QPen(border, width))
    painter.setBrush(fill)
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset))


def dot(painter: QPainter, square: QRectF, colour: QColor) -> None:
    """Draw the dot inside a chosen circle.

    Args:
        painter: An active painter, in pixels of the widget.
        square: The square of the whole circle; the dot keeps `INNER` of its side free all around.
        colour: The colour of the dot.
    """
    inset = INNER * square.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset))
