from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import characters, credit
from forms.characters import BAD_CHARACTER, character_fault, is_usual_name
from forms.codes import Code, code_list
from forms.identity import WRONG_CHECK
from forms.kinds import (
    KINDS,
    Choice,
    Choices,
    Credit,
    Date,
    Field,
    Identity,
    Input,
    Integer,
    Money,
    Name,
    Phone,
    Text,
    YesNo,
)
from forms.kinds.choice import NO_CODE
from forms.kinds.date import NO_DAY, NO_YEAR, held_day
from forms.kinds.field import TOO_LONG, UNTIDY
from forms.kinds.identity import NO_BIRTH
from forms.kinds.integer import NO_NUMBER
from forms.kinds.money import NO_MONEY
from forms.kinds.phone import NO_PHONE
from forms.kinds.yesno import NO_CHOICE
from forms.message import Message

ON = date(2026, 11, 24)
CODES = {Choice: {"codes": "sex"}, Choices: {"codes": "employment-service"}}


def field(kind: type[Field]) -> Field:
    return kind("key", "栏", **CODES.get(kind, {}))


TYPED = {
    "a full-width identity number with a small x": (
        Identity,
        "１１０１０５１９４９１２３１００２ｘ",
        "11010519491231002X",
    ),
    "an identity number in groups": (Identity, " 110105 19491231 002x ", "11010519491231002X"),
    "a small credit code": (Credit, "91350100m000100y43", "91350100M000100Y43"),
    "a day with slashes": (Date, "1988/8/16", "1988-08-16"),
    "a day as on a card": (Date, "19880816", "1988-08-16"),
    "a day in words": (Date, "1988 年 8 月 16 日", "1988-08-16"),
    "a full-width day": (Date, "１９８８．８．１６", "1988-08-16"),
    "a phone in groups": (Phone, "139 0000 0000", "13900000000"),
    "an amount in yuan": (Money, "6,200元", "6200.00"),
    "an amount with one decimal": (Money, "6200.5", "6200.50"),
    "a full-width number": (Integer, "１２", "12"),
    "a name with space around it": (Name, "\u3000张\U0002cb5a ", "张\U0002cb5a"),
    "a name with inner space": (Name, "Anna Maria", "Anna Maria"),
    "a decomposed letter": (Name, "Jose\u0301", "Jos\u00e9"),
    "a compatibility ideograph": (Name, "\uf900", "\uf900"),
    "full-width letters in a text": (Text, "Ａ座", "Ａ座"),
}


@pytest.mark.parametrize(("kind", "text", "held"), TYPED.values(), ids=TYPED)
def test_typed_text_becomes_the_held_value(kind: type[Field], text: str, held: str) -> None:
    assert field(kind).typed(text) == held


pieces = st.lists(
    st.sampled_from(
        ["+86", "0086", "86", "(0531)", "0531", "(0)", "531", "-", "139", "8888", "0000", "转8", ",", ".", "00"]
    )
)


@given(st.sampled_from([*KINDS.values()]), st.text(max_size=30) | pieces.map("".join))
def test_typing_a_held_value_again_changes_nothing(kind: type[Field], text: str) -> None:
    held = field(kind).typed(text)
    assert field(kind).typed(held) == held


GOOD = {
    Text: ("某市某区 3 号楼", "无"),
    Name: ("张\U0002cb5a", "买买提·艾力"),
    Identity: ("11010519491231002X", "ZZZ379985010112"),
    Credit: ("91350100M000100Y43", "91350100M000100Y44"),
    Date: ("2026-02-28", "1900-01-01", "2126-12-31"),
    Choice: ("1", "9"),
    Choices: ("010", "010,040"),
    Phone: ("13900000000", "0531-88880000", "02088880000", "0531-88880000-8001", "053188880000-1"),
    Money: ("0.00", "6200.50"),
    Integer: ("0", "12"),
    YesNo: ("yes", "no"),
}

BAD = {
    "a check digit": (Identity, "110105194912310021", WRONG_CHECK),
    "a day that is none": (Date, "2026-02-29", NO_DAY),
    "the year of a birth before anybody's": (Date, "1899-12-31", NO_YEAR),
    "a year with its figures turned round": (Date, "0519-04-01", NO_YEAR),
    "a year that nobody here lives to see": (Date, "2127-01-01", NO_YEAR),
    "somebody born before 1900": (Identity, "440524188001010014", NO_BIRTH),
    "somebody born tomorrow": (Identity, "379999202611250024", NO_BIRTH),
    "a day in another shape": (Date, "2026-2-28", NO_DAY),
    "a code of no list": (Choice, "7", NO_CODE),
    "two codes for one": (Choice, "1,2", NO_CODE),
    "an empty choice among codes": (Choices, "010,", NO_CODE),
    "a code twice": (Choices, "010,010", NO_CODE),
    "a short mobile number": (Phone, "1390000000", NO_PHONE),
    "a mobile number with an extension": (Phone, "13900000000-8001", NO_PHONE),
    "an extension without a number": (Phone, "0531-8001", NO_PHONE),
    "an extension of seven digits": (Phone, "0531-88880000-8001234", NO_PHONE),
    "a number of another country": (Phone, "+85291234567", NO_PHONE),
    "half an amount": (Money, "62,00", NO_MONEY),
    "a year and a month": (Date, "202611", NO_DAY),
    "30 February": (Date, "2026-02-30", NO_DAY),
    "only points for a name": (Name, "···", characters.NO_NAME),
    "only digits for a name": (Name, "123", characters.NO_NAME),
    "a replacement character in a name": (Name, "张\ufffd", characters.LOST),
    "a replacement character in an address": (Text, "某市\ufffd\ufffd路", characters.LOST),
    "a variation selector": (Name, "张\ufe00", characters.UNSEEN),
    "a blank that is a letter": (Name, "张\u3164三", characters.UNSEEN),
    "a blank of Braille": (Text, "某路\u2800", characters.UNSEEN),
    "no character at all": (Text, "某路\uffff", characters.UNSEEN),
    "a mark that joins nothing": (Text, "某\u20dd路", characters.UNSEEN),
    "an odd space": (Text, "某市\u00a0某路", UNTIDY),
    "a number that begins 12": (Phone, "12900000000", NO_PHONE),
    "three decimals": (Money, "1.005", NO_MONEY),
    "no amount at all": (Money, "many", NO_MONEY),
    "infinity": (Money, "Infinity", NO_MONEY),
    "less than nothing": (Money, "-5.00", NO_MONEY),
    "a number with a sign": (Integer, "+2", NO_NUMBER),
    "a number with a leading zero": (Integer, "02", NO_NUMBER),
    "perhaps": (YesNo, "perhaps", NO_CHOICE),
    "a small credit code": (Credit, "91350100m000100y43", credit.WRONG_SHAPE),
    "space around a name": (Name, " 张", UNTIDY),
    "a decomposed letter": (Name, "Jose\u0301", UNTIDY),
    "too many characters": (Text, "好" * 51, TOO_LONG),
    "a line break": (Text, "一\n二", BAD_CHARACTER),
    "a direction override": (Name, "张\u202e三", BAD_CHARACTER),
    "a zero-width space": (Name, "张\u200b三", BAD_CHARACTER),
    "half a surrogate pair": (Name, "张\ud873", BAD_CHARACTER),
}


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_field_holds_what_its_kind_allows(kind: type[Field]) -> None:
    assert all(field(kind).fault(value, ON) is None for value in GOOD[kind])


@pytest.mark.parametrize(("kind", "value", "fault"), BAD.values(), ids=BAD)
def test_a_field_refuses_what_its_kind_forbids(kind: type[Field], value: str, fault: Message) -> None:
    assert field(kind).fault(value, ON) == fault


def test_length_is_counted_in_characters_not_in_bytes_or_units() -> None:
    two = Name("name", "姓名", max_chars=2)
    assert two.fault("\U0002cb5a\U0002cb5a", ON) is None
    assert two.fault("张三丰", ON) == TOO_LONG


USUAL = {
    "beyond the BMP": ("张\U0002cb5a", True),
    "extension I": ("\U0002ebf0", True),
    "extension H": ("\U00031350", True),
    "a minority name": ("买买提·艾力", True),
    "a Latin name": ("José O'Neill-Smith Jr.", True),
    "private use": ("张\ue81e", False),
    "compatibility": ("\uf900", False),
    "a digit": ("张3", False),
    "a full stop between": ("买买提.艾力", False),
    "a bullet between": ("买买提•艾力", False),
    "a katakana point between": ("买买提・艾力", False),
    "a hyphen between": ("买买提-艾力", False),
    "a point at the end": ("买买提·", False),
    "two points": ("买买提··艾力", False),
    "only points": ("···", False),
    "a space between": ("张 三", False),
    "a space between words of Latin": ("Anna Maria", True),
    "an apostrophe first": ("'t Hooft", True),
    "an initial": ("J. Smith", True),
    "a question mark for a character": ("张?", False),
    "a full stop for the point": ("买买提。艾力", False),
}


@pytest.mark.parametrize(("name", "usual"), USUAL.values(), ids=USUAL)
def test_a_name_with_unusual_characters_is_told_apart(name: str, usual: bool) -> None:
    assert is_usual_name(name) is usual


@given(st.dates())
def test_a_day_is_held_as_it_is_written_in_iso(day: date) -> None:
    assert held_day(day.isoformat()) == day


def test_characters_of_new_extensions_are_no_control_characters() -> None:
    assert character_fault("\U0002ebf0\U00031350\ue81e") is None


@pytest.mark.parametrize("entry", code_list("ethnic").entries, ids=lambda entry: entry.code)
def test_every_code_of_a_list_can_be_held(entry: Code) -> None:
    ethnic = Choice("ethnic", "民族", codes="ethnic")
    assert ethnic.fault(entry.code, ON) is None


# The kind; what a window needs to enter a value, the letters besides digits, from how many characters on it is judged,
# the least max_chars, whether it is read in groups, whether a long value takes a whole row.
TRAITS: dict[type[Field], tuple[Input, str, int, int, bool, bool]] = {
    Text: (Input.TEXT, "", 0, 1, False, True),
    Name: (Input.TEXT, "", 0, 15, False, True),
    Identity: (Input.DIGITS, "X", 18, 18, True, False),
    Credit: (Input.LATIN, "", 0, 18, False, False),
    Date: (Input.DATE, "", 0, 10, False, False),
    Choice: (Input.CHOICE, "", 0, 1, False, False),
    Choices: (Input.CHOICES, "", 0, 19, False, True),
    Phone: (Input.DIGITS, "", 11, 13, True, False),
    Money: (Input.MONEY, "", 0, 7, False, False),
    Integer: (Input.DIGITS, "", 0, 1, False, False),
    YesNo: (Input.CHOICE, "", 0, 3, False, False),
}


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_kind_says_how_it_is_entered_and_read(kind: type[Field]) -> None:
    one = field(kind)
    assert (one.input, one.letters, one.judged_from, one.least_chars(), one.is_grouped, one.is_wide) == TRAITS[kind]


@pytest.mark.parametrize(("most", "needed"), [(79, Input.TEXT), (80, Input.LONG_TEXT)])
def test_a_long_text_needs_several_lines(most: int, needed: Input) -> None:
    assert Text("key", "栏", max_chars=most).input is needed


@pytest.mark.parametrize(("one", "longest"), [(Text("k", "栏", max_chars=15), 16), (Text("k", "栏", max_chars=17), 17)])
def test_an_answer_has_room_for_its_greatest_length(one: Field, longest: int) -> None:
    assert one.longest() == longest


def test_a_choice_has_room_for_every_label_with_its_box() -> None:
    assert Choice("k", "栏", codes="sex").longest() == sum(len(f"□{code.label}　") for code in code_list("sex").entries)


def test_a_kind_has_one_name_and_every_name_one_kind() -> None:
    assert {name: kind("k", "栏", **CODES.get(kind, {})).kind for name, kind in KINDS.items()} == {
        name: name for name in KINDS
    }
    assert len(KINDS) == len(set(KINDS.values())) == 11
