"""The signature box with its one tool: the ink, and below it the button that takes the whole signature away.

Decides their places: the button stands at the end that the writing hand leaves free, the word on the state beside it,
far from the screen's own accept button. There is no undo of single strokes: a signature is one act. Leaves measures to
the screen that places it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from terminal.pad.ink_area import InkArea, InkLook


@dataclass(frozen=True, slots=True)
class BoxMeasures:
    """Heights and gaps in pixels, as the pad's measures give them."""

    target_px: int = 60
    gap_px: int = 12


class SigningBox(QWidget):
    """Ink area above, 擦掉重写 and a word on the state below."""

    again = pyqtSignal()
    """The signer wants the whole signature gone."""

    def __init__(
        self, look: InkLook | None = None, measures: BoxMeasures | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        measures = measures or BoxMeasures()
        self.area = InkArea(look)
        self._again = QPushButton("擦掉重写")
        self._again.setMinimumHeight(measures.target_px)
        self._again.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._again.clicked.connect(self.again)
        self._state = QLabel()
        self._row = QHBoxLayout()
        self._row.setSpacing(measures.gap_px)
        self._row.addWidget(self._again)
        self._row.addWidget(self._state, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(measures.gap_px)
        whole.addWidget(self.area, 1)
        whole.addLayout(self._row)

    def say(self, state: str) -> None:
        """The word beside the button, such as why the signature cannot be accepted yet."""
        self._state.setText(state)

    def set_left_handed(self, left_handed: bool) -> None:
        """Mirrors the row: a left hand must not lie on the button while it writes."""
        ends = QHBoxLayout.Direction.RightToLeft if left_handed else QHBoxLayout.Direction.LeftToRight
        self._row.setDirection(ends)
        side = Qt.AlignmentFlag.AlignRight if left_handed else Qt.AlignmentFlag.AlignLeft
        self._state.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
