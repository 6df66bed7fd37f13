"""After whole visits the journal tells each step, and no one can learn from it who was there or what was said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms import sample
from signing import keyring
from terminal.clerk import orders
from terminal.clerk.order_journal import NotedClerk
from terminal.clerk.work import Clerk
from terminal.session.reception import Reception
from terminal.station.journal import CLERK, TERMINAL, Journal
from terminal.visit import events as ev
from terminal.visit.model import State
from tests.terminal import stations
from tests.terminal.local_clerk import LocalLane
from tests.terminal.session.test_reception import CONTRACT, REGISTRATION, SECOND_PHRASE, Desk

SHORT = 4
"""Codes of lists are shorter, and stand by chance in a time or a record id."""


class NotedDesk(Desk):
    """A counter whose windows and clerk keep journals."""

    debug = False

    def start(self) -> None:
        super().start()
        self.journals = [Journal(self.home, name, self.now, debug=self.debug) for name in (TERMINAL, CLERK)]
        self.clerk = Clerk(self.home, self.now, uptime_s=self.uptime)
        self.lane = LocalLane(NotedClerk(self.clerk, self.journals[1]))
        self.reception = Reception(self.lane, self.now, self.journals[0])

    def lines(self, name: str) -> list[dict[str, Any]]:
        """What that journal holds now; it is closed for it."""
        assert [each.close() for each in self.journals] == [0, 0]
        return [json.loads(line) for line in (self.home / "journal" / f"{name}.jsonl").read_text().splitlines()]


@pytest.fixture(params=[False, True], ids=["plain", "debug"])
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[NotedDesk]:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    monkeypatch.setattr(NotedDesk, "debug", request.param)
    made = NotedDesk(tmp_path / "station")
    made.sign_in()
    yield made
    made.clerk.end()


def secrets(desk: NotedDesk, number: str) -> set[str]:
    """Everything that stands in the two documents or names someone."""
    values = {*sample.sample_registration().values(), *sample.sample_contract().values()}
    staff = {"S01", "S02", *stations.settings().staff.values()}
    place = {stations.settings().name, stations.settings().origin, str(desk.home), stations.PASSPHRASE, SECOND_PHRASE}
    parts = {part for value in values for part in value.replace("，", " ").replace(",", " ").split()}
    return {each for each in {*values, *parts} if len(each) >= SHORT or not each.isascii()} | staff | place | {number}


@pytest.mark.parametrize("form_id", [REGISTRATION, CONTRACT])
def test_a_whole_visit_leaves_no_personal_data_in_the_journal(desk: NotedDesk, form_id: str) -> None:
    visit = desk.begin(form_id)
    desk.until(State.SIGN)
    desk.reception.lock()
    desk.reception.unlock("not the passphrase")
    desk.lane.pump()
    desk.reception.unlock(stations.PASSPHRASE)
    desk.lane.pump()
    desk.reception.take_up(visit.record)
    desk.until(State.DONE)
    desk.signer(ev.Go())
    desk.reception._lane.ask(orders.Find("张𬭚"), print, print)
    desk.lane.pump()
    desk.reception.sign_out()
    desk.lane.pump()
    lines = desk.lines(TERMINAL) + desk.lines(CLERK)
    assert len(lines) > 20
    texts = [path.read_text("ascii") for path in (desk.home / "journal").iterdir()]
    shown = "".join(texts) + "".join(json.dumps(line, ensure_ascii=False) for line in lines)
    hidden = secrets(desk, visit.number)
    assert len(hidden) > 40
    assert [each for each in hidden if each in shown] == []
    allowed = {"at", "room", "event", "record", "error", "id", "name", "ms"}
    assert {member for line in lines for member in line} <= allowed
    assert "?" not in {value for line in lines for value in line.values()}
    assert {line["record"] for line in lines} == {"", visit.record}


def told(lines: list[dict[str, Any]]) -> list[str]:
    return [" ".join(filter(None, (line["event"], line.get("name"), line["error"], line["id"]))) for line in lines]


def test_the_journal_tells_sign_in_steps_lock_pause_and_end(desk: NotedDesk) -> None:
    visit = desk.begin(REGISTRATION)
    desk.until(State.CHECK)
    desk.reception.lock()
    desk.lane.pump()
    desk.reception.unlock(stations.PASSPHRASE)
    desk.lane.pump()
    desk.reception.take_up(visit.record)
    desk.until(State.DONE)
    desk.signer(ev.Go())
    desk.reception.sign_out()
    lines = desk.lines(TERMINAL)
    assert [each for each in told(lines) if not each.startswith("event ")] == [
        "signed-in",
        "visit-begun notice",
        "step fill",
        "step check",
        "visit-paused check",
        "locked",
        "unlocked",
        "visit-resumed check",
        *("step freeze", "step read", "step sign", "step look", "step stamp", "step hand-over"),
        *("step read", "step sign", "step look", "step stamp", "step seal", "step archive", "step done"),
        "step closed",
        "visit-ended sealed",
        "signed-out",
    ]
    assert ("event Entered" in told(lines)) is desk.debug


def test_the_clerks_journal_tells_what_was_done_and_what_failed(desk: NotedDesk) -> None:
    desk.begin(REGISTRATION)
    desk.until(State.DONE)
    desk.reception.unlock("not the passphrase")
    desk.lane.pump()
    lines = desk.lines(CLERK)
    notable = [each for each in told(lines) if each.startswith(("order-done", "order-failed"))]
    done = ("SignIn", "Begin", "Freeze", "Stamp", "Stamp", "Seal", "Archive")
    assert notable[:-1] == [f"order-done {name}" for name in done]
    assert notable[-1] == "order-failed Unlock NotLetIn signing.not-let-in"
    assert ("routine-done Report" in told(lines)) is desk.debug
    assert all(isinstance(line["ms"], int) for line in lines if line["event"] != "order-begun")


def test_a_visit_that_is_found_after_a_restart_is_noted(desk: NotedDesk) -> None:
    visit = desk.begin(REGISTRATION)
    desk.until(State.FILL)
    assert desk.lines(TERMINAL)
    desk.restart()
    found = [line for line in desk.lines(TERMINAL) if line["event"] == "visit-found"]
    assert [(line["name"], line["record"]) for line in found] == [("fill", visit.record)]
