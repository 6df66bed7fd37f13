"""All kinds of rules, by the name that a form uses, with the fields and values that each takes."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from forms import contracts, persons, plain_rules, registrations
from forms.kinds import Choice, Credit, Date, Field, Identity, Integer, Money, Text
from forms.kinds.field import FORM
from forms.rule_binding import Condition, Option, Reads, RuleKind

_DAY, _TEXT = Reads(Date), Reads(Text, required=False)
_SEX, _DOCUMENT = Reads(Choice, "sex"), Reads(Choice, "id-type")
_NUMBER, _MONEY, _INTEGER = Reads(Identity), Reads(Money), Reads(Integer)
_PROBATION = Reads(Integer, or_codes="probation")
_ANY_DAY = Reads(Date, required=False)

_GRAVITIES = ("stop", "warn", "hint")
_STOP, _WARN = Option(str, "stop", _GRAVITIES), Option(str, "warn", _GRAVITIES)
_SOURCE, _WORDS = Option(str, FORM), Option(str)


RULE_KINDS: Mapping[str, RuleKind] = MappingProxyType(
    {
        "identity-agrees": RuleKind(
            persons.identity_agrees,
            {
                "number": _NUMBER,
                "document": replace(_DOCUMENT, optional=True),
                "birth": replace(_DAY, optional=True),
                "sex": replace(_SEX, optional=True),
            },
        ),
        "ethnic-group": RuleKind(
            persons.ethnic_group,
            {
                "ethnic": Reads(Choice, "ethnic", required=False),
                "number": _NUMBER,
                "document": replace(_DOCUMENT, optional=True),
            },
        ),
        "applicant-age": RuleKind(persons.applicant_age, {"birth": _DAY, "sex": replace(_SEX, optional=True)}),
        "worker-age": RuleKind(persons.worker_age, {"number": _NUMBER}),
        "one-person": RuleKind(persons.one_person, {"first": _NUMBER, "second": _NUMBER}),
        "unemployment": RuleKind(
            registrations.unemployment,
            {
                "left_on": _DAY,
                "birth": replace(_DAY, optional=True),
                "reason": Reads(Choice, "unemployment-reason"),
                "remark": _TEXT,
            },
        ),
        "fixed-term": RuleKind(contracts.fixed_term, {"starts": _DAY, "ends": _DAY, "probation": _PROBATION}),
        "contract-pay": RuleKind(
            contracts.contract_pay,
            {"pay": _MONEY, "trial_pay": _MONEY, "probation": _PROBATION, "pay_day": _INTEGER},
        ),
        "contract-hours": RuleKind(contracts.contract_hours, {"hours": Reads(Choice, "working-hours")}),
        "in-order": RuleKind(
            plain_rules.in_order, {"first": _ANY_DAY, "last": _ANY_DAY, "gravity": _STOP, "source": _SOURCE}
        ),
        "not-in-future": RuleKind(plain_rules.not_in_future, {"day": _ANY_DAY, "gravity": _STOP, "source": _SOURCE}),
        "never": RuleKind(
            plain_rules.never,
            {
                "name": Option(str, is_name=True),
                "when": Condition(),
                "at": Reads(Text, required=False, or_kinds=(Field,)),
                "gravity": _STOP,
                "words": _WORDS,
                "source": _SOURCE,
            },
        ),
        "already-registered": RuleKind(
            registrations.already_registered, {"number": _NUMBER, "gravity": _WARN, "source": _SOURCE}, True
        ),
        "contradicts": RuleKind(
            registrations.contradicts,
            {
                "number": _NUMBER,
                "form": Option(str, is_name=True),
                "title": _WORDS,
                "gravity": _WARN,
                "source": _SOURCE,
            },
            True,
        ),
        "too-many": RuleKind(
            registrations.too_many,
            {
                "number": _NUMBER,
                "other": Reads(Credit, or_kinds=(Identity,), optional=True),
                "most": Option(int),
                "gravity": _WARN,
                "source": _SOURCE,
            },
            True,
        ),
    }
)
