"""The state of the machine on the status strip: what the clerk reports, and which pen writes on the pad."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer

from terminal.clerk.orders import Health, HealthFacts, Lane, Trouble
from terminal.windows.desk import views
from terminal.windows.desk.states import Lamp, Tone
from terminal.windows.desk.status_strip import StatusStrip
from terminal.windows.look.words import _

LOOK_MS = 30_000


class MachineWatch(QObject):
    """The watch that asks the clerk every `LOOK_MS`, from `ask` to `rest`.

    Where the clerk cannot answer, the strip leaves out what the clerk knows.
    """

    def __init__(self, strip: StatusStrip, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._strip, self._lane = strip, lane
        self._pen: Lamp | None = None
        self._pad_seen = True
        self._facts: HealthFacts | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self._look)
        self.show()

    def show(self) -> None:
        """Show on the strip what is known."""
        pen = self._pen or Lamp(_("笔 未连接"), Tone.ATTENTION)
        pad = pen if self._pad_seen else Lamp(_("签署屏 断开"), Tone.HARM, views.pad_gone())
        self._strip.show_state(*views.lamps_of(self._facts, pad))

    def show_on(self, strip: StatusStrip) -> None:
        """Use another strip from now on."""
        self._strip = strip
        self.show()

    def say_pen(self, words: str, fine: bool) -> None:
        """Show which pen writes on the pad.

        Args:
            words: The text on the strip.
            fine: Whether the pen is as it should be; if not, the lamp is amber.
        """
        self._pen = Lamp(words, Tone.GOOD if fine else Tone.ATTENTION)
        self.show()

    def say_pad(self, seen: bool) -> None:
        """Show whether the pad is `seen`.

        A pen is no use on a pad that no person can see, so this lamp replaces the pen's.
        """
        self._pad_seen = seen
        self.show()

    def ask(self) -> None:
        """Ask the clerk now, and at intervals from now on."""
        self._clock.start()
        self._look()

    def rest(self) -> None:
        """Stop asking: no operator is signed in, so there is no clerk to ask."""
        self._clock.stop()

    def _look(self) -> None:
        self._lane.ask(Health(), self._found, self._not_found)

    def _found(self, facts: HealthFacts) -> None:
        self._facts = facts
        self.show()

    def _not_found(self, _trouble: Trouble) -> None:
        self._facts = None
        self.show()
