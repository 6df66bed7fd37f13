"""A visit as plain values, and back: the one way to write it down, for drafts and for the windows.

Every field is named in `VisitContent`; what is not one of them is refused, so that no bytes run code or are guessed
at. A visit names its form by id, edition and digest, and exactly that form must be installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from archive.ceremony import ActRecord
from archive.metadata import FrozenFacts
from forms.answers import Answers
from forms.decoding import Undecodable, decode
from forms.errors import FormsError
from forms.load import find_form
from forms.message import Message
from forms.model import Form
from signing.ink import Source
from terminal.errors import DraftLost
from terminal.visit.agency import Authority
from terminal.visit.model import Manner, Outcome, Policy, Staff, State, Visit


class FormContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of a visit, by name and digest."""

    id: str
    edition: str
    digest: str


class PolicyContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The policy of a visit; `sources` are sorted. Before there was `looks`, the operator looked at each signature."""

    training: bool
    sources: tuple[Source, ...]
    level: str
    looks: bool = True


class VisitContent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a visit. Those with a default were added later: an older draft does not have them."""

    record: str
    number: str
    form: FormContent
    answers: str
    """Their canonical bytes (`luobi-answers/1`)."""
    operator: Staff
    witness: Staff | None
    policy: PolicyContent
    on: date
    state: State
    turn: int
    signed: int
    manners: Mapping[str, Manner]
    agents: Mapping[str, str]
    authorities: Mapping[str, Authority] = {}
    consents: Mapping[str, bool]
    dwell_ms: Mapping[int, int]
    read_aloud_by: str
    frozen: FrozenFacts | None
    parked_until: str
    paused: bool
    outcome: Outcome
    acts: tuple[ActRecord, ...]
    version: int = 1
    witnessed: Mapping[str, str] = {}
    unfinished: Mapping[str, str] = {}


AS_THEY_ARE: Final = tuple(sorted({*VisitContent.__struct_fields__} - {"form", "answers", "policy"}))
"""The fields that a visit and its content have alike."""


def content_of(visit: Visit) -> VisitContent:
    """Return the content of a visit."""
    form, policy = visit.form, visit.policy
    same: dict[str, Any] = {name: getattr(visit, name) for name in AS_THEY_ARE}
    return VisitContent(
        form=FormContent(form.id, form.edition, form.digest),
        answers=visit.answers.canonical_bytes().decode("utf-8"),
        policy=PolicyContent(policy.training, tuple(sorted(policy.sources)), policy.level, policy.looks),
        **same,
    )


def visit_of(content: VisitContent) -> Visit:
    """Return the visit of a content.

    Raises:
        DraftLost: Its form is not installed, or has changed.
        Undecodable: Its answers cannot be read.
    """
    form, policy = _form(content.form), content.policy
    same: dict[str, Any] = {name: getattr(content, name) for name in AS_THEY_ARE}
    return Visit(
        form=form,
        answers=_answers(content.answers, form),
        policy=Policy(policy.training, frozenset(policy.sources), policy.level, policy.looks),
        **same,
    )


def plain(content: msgspec.Struct) -> Any:
    """Return a content as JSON has it: dicts, lists, texts, numbers; keys are texts, bytes base64, days ISO 8601."""
    return msgspec.to_builtins(content, str_keys=True)


def visit_of_plain(content: object) -> Visit:
    """Return the visit that `plain` wrote. Raise as `visit_of`, and `Undecodable` for anything else."""
    return visit_of(decode(VisitContent, content))


def _form(named: FormContent) -> Form:
    edition = f"{named.id} {named.edition}"
    try:
        form = find_form(named.id, named.edition)
    except FormsError as problem:
        raise DraftLost(Message("terminal.draft-form-gone", form=edition)) from problem
    if form.digest != named.digest:
        raise DraftLost(Message("terminal.draft-form-changed", form=edition))
    return form


def _answers(text: str, form: Form) -> Answers:
    try:
        answers = Answers.from_bytes(text.encode("utf-8"))
        answers.require_form(form)
    except FormsError as problem:
        raise Undecodable("answers", problem.message) from problem
    except (UnicodeEncodeError, RecursionError):
        raise Undecodable("answers", Message("forms.file-too-deep")) from None
    return answers
