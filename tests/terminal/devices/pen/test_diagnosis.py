"""A trial tells rate, jitter, lateness, pressure and losses, and never grows."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from signing.ink import Device, PenReport, Source
from signing.quality import Verdict
from terminal.demo.synthetic import DISPLAY
from terminal.devices.pen.diagnosis import BINS, KEPT, Diagnosis, Facts, watch
from terminal.devices.pen.events import BTN_TOOL_PEN
from terminal.devices.pen.feed import Loss, Lost, PenMessage

DEVICE = DISPLAY.device()


def report(at_us: int, pressure: int = 1_000, **changes: object) -> PenReport:
    whole = PenReport(at_us, 5_000, 5_000, pressure, 0, 0, 0, pressure > 0, True, BTN_TOOL_PEN)
    return replace(whole, **changes)  # type: ignore[arg-type]


def tried(messages: list[PenMessage], late_us: int = 300, device: Device = DEVICE) -> Diagnosis:
    diagnosis = Diagnosis(device)
    for message in messages:
        diagnosis.note([message], message.at_us + late_us)
    return diagnosis


def test_a_steady_pen_has_its_rate_no_jitter_and_its_lateness() -> None:
    facts = tried([report(at * 5_000, 100 + at % 50) for at in range(400)]).facts()
    assert (facts.reports, facts.contacts, facts.losses) == (400, 400, ())
    assert facts.rate_hz == pytest.approx(200) and facts.jitter_ms == 0
    assert (facts.late_p50_ms, facts.late_p99_ms) == (0.3, 0.3)
    assert (facts.pressure, facts.levels, facts.verdict) == ((100, 149), 50, Verdict.FINE)


def test_a_pause_changes_neither_rate_nor_jitter() -> None:
    reports: list[PenMessage] = [report(at * 5_000 + (900_000 if at > 100 else 0)) for at in range(200)]
    assert tried(reports).facts().rate_hz == pytest.approx(200)


def test_time_out_of_range_is_no_interval() -> None:
    away = report(10_000, 0, near=False)
    assert tried([report(0), report(5_000), away, report(15_000)]).facts().rate_hz == pytest.approx(200)


def test_a_loss_refuses_and_is_named() -> None:
    facts = tried([report(0), Lost(Loss.DROPPED, 5_000), Lost(Loss.DROPPED, 6_000), report(10_000)]).facts()
    assert (facts.losses, facts.verdict) == ((("dropped", 2),), Verdict.REFUSED)


@pytest.mark.parametrize(
    "reports",
    [[], [report(at * 5_000, 0) for at in range(50)], [report(at * 5_000, 2_047) for at in range(50)]],
    ids=["nothing", "only the air", "one pressure for all"],
)
def test_a_pen_that_did_not_show_what_it_can_is_doubtful(reports: list[PenMessage]) -> None:
    assert tried(reports).facts().verdict is Verdict.DOUBTFUL


def test_the_pressure_curve_counts_contacts_from_none_to_full() -> None:
    facts = tried([report(0, 1), report(1, 1), report(2, 2_047)]).facts()
    assert facts.curve[0] == 2 and facts.curve[-1] == 1 and sum(facts.curve) == 3
    assert facts.picture()[0] == "█" and len(facts.picture()) == BINS
    assert tried([]).facts().picture() == " " * BINS


def test_a_device_without_pressure_has_no_curve() -> None:
    flat = replace(DEVICE, axes={name: axis for name, axis in DEVICE.axes.items() if name != "pressure"})
    facts = tried([report(at * 5_000) for at in range(9)], device=flat).facts()
    assert (facts.pressure, sum(facts.curve), facts.verdict) == (None, 0, Verdict.DOUBTFUL)


def test_an_hour_of_writing_takes_no_more_room_than_a_minute() -> None:
    diagnosis = tried([report(at * 5_000, at % 2_048) for at in range(3 * KEPT)])
    assert len(diagnosis._intervals_us) == len(diagnosis._late_us) == KEPT
    assert diagnosis.facts().reports == 3 * KEPT


def test_the_json_document_can_be_read_back() -> None:
    document = json.loads(json.dumps(tried([report(0), Lost(Loss.OVERFLOW, 1)]).facts().as_json()))
    assert (document["format"], document["verdict"]) == ("luobi-pen-test/1", "refused")
    assert document["losses"] == {"overflow": 1}


class _Feed:
    """A feed that says what it was given, once."""

    def __init__(self, *messages: PenMessage) -> None:
        self._messages = messages
        self._reading, self._writing = os.pipe()
        os.write(self._writing, b"1")
        self.grabs: list[bool] = []

    def fileno(self) -> int:
        return self._reading

    def drain(self) -> tuple[PenMessage, ...]:
        messages, self._messages = self._messages, ()
        return messages

    def device(self) -> Device:
        return DEVICE

    def source(self) -> Source:
        return Source.SYNTHETIC

    def grab(self, on: bool) -> None:
        self.grabs.append(on)

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


def test_watching_reads_the_feed_shows_its_picture_and_lets_the_pen_go() -> None:
    feed, times = _Feed(report(0), report(5_000)), iter(range(0, 9_000_000, 100_000))
    shown: list[Facts] = []
    facts = watch(feed, for_s=1, now_us=lambda: next(times), show=shown.append)
    assert facts.reports == 2 and shown and shown[-1].reports == 2
    assert feed.grabs == [True, False]
    feed.close()


def test_an_interruption_ends_the_trial_with_its_facts() -> None:
    feed = _Feed(report(0))

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    times = iter(range(0, 9_000_000, 100_000))
    assert watch(feed, for_s=60, now_us=lambda: next(times), show=interrupted).reports == 1
    assert feed.grabs == [True, False]
    feed.close()
