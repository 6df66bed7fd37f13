"""Rules about a labour contract: its term, probation, pay and hours."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from forms import terms
from forms.given import Given
from forms.problem import Problem, Said
from forms.wages import lowest_wage

CONTRACT_LAW = "劳动合同法"
FAR_AHEAD_MONTHS = 12


def fixed_term(given: Given) -> Iterator[Problem]:
    """The term against itself, probation and the day of signing."""
    starts, ends = given.day("starts_on"), given.day("ends_on")
    if starts is None or ends is None:
        return
    if ends < starts:
        said = Said("合同终止日期早于起始日期，请更正", "the contract ends before it begins; correct the dates")
        yield given.says("stop", "fixed-term.order", "ends_on", said, f"{CONTRACT_LAW}第十三条", "starts_on")
        return
    if ends < given.on:
        said = Said(
            "合同期限已经届满，今天签订不再有效，请更正日期",
            "the contract is over before it is signed; correct the dates",
        )
        yield given.says("stop", "fixed-term.over", "ends_on", said, f"{CONTRACT_LAW}第十六条、第四十四条")
    yield from _probation(given, starts, ends)
    yield from _begin(given, starts)


def _probation(given: Given, starts: date, ends: date) -> Iterator[Problem]:
    months = given.number("probation_months")
    most = terms.longest_probation_months(terms.whole_months(starts, ends))
    if months is not None and months > most:
        said = Said(
            f"该合同期限的试用期不得超过 {most} 个月，请更正",
            f"a term of this length allows a probation of at most {most} months; correct it",
        )
        source = f"{CONTRACT_LAW}第十九条"
        yield given.says("stop", "fixed-term.probation", "probation_months", said, source, "starts_on", "ends_on")


def _begin(given: Given, starts: date) -> Iterator[Problem]:
    if given.on >= terms.add_months(starts, 12):
        said = Said(
            "用工已满一年，依法视为已订立无固定期限劳动合同，请核实",
            "work began a year ago: the law holds that an open-ended contract exists; look into it",
        )
        yield given.says("warn", "fixed-term.year-late", "starts_on", said, f"{CONTRACT_LAW}第十四条")
    elif given.on > terms.add_months(starts, 1):
        said = Said(
            "用工之日起已超过一个月，用人单位可能应支付二倍工资，请核实",
            "work began more than a month ago: double pay may be due; look into it",
        )
        yield given.says("warn", "fixed-term.month-late", "starts_on", said, f"{CONTRACT_LAW}第十条、第八十二条")
    elif starts > terms.add_months(given.on, FAR_AHEAD_MONTHS):
        said = Said("起始日期在一年以后，请核对年份", "the contract begins in more than a year; check the year")
        yield given.says("warn", "fixed-term.far-ahead", "starts_on", said, f"{CONTRACT_LAW}第七条")


def contract_pay(given: Given) -> Iterator[Problem]:
    """Pay, pay in probation, day of pay."""
    for key in ("pay_month", "probation_pay"):
        yield from _enough(given, key)
    yield from _trial_pay(given)
    day = given.number("pay_day")
    if day is not None and not 1 <= day <= 31:
        said = Said("发薪日应为 1 至 31 日，请更正", "the pay day is a day of the month, 1 to 31; correct it")
        yield given.says("stop", "contract-pay.day", "pay_day", said, "劳动法第五十条")


def _enough(given: Given, key: str) -> Iterator[Problem]:
    """Not zero, and not below every minimum wage; whether it reaches the local one only the station can know."""
    pay, least, source = given.number(key), lowest_wage(given.on), "劳动法第四十八条"
    words = {"pay_month": ("月工资", "the monthly pay"), "probation_pay": ("试用期月工资", "the pay in probation")}[key]
    if pay == 0:
        said = Said(f"{words[0]}不得为零，请更正", f"{words[1]} is zero; correct it")
        yield given.says("stop", "contract-pay.zero", key, said, source)
    elif pay is not None and pay < least:
        said = Said(
            f"{words[0]}低于全国任何地区的月最低工资标准，请更正",
            f"{words[1]} is below every monthly minimum wage in China; correct it",
        )
        yield given.says("stop", "contract-pay.below-minimum", key, said, source)


def _trial_pay(given: Given) -> Iterator[Problem]:
    pay, trial, months = given.number("pay_month"), given.number("probation_pay"), given.number("probation_months")
    if not pay or not trial:
        return
    if months == 0 and trial != pay:
        said = Said(
            "没有约定试用期，试用期月工资应与月工资相同，请更正",
            "there is no probation, so its pay must equal the monthly pay; correct it",
        )
        others = ("pay_month", "probation_months")
        yield given.says("stop", "contract-pay.no-probation", "probation_pay", said, f"{CONTRACT_LAW}第十九条", *others)
    elif _is_below_80_percent(trial, pay):
        said = Said(
            "试用期工资低于约定工资的百分之八十，请核实是否达到本单位相同岗位最低档工资的百分之八十和当地最低工资标准",
            "probation pay is below 80 % of the agreed pay; confirm that it reaches 80 % of the lowest pay "
            "of the post and the local minimum wage",
        )
        source = f"{CONTRACT_LAW}第二十条"
        yield given.says("warn", "contract-pay.trial-low", "probation_pay", said, source, "pay_month")


def _is_below_80_percent(trial: Decimal, pay: Decimal) -> bool:
    return trial * 5 < pay * 4


def contract_hours(given: Given) -> Iterator[Problem]:
    """Systems of hours that need an approval."""
    if given.text("hours") in ("comprehensive", "flexible"):
        said = Said(
            "该工时制度须经人力资源社会保障行政部门批准，请核实批准文件",
            "this system of hours needs the labour authority's approval; ask for it",
        )
        yield given.says("warn", "contract-hours.approval", "hours", said, "劳动法第三十九条")
