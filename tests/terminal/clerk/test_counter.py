"""The counter: what it freezes, stamps and archives, and what is left when it cannot."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.x509 import Certificate
from pypdf import PdfReader

from archive.ceremony import Ceremony
from archive.verify import verify as verify_archive
from signing import envelope
from signing.errors import MissingGlyph, StampError
from signing.fonts import Faces
from signing.ink import Ink, Source
from signing.signer import Signer
from signing.verify import verify_pdf
from terminal.clerk.counter import Counter, Docket, boxes_of, ceremony_of, metadata_of
from terminal.errors import ActRefused, CaptureRefused, StationError
from terminal.station import station
from terminal.visit import flow
from tests.terminal import stations


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture
def made(tmp_path: Path) -> tuple[station.Station, envelope.CustodianPrivate]:
    return stations.make(tmp_path / "station")


@pytest.fixture
def counter(made: tuple[station.Station, envelope.CustodianPrivate], faces: Faces) -> Counter:
    return stations.counter_of(made[0], faces)


def signed(counter: Counter) -> tuple[flow.Visit, Docket]:
    """A registration up to the seal."""
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    visit, docket = stations.read_and_sign(counter, stations.tell(visit, event), docket, "applicant")
    visit = stations.tell(visit, *stations.consents())
    return stations.read_and_sign(counter, visit, docket, "staff")


def archived(counter: Counter) -> tuple[flow.Visit, Docket]:
    visit, docket = signed(counter)
    event, docket = counter.seal(visit, docket)
    visit = stations.tell(visit, event)
    done, _, _ = counter.archive(visit, docket)
    return stations.tell(visit, done), docket


def test_a_whole_visit_verifies_in_the_document_and_in_the_archive(counter: Counter) -> None:
    visit, docket = archived(counter)
    assert visit.state is flow.State.DONE
    assert verify_pdf(docket.document, [counter.station.ca.certificate]).verdict == "valid"
    report = verify_archive(counter.station.store, store_key=counter.station.store_key)
    assert (report.verdict, report.size) == ("self-consistent", 2)


def test_a_character_that_no_font_has_stops_the_document_and_nothing_is_archived(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter), name="张\U0002ebf0")
    with pytest.raises(MissingGlyph, match=r"U\+2EBF0.*姓名"):
        counter.freeze(visit)
    assert counter.station.store.size() == 1


def test_the_ink_opens_for_the_custodian_and_only_under_its_own_signature(
    counter: Counter, made: tuple[station.Station, envelope.CustodianPrivate]
) -> None:
    visit, docket = signed(counter)
    first = docket.signatures[0]
    binding = envelope.Binding(
        log=counter.station.settings.origin,
        record=visit.record,
        event=first.event,
        role=first.role,
        frozen_sha256=docket.frozen.sha256,
        box=first.box,
    )
    opened = envelope.open_sealed(docket.inks[first.box], made[1], binding)
    assert Ink.from_bytes(opened.ink_bytes) == stations.ink_of("applicant")
    assert opened.commitment().hex() == first.ink_commitment
    with pytest.raises(envelope.EnvelopeError):
        envelope.open_sealed(docket.inks[first.box], made[1], replace(binding, box="staff"))


def test_the_signature_carries_the_ceremony_that_was_known_when_it_was_set(counter: Counter) -> None:
    _, docket = signed(counter)
    told = [fact.ceremony_sha256 for fact in verify_pdf(docket.document, []).signatures]
    assert told == [signature.ceremony_sha256 for signature in docket.signatures]
    assert len(set(told)) == 2


def test_the_entry_says_form_level_and_what_drew_the_ink(counter: Counter) -> None:
    archived(counter)
    facts = list(counter.station.store.entries())[-1].facts
    assert (facts["form"], facts["level"], facts["ink"]) == ("unemployment-registration", "L1", ("synthetic",))


def test_a_repeated_archiving_after_a_failure_commits_once(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    visit, docket = signed(counter)
    event, docket = counter.seal(visit, docket)
    visit = stations.tell(visit, event)

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(type(counter.station.store), "sign_checkpoint", full)
        with pytest.raises(StationError, match="No space left"):
            counter.archive(visit, docket)
    visit = stations.tell(visit, flow.Failed("disk full"))
    done, entry, receipt = counter.archive(visit, docket)
    assert (done.seq, receipt.record) == (entry.seq, visit.record)
    assert counter.station.store.size() == 2


def test_acts_are_refused_when_the_visit_does_not_ask_for_them(counter: Counter) -> None:
    visit, docket = signed(counter)
    with pytest.raises(ActRefused):
        counter.archive(visit, docket)
    other = stations.to_freeze(stations.opened_visit(counter))
    event, _ = counter.freeze(other)
    with pytest.raises(ActRefused):
        counter.archive(stations.tell(other, event, flow.Refused()), docket)


def test_other_ink_than_the_flow_took_is_not_stamped(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    pages = (flow.PageShown(page, 3000) for page in range(docket.frozen.pages))
    taken = counter.take(stations.ink_of("applicant"))
    visit = stations.tell(visit, event, *pages, flow.Go(), taken, flow.SignatureSeen("staff:S01"))
    with pytest.raises(CaptureRefused):
        counter.stamp(visit, docket, stations.ink_of("staff"))


def test_ink_that_the_flow_did_not_accept_is_not_stamped(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    with pytest.raises(ActRefused):
        counter.stamp(stations.tell(visit, event), docket, stations.ink_of("applicant"))


def test_ink_of_another_source_than_the_flow_took_is_not_stamped(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    pages = (flow.PageShown(page, 3000) for page in range(docket.frozen.pages))
    ink = stations.ink_of("applicant")
    visit = stations.tell(visit, event, *pages, flow.Go(), counter.take(ink), flow.SignatureSeen("staff:S01"))
    with pytest.raises(CaptureRefused):
        counter.stamp(visit, docket, replace(ink, source=Source.MOUSE))


def test_ink_that_nobody_looked_at_is_not_stamped(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    pages = (flow.PageShown(page, 3000) for page in range(docket.frozen.pages))
    ink = stations.ink_of("applicant")
    visit = stations.tell(visit, event, *pages, flow.Go(), counter.take(ink))
    unseen = replace(visit, state=flow.State.STAMP)
    with pytest.raises(CaptureRefused, match="looked at"):
        counter.stamp(unseen, docket, ink)


@dataclass(frozen=True)
class Refusing:
    """A station's key that is out of reach."""

    certificate: Certificate

    def sign(self, digest: bytes) -> bytes:
        raise ConnectionError


def without(counter: Counter, **keys: Signer) -> Counter:
    out_of_reach = {name: Refusing(key.certificate) for name, key in keys.items()}
    return replace(counter, station=replace(counter.station, **out_of_reach))


def test_a_key_out_of_reach_leaves_document_and_archive_as_they_were_and_later_signs(counter: Counter) -> None:
    visit, docket = signed(counter)
    before = docket.document
    with pytest.raises(StampError, match="the key does not sign"):
        without(counter, seal=counter.station.seal).seal(visit, docket)
    assert (docket.document, docket.sealed, counter.station.store.size()) == (before, False, 1)
    assert counter.seal(visit, docket)[1].sealed


def test_an_authority_out_of_reach_leaves_the_document_unsigned(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    visit = stations.tell(visit, event)
    with pytest.raises(StampError, match="the key does not sign"):
        stations.read_and_sign(without(counter, ca=counter.station.ca), visit, docket, "applicant")
    assert (docket.document, docket.signatures) == (docket.frozen.pdf, ())
    assert stations.read_and_sign(counter, visit, docket, "applicant")[1].signatures


def test_a_production_station_takes_no_synthetic_ink(tmp_path: Path, faces: Faces) -> None:
    opened, _ = stations.make(tmp_path / "station", kind="production")
    counter = stations.counter_of(opened, faces)
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    pages = (flow.PageShown(page, 3000) for page in range(docket.frozen.pages))
    visit = stations.tell(visit, event, *pages, flow.Go(), counter.take(stations.ink_of("applicant")))
    assert (visit.state, visit.acts[-1].facts["reason"]) == (flow.State.SIGN, "source")


def test_a_rehearsal_with_the_mouse_says_level_0_on_the_page_in_certificates_and_in_the_archive(
    tmp_path: Path, faces: Faces
) -> None:
    opened, _ = stations.make(tmp_path / "station", rehearsal_ink="mouse")
    counter = stations.counter_of(opened, faces)
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    visit = stations.tell(visit, event)
    drawn = stations.ink_of("applicant")
    ink = replace(drawn, source=Source.MOUSE, device=replace(drawn.device, virtual=False))
    visit, docket = stations.read_and_sign(counter, visit, docket, "applicant", ink)
    visit, docket = stations.read_and_sign(counter, stations.tell(visit, *stations.consents()), docket, "staff")
    event, docket = counter.seal(visit, docket)
    _, entry, _ = counter.archive(stations.tell(visit, event), docket)
    pages = [page.extract_text() for page in PdfReader(BytesIO(docket.document)).pages]
    assert not re.search("L[1-9]", "".join(pages))
    report = verify_pdf(docket.document, [opened.ca.certificate])
    assert (report.verdict, report.level) == ("valid", "L0")
    assert [each.level for each in report.signatures] == ["L0", "L0"]
    assert (entry.facts["level"], entry.facts["ink"]) == ("L0", ("mouse", "synthetic"))
    assert json.loads(opened.store.blob(entry.id, "metadata", opened.store_key))["assurance"] == "L0"
    found = verify_archive(opened.store, store_key=opened.store_key)
    assert found.verdict == "self-consistent", found.findings


def test_a_refusal_is_archived_as_a_void_record_with_its_ceremony(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter))
    event, docket = counter.freeze(visit)
    visit = stations.tell(visit, event, flow.Refused("不同意"))
    _, entry, _ = counter.archive(visit, docket)
    kept = json.loads(counter.station.store.blob(entry.id, "metadata", counter.station.store_key))
    assert (entry.type, kept["outcome"], kept["ceremony"]["acts"][-1]["what"]) == ("void", "void", "refused")
    assert entry.facts["reason"] == "refused"
    assert "ink" not in entry.facts
    report = verify_archive(counter.station.store, store_key=counter.station.store_key)
    assert report.verdict == "self-consistent", report.findings


def test_a_mark_is_witnessed_by_two_staff_on_the_document_itself(counter: Counter) -> None:
    visit = stations.tell(stations.opened_visit(counter), flow.Joined(stations.SECOND))
    visit = stations.to_freeze(stations.tell(visit, flow.SignsAs(flow.Manner.MARK)))
    event, docket = counter.freeze(visit)
    visit = stations.tell(visit, event)
    for role in ("applicant", "staff", "worker", "staff"):
        visit, docket = stations.read_and_sign(counter, visit, docket, role)
        if visit.state is flow.State.HAND_OVER:
            visit = stations.tell(visit, *stations.consents())
    assert visit.state is flow.State.SEAL
    _, docket = counter.seal(visit, docket)
    report = verify_pdf(docket.document, [counter.station.ca.certificate])
    assert report.verdict == "valid", report.findings
    assert [fact.signer_name for fact in report.signatures][1:3] == ["李文明", "王文"]


def test_the_boxes_are_the_forms_own_when_everyone_writes(counter: Counter) -> None:
    visit = stations.opened_visit(counter)
    assert boxes_of(visit) == visit.form.boxes


def test_the_metadata_is_canonical_and_names_the_documents_digest(counter: Counter) -> None:
    visit, docket = signed(counter)
    kept = json.loads(metadata_of(visit, docket))
    assert kept["frozen"]["sha256"] == docket.frozen.sha256
    assert kept["ceremony"] == json.loads(json.dumps(ceremony_of(visit).document()))


def test_a_reset_serial_repeats_no_archived_number(counter: Counter) -> None:
    visit, _ = archived(counter)
    (counter.station.folder / "serial").write_text("0\n", "ascii")
    assert counter.station.next_number(2026) > visit.number


def test_numbers_go_on_above_the_archive_when_the_file_of_serials_is_lost(counter: Counter) -> None:
    for _ in range(4):
        counter.station.next_number(2026)  # visits that were cancelled before freezing
    visit, _ = archived(counter)
    home = counter.station.folder
    counter.station.store.close()
    (home / "serial").unlink()
    opened = station.unlock(home, "S01", stations.PASSPHRASE)
    assert (visit.number, opened.next_number(2026)) == ("379999-2026-000005", "379999-2026-000006")
    opened.store.close()


def test_numbers_of_visits_are_given_once(counter: Counter) -> None:
    given = [counter.station.next_number(2026) for _ in range(3)]
    assert given == ["379999-2026-000001", "379999-2026-000002", "379999-2026-000003"]


def test_the_ceremony_up_to_a_signature_has_the_digest_that_the_signature_carries(counter: Counter) -> None:
    visit, docket = signed(counter)
    kept = json.loads(metadata_of(visit, docket))["ceremony"]
    at = [number for number, act in enumerate(kept["acts"]) if act["what"] == "signed"]
    digests = [Ceremony.read(kept).before(number).digest().hex() for number in at]
    assert digests == [signature.ceremony_sha256 for signature in docket.signatures]
