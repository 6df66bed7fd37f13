import re
from datetime import date
from pathlib import Path

import pytest
from stdnum import numdb

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
    assert listed.edition
    assert listed.codes(ON)


def test_an_unknown_code_or_list_is_refused_with_advice() -> None:
    with pytest.raises(UnknownCode, match=r"'7' is not in the code list 'sex'.*Choose"):
        code_list("sex").label("7", ON)
    with pytest.raises(UnknownCode, match=r"no code list 'sexes'\. Use one such as sex,"):
        code_list("sexes")


def test_a_code_counts_only_on_the_days_it_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text(
        'name = "old"\ntitle = "旧"\nsource = "test"\nedition = "1"\n'
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


HEAD = 'name = "n"\ntitle = "t"\nsource = "s"\nedition = "e"\n'

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
        r"codes\[1\]\.code",
        "Keep one of them",
    ),
    "a label twice": (
        HEAD + 'codes = [{ code = "1", label = "x" }, { code = "2", label = "x" }]',
        r"codes\[1\]\.label",
        "another label or time",
    ),
    "a label twice for a day": (
        HEAD
        + 'codes = [{ code = "1", label = "x", until = 2026-01-01 }, { code = "2", label = "x", from = 2026-01-01 }]',
        r"codes\[1\]\.label",
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
    "no edition": (HEAD.replace('edition = "e"\n', ""), "edition", "Add it"),
    "a code that is stored and chosen at the desk": (
        HEAD + 'codes = [{ code = "1", label = "x", stored = true, at-desk = true }]',
        r"codes\[0\]\.stored",
        "Remove stored or at-desk",
    ),
    "a code that derives in a list that does not": (
        HEAD + 'codes = [{ code = "1", label = "x", derived = "2" }]',
        r"codes\[0\]\.derived",
        "Add derives",
    ),
    "a code with two labels for a day": (
        HEAD
        + 'codes = [{ code = "1", label = "x", until = 2026-01-01 }, { code = "1", label = "y", from = 2026-01-01 }]',
        r"codes\[1\]\.code",
        "Keep one of them",
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
    listed = CodeList("n", "t", "s", "e", (Code("1", "x"),))
    with pytest.raises(AttributeError):
        listed.name = "m"  # type: ignore[misc]


def test_a_code_may_get_another_label_on_a_day() -> None:
    area = code_list("area")
    assert area.label("371324", date(2013, 12, 31)) == "山东省临沂市苍山县"
    assert area.label("371324", date(2014, 1, 1)) == "山东省临沂市兰陵县"
    assert area.latest("371324") == Code("371324", "山东省临沂市兰陵县", first=date(2014, 1, 1))


def test_a_stored_code_is_an_answer_that_nobody_is_offered() -> None:
    health = code_list("health")
    assert health.label("37", ON) == "糖尿病"
    assert "37" not in [code.code for code in health.codes(ON)]
    assert "30" in [code.code for code in health.codes(ON)]


def test_the_latest_entry_of_a_code_is_found_when_it_is_out_of_use() -> None:
    area = code_list("area")
    assert area.latest("370181") == Code("370181", "山东省济南市章丘市", date(1995, 1, 1), date(2015, 12, 31))
    assert area.latest("370199") is None
    with pytest.raises(UnknownCode):
        area.label("370181", ON)


DERIVED = """
unemployment-reason-2: 10>20 21>10 22>10 23>10 24>10 31>10 32>30 33>30 40>30 51>30 52>30 60>30 70>30 90>30
unemployment-cancel: hired>60 business>60 income>60 pension>10 disabled>20 study>30 army>30 abroad>30 prison>40
    no-wish>99 refuses>99 no-contact>50 death>70 other>99
marital-hrss: 1>20 2>10 3>40 4>30
family-relation: 01>0 02>0 10>1 11>1 12>1 20>2 28>2 37>3 38>3 44>4 51>5 56>5 63>6 70>7 78>7 80>8 87>8 97>8 99>8
"""
FOLLOWS = [
    (name, *pair.split(">"))
    for name, pairs in re.findall(r"^([a-z0-9-]+):((?:\s+\S+>\S+)+)", DERIVED, re.MULTILINE)
    for pair in pairs.split()
]


@pytest.mark.parametrize(("name", "code", "follows"), FOLLOWS)
def test_a_code_says_what_follows_from_it(name: str, code: str, follows: str) -> None:
    assert code_list(name).derived(code, ON) == follows


def test_nothing_follows_from_a_code_of_a_list_that_derives_nothing() -> None:
    assert code_list("sex").derived("1", ON) == ""
    with pytest.raises(UnknownCode):
        code_list("unemployment-reason-2").derived("80", ON)


def test_every_code_of_a_list_that_derives_says_what_follows() -> None:
    for name in code_list_names():
        listed = code_list(name)
        assert {bool(entry.derived) for entry in listed.entries} == {bool(listed.derives)}


def test_a_list_that_derives_what_is_not_there_is_a_finding(tmp_path: Path) -> None:
    code = 'codes = [{ code = "1", label = "x", derived = "2" }]'
    (tmp_path / "n.toml").write_text(HEAD + 'derives = "m"\n' + code, encoding="utf-8")
    assert [str(found) for found in unusable_lists(tmp_path)] == [
        f"{tmp_path}/n.toml: derives: there is no code list 'm'. Use one such as n; 'luobi forms codes' lists all."
    ]
    (tmp_path / "m.toml").write_text(HEAD.replace('"n"', '"m"') + 'codes = [{ code = "1", label = "x" }]', "utf-8")
    assert [str(found) for found in unusable_lists(tmp_path)] == [
        f"{tmp_path}/n.toml: codes[0].derived: '2' is not in the code list 'm'. Write a code of that list"
    ]


# Written out by hand from the standards: what a person may choose, then what may only be stored.
LISTS = """
marital: 10 20 30 40 90 / 21 22 23
health: 10 20 30 61 62 63 64 65 66 67 69 / 31 32 33 34 35 36 37 38 41 49 60
personal-status: 11 13 17 21 24 27 31 37 51 54 70 80 90 /
education-full: 11 14 21 22 23 31 32 33 41 44 47 61 63 71 73 81 83 90 /
    10 12 13 15 16 17 18 19 20 28 30 40 42 43 45 46 48 49 60 62 70 80
political: 01 02 03 04 05 06 07 08 09 10 11 12 13 /
family-relation-group: 0 1 2 3 4 5 6 7 8 /
economy: 110 120 130 141 142 143 149 151 159 160 171 172 173 174 175 179 190 210 220 230 240 290 310 320 330 340 390
    900 / 100 140 150 170 200 300
occupation-major: 1000000 2000000 3000000 4000000 5000000 6000000 7000000 8000000 /
unemployment-type: 10 20 30 /
unemployment-reason-1: 10 20 30 40 50 60 80 90 / 70
unemployment-reason-2: 10 21 22 23 24 31 40 60 90 / 32 33 51 52 70
unemployment-cancel-1: 10 20 30 40 50 60 70 99 /
employment-form: 010 021 022 023 030 990 / 020
employment-kind: 1 2 3 /
employment-hours: 60 70 90 / 10 20 30 40 50
assistance: 1 2 3 4 5 6 7 /
policy: 010 020 030 040 050 060 070 080 990 /
employment-service: 010 020 030 040 050 /
hukou: 10 11 12 20 21 22 30 40 50 /
skill-level: 1 2 3 4 5 /
hardship-shandong: 1 2 3 4 5 6 7 8 9 /
education: 10 11 14 20 30 40 41 44 47 61 70 71 81 90 /
unemployment-reason: 10 21 22 23 24 30 40 50 60 80 90 /
"""


@pytest.mark.parametrize(
    ("name", "chosen", "stored"),
    [
        (name, sorted(chosen.split()), sorted(stored.split()))
        for name, chosen, stored in re.findall(r"^([a-z0-9-]+):([\s0-9]+)/([\s0-9]*)$", LISTS, re.MULTILINE)
    ],
)
def test_a_list_has_just_the_codes_of_its_standard(name: str, chosen: list[str], stored: list[str]) -> None:
    listed = code_list(name)
    assert sorted(code.code for code in listed.codes(ON)) == chosen
    assert sorted(code.code for code in listed.entries if code.stored) == stored


def test_the_table_of_standards_is_read_to_its_end() -> None:
    assert LISTS.count("/") == len(re.findall(r"^([a-z0-9-]+):([\s0-9]+)/([\s0-9]*)$", LISTS, re.MULTILINE)) == 23


# The areas of Shandong, compared with the list that python-stdnum takes from Wikipedia.

PEER_NAMES = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")
SHANDONG = [entry for entry in code_list("area").entries if entry.code.startswith("37") and entry.code != "370000"]


def peer_names(code: str) -> dict[str, str]:
    """The names of an area that the peer has, with the year in which each ended; "" where it has not."""
    found = numdb.get("cn/loc").info(code)[-1][1].get("county", "")
    return {name: last for _, last, name in PEER_NAMES.findall(found)}


def test_the_areas_of_today_are_those_of_the_peer() -> None:
    ours = {entry.code: entry.label for entry in SHANDONG if entry.usable(ON)}
    theirs = {
        code: name
        for code in map(str, range(370100, 380000))
        for name, last in peer_names(code).items()
        if not last and name not in ("市辖区", "县", "市")
    }
    assert ours.keys() == {code for code in theirs if not code.startswith("372")}
    assert [label for code, label in ours.items() if not label.endswith(theirs[code])] == []


# Until 1995 the ministry's lists had the cities under the province as 3790xx, the peer has their later codes then.
NOT_OF_THE_PEER = re.compile(r"3790(0[6]|1[3-9]|2[0-9])|370901|37252[1-8]|372602|37262[12]|370406|370811")


def test_the_areas_of_earlier_years_are_those_of_the_peer_but_for_those_listed() -> None:
    strange = [
        entry.code
        for entry in SHANDONG
        if not any(entry.label.endswith(name) for name in peer_names(entry.code)) and not entry.usable(ON)
    ]
    assert [code for code in strange if not NOT_OF_THE_PEER.fullmatch(code)] == []


def test_there_are_as_many_areas_of_today_as_in_shandong() -> None:
    today = [entry.code for entry in SHANDONG if entry.usable(ON)]
    assert len([code for code in today if code.endswith("00")]) == 16
    assert len([code for code in today if not code.endswith("00")]) == 136


PROVINCES = """
110000北京市 120000天津市 130000河北省 140000山西省 150000内蒙古自治区 210000辽宁省 220000吉林省 230000黑龙江省
310000上海市 320000江苏省 330000浙江省 340000安徽省 350000福建省 360000江西省 370000山东省 410000河南省 420000湖北省
430000湖南省 440000广东省 450000广西壮族自治区 460000海南省 500000重庆市 510000四川省 520000贵州省 530000云南省
540000西藏自治区 610000陕西省 620000甘肃省 630000青海省 640000宁夏回族自治区 650000新疆维吾尔自治区 710000台湾省
810000香港特别行政区 820000澳门特别行政区
"""


def test_every_province_has_its_code_and_its_name() -> None:
    codes = code_list("area").codes(ON)
    assert [f"{code.code}{code.label}" for code in codes if code.code.endswith("0000")] == PROVINCES.split()


def test_an_area_is_named_with_all_that_it_lies_in() -> None:
    listed = code_list("area")
    for entry in listed.codes(ON):
        for outer in (f"{entry.code[:2]}0000", f"{entry.code[:4]}00"):
            assert entry.label.startswith(listed.label(outer, ON))
