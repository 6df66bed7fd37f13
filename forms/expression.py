"""The small language of conditions and derived values: parsed and checked when a form is loaded, never run as code.

`docs/forms-expressions.md` explains it with examples. Its grammar, in EBNF (ISO/IEC 14977):

    expression  = choice | or ;
    choice      = "if", or, "then", or, { "else", "if", or, "then", or }, "else", or ;
    or          = and, { "or", and } ;
    and         = not, { "and", not } ;
    not         = "not", not | comparison ;
    comparison  = operand, [ sign, operand | [ "not" ], "in", ( list | field ) ] ;
    sign        = "=" | "!=" | "<" | "<=" | ">" | ">=" ;
    list        = "(", literal, { ",", literal }, ")" ;
    operand     = literal | "today" | field | call | "(", expression, ")" ;
    call        = ( "age" | "days_between" ), "(", expression, ",", expression, ")" ;
    literal     = text | number | day | "yes" | "no" | "empty" ;
    text        = '"', { any character but '"' }, '"' | "'", { any character but "'" }, "'" ;
    number      = [ "-" ], digit, { digit }, [ ".", digit, { digit } ] ;
    day         = 4 * digit, "-", 2 * digit, "-", 2 * digit ;
    field       = small letter, { small letter | digit | "_" } ;

The language is total. An answer that is missing, hidden or malformed is the empty value:

- `=` is true for two empty values, and false for an empty and another one; `!=` is the opposite of `=`.
- `<`, `<=`, `>`, `>=` and `in` are false when a value is empty.
- A condition that is empty counts as no: in `and`, `or`, `not`, `if`, and as a whole.
- `age` and `days_between` are empty when an argument is. `age` is empty for a day before the birth.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Final, NamedTuple, Never

from forms.errors import ExpressionCycle, ExpressionRefused
from forms.expression_tree import (
    FUNCTIONS,
    SIGNS,
    Call,
    Choice,
    Chosen,
    Compare,
    Join,
    Literal,
    Name,
    Not,
    OneOf,
    Part,
    Scope,
    Today,
    Type,
    Value,
    day_of,
    held,
    read,
)
from forms.message import Message

__all__ = ["KEYWORDS", "Expression", "Scope", "Type", "Value", "held", "order", "parse", "read"]

MOST_CHARS: Final = 2000
DEEPEST: Final = 20
"""The most brackets, calls and `not` in each other, so that parsing and evaluation end within a fixed depth."""

KEYWORDS: Final = frozenset({"and", "or", "not", "in", "if", "then", "else", "yes", "no", "empty", "today"})
"""The words that no expression can read as the key of a field."""

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
    |(?P<number>-?[0-9]+(\.[0-9]+)?)
    |(?P<text>"[^"\x00-\x1f\x7f]+"|'[^'\x00-\x1f\x7f]+')
    |(?P<word>[a-z][a-z0-9_]*)
    |(?P<sign>!=|<=|>=|[=<>(),])""",
    re.VERBOSE,
)
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "==": "=",
        "<>": "!=",
        '""': "empty",
        "''": "empty",
        "≠": "!=",
        "≤": "<=",
        "≥": ">=",
        "＝": "=",
        "＜": "<",
        "＞": ">",
        "（": "(",
        "）": ")",
        "，": ",",
        "、": ",",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "&&": "and",
        "||": "or",
    }
)
"""What authors write by habit, and what to write instead."""

_WORDS: Mapping[Type, Message] = MappingProxyType(
    {
        Type.TEXT: Message("forms.type-text"),
        Type.NUMBER: Message("forms.type-number"),
        Type.DATE: Message("forms.type-date"),
        Type.YESNO: Message("forms.type-yesno"),
        Type.CODES: Message("forms.type-codes"),
        Type.EMPTY: Message("forms.type-empty"),
    }
)
_A_VALUE = Message("forms.expression-a-value")
_A_LITERAL = Message("forms.expression-a-literal")
_A_CONNECTION = Message("forms.expression-a-connection")


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: its type, and the keys of the fields that it reads."""

    root: Part

    @property
    def type(self) -> Type:
        """The type of its value, where that is not empty."""
        return self.root.type

    @property
    def reads(self) -> frozenset[str]:
        """The keys of the fields on which the value depends."""
        return self.root.reads

    def value(self, scope: Scope) -> Value:
        """Return the value in this `scope`; None is the empty value. This never raises an error."""
        return self.root.value(scope)

    def is_true(self, scope: Scope) -> bool:
        """Return whether the value in this `scope` is yes; an empty condition counts as no."""
        return self.root.value(scope) is True

    def __str__(self) -> str:
        return self.root.written()


def parse(text: str, types: Mapping[str, Type], wanted: Type | None = None) -> Expression:
    """Parse an expression and check its types.

    Args:
        text: The text, at most `MOST_CHARS` characters.
        types: The type of each field that the expression may read, by the key of the field.
        wanted: The type that the value must have; None allows each but `EMPTY`.

    Raises:
        ExpressionRefused: The text is no expression, reads an unknown field, or mixes types.
    """
    if len(text) > MOST_CHARS:
        _refuse(MOST_CHARS + 1, Message("forms.expression-too-long", most=MOST_CHARS))
    root = _Parser(_tokens(text), types).whole()
    if wanted is not None:
        _require(root, wanted, 1)
    if root.type is Type.EMPTY:
        _refuse(1, Message("forms.expression-only-empty"))
    return Expression(root)


def order(expressions: Mapping[str, Iterable[Expression]]) -> tuple[str, ...]:
    """Return the keys in an order in which each follows all that its expressions read.

    Args:
        expressions: For each key the expressions that decide its value: when it is shown, and what is derived for it.

    Raises:
        ExpressionCycle: A value depends on itself; the message names the fields of the circle.
    """
    sorter = TopologicalSorter(
        {key: sorted(frozenset().union(*(each.reads for each in of))) for key, of in expressions.items()}
    )
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        circle = tuple(reversed(error.args[1]))
        raise ExpressionCycle(Message("forms.expression-circle", circle=circle)) from None


def _refuse(column: int, fault: Message) -> Never:
    raise ExpressionRefused(column, fault)


def _require(part: Part, wanted: Type, column: int) -> None:
    if part.type is not wanted:
        _refuse(column, Message("forms.expression-wants", wanted=_WORDS[wanted], found=_WORDS[part.type]))


class _Token(NamedTuple):
    """One word or sign. `column` counts characters from 1; the kind "end" is behind the last one."""

    kind: str
    column: int
    text: str = ""

    def is_in(self, *texts: str) -> bool:
        """Return whether it is one of these words or signs, and not a quoted text."""
        return self.kind in ("word", "sign") and self.text in texts


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or text[at : at + 2] in _INSTEAD:
            _refuse(at + 1, _no_token(text[at : at + 2]))
        if match.lastgroup != "space":
            tokens.append(_Token(str(match.lastgroup), at + 1, match[0]))
        at = match.end()
    return [*tokens, _Token("end", len(text) + 1)]


def _no_token(two: str) -> Message:
    """Return what is wrong with a text of which `two` are the next characters."""
    for habit in (two, two[0]):
        if habit in _INSTEAD:
            return Message("forms.expression-instead", found=habit, instead=_INSTEAD[habit])
    if two[0] in "\"'":
        return Message("forms.expression-open-text", mark=two[0])
    return Message("forms.expression-character", character=two[0])


class _Parser:
    """A recursive descent over the tokens of one text. Each method is a line of the grammar."""

    def __init__(self, tokens: list[_Token], types: Mapping[str, Type]) -> None:
        self._tokens, self._types = tokens, types
        self._at, self._depth = 0, 0

    def whole(self) -> Part:
        """Parse all tokens as one expression."""
        part = self._expression()
        if self._next.kind != "end":
            self._unexpected(_A_CONNECTION)
        return part

    def _expression(self) -> Part:
        return self._choice() if self._next.is_in("if") else self._or()

    def _choice(self) -> Part:
        column, branches = self._next.column, []
        self._expect("if")
        while True:
            condition = self._condition(self._or)
            self._expect("then")
            branches.append((condition, self._or()))
            self._expect("else")
            if not self._taken("if"):
                break
        choice = Choice(tuple(branches), self._or())
        for value in (*(value for _, value in branches), choice.otherwise):
            if value.type not in (choice.type, Type.EMPTY):
                one, other = _WORDS[choice.type], _WORDS[value.type]
                _refuse(column, Message("forms.expression-branches", one=one, other=other))
        return choice

    def _or(self) -> Part:
        return self._joined("or", self._and)

    def _and(self) -> Part:
        return self._joined("and", self._not)

    def _joined(self, word: str, parse_item: Callable[[], Part]) -> Part:
        column = self._next.column
        items = [parse_item()]
        if self._next.is_in(word):
            _require(items[0], Type.YESNO, column)
        while self._taken(word):
            items.append(self._condition(parse_item))
        return items[0] if len(items) == 1 else Join(word, tuple(items))

    def _condition(self, parse_item: Callable[[], Part]) -> Part:
        return self._of(Type.YESNO, parse_item)

    def _of(self, wanted: Type, parse_item: Callable[[], Part]) -> Part:
        column = self._next.column
        part = parse_item()
        _require(part, wanted, column)
        return part

    def _not(self) -> Part:
        if not self._next.is_in("not"):
            return self._comparison()
        with self._deeper():
            self._expect("not")
            return Not(self._condition(self._not))

    def _comparison(self) -> Part:
        left = self._operand()
        if self._next.is_in("in"):
            return self._in(left)
        if self._next.is_in("not"):
            self._expect("not")
            return Not(self._in(left))
        if not self._next.is_in(*SIGNS):
            return left
        sign = self._take()
        compared = Compare(sign.text, left, self._operand())
        _require_comparable(sign, compared)
        if self._next.is_in(*SIGNS, "in"):
            _refuse(self._next.column, Message("forms.expression-two-comparisons"))
        return compared

    def _in(self, item: Part) -> Part:
        column = self._next.column
        self._expect("in")
        if self._taken("("):
            return OneOf(item, self._options(item))
        codes = self._name() if self._next.kind == "word" and self._next.text not in KEYWORDS else None
        if codes is None or codes.type is not Type.CODES:
            _refuse(column, Message("forms.expression-in-what"))
        if item.type is not Type.TEXT:
            _refuse(column, Message("forms.expression-wants", wanted=_WORDS[Type.TEXT], found=_WORDS[item.type]))
        return Chosen(item, codes)

    def _options(self, item: Part) -> tuple[Literal, ...]:
        options = [self._option(item)]
        while self._taken(","):
            options.append(self._option(item))
        self._expect(")")
        return tuple(options)

    def _option(self, item: Part) -> Literal:
        column = self._next.column
        option = self._literal()
        if option is None:
            self._unexpected(_A_LITERAL)
        _require(option, item.type, column)
        return option

    def _operand(self) -> Part:
        if (literal := self._literal()) is not None:
            return literal
        if self._taken("today"):
            return Today()
        if self._next.is_in("("):
            return self._brackets()
        if self._next.kind != "word" or self._next.text in KEYWORDS:
            self._unexpected(_A_VALUE)
        return self._call() if self._tokens[self._at + 1].is_in("(") else self._name()

    def _brackets(self) -> Part:
        with self._deeper():
            self._expect("(")
            part = self._expression()
            self._expect(")")
            return part

    def _call(self) -> Part:
        name = self._take()
        if name.text not in FUNCTIONS:
            _refuse(
                name.column, Message("forms.expression-no-function", name=name.text, known=tuple(sorted(FUNCTIONS)))
            )
        with self._deeper():
            self._expect("(")
            first = self._of(Type.DATE, self._expression)
            self._expect(",")
            second = self._of(Type.DATE, self._expression)
            self._expect(")")
            return Call(name.text, first, second)

    def _name(self) -> Name:
        token = self._take()
        if token.text not in self._types:
            _refuse(token.column, Message("forms.expression-no-field", field=token.text))
        return Name(token.text, self._types[token.text])

    def _literal(self) -> Literal | None:
        token = self._next
        literal = _literal(token)
        if literal is not None:
            self._at += 1
        return literal

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _taken(self, text: str) -> bool:
        if self._next.is_in(text):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._taken(text):
            self._unexpected(text)

    def _unexpected(self, wanted: Message | str) -> Never:
        token = self._next
        if token.kind == "end":
            _refuse(token.column, Message("forms.expression-ends", wanted=wanted))
        _refuse(token.column, Message("forms.expression-unexpected", found=token.text, wanted=wanted))

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > DEEPEST:
            _refuse(self._next.column, Message("forms.expression-too-deep", most=DEEPEST))
        yield
        self._depth -= 1


def _literal(token: _Token) -> Literal | None:
    """Return the value that a token writes out; None for a token that writes none."""
    match token.kind, token.text:
        case "text", text:
            return Literal(Type.TEXT, text[1:-1])
        case "number", text:
            return Literal(Type.NUMBER, Decimal(text))
        case "day", text:
            if (day := day_of(text)) is None:
                _refuse(token.column, Message("forms.expression-no-day", day=text))
            return Literal(Type.DATE, day)
        case "word", "yes":
            return Literal(Type.YESNO, True)
        case "word", "no":
            return Literal(Type.YESNO, False)
        case "word", "empty":
            return Literal(Type.EMPTY, None)
    return None


def _require_comparable(sign: _Token, compared: Compare) -> None:
    """Reject a comparison of two types, one of `empty` with itself, and an order of values that have none."""
    left, right = compared.left.type, compared.right.type
    if sign.text in ("=", "!="):
        is_fine = left is right is not Type.EMPTY or (left is Type.EMPTY) is not (right is Type.EMPTY)
    else:
        is_fine = left is right and left in (Type.NUMBER, Type.DATE)
        if left is right and not is_fine:
            _refuse(sign.column, Message("forms.expression-no-order", sign=sign.text, type=_WORDS[left]))
    if not is_fine:
        left_words, right_words = _WORDS[left], _WORDS[right]
        _refuse(sign.column, Message("forms.expression-types", sign=sign.text, left=left_words, right=right_words))
