"""`./run`: what it installs, when, and that nothing of the caller's gets in. A stand-in for Python notes each call."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Notes folder, mode mask, settings and arguments; makes an environment of itself; fails where it is told to.
PYTHON = """#!/bin/sh
echo "$(pwd)|$(umask)|$(env | grep -c '^PYTHON')|$*" >>"$CALLS"
case "$*" in
*"$FAILS"*) [ -z "$FAILS" ] || exit 1 ;;
esac
case "$*" in
"-I -m venv "*) mkdir -p "$4/bin" "$4/lib/python" && cp "$0" "$4/bin/python" && cp "$0" "$4/bin/pytest" ;;
esac
"""
STATION_LOCK = "evdev==2.0.0 \\\n    --hash=sha256:aa\n    # via luobi\nrich==15.0.0 \\\n    --hash=sha256:bb\n"
DEVELOPERS_LOCK = "pytest==9.2.0 \\\n    --hash=sha256:cc\n"
PROJECT = '[project]\nname = "luobi"\n\n[tool.ruff]\nline-length = 120\n'


@dataclass(frozen=True)
class Checkout:
    """A copy of `run` with two small locks, and the folder from which it is called."""

    home: Path
    caller: Path

    def run(self, *arguments: str, fails: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Calls `./run`, with a stand-in for python3 first on PATH."""
        environment = {"PATH": f"{self.home}/fake:/usr/bin:/bin", "CALLS": str(self.calls_file), "FAILS": fails}
        return subprocess.run(
            [str(self.home / "run"), *arguments],
            cwd=self.caller,
            env=environment | settings,
            umask=0o077,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls_file(self) -> Path:
        return self.home / "calls"

    def calls(self) -> list[list[str]]:
        """Folder, mode mask, number of PYTHON* settings and arguments of each call since the last look."""
        lines = self.calls_file.read_text("utf-8").splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return [line.split("|") for line in lines]

    def change(self, name: str, old: str, new: str) -> None:
        path = self.home / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    home, caller = tmp_path / "check out", tmp_path / "caller"
    (home / "fake").mkdir(parents=True)
    caller.mkdir()
    shutil.copy(ROOT / "run", home / "run")
    (home / "fake/python3").write_text(PYTHON, "utf-8")
    (home / "fake/python3").chmod(0o755)
    (home / "requirements.lock").write_text(STATION_LOCK, "utf-8")
    (home / "requirements-dev.lock").write_text(DEVELOPERS_LOCK, "utf-8")
    (home / "pyproject.toml").write_text(PROJECT, "utf-8")
    return Checkout(home, caller)


def installs(calls: list[list[str]]) -> list[str]:
    found = (re.search(r" -[re] (.*)", call[3]) for call in calls if " install " in call[3])
    return [Path(each[1]).name for each in found if each]


def test_a_station_installs_its_own_lock_and_not_the_developers(checkout: Checkout) -> None:
    assert checkout.run("true").returncode == 0
    assert installs(checkout.calls()) == ["wheels.lock", "evdev.lock", "check out"]
    assert (checkout.home / ".venv/wheels.lock").read_text("utf-8") == STATION_LOCK[STATION_LOCK.index("rich") :]
    assert (checkout.home / ".venv/evdev.lock").read_text("utf-8") == STATION_LOCK[: STATION_LOCK.index("rich")]


def test_nothing_is_resolved_and_what_is_missing_is_found(checkout: Checkout) -> None:
    checkout.run("pytest")
    calls = [call[3] for call in checkout.calls()]
    assert all(" --no-deps " in call for call in calls if " install " in call)
    assert len([call for call in calls if call.endswith(" check")]) == 2


@pytest.mark.parametrize("command", ["pytest", "mypy", "ruff", "lint-imports"])
def test_developers_commands_add_their_lock(checkout: Checkout, command: str) -> None:
    checkout.run(command)
    assert "requirements-dev.lock" in installs(checkout.calls())


def test_any_command_can_ask_for_the_developers_environment(checkout: Checkout) -> None:
    assert checkout.run("--dev", "true").returncode == 0
    assert "requirements-dev.lock" in installs(checkout.calls())


def test_the_second_time_nothing_is_installed(checkout: Checkout) -> None:
    checkout.run("pytest")
    checkout.calls()
    assert checkout.run("true").stderr == ""
    checkout.run("true")
    assert checkout.calls() == []


CHANGES = {
    "a linter's setting": (("pyproject.toml", "120", "100"), []),
    "a command of the checkout": (("pyproject.toml", '"luobi"', '"luobi2"'), ["check out"]),
    "the station's lock": (("requirements.lock", "15.0.0", "15.0.1"), ["wheels.lock", "evdev.lock", "check out"]),
    "the developers' lock": (("requirements-dev.lock", "9.2.0", "9.2.1"), []),
}


@pytest.mark.parametrize(("change", "installed"), CHANGES.values(), ids=CHANGES)
def test_what_changed_decides_what_is_installed_again(
    checkout: Checkout, change: tuple[str, str, str], installed: list[str]
) -> None:
    checkout.run("true")
    checkout.calls()
    checkout.change(*change)
    checkout.run("true")
    assert installs(checkout.calls()) == installed


def test_a_checkout_that_was_moved_gets_a_new_environment(checkout: Checkout) -> None:
    checkout.run("true")
    moved = Checkout(checkout.home.rename(checkout.home.with_name("elsewhere")), checkout.caller)
    moved.calls()
    moved.run("true")
    assert installs(moved.calls())[-1] == "elsewhere"


def test_an_environment_of_another_python_is_made_again(checkout: Checkout) -> None:
    checkout.run("true")
    checkout.calls()
    (checkout.home / ".venv/lib/python").rmdir()
    checkout.run("true")
    assert installs(checkout.calls()) == ["wheels.lock", "evdev.lock", "check out"]


@pytest.mark.parametrize(
    "step", ["-m venv", "wheels.lock", "evdev.lock", " -e ", "pip --disable-pip-version-check check"]
)
def test_what_broke_off_is_said_and_done_again(checkout: Checkout, step: str) -> None:
    broken = checkout.run("echo", "went on", fails=step)
    assert (broken.returncode, broken.stdout) == (3, "")
    assert "环境没有准备好" in broken.stderr and "run it again" in broken.stderr
    assert checkout.run("echo", "went on").stdout == "went on\n"


def test_nothing_of_the_callers_gets_into_the_environment(checkout: Checkout) -> None:
    hostile = {"PYTHONPATH": str(checkout.caller), "PYTHONHOME": "/nowhere", "PYTHONSTARTUP": "x", "PYTHON_X1": "y"}
    checkout.run("pytest", **hostile)
    calls = checkout.calls()
    assert len(calls) > 6
    for folder, mask, settings, arguments in calls[:-1]:
        assert (folder, mask, settings) == (str(checkout.home), "0022", "0")
        assert arguments.startswith("-I ")


def test_the_command_itself_has_the_callers_folder_and_mode_mask_and_no_python_settings(checkout: Checkout) -> None:
    said = checkout.run("sh", "-c", "pwd; umask; env", PYTHONPATH="/hostile", LANG="zh_CN.UTF-8").stdout
    folder, mask, *environment = said.splitlines()
    assert folder == str(checkout.caller)
    assert mask == "0077"
    assert not [line for line in environment if line.startswith("PYTHON")]
    assert "LANG=zh_CN.UTF-8" in environment


def test_each_step_is_named_with_its_count(checkout: Checkout) -> None:
    said = checkout.run("pytest").stderr
    for step in ("1/4", "2/4 下载并安装 2 个软件包 / fetch and install 2 packages", "3/4", "4/4", "add 1 packages"):
        assert step in said


def test_without_a_command_the_usage_is_said(checkout: Checkout) -> None:
    assert (checkout.run().returncode, checkout.run("--dev").returncode) == (2, 2)
    assert checkout.calls() == []
