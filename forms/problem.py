"""What a rule says when an answer breaks it. Texts never repeat the answer, so they may be logged."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Gravity = Literal["stop", "warn", "hint"]  # stop: no freeze · warn: staff confirm · hint: worth asking


class Said(NamedTuple):
    """One sentence for the counter (Chinese) and for the shell (English)."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule: how grave, in which field (its key), in both languages, and by which law or standard."""

    gravity: Gravity
    field: str
    message_zh: str
    message_en: str
    source: str
