"""`luobi station …`: sets up a station, its custodian's key and its staff on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forms.message import Lang, Message, text
from terminal.commands import staff as staff_verbs
from terminal.commands.fingerprints import grouped, have_typed_back, require_custodian
from terminal.commands.language import lang_of
from terminal.commands.passphrases import ask_new, read_new_passphrase

if TYPE_CHECKING:
    from terminal.config import Config


@click.group()
def station() -> None:
    """Set up a station and its staff."""


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
@click.option(
    "--font",
    "fonts",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, resolve_path=True),
    help="A font file for characters that the product's own fonts lack; repeatable.",
)
@click.option(
    "--custodian-fingerprint",
    metavar="HEX",
    help="What the custodian's fingerprint must be, at least its first three groups; asked for at a terminal.",
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
    fonts: tuple[Path, ...],
    custodian_fingerprint: str | None,
    recovery_kit: Path,
) -> None:
    """Make a station: keys, certificates, an empty log whose first entry says what it is.

    The fingerprints of the custodian's key, of the CA and of the log's keys are printed; at a
    terminal their first groups are typed back.
    """
    from datetime import UTC, datetime
    from shlex import quote

    from signing import durable
    from signing.custodian import load_public
    from terminal import config
    from terminal.station import Plan, create, fingerprints, require_free, require_no_station, write_secret

    lang, words = lang_of(ctx), _words(ctx)
    drawn_with = config.rehearsal_ink(kind, rehearsal_ink)
    people = _people(staff, lang)
    settings = config.Config(kind, name, origin, area, people, fonts, drawn_with)
    _require_names_of(settings, lang)  # before anybody types a passphrase in vain
    require_no_station(home)
    require_free(recovery_kit)
    if recovery_kit.resolve().is_relative_to(home.resolve()):
        raise click.ClickException(words["kit at home"].format(kit=recovery_kit))
    public = load_public(_key_file(custodian, words))
    require_custodian(custodian_fingerprint, public.digest(), lang)
    secrets = {person: _passphrase(person, called, passphrases, lang) for person, called in people.items()}
    write_secret(recovery_kit, b"")  # the place is sure before a station exists whose kit could be lost
    try:
        kit = create(home, Plan(settings, secrets, public), datetime.now(UTC))
    except BaseException:
        recovery_kit.unlink()
        raise
    durable.replace(recovery_kit, kit.encode("utf-8"), secret=True)
    told = {"home": home, "kind": words[kind], "kit": recovery_kit, "quoted": quote(str(home))}
    click.echo(
        words["made"].format(**told, staff=words["and"].join(map(words["person"].format, people, people.values())))
    )
    for whose, digest in fingerprints(home).items():
        have_typed_back(whose, digest, lang)


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

    from signing import custodian, durable, envelope
    from terminal.station import require_free, write_secret

    lang, words = lang_of(ctx), _words(ctx)
    require_free(private)
    if os.path.lexists(public) or public.resolve() == private.resolve():
        raise click.ClickException(words["taken"].format(path=public))
    secret = read_new_passphrase(passphrase_file, lang) if passphrase_file else ask_new(words["the custodian"], lang)
    key, public_key = envelope.generate_custodian(os.urandom)
    write_secret(private, custodian.private_file(key, secret, os.urandom))
    try:
        durable.create(public, custodian.public_file(public_key), mode=durable.PUBLIC, foreign=True)
    except BaseException:
        private.unlink()
        raise
    click.echo(words["custodian"].format(private=private, public=public))
    click.echo(words["fingerprint"].format(fingerprint=grouped(public_key.digest())))


def _key_file(path: Path, words: Mapping[str, str]) -> bytes:
    """The bytes of a key file from elsewhere."""
    from forms.outside_file import read_outside
    from signing.keyring import FILE_BYTES_MAX

    try:
        return read_outside(path, FILE_BYTES_MAX)
    except OSError as problem:
        raise click.UsageError(words["no key file"].format(path=path, problem=problem.strerror)) from None


def person_of(item: str, lang: Lang) -> tuple[str, str]:
    """The id and the name in ID=NAME. Raises click.UsageError."""
    person, _, name = item.partition("=")
    if not (person.isalnum() and person.isascii() and name):
        raise click.UsageError(WORDS[lang]["no person"].format(item=item))
    return person, name


def _people(staff: tuple[str, ...], lang: Lang) -> dict[str, str]:
    """Id to name of everybody who is named; each id once."""
    people: dict[str, str] = {}
    for item in staff:
        person, name = person_of(item, lang)
        if person in people:
            raise click.ClickException(WORDS[lang]["twice"].format(person=person))
        people[person] = name
    return people


def _require_names_of(settings: Config, lang: Lang) -> None:
    """Raises click.ClickException when the station or its staff cannot be called so."""
    from signing.fonts import Faces
    from terminal import new_station

    require_names(new_station.faults(settings, Faces.load(settings.fonts).missing), lang)


def require_names(faults: Iterable[tuple[str, Message]], lang: Lang) -> None:
    """Raises click.ClickException with the first fault, in the language of the conversation."""
    for key, fault in faults:
        raise click.ClickException(text(Message("commands.name-fault", key=key, fault=fault), lang))


def _passphrase(person: str, name: str, folder: Path | None, lang: Lang) -> str:
    """A new one."""
    return read_new_passphrase(folder / f"{person}.txt", lang) if folder else ask_new(f"{person} {name}".strip(), lang)


def _words(ctx: click.Context) -> Mapping[str, str]:
    return WORDS[lang_of(ctx)]


for verb in staff_verbs.VERBS:
    station.add_command(verb)

WORDS = {
    "zh": {
        "made": "站点已建立：{home}（{kind}）。\n恢复单写在 {kit}：请打印两份，分处保管，然后删除这个文件。\n"
        "下一步：./run luobi terminal --home {quoted}\n登录的工号：{staff}，用刚才设的口令。",
        "training": "演练，不具法律效力",
        "production": "正式",
        "person": "{}（{}）",
        "and": "、",
        "the custodian": "保管人",
        "custodian": "保管人密钥：私钥 {private}（离线保管，不得进入站点），公钥 {public}（交给站点）。",
        "fingerprint": "公钥的指纹：{fingerprint}\n请抄在纸上；新建站点时对照（--custodian-fingerprint）。",
        "taken": "{path}：那里已有文件，或与私钥同名。请换一个地方",
        "twice": "工号 {person} 给了两次，每个工号只能给一个人",
        "kit at home": "{kit}：恢复单不能放在站点自己的文件夹里。请换一个地方",
        "no key file": "{path}：读不到保管人的公钥（{problem}）。请给出保管人的公钥文件",
        "no person": "{item!r}：请写成 工号=姓名（ID=NAME），工号只用字母和数字，例如 S01=王文",
    },
    "en": {
        "made": "Station made: {home} ({kind}).\n"
        "Recovery kit in {kit}: print it twice, keep the prints apart, delete the file.\n"
        "Next: ./run luobi terminal --home {quoted}\nSign in as {staff}, with the passphrase just set.",
        "training": "training, no legal effect",
        "production": "production",
        "person": "{} ({})",
        "and": " or ",
        "the custodian": "the custodian",
        "custodian": "Custodian key: private {private} (never on a station), public {public} (for the station).",
        "fingerprint": "Fingerprint of the public key: {fingerprint}\n"
        "Write it down; it is compared when a station is made (--custodian-fingerprint).",
        "taken": "{path}: there is a file already, or it is the private key's place. Name another place",
        "twice": "the id {person} is given twice; each id is one person's",
        "kit at home": "{kit}: the recovery kit does not belong into the station's own folder. Name another place",
        "no key file": "{path}: no custodian's key there ({problem}). Name the custodian's public key file",
        "no person": "{item!r}: write ID=NAME with letters and digits in ID, such as S01=王文",
    },
}
