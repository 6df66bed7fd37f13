"""Forms that could be loaded and would fail at the counter: each is refused with file, key and remedy."""

from pathlib import Path

import pytest

from forms.errors import FormFileError
from forms.load import CATALOGUE, load_form
from forms.message import text

REGISTRATION = (CATALOGUE / "unemployment-registration.toml").read_text(encoding="utf-8")
CONTRACT = (CATALOGUE / "fixed-term-contract.toml").read_text(encoding="utf-8")


def clauses(number: int) -> str:
    return "".join(f'[[section.clause]]\nkey = "z{n}"\nheading = "h"\ntext = "t"\n' for n in range(number))


def parties(number: int) -> str:
    """So many people who sign, each with a name."""
    letters = "abcdefghijklmn"[:number]
    return "".join(
        f'[[party]]\nrole = "{x}"\ntitle = "x"\nname_field = "name"\nnotice = "x"\n'
        f'[[box]]\nkey = "{x}"\nrole = "{x}"\nlabel = "x"\nwords = "x"\nwidth_mm = 80\nheight_mm = 84\n'
        for x in letters
    )


LABEL = 'label = "备注"'
COMMITMENT = "如有不实，由本人承担相应责任。"
NAME = 'kind = "name"'
NUMBER = 'kind = "identity"\nmax_chars = 18'
REMARK = 'kind = "text"\nrequired = false\nmax_chars = 100\nquestion = "还有'

# File, what is put in place of what; the key and the remedy that the complaint must name.
BAD: dict[str, tuple[str, str, str, str, str]] = {
    # Boxes and pages
    "a box 300 mm wide": (REGISTRATION, "width_mm = 80", "width_mm = 300", "box.applicant", "at most 166 by 84"),
    "a box 167 mm wide": (REGISTRATION, "width_mm = 80", "width_mm = 167", "box.applicant", "at most 166 by 84"),
    "a box 85 mm high": (REGISTRATION, "height_mm = 32", "height_mm = 85", "box.applicant", "at most 166 by 84"),
    "a box of 10^30 mm": (REGISTRATION, "height_mm = 32", f"height_mm = 1{'0' * 30}", "box.applicant", "at most"),
    "a commitment longer than a page": (REGISTRATION, COMMITMENT, COMMITMENT * 270, "commitment", "at most 600"),
    "a commitment that leaves the boxes no room": (
        REGISTRATION.replace("height_mm = 32", "height_mm = 60"),
        COMMITMENT,
        COMMITMENT * 33,
        "commitment",
        "Shorten the commitment",
    ),
    "boxes that fill more than a page": (REGISTRATION, "[[party]]", parties(4) + "[[party]]", "commitment", "lower"),
    "more boxes than a document has": (REGISTRATION, "[[party]]", parties(9) + "[[party]]", "box", "at most 8"),
    "the words of a box": (REGISTRATION, 'words = "', f'words = "{"好" * 200}', "box.applicant.words", "at most 150"),
    "a box's label wider than the box": (
        REGISTRATION,
        'label = "申请人签名"',
        f'label = "{"签" * 24}"',
        "box.applicant.label",
        "at most 23",
    ),
    "a title of 300 characters": (REGISTRATION, "失业登记表", "失" * 300, "title", "at most 25"),
    "a label of 300 characters": (REGISTRATION, LABEL, f'label = "{"备" * 300}"', "field.remark.label", "at most 20"),
    "a question of 300 characters": (REGISTRATION, "您叫什么名字？", "您" * 300, "field.name.question", "at most 80"),
    "a heading of 300 characters": (CONTRACT, '"合同条款"', f'"{"条" * 300}"', "section.terms.heading", "at most 30"),
    "a clause's heading of 300 characters": (
        CONTRACT,
        '"加班"',
        f'"{"班" * 300}"',
        "clause.overtime.heading",
        "at most",
    ),
    "a clause of 4000 characters": (CONTRACT, "甲方确因", "甲" * 4000, "clause.overtime.text", "at most 3000"),
    "a notice of 1000 characters": (REGISTRATION, "您将在这份", "您" * 1000, "party.applicant.notice", "at most 500"),
    "a purpose of 300 characters": (REGISTRATION, 'purpose = "', f'purpose = "{"办" * 300}', "purpose", "at most 200"),
    "more than 99 clauses": (CONTRACT, "[[party]]", clauses(100) + "[[party]]", "clause", "at most 99"),
    # Characters
    "a control character in a label": (REGISTRATION, LABEL, r'label = "备\u0007注"', "field.remark.label", "Remove it"),
    "a line break in a label": (REGISTRATION, LABEL, r'label = "备\n注"', "field.remark.label", "Remove it"),
    "a line break in a commitment": (REGISTRATION, COMMITMENT, f"{COMMITMENT}\n\n好", "commitment", "Remove it"),
    "a tab in a clause": (CONTRACT, "甲方确因", "甲方\t确因", "clause.overtime.text", "Remove it"),
    "a label that no font draws": (
        REGISTRATION,
        LABEL,
        r'label = "备\U0002ebf0注"',
        "field.remark.label",
        "Write it differently",
    ),
    "a title that no font draws": (REGISTRATION, "失业登记表", "失业登记表🖋", "title", "Write it differently"),
    "a clause with an invisible character": (
        CONTRACT,
        "甲方确因",
        "甲方\u200b确因",
        "clause.overtime.text",
        "Write it differently",
    ),
    "a notice with a replacement character": (
        REGISTRATION,
        "您将在这份",
        "您将\ufffd在这份",
        "party.applicant.notice",
        "Write it differently",
    ),
    "a question with a direction override": (
        REGISTRATION,
        "您叫什么名字？",
        "您叫\u202e什么？",
        "field.name.question",
        "Write it differently",
    ),
    "a decomposed letter": (REGISTRATION, LABEL, 'label = "Cafe\u0301"', "field.remark.label", "Write it differently"),
    "private use in the words of a box": (
        REGISTRATION,
        'words = "',
        'words = "\ue81e',
        "box.applicant.words",
        "Write it differently",
    ),
    "braces where no answer goes": (REGISTRATION, COMMITMENT, "{name}", "commitment", "only clauses take answers"),
    # Signers
    "a signer's name that may be empty": (
        REGISTRATION,
        NAME,
        f"{NAME}\nrequired = false",
        "party.applicant.name_field",
        "Make the field required",
    ),
    "a signer's name that is a text": (REGISTRATION, NAME, 'kind = "text"', "party.applicant.name_field", "kind name"),
    "a signer's number that may be empty": (
        CONTRACT,
        NUMBER,
        f"{NUMBER}\nrequired = false",
        "party.employer.id_field",
        "Make the field required",
    ),
    "a signer's number that is a telephone": (
        CONTRACT,
        'id_field = "worker_id_no"',
        'id_field = "worker_phone"',
        "party.worker.id_field",
        "kind identity",
    ),
    "an employer who may be empty": (
        CONTRACT,
        'kind = "text"\nmax_chars = 60',
        'kind = "text"\nrequired = false\nmax_chars = 60',
        "party.employer.acts_for_field",
        "Make the field required",
    ),
    "a role that cannot be written as who entered": (
        REGISTRATION.replace('role = "applicant"', 'role = "first_party"'),
        "park_days",
        "park_days",
        "party.first_party",
        "small letters only",
    ),
    "a role that is the product's own": (
        REGISTRATION.replace('role = "applicant"', 'role = "witness"'),
        "park_days",
        "park_days",
        "party.witness",
        "small letters only",
    ),
    # Room for answers
    "an identity number of 10 characters": (
        REGISTRATION,
        NUMBER,
        'kind = "identity"\nmax_chars = 10',
        "field.id_no.max_chars",
        "at least 18",
    ),
    "a credit code of 17 characters": (
        CONTRACT,
        'kind = "credit"\nmax_chars = 18',
        'kind = "credit"\nmax_chars = 17',
        "field.employer_code.max_chars",
        "at least 18",
    ),
    "a telephone of 11 characters": (
        REGISTRATION,
        "max_chars = 13",
        "max_chars = 11",
        "field.phone.max_chars",
        "at least 13",
    ),
    "a day of 8 characters": (
        REGISTRATION,
        'kind = "date"',
        'kind = "date"\nmax_chars = 8',
        "field.birth.max_chars",
        "10",
    ),
    "a name of 4 characters": (REGISTRATION, NAME, f"{NAME}\nmax_chars = 4", "field.name.max_chars", "at least 15"),
    "a code longer than its field": (
        REGISTRATION,
        'codes = "id-type"',
        'codes = "id-type"\nmax_chars = 20',
        "field.id_type.max_chars",
        "at least 24",
    ),
    "codes longer than their field": (
        REGISTRATION,
        'codes = "employment-service"',
        'codes = "employment-service"\nmax_chars = 18',
        "field.services.max_chars",
        "at least 19",
    ),
    "max_chars of 10^30": (
        REGISTRATION,
        "required = false\nmax_chars = 100",
        f"required = false\nmax_chars = 1{'0' * 30}",
        "field.remark.max_chars",
        "at most 2000",
    ),
    "max_chars of 2001": (
        REGISTRATION,
        "required = false\nmax_chars = 100",
        "required = false\nmax_chars = 2001",
        "field.remark.max_chars",
        "at most 2000",
    ),
    "a number of 5000 digits": (
        REGISTRATION,
        "max_chars = 18",
        f"max_chars = {'9' * 5000}",
        "file",
        "Correct that line",
    ),
    "park days of 10^30": (CONTRACT, "park_days = 7", f"park_days = 1{'0' * 30}", "park_days", "at most 365"),
    "park days of 366": (CONTRACT, "park_days = 7", "park_days = 366", "park_days", "at most 365"),
    # Rules
    "pay is a text": (
        CONTRACT,
        'label = "月工资"\nkind = "money"',
        'label = "月工资"\nkind = "text"',
        "field.pay_month.kind",
        "Make it money",
    ),
    "a day that a rule reads is a text": (
        CONTRACT,
        'label = "终止日期"\nkind = "date"',
        'label = "终止日期"\nkind = "text"',
        "field.ends_on.kind",
        "Make it date",
    ),
    "a day that a rule reads may be empty": (
        REGISTRATION,
        'label = "失业日期"\nkind = "date"',
        'label = "失业日期"\nkind = "date"\nrequired = false',
        "field.left_on.required",
        "Make it required",
    ),
    "a code that a rule reads has another list": (
        REGISTRATION,
        'codes = "sex"',
        'codes = "hukou"',
        "field.sex.codes",
        "Name 'sex'",
    ),
    "a rule twice": (CONTRACT, '"contract-hours"]', '"contract-pay"]', "rules.contract-pay", "Name it once"),
    "an answer that foreigners do not give in a clause": (
        REGISTRATION,
        "[[party]]",
        '[[section.clause]]\nkey = "c"\nheading = "h"\ntext = "{ethnic}"\n[[party]]',
        "clause.c.text",
        "Take it from the clause",
    ),
    # Names
    "a code list's name of 300 letters": (
        REGISTRATION,
        'codes = "sex"',
        f'codes = "{"x" * 300}"',
        "field.sex.codes",
        "Use one such as",
    ),
    "a code list's name that is a path": (
        REGISTRATION,
        'codes = "sex"',
        'codes = "../codes/sex"',
        "field.sex.codes",
        "Use one such as",
    ),
    "a code list's name with a zero": (
        REGISTRATION,
        'codes = "sex"',
        r'codes = "a\u0000"',
        "field.sex.codes",
        "Use one",
    ),
    "an id that is a path": (REGISTRATION, 'id = "unemployment', 'id = "../unemployment', "id", "Write up to 60"),
    "an id of 300 letters": (REGISTRATION, 'id = "unemployment', f'id = "{"u" * 300}', "id", "Write up to 60"),
    "an edition of 300 digits": (REGISTRATION, '"2026-1"', f'"2026-{"1" * 300}"', "edition", "such as 2026-1"),
    "a key of 300 letters": (
        REGISTRATION,
        'key = "remark"',
        f'key = "{"r" * 300}"',
        "field." + "r" * 40 + "…",
        "up to 40",
    ),
    # Files
    "3000 brackets": (REGISTRATION, "park_days", f"x = {'[' * 3000}{']' * 3000}\npark_days", "file", "Remove them"),
    "3000 tables in tables": (REGISTRATION, "park_days", f"x = {'{a=' * 3000}{'}' * 3000}\npark_days", "file", ""),
    "a byte order mark": (
        REGISTRATION,
        "# Unemployment",
        "\ufeff# Unemployment",
        "file",
        "Save it as UTF-8 without BOM",
    ),
    "a key twice": (REGISTRATION, "park_days = 0", "park_days = 0\npark_days = 1", "file", "Correct that line"),
    "a million spaces": (REGISTRATION, "park_days", " " * 1_000_000 + "park_days", "file", "shorten it"),
}


@pytest.mark.parametrize(("whole", "old", "new", "key", "remedy"), BAD.values(), ids=BAD)
def test_a_form_that_would_fail_at_the_counter_is_refused_at_load(
    tmp_path: Path, whole: str, old: str, new: str, key: str, remedy: str
) -> None:
    assert old in whole
    path = tmp_path / "form.toml"
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormFileError) as refused:
        load_form(path)
    assert (refused.value.file, refused.value.key) == (str(path), key)
    assert remedy in text(refused.value.fault, "en")
    assert len(str(refused.value)) < 600
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("days", [0, 1, 7, 364, 365])
def test_a_form_waits_at_most_a_year_for_the_next_signature(tmp_path: Path, days: int) -> None:
    path = tmp_path / "form.toml"
    path.write_text(CONTRACT.replace("park_days = 7", f"park_days = {days}", 1), encoding="utf-8")
    assert load_form(path).park_days == days
