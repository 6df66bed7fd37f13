"""The text of a file that passed through people's editors: UTF-8, or UTF-8 or UTF-16 with a byte order mark."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def text_of(data: bytes) -> str:
    """Return the text without its byte order mark. Raise UnicodeDecodeError when it is not text."""
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", "utf-8"))
    return data.removeprefix(mark).decode(encoding)
