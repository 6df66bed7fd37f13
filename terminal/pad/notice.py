"""The screen before anything is asked: what for, what is kept and how long, and the consents, one by one.

On wide glass everything stands side by side. Where the text needs more room it comes first, page by page, and the
questions after it. No answer is chosen beforehand; refusing is as easy as agreeing.
"""

from __future__ import annotations

from functools import partial

from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from terminal.events import Consent, Go, SignsAs
from terminal.look import Look
from terminal.look.look import Role, Tone
from terminal.look.words import _
from terminal.pad.acts import CallStaff, Reason, ShowMissing, ShowPart
from terminal.pad.button import Button, Kind
from terminal.pad.fitting import pages_that_fit
from terminal.pad.screen import Screen
from terminal.pad.states import Ask, Notice
from terminal.visit import Manner

ELECTRONIC, MANNER = "electronic", "manner"


class NoticeScreen(Screen):
    """Text and questions, together or one after the other."""

    def __init__(self, look: Look, state: Notice) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state = state
        self._answers: list[tuple[Button, str, bool]] = []
        self._heading = self.heading(_("办理前，请您了解"))
        self.body.addWidget(self._heading)
        questions = self._questions()
        blocks = [self._block(title, words) for title, words in state.paragraphs]
        text = self._pages(blocks, self._column)
        together = len(text) == 1 and not look.measures.folded and _height(questions, self._column) <= self._room()
        text = text if together else self._pages(blocks, self.content_width)
        self.parts = 1 if together else len(text) + 1
        self.part = min(state.part, self.parts - 1)
        self._show(text, questions)
        self._foot()

    def refresh(self, state: object) -> bool:
        """Another answer to a question on the same page."""
        if not isinstance(state, Notice) or state.part != self._state.part or state.frame != self._state.frame:
            return False
        if state.paragraphs != self._state.paragraphs:
            return False
        self._state = state
        for button, subject, given in self._answers:
            button.setChecked(self._given(subject) is given)
        self._show_door()
        return True

    @property
    def asks_here(self) -> bool:
        """Whether the questions are on this part."""
        return self.part == self.parts - 1

    # The text

    def _pages(self, blocks: list[QFrame], width: int) -> list[list[QFrame]]:
        heights = [_height(block, width) for block in blocks]
        pages = pages_that_fit(heights, self._room(), self.look.measures.gap, len(blocks))
        return [[blocks[at] for at in page] for page in pages]

    def _room(self) -> int:
        """What is left below the heading."""
        m = self.look.measures
        bar = m.target + 2 * m.bar_pad + m.line
        return self.room() - bar - self._heading.heightForWidth(self.content_width) - m.gap

    def _block(self, title: str, words: str) -> QFrame:
        m = self.look.measures
        block = QFrame()
        block.setProperty("part", "sheet")
        inside = QVBoxLayout(block)
        inside.setContentsMargins(m.pad, m.tight, m.pad, m.tight)
        inside.setSpacing(0)
        inside.addWidget(self.text(title, Role.SMALL, Tone.MUTED))
        inside.addWidget(self.text(words))
        return block

    # The questions

    def _questions(self) -> QWidget:
        m = self.look.measures
        block = QWidget()
        rows = QVBoxLayout(block)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(m.tight if m.folded else m.gap)
        for ask in self._state.asks:
            rows.addWidget(self._consent(ask))
        rows.addWidget(self._manner())
        rows.addStretch(1)
        return block

    def _consent(self, ask: Ask) -> QFrame:
        choices = [
            self._choice(label, ask.subject, given, Consent(ask.subject, given), ask.question)
            for label, given in ((_("同意"), True), (_("不同意"), False))
        ]
        return self._question(ask.question, choices)

    def _manner(self) -> QFrame:
        question = _("您自己签名，还是需要帮助？")
        alone, helped = SignsAs(Manner.SELF), CallStaff(Reason.CANNOT_WRITE)
        choices = [
            self._choice(_("我自己签"), MANNER, True, alone, question),
            self._choice(_("需要帮助"), MANNER, False, helped, question),
        ]
        return self._question(question, choices)

    def _choice(self, label: str, subject: str, given: bool, act: object, question: str) -> Button:
        made = self.button(label, Kind.CHOICE, partial(self.tell, act), f"{question}{label}")
        made.setChecked(self._given(subject) is given)
        self._answers.append((made, subject, given))
        return made

    def _given(self, subject: str) -> bool | None:
        if subject == MANNER:
            return self._state.signs_self
        return next((ask.given for ask in self._state.asks if ask.subject == subject), None)

    def _question(self, words: str, choices: list[Button]) -> QFrame:
        m = self.look.measures
        card = QFrame()
        card.setProperty("part", "sheet")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(m.pad, m.tight, m.pad, m.tight)
        inside.setSpacing(0 if m.folded else m.tight)
        inside.addWidget(self.text(words))
        row = QHBoxLayout()
        row.setSpacing(m.gap)
        group = QButtonGroup(card)
        for choice in choices:
            group.addButton(choice)
            row.addWidget(choice, 1)
        inside.addLayout(row)
        return card

    # Together

    @property
    def _column(self) -> int:
        """Half of the content's width."""
        return (self.content_width - self.look.measures.gap) // 2

    def _show(self, text: list[list[QFrame]], questions: QWidget) -> None:
        columns = self.row()
        shown = text[self.part] if self.part < len(text) else []
        if shown:
            column = QVBoxLayout()
            column.setSpacing(self.look.measures.gap)
            for block in shown:
                column.addWidget(block)
            column.addStretch(1)
            columns.addLayout(column, 1)
        if self.asks_here:
            columns.addWidget(questions, 1)
        self.body.addLayout(columns, 1)
        for page in text:
            if page is not shown:
                for block in page:
                    self._put_away(block)
        if not self.asks_here:
            self._put_away(questions)

    def _put_away(self, block: QWidget) -> None:
        block.setParent(self)
        block.hide()
        for button in block.findChildren(Button):
            self.drop(button)

    def _foot(self) -> None:
        ends = [self.button(_("改用纸质办理"), Kind.SECOND, lambda: self.tell(Consent(ELECTRONIC, False)))]
        if self.part:
            ends.append(self.button(_("再看一遍"), Kind.SECOND, lambda: self.tell(ShowPart(0))))
        primary = self.button(_("继续"), Kind.PRIMARY, self._press)
        self.foot(ends, "", primary)
        self._show_door()

    def _show_door(self) -> None:
        waiting = self._reason() if self.asks_here else ""
        place = _("第 {page} 页，共 {pages} 页").format(page=self.part + 1, pages=self.parts)
        self.note.say(waiting or (place if self.parts > 1 else ""))
        if self.primary is not None:
            self.primary.set_closed(bool(waiting))

    def _reason(self) -> str:
        missing = sum(ask.given is None for ask in self._state.asks) + (self._state.signs_self is None)
        return _("还有 {count} 项没有选").format(count=missing) if missing else self._state.reason

    def _press(self) -> None:
        if not self.asks_here:
            self.tell(ShowPart(self.part + 1))
            return
        missing = [button for button, subject, _given in self._answers if self._given(subject) is None]
        if missing:
            self.focus_on(missing[0])
        else:
            self.tell(ShowMissing() if self._state.reason else Go())


def _height(block: QWidget, width: int) -> int:
    layout = block.layout()
    return layout.totalHeightForWidth(width) if layout is not None else 0
