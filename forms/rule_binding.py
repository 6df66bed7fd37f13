"""Rules as data: a kind of rule with its parameters, and an instance that binds them to the fields of a form.

A kind is a function with typed parameters (`rule_kinds` lists all). A form names a kind and says which field is which
parameter. `bind` checks the instance when the form is loaded, so that a rule never meets a field that it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Never

from forms.errors import ExpressionRefused, RuleRefused
from forms.expression import Scope, Type, parse
from forms.kinds import Choice, Choices, Date, Field, Integer, Listed, Money, YesNo, kind_name
from forms.message import Message
from forms.misfit import shown
from forms.problem import Problem
from forms.rule_input import Bound, Given

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TYPES: Mapping[type[Field], Type] = MappingProxyType(
    {Date: Type.DATE, Money: Type.NUMBER, Integer: Type.NUMBER, YesNo: Type.YESNO, Choices: Type.CODES}
)


def types_of(fields: Mapping[str, Field]) -> dict[str, Type]:
    """Return the type that each field has in an expression, by the key of the field; text where no other is known."""
    return {key: _TYPES.get(type(each), Type.TEXT) for key, each in fields.items()}


@dataclass(frozen=True, slots=True)
class Reads:
    """A parameter that is a field: its kind, its code list, and whether the form must require it."""

    kind: type[Field]
    codes: str | None = None
    required: bool = True
    or_codes: str | None = None
    """The list with codes that are values of the kind: a field that chooses among them does as well."""
    or_kinds: tuple[type[Field], ...] = ()
    """Further kinds whose values the rule can read."""
    optional: bool = False
    """Whether an instance may leave the parameter out; the rule then reads an empty value."""

    def fits(self, field: Field) -> bool:
        """Return whether the kind of the field holds what the rule reads."""
        is_code = isinstance(field, Choice) and field.codes == self.or_codes
        return isinstance(field, (self.kind, *self.or_kinds)) or is_code

    def bound(self, key: str, given: Given) -> Bound[str] | Bound[date | None] | Bound[Decimal | None]:
        """Return the field as the rule reads it.

        Args:
            key: The key of the field; "" is no field.
            given: The answers of the moment.
        """
        if issubclass(self.kind, Date):
            return Bound(key, given.day(key) if key else None)
        if issubclass(self.kind, Money | Integer):
            return Bound(key, given.number(key) if key else None)
        return Bound(key, given.text(key) if key else "")


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter that is a value of the form's author: a text or a whole number.

    `default` is taken where an instance leaves the parameter out; None means that it must not. `among` lists the
    values that are allowed; () allows each. `is_name` allows small letters, digits and hyphens only.
    """

    of: type[str] | type[int]
    default: str | int | None = None
    among: tuple[str, ...] = ()
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A parameter that is an expression. The rule reads whether it is true."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a rule reads of a condition: whether it is true, and the keys of the fields that it depends on."""

    is_true: bool
    keys: tuple[str, ...]


Parameter = Reads | Option | Condition
Reader = Callable[[Given], object]
Judge = Callable[..., Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class RuleKind:
    """A kind of rule: its function and its parameters, by their names in the function.

    `asks_records` says that the function also reads earlier records.
    """

    judge: Judge
    parameters: Mapping[str, Parameter]
    asks_records: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a form: its kind, and an argument for each parameter. Fields are named by their keys."""

    kind: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, parameter: str) -> str:
        """Return the argument of a parameter as text; "" where there is none."""
        return str(self.arguments.get(parameter, ""))


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A checked rule: what it reads, and how it judges."""

    rule: Rule
    kind: RuleKind
    reads: frozenset[str]
    readers: Mapping[str, Reader]

    def judge(self, given: Given) -> tuple[Problem, ...]:
        """Return what the rule finds in these answers."""
        return tuple(self.kind.judge(given, **{name: reader(given) for name, reader in self.readers.items()}))


def bind(
    rules: Iterable[Rule], kinds: Mapping[str, RuleKind], fields: Mapping[str, Field], required: Collection[str]
) -> tuple[BoundRule, ...]:
    """Check the rules of a form against its fields.

    Args:
        rules: The rules as the form states them.
        kinds: The kinds of rules by name.
        fields: The fields of the form by key.
        required: The keys of the fields that must be answered, always or under a condition.

    Raises:
        RuleRefused: There is no such kind or parameter, or an argument is missing. A field does not fit, or a rule of
            the same name reads the same fields.
    """
    bound: dict[object, BoundRule] = {}
    for number, rule in enumerate(rules, start=1):
        place = _Place(number, rule.kind, "kind", fields, required)
        if rule.kind not in kinds:
            place.refuse(Message("forms.file-no-rule", rule=shown(rule.kind), known=tuple(sorted(kinds))))
        kind = kinds[rule.kind]
        same = (rule.kind, *(rule.arguments.get(name) for name, each in kind.parameters.items() if _is_telling(each)))
        if same in bound:
            place.refuse(Message("forms.rule-twice", rule=rule.kind))
        bound[same] = _bound_rule(place, rule, kind)
    return tuple(bound.values())


def _is_telling(parameter: Parameter) -> bool:
    """Return whether the parameter tells two rules of one kind apart in the name of a problem."""
    return isinstance(parameter, Reads) or (isinstance(parameter, Option) and parameter.is_name)


def _bound_rule(place: _Place, rule: Rule, kind: RuleKind) -> BoundRule:
    for name in rule.arguments:
        if name not in kind.parameters:
            known = tuple(kind.parameters)
            replace(place, name=name).refuse(
                Message("forms.rule-no-parameter", rule=rule.kind, name=shown(name), known=known)
            )
    reads: frozenset[str] = frozenset()
    readers: dict[str, Reader] = {}
    for name, parameter in kind.parameters.items():
        keys, readers[name] = _bound(replace(place, name=name), parameter, rule.arguments.get(name))
        reads |= keys
    return BoundRule(rule, kind, reads, MappingProxyType(readers))


@dataclass(frozen=True, slots=True)
class _Place:
    """One parameter of a rule of a form that is being checked. `number` counts the rules from 1."""

    number: int
    rule: str
    name: str
    fields: Mapping[str, Field]
    required: Collection[str]

    def refuse(self, fault: Message) -> Never:
        raise RuleRefused(self.number, self.name, fault)


def _bound(place: _Place, parameter: Parameter, argument: str | int | None) -> tuple[frozenset[str], Reader]:
    """Return the keys of the fields that an argument reads, and how the rule gets its value."""
    match parameter:
        case Reads():
            key = _field_key(place, parameter, argument)
            return frozenset({key} - {""}), partial(parameter.bound, key)
        case Option():
            value = _option(place, parameter, argument)
            return frozenset(), lambda given: value
        case Condition():
            return _condition(place, argument)


def _field_key(place: _Place, reads: Reads, argument: str | int | None) -> str:
    if argument is None:
        return "" if reads.optional else place.refuse(_no_argument(place))
    key = str(argument)
    if key not in place.fields:
        place.refuse(Message("forms.file-rule-field-missing", rule=place.rule, field=shown(key)))
    field, why = place.fields[key], Message("forms.file-rule-reads-it", rule=place.rule)
    if not reads.fits(field):
        place.refuse(Message("forms.file-rule-field-kind", why=why, kind=kind_name(reads.kind)))
    if reads.codes is not None and not (isinstance(field, Listed) and field.codes == reads.codes):
        place.refuse(Message("forms.file-rule-field-codes", why=why, codes=reads.codes))
    if reads.required and key not in place.required:
        place.refuse(Message("forms.file-rule-field-optional", why=why))
    return key


def _option(place: _Place, option: Option, argument: str | int | None) -> str | int:
    value = option.default if argument is None else argument
    if value is None:
        place.refuse(_no_argument(place))
    if type(value) is not option.of or value == "":
        wanted = Message("forms.type-number") if option.of is int else Message("forms.type-text")
        place.refuse(Message("forms.rule-argument-type", rule=place.rule, name=place.name, wanted=wanted))
    if option.is_name and not _NAME.fullmatch(str(value)):
        place.refuse(Message("forms.rule-argument-name", rule=place.rule, name=place.name))
    if option.among and value not in option.among:
        known = option.among
        place.refuse(Message("forms.rule-argument-unknown", rule=place.rule, name=place.name, known=known))
    return value


def _condition(place: _Place, argument: str | int | None) -> tuple[frozenset[str], Reader]:
    if argument is None:
        place.refuse(_no_argument(place))
    try:
        expression = parse(str(argument), types_of(place.fields), Type.YESNO)
    except ExpressionRefused as refused:
        place.refuse(refused.message)
    keys = tuple(sorted(expression.reads))
    return expression.reads, lambda given: Truth(expression.is_true(Scope(given.text, given.on)), keys)


def _no_argument(place: _Place) -> Message:
    return Message("forms.rule-without-argument", rule=place.rule, name=place.name)
