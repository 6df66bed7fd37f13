"""The one way to show a text to a person: a message is an id with parameters, and its text is in a catalogue.

Findings, problems, errors, reasons and notices are messages. They travel as values; `text` renders one at the edge,
in a window, a command or a page. The texts are in `forms/locale/LANGUAGE/LC_MESSAGES/DOMAIN.po`, with the compiled
file in the same folder. The first part of an id is its domain: `archive.log-exists` is in `archive.po`. `./check`
proves that every message has its text in every language, and that text and code name the same parameters.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

LOCALE: Final = Path(__file__).parent / "locale"
Lang = Literal["zh", "en"]
FOLDERS: Final[dict[Lang, str]] = {"zh": "zh_CN", "en": "en"}
"""The languages of the texts, and the name of each language's folder of catalogues."""

ID: Final = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]+)+")
NESTED_MAX: Final = 16
"""The limit of how deep messages that came as JSON may be nested, so that rendering them ends."""
UNSHOWN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control, format (with every bidirectional one), surrogate, line and paragraph separator.

Such characters can move, hide or turn around the text near them.
"""


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A text for a person, as an id with parameters.

    Args:
        id_: The domain, a full stop, and a name that never changes its meaning: JSON carries it.
        parameters: What the text names in braces: text, numbers, other messages, or a tuple of messages and texts.
    """

    id: str
    parameters: tuple[tuple[str, Any], ...] = field(repr=False)  # may hold what a person is called

    def __init__(self, id_: str, /, **parameters: str | int | float | Message | tuple[Message | str, ...]) -> None:
        object.__setattr__(self, "id", id_)
        object.__setattr__(self, "parameters", tuple(sorted(parameters.items())))

    def as_json(self) -> dict[str, Any]:
        """Return the message as a JSON object with `id` and `parameters`."""
        return {"id": self.id, "parameters": {name: _plain(value) for name, value in self.parameters}}

    @classmethod
    def from_json(cls, content: dict[str, Any], nested: int = NESTED_MAX) -> Message:
        """Read what `as_json` wrote. Raise KeyError, TypeError or ValueError for anything else.

        It may come from a process that reads hostile files: an id names a catalogue, and so a file.

        Args:
            content: The JSON object.
            nested: How deep messages may still lie in it.
        """
        id_, parameters = content["id"], content["parameters"]
        if not isinstance(id_, str) or not isinstance(parameters, dict) or len(content) != 2 or nested < 1:
            raise ValueError("not a message")
        if not ID.fullmatch(id_):
            raise ValueError("not an id")
        return cls(id_, **{str(name): _value(value, nested - 1) for name, value in parameters.items()})


class LuobiError(Exception):
    """An error that a person gets to read: its message says what happened and what to do.

    `str` gives the English text, for logs and tracebacks. `exit_code` is that of a command that ends with it.
    """

    exit_code = 3

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return text(self.message, "en")


def text(message: Message, lang: Lang) -> str:
    """Render a message in a language, on one line for each line of its text.

    Parameters are escaped, so that no value can forge the text around it. For a number a text may say
    `{count} {count:entry|entries}`, and for a number of bytes `{most:size}`: 1 MB. A message without text is shown as
    its id. Only another version or a damaged catalogue can cause one.

    Args:
        message: The message, with messages among its parameters rendered too.
        lang: `zh` or `en`.
    """
    words = template(message.id, lang)
    if words == message.id:
        return shown(words)
    try:
        return words.format_map({name: _rendered(value, lang) for name, value in message.parameters})
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError):
        return shown(message.id)


def template(message_id: str, lang: Lang) -> str:
    """Return the text of a message id with its parameters in braces; the id itself where no text exists.

    Args:
        message_id: The id, which begins with its domain.
        lang: `zh` or `en`.
    """
    return catalogue(message_id.partition(".")[0], lang).gettext(message_id)


@cache
def catalogue(domain: str, lang: Lang) -> gettext.NullTranslations:
    """Return the texts of a domain in a language.

    Args:
        domain: The part of a message id before its first full stop. An unknown domain gives a catalogue without texts.
        lang: `zh` or `en`.
    """
    return gettext.translation(domain, LOCALE, [FOLDERS[lang]], fallback=True)


def shown(value: object) -> str:
    """Return a value on one line as a person reads it, with characters that could forge the output as `\\u{XXXX}`.

    Use it for every value that comes from what is verified. JSON does not need it: there a reader decodes the value.
    """
    return "".join(
        f"\\u{{{ord(char):04X}}}" if unicodedata.category(char) in UNSHOWN_CATEGORIES else char for char in str(value)
    )


def _rendered(value: object, lang: Lang) -> object:
    if isinstance(value, Message):
        return text(value, lang)
    if isinstance(value, tuple):
        return template("forms.list-separator", lang).join(str(_rendered(each, lang)) for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _Number(value)
    return value if isinstance(value, float) else shown(value)


class _Number(int):
    """A number in a text: `{count:entry|entries}` chooses a word by it, and `{most:size}` writes bytes as a size."""

    def __format__(self, spec: str) -> str:
        if spec == "size":
            return _size(self)
        one, bar, many = spec.partition("|")
        return (one if self == 1 else many) if bar else super().__format__(spec)


def _size(count: int) -> str:
    """Return a number of bytes in the largest unit that it fills; 1 KB is 1,024 bytes."""
    for power, unit in ((30, "GB"), (20, "MB"), (10, "KB")):
        if count >> power:
            return f"{count / (1 << power):.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} B"


def _plain(value: object) -> object:
    if isinstance(value, Message):
        return value.as_json()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _value(content: object, nested: int) -> Any:
    if isinstance(content, dict):
        return Message.from_json(content, nested)
    if isinstance(content, list):
        return tuple(each if isinstance(each, str) else Message.from_json(each, nested) for each in content)
    if not isinstance(content, str | int | float):
        raise TypeError("not a parameter of a message")
    return content
