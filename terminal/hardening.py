"""How a process of the terminal keeps what it knows to itself: no core file, no debugger, a log without data.

An exception that nobody caught is told by its kind and the lines of our code that it passed, never by its text or its
values, which may be an applicant's.
"""

from __future__ import annotations

import traceback
from types import TracebackType

from signing.own_process import die_with, gain_nothing, keep_to_itself

__all__ = ["account_of", "die_with", "gain_nothing", "keep_to_itself"]


def account_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """An exception in one line: its name, then file:line of every step, outermost first."""
    steps = (f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(trace))
    return f"{kind.__name__} at {' > '.join(steps) or 'an unknown place'}"
