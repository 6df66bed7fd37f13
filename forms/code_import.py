"""The import of a bureau's code list in the place of an older one: no code may lose its meaning.

Records name codes for decades. So a code of the older list stays in the new one with its label; what is no longer used
gets a last day. The file is replaced as a whole, or not at all.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from forms.code_csv import About, load_code_table
from forms.code_file import NAME, load_code_list, written
from forms.code_list import CodeList
from forms.errors import FormFileError
from forms.message import Message
from forms.misfit import shown


def import_code_list(source: Path, folder: Path, about: About | None = None) -> CodeList:
    """Read a list, judge it, and put its file into a folder of lists; return it.

    Args:
        source: The file of the bureau, a `.csv` table or a file as in `forms/codes`.
        folder: The folder of lists; a list of the same name there is replaced.
        about: What a table does not say; None for a file that says it itself.

    Raises:
        FormFileError: The list cannot be used here; nothing was changed.
        OSError: The folder cannot be written.
    """
    listed = load_code_list(source) if about is None else load_code_table(source, about)
    for finding in (*_misnamed(source, listed), *_lost(source, listed, folder), *_underived(source, listed, folder)):
        raise finding
    _replace(folder / f"{listed.name}.toml", written(listed))
    return listed


def _misnamed(source: Path, listed: CodeList) -> Iterator[FormFileError]:
    if not NAME.fullmatch(listed.name):
        yield FormFileError(str(source), "name", Message("forms.code-list-misnamed", name=shown(listed.name)))


def _lost(source: Path, listed: CodeList, folder: Path) -> Iterator[FormFileError]:
    """Yield a finding for each code of the replaced list that the new list does not have with that label."""
    if not (folder / f"{listed.name}.toml").is_file():
        return
    kept = {(entry.code, entry.label) for entry in listed.entries}
    for entry in load_code_list(folder / f"{listed.name}.toml").entries:
        if (entry.code, entry.label) not in kept:
            fault = Message("forms.code-lost", code=entry.code, label=entry.label)
            yield FormFileError(str(source), "codes", fault)


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
