"""What a verifier prints for a person cannot be forged by what it verifies; a passphrase file has one reading."""

from __future__ import annotations

import pytest

from forms.message import Lang, shown
from signing.finding import Finding, FindingKind, Gravity
from signing.keyring import passphrase_of

KIND = FindingKind("signing", "PDF-UNSIGNED", Gravity.HARM)


@pytest.mark.parametrize(
    ("char", "escape"),
    [
        ("\n", "\\u{000A}"),
        ("\r", "\\u{000D}"),
        ("\x1b", "\\u{001B}"),
        ("\x9b", "\\u{009B}"),  # C1: CSI in one character
        ("\u202e", "\\u{202E}"),
        ("\u2066", "\\u{2066}"),
        ("\u200b", "\\u{200B}"),
        ("\ufeff", "\\u{FEFF}"),
        ("\u2028", "\\u{2028}"),
        ("\u2029", "\\u{2029}"),
        ("\ud800", "\\u{D800}"),
        ("\U000e0041", "\\u{E0041}"),  # a tag character
    ],
)
def test_a_character_that_could_forge_output_is_shown_as_its_number(char: str, escape: str) -> None:
    assert shown(f"张{char}三") == f"张{escape}三"


def test_words_of_people_are_shown_as_they_are() -> None:
    assert shown("𠮷田·张三\u3000Ana Ñ 8 ¥") == "𠮷田·张三\u3000Ana Ñ 8 ¥"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_part_of_a_finding_can_begin_a_line(lang: Lang) -> None:
    forged = "x\nANCHORED\r\x1b[2J"
    text = Finding(KIND, forged, forged, forged).as_text(lang)
    assert text.count("\n") == 1 and "\r" not in text and "\x1b" not in text


def test_json_keeps_the_values_of_a_finding() -> None:
    assert Finding(KIND, "a\nb").as_json()["where"] == "a\nb"


@pytest.mark.parametrize("text", ["a pass \n", "a pass \r\n", "a pass ", "a pass \r", "a pass \nsecond line\n"])
def test_a_passphrase_is_the_first_line_with_its_blanks(text: str) -> None:
    assert passphrase_of(text) == "a pass "
