"""`luobi archive`: what auditors and scripts see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.cli import archive
from forms.message import Message, text
from signing import confined, keyring
from signing.confined import Limits
from tests.archive.conftest import NAME, ORIGIN, STORE_KEY, Station
from tests.archive.examining import english, fact_in
from tests.signing.hostile import HOSTILE

PASSPHRASE = "eight or more words"


@dataclass(frozen=True)
class Shell:
    """Runs a command against a station."""

    station: Station

    def __call__(self, *arguments: object, lang: str | None = "en", home: Path | None = None) -> Result:
        command = [*map(str, arguments), "--home", str(home or self.station.folder)]
        return CliRunner().invoke(archive, command, obj={"lang": lang} if lang else None)


@pytest.fixture
def shell(station: Station) -> Shell:
    return Shell(station)


@pytest.fixture
def unlocked(station: Station, tmp_path: Path) -> tuple[str, ...]:
    """A key ring for staff S01, and the options that unlock with it."""
    cost = keyring.Cost(iterations=1, lanes=1, memory_kib=8)
    station_key, _ = keyring.create(station.folder / "keys", ORIGIN, {"S01": PASSPHRASE}, cost=cost)
    station_key.write("store", STORE_KEY)
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return "--staff", "S01", "--passphrase-file", str(path)


def receipt_file(station: Station, tmp_path: Path) -> Path:
    path = tmp_path / "receipt.txt"
    path.write_text(station.receipts[-1].text(), encoding="utf-8")
    return path


# ---- verify ----


def test_verify_says_self_consistent_and_exits_4(shell: Shell) -> None:
    done = shell("verify")
    assert done.exit_code == 4
    assert done.stdout.splitlines()[-1].startswith("RESULT SELF-CONSISTENT ONLY")
    assert "TRAINING station" in done.stdout.splitlines()[0]
    assert "unchecked 6 contents" in done.stdout


def test_verify_is_anchored_by_a_receipt_and_exits_0(shell: Shell, tmp_path: Path) -> None:
    done = shell("verify", "--receipt", receipt_file(shell.station, tmp_path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == (
        "RESULT ANCHORED: outside evidence covers every entry; no entry was changed; contents NOT CHECKED"
    )


def test_with_the_key_the_verdict_leaves_nothing_unchecked(
    shell: Shell, unlocked: tuple[str, ...], tmp_path: Path
) -> None:
    done = shell("verify", *unlocked, "--receipt", receipt_file(shell.station, tmp_path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("no entry was changed")


@pytest.mark.parametrize("option", ["--receipt", "--checkpoint"])
@pytest.mark.parametrize("way", ["itself", "a link", "another way there"])
def test_the_stations_own_folder_is_no_outside_evidence(shell: Shell, tmp_path: Path, option: str, way: str) -> None:
    folder = shell.station.folder
    own = folder / "checkpoint" if option == "--checkpoint" else folder / "receipt.txt"
    if option == "--receipt":
        own.write_text(shell.station.receipts[-1].text(), encoding="utf-8")
    link = tmp_path / "kept-elsewhere"
    link.symlink_to(own)
    path = {"itself": own, "a link": link, "another way there": folder / "blobs" / ".." / own.name}[way]
    done = shell("verify", option, path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no outside evidence" in done.stderr


FORGED = "x\nRESULT ANCHORED: outside evidence covers every entry; no entry was changed\x1b[8m\u202e"


@pytest.mark.parametrize("command", [("verify",), ("list",), ("show", "x")])
def test_what_lies_in_the_database_cannot_forge_lines_of_output(shell: Shell, command: tuple[str, ...]) -> None:
    shell.station.sql("UPDATE entry SET id = ? WHERE seq = 2", FORGED)
    done = shell(*command)
    assert not [line for line in done.stdout.splitlines() if line.startswith("RESULT ANCHORED")]
    assert not set("\x1b\u202e") & set(done.output)


def test_search_fields_cannot_forge_lines_of_output(shell: Shell, unlocked: tuple[str, ...]) -> None:
    from archive.search import seal_fields

    record = shell.station.entries[2].id
    fields = {"number": FORGED, "title": FORGED, "names": [FORGED]}
    sealed = seal_fields(fields, ORIGIN, record, STORE_KEY, lambda size: bytes(size))
    shell.station.sql("UPDATE search SET sealed = ? WHERE record = ?", sealed, record)
    for done in (shell("list", *unlocked), shell("show", record, *unlocked)):
        assert "\\u{001B}" in done.stdout
        assert not [line for line in done.stdout.splitlines() if line.startswith("RESULT")]


def test_text_that_is_no_utf8_ends_in_words_and_in_json(shell: Shell) -> None:
    shell.station.sql("UPDATE entry SET id = CAST(X'ff41' AS TEXT) WHERE seq = 2")
    assert "\\u{DCFF}A" in shell("verify").stdout
    found = [each["found"] for each in json.loads(shell("verify", "--json").stdout)["findings"]]
    assert "\udcffA" in found


def test_a_passphrase_file_is_read_as_everywhere(shell: Shell, unlocked: tuple[str, ...], tmp_path: Path) -> None:
    for written in (PASSPHRASE + "\r\n", PASSPHRASE + "\nsecond line\n", PASSPHRASE):
        (tmp_path / "passphrase").write_bytes(written.encode())
        assert shell("list", *unlocked).exit_code == 0, written
    (tmp_path / "passphrase").write_text(PASSPHRASE + " ")
    assert shell("list", *unlocked).exit_code == 3
    (tmp_path / "passphrase").write_bytes(b"\xff")
    assert shell("list", *unlocked).exit_code == 2


def test_verify_is_anchored_by_a_kept_checkpoint(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text(shell.station.notes[-1], encoding="utf-8")
    assert shell("verify", "--checkpoint", path).exit_code == 0


def test_verify_exits_1_on_damage_and_names_the_record(shell: Shell) -> None:
    path = shell.station.blob(3, "document")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    done = shell("verify")
    assert done.exit_code == 1
    assert f"BLOB_MISMATCH record {shell.station.entries[3].id} document (entry 3)" in done.stdout
    assert "expected" in done.stdout and "found" in done.stdout and "→" in done.stdout
    assert done.stdout.splitlines()[-1] == "RESULT DAMAGED; contents NOT CHECKED"


def test_verify_exits_3_when_there_is_nothing_to_look_at(shell: Shell, tmp_path: Path) -> None:
    done = shell("verify", home=tmp_path / "nowhere")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "no log" in done.stderr


def about_the_file(done: Result, kind: str, name: str, found: str) -> None:
    """The archive was judged; the only finding of harm or of what was not looked at is about that file."""
    report = json.loads(done.stdout)
    assert (done.exit_code, report["verdict"]) == (3, "incomplete")
    assert (report["size"], report["checked"]["entries"], report["unchecked"]["outside"]) == (7, 7, 1)
    (about,) = [each for each in report["findings"] if each["gravity"] in ("harm", "undone")]
    assert (about["kind"], about["where"]) == (kind, name)
    assert found in english(fact_in(about["found"]))
    todo = text(Message(about["todo"]), "en")
    assert "backup" not in todo and "rely" not in todo


NO_RECEIPTS = {
    "another text": b"hello",
    "nothing": b"",
    "bytes that are no text": b"\xff\xfe\xff",
    "arrays in arrays": b"[" * 100_000,
    "objects in objects": b'{"a":' * 100_000,
    "a receipt cut short": b"luobi-receipt/1\nrecord x\nentry 1\n",
}


@pytest.mark.parametrize("data", NO_RECEIPTS.values(), ids=NO_RECEIPTS)
def test_a_receipt_that_is_none_is_a_finding_about_that_file(shell: Shell, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "receipt.txt"
    path.write_bytes(data)
    about_the_file(shell("verify", "--receipt", path, "--json"), "OUTSIDE_MALFORMED", "receipt.txt", "")


def test_a_file_that_is_none_does_not_keep_the_others_from_being_used(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("hello")
    (tmp_path / "other.txt").write_text("hello")
    good = receipt_file(shell.station, tmp_path)
    bad = ("--checkpoint", tmp_path / "note", "--receipt", tmp_path / "other.txt")
    report = json.loads(shell("verify", *bad, "--receipt", good, "--json").stdout)
    assert (report["verdict"], report["anchored_size"], report["unchecked"]["outside"]) == ("incomplete", 7, 2)
    assert [each["where"] for each in report["findings"] if each["kind"] == "OUTSIDE_MALFORMED"] == [
        "other.txt",
        "note",
    ]


def test_a_damaged_archive_stays_damaged_beside_a_file_that_is_none(shell: Shell, tmp_path: Path) -> None:
    shell.station.sql("UPDATE entry SET ts = 'x' WHERE seq = 3")
    (tmp_path / "note").write_text("hello")
    done = shell("verify", "--checkpoint", tmp_path / "note", "--json")
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (1, "damaged")


NO_CHECKPOINTS = {
    "bytes that are no text": (lambda _: b"\xff", "no text"),
    "another text": (lambda _: b"hello", "no checkpoint note"),
    "a receipt": (lambda station: station.receipts[-1].text().encode(), "name it with --receipt"),
    "a note whose dash an editor changed": (
        lambda station: station.notes[-1].replace("—", "-").encode(),
        "no checkpoint note",
    ),
    "a note without end": (lambda station: station.notes[-1].encode() + b"x" * (1 << 20), "more than"),
}


@pytest.mark.parametrize(("data", "said"), NO_CHECKPOINTS.values(), ids=NO_CHECKPOINTS)
def test_a_checkpoint_that_is_none_is_a_finding_about_that_file(
    shell: Shell, tmp_path: Path, data: Any, said: str
) -> None:
    path = tmp_path / "note"
    path.write_bytes(data(shell.station))
    about_the_file(shell("verify", "--checkpoint", path, "--json"), "OUTSIDE_MALFORMED", "note", said)


@pytest.mark.parametrize("option", ["--receipt", "--checkpoint"])
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a folder", "a terabyte"])
def test_an_outside_file_that_is_no_regular_file_of_its_size_is_a_finding_and_stays_unread(
    shell: Shell, tmp_path: Path, option: str, kind: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", 1 << 40)
    path = {
        "a pipe": tmp_path / "pipe",
        "a device": Path("/dev/zero"),
        "a folder": tmp_path / "folder",
        "a terabyte": tmp_path / "large",
    }[kind]
    found = "more than" if kind == "a terabyte" else "not a regular file"
    about_the_file(shell("verify", option, path, "--json"), "OUTSIDE_MALFORMED", path.name, found)


@pytest.mark.parametrize("option", ["--receipt", "--checkpoint"])
def test_an_outside_file_that_cannot_be_read_was_not_looked_at(
    shell: Shell, tmp_path: Path, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    path.write_text("x")
    opened = os.open

    def refuses(name: Any, *arguments: Any, **more: Any) -> int:
        if Path(name) == path:
            raise PermissionError(13, "Permission denied")
        return opened(name, *arguments, **more)

    monkeypatch.setattr(os, "open", refuses)
    about_the_file(shell("verify", option, path, "--json"), "UNREADABLE", "kept", "Permission denied")


@pytest.mark.parametrize("option", ["--receipt", "--checkpoint"])
@pytest.mark.parametrize("name", ["no", "file/no"])
def test_an_outside_file_that_is_not_there_is_a_slip_of_the_one_who_asks(
    shell: Shell, tmp_path: Path, option: str, name: str
) -> None:
    (tmp_path / "file").touch()
    done = shell("verify", option, tmp_path / name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert str(tmp_path / name) in done.stderr


CARRIED = {
    "UTF-8 with its mark": "utf-8-sig",
    "UTF-16": "utf-16",
    "UTF-16, the other order": "utf-16-be",
}


@pytest.mark.parametrize("option", ["--receipt", "--checkpoint"])
@pytest.mark.parametrize("encoding", CARRIED.values(), ids=CARRIED)
def test_the_encoding_in_which_an_editor_saved_outside_evidence_does_not_matter(
    shell: Shell, tmp_path: Path, option: str, encoding: str
) -> None:
    path = tmp_path / "kept"
    text = shell.station.receipts[-1].text() if option == "--receipt" else shell.station.notes[-1]
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + text.replace("\n", "\r\n")).encode(encoding))
    assert shell("verify", option, path).exit_code == 0


def test_an_altered_receipt_exits_3_and_blames_the_receipt(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "receipt.txt"
    path.write_text(replace(shell.station.receipts[-1], leaf=bytes(32)).text(), encoding="utf-8")
    done = shell("verify", "--receipt", path)
    assert done.exit_code == 3
    assert "The receipt is at fault, not the archive" in done.stdout
    assert "DAMAGED" not in done.stdout and "backup" not in done.stdout
    assert "问题在这份回执，不在档案" in shell("verify", "--receipt", path, lang="zh").stdout


def test_a_receipt_that_exceeds_the_limits_is_not_checked_and_the_archive_is(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "Limits", lambda: Limits(seconds=120, memory_bytes=160 << 20))
    hangs = tmp_path / "hangs.pdf"
    hangs.write_bytes(HOSTILE["entries of no width"]())
    done = shell("verify", "--receipt", hangs, "--receipt", receipt_file(shell.station, tmp_path), "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["verdict"], report["anchored_size"]) == (3, "incomplete", 7)
    assert [each["where"] for each in report["findings"] if each["kind"] == "exceeds-limits"] == ["hangs.pdf"]


@pytest.mark.parametrize(
    "name", ["a predictor of huge columns", "arrays in arrays, closed", "nothing", "a field twice"]
)
def test_a_hostile_pdf_is_no_receipt(shell: Shell, tmp_path: Path, name: str) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(HOSTILE[name]())
    done = shell("verify", "--receipt", path, "--json")
    about_the_file(done, "OUTSIDE_MALFORMED", "hostile.pdf", "not the text of a receipt")


def test_a_passphrase_file_without_end_is_not_read_to_its_end(shell: Shell, unlocked: tuple[str, ...]) -> None:
    assert shell("list", *unlocked[:-1], "/dev/zero").exit_code == 3


def test_verify_with_the_key_checks_contents(shell: Shell, unlocked: tuple[str, ...]) -> None:
    done = shell("verify", *unlocked)
    assert "6 contents" in done.stdout
    assert "unchecked" not in done.stdout


def test_a_wrong_passphrase_exits_3_and_says_what_to_do(
    shell: Shell, unlocked: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "passphrase").write_text("another passphrase")
    done = shell("verify", *unlocked)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "S01" in done.stderr
    assert "another passphrase" not in done.stderr


@pytest.mark.parametrize("verb", [("verify",), ("list",)], ids=lambda verb: verb[0])
def test_guesses_are_slowed_in_every_command(
    shell: Shell, unlocked: tuple[str, ...], tmp_path: Path, verb: tuple[str, ...]
) -> None:
    (tmp_path / "passphrase").write_text("another passphrase")
    for _guess in range(4):
        assert shell(*verb, *unlocked).exit_code == 3
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    done = shell(*verb, *unlocked)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "may be tried in" in done.stderr


def test_half_of_an_unlocking_is_a_usage_error(shell: Shell) -> None:
    done = shell("verify", "--staff", "S01")
    assert done.exit_code == 2
    assert "--passphrase-file" in done.stderr


def test_json_is_one_document_with_format_verdict_and_findings(shell: Shell) -> None:
    done = shell("verify", "--json")
    document = json.loads(done.stdout)
    assert document["format"] == "luobi-archive-verify/2"
    assert document["verdict"] == "self-consistent"
    assert (document["origin"], document["kind"], document["size"]) == (ORIGIN, "training", 7)
    assert [finding["kind"] for finding in document["findings"]] == ["NOT_ANCHORED", "CONTENTS_UNCHECKED"]
    assert set(document["findings"][0]) == {"kind", "gravity", "where", "expected", "found", "meaning", "todo"}
    assert done.exit_code == 4


@pytest.mark.parametrize("lang", ["zh", None])
def test_chinese_is_spoken_unless_asked_otherwise(shell: Shell, lang: str | None) -> None:
    done = shell("verify", lang=lang)
    assert "演练站点，不具法律效力" in done.stdout
    assert "结论：自身一致，未锚定" in done.stdout
    assert "RESULT" not in done.stdout


def test_in_chinese_a_finding_begins_with_its_meaning_and_ends_with_its_code(shell: Shell) -> None:
    said = shell("verify", lang="zh").stdout.splitlines()
    assert said[1] == "链自身一致，但没有外部回执或检查点覆盖全部条目：第 0 条起的条目 [NOT_ANCHORED]"
    assert said[3].endswith("：6 份电子档案件 [CONTENTS_UNCHECKED]")
    path = shell.station.blob(3, "document")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    record = shell.station.entries[3].id
    assert f"电子件密文被改动：第 3 条，电子档案件 {record}，文件 · 应为 " in shell("verify", lang="zh").stdout


def test_in_chinese_the_list_says_types_and_the_stations_time(shell: Shell) -> None:
    first, second = shell("list", lang="zh").stdout.splitlines()[:2]
    assert first.split() == ["0", "2026-11-22", "09:02:03", "北京时间", "创世条目", "genesis"]
    assert second.split()[4] == "电子档案件"
    assert "要素 站点: 示例街道就业服务站" in shell("show", "genesis", lang="zh").stdout


def test_in_chinese_an_error_says_exactly_what_happened_and_what_to_do(shell: Shell, tmp_path: Path) -> None:
    todo = "请写出整个编号，全部编号见 luobi archive list。\n"
    assert shell("show", "zzz", lang="zh").stderr == f"luobi archive: 档案里没有以“zzz”开头的编号。{todo}"
    assert shell("show", "", lang="zh").stderr == f"luobi archive: 有 7 个编号以“”开头。{todo}"
    none = f"luobi archive: 这里没有档案：{tmp_path / 'log.sqlite'}。请用 --home 指出站点的文件夹。\n"
    assert shell("list", home=tmp_path, lang="zh").stderr == none


# ---- list and show ----


def test_list_without_a_key_shows_number_time_type_and_id_only(shell: Shell) -> None:
    done = shell("list")
    assert done.exit_code == 0
    first, second = done.stdout.splitlines()[:2]
    assert first.split() == ["0", "2026-11-22", "09:02:03", "+08:00", "genesis", "genesis"]
    assert second.split() == ["1", "2026-11-22", "09:03:03", "+08:00", "record", shell.station.entries[1].id]
    listed = json.loads(shell("list", "--json").stdout)["entries"]
    assert [each["ts"] for each in listed[:2]] == ["2026-11-22T01:02:03.456Z", "2026-11-22T01:03:03.456Z"]
    assert len(done.stdout.splitlines()) == 7


def test_list_with_the_key_shows_visit_title_and_masked_names(shell: Shell, unlocked: tuple[str, ...]) -> None:
    done = shell("list", *unlocked)
    assert "330106-2026-000001  失业登记表  欧＊＊、王＊" in done.stdout.splitlines()[1]
    assert NAME not in done.stdout


def test_list_as_json(shell: Shell, unlocked: tuple[str, ...]) -> None:
    document = json.loads(shell("list", "--json").stdout)
    assert document["format"] == "luobi-archive-list/1"
    assert [entry["seq"] for entry in document["entries"]] == list(range(7))
    entry = json.loads(shell("list", "--json", *unlocked).stdout)["entries"][1]
    assert (entry["number"], entry["names"]) == ("330106-2026-000001", ["欧＊＊", "王＊"])


def test_list_of_a_damaged_log_ends_with_advice(shell: Shell) -> None:
    shell.station.sql("UPDATE entry SET raw = X'00' WHERE seq = 3")
    done = shell("list")
    assert done.exit_code == 1
    assert "Restore" in done.stderr
    shell.station.database.write_bytes(b"no database at all, but long enough to be looked at")
    done = shell("list")
    assert done.exit_code == 3
    assert "luobi archive verify" in done.stderr


def test_show_finds_by_the_beginning_of_an_id(shell: Shell) -> None:
    entry = shell.station.entries[2]
    done = shell("show", entry.id[:8])
    assert done.exit_code == 0
    for part in (entry.id, entry.commit, entry.prev, entry.leaf().hex(), entry.blobs[0].sha256, "level: L1"):
        assert part in done.stdout
    assert NAME not in done.stdout


def test_show_with_the_key_shows_the_search_fields(shell: Shell, unlocked: tuple[str, ...]) -> None:
    entry = shell.station.entries[2]
    assert NAME in shell("show", entry.id, *unlocked).stdout
    document = json.loads(shell("show", entry.id, "--json", *unlocked).stdout)
    assert document["format"] == "luobi-archive-show/2"
    assert document["entry"] == json.loads(entry.to_bytes())
    assert document["fields"]["names"] == [NAME, "王五"]


def test_show_names_the_entries_that_speak_about_a_record(shell: Shell) -> None:
    from archive.store import Store

    entry = shell.station.entries[2]
    with Store.open(shell.station.folder) as store:
        store.append_void(void_id="void-1", of=entry.id, reason="wrong-form", at=entry_time())
    assert "later void-1" in shell("show", entry.id).stdout


def entry_time():
    from tests.archive.conftest import BEGAN

    return BEGAN


def test_show_of_the_first_entry_cuts_long_keys(shell: Shell) -> None:
    done = shell("show", "genesis")
    assert max(map(len, done.stdout.splitlines())) < 140
    assert "示例街道就业服务站" in done.stdout


def test_show_of_an_unknown_id_exits_2(shell: Shell) -> None:
    done = shell("show", "zzz")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "luobi archive list" in done.stderr


def test_the_station_folder_can_come_from_the_environment(station: Station) -> None:
    done = CliRunner().invoke(archive, ["list"], env={"LUOBI_HOME": str(station.folder)})
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 7


HEAVY = ("PyQt6", "evdev", "reportlab", "pypdf", "pypdfium2", "PIL", "pyhanko")


def test_verify_loads_no_screen_no_device_and_no_page_renderer(station: Station) -> None:
    program = (
        "import sys; from archive.cli import archive; "
        f"code = archive(['verify', '--home', {str(station.folder)!r}], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (4, "[]")


def test_the_command_line_alone_loads_no_database(station: Station) -> None:
    program = "import sys; import archive.cli; print('sqlalchemy' in sys.modules, 'cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(("command", "place"), [("list", "entry 4: "), ("show", "the entry with the id {id}: ")])
def test_a_damaged_entry_is_named_where_it_stops_a_command(shell: Shell, command: str, place: str) -> None:
    damaged = shell.station.entries[4].id
    shell.station.sql("UPDATE entry SET raw = ? WHERE seq = 4", b"{}")
    done = shell(command, *([damaged] if command == "show" else []))
    assert (done.exit_code, done.stdout) == (1, "")
    problem = (
        "the keys are not those of an entry. Restore the entry from a copy that the receipts confirm; do not edit it."
    )
    assert f"{place.format(id=damaged)}{problem}" in done.stderr


def test_a_finding_says_the_remedy_once(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("hello")
    shell.station.sql("UPDATE entry SET raw = ? WHERE seq = 4", b"{}")
    report = json.loads(shell("verify", "--checkpoint", tmp_path / "note", "--json").stdout)
    found = {each["kind"]: each["found"] for each in report["findings"]}
    assert found["OUTSIDE_MALFORMED"] == {"id": "archive.checkpoint-file-other", "parameters": {}}
    assert found["ENTRY_MALFORMED"] == {"id": "archive.entry-keys", "parameters": {}}
