"""The terminal's process keeps what it knows to itself."""

import resource
import subprocess
import sys
from types import TracebackType

import pytest

from terminal.app.guard import on_exception
from terminal.discretion import account_of

NAME = "欧阳𬭚"


def caught(message: str) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        raise ValueError(message)
    except ValueError as problem:
        return ValueError, problem, problem.__traceback__


def test_an_exception_is_told_without_its_text() -> None:
    kind, _, trace = caught(NAME)
    told = account_of(kind, trace)
    assert told.startswith("ValueError at test_guard.py:")
    assert NAME not in told


def test_the_pad_is_wiped_before_anything_is_logged_and_then_the_program_begins_anew() -> None:
    order: list[str] = []
    hook = on_exception(lambda: order.append("wipe"), lambda _line: order.append("log"), lambda: order.append("anew"))
    hook(*caught(NAME))
    assert order == ["wipe", "log", "anew"]


def test_an_interrupt_wipes_and_ends_with_130() -> None:
    order: list[str] = []
    hook = on_exception(lambda: order.append("wipe"), order.append, lambda: order.append("anew"))
    with pytest.raises(SystemExit) as ended:
        hook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (order, ended.value.code) == (["wipe"], 130)


def test_the_process_writes_no_core_file_and_is_closed_to_debuggers() -> None:
    asked = (
        "import resource, ctypes; from terminal.discretion import keep_to_itself; keep_to_itself(); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert resource.RLIMIT_CORE == 4
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["0", "0"]
