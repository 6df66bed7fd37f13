"""A file that a command is given and cannot use is named, with the right exit code, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from signing import custodian, envelope, keyring
from terminal.__main__ import run
from terminal.station import staff
from tests.conftest import LUOBI
from tests.terminal import stations

PASSPHRASE = "灰猫坐在窗台上看下雨"
PRIVATE, PUBLIC = envelope.generate_custodian(stations.counted("custodian"))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    """A folder with what a new station is given."""
    tmp_path.chmod(0o700)
    (tmp_path / "pub.json").write_bytes(custodian.public_file(PUBLIC))
    (tmp_path / "S01.txt").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam\n", "utf-8")
    return tmp_path


def new(ground: Path, *more: str, public: str = "pub.json") -> int:
    return run(
        ["--lang", "en", "station", "new", "--home", str(ground / "home"), "--kind", "training", "--name", "示例站",
         "--origin", "a.example/archive", "--area", "379999", "--staff", "S01=王文", "--passphrases", str(ground),
         "--custodian", str(ground / public), "--recovery-kit", str(ground / "kit.txt"), *more]
    )  # fmt: skip


def test_a_demo_that_is_refused_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = tmp_path / "for-all"
    shared.mkdir()
    shared.chmod(0o1777)
    assert run(["--lang", "en", "demo", "--home", str(shared), "--out", str(tmp_path / "deep" / "out")]) == 2
    assert "other accounts may write this folder" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == [shared]


def test_a_demo_that_is_refused_leaves_the_secrets_that_were_there(tmp_path: Path) -> None:
    secrets = tmp_path / "home-secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "custodian.txt").write_text("older", "utf-8")
    assert run(["demo", "--home", str(tmp_path / "home"), "--out", str(tmp_path / "out")]) == 2
    assert sorted(tmp_path.rglob("*")) == [secrets, secrets / "custodian.txt"]
    assert (secrets / "custodian.txt").read_text("utf-8") == "older"


def test_a_private_key_is_not_taken_for_the_custodians_public_key(
    ground: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ground / "key.json").write_bytes(custodian.private_file(PRIVATE, PASSPHRASE, os.urandom, 1 << 14))
    assert new(ground, public="key.json") == 2
    said = capsys.readouterr().err
    assert f"{ground / 'key.json'}: this is the custodian's private key, which never enters a station." in said
    assert "Name the public key file" in said
    assert not (ground / "home").exists() and not (ground / "kit.txt").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear Sir or Madam\n", "the custodian's key file is damaged: it is no JSON"),
        (b"[]", "this is no luobi-custodian-public/1 file"),
        (b'{"format": "luobi-custodian-public/2"}', "this is no luobi-custodian-public/1 file"),
    ],
)
def test_a_file_that_is_no_public_key_is_named(
    ground: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (ground / "other.json").write_bytes(content)
    assert new(ground, public="other.json") == 2
    assert f"{ground / 'other.json'}: {said}" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"Dear Sir or Madam\n", b"", b"\0\1\0\0" + b"\xff" * 400, b"OTTO" + b"\0" * 60])
def test_a_file_that_is_no_font_makes_no_station(
    ground: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (ground / "letter.ttf").write_bytes(content)
    assert new(ground, "--font", str(ground / "letter.ttf")) == 2
    assert f"{ground / 'letter.ttf'} is no font that documents can hold." in capsys.readouterr().err
    assert not (ground / "home").exists() and not (ground / "kit.txt").exists()


def another_kit(folder: Path) -> str:
    """The recovery kit of a station with another key."""
    _, kit = keyring.create(folder / "other", "b.example/archive", {}, stations.counted("other"))
    return kit


KITS = {
    "a letter": (lambda _: "Dear Sir or Madam\n", "a recovery kit has 13 groups; here are 4"),
    "a kit with a group mistyped": (
        lambda kit: kit[:-3] + ("0" if kit[-3] != "0" else "1") + kit[-2:],
        "group 13 of the recovery kit is mistyped",
    ),
}


@pytest.mark.parametrize("name", KITS)
def test_a_kit_that_does_not_open_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    made, said = KITS[name]
    kit = stations.make_with_kit(tmp_path / "home")
    (tmp_path / "kit.txt").write_text(made(kit), "utf-8")
    assert run(["--lang", "en", "station", "add-staff", "S03=王文", "--home", str(tmp_path / "home"),
                "--kit", str(tmp_path / "kit.txt"), "--passphrases", str(tmp_path)]) == 3  # fmt: skip
    assert f"{tmp_path / 'kit.txt'}: {said}" in capsys.readouterr().err


def test_the_kit_of_another_station_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stations.make_with_kit(tmp_path / "home")
    (tmp_path / "kit.txt").write_text(another_kit(tmp_path), "utf-8")
    assert run(["--lang", "en", "station", "add-staff", "S03=王文", "--home", str(tmp_path / "home"),
                "--kit", str(tmp_path / "kit.txt"), "--passphrases", str(tmp_path)]) == 3  # fmt: skip
    assert f"{tmp_path / 'kit.txt'}: this key is not the station's" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "FOLDER"),
        ("verify", "letter.txt", "--trust", "FOLDER"),
        ("archive", "verify", "--home", "home", "--trust", "FOLDER"),
        ("archive", "verify", "--home", "home", "--receipt", "FOLDER"),
        ("archive", "verify", "--home", "home", "--checkpoint", "FOLDER"),
    ],
    ids=" ".join,
)
def test_what_is_there_and_cannot_be_read_exits_with_3(
    ground: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    stations.make_with_kit(ground / "home")
    (ground / "FOLDER").mkdir()
    monkeypatch.chdir(ground)
    assert run(["--lang", "en", *arguments]) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "closed"),
        ("verify", "letter.txt", "--trust", "closed"),
        ("archive", "verify", "--home", "home", "--trust", "closed"),
        ("archive", "verify", "--home", "home", "--receipt", "closed"),
        ("archive", "verify", "--home", "home", "--checkpoint", "closed"),
        ("archive", "verify", "--home", "home", "--staff", "S01", "--passphrase-file", "closed"),
        ("station", "custodian", "--private", "a.json", "--public", "b.json", "--passphrase-file", "closed"),
        ("station", "add-staff", "S03=王文", "--home", "home", "--kit", "closed", "--passphrases", "."),
    ],
    ids=" ".join,
)
def test_a_file_without_permission_exits_with_3(
    ground: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    stations.make_with_kit(ground / "home")
    (ground / "closed").touch(mode=0o000)
    monkeypatch.chdir(ground)
    assert run(["--lang", "en", *arguments]) == 3
    assert "Permission denied" in "".join(capsys.readouterr())


DAMAGES = {
    "no JSON": (lambda slot: b"x", "it is no JSON"),
    "another person's": (lambda slot: slot.replace(b'"S01"', b'"S02"'), "it belongs to another station or person"),
    "a salt cut short": (lambda slot: slot.replace(b'"salt":"', b'"salt":"00'), "salt"),
    "a key cut short": (lambda slot: slot.replace(b'"sealed":"', b'"sealed":"00'), "sealed"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_key_slot_is_listed_as_one_that_opens_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    damage, said = DAMAGES[name]
    stations.make_with_kit(tmp_path / "home")
    slot = tmp_path / "home" / "keys" / "slot-S01.json"
    slot.write_bytes(damage(slot.read_bytes()))
    assert run(["--lang", "en", "station", "list-staff", "--home", str(tmp_path / "home")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("S01  李文明  cannot open the station: ") and said in first
    assert second == "S02  王文  has no passphrase and cannot open the station"
    assert [each.can_open for each in staff.members(tmp_path / "home")] == [False, False]


def test_a_custodians_weak_passphrase_is_named_as_the_custodians(
    ground: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ground / "王文.txt").write_text("short", "utf-8")
    code = run(["--lang", "en", "station", "custodian", "--private", str(ground / "a"), "--public", str(ground / "b"),
                "--passphrase-file", str(ground / "王文.txt")])  # fmt: skip
    said = capsys.readouterr().err
    assert code == 2 and "the new passphrase of the custodian has fewer than 10 characters" in said
    assert "王文" not in said


def test_passphrases_come_through_a_pipe_without_a_word_of_the_library(ground: Path) -> None:
    done = subprocess.run(
        [LUOBI, "station", "custodian", "--private", ground / "a", "--public", ground / "b"],
        input=f"kurz\n{PASSPHRASE}\n{PASSPHRASE}\n", capture_output=True,
        text=True, start_new_session=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == (
        "保管人的新口令（至少 10 个字符，输入时不显示）：不行：不到 10 个字符，请换一个长些的。\n"
        "保管人的新口令（至少 10 个字符，输入时不显示）：再输入一次："
    )
    assert custodian.load_private((ground / "a").read_bytes(), PASSPHRASE).public().digest() in done.stdout.replace(
        " ", ""
    )
