"""The two locks are complete: nothing that a locked distribution needs has to be resolved."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

STATION, DEVELOPERS = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
MUTATION = ROOT / "tests/mutation/requirements.lock"
EXTRAS = {"build", "page", "terminal"}


def locked(*paths: Path) -> dict[str, str]:
    """Name to version of every distribution in these locks."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    found = (re.match(r"([a-z0-9][a-z0-9._-]*)==(\S+)", line) for line in lines)
    return {canonicalize_name(each[1]): each[2] for each in found if each}


def needs(name: str, extras: frozenset[str]) -> list[Requirement]:
    """What a distribution with these extras needs here."""
    wanted = [Requirement(each) for each in distribution(name).requires or ()]
    environments = [{"extra": extra} for extra in (extras or {""})]
    return [each for each in wanted if each.marker is None or any(map(each.marker.evaluate, environments))]


def missing(lock: dict[str, str], roots: list[Requirement]) -> list[str]:
    """Every need of the roots and of what they lead to that the lock does not satisfy."""
    wrong, todo, seen = [], list(roots), set()
    while todo:
        need = todo.pop()
        name = canonicalize_name(need.name)
        if name not in lock or not need.specifier.contains(lock[name], prereleases=True):
            wrong.append(f"{need} ({lock.get(name, 'not locked')})")
            continue
        key = name, frozenset(need.extras)
        if key not in seen:
            seen.add(key)
            todo += needs(name, frozenset(need.extras))
    return wrong


def test_the_stations_lock_has_everything_that_a_station_needs() -> None:
    assert missing(locked(STATION), needs("luobi", frozenset(EXTRAS))) == []


def test_every_requirement_of_every_locked_distribution_is_locked() -> None:
    lock = locked(STATION, DEVELOPERS)
    assert missing(lock, [Requirement(f"{name}=={version}") for name, version in lock.items()]) == []


def test_the_developers_lock_repeats_nothing_of_the_stations() -> None:
    assert not locked(STATION).keys() & locked(DEVELOPERS).keys()
    assert "pytest" in locked(DEVELOPERS)


def test_the_mutation_lock_repeats_nothing_of_the_others() -> None:
    assert not locked(STATION, DEVELOPERS).keys() & locked(MUTATION).keys()
    assert "mutmut" in locked(MUTATION)


def test_what_is_missing_or_too_old_would_be_found() -> None:
    lock = locked(STATION)
    without = {name: version for name, version in lock.items() if name != "cffi"}
    assert missing(without, [Requirement("cryptography")]) == [
        'cffi>=2.0.0; platform_python_implementation != "PyPy" (not locked)'
    ]
    assert missing({"coverage": "7.0"}, [Requirement("coverage[toml]>=7.10.6")]) == ["coverage[toml]>=7.10.6 (7.0)"]


@pytest.mark.parametrize("path", [STATION, DEVELOPERS, MUTATION], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_locked_file_has_its_hash(path: Path) -> None:
    text = re.sub(r" *\\\n *", " ", path.read_text("utf-8"))
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            assert re.fullmatch(r"\S+==\S+( --hash=sha256:[0-9a-f]{64})+", line.split("    #")[0].rstrip()), line[:80]


def test_what_is_installed_is_what_is_locked() -> None:
    lock = locked(STATION, DEVELOPERS)
    assert {name: distribution(name).version for name in lock} == lock
