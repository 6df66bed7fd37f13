import os
import tomllib
from pathlib import Path

import pytest

from forms import codes
from forms.errors import FormFileError, UnknownForm
from forms.kinds import Name
from forms.load import CATALOGUE, catalogue, edition_order, find_form, load_form, shelf
from forms.model import Clause

GOOD = """
id = "leave-note"
edition = "2026-1"
title = "离岗说明"
purpose = "测试"
commitment = "以上属实。"
park_days = 3
retention = "定期 10 年"
mandatory = ["worker", "term"]
rules = []

[[section]]
key = "people"
heading = "人员"
block = "worker"

[[section.field]]
key = "name"
label = "姓名"
kind = "name"
question = "姓名？"

[[section.field]]
key = "sex"
label = "性别"
kind = "code"
codes = "sex"
question = "性别？"

[[section.field]]
key = "note"
label = "说明"
kind = "text"
required = false
max_chars = 80
question = "说明？"

[[section]]
key = "terms"
heading = "条款"

[[section.clause]]
key = "term"
heading = "期限"
block = "term"
text = "乙方{name}同意。"

[[party]]
role = "worker"
title = "乙方"
name_field = "name"
notice = "请阅读。"

[[box]]
key = "worker"
role = "worker"
label = "乙方签名"
words = "本人同意。"
width_mm = 80
height_mm = 32
"""

# What is put in place of what; the key and the remedy that the complaint must name.
DAMAGE: dict[str, tuple[str, str, str, str]] = {
    "no TOML": ('id = "leave-note"', "id = leave-note", "file", "Correct that line"),
    "no id": ('id = "leave-note"', "", "id", "Add it"),
    "an id with capitals": ('"leave-note"', '"LeaveNote"', "id", "small letters"),
    "an edition without number": ('"2026-1"', '"2026"', "edition", "such as 2026-1"),
    "an edition in words": ('"2026-1"', '"second"', "edition", "such as 2026-1"),
    "an empty title": ('"离岗说明"', '" "', "title", "Write it"),
    "a number for a title": ('"离岗说明"', "7", "title", "a text in quotation marks"),
    "park days in words": ("park_days = 3", 'park_days = "3"', "park_days", "a whole number"),
    "park days below zero": ("park_days = 3", "park_days = -3", "park_days", "Write a number"),
    "true for park days": ("park_days = 3", "park_days = true", "park_days", "Write a number"),
    "a misspelt key": ("retention =", "retenton =", "retention", "Add it"),
    "an unknown key": ("park_days = 3", "park_days = 3\nlogo = 'x'", "logo", "Remove it, or spell it as"),
    "an unknown key of a field": (
        'label = "姓名"',
        'label = "姓名"\nheight = 1',
        r"section\[0\]\.field\[0\]\.height",
        "Remove it, or spell it as one of: codes",
    ),
    "a rule in words": ("rules = []", "rules = 'x'", "rules", "a list of texts"),
    "a number among rules": ("rules = []", "rules = [1]", "rules", "quotation marks"),
    "an unknown rule": ("rules = []", "rules = ['luck']", "rules", "identity-agrees"),
    "a rule without its field": ("rules = []", "rules = ['unemployment']", "rules", "Add the field"),
    "a field without label": ('label = "姓名"', "", r"section\[0\]\.field\[0\]\.label", "Add it"),
    "a field without question": ('question = "姓名？"', "", r"section\[0\]\.field\[0\]\.question", "Add it"),
    "a field of no kind": (
        'kind = "name"',
        'kind = "nome"',
        r"section\[0\]\.field\[0\]\.kind",
        "Use one of: code, codes",
    ),
    "a code field without list": ('codes = "sex"', "", r"field\.sex\.codes", "Name the code list"),
    "a list that is none": (
        'codes = "sex"',
        'codes = "sexes"',
        r"field\.sex\.codes",
        "Use one such as",
    ),
    "a list for a text": (
        'kind = "text"',
        'kind = "text"\ncodes = "sex"',
        r"field\.note\.codes",
        "Remove it, or make",
    ),
    "required in words": ("required = false", "required = 'no'", r"field\[2\]\.required", "true or false"),
    "no room": ("max_chars = 80", "max_chars = 0", r"field\.note\.max_chars", "above zero"),
    "a key with a capital": ('key = "note"', 'key = "Note"', r"field\.Note", "small letters"),
    "a key twice": ('key = "note"', 'key = "name"', r"field\.name", "another key"),
    "a field that is no table": (
        'block = "worker"',
        'block = "worker"\nclause = [1]',
        r"section\[0\]\.clause",
        r"Write \[\[section\.clause\]\]",
    ),
    "a section that is no array": (
        'rules = []\n\n[[section]]\nkey = "people"',
        'rules = []\n\n[section]\nkey = "people"',
        "file",
        "Correct that line",
    ),
    "a mandatory block missing": ('block = "term"\n', "", "mandatory", "Add a clause with block = 'term'"),
    "a block that nobody asked for": ('["worker", "term"]', '["worker"]', "mandatory", "Add it, or take"),
    "a placeholder of no field": ("乙方{name}", "乙方{nome}", r"clause\.term\.text", "Name a field"),
    "a placeholder that may stay empty": (
        "乙方{name}",
        "乙方{note}",
        r"clause\.term\.text",
        "Make the field",
    ),
    "a brace alone": ("乙方{name}", "乙方{name", r"clause\.term\.text", "remove the brace"),
    "a brace around words": ("乙方{name}", "乙方{姓名}", r"clause\.term\.text", "remove the brace"),
    "a party named after no field": (
        'name_field = "name"',
        'name_field = "nome"',
        r"party\.worker\.name_field",
        "Name a field",
    ),
    "a party without a box": (
        "[[party]]",
        '[[party]]\nrole = "guest"\ntitle = "客"\nnotice = "请"\n[[party]]',
        r"party\.guest",
        r"Add a \[\[box\]\]",
    ),
    "a box of no party": (
        'key = "worker"\nrole = "worker"',
        'key = "worker"\nrole = "guest"',
        r"party\.worker",
        r"Add a \[\[box\]\]",
    ),
    "a box too narrow": ("width_mm = 80", "width_mm = 79", r"box\.worker", "at least 80 by 30 mm"),
    "a box too low": ("height_mm = 32", "height_mm = 29", r"box\.worker", "at least 80 by 30 mm"),
    "a box named as the seal": ('key = "worker"\nrole', 'key = "seal"\nrole', r"box\.seal", "another key"),
    "a box of an unknown party": (
        "[[box]]",
        '[[box]]\nkey = "guest"\nrole = "guest"\nlabel = "x"\nwords = "x"\nwidth_mm = 80\nheight_mm = 30\n[[box]]',
        r"box\.guest\.role",
        r"Add the \[\[party\]\]",
    ),
}


def written(folder: Path, content: str, name: str = "note.toml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_whole_file_becomes_a_form(tmp_path: Path) -> None:
    form = load_form(written(tmp_path, GOOD))
    assert [field.key for field in form.fields] == ["name", "sex", "note"]
    assert form.field("note").max_chars == 80
    assert isinstance(form.field("name"), Name)
    assert form.clauses == (Clause("term", "期限", "乙方{name}同意。", "term"),)
    assert set(form.blocks()) == {"worker", "term"}


@pytest.mark.parametrize(("old", "new", "key", "remedy"), DAMAGE.values(), ids=DAMAGE)
def test_a_complaint_names_file_key_and_remedy(tmp_path: Path, old: str, new: str, key: str, remedy: str) -> None:
    assert GOOD.count(old) >= 1
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(FormFileError, match=rf"note\.toml(:\d+)?: (.*\.)?{key}: .*{remedy}") as refused:
        load_form(path)
    assert refused.value.file == str(path)
    assert refused.value.exit_code == 2


def test_a_table_that_carries_a_block_must_require_something(tmp_path: Path) -> None:
    optional = GOOD.replace("question =", "required = false\nquestion =").replace(
        "required = false\nmax_chars = 80\nrequired = false", "max_chars = 80\nrequired = false"
    )
    path = written(tmp_path, optional.replace("乙方{name}", "乙方"))
    with pytest.raises(FormFileError, match=r"section\.people\.block: .*Require what the law asks"):
        load_form(path)


def test_a_form_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    head, _, tail = GOOD.partition("[[section]]")
    party = tail[tail.index("[[party]]") :].replace('name_field = "name"\n', "")
    bare = head.replace('["worker", "term"]', "[]") + party
    with pytest.raises(FormFileError, match=r"section: the form asks nothing\. Add"):
        load_form(written(tmp_path, bare))


def test_a_form_that_nobody_signs_is_refused(tmp_path: Path) -> None:
    unsigned = GOOD[: GOOD.index("[[party]]")]
    with pytest.raises(FormFileError, match=r"box: no party signs this form\. Add"):
        load_form(written(tmp_path, unsigned))


def test_an_array_written_as_a_table_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("[[box]]", "[box]"))
    with pytest.raises(FormFileError, match=r"box: is not an array of tables"):
        load_form(path)


def test_a_file_that_is_not_there_or_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormFileError, match=r"gone\.toml: file: cannot be read .*Check its name"):
        load_form(tmp_path / "gone.toml")
    old = tmp_path / "old.toml"
    for encoding in ("gb18030", "utf-16", "utf-16-be"):
        old.write_bytes(GOOD.encode(encoding))
        with pytest.raises(FormFileError, match=r"old\.toml: file: is not UTF-8\. Save it as UTF-8 without BOM"):
            load_form(old)


def test_line_ends_of_another_system_make_the_same_form(tmp_path: Path) -> None:
    path = tmp_path / "crlf.toml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode("utf-8"))
    assert load_form(path).digest == load_form(written(tmp_path, GOOD)).digest


def test_any_change_of_wording_makes_another_digest(tmp_path: Path) -> None:
    whole = load_form(written(tmp_path, GOOD))
    again = load_form(written(tmp_path, "# a comment\n" + GOOD, "again.toml"))
    other = load_form(written(tmp_path, GOOD.replace("以上属实。", "以上均属实。"), "other.toml"))
    assert whole.digest == again.digest
    assert whole.digest != other.digest
    assert len(whole.digest) == 64


def test_the_catalogue_keeps_the_newest_edition_and_finds_the_others(tmp_path: Path) -> None:
    for number in (9, 10, 2):
        written(tmp_path, GOOD.replace("2026-1", f"2026-{number}"), f"note-{number}.toml")
    assert catalogue(tmp_path)["leave-note"].edition == "2026-10"
    assert find_form("leave-note", folder=tmp_path).edition == "2026-10"
    assert find_form("leave-note", "2026-2", tmp_path).edition == "2026-2"
    assert edition_order(find_form("leave-note", "2026-9", tmp_path)) == (2026, 9)


def test_a_second_file_of_one_edition_is_a_finding(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.toml")
    written(tmp_path, GOOD, "b.toml")
    held = shelf(tmp_path)
    assert [form.id for form in held.forms] == ["leave-note"]
    assert ["b.toml: edition: a.toml already is leave-note 2026-1" in str(each) for each in held.findings] == [True]


def test_of_two_files_of_one_edition_the_one_named_after_the_form_is_used(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("以上属实。", "以上均属实。"), "leave-note-draft.toml")
    own = load_form(written(tmp_path, GOOD, "leave-note.toml"))
    assert find_form("leave-note", folder=tmp_path).digest == own.digest


def test_a_broken_form_file_is_a_finding_and_every_other_form_goes_on(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.toml")
    written(tmp_path, GOOD.replace("leave-note", "no-font").replace('"姓名"', '"姓\U0002ebf0"'), "b.toml")
    written(tmp_path, "x = " + "[" * 3000 + "]" * 3000, "c.toml")
    (tmp_path / "d.toml").mkdir()
    (tmp_path / "e.toml").symlink_to(tmp_path / "gone.toml")
    os.mkfifo(tmp_path / "f.toml")
    (tmp_path / "g.toml").symlink_to("/dev/zero")
    written(tmp_path, GOOD.replace("leave-note", "other-note"), "z.toml")
    held = shelf(tmp_path)
    assert [form.id for form in held.forms] == ["leave-note", "other-note"]
    assert [Path(finding.file).name for finding in held.findings] == [f"{name}.toml" for name in "bcdefg"]
    assert set(catalogue(tmp_path)) == {"leave-note", "other-note"}
    with pytest.raises(UnknownForm, match=r"no form no-font\..*Not usable: .*b\.toml:19: field\.name\.label: .*Write"):
        find_form("no-font", folder=tmp_path)


def test_a_broken_code_list_takes_only_its_own_forms_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "FOLDER", tmp_path)
    codes.code_list.cache_clear()
    (tmp_path / "sex.toml").write_text("codes = 1", encoding="utf-8")
    forms = tmp_path / "forms"
    forms.mkdir()
    written(forms, GOOD, "a.toml")
    written(forms, GOOD.replace("leave-note", "other-note").replace('kind = "code"\ncodes = "sex"', 'kind = "text"'))
    held = shelf(forms)
    codes.code_list.cache_clear()
    assert [form.id for form in held.forms] == ["other-note"]
    assert [Path(finding.file).name for finding in held.findings] == ["sex.toml"]


@pytest.mark.parametrize(("form_id", "edition"), [("birth-note", None), ("unemployment-registration", "1999-1")])
def test_a_form_that_is_not_in_the_catalogue_is_refused_with_the_list(form_id: str, edition: str | None) -> None:
    with pytest.raises(UnknownForm, match=r"no form .*Choose one of: fixed-term-contract 2026-1, .*, unemployment"):
        find_form(form_id, edition)


def test_a_field_or_party_that_the_form_has_not_is_refused(tmp_path: Path) -> None:
    form = load_form(written(tmp_path, GOOD))
    with pytest.raises(UnknownForm, match="no field 'height'"):
        form.field("height")
    with pytest.raises(UnknownForm, match="no party 'guest'"):
        form.party("guest")
    assert form.party("worker").name_field == "name"


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_form_lies_in_a_file_of_its_name(path: Path) -> None:
    form = tomllib.loads(path.read_text(encoding="utf-8"))
    assert path.stem in (form["id"], f"{form['id']}-{form['edition']}")


def test_a_form_is_read_once_and_again_when_its_file_is_another(tmp_path: Path) -> None:
    file = tmp_path / "unemployment-registration.toml"
    text = (CATALOGUE / "unemployment-registration.toml").read_text("utf-8")
    file.write_text(text, "utf-8")
    first = find_form("unemployment-registration", folder=tmp_path)
    assert find_form("unemployment-registration", folder=tmp_path) is first
    file.write_text(text.replace('edition = "2026-1"', 'edition = "2026-10"'), "utf-8")
    assert find_form("unemployment-registration", folder=tmp_path).edition == "2026-10"
