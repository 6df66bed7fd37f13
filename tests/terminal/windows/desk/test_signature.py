"""The operator looks at each finished signature once, at the desk, before it is made."""

from __future__ import annotations

from dataclasses import replace

from archive.ceremony import Act, ActRecord
from forms.message import text
from signing.quality import REASONS, Verdict, reason_message
from terminal.visit.capture import taken
from terminal.visit.model import State
from terminal.windows.desk.signature import SignatureSheet
from terminal.windows.desk.signature_view import signature_of
from terminal.windows.desk.widgets import Words
from tests.terminal import stations
from tests.terminal.windows.desk.driven_desk import Seat


def sheet(seat: Seat) -> SignatureSheet:
    return seat.window.middle.visit.signature


def words(seat: Seat) -> list[str]:
    return [one.text() for one in sheet(seat).findChildren(Words) if one.isVisible()]


def inked(seat: Seat) -> bool:
    """Whether the picture has dots of ink."""
    image = sheet(seat).picture.grab().toImage()
    row = range(0, image.height(), 2)
    return any(image.pixelColor(x, y).lightness() < 60 for x in range(0, image.width(), 2) for y in row)


def gives(seat: Seat, doubts: tuple[str, ...] = ()) -> None:
    """The applicant has pressed 签好了, with a capture that has these doubts."""
    seat.reads_what_is_frozen()
    seat.applicant_until(State.SIGN)
    ink = stations.ink_of("applicant")
    event = taken(ink)
    seat.reception.sign(replace(event, verdict="doubtful", reasons=doubts) if doubts else event, ink)
    seat.settle()


def test_the_desk_shows_the_signature_once_and_takes_it_with_one_press(seat: Seat) -> None:
    gives(seat)
    name = seat.visit.signer.name
    assert words(seat) == [f"签名人是{name}。写的是不是本人的名字？"]
    assert sheet(seat).isVisible() and inked(seat)
    assert seat.window.middle.visit.foot.primary.text().startswith("是本人的名字")
    seat.press("F8")
    assert (seat.visit.state, seat.visit.signed) == (State.HAND_OVER, 1)
    assert not sheet(seat).isVisible() and not inked(seat)
    seen = [act for act in seat.visit.acts if act.what == "signature-seen"]
    assert [act.who for act in seen] == ["staff:S01"]


def test_the_desk_asks_for_the_signature_again_with_one_press(seat: Seat) -> None:
    gives(seat)
    seat.press("Ctrl+E")
    assert (seat.visit.state, seat.visit.signed) == (State.SIGN, 0)
    assert not sheet(seat).isVisible() and not inked(seat)
    assert seat.visit.acts[-1].facts["reason"] == "sign-again"


def test_the_desk_says_why_a_signature_is_doubtful_and_a_named_person_accepts_it(seat: Seat) -> None:
    gives(seat, ("pens-exchanged", "short"))
    assert words(seat)[1:] == ["有疑点：签名中换过笔，请用同一支笔重签", "有疑点：签名过短，请确认或重签"]
    assert seat.window.middle.visit.foot.primary.text().startswith("有疑点，仍然采用")
    seat.press("F8")
    (seen,) = [act for act in seat.visit.acts if act.what == "signature-seen"]
    assert (seen.who, seen.facts["doubts"]) == ("staff:S01", ["pens-exchanged", "short"])


def test_every_doubt_is_said_in_words() -> None:
    """From the rule's table to the desk's words, without a window."""
    for name, verdict in REASONS.items():
        if verdict is Verdict.DOUBTFUL:
            visit = replace(stations.numbered_visit("ab" * 16, "379999-2026-000001"), state=State.LOOK)
            visit = replace(visit, acts=(ActRecord("", "", Act.INK_TAKEN, {"verdict": "doubtful", "reasons": [name]}),))
            state = signature_of(visit, None)
            assert state is not None
            assert state.doubts == (f"有疑点：{text(reason_message(name), 'zh')}",)


def test_the_operator_confirms_their_own_signature_with_one_press(seat: Seat) -> None:
    gives(seat)
    seat.press("F8")
    seat.applicant_until(State.SIGN)
    ink = stations.ink_of("staff")
    seat.reception.sign(taken(ink), ink)
    seat.settle()
    assert seat.window.middle.visit.foot.primary.text().startswith("是我的签名")
    seat.press("F8")
    assert seat.visit.state is State.DONE


def test_the_locked_desk_shows_nothing_of_the_signature(seat: Seat) -> None:
    gives(seat)
    seat.press("Ctrl+L")
    assert not sheet(seat).isVisible() and not inked(seat)
    assert seat.reception.ink_to_see is None
