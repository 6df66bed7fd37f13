"""The bar at the top: what is being done, how far it is, and three ways to get help. Above it is the training band."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.acts import CallReason, CallStaff, Larger
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.states import Call, Frame, Saying
from terminal.windows.pad.steps import Fold, Steps
from terminal.windows.pad.text import Text

GIVING_WAY = (
    (Fold.WORDS, 1, 1),
    (Fold.MARKS, 1, 1),
    (Fold.NUMBER, 1, 1),
    (Fold.NUMBER, 2, 1),
    (Fold.MARKS, 2, 2),
    (Fold.NUMBER, 2, 2),
)
"""Form of the steps, lines of the title, lines of the tools; the first row for which there is room is used.

The steps become shorter before the title wraps, and the title wraps before the tools. A tool never loses its label.
Once two lines make the bar higher, the marks may come back.
"""


class Band(QFrame):
    """The notice at a training station that no one may miss."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "band")
        m = look.measures
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, m.band_pad, 0, m.band_pad)
        words = Text(look, _("演练，不具法律效力"), Role.SMALL, Tone.AMBER, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(words)


class Header(QFrame):
    """The title, the steps and the tools. `did` carries an act of the pad."""

    did = pyqtSignal(object)
    read_aloud = pyqtSignal()

    def __init__(self, look: Look, frame: Frame) -> None:
        super().__init__()
        self.setProperty("part", "header")
        m = look.measures
        self._read: Button | None = None
        self.tools = tuple(self._tools(look, frame))
        self._name = Text(look, frame.title, Role.BODY if m.folded else Role.TITLE, bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(m.margin, m.bar_pad, m.margin, m.bar_pad)
        row.setSpacing(m.gap)
        self._steps = self._fitted(look, frame)
        row.addWidget(self._name)
        row.addSpacing(_apart(look))
        row.addWidget(self._steps)
        row.addStretch(1)
        for tool in self.tools:
            row.addWidget(tool)

    def _fitted(self, look: Look, frame: Frame) -> Steps:
        """Return the steps in the form that fits, and set the lines of title and tools with them.

        A title that is still too long takes more lines.
        """
        m = look.measures
        room = m.glass.width_px - 2 * m.margin - 3 * m.gap - _apart(look)
        for fold, title_lines, tool_lines in GIVING_WAY:
            steps = Steps(look, frame.step, fold)
            for tool in self.tools:
                tool.break_words(tool_lines)
            left = room - steps.minimumSizeHint().width() - sum(tool.sizeHint().width() + m.gap for tool in self.tools)
            title = self._name.natural_width(title_lines)
            if title <= left:
                break
        self._name.setMinimumWidth(max(min(title, left), 0))
        high = max(tool.sizeHint().height() for tool in self.tools)
        for tool in self.tools:
            tool.setMinimumHeight(high)
        return steps

    def _tools(self, look: Look, frame: Frame) -> list[Button]:
        tools = []
        if frame.voice:
            self._read = Button(look, _(Saying.NOTHING.value), ButtonKind.TOOL)
            self._read.keep_room_for(*(_(saying.value) for saying in Saying))
            self._read.clicked.connect(self.read_aloud)
            tools.append(self._read)
            self.show_saying(frame.saying)
        elder = look.mode.elder
        size = Button(look, _("字小一些") if elder else _("字大一些"), ButtonKind.TOOL)
        size.clicked.connect(lambda: self.did.emit(Larger(not elder)))
        self._call = Button(look, _(Call.NONE.value), ButtonKind.TOOL)
        self._call.keep_room_for(*(_(call.value) for call in Call))
        self._call.clicked.connect(lambda: self.did.emit(CallStaff(CallReason.HELP)))
        self.show_call(frame.call)
        return [*tools, size, self._call]

    def show_saying(self, saying: Saying) -> None:
        """Show whether the machine's voice reads, is silent or has failed."""
        if self._read is not None:
            self._read.setText(_(saying.value))
            self._read.setAccessibleName(_(saying.value))
            self._read.setChecked(saying is Saying.SPEAKING)

    def show_call(self, call: Call) -> None:
        """Show how far a call for staff has come."""
        self._call.setText(_(call.value))
        self._call.setAccessibleName(_(call.value))
        self._call.setChecked(call is not Call.NONE)


def _apart(look: Look) -> int:
    """Return the distance in pixels from the title to the steps, in addition to the gaps."""
    return look.measures.gap if look.measures.folded else look.measures.margin


class StationBar(QFrame):
    """The bar at the top while no one is served: the name of the station."""

    def __init__(self, look: Look, station: str) -> None:
        super().__init__()
        self.setProperty("part", "header")
        m = look.measures
        row = QHBoxLayout(self)
        row.setContentsMargins(m.margin, m.bar_pad, m.margin, m.bar_pad)
        words = Text(look, station, Role.TITLE)
        words.setMinimumHeight(m.target)
        row.addWidget(words)
