"""The loading of forms from TOML files. A file is used only when all of it is good.

A finding names file, line, key and what to do. `format1` reads the tables. `form_consistency` judges the whole: keys,
roles, blocks, placeholders. A file that cannot be used is a finding and does not affect the other forms.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forms.errors import FormFileError, UnknownForm
from forms.form_consistency import require_sense
from forms.format1 import read_form
from forms.message import Message
from forms.model import Form
from forms.toml_file import read_toml

CATALOGUE = Path(__file__).parent / "catalogue"


def load_form(path: Path) -> Form:
    """Read and judge one form file. Raise `FormFileError` when it cannot be used."""
    file = read_toml(path)
    form = read_form(file)
    require_sense(form, file.refuse)
    return form


@dataclass(frozen=True, slots=True)
class Shelf:
    """The contents of a folder of form files: the forms that can be used, and why the other files cannot."""

    forms: tuple[Form, ...]
    findings: tuple[FormFileError, ...]


def shelf(folder: Path = CATALOGUE) -> Shelf:
    """Read and judge every form file of a folder.

    The result is cached until the name, the size or the time of change of a file differs.
    """
    stats = ((path, path.lstat()) for path in sorted(folder.glob("*.toml")))
    return _judged(folder, tuple((path.name, stat.st_mtime_ns, stat.st_size) for path, stat in stats))


@lru_cache(maxsize=4)
def _judged(folder: Path, _files: tuple[tuple[str, int, int], ...]) -> Shelf:
    read: list[tuple[Path, Form]] = []
    findings: list[FormFileError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            read.append((path, load_form(path)))
        except FormFileError as finding:
            findings.append(finding)
    kept: dict[tuple[str, str], Path] = {}
    forms: list[Form] = []
    for path, form in sorted(read, key=_own_name_first):
        if earlier := kept.get((form.id, form.edition)):
            fault = Message("forms.file-edition-twice", earlier=earlier.name, form=form.id, edition=form.edition)
            findings.append(FormFileError(str(path), "edition", fault))
            continue
        kept[form.id, form.edition] = path
        forms.append(form)
    return Shelf(tuple(sorted(forms, key=lambda form: form.id)), tuple(findings))


def _own_name_first(read: tuple[Path, Form]) -> bool:
    """Return False for a file that is named after its form, so that it is sorted first.

    Of two files of one edition the first is taken: the other is likely a copy of it.
    """
    path, form = read
    return path.stem != form.id


def catalogue(folder: Path = CATALOGUE) -> dict[str, Form]:
    """Return the newest edition of every usable form in a folder, by the id of the form."""
    newest: dict[str, Form] = {}
    for form in shelf(folder).forms:
        if form.id not in newest or edition_order(newest[form.id]) < edition_order(form):
            newest[form.id] = form
    return newest


def find_form(form_id: str, edition: str | None = None, folder: Path = CATALOGUE) -> Form:
    """Return one edition of a form.

    Args:
        form_id: The id of the form.
        edition: The edition, such as `2026-2`; None means the newest.
        folder: The folder of form files to search.

    Raises:
        UnknownForm: There is no such form. The message lists the usable forms and the files that cannot be used.
    """
    if edition is None:
        found = catalogue(folder).get(form_id)
    else:
        found = {(form.id, form.edition): form for form in shelf(folder).forms}.get((form_id, edition))
    if found is None:
        held = shelf(folder)
        known = tuple(f"{form.id} {form.edition}" for form in held.forms)
        broken = tuple(Message("forms.not-usable", fault=finding.message) for finding in held.findings)
        asked = form_id if edition is None else f"{form_id} {edition}"
        raise UnknownForm(Message("forms.no-form", asked=asked, known=known, broken=broken))
    return found


def edition_order(form: Form) -> tuple[int, int]:
    """Return year and number of an edition, for comparing: 2026-10 is newer than 2026-9."""
    year, number = form.edition.split("-")
    return int(year), int(number)
