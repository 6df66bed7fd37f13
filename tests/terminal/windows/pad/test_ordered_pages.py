"""Pages that another process draws: ordered once, shown when they come, forgotten when they are closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PyQt6.QtGui import QColor

from archive.metadata import FrozenFacts
from terminal.clerk.orders import Draw, Order, Papers, Picture, Trouble
from terminal.clerk.troubles import DISK_FULL
from terminal.visit.model import Visit
from terminal.windows.pad.ordered_pages import KEPT, ClerkPages, OpenPages
from tests.terminal import stations

PAPERS = Papers(((595.0, 842.0), (595.0, 842.0)), (), {})


class Lane:
    """Keeps what was asked until the test answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[Draw, Callable[[Any], None], Callable[[Trouble], None]]] = []

    def ask(self, order: Order, then: Callable[[Any], None], failed: Callable[[Trouble], None]) -> None:
        assert isinstance(order, Draw)
        self.asked.append((order, then, failed))

    def answer(self) -> None:
        order, then, _ = self.asked.pop(0)
        then(Picture(order.width_px, 2, b"\x10\x20\x30\xff" * order.width_px * 2))


def pages(lane: Lane, came: list[str]) -> ClerkPages:
    return ClerkPages(lane, "r", PAPERS, lambda: came.append("came"))


def test_a_page_is_ordered_once_and_shown_when_it_has_come() -> None:
    lane, came = Lane(), list[str]()
    shown = pages(lane, came)
    assert shown.picture(0, 3).isNull()
    assert shown.picture(0, 3).isNull()
    assert [order for order, _, _ in lane.asked] == [Draw("r", 0, 3)]
    lane.answer()
    assert came == ["came"]
    picture = shown.picture(0, 3)
    assert (picture.width(), picture.height()) == (3, 2)
    assert picture.pixelColor(2, 1) == QColor(0x30, 0x20, 0x10)


def test_after_it_is_closed_nothing_is_kept_taken_or_ordered() -> None:
    lane, came = Lane(), list[str]()
    shown = pages(lane, came)
    shown.picture(0, 3)
    shown.close()
    lane.answer()
    assert shown.picture(0, 3).isNull()
    assert (came, lane.asked) == ([], [])


def test_a_page_that_could_not_be_drawn_is_ordered_again() -> None:
    lane = Lane()
    shown = pages(lane, [])
    shown.picture(1, 3)
    _, _, failed = lane.asked.pop()
    failed(Trouble("OSError", DISK_FULL))
    shown.picture(1, 3)
    assert len(lane.asked) == 1


def test_few_pictures_are_kept_and_the_longest_unseen_goes_first() -> None:
    lane = Lane()
    shown = pages(lane, [])
    for width in range(1, KEPT + 2):
        shown.picture(0, width)
        lane.answer()
    assert shown.picture(0, 1).isNull()
    assert not shown.picture(0, 3).isNull()


def test_sizes_are_the_papers() -> None:
    assert (pages(Lane(), []).count, pages(Lane(), []).size_pt(1)) == (2, (595.0, 842.0))


def test_another_document_closes_the_pages_of_the_one_before() -> None:
    lane = Lane()
    one = frozen_visit("11" * 32)
    opened = OpenPages(lambda record, papers, came: ClerkPages(lane, record, papers, came), lambda: None)
    first = opened.of(one, PAPERS)
    assert first is not None and opened.of(one, PAPERS) is first
    second = opened.of(replace(one, signed=1), PAPERS)
    assert second is not None and second is not first
    assert opened.of(replace(one, frozen=None), PAPERS) is None
    for closed in (first, second):
        assert closed.picture(0, 3).isNull()
    assert lane.asked == []


def frozen_visit(sha256: str) -> Visit:
    visit = stations.numbered_visit("ab" * 16, "379999-2026-000001")
    return replace(visit, frozen=FrozenFacts(sha256, "22" * 32, 1000, 2))
