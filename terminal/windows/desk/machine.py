"""How the machine is, on the strip: what the clerk finds now and then, and which pen writes on the pad."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer

from terminal.clerk.orders import Health, HealthFacts, Lane, Trouble
from terminal.windows.desk import views
from terminal.windows.desk.states import Lamp, Tone
from terminal.windows.desk.strip import StatusStrip
from terminal.windows.look.words import _

LOOK_MS = 30_000


class MachineWatch(QObject):
    """Asks again every `LOOK_MS` from `ask` to `rest`; a clerk who cannot say leaves the strip without his part."""

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
        """The strip says what is known."""
        pen = self._pen or Lamp(_("笔 未连接"), Tone.ATTENTION)
        pad = pen if self._pad_seen else Lamp(_("签署屏 断开"), Tone.HARM, views.pad_gone())
        self._strip.show_state(*views.lamps_of(self._facts, pad))

    def show_on(self, strip: StatusStrip) -> None:
        """From now on on another strip."""
        self._strip = strip
        self.show()

    def say_pen(self, words: str, fine: bool) -> None:
        """Which pen writes on the pad."""
        self._pen = Lamp(words, Tone.GOOD if fine else Tone.ATTENTION)
        self.show()

    def say_pad(self, seen: bool) -> None:
        """Whether anybody can see the pad; the pen is of no use where nobody can."""
        self._pad_seen = seen
        self.show()

    def ask(self) -> None:
        """Now, and from now on."""
        self._clock.start()
        self._look()

    def rest(self) -> None:
        """Nobody operates: there is no clerk to ask."""
        self._clock.stop()

    def _look(self) -> None:
        self._lane.ask(Health(), self._found, self._not_found)

    def _found(self, facts: HealthFacts) -> None:
        self._facts = facts
        self.show()

    def _not_found(self, _trouble: Trouble) -> None:
        self._facts = None
        self.show()
