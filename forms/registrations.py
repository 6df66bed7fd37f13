"""The rules about registrations: of unemployment, and of what was registered before."""

from collections.abc import Iterator

from forms.message import Message
from forms.problem import Problem, Severity
from forms.rule_input import Day, Given, Text


def unemployment(given: Given, left_on: Day, birth: Day, reason: Text, remark: Text) -> Iterator[Problem]:
    """Check the day on which work ended, and that another reason is explained.

    Args:
        given: The answers, and the day of registration.
        left_on: The day on which work ended.
        birth: The birth date.
        reason: The reason by its code list.
        remark: The remark, which explains the reason 90.
    """
    if left_on.value and left_on.value > given.on:
        fault = Message("forms.unemployment.future")
        yield given.says(Severity.STOP, "unemployment.future", left_on.key, fault, "失业日期不晚于登记日期")
    if left_on.value and birth.value and left_on.value < birth.value:
        fault = Message("forms.unemployment.before-birth")
        source = "失业日期不早于出生日期"
        yield given.says(Severity.STOP, "unemployment.before-birth", left_on.key, fault, source, birth.key)
    if reason.value == "90" and not remark.value:
        fault = Message("forms.unemployment.remark")
        yield given.says(Severity.STOP, "unemployment.remark", remark.key, fault, "失业原因代码表", reason.key)


def already_registered(given: Given, number: Text, gravity: Severity, source: str) -> Iterator[Problem]:
    """Report each record of the same form that names this person and is in force.

    Args:
        given: The answers, today, and the earlier records.
        number: The identity number of the person.
        gravity: How grave it is, as in `Problem`.
        source: The law or standard behind the rule.
    """
    yield from _in_force(given, number, given.form.id, given.form.title, "already-registered", gravity, source)


def contradicts(given: Given, number: Text, form: str, title: str, gravity: Severity, source: str) -> Iterator[Problem]:
    """Report each record of another form that names this person, is in force, and contradicts this one.

    Args:
        given: The answers, today, and the earlier records.
        number: The identity number of the person.
        form: The id of the other form.
        title: The title of the other form, as people call it.
        gravity: How grave it is, as in `Problem`.
        source: The law or standard behind the rule.
    """
    yield from _in_force(given, number, form, title, "contradicts", gravity, source)


def _in_force(
    given: Given, number: Text, form: str, title: str, rule: str, gravity: Severity, source: str
) -> Iterator[Problem]:
    """Report each record of that form. The rule is named with the number of the record.

    So a confirmation counts for that record alone.
    """
    if not number.value:
        return
    found = [each for each in given.records.naming(number.value) if each.form_id == form and each.in_force(given.on)]
    for each in sorted(found, key=lambda record: (record.signed_on, record.number)):
        fault = Message("forms.record-in-force", title=title, number=each.number, signed_on=each.signed_on.isoformat())
        yield given.says(gravity, f"{rule}.{each.number}", number.key, fault, source)


def too_many(given: Given, number: Text, other: Text, most: int, gravity: Severity, source: str) -> Iterator[Problem]:
    """Check how often the same parties have signed this form before.

    Args:
        given: The answers, today, and the earlier records.
        number: The identity number of the person.
        other: The number of the other party, a person or an employer. Where it is not bound, all records count.
        most: The most records of this form, in force or not, that there may be before this one.
        gravity: How grave it is, as in `Problem`.
        source: The law or standard behind the rule.
    """
    if not number.value or (other.key and not other.value):
        return
    count = sum(
        each.form_id == given.form.id
        and each.signed_on <= given.on
        and (not other.value or other.value in each.numbers)
        for each in given.records.naming(number.value)
    )
    if count > most:
        fault = Message("forms.too-many", title=given.form.title, count=count, most=most)
        yield given.says(gravity, "too-many", number.key, fault, source, other.key)
