"""Text on the pad: set line by line with the look's own leading, wrapped as Chinese is, never cut off."""

from __future__ import annotations

from bisect import bisect_left

from PyQt6.QtCore import QPointF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone

LINE_SEPARATOR = "\u2028"
ANYWHERE, BETWEEN_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere, QTextOption.WrapMode.WordWrap
UNLIMITED = 1_000_000.0  # pixels: a line that is never broken


class Text(QLabel):
    """A text in a role and a tone; as high as its lines need at the width that it gets."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.INK,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        bold: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look, self.role, self.tone = look, role, tone
        self.bold = role in {Role.HEADING, Role.TITLE} if bold is None else bold
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def type_px(self) -> int:
        """The size of the type, in pixels."""
        return self._look.size(self.role)

    def say(self, text: str, tone: Tone | None = None) -> None:
        """Show another text in the same place.

        Args:
            text: The text, already translated; "" shows nothing.
            tone: What the text means, which gives its colour; None keeps the tone.
        """
        self.tone = tone or self.tone
        self.setText(text)
        self.updateGeometry()
        self.update()

    def lines(self, width: int) -> int:
        """Return how many lines the text needs at that width in pixels; 0 for no text."""
        return self._layout(width).lineCount() if self.text() else 0

    def natural_width(self, lines: int = 1) -> int:
        """Return the width in pixels of the text on one line, or the least width for that many lines.

        A text with line breaks of its own has the width of its longest line.
        """
        return width_for(self._look, self._broken(), self.role, self.bold, lines)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return max(self.lines(width), 1) * self._look.leading(self.role)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.natural_width(), self._look.leading(self.role))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(self.natural_width(), 2 * self.type_px), self._look.leading(self.role))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        """Draw line by line; a text lower than its place is centred vertically."""
        layout = self._layout(self.width())
        leading = self._look.leading(self.role)
        top = max(self.height() - layout.lineCount() * leading, 0) / 2
        painter = QPainter(self)
        painter.setPen(self._look.colour(self.tone))
        for at in range(layout.lineCount()):
            line = layout.lineAt(at)
            line.draw(painter, QPointF(0, top + at * leading + (leading - line.height()) / 2 - line.y()))
        painter.end()

    def _layout(self, width: int | None) -> QTextLayout:
        return laid_out(self._look, self._broken(), self.role, self.bold, width, self.alignment())

    def _broken(self) -> str:
        return self.text().replace("\n", LINE_SEPARATOR)


def width_for(look: Look, text: str, role: Role, bold: bool, lines: int = 1) -> int:
    """Return the least width in pixels at which the text fits, without a break inside a word.

    Args:
        look: The look, which gives the fonts.
        text: The text, already translated.
        role: What the text is for; it gives the type size.
        bold: Whether the text is bold.
        lines: The most lines that it may take.
    """
    layout = laid_out(look, text, role, bold, None, Qt.AlignmentFlag.AlignLeft)
    whole = int(max((layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount())), default=0.0)) + 1
    if lines == 1:
        return whole

    def starts(width: int, wrap: QTextOption.WrapMode) -> list[int]:
        layout = laid_out(look, text, role, bold, width, Qt.AlignmentFlag.AlignLeft, wrap)
        return [layout.lineAt(at).textStart() for at in range(layout.lineCount())]

    def fits(width: int) -> bool:
        broken = starts(width, BETWEEN_WORDS)
        return len(broken) <= lines and broken == starts(width, ANYWHERE)

    return 1 + bisect_left(range(1, whole), True, key=fits)


def laid_out(
    look: Look,
    text: str,
    role: Role,
    bold: bool,
    width: int | None,
    align: Qt.AlignmentFlag,
    wrap: QTextOption.WrapMode = ANYWHERE,
) -> QTextLayout:
    """Return the text, broken into lines.

    Args:
        look: The look, which gives the fonts.
        text: The text; U+2028 breaks a line.
        role: What the text is for; it gives the type size.
        bold: Whether the text is bold.
        width: The width of a line in pixels; None for no limit.
        align: The alignment of the lines; only its horizontal part is used.
        wrap: Where a line may be broken; by default anywhere when no word boundary fits.
    """
    layout = QTextLayout(text, look.font(role, bold))
    option = QTextOption(align & Qt.AlignmentFlag.AlignHorizontal_Mask)
    option.setWrapMode(wrap)
    layout.setTextOption(option)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(float(width) if width is not None else UNLIMITED)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
