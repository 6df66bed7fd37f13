"""The rules about a labour contract: its term, probation, pay and hours."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from forms import terms
from forms.message import Message
from forms.problem import Problem
from forms.rule_input import Given
from forms.wages import lowest_wage

CONTRACT_LAW = "劳动合同法"
FAR_AHEAD_MONTHS = 12


def fixed_term(given: Given) -> Iterator[Problem]:
    """Check the order of the first and last day, the length of probation, and the day of signing against the term."""
    starts, ends = given.day("starts_on"), given.day("ends_on")
    if starts is None or ends is None:
        return
    if ends < starts:
        fault = Message("forms.fixed-term.order")
        yield given.says("stop", "fixed-term.order", "ends_on", fault, f"{CONTRACT_LAW}第十三条", "starts_on")
        return
    if ends < given.on:
        fault = Message("forms.fixed-term.over")
        yield given.says("stop", "fixed-term.over", "ends_on", fault, f"{CONTRACT_LAW}第十六条、第四十四条")
    yield from _probation(given, starts, ends)
    yield from _begin(given, starts)


def _probation(given: Given, starts: date, ends: date) -> Iterator[Problem]:
    months = given.number("probation_months")
    most = terms.longest_probation_months(terms.whole_months(starts, ends))
    if months is not None and months > most:
        fault = Message("forms.fixed-term.probation", most=most)
        source = f"{CONTRACT_LAW}第十九条"
        yield given.says("stop", "fixed-term.probation", "probation_months", fault, source, "starts_on", "ends_on")


def _begin(given: Given, starts: date) -> Iterator[Problem]:
    if given.on >= terms.add_months(starts, 12):
        fault = Message("forms.fixed-term.year-late")
        yield given.says("warn", "fixed-term.year-late", "starts_on", fault, f"{CONTRACT_LAW}第十四条")
    elif given.on > terms.add_months(starts, 1):
        fault = Message("forms.fixed-term.month-late")
        yield given.says("warn", "fixed-term.month-late", "starts_on", fault, f"{CONTRACT_LAW}第十条、第八十二条")
    elif starts > terms.add_months(given.on, FAR_AHEAD_MONTHS):
        fault = Message("forms.fixed-term.far-ahead")
        yield given.says("warn", "fixed-term.far-ahead", "starts_on", fault, f"{CONTRACT_LAW}第七条")


def contract_pay(given: Given) -> Iterator[Problem]:
    """Check the pay, the pay in probation, and the day of the month on which it is paid."""
    for key in ("pay_month", "probation_pay"):
        yield from _enough(given, key)
    yield from _trial_pay(given)
    day = given.number("pay_day")
    if day is not None and not 1 <= day <= 31:
        fault = Message("forms.contract-pay.day")
        yield given.says("stop", "contract-pay.day", "pay_day", fault, "劳动法第五十条")


def _enough(given: Given, key: str) -> Iterator[Problem]:
    """Check that the pay is not zero and not below every minimum wage.

    Only the station can know whether it reaches the local minimum.
    """
    pay, least, source = given.number(key), lowest_wage(given.on), "劳动法第四十八条"
    words = Message("forms.pay-month") if key == "pay_month" else Message("forms.pay-in-probation")
    if pay == 0:
        fault = Message("forms.contract-pay.zero", pay=words)
        yield given.says("stop", "contract-pay.zero", key, fault, source)
    elif pay is not None and pay < least:
        fault = Message("forms.contract-pay.below-minimum", pay=words)
        yield given.says("stop", "contract-pay.below-minimum", key, fault, source)


def _trial_pay(given: Given) -> Iterator[Problem]:
    pay, trial, months = given.number("pay_month"), given.number("probation_pay"), given.number("probation_months")
    if not pay or not trial:
        return
    if months == 0 and trial != pay:
        fault = Message("forms.contract-pay.no-probation")
        others = ("pay_month", "probation_months")
        yield given.says(
            "stop", "contract-pay.no-probation", "probation_pay", fault, f"{CONTRACT_LAW}第十九条", *others
        )
    elif _is_below_80_percent(trial, pay):
        fault = Message("forms.contract-pay.trial-low")
        source = f"{CONTRACT_LAW}第二十条"
        yield given.says("warn", "contract-pay.trial-low", "probation_pay", fault, source, "pay_month")


def _is_below_80_percent(trial: Decimal, pay: Decimal) -> bool:
    return trial * 5 < pay * 4


def contract_hours(given: Given) -> Iterator[Problem]:
    """Warn about systems of working hours that need an approval."""
    if given.text("hours") in ("comprehensive", "flexible"):
        fault = Message("forms.contract-hours.approval")
        yield given.says("warn", "contract-hours.approval", "hours", fault, "劳动法第三十九条")
