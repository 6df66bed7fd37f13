"""Whole visits at the real windows; what is left of each is verified as an auditor would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from forms import sample
from tests.scenes.auditor import Auditor
from tests.scenes.leak_search import Sweep
from tests.scenes.scene_runner import Company, Played, small_disk
from tests.scenes.virtual_screens import Displays
from tests.tools import tool

ANSWERS = sample.sample_registration()
MARKS = tuple(ANSWERS[key] for key in ("name", "id_no", "phone", "hukou_address"))
DISK = "8m"
AFTER = {
    "notice": {"notice"},
    "fill": {"fill"},
    "check": {"check"},
    "freeze": {"read"},
    "read": {"read"},
    "sign": {"sign"},
    "stroke": {"sign"},
    "look": {"sign"},
    "stamp": {"sign", "hand-over"},
    "hand-over+1": {"hand-over"},
    "read+1": {"read"},
    "sign+1": {"sign"},
    "stroke+1": {"sign"},
    "stamp+1": {"sign", "done"},
    "seal+2": {"done"},
    "archive+2": {"done"},
    "done+2": {"done"},
}
"""For each moment of a sudden end, the step at which the visit is found when the clerk has done his part."""


@dataclass(frozen=True)
class Swept:
    """A registration, and what was found where while it was made."""

    played: Played
    sweep: Sweep


@pytest.fixture(scope="module")
def registration(company: Company, shown: Displays, pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """One registration for all tests that look at it, watched from outside."""
    tool("xwininfo")
    home = tmp_path_factory.mktemp("registration") / "station"
    shutil.copytree(pristine, home)
    sweep = Sweep(MARKS, (home, home.parent / "tmp"), shown.environment())
    played = company.play("registration", home, seen=sweep.look)
    sweep.look(os.getpid())
    return Swept(played, sweep)


def test_a_registration_is_made_and_verifies(registration: Swept, tmp_path: Path) -> None:
    told, auditor = registration.played.told, Auditor(registration.played.home, tmp_path / "auditor")
    auditor.verifies(told["records"], told["receipts"])
    auditor.verifies(told["records"])
    (document,) = auditor.documents(told["records"])
    assert [each["signer"] for each in document["signatures"]] == [ANSWERS["name"], "李文明"]
    assert document["training"]


def test_a_registration_costs_few_touches(registration: Swept) -> None:
    told = registration.played.told
    assert told["touches"] <= 10 + told["check_pages"] + told["pages"], told


def test_wrong_passphrases_are_refused_and_then_waited_for(registration: Swept) -> None:
    assert registration.played.told["refused"] == 4
    assert registration.played.told["waited"]


def test_no_answer_of_the_applicant_is_left_anywhere(registration: Swept) -> None:
    sweep = registration.sweep
    sweep.text("standard output", registration.played.out)
    sweep.text("standard error", registration.played.err)
    assert sweep.found == set()
    assert sweep.drafts > 0
    assert sweep.titles > 0
    assert any("clerk" in command for command in sweep.processes)
    assert registration.played.told["clipboards_held"]
    assert registration.played.told["clipboards_left"] == ["", ""]


def test_no_process_of_a_visit_leaves_a_core_file(registration: Swept) -> None:
    assert registration.sweep.core_limits == {"0"}
    assert registration.played.told["dumpable"] == 0


def test_the_sweep_finds_what_is_left(tmp_path: Path, shown: Displays) -> None:
    (tmp_path / "left").write_text(MARKS[0], "utf-16-le")
    sweep = Sweep(MARKS, (tmp_path,), shown.environment() | {"NAME": MARKS[1]})
    script = f"import time; print(flush=True); time.sleep(60); '{MARKS[1]}'"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        sweep.look(os.getpid())
        process.kill()
    assert sweep.found >= {"a command line", str(tmp_path / "left")}


def test_a_contract_is_corrected_waits_and_is_signed_by_both(company: Company, home: Path, tmp_path: Path) -> None:
    told = company.play("contract", home).told
    assert told["corrected"]
    Auditor(home, tmp_path / "auditor").verifies(told["records"], told["receipts"])


def test_a_contract_waits_for_its_second_party_over_a_restart(company: Company, home: Path, tmp_path: Path) -> None:
    company.play("parked", home)
    told = company.play("resumed", home).told
    Auditor(home, tmp_path / "auditor").verifies(told["records"], told["receipts"])


def test_who_cannot_write_is_helped_and_an_agent_signs_in_his_own_name(
    company: Company, home: Path, tmp_path: Path
) -> None:
    told = company.play("needs-help", home).told
    assert told["marked_by"] == [["applicant", "mark"], ["witness", "self"], ["witness", "self"], ["staff", "self"]]
    assert told["signed_by"] == [["applicant", "agent"], ["staff", "self"]]
    assert told["read_aloud"] == [["station", "machine"]]
    assert "本人承诺：以上内容真实" in told["heard"] and told["number"] not in told["heard"]
    auditor = Auditor(home, tmp_path / "auditor")
    auditor.verifies(told["records"], told["receipts"])
    marked, by_agent = auditor.documents(told["records"])
    assert [each["signer"] for each in marked["signatures"]] == [ANSWERS["name"], "李文明", "王文", "李文明"]
    assert by_agent["signatures"][0]["signer"] == told["agent"]


def test_a_refusal_is_kept_as_void_and_paper_is_as_good(company: Company, home: Path, tmp_path: Path) -> None:
    told = company.play("ends-otherwise", home).told
    Auditor(home, tmp_path / "auditor").finds_void(told["void"])
    (paper,) = (Path(path) for path in told["paper"])
    assert paper.read_bytes().startswith(b"%PDF-")
    assert list((home / "drafts").iterdir()) == []


def test_the_cables_of_pad_and_pen_may_come_out(company: Company, home: Path, tmp_path: Path) -> None:
    told = company.play("cables", home).told
    assert told["void_ink"] == ["unplugged"]
    Auditor(home, tmp_path / "auditor").verifies(told["records"], told["receipts"])


def test_a_full_disk_loses_nothing(company: Company, pristine: Path, tmp_path: Path) -> None:
    home = tmp_path / "station"
    with small_disk(home, DISK) as why:
        if why and os.environ.get("CI") == "true":
            raise RuntimeError(f"no small disk can be mounted: {why}")
        if why:
            pytest.skip(f"no small disk can be mounted: {why}")
        shutil.copytree(pristine, home, dirs_exist_ok=True)
        told = company.play("disk-full", home).told
        assert told["signed_without_room"] == 0
        Auditor(home, tmp_path / "auditor").verifies(told["records"], told["receipts"])


def test_a_registration_survives_sudden_ends(company: Company, home: Path, tmp_path: Path) -> None:
    killed_at_each(company, home, tmp_path, ("fill", "read", "hand-over+1"))


@pytest.mark.long
@pytest.mark.parametrize("moments", [tuple(AFTER)[:-2], tuple(AFTER)[-2:]], ids=["to the seal", "from the archive on"])
def test_a_registration_survives_a_sudden_end_at_every_step(
    moments: tuple[str, ...], company: Company, home: Path, tmp_path: Path
) -> None:
    killed_at_each(company, home, tmp_path, moments)


def killed_at_each(company: Company, home: Path, tmp_path: Path, moments: tuple[str, ...]) -> None:
    """One visit, ended suddenly at each moment, and gone on with at the step that is said."""
    before = ""
    for moment in (*moments, ""):
        scene = ("killed", home, moment) if moment else ("finished", home)
        told = company.play(*scene, dies=bool(moment)).told
        if before:
            found = told["found"]
            assert found["state"] in AFTER[before], f"{before}: {found}"
            assert found["paused"] or found["state"] == "done"
            assert found["signed"] >= int(before.partition("+")[2] or 0)
        before = moment
    assert len(told["records"]) == 1
    Auditor(home, tmp_path / "auditor").verifies(told["records"], told["receipts"])


def test_the_end_of_the_clerk_wipes_the_pad_and_loses_nothing(company: Company, home: Path, tmp_path: Path) -> None:
    company.play("clerk-killed", home, says="the clerk's process has ended")
    told = company.play("finished", home).told
    assert told["found"]["state"] == "read"
    Auditor(home, tmp_path / "auditor").verifies(told["records"], told["receipts"])
