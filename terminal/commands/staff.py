"""`luobi station add-staff …`: who can open a station.

What can be rejected is rejected before a passphrase is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from forms.message import Message
from terminal.commands.passphrases import ask, ask_new, read_new_passphrase, read_passphrase
from terminal.commands.people import person_of, require_names
from terminal.conversation import lang_of, say, tell_findings


def _shared(command: Callable[..., Any]) -> Any:
    """Add the options of every verb that changes something."""
    options = (
        click.option("--home", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True),
        click.option("--passphrases", type=click.Path(path_type=Path, exists=True, file_okay=False)),
        click.pass_context,
    )
    for option in reversed(options):
        command = option(command)
    return command


BY = click.option("--by", multiple=True, metavar="ID")
KIT = click.option("--kit", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False))


@click.command("add-staff")
@click.argument("person", metavar="ID=NAME")
@BY
@KIT
@_shared
def add_staff(
    ctx: click.Context, person: str, home: Path, by: tuple[str, ...], kit: Path | None, passphrases: Path | None
) -> None:
    """Add a staff member."""
    from signing.fonts import Faces
    from terminal.station import naming, staff, station
    from terminal.station.settings import read_settings

    staff_id, name = person_of(person, lang_of(ctx))
    asked = _Asked(ctx, home, passphrases)
    missing = Faces.load(asked.settings.fonts).missing
    require_names(naming.person_faults(staff_id, name, missing), lang_of(ctx))
    if read_settings(home).staff.get(staff_id) != name:
        station.require_new(home, read_settings(home), staff_id)
    staff.require_two(home, by, kit is not None)
    with staff.changing(home):
        who = staff.authority(home, asked.known(by), kit)
        staff.add(home, who, staff_id, name, asked.new(staff_id, name), _now())
    say(Message("commands.staff-added", staff=staff_id, name=name), lang_of(ctx))


@click.command("remove-staff")
@click.argument("person", metavar="ID")
@BY
@KIT
@_shared
def remove_staff(
    ctx: click.Context, person: str, home: Path, by: tuple[str, ...], kit: Path | None, passphrases: Path | None
) -> None:
    """Remove a staff member, who cannot open the station any more."""
    from terminal.station import staff

    asked = _Asked(ctx, home, passphrases)
    with staff.changing(home):
        staff.remove(home, staff.authority(home, asked.known(by), kit), person, _now())
    say(Message("commands.staff-removed", staff=person), lang_of(ctx))


@click.command("change-passphrase")
@click.argument("person", metavar="ID")
@_shared
def change_passphrase(ctx: click.Context, person: str, home: Path, passphrases: Path | None) -> None:
    """Change a staff member's own passphrase."""
    from terminal.station import staff

    asked = _Asked(ctx, home, passphrases)
    with staff.changing(home):
        who = staff.authority(home, asked.known((person,)), None)
        staff.change_passphrase(home, who, person, asked.new(person, asked.names.get(person, ""), again=True), _now())
    say(Message("commands.passphrase-changed", staff=person), lang_of(ctx))


@click.command("recover")
@click.option("--staff", "lost", multiple=True, required=True, metavar="ID")
@BY
@KIT
@click.option("--recovery-kit", type=click.Path(path_type=Path), required=True)
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
    """Give staff new passphrases, under new keys with a new kit."""
    from signing import durable
    from terminal.station import staff, station

    lang, asked = lang_of(ctx), _Asked(ctx, home, passphrases)
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
    recovered = tuple(Message("commands.staff-id", staff=each) for each in lost)
    say(Message("commands.staff-recovered", staff=recovered, kit=str(recovery_kit)), lang)
    for each in gone:
        say(Message("commands.staff-without-passphrase", staff=each, name=asked.names.get(each, "")), lang)


@click.command("list-staff")
@click.option("--home", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def list_staff(ctx: click.Context, home: Path, as_json: bool) -> None:
    """List the staff, and who of them can open the station."""
    import json

    from terminal.station import staff

    lang = lang_of(ctx)
    tell_findings(home, lang)
    found = staff.members(home)
    if as_json:
        people = [{"id": each.id, "name": each.name, "can_open": each.can_open} for each in found]
        click.echo(json.dumps({"format": "luobi-staff-list/1", "staff": people}, ensure_ascii=False, indent=2))
        return
    for each in found:
        state = (OPENS if each.name else UNNAMED) if each.can_open else CLOSED
        if each.fault:
            state = Message("commands.staff-slot-unusable", fault=each.fault)
        say(Message("commands.staff-listed", staff=each.id, name=each.name, state=state), lang)


OPENS = Message("commands.staff-can-open")
CLOSED = Message("commands.staff-cannot-open")
UNNAMED = Message("commands.staff-unnamed")
VERBS = (add_staff, remove_staff, change_passphrase, recover, list_staff)


class _Asked:
    """The source of passphrases: files, or a prompt with the station's names."""

    def __init__(self, ctx: click.Context, home: Path, folder: Path | None) -> None:
        from terminal.station.settings import read_settings

        self._lang, self._folder = lang_of(ctx), folder
        self.settings = read_settings(home)
        self.names = self.settings.staff
        tell_findings(home, self._lang)

    def known(self, people: tuple[str, ...]) -> dict[str, str]:
        """Return the present passphrases of these people, by id."""
        return {each: self._known(each) for each in people}

    def new(self, person: str, name: str, again: bool = False) -> str:
        """Return a new passphrase.

        Args:
            person: The id of the staff member.
            name: Their name, for the prompt.
            again: Whether their old passphrase is asked for too; the file of the new one is then `ID.new.txt`.
        """
        if self._folder is None:
            return ask_new(f"{person} {name}".strip(), self._lang)
        file = self._folder / (f"{person}.new.txt" if again else f"{person}.txt")
        return read_new_passphrase(file, person, self._lang)

    def _known(self, person: str) -> str:
        if self._folder is not None:
            return read_passphrase(self._folder / f"{person}.txt", self._lang)
        return ask(f"{person} {self.names.get(person, '')}".strip(), self._lang)


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)
