"""Findings about a damaged station or record name everything in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.finding_texts import at_checkpoint, at_column, at_part, at_receipt, at_role
from forms.message import Message, text
from signing.finding import Fact, Finding
from signing.roles import role_message
from tests.archive import papers as records
from tests.archive.conftest import STORE_KEY, STRANGER, Station
from tests.archive.examining import examine
from tests.archive.papers import Paper
from tests.archive.test_records import BLOBS as RECORD_BLOBS
from tests.archive.test_records import FACTS, METADATA, found, replace, with_metadata
from tests.archive.test_search_check import LIES
from tests.archive.test_verify import ROWS
from tests.archive.test_verify_files import BESIDE, BLOBS, FILES, KEYED, PLANTED, SHORT
from tests.archive.test_verify_files import statement as sql
from tests.archive.test_verify_intact import EXCHANGED
from tests.archive.test_verify_outside import CHECKPOINTS, INSIDER

NAMES = re.compile(
    r"(?<=电子档案件 )(b'\S*'|\S+?)(?=，| 的回执|$)|((?<=列 )|(?<=表 )|(?<=索引 )|(?<=视图 )|(?<=触发器 ))\w+|"
    r"[0-9a-f]{26,64}(\.x)?|SM3|\S+\.(vkeys|pem|json|toml)|(?<=文件 )checkpoint"
)
"""What has no other name in Chinese: records, columns and what else a database has, files, an algorithm."""


ALWAYS = re.compile("UTF-8|JSON|TOML|PEM|RFC 8785|base64|Ed25519|ML-DSA-44|vkey|ink-|luobi archive verify")
"""Words of standards, formats and commands that a find may say in both languages."""


def chinese(fact: Fact) -> str:
    return text(fact, "zh") if isinstance(fact, Message) else fact


def english(findings: list[Finding]) -> set[str]:
    """The places and finds in which English words are left. What SQLite finds in its own file it says in English."""
    places = {chinese(each.where) for each in findings}
    left = {each for each in places if re.search("[A-Za-z]", NAMES.sub("", each))}
    finds = [fact for each in findings if each.kind.name != "DATABASE_DAMAGED" for fact in (each.expected, each.found)]
    sentences = {each for each in finds if isinstance(each, str) and re.search("(^| )[a-z]{2,} [a-z]{2,}", each)}
    messages = [each for each in finds if isinstance(each, Message)]
    return left | sentences | {chinese(each) for each in messages if re.search("[A-Za-z]", without_values(each))}


def without_values(message: Message) -> str:
    """The Chinese of a find, without the values that it was given."""
    told = text(message, "zh")
    for value in sorted(values(message), key=len, reverse=True):
        told = told.replace(value, "")
    return ALWAYS.sub("", told)


def values(message: Message) -> Iterator[str]:
    for _, value in message.parameters:
        if isinstance(value, Message):
            yield from values(value)
        elif isinstance(value, str) and value:
            yield value


def on_blob(harm: Callable[[Path], object]) -> Callable[[Station], object]:
    return lambda station: harm(station.blob(4, "ink-applicant"))


def on_file(name: str, harm: Callable[[Path], object]) -> Callable[[Station], object]:
    return lambda station: harm(station.folder / name)


def extra(station: Station) -> None:
    """A key of no blob, another suite, and an edge of a size that is none."""
    station.sql("INSERT INTO wrapkey VALUES (1, ?, 'document', zeroblob(40))", "nobody")
    station.sql("INSERT INTO wrapkey VALUES (1, ?, 'salt', zeroblob(40))", station.entries[3].id)
    station.sql("UPDATE log SET suite = 2")


def newest_gone(station: Station) -> None:
    station.sql("DELETE FROM checkpoint WHERE size = 7")
    (station.folder / "checkpoint").unlink()


STATION: dict[str, Callable[[Station], Any]] = {
    **{name: harm for name, (harm, _) in (ROWS | KEYED | CHECKPOINTS | INSIDER | EXCHANGED | LIES).items()},
    **{f"a blob: {name}": on_blob(harm) for name, (harm, _) in BLOBS.items()},
    **{f"{name} {number}": on_file(name, harm) for name, harms in BESIDE.items() for number, harm in enumerate(harms)},
    **FILES,
    **{name: sql(text) for name, text in SHORT.items()},
    **{name: sql(text) for name, text in PLANTED.items()},
    "rows beside": extra,
    "the newest checkpoint gone": newest_gone,
}


@pytest.mark.parametrize("harm", STATION.values(), ids=STATION)
def test_every_place_in_a_harmed_archive_is_told_in_chinese(station: Station, harm: Callable[[Station], Any]) -> None:
    harm(station)
    for key, trust in ((None, STRANGER.vkeys), (STORE_KEY, ())):
        report = examine(station, store_key=key, receipts=station.receipts, checkpoints=station.notes, trust=trust)
        assert english(list(report.findings)) == set()


RECORD: dict[str, Paper] = {
    **{name: with_metadata(records.paper(1), change) for name, (change, _) in METADATA.items()},
    **{name: replace(records.paper(1), facts=records.facts() | {name: value}) for name, (value, _) in FACTS.items()},
    **{name: paper for name, (paper, _) in RECORD_BLOBS.items()},
}


@pytest.mark.parametrize("paper", RECORD.values(), ids=RECORD)
def test_every_place_in_a_record_that_does_not_fit_is_told_in_chinese(paper: Paper) -> None:
    assert english(found(paper)) == set()


def test_what_a_place_is_made_of_is_told_in_chinese_too() -> None:
    row = Message("archive.at-row", table="wrapkey", row=at_role("ab", "extra", 3))
    inside = Message("archive.in-document", place=role_message("applicant"))
    kept = Message("archive.as-in", where=at_receipt("ab", 3))
    assert chinese(at_column(at_checkpoint(5), "peaks")) == "覆盖 5 条的检查点，列 peaks"
    assert chinese(row) == "表 wrapkey：第 3 条，电子档案件 ab，extra"
    assert chinese(at_part("ab", inside, 3)) == "第 3 条，电子档案件 ab，文件，申请人"
    assert chinese(at_role("ab", "ink-applicant", 3)) == "第 3 条，电子档案件 ab，申请人的笔迹"
    assert chinese(kept) == "如第 3 条，电子档案件 ab 的回执所载"
    assert chinese(Message("archive.earlier-record", record="document")) == "在前的电子档案件 document"
    assert chinese(Message("archive.count-files", count=5)) == "5 个文件"
