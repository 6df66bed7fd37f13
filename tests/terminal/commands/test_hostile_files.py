"""Commands that take a file: what is no regular file or is nested deep ends in a sentence, never in a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from signing.custodian import load_private, load_public
from signing.errors import KeyFileError
from terminal.__main__ import run
from terminal.commands.passphrases import FILE_BYTES_MAX, read_passphrase
from terminal.devices.pen import known_pens
from terminal.devices.pen.recording import read_recording
from terminal.errors import RecordingError, SettingError
from terminal.station.settings import SETTINGS_FILE, read_settings

DEEP = b"[" * 100_000


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe into which nobody writes."""
    path = tmp_path / "pipe.events"
    os.mkfifo(path)
    return path


def station(home: Path, custodian: Path) -> list[str]:
    (home / "S01.txt").write_text("eight or more words")
    fixed = "--kind training --name 示例站 --origin station.example/archive --area 379999 --staff S01=李文明"
    given = (
        "--home",
        home / "station",
        "--custodian",
        custodian,
        "--recovery-kit",
        home / "kit",
        "--passphrases",
        home,
    )
    return ["--lang", "en", "station", "new", *fixed.split(), *map(str, given)]


@pytest.mark.parametrize("what", ["a pipe", "a device", "nested deep"])
def test_a_custodians_key_that_is_none_makes_no_station(
    tmp_path: Path, pipe: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    (tmp_path / "deep").write_bytes(DEEP)
    path = {"a pipe": pipe, "a device": Path("/dev/zero"), "nested deep": tmp_path / "deep"}[what]
    code = run(station(tmp_path, path))
    said = capsys.readouterr().err
    assert code in (2, 3) and "Traceback" not in said
    assert ("it is no JSON" if what == "nested deep" else "not a regular file") in said
    assert not (tmp_path / "station").exists()


@pytest.mark.parametrize("what", ["a pipe", "a device"])
@pytest.mark.parametrize("command", ["recover", "add-staff"])
def test_a_recovery_kit_that_is_none_is_said_to_be_none(
    tmp_path: Path, pipe: Path, capsys: pytest.CaptureFixture[str], command: str, what: str
) -> None:
    (tmp_path / "custodian.txt").write_text("eight or more words")
    private, public = tmp_path / "private", tmp_path / "public"
    keys = ("--private", private, "--public", public, "--passphrase-file", tmp_path / "custodian.txt")
    assert run(["station", "custodian", *map(str, keys)]) == 0
    assert run(station(tmp_path, public)) == 0
    capsys.readouterr()
    kit = pipe if what == "a pipe" else Path("/dev/zero")
    new_kit = ["--recovery-kit", str(tmp_path / "new-kit")]
    whose = ["--staff", "S01", *new_kit] if command == "recover" else ["S02=王文"]
    assert (
        run(["--lang", "en", "station", command, *whose, "--home", str(tmp_path / "station"), "--kit", str(kit)]) == 3
    )
    assert "cannot be read (not a regular file)" in capsys.readouterr().err


def test_a_passphrase_file_without_end_is_not_read_to_its_end() -> None:
    assert len(read_passphrase(Path("/dev/zero"), "en")) == FILE_BYTES_MAX


def test_a_passphrase_may_come_through_a_pipe(tmp_path: Path) -> None:
    """As a shell makes one of `<(command)`."""
    reading, writing = os.pipe()
    os.write(writing, b"eight or more words\n")
    os.close(writing)
    assert read_passphrase(Path(f"/dev/fd/{reading}"), "en") == "eight or more words"
    os.close(reading)


@pytest.mark.parametrize("command", [["replay"], ["record", "OUT", "--from"], ["calibrate"]])
@pytest.mark.parametrize("what", ["a pipe", "a device"])
def test_a_recording_that_is_no_regular_file_is_refused_unopened(
    tmp_path: Path, pipe: Path, capsys: pytest.CaptureFixture[str], command: list[str], what: str
) -> None:
    arguments = [str(tmp_path / "out.events") if each == "OUT" else each for each in command]
    home = ["--home", str(tmp_path)] if command != ["replay"] else []
    assert run(["pen", *arguments, str(pipe if what == "a pipe" else "/dev/zero"), *home]) == 2
    assert "不是普通文件" in capsys.readouterr().err


def test_a_description_beside_a_recording_is_read_as_carefully(tmp_path: Path) -> None:
    (tmp_path / "pen.events").write_text("E: 1.0 0000 0000 0\n")
    os.mkfifo(tmp_path / "pen.desc")
    with pytest.raises(RecordingError, match="not a regular file"):
        read_recording(tmp_path / "pen.events")


def test_a_recording_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "pen.events").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(RecordingError, match="is larger than"):
        read_recording(tmp_path / "pen.events")


def test_settings_nested_deep_are_refused(tmp_path: Path) -> None:
    for name in (SETTINGS_FILE, known_pens.NAME):
        (tmp_path / name).write_bytes(b"x = " + DEEP)
    with pytest.raises(SettingError):
        read_settings(tmp_path)
    with pytest.raises(SettingError):
        known_pens.read(tmp_path / known_pens.NAME)


def test_key_files_nested_deep_are_refused() -> None:
    with pytest.raises(KeyFileError):
        load_public(DEEP)
    with pytest.raises(KeyFileError):
        load_private(DEEP, "eight or more words")
