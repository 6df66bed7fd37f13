"""A process of the terminal keeps what it knows to itself, and ends with the one that started it."""

import resource
import subprocess
import sys

import pytest

from terminal.hardening import account_of

NAME = "欧阳𬭚"


def test_an_exception_is_told_without_its_text() -> None:
    with pytest.raises(ValueError, match=NAME) as caught:
        raise ValueError(NAME)
    told = account_of(caught.type, caught.tb)
    assert told.startswith("ValueError at test_hardening.py:")
    assert NAME not in told


def said_after(asks: str) -> list[str]:
    """What another process prints of itself, in words."""
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True).stdout
    return told.split()


def test_the_process_writes_no_core_file_and_is_closed_to_debuggers() -> None:
    told = said_after(
        "import resource, ctypes; from terminal.hardening import keep_to_itself; keep_to_itself(); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert resource.RLIMIT_CORE == 4
    assert told == ["0", "0"]


def test_a_process_under_development_is_open_to_debuggers_and_writes_no_core_file_either() -> None:
    told = said_after(
        "import resource, ctypes; from terminal.hardening import keep_to_itself; keep_to_itself(debuggable=True); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert told == ["0", "1"]


def test_no_program_gives_the_process_more_rights_than_it_has() -> None:
    asks = "import ctypes; {}print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))"
    assert said_after(asks.format("")) == ["0"]
    assert said_after(asks.format("from terminal.hardening import gain_nothing; gain_nothing(); ")) == ["1"]


PARENT = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())])"
CHILD = """
import sys
from signal import SIGKILL
from terminal.hardening import die_with
sys.stdin.readline()
print(die_with(int(sys.argv[1]), SIGKILL))
"""


def test_a_process_that_lost_its_parent_before_it_asked_is_told() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, CHILD], stdin=-1, stdout=-1, text=True) as parent:
        parent.wait()  # gone, and the child has another
        assert parent.communicate("go on\n")[0].split() == ["False"]


def test_a_process_that_has_its_parent_goes_on() -> None:
    asks = "import os, signal; from terminal.hardening import die_with; print(die_with(os.getppid(), signal.SIGKILL))"
    assert said_after(asks) == ["True"]
