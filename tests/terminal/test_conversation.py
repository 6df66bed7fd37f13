"""What a person types and reads at the command line: prompts, complaints and errors, in Chinese and in English."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from signing import keyring
from signing.errors import WrongPassphrase
from terminal.__main__ import luobi, run
from terminal.errors import StationError
from terminal.station import station
from tests.terminal import stations

NEW = "新口令：灰猫坐在窗台上"


def typed(*arguments: object, lines: tuple[str, ...] = (), lang: str = "zh") -> Result:
    """The command, with these lines typed when it asks."""
    command = ["--lang", lang, *map(str, arguments)]
    return CliRunner().invoke(luobi, command, input="".join(f"{line}\n" for line in lines), obj={})


def new_station(folder: Path, *lines: str, lang: str = "zh") -> Result:
    folder.mkdir(exist_ok=True)
    (folder / "pub.json").write_bytes((stations_public(folder)).read_bytes())
    return typed(
        "station", "new", "--home", folder / "s t", "--kind", "training", "--name", "示例站", "--origin", "a.example/b",
        "--area", "379999", "--staff", "S01=李文明", "--custodian", folder / "pub.json",
        "--recovery-kit", folder / "kit.txt", lines=lines, lang=lang,
    )  # fmt: skip


def stations_public(folder: Path) -> Path:
    """A custodian's public key, from a station that has one."""
    if not (folder / "other").exists():
        stations.make_with_kit(folder / "other")
    return folder / "other" / "custodian.pub.json"


def test_a_passphrase_is_asked_for_by_name_with_its_least_length_until_it_is_typed_twice(tmp_path: Path) -> None:
    done = new_station(tmp_path / "n", "kurz", "password123", NEW, "something else", NEW, NEW)
    assert done.exit_code == 0, done.output
    assert "S01 李文明的新口令（至少 10 个字符，输入时不显示）：" in done.stderr
    assert "再输入一次：" in done.stderr
    assert "不到 10 个字符，请换一个长些的。" in done.stderr and "两次输入的不一样，请重新输入。" in done.stderr
    assert "这个口令太常见" in done.stderr and "password123" not in done.output
    assert "kurz" not in done.output and "Error" not in done.output and "Repeat" not in done.output
    assert station.unlock(tmp_path / "n" / "s t", "S01", NEW)


def test_a_new_station_says_what_it_is_and_what_to_type_next(tmp_path: Path) -> None:
    done = new_station(tmp_path / "n", NEW, NEW)
    first, kit, following, who = done.stdout.splitlines()
    assert first == f"站点已建立：{tmp_path / 'n' / 's t'}（演练，不具法律效力）。"
    assert str(tmp_path / "n" / "kit.txt") in kit and "恢复单" in kit
    assert following == f"下一步：./run luobi terminal --home '{tmp_path / 'n' / 's t'}'"
    assert "S01（李文明）" in who


def test_a_new_station_speaks_english_when_asked(tmp_path: Path) -> None:
    done = new_station(tmp_path / "n", "kurz", "password123", NEW, "something else", NEW, NEW, lang="en")
    assert "new passphrase of S01 李文明 (at least 10 characters, not shown): " in done.stderr
    assert "once more: " in done.stderr and "fewer than 10 characters" in done.stderr
    assert "do not match" in done.stderr
    assert "Next: ./run luobi terminal --home " in done.stdout and "training, no legal effect" in done.stdout


def test_nobody_types_a_passphrase_for_a_place_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a secret", "utf-8")
    for private in (tmp_path / "there", tmp_path / "no folder" / "key.json"):
        done = typed("station", "custodian", "--private", private, "--public", tmp_path / "pub.json", lines=(NEW, NEW))
        assert isinstance(done.exception, StationError) and "口令" not in done.output
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / "kit.txt").write_text("another kit", "utf-8")
    done = new_station(tmp_path / "n", NEW, NEW)
    assert isinstance(done.exception, StationError) and "口令" not in done.output
    (tmp_path / "n" / "kit.txt").unlink()
    assert new_station(tmp_path / "n", NEW, NEW).exit_code == 0
    (tmp_path / "n" / "kit.txt").unlink()
    done = new_station(tmp_path / "n", NEW, NEW)
    assert isinstance(done.exception, StationError) and "口令" not in done.output


COMPLAINTS = {
    ("frobnicate",): "没有 'frobnicate' 这个命令。",
    ("verify",): "缺少参数 '文件...'",
    ("verify", "--what"): "没有 '--what' 这个选项。",
    ("verify", "x.pdf", "--trust"): "选项 '--trust' 后面要写内容。",
    ("archive", "show"): "缺少参数 '编号'",
    ("station", "list-staff", "--home", "/nowhere"): "没有 '/nowhere'。请检查路径。",
    ("archive", "list", "too", "much"): "多出的参数（too much）",
    ("archive", "list", "--json=1"): "选项 '--json' 不带内容。",
    ("station", "new", "--kind", "other"): "'--kind' 的内容不对：'other' 不在可选的内容里：'training', 'production'。",
    ("pen", "test", "--seconds", "x"): "'--seconds' 的内容不对：'x' 不是有效的数。",
    ("pen", "test", "--seconds", "0"): "0.0 不在范围",
}


@pytest.mark.parametrize(("arguments", "complaint"), COMPLAINTS.items())
def test_a_complaint_about_arguments_is_chinese(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], complaint: str
) -> None:
    assert run(list(arguments)) == 2
    said = capsys.readouterr().err
    assert said.startswith("luobi: ") and complaint in said


def test_a_complaint_about_arguments_names_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["station", "new"]) == 2
    assert capsys.readouterr().err.endswith("\n    → luobi station new --help\n")


def test_a_complaint_is_english_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify"]) == 2
    assert run(["--lang", "en", "verify"]) == 2
    assert "Missing argument 'FILES...'" in capsys.readouterr().err


def test_a_folder_without_a_station_is_said_with_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = ["station", "add-staff", "S02=王文", "--home", str(tmp_path), "--by", "S01"]
    assert run(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"luobi: {tmp_path / 'station.toml'}：这里没有站点。") and "luobi station new" in line
    assert run(["--lang", "en", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"luobi: {tmp_path / 'station.toml'}: there is no station here.")


# ---- one more staff member ----


def two_staff(home: Path) -> None:
    """A station that two people can open."""
    kit = stations.make_with_kit(home)
    keyring.change_passphrase(keyring.unlock_with_kit(home / "keys", kit), "S02", stations.SECOND_PASSPHRASE)


BOTH = ("--by", "S01", "--by", "S02")
BOTHS = (stations.PASSPHRASE, stations.SECOND_PASSPHRASE)


def test_a_staff_member_is_added_by_two_others(tmp_path: Path) -> None:
    two_staff(tmp_path)
    before = (tmp_path / "station.toml").read_text("utf-8")
    done = typed("station", "add-staff", "S03=张三", "--home", tmp_path, *BOTH, lines=(*BOTHS, NEW, NEW))
    assert done.exit_code == 0, done.output
    assert "S01 李文明的口令（输入时不显示）：" in done.stderr and "S03 张三的新口令（至少 10 个字符" in done.stderr
    assert done.stdout == "已加上 S03（张三），重新启动 luobi terminal 后可以登录。\n"
    assert station.unlock(tmp_path, "S03", NEW).operator("S03").name == "张三"
    assert (tmp_path / "station.toml").read_text("utf-8") == before + 'S03 = "张三"\n'
    assert station.unlock(tmp_path, "S01", stations.PASSPHRASE)


def test_where_one_person_works_a_staff_member_is_added_by_the_kit(tmp_path: Path) -> None:
    kit = tmp_path / "kit.txt"
    kit.write_text(stations.make_with_kit(tmp_path / "s"), "utf-8")
    done = typed("station", "add-staff", "S03=张三", "--home", tmp_path / "s", "--kit", kit, lines=(NEW, NEW))
    assert done.exit_code == 0, done.output
    assert station.unlock(tmp_path / "s", "S03", NEW).operator("S03").name == "张三"


REFUSED = {
    "one alone": (("S03=张三", "--by", "S01"), (stations.PASSPHRASE, NEW, NEW)),
    "one twice": (("S03=张三", "--by", "S01", "--by", "S01"), (stations.PASSPHRASE, stations.PASSPHRASE, NEW, NEW)),
    "a wrong passphrase": (("S03=张三", *BOTH), (stations.PASSPHRASE, "not the passphrase", NEW, NEW)),
    "a common passphrase": (("S03=张三", *BOTH), (*BOTHS, "woaini1314", "woaini1314")),
    "who is there already": (("S01=张三", *BOTH), (*BOTHS, NEW, NEW)),
    "no one who unlocks": (("S03=张三",), (NEW, NEW)),
    "no name": (("S03", *BOTH), (*BOTHS, NEW, NEW)),
    "a name of control characters": (("S03=张\x07三", *BOTH), (*BOTHS, NEW, NEW)),
}


@pytest.mark.parametrize(("arguments", "lines"), REFUSED.values(), ids=REFUSED)
def test_who_is_not_added_leaves_the_station_as_it_was(
    tmp_path: Path, arguments: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    two_staff(tmp_path)
    before = (tmp_path / "station.toml").read_bytes(), sorted(path.name for path in (tmp_path / "keys").iterdir())
    assert typed("station", "add-staff", *arguments, "--home", tmp_path, lines=lines).exit_code != 0
    after = (tmp_path / "station.toml").read_bytes(), sorted(path.name for path in (tmp_path / "keys").iterdir())
    assert after == before
    with pytest.raises(WrongPassphrase):
        station.unlock(tmp_path, "S01", NEW)


# ---- a new passphrase by the kit ----


def test_a_lost_passphrase_is_replaced_by_the_kit(tmp_path: Path) -> None:
    (tmp_path / "kit.txt").write_text(stations.make_with_kit(tmp_path / "s"), "utf-8")
    kit = ("--home", tmp_path / "s", "--kit", tmp_path / "kit.txt")
    done = typed("station", "recover", *kit, "--staff", "S01", "--recovery-kit", tmp_path / "new", lines=(NEW, NEW))
    assert done.exit_code == 0, done.output
    assert station.unlock(tmp_path / "s", "S01", NEW)
    assert keyring.unlock_with_kit_file(tmp_path / "s" / "keys", tmp_path / "new")


def test_nobody_types_a_passphrase_for_whom_the_station_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "kit.txt").write_text(stations.make_with_kit(tmp_path / "s"), "utf-8")
    kit = ("--home", tmp_path / "s", "--kit", tmp_path / "kit.txt")
    new = ("--recovery-kit", tmp_path / "new")
    done = typed("station", "recover", *kit, "--staff", "S09", *new, lines=(NEW, NEW))
    assert isinstance(done.exception, StationError) and "口令" not in done.output
    assert "luobi station add-staff" in str(done.exception)


@pytest.mark.parametrize(
    "verb",
    [("recover", "--staff", "S01", "--recovery-kit", "none"), ("add-staff", "S03=张三")],
    ids=lambda verb: verb[0],
)
def test_a_file_that_is_no_kit_is_said_before_a_passphrase_is_typed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, verb: tuple[str, ...]
) -> None:
    stations.make_with_kit(tmp_path / "s")
    (tmp_path / "picture").write_bytes(b"\xff\xd8")
    assert run(["station", *verb, "--home", str(tmp_path / "s"), "--kit", str(tmp_path / "picture")]) == 3
    said = capsys.readouterr().err
    assert f"{tmp_path / 'picture'} 不是恢复单：它不是 UTF-8 文本" in said and "新口令" not in said


# ---- what a command costs ----


def test_the_language_of_a_command_costs_no_settings_and_no_keys() -> None:
    code = (
        "import sys, click; from terminal.conversation import lang_of; lang_of(click.Context(click.Command('x')));"
        "print({'msgspec', 'tomlkit', 'tomllib', 'cryptography', 'terminal.station'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
