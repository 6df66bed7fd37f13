"""The code lists in use: GB/T lists and our own, from the files in `forms/codes`."""

from collections.abc import Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from forms.code_file import NAME, load_code_list
from forms.code_list import Code, CodeList
from forms.errors import FormFileError, UnknownCode
from forms.message import Message
from forms.misfit import shown

__all__ = ["FOLDER", "Code", "CodeList", "code_list", "code_list_names", "load_code_list", "unusable_lists"]

FOLDER = Path(__file__).parent / "codes"
NAMED = 8
"""How many names of other lists a message about an unknown one has."""


@cache
def code_list(name: str) -> CodeList:
    """Return the shipped list of that name. Raise `UnknownCode` when there is no such list."""
    path = FOLDER / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise UnknownCode(_no_list(name, code_list_names()))
    return load_code_list(path)


def code_list_names() -> tuple[str, ...]:
    """Return the names of the shipped lists, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def unusable_lists(folder: Path = FOLDER) -> tuple[FormFileError, ...]:
    """Return what is wrong with the lists of a folder that cannot be used."""
    findings: list[FormFileError] = []
    usable: dict[Path, CodeList] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            usable[path] = load_code_list(path)
        except FormFileError as finding:
            findings.append(finding)
    known = {listed.name: {entry.code for entry in listed.entries} for listed in usable.values()}
    for path, listed in usable.items():
        findings += _derived_from_nowhere(path, listed, known)
    return tuple(findings)


def _derived_from_nowhere(path: Path, listed: CodeList, known: Mapping[str, Set[str]]) -> Iterator[FormFileError]:
    """Yield a finding for an unknown list that is derived, and for each unknown code."""
    if listed.derives and listed.derives not in known:
        yield FormFileError(str(path), "derives", _no_list(listed.derives, tuple(sorted(known))))
        return
    for at, entry in enumerate(listed.entries):
        if entry.derived and entry.derived not in known[listed.derives]:
            fault = Message("forms.file-derives-unknown", code=shown(entry.derived), name=listed.derives)
            yield FormFileError(str(path), f"codes[{at}].derived", fault)


def _no_list(name: str, names: Sequence[str]) -> Message:
    """Return the message about a list that does not exist; it names those of the `names` that are most like it."""
    like = get_close_matches(shown(name), names, NAMED, cutoff=0)
    return Message("forms.no-code-list", name=shown(name), known=tuple(like))
