"""The screen before any question of the form: the purpose, what is kept and how long, and the consents, one by one.

On wide glass everything is side by side. Where the text needs more room it comes first, page by page, and the
questions after it, as many as fit. No answer is chosen beforehand. Refusing is as easy as agreeing, and both can be
changed. The screen says what follows from a refusal, and the primary button carries it out; no page after the refusal
is shown.
"""

from __future__ import annotations

from functools import partial

from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from terminal.visit.events import Consent, Go, SignsAs
from terminal.visit.model import Manner
from terminal.windows.look import Look
from terminal.windows.look.fitting import dealt_out
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _, sentences
from terminal.windows.pad.acts import CallReason, CallStaff, Declines, ShowMissing, ShowPart
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Ask, Notice

ELECTRONIC, MANNER = "electronic", "manner"


class NoticeScreen(Screen):
    """The text and the questions, together or one after the other."""

    def __init__(self, look: Look, state: Notice) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state, self.part = state, 0
        self._answers: list[tuple[Button, str, bool]] = []
        self._heading = self.heading(_("办理前，请您了解") if state.first else _("签名前，请您了解"))
        self.body.addWidget(self._heading)
        self._foot()
        blocks = [
            self._block(title, words, state.small_print if not at else "")
            for at, (title, words) in enumerate(state.paragraphs)
        ]
        questions = {ask.subject: self._consent(ask) for ask in state.asks} | {MANNER: self._manner()}
        pages = self._pages(blocks, list(questions.values()))
        self.parts = len(pages)
        stands = {block: at for at, page in enumerate(pages) for column in page for block in column}
        self._page_of = {subject: stands[question] for subject, question in questions.items()}
        refused = (self._page_of[ask.subject] for ask in state.asks if ask.given is False)
        self.part = min(state.part, self.parts - 1, *refused)
        self._show(pages[self.part])
        for block, at in stands.items():
            if at != self.part:
                self._put_away(block)
        if not self.part:
            self.drop(self._again)
            self._again.hide()
        self._show_door()

    def refresh(self, state: object) -> bool:
        """Show another answer to a question on the same page; return False for another page or another text."""
        if not isinstance(state, Notice) or state.part != self._state.part:
            return False
        if state.paragraphs != self._state.paragraphs or not self.takes_call(self._state.frame, state.frame):
            return False
        self._state = state
        for button, subject, given in self._answers:
            button.setChecked(self._given(subject) is given)
        self._show_door()
        return True

    @property
    def asks_here(self) -> bool:
        """Whether this page asks a question."""
        return self.part in self._page_of.values()

    # What stands on which page: columns side by side

    def _pages(self, blocks: list[QFrame], questions: list[QFrame]) -> list[list[list[QFrame]]]:
        if not self.look.measures.folded:
            text, asked = self._dealt(blocks, self._column), self._dealt(questions, self._column)
            if len(text) == len(asked) == 1:
                return [[*text, *asked]]
        alone = (self._dealt(each, self.content_width) for each in (blocks, questions))
        return [[page] for pages in alone for page in pages]

    def _dealt(self, blocks: list[QFrame], width: int) -> list[list[QFrame]]:
        heights = [_height(block, width) + 2 * self.look.measures.line for block in blocks]
        pages = dealt_out(heights, self._room(), self._gap)
        return [[blocks[at] for at in page] for page in pages]

    def _room(self) -> int:
        """Return the height that is left below the heading, in pixels."""
        return self.room() - self._heading.heightForWidth(self.content_width) - self.look.measures.gap

    @property
    def _gap(self) -> int:
        """The gap between two sheets in pixels: smaller on small panels, because the sheets cannot be pressed."""
        return self.look.measures.tight if self.look.measures.folded else self.look.measures.gap

    @property
    def _column(self) -> int:
        """Half of the content's width, in pixels."""
        return (self.content_width - self.look.measures.gap) // 2

    def _show(self, columns: list[list[QFrame]]) -> None:
        row = self.row()
        for blocks in columns:
            column = QVBoxLayout()
            column.setSpacing(self._gap)
            for block in blocks:
                column.addWidget(block)
            column.addStretch(1)
            row.addLayout(column, 1)
        self.body.addLayout(row, 1)

    def _put_away(self, block: QWidget) -> None:
        block.setParent(self)
        block.hide()
        for button in block.findChildren(Button):
            self.drop(button)

    # The text

    def _block(self, title: str, words: str, small_print: str) -> QFrame:
        m = self.look.measures
        block = QFrame()
        block.setProperty("part", "sheet")
        inside = QVBoxLayout(block)
        inside.setContentsMargins(m.pad, m.tight, m.pad, m.tight)
        inside.setSpacing(0)
        inside.addWidget(self.text(title, Role.SMALL, Tone.MUTED))
        inside.addWidget(self.text(words))
        if small_print:
            inside.addWidget(self.text(small_print, Role.SMALL, Tone.MUTED))
        return block

    # The questions

    def _consent(self, ask: Ask) -> QFrame:
        choices = [
            self._choice(label, ask.subject, given, act, ask.question)
            for label, given, act in (
                (_("同意"), True, Consent(ask.subject, True)),
                (_("不同意"), False, Declines(ask.subject)),
            )
        ]
        return self._question(ask.question, choices)

    def _manner(self) -> QFrame:
        question = _("您自己签名，还是需要帮助？")
        alone, helped = SignsAs(Manner.SELF), CallStaff(CallReason.WANTS_HELP)
        choices = [
            self._choice(_("我自己签"), MANNER, True, alone, question),
            self._choice(_("需要帮助"), MANNER, False, helped, question),
        ]
        return self._question(question, choices)

    def _choice(self, label: str, subject: str, given: bool, act: object, question: str) -> Button:
        made = self.button(label, ButtonKind.CHOICE, partial(self.tell, act), sentences(question, label))
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

    # On and back

    def _foot(self) -> None:
        self._paper = self.button(_("改用纸质办理"), ButtonKind.SECOND, self._decline)
        self._again = self.button(_("再看一遍"), ButtonKind.SECOND, lambda: self.tell(ShowPart(0)))
        notes = [self._state.reason, self._place(len(self._state.paragraphs)), self._waiting(len(self._state.asks))]
        primary = self.button(_("继续"), ButtonKind.PRIMARY, self._press)
        primary.keep_room_for(_("改用纸质办理"))
        kept = self._paper.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._paper.setSizePolicy(kept)
        self.foot([self._paper, self._again], [*notes, self._state.refusal], primary)

    def _show_door(self) -> None:
        waiting, declined = self._reason(), self._declined
        place = self._place(self.parts) if self.parts > 1 else ""
        self.note.say(self._state.refusal if declined else waiting or place, Tone.INK if declined else Tone.MUTED)
        self._paper.setVisible(not declined)
        if self.primary is not None:
            label = _("改用纸质办理") if declined else _("继续")
            self.primary.setText(label)
            self.primary.setAccessibleName(label)
            self.primary.set_closed(bool(waiting) and not declined)

    def _place(self, pages: int) -> str:
        return _("第 {page} 页，共 {pages} 页").format(page=self.part + 1, pages=pages)

    def _waiting(self, count: int) -> str:
        return _("还有 {count} 项没有选").format(count=count)

    @property
    def _is_last(self) -> bool:
        return self.part + 1 == self.parts

    @property
    def _declined(self) -> str:
        """The consent that is refused on this page or before it; "" when no consent is refused."""
        here = (ask.subject for ask in self._state.asks if self._page_of[ask.subject] <= self.part)
        return next((subject for subject in here if self._given(subject) is False), "")

    def _decline(self) -> None:
        """Refuse to sign electronically, on the page that asks for it: there the refusal can be seen and changed."""
        self.tell(Declines(ELECTRONIC))
        if (page := self._page_of[ELECTRONIC]) != self.part:
            self.tell(ShowPart(page))

    def _missing(self) -> list[str]:
        """Return the questions up to this page that have no answer."""
        return [one for one, page in self._page_of.items() if page <= self.part and self._given(one) is None]

    def _reason(self) -> str:
        if missing := self._missing():
            return self._waiting(len(missing))
        return self._state.reason if self._is_last else ""

    def _press(self) -> None:
        missing = self._missing()
        if self._declined:
            self.tell(Consent(self._declined, False))
        elif missing and self._page_of[missing[0]] < self.part:
            self.tell(ShowPart(self._page_of[missing[0]]))
        elif missing:
            self.focus_on(next(button for button, subject, _yes in self._answers if subject == missing[0]))
        elif not self._is_last:
            self.tell(ShowPart(self.part + 1))
        else:
            self.tell(ShowMissing() if self._state.reason else Go())


def _height(block: QWidget, width: int) -> int:
    layout = block.layout()
    return layout.totalHeightForWidth(width) if layout is not None else 0
