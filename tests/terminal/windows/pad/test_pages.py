"""The document's pictures: drawn from the frozen bytes, and never more of them kept than memory should hold."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QApplication

from terminal.demo import drawn_pages
from terminal.demo.drawn_pages import DrawnPages
from terminal.windows.pad.pages import NoPages
from tests.terminal.windows.pad.all_screens import usual


def test_a_page_is_drawn_in_the_width_that_is_asked(qapp: QApplication) -> None:
    pages = DrawnPages(usual()[1].frozen.pdf)
    assert pages.count == 4
    assert pages.size_pt(0) == pytest.approx((595.28, 841.89), abs=0.1)
    picture = pages.picture(0, 600)
    assert abs(picture.width() - 600) <= 1
    colours = {picture.pixelColor(x, picture.height() // 4).name() for x in range(0, picture.width(), 3)}
    assert len(colours) > 2
    assert picture.pixelColor(1, 1).name() == "#ffffff"
    pages.close()


def test_pictures_are_kept_within_bounds(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_pages, "KEPT_BYTES", 3_000_000)
    pages = DrawnPages(usual()[1].frozen.pdf)
    first = pages.picture(0, 600)
    assert pages.picture(0, 600).cacheKey() == first.cacheKey()
    for page in range(4):
        pages.picture(page, 600)
    assert pages.picture(0, 600).cacheKey() != first.cacheKey()
    pages.close()


def test_after_a_wipe_there_is_nothing_to_draw() -> None:
    assert NoPages().picture(0, 600).isNull()
