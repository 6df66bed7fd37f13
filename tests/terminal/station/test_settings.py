"""A station's settings: what is read, what is refused and with which words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit

from forms.message import text
from signing.ink import Source
from terminal.conversation import language
from terminal.errors import SettingError
from terminal.station.settings import SETTINGS_FILE, Config, read_settings, with_staff, without_staff
from tests.conftest import ROOT
from tests.terminal import stations

GOOD = stations.settings().to_toml()


WRITTEN = """\
format = "luobi-station/1"
kind = "training"
name = "示例街道就业服务站"
origin = "station-7.example/archive"
area = "379999"
# Further font files, asked in this order for characters that the product's own fonts lack.
fonts = []
rehearsal_ink = "pen"

# Who operates: pseudonym (in records) = name (printed where staff sign).
[staff]
S01 = "李文明"
S02 = "王文"
"""


def written(home: Path, text: str) -> Path:
    """The station's folder, with that text as its settings."""
    (home / SETTINGS_FILE).write_bytes(text.encode("utf-8"))
    return home


def test_a_new_file_is_written_as_it_always_was() -> None:
    assert GOOD == WRITTEN


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    settings = Config("training", '引号"站', "a.example/log", "379999", {"S01": "李\\文明"}, (Path("/f/a.ttf"),))
    assert read_settings(written(tmp_path, settings.to_toml())) == settings


INK = 'rehearsal_ink = "pen"'
BAD = {
    "another format": ('"luobi-station/1"', '"luobi-station/9"', "format", "Use the Luobi version that wrote it"),
    "no format": ('format = "luobi-station/1"', "", "format", "must be 'luobi-station/1'"),
    "a format that is a list": ('"luobi-station/1"', '["luobi-station/1"]', "format", "must be 'luobi-station/1'"),
    "an unknown kind": ('"training"', '"holiday"', "kind", 'must be one of "training", "production"'),
    "no kind": ('kind = "training"', "", "kind", 'Add it: one of "training", "production"'),
    "no name": ('name = "示例街道就业服务站"', "", "name", "is missing. Add it: a text in quotation marks"),
    "an empty origin": ('"station-7.example/archive"', '""', "origin", "the text is empty. Write it"),
    "an area that is a number": ('"379999"', "379999", "area", "Write a text in quotation marks"),
    "an unknown key": ("fonts = []", "font = []", "font", "Remove it, or spell it as one of: format, kind, name"),
    "an unknown table": ("[staff]", "[later]\na = 1\n[staff]", "later", "is not a known key"),
    "staff that are no table": ('[staff]\nS01 = "李文明"\nS02 = "王文"\n', "staff = 5", "staff", "is not a table"),
    "no table of staff": ('[staff]\nS01 = "李文明"\nS02 = "王文"\n', "", "staff", "is missing. Add it: a table"),
    "no staff": ('S01 = "李文明"\nS02 = "王文"\n', "", "staff", "name at least one staff member"),
    "staff without a name": ('"王文"', '""', "staff.S02", "the text is empty. Write it"),
    "staff with a number for a name": ('"王文"', "5", "staff.S02", "Write a text in quotation marks"),
    "fonts that are no list": ("fonts = []", 'fonts = "a.ttf"', "fonts", "each item a text in quotation marks"),
    "a font that is a number": ("fonts = []", 'fonts = ["a.ttf", 5]', "fonts[1]", "Write a text in quotation marks"),
    "a font without a name": ("fonts = []", 'fonts = [""]', "fonts[0]", "the text is empty. Write it"),
    "a station named by blanks": ('name = "示例街道就业服务站"', 'name = "  "', "name", "the text is empty. Write it"),
    "a person named by blanks": ('S02 = "王文"', 'S02 = "  "', "staff.S02", "the text is empty. Write it"),
    "an unknown ink": (INK, 'rehearsal_ink = "thumb"', "rehearsal_ink", 'must be one of "pen", "mouse"'),
    "an ink that is a switch": (INK, "rehearsal_ink = true", "rehearsal_ink", 'must be one of "pen", "mouse"'),
    "an ink that is a list": (INK, 'rehearsal_ink = ["mouse"]', "rehearsal_ink", 'must be one of "pen", "mouse"'),
    "copies that all may change": (INK, 'copies_mode = "0666"', "copies_mode", 'one of "0600", "0640", "0644"'),
    "a mode that is a number": (INK, "copies_mode = 640", "copies_mode", 'one of "0600", "0640", "0644"'),
    "a mode that is a list": (INK, 'copies_mode = ["0600"]', "copies_mode", 'one of "0600", "0640", "0644"'),
    "a language that is not spoken": (INK, 'language = "fr"', "language", 'must be one of "zh", "en"'),
    "a language that is a list": (INK, 'language = ["en"]', "language", 'must be one of "zh", "en"'),
    "a mouse in production": (
        f'"training"~{INK}',
        '"production"~rehearsal_ink = "mouse"',
        "rehearsal_ink",
        "real pen only",
    ),
}


@pytest.mark.parametrize(("old", "new", "key", "words"), BAD.values(), ids=BAD)
def test_a_setting_that_cannot_be_used_names_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    file = GOOD
    for before, after in zip(old.split("~"), new.split("~"), strict=True):
        assert before in file
        file = file.replace(before, after, 1)
    with pytest.raises(SettingError) as refused:
        read_settings(written(tmp_path, file))
    said = text(refused.value.message, "en")
    assert said.startswith(f"{tmp_path / 'station.toml'}: {key}: ")
    assert words in said
    assert text(refused.value.message, "zh").startswith(f"{tmp_path / 'station.toml'}：{key}：")


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "a quotation mark forgotten": (GOOD.replace('"training"', '"training').encode(), "第 2 行第 17 列"),
    "a key twice": (GOOD.replace("area", "name").encode(), "第 5 行第 16 列起读不下去"),
    "a bracket forgotten": (b"fonts = [", "没有写完就到了末尾"),
    "another encoding": (GOOD.encode("gb18030"), "不是 UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), "开头有字节顺序标记"),
    "brackets without end": (b"a = " + b"[" * 100_000, "括号套得太深"),
}


@pytest.mark.parametrize(("data", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_toml_says_where_what_is_safe_and_what_to_do(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(data)
    with pytest.raises(SettingError) as refused:
        read_settings(tmp_path)
    said = text(refused.value.message, "zh")
    assert said.startswith(f"{tmp_path / 'station.toml'}：")
    assert [part for part in (words, "电子档案件没有动", "从备份恢复") if part not in said] == []


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(SettingError, match=r"not a regular file.*records are unchanged. Run Luobi as the"):
        read_settings(tmp_path)


# ---- changing who operates ----

LAYOUTS: dict[str, tuple[str, str, str]] = {
    "as it was made": (GOOD, 'S02 = "王文"\n', 'S02 = "王文"\nS09 = "张\\"三"\n'),
    "without an end of line": (GOOD.rstrip(), 'S02 = "王文"', 'S02 = "王文"\nS09 = "张\\"三"\n'),
    "comments of a person": (
        GOOD.replace("[staff]", "# 我们的人\n[staff] # here").replace('"王文"', '"王文" # 夜班') + "# 完\n",
        "# 完\n",
        '# 完\nS09 = "张\\"三"\n',
    ),
    "ends of lines of Windows": (
        GOOD.replace("\n", "\r\n"),
        'S02 = "王文"\r\n',
        'S02 = "王文"\r\nS09 = "张\\"三"\n',
    ),
    "one line of staff": (
        GOOD.partition("\n#")[0] + "\nstaff = { S01 = '李文明', S02 = '王文' } # all\n",
        "'王文' }",
        '\'王文\', S09 = "张\\"三"}',
    ),
    "staff by dots": (
        GOOD.partition("\n#")[0] + "\nstaff.S01 = '李文明'\nstaff.\"S02\" = '王文' # two\nlanguage = 'en'\n",
        "staff.S01 = '李文明'\n",
        'staff.S01 = \'李文明\'\nstaff.S09 = "张\\"三"\n',
    ),
}


@pytest.mark.parametrize(("file", "old", "new"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_name_is_added_and_every_other_character_stays(tmp_path: Path, file: str, old: str, new: str) -> None:
    before = read_settings(written(tmp_path, file))
    changed = with_staff(tmp_path, "S09", '张"三').decode("utf-8")
    assert (file.count(old), changed) == (1, file.replace(old, new))
    assert read_settings(written(tmp_path, changed)) == replace(before, staff={**before.staff, "S09": '张"三'})
    assert without_staff(tmp_path, "S09").decode("utf-8").replace(" ", "").strip() == file.replace(" ", "").strip()


@pytest.mark.parametrize(("file", "_old", "_new"), LAYOUTS.values(), ids=LAYOUTS)
def test_who_is_there_is_not_written_twice_and_who_is_not_is_not_removed(
    tmp_path: Path, file: str, _old: str, _new: str
) -> None:
    written(tmp_path, file)
    assert with_staff(tmp_path, "S02", "王文").decode("utf-8") == file
    assert without_staff(tmp_path, "S09").decode("utf-8") == file


def test_a_name_that_is_removed_takes_its_line_and_nothing_else(tmp_path: Path) -> None:
    file = GOOD.replace("[staff]", "[staff] # here\n# 早班").replace('"王文"', '"王文" # 夜班')
    changed = without_staff(written(tmp_path, file), "S01").decode("utf-8")
    assert changed == file.replace('S01 = "李文明"\n', "")


def test_a_file_that_would_be_read_otherwise_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tomlkit.TOMLDocument, "as_string", lambda _: GOOD.replace("379999", "370102"))
    with pytest.raises(SettingError, match="it was left unchanged"):
        with_staff(written(tmp_path, GOOD), "S09", "张三")


# ---- what the settings mean ----


def test_the_language_of_the_windows_is_read_back_and_chinese_where_none_is_named(tmp_path: Path) -> None:
    settings = replace(stations.settings(), language="en")
    assert read_settings(written(tmp_path, settings.to_toml())) == settings
    assert "language" not in GOOD
    assert stations.settings().language == "zh"


def test_who_may_read_copies_is_read_back(tmp_path: Path) -> None:
    settings = replace(stations.settings(), copies_mode="0640")
    assert read_settings(written(tmp_path, settings.to_toml())) == settings
    assert (settings.copies_bits, stations.settings().copies_bits) == (0o640, 0o600)


def test_a_folder_without_a_station_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="luobi station new"):
        read_settings(tmp_path)


def test_production_takes_a_real_pen_only() -> None:
    assert stations.settings("production").ink_sources == {Source.PEN}
    assert Source.MOUSE not in stations.settings("training").ink_sources


def test_a_rehearsal_without_a_pen_takes_mouse_and_finger_and_reaches_no_level(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, stations.settings(rehearsal_ink="mouse").to_toml()))
    assert settings.ink_sources >= {Source.MOUSE, Source.TOUCH, Source.TABLET, Source.PEN}
    assert (settings.level, stations.settings().level) == ("L0", "L1")


def test_an_old_station_without_that_setting_takes_a_pen(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, GOOD.replace(f"{INK}\n", ""))) == stations.settings()


def test_a_production_station_has_no_rehearsal_ink_but_may_name_the_pen(tmp_path: Path) -> None:
    file = stations.settings("production").to_toml()
    assert "rehearsal_ink" not in file
    assert read_settings(written(tmp_path, file.replace("fonts = []\n", f"fonts = []\n{INK}\n"))).level == "L1"


def test_a_training_station_says_so_in_its_certificates() -> None:
    assert stations.settings("training").certified_name.endswith("（演练）")
    assert stations.settings("production").certified_name == "示例街道就业服务站"


def test_the_names_of_staff_are_not_in_the_repr() -> None:
    assert "李文明" not in repr(stations.settings())


@pytest.mark.parametrize(("environ", "lang"), [({}, "zh"), ({"LUOBI_LANG": "en"}, "en")])
def test_the_language_is_chinese_unless_said(environ: dict[str, str], lang: str) -> None:
    assert language(environ) == lang


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SettingError, match="LUOBI_LANG"):
        language({"LUOBI_LANG": "fr"})


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    keys = [line.split(" = ")[0] for line in GOOD.splitlines() if " = " in line and not line.startswith(("#", "S0"))]
    assert {"kind", "name", "origin", "area"} <= set(keys)
    assert [key for key in [*keys, "[staff]", "LUOBI_LANG", "LUOBI_HOME"] if f"`{key}`" not in page] == []
