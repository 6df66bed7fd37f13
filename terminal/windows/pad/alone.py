"""A window that a command opens by itself, without the terminal around it: on the pen display, until it is closed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from PyQt6.QtGui import QScreen
from PyQt6.QtWidgets import QApplication, QWidget

from terminal.windows.look import Look, Mode
from terminal.windows.pad import window_system
from terminal.windows.pad.displays import pad_display
from terminal.windows.pad.window import glass_of


def show_alone(wanted: str, make: Callable[[Look, QScreen], QWidget]) -> None:
    """Shows the window full screen on the applicant's display, the only one if there is one, until it is closed.

    `wanted` names the display. Ctrl-C closes the window. Raises SettingError for a name that no display has.
    """
    window_system.choose(os.environ)
    application = QApplication.instance() or QApplication(["luobi"])
    assert isinstance(application, QApplication)
    screens = application.screens()
    desk = application.primaryScreen() or screens[0]
    display = pad_display(screens, desk, wanted) or desk
    window = make(Look.of(Mode(), glass_of(display)), display)
    before = signal.signal(signal.SIGINT, lambda *_: window.close())
    try:
        window.setGeometry(display.geometry())
        window.showFullScreen()
        application.exec()
    finally:
        signal.signal(signal.SIGINT, before)
