"""An agent's signature shows as one: on the page, in the certificate, the ceremony, the record, and when searched."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from archive.metadata import FrozenFacts
from archive.verify import verify as verify_archive
from signing.fonts import Faces
from signing.verify import verify_pdf
from terminal.clerk.counter import Counter, Docket
from terminal.visit import flow
from terminal.visit.agency import agent_fault
from terminal.visit.boxes import boxes_of
from tests.terminal import stations
from tests.terminal.stations import AUTHORITY


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture
def counter(tmp_path: Path, faces: Faces) -> Counter:
    return stations.counter_of(stations.make(tmp_path / "station")[0], faces)


def by_agent(counter: Counter, version: int = 2) -> tuple[flow.Visit, Docket]:
    """A registration that an agent signed, archived."""
    visit = replace(stations.opened_visit(counter), version=version)
    visit = stations.tell(visit, flow.SignsAs(flow.Manner.AGENT, "李四", authority=AUTHORITY))
    visit = stations.to_freeze(visit)
    event, docket = counter.freeze(visit)
    visit, docket = stations.read_and_sign(counter, stations.tell(visit, event), docket, "applicant")
    visit, docket = stations.read_and_sign(counter, stations.tell(visit, *stations.consents()), docket, "staff")
    event, docket = counter.seal(visit, docket)
    visit = stations.tell(visit, event)
    counter.archive(visit, docket)
    return visit, docket


def metadata(counter: Counter, visit: flow.Visit) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(counter.station.store.blob(visit.record, "metadata", counter.station.store_key))
    return kept


def test_page_certificate_ceremony_record_and_index_say_who_signed_for_whom_under_what(counter: Counter) -> None:
    visit, docket = by_agent(counter)
    page = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(docket.document)).pages)
    for words in (
        "申请人的代理人签名",
        "本人李四（居民身份证379999198001010016）是张𬭚的代理人",
        "代理依据：授权委托书（2026年11月20日）",
        "代理权限：代为办理失业登记并签名",
        "以张𬭚的名义签署，对张𬭚发生效力",
        "申请人由代理人签署，本人已核对代理人的证件、代理依据和权限。",
    ):
        assert words in page
    assert "申请人签名" not in page

    report = verify_pdf(docket.document, [counter.station.ca.certificate])
    first, staff = report.signatures
    assert (report.verdict, report.findings) == ("valid", ())
    assert (first.role, first.signer_name, first.principal) == ("applicant-agent", "李四", "张𬭚")
    assert (staff.role, staff.principal) == ("staff", "")

    kept = metadata(counter, visit)
    signature = kept["signatures"][0]
    assert (signature["role"], signature["name"]) == ("applicant-agent", "李四")
    assert (signature["principal"], signature["agent"]) == ("张𬭚", "李四")
    assert signature["authority"] == AUTHORITY.content()
    assert not {"principal", "agent", "authority"} & set(kept["signatures"][1])

    acts = {act["what"]: act for act in kept["ceremony"]["acts"] if act["facts"].get("box") != "staff"}
    assert acts["signs-as"]["facts"] == {"manner": "agent", "agent": "李四", **AUTHORITY.content()}
    assert (acts["signed"]["facts"]["agent"], acts["signed"]["facts"]["principal"]) == ("李四", "张𬭚")
    assert acts["checked"]["who"] == "applicant-agent"
    assert kept["answers"]["values"]["name"]["checked_by"] == "applicant-agent"

    store, key = counter.station.store, counter.station.store_key
    assert store.search("names", "张𬭚", key) == store.search("names", "李四", key) == (visit.record,)
    found = verify_archive(store, store_key=key)
    assert found.verdict == "self-consistent", found.findings


def test_a_visit_of_version_1_keeps_its_roles_words_and_members(counter: Counter) -> None:
    visit, docket = by_agent(counter, version=1)
    assert boxes_of(visit) == visit.form.boxes
    (first, _) = verify_pdf(docket.document, []).signatures
    assert (first.role, first.principal) == ("applicant", "")
    kept = metadata(counter, visit)
    assert "principal" not in kept["signatures"][0]
    told = next(act["facts"] for act in kept["ceremony"]["acts"] if act["what"] == "signs-as")
    assert told == {"manner": "agent"}
    found = verify_archive(counter.station.store, store_key=counter.station.store_key)
    assert found.verdict == "self-consistent", found.findings


def test_another_authority_of_the_same_agent_makes_another_document() -> None:
    visit = stations.numbered_visit("ab" * 16, "379999-2026-000001")
    told = stations.tell(visit, flow.SignsAs(flow.Manner.AGENT, "李四", authority=AUTHORITY))
    frozen = stations.tell(stations.to_freeze(told), flow.Frozen(FrozenFacts("ab" * 32, "cd" * 32, 1000, 1)))
    same = flow.step(frozen, flow.SignsAs(flow.Manner.AGENT, "李四", authority=AUTHORITY), "2026-11-24T04:00:00Z")
    assert same is frozen
    wider = replace(AUTHORITY, scope="代为办理全部事项")
    other = flow.step(frozen, flow.SignsAs(flow.Manner.AGENT, "李四", authority=wider), "2026-11-24T04:00:00Z")
    assert (other.state, other.frozen, other.consents) == (flow.State.NOTICE, None, {})


def test_an_employers_agent_is_found_by_the_employer_too(counter: Counter) -> None:
    visit = stations.to_freeze(stations.opened_visit(counter, "fixed-term-contract"))
    assert [signer.principal for signer in visit.signers] == ["", "某市示例机械有限公司"]
    assert [signer.capacity for signer in visit.signers] == ["worker", "employer"]


UNFIT = {
    "no name": ("", AUTHORITY, "agent_name"),
    "a control character": ("李\u202e四", AUTHORITY, "agent_name"),
    "a name of 51 characters": ("李" * 51, AUTHORITY, "agent_name"),
    "a wrong check digit": ("李四", replace(AUTHORITY, id_no="379999198001010015"), "agent_id_no"),
    "no document": ("李四", replace(AUTHORITY, document=""), "authority_document"),
    "a control character in the document": ("李四", replace(AUTHORITY, document="委托\u0007书"), "authority_document"),
    "no scope": ("李四", replace(AUTHORITY, scope=""), "authority_scope"),
    "a scope of 61 characters": ("李四", replace(AUTHORITY, scope="代" * 61), "authority_scope"),
}


@pytest.mark.parametrize(("name", "authority", "key"), UNFIT.values(), ids=UNFIT)
def test_what_cannot_be_recorded_of_an_agent_is_named(name: str, authority: Any, key: str) -> None:
    fault = agent_fault(name, authority, stations.NOON.date())
    assert fault is not None
    assert fault[0].key == key


def test_a_usual_agent_can_be_recorded() -> None:
    assert agent_fault("李四", AUTHORITY, stations.NOON.date()) is None
