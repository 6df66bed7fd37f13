"""Every screen of the pad in every look, built once, with the usual and with the longest names and addresses."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QApplication, QWidget

from terminal.demo import pad_pictures
from terminal.windows.look import Look, Mode
from terminal.windows.look.glass import NOTEBOOK, SMALL, Glass
from terminal.windows.pad.button import Button
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.screens import screen_of
from terminal.windows.pad.text import Text
from tests.kept import forget_with_module, kept, release

LONG_NAME = "买买提·阿卜杜热合曼·吐尔逊江·艾则孜·麦麦提敏江"
LONG_ADDRESS = ("某市某区示例街道和平社区示范路一百二十三号和谐家园二期三号楼二单元五百零一室" * 6)[:200]
LONG_EMPLOYER = ("某市示例精密机械制造与自动化装备技术服务有限责任公司第一分公司" * 2)[:60]

MODES = {
    "normal": Mode(),
    "elder": Mode(elder=True),
    "contrast": Mode(contrast=True),
    "left": Mode(left_handed=True),
    "elder-left": Mode(elder=True, left_handed=True),
}
GLASSES = {"1920": NOTEBOOK, "1280": SMALL}
LOOKS = [(glass, mode) for glass in GLASSES for mode in MODES]


@dataclass(frozen=True)
class Shown:
    """A screen as laid out, with its name."""

    name: str
    screen: Screen
    look: Look

    def texts(self) -> list[Text]:
        """Visible texts that say something."""
        return [text for text in self.screen.findChildren(Text) if self.is_shown(text) and text.text().strip()]

    def buttons(self) -> list[Button]:
        """Visible buttons."""
        return [button for button in self.screen.findChildren(Button) if self.is_shown(button)]

    def is_shown(self, widget: QWidget) -> bool:
        """Whether it would be seen if the screen were."""
        return widget.isVisibleTo(self.screen)


def glass_of(name: str) -> Glass:
    """One of the two test sizes."""
    return GLASSES[name]


@kept
def usual() -> tuple[pad_pictures.SampleVisit, pad_pictures.SampleVisit]:
    """The sample visits."""
    return pad_pictures.registration(), pad_pictures.contract()


@kept
def longest() -> tuple[pad_pictures.SampleVisit, pad_pictures.SampleVisit]:
    """The same visits with the longest names and addresses."""
    first = pad_pictures.registration(name=LONG_NAME, live_address=LONG_ADDRESS, hukou_address=LONG_ADDRESS)
    second = pad_pictures.contract(
        worker_name=LONG_NAME,
        agent_name=LONG_NAME,
        employer_name=LONG_EMPLOYER,
        worker_address=LONG_ADDRESS,
    )
    return first, second


def shown(glass: str, mode: str, long: bool) -> tuple[Shown, ...]:
    """Every screen in that look, kept until another look is asked for: with their documents they take 80 to 160 MB."""
    if (glass, mode, long) not in _kept:
        release()
        _kept[glass, mode, long] = _made(glass, mode, long)
    return _kept[glass, mode, long]


def forget() -> None:
    """Keep no screen."""
    for one in (each for screens in _kept.values() for each in screens):
        one.screen.deleteLater()
    _kept.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


_kept: dict[tuple[str, str, bool], tuple[Shown, ...]] = {}
forget_with_module(forget)


def _made(glass: str, mode: str, long: bool) -> tuple[Shown, ...]:
    assert QApplication.instance() is not None
    look = Look.of(MODES[mode], glass_of(glass))
    made = []
    for scene in pad_pictures.scenes(*(longest() if long else usual())):
        screen = screen_of(look, scene.state, scene.of.pages if scene.of else None)
        screen.grab()
        made.append(Shown(scene.name, screen, look))
    return tuple(made)
