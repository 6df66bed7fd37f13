"""What several rooms' tests share: one performance of the demo, and the folder of shared recordings."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import kept

# How long an example takes says how busy the machine is, and nothing of the product.
settings.register_profile("luobi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("luobi")

# Windows of the tests are drawn in memory unless the caller has chosen a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.unit"]

ROOT = Path(__file__).resolve().parent.parent
LUOBI = Path(sys.executable).with_name("luobi")

Luobi = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Performed:
    """A demo that has run: where, and what it said."""

    out: Path
    said: str

    @property
    def home(self) -> Path:
        """The station it made."""
        return self.out / "station"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The visits at real windows first: they take longest and one at a time; the other tests run beside them."""
    modules = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: ("scenes" not in item.path.parts, modules[item.path], look_of(item)))


def look_of(item: pytest.Item) -> tuple[str, ...]:
    """The look of the pad that a test draws: tests of one look come together and draw it once."""
    given = getattr(item, "callspec", None)
    if given is None or "glass" not in given.params:
        return ()
    return tuple(str({"mode": "normal", "long": False, **given.params}[name]) for name in ("long", "glass", "mode"))


def pytest_collection_finish() -> None:
    """What was collected is there to the end: the garbage collector does not look at it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Windows of a test that are to be deleted are: else each later event is also theirs, and memory grows."""
    if (widgets := sys.modules.get("PyQt6.QtWidgets")) is not None and widgets.QApplication.instance() is not None:
        from PyQt6.QtCore import QEvent

        widgets.QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    os.environ.pop("LANGUAGE", None)  # a command that a test invoked sets it, and the system's errors follow it
    if nextitem is None or nextitem.path != item.path:
        kept.release()


def command(*arguments: object, cwd: Path | None = None, lang: str = "zh") -> subprocess.CompletedProcess[str]:
    """Runs `luobi` as a process of its own."""
    return subprocess.run(
        [str(LUOBI), "--lang", lang, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, check=False
    )


@pytest.fixture(scope="session")
def luobi() -> Luobi:
    """The command, as a process of its own."""
    return command


@pytest.fixture(scope="session")
def performed(tmp_path_factory: pytest.TempPathFactory) -> Performed:
    """One run of the demo, for tests that only look."""
    folder = tmp_path_factory.mktemp("performed")
    done = command("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Performed(folder / "out" / "demo", done.stdout)


@pytest.fixture
def harmed(performed: Performed, tmp_path: Path) -> Performed:
    """A copy of the demo's files, for tests that change something."""
    shutil.copytree(performed.out, tmp_path / "demo")
    return Performed(tmp_path / "demo", performed.said)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of other people's recordings and vectors, beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared recordings beside the checkout")
    return folder
