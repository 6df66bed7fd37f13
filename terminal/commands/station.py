"""`luobi station new`: sets up a station on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.group()
def station() -> None:
    """Set up a station."""


@station.command("new")
@click.option("--home", type=click.Path(path_type=Path), required=True, help="Folder of the new station.")
@click.option("--kind", type=click.Choice(["training", "production"]), required=True, help="Fixed for good by the log.")
@click.option("--name", required=True, help="The station's name, as printed.")
@click.option("--origin", required=True, help="The log's name, such as station-0042.example/archive.")
@click.option("--area", required=True, help="Six-digit area code; the numbers of visits begin with it.")
@click.option("--staff", multiple=True, required=True, metavar="ID=NAME", help="A staff member; repeatable.")
@click.option(
    "--custodian",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="Public key file of the custodian of pen dynamics (luobi station custodian makes one).",
)
@click.option(
    "--passphrases",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with one file ID.txt for each staff member; asked for when not given.",
)
@click.option(
    "--rehearsal-ink",
    type=click.Choice(["pen", "mouse"]),
    default="pen",
    show_default=True,
    help="What may sign at a training station; with mouse (or finger) every record is level L0.",
)
@click.option("--recovery-kit", type=click.Path(path_type=Path), required=True, help="Where to write the recovery kit.")
@click.pass_context
def new(
    ctx: click.Context,
    home: Path,
    kind: str,
    name: str,
    origin: str,
    area: str,
    staff: tuple[str, ...],
    custodian: Path,
    passphrases: Path | None,
    rehearsal_ink: str,
    recovery_kit: Path,
) -> None:
    """Make a station: keys, certificates, an empty log whose first entry says what it is."""
    from datetime import UTC, datetime

    from signing.custodian import load_public
    from terminal import config
    from terminal.station import Plan, create, write_durably, write_secret

    drawn_with = config.rehearsal_ink(kind, rehearsal_ink)
    people = dict(_person(item) for item in staff)
    secrets = {person: _passphrase(person, passphrases) for person in people}
    settings = config.Config(kind, name, origin, area, people, rehearsal_ink=drawn_with)
    plan = Plan(settings, secrets, load_public(custodian.read_bytes()))
    write_secret(recovery_kit, b"")  # the place is sure before a station exists whose kit could be lost
    try:
        kit = create(home, plan, datetime.now(UTC))
    except BaseException:
        recovery_kit.unlink()
        raise
    write_durably(recovery_kit, kit.encode("utf-8"), mode=0o600)
    click.echo(_words(ctx)["made"].format(home=home, kind=kind, kit=recovery_kit))


@station.command("custodian")
@click.option("--private", type=click.Path(path_type=Path), required=True, help="Where to write the private key file.")
@click.option("--public", type=click.Path(path_type=Path), required=True, help="Where to write the public key file.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with the passphrase; asked for when not given.",
)
@click.pass_context
def custodian_key(ctx: click.Context, private: Path, public: Path, passphrase_file: Path | None) -> None:
    """Make a custodian's key pair. Do it on the custodian's machine: the private key never enters a station."""
    import os

    from signing import custodian, envelope
    from terminal.station import write_durably, write_secret

    secret = read_passphrase(passphrase_file) if passphrase_file else _ask("custodian")
    key, public_key = envelope.generate_custodian(os.urandom)
    write_secret(private, custodian.private_file(key, secret, os.urandom))
    write_durably(public, custodian.public_file(public_key))
    click.echo(_words(ctx)["custodian"].format(private=private, public=public))


@station.command("recover")
@click.option("--home", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--kit", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--staff", metavar="ID", required=True, help="Who gets a new passphrase; station.toml must name him.")
@click.option(
    "--passphrases",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the file ID.txt; asked for when not given.",
)
@click.pass_context
def recover_access(ctx: click.Context, home: Path, kit: Path, staff: str, passphrases: Path | None) -> None:
    """Give a staff member a new passphrase by the recovery kit, when the old one is lost or a person is new."""
    from terminal.station import recover

    recover(home, kit.read_text("utf-8"), staff, _passphrase(staff, passphrases))
    click.echo(_words(ctx)["recovered"].format(staff=staff))


def _person(item: str) -> tuple[str, str]:
    person, _, name = item.partition("=")
    if not (person.isalnum() and person.isascii() and name):
        raise click.UsageError(f"--staff {item!r}: write ID=NAME with letters and digits in ID, such as S01=王文")
    return person, name


def _passphrase(person: str, folder: Path | None) -> str:
    return read_passphrase(folder / f"{person}.txt") if folder else _ask(person)


def read_passphrase(path: Path) -> str:
    from signing.keyring import passphrase_of

    try:
        return passphrase_of(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise click.UsageError(f"{path}: no passphrase there ({problem}). Write it into this file, one line") from None


def _ask(person: str) -> str:
    secret: str = click.prompt(f"passphrase of {person}", hide_input=True, confirmation_prompt=True, err=True)
    return secret


def _words(ctx: click.Context) -> dict[str, Any]:
    return WORDS[(ctx.obj or {}).get("lang", "zh")]


WORDS = {
    "zh": {
        "made": "站点已建立：{home}（{kind}）。恢复单写在 {kit}，请打印两份分处保管，然后删除此文件。",
        "recovered": "{staff} 可以用新口令打开站点了。旧口令已失效。",
        "custodian": "保管人密钥：私钥 {private}（离线保管，不得进入站点），公钥 {public}（交给站点）。",
    },
    "en": {
        "made": "Station made: {home} ({kind}). Recovery kit in {kit}: print it twice, keep them apart, delete it.",
        "recovered": "{staff} can open the station with the new passphrase; the old one opens nothing.",
        "custodian": "Custodian key: private {private} (never on a station), public {public} (for the station).",
    },
}
