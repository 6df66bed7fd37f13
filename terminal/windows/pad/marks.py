"""Small signs beside words, drawn rather than typed: a step's dot, a choice's circle, a check."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

CHECK = ((0.26, 0.52), (0.44, 0.69), (0.75, 0.33))  # shares of the sign's square
CHECK_WIDTH = 0.11
INNER = 0.28  # of the side: from the circle to the dot inside


def check(painter: QPainter, square: QRectF, colour: QColor) -> None:
    """A check mark in that square."""
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
    """A filled circle with a border."""
    inset = width / 2
    painter.setPen(QPen(border, width))
    painter.setBrush(fill)
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset))


def dot(painter: QPainter, square: QRectF, colour: QColor) -> None:
    """The dot inside a chosen circle."""
    inset = INNER * square.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset))
