"""The screen with one question: choice cards, a number pad, or a date in three boxes.

Longer text is typed at the desk.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from terminal.visit.events import Entered, Go
from terminal.windows.look import Look
from terminal.windows.look.look import Role, Tone
from terminal.windows.look.words import _
from terminal.windows.pad.acts import CallReason, CallStaff, ShowMissing, ShowPart, Typed
from terminal.windows.pad.button import Button, ButtonKind
from terminal.windows.pad.cards import BY, Cards
from terminal.windows.pad.digits import DateDraft, NumberDraft, grouped
from terminal.windows.pad.screen import Screen
from terminal.windows.pad.states import Call, Entry, Fill
from terminal.windows.pad.text import Text, width_for

KEYS = ("123", "456", "789")
TYPED = (Entry.NUMBER, Entry.DATE)


class FillScreen(Screen):
    """A question and the controls to answer it."""

    def __init__(self, look: Look, state: Fill) -> None:
        super().__init__(look, state.frame.training, state.frame)
        self._state = state
        self._boxes: tuple[Button, ...] = ()
        self._shown: Text | None = None
        self._cards: Cards | None = None
        self._number = NumberDraft(state.value, state.max_chars, state.letters)
        self._date = DateDraft.of(state.value)
        self._heading = self.heading(state.question)
        self._hint = self.text("", Role.SMALL, Tone.MUTED)
        self._hinted = False
        asked = QVBoxLayout()
        asked.setSpacing(look.measures.tight)
        for text in (self._heading, self._hint):
            asked.addWidget(text)
        self.body.addLayout(asked)
        self._say_hint()
        self._foot()
        self._entry()
        self.body.addStretch(1)
        self._refresh_door()

    def refresh(self, state: object) -> bool:
        """Show another answer to the same question in place, so that nothing moves under the pen.

        Return False for another question, or when the screen must be made again.
        """
        if not isinstance(state, Fill) or _question(state) != _question(self._state):
            return False
        if not self.takes_call(self._state.frame, state.frame):
            return False
        if state.entry is Entry.DESK or ((self._boxes or self._shown) and state.value != self._typed_text()):
            return False
        self._state = state
        if self._cards is not None:
            self._cards.show(state)
        self._refresh_door()
        return True

    def _say_hint(self) -> None:
        """Show what to do here, or why the answer cannot be right.

        The problem is shown as soon as the answer is complete, or when a person presses the closed primary button.
        """
        told = self._state.problem if self._is_whole or self._hinted else ""
        self._hint.say(told or self._hint_words(), Tone.AMBER if told else Tone.MUTED)

    @property
    def _is_whole(self) -> bool:
        """Whether nothing more is to be typed."""
        match self._state.entry:
            case Entry.NUMBER:
                return len(self._number.text) >= self._state.least_chars
            case Entry.DATE:
                return self._date.is_whole
            case _:
                return True

    @property
    def _is_wrong(self) -> bool:
        """Whether the typed value cannot be right."""
        return self._state.entry in TYPED and bool(self._state.problem)

    def _hint_words(self) -> str:
        match self._state.entry:
            case Entry.CHOICE:
                return _("请选一项。拿不准时，可以问工作人员。")
            case Entry.CHOICES:
                return _("可以选几项，也可以不选。")
            case Entry.NUMBER:
                return _("请按数字。按错了，点“删一位”。")
            case Entry.DATE:
                return _("先点年、月、日的格子，再按数字。")
            case Entry.DESK:
                return _("请说给工作人员听，由工作人员填。您看这里写得对不对。")

    def _entry(self) -> None:
        match self._state.entry:
            case Entry.CHOICE | Entry.CHOICES:
                self._cards = Cards(self, self._state, self._room_below())
            case Entry.NUMBER:
                self._number_pad(self._number_field())
            case Entry.DATE:
                self._number_pad(self._date_fields())
            case Entry.DESK:
                self._told()

    def _room_below(self) -> int:
        """Return the height in pixels between the hint and the bar with the primary button."""
        m = self.look.measures
        above = self._heading.heightForWidth(self.content_width) + self._hint.heightForWidth(self.content_width)
        return self.room() - above - m.tight - m.gap

    # Numbers and dates

    def _number_field(self) -> QHBoxLayout:
        row = self.row()
        self._shown = self.text("", self._number_role())
        field = QFrame()
        field.setProperty("part", "field")
        inside = QHBoxLayout(field)
        m = self.look.measures
        inside.setContentsMargins(m.pad, 0, m.pad, 0)
        inside.addWidget(self._shown)
        field.setMinimumHeight(m.target + m.bar_pad)
        row.addWidget(field, 1)
        self._show_number()
        return row

    def _number_role(self) -> Role:
        """Return the larger type size if the longest number fits in it, else the smaller one."""
        longest = self.text("0" * (self._state.max_chars + 2), Role.HEADING)
        keys = 3 * (self._key_width() + self.look.measures.gap)
        return Role.HEADING if longest.natural_width() < (self.content_width - keys) * 3 // 4 else Role.TITLE

    def _show_number(self) -> None:
        if self._shown is not None:
            self._shown.say(grouped(self._number.text) or " ")
            self._shown.setAccessibleName(_("已经填的：{text}").format(text=self._number.text or _("还没有")))

    def _date_fields(self) -> QBoxLayout:
        """Lay out three boxes with their units side by side, or one below the other where the units need more room."""
        m = self.look.measures
        fields = QHBoxLayout()  # a date reads from left to right, whichever hand writes
        fields.setSpacing(m.gap)
        units = [self.text(unit) for unit in (_("年"), _("月"), _("日"))]
        self._boxes = tuple(self._date_box(part, unit.text()) for part, unit in enumerate(units))
        wide = sum(one.minimumWidth() for one in self._boxes) + sum(unit.natural_width() for unit in units)
        beside = wide + (2 * len(units) - 1) * m.gap <= self.content_width - 3 * (self._key_width() + m.gap)
        if not beside:
            fields.setDirection(QBoxLayout.Direction.TopToBottom)
        for part, (box, unit) in enumerate(zip(self._boxes, units, strict=True)):
            unit.setMinimumWidth(unit.natural_width() if beside else max(one.natural_width() for one in units))
            field = QHBoxLayout()
            field.setSpacing(m.gap)
            field.addWidget(box, 1)
            field.addWidget(unit)
            fields.addLayout(field, 2 if part == 0 else 1)
        self._show_date()
        return fields

    def _date_box(self, part: int, unit: str) -> Button:
        box = self.button("", ButtonKind.CHOICE_BOX, partial(self._choose_part, part), unit)
        box.setMinimumWidth(self.look.measures.digit_box * (2 if part == 0 else 1))
        return box

    def _choose_part(self, part: int) -> None:
        self._date = self._date.at(part)
        self._show_date()

    def _show_date(self) -> None:
        for part, box in enumerate(self._boxes):
            box.setText(self._date.parts[part])
            box.setChecked(part == self._date.part)

    def _number_pad(self, fields: QBoxLayout) -> None:
        m = self.look.measures
        row = self.row()
        column = QVBoxLayout()
        column.setSpacing(m.gap)
        column.addLayout(fields)
        column.addStretch(1)
        row.addLayout(column, 1)
        keys = QGridLayout()
        keys.setSpacing(m.gap)
        for down, digits in enumerate(KEYS):
            for across, digit in enumerate(digits):
                keys.addWidget(self._key(digit), down, across)
        below = len(KEYS)
        extra = self._key(self._state.letters) if self._state.letters else self._key(_("清空"), self._clear)
        keys.addWidget(extra, below, 0)
        keys.addWidget(self._key("0"), below, 1)
        keys.addWidget(self._key(_("删一位"), self._rub_out), below, 2)
        row.addLayout(keys)
        self.body.addLayout(row)

    def _key_width(self) -> int:
        """Return the width of every key in pixels; it is the same for all labels."""
        m = self.look.measures
        widest = max(width_for(self.look, words, Role.BODY, False) for words in (_("清空"), _("删一位")))
        return max(m.key_width, widest + 2 * m.tool_pad)

    def _key(self, label: str, act: object = None) -> Button:
        key = self.button(label, ButtonKind.KEY, act if callable(act) else partial(self._type, label))
        m = self.look.measures
        key.setMinimumWidth(self._key_width())
        if (len(KEYS) + 1) * (m.tall_target + m.gap) <= self._room_below():
            key.setMinimumHeight(m.tall_target)
        return key

    def _type(self, character: str) -> None:
        self._now(self._number.typed(character), self._date.typed(character))

    def _rub_out(self) -> None:
        self._now(self._number.rubbed_out(), self._date.rubbed_out())

    def _clear(self) -> None:
        self._now(NumberDraft("", self._state.max_chars, self._state.letters), DateDraft())

    def _now(self, number: NumberDraft, date: DateDraft) -> None:
        self._number, self._date = number, date
        self._show_number()
        self._show_date()
        self._refresh_door()
        self.tell(Typed(self._state.key, self._typed_text()))

    def _typed_text(self) -> str:
        return self._date.text if self._state.entry is Entry.DATE else self._number.text

    # Told at the desk

    def _told(self) -> None:
        m = self.look.measures
        field = QFrame()
        field.setProperty("part", "sheet")
        inside = QVBoxLayout(field)
        inside.setContentsMargins(m.pad, m.pad, m.pad, m.pad)
        words = self._state.value or _("还没有填")
        tone = Tone.INK if self._state.value else Tone.MUTED
        text = self.text(words, self._told_role(words), tone)
        text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        inside.addWidget(text)
        self.body.addWidget(field)

    def _told_role(self, words: str) -> Role:
        """Return the type size for a text from the desk: the longest addresses need the smaller one on small panels."""
        m = self.look.measures
        high = self.text(words).heightForWidth(self.content_width - 2 * m.pad)
        return Role.BODY if high + 2 * m.pad + m.gap <= self._room_below() else Role.SMALL

    # On and back

    def _foot(self) -> None:
        ends = []
        if self._state.index:
            back = ShowPart(self._state.index - 1)
            ends.append(self.button(_("上一项"), ButtonKind.SECOND, lambda: self.tell(back)))
        self._leave_it = self.button(_("我填不了"), ButtonKind.SECOND, self._leave_to_staff)
        kept = self._leave_it.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._leave_it.setSizePolicy(kept)
        if self._state.entry in TYPED:
            ends.append(self._leave_it)
        else:
            self.drop(self._leave_it)
            self._leave_it.setParent(self)
        primary = self.button(_("下一项") if not self._is_last else _("填好了"), ButtonKind.PRIMARY, self._press)
        reasons = (
            self._state.reason,
            _("还没有填全"),
            _("还没有填完"),
            _("还没有填"),
            _("还没有填对"),
            _("还没有选"),
            _("请先告诉工作人员"),
        )
        self.foot(ends, [self._place(reason) for reason in reasons], primary)

    @property
    def _is_last(self) -> bool:
        return self._state.index + 1 == self._state.count

    def _refresh_door(self) -> None:
        if self.primary is None:
            return
        self._say_hint()
        reason = self._reason()
        self.note.say(self._place(reason))
        self._leave_it.setVisible(self._state.entry in TYPED and bool(reason) and reason != self._state.reason)
        self.primary.set_closed(bool(reason))

    def _place(self, reason: str) -> str:
        if reason and self._state.entry in TYPED and (self.look.measures.folded or self.look.mode.elder):
            return reason  # beside three buttons there is no room for both
        place = _("第 {index} 项，共 {count} 项").format(index=self._state.index + 1, count=self._state.count)
        return f"{reason} · {place}" if reason else place

    def _reason(self) -> str:
        match self._state.entry:
            case Entry.DATE if not self._date.is_whole and (self._state.required or not self._date.is_empty):
                return _("还没有填全")
            case Entry.NUMBER if self._state.required and not self._number.text:
                return _("还没有填")
            case Entry.NUMBER | Entry.DATE if self._state.problem:
                return _("还没有填对") if self._is_whole else _("还没有填完")
            case Entry.CHOICE | Entry.DESK if self._state.required and not self._state.value:
                return _("还没有选") if self._state.entry is Entry.CHOICE else _("请先告诉工作人员")
            case _:
                return self._state.reason

    def _press(self) -> None:
        if self._reason():
            self._to_what_is_missing()
            return
        if self._state.entry in TYPED and self._typed_text():
            self.tell(Entered(self._state.key, self._typed_text(), BY))
        self.tell(Go() if self._is_last else ShowPart(self._state.index + 1))

    def _leave_to_staff(self) -> None:
        """Call staff and go on to the next question, so that a number which the pad rejects holds up no one."""
        self.tell(CallStaff(CallReason.HELP))
        if not self._is_last:
            self.tell(ShowPart(self._state.index + 1))

    def _to_what_is_missing(self) -> None:
        if self._is_wrong:
            self._hinted = True
            self._say_hint()
        if self._state.entry in {Entry.DESK, Entry.CHOICES} or (self._state.reason and not self._is_wrong):
            self.tell(ShowMissing())
        else:
            self.focus_on(self.focus_order()[0])


def _question(state: Fill) -> Fill:
    """Return the part of the state that stays the same while the question is answered."""
    return replace(state, value="", reason="", problem="", frame=replace(state.frame, call=Call.NONE))
