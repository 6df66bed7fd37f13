"""Rules about persons: identity numbers and what they say, ages, and one person in two places."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from forms import identity, terms
from forms.asked import unasked
from forms.given import Given
from forms.identity import birth_date_on, document_of, is_birth_of, sex_of
from forms.problem import Problem, Said

CHILD_LABOUR = "禁止使用童工规定第二条、第四条"
MINORS = "劳动法第五十八条、第六十四条"


def identity_agrees(given: Given) -> Iterator[Problem]:
    """The identity number against birth, sex, kind of document and 民族."""
    number, birth, sex = given.text("id_no"), given.day("birth"), sex_of(given.text("id_no"))
    if number and birth and not is_birth_of(number, birth):
        said = Said(
            "出生日期与证件号码不一致，请对照证件",
            "the birth date differs from the identity number; compare both with the document",
        )
        yield given.says("stop", "identity-agrees.birth", "birth", said, identity.SOURCE, "id_no")
    if sex and given.text("sex") not in ("", sex):
        said = Said(
            "性别与证件号码第十七位不一致，请对照证件",
            "the sex differs from the identity number; compare both with the document",
        )
        yield given.says("warn", "identity-agrees.sex", "sex", said, identity.SOURCE, "id_no")
    if number and given.text("id_type") not in ("", document_of(number)):
        said = Said(
            "证件类型与证件号码不相符，请对照证件",
            "the kind of document does not carry such a number; compare both with the document",
        )
        yield given.says("warn", "identity-agrees.document", "id_type", said, identity.SOURCE, "id_no")
    for key in sorted(unasked(given.form, given.text)):
        if given.text(key):
            said = Said("外国人不填民族，请清空这一栏", "foreigners have no 民族; clear the field")
            yield given.says("warn", "identity-agrees.ethnic", key, said, "GB/T 3304", "id_no", "id_type")


def applicant_age(given: Given) -> Iterator[Problem]:
    """Too young to work, young, or old enough for a pension."""
    birth = given.day("birth")
    if birth is None:
        return
    if birth > given.on:
        said = Said("出生日期不得晚于今天", "the day of birth lies in the future; correct it")
        yield given.says("stop", "applicant-age.future", "birth", said, "出生日期不晚于登记日期")
        return
    yield from _young(given, "applicant-age", birth, "birth")
    if _may_draw_pension(birth, given.text("sex"), given.on):
        said = Said(
            "请询问本人是否已依法享受基本养老保险待遇；已享受的不办理失业登记",
            "ask whether basic pension is already drawn; if it is, there is no registration",
        )
        yield given.says("hint", "applicant-age.pension", "birth", said, "人社厅发〔2020〕3号", "sex")


def worker_age(given: Given) -> Iterator[Problem]:
    """The same of a worker, whose birth only the identity number says."""
    number = given.text("worker_id_no")
    birth = birth_date_on(number, given.on)
    if birth is None:
        return
    yield from _young(given, "worker-age", birth, "worker_id_no")
    if _may_draw_pension(birth, sex_of(number) or "", given.on):
        said = Said(
            "乙方可能已达法定退休年龄，请核实；已达到的应订立书面劳务协议",
            "the worker may be past retirement age; if so, a service agreement takes the contract's place",
        )
        yield given.says("warn", "worker-age.retired", "worker_id_no", said, "山东省劳动合同条例第六十一条")


ONE_PERSON = Said(
    "同一个人代表双方签名，须有被代理人同意，请核实；最好另请一位代理人",
    "one person signs for both parties: the principal must consent; better ask for another agent",
)
ONE_PERSON_LAW = "民法典第一百六十八条"


def one_person(given: Given) -> Iterator[Problem]:
    """One identity number for two parties who sign. Art. 168 allows it with the principal's consent, so staff ask."""
    keys = (party.id_field for party in given.form.parties if party.id_field is not None)
    for first, second in combinations(dict.fromkeys(keys), 2):
        if given.text(first) and given.text(first) == given.text(second):
            yield given.says("warn", "one-person", second, ONE_PERSON, ONE_PERSON_LAW, first)


def _young(given: Given, rule: str, birth: date, field: str) -> Iterator[Problem]:
    match terms.age_on(birth, given.on):
        case age if age < 16:
            said = Said("未满十六周岁，不得办理", "younger than sixteen: this must not be done")
            yield given.says("stop", f"{rule}.child", field, said, CHILD_LABOUR)
        case age if age < 18:
            said = Said(
                "未满十八周岁，属未成年工，适用特殊劳动保护",
                "younger than eighteen: the special protection of young workers applies",
            )
            yield given.says("warn", f"{rule}.minor", field, said, MINORS)


def _may_draw_pension(birth: date, sex: str, on: date) -> bool:
    """By the earliest age that the sex allows; a woman's depends on her post, which must not be inferred."""
    track = terms.RetirementTrack.MAN if sex == "1" else terms.RetirementTrack.WOMAN_50
    return terms.is_past_retirement(birth, track, on)
