"""Files are written whole or not at all, on the disk when the call returns, and under no name that others planted."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import durable
from signing.errors import NotPrivate

WRITERS: dict[str, Callable[..., None]] = {"replace": durable.replace, "create": durable.create}
PLANTED = ".kit.txt.0000000000000000"
"""The temporary name of kit.txt when the random bytes are `zeros`."""

each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def zeros(count: int) -> bytes:
    return bytes(count)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def syncs(monkeypatch: pytest.MonkeyPatch, look: Callable[[], object]) -> list[tuple[str, object]]:
    """What each fsync is for, and what `look` sees at that moment."""
    seen: list[tuple[str, object]] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        facts = os.fstat(descriptor)
        seen.append(("folder" if stat.S_ISDIR(facts.st_mode) else f"file of {facts.st_size} bytes", look()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    return seen


@each_writer
def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., None]
) -> None:
    place = tmp_path / "kit.txt"
    seen = syncs(monkeypatch, lambda: place.read_bytes() if place.exists() else None)
    write(place, b"four")
    assert seen == [("file of 4 bytes", None), ("folder", b"four")]


@pytest.mark.parametrize("act", ["make_folder", "remove"])
def test_a_folder_that_is_made_and_a_file_that_is_removed_are_so_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    (tmp_path / "file").touch()
    (place, done) = {"make_folder": (tmp_path / "new", True), "remove": (tmp_path / "file", False)}[act]
    seen = syncs(monkeypatch, place.exists)
    getattr(durable, act)(place)
    assert seen == [("folder", done)]


@each_writer
@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_a_secret_is_its_owners_from_the_first_byte_whatever_the_umask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., None], mask: int
) -> None:
    seen = syncs(monkeypatch, lambda: {mode_of(path) for path in tmp_path.iterdir()})
    with umask(mask):
        write(tmp_path / "kit.txt", b"secret", secret=True)
    assert [modes for _, modes in seen] == [{0o600}, {0o600}]


@given(st.sampled_from([0o600, 0o640, 0o644, 0o700]), st.integers(0, 0o777), st.binary(max_size=64))
def test_a_file_has_the_mode_that_was_asked_for_less_the_umask(mode: int, mask: int, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "file"
        with umask(mask):
            durable.replace(place, data, mode=mode)
        assert mode_of(place) == mode & ~mask
        place.chmod(0o600)
        assert place.read_bytes() == data


PLANTS: dict[str, Callable[[Path, Path], object]] = {
    "a symbolic link": lambda planted, victim: planted.symlink_to(victim),
    "a dangling symbolic link": lambda planted, victim: planted.symlink_to(victim.with_name("nowhere")),
    "a file that all may read": lambda planted, victim: planted.touch(0o666),
    "a hard link": lambda planted, victim: planted.hardlink_to(victim),
    "a pipe": lambda planted, victim: os.mkfifo(planted),
    "a folder": lambda planted, victim: planted.mkdir(),
}


@each_writer
@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_what_is_planted_under_the_temporary_name_is_never_written_through(
    tmp_path: Path, write: Callable[..., None], plant: Callable[[Path, Path], object]
) -> None:
    folder, victim = tmp_path / "folder", tmp_path / "victim"
    folder.mkdir()
    victim.write_bytes(b"mine")
    plant(folder / PLANTED, victim)
    with pytest.raises(FileExistsError):
        write(folder / "kit.txt", b"secret", secret=True, random=zeros)
    assert victim.read_bytes() == b"mine" and not (tmp_path / "nowhere").exists()
    assert [path.name for path in folder.iterdir()] == [PLANTED]


@each_writer
@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_names_that_were_predictable_once_are_not_used(
    tmp_path: Path, write: Callable[..., None], plant: Callable[[Path, Path], object]
) -> None:
    folder, victim = tmp_path / "folder", tmp_path / "victim"
    folder.mkdir()
    victim.write_bytes(b"mine")
    for name in (".kit.txt.new", "kit.new", f".kit.txt.{os.getpid()}"):
        plant(folder / name, victim)
    write(folder / "kit.txt", b"secret", secret=True)
    assert victim.read_bytes() == b"mine" and not (tmp_path / "nowhere").exists()
    assert ((folder / "kit.txt").read_bytes(), mode_of(folder / "kit.txt")) == (b"secret", 0o600)


def test_a_link_under_the_files_own_name_is_replaced_and_not_followed(tmp_path: Path) -> None:
    place, victim = tmp_path / "kit.txt", tmp_path / "victim"
    victim.write_bytes(b"mine")
    place.symlink_to(victim)
    with pytest.raises(FileExistsError):
        durable.create(place, b"secret", secret=True)
    durable.replace(place, b"secret", secret=True)
    assert (victim.read_bytes(), place.read_bytes(), place.is_symlink()) == (b"mine", b"secret", False)


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    durable.create(tmp_path / "kit.txt", b"one")
    with pytest.raises(FileExistsError):
        durable.create(tmp_path / "kit.txt", b"two")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kit.txt": b"one"}


@each_writer
def test_a_folder_that_is_exchanged_meanwhile_is_no_success_and_the_other_one_gets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., None]
) -> None:
    folder, other = tmp_path / "folder", tmp_path / "other"
    folder.mkdir()
    other.mkdir()

    def exchanged() -> None:
        if other.exists():
            folder.rename(tmp_path / "away")
            other.rename(folder)

    syncs(monkeypatch, exchanged)
    with pytest.raises(FileNotFoundError, match="exchanged"):
        write(folder / "kit.txt", b"secret")
    assert list(folder.iterdir()) == []


OPEN_FOLDERS = {"all may write": 0o777, "all may write, sticky": 0o1777, "the group may write": 0o770}


@each_writer
@pytest.mark.parametrize("mode", OPEN_FOLDERS.values(), ids=OPEN_FOLDERS)
def test_a_folder_that_others_may_write_takes_no_secret(tmp_path: Path, write: Callable[..., None], mode: int) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(NotPrivate, match=f"{folder}.*{mode:04o}.*chmod go-w"):
        write(folder / "kit.txt", b"secret", secret=True)
    assert list(folder.iterdir()) == []
    write(folder / "copy.pdf", b"no secret")
    assert (folder / "copy.pdf").read_bytes() == b"no secret"


@each_writer
def test_a_folder_of_another_account_takes_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., None]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 4711, 4711)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(NotPrivate, match="another account"):
        write(folder / "kit.txt", b"secret", secret=True)
    assert list(folder.iterdir()) == []


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that every account can come as far as."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def without_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that gives every file the mode of its mount, as sticks have it."""
    opening = os.open

    def open_(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        descriptor = opening(path, flags, mode, dir_fd=dir_fd)
        if flags & os.O_CREAT:
            os.fchmod(descriptor, 0o755)
        return descriptor

    monkeypatch.setattr(os, "open", open_)


@each_writer
def test_a_disk_without_modes_takes_no_secret_where_others_can_read_it(
    reachable: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., None]
) -> None:
    without_modes(monkeypatch)
    with pytest.raises(NotPrivate, match=r"0755 instead of 0600.*umask=077"):
        write(reachable / "kit.txt", b"secret", secret=True)
    assert list(reachable.iterdir()) == []
    write(reachable / "copy.pdf", b"handed over", foreign=True)
    assert (reachable / "copy.pdf").read_bytes() == b"handed over"


@each_writer
def test_a_stick_that_only_its_user_can_reach_takes_a_secret(
    reachable: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., None]
) -> None:
    stick = reachable / "user" / "stick"
    stick.mkdir(parents=True)
    stick.parent.chmod(0o750)
    without_modes(monkeypatch)
    write(stick / "kit.txt", b"secret", secret=True)
    assert (stick / "kit.txt").read_bytes() == b"secret"


def failing(monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
    """That call of the system fails the `at`th time: the disk is full."""
    left, call = at, getattr(os, name)

    def fails(*arguments: object, **named: object) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(*arguments, **named)

    monkeypatch.setattr(os, name, fails)


CREATE_BREAKS = [("open", 2), ("fsync", 1), ("link", 1), ("fsync", 2)]
REPLACE_BREAKS = [("open", 3), ("fsync", 1), ("rename", 1)]


@pytest.mark.parametrize(("call", "at"), CREATE_BREAKS)
def test_a_new_file_that_cannot_be_whole_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, at: int
) -> None:
    with monkeypatch.context() as broken:
        failing(broken, call, at)
        with pytest.raises(OSError, match="No space"):
            durable.create(tmp_path / "kit.txt", b"secret")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("call", "at"), REPLACE_BREAKS)
def test_a_file_that_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, at: int
) -> None:
    (tmp_path / "kit.txt").write_bytes(b"old")
    with monkeypatch.context() as broken:
        failing(broken, call, at)
        with pytest.raises(OSError, match="No space"):
            durable.replace(tmp_path / "kit.txt", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kit.txt": b"old"}


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)


def test_a_file_system_without_hard_links_takes_new_files_and_overwrites_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_links(monkeypatch)
    durable.create(tmp_path / "kit.txt", b"one", secret=True)
    with pytest.raises(FileExistsError):
        durable.create(tmp_path / "kit.txt", b"two", secret=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kit.txt": b"one"}


def test_a_name_that_was_claimed_in_vain_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        without_links(broken)
        failing(broken, "rename", 1)
        with pytest.raises(OSError, match="No space"):
            durable.create(tmp_path / "kit.txt", b"one")
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_that_cannot_flush_folders_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    durable.create(tmp_path / "kit.txt", b"one")
    assert (tmp_path / "kit.txt").read_bytes() == b"one"
