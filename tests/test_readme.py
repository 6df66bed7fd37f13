"""What the READMEs tell a newcomer to type does what they say, exactly as it is printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from forms.sample import sample_registration
from tests.conftest import LUOBI, ROOT, Performed

PAGES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"^(<!-- demo -->\n)?```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PASSPHRASE = "灰猫坐在窗台上看下雨"
OF_THE_WHOLE_CHECKOUT = ("sh deploy/prepare && ./run luobi demo", "./run pytest", "./run luobi demo --windows")
"""Run by CI and by the tests of the show."""
NO_DISPLAY = 3


def typed(page: str) -> list[str]:
    """Every command of a page, as it is printed, continued lines together."""
    text = (ROOT / page).read_text("utf-8")
    blocks = "".join(block for said_by_the_demo, block in BLOCK.findall(text) if not said_by_the_demo)
    lines = blocks.replace("\\\n", "\\\0").splitlines()
    return [line.replace("\0", "\n").partition("  #")[0].rstrip() for line in lines]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with a home and a clone, who types what he reads; passphrases are asked of him."""

    home: Path
    clone: Path

    def types(self, line: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{LUOBI.parent}:{os.environ['PATH']}", "HOME": str(self.home), "LANG": "C.UTF-8"}
        return subprocess.run(
            ["sh", "-c", line], cwd=self.clone, env=environment | {"PYTHONPATH": str(ROOT)}, start_new_session=True,
            input=f"{PASSPHRASE}\n" * 3, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def serves(self, performed: Performed) -> None:
        """A visit at his station, whose document and receipt he copies."""
        secret = self.home / "S01.txt"
        secret.write_text(PASSPHRASE, "utf-8")
        done = self.types(f"./run luobi demo --home ~/luobi-station --out ~/out --passphrase-file {secret}")
        assert done.returncode == 0, done.stderr
        copies = self.home / "luobi-copies"
        shutil.copy(self.home / "out/contract.pdf", copies / "379999-2026-000001.pdf")
        shutil.copy(self.home / "out/contract-receipt.pdf", copies / "379999-2026-000001-receipt.pdf")


@pytest.fixture
def newcomer(tmp_path: Path, performed: Performed) -> Newcomer:
    """After the demo; `run` finds the environment that is here."""
    home, clone = tmp_path / "home", tmp_path / "clone"
    home.mkdir()
    shutil.copytree(performed.out, clone / "out" / "demo")
    (clone / "run").write_text('#!/bin/sh\nexec "$@"\n', "utf-8")
    (clone / "run").chmod(0o755)
    return Newcomer(home, clone)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_readme_runs_as_it_is_printed(newcomer: Newcomer, performed: Performed, page: str) -> None:
    here = set(newcomer.clone.iterdir())
    said = []
    for line in typed(page):
        if line in OF_THE_WHOLE_CHECKOUT:
            continue
        done = newcomer.types(line)
        wanted = NO_DISPLAY if line.startswith("./run luobi terminal") else 0
        assert done.returncode == wanted, f"{line}\n{done.stdout}{done.stderr}"
        if wanted == NO_DISPLAY:
            assert "这里没有可以显示窗口的屏幕" in done.stderr
            newcomer.serves(performed)
        said.append((line, done.stdout))
    verified = [told for line, told in said if line.startswith("./run luobi verify")]
    assert len(verified) == 2 and all("：有效。" in told for told in verified)
    anchored = [told for line, told in said if line.startswith("./run luobi archive verify")]
    assert len(anchored) == 2 and all("结论：已锚定" in told for told in anchored)
    assert set(newcomer.clone.iterdir()) == here, "what a newcomer makes lies outside the clone"
    assert (newcomer.home / "luobi-secrets").stat().st_mode & 0o777 == 0o700


def test_both_readmes_tell_the_same_commands() -> None:
    english, chinese = (typed(page) for page in PAGES)
    assert english == chinese and len(english) > 10


@pytest.mark.parametrize("page", PAGES)
def test_the_identity_number_that_a_newcomer_may_take_is_the_samples(page: str) -> None:
    numbers = re.findall(r"[0-9]{17}[0-9X]", (ROOT / page).read_text("utf-8"))
    assert numbers == [sample_registration()["id_no"]]
