"""The rules about persons: identity numbers, ages, and one person in two roles."""

from collections.abc import Iterator
from datetime import date

from forms import identity, terms
from forms.identity import birth_date_on, document_of, is_birth_of, sex_of
from forms.message import Message
from forms.optional_questions import FOREIGN
from forms.problem import Problem, Severity
from forms.rule_input import Day, Given, Text

CHILD_LABOUR = "禁止使用童工规定第二条、第四条"
MINORS = "劳动法第五十八条、第六十四条"


def identity_agrees(given: Given, number: Text, document: Text, birth: Day, sex: Text) -> Iterator[Problem]:
    """Compare the identity number with birth, sex and kind of document.

    Args:
        given: The answers.
        number: The identity number.
        document: The kind of document that was chosen.
        birth: The birth date that was entered.
        sex: The sex that was chosen.
    """
    if number.value and birth.value and not is_birth_of(number.value, birth.value):
        fault = Message("forms.identity-agrees.birth")
        yield given.says(Severity.STOP, "identity-agrees.birth", birth.key, fault, identity.SOURCE, number.key)
    own_sex = sex_of(number.value)
    if own_sex and sex.value not in ("", own_sex):
        fault = Message("forms.identity-agrees.sex")
        yield given.says(Severity.WARN, "identity-agrees.sex", sex.key, fault, identity.SOURCE, number.key)
    if number.value and document.value not in ("", document_of(number.value)):
        fault = Message("forms.identity-agrees.document")
        yield given.says(Severity.WARN, "identity-agrees.document", document.key, fault, identity.SOURCE, number.key)


def ethnic_group(given: Given, ethnic: Text, number: Text, document: Text) -> Iterator[Problem]:
    """Warn about a 民族 that a foreigner was asked for.

    Args:
        given: The answers.
        ethnic: The 民族 that was chosen.
        number: The identity number, which decides where it is right.
        document: The kind of document that was chosen.
    """
    if ethnic.value and (document_of(number.value) or document.value) == FOREIGN:
        fault = Message("forms.identity-agrees.ethnic")
        others = (number.key, document.key)
        yield given.says(Severity.WARN, "identity-agrees.ethnic", ethnic.key, fault, "GB/T 3304", *others)


def applicant_age(given: Given, birth: Day, sex: Text) -> Iterator[Problem]:
    """Check whether the applicant is too young to work, is a minor, or is old enough for a pension.

    Args:
        given: The answers.
        birth: The birth date.
        sex: The sex, which decides the age of a pension.
    """
    if birth.value is None:
        return
    if birth.value > given.on:
        fault = Message("forms.applicant-age.future")
        yield given.says(Severity.STOP, "applicant-age.future", birth.key, fault, "出生日期不晚于登记日期")
        return
    yield from _young(given, "applicant-age", birth.value, birth.key)
    if _may_draw_pension(birth.value, sex.value, given.on):
        fault = Message("forms.applicant-age.pension")
        yield given.says(Severity.HINT, "applicant-age.pension", birth.key, fault, "人社厅发〔2020〕3号", sex.key)


def worker_age(given: Given, number: Text) -> Iterator[Problem]:
    """Check the age of a worker as in `applicant_age`; the birth comes from the identity `number` alone.

    `given` holds the answers.
    """
    birth = birth_date_on(number.value, given.on)
    if birth is None:
        return
    yield from _young(given, "worker-age", birth, number.key)
    if _may_draw_pension(birth, sex_of(number.value) or "", given.on):
        fault = Message("forms.worker-age.retired")
        yield given.says(Severity.WARN, "worker-age.retired", number.key, fault, "山东省劳动合同条例第六十一条")


ONE_PERSON = Message("forms.one-person")
ONE_PERSON_LAW = "民法典第一百六十八条"


def one_person(given: Given, first: Text, second: Text) -> Iterator[Problem]:
    """Warn about one identity number for two parties who sign.

    民法典 art. 168 allows it with the principal's consent, so staff ask.

    Args:
        given: The answers.
        first: The number of one party.
        second: The number of the other party.
    """
    if first.value and first.value == second.value:
        yield given.says(Severity.WARN, "one-person", second.key, ONE_PERSON, ONE_PERSON_LAW, first.key)


def _young(given: Given, rule: str, birth: date, field: str) -> Iterator[Problem]:
    match terms.age_on(birth, given.on):
        case age if age < 16:
            fault = Message("forms.age.child")
            yield given.says(Severity.STOP, f"{rule}.child", field, fault, CHILD_LABOUR)
        case age if age < 18:
            fault = Message("forms.age.minor")
            yield given.says(Severity.WARN, f"{rule}.minor", field, fault, MINORS)


def _may_draw_pension(birth: date, sex: str, on: date) -> bool:
    """Return whether the earliest age that the sex allows is reached.

    A woman's age depends on her post, which must not be inferred.
    """
    track = terms.RetirementTrack.MAN if sex == "1" else terms.RetirementTrack.WOMAN_50
    return terms.is_past_retirement(birth, track, on)
