"""The tier of unit tests: no Qt, no process, no PDF, no database file. `./run pytest -m unit` runs it alone.

A room belongs to it as a whole, by its name in ROOMS. A unit test that starts a process or opens a database fails;
where only this tier runs, Qt cannot be imported and no other test module is read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOMS = {
    ".": "lints mutation",
    "archive": "checkpoint entry entry_refusals merkle merkle_refusals metadata profile shown",
    "forms": "*",
    "signing": "custodian durable envelope ink keyring kit line_breaking passphrases private_folder quality "
    "quality_limits",
    "terminal/clerk": "delivery draft_codec medium troubles wire",
    "terminal/commands": "help pages",
    "terminal/devices/pen": "diagnosis evemu feed mapping node_choice played_feed reader recorder recording "
    "replay reports silence wire",
    "terminal/station": "journal settings",
    "terminal/visit": "acts blockers boxes expiry flow flow_after interruption model own_part permissions warnings "
    "words",
    "terminal/windows": "window_system",
    "terminal/windows/pad": "away_clock digits latency palm reading",
}
"""Folders of tests, and what follows `test_` in the names of their modules."""
FORBIDDEN = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "sqlite3.connect", "subprocess.Popen"}
)
"""Audit events of Python, PEP 578."""
USUAL_PROCESSES = 3
"""As `addopts` says."""
MODULES = frozenset(
    module
    for folder, names in ROOMS.items()
    for name in names.split()
    for module in (HERE / folder).glob(f"test_{name}.py")
)


class Guard:
    """Refuses processes and databases while a unit test runs in this process."""

    def __init__(self) -> None:
        self._test, self._listens = "", False
        self.did: list[str] = []

    def begin(self, test: str) -> None:
        """That test begins; "" ends it."""
        self._test, self.did = test, []
        if test and not self._listens:  # a hook cannot be taken back
            sys.addaudithook(self)
            self._listens = True

    def __call__(self, event: str, _arguments: object) -> None:
        """An audit hook: what raises here does not happen."""
        if self._test and event in FORBIDDEN:
            self.did.append(event)
            raise PermissionError(f"{event} in a unit test, {self._test}: take its module out of tests/unit.py")


GUARD = Guard()


def is_alone(config: pytest.Config) -> bool:
    """Whether only this tier runs."""
    return bool(config.getoption("markexpr") == "unit")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """In one process: to start two more takes as long as they save."""
    if is_alone(config) and config.getoption("numprocesses", None) == USUAL_PROCESSES:
        config.option.numprocesses = 0


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where only this tier runs, Qt is taken away again: pytest-qt has imported it."""
    if is_alone(config):
        for name in ("pytest-qt", "_qt_logging"):
            config.pluginmanager.unregister(name=name)
        for name in [name for name in sys.modules if name.split(".")[0] == "PyQt6"]:
            del sys.modules[name]
        sys.modules["PyQt6"] = None  # type: ignore[assignment]  # an import of it is an error now


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Other modules, and folders without a unit test, are not read."""
    needed = collection_path in MODULES or any(collection_path in module.parents for module in MODULES)
    return None if needed or not is_alone(config) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of the tier; what runs by hand only stays out of it."""
    for item in items:
        if item.path in MODULES and not any(item.get_closest_marker(name) for name in ("long", "kernel")):
            item.add_marker("unit")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Fixtures are guarded, too."""
    GUARD.begin(item.nodeid if item.get_closest_marker("unit") else "")
    try:
        return (yield)
    finally:
        GUARD.begin("")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """What a test swallowed is told all the same."""
    result = yield
    assert GUARD.did == []
    return result
