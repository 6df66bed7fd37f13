"""Files go into a place of somebody else under a name that is free, and are on its disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from terminal.clerk.delivery import Placed, place
from terminal.errors import PlaceError
from tests.signing.test_durable import mode_of, syncs

NAMES: dict[str, tuple[dict[str, bytes], str, bool]] = {
    "nothing is there": ({}, "copy.pdf", True),
    "the same bytes are there": ({"copy.pdf": b"four"}, "copy.pdf", False),
    "other bytes are there": ({"copy.pdf": b"else"}, "copy-2.pdf", True),
    "longer ones are there": ({"copy.pdf": b"four and more"}, "copy-2.pdf", True),
    "others, and then the same": ({"copy.pdf": b"else", "copy-2.pdf": b"four"}, "copy-2.pdf", False),
    "98 others are there": (
        {"copy.pdf": b"else", **{f"copy-{number}.pdf": b"else" for number in range(2, 99)}},
        "copy-99.pdf",
        True,
    ),
}


@pytest.mark.parametrize(("there", "name", "new"), NAMES.values(), ids=NAMES)
def test_a_file_gets_the_first_name_that_nothing_else_has(
    tmp_path: Path, there: dict[str, bytes], name: str, new: bool
) -> None:
    for other, data in there.items():
        (tmp_path / other).write_bytes(data)
    assert place(tmp_path, {"copy.pdf": b"four"}, os.urandom) == (Placed(tmp_path / name, new),)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {**there, name: b"four"}
    if new:
        assert mode_of(tmp_path / name) == 0o600


def test_after_99_names_none_is_left_and_nothing_is_written(tmp_path: Path) -> None:
    for name in ("copy.pdf", *(f"copy-{number}.pdf" for number in range(2, 100))):
        (tmp_path / name).write_bytes(b"else")
    with pytest.raises(PlaceError, match="too many files of the same name"):
        place(tmp_path, {"note.txt": b"first", "copy.pdf": b"four"}, os.urandom)
    assert len(list(tmp_path.iterdir())) == 99
    assert not (tmp_path / "note.txt").exists()


def test_a_copy_that_lay_there_already_is_on_the_disk_and_so_is_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy.pdf").write_bytes(b"four")
    seen = syncs(monkeypatch, lambda: None)
    place(tmp_path, {"copy.pdf": b"four"}, os.urandom)
    assert [what for what, _ in seen] == ["file of 4 bytes", "folder"]
