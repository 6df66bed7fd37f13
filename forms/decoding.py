"""Plain values, such as the table of a TOML file, decoded into frozen structs by msgspec.

What is wrong with a value is found here and named in our own messages: its key and what to write instead. A library's
sentence never reaches a person. Where the file is and what the error is called is decided by the caller.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from forms.errors import FormsError
from forms.message import Message
from forms.outside_file import read_outside

MOST_BYTES: Final = 1_000_000
"""The limit for a TOML file that people write. The largest of ours has 20,000."""
KEY_SHOWN: Final = 40
"""The most characters that an error shows of a key from the file: enough to find it, and one line on a terminal."""
_AT: Final = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)$")
_END: Final = "(at end of document)"

T = TypeVar("T")


class Undecodable(FormsError):
    """A value that cannot be decoded.

    Args:
        key: The place of the value, such as `tablet[0].affine`; "" for the whole.
        fault: What is wrong there and what to do.
    """

    def __init__(self, key: str, fault: Message) -> None:
        super().__init__(Message("forms.undecodable", key=key, fault=fault) if key else fault)
        self.key, self.fault = key, fault


def toml_file(path: Path) -> dict[str, Any]:
    """Return the table in a TOML file.

    Raises:
        OSError: The file cannot be read, is no regular file, or is larger than `MOST_BYTES`.
        Undecodable: It holds no TOML.
    """
    return toml_table(read_outside(path, MOST_BYTES))


def toml_table(data: bytes) -> dict[str, Any]:
    """Return the table in the bytes of a TOML file. Raise `Undecodable` with line and column for anything else."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Undecodable("", Message("forms.file-not-utf8")) from None
    if text.startswith("\ufeff"):
        raise Undecodable("", Message("forms.file-bom"))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Undecodable("", Message("forms.file-too-deep")) from None
    except ValueError as problem:
        raise Undecodable("", _toml_fault(str(problem))) from None


def _toml_fault(told: str) -> Message:
    """Return where the text is no TOML. Python 3.11 has line and column in the sentence of the error only."""
    if at := _AT.search(told):
        return Message("forms.file-not-toml-at", line=int(at[1]), column=int(at[2]))
    return Message("forms.file-not-toml-end" if told.endswith(_END) else "forms.file-not-toml-number")


def decode(kind: type[T], value: object) -> T:
    """Return a plain value as a struct. Raise `Undecodable` with the key of the first value that does not fit.

    Args:
        kind: The struct; its parts are structs and dataclasses.
        value: Dicts, lists, texts, numbers, as a TOML or JSON reader returns them.
    """
    try:
        decoded = msgspec.convert(value, kind, str_keys=True)
    except msgspec.ValidationError:
        raise Undecodable(*_fault_of(kind, value)) from None
    for key, known in _unknown(kind, value):
        raise Undecodable(key, Message("forms.file-unknown-key", known=known))
    return decoded


def _fault_of(kind: Any, value: Any) -> tuple[str, Message]:
    """Return the key of the first value that does not fit its type, "" for this one, and the fault."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return ("", _limit(inner[0])) if _fits(inner[0], value) else _fault_of(inner[0], value)
    if origin in (Union, UnionType):
        return _fault_of(next(each for each in inner if each is not NoneType), value)
    for key, known in _unknown(kind, value):
        return key, Message("forms.file-unknown-key", known=known)
    for name, member in _members(kind).items() if isinstance(value, dict) else ():
        if member.required and name not in value:
            return name, Message("forms.file-key-missing", wanted=_wanted(member.kind))
    for name, part, content in _parts(kind, value):
        if not _fits(part, content):
            key, fault = _fault_of(part, content)
            return _joined(name, key), fault
    if known := _known(kind):
        return "", Message("forms.value-not-one-of", known=known)
    return "", Message("forms.file-wrong-type", wanted=_wanted(kind))


def _fits(kind: Any, value: Any) -> bool:
    try:
        msgspec.convert(value, kind, str_keys=True)
    except msgspec.ValidationError:
        return False
    return True


class _Member(NamedTuple):
    kind: Any
    required: bool


@cache
def _members(kind: Any) -> Mapping[str, _Member]:
    """Return the members of a struct or dataclass by name; none for other types."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {field.encode_name: _Member(field.type, field.required) for field in msgspec.structs.fields(kind)}
    if dataclasses.is_dataclass(kind):
        kinds, missing = get_type_hints(kind), dataclasses.MISSING
        return {
            field.name: _Member(kinds[field.name], field.default is missing and field.default_factory is missing)
            for field in dataclasses.fields(kind)
        }
    return {}


def _unknown(kind: Any, value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the keys that no member has, with those that are known. msgspec itself accepts them in a dataclass."""
    if get_origin(kind) in (Union, UnionType) and value is not None:
        kind = next(each for each in get_args(kind) if each is not NoneType)
    if isinstance(value, dict) and (members := _members(kind)):
        yield from ((_short(name), tuple(members)) for name in value if name not in members)
    for name, part, content in _parts(kind, value):
        yield from ((_joined(name, key), known) for key, known in _unknown(part, content))


def _joined(name: str, key: str) -> str:
    return f"{name}{'.' if key and not key.startswith('[') else ''}{key}"


def _parts(kind: Any, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the key, the type and the value of each part of a value; none for a value of another shape."""
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(value, list) and origin in (tuple, list, frozenset):
        if len(inner) == 1 or inner[-1] is Ellipsis:
            yield from ((f"[{at}]", inner[0], each) for at, each in enumerate(value))
        elif len(inner) == len(value):
            yield from ((f"[{at}]", *each) for at, each in enumerate(zip(inner, value, strict=True)))
    elif isinstance(value, dict) and origin in (dict, Mapping):
        yield from ((_short(name), inner[1], each) for name, each in value.items())
    elif isinstance(value, dict):
        yield from ((name, member.kind, value[name]) for name, member in _members(kind).items() if name in value)


def _known(kind: Any) -> tuple[str, ...]:
    """Return what a closed list of values allows, as a file has it; nothing for other types."""
    if get_origin(kind) is Literal:
        values: tuple[Any, ...] = get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        values = tuple(each.value for each in kind)
    else:
        return ()
    return tuple(f'"{each}"' if isinstance(each, str) else str(each) for each in values)


def _wanted(kind: Any) -> Message:
    """Return what a value of that type is written as."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated or origin in (Union, UnionType):
        return _wanted(next(each for each in inner if each is not NoneType))
    if known := _known(kind):
        return Message("forms.file-wants-one-of", known=known)
    if origin is tuple and inner[-1] is not Ellipsis:
        return Message("forms.file-wants-list-of", count=len(inner), each=_wanted(inner[0]))
    if origin in (tuple, list, frozenset):
        return Message("forms.file-wants-list", each=_wanted(inner[0]))
    return _WANTED.get(kind, Message("forms.value-wants-table"))


_WANTED: Final = {
    str: Message("forms.file-wants-text"),
    bool: Message("forms.file-wants-yes-no"),
    int: Message("forms.file-wants-number"),
    float: Message("forms.file-wants-decimal"),
}


def _limit(kind: Any) -> Message:
    """Return the fault of a value of the right type that is outside its limits."""
    return Message("forms.file-text-empty" if kind is str else "forms.file-out-of-limits")


def _short(name: object) -> str:
    return text if len(text := str(name)) <= KEY_SHOWN else f"{text[:KEY_SHOWN]}…"
