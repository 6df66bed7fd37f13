"""Changes that no test notices, and why that is right: `survivors.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test noticed: file, function or name, the lines before and after."""

    file: str
    where: str
    before: str
    after: str

    @property
    def is_of_words(self) -> bool:
        """Whether only the letters of a text changed: in capitals, in small letters, between XX and XX."""
        before, after = (
            re.sub(r"[\"']XX|XX[\"']", '"', each).replace("'", '"').casefold() for each in (self.before, self.after)
        )
        return before == after and self.before != self.after

    def as_toml(self) -> str:
        """As it may be listed, but for the reason."""
        fields = {"file": self.file, "where": self.where, "before": self.before, "after": self.after}
        lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
        return "".join(("[[survivor]]\n", *lines))


@dataclass(frozen=True, slots=True)
class SurvivorReason:
    """Why a change need not be noticed: of the function, of these lines (`before`), into these only (`after`).

    With `words`: of the letters of texts only.
    """

    file: str
    where: str
    why: str
    before: str = ""
    after: str = ""
    words: bool = False

    def fits(self, survivor: Survivor) -> bool:
        """Whether it speaks of that one."""
        same = (self.file, self.where) == (survivor.file, survivor.where)
        if self.words and not survivor.is_of_words:
            return False
        return same and self.before in ("", survivor.before) and self.after in ("", survivor.after)


@cache
def listed() -> tuple[SurvivorReason, ...]:
    """The list."""
    return tuple(SurvivorReason(**each) for each in tomllib.loads(LIST.read_text("utf-8")).get("survivor", ()))


def reason_for(survivor: Survivor, reasons: Iterable[SurvivorReason]) -> SurvivorReason | None:
    """The first reason that fits."""
    return next((each for each in reasons if each.fits(survivor)), None)
