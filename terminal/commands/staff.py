"""`luobi station add-staff …`: who can open a station. Nobody is asked for a passphrase in vain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from terminal.commands.home import tell_findings
from terminal.commands.language import lang_of
from terminal.commands.passphrases import ask, ask_new, read_new_passphrase, read_passphrase


def _shared(command: Callable[..., Any]) -> Any:
    """The options of every verb that changes something."""
    options = (
        click.option("--home", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True),
        click.option(
            "--passphrases",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help="Folder with one file ID.txt for each who is asked (ID.new.txt for a new one of the same person); "
            "asked for when not given.",
        ),
        click.pass_context,
    )
    for option in reversed(options):
        command = option(command)
    return command


BY = click.option("--by", multiple=True, metavar="ID", help="A staff member who agrees, by passphrase; repeatable.")
KIT = click.option("--kit", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The recovery kit.")


@click.command("add-staff")
@click.argument("person", metavar="ID=NAME")
@BY
@KIT
@_shared
def add_staff(
    ctx: click.Context, person: str, home: Path, by: tuple[str, ...], kit: Path | None, passphrases: Path | None
) -> None:
    """Add a staff member; two staff agree, or the kit where one person works. A mark needs two staff."""
    from signing.fonts import Faces
    from terminal import config, new_station, staff, station
    from terminal.commands.station import person_of, require_names

    words = _words(ctx)
    staff_id, name = person_of(person, lang_of(ctx))
    asked = _Asked(ctx, home, passphrases)
    missing = Faces.load(asked.settings.fonts).missing
    require_names(new_station.person_faults(staff_id, name, missing), lang_of(ctx))
    if config.read(home / staff.SETTINGS).staff.get(staff_id) != name:
        station.require_new(home, config.read(home / staff.SETTINGS), staff_id)
    staff.require_two(home, by, kit is not None)
    with staff.changing(home):
        who = staff.authority(home, asked.known(by), kit)
        staff.add(home, who, staff_id, name, asked.new(staff_id, name), _now())
    click.echo(words["added"].format(staff=staff_id, name=name))


@click.command("remove-staff")
@click.argument("person", metavar="ID")
@BY
@KIT
@_shared
def remove_staff(
    ctx: click.Context, person: str, home: Path, by: tuple[str, ...], kit: Path | None, passphrases: Path | None
) -> None:
    """Remove a staff member, who cannot open the station any more.

    Two colleagues agree; where only one other has a passphrase, that one and the kit.
    """
    from terminal import staff

    asked = _Asked(ctx, home, passphrases)
    with staff.changing(home):
        staff.remove(home, staff.authority(home, asked.known(by), kit), person, _now())
    click.echo(_words(ctx)["removed"].format(staff=person))


@click.command("change-passphrase")
@click.argument("person", metavar="ID")
@_shared
def change_passphrase(ctx: click.Context, person: str, home: Path, passphrases: Path | None) -> None:
    """Change a staff member's own passphrase."""
    from terminal import staff

    asked = _Asked(ctx, home, passphrases)
    with staff.changing(home):
        who = staff.authority(home, asked.known((person,)), None)
        staff.change_passphrase(home, who, person, asked.new(person, asked.names.get(person, ""), again=True), _now())
    click.echo(_words(ctx)["changed"].format(staff=person))


@click.command("recover")
@click.option(
    "--staff", "lost", multiple=True, required=True, metavar="ID", help="Who gets a new passphrase; repeatable."
)
@BY
@KIT
@click.option("--recovery-kit", type=click.Path(path_type=Path), required=True, help="Where to write the new kit.")
@_shared
def recover(
    ctx: click.Context,
    lost: tuple[str, ...],
    home: Path,
    by: tuple[str, ...],
    kit: Path | None,
    recovery_kit: Path,
    passphrases: Path | None,
) -> None:
    """Give staff new passphrases, under new keys with a new kit, when old ones are lost or known to others.

    Two staff agree. Where only one other keeps a passphrase, that one and the kit; where no other does, the kit. Who is
    neither named nor agrees cannot open the station any more, until they are added again.
    """
    from signing import durable
    from terminal import staff, station

    words, asked = _words(ctx), _Asked(ctx, home, passphrases)
    for each in lost:
        station.require_known(home, asked.settings, each)
    staff.require_colleagues(home, lost, by, kit is not None)
    station.require_free(recovery_kit)
    with staff.changing(home):
        who = staff.authority(home, asked.known(by), kit)
        fresh = {each: asked.new(each, asked.names.get(each, "")) for each in lost}
        station.write_secret(recovery_kit, b"")  # the place is sure before keys exist whose kit could be lost
        try:
            gone = staff.recover(
                home, who, fresh, _now(), lambda text: durable.replace(recovery_kit, text.encode("utf-8"), secret=True)
            )
        except BaseException:
            recovery_kit.unlink()
            raise
    told = words["and"].join(lost)
    click.echo(words["recovered"].format(staff=told, kit=recovery_kit))
    for each in gone:
        name = asked.names.get(each, "")
        click.echo(words["gone"].format(staff=each, name=name))


@click.command("list-staff")
@click.option("--home", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_context
def list_staff(ctx: click.Context, home: Path, as_json: bool) -> None:
    """List the staff, and who of them can open the station."""
    import json

    from terminal import staff

    tell_findings(home, lang_of(ctx))
    found, words = staff.members(home), _words(ctx)
    if as_json:
        people = [{"id": each.id, "name": each.name, "can_open": each.can_open} for each in found]
        click.echo(json.dumps({"format": "luobi-staff-list/1", "staff": people}, ensure_ascii=False, indent=2))
        return
    for each in found:
        state = (
            words["opens"] if each.can_open and each.name else words["unnamed"] if each.can_open else words["closed"]
        )
        click.echo(f"{each.id}  {each.name}  {state}")


VERBS = (add_staff, remove_staff, change_passphrase, recover, list_staff)


class _Asked:
    """Passphrases, read from files or typed; the station's names for the questions."""

    def __init__(self, ctx: click.Context, home: Path, folder: Path | None) -> None:
        from terminal import config

        self._lang, self._folder = lang_of(ctx), folder
        self.settings = config.read(home / "station.toml")
        self.names = self.settings.staff
        tell_findings(home, self._lang)

    def known(self, people: tuple[str, ...]) -> dict[str, str]:
        """Those that these people have."""
        return {each: self._known(each) for each in people}

    def new(self, person: str, name: str, again: bool = False) -> str:
        """A new one; `again`: the same person's old one is asked for too."""
        if self._folder is None:
            return ask_new(f"{person} {name}".strip(), self._lang)
        return read_new_passphrase(self._folder / (f"{person}.new.txt" if again else f"{person}.txt"), self._lang)

    def _known(self, person: str) -> str:
        if self._folder is not None:
            return read_passphrase(self._folder / f"{person}.txt", self._lang)
        return ask(f"{person} {self.names.get(person, '')}".strip(), self._lang)


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _words(ctx: click.Context) -> Mapping[str, str]:
    return WORDS[lang_of(ctx)]


WORDS = {
    "zh": {
        "and": "、",
        "added": "已加上 {staff}（{name}），重新启动 luobi terminal 后可以登录。",
        "removed": "{staff} 不能再打开站点了。抄走过旧密钥文件、又知道口令的人仍有那时的密钥；"
        "有疑问时用 luobi station recover 换新密钥。",
        "changed": "{staff} 的口令已换，旧口令已失效。",
        "recovered": "{staff} 可以用新口令打开站点了。站点的密钥已换新，旧口令、旧恢复单打不开现在的站点。\n"
        "新恢复单写在 {kit}：请打印两份，分处保管，然后删除这个文件；旧的恢复单请销毁。",
        "gone": "{staff}（{name}）现在没有口令，打不开站点。要恢复：luobi station add-staff {staff}={name}",
        "opens": "能打开站点",
        "closed": "没有口令，打不开站点",
        "unnamed": "有口令，station.toml 里没有姓名，不能登录",
    },
    "en": {
        "and": " and ",
        "added": "Added {staff} ({name}), who can sign in when luobi terminal is started again.",
        "removed": "{staff} cannot open the station any more. Who copied the old key files and knows the passphrase "
        "still has the keys of that time; when in doubt, make new keys with luobi station recover.",
        "changed": "{staff} has a new passphrase; the old one opens nothing.",
        "recovered": "{staff} can open the station with the new passphrase. The station has new keys; old "
        "passphrases and the old kit do not open it.\n"
        "New recovery kit in {kit}: print it twice, keep the prints apart, delete the file; destroy the old kit.",
        "gone": "{staff} ({name}) has no passphrase now and cannot open the station. To give one: "
        "luobi station add-staff {staff}={name}",
        "opens": "can open the station",
        "closed": "has no passphrase and cannot open the station",
        "unnamed": "has a passphrase and no name in station.toml, and cannot sign in",
    },
}
