"""The times that signatures claim never run backwards from field to field."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random

import pytest

from signing.keys import KeyPair, issue_event_certificate, issue_seal_certificate, new_station_ca
from signing.stamp import last_time, seal, sign
from signing.verify import verify_pdf
from tests.signing.facts import places, said
from tests.signing.sealing import AT, STATION, evidence, frozen_document, ink_page

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
NOW = timedelta(0)
BACK, SET_BACK = "times-run-backwards", "clock-set-back"


@cache
def authority() -> KeyPair:
    return new_station_ca(STATION, AT - 800 * DAY, Random(7).randbytes)


def signed_at(*after: timedelta) -> bytes:
    """The document with signatures of applicant and staff, and the seal, dated so long after AT."""
    pdf, (*parties, sealed) = frozen_document(), [AT + each for each in after]
    for box, at in zip(("applicant", "staff"), parties, strict=True):
        event = f"V-0001/{box}"
        key = issue_event_certificate(authority(), "李经办", event, at, "L1", Random(box).randbytes)
        pdf = sign(
            pdf,
            field=box,
            appearance=ink_page(),
            key=key,
            evidence=evidence(box, event),
            at=at,
            first=box == "applicant",
        )
    return seal(pdf, key=issue_seal_certificate(authority(), AT - 700 * DAY, Random(9).randbytes), at=sealed)


TIMES: dict[str, tuple[tuple[timedelta, timedelta, timedelta], str, list[tuple[str, str]]]] = {
    "one after the other": ((NOW, MINUTE, 2 * MINUTE), "valid", []),
    "all in one second": ((NOW, NOW, NOW), "valid", []),
    "days apart": ((NOW, 3 * DAY, 40 * DAY), "valid", []),
    "seal a second before": ((NOW, MINUTE, MINUTE - SECOND), "valid", [(SET_BACK, "seal")]),
    "seal ten minutes before": ((NOW, 20 * MINUTE, 10 * MINUTE), "valid", [(SET_BACK, "seal")]),
    "seal ten minutes and a second before": ((NOW, 20 * MINUTE, 10 * MINUTE - SECOND), "invalid", [(BACK, "seal")]),
    "seal a year before": ((NOW, MINUTE, -365 * DAY), "invalid", [(BACK, "seal")]),
    "seal after the last, before the first": ((DAY, NOW, MINUTE), "invalid", [(BACK, "staff"), (BACK, "seal")]),
    "second an hour before the first": ((60 * MINUTE, NOW, 61 * MINUTE), "invalid", [(BACK, "staff")]),
    "second two seconds before the first": ((2 * SECOND, NOW, MINUTE), "valid", [(SET_BACK, "staff")]),
    "small steps that add up": ((16 * MINUTE, 8 * MINUTE, NOW), "invalid", [(SET_BACK, "staff"), (BACK, "seal")]),
}


@pytest.mark.parametrize(("after", "verdict", "findings"), TIMES.values(), ids=TIMES)
def test_times_that_run_backwards_are_found_and_beyond_what_a_clock_is_set_right_refused(
    after: tuple[timedelta, timedelta, timedelta], verdict: str, findings: list[tuple[str, str]]
) -> None:
    report = verify_pdf(signed_at(*after), [authority().certificate])
    assert (report.verdict, places(report.findings)) == (verdict, findings)


def test_the_finding_names_both_times() -> None:
    (finding,) = verify_pdf(signed_at(NOW, MINUTE, -DAY), [authority().certificate]).findings
    assert said(finding.expected) == "2026-03-02T01:31:00+00:00 or later"
    assert finding.found == "2026-03-01T01:30:00+00:00"
    assert "应为 不早于 2026-03-02T01:31:00+00:00" in finding.as_text("zh")


def test_the_last_time_of_a_document_is_the_latest_that_a_signature_claims() -> None:
    assert last_time(frozen_document()) is None
    assert last_time(signed_at(MINUTE, NOW, NOW)) == AT + MINUTE
