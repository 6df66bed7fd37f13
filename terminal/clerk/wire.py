"""The bytes between windows and clerk: length-prefixed pickles, of our own values only.

Both ends are ours, but a pickle can name any function. So the reader admits only frozen values and names of our own
packages, dates, and a few of Python's plain types.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import pickle
import struct
from collections.abc import Iterator
from enum import Enum
from types import MappingProxyType
from typing import Any

from forms.message import Message
from terminal.errors import TerminalError

LENGTH = struct.Struct("<Q")
MOST_BYTES = 1 << 29
"""The longest frame. A page at the widest that may be drawn is half of this."""
OURS = frozenset({"forms", "signing", "archive", "terminal"})
PLAIN = frozenset({("builtins", "set"), ("builtins", "frozenset"), ("builtins", "bytearray")})
DATES = frozenset({"date", "datetime", "time", "timedelta", "timezone"})


class WireError(TerminalError):
    """Bytes between windows and clerk that neither of them writes."""


def frame(value: object) -> bytes:
    """Return the pickled value after its length."""
    out = io.BytesIO()
    _Writer(out, protocol=5).dump(value)
    data = out.getbuffer()
    return b"".join((LENGTH.pack(len(data)), data))


def read_only(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a read-only mapping. Such mappings have no pickle of their own."""
    return MappingProxyType(content)


def value_of(data: bytes | bytearray) -> Any:
    """Return the value in a frame's bytes. Raise WireError for anything that is not one of our own values."""
    try:
        return _Reader(io.BytesIO(data)).load()
    except WireError:
        raise
    except Exception as problem:
        raise WireError(Message("terminal.not-our-value", name=type(problem).__name__)) from problem


class _Writer(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """Pickle an Enum member by its value. Left to itself, Python 3.11.2 would pickle a call of `getattr`."""
        if isinstance(value, MappingProxyType):
            return read_only, (dict(value),)
        if isinstance(value, Enum):
            return type(value), (value.value,)
        return NotImplemented


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class that is allowed in a value. Raise WireError for everything else.

        Args:
            module: The module that the pickle names.
            name: The name in that module; a dotted name is rejected.
        """
        if (module, name) in PLAIN or (module == "datetime" and name in DATES):
            return super().find_class(module, name)
        if module == __name__ and name == "read_only":
            return read_only
        if module.partition(".")[0] in OURS and "." not in name:
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise WireError(Message("terminal.not-our-name", name=f"{module}.{name}"))


class Frames:
    """The splitter of incoming bytes into values."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Any]:
        """Return the values that are complete now. Raise WireError for bytes that our own end does not write."""
        self._rest += data
        while (content := self._next()) is not None:
            yield value_of(content)

    def _next(self) -> bytearray | None:
        if len(self._rest) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._rest)
        if length > MOST_BYTES:
            raise WireError(Message("terminal.value-too-large", bytes=length))
        end = LENGTH.size + length
        if len(self._rest) < end:
            return None
        content = self._rest[LENGTH.size : end]
        del self._rest[:end]
        return content
