"""The box and its one tool."""

from __future__ import annotations

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from terminal.pad.signing_box import BoxMeasures, SigningBox


def shown(qtbot: QtBot) -> tuple[SigningBox, QPushButton, QLabel]:
    box = SigningBox(measures=BoxMeasures(target_px=70))
    qtbot.addWidget(box)
    box.resize(600, 320)
    with qtbot.waitExposed(box):
        box.show()
    [button], [label] = box.findChildren(QPushButton), box.findChildren(QLabel)
    return box, button, label


def middle(box: SigningBox, widget: QPushButton | QLabel) -> int:
    return widget.mapTo(box, QPoint(widget.width() // 2, 0)).x()


def test_signing_again_is_one_button_as_high_as_a_target(qtbot: QtBot) -> None:
    box, button, _ = shown(qtbot)
    assert button.text() == "擦掉重写"
    assert button.height() >= 70
    with qtbot.waitSignal(box.again):
        button.click()


def test_the_state_stands_beside_the_button(qtbot: QtBot) -> None:
    box, button, label = shown(qtbot)
    box.say("还没有签名")
    assert label.text() == "还没有签名"
    assert middle(box, button) < middle(box, label)


def test_for_a_left_hand_the_row_is_mirrored_and_back(qtbot: QtBot) -> None:
    box, button, label = shown(qtbot)
    for left_handed in (True, False):
        box.set_left_handed(left_handed)
        box.layout().activate()  # type: ignore[union-attr]
        assert (middle(box, button) > middle(box, label)) == left_handed


def test_nothing_in_the_box_takes_the_keyboard_from_the_desk(qtbot: QtBot) -> None:
    box, button, _ = shown(qtbot)
    button.click()
    assert box.focusWidget() is None
