"""Drawings and other large values that tests of one module share; nothing of them stays when the module has ended."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable, Hashable
from functools import cache
from typing import ParamSpec, TypeVar, cast

Parameters = ParamSpec("Parameters")
Value = TypeVar("Value")

M_MMAP_THRESHOLD, LARGE = -3, 128 << 10
"""The parameter of mallopt(3), and from which size on memory is returned to the system as soon as it is freed. Setting
it keeps glibc from raising it: pictures of screens would otherwise lie among small values and never be returned."""
_libc = ctypes.CDLL(None)
_libc.mallopt(M_MMAP_THRESHOLD, LARGE)

_forget: list[Callable[[], object]] = []


def kept(make: Callable[Parameters, Value]) -> Callable[Parameters, Value]:
    """Keep what the function returns, by its arguments, until the module's last test has run."""
    held = cache(cast("Callable[..., Hashable]", make))
    forget_with_module(held.cache_clear)
    return cast("Callable[Parameters, Value]", held)


def forget_with_module(forget: Callable[[], object]) -> None:
    """Call the function each time a module's last test has run."""
    _forget.append(forget)


def release() -> None:
    """Forget everything that was kept, and return the memory to the system."""
    for forget in _forget:
        forget()
    if (widgets := sys.modules.get("PyQt6.QtWidgets")) is not None and widgets.QApplication.instance() is not None:
        from PyQt6.QtCore import QEvent

        # What PyQt holds of deleted widgets ends with an event of its own; only then the collector finds the last ones.
        widgets.QApplication.processEvents()
        gc.collect()
        widgets.QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    _libc.malloc_trim(0)
