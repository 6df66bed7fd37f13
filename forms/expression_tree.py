"""The parts of an expression: what each one reads, what its value is, and how it is written.

`expression` parses texts into these parts and checks their types. A part is a frozen value. Its value exists for any
answers: nothing here raises an error, and no part is nested deeper than the parser allows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from forms import terms


class Type(StrEnum):
    """The type of a value. `EMPTY` is the type of the word `empty` alone."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YESNO = "yesno"
    CODES = "codes"
    EMPTY = "empty"


Value = str | Decimal | date | bool | frozenset[str] | None
"""The value of a part; None is the empty value. A text is never "" and a set of codes never without a code."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

CHOICE, OR, AND, NOT, COMPARISON, OPERAND = range(6)
"""How tightly a part holds together: a part that binds less than its place demands is written in brackets."""


def read(kind: Type, held: str) -> Value:
    """Return the value that a held answer has in an expression.

    Args:
        kind: The type of the field.
        held: The held answer. One that is "" or cannot be read as this type is empty.
    """
    match kind:
        case Type.TEXT:
            return held or None
        case Type.NUMBER:
            return number_of(held)
        case Type.DATE:
            return day_of(held)
        case Type.YESNO:
            return {"yes": True, "no": False}.get(held)
        case Type.CODES:
            return frozenset(held.split(",")) - {""} or None
    return None


def held(value: Value) -> str:
    """Return the text that an answer holds for a value; "" for the empty value."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case frozenset():
            return ",".join(sorted(value))
        case str():
            return value


def number_of(text: str) -> Decimal | None:
    """Return the number that a text writes in digits; None when it writes none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def day_of(text: str) -> date | None:
    """Return the day that YYYY-MM-DD names; None when it names no day."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Scope:
    """The answers of one moment: `answer` returns the held value under a key or "", `on` is today."""

    answer: Callable[[str], str]
    on: date


class Part(Protocol):
    """One part of an expression."""

    @property
    def type(self) -> Type:
        """The type of every value of this part that is not empty."""

    @property
    def binding(self) -> int:
        """How tightly the part holds together, from `CHOICE` to `OPERAND`."""

    @property
    def reads(self) -> frozenset[str]:
        """The keys of the fields that the value depends on."""

    def value(self, scope: Scope) -> Value:
        """Return the value for these answers. This never raises an error."""

    def written(self) -> str:
        """Return the text of the part; parsed again, it gives an equal part."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written out; None is `empty`."""

    type: Type
    constant: Value

    binding = OPERAND
    reads: frozenset[str] = frozenset()

    def value(self, scope: Scope) -> Value:
        """Return the value that is written out, for any `scope`."""
        return self.constant

    def written(self) -> str:
        """Return the value as an author writes it; a text with a quotation mark is put between apostrophes."""
        if self.type is Type.TEXT:
            return f"'{self.constant}'" if '"' in str(self.constant) else f'"{self.constant}"'
        return held(self.constant) or "empty"


@dataclass(frozen=True, slots=True)
class Today:
    """The day of judging."""

    type = Type.DATE
    binding = OPERAND
    reads: frozenset[str] = frozenset()

    def value(self, scope: Scope) -> Value:
        """Return the day of the `scope`."""
        return scope.on

    def written(self) -> str:
        """Return the word."""
        return "today"


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to a field."""

    key: str
    type: Type

    binding = OPERAND

    @property
    def reads(self) -> frozenset[str]:
        """The key of the field."""
        return frozenset({self.key})

    def value(self, scope: Scope) -> Value:
        """Return the answer of the `scope`, read as the type of the field."""
        return read(self.type, scope.answer(self.key))

    def written(self) -> str:
        """Return the key."""
        return self.key


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the types of its arguments, the type of its value, and how it is computed from full arguments."""

    takes: tuple[Type, ...]
    gives: Type
    compute: Callable[[date, date], Decimal | None]


def _age(birth: date, on: date) -> Decimal | None:
    return Decimal(terms.age_on(birth, on)) if birth <= on else None


def _days_between(first: date, last: date) -> Decimal:
    return Decimal((last - first).days)


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "age": Function((Type.DATE, Type.DATE), Type.NUMBER, _age),
        "days_between": Function((Type.DATE, Type.DATE), Type.NUMBER, _days_between),
    }
)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of two days. It is empty when one of them is."""

    name: str
    first: Part
    second: Part

    binding = OPERAND

    @property
    def type(self) -> Type:
        """The type that the function gives."""
        return FUNCTIONS[self.name].gives

    @property
    def reads(self) -> frozenset[str]:
        """What both arguments read."""
        return self.first.reads | self.second.reads

    def value(self, scope: Scope) -> Value:
        """Return the value of the function in this `scope`."""
        first, second = self.first.value(scope), self.second.value(scope)
        if isinstance(first, date) and isinstance(second, date):
            return FUNCTIONS[self.name].compute(first, second)
        return None

    def written(self) -> str:
        """Return the name with both arguments."""
        return f"{self.name}({self.first.written()}, {self.second.written()})"


SIGNS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared by one of `SIGNS`. No order holds when a value is empty; two empty values are equal."""

    sign: str
    left: Part
    right: Part

    type = Type.YESNO
    binding = COMPARISON

    @property
    def reads(self) -> frozenset[str]:
        """What both sides read."""
        return self.left.reads | self.right.reads

    def value(self, scope: Scope) -> Value:
        """Return whether the comparison is true in this `scope`."""
        left, right = self.left.value(scope), self.right.value(scope)
        match self.sign:
            case "=":
                return left == right
            case "!=":
                return left != right
            case "<":
                return _precedes(left, right)
            case ">":
                return _precedes(right, left)
            case "<=":
                return _precedes(left, right) or (left is not None and left == right)
            case _:
                return _precedes(right, left) or (left is not None and left == right)

    def written(self) -> str:
        """Return both sides with the sign between them."""
        return f"{bracketed(self.left, OPERAND)} {self.sign} {bracketed(self.right, OPERAND)}"


def _precedes(first: Value, second: Value) -> bool:
    """Return whether two numbers or two days come in this order; False when one is empty."""
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return first < second
    return isinstance(first, date) and isinstance(second, date) and first < second


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a value is in a written list. An empty value is in none."""

    item: Part
    options: tuple[Literal, ...]

    type = Type.YESNO
    binding = COMPARISON

    @property
    def reads(self) -> frozenset[str]:
        """What the value reads."""
        return self.item.reads

    def value(self, scope: Scope) -> Value:
        """Return whether the list has the value of this `scope`."""
        value = self.item.value(scope)
        return value is not None and any(value == option.constant for option in self.options)

    def written(self) -> str:
        """Return the value and the list."""
        return f"{bracketed(self.item, OPERAND)} in ({', '.join(option.written() for option in self.options)})"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whether a code is among those that were chosen. An empty code is not."""

    item: Part
    codes: Name

    type = Type.YESNO
    binding = COMPARISON

    @property
    def reads(self) -> frozenset[str]:
        """What the code reads, and the field with the chosen codes."""
        return self.item.reads | self.codes.reads

    def value(self, scope: Scope) -> Value:
        """Return whether the code was chosen in this `scope`."""
        codes, item = self.codes.value(scope), self.item.value(scope)
        return isinstance(codes, frozenset) and item in codes

    def written(self) -> str:
        """Return the code and the field."""
        return f"{bracketed(self.item, OPERAND)} in {self.codes.written()}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition. An empty condition counts as no."""

    item: Part

    type = Type.YESNO
    binding = NOT

    @property
    def reads(self) -> frozenset[str]:
        """What the condition reads."""
        return self.item.reads

    def value(self, scope: Scope) -> Value:
        """Return whether the condition is not true in this `scope`."""
        return not self.item.value(scope)

    def written(self) -> str:
        """Return the condition behind the word."""
        return f"not {bracketed(self.item, NOT)}"


@dataclass(frozen=True, slots=True)
class Join:
    """Several conditions joined by `and` or by `or`. An empty condition counts as no."""

    word: str
    items: tuple[Part, ...]

    type = Type.YESNO

    @property
    def binding(self) -> int:
        """`and` binds more than `or`."""
        return AND if self.word == "and" else OR

    @property
    def reads(self) -> frozenset[str]:
        """What all conditions read."""
        return frozenset().union(*(item.reads for item in self.items))

    def value(self, scope: Scope) -> Value:
        """Return whether all, or any, of the conditions are true in this `scope`."""
        every = all if self.word == "and" else any
        return every(bool(item.value(scope)) for item in self.items)

    def written(self) -> str:
        """Return the conditions with the word between them."""
        return f" {self.word} ".join(bracketed(item, self.binding + 1) for item in self.items)


@dataclass(frozen=True, slots=True)
class Choice:
    """The first value whose condition is true, and a last one for no condition. An empty condition counts as no."""

    branches: tuple[tuple[Part, Part], ...]
    otherwise: Part

    binding = CHOICE

    @property
    def type(self) -> Type:
        """The type that all values have; `empty` may be one of them."""
        values = (*(value for _, value in self.branches), self.otherwise)
        return next((value.type for value in values if value.type is not Type.EMPTY), Type.EMPTY)

    @property
    def reads(self) -> frozenset[str]:
        """What all conditions and values read."""
        return self.otherwise.reads.union(*(part.reads for branch in self.branches for part in branch))

    def value(self, scope: Scope) -> Value:
        """Return the value that is chosen in this `scope`."""
        for condition, value in self.branches:
            if condition.value(scope):
                return value.value(scope)
        return self.otherwise.value(scope)

    def written(self) -> str:
        """Return the conditions with their values."""
        branches = (f"if {bracketed(when, OR)} then {bracketed(then, OR)}" for when, then in self.branches)
        return f"{' else '.join(branches)} else {bracketed(self.otherwise, OR)}"


def bracketed(part: Part, least: int) -> str:
    """Return the text of a part, in brackets where it binds less than its place demands.

    Args:
        part: The part.
        least: The least binding that needs no brackets.
    """
    text = part.written()
    return text if part.binding >= least else f"({text})"
