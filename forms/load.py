"""Forms from TOML files. A file is used only when it is whole; a complaint names file, key and what to do.

`form_file` reads the tables; the sense of the whole (keys, roles, blocks, placeholders) is judged in
`form_sense`.
"""

from collections.abc import Iterator
from pathlib import Path

from forms.errors import FormFileError, UnknownForm
from forms.form_file import read_form
from forms.form_sense import require_sense
from forms.model import Form

CATALOGUE = Path(__file__).parent / "catalogue"


def load_form(path: Path) -> Form:
    """Read and judge one form file; `FormFileError` when it cannot be used."""
    form = read_form(path)
    require_sense(path, form)
    return form


def catalogue(folder: Path = CATALOGUE) -> dict[str, Form]:
    """The newest edition of every form in a folder, by id."""
    newest: dict[str, Form] = {}
    for form in _editions(folder):
        if form.id not in newest or edition_order(newest[form.id]) < edition_order(form):
            newest[form.id] = form
    return newest


def find_form(form_id: str, edition: str | None = None, folder: Path = CATALOGUE) -> Form:
    """That edition of a form, the newest when none is named; `UnknownForm` lists what there is."""
    if edition is None:
        found = catalogue(folder).get(form_id)
    else:
        found = {(form.id, form.edition): form for form in _editions(folder)}.get((form_id, edition))
    if found is None:
        known = ", ".join(f"{form.id} {form.edition}" for form in _editions(folder))
        asked = form_id if edition is None else f"{form_id} {edition}"
        raise UnknownForm(f"the catalogue has no form {asked}. Choose one of: {known}.")
    return found


def edition_order(form: Form) -> tuple[int, int]:
    """Year and number of an edition, for comparing: 2026-10 is newer than 2026-9."""
    year, number = form.edition.split("-")
    return int(year), int(number)


def _editions(folder: Path) -> Iterator[Form]:
    seen: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.glob("*.toml")):
        form = load_form(path)
        if earlier := seen.get((form.id, form.edition)):
            raise FormFileError(
                str(path),
                "edition",
                f"{earlier.name} already is {form.id} {form.edition}",
                "Give the changed form a new edition",
            )
        seen[form.id, form.edition] = path
        yield form
