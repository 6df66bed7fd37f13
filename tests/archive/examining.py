"""What tests of verification share: looking at a harmed archive, and the plainest ways to harm one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archive.verify import ArchiveReport, verify
from forms.message import Message, text
from signing.finding import Fact
from tests.archive.conftest import Station


def examine(station: Station, **outside: object) -> ArchiveReport:
    with station.log() as log:
        return verify(log, **outside)  # type: ignore[arg-type]


def kinds(report: ArchiveReport) -> set[str]:
    return {finding.kind.name for finding in report.findings}


def english(fact: Fact) -> str:
    """Render what a finding names."""
    return text(fact, "en") if isinstance(fact, Message) else fact


def flip(path: Path, at: int = 20) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def other_raw(change: Callable[[bytes], bytes]) -> Callable[[Station], None]:
    def harm(station: Station) -> None:
        station.sql("UPDATE entry SET raw = ? WHERE seq = 3", change(station.entries[3].to_bytes()))

    return harm


def column(name: str, value: object) -> Callable[[Station], None]:
    return lambda station: station.sql(f"UPDATE entry SET {name} = ? WHERE seq = 3", value)


def statement(text: str) -> Callable[[Station], None]:
    return lambda station: station.sql(text)


def fact_in(content: object) -> Fact:
    """A fact as `--json` prints it."""
    return Message.from_json(content) if isinstance(content, dict) else str(content)
