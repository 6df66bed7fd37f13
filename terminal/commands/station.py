"""`luobi station …`: set up a station, its custodian's key and its staff on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from forms.message import Lang, Message, text
from forms.system_errors import why
from signing.fingerprint import in_groups
from terminal.commands.fingerprints import have_typed_back, require_custodian
from terminal.commands.passphrases import ask_new, read_new_passphrase
from terminal.commands.people import person_of, require_names
from terminal.commands.staff import VERBS
from terminal.conversation import TRAINING, lang_of, say
from terminal.errors import TerminalError

if TYPE_CHECKING:
    from signing.envelope import CustodianPublic
    from terminal.station.settings import Config, Kind, RehearsalInk

THE_CUSTODIAN = Message("signing.custodian")


@click.group()
def station() -> None:
    """Set up a station and its staff."""


@station.command("new")
@click.option("--home", type=click.Path(path_type=Path), required=True)
@click.option("--kind", type=click.Choice(["training", "production"]), required=True)
@click.option("--name", required=True)
@click.option("--origin", required=True)
@click.option("--area", required=True)
@click.option("--staff", multiple=True, required=True, metavar="ID=NAME")
@click.option(
    "--custodian", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False), required=True
)
@click.option("--passphrases", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rehearsal-ink", type=click.Choice(["pen", "mouse"]), default="pen", show_default=True)
@click.option(
    "--font",
    "fonts",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False, resolve_path=True),
)
@click.option("--custodian-fingerprint", metavar="HEX")
@click.option("--recovery-kit", type=click.Path(path_type=Path), required=True)
@click.pass_context
def new(
    ctx: click.Context,
    home: Path,
    kind: Kind,
    name: str,
    origin: str,
    area: str,
    staff: tuple[str, ...],
    custodian: Path,
    passphrases: Path | None,
    rehearsal_ink: RehearsalInk,
    fonts: tuple[Path, ...],
    custodian_fingerprint: str | None,
    recovery_kit: Path,
) -> None:
    """Make a station, and have the fingerprints of its keys compared."""
    from datetime import UTC, datetime
    from shlex import quote

    from signing import durable
    from terminal.station.settings import Config
    from terminal.station.station import Plan, create, fingerprints, require_free, require_no_station, write_secret

    lang = lang_of(ctx)
    people = _people(staff, lang)
    settings = Config(kind, name, origin, area, people, fonts, rehearsal_ink)
    _require_fonts(fonts, lang)
    _require_names_of(settings, lang)  # before anybody types a passphrase in vain
    require_no_station(home)
    require_free(recovery_kit)
    if recovery_kit.resolve().is_relative_to(home.resolve()):
        raise click.ClickException(text(Message("commands.kit-at-home", kit=str(recovery_kit)), lang))
    public = _public_key(custodian, lang)
    require_custodian(custodian_fingerprint, public.digest(), lang)
    secrets = {person: _passphrase(person, called, passphrases, lang) for person, called in people.items()}
    write_secret(recovery_kit, b"")  # the place is sure before a station exists whose kit could be lost
    try:
        kit = create(home, Plan(settings, secrets, public), datetime.now(UTC))
    except BaseException:
        recovery_kit.unlink()
        raise
    durable.replace(recovery_kit, kit.encode("utf-8"), secret=True)
    say(
        Message(
            "commands.station-made",
            home=str(home),
            kind=TRAINING if kind == "training" else Message("commands.production"),
            kit=str(recovery_kit),
            quoted=quote(str(home)),
            staff=tuple(Message("commands.person", staff=each, name=called) for each, called in people.items()),
        ),
        lang,
    )
    for whose, digest in fingerprints(home).items():
        have_typed_back(whose, digest, lang)


@station.command("custodian")
@click.option("--private", type=click.Path(path_type=Path), required=True)
@click.option("--public", type=click.Path(path_type=Path), required=True)
@click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False))
@click.pass_context
def custodian_key(ctx: click.Context, private: Path, public: Path, passphrase_file: Path | None) -> None:
    """Make a custodian's key pair."""
    import os

    from signing import custodian, durable, envelope
    from terminal.station.station import require_free, write_secret

    lang = lang_of(ctx)
    require_free(private)
    if os.path.lexists(public) or public.resolve() == private.resolve():
        raise click.ClickException(text(Message("commands.public-key-taken", path=str(public)), lang))
    secret = (
        read_new_passphrase(passphrase_file, THE_CUSTODIAN, lang) if passphrase_file else ask_new(THE_CUSTODIAN, lang)
    )
    key, public_key = envelope.generate_custodian(os.urandom)
    write_secret(private, custodian.private_file(key, secret, os.urandom))
    try:
        durable.create(public, custodian.public_file(public_key), mode=durable.PUBLIC, foreign=True)
    except BaseException:
        private.unlink()
        raise
    say(Message("commands.custodian-made", private=str(private), public=str(public)), lang)
    say(Message("commands.custodian-fingerprint", fingerprint=in_groups(public_key.digest())), lang)


def _public_key(path: Path, lang: Lang) -> CustodianPublic:
    """Return the public key in a custodian's file.

    Raise TerminalError when the file cannot be read, and click.UsageError when it holds no public key.
    """
    from forms.outside_file import read_outside
    from signing.custodian import load_public
    from signing.errors import KeyFileError
    from signing.keyring import FILE_BYTES_MAX

    try:
        return load_public(read_outside(path, FILE_BYTES_MAX))
    except OSError as problem:
        raise TerminalError(Message("commands.no-public-key", path=str(path), why=why(problem))) from problem
    except KeyFileError as problem:
        raise click.UsageError(text(Message("system.at", where=str(path), what=problem.message), lang)) from problem


def _require_fonts(paths: tuple[Path, ...], lang: Lang) -> None:
    """Raise click.UsageError, which names the file, unless each of these is a font."""
    from signing.errors import PageError
    from signing.fonts import require_fonts

    try:
        require_fonts(paths)
    except PageError as problem:
        raise click.UsageError(text(problem.message, lang)) from problem


def _people(staff: tuple[str, ...], lang: Lang) -> dict[str, str]:
    """Return the name of each person by id. Raise click.ClickException for an id that comes twice."""
    people: dict[str, str] = {}
    for item in staff:
        person, name = person_of(item, lang)
        if person in people:
            raise click.ClickException(text(Message("commands.staff-id-twice", person=person), lang))
        people[person] = name
    return people


def _require_names_of(settings: Config, lang: Lang) -> None:
    """Raise click.ClickException when the station or its staff cannot have their names."""
    from signing.fonts import Faces
    from terminal.station import naming

    require_names(naming.faults(settings, Faces.load(settings.fonts).missing), lang, options=True)


def _passphrase(person: str, name: str, folder: Path | None, lang: Lang) -> str:
    """Return a new passphrase, from a file or typed."""
    if folder:
        return read_new_passphrase(folder / f"{person}.txt", person, lang)
    return ask_new(f"{person} {name}".strip(), lang)


for verb in VERBS:
    station.add_command(verb)
