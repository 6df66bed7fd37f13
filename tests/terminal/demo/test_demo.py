"""The demo: two whole visits, what they leave behind, and what happens when a byte of it changes."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Luobi, Performed

LEFT = (
    "registration.pdf",
    "registration-receipt.pdf",
    "registration-1.png",
    "contract.pdf",
    "contract-receipt.pdf",
    "contract-1.png",
    "ca.pem",
    "bundle/registration/bagit.txt",
    "bundle/contract/bagit.txt",
    "station-secrets/recovery-kit.txt",
)


@pytest.mark.parametrize("name", LEFT)
def test_the_demo_leaves_its_files(performed: Performed, name: str) -> None:
    assert (performed.out / name).stat().st_size > 0


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_what_the_demo_says_is_what_the_readme_shows(tmp_path: Path, luobi: Luobi, page: str, lang: str) -> None:
    done = luobi("demo", "--lang", lang, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = re.search(r"<!-- demo -->\n```\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert steady(shown.group(1)) == steady(done.stdout)


def steady(text: str) -> str:
    """The text without what differs from run to run: digests, ids, times, sizes."""
    text = re.sub(r"[0-9a-f]{32,64}", "HEX", text)
    text = re.sub(r"\d+(?= KiB)", "N", text)
    text = re.sub(r"\d+\.\d+(?= s$| 秒$)", "N", text, flags=re.MULTILINE)
    return re.sub(r"(?<= )\d+(?= · |$)", "N", text, flags=re.MULTILINE)


def test_the_demo_says_what_it_made_in_about_two_dozen_lines(performed: Performed) -> None:
    assert 20 <= len(performed.said.splitlines()) <= 30


def test_a_second_run_appends_to_the_same_station(harmed: Performed, luobi: Luobi) -> None:
    again = luobi("demo", "--out", harmed.out)
    assert again.returncode == 0, again.stderr
    listed = json.loads(luobi("archive", "list", "--home", harmed.home, "--json").stdout)
    assert sum(entry["type"] == "record" for entry in listed["entries"]) == 4


def test_a_real_tablets_recording_becomes_the_ink(shared: Path, tmp_path: Path, luobi: Luobi) -> None:
    pen = shared / "pen-recordings" / "Wacom DTH2242 Pen.events"
    done = luobi("demo", "--out", tmp_path / "demo", "--pen", pen)
    assert done.returncode == 0, done.stderr
    assert "真实手写板的录制" in done.stdout


def test_the_demo_speaks_english_when_asked(harmed: Performed, luobi: Luobi) -> None:
    done = luobi("demo", "--out", harmed.out, "--lang", "en")
    assert "self-consistent" in done.stdout


def test_a_recording_that_is_no_pen_is_refused(shared: Path, tmp_path: Path, luobi: Luobi) -> None:
    done = luobi("demo", "--out", tmp_path / "demo", "--pen", shared / "pen-recordings" / "Wacom DTH2242 Finger.events")
    assert done.returncode == 2
    assert "不是笔" in done.stderr


def test_a_production_station_is_refused(tmp_path: Path, luobi: Luobi) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "S01.txt").write_text("a long enough passphrase\n", "utf-8")
    made = luobi(
        "station", "custodian", "--private", tmp_path / "key.json", "--public", tmp_path / "pub.json",
        "--passphrase-file", secrets / "S01.txt",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    made = luobi(
        "station", "new", "--home", tmp_path / "home", "--kind", "production", "--name", "示例站",
        "--origin", "station-9.example/archive", "--area", "379999", "--staff", "S01=王文",
        "--custodian", tmp_path / "pub.json", "--passphrases", secrets, "--recovery-kit", tmp_path / "kit.txt",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    done = luobi(
        "demo", "--home", tmp_path / "home", "--out", tmp_path / "out", "--passphrase-file", secrets / "S01.txt"
    )
    assert done.returncode == 2
    assert "production" in done.stderr
    assert not list(tmp_path.glob("out/*.pdf"))


def test_the_demos_secrets_are_for_its_owner_only(performed: Performed) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in (performed.out / "station-secrets").iterdir()}
    assert set(modes.values()) == {0o600}
    assert (performed.out / "station-secrets").stat().st_mode & 0o777 == 0o700


# What an auditor sees


def unlocked(at: Performed) -> list[str]:
    return ["--home", str(at.home), "--staff", "S01", "--passphrase-file", str(at.out / "station-secrets" / "S01.txt")]


def test_the_archive_is_self_consistent_without_anything_from_outside(performed: Performed, luobi: Luobi) -> None:
    done = luobi("archive", "verify", *unlocked(performed), "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (4, "self-consistent")


def test_the_archive_is_anchored_by_the_last_receipt(performed: Performed, luobi: Luobi) -> None:
    receipt = performed.out / "contract-receipt.pdf"
    done = luobi("archive", "verify", *unlocked(performed), "--receipt", receipt, "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "anchored"), done.stdout


@pytest.mark.parametrize("name", ["registration.pdf", "contract.pdf"])
def test_the_documents_are_valid_for_whoever_trusts_the_station(performed: Performed, luobi: Luobi, name: str) -> None:
    done = luobi("verify", performed.out / name, "--trust", performed.out / "ca.pem", "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "valid"), done.stdout


def test_without_trust_the_documents_are_whole_but_nobody_vouches(performed: Performed, luobi: Luobi) -> None:
    done = luobi("verify", performed.out / "contract.pdf", "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (4, "trust-unknown")


def test_a_file_that_is_not_there_could_not_be_checked(tmp_path: Path, luobi: Luobi) -> None:
    assert luobi("verify", tmp_path / "none.pdf").returncode == 3


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def flip_blob(at: Performed) -> None:
    blob = max(
        (path for path in (at.home / "blobs").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size
    )
    flip(blob, 1000)


def change_row(at: Performed, statement: str) -> None:
    with sqlite3.connect(at.home / "log.sqlite") as database:
        triggers = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for trigger in triggers:
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute(statement)
    database.close()


HARM: dict[str, Callable[[Performed], None]] = {
    "a byte of a blob": flip_blob,
    "a byte of a row": lambda at: change_row(
        at, "UPDATE entry SET raw = CAST(replace(raw, 'T', 't') AS BLOB) WHERE seq = 1"
    ),
    "a column of a row": lambda at: change_row(at, "UPDATE entry SET ts = '2020-01-01T00:00:00.000Z' WHERE seq = 1"),
    "a row": lambda at: change_row(at, "DELETE FROM entry WHERE seq = 2"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_changed_archive_is_found_and_the_record_named(
    harmed: Performed, luobi: Luobi, harm: Callable[[Performed], None]
) -> None:
    harm(harmed)
    receipt = harmed.out / "contract-receipt.pdf"
    done = luobi("archive", "verify", *unlocked(harmed), "--receipt", receipt, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"]) == (1, "damaged")
    assert all(finding["where"] and finding["todo"] for finding in told["findings"])


def test_a_changed_document_is_found(harmed: Performed, luobi: Luobi) -> None:
    flip(harmed.out / "contract.pdf", 5000)
    done = luobi("verify", harmed.out / "contract.pdf", "--trust", harmed.out / "ca.pem", "--json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (1, "invalid")


def test_an_auditor_loads_no_screen_no_device_and_no_renderer(performed: Performed) -> None:
    script = (
        "import sys; from terminal.__main__ import run; "
        f"run(['archive', 'verify', '--home', {str(performed.home)!r}]); "
        "run(['verify', " + repr(str(performed.out / "contract.pdf")) + "]); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'PyQt6', 'evdev', 'pyudev', 'reportlab', 'pypdf', 'pypdfium2', 'PIL', 'fontTools'}))"
    )
    done = subprocess.run(
        [str(Path(ROOT / ".venv/bin/python")), "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
