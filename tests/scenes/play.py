"""Plays one scene at the real windows: `python -m tests.scenes.play SCENE HOME [MOMENT]`, on DISPLAY.

A process of its own for each scene, as a station's is: what it leaves behind can be looked at from outside. Ends with 0
when the scene came to its end, and says on standard output, as JSON, what it found. MOMENT is a scene's own affair.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from PyQt6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from terminal import hardening
from terminal.app.compose import Terminal, now_ms
from terminal.clerk import link
from terminal.demo.player import Player
from terminal.demo.watch import Watch
from terminal.windows import window_system
from terminal.windows.displays import pad_display
from tests.scenes import fast_clerk
from tests.scenes.pen_driver import PenDriver
from tests.terminal.devices.fake_voice import Speaker

MOST_MS = 500.0
"""A deadline that also a loaded machine keeps; `benchmarks/windows.py` measures the limit of 250 ms."""


class Clock:
    """A clock that is never set; a scene may let time pass that nobody waits for."""

    def __init__(self) -> None:
        self._passed_ms = 0

    def __call__(self) -> int:
        return now_ms() + self._passed_ms

    def passes(self, seconds: float) -> None:
        """So long has nobody done anything."""
        self._passed_ms += round(seconds * 1000)


@dataclass
class Stage:
    """What a scene plays on. `speaker` is the machine's voice; `told` is what was found."""

    terminal: Terminal
    player: Player
    hand: PenDriver
    home: Path
    clock: Clock
    speaker: Speaker
    moment: str = ""
    told: dict[str, object] = field(default_factory=dict)

    def die(self) -> None:
        """Both processes end at once, as by a power cut; what was found is said before."""
        print(json.dumps(self.told, ensure_ascii=False), flush=True)
        os.kill(self.terminal.clerk.pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


Scene = Callable[[Stage], None]


def main(arguments: list[str]) -> int:
    """The scene of that name."""
    from tests.scenes.scenes import SCENES

    name, home, moment = arguments[0], Path(arguments[1]), "".join(arguments[2:])
    warnings: list[str] = []
    qInstallMessageHandler(
        lambda kind, _where, text: warnings.append(text or "") if kind != QtMsgType.QtDebugMsg else None
    )
    window_system.choose(os.environ)
    hardening.keep_to_itself()
    application = QApplication(["luobi"])
    screens = application.screens()
    display = pad_display(screens, screens[0])
    assert display is not None
    place = display.geometry()
    with tempfile.TemporaryDirectory(prefix="hand-", dir=home.parent) as folder:
        hand = PenDriver(Path(folder), (place.x(), place.y(), place.width(), place.height()))
        clock = Clock()
        speaker = Speaker(Path(folder), lambda done: stage.player.until(done, "the voice"))
        with_a_clerk_ahead()
        terminal = Terminal(application, home, display, hand.machine(), speaker.voice, clock)
        stage = Stage(terminal, Player(terminal.pad, terminal.desk, hand), hand, home, clock, speaker, moment)
        failed = play(application, stage, name, SCENES[name])
    stage.told |= {"warnings": warnings, "failed": failed}
    print(json.dumps(stage.told, ensure_ascii=False))
    return 1 if failed else 0


def with_a_clerk_ahead() -> None:
    """The clerk is started so that a scene can set its clock forward."""
    start = link.subprocess.Popen

    def popen(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        at = command.index("terminal.clerk.process")
        return start([*command[: at - 1], fast_clerk.__file__, *command[at + 1 :]], **options)  # type: ignore[call-overload,no-any-return]

    link.subprocess = SimpleNamespace(**vars(subprocess) | {"Popen": popen})  # type: ignore[assignment]


def play(application: QApplication, stage: Stage, name: str, scene: Scene) -> list[str]:
    """From the windows' first light to their end; what went wrong."""
    terminal, watch = stage.terminal, Watch(MOST_MS)
    failed: list[str] = []

    def begin() -> None:
        try:
            terminal.show()
            watch.start()
            scene(stage)
        except BaseException:
            failed.append(traceback.format_exc())
            print(traceback.format_exc(), file=sys.stderr)
            if keep := os.environ.get("LUOBI_PICTURES"):
                terminal.pad.grab().save(f"{keep}/{name}-pad.png")
                terminal.desk.grab().save(f"{keep}/{name}-desk.png")
        finally:
            application.exit()

    sys.excepthook = lambda kind, problem, trace: failed.append("".join(traceback.format_exception(problem)))
    QTimer.singleShot(0, begin)
    application.exec()
    sys.excepthook = sys.__excepthook__  # it may hold the windows, which must go before the application
    blocks = watch.stop()
    stage.hand.close()
    terminal.end()
    stage.told |= {"worst_block_ms": blocks.worst_ms(), "worst_held_ms": blocks.worst_held_ms()}
    stage.told |= {"p99_block_ms": blocks.p99_ms(), "stacks": blocks.stacks}
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
