"""How a process of the terminal protects the data in its memory: no core file, no debugger, a log without data.

An uncaught exception is logged by its class and the lines of our code that it passed. Its text and its values are
never logged, as they may be an applicant's data.
"""

from __future__ import annotations

import traceback
from types import TracebackType

from signing.own_process import die_with, gain_nothing, keep_to_itself

__all__ = ["account_of", "die_with", "gain_nothing", "keep_to_itself"]


def account_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return an exception as one line: its class name, then file:line of every frame, outermost first.

    Args:
        kind: The class of the exception.
        trace: The traceback; None gives "an unknown place".
    """
    steps = (f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(trace))
    return f"{kind.__name__} at {' > '.join(steps) or 'an unknown place'}"
