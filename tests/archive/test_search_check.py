"""The search index: with the store's key what it hides or misnames is found, and one damaged row ends nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import search
from archive.cli import archive
from archive.store import Store
from signing import keyring
from signing.finding import exit_code
from tests.archive import papers
from tests.archive.conftest import KEYS, NAME, ORIGIN, STORE_KEY, Station, append_paper
from tests.archive.examining import english, examine, kinds, statement

PASSPHRASE = "eight or more words"
TRUE = {"number": papers.visit_of(3), "title": "失业登记表", "names": [NAME, "王五"]}


def told(**other: object) -> Callable[[Station], None]:
    """Fields of record 3 that say something else, with tokens that fit: by one who holds the store's key."""

    def harm(station: Station) -> None:
        record = station.entries[3].id
        fields = TRUE | other
        sealed = search.seal_fields(fields, ORIGIN, record, STORE_KEY, lambda size: bytes(size))
        station.sql("UPDATE search SET sealed = ? WHERE record = ?", sealed, record)
        station.sql("DELETE FROM search_token WHERE record = ?", record)
        for token in search.tokens(fields, STORE_KEY):
            station.sql("INSERT INTO search_token VALUES (1, ?, ?)", token, record)

    return harm


def of_record(text: str) -> Callable[[Station], None]:
    return lambda station: station.sql(f"{text} WHERE record = ?", station.entries[3].id)


def emptied(station: Station) -> None:
    of_record("DELETE FROM search")(station)
    of_record("DELETE FROM search_token")(station)


def exchanged(station: Station) -> None:
    """The fields of two records in each other's place."""
    one, other = (
        station.rows("SELECT sealed FROM search WHERE record = ?", station.entries[n].id)[0][0] for n in (2, 3)
    )
    station.sql("UPDATE search SET sealed = ? WHERE record = ?", other, station.entries[2].id)
    station.sql("UPDATE search SET sealed = ? WHERE record = ?", one, station.entries[3].id)


def one_token_more(station: Station) -> None:
    """Record 3 would be found under another's number."""
    token = search.token("number", papers.visit_of(5), STORE_KEY)
    station.sql("INSERT INTO search_token VALUES (1, ?, ?)", token, station.entries[3].id)


def one_token_less(station: Station) -> None:
    token = search.token("number", papers.visit_of(3), STORE_KEY)
    station.sql("DELETE FROM search_token WHERE token = ?", token)


RECORD = "record {id} search (entry 3)"
LIES: dict[str, tuple[Callable[[Station], None], list[tuple[str, str]]]] = {
    "the record gone from it": (emptied, [(RECORD, "no row")]),
    "its fields gone": (of_record("DELETE FROM search"), [(RECORD, "no row")]),
    "its tokens gone": (
        of_record("DELETE FROM search_token"),
        [(RECORD, "tokens are missing"), ("table search_token", "20 rows")],
    ),
    "one token gone": (one_token_less, [(RECORD, "tokens are missing"), ("table search_token", "23 rows")]),
    "one token more": (one_token_more, [("table search_token", "25 rows")]),
    "fields that do not open": (of_record("UPDATE search SET sealed = x'00'"), [(RECORD, "does not open")]),
    "fields that are text": (of_record("UPDATE search SET sealed = 'x'"), [(RECORD, "does not open")]),
    "fields of no bytes": (of_record("UPDATE search SET sealed = x''"), [(RECORD, "does not open")]),
    "another number": (told(number=papers.visit_of(5)), [(RECORD, "another number")]),
    "no number": (told(number=[]), [(RECORD, "another number")]),
    "two numbers": (told(number=[papers.visit_of(3), papers.visit_of(5)]), [(RECORD, "another number")]),
    "another title": (told(title="固定期限劳动合同"), [(RECORD, "another title")]),
    "the signer left out": (told(names=["王五"]), [(RECORD, "a name is missing")]),
}


@pytest.mark.parametrize(("harm", "expected"), LIES.values(), ids=LIES)
def test_a_search_index_that_hides_or_misnames_a_record_is_found_with_the_key(
    station: Station, harm: Callable[[Station], None], expected: list[tuple[str, str]]
) -> None:
    harm(station)
    report = examine(station, store_key=STORE_KEY, receipts=station.receipts)
    found = [
        (english(each.where), english(each.found)) for each in report.findings if each.kind.name == "SEARCH_MISMATCH"
    ]
    assert found == [(where.format(id=station.entries[3].id), what) for where, what in expected]
    assert kinds(report) == {"SEARCH_MISMATCH"}
    assert exit_code(report.findings) == 1
    assert kinds(examine(station)) == {"NOT_ANCHORED", "CONTENTS_UNCHECKED"}


def test_fields_in_the_place_of_others_do_not_open(station: Station) -> None:
    exchanged(station)
    report = examine(station, store_key=STORE_KEY)
    assert [english(each.found) for each in report.findings if each.kind.name == "SEARCH_MISMATCH"] == [
        "does not open"
    ] * 2


def test_a_whole_index_that_was_emptied_is_found_record_by_record(station: Station) -> None:
    statement("DELETE FROM search")(station)
    statement("DELETE FROM search_token")(station)
    report = examine(station, store_key=STORE_KEY)
    assert [each.kind.name for each in report.findings].count("SEARCH_MISMATCH") == 6


def test_what_is_found_in_the_index_names_nobody(station: Station) -> None:
    told(names=["赵六"], title="固定期限劳动合同")(station)
    report = examine(station, store_key=STORE_KEY)
    said = " ".join(each.as_text("zh") + each.as_text("en") for each in report.findings)
    assert not [name for name in (NAME, "王五", "赵六") if name in said]


def test_an_index_that_was_rebuilt_is_whole(station: Station) -> None:
    def read(metadata: bytes) -> search.Fields:
        said = json.loads(metadata)
        names = [each["name"] for each in said["signatures"]]
        return {"number": said["visit"], "title": said["title"], "names": names}

    emptied(station)
    with Store.open(station.folder) as store:
        store.rebuild_search(STORE_KEY, read)
    assert kinds(examine(station, store_key=STORE_KEY)) == {"NOT_ANCHORED"}


def test_a_void_record_is_compared_too(station: Station) -> None:
    with Store.open(station.folder) as store:
        append_paper(store, papers.refused(9), 10)  # indexed under another number
        store.sign_checkpoint(KEYS)
    report = examine(station, store_key=STORE_KEY)
    assert [english(each.found) for each in report.findings if each.kind.name == "SEARCH_MISMATCH"] == [
        "another number"
    ]


def test_an_entry_that_cannot_be_read_does_not_make_the_index_a_liar(station: Station) -> None:
    station.sql("UPDATE entry SET raw = x'00' WHERE seq = 3")
    assert "SEARCH_MISMATCH" not in kinds(examine(station, store_key=STORE_KEY))


# ---- one damaged row ----


@pytest.fixture
def unlocked(station: Station, tmp_path: Path) -> tuple[str, ...]:
    cost = keyring.Cost(iterations=1, lanes=1, memory_kib=8)
    station_key, _ = keyring.create(station.folder / "keys", ORIGIN, {"S01": PASSPHRASE}, cost=cost)
    station_key.write("store", STORE_KEY)
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return "--home", str(station.folder), "--staff", "S01", "--passphrase-file", str(path)


@pytest.mark.parametrize("sealed", [b"\0", b"", "text", b"\0" * 60], ids=["a byte", "nothing", "text", "other bytes"])
def test_one_damaged_row_of_search_fields_does_not_end_the_list(
    station: Station, unlocked: tuple[str, ...], sealed: object
) -> None:
    record = station.entries[3].id
    station.sql("UPDATE search SET sealed = ? WHERE record = ?", sealed, record)
    done = CliRunner().invoke(archive, ["list", *unlocked], obj={"lang": "en"})
    lines = done.stdout.splitlines()
    assert (done.exit_code, len(lines)) == (0, 7)
    assert [record in line and NAME[:1] not in line for line in lines] == [False] * 3 + [True] + [False] * 3
    assert "1 record has no search fields that open" in done.stderr
    shown = CliRunner().invoke(archive, ["show", record, *unlocked], obj={"lang": "en"})
    assert (shown.exit_code, record in shown.stdout) == (0, True)


def test_a_list_whose_fields_all_open_says_nothing_of_them(unlocked: tuple[str, ...]) -> None:
    assert CliRunner().invoke(archive, ["list", *unlocked], obj={"lang": "en"}).stderr == ""
