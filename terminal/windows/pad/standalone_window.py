"""A window that a command opens on the pen display until it is closed, without the terminal around it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from PyQt6.QtGui import QScreen
from PyQt6.QtWidgets import QApplication, QWidget

from terminal.windows import window_system
from terminal.windows.displays import pad_display
from terminal.windows.look import Look, Mode
from terminal.windows.pad.window import glass_of


def show_alone(wanted: str, make: Callable[[Look, QScreen], QWidget]) -> None:
    """Show a window full screen on the applicant's display, and return when it is closed.

    Where there is only one display, the window is shown on that one. Ctrl-C closes the window.

    Args:
        wanted: The name or model of the display; "" for the first one that is not the desk's.
        make: Makes the window for a look and a display.

    Raises:
        SettingError: No display has the name that is wanted.
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
