"""The demonstration's hand: the recorded pen presses and signs on the pad's glass, as fast as it was recorded.

It is a pen as `pens` finds one, so that nothing of the windows knows of it; its ink says that it is a recording, or
synthetic, and counts at training stations only.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer

from terminal.devices.pen.beginning import Machine
from terminal.devices.pen.nodes import Node
from terminal.devices.pen.played import Box, RecordedFeed
from terminal.devices.pen.recording import RecordedPen

STEP_MS = 5


class PlayedHand(QObject):
    """`pen_of` gives the recording of a role; `at_once` says all reports of an act together, with their own times."""

    def __init__(
        self,
        feed: RecordedFeed,
        node: Node,
        pen_of: Callable[[str], RecordedPen],
        at_once: bool = False,
    ) -> None:
        super().__init__()
        self._feed, self._node, self._pen_of, self._at_once = feed, node, pen_of, at_once
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(STEP_MS)
        self._clock.timeout.connect(self._push)

    def machine(self) -> Machine:
        """The machine whose only tablet this is."""
        return Machine(nodes=lambda: (self._node,), start=lambda _node: self._feed, plugs=lambda: None)

    @property
    def busy(self) -> bool:
        """Whether it still moves."""
        return self._feed.busy

    def tap(self, x: float, y: float) -> None:
        """A press and its release at one place of the desktop."""
        self._feed.press(x, y)
        self._go()

    def write(self, box: tuple[int, int, int, int], role: str) -> None:
        """That role's recorded signature, in the middle of the box."""
        self._feed.write(self._pen_of(role), Box(*box))
        self._go()

    def _go(self) -> None:
        if self._at_once:
            self._feed.finish()
        else:
            self._clock.start()

    def _push(self) -> None:
        if not self._feed.advance():
            self._clock.stop()
