"""Which screen shows which state."""

from __future__ import annotations

from terminal.windows.look import Look
from terminal.windows.pad.away import AwayScreen
from terminal.windows.pad.check import CheckScreen
from terminal.windows.pad.done import DoneScreen
from terminal.windows.pad.fill import FillScreen
from terminal.windows.pad.hand_over import HandOverScreen
from terminal.windows.pad.idle import IdleScreen
from terminal.windows.pad.notice import NoticeScreen
from terminal.windows.pad.pages import NoPages, Pages
from terminal.windows.pad.read import ReadScreen
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Away, Check, Done, Fill, HandOver, Idle, Notice, PadState, Read, Sign, Wait
from terminal.windows.pad.wait import WaitScreen


def screen_of(look: Look, state: PadState, pages: Pages | None = None) -> Screen:
    """Return a new screen for a state.

    Args:
        look: The look of the screen.
        state: What the screen shows.
        pages: The document's pages, which reading and signing need; None shows white sheets.
    """
    pages = pages or NoPages()
    match state:
        case Idle():
            return IdleScreen(look, state)
        case Notice():
            return NoticeScreen(look, state)
        case Fill():
            return FillScreen(look, state)
        case Check():
            return CheckScreen(look, state)
        case Read():
            return ReadScreen(look, state, pages)
        case HandOver():
            return HandOverScreen(look, state)
        case Sign():
            return SignScreen(look, state, pages)
        case Wait():
            return WaitScreen(look, state)
        case Done():
            return DoneScreen(look, state)
        case Away():
            return AwayScreen(look, state)
