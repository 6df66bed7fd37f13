from datetime import date
from pathlib import Path

import pytest

from forms.code_csv import About, load_code_table
from forms.code_file import load_code_list, written
from forms.code_import import import_code_list
from forms.codes import FOLDER, Code, CodeList, code_list, code_list_names
from forms.errors import FormFileError
from forms.message import text

ABOUT = About("reason", "失业原因", "省代码表", "2026")
ON = date(2026, 11, 24)

TABLE = """代码,名称,启用日期,停用日期,只存,工作人员选
10,毕业后未就业,,,,
21,劳动合同期满,2026-01-01,,,
32,"省里的,另一种",,2025/12/31,是,否
09,工作人员才选的,2026年3月1日,,,是
"""
READ = CodeList(
    "reason",
    "失业原因",
    "省代码表",
    "2026",
    (
        Code("10", "毕业后未就业"),
        Code("21", "劳动合同期满", first=date(2026, 1, 1)),
        Code("32", "省里的,另一种", last=date(2025, 12, 31), stored=True),
        Code("09", "工作人员才选的", first=date(2026, 3, 1), at_desk=True),
    ),
)


def table(folder: Path, content: str | bytes = TABLE) -> Path:
    path = folder / "从省里来.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


AS_SAVED = {
    "as UTF-8": TABLE.encode(),
    "as UTF-8 with a mark": TABLE.encode("utf-8-sig"),
    "as GB 18030": TABLE.encode("gb18030"),
    "with the ends of lines of Windows": TABLE.replace("\n", "\r\n").encode(),
    "with blank rows": TABLE.replace("\n", "\n,,,,,\n\n").encode(),
    "with keys for names": TABLE.replace(
        "代码,名称,启用日期,停用日期,只存,工作人员选", "code,label,from,until,stored,at-desk"
    ).encode(),
    "with digits in full width": TABLE.replace("21,", "２１,").encode(),
    "without an end of the last line": TABLE.rstrip("\n").encode(),
}


@pytest.mark.parametrize("content", AS_SAVED.values(), ids=AS_SAVED)
def test_a_table_is_read_as_a_bureau_saves_it(tmp_path: Path, content: bytes) -> None:
    assert load_code_table(table(tmp_path, content), ABOUT) == READ


# The table, the line and the column that are named, and the remedy.
DAMAGE: dict[str, tuple[str | bytes, int | None, str, str]] = {
    "empty": ("", None, "file", "Write the names of the columns first"),
    "only blank rows": (",,\n\n", None, "file", "Write the names of the columns first"),
    "no codes": ("代码,名称\n", None, "codes", "Write from 1"),
    "no column of labels": ("代码,只存\n1,\n", 1, "名称", "Add it"),
    "no column of codes": ("名称\nx\n", 1, "代码", "Add it"),
    "a column of another name": ("代码,名称,备注\n1,x,\n", 1, "备注", "name it as one of: 代码"),
    "a column twice": ("代码,名称,code\n1,x,1\n", 1, "code", "Keep one of them"),
    "a row that is too short": ("代码,名称\n1,x\n2\n", 3, "代码", "Add what is missing"),
    "a comma that is not quoted": ("代码,名称\n1,x,y\n", 2, "代码", "quote a text that has a comma"),
    "a quotation mark alone": ('代码,名称\n1,"x\n', 2, "file", "Correct this line"),
    "no label": ("代码,名称\n1,x\n2, \n", 3, "名称", "delete the row"),
    "no code": ("代码,名称\n,x\n", 2, "代码", "delete the row"),
    "a day that is none": ("代码,名称,停用日期\n1,x,2026-02-30\n", 2, "停用日期", "Write a day such as"),
    "a word for a day": ("代码,名称,启用日期\n1,x,明年\n", 2, "启用日期", "Write a day such as"),
    "a word for yes": ("代码,名称,只存\n1,x,也许\n", 2, "只存", "Write yes or no"),
    "an end before the beginning": (
        "代码,名称,启用日期,停用日期\n1,x,2026-02-01,2026-01-01\n",
        2,
        "停用日期",
        "Correct one of the days",
    ),
    "a code twice": ("代码,名称\n1,x\n\n1,y\n", 4, "代码", "Keep one of them"),
    "a label twice": ("code,label\n1,x\n2,x\n", 3, "label", "another label or time"),
    "a code with a comma": ('代码,名称\n"1,2",x\n', 2, "代码", "Write up to 40"),
    "a label that no font draws": ("代码,名称\n1,\U0002ebf0\n", 2, "名称", "Write it differently"),
    "a label of two lines": ('代码,名称\n1,"x\ny"\n', 2, "名称", "Remove it"),
    "a label of 31 characters": (f"代码,名称\n1,{'x' * 31}\n", 2, "名称", "Write at most 30"),
    "a code that derives nothing": ("代码,名称,推出\n1,x,2\n", 2, "推出", "Add derives"),
    "stored and chosen": ("代码,名称,只存,工作人员选\n1,x,是,是\n", 2, "只存", "Remove stored or at-desk"),
    "another encoding": (b"\xff\xfe\x00\x4e\xff", None, "file", "Save it as CSV UTF-8"),
    "more than a million bytes": ("代码,名称\n" + "1" * 1_000_000, None, "file", "shorten it"),
}


@pytest.mark.parametrize(("content", "line", "column", "remedy"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_table_is_refused_with_line_column_and_remedy(
    tmp_path: Path, content: str | bytes, line: int | None, column: str, remedy: str
) -> None:
    path = table(tmp_path, content)
    with pytest.raises(FormFileError) as refused:
        load_code_table(path, ABOUT)
    assert (refused.value.file, refused.value.line, refused.value.key) == (str(path), line, column)
    assert remedy in text(refused.value.fault, "en")


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(FormFileError, match="file: "):
        load_code_table(tmp_path, ABOUT)


@pytest.mark.parametrize("name", code_list_names())
def test_a_written_list_is_read_as_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(written(code_list(name)), encoding="utf-8")
    assert load_code_list(path) == code_list(name)


def test_a_label_with_quotation_marks_and_backslashes_is_written_and_read(tmp_path: Path) -> None:
    listed = CodeList("n", 'a "b" \\ c', "s", "e", (Code("1", 'x"\\y'),))
    (tmp_path / "n.toml").write_text(written(listed), encoding="utf-8")
    assert load_code_list(tmp_path / "n.toml") == listed


def test_an_imported_table_is_a_list_of_the_folder(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    assert import_code_list(table(tmp_path), lists, ON, ABOUT) == READ
    assert load_code_list(lists / "reason.toml") == READ
    assert [path.name for path in lists.iterdir()] == ["reason.toml"]
    assert (lists / "reason.toml").stat().st_mode & 0o777 == 0o644


def test_a_list_of_our_own_kind_says_all_about_itself(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    assert import_code_list(FOLDER / "sex.toml", lists, ON) == code_list("sex")
    assert load_code_list(lists / "sex.toml") == code_list("sex")


def test_a_new_edition_may_add_codes_and_end_old_ones(tmp_path: Path) -> None:
    import_code_list(table(tmp_path), tmp_path, ON, ABOUT)
    newer = TABLE.replace("10,毕业后未就业,,,,", "10,毕业后未就业,,2026-06-30,,\n11,毕业未就业,2026-07-01,,,")
    import_code_list(table(tmp_path, newer), tmp_path, date(2026, 6, 30), ABOUT)
    assert [code.code for code in load_code_list(tmp_path / "reason.toml").codes(ON)] == ["11", "21", "09"]


LOSSES = {
    "a code is gone": (TABLE.replace("21,劳动合同期满,2026-01-01,,,\n", ""), "21 劳动合同期满"),
    "a label is changed": (TABLE.replace("毕业后未就业", "没有工作"), "10 毕业后未就业"),
    "a code ends before today": (TABLE.replace("10,毕业后未就业,,", "10,毕业后未就业,,2026-11-23"), "10 毕业后未就业"),
    "a code begins later": (TABLE.replace("2026-01-01", "2026-01-02"), "21 劳动合同期满"),
    "an open code has a first day": (
        TABLE.replace("10,毕业后未就业,", "10,毕业后未就业,2020-01-01"),
        "10 毕业后未就业",
    ),
    "a code out of use ended earlier": (TABLE.replace("2025/12/31", "2025/12/30"), "32 省里的,另一种"),
}


@pytest.mark.parametrize(("content", "lost"), LOSSES.values(), ids=LOSSES)
def test_a_code_that_records_name_is_never_lost(tmp_path: Path, content: str, lost: str) -> None:
    import_code_list(table(tmp_path), tmp_path, ON, ABOUT)
    with pytest.raises(FormFileError, match=rf"codes: '{lost}' of the older list is gone.*Keep its row"):
        import_code_list(table(tmp_path, content), tmp_path, ON, ABOUT)
    assert load_code_list(tmp_path / "reason.toml") == READ


def test_a_list_that_offered_codes_is_not_replaced_by_one_that_offers_none(tmp_path: Path) -> None:
    import_code_list(table(tmp_path), tmp_path, ON, ABOUT)
    stored = "代码,名称,启用日期,停用日期,只存\n" + "".join(
        f'{each.code},"{each.label}",{each.first or ""},{each.last or ""},是\n' for each in READ.entries
    )
    with pytest.raises(FormFileError, match="codes: offers no code"):
        import_code_list(table(tmp_path, stored), tmp_path, ON, ABOUT)
    assert load_code_list(tmp_path / "reason.toml") == READ


def test_a_list_goes_on_deriving_what_it_derived(tmp_path: Path) -> None:
    types, deriving = About("type", "t", "s", "e"), About("derives", "t", "s", "e", "type")
    import_code_list(table(tmp_path, "代码,名称\n10,x\n"), tmp_path, ON, types)
    import_code_list(table(tmp_path, "代码,名称,推出\n1,x,10\n"), tmp_path, ON, deriving)
    with pytest.raises(FormFileError, match="codes: '1 x' of the older list is gone"):
        import_code_list(table(tmp_path, "代码,名称\n1,x\n"), tmp_path, ON, About("derives", "t", "s", "e"))


@pytest.mark.parametrize("name", ["../reason", "Reason", "失业原因", "a b", "x" * 61, "reason.toml"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    with pytest.raises(FormFileError, match="name: "):
        import_code_list(table(tmp_path), lists, ON, About(name, "t", "s", "e"))
    assert list(tmp_path.rglob("*.toml")) == []


DERIVING = "代码,名称,推出\n1,x,10\n2,y,99\n"


def test_a_list_derives_only_what_is_there(tmp_path: Path) -> None:
    about = About("reason", "t", "s", "e", "type")
    with pytest.raises(FormFileError, match=r"derives: there is no code list 'type' yet\. Import that one first"):
        import_code_list(table(tmp_path, DERIVING), tmp_path, ON, about)
    import_code_list(table(tmp_path, "代码,名称\n10,x\n"), tmp_path, ON, About("type", "t", "s", "e"))
    with pytest.raises(FormFileError, match=r"codes\.2: '99' is not in the code list 'type'"):
        import_code_list(table(tmp_path, DERIVING), tmp_path, ON, about)
    import_code_list(table(tmp_path, DERIVING.replace("99", "10")), tmp_path, ON, about)
    assert load_code_list(tmp_path / "reason.toml").derived("2", ON) == "10"


def test_a_file_that_cannot_be_written_leaves_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_code_list(table(tmp_path), tmp_path, ON, ABOUT)

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("forms.code_import.os.fsync", full)
    with pytest.raises(OSError, match="full"):
        import_code_list(table(tmp_path, TABLE + "99,另一种,,,,\n"), tmp_path, ON, ABOUT)
    assert load_code_list(tmp_path / "reason.toml") == READ
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".toml"]
