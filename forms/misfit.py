"""What is wrong with a value that is not of the shape of a struct: the key, and what to write there.

msgspec decides whether a value fits. Where it does not, its parts are tried one by one, until the part is found that
does not fit by itself.
"""

import re
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import inspect
from msgspec.structs import fields

from forms.message import Message

_NUMBER = re.compile(r"\[[0-9]+\]")


class Misfit(NamedTuple):
    """A part that does not fit: its place, such as `section[0].field[2].kind`, and what is wrong and what to do."""

    key: str
    fault: Message


def misfit(value: Any, kind: Any, builtin: Iterable[type] = ()) -> Misfit:
    """Return the first part of a value that does not fit.

    Args:
        value: The value as a file holds it, which does not fit as a whole.
        kind: The type that it should have: a struct, a tuple of them, or a plain type.
        builtin: The types besides those of JSON that the file itself holds.
    """
    return _Search(tuple(builtin)).inside(value, kind, "")


def shown(text: str) -> str:
    """Return a name from a file as an error shows it: short, and without characters that a terminal would obey."""
    printable = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return printable if len(printable) <= 40 else f"{printable[:40]}…"


class _Search(NamedTuple):
    builtin: tuple[type, ...]

    def fits(self, value: Any, kind: Any) -> bool:
        try:
            msgspec.convert(value, kind, builtin_types=self.builtin)
        except (msgspec.ValidationError, RecursionError):
            return False
        return True

    def inside(self, value: Any, kind: Any, key: str) -> Misfit:
        """Return the part of `value` that does not fit `kind`; the value as a whole has the key `key`."""
        choices = _choices(kind)
        structs = [each for each in choices if isinstance(each, type) and issubclass(each, msgspec.Struct)]
        if structs and isinstance(value, dict):
            return self._in_struct(value, structs, key)
        for each in choices:
            if get_origin(each) is tuple and isinstance(value, list):
                return self._in_list(value, get_args(each)[0], key)
        return Misfit(key, _wanted(value, choices, key))

    def _in_list(self, values: list[Any], kind: Any, key: str) -> Misfit:
        if _is_struct(kind) and not all(isinstance(each, dict) for each in values):
            return Misfit(key, Message("forms.file-not-tables", key=_header(key)))
        at = next((at for at, each in enumerate(values) if not self.fits(each, kind)), None)
        if at is None:
            return Misfit(key, Message("forms.file-not-so-many"))
        found = self.inside(values[at], kind, f"{key}[{at}]")
        return found if _is_struct(kind) else Misfit(key, Message("forms.file-not-texts"))

    def _in_struct(self, value: Mapping[str, Any], structs: list[type[msgspec.Struct]], key: str) -> Misfit:
        where = f"{key}." if key else ""
        struct, tag = structs[0], structs[0].__struct_config__.tag_field
        if len(structs) > 1 and tag is not None:
            known = {str(each.__struct_config__.tag): each for each in structs}
            if tag not in value:
                return Misfit(
                    f"{where}{tag}", Message("forms.file-key-missing", wanted=Message("forms.file-wants-text"))
                )
            if (name := str(value[tag])) not in known:
                fault = Message("forms.file-no-kind", kind=shown(name), known=tuple(known))
                return Misfit(f"{where}{tag}", fault)
            struct = known[name]
        for part in fields(struct):
            name = part.encode_name
            if name not in value and part.required:
                wanted = _kind_of(_choices(part.type), name)
                return Misfit(f"{where}{name}", Message("forms.file-key-missing", wanted=wanted))
            if name in value and not self.fits(value[name], part.type):
                return self.inside(value[name], part.type, f"{where}{name}")
        allowed = {part.encode_name for part in fields(struct)} | ({tag} if tag else set())
        for name in value:
            if name not in allowed:
                return Misfit(f"{where}{shown(name)}", Message("forms.file-unknown-key", known=tuple(sorted(allowed))))
        return Misfit(key or "file", Message("forms.file-parts-disagree"))


def _choices(kind: Any) -> tuple[Any, ...]:
    """Return the types of a union without None, else the type alone."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(each for each in get_args(kind) if each is not NoneType)
    return (kind,)


def _is_struct(kind: Any) -> bool:
    return any(isinstance(each, type) and issubclass(each, msgspec.Struct) for each in _choices(kind))


def _header(key: str) -> str:
    """Return the header of a table at a place: the place without the numbers."""
    return _NUMBER.sub("", key)


def _wanted(value: Any, choices: tuple[Any, ...], key: str) -> Message:
    """Return what is wrong with a value without parts."""
    kind = inspect.type_info(choices[0])
    if isinstance(kind, inspect.EnumType) and isinstance(value, str):
        return _none_of(value, (each.value for each in kind.cls))
    if isinstance(kind, inspect.LiteralType) and isinstance(value, str):
        return _none_of(value, kind.values)
    if isinstance(kind, inspect.StrType) and isinstance(value, str):
        return Message("forms.file-text-empty")
    if isinstance(kind, inspect.IntType) and isinstance(value, int):
        return Message("forms.file-no-whole-number")
    if isinstance(kind, inspect.DateType) and hasattr(value, "hour"):
        return Message("forms.file-time-of-day")
    return Message("forms.file-wrong-type", wanted=_kind_of(choices, key))


def _none_of(value: str, known: Iterable[Any]) -> Message:
    return Message("forms.file-not-one-of", value=shown(value), known=tuple(map(str, known)))


def _kind_of(choices: tuple[Any, ...], key: str) -> Message:
    """Return the name of a type for people."""
    kind = choices[0]
    if get_origin(kind) is tuple:
        if _is_struct(get_args(kind)[0]):
            return Message("forms.file-wants-tables", key=_header(key))
        return Message("forms.file-wants-texts")
    match inspect.type_info(kind):
        case inspect.IntType():
            return Message("forms.file-wants-number")
        case inspect.BoolType():
            return Message("forms.file-wants-yes-no")
        case inspect.DateType():
            return Message("forms.file-wants-day")
        case inspect.StructType():
            return Message("forms.file-wants-table", key=_header(key))
        case _:
            return Message("forms.file-wants-text")
