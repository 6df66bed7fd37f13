"""The unified social credit code of an organisation, GB 32100."""

from collections.abc import Iterator
from datetime import date

from forms import credit
from forms.credit import body_code_agrees, credit_code_fault, credit_shape_fault
from forms.kinds.field import Doubt, Field, Input
from forms.message import Message
from forms.typed_text import plain


class Credit(Field, frozen=True, tag="credit"):
    """A credit code. A wrong check character is only a doubt: some places issued such codes."""

    source = credit.SOURCE
    least_room = 18

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.LATIN

    def doubts(self, value: str) -> Iterator[Doubt]:
        """Yield what may be wrong with a value that can be held."""
        if credit_code_fault(value):
            yield Doubt("credit.check", credit.WRONG_CHECK, credit.SOURCE)
        if not body_code_agrees(value):
            yield Doubt("credit.body", Message("forms.credit-body"), "GB 11714")

    def _normal(self, text: str) -> str:
        return plain(text).upper()

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return credit_shape_fault(value)
