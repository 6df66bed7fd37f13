"""The import of a bureau's code list in the place of an older one: no code may lose its meaning.

Records name codes for decades. So a code of the older list stays in the new one, with its label and what it derives, on
every day of its use. What is no longer used gets a last day. The file is replaced whole, or not at all.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from forms.code_csv import About, load_code_table
from forms.code_file import NAME, load_code_list, written
from forms.code_list import Code, CodeList
from forms.errors import FormFileError
from forms.message import Message
from forms.misfit import shown


def import_code_list(source: Path, folder: Path, on: date, about: About | None = None) -> CodeList:
    """Read a list, judge it, and put its file into a folder of lists; return it.

    Args:
        source: The file of the bureau, a `.csv` table or a file as in `forms/codes`.
        folder: The folder of lists; a list of the same name there is replaced.
        on: The day of the import: what was usable before it stays usable then.
        about: What a table does not say; None for a file that says it itself.

    Raises:
        FormFileError: The list cannot be used here; nothing was changed.
        OSError: The folder cannot be written.
    """
    listed = load_code_list(source) if about is None else load_code_table(source, about)
    lost, underived = _lost(source, listed, folder, on), _underived(source, listed, folder)
    for finding in (*_misnamed(source, listed), *lost, *underived):
        raise finding
    _replace(folder / f"{listed.name}.toml", written(listed))
    return listed


def _misnamed(source: Path, listed: CodeList) -> Iterator[FormFileError]:
    if not NAME.fullmatch(listed.name):
        yield FormFileError(str(source), "name", Message("forms.code-list-misnamed", name=shown(listed.name)))


def _lost(source: Path, listed: CodeList, folder: Path, on: date) -> Iterator[FormFileError]:
    """Yield a finding for each code of the replaced list that loses its meaning, and for a list that offers no code."""
    if not (folder / f"{listed.name}.toml").is_file():
        return
    older = load_code_list(folder / f"{listed.name}.toml")
    for entry in older.entries:
        if not any(_keeps(new, entry, on) for new in listed.entries):
            fault = Message("forms.code-lost", code=entry.code, label=entry.label)
            yield FormFileError(str(source), "codes", fault)
    if older.derives and listed.derives != older.derives:
        yield FormFileError(str(source), "derives", Message("forms.code-derives-lost", name=older.derives))
    if older.codes(on) and not listed.codes(on):
        yield FormFileError(str(source), "codes", Message("forms.code-none-offered"))


def _keeps(new: Code, old: Code, on: date) -> bool:
    """Return whether a new entry says what an old one said, on every day before `on` that the old one was usable."""
    same = (new.code, new.label, new.derived) == (old.code, old.label, old.derived)
    needed = min(old.last or on, on)
    return same and (new.first or date.min) <= (old.first or date.min) and needed <= (new.last or date.max)


def _underived(source: Path, listed: CodeList, folder: Path) -> Iterator[FormFileError]:
    """Yield a finding for a list that it derives and the folder does not have, and for each code not in that."""
    if not listed.derives:
        return
    path = folder / f"{listed.derives}.toml"
    if not NAME.fullmatch(listed.derives) or not path.is_file():
        yield FormFileError(str(source), "derives", Message("forms.code-derives-first", name=shown(listed.derives)))
        return
    known = {entry.code for entry in load_code_list(path).entries}
    for entry in listed.entries:
        if entry.derived and entry.derived not in known:
            fault = Message("forms.file-derives-unknown", code=shown(entry.derived), name=listed.derives)
            yield FormFileError(str(source), f"codes.{entry.code}", fault)


def _replace(path: Path, text: str) -> None:
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".new", delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise
