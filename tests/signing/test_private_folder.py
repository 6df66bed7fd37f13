"""What is wrong with a station's folder is reported by place, and nothing that is right."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from signing.errors import NotPrivate
from signing.finding import Gravity
from signing.private_folder import home_findings, require_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    folder.mkdir(mode=0o700)
    for name in ("keys", "drafts", "blobs"):
        (folder / name).mkdir(mode=0o700)
    (folder / "trust").mkdir(mode=0o755)
    for name in ("station.toml", "ca.pem", "keys/seal.json", "trust/log.vkeys"):
        (folder / name).write_text("{}", "utf-8")
    return folder


def linked(path: Path) -> None:
    moved = path.parent.parent / f"moved {path.name}"
    path.rename(moved)
    path.symlink_to(moved)


WRONG: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "all may enter": (".", lambda path: path.chmod(0o755), "OPEN_TO_OTHERS"),
    "the group may enter": (".", lambda path: path.chmod(0o710), "OPEN_TO_OTHERS"),
    "all may write the keys": ("keys", lambda path: path.chmod(0o777), "OPEN_TO_OTHERS"),
    "the group may write a key": ("keys/seal.json", lambda path: path.chmod(0o660), "OPEN_TO_OTHERS"),
    "all may write the settings": ("station.toml", lambda path: path.chmod(0o666), "OPEN_TO_OTHERS"),
    "the settings lie elsewhere": ("station.toml", linked, "SYMLINK"),
    "the blobs lie elsewhere": ("blobs", linked, "SYMLINK"),
    "a key lies elsewhere": ("keys/seal.json", linked, "SYMLINK"),
    "the public keys lie elsewhere": ("trust/log.vkeys", linked, "SYMLINK"),
}


@pytest.mark.parametrize(("place", "harm", "kind"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_home_is_reported_once_by_its_place(
    home: Path, place: str, harm: Callable[[Path], object], kind: str
) -> None:
    assert list(home_findings(home)) == []
    harm(home / place)
    (found,) = home_findings(home)
    assert (found.kind.name, found.where, found.kind.gravity) == (kind, str(home / place), Gravity.NOTE)


def test_a_home_that_is_a_link_is_reported_and_its_folder_too(home: Path) -> None:
    home.chmod(0o755)
    link = home.with_name("link")
    link.symlink_to(home)
    found = [(each.kind.name, each.where) for each in home_findings(link)]
    assert found == [("SYMLINK", str(link)), ("OPEN_TO_OTHERS", str(home))]


def test_a_home_of_another_account_is_reported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: home.stat().st_uid + 1)
    assert {each.kind.name for each in home_findings(home)} == {"OWNER"}
    assert str(home / "keys/seal.json") in {each.where for each in home_findings(home)}


def test_a_folder_that_is_not_there_has_no_findings(tmp_path: Path) -> None:
    assert list(home_findings(tmp_path / "none")) == []


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "all may enter": (lambda path: path.chmod(0o755), "chmod 700"),
    "all may write": (lambda path: path.chmod(0o777), "chmod go-w"),
    "a symbolic link": (linked, "symbolic link"),
}


@pytest.mark.parametrize(("harm", "says"), REFUSED.values(), ids=REFUSED)
def test_a_folder_that_is_not_its_owners_alone_becomes_no_home(
    home: Path, harm: Callable[[Path], object], says: str
) -> None:
    require_home(home)
    harm(home)
    with pytest.raises(NotPrivate, match=says):
        require_home(home)
