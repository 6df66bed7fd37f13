"""The clerk in this process: what each order does, and what it answers when it cannot."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import pytest

from forms.message import text
from signing import keyring
from signing.errors import MissingGlyph, WrongPassphrase
from signing.verify import verify_pdf
from terminal.clerk import orders
from terminal.clerk.troubles import OURS
from terminal.clerk.work import Clerk, trouble_of
from terminal.errors import ActRefused, NotNow
from terminal.visit import flow
from terminal.visit.capture import taken
from tests.terminal import stations


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)
    stations.make_with_kit(tmp_path / "station")
    made = Clerk(tmp_path / "station", stations.ticking(), stations.counted("clerk"))
    made.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    return made


def begun(clerk: Clerk, form_id: str = "unemployment-registration", **changed: str) -> flow.Visit:
    """A visit up to the freeze, with a number that the clerk gave."""
    visit = clerk.carry_out(orders.Begin(form_id))
    return stations.report(clerk.carry_out, visit, *stations.filling(visit, **changed))


def tell(clerk: Clerk, visit: flow.Visit, *events: flow.Event) -> flow.Visit:
    """The visit after these events, which the clerk hears of."""
    return stations.report(clerk.carry_out, visit, *events)


def signed(clerk: Clerk) -> flow.Visit:
    """A registration that everybody has signed."""
    visit = begun(clerk)
    visit = tell(clerk, visit, clerk.carry_out(orders.Freeze(visit.record)).event)
    for role in ("applicant", "staff"):
        ink = stations.ink_of(role)
        pages = (flow.PageShown(page, 3000) for page in range(visit.frozen.pages if visit.frozen else 0))
        visit = tell(clerk, visit, *pages, flow.Go(), taken(ink))
        visit = tell(clerk, visit, flow.SignatureSeen(f"staff:{visit.operator.id}", visit.doubts))
        visit = tell(clerk, visit, clerk.carry_out(orders.Stamp(visit.record, ink.to_bytes())))
        if visit.state is flow.State.HAND_OVER:
            visit = tell(clerk, visit, *stations.consents())
    return visit


def test_the_clerk_signs_nothing_that_a_visit_lets_nobody_look_at(clerk: Clerk) -> None:
    visit = begun(clerk)
    clerk._authority.open(replace(visit, policy=replace(visit.policy, looks=False)))
    visit = clerk._authority.visit(visit.record)
    visit = tell(clerk, visit, clerk.carry_out(orders.Freeze(visit.record)).event)
    ink = stations.ink_of("applicant")
    pages = (flow.PageShown(page, 3000) for page in range(visit.frozen.pages if visit.frozen else 0))
    visit = tell(clerk, visit, *pages, flow.Go(), taken(ink))
    assert visit.state is flow.State.STAMP
    with pytest.raises(ActRefused, match="looks at each signature"):
        clerk.carry_out(orders.Stamp(visit.record, ink.to_bytes()))


def archived(clerk: Clerk) -> tuple[flow.Visit, orders.InArchive]:
    visit = signed(clerk)
    visit = tell(clerk, visit, clerk.carry_out(orders.Seal(visit.record)))
    answer = clerk.carry_out(orders.Archive(visit.record))
    return tell(clerk, visit, answer.event), answer


def test_nothing_is_done_before_anybody_has_signed_in(tmp_path: Path) -> None:
    stations.make_with_kit(tmp_path / "station")
    clerk = Clerk(tmp_path / "station", stations.ticking())
    with pytest.raises(NotNow):
        clerk.carry_out(orders.Begin("unemployment-registration"))


def test_signing_in_says_who_operates_what(clerk: Clerk) -> None:
    answer = clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
    assert answer.staff == stations.OPERATOR
    assert (answer.station.name, answer.station.training) == ("示例街道就业服务站", True)


def test_a_whole_visit_by_orders_ends_in_a_document_that_verifies(clerk: Clerk, tmp_path: Path) -> None:
    visit, answer = archived(clerk)
    assert visit.state is flow.State.DONE
    assert (answer.line.number, answer.line.name, answer.line.kind) == (visit.number, "张＊", "record")
    opened = stations.station.unlock(tmp_path / "station", "S01", stations.PASSPHRASE)
    document = opened.store.blob(visit.record, "document", opened.store_key)
    assert verify_pdf(document, [opened.ca.certificate]).verdict == "valid"


def test_an_archived_record_is_asked_for_again_and_gives_its_receipt(clerk: Clerk) -> None:
    visit, answer = archived(clerk)
    assert clerk.carry_out(orders.Archive(visit.record)) == answer


def test_the_papers_say_sheets_boxes_and_what_each_signature_means(clerk: Clerk) -> None:
    visit = begun(clerk)
    papers = clerk.carry_out(orders.Freeze(visit.record)).papers
    assert {place.box for place in papers.places} == set(papers.words) == {box.key for box in visit.form.boxes}
    assert all(595 < width < 596 and 841 < height < 842 for width, height in papers.sizes_pt)


def test_a_page_is_drawn_as_wide_as_asked_in_rows_without_gaps(clerk: Clerk) -> None:
    visit = begun(clerk)
    clerk.carry_out(orders.Freeze(visit.record))
    picture = clerk.carry_out(orders.Draw(visit.record, 0, 333))
    assert picture.width_px == 333
    assert len(picture.bgrx) == 4 * picture.width_px * picture.height_px


def test_a_character_without_a_glyph_is_told_to_staff_with_its_field(clerk: Clerk) -> None:
    with pytest.raises(MissingGlyph) as caught:
        clerk.carry_out(orders.Freeze(begun(clerk, name="张\U0002ebf0").record))
    trouble = trouble_of(caught.value)
    assert trouble.kind == "MissingGlyph"
    assert "U+2EBF0" in text(trouble.message, "en")
    assert "姓名" in text(trouble.message, "zh")


def test_the_operator_unlocks_by_their_own_passphrase(clerk: Clerk) -> None:
    assert clerk.carry_out(orders.Unlock(stations.PASSPHRASE)) == stations.OPERATOR
    with pytest.raises(WrongPassphrase):
        clerk.carry_out(orders.Unlock("not the passphrase"))


def test_after_signing_out_the_keys_are_gone(clerk: Clerk) -> None:
    clerk.carry_out(orders.SignOut())
    with pytest.raises(NotNow):
        clerk.carry_out(orders.Begin("unemployment-registration"))


def test_an_archived_record_is_found_opened_drawn_and_handed_out(clerk: Clerk, tmp_path: Path) -> None:
    visit, answer = archived(clerk)
    tell(clerk, visit, flow.Go())
    assert clerk.carry_out(orders.Find(visit.number)) == (answer.line,)
    opened = clerk.carry_out(orders.Open(visit.record))
    assert (opened.line, opened.verdict) == (answer.line, "valid")
    assert clerk.carry_out(orders.Draw(visit.record, 0, 400)).width_px == 400
    (tmp_path / "stick").mkdir()
    handed = clerk.carry_out(orders.HandOut(visit.record, str(tmp_path / "stick")))
    assert [Path(file).exists() for file in handed.files] == [True, True]
    assert clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE)).today == (answer.line,)


def test_a_record_that_is_not_open_is_not_drawn(clerk: Clerk) -> None:
    with pytest.raises(ActRefused, match="Open the record first"):
        clerk.carry_out(orders.Draw("ab" * 16, 0, 400))


def test_the_paper_route_and_the_machines_health_are_asked_of_the_clerk(clerk: Clerk, tmp_path: Path) -> None:
    visit = begun(clerk)
    written = clerk.carry_out(orders.Paper(visit.record, True, str(tmp_path)))
    assert Path(written).read_bytes().startswith(b"%PDF")
    assert clerk.carry_out(orders.Health()).entries == 1


def test_the_clerk_knows_every_order(clerk: Clerk) -> None:
    visit = begun(clerk)
    arguments = {"record": visit.record, "ink": b"", "filled": True, "folder": "/", "page": 0}
    arguments |= {"form": visit.form.id, "events": (), "key": "name"}
    arguments |= {
        "what": orders.Confirmed.READ_ALOUD,
        "width_px": 9,
        "text": "",
        "staff": "S01",
        "passphrase": stations.PASSPHRASE,
    }
    for kind in get_args(orders.Order):
        clerk.carry_out(orders.SignIn("S01", stations.PASSPHRASE))
        try:
            clerk.carry_out(kind(**{each.name: arguments[each.name] for each in fields(kind)}))
        except OURS as problem:
            assert "does not know" not in str(problem)


def test_an_order_that_nobody_gives_is_refused(clerk: Clerk) -> None:
    with pytest.raises(ActRefused, match="does not know"):
        clerk.carry_out(stations.OPERATOR)  # type: ignore[arg-type]


def test_the_windows_process_loads_nothing_of_the_clerks() -> None:
    code = "import sys, terminal.clerk.link, terminal.session.reception; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"sqlalchemy", "pyhanko", "fontTools"}.isdisjoint(loaded)
