"""A station's settings: what is read, what is refused and with which words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from signing.ink import Source
from terminal.errors import SettingError
from terminal.station.settings import Config, language, read_settings
from tests.conftest import ROOT
from tests.terminal import stations

GOOD = stations.settings().to_toml()


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    settings = Config("training", '引号"站', "a.example/log", "379999", {"S01": "李\\文明"}, (Path("/f/a.ttf"),))
    (tmp_path / "station.toml").write_text(settings.to_toml(), "utf-8")
    assert read_settings(tmp_path / "station.toml") == settings


BAD = {
    "not TOML": ("kind", "= = ", "TOML"),
    "another format": ("luobi-station/1", "luobi-station/9", "format"),
    "an unknown kind": ('"training"', '"holiday"', "kind"),
    "no name": ('name = "示例街道就业服务站"', "", "name"),
    "an empty origin": ('"station-7.example/archive"', '""', "origin"),
    "an area that is a number": ('area = "379999"', "area = 379999", "area"),
    "no staff": ('S01 = "李文明"\nS02 = "王文"\n', "", "staff"),
    "staff without a name": ('"王文"', '""', "staff"),
    "fonts that are no list": ("fonts = []", 'fonts = "a.ttf"', "fonts"),
    "an unknown ink": ('rehearsal_ink = "pen"', 'rehearsal_ink = "thumb"', "rehearsal_ink"),
    "an ink that is a switch": ('rehearsal_ink = "pen"', "rehearsal_ink = true", "rehearsal_ink"),
    "copies that all may change": ('rehearsal_ink = "pen"', 'copies_mode = "0666"', "copies_mode"),
    "a mode that is a number": ('rehearsal_ink = "pen"', "copies_mode = 640", "copies_mode"),
    "a mode that is a list": ('rehearsal_ink = "pen"', 'copies_mode = ["0600"]', "copies_mode"),
    "a language that is not spoken": (
        'rehearsal_ink = "pen"',
        'language = "fr"',
        "language: must be one of zh, en, not 'fr'",
    ),
    "a language that is a list": ('rehearsal_ink = "pen"', 'language = ["en"]', "language: must be one of zh, en"),
    "an ink that is a list": ('rehearsal_ink = "pen"', 'rehearsal_ink = ["mouse"]', "rehearsal_ink"),
}


@pytest.mark.parametrize(("old", "new", "key"), BAD.values(), ids=BAD)
def test_a_setting_that_cannot_be_used_names_its_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in GOOD
    path = tmp_path / "station.toml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(SettingError, match=key) as refused:
        read_settings(path)
    assert str(path) in str(refused.value)


def test_the_language_of_the_windows_is_read_back_and_chinese_where_none_is_named(tmp_path: Path) -> None:
    settings = replace(stations.settings(), language="en")
    (tmp_path / "station.toml").write_text(settings.to_toml(), "utf-8")
    assert read_settings(tmp_path / "station.toml") == settings
    assert "language" not in GOOD
    assert stations.settings().language == "zh"


def test_who_may_read_copies_is_read_back(tmp_path: Path) -> None:
    settings = replace(stations.settings(), copies_mode="0640")
    (tmp_path / "station.toml").write_text(settings.to_toml(), "utf-8")
    assert read_settings(tmp_path / "station.toml") == settings
    assert (settings.copies_bits, stations.settings().copies_bits) == (0o640, 0o600)


def test_a_folder_without_a_station_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="luobi station new"):
        read_settings(tmp_path / "station.toml")


def test_production_takes_a_real_pen_only() -> None:
    assert stations.settings("production").ink_sources == {Source.PEN}
    assert Source.MOUSE not in stations.settings("training").ink_sources


def test_a_rehearsal_without_a_pen_takes_mouse_and_finger_and_reaches_no_level(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(stations.settings(rehearsal_ink="mouse").to_toml(), "utf-8")
    settings = read_settings(path)
    assert settings.ink_sources >= {Source.MOUSE, Source.TOUCH, Source.TABLET, Source.PEN}
    assert (settings.level, stations.settings().level) == ("L0", "L1")


def test_an_old_station_without_that_setting_takes_a_pen(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(GOOD.replace('rehearsal_ink = "pen"\n', ""), "utf-8")
    assert read_settings(path) == stations.settings()


def test_a_production_station_cannot_rehearse(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    text = stations.settings("production").to_toml()
    assert "rehearsal_ink" not in text
    path.write_text(text.replace("fonts = []\n", 'fonts = []\nrehearsal_ink = "mouse"\n'), "utf-8")
    with pytest.raises(SettingError, match="rehearsal_ink: a production station"):
        read_settings(path)
    path.write_text(text.replace("fonts = []\n", 'fonts = []\nrehearsal_ink = "pen"\n'), "utf-8")
    assert read_settings(path).level == "L1"


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
