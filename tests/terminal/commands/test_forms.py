"""`luobi forms`: what can be used, and what is wrong with the other files."""

from __future__ import annotations

import json
from pathlib import Path

from forms.codes import FOLDER
from forms.load import CATALOGUE
from tests.conftest import Luobi

REGISTRATION = (CATALOGUE / "unemployment-registration.toml").read_text(encoding="utf-8")


def test_the_forms_that_can_be_used_are_listed_with_edition_and_digest(luobi: Luobi) -> None:
    done = luobi("forms")
    assert (done.returncode, done.stderr) == (0, "")
    assert "固定期限劳动合同　fixed-term-contract 2026-1（b57400ba）" in done.stdout
    assert "固定期限劳动合同　fixed-term-contract 2026-2（99a77c83）" in done.stdout
    assert "失业登记表　unemployment-registration 2026-1（d7c119a1）" in done.stdout


def test_a_file_that_cannot_be_used_is_told_with_key_and_remedy_and_the_others_are_listed(
    tmp_path: Path, luobi: Luobi
) -> None:
    (tmp_path / "good.toml").write_text(REGISTRATION, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(REGISTRATION.replace("width_mm = 80", "width_mm = 300"), encoding="utf-8")
    done = luobi("forms", tmp_path, lang="en")
    assert done.returncode == 2
    assert "unemployment-registration 2026-1" in done.stdout
    assert f"not usable: {tmp_path / 'bad.toml'}:157: box.applicant: is larger than the sheet allows." in done.stderr
    assert "Make it at most 166 by 84 mm" in done.stderr


def test_a_folder_without_forms_has_no_usable_form(tmp_path: Path, luobi: Luobi) -> None:
    done = luobi("forms", tmp_path)
    assert (done.returncode, done.stdout) == (2, "没有可用的表单\n")


def test_a_folder_may_follow_the_command_that_is_usual(tmp_path: Path, luobi: Luobi) -> None:
    assert luobi("forms", "list", tmp_path).stdout == luobi("forms", tmp_path).stdout == "没有可用的表单\n"


def test_the_code_lists_are_listed_with_their_sources(luobi: Luobi) -> None:
    done = luobi("forms", "codes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "sex　性别，4 个代码。GB/T 2261.1（2003）\n" in done.stdout
    listed = json.loads(luobi("forms", "codes", "list", "--json").stdout)
    assert listed["format"] == "luobi-code-lists/1"
    assert {
        "name": "sex",
        "title": "性别",
        "source": "GB/T 2261.1",
        "edition": "2003",
        "derives": None,
        "codes": 4,
    } in (listed["lists"])


def test_a_list_is_shown_with_what_is_not_offered(luobi: Luobi) -> None:
    assert luobi("forms", "codes", "show", "sex", lang="en").stdout == (
        "1　男\n2　女\n0　未知的性别 (chosen by staff only)\n9　未说明的性别 (chosen by staff only)\n"
    )
    assert "21　初婚（只存，不给人选）\n" in luobi("forms", "codes", "show", "marital").stdout
    assert "370181　山东省济南市章丘市（现在不用）\n" in luobi("forms", "codes", "show", "area").stdout
    shown = json.loads(luobi("forms", "codes", "show", "marital-hrss", "--json").stdout)
    assert (shown["format"], shown["derives"]) == ("luobi-code-list/1", "marital")
    assert shown["codes"][0] == {
        "code": "1",
        "label": "已婚",
        "from": None,
        "until": None,
        "at_desk": False,
        "stored": False,
        "derived": "20",
    }
    refused = luobi("forms", "codes", "show", "sexes", lang="en")
    assert refused.returncode == 2
    assert "there is no code list 'sexes'. Use one such as sex" in refused.stderr


def test_a_table_is_imported_or_refused_with_line_and_column(tmp_path: Path, luobi: Luobi) -> None:
    table = tmp_path / "从省里来.csv"
    table.write_text("代码,名称\n21,劳动合同期满\n22,本人辞职\n", encoding="gb18030")
    about = ("--name", "reason", "--title", "失业原因", "--source", "省代码表", "--edition", "2026", "--into", tmp_path)
    done = luobi("forms", "codes", "import", table, *about)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"已导入“失业原因”，2 个代码：{tmp_path}/reason.toml\n"
    table.write_text("代码,名称\n21,劳动合同期满\n21,本人辞职\n", encoding="gb18030")
    refused = luobi("forms", "codes", "import", table, *about)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"{table}：第 3 行：代码：代码“21”写了两次。请留一个" in refused.stderr


def test_a_table_needs_what_it_does_not_say_and_another_file_does_not(tmp_path: Path, luobi: Luobi) -> None:
    table = tmp_path / "t.csv"
    table.write_text("代码,名称\n1,x\n", encoding="utf-8")
    refused = luobi("forms", "codes", "import", table, "--name", "t", "--title", "t", "--into", tmp_path, lang="en")
    assert refused.returncode == 2
    assert "a table does not say its name and source. Add: --source, --edition" in refused.stderr
    refused = luobi("forms", "codes", "import", FOLDER / "sex.toml", "--name", "t", "--into", tmp_path, lang="en")
    assert refused.returncode == 2
    assert "a .toml file says its name and source itself" in refused.stderr
    assert luobi("forms", "codes", "import", FOLDER / "sex.toml", "--into", tmp_path).returncode == 0
    assert (tmp_path / "sex.toml").is_file()
