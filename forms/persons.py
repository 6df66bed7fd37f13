"""The rules about persons: identity numbers, ages, and one person in two roles."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from forms import identity, terms
from forms.identity import birth_date_on, document_of, is_birth_of, sex_of
from forms.message import Message
from forms.optional_questions import unasked
from forms.problem import Problem
from forms.rule_input import Given

CHILD_LABOUR = "禁止使用童工规定第二条、第四条"
MINORS = "劳动法第五十八条、第六十四条"


def identity_agrees(given: Given) -> Iterator[Problem]:
    """Compare the identity number with birth, sex, kind of document and 民族."""
    number, birth, sex = given.text("id_no"), given.day("birth"), sex_of(given.text("id_no"))
    if number and birth and not is_birth_of(number, birth):
        fault = Message("forms.identity-agrees.birth")
        yield given.says("stop", "identity-agrees.birth", "birth", fault, identity.SOURCE, "id_no")
    if sex and given.text("sex") not in ("", sex):
        fault = Message("forms.identity-agrees.sex")
        yield given.says("warn", "identity-agrees.sex", "sex", fault, identity.SOURCE, "id_no")
    if number and given.text("id_type") not in ("", document_of(number)):
        fault = Message("forms.identity-agrees.document")
        yield given.says("warn", "identity-agrees.document", "id_type", fault, identity.SOURCE, "id_no")
    for key in sorted(unasked(given.form, given.text)):
        if given.text(key):
            fault = Message("forms.identity-agrees.ethnic")
            yield given.says("warn", "identity-agrees.ethnic", key, fault, "GB/T 3304", "id_no", "id_type")


def applicant_age(given: Given) -> Iterator[Problem]:
    """Check whether the applicant is too young to work, is a minor, or is old enough for a pension."""
    birth = given.day("birth")
    if birth is None:
        return
    if birth > given.on:
        fault = Message("forms.applicant-age.future")
        yield given.says("stop", "applicant-age.future", "birth", fault, "出生日期不晚于登记日期")
        return
    yield from _young(given, "applicant-age", birth, "birth")
    if _may_draw_pension(birth, given.text("sex"), given.on):
        fault = Message("forms.applicant-age.pension")
        yield given.says("hint", "applicant-age.pension", "birth", fault, "人社厅发〔2020〕3号", "sex")


def worker_age(given: Given) -> Iterator[Problem]:
    """Check the age of a worker as in `applicant_age`; the birth comes from the identity number alone."""
    number = given.text("worker_id_no")
    birth = birth_date_on(number, given.on)
    if birth is None:
        return
    yield from _young(given, "worker-age", birth, "worker_id_no")
    if _may_draw_pension(birth, sex_of(number) or "", given.on):
        fault = Message("forms.worker-age.retired")
        yield given.says("warn", "worker-age.retired", "worker_id_no", fault, "山东省劳动合同条例第六十一条")


ONE_PERSON = Message("forms.one-person")
ONE_PERSON_LAW = "民法典第一百六十八条"


def one_person(given: Given) -> Iterator[Problem]:
    """Warn about one identity number for two parties who sign.

    民法典 art. 168 allows it with the principal's consent, so staff ask.
    """
    keys = (party.id_field for party in given.form.parties if party.id_field is not None)
    for first, second in combinations(dict.fromkeys(keys), 2):
        if given.text(first) and given.text(first) == given.text(second):
            yield given.says("warn", "one-person", second, ONE_PERSON, ONE_PERSON_LAW, first)


def _young(given: Given, rule: str, birth: date, field: str) -> Iterator[Problem]:
    match terms.age_on(birth, given.on):
        case age if age < 16:
            fault = Message("forms.age.child")
            yield given.says("stop", f"{rule}.child", field, fault, CHILD_LABOUR)
        case age if age < 18:
            fault = Message("forms.age.minor")
            yield given.says("warn", f"{rule}.minor", field, fault, MINORS)


def _may_draw_pension(birth: date, sex: str, on: date) -> bool:
    """Return whether the earliest age that the sex allows is reached.

    A woman's age depends on her post, which must not be inferred.
    """
    track = terms.RetirementTrack.MAN if sex == "1" else terms.RetirementTrack.WOMAN_50
    return terms.is_past_retirement(birth, track, on)
