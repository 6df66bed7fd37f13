"""Files from outside: regular ones of bounded size, and no other is waited for."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.outside_file import FileTooLarge, NotRegularFile, read_outside


def a_socket(path: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))
    return path


def made(make: Callable[[Path], object]) -> Callable[[Path], Path]:
    def path_of(path: Path) -> Path:
        make(path)
        return path

    return path_of


NOT_REGULAR: dict[str, Callable[[Path], Path]] = {
    "a pipe without a writer": made(os.mkfifo),
    "a folder": made(Path.mkdir),
    "a socket": a_socket,
    "a device without end": lambda _: Path("/dev/zero"),
    "a terminal or none": lambda _: Path("/dev/tty"),
    "a link to a device": made(lambda path: path.symlink_to("/dev/zero")),
    "a link to a pipe": made(lambda path: (os.mkfifo(path.with_name("pipe")), path.symlink_to("pipe"))),
}


@pytest.mark.parametrize("make", NOT_REGULAR.values(), ids=NOT_REGULAR)
def test_what_is_no_regular_file_is_said_to_be_none_and_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "given")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(NotRegularFile, match="not a regular file") as refused:
        read_outside(path, 10)
    assert (refused.value.strerror, refused.value.exit_code) == ("not a regular file", 2)


def test_a_name_that_gets_a_pipe_after_the_look_is_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "given"
    path.write_bytes(b"x")
    regular = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda self: regular)
    with pytest.raises(NotRegularFile):
        read_outside(path, 10)


@pytest.mark.parametrize(("size", "taken"), [(0, True), (9, True), (10, True), (11, False), (5000, False)])
def test_a_file_is_read_up_to_its_limit_and_refused_beyond(tmp_path: Path, size: int, taken: bool) -> None:
    path = tmp_path / "given"
    path.write_bytes(bytes(size))
    if taken:
        assert read_outside(path, 10) == bytes(size)
    else:
        with pytest.raises(FileTooLarge, match="more than 10 bytes"):
            read_outside(path, 10)


def test_a_file_that_states_no_size_is_read_no_further_than_its_limit() -> None:
    with pytest.raises(FileTooLarge):
        read_outside(Path("/proc/self/status"), 10)


def test_a_sparse_file_of_a_terabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "given"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(FileTooLarge):
        read_outside(path, 1 << 20)


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    assert read_outside(tmp_path / "link", 10) == b"text"


def test_no_descriptor_is_left_open_by_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(bytes(99))
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    for _ in range(9):
        with pytest.raises(FileTooLarge):
            read_outside(path, 10)
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before
