"""The rules about a labour contract: its term, probation, pay and hours."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from forms import terms
from forms.message import Message
from forms.problem import Problem, Severity
from forms.rule_input import Day, Given, Number, Text
from forms.wages import lowest_wage

CONTRACT_LAW = "劳动合同法"
FAR_AHEAD_MONTHS = 12


def fixed_term(given: Given, starts: Day, ends: Day, probation: Number) -> Iterator[Problem]:
    """Check the order of the first and last day, the length of probation, and the day of signing against the term.

    Args:
        given: The answers, and the day of signing.
        starts: The first day of the contract.
        ends: The last day of the contract.
        probation: The months of probation.
    """
    if starts.value is None or ends.value is None:
        return
    if ends.value < starts.value:
        fault = Message("forms.fixed-term.order")
        yield given.says(Severity.STOP, "fixed-term.order", ends.key, fault, f"{CONTRACT_LAW}第十三条", starts.key)
        return
    if ends.value < given.on:
        fault = Message("forms.fixed-term.over")
        yield given.says(Severity.STOP, "fixed-term.over", ends.key, fault, f"{CONTRACT_LAW}第十六条、第四十四条")
    most = terms.longest_probation_months(terms.whole_months(starts.value, ends.value))
    if probation.value is not None and probation.value > most:
        fault = Message("forms.fixed-term.probation", most=most)
        source = f"{CONTRACT_LAW}第十九条"
        yield given.says(Severity.STOP, "fixed-term.probation", probation.key, fault, source, starts.key, ends.key)
    yield from _begin(given, starts.value, starts.key)


def _begin(given: Given, starts: date, key: str) -> Iterator[Problem]:
    if given.on >= terms.add_months(starts, 12):
        fault = Message("forms.fixed-term.year-late")
        yield given.says(Severity.WARN, "fixed-term.year-late", key, fault, f"{CONTRACT_LAW}第十四条")
    elif given.on > terms.add_months(starts, 1):
        fault = Message("forms.fixed-term.month-late")
        yield given.says(Severity.WARN, "fixed-term.month-late", key, fault, f"{CONTRACT_LAW}第十条、第八十二条")
    elif starts > terms.add_months(given.on, FAR_AHEAD_MONTHS):
        fault = Message("forms.fixed-term.far-ahead")
        yield given.says(Severity.WARN, "fixed-term.far-ahead", key, fault, f"{CONTRACT_LAW}第七条")


def contract_pay(given: Given, pay: Number, trial_pay: Number, probation: Number, pay_day: Number) -> Iterator[Problem]:
    """Check the pay, the pay in probation, and the day of the month on which it is paid.

    Args:
        given: The answers, and the day that decides the minimum wage.
        pay: The pay of a month, in yuan.
        trial_pay: The pay of a month of probation, in yuan.
        probation: The months of probation.
        pay_day: The day of the month.
    """
    yield from _enough(given, pay, Message("forms.pay-month"))
    yield from _enough(given, trial_pay, Message("forms.pay-in-probation"))
    yield from _trial_pay(given, pay, trial_pay, probation)
    if pay_day.value is not None and not 1 <= pay_day.value <= 31:
        fault = Message("forms.contract-pay.day")
        yield given.says(Severity.STOP, "contract-pay.day", pay_day.key, fault, "劳动法第五十条")


def _enough(given: Given, pay: Number, words: Message) -> Iterator[Problem]:
    """Check that the pay is not zero and not below every minimum wage.

    Only the station can know whether it reaches the local minimum.
    """
    least, source = lowest_wage(given.on), "劳动法第四十八条"
    if pay.value == 0:
        fault = Message("forms.contract-pay.zero", pay=words)
        yield given.says(Severity.STOP, "contract-pay.zero", pay.key, fault, source)
    elif pay.value is not None and pay.value < least:
        fault = Message("forms.contract-pay.below-minimum", pay=words)
        yield given.says(Severity.STOP, "contract-pay.below-minimum", pay.key, fault, source)


def _trial_pay(given: Given, pay: Number, trial_pay: Number, probation: Number) -> Iterator[Problem]:
    if not pay.value or not trial_pay.value:
        return
    if probation.value == 0 and trial_pay.value != pay.value:
        fault = Message("forms.contract-pay.no-probation")
        source, others = f"{CONTRACT_LAW}第十九条", (pay.key, probation.key)
        yield given.says(Severity.STOP, "contract-pay.no-probation", trial_pay.key, fault, source, *others)
    elif _is_below_80_percent(trial_pay.value, pay.value):
        fault = Message("forms.contract-pay.trial-low")
        source = f"{CONTRACT_LAW}第二十条"
        yield given.says(Severity.WARN, "contract-pay.trial-low", trial_pay.key, fault, source, pay.key)


def _is_below_80_percent(trial_pay: Decimal, pay: Decimal) -> bool:
    return trial_pay * 5 < pay * 4


def contract_hours(given: Given, hours: Text) -> Iterator[Problem]:
    """Warn about systems of working `hours` that need an approval; `given` holds the answers."""
    if hours.value in ("comprehensive", "flexible"):
        fault = Message("forms.contract-hours.approval")
        yield given.says(Severity.WARN, "contract-hours.approval", hours.key, fault, "劳动法第三十九条")
