import pytest

from forms.gb18030 import decoded

# Of the edition of 2022: eight Han characters and ten vertical marks.
MAPPED = {
    "FE59": "\u9fb4", "FE61": "\u9fb5", "FE66": "\u9fb6", "FE67": "\u9fb7", "FE6D": "\u9fb8", "FE7E": "\u9fb9",
    "FE90": "\u9fba", "FEA0": "\u9fbb",
    "A6D9": "\ufe10", "A6DA": "\ufe12", "A6DB": "\ufe11", "A6DC": "\ufe13", "A6DD": "\ufe14", "A6DE": "\ufe15",
    "A6DF": "\ufe16", "A6EC": "\ufe17", "A6ED": "\ufe18", "A6F3": "\ufe19",
}  # fmt: skip


@pytest.mark.parametrize(("code", "character"), MAPPED.items())
def test_a_character_that_python_decodes_to_private_use_gets_its_own_code_point(code: str, character: str) -> None:
    assert "\ue000" <= bytes.fromhex(code).decode("gb18030") <= "\uf8ff"
    assert decoded(bytes.fromhex(code)) == character


@pytest.mark.parametrize("text", ["张三，1988 年", "䶮", "\U0002000c", "\u9fb4"])
def test_other_characters_are_decoded_as_they_are(text: str) -> None:
    assert decoded(text.encode("gb18030")) == text


def test_bytes_of_another_encoding_are_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\xff\xfe\x00\x4e\xff")
