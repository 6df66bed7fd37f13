"""The catalogues of texts: complete in every language, compiled, in step with the code that names their ids.

`mend` brings the files into their normal form, and compiles them. What a text says is written by hand.
"""

from __future__ import annotations

import io
import re
import string
from collections.abc import Container, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALES = ("en", "zh_CN")
WINDOWS = "windows"
"""The windows' texts are their own ids, in Chinese; their catalogue has English alone."""
CLICK = "messages"
"""click's own sentences; their ids are English, so that this catalogue has Chinese alone."""
DAY = datetime(2026, 11, 30, tzinfo=UTC)
"""Stands in the header of each compiled catalogue, which asks for a date."""
ONE_LANGUAGE = {WINDOWS: "en", CLICK: "zh_CN"}


def files(locale: Path) -> list[Path]:
    """Return every catalogue's source below the folder of locales."""
    return sorted(locale.glob("*/LC_MESSAGES/*.po"))


def texts(path: Path) -> dict[str, str]:
    """Return the texts of a catalogue by their ids."""
    return {str(each.id): str(each.string) for each in _read(path) if each.id}


def placeholders(template: str) -> set[str]:
    """Return the parameters that a text names."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name is not None}


def conversions(template: str) -> str:
    """Return "!" where a text converts one of its parameters, as `{name!r}` does."""
    return "!" if any(conversion for _text, _name, _spec, conversion in string.Formatter().parse(template)) else ""


NUMBERS = (
    "answers|blobs|bytes|characters|check_pages|contents|count|covered|entries|events|found|hashes|heads|known|new|outside"
    "|pages|proven|size|touches"
)
"""The parameters of English texts that are numbers and can be 1."""
UNCHOSEN = re.compile(rf"\{{({NUMBERS})(?::[^}}|]*)?\}}(?: \w+)? (?!is\b|was\b|has\b|does\b|this\b)\w+s\b")


def unchosen(template: str) -> list[str]:
    """Return the numbers in an English text that a plural follows, without a choice such as `{count:entry|entries}`."""
    return UNCHOSEN.findall(template)


def mend(locale: Path) -> None:
    """Sort each catalogue and compile it."""
    for path in files(locale):
        catalog = _read(path)
        path.write_bytes(_source(catalog))
        path.with_suffix(".mo").write_bytes(_compiled(catalog))


def findings(locale: Path) -> Iterator[str]:
    """Say what is wrong with the catalogues by themselves."""
    for path in files(locale):
        catalog = _read(path)
        name = path.relative_to(locale)
        compiled = path.with_suffix(".mo")
        if (
            path.read_bytes() != _source(catalog)
            or not compiled.exists()
            or compiled.read_bytes() != _compiled(catalog)
        ):
            yield f"{name}: not in its normal form or not compiled; run ./run --dev python -m tests.lints --mend"
        for each in catalog:
            strings = [each.string] if isinstance(each.string, str) else each.string
            if each.id and (each.fuzzy or not all(strings)):
                yield f"{name}: {each.id}: has no text"
            if each.id and path.stem not in ONE_LANGUAGE and "!" in conversions(str(each.string)):
                yield f"{name}: {each.id}: has a conversion (!r): parameters are escaped already; write the quotes"
            for number in unchosen(str(each.string)) if each.id and path.parts[-3] == "en" else ():
                yield f"{name}: {each.id}: says a plural for 1, too; write {{{number}:one|many}}"
    yield from _uneven(locale)


def repeated(locale: Path, built: Container[str]) -> Iterator[str]:
    """Say which sentences several ids have, the same in every language.

    Args:
        locale: The folder of locales.
        built: Ids that the code builds from a table: each row has its own, whatever the text says.
    """
    domains = sorted({path.stem for path in files(locale)} - set(ONE_LANGUAGE))
    ids: dict[tuple[str, ...], list[str]] = {}
    for domain in domains:
        first, second = (texts(locale / each / "LC_MESSAGES" / f"{domain}.po") for each in LOCALES)
        for name in sorted(first.keys() & second.keys()):
            if name not in built and re.search(r"[^\W\d_]", re.sub(r"\{.*?\}", "", first[name])):
                ids.setdefault((first[name], second[name]), []).append(name)
    for (text, _), names in ids.items():
        if len(names) > 1:
            yield f"{' and '.join(names)}: say the same; keep one id: {text}"


def _uneven(locale: Path) -> Iterator[str]:
    """Say which ids one language has and another has not, and where the texts of an id name other parameters."""
    for domain in sorted({path.stem for path in files(locale)} - set(ONE_LANGUAGE)):
        first, second = (texts(locale / each / "LC_MESSAGES" / f"{domain}.po") for each in LOCALES)
        for name in sorted(first.keys() ^ second.keys()):
            yield f"{domain}: {name}: has a text in one language only"
        for name in sorted(first.keys() & second.keys()):
            if placeholders(first[name]) != placeholders(second[name]):
                yield f"{domain}: {name}: its texts name different parameters"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _source(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    out.write(b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n')
    write_po(out, _plain(catalog), width=120, sort_output=True, no_location=True, omit_header=True)
    return out.getvalue().rstrip(b"\n") + b"\n"


def _compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, _plain(catalog))
    return out.getvalue()


def _plain(catalog: Catalog) -> Catalog:
    """Return the texts with a header that is the same on every day."""
    plain = Catalog(project="luobi", version="1", charset="utf-8", creation_date=DAY, revision_date=DAY, fuzzy=False)
    plain.msgid_bugs_address = plain.last_translator = plain.language_team = ""
    for each in catalog:
        if each.id:
            plain.add(each.id, each.string, user_comments=each.user_comments)
    return plain
