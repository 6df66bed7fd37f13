"""A question that is answered with yes or no."""

from datetime import date

from forms.errors import AnswerRefused
from forms.kinds.field import Field, Input
from forms.message import Message

YES, NO = "yes", "no"
ROOM = "□是　□否"
NO_CHOICE = Message("forms.no-choice")


class YesNo(Field, frozen=True, tag="yesno"):
    """Yes or no, held as these words."""

    least_room = 3

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.CHOICE

    def room(self, on: date) -> str:
        """Return two boxes to tick."""
        return ROOM

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return None if value in (YES, NO) else NO_CHOICE

    def _shown(self, value: str, on: date) -> str:
        if value not in (YES, NO):
            raise AnswerRefused(Message("forms.not-yes-or-no", key=self.key))
        return "是" if value == YES else "否"
