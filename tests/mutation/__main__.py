"""Changes the product's rules one by one and says which changes its tests do not notice.

    ./run --dev python -m tests.mutation            # every room, up to two hours on two processors
    ./run --dev python -m tests.mutation rights palm
    ./run --dev python -m tests.mutation --again rights    # with today's tests what survived, or did not run

A change that no test notices "survives": a test for it is missing, unless `survivors.toml` says why it changes no
rule. Exits 1 where one survives that is not listed there. mutmut (BSD-3) makes the changes in functions,
`tests.mutation.tables` those outside them. It is installed on first use, from the lock beside this file, into
`.venv/mutation`. It works on a copy in `out/mutation`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from tests.mutation.properties import as_methods
from tests.mutation.rooms import ROOMS, Room
from tests.mutation.survivors import Survivor, listed, reason_for
from tests.mutation.tables import changes

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BY_FILES = HERE / "by_files.py"
"""Run by its path: as a module it would bring the package of the tests, which the copy has, too."""
LOCK, INSTALLED, COPIES = HERE / "requirements.lock", ROOT / ".venv/mutation", ROOT / "out/mutation"
COPIED = ("forms", "signing", "archive", "terminal", "tests", "docs")
SLOWEST = 120.0
"""Seconds after which the tests of one changed table are given up: a loop without an end."""
STATUS = {
    None: "not run",
    0: "survived",
    1: "killed",
    3: "killed",
    5: "no tests",
    33: "no tests",
    24: "timeout",
    -24: "timeout",
    36: "timeout",
}
"""Of mutmut's exit codes; all others are told as they are."""
MISSED = ("survived", "no tests", "not run")
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc")
DIFF = """
import json, sys
from mutmut.mutation.diff_apply import get_diff_for_mutant
print(json.dumps({name: get_diff_for_mutant(name, path=sys.argv[1]) for name in sys.argv[2:]}))
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the tests of a room noticed: how many changes had which end, and those that nothing noticed."""

    ends: Counter[str]
    survivors: tuple[Survivor, ...]


def install() -> None:
    """Installs mutmut from its lock, unless that was done."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    made_from = INSTALLED / ".made-from"
    if made_from.is_file() and made_from.read_text("ascii") == wanted:
        return
    shutil.rmtree(INSTALLED, ignore_errors=True)
    pip = [sys.executable, "-I", "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps"]
    subprocess.run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "--target", str(INSTALLED), "-r", str(LOCK)], check=True
    )
    subprocess.run([sys.executable, "-m", "pip", "check"], env=environment(), stdout=subprocess.DEVNULL, check=True)
    made_from.write_text(wanted, "ascii")


def copy(name: str, room: Room) -> Path:
    """A copy of the checkout for that room, in which properties are methods that mutmut changes, too."""
    folder = COPIES / name
    shutil.rmtree(folder, ignore_errors=True)
    for each in COPIED:
        shutil.copytree(ROOT / each, folder / each, ignore=UNWANTED)
    for each in room.files:
        (folder / each).write_text(as_methods((folder / each).read_text("utf-8")), "utf-8")
    write_settings(folder, room)
    return folder


def refresh(name: str, room: Room) -> Path:
    """The copy of the last run, with the tests of today."""
    folder = COPIES / name
    for tests in (folder / "tests", folder / "mutants/tests"):
        shutil.rmtree(tests)
        shutil.copytree(ROOT / "tests", tests, ignore=UNWANTED)
    write_settings(folder, room)
    return folder


def write_settings(folder: Path, room: Room) -> None:
    """The checkout's own settings, and those of mutmut."""
    settings = {
        "source_paths": list(room.files),
        "pytest_add_cli_args": ["-n0", "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": list(room.tests),
        "also_copy": list(COPIED),
    }
    own = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(
        f"{text}\n[tool.mutmut]\ntimeout_multiplier = 4.0\ntimeout_constant = {room.seconds}\n{own}", "utf-8"
    )


def in_functions(folder: Path, room: Room, children: int, again: bool) -> Iterator[tuple[str, Survivor]]:
    """mutmut's changes: how each ended, and what it was."""
    survived = [name for file in room.files for name, end in ends(folder, file).items() if end in MISSED]
    if not again or survived:
        mutmut(folder, children, survived)
    for file in room.files:
        found = ends(folder, file)
        differences = json.loads(said(folder, ["-c", DIFF, file, *found]))
        for mutant, end in found.items():
            yield end, difference(file, mutant, differences[mutant])


def ends(folder: Path, file: str) -> dict[str, str]:
    """How each of mutmut's changes ended in the last run; empty where there was none."""
    kept = folder / "mutants" / f"{file}.meta"
    codes = json.loads(kept.read_text("utf-8"))["exit_code_by_key"] if kept.is_file() else {}
    return {name: STATUS.get(code, f"exit {code}") for name, code in codes.items()}


def mutmut(folder: Path, children: int, names: list[str]) -> None:
    """Runs these changes, or all."""
    with (folder / "mutmut.log").open("w") as log:
        done = subprocess.run(
            [sys.executable, str(BY_FILES), "run", "--max-children", str(children), *names],
            cwd=folder, env=environment(), stdout=log, stderr=log, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"mutmut failed; see {folder / 'mutmut.log'}")


def environment() -> dict[str, str]:
    """Where mutmut is found."""
    return {**os.environ, "PYTHONPATH": str(INSTALLED), "PYTHONDONTWRITEBYTECODE": "1"}


def said(folder: Path, arguments: list[str]) -> str:
    """What Python says there."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def difference(file: str, mutant: str, diff: str) -> Survivor:
    """A change as it is listed: without the lines that stayed."""
    function = mutant.rpartition(".")[2].rpartition("__mutmut_")[0].removeprefix("x_").removeprefix("xǁ")
    lines = diff.splitlines()[2:]
    before, after = ("\n".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Survivor(file, function.replace("ǁ", ".").replace("get_of_", ""), before, after)


def in_tables(folder: Path, room: Room, again: bool) -> list[tuple[str, Survivor]]:
    """The changes outside functions, each with tests of its own."""
    kept = folder / "tables.json"
    last = json.loads(kept.read_text("utf-8")) if again and kept.is_file() else []
    known = {Survivor(*change): end for end, change in last if end not in MISSED}
    found = [(end, change) for file in room.files for end, change in in_table(folder, room, file, known)]
    kept.write_text(json.dumps([(end, astuple(change)) for end, change in found]), "utf-8")
    return found


def in_table(folder: Path, room: Room, file: str, known: Mapping[Survivor, str]) -> Iterator[tuple[str, Survivor]]:
    """Those of one module; how they ended is known of some."""
    path = folder / file
    source = path.read_text("utf-8")
    for change in changes(source):
        this = Survivor(file, change.where, change.before, change.after)
        if this not in known:
            path.write_text(change.text, "utf-8")
        yield known.get(this) or tested(folder, room), this
    path.write_text(source, "utf-8")


def tested(folder: Path, room: Room) -> str:
    """How the tests of the room end there."""
    pytest = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *room.tests]
    try:
        done = subprocess.run(pytest, cwd=folder, capture_output=True, timeout=SLOWEST, check=False)
    except subprocess.TimeoutExpired:
        return "timeout"
    return "survived" if done.returncode == 0 else "killed"


def judge(name: str, children: int, again: bool) -> Judged:
    """Makes every change of a room, or those that survived the last run, and says what its tests noticed."""
    room = ROOMS[name]
    folder = refresh(name, room) if again else copy(name, room)
    found = [*in_functions(folder, room, children, again), *in_tables(folder, room, again)]
    return Judged(Counter(end for end, _ in found), tuple(one for end, one in found if end in MISSED))


def report(name: str, judged: Judged, seconds: float) -> bool:
    """Prints the score of a room and its unlisted survivors; whether there is none."""
    reasons = listed()
    unlisted = [each for each in judged.survivors if reason_for(each, reasons) is None]
    counts = ", ".join(f"{number} {end}" for end, number in sorted(judged.ends.items()))
    print(f"{name}: {judged.ends.total()} changes in {seconds:.0f} s: {counts}; {len(unlisted)} of them not listed")
    for each in unlisted:
        print(each.as_toml())
    for line in stale(name, judged):
        print(line)
    sys.stdout.flush()
    return not unlisted


def stale(name: str, judged: Judged) -> list[str]:
    """What is listed for the room and survives no longer."""
    reasons = [each for each in listed() if each.file in ROOMS[name].files]
    return [f"no longer survives: {each}" for each in reasons if not any(map(each.fits, judged.survivors))]


def main(arguments: list[str]) -> int:
    """Runs the rooms that are named, or all."""
    again = "--again" in arguments
    names = [each for each in arguments if each != "--again"]
    if unknown := [name for name in names if name not in ROOMS]:
        print(f"no room is named {', '.join(unknown)}; choose from {', '.join(ROOMS)}", file=sys.stderr)
        return 2
    install()
    children = int(os.environ.get("MUTATION_CHILDREN", os.cpu_count() or 1))
    well = True
    for name in names or ROOMS:
        begun = time.monotonic()
        judged = judge(name, children, again)
        well = report(name, judged, time.monotonic() - begun) and well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
