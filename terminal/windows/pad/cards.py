"""Choice cards: the answers to one question, in two columns. More than fit are split over several sheets."""

from __future__ import annotations

from functools import partial

from PyQt6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout

from terminal.visit.events import Entered
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Entry, Fill

COLUMNS = 2
BY = "applicant"


class Cards:
    """Cards in the body of a screen, within a height of `room` pixels. A choice is reported as `Entered`."""

    def __init__(self, screen: Screen, state: Fill, room: int) -> None:
        self._screen, self._state, self._room = screen, state, room
        self._look = screen.look
        self._group: QButtonGroup | None = None
        self._grid = QGridLayout()
        chosen = [at for at, option in enumerate(state.options) if option.code in self._chosen()]
        self._cards = [self._card(at) for at in range(len(state.options))]
        self._most = COLUMNS * self._rows_that_fit(len(self._cards))
        self._sheet = chosen[0] // self._most if chosen else 0
        self._make_tall(min(len(self._cards), self._most))
        self._grid.setSpacing(self._look.measures.gap)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        screen.body.addLayout(self._grid)
        if self._sheets > 1:
            screen.body.addLayout(self._turning())
        self._deal()

    def show(self, state: Fill) -> None:
        """Show another answer to the same question."""
        self._state = state
        for card, option in zip(self._cards, state.options, strict=False):
            card.setChecked(option.code in self._chosen())

    def _chosen(self) -> tuple[str, ...]:
        return tuple(code for code in self._state.value.split(",") if code)

    def _card(self, at: int) -> Button:
        option, many = self._state.options[at], self._state.entry is Entry.CHOICES
        kind = ButtonKind.CHOICES if many else ButtonKind.CHOICE
        card = self._screen.button(option.label, kind, partial(self._choose, option.code))
        card.setChecked(option.code in self._chosen())
        card.setParent(self._screen)
        if not many:
            self._group = self._group or QButtonGroup(self._screen)
            self._group.addButton(card)
        return card

    def _choose(self, code: str) -> None:
        key = self._state.key
        if self._state.entry is Entry.CHOICE:
            self._screen.tell(Entered(key, code, BY))
            return
        pairs = zip(self._cards, self._state.options, strict=True)
        self._screen.tell(Entered(key, ",".join(option.code for card, option in pairs if card.isChecked()), BY))

    # Sheets

    def _turning(self) -> QHBoxLayout:
        row = self._screen.row()
        self._earlier = self._screen.button(_("前面的"), ButtonKind.SECOND, lambda: self._turn(-1))
        self._later = self._screen.button(_("后面的"), ButtonKind.SECOND, lambda: self._turn(1))
        self._sheet_note = self._screen.text("", Role.SMALL, Tone.MUTED)
        for widget in (self._earlier, self._later):
            row.addWidget(widget)
        row.addWidget(self._sheet_note, 1)
        return row

    def _turn(self, by: int) -> None:
        self._sheet = min(max(self._sheet + by, 0), self._sheets - 1)
        self._deal()

    @property
    def _sheets(self) -> int:
        return -(-len(self._cards) // self._most)

    def _rows_that_fit(self, cards: int) -> int:
        """Return how many rows of cards fit.

        Where not all cards fit, one row is left for the buttons that turn the sheets.
        """
        m = self._look.measures
        rows = (self._room + m.gap) // (self._tallest() + m.gap)
        return rows if cards <= COLUMNS * rows else max(rows - 1, 1)

    def _tallest(self) -> int:
        """Return the height of every card: what the longest label needs in a column, in pixels."""
        column = (self._screen.content_width - self._look.measures.gap) // COLUMNS
        return max(card.heightForWidth(column) for card in self._cards)

    def _make_tall(self, cards: int) -> None:
        """Make the cards taller than the minimum where there is room, so that they are easier to press."""
        m = self._look.measures
        rows = -(-cards // COLUMNS)
        if self._sheets == 1 and rows * (m.tall_target + m.gap) <= self._room:
            for card in self._cards:
                card.setMinimumHeight(m.tall_target)

    def _deal(self) -> None:
        """Put this sheet's cards into the grid, down the left column first."""
        most = self._most
        here = range(self._sheet * most, min((self._sheet + 1) * most, len(self._cards)))
        rows = max(-(-len(here) // COLUMNS), 1)
        for at, card in enumerate(self._cards):
            self._grid.removeWidget(card)
            card.setVisible(at in here)
            if at in here:
                place = at - here.start
                self._grid.addWidget(card, place % rows, place // rows)
        if self._sheets > 1:
            self._earlier.set_closed(self._sheet == 0)
            self._later.set_closed(self._sheet == self._sheets - 1)
            words = _("第 {sheet} 组，共 {sheets} 组").format(sheet=self._sheet + 1, sheets=self._sheets)
            self._sheet_note.say(words)
