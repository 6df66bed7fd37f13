"""What each event writes into the record: the act, under whose name, with which facts."""

from __future__ import annotations

import re

import pytest

from archive.ceremony import Act
from signing.ink import Source
from terminal.errors import NotNow
from terminal.visit import flow
from terminal.visit.events import Event
from terminal.visit.model import Manner, State, Visit
from tests.conftest import ROOT
from tests.terminal.visit.actors import EVENTS
from tests.terminal.visit.steps import (
    ALOUD,
    AT,
    AUTHORITY,
    BY_A_MARK,
    CONSENTS,
    FACTS,
    INK,
    LATER,
    OPERATOR,
    READY,
    SECOND,
    SEEN,
    TO_ARCHIVE,
    TO_DONE,
    TO_DOUBT,
    TO_HAND_OVER,
    TO_LOOK,
    TO_MARKED,
    TO_PAPER,
    TO_READ,
    TO_SEAL,
    TO_SIGN,
    TO_STAMP,
    TO_WITNESS,
    play,
)
from tests.terminal.visit.test_permissions import CELLS, STATES, visit_for

READY_TO_READ = READY[State.READ]
AGENT = flow.SignsAs(Manner.AGENT, "赵六", authority=AUTHORITY)
SHOWN = {"id_type": "resident-card", "id_no": "379999198001010016", "document": "授权委托书", "scope": "代为签名"}
SHA, OTHER = "33" * 32, "44" * 32
DRAWN = {"source": "synthetic", "verdict": "fine", "reasons": [], "strokes": 3}
SHORT = {"source": "synthetic", "verdict": "doubtful", "reasons": ["short", "no-hover"]}

Facts = dict[str, object]

# the events before it, the event, then every act that it writes: what, who, facts
ACTS: dict[str, tuple[tuple[Event, ...], Event, list[tuple[str, str, Facts]]]] = {
    "agrees": (
        (),
        flow.Consent("electronic", True),
        [("consent", "worker", {"subject": "electronic", "given": True, "box": "worker"})],
    ),
    "the next signer agrees": (
        TO_HAND_OVER,
        flow.Consent("dynamics", True),
        [("consent", "staff", {"subject": "dynamics", "given": True, "box": "staff"})],
    ),
    "does not agree": (
        (),
        flow.Consent("dynamics", False),
        [
            ("consent", "worker", {"subject": "dynamics", "given": False, "box": "worker"}),
            ("consent-refused", "worker", {"reason": "dynamics"}),
        ],
    ),
    "signs by a mark": ((), flow.SignsAs(Manner.MARK), [("signs-as", "worker", {"manner": "mark"})]),
    "staff record how": (
        (),
        flow.SignsAs(Manner.MARK, recorded_by="staff:S01"),
        [("signs-as", "worker", {"manner": "mark", "recorded_by": "staff:S01"})],
    ),
    "an agent signs": ((), AGENT, [("signs-as", "worker", {"manner": "agent", "agent": "赵六", **SHOWN})]),
    "signs otherwise": (
        TO_READ,
        flow.SignsAs(Manner.MARK),
        [("signs-as", "worker", {"manner": "mark"}), ("signs-otherwise", "worker", {})],
    ),
    "staff record that too": (
        TO_READ,
        flow.SignsAs(Manner.MARK, recorded_by="staff:S01"),
        [
            ("signs-as", "worker", {"manner": "mark", "recorded_by": "staff:S01"}),
            ("signs-otherwise", "worker", {"recorded_by": "staff:S01"}),
        ],
    ),
    "goes on from the notice": (CONSENTS, flow.Go(), [("notice", "worker", {})]),
    "goes on from filling": (READY[State.FILL], flow.Go(), [("filled", "staff:S01", {})]),
    "enters": (
        READY[State.FILL],
        flow.Entered("phone", "1", "worker"),
        [("entered", "worker", {"field": "phone"})],
    ),
    "staff confirm a warning": (
        (*READY[State.FILL], flow.Entered("name", "张 三", "staff:S01")),
        flow.WarningConfirmed("name name name:2", "staff:S01"),
        [("warning-confirmed", "staff:S01", {"rule": "name", "field": "name", "warning": "name name name:2"})],
    ),
    "checks": (READY[State.CHECK], flow.Checked(("name",)), [("checked", "worker", {"fields": ["name"]})]),
    "finds an answer wrong": (
        READY[State.CHECK],
        flow.Wrong("name"),
        [("correction-asked", "worker", {"field": "name"})],
    ),
    "finds it right again": (
        (*READY[State.CHECK], flow.Wrong("name")),
        flow.NotWrong("name"),
        [("correction-withdrawn", "worker", {"field": "name"})],
    ),
    "goes back to filling": (READY[State.CHECK], flow.Back(), []),
    "has checked all": (READY[State.CHECK], flow.Go(), [("all-checked", "worker", {})]),
    "is frozen": (READY[State.FREEZE], flow.Frozen(FACTS), [("frozen", "station", {"sha256": "ab" * 32, "pages": 2})]),
    "cannot be frozen": (
        READY[State.FREEZE],
        flow.Failed("OSError"),
        [("freeze-failed", "station", {"reason": "OSError"})],
    ),
    "sees a page": (
        TO_READ,
        flow.PageShown(1, 2500),
        [("page-shown", "worker", {"page": 2, "dwell_ms": 2500, "turned_by": "signer"})],
    ),
    "hears staff": (READY_TO_READ, ALOUD, [("read-aloud", "staff:S01", {"by": "staff:S01"})]),
    "hears the witness": (
        (*BY_A_MARK, *READY_TO_READ),
        flow.ReadAloud("staff:S02"),
        [("read-aloud", "staff:S02", {"by": "staff:S02"})],
    ),
    "hears the machine": (TO_READ, flow.ReadAloud("machine"), [("read-aloud", "station", {"by": "machine"})]),
    "has read": (READY_TO_READ, flow.Go(), [("read", "worker", {})]),
    "finds the document wrong": (TO_READ, flow.Wrong(), [("content-wrong", "worker", {})]),
    "staff record that it is wrong": (
        TO_READ,
        flow.Wrong(recorded_by="staff:S01"),
        [("content-wrong", "worker", {"recorded_by": "staff:S01"})],
    ),
    "a witness confirms": (
        TO_WITNESS,
        flow.WitnessConfirmed("staff:S01"),
        [("witness-confirmed", "witness", {"by": "staff:S01"})],
    ),
    "goes back to reading": (TO_SIGN, flow.Back(), [("back-to-reading", "worker", {})]),
    "signs": (TO_SIGN, INK, [("ink-taken", "worker", {**DRAWN, "box": "worker"})]),
    "signs doubtfully": (TO_DOUBT[:-1], TO_DOUBT[-1], [("ink-taken", "worker", {**SHORT, "box": "worker"})]),
    "writes nothing that counts": (
        TO_SIGN,
        flow.InkTaken(Source.SYNTHETIC, "refused", ("empty",), {"strokes": 0}),
        [
            (
                "ink-void",
                "worker",
                {"source": "synthetic", "verdict": "refused", "reasons": ["empty"], "strokes": 0, "reason": "quality"},
            )
        ],
    ),
    "writes with what is not allowed": (
        TO_SIGN,
        flow.InkTaken(Source.MOUSE, "fine", (), {"strokes": 3}),
        [("ink-void", "worker", {**DRAWN, "source": "mouse", "reason": "source"})],
    ),
    "clears the pad": (TO_SIGN, flow.InkVoided("cleared"), [("ink-void", "worker", {"reason": "cleared"})]),
    "clears what staff look at": (
        TO_LOOK,
        flow.InkVoided("cleared"),
        [("ink-void", "station", {"reason": "cleared", "box": "worker"})],
    ),
    "staff look": (TO_LOOK, SEEN, [("signature-seen", "staff:S01", {"box": "worker"})]),
    "another one of staff looks": (
        TO_LOOK,
        flow.SignatureSeen("staff:S02"),
        [("signature-seen", "staff:S02", {"box": "worker"})],
    ),
    "another one of staff does not take it": (
        TO_LOOK,
        flow.SignAgain("staff:S02"),
        [("ink-void", "staff:S02", {"reason": "sign-again", "box": "worker"})],
    ),
    "staff accept doubts": (
        TO_DOUBT,
        flow.SignatureSeen("staff:S01", ("short", "no-hover")),
        [("signature-seen", "staff:S01", {"box": "worker", "doubts": ["short", "no-hover"]})],
    ),
    "staff do not take it": (
        TO_LOOK,
        flow.SignAgain("staff:S01"),
        [("ink-void", "staff:S01", {"reason": "sign-again", "box": "worker"})],
    ),
    "is signed": (
        TO_STAMP,
        flow.Stamped(SHA, OTHER),
        [("signed", "worker", {"box": "worker", "sha256": SHA, "ceremony_sha256": OTHER})],
    ),
    "is signed by an agent": (
        (AGENT, *TO_STAMP),
        flow.Stamped(SHA, OTHER),
        [
            (
                "signed",
                "worker-agent",
                {"box": "worker", "sha256": SHA, "ceremony_sha256": OTHER, "agent": "赵六", "principal": "张三"},
            )
        ],
    ),
    "cannot be signed": (TO_STAMP, flow.Failed("OSError"), [("stamp-failed", "station", {"reason": "OSError"})]),
    "does not sign": (TO_READ, flow.Refused("不同意"), [("refused", "worker", {"reason": "不同意"})]),
    "does not sign what is written": (
        TO_LOOK,
        flow.Refused("不同意", recorded_by="staff:S01"),
        [
            ("ink-void", "station", {"reason": "refused", "box": "worker", "recorded_by": "staff:S01"}),
            ("refused", "worker", {"reason": "不同意", "recorded_by": "staff:S01"}),
        ],
    ),
    "hands the pen over": (READY[State.HAND_OVER], flow.Go(), [("pen-handed-over", "staff", {})]),
    "waits for another day": (
        TO_HAND_OVER,
        flow.Park("2026-12-01"),
        [("parked", "staff:S01", {"until": "2026-12-01"})],
    ),
    "is put aside": (TO_READ, flow.Pause("away"), [("pause", "staff:S01", {"reason": "away"})]),
    "is put aside while staff look": (
        TO_LOOK,
        flow.Pause("away"),
        [
            ("ink-void", "station", {"reason": "away", "box": "worker"}),
            ("pause", "staff:S01", {"reason": "away"}),
        ],
    ),
    "is parked again": (
        (*TO_HAND_OVER, flow.Park("2026-12-01"), flow.Resume(OPERATOR)),
        flow.Pause("away"),
        [("pause", "staff:S01", {"reason": "away"})],
    ),
    "is taken up by another": (
        (*TO_READ, flow.Pause("away")),
        flow.Resume(SECOND),
        [("resume", "staff:S02", {"by": "S02"})],
    ),
    "a witness comes": ((), flow.Joined(SECOND), [("witness-joined", "staff:S01", {"by": "S02"})]),
    "a witness leaves": (BY_A_MARK, flow.WitnessLeft("idle"), [("witness-left", "station", {"reason": "idle"})]),
    "is cancelled": ((), flow.Cancel("left"), [("cancel", "staff:S01", {"reason": "left"})]),
    "is cancelled while staff look": (
        TO_LOOK,
        flow.Cancel("left"),
        [
            ("ink-void", "station", {"reason": "cancel", "box": "worker"}),
            ("cancel", "staff:S01", {"reason": "left"}),
        ],
    ),
    "is sealed": (TO_SEAL, flow.Sealed(SHA), [("sealed", "station", {"sha256": SHA})]),
    "cannot be sealed": (TO_SEAL, flow.Failed("OSError"), [("seal-failed", "station", {"reason": "OSError"})]),
    "is archived": (TO_ARCHIVE, flow.Archived(7), [("archived", "station", {"seq": 7})]),
    "cannot be archived": (TO_ARCHIVE, flow.Failed("OSError"), [("archive-failed", "station", {"reason": "OSError"})]),
    "goes on with paper": (TO_PAPER, flow.Go(), [("on-paper", "staff:S01", {})]),
    "gets the copy": (TO_DONE, flow.Go(), [("handed-over", "staff", {})]),
    "leaves the copy": (TO_DONE, flow.Left(), [("left", "station", {})]),
}
LATE = {"expired": (TO_HAND_OVER, flow.Expired(), [("expired", "station", {"reason": ""})])}
"""The same, on a day that is too late."""


def written(before: Visit, event: Event, at: str) -> list[tuple[str, str, Facts]]:
    """The acts that the event adds."""
    return [(act.what, act.who, dict(act.facts)) for act in flow.step(before, event, at).acts[len(before.acts) :]]


@pytest.mark.parametrize(("events", "event", "acts"), ACTS.values(), ids=ACTS)
def test_an_event_writes_these_acts_and_no_other(
    events: tuple[Event, ...], event: Event, acts: list[tuple[str, str, Facts]]
) -> None:
    assert written(play(*events), event, AT) == acts
    assert {act.at for act in flow.step(play(*events), event, AT).acts} <= {AT}


@pytest.mark.parametrize(("events", "event", "acts"), LATE.values(), ids=LATE)
def test_so_does_the_end_of_the_time(
    events: tuple[Event, ...], event: Event, acts: list[tuple[str, str, Facts]]
) -> None:
    assert written(play(*events), event, LATER) == acts


def test_a_mark_and_its_witnesses_are_signed_under_their_own_names() -> None:
    assert [act.who for act in play(*TO_MARKED).acts if act.what in ("ink-taken", "signed")] == ["worker", "worker"]
    witness = play(*TO_WITNESS, flow.WitnessConfirmed("staff:S01"), flow.Go(), INK, SEEN, flow.Stamped(SHA, OTHER))
    assert [(act.what, act.who, act.facts["box"]) for act in witness.acts[-3:]] == [
        ("ink-taken", "witness", "worker-witness-1"),
        ("signature-seen", "staff:S01", "worker-witness-1"),
        ("signed", "witness", "worker-witness-1"),
    ]


KINDS = {what for _, _, acts in (*ACTS.values(), *LATE.values()) for what, _, _ in acts}


def written_anywhere() -> set[str]:
    """The kinds of act of every event in every step."""
    kinds: set[str] = set()
    for what in CELLS:
        for state in STATES:
            visit = visit_for(what, state)
            try:
                acts = written(visit, EVENTS[what]("pad", visit), LATER if what == "Expired" else AT)
            except NotNow:
                continue
            kinds.update(kind for kind, _, _ in acts)
    return kinds


def test_no_event_in_any_step_writes_an_act_that_is_not_in_these_tables() -> None:
    assert KINDS - written_anywhere() == {"consent-refused"}  # the events of the tables agree
    assert written_anywhere() <= KINDS


def test_every_act_is_in_these_tables() -> None:
    assert {act.value for act in Act} == KINDS


def test_an_act_that_is_none_is_not_looked_up() -> None:
    with pytest.raises(ValueError, match="slept"):
        Act.of("slept")


def test_every_kind_of_act_is_in_the_format_of_the_record() -> None:
    page = (ROOT / "docs/formats/record.md").read_text("utf-8")
    rows = (line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `"))
    described = {kind for row in rows for kind in re.findall(r"`([a-z-]+)`", row)}
    assert KINDS - described == set()


def test_an_act_of_a_person_is_not_recorded_without_a_name() -> None:
    with pytest.raises(NotNow, match="does not say who did this"):
        flow._log(play(*TO_READ), AT, Act.READ_ALOUD)
