"""`luobi verify` of files that are made to stop it: each is judged or said to be unjudged, and the rest goes on."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signing import confined
from signing.confined import ConfinedJudge, Limits
from terminal.__main__ import run
from terminal.commands import verify as command
from tests.conftest import LUOBI, Luobi, Performed
from tests.signing.hostile import HOSTILE


def test_one_bad_file_does_not_stop_the_others(performed: Performed, tmp_path: Path, luobi: Luobi) -> None:
    """The first ends in an AssertionError of the library, the second in a RecursionError."""
    (tmp_path / "asserts.pdf").write_bytes(HOSTILE["a predictor of huge columns"]())
    (tmp_path / "deep.pdf").write_bytes(HOSTILE["arrays in arrays, closed"]())
    files = [
        tmp_path / "asserts.pdf",
        performed.out / "contract.pdf",
        tmp_path / "deep.pdf",
        performed.out / "registration.pdf",
    ]
    done = luobi("verify", *files, "--trust", performed.out / "ca.pem", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["verdict"]) == (1, "", "invalid")
    assert [(each["file"], each["verdict"]) for each in told["documents"]] == [
        ("asserts.pdf", "invalid"),
        ("contract.pdf", "valid"),
        ("deep.pdf", "invalid"),
        ("registration.pdf", "valid"),
    ]


def test_the_file_that_ended_the_command_is_invalid_and_the_others_are_judged(
    performed: Performed, shared: Path, luobi: Luobi
) -> None:
    bad = shared / "cases/pdf/verify-batch-abort.pdf"
    done = luobi("verify", bad, performed.out / "contract.pdf", "--trust", performed.out / "ca.pem", "--json")
    told = json.loads(done.stdout)
    assert [each["verdict"] for each in told["documents"]] == ["invalid", "valid"]
    assert (done.returncode, done.stderr) == (1, "")


NOT_REGULAR: dict[str, Callable[[Path], Path]] = {
    "a pipe": lambda folder: (os.mkfifo(folder / "pipe"), folder / "pipe")[1],
    "a device": lambda _: Path("/dev/zero"),
    "a folder": lambda folder: folder,
}


@pytest.mark.parametrize("make", NOT_REGULAR.values(), ids=NOT_REGULAR)
def test_what_is_no_regular_file_is_said_to_be_none(
    performed: Performed, tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path)
    assert run(["--lang", "en", "verify", str(path), str(performed.out / "contract.pdf")]) == 3
    said = capsys.readouterr().out
    assert "not-a-regular-file" in said and "it was not opened" in said
    assert "contract.pdf: whole, but nobody you named vouches" in said


@pytest.mark.parametrize("make", NOT_REGULAR.values(), ids=NOT_REGULAR)
def test_nothing_is_judged_by_a_trust_file_that_is_no_regular_file(
    performed: Performed, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    assert run(["verify", str(performed.out / "contract.pdf"), "--trust", str(make(tmp_path))]) == 3


def test_a_file_that_exceeds_its_limits_is_not_checked_and_the_next_is(
    performed: Performed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(confined, "Limits", lambda: Limits(seconds=120, memory_bytes=160 << 20))
    (tmp_path / "hang.pdf").write_bytes(HOSTILE["entries of no width"]())
    files = [str(tmp_path / "hang.pdf"), str(performed.out / "contract.pdf")]
    assert run(["--lang", "en", "verify", *files, "--trust", str(performed.out / "ca.pem")]) == 3
    said = capsys.readouterr().out
    assert "exceeds-limits document: not checked: exceeds limits · found memory" in said
    assert "contract.pdf: valid" in said


def test_a_file_larger_than_the_limit_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConfinedJudge, "judge", lambda *_: pytest.fail("it was read"))
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(1 << 40)
    assert run(["verify", str(tmp_path / "large.pdf"), "--json"]) == 3
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    (finding,) = document["findings"]
    assert (document["verdict"], finding["kind"]) == ("not-checked", "exceeds-limits")


def test_each_verdict_is_printed_when_it_is_known(performed: Performed, tmp_path: Path) -> None:
    """The first verdict comes while the second file, a hanging one, is being judged."""
    (tmp_path / "hang.pdf").write_bytes(HOSTILE["entries of no width"]())
    arguments = [LUOBI, "--lang", "en", "verify", performed.out / "contract.pdf", tmp_path / "hang.pdf"]
    with subprocess.Popen(list(map(str, arguments)), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("contract.pdf: training")
        assert process.poll() is None
        process.kill()


@pytest.mark.parametrize("error", [AssertionError, RecursionError, MemoryError, ZeroDivisionError, KeyError])
def test_an_exception_of_any_kind_is_a_finding_about_its_file(
    performed: Performed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[Exception]
) -> None:
    def judge(self: ConfinedJudge, descriptor: int) -> Any:
        if not judged:
            judged.append(descriptor)
            raise error("with a name in it")
        return honest(self, descriptor)

    judged: list[int] = []
    honest = ConfinedJudge.judge
    monkeypatch.setattr(ConfinedJudge, "judge", judge)
    files = [str(performed.out / name) for name in ("contract.pdf", "registration.pdf")]
    assert run(["verify", *files, "--trust", str(performed.out / "ca.pem"), "--json"]) == 3
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert [each["verdict"] for each in told["documents"]] == ["not-checked", "valid"]
    found = {"id": "system.other", "parameters": {}}
    assert [(each["kind"], each["found"]) for each in told["findings"]] == [("not-judged", found)]
    assert said.err == ""


def test_an_interrupted_command_leaves_no_worker_behind(performed: Performed, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "lines", interrupted)
    before = children()
    assert run(["verify", str(performed.out / "contract.pdf")]) == 130
    assert children() == before


def children() -> list[str]:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


# ---- receipts ----


def test_a_receipt_is_answered_for_its_record_although_the_archive_has_grown(
    performed: Performed, luobi: Luobi
) -> None:
    """The registration's receipt covers two entries, the archive has three."""
    done = luobi("verify", performed.out / "registration-receipt.pdf", "--home", performed.home, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["format"], told["verdict"]) == (0, "luobi-verify/5", "unchanged")
    (document,) = told["documents"]
    assert (document["receipt"]["entry"], document["receipt"]["covered"], document["receipt"]["size"]) == (1, 2, 3)
    assert (document["training"], document["findings"]) == (True, [])
    words = luobi("verify", performed.out / "registration-receipt.pdf", "--home", performed.home)
    assert words.stdout.startswith(
        "registration-receipt.pdf：演练，不具法律效力\nregistration-receipt.pdf：回执所记的这一件没有变"
    )


def test_documents_and_receipts_are_verified_in_one_command(performed: Performed, luobi: Luobi) -> None:
    files = [performed.out / f"{name}.pdf" for name in ("contract", "contract-receipt", "registration")]
    done = luobi("verify", *files, "--home", performed.home, "--trust", performed.out / "ca.pem", "--json")
    told = json.loads(done.stdout)
    assert [each["verdict"] for each in told["documents"]] == ["valid", "unchanged", "valid"]
    assert (done.returncode, told["verdict"]) == (0, "unchanged")


def test_a_receipt_is_answered_changed_when_its_record_was(harmed: Performed, luobi: Luobi) -> None:
    receipt = harmed.out / "registration-receipt.pdf"
    told = json.loads(luobi("verify", receipt, "--home", harmed.home, "--json").stdout)
    for each in (harmed.home / "blobs").glob("??/*"):
        each.write_bytes(each.read_bytes()[:-1] + b"x")
    done = luobi("verify", receipt, "--home", harmed.home, lang="en")
    assert (done.returncode, told["verdict"]) == (1, "unchanged")
    assert "DISAGREES with the station's archive" in done.stdout and "BLOB_MISMATCH" in done.stdout


def test_a_receipt_without_a_station_says_how_to_ask(performed: Performed, luobi: Luobi) -> None:
    done = luobi("verify", performed.out / "registration-receipt.pdf", lang="en")
    assert done.returncode == 3
    assert "luobi verify RECEIPT --home DIR" in done.stdout and "luobi archive verify --receipt" in done.stdout


def test_a_folder_without_an_archive_is_said_before_anything_is_judged(
    performed: Performed, tmp_path: Path, luobi: Luobi
) -> None:
    done = luobi("verify", performed.out / "registration-receipt.pdf", "--home", tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "这里没有档案" in done.stderr
