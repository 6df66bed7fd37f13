"""Visits in which the applicant does not sign with his own name: a mark before two staff, an agent."""

from __future__ import annotations

from PyQt6.QtCore import Qt

from terminal.demo import script
from terminal.demo.player import READING_MS, Player, live
from terminal.windows.desk.sign_in import PassphraseField
from terminal.windows.pad.sign import SignScreen
from terminal.windows.pad.states import Notice, Read, Sign
from tests.scenes import fast_clerk
from tests.scenes.play import Stage
from tests.scenes.visits import at_the_desk as desk
from tests.terminal.stations import PASSPHRASE, SECOND_PASSPHRASE
from tests.terminal.visit.steps import lacks

AGENT = "李代理"
READING_S = 600  # longer than reading the page aloud takes, shorter than a witness is present without an act
AGENTS_ID = "379999198001010016"
LISTENS_S = 60  # longer than the page's words need, shorter than the pad's patience
HELP = "您自己签名，还是需要帮助？需要帮助"


def needs_help(stage: Stage) -> None:
    """Somebody who cannot write, then somebody who sends an agent."""
    desk.open_counter(stage)
    cannot_write(stage)
    by_agent(stage)


def cannot_write(stage: Stage) -> None:
    """He calls, staff come, a witness too; it is read aloud; a mark, two witnesses, and the staff member."""
    player = stage.player
    script.begin(stage, desk.REGISTRATION)
    script.agree(player, alone=False)
    player.tap(HELP)
    desk.hears(stage, "申请人希望有人帮助签名")
    desk.witness_signs_in(stage)
    signs_otherwise(stage, Qt.Key.Key_2)
    player.tap("继续")
    script.enter(stage, desk.answers_of(desk.visit_of(stage)))
    script.check(player)
    reads_aloud(stage)
    makes_a_mark(stage)
    for passphrase in (PASSPHRASE, SECOND_PASSPHRASE):
        signs_as_witness(stage, passphrase)
    desk.hands_over(player, "staff")
    stage.told["marked_by"] = signers(stage)
    desk.finishes(stage)


def by_agent(stage: Stage) -> None:
    """The agent's name stands where he signs."""
    player = stage.player
    script.begin(stage, desk.REGISTRATION)
    script.agree(player, alone=False)
    player.tap(HELP)
    desk.hears(stage, "申请人希望有人帮助签名")
    player.key(Qt.Key.Key_F5)
    desk.desk_says(stage, "由代理人代签")
    player.key(Qt.Key.Key_3)
    for text in (AGENT, AGENTS_ID, "授权委托书", "代为办理失业登记并签名"):
        player.type(text)
        player.key(Qt.Key.Key_Return)
    player.until(lambda: lacks(desk.visit_of(stage)) == "consent:electronic", "the agent's own turn to agree")
    script.agree(player, alone=False)
    player.tap("继续")
    script.enter(stage, desk.answers_of(desk.visit_of(stage)))
    script.check(player)
    has_it_read(stage)
    player.read()
    player.on_pad(Sign)
    desk.pad_says(player, f"签名人：{AGENT}")
    player.sign("applicant")
    desk.hands_over(player, "staff")
    stage.told |= {"signed_by": signers(stage), "agent": AGENT}
    desk.finishes(stage)


def signs_otherwise(stage: Stage, key: Qt.Key) -> None:
    """Staff say how he signs."""
    stage.player.key(Qt.Key.Key_F5)
    desk.desk_says(stage, "签名方式：")
    stage.player.key(key)
    stage.player.on_pad(Notice)


def reads_aloud(stage: Stage) -> None:
    """The door stays closed until a staff member has read the whole text."""
    player = stage.player
    sees_every_page(player, stage)
    desk.desk_says(stage, "我已宣读全文")
    fast_clerk.set_forward(READING_S)
    confirms(stage, Qt.Key.Key_T, PASSPHRASE)
    player.until(lambda: desk.visit_of(stage).read_aloud_by == "staff:S01", "the reading aloud")
    player.read()


def signs_as_witness(stage: Stage, passphrase: str) -> None:
    """Agrees, reads, confirms by a passphrase of their own at the desk, and signs."""
    player = stage.player
    script.next_signer(player)
    sees_every_page(player, stage)
    confirms(stage, Qt.Key.Key_K, passphrase)
    player.until(lambda: lacks(desk.visit_of(stage)) == "", "the confirmation")
    script.sign(player, "staff")


def sees_every_page(player: Player, stage: Stage) -> None:
    """The pad shows every page for long enough; whether it can go on is another question."""
    player.on_pad(Read)
    while desk.visit_of(stage).unread:
        live(READING_MS)
        label = next((each for each in ("往下看", "下一页") if player.button(each)), "")
        if label:
            player.tap(label)


def confirms(stage: Stage, key: Qt.Key, passphrase: str) -> None:
    """Asked twice: the question, then the passphrase."""
    player = stage.player
    player.key(key, desk.CTRL)
    desk.desk_says(stage, "是，请本人输口令")
    player.key(Qt.Key.Key_F8)
    player.until(lambda: isinstance(player.keyboard(), PassphraseField), "the passphrase")
    player.type(passphrase)
    player.key(Qt.Key.Key_Return)


def has_it_read(stage: Stage) -> None:
    """读给我听: the machine reads the one page of the document, and he listens to the end."""
    player = stage.player
    player.on_pad(Read)
    player.tap("读给我听")
    said = stage.speaker.said()
    stage.clock.passes(LISTENS_S)
    stage.speaker.end()
    player.until(lambda: desk.visit_of(stage).machine_has_read, "the machine's reading aloud")
    acts = desk.visit_of(stage).acts
    stage.told["read_aloud"] = [[act.who, act.facts["by"]] for act in acts if act.what == "read-aloud"]
    stage.told |= {"heard": said, "number": desk.answers_of(desk.visit_of(stage))["id_no"]}


def makes_a_mark(stage: Stage) -> None:
    """A cross in the box."""
    player = stage.player
    player.on_pad(Sign)
    player.on_pad_writable()
    shown = player.pad.screen_shown
    assert isinstance(shown, SignScreen)
    place = shown.area.place()
    stage.hand.cross((place.x(), place.y(), place.width(), place.height()))
    desk.pad_says(player, "写好了")
    player.tap("签好了")
    player.take_signature()


def signers(stage: Stage) -> list[list[str]]:
    """Who signs, in which order and how."""
    return [[each.role, each.manner.value] for each in desk.visit_of(stage).signers]
