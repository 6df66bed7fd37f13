"""The screen on which the applicant checks the answers: as many as fit, each with its source and a button 要改.

Only what the screen shows when 这一页都对 is pressed is recorded as checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from terminal.visit.events import Back, Checked, Go, NotWrong, Wrong
from terminal.windows.look import Look
from terminal.windows.look.fitting import dealt_out
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.acts import LeaveCheck, ShowPart
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Check, Row
from terminal.windows.pad.text import Text


class AnswerRow(QFrame):
    """One answer: its label, its value, the button for a change, and who entered it if another person or source did."""

    def __init__(self, look: Look, row: Row, change: Button) -> None:
        super().__init__()
        m = look.measures
        self.setProperty("part", "wrong" if row.wrong else "sheet")
        self.change = change
        change.setFixedWidth(max(m.change_width, change.sizeHint().width()))
        across = QHBoxLayout(self)
        across.setContentsMargins(m.pad, m.tight, m.tight, m.tight)
        across.setSpacing(m.gap)
        entered, tone = "" if row.own else row.entered, Tone.MUTED
        if row.wrong:
            entered, tone = _("已告诉工作人员：这一项要改"), Tone.RED
        elif row.before:
            entered, tone = _("已改：{before} → {value}").format(before=row.before, value=row.value), Tone.GREEN
        if m.folded:
            entered = f"{row.label}　{entered}".rstrip()
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
        if not entered.text():
            entered.hide()
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
        self._heading = self.heading(self._asks())
        label, leaving = (_("返回"), LeaveCheck()) if state.is_handed_over else (_("返回填写"), Back())
        back = self.button(label, ButtonKind.SECOND, lambda: self.tell(leaving))
        before = self.button(_("上一页"), ButtonKind.SECOND, lambda: self.tell(ShowPart(self.part - 1)))
        after = self.button(_("下一页"), ButtonKind.SECOND, lambda: self.tell(ShowPart(self.part + 1)))
        primary = self.button(self._agrees(), ButtonKind.PRIMARY, self._press)
        count = len(self._rows)
        ends = [back, before, after] if state.again else [back, before]
        self.foot(ends, [self._place(count, count, count), state.waiting], primary)
        self.pages = self._paged()
        self.part = min(state.part, len(self.pages) - 1)
        for turn, leads in ((before, self.part > 0), (after, state.again and self.part + 1 < len(self.pages))):
            if not leads:
                turn.hide()
                self.drop(turn)
        self._show(back, primary)

    def _asks(self) -> str:
        if not self._state.again:
            return _("请核对这一页，哪项不对就点“要改”")
        if any(row.before for row in self._state.rows):
            return _("改过的排在前面，请再核对一遍")
        return _("哪里不对？点那一项的“要改”")

    def _agrees(self) -> str:
        if not self._state.again:
            return _("这一页都对")
        changed = any(row.wrong or row.pending for row in self._state.rows)
        return _("改好了，都对") if changed else _("没有要改的")

    @property
    def _here(self) -> Sequence[int]:
        return self.pages[self.part]

    def part_of(self, key: str) -> int | None:
        """Return the page (from 0) that shows the answer with that key; None when no page does."""
        at = next((at for at, row in enumerate(self._state.rows) if row.key == key), None)
        return next((part for part, rows in enumerate(self.pages) if at in rows), None)

    def _wrong(self, rows: Sequence[int]) -> Iterator[int]:
        return (at for at in rows if self._state.rows[at].wrong)

    def _row(self, row: Row) -> AnswerRow:
        label = _("不改了") if row.wrong else _("要改")
        act = NotWrong(row.key) if row.wrong else Wrong(row.key)
        change = self.button(
            label, ButtonKind.SECOND, lambda: self.tell(act), _("{label}：{why}").format(label=label, why=row.label)
        )
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
        """Return the words for which page is shown, and how many answers on it are to be changed."""
        place = _("第 {page} 页，共 {pages} 页").format(page=page, pages=pages)
        reason = _("有 {count} 项要改").format(count=wrong)
        return f"{reason} · {place}" if wrong else place

    def _press(self) -> None:
        wrong = next(self._wrong(self._here), None)
        if wrong is not None:
            self.focus_on(self._rows[wrong].change)
            return
        here = [self._state.rows[at] for at in self._here]
        keys = tuple(row.key for row in here if row.pending or not self._state.again)
        if keys:
            self.tell(Checked(keys))
        if self._goes_on():
            self.tell(ShowPart(self.part + 1))
        else:
            self.tell(Go())

    def _goes_on(self) -> bool:
        """Return whether a later page is still to be checked."""
        later = self._state.rows[self._here[-1] + 1 :]
        return any(row.pending or row.wrong for row in later) if self._state.again else bool(later)


def _height(row: QWidget, width: int) -> int:
    row.ensurePolished()
    return row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
