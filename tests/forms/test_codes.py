import re
from datetime import date
from pathlib import Path

import pytest

from forms.codes import Code, CodeList, code_list, code_list_names, load_code_list, unusable_lists
from forms.errors import FormFileError, UnknownCode

ON = date(2026, 11, 24)

# Written out by hand from GB/T 3304, not taken from the file under test.
PEOPLES = re.findall(
    r"\S+",
    """
01汉族 02蒙古族 03回族 04藏族 05维吾尔族 06苗族 07彝族 08壮族
09布依族 10朝鲜族 11满族 12侗族 13瑶族 14白族 15土家族 16哈尼族
17哈萨克族 18傣族 19黎族 20傈僳族 21佤族 22畲族 23高山族 24拉祜族
25水族 26东乡族 27纳西族 28景颇族 29柯尔克孜族 30土族 31达斡尔族 32仫佬族
33羌族 34布朗族 35撒拉族 36毛南族 37仡佬族 38锡伯族 39阿昌族 40普米族
41塔吉克族 42怒族 43乌孜别克族 44俄罗斯族 45鄂温克族 46德昂族 47保安族 48裕固族
49京族 50塔塔尔族 51独龙族 52鄂伦春族 53赫哲族 54门巴族 55珞巴族 56基诺族
""",
)


@pytest.mark.parametrize("people", PEOPLES)
def test_every_ethnic_group_has_its_code_and_its_exact_name(people: str) -> None:
    assert code_list("ethnic").label(people[:2], ON) == people[2:]


def test_there_are_56_ethnic_groups_and_the_two_codes_of_identity_cards() -> None:
    assert [entry.code for entry in code_list("ethnic").entries] == [f"{n:02}" for n in range(1, 57)] + [
        "97",
        "98",
    ]


@pytest.mark.parametrize("name", code_list_names())
def test_every_shipped_list_carries_its_own_name_and_a_source(name: str) -> None:
    listed = code_list(name)
    assert listed.name == name
    assert listed.title
    assert listed.source
    assert listed.codes(ON)
    assert len({entry.label for entry in listed.entries}) == len(listed.entries)


def test_an_unknown_code_or_list_is_refused_with_advice() -> None:
    with pytest.raises(UnknownCode, match=r"'7' is not in the code list 'sex'.*Choose"):
        code_list("sex").label("7", ON)
    with pytest.raises(UnknownCode, match=r"no code list 'sexes'.*ethnic"):
        code_list("sexes")


def test_a_code_counts_only_on_the_days_it_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text(
        'name = "old"\ntitle = "旧"\nsource = "test"\n'
        'codes = [\n{ code = "1", label = "甲", until = 2025-12-31 },\n'
        '{ code = "1b", label = "乙", from = 2026-01-01 },\n]\n',
        encoding="utf-8",
    )
    listed = load_code_list(path)
    assert listed.label("1", date(2025, 12, 31)) == "甲"
    assert listed.label("1b", date(2026, 1, 1)) == "乙"
    assert listed.codes(ON) == (Code("1b", "乙", first=date(2026, 1, 1)),)
    with pytest.raises(UnknownCode):
        listed.label("1", date(2026, 1, 1))
    with pytest.raises(UnknownCode):
        listed.label("1b", date(2025, 12, 31))


def test_what_is_chosen_at_the_desk_stays_in_the_list() -> None:
    assert [(one.code, one.at_desk) for one in code_list("sex").codes(ON)] == [
        ("1", False),
        ("2", False),
        ("0", True),
        ("9", True),
    ]


HEAD = 'name = "n"\ntitle = "t"\nsource = "s"\n'

# What the file holds; the key and the remedy that the complaint must name.
DAMAGE = {
    "a desk that is neither": (
        HEAD + 'codes = [{ code = "1", label = "x", at-desk = 1 }]',
        r"codes\[0\]\.at-desk",
        "Write true or false",
    ),
    "no TOML": ("codes = [", "file", "Correct that line"),
    "no name": ('title = "t"\nsource = "s"\ncodes = []', "name", "Add it"),
    "another file's name": (HEAD.replace('"n"', '"m"') + 'codes = [{ code = "1", label = "x" }]', "name", "Write 'n'"),
    "no codes": (HEAD, "codes", "Write from 1"),
    "an empty list": (HEAD + "codes = []", "codes", "Write from 1"),
    "a text for the list": (HEAD + 'codes = "1"', "codes", r"Write an array of tables"),
    "a table for the list": (HEAD + "[codes]\n1 = 'x'", "codes", r"Write an array of tables"),
    "a code without label": (HEAD + 'codes = [{ code = "1" }]', r"codes\[0\]\.label", "Add it"),
    "an empty label": (HEAD + 'codes = [{ code = "1", label = " " }]', r"codes\[0\]\.label", "Write it"),
    "a number for a code": (HEAD + 'codes = [{ code = 1, label = "x" }]', r"codes\[0\]\.code", "quotation marks"),
    "a comma in a code": (HEAD + 'codes = [{ code = "1,2", label = "x" }]', r"codes\[0\]\.code", "Write up to 40"),
    "a code of 300 letters": (
        HEAD + f'codes = [{{ code = "{"x" * 300}", label = "x" }}]',
        r"codes\[0\]\.code",
        "Write up to 40",
    ),
    "a text for a table": (HEAD + 'codes = ["1"]', "codes", "Write"),
    "a text for a day": (
        HEAD + 'codes = [{ code = "1", label = "x", from = "soon" }]',
        r"codes\[0\]\.from",
        "Write a day such as",
    ),
    "a time for a day": (
        HEAD + 'codes = [{ code = "1", label = "x", until = 2026-01-01T00:00:00Z }]',
        r"codes\[0\]\.until",
        "Write the day alone",
    ),
    "an end before the beginning": (
        HEAD + 'codes = [{ code = "1", label = "x", from = 2026-01-02, until = 2026-01-01 }]',
        r"codes\[0\]\.until",
        "Correct one of the days",
    ),
    "a misspelt key": (
        HEAD + 'codes = [{ code = "1", label = "x", untill = 2026-01-01 }]',
        r"codes\[0\]\.untill",
        "spell it as one of",
    ),
    "a code twice": (
        HEAD + 'codes = [{ code = "1", label = "x" }, { code = "1", label = "y" }]',
        "codes",
        "Keep one of them",
    ),
    "a label twice": (
        HEAD + 'codes = [{ code = "1", label = "x" }, { code = "2", label = "x" }]',
        "codes",
        "another label or time",
    ),
    "a label twice for a day": (
        HEAD
        + 'codes = [{ code = "1", label = "x", until = 2026-01-01 }, { code = "2", label = "x", from = 2026-01-01 }]',
        "codes",
        "another label or time",
    ),
    "a label that no font draws": (
        HEAD + 'codes = [{ code = "1", label = "\U0002ebf0" }]',
        r"codes\[0\]\.label",
        "Write it differently",
    ),
    "a control character in a label": (
        HEAD + 'codes = [{ code = "1", label = "x\\u0007" }]',
        r"codes\[0\]\.label",
        "Remove it",
    ),
    "a line break in a title": (HEAD.replace('"t"', '"t\\nt"') + "codes = []", "title", "Remove it"),
    "a label of 300 letters": (
        HEAD + f'codes = [{{ code = "1", label = "{"x" * 300}" }}]',
        r"codes\[0\]\.label",
        "Write at most 30",
    ),
    "a byte order mark": ("\ufeff" + HEAD + 'codes = [{ code = "1", label = "x" }]', "file", "UTF-8 without BOM"),
    "3000 brackets": (HEAD + "codes = " + "[" * 3000 + "]" * 3000, "file", "Remove them"),
}


@pytest.mark.parametrize(("content", "key", "remedy"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_code_list_is_refused_with_file_key_and_remedy(
    tmp_path: Path, content: str, key: str, remedy: str
) -> None:
    path = tmp_path / "n.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormFileError, match=rf"n\.toml(:\d+)?: {key}: .*{remedy}"):
        load_code_list(path)


def test_a_label_may_go_from_one_code_to_another_on_a_day(tmp_path: Path) -> None:
    path = tmp_path / "n.toml"
    last_and_first = "until = 2025-12-31 }, { code = '2', label = 'x', from = 2026-01-01 }"
    path.write_text(HEAD + f"codes = [{{ code = '1', label = 'x', {last_and_first}]", encoding="utf-8")
    assert [entry.code for entry in load_code_list(path).codes(ON)] == ["2"]


@pytest.mark.parametrize("name", ["x" * 300, "../codes/sex", "/etc/passwd", "sex.toml", "SEX", "", "a\x00b", "性别"])
def test_a_name_that_is_none_is_no_code_list_and_no_path(name: str) -> None:
    with pytest.raises(UnknownCode, match="there is no code list"):
        code_list(name)


def test_every_shipped_list_can_be_used() -> None:
    assert unusable_lists() == ()


def test_a_list_is_a_frozen_value() -> None:
    listed = CodeList("n", "t", "s", (Code("1", "x"),))
    with pytest.raises(AttributeError):
        listed.name = "m"  # type: ignore[misc]
