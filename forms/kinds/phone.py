"""A telephone number of the mainland: a mobile, or a landline with its extension."""

import re
from datetime import date

from forms.kinds.field import Field, Input
from forms.message import Message
from forms.typed_text import plain, typed_phone

NO_PHONE = Message("forms.no-phone")

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[2-9][0-9]{6,7}")
_EXTENSION = re.compile(r"-[0-9]{1,6}$")


class Phone(Field, frozen=True, tag="phone"):
    """A telephone number; `max_chars` limits a landline without its extension."""

    least_room = 13
    judged_from = 11
    is_grouped = True

    @property
    def input(self) -> Input:
        """What a window needs to enter a value."""
        return Input.DIGITS

    def _normal(self, text: str) -> str:
        return typed_phone(plain(text))

    def _counted(self, value: str) -> str:
        return _EXTENSION.sub("", value) if _is_landline(value) else value

    def _shape_fault(self, value: str, on: date) -> Message | None:
        return None if _MOBILE.fullmatch(value) or _is_landline(value) else NO_PHONE


def _is_landline(value: str) -> bool:
    return _LANDLINE.fullmatch(_EXTENSION.sub("", value)) is not None or _LANDLINE.fullmatch(value) is not None
