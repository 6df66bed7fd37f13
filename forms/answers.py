"""What was answered, by whom, and who checked it. Values only: no screen, no clock, no file.

An answer that changes loses its check and keeps its past. `canonical_bytes` is what a record's metadata
carries; `rules` judges whether the answers are good, `show` says them to people.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Self

import rfc8785

from forms.asked import may_stay_empty
from forms.characters import character_fault
from forms.errors import AnswerRefused
from forms.message import Message
from forms.model import Form

FORMAT = "luobi-answers/1"
MOST_CHARS = 2000

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_WHO = re.compile(r"[a-z][a-z-]*(:[A-Za-z0-9._-]+)?")


@dataclass(frozen=True, slots=True)
class Change:
    """An earlier value of an answer, with the check it had."""

    value: str = field(repr=False)
    entered_by: str
    entered_at: str
    checked_by: str = ""
    checked_at: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value with its provenance. Who: `applicant`, `card`, `staff:S01`…; times are ISO 8601 in UTC."""

    value: str = field(repr=False)
    entered_by: str
    entered_at: str
    checked_by: str = ""
    checked_at: str = ""
    history: tuple[Change, ...] = ()

    @property
    def is_checked(self) -> bool:
        """Whether someone has checked this very value."""
        return self.checked_by != ""

    def past(self) -> tuple[Change, ...]:
        """The history that a successor inherits: this value becomes its last item."""
        last = Change(self.value, self.entered_by, self.entered_at, self.checked_by, self.checked_at)
        return (*self.history, last)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Answers:
    """The answers to one edition of a form. Every method returns a new value; none changes this one."""

    form_id: str
    edition: str
    form_digest: str
    values: Mapping[str, Answer] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    @classmethod
    def start(cls, form: Form) -> Self:
        """No answers yet, bound to that form's digest."""
        return cls(form.id, form.edition, form.digest, {})

    def value(self, key: str) -> str:
        """The value under a key; empty when there is no answer."""
        answer = self.values.get(key)
        return answer.value if answer else ""

    def enter(self, key: str, value: str, by: str, at: str) -> Self:
        """Answer a field. A changed value loses its check; the same value again changes nothing.

        Raises `AnswerRefused` for a key, value, person or time that cannot be recorded.
        """
        _require_recordable(key, value)
        _require_provenance(by, at)
        old = self.values.get(key)
        if old is not None and old.value == value:
            return self
        answer = Answer(value, by, at, history=old.past() if old else ())
        return self._with({key: answer})

    def check(self, keys: Iterable[str], by: str, at: str) -> Self:
        """Record that someone checked these answers; `AnswerRefused` when one of them is not there."""
        _require_provenance(by, at)
        checked = {}
        for key in keys:
            if key not in self.values:
                raise AnswerRefused(Message("forms.no-answer-to-check", key=key))
            checked[key] = replace(self.values[key], checked_by=by, checked_at=at)
        return self._with(checked)

    def without_checks(self) -> Self:
        """The same answers, checked by nobody."""
        return self._with({key: replace(answer, checked_by="", checked_at="") for key, answer in self.values.items()})

    def missing(self, form: Form) -> tuple[str, ...]:
        """Keys of required fields without an answer, in the form's order; see `asked` for those that may stay empty."""
        self.require_form(form)
        free = may_stay_empty(form, self.value)
        required = (item.key for item in form.fields if item.required and item.key not in free)
        return tuple(key for key in required if not self.value(key))

    def unchecked(self, form: Form) -> tuple[str, ...]:
        """Keys of answered fields that nobody has checked, in the form's order."""
        self.require_form(form)
        return tuple(item.key for item in form.fields if self.value(item.key) and not self.values[item.key].is_checked)

    def require_form(self, form: Form) -> None:
        """`AnswerRefused` unless these answers were begun for exactly that form."""
        if (self.form_id, self.edition, self.form_digest) != (form.id, form.edition, form.digest):
            raise AnswerRefused(
                Message(
                    "forms.answers-of-another-form",
                    form_id=self.form_id,
                    edition=self.edition,
                    digest=self.form_digest[:8],
                    other_id=form.id,
                    other_edition=form.edition,
                    other_digest=form.digest[:8],
                )
            )

    def canonical_bytes(self) -> bytes:
        """RFC 8785 bytes: equal answers give equal bytes, in any process."""
        values = {key: asdict(answer) for key, answer in self.values.items()}
        return rfc8785.dumps(
            {
                "format": FORMAT,
                "form": self.form_id,
                "edition": self.edition,
                "form_digest": self.form_digest,
                "values": values,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read canonical bytes; `AnswerRefused` for what `canonical_bytes` would not have written."""
        try:
            content = json.loads(data)
            values = {key: _answer(value) for key, value in content["values"].items()}
            answers = cls(content["form"], content["edition"], content["form_digest"], values)
            canonical = answers.canonical_bytes()
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise AnswerRefused(Message("forms.answers-unreadable", cause=type(error).__name__)) from error
        if canonical != data:
            raise AnswerRefused(Message("forms.answers-not-canonical"))
        return answers

    def _with(self, changed: Mapping[str, Answer]) -> Self:
        return replace(self, values={**self.values, **changed})


def _answer(content: dict[str, Any]) -> Answer:
    history = tuple(Change(**past) for past in content["history"])
    return Answer(**{**content, "history": history})


def _require_recordable(key: str, value: str) -> None:
    if not _KEY.fullmatch(key):
        raise AnswerRefused(Message("forms.not-a-field-key", key=key))
    if len(value) > MOST_CHARS:
        raise AnswerRefused(Message("forms.answer-too-long", key=key, most=MOST_CHARS))
    if fault := character_fault(value):
        raise AnswerRefused(Message("forms.answer-not-kept", key=key, fault=fault))


def _require_provenance(by: str, at: str) -> None:
    if not _WHO.fullmatch(by):
        raise AnswerRefused(Message("forms.no-provenance", by=by))
    if not _is_utc(at):
        raise AnswerRefused(Message("forms.not-utc", at=at))


def _is_utc(at: str) -> bool:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return False
    return moment.utcoffset() == UTC.utcoffset(None)
