"""The demonstration's pen: a recorded pen presses and signs on the pad's glass, as fast as it was recorded.

It looks to `pens` like any pen, so that the windows do not know of it. Its ink is labelled as a recording, or as
synthetic, and counts at training stations only.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer

from terminal.devices.pen.node_choice import Node
from terminal.devices.pen.opening import Machine
from terminal.devices.pen.played_feed import Box, RecordedFeed
from terminal.devices.pen.recording import RecordedPen

STEP_MS = 5


class PlayedHand(QObject):
    """A recorded pen that presses and signs at places of the desktop.

    `pen_of` returns the recording of a role. `at_once` delivers all reports of an act together, with their own times.
    """

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
        """Return a machine that has this pen as its only tablet."""
        return Machine(nodes=lambda: (self._node,), start=lambda _node: self._feed, plugs=lambda: None)

    @property
    def busy(self) -> bool:
        """Whether it still moves."""
        return self._feed.busy

    def tap(self, x: float, y: float) -> None:
        """Press and release at the pixel `x`, `y` of the desktop."""
        self._feed.press(x, y)
        self._go()

    def write(self, box: tuple[int, int, int, int], role: str) -> None:
        """Write the recorded signature of a role.

        Args:
            box: Left, top, width and height in pixels of the desktop; the signature goes into its middle.
            role: The signer's role, by which `pen_of` chooses the recording.
        """
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
