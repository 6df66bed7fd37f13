"""The screen on which the applicant checks the answers: as many as fit, each with who entered it and 要改.

What stands on the screen when 这一页都对 is pressed is recorded as checked, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from terminal.events import Back, Checked, Go, NotWrong, Wrong
from terminal.look import Look
from terminal.look.fitting import dealt_out
from terminal.look.look import Role, Tone
from terminal.look.words import _
from terminal.pad.acts import LeaveCheck, ShowPart
from terminal.pad.button import Button, Kind
from terminal.pad.screen import Screen
from terminal.pad.states import Check, Row
from terminal.pad.text import Text


class AnswerRow(QFrame):
    """One answer: label, value, who entered it, and the button beside it."""

    def __init__(self, look: Look, row: Row, change: Button) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "wrong" if row.wrong else "sheet")
        self.change = change
        change.setFixedWidth(max(m.change_width, change.sizeHint().width()))
        across = QHBoxLayout(self)
        across.setContentsMargins(m.pad, m.tight, m.tight, m.tight)
        across.setSpacing(m.gap)
        entered = _("已告诉工作人员：这一项要改") if row.wrong else row.entered
        tone = Tone.RED if row.wrong else Tone.MUTED
        if m.folded:
            entered = f"{row.label}　{entered}"
        else:
            label = Text(look, row.label, Role.SMALL, Tone.INK if row.wrong else Tone.MUTED)
            label.setFixedWidth(m.label_width)
            across.addWidget(label)
        across.addLayout(self._lines(look, row.value, Text(look, entered, Role.SMALL, tone), m.folded), 1)
        across.addWidget(change, 0, Qt.AlignmentFlag.AlignVCenter)

    def _lines(self, look: Look, value: str, entered: Text, entered_first: bool) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        texts = [Text(look, value, Role.BODY), entered]
        for text in reversed(texts) if entered_first else texts:
            lines.addWidget(text)
        lines.addStretch(1)
        return lines


class CheckScreen(Screen):
    """One page of the answers."""

    def __init__(self, look: Look, state: Check) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state = state
        self._rows = [self._row(row) for row in state.rows]
        self._heading = self.heading(_("请核对这一页，哪项不对就点“要改”"))
        label, leaving = (_("返回"), LeaveCheck()) if state.is_handed_over else (_("返回填写"), Back())
        back = self.button(label, Kind.SECOND, lambda: self.tell(leaving))
        before = self.button(_("上一页"), Kind.SECOND, lambda: self.tell(ShowPart(self.part - 1)))
        primary = self.button(_("这一页都对"), Kind.PRIMARY, self._press)
        count = len(self._rows)
        self.foot([back, before], [self._place(count, count, count), state.waiting], primary)
        self.pages = self._paged()
        self.part = min(state.part, len(self.pages) - 1)
        if not self.part:
            before.hide()
            self.drop(before)
        self._show(back, primary)

    @property
    def _here(self) -> Sequence[int]:
        return self.pages[self.part]

    def part_of(self, key: str) -> int | None:
        """The page on which that answer stands."""
        at = next((at for at, row in enumerate(self._state.rows) if row.key == key), None)
        return next((part for part, rows in enumerate(self.pages) if at in rows), None)

    def _wrong(self, rows: Sequence[int]) -> Iterator[int]:
        return (at for at in rows if self._state.rows[at].wrong)

    def _row(self, row: Row) -> AnswerRow:
        label = _("不改了") if row.wrong else _("要改")
        act = NotWrong(row.key) if row.wrong else Wrong(row.key)
        change = self.button(label, Kind.SECOND, lambda: self.tell(act), f"{label}：{row.label}")
        return AnswerRow(self.look, row, change)

    def _paged(self) -> tuple[tuple[int, ...], ...]:
        m = self.look.measures
        heights = [_height(row, self.content_width) for row in self._rows]
        room = self.room() - self._heading.heightForWidth(self.content_width) - m.gap
        return dealt_out(heights, room, m.gap, m.rows)

    def _show(self, back: Button, primary: Button) -> None:
        self.body.addWidget(self._heading)
        for at, row in enumerate(self._rows):
            if at in self._here:
                self.body.addWidget(row)
            else:
                row.setParent(self)
                row.hide()
                self.drop(row.change)
        self.body.addStretch(1)
        wrong = len(list(self._wrong(self._here)))
        self.note.say(self._state.waiting or self._place(self.part + 1, len(self.pages), wrong))
        primary.set_closed(wrong > 0)

    def _place(self, page: int, pages: int, wrong: int) -> str:
        """Where one is, and what is to be changed there."""
        place = _("第 {page} 页，共 {pages} 页").format(page=page, pages=pages)
        reason = _("有 {count} 项要改").format(count=wrong)
        return f"{reason} · {place}" if wrong else place

    def _press(self) -> None:
        wrong = next(self._wrong(self._here), None)
        if wrong is not None:
            self.focus_on(self._rows[wrong].change)
            return
        self.tell(Checked(tuple(self._state.rows[at].key for at in self._here)))
        if self.part + 1 < len(self.pages):
            self.tell(ShowPart(self.part + 1))
        else:
            self.tell(Go())


def _height(row: QWidget, width: int) -> int:
    row.ensurePolished()
    return row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
