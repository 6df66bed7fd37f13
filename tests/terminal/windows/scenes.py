"""The visits that are played: each a person at the pad and a staff member at the desk, from greeting to greeting."""

from __future__ import annotations

from forms import sample
from terminal.app import conduct
from terminal.app.conduct import agree, begin, check, choose, enter, finish, next_signer, sign, value_of
from tests.terminal.stations import PASSPHRASE
from tests.terminal.windows.play import Scene, Stage
from tests.terminal.windows.visits import broken, given_up, helped, killed, whole

__all__ = [
    "SCENES",
    "agree",
    "begin",
    "check",
    "choose",
    "enter",
    "finish",
    "next_signer",
    "sign",
    "sign_in",
    "value_of",
]


def sign_in(stage: Stage, staff: str = "S01", passphrase: str = PASSPHRASE) -> None:
    """A staff member signs in by the keyboard."""
    conduct.sign_in(stage, staff, passphrase)


def registration(stage: Stage) -> None:
    """失业登记, from sign-in to the greeting, with the touches counted."""
    sign_in(stage)
    begin(stage, "sydj")
    agree(stage.player)
    enter(stage, sample.sample_registration())
    pages = check(stage.player)
    frozen = stage.terminal.reception.visit
    assert frozen is not None
    assert frozen.frozen is not None
    sign(stage.player, "applicant")
    touches = len(stage.player.touches)
    next_signer(stage.player)
    sign(stage.player, "staff")
    stage.told |= {"touches": touches, "check_pages": pages, "pages": frozen.frozen.pages, "record": finish(stage)}


SCENES: dict[str, Scene] = {
    "registration": whole.registration,
    "contract": whole.contract,
    "parked": whole.parked,
    "resumed": whole.resumed,
    "needs-help": helped.needs_help,
    "ends-otherwise": given_up.ends_otherwise,
    "cables": broken.cables,
    "disk-full": broken.disk_full,
    "killed": killed.killed,
    "finished": killed.finished,
    "clerk-killed": killed.clerk_killed,
}
