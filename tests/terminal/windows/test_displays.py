"""The applicant's display is the one that is named, else the one that is not the desk's."""

from dataclasses import dataclass

import pytest

from terminal.errors import SettingError
from terminal.windows.displays import pad_display


@dataclass(frozen=True)
class Screen:
    place: str
    kind: str

    def name(self) -> str:
        return self.place

    def model(self) -> str:
        return self.kind


DESK, PEN, WALL = Screen("DP-1", "P24"), Screen("HDMI-1", "DTK-1660"), Screen("HDMI-2", "TV")


def test_the_display_that_is_not_the_desks_is_the_pads() -> None:
    assert pad_display([DESK, PEN], DESK) is PEN
    assert pad_display([PEN, DESK], DESK) is PEN


def test_with_the_desks_display_alone_the_pad_has_none() -> None:
    assert pad_display([DESK], DESK) is None


@pytest.mark.parametrize("wanted", ["HDMI-2", "TV"])
def test_a_named_display_is_taken_by_its_place_or_its_model(wanted: str) -> None:
    assert pad_display([DESK, PEN, WALL], DESK, wanted) is WALL


def test_a_name_that_no_display_has_is_told_with_those_that_there_are() -> None:
    with pytest.raises(SettingError, match="DP-1, HDMI-1"):
        pad_display([DESK, PEN], DESK, "VGA-1")
