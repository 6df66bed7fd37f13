"""What staff do at the desk between the steps of a visit, by keys; and what they and the applicant then read."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QPushButton

from forms import sample
from terminal.demo import script
from terminal.demo.player import Player, live
from terminal.visit.model import State, Visit
from terminal.windows.desk.initials import initials
from terminal.windows.desk.sign_in import PassphraseField
from terminal.windows.pad.states import HandOver, Idle
from tests.scenes.play import Stage
from tests.terminal.stations import PASSPHRASE, SECOND_PASSPHRASE

REGISTRATION, CONTRACT = initials("失业登记表"), initials("固定期限劳动合同")
QUICK_HZ = 600
"""A hand in a hurry, where the signature is not what is looked at."""
CTRL = Qt.KeyboardModifier.ControlModifier


def open_counter(stage: Stage, hz: int = QUICK_HZ) -> None:
    """The first staff member is there."""
    stage.hand.hz = hz
    script.sign_in(stage, "S01", PASSPHRASE)


def to_check(stage: Stage, business: str, alone: bool = True) -> None:
    """A new visit, agreed to and filled, up to the check."""
    script.begin(stage, business)
    script.agree(stage.player, alone)
    script.enter(stage, answers_of(visit_of(stage)))


def answers_of(visit: Visit) -> dict[str, str]:
    """The fictitious answers to a visit's form."""
    registration = visit.form.id == "unemployment-registration"
    return sample.sample_registration() if registration else sample.sample_contract()


def visit_of(stage: Stage) -> Visit:
    """The visit that is open; there must be one."""
    visit = stage.terminal.reception.visit
    assert visit is not None, "no visit is open"
    return visit


def desk_says(stage: Stage, words: str) -> None:
    """Waits until these words stand somewhere on the desk."""
    stage.player.until(lambda: words in on_desk(stage), f"{words!r} on the desk, which says: {on_desk(stage)}")


def pad_says(player: Player, words: str) -> None:
    """Waits until these words stand somewhere on the pad."""
    player.until(lambda: words in player.words(), f"{words!r} on the pad")


def on_desk(stage: Stage) -> str:
    """What stands on the desk: words and buttons, not what was typed."""
    desk = stage.terminal.desk
    said = [*desk.findChildren(QLabel), *desk.findChildren(QPushButton)]
    return " / ".join(each.text() for each in said if each.isVisible() and each.text())


def hears(stage: Stage, words: str) -> None:
    """The desk rings with these words; staff say that they have heard, and the pad tells it."""
    desk_says(stage, words)
    assert stage.terminal.desk.bell.isVisible()
    stage.player.key(Qt.Key.Key_F12)
    stage.player.until(lambda: not stage.terminal.desk.bell.isVisible(), "silence")


def witness_signs_in(stage: Stage) -> None:
    """A second staff member signs in beside the first."""
    player = stage.player
    player.key(Qt.Key.Key_F11)
    player.until(lambda: isinstance(player.keyboard(), PassphraseField), "the other one's passphrase")
    player.type(SECOND_PASSPHRASE)
    player.key(Qt.Key.Key_Return)
    desk_says(stage, "王文（见证）")


def takes_up(stage: Stage) -> None:
    """The first visit in the list is gone on with, at the step where it stood."""
    desk_says(stage, "Ctrl+1")
    stage.player.key(Qt.Key.Key_1, CTRL)
    stage.player.until(lambda: stage.terminal.reception.visit is not None, "the visit being opened")
    if visit_of(stage).state is State.PARKED:
        desk_says(stage, "继续办理")
        stage.player.key(Qt.Key.Key_F8)


def signs(player: Player, role: str) -> None:
    """Reads, signs, and sees that it was taken."""
    script.sign(player, role)


def hands_over(player: Player, role: str) -> None:
    """The pen goes to the next one, who agrees, reads and signs."""
    script.next_signer(player)
    signs(player, role)


def wiped(player: Player) -> None:
    """The pad greets, and nothing else."""
    player.until(lambda: isinstance(player.pad.state, Idle), "the greeting")
    live()


def is_between_signers(stage: Stage) -> bool:
    """Whether the pen is to be handed over."""
    return isinstance(stage.player.pad.state, HandOver) and visit_of(stage).state is State.HAND_OVER


def keeps(stage: Stage, record: str) -> None:
    """One more record is in the archive; the outer test verifies it."""
    records = stage.told.setdefault("records", [])
    assert isinstance(records, list)
    records.append(record)


def finishes(stage: Stage) -> str:
    """The last screen, with the receipt in its code; the record and its receipt are told."""
    from terminal.windows.pad.states import Done

    player = stage.player
    player.on_pad(Done)
    state = player.pad.state
    assert isinstance(state, Done)
    receipts = stage.told.setdefault("receipts", [])
    assert isinstance(receipts, list)
    receipts.append(state.receipt)
    record = script.finish(stage)
    keeps(stage, record)
    return record
