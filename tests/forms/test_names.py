import re
import unicodedata
from pathlib import Path

import pytest

from forms import characters
from forms.characters import HAN, name_doubt, name_fault, sight_fault, variant_hint
from forms.message import Message
from forms.typed_text import composed

# Written out by hand from the blocks of Unicode 17.0: first, last, and how many.
BLOCKS = {
    "Extension A": (0x3400, 0x4DBF, 6592),
    "Unified": (0x4E00, 0x9FFF, 20992),
    "Extension B": (0x20000, 0x2A6DF, 42720),
    "Extension C": (0x2A700, 0x2B73F, 4160),
    "Extension D": (0x2B740, 0x2B81D, 222),
    "Extension E": (0x2B820, 0x2CEAD, 5774),
    "Extension F": (0x2CEB0, 0x2EBE0, 7473),
    "Extension I": (0x2EBF0, 0x2EE5D, 622),
    "Extension G": (0x30000, 0x3134A, 4939),
    "Extension H": (0x31350, 0x323AF, 4192),
    "Extension J": (0x323B0, 0x33479, 4298),
}
OWN = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
"""The twelve characters among the compatibility characters that are none."""


@pytest.mark.parametrize(("first", "last", "count"), BLOCKS.values(), ids=BLOCKS)
def test_every_block_of_han_characters_is_usual_in_names_from_end_to_end(first: int, last: int, count: int) -> None:
    assert last - first + 1 == count
    assert name_doubt(f"{chr(first)}{chr(last)}") is None
    assert name_fault(chr(first)) is None
    assert name_fault(chr(last)) is None


def test_the_han_characters_are_those_of_unicode_17_and_zero() -> None:
    found = [point for point in range(0x110000) if re.fullmatch(f"[{HAN}]", chr(point))]
    assert len(found) == 101_996 + 1
    assert set(map(ord, OWN + "〇")) <= set(found)


def test_python_knows_no_han_character_that_the_ranges_do_not_have() -> None:
    named = [chr(point) for point in range(0x110000) if unicodedata.name(chr(point), "").startswith("CJK UNIFIED")]
    assert len(named) > 90_000
    assert re.sub(f"[{HAN}]", "", "".join(named)) == ""


NAMES: dict[str, tuple[str, Message | None]] = {
    "two parts with U+00B7": ("阿依古丽·艾合买提", None),
    "a full stop in its place": ("阿依古丽.艾合买提", characters.WRONG_POINT),
    "the bullet in its place": ("阿依古丽•艾合买提", characters.WRONG_POINT),
    "the Katakana point in its place": ("阿依古丽・艾合买提", characters.WRONG_POINT),
    "a point at the end": ("阿依古丽·", characters.WRONG_POINT),
    "a rare character": ("张䶮", None),
    "another rare character": ("荀彧", None),
    "a character of Extension I": ("张\U0002ebf0", None),
    "a character of Extension J": ("张\U000323b0", None),
    "a character that is no compatibility character": ("张﨎", None),
    "a compatibility character": ("张\uf9d1", Message("forms.name-compatibility", usual="六")),
    "a compatibility character of the supplement": (
        "张\U0002f800",
        Message("forms.name-compatibility", usual="丽"),
    ),
    "a character of the private area": ("张\ue81e", characters.PRIVATE),
    "a character of the private planes": ("张\U000f0000", characters.PRIVATE),
    "a sign": ("张☆", characters.UNUSUAL),
    "a place that is no character yet": ("张\U0003347a", characters.UNUSUAL),
}


@pytest.mark.parametrize(("name", "doubt"), NAMES.values(), ids=NAMES)
def test_a_name_is_doubted_for_what_is_not_usual_in_it(name: str, doubt: Message | None) -> None:
    assert name_doubt(name) == doubt


def test_typing_composes_a_name_but_never_replaces_a_character() -> None:
    assert composed("Zoe\u0308") == "Zoë"
    assert composed("\uf9d1\U0002f800龑") == "\uf9d1\U0002f800龑"


def test_a_variation_sequence_is_kept_and_refused_because_no_font_draws_it() -> None:
    assert composed("葛\U000e0100") == "葛\U000e0100"
    assert sight_fault("葛\U000e0100") == characters.UNSEEN


VARIANTS = {"龑": "䶮", "䶮": "龑", "彧": "或", "喆": "哲", "闫": "阎", "阎": "闫"}


@pytest.mark.parametrize(("character", "others"), VARIANTS.items())
def test_a_character_that_is_often_replaced_is_named_with_the_other(character: str, others: str) -> None:
    assert variant_hint(f"张{character}") == Message("forms.name-variant", character=character, others=others)


@pytest.mark.parametrize("name", ["张三", "或", "哲", "", "Zoë"])
def test_a_usual_character_asks_nothing(name: str) -> None:
    assert variant_hint(name) is None


def test_no_character_replaces_itself() -> None:
    for character, others in characters._variants().items():
        assert len(character) == 1
        assert character not in others
        assert name_doubt(character + others) is None


def test_the_ranges_are_in_order_of_the_file_and_do_not_overlap() -> None:
    content = (Path(characters.LIMITS) / "han.toml").read_text(encoding="utf-8")
    ends = [tuple(int(each, 16) for each in pair) for pair in re.findall(r"0x(\w+), last = 0x(\w+)", content)]
    assert sorted(ends)[0] == (0x3007, 0x3007)
    assert all(last < first for (_, last), (first, _) in zip(sorted(ends), sorted(ends)[1:], strict=False))
