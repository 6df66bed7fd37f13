"""The fall-back under a real X server with libinput. Runs in the guest of `tests/terminal/devices/pen/test_xorg.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QInputDevice
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signing.ink import Source
from terminal.devices.pen.mapping import GlassMap, Screen
from terminal.windows.pad.ink_area import InkArea
from terminal.windows.pad.pen_input import PenInput
from terminal.windows.pad.qt_tablet import QtFeed
from tests.kernel.tablets import NAME, Tablet, plugged

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(shutil.which("Xorg") is None, reason="this guest has no X server"),
    pytest.mark.skipif("LUOBI_XORG_CONF" not in os.environ, reason="no configuration for an X server"),
]

DISPLAY = ":9"
GENEROUS_MS = 60_000
SCREEN = Screen(0, 0, 1280, 800, 520, 325)
MOVES = 300
RATE_HZ = 100


SERVERS: list[subprocess.Popen[bytes]] = []  # end with the guest: the toolkit does not survive its server


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The toolkit starts after the server."""
    from PyQt6.QtWidgets import QApplication

    os.environ |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": DISPLAY}
    given = [DISPLAY, "-config", os.environ["LUOBI_XORG_CONF"], "-noreset", "-logfile", "/run/xorg.log"]
    server = subprocess.Popen(["Xorg", *given], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    SERVERS.append(server)
    socket = Path(f"/tmp/.X11-unix/X{DISPLAY.removeprefix(':')}")
    end = time.monotonic() + GENEROUS_MS / 1000
    while not socket.exists():
        assert time.monotonic() < end and server.poll() is None, Path("/run/xorg.log").read_text()[-2000:]
        time.sleep(0.1)
    return QApplication


def listed() -> bool:
    """Whether the toolkit knows the pen."""
    return any(NAME in device.name() for device in QInputDevice.devices())


def scribble(tablet: Tablet) -> None:
    """The pen comes, writes one long stroke through the box, and leaves."""
    tablet.near(10_000, 6_000)
    for at in range(MOVES):
        time.sleep(1 / RATE_HZ)
        tablet.draw(10_000 + 60 * at, 6_000 + 40 * (at % 50), 3_000 + 10 * at)
    tablet.away()


def test_a_stroke_under_x_comes_as_filtered_tablet_events_and_is_ink(qtbot: QtBot) -> None:
    window = QWidget(None, Qt.WindowType.FramelessWindowHint)
    area = InkArea(parent=window)
    area.setFixedSize(1280, 800)
    window.setGeometry(0, 0, 1280, 800)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window, timeout=GENEROUS_MS):
        window.show()
    with plugged() as tablet:
        qtbot.waitUntil(listed, timeout=GENEROUS_MS)
        feed = QtFeed(window, SCREEN, Source.TABLET)
        pen = PenInput(feed, GlassMap(feed.device(), SCREEN), window)
        tablet.near(9_000, 5_000)  # X learns of a pen at its first approach
        tablet.away()
        qtbot.wait(1_000)
        pen.begin(area, "2026-11-24T08:00:00Z")
        writing = threading.Thread(target=scribble, args=(tablet,))
        writing.start()
        qtbot.waitUntil(lambda: not writing.is_alive(), timeout=GENEROUS_MS)
        qtbot.wait(2_000)
    ink = pen.ink()
    assert ink.source is Source.TABLET
    assert "filtered" in ink.device.name
    [stroke] = ink.strokes()
    assert len(stroke.samples) >= MOVES * 0.95  # the first contacts lie below libinput's threshold of pressure
    across = stroke.samples[-1].x_mm - stroke.samples[0].x_mm
    assert across == pytest.approx(180, abs=4)
    pen.close()
    feed.close()
