"""The language of conditions: what an expression means, what is refused and where, and that nothing else happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import ExpressionCycle, ExpressionRefused
from forms.expression import DEEPEST, KEYWORDS, MOST_CHARS, Expression, Scope, Type, Value, held, order, parse, read
from forms.expression_tree import Call, Choice, Chosen, Compare, Join, Literal, Name, Not, OneOf, Part, Today
from forms.message import text

TODAY = date(2026, 11, 24)
TYPES = {
    "name": Type.TEXT,
    "reason": Type.TEXT,
    "pay": Type.NUMBER,
    "age": Type.NUMBER,
    "birth": Type.DATE,
    "left_on": Type.DATE,
    "claims": Type.YESNO,
    "student": Type.YESNO,
    "services": Type.CODES,
    "wanted": Type.CODES,
}
SAMPLE = {
    "name": "王林",
    "reason": "21",
    "pay": "6200.00",
    "birth": "1988-08-16",
    "claims": "yes",
    "student": "no",
    "services": "010,040",
}


def scope(answers: Mapping[str, str], on: date = TODAY) -> Scope:
    return Scope(lambda key: answers.get(key, ""), on)


def value(written: str, answers: Mapping[str, str] = SAMPLE, on: date = TODAY) -> Value:
    return parse(written, TYPES).value(scope(answers, on))


# `left_on`, `wanted` and `age` have no answer in the sample.
VALUES: dict[str, Value] = {
    # comparisons
    'reason = "21"': True,
    "reason = '21'": True,
    'reason = "10"': False,
    'reason != "10"': True,
    'reason != "21"': False,
    "name = reason": False,
    "pay = 6200": True,
    "pay = 6200.000": True,
    "pay < 6200.01": True,
    "pay < 6200": False,
    "pay <= 6200": True,
    "pay <= 6200.01": True,
    "pay <= 6199.99": False,
    "pay < age": False,
    "age < pay": False,
    "pay > age": False,
    "age > pay": False,
    "pay > 6199.99": True,
    "pay > 6200": False,
    "pay >= 6200": True,
    "pay >= 6199.99": True,
    "pay >= 6200.01": False,
    "pay > -1": True,
    "birth < 1988-08-17": True,
    "birth < 1988-08-16": False,
    "birth <= 1988-08-16": True,
    "birth > 1988-08-15": True,
    "birth >= today": False,
    "today = 2026-11-24": True,
    "claims = yes": True,
    "claims = no": False,
    "student = no": True,
    "services = wanted": False,
    # an empty answer
    "left_on = empty": True,
    "left_on != empty": False,
    "birth = empty": False,
    "empty != birth": True,
    "left_on = birth": False,
    "left_on != birth": True,
    "left_on < today": False,
    "left_on <= today": False,
    "left_on > today": False,
    "left_on >= today": False,
    "not left_on > today": True,
    "age <= age": False,
    "age = age": True,
    "age in (1, 2)": False,
    "age not in (1, 2)": True,
    '"010" in wanted': False,
    "wanted = empty": True,
    "services = empty": False,
    # lists
    'reason in ("10", "21")': True,
    'reason in ("10", "20")': False,
    'reason not in ("10", "21")': False,
    "pay in (1, 6200)": True,
    "birth in (1988-08-16)": True,
    "claims in (yes)": True,
    '"010" in services': True,
    '"01" in services': False,
    '"020" not in services': True,
    "reason in services": False,
    # joined conditions
    "claims": True,
    "student": False,
    "not student": True,
    "not not claims": True,
    "claims and student": False,
    "claims or student": True,
    "student or student or claims": True,
    "claims and claims and student": False,
    "claims or student and student": True,
    "(claims or student) and student": False,
    "not student and student": False,
    "not (student and student)": True,
    'not reason = "10"': True,
    # functions
    "age(birth, today)": Decimal(38),
    "age(birth, 2026-08-15)": Decimal(37),
    "age(birth, 1988-08-16)": Decimal(0),
    "age(birth, 1988-08-15)": None,
    "age(left_on, today)": None,
    "age(birth, left_on)": None,
    "days_between(2026-11-01, today)": Decimal(23),
    "days_between(today, 2026-11-01)": Decimal(-23),
    "days_between(today, left_on)": None,
    "age(if student then today else birth, today) >= 16": True,
    # choices
    'if claims then "1" else "2"': "1",
    'if student then "1" else "2"': "2",
    'if student then "1" else if claims then "2" else "3"': "2",
    'if student then "1" else if student then "2" else "3"': "3",
    'if student then "1" else empty': None,
    "if claims then pay else 1": Decimal("6200.00"),
    "if student then 1 else pay": Decimal("6200.00"),
    "if student then empty else 5": Decimal(5),
    "if left_on > today then 1 else 2": Decimal(2),
    "(if claims then 1 else 2) = 1": True,
    # values
    "name": "王林",
    "pay": Decimal("6200.00"),
    "services": frozenset({"010", "040"}),
    "today": TODAY,
    "yes": True,
    "no": False,
    '"a b"': "a b",
    "'\"'": '"',
    "-0.50": Decimal("-0.5"),
    "age": None,
}


@pytest.mark.parametrize(("written", "expected"), VALUES.items(), ids=VALUES)
def test_an_expression_has_this_value(written: str, expected: Value) -> None:
    found = value(written)
    assert (type(found), found) == (type(expected), expected)


READ: list[tuple[Type, str, Value]] = [
    (Type.TEXT, "x", "x"),
    (Type.TEXT, "", None),
    (Type.NUMBER, "12", Decimal(12)),
    (Type.NUMBER, "-1.5", Decimal("-1.5")),
    (Type.NUMBER, "1e5", None),
    (Type.NUMBER, "١", None),
    (Type.NUMBER, "NaN", None),
    (Type.NUMBER, "", None),
    (Type.DATE, "2026-02-28", date(2026, 2, 28)),
    (Type.DATE, "2026-02-29", None),
    (Type.DATE, "20260228", None),
    (Type.DATE, "", None),
    (Type.YESNO, "yes", True),
    (Type.YESNO, "no", False),
    (Type.YESNO, "Yes", None),
    (Type.CODES, "1,2,1", frozenset({"1", "2"})),
    (Type.CODES, ",", None),
    (Type.CODES, "", None),
    (Type.EMPTY, "x", None),
]


@pytest.mark.parametrize(("kind", "answer", "expected"), READ)
def test_a_held_answer_is_read_as_its_type_or_is_empty(kind: Type, answer: str, expected: Value) -> None:
    assert read(kind, answer) == expected


HELD: list[tuple[Value, str]] = [
    (None, ""),
    ("x", "x"),
    (Decimal("1.50"), "1.50"),
    (Decimal("1E+3"), "1000"),
    (date(2026, 1, 2), "2026-01-02"),
    (True, "yes"),
    (False, "no"),
    (frozenset({"2", "1"}), "1,2"),
]


@pytest.mark.parametrize(("value_", "answer"), HELD)
def test_a_value_is_held_as_an_answer_holds_it(value_: Value, answer: str) -> None:
    assert held(value_) == answer


TWENTY = 20

# what is written: the character, and the message with its parameters
REFUSED: dict[str, tuple[int, str]] = {
    "": (1, "the expression ends too early. Go on with: the key of a field, a value, or an opening bracket"),
    "reason =": (
        9,
        "the expression ends too early. Go on with: the key of a field, a value, or an opening bracket",
    ),
    "(claims": (8, "the expression ends too early. Go on with: )"),
    "if claims then 1": (17, "the expression ends too early. Go on with: else"),
    "if claims else 1": (11, "'else' cannot follow here. Write: then"),
    "claims claims": (
        8,
        "'claims' cannot follow here. Write: a connecting word such as and or or, or the end",
    ),
    "claims)": (7, "')' cannot follow here. Write: a connecting word such as and or or, or the end"),
    "claims and or": (12, "'or' cannot follow here. Write: the key of a field, a value, or an opening bracket"),
    "claims not claims": (12, "'claims' cannot follow here. Write: in"),
    "age(birth)": (10, "')' cannot follow here. Write: ,"),
    "age(birth, today, today)": (17, "',' cannot follow here. Write: )"),
    "pay in (age)": (
        9,
        "'age' cannot follow here. Write: a written value such as \"10\", 16, 2026-01-31 or yes",
    ),
    "pay in (1": (10, "the expression ends too early. Go on with: )"),
    "pay in 1": (
        5,
        'after \'in\' write values in brackets such as ("10", "20"), or a field with several choices',
    ),
    '"1" in name': (
        5,
        'after \'in\' write values in brackets such as ("10", "20"), or a field with several choices',
    ),
    '"1" in today': (
        5,
        'after \'in\' write values in brackets such as ("10", "20"), or a field with several choices',
    ),
    "1 in services": (3, "here a text is needed, not a number. Change it"),
    'pay in (1, "2")': (12, "here a number is needed, not a text. Change it"),
    "pay in (empty)": (9, "here a number is needed, not an empty value. Change it"),
    "services in (1)": (14, "here a set of choices is needed, not a number. Change it"),
    'height = "180"': (
        1,
        "the form has no field 'height'. Correct the key or add the field; put texts in quotation marks",
    ),
    '"1" in height': (
        8,
        "the form has no field 'height'. Correct the key or add the field; put texts in quotation marks",
    ),
    "years(birth, today)": (1, "there is no function 'years'. Use one of: age, days_between"),
    "age(pay, today)": (5, "here a date is needed, not a number. Change it"),
    "age(birth, pay)": (12, "here a date is needed, not a number. Change it"),
    "age(birth, empty)": (12, "here a date is needed, not an empty value. Change it"),
    "reason = 21": (8, "'=' cannot compare a text with a number. Compare values of one type"),
    "pay != claims": (5, "'!=' cannot compare a number with a condition. Compare values of one type"),
    "pay < birth": (5, "'<' cannot compare a number with a date. Compare values of one type"),
    "pay < empty": (5, "'<' cannot compare a number with an empty value. Compare values of one type"),
    "empty = empty": (7, "'=' cannot compare an empty value with an empty value. Compare values of one type"),
    'name < "x"': (6, "a text has no order, so '<' cannot compare it. Use = or !="),
    "claims >= student": (8, "a condition has no order, so '>=' cannot compare it. Use = or !="),
    "services > wanted": (10, "a set of choices has no order, so '>' cannot compare it. Use = or !="),
    "1 < pay < 3": (9, "one comparison follows another. Join two comparisons by 'and'"),
    "pay = 1 in (1)": (9, "one comparison follows another. Join two comparisons by 'and'"),
    "pay and claims": (1, "here a condition is needed, not a number. Change it"),
    "claims and pay": (12, "here a condition is needed, not a number. Change it"),
    "claims or name": (11, "here a condition is needed, not a text. Change it"),
    "not pay": (5, "here a condition is needed, not a number. Change it"),
    "if pay then 1 else 2": (4, "here a condition is needed, not a number. Change it"),
    'if claims then 1 else "1"': (1, "the branches give a number and a text. Make them one type"),
    "if claims then empty else if claims then 1 else today": (
        1,
        "the branches give a number and a date. Make them one type",
    ),
    "empty": (1, "the expression is always empty. Write the value that it should have"),
    "if claims then empty else empty": (1, "the expression is always empty. Write the value that it should have"),
    "birth > 2026-02-30": (9, "there is no day 2026-02-30. Write a day that exists, such as 2026-01-31"),
    "birth > 0000-01-01": (9, "there is no day 0000-01-01. Write a day that exists, such as 2026-01-31"),
    "reason == name": (8, "'==' cannot be used. Write ="),
    "pay <> 1": (5, "'<>' cannot be used. Write !="),
    "pay ≤ 1": (5, "'≤' cannot be used. Write <="),
    "claims && student": (8, "'&&' cannot be used. Write and"),
    "（claims)": (1, "'（' cannot be used. Write ("),
    'name = ""': (8, "'\"\"' cannot be used. Write empty"),
    "name = “x”": (8, "'“' cannot be used. Write \""),
    'name = "x': (8, 'the quotation mark " is not closed on its line. Add the second one'),
    "name = 'x\n'": (8, "the quotation mark ' is not closed on its line. Add the second one"),
    "pay + 1": (5, "the sign '+' means nothing here. Use the keys of fields and plain ASCII signs"),
    "X = 1": (1, "the sign 'X' means nothing here. Use the keys of fields and plain ASCII signs"),
    "Pay = 1": (1, "the sign 'P' means nothing here. Use the keys of fields and plain ASCII signs"),
    "姓名 = 1": (1, "the sign '姓' means nothing here. Use the keys of fields and plain ASCII signs"),
    "claims\x00": (7, "the sign '\\u{0000}' means nothing here. Use the keys of fields and plain ASCII signs"),
    "not " * (TWENTY + 1) + "claims": (
        81,
        "more than 20 brackets, functions and 'not' lie in each other. Write it flatter",
    ),
    "(" * (TWENTY + 1): (21, "more than 20 brackets, functions and 'not' lie in each other. Write it flatter"),
    "age(" * (TWENTY + 1): (84, "more than 20 brackets, functions and 'not' lie in each other. Write it flatter"),
    " " * 1994 + "claims ": (2001, "it has more than 2000 characters. Shorten it"),
}


@pytest.mark.parametrize(("written", "expected"), REFUSED.items(), ids=range(len(REFUSED)))
def test_a_text_is_refused_at_a_character_with_a_remedy(written: str, expected: tuple[int, str]) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        parse(written, TYPES)
    assert (refused.value.column, text(refused.value.fault, "en")) == expected
    assert text(refused.value.message, "en") == f"character {expected[0]}: {expected[1]}"
    assert text(refused.value.message, "zh").startswith(f"第 {expected[0]} 个字符：")


LONGEST = [
    "not " * TWENTY + "claims",
    "(" * TWENTY + "claims" + ")" * TWENTY,
    " and ".join(["(claims)"] * 100),
    " " * 1994 + "claims",
    "if student then 1 else " * 80 + "2",
]


@pytest.mark.parametrize("written", LONGEST, ids=range(len(LONGEST)))
def test_what_reaches_a_limit_is_still_an_expression(written: str) -> None:
    assert value(written) in (True, Decimal(2))
    assert (MOST_CHARS, DEEPEST) == (2000, 20)


@pytest.mark.parametrize("kind", [kind for kind in Type if kind is not Type.EMPTY])
def test_a_wanted_type_is_demanded(kind: Type) -> None:
    for key, of_kind in TYPES.items():
        if of_kind is kind:
            assert parse(key, TYPES, kind).type is kind
        else:
            with pytest.raises(ExpressionRefused, match="needed, not") as refused:
                parse(key, TYPES, kind)
            assert refused.value.column == 1
    with pytest.raises(ExpressionRefused, match="not an empty value"):
        parse("empty", TYPES, kind)


WRITTEN = {
    "( claims )": "claims",
    "'x'": '"x"',
    "'\"'": "'\"'",
    "pay=1.50": "pay = 1.50",
    "left_on!=2026-01-31": "left_on != 2026-01-31",
    "claims = yes or claims = no": "claims = yes or claims = no",
    "(name = empty)": "name = empty",
    "((claims and student) and claims) and claims": "((claims and student) and claims) and claims",
    "claims and (student or claims)": "claims and (student or claims)",
    "(claims and student) or claims": "claims and student or claims",
    "claims or (student or claims)": "claims or (student or claims)",
    "not (claims)": "not claims",
    "not (claims = yes)": "not claims = yes",
    "not (not claims)": "not not claims",
    "not (claims and student)": "not (claims and student)",
    "(not claims) and student": "not claims and student",
    "(claims = yes) = (student)": "(claims = yes) = student",
    "(not claims) = student": "(not claims) = student",
    "reason not in ('1','2')": 'not reason in ("1", "2")',
    "(if claims then reason else name) in ('1')": '(if claims then reason else name) in ("1")',
    "(reason) in services": "reason in services",
    "(if claims then reason else name) in services": "(if claims then reason else name) in services",
    "age((birth),today)=1": "age(birth, today) = 1",
    "age(if claims then birth else today,today)": "age(if claims then birth else today, today)",
    "if (claims) then (1) else (2)": "if claims then 1 else 2",
    "if claims or student then 1 else if student then 2 else empty": (
        "if claims or student then 1 else if student then 2 else empty"
    ),
    "if claims then 1 else (if student then 2 else 3)": "if claims then 1 else (if student then 2 else 3)",
    "if claims then (if student then 2 else 3) else 1": "if claims then (if student then 2 else 3) else 1",
    "if (if claims then student else claims) then 1 else 2": "if (if claims then student else claims) then 1 else 2",
    "(if claims then claims else student) and claims": "(if claims then claims else student) and claims",
}


@pytest.mark.parametrize(("text_", "written"), WRITTEN.items(), ids=WRITTEN)
def test_an_expression_is_written_with_the_brackets_that_it_needs(text_: str, written: str) -> None:
    assert str(parse(text_, TYPES)) == written
    assert str(parse(written, TYPES)) == written


READS = {
    "today": set(),
    '"x"': set(),
    "claims": {"claims"},
    "not claims": {"claims"},
    "pay < age": {"pay", "age"},
    'reason in ("1")': {"reason"},
    "reason in services": {"reason", "services"},
    "claims and student or pay = 1": {"claims", "student", "pay"},
    "days_between(birth, left_on)": {"birth", "left_on"},
    "if claims then pay else if student then age else 1": {"claims", "student", "pay", "age"},
    "if claims then 1 else age": {"claims", "age"},
}


@pytest.mark.parametrize(("written", "expected"), READS.items(), ids=READS)
def test_an_expression_names_the_fields_that_it_reads(written: str, expected: set[str]) -> None:
    assert parse(written, TYPES).reads == expected


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_a_keyword_is_no_key_of_a_field(word: str) -> None:
    with pytest.raises(ExpressionRefused):
        parse(f"{word} = pay and pay = {word} and pay < {word}", {**TYPES, word: Type.NUMBER})


def test_the_name_of_a_function_may_be_the_key_of_a_field() -> None:
    assert parse("age(birth, today) = age", TYPES).value(scope({"birth": "1988-08-16", "age": "38"})) is True


def test_a_condition_is_true_only_when_its_value_is_yes() -> None:
    claims = parse("claims", TYPES)
    assert [claims.is_true(scope({"claims": answer})) for answer in ("yes", "no", "")] == [True, False, False]


# Circles


def expressions(**written: str) -> dict[str, list[Expression]]:
    types = {**dict.fromkeys("abcde", Type.YESNO), **TYPES}
    return {key: [parse(each, types) for each in texts.split(";")] for key, texts in written.items()}


def test_what_an_expression_reads_comes_before_it() -> None:
    found = order(expressions(a="b and c", b="d", c="b;d"))
    assert found == ("d", "b", "c", "a")


CIRCLES = {
    "itself": ({"a": "a"}, ["a", "a"]),
    "each other": ({"a": "b", "b": "a"}, ["a", "b", "a"]),
    "by the second expression": ({"a": "d;b", "b": "c", "c": "d and a", "d": "e"}, ["a", "b", "c", "a"]),
}


@pytest.mark.parametrize(("written", "circle"), CIRCLES.values(), ids=CIRCLES)
def test_a_value_that_depends_on_itself_is_refused_and_the_circle_named(
    written: dict[str, str], circle: list[str]
) -> None:
    with pytest.raises(ExpressionCycle) as refused:
        order(expressions(**written))
    said = text(refused.value.message, "en")
    named = said.partition(": ")[2].partition(".")[0].split(", ")
    assert (named[0] == named[-1], set(named)) == (True, set(circle))
    assert all(key in written for key in named)
    assert any(named[at : at + 2] == circle[:2] for at in range(len(named)))


def test_a_chain_of_ten_thousand_fields_is_ordered() -> None:
    types = {f"f{at}": Type.YESNO for at in range(10_001)}
    chain = {f"f{at}": [parse(f"f{at + 1}", types)] for at in range(10_000)}
    assert order(chain) == tuple(f"f{at}" for at in reversed(range(10_001)))


# Properties

SOUP = st.lists(
    st.sampled_from(
        [*sorted(KEYWORDS), *TYPES, "days_between", '"x"', "'y'", "1", "-2.50", "2026-01-31", *"=(),<>", "!="]
    )
).map(" ".join)


@given(st.one_of(st.text(), SOUP))
def test_any_text_is_an_expression_or_is_refused_within_it(written: str) -> None:
    try:
        parsed = parse(written, TYPES)
    except ExpressionRefused as refused:
        assert 1 <= refused.column <= len(written) + 1
        assert text(refused.message, "zh") and text(refused.message, "en")
    else:
        assert parse(str(parsed), TYPES) == parsed


LITERALS = {
    Type.TEXT: st.one_of(st.text('a 中"', min_size=1), st.text("a'中", min_size=1)),
    Type.NUMBER: st.decimals(allow_nan=False, allow_infinity=False, places=2),
    Type.DATE: st.dates(),
    Type.YESNO: st.booleans(),
}


def leaves(kind: Type) -> st.SearchStrategy[Part]:
    names = st.sampled_from([Name(key, of_kind) for key, of_kind in TYPES.items() if of_kind is kind])
    if kind is Type.CODES:
        return names
    literals = LITERALS[kind].map(lambda constant: Literal(kind, constant))
    return st.one_of(names, literals, st.just(Today())) if kind is Type.DATE else st.one_of(names, literals)


def parts(kind: Type, depth: int) -> st.SearchStrategy[Part]:
    if depth == 0:
        return leaves(kind)
    deeper = {each: st.deferred(lambda each=each: parts(each, depth - 1)) for each in LITERALS}
    found = [leaves(kind)]
    if kind is not Type.CODES:
        branch = st.tuples(deeper[Type.YESNO], deeper[kind])
        found.append(st.builds(Choice, st.lists(branch, min_size=1, max_size=3).map(tuple), deeper[kind]))
    if kind is Type.NUMBER:
        found.append(st.builds(Call, st.sampled_from(["age", "days_between"]), deeper[Type.DATE], deeper[Type.DATE]))
    if kind is Type.YESNO:
        found.append(st.builds(Not, deeper[kind]))
        items = st.lists(deeper[kind], min_size=2, max_size=3).map(tuple)
        found.append(st.builds(Join, st.sampled_from(["and", "or"]), items))
        for each in LITERALS:
            ordered = each in (Type.NUMBER, Type.DATE)
            signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="] if ordered else ["=", "!="])
            right = st.one_of(deeper[each], deeper[each] if ordered else st.just(Literal(Type.EMPTY, None)))
            found.append(
                st.tuples(signs, deeper[each], right).map(
                    lambda made: Compare("=" if made[2].type is Type.EMPTY else made[0], made[1], made[2])
                )
            )
            options = st.lists(LITERALS[each].map(lambda constant, each=each: Literal(each, constant)), min_size=1)
            found.append(st.builds(OneOf, deeper[each], options.map(tuple)))
        found.append(st.builds(Chosen, deeper[Type.TEXT], leaves(Type.CODES)))
    return st.one_of(*found)


EXPRESSIONS = (
    st.one_of(*(parts(kind, 3) for kind in LITERALS)).map(Expression).filter(lambda made: len(str(made)) <= MOST_CHARS)
)
ANSWERS = st.dictionaries(
    st.sampled_from([*TYPES]),
    st.one_of(st.text(), st.dates().map(str), st.decimals().map(str), st.sampled_from(["yes", "no", "010,040"])),
)


@given(EXPRESSIONS)
def test_a_written_expression_is_parsed_to_the_same_one(made: Expression) -> None:
    assert parse(str(made), TYPES) == made


@given(EXPRESSIONS, ANSWERS, st.dates())
def test_every_expression_has_a_value_of_its_type_for_any_answers(
    made: Expression, answers: dict[str, str], on: date
) -> None:
    seen: set[str] = set()

    def answer(key: str) -> str:
        seen.add(key)
        return answers.get(key, "")

    found = made.value(Scope(answer, on))
    wanted = {Type.TEXT: str, Type.NUMBER: Decimal, Type.DATE: date, Type.YESNO: bool}[made.type]
    assert found is None or type(found) is wanted
    assert seen <= made.reads
    assert read(made.type, held(found)) == found
