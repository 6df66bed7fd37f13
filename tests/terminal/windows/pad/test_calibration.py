"""Four crosses and four taps: the tablet lies as it was tapped, and a miss begins anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from signing.ink import Axis, Device
from terminal.devices.pen.feed import Loss, Lost
from terminal.devices.pen.known_pens import Remembered
from terminal.devices.pen.mapping import CROSSES, Affine, GlassMap, Rotation, Screen
from terminal.devices.pen.node_choice import Identity
from terminal.windows.look import Look, Mode
from terminal.windows.look.glass import SMALL
from terminal.windows.pad.calibration import CalibrationWindow
from tests.terminal.devices.pen.test_taps import AT
from tests.terminal.windows.pad.driven_pad import BEGAN_US, DISPLAY, ScriptedFeed, gone, report

TABLET = Identity("056a", "0059", "SN1")
UNIT = Screen(0, 0, 1, 1)


class Crosses:
    """The window, and a hand that taps places given in shares of the screen."""

    def __init__(
        self, qtbot: QtBot, lies: Affine, rotation: Rotation, device: Device = DISPLAY, screen: Screen = UNIT
    ) -> None:
        self.qtbot, self.feed = qtbot, ScriptedFeed(device=device)
        self.truth = GlassMap(device, UNIT, rotation, lies)
        look = Look.of(Mode(), SMALL)
        self.window = CalibrationWindow(look, self.feed, TABLET, rotation, AT, wait_ms=0, screen=screen)
        self.done: list[Remembered] = []
        self.window.done.connect(self.done.append)
        qtbot.addWidget(self.window)
        self.window.resize(SMALL.width_px, SMALL.height_px)
        self.window.show()
        self.taps = 0

    def tap(self, u: float, v: float) -> None:
        """Comes down there for five samples and leaves."""
        x, y = (round(raw) for raw in self.truth.to_raw(u, v))
        first = 1000 * self.taps
        self.taps += 1
        down = [report(first + at, 0, 0) for at in range(5)]
        self.feed.tell([_at(each, x, y) for each in down] + [_at(gone(first + 5), x, y)])
        before = self.window.tapped, self.window.words
        self.qtbot.waitUntil(lambda: (self.window.tapped, self.window.words) != before, timeout=30_000)

    def close(self) -> None:
        self.window.close()
        self.feed.close()


def _at(report: object, x: int, y: int) -> object:
    return replace(report, x=x, y=y)  # type: ignore[type-var]


@pytest.fixture(params=[(Affine(1.02, 0.0, 0.01, 0.0, 0.98, -0.01), Rotation.NONE), (Affine(), Rotation.LEFT)])
def crosses(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Crosses]:
    made = Crosses(qtbot, *request.param)
    yield made
    made.close()


def test_four_taps_tell_how_the_glass_lies(crosses: Crosses) -> None:
    for at, cross in enumerate(CROSSES):
        assert (crosses.window.tapped, str(at + 1) in crosses.window.words) == (at, True)
        crosses.tap(*cross)
    (known,) = crosses.done
    assert (known.tablet, known.rotation, known.calibrated_at) == (TABLET, crosses.truth.rotation, AT)
    mine, true = known.affine, crosses.truth.affine
    assert mine((0.3, 0.7)) == pytest.approx(true((0.3, 0.7)), abs=0.001)
    assert crosses.window.words == "校准好了"


def test_a_tablet_that_states_an_impossible_size_takes_that_of_the_screen(qtbot: QtBot) -> None:
    axes = {**DISPLAY.axes, "x": Axis(0, 32_767, 32), "y": Axis(0, 32_767, 51)}
    device = replace(DISPLAY, axes=axes)
    crosses = Crosses(qtbot, Affine(), Rotation.NONE, device, Screen(0, 0, 1920, 1080, 344, 194))
    for cross in CROSSES:
        crosses.tap(*cross)
    (known,) = crosses.done
    assert known.size_mm == pytest.approx((344, 194), rel=1e-3)
    crosses.close()


def test_taps_beside_the_crosses_begin_anew_and_change_nothing(crosses: Crosses) -> None:
    for u, v in (*CROSSES[:3], (0.5, 0.5)):
        crosses.tap(u, v)
    assert (crosses.done, crosses.window.result, crosses.window.tapped) == ([], None, 0)
    assert crosses.window.words == "没有点准，请从第 1 个十字重新点起"
    for cross in CROSSES:
        crosses.tap(*cross)
    assert len(crosses.done) == 1


def test_a_pen_that_is_lost_begins_anew(crosses: Crosses) -> None:
    crosses.tap(*CROSSES[0])
    crosses.feed.tell([Lost(Loss.UNPLUGGED, BEGAN_US)])
    crosses.qtbot.waitUntil(lambda: crosses.window.tapped == 0, timeout=30_000)
    assert crosses.window.words.startswith("笔断开了")


def test_escape_gives_up(crosses: Crosses) -> None:
    crosses.qtbot.keyClick(crosses.window, Qt.Key.Key_Escape)
    assert not crosses.window.isVisible()
    assert crosses.window.result is None


def test_the_cross_to_tap_stands_where_the_calibration_expects_it(crosses: Crosses) -> None:
    """The ink of the middle of each cross is found at its share of the window."""
    picture = crosses.window.grab().toImage()
    paper = crosses.window.grab().toImage().pixelColor(5, 5)
    for u, v in CROSSES:
        assert picture.pixelColor(round(u * picture.width()), round(v * picture.height())) != paper
