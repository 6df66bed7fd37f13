"""Plays one scene at the real windows: `python -m tests.terminal.windows.play SCENE HOME`, on the screen of DISPLAY.

A process of its own for each scene, as a station's is: what it leaves behind can be looked at from outside. Ends with 0
when the scene came to its end, and says on standard output, as JSON, what it found.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from terminal.app import guard
from terminal.app.compose import Terminal, live_language
from terminal.app.displays import pad_display
from terminal.app.player import Player
from terminal.app.watch import Watch
from terminal.pad import window_system
from tests.terminal.windows.hand import Hand

MOST_MS = 250.0


@dataclass
class Stage:
    """What a scene plays on. `told` is what it found."""

    terminal: Terminal
    player: Player
    hand: Hand
    home: Path
    told: dict[str, object] = field(default_factory=dict)


Scene = Callable[[Stage], None]


def main(arguments: list[str]) -> int:
    """The scene of that name."""
    from tests.terminal.windows.scenes import SCENES

    name, home = arguments[0], Path(arguments[1])
    warnings: list[str] = []
    qInstallMessageHandler(
        lambda kind, _where, text: warnings.append(text or "") if kind != QtMsgType.QtDebugMsg else None
    )
    window_system.choose(os.environ)
    guard.keep_to_itself()
    application = QApplication(["luobi"])
    live_language(application)
    screens = application.screens()
    display = pad_display(screens, screens[0])
    assert display is not None
    place = display.geometry()
    folder = home.parent / f"{home.name}-hand-{os.getpid()}"
    folder.mkdir()
    hand = Hand(folder, (place.x(), place.y(), place.width(), place.height()))
    terminal = Terminal(application, home, display, hand.machine())
    stage = Stage(terminal, Player(terminal.pad, terminal.desk, hand), hand, home)
    watch = Watch(MOST_MS)
    failed: list[str] = []

    def play() -> None:
        try:
            terminal.show()
            watch.start()
            SCENES[name](stage)
        except BaseException:
            failed.append(traceback.format_exc())
            print(traceback.format_exc(), file=sys.stderr)
            if keep := os.environ.get("LUOBI_PICTURES"):
                terminal.pad.grab().save(f"{keep}/{name}-pad.png")
                terminal.desk.grab().save(f"{keep}/{name}-desk.png")
        finally:
            application.quit()

    sys.excepthook = lambda kind, problem, trace: failed.append("".join(traceback.format_exception(problem)))
    QTimer.singleShot(0, play)
    application.exec()
    blocks = watch.stop()
    hand.close()
    terminal.close()
    stage.told |= {"worst_block_ms": blocks.worst_ms(), "p99_block_ms": blocks.p99_ms(), "stacks": blocks.stacks}
    stage.told |= {"warnings": warnings, "failed": failed}
    print(json.dumps(stage.told, ensure_ascii=False))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
