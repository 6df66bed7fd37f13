"""A station with archived records, for tests of what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from terminal.clerk import records
from terminal.clerk.counter import Counter
from terminal.station import station
from terminal.visit import flow
from tests.terminal import stations

NOON = stations.NOON


@dataclass(frozen=True)
class ArchivedRecords:
    """A station with two records of the same person, the second given up after freezing, and a free folder."""

    counter: Counter
    records: tuple[str, str]
    stick: Path

    @property
    def here(self) -> station.Station:
        return self.counter.station

    def hand_out(self, record: int = 0, folder: Path | None = None, by: str = "S01") -> records.HandedOut:
        return records.hand_out(
            self.counter, self.records[record], str(folder or self.stick), by, NOON + timedelta(hours=1)
        )

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.stick.iterdir()}


def sealed(counter: Counter) -> str:
    """A registration from the notice to the archive; its record."""
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    visit, docket = stations.read_and_sign(counter, stations.tell(visit, event), docket, "applicant")
    visit = stations.tell(visit, *stations.consents())
    visit, docket = stations.read_and_sign(counter, visit, docket, "staff")
    done, docket = counter.seal(visit, docket)
    counter.archive(stations.tell(visit, done), docket)
    return visit.record


def refused(counter: Counter) -> str:
    """A registration that was given up after freezing; its record."""
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    counter.archive(stations.tell(visit, event, flow.Refused("不同意第三条")), docket)
    return visit.record
