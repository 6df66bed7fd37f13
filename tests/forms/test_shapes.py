from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import characters, credit, shapes
from forms.codes import Code, code_list
from forms.identity import WRONG_CHECK
from forms.message import Message
from forms.model import Field, FieldKind
from forms.shapes import character_fault, held_day, is_usual_name, shape_fault, typed

ON = date(2026, 11, 24)
CODES = {FieldKind.CODE: "sex", FieldKind.CODES: "employment-service"}


def field(kind: FieldKind) -> Field:
    return Field("key", "栏", kind, codes=CODES.get(kind))


TYPED = {
    "a full-width identity number with a small x": (
        FieldKind.IDENTITY,
        "１１０１０５１９４９１２３１００２ｘ",
        "11010519491231002X",
    ),
    "an identity number in groups": (FieldKind.IDENTITY, " 110105 19491231 002x ", "11010519491231002X"),
    "a small credit code": (FieldKind.CREDIT, "91350100m000100y43", "91350100M000100Y43"),
    "a day with slashes": (FieldKind.DATE, "1988/8/16", "1988-08-16"),
    "a day as on a card": (FieldKind.DATE, "19880816", "1988-08-16"),
    "a day in words": (FieldKind.DATE, "1988 年 8 月 16 日", "1988-08-16"),
    "a full-width day": (FieldKind.DATE, "１９８８．８．１６", "1988-08-16"),
    "a phone in groups": (FieldKind.PHONE, "139 0000 0000", "13900000000"),
    "an amount in yuan": (FieldKind.MONEY, "6,200元", "6200.00"),
    "an amount with one decimal": (FieldKind.MONEY, "6200.5", "6200.50"),
    "a full-width number": (FieldKind.INTEGER, "１２", "12"),
    "a name with space around it": (FieldKind.NAME, "\u3000张\U0002cb5a ", "张\U0002cb5a"),
    "a name with inner space": (FieldKind.NAME, "Anna Maria", "Anna Maria"),
    "a decomposed letter": (FieldKind.NAME, "Jose\u0301", "Jos\u00e9"),
    "a compatibility ideograph": (FieldKind.NAME, "\uf900", "\uf900"),
    "full-width letters in a text": (FieldKind.TEXT, "Ａ座", "Ａ座"),
}


@pytest.mark.parametrize(("kind", "text", "held"), TYPED.values(), ids=TYPED)
def test_typed_text_becomes_the_held_value(kind: FieldKind, text: str, held: str) -> None:
    assert typed(field(kind), text) == held


pieces = st.lists(
    st.sampled_from(
        ["+86", "0086", "86", "(0531)", "0531", "(0)", "531", "-", "139", "8888", "0000", "转8", ",", ".", "00"]
    )
)


@given(st.sampled_from(FieldKind), st.text(max_size=30) | pieces.map("".join))
def test_typing_a_held_value_again_changes_nothing(kind: FieldKind, text: str) -> None:
    held = typed(field(kind), text)
    assert typed(field(kind), held) == held


GOOD = {
    FieldKind.TEXT: ("某市某区 3 号楼", "无"),
    FieldKind.NAME: ("张\U0002cb5a", "买买提·艾力"),
    FieldKind.IDENTITY: ("11010519491231002X", "ZZZ379985010112"),
    FieldKind.CREDIT: ("91350100M000100Y43", "91350100M000100Y44"),
    FieldKind.DATE: ("2026-02-28", "1900-01-01", "2126-12-31"),
    FieldKind.CODE: ("1", "9"),
    FieldKind.CODES: ("010", "010,040"),
    FieldKind.PHONE: ("13900000000", "0531-88880000", "02088880000", "0531-88880000-8001", "053188880000-1"),
    FieldKind.MONEY: ("0.00", "6200.50"),
    FieldKind.INTEGER: ("0", "12"),
    FieldKind.YESNO: ("yes", "no"),
}

BAD = {
    "a check digit": (FieldKind.IDENTITY, "110105194912310021", WRONG_CHECK),
    "a day that is none": (FieldKind.DATE, "2026-02-29", shapes.NO_DAY),
    "the year of a birth before anybody's": (FieldKind.DATE, "1899-12-31", shapes.NO_YEAR),
    "a year with its figures turned round": (FieldKind.DATE, "0519-04-01", shapes.NO_YEAR),
    "a year that nobody here lives to see": (FieldKind.DATE, "2127-01-01", shapes.NO_YEAR),
    "somebody born before 1900": (FieldKind.IDENTITY, "440524188001010014", shapes.NO_BIRTH),
    "somebody born tomorrow": (FieldKind.IDENTITY, "379999202611250024", shapes.NO_BIRTH),
    "a day in another shape": (FieldKind.DATE, "2026-2-28", shapes.NO_DAY),
    "a code of no list": (FieldKind.CODE, "7", shapes.NO_CODE),
    "two codes for one": (FieldKind.CODE, "1,2", shapes.NO_CODE),
    "an empty choice among codes": (FieldKind.CODES, "010,", shapes.NO_CODE),
    "a code twice": (FieldKind.CODES, "010,010", shapes.NO_CODE),
    "a short mobile number": (FieldKind.PHONE, "1390000000", shapes.NO_PHONE),
    "a mobile number with an extension": (FieldKind.PHONE, "13900000000-8001", shapes.NO_PHONE),
    "an extension without a number": (FieldKind.PHONE, "0531-8001", shapes.NO_PHONE),
    "an extension of seven digits": (FieldKind.PHONE, "0531-88880000-8001234", shapes.NO_PHONE),
    "a number of another country": (FieldKind.PHONE, "+85291234567", shapes.NO_PHONE),
    "half an amount": (FieldKind.MONEY, "62,00", shapes.NO_MONEY),
    "a year and a month": (FieldKind.DATE, "202611", shapes.NO_DAY),
    "30 February": (FieldKind.DATE, "2026-02-30", shapes.NO_DAY),
    "only points for a name": (FieldKind.NAME, "···", characters.NO_NAME),
    "only digits for a name": (FieldKind.NAME, "123", characters.NO_NAME),
    "a replacement character in a name": (FieldKind.NAME, "张\ufffd", characters.LOST),
    "a replacement character in an address": (FieldKind.TEXT, "某市\ufffd\ufffd路", characters.LOST),
    "a variation selector": (FieldKind.NAME, "张\ufe00", characters.UNSEEN),
    "a blank that is a letter": (FieldKind.NAME, "张\u3164三", characters.UNSEEN),
    "a blank of Braille": (FieldKind.TEXT, "某路\u2800", characters.UNSEEN),
    "no character at all": (FieldKind.TEXT, "某路\uffff", characters.UNSEEN),
    "a mark that joins nothing": (FieldKind.TEXT, "某\u20dd路", characters.UNSEEN),
    "an odd space": (FieldKind.TEXT, "某市\u00a0某路", shapes.UNTIDY),
    "a number that begins 12": (FieldKind.PHONE, "12900000000", shapes.NO_PHONE),
    "three decimals": (FieldKind.MONEY, "1.005", shapes.NO_MONEY),
    "no amount at all": (FieldKind.MONEY, "many", shapes.NO_MONEY),
    "infinity": (FieldKind.MONEY, "Infinity", shapes.NO_MONEY),
    "less than nothing": (FieldKind.MONEY, "-5.00", shapes.NO_MONEY),
    "a number with a sign": (FieldKind.INTEGER, "+2", shapes.NO_NUMBER),
    "a number with a leading zero": (FieldKind.INTEGER, "02", shapes.NO_NUMBER),
    "perhaps": (FieldKind.YESNO, "perhaps", shapes.NO_CHOICE),
    "a small credit code": (FieldKind.CREDIT, "91350100m000100y43", credit.WRONG_SHAPE),
    "space around a name": (FieldKind.NAME, " 张", shapes.UNTIDY),
    "a decomposed letter": (FieldKind.NAME, "Jose\u0301", shapes.UNTIDY),
    "too many characters": (FieldKind.TEXT, "好" * 51, shapes.TOO_LONG),
    "a line break": (FieldKind.TEXT, "一\n二", shapes.BAD_CHARACTER),
    "a direction override": (FieldKind.NAME, "张\u202e三", shapes.BAD_CHARACTER),
    "a zero-width space": (FieldKind.NAME, "张\u200b三", shapes.BAD_CHARACTER),
    "half a surrogate pair": (FieldKind.NAME, "张\ud873", shapes.BAD_CHARACTER),
}


@pytest.mark.parametrize("kind", FieldKind)
def test_a_field_holds_what_its_kind_allows(kind: FieldKind) -> None:
    assert all(shape_fault(field(kind), value, ON) is None for value in GOOD[kind])


@pytest.mark.parametrize(("kind", "value", "fault"), BAD.values(), ids=BAD)
def test_a_field_refuses_what_its_kind_forbids(kind: FieldKind, value: str, fault: Message) -> None:
    assert shape_fault(field(kind), value, ON) == fault


def test_length_is_counted_in_characters_not_in_bytes_or_units() -> None:
    two = Field("name", "姓名", FieldKind.NAME, max_chars=2)
    assert shape_fault(two, "\U0002cb5a\U0002cb5a", ON) is None
    assert shape_fault(two, "张三丰", ON) == shapes.TOO_LONG


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


def test_a_code_field_without_a_list_holds_nothing() -> None:
    assert shape_fault(Field("key", "栏", FieldKind.CODE), "1", ON) == shapes.NO_CODE


@pytest.mark.parametrize("entry", code_list("ethnic").entries, ids=lambda entry: entry.code)
def test_every_code_of_a_list_can_be_held(entry: Code) -> None:
    ethnic = Field("ethnic", "民族", FieldKind.CODE, codes="ethnic")
    assert shape_fault(ethnic, entry.code, ON) is None
