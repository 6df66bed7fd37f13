"""The shapes of the values that pass between windows and clerk, made from their annotations. Nothing else passes.

A value becomes plain msgpack: a dataclass is a map with the name of its class and every field, an enumeration its
value. A visit has the fields that it has in a draft (`visit_codec`). A reader is made for one type and calls nothing
that the bytes name: it accepts the classes of that type alone, each with exactly its fields.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from forms.message import Message
from terminal.clerk import visit_codec
from terminal.visit.model import Visit

TAG = "is"
"""The member of a map that names its class. No field can have this name."""
BARE = (str, int, float, bool, bytes, NoneType)

Reader = Callable[[Any], Any]


def plain(value: object) -> Any:
    """Return the value as msgpack has it. Raise TypeError for a value that does not pass."""
    kind = type(value)
    if kind in BARE:
        return value
    match value:
        case Message():
            return value.as_json()
        case Visit():
            return {TAG: kind.__name__, **visit_codec.plain(visit_codec.content_of(value))}
        case Enum():
            return value.value
        case Mapping():
            return {plain(key): plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
        case frozenset():
            return sorted(plain(each) for each in value)
        case date():
            return value.isoformat()
    if not dataclasses.is_dataclass(kind):
        raise TypeError(kind.__name__)
    return {TAG: kind.__name__, **{name: plain(getattr(value, name)) for name in _names(kind)}}


@cache
def reader(kind: Any) -> Reader:
    """Return the function that makes a value of this type of its plain form.

    It raises ValueError, TypeError, LookupError or LuobiError for everything that is no such value.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if kind in BARE:
        return _bare(kind)
    if kind in _SPECIAL:
        return _SPECIAL[kind]
    if origin in (Union, UnionType):
        return _union(inner)
    if origin is tuple and inner[-1] is not Ellipsis:
        return _row(inner)
    if origin in (tuple, list, frozenset):
        return _items(origin, reader(inner[0]))
    if origin is Mapping:
        return _mapping(reader(inner[0]), reader(inner[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is Visit:
        return _visit
    if dataclasses.is_dataclass(kind):
        return _whole(kind)
    raise TypeError(f"no shape for {kind}")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in dataclasses.fields(kind))


def _bare(kind: type) -> Reader:
    kinds = (int, float) if kind is float else (kind,)

    def read(raw: Any) -> Any:
        _require(type(raw) in kinds)
        return raw

    return read


def _union(kinds: tuple[Any, ...]) -> Reader:
    """Return the reader of a union: a map that names a class is of that class, the rest goes by its plain type."""
    whole = {kind.__name__: reader(kind) for kind in kinds if _is_whole(kind)}
    others = {_plain_type(kind): reader(kind) for kind in kinds if not _is_whole(kind)}

    def read(raw: Any) -> Any:
        if type(raw) is dict and TAG in raw:
            return whole[raw[TAG]](raw)
        return others[type(raw)](raw)

    return read


def _is_whole(kind: Any) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind not in _SPECIAL


def _plain_type(kind: Any) -> type:
    if kind in BARE:
        return kind  # type: ignore[no-any-return]
    return list if get_origin(kind) in (tuple, list, frozenset) else str


def _row(kinds: tuple[Any, ...]) -> Reader:
    readers = tuple(reader(kind) for kind in kinds)

    def read(raw: Any) -> Any:
        _require(type(raw) is list)
        return tuple(each(part) for each, part in zip(readers, raw, strict=True))

    return read


def _items(make: Callable[[Any], Any], each: Reader) -> Reader:
    def read(raw: Any) -> Any:
        _require(type(raw) is list)
        return make(map(each, raw))

    return read


def _mapping(key: Reader, each: Reader) -> Reader:
    def read(raw: Any) -> Any:
        _require(type(raw) is dict)
        return {key(name): each(part) for name, part in raw.items()}

    return read


def _whole(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {name: reader(hints[name]) for name in _names(kind)}
    members = {TAG, *readers}

    def read(raw: Any) -> Any:
        _require(type(raw) is dict and raw.keys() == members and raw[TAG] == kind.__name__)
        return kind(**{name: part(raw[name]) for name, part in readers.items()})

    return read


def _date(raw: Any) -> date:
    _require(type(raw) is str and len(raw) == len("2026-11-24"))
    return date.fromisoformat(raw)


def _message(raw: Any) -> Message:
    _require(type(raw) is dict)
    return Message.from_json(raw)


def _visit(raw: Any) -> Visit:
    _require(type(raw) is dict and raw.get(TAG) == Visit.__name__)
    return visit_codec.visit_of_plain({name: part for name, part in raw.items() if name != TAG})


def _require(is_so: bool) -> None:
    if not is_so:
        raise ValueError("no such value")


_SPECIAL: dict[Any, Reader] = {date: _date, Message: _message}
