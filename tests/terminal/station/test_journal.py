"""The journal holds names of the code, record ids and numbers, and nothing else; it never stands in anybody's way."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest

from forms.message import Message
from signing.ink import Source
from signing.private_folder import home_findings
from terminal.clerk import orders
from terminal.clerk.order_journal import NotedClerk
from terminal.clerk.troubles import GONE, WRONG_PASSPHRASE
from terminal.devices.pen.feed import Loss
from terminal.errors import NotNow, StationError
from terminal.session.reception import Reception
from terminal.station import journal
from terminal.station.journal import SILENT, Happened, Journal, Room, StationKind
from terminal.visit import events as ev
from terminal.visit.model import Outcome, State

AT = datetime(2026, 11, 24, 4, 0, 0, 123_456, UTC)
STAMP = "2026-11-24T04:00:00.123Z"
RECORD = "0123456789abcdef" * 2
NAME = "欧阳𬭚"
MOST = 1_000
REFUSED = Message("terminal.not-in-hand")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    folder.mkdir(mode=0o700)
    return folder


def opened(home: Path, *, debug: bool = True, most_bytes: int = MOST) -> Journal:
    return Journal(home, journal.TERMINAL, lambda: AT, debug=debug, most_bytes=most_bytes)


def file_of(home: Path) -> Path:
    return home / "journal" / "terminal.jsonl"


def lines(home: Path) -> list[dict[str, Any]]:
    path = file_of(home)
    return [json.loads(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []


def written(home: Path, room: Any, happened: Any, **values: Any) -> dict[str, Any]:
    """The one line that such a call writes."""
    notes = opened(home)
    notes.write(room, happened, **values)
    assert notes.close() == 0
    (line,) = lines(home)
    return line


LINES: dict[Happened, tuple[Room, dict[str, Any], dict[str, Any]]] = {
    Happened.STARTED: (
        Room.APP,
        {"name": StationKind.TRAINING, "version": "0.1.0"},
        {"name": "training", "version": "0.1.0"},
    ),
    Happened.ENDED: (Room.APP, {}, {}),
    Happened.BROKEN: (Room.APP, {"error": ValueError}, {"error": "ValueError"}),
    Happened.CLERK_GONE: (Room.APP, {}, {}),
    Happened.LINES_LOST: (Room.APP, {"count": 3}, {"count": 3}),
    Happened.SIGNED_IN: (Room.SESSION, {}, {}),
    Happened.SIGN_IN_REFUSED: (Room.SESSION, {"message": WRONG_PASSPHRASE}, {"id": "terminal.wrong-passphrase"}),
    Happened.SIGNED_OUT: (Room.SESSION, {}, {}),
    Happened.LOCKED: (Room.SESSION, {}, {}),
    Happened.UNLOCKED: (Room.SESSION, {}, {}),
    Happened.VISIT_BEGUN: (
        Room.SESSION,
        {"name": State.NOTICE, "record": RECORD},
        {"name": "notice", "record": RECORD},
    ),
    Happened.VISIT_FOUND: (Room.SESSION, {"name": State.READ, "record": RECORD}, {"name": "read", "record": RECORD}),
    Happened.DRAFT_LOST: (Room.SESSION, {"message": REFUSED}, {"id": "terminal.not-in-hand"}),
    Happened.STEP: (
        Room.SESSION,
        {"name": State.HAND_OVER, "record": RECORD},
        {"name": "hand-over", "record": RECORD},
    ),
    Happened.VISIT_PAUSED: (Room.SESSION, {"name": State.SIGN, "record": RECORD}, {"name": "sign", "record": RECORD}),
    Happened.VISIT_RESUMED: (Room.SESSION, {"name": State.SIGN, "record": RECORD}, {"name": "sign", "record": RECORD}),
    Happened.VISIT_ENDED: (
        Room.SESSION,
        {"name": Outcome.SEALED, "record": RECORD},
        {"name": "sealed", "record": RECORD},
    ),
    Happened.ORDER_DONE: (
        Room.CLERK,
        {"name": orders.Seal, "record": RECORD, "ms": 812.4},
        {"name": "Seal", "record": RECORD, "ms": 812},
    ),
    Happened.ORDER_FAILED: (
        Room.CLERK,
        {"name": orders.Archive, "record": RECORD, "error": StationError, "message": REFUSED, "ms": 3.0},
        {"name": "Archive", "record": RECORD, "error": "StationError", "id": "terminal.not-in-hand", "ms": 3},
    ),
    Happened.PEN_CAME: (Room.PEN, {"name": Source.PEN}, {"name": "pen"}),
    Happened.PEN_GONE: (Room.PEN, {}, {}),
    Happened.PEN_LOST: (Room.PEN, {"name": Loss.READER_DIED}, {"name": "reader-died"}),
    Happened.ORDER_BEGUN: (Room.CLERK, {"name": orders.Report}, {"name": "Report"}),
    Happened.ROUTINE_DONE: (Room.CLERK, {"name": orders.Report, "ms": 0.4}, {"name": "Report", "ms": 0}),
    Happened.EVENT: (Room.SESSION, {"name": ev.Entered, "record": RECORD}, {"name": "Entered", "record": RECORD}),
}


@pytest.mark.parametrize("happened", Happened)
def test_a_line_has_the_members_of_its_event_and_no_others(home: Path, happened: Happened) -> None:
    room, values, expected = LINES[happened]
    plain = {"at": STAMP, "room": str(room), "event": str(happened), "record": "", "error": "", "id": ""}
    assert written(home, room, happened, **values) == plain | expected


@pytest.mark.parametrize("debug", [False, True])
def test_every_order_and_event_is_named_with_debug_only(home: Path, debug: bool) -> None:
    notes = opened(home, debug=debug, most_bytes=100_000)
    for happened in Happened:
        notes.write(Room.APP, happened)
    notes.close()
    more = {"order-begun", "routine-done", "event"}
    assert {line["event"] for line in lines(home)} == {str(each) for each in Happened} - (set() if debug else more)


class Foreign(StrEnum):
    """Not of the product."""

    NAME = "zhang"


def named(name: str, module: str = "terminal.clerk.orders") -> type:
    """A class of that name."""
    return type(name, (Exception,), {"__module__": module})


HUGE = "a" * 1_000_000
HOSTILE: dict[str, tuple[str, Any, str]] = {
    "a name as record": ("record", NAME, "record"),
    "a record and a line": ("record", f"{RECORD}\n", "record"),
    "a record in capitals": ("record", RECORD.upper(), "record"),
    "a megabyte as record": ("record", HUGE, "record"),
    "bytes as record": ("record", RECORD.encode(), "record"),
    "a text as name": ("name", "notice", "name"),
    "a foreign value as name": ("name", Foreign.NAME, "name"),
    "a foreign class as name": ("name", named("Zhang", "elsewhere"), "name"),
    "a class called by a person's name": ("name", named(NAME), "name"),
    "a text as error": ("error", "ValueError", "error"),
    "an exception instead of its class": ("error", ValueError(NAME), "error"),
    "an error called by a person's name": ("error", named(NAME), "error"),
    "an error with a line in its name": ("error", named("Value\nError"), "error"),
    "an error with a megabyte as name": ("error", named(HUGE), "error"),
    "a text as message": ("message", "terminal.not-in-hand", "id"),
    "a message without text": ("message", Message("terminal.zhang-13900000000"), "id"),
    "a message with a line in its id": ("message", Message("terminal.not-in-hand\n"), "id"),
    "a message that names a path": ("message", Message("../../etc.x"), "id"),
    "a megabyte as message": ("message", Message(f"terminal.{HUGE}"), "id"),
    "a text as duration": ("ms", NAME, "ms"),
    "an endless duration": ("ms", float("inf"), "ms"),
    "no number as duration": ("ms", float("nan"), "ms"),
    "a negative duration": ("ms", -1, "ms"),
    "a telephone number as duration": ("ms", 13_900_000_000, "ms"),
    "a telephone number as count": ("count", 13_900_000_000, "count"),
    "a text as version": ("version", NAME, "version"),
    "an identity number as version": ("version", "379999198808160031", "version"),
}


@pytest.mark.parametrize(("argument", "value", "member"), HOSTILE.values(), ids=HOSTILE)
def test_what_does_not_fit_its_shape_is_a_question_mark(home: Path, argument: str, value: Any, member: str) -> None:
    line = written(home, Room.APP, Happened.ENDED, **{argument: value})
    plain = {"at": STAMP, "room": "app", "event": "ended", "record": "", "error": "", "id": ""}
    assert line == plain | {member: "?"}


@pytest.mark.parametrize("value", [NAME, "app", "a\nb", Foreign.NAME, None, 7], ids=repr)
def test_a_room_and_an_event_are_members_of_their_lists(home: Path, value: Any) -> None:
    line = written(home, value, value)
    assert (line["room"], line["event"]) == ("?", "?")


def test_a_message_is_written_without_its_parameters(home: Path) -> None:
    written(home, Room.APP, Happened.ENDED, message=Message("archive.log-exists", path=f"/media/{NAME}"))
    assert '"id": "archive.log-exists"' in file_of(home).read_text("ascii")
    assert "media" not in file_of(home).read_text("ascii")


# ---- the files ----


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folder_and_files_are_closed_to_other_accounts(home: Path) -> None:
    old = os.umask(0)
    try:
        written(home, Room.APP, Happened.ENDED)
    finally:
        os.umask(old)
    assert (mode(home / "journal"), mode(file_of(home))) == (0o700, 0o600)
    assert list(home_findings(home)) == []
    file_of(home).chmod(0o666)
    assert [found.where for found in home_findings(home)] == [str(file_of(home))]


def test_a_full_file_is_exchanged_and_three_old_ones_are_kept(home: Path) -> None:
    notes = opened(home)
    for count in range(100):
        notes.write(Room.APP, Happened.LINES_LOST, count=count)
    assert notes.close() == 0
    names = ["terminal.jsonl.3", "terminal.jsonl.2", "terminal.jsonl.1", "terminal.jsonl"]
    assert sorted(path.name for path in (home / "journal").iterdir()) == sorted(names)
    kept = [json.loads(line) for name in names for line in (home / "journal" / name).read_text().splitlines()]
    assert [line["count"] for line in kept] == list(range(100))[-len(kept) :]
    assert all(0 < (home / "journal" / name).stat().st_size <= MOST for name in names)
    assert all(mode(home / "journal" / name) == 0o600 for name in names)


def test_a_line_that_a_power_cut_has_torn_spoils_no_other(home: Path) -> None:
    written(home, Room.APP, Happened.STARTED)
    with file_of(home).open("a") as file:
        file.write('{"at": "20')
    notes = opened(home)
    notes.write(Room.APP, Happened.ENDED)
    notes.close()
    first, _, last = file_of(home).read_text().splitlines()
    assert [json.loads(line)["event"] for line in (first, last)] == ["started", "ended"]


def a_file(home: Path) -> None:
    (home / "journal").write_text("")


def a_link(home: Path) -> None:
    (home.parent / "elsewhere").mkdir()
    (home / "journal").symlink_to(home.parent / "elsewhere")


def open_to_all(home: Path) -> None:
    (home / "journal").mkdir()
    (home / "journal").chmod(0o777)


def in_folder(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def harm(home: Path) -> None:
        (home / "journal").mkdir(mode=0o700)
        make(file_of(home))

    return harm


def second_name(path: Path) -> None:
    (path.parent.parent.parent / "others").write_text("theirs")
    path.hardlink_to(path.parent.parent.parent / "others")


HARMED: dict[str, Callable[[Path], object]] = {
    "a file where the folder should be": a_file,
    "a link where the folder should be": a_link,
    "a folder that all may write": open_to_all,
    "the station is gone": Path.rmdir,
    "a folder where the file should be": in_folder(Path.mkdir),
    "a pipe where the file should be": in_folder(os.mkfifo),
    "a link where the file should be": in_folder(lambda path: path.symlink_to(path.parent.parent.parent / "others")),
    "a file that has a second name": in_folder(second_name),
    "a link to a disk that is full": in_folder(lambda path: path.symlink_to("/dev/full")),
}


@pytest.mark.parametrize("harm", HARMED.values(), ids=HARMED)
def test_a_journal_that_cannot_be_written_raises_nothing_and_is_counted_once(
    home: Path, harm: Callable[[Path], object]
) -> None:
    harm(home)
    notes = opened(home)
    for _ in range(3):
        notes.write(Room.APP, Happened.ENDED)
    assert notes.close() == 3
    assert notes.close() == 0
    others = home.parent / "others"
    assert not others.exists() or others.read_text() == "theirs"


def test_a_full_disk_leaves_whole_lines_and_the_last_one_says_how_many_are_missing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = os.write, [0]

    def half(file: int, data: bytes) -> int:
        calls[0] += 1
        return write(file, data[: len(data) // 2] if calls[0] in {2, 3} else data)

    monkeypatch.setattr(journal.os, "write", half)
    notes = opened(home)
    for happened in (Happened.STARTED, Happened.SIGNED_IN, Happened.LOCKED, Happened.ENDED):
        notes.write(Room.APP, happened)
    assert notes.close() == 2
    assert [line["event"] for line in lines(home)] == ["started", "ended", "lines-lost"]
    assert lines(home)[-1]["count"] == 2


def test_a_disk_that_does_not_answer_stops_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    answers = Event()
    monkeypatch.setattr(journal, "make_folder", lambda _folder: answers.wait(60))
    monkeypatch.setattr(journal, "PATIENCE_S", 0.01)
    notes = opened(home)
    many = journal.WAITING_MAX + 100
    for _ in range(many):
        notes.write(Room.APP, Happened.STEP)
    lost = notes.close()
    answers.set()
    assert many - 2 <= lost <= many  # one line is in the hand of the thread


def test_without_a_station_nothing_is_written() -> None:
    SILENT.write(Room.APP, Happened.STARTED)
    assert SILENT.close() == 0


# ---- who writes ----


class Answers:
    """A clerk that answers or fails, whatever is ordered."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem

    def carry_out(self, _order: orders.Order) -> str:
        if self.problem is not None:
            raise self.problem
        return "done"


def ordered(home: Path, order: Any, problem: Exception | None = None, debug: bool = False) -> list[dict[str, Any]]:
    """The lines about one order that took 1.5 seconds."""
    notes, times = opened(home, debug=debug), iter((10.0, 11.5))
    clerk = NotedClerk(Answers(problem), notes, lambda: next(times))
    if problem is None:
        assert clerk.carry_out(order) == "done"
    else:
        with pytest.raises(type(problem)):
            clerk.carry_out(order)
    notes.close()
    return lines(home)


def test_an_order_is_noted_with_its_duration_and_its_record(home: Path) -> None:
    (line,) = ordered(home, orders.Open(RECORD))
    assert (line["event"], line["name"], line["record"], line["ms"]) == ("order-done", "Open", RECORD, 1500)


FAILURES: dict[str, tuple[Exception, str, str]] = {
    "an error with a message": (NotNow(REFUSED), "NotNow", "terminal.not-in-hand"),
    "an error of the system": (OSError(28, NAME, f"/media/{NAME}"), "OSError", "system.ENOSPC"),
    "a mistake in the program": (ValueError(NAME), "ValueError", "system.other"),
}


@pytest.mark.parametrize(("problem", "error", "said"), FAILURES.values(), ids=FAILURES)
def test_an_order_that_failed_is_noted_by_class_and_message(
    home: Path, problem: Exception, error: str, said: str
) -> None:
    (line,) = ordered(home, orders.Health(), problem)
    assert (line["event"], line["name"], line["error"], line["id"]) == ("order-failed", "Health", error, said)


def test_an_order_that_comes_all_the_time_is_noted_with_debug_only(home: Path) -> None:
    assert ordered(home, orders.Health()) == []
    begun, done = ordered(home, orders.Health(), debug=True)
    assert (begun["event"], done["event"], done["name"]) == ("order-begun", "routine-done", "Health")


def test_what_is_no_order_is_noted_without_a_name(home: Path) -> None:
    (line,) = ordered(home, NAME, NotNow(REFUSED))
    assert "name" not in line
    assert line["record"] == ""


def test_every_order_has_a_name_that_fits(home: Path) -> None:
    notes = opened(home, most_bytes=100_000)
    for kind in (*get_args(orders.Order), *get_args(ev.Event)):
        notes.write(Room.CLERK, Happened.EVENT, name=kind)
    notes.close()
    kinds = (*get_args(orders.Order), *get_args(ev.Event))
    assert [line["name"] for line in lines(home)] == [kind.__name__ for kind in kinds]


class Refuses:
    """A lane on which nothing goes."""

    def ask(self, _order: object, _then: object, failed: Callable[[orders.Trouble], None]) -> None:
        failed(GONE)


def test_a_refused_sign_in_is_noted_without_who(home: Path) -> None:
    notes = opened(home)
    Reception(Refuses(), lambda: AT, notes).sign_in("S01", NAME)
    notes.close()
    assert [(line["event"], line["id"]) for line in lines(home)] == [("sign-in-refused", "terminal.clerk-gone")]
    assert "S01" not in file_of(home).read_text()
