"""Answers with their origin: who entered each value, and who checked it. Values only: no screen, no clock, no file.

An answer that changes loses its check and keeps its earlier values. The metadata of a record carries
`canonical_bytes`. `rules` judges whether the answers are good, and `show` makes them readable for people.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Self

import rfc8785

from forms.characters import character_fault
from forms.errors import AnswerRefused
from forms.message import Message
from forms.model import Form
from forms.optional_questions import may_stay_empty

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
    """A value with its provenance.

    `entered_by` and `checked_by` are `applicant`, `card`, `staff:S01` and the like. Times are ISO 8601 in UTC.
    `checked_by` is "" while the value is not checked.
    """

    value: str = field(repr=False)
    entered_by: str
    entered_at: str
    checked_by: str = ""
    checked_at: str = ""
    history: tuple[Change, ...] = ()

    @property
    def is_checked(self) -> bool:
        """Whether this very value was checked."""
        return self.checked_by != ""

    def past(self) -> tuple[Change, ...]:
        """Return the history that the next value of the field inherits: this value becomes its last item."""
        last = Change(self.value, self.entered_by, self.entered_at, self.checked_by, self.checked_at)
        return (*self.history, last)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Answers:
    """The answers to one edition of a form. Every method returns a new object; none changes this one."""

    form_id: str
    edition: str
    form_digest: str
    values: Mapping[str, Answer] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    @classmethod
    def start(cls, form: Form) -> Self:
        """Return an object without answers, bound to the digest of the form."""
        return cls(form.id, form.edition, form.digest, {})

    def value(self, key: str) -> str:
        """Return the value under a key; "" when there is no answer."""
        answer = self.values.get(key)
        return answer.value if answer else ""

    def enter(self, key: str, value: str, by: str, at: str) -> Self:
        """Enter a value into a field. A changed value loses its check; the same value again changes nothing.

        Args:
            key: The key of the field. Whether the form has such a field is judged in `rules`.
            value: The held value, at most `MOST_CHARS` characters; "" is an empty answer.
            by: Who entered it: `applicant`, `card`, `staff:S01` and the like.
            at: When, in ISO 8601 and UTC.

        Raises:
            AnswerRefused: The key, the value, the person or the time cannot be recorded.
        """
        _require_recordable(key, value)
        _require_provenance(by, at)
        old = self.values.get(key)
        if old is not None and old.value == value:
            return self
        answer = Answer(value, by, at, history=old.past() if old else ())
        return self._with({key: answer})

    def check(self, keys: Iterable[str], by: str, at: str) -> Self:
        """Record that a person checked these answers.

        Args:
            keys: The keys of the answers that were checked.
            by: Who checked them, as in `enter`.
            at: When, in ISO 8601 and UTC.

        Raises:
            AnswerRefused: One of the answers does not exist, or the person or the time cannot be recorded.
        """
        _require_provenance(by, at)
        checked = {}
        for key in keys:
            if key not in self.values:
                raise AnswerRefused(Message("forms.no-answer-to-check", key=key))
            checked[key] = replace(self.values[key], checked_by=by, checked_at=at)
        return self._with(checked)

    def without_checks(self) -> Self:
        """Return the same answers with every check removed."""
        return self._with({key: replace(answer, checked_by="", checked_at="") for key, answer in self.values.items()})

    def missing(self, form: Form) -> tuple[str, ...]:
        """Return the keys of required fields without an answer, in the form's order.

        `asked` decides which required fields this person may leave empty. Raise `AnswerRefused` for another form.
        """
        self.require_form(form)
        free = may_stay_empty(form, self.value)
        required = (item.key for item in form.fields if item.required and item.key not in free)
        return tuple(key for key in required if not self.value(key))

    def unchecked(self, form: Form) -> tuple[str, ...]:
        """Return the keys of answered fields without a check, in the form's order.

        Raise `AnswerRefused` for another form.
        """
        self.require_form(form)
        return tuple(item.key for item in form.fields if self.value(item.key) and not self.values[item.key].is_checked)

    def require_form(self, form: Form) -> None:
        """Raise `AnswerRefused` unless these answers were started for exactly this form, edition and digest."""
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
        """Return the answers as RFC 8785 bytes: equal answers give equal bytes, in any process."""
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
        """Read canonical bytes. Raise `AnswerRefused` for bytes that `canonical_bytes` would not have written."""
        try:
            content = json.loads(data)
            values = {key: _answer(value) for key, value in content["values"].items()}
            answers = cls(content["form"], content["edition"], content["form_digest"], values)
            canonical = answers.canonical_bytes()
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise AnswerRefused(Message("forms.answers-unreadable")) from error
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
