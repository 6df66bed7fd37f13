"""Documents of unknown origin are judged in a process that they can only harm for themselves."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest

from forms.message import Lang, Message
from signing import confined, verify
from signing.confined import ConfinedJudge, Judged, Limits, WorkerError
from signing.finding import Finding
from signing.pdf_findings import DOCUMENT, EXCEEDS
from signing.pdf_report import PdfReport, from_message, to_message
from signing.verify import verify_pdf
from tests.signing.damage import DAMAGE
from tests.signing.facts import said
from tests.signing.harm import Harm
from tests.signing.hostile import HOSTILE, dag, updated, xref_stream
from tests.signing.sealing import papers

GENEROUS = Limits(seconds=120, memory_bytes=160 << 20)
"""Time for a machine under any load; memory that a hostile file has used up soon."""


@pytest.fixture(scope="module")
def judge() -> Iterator[ConfinedJudge]:
    with ConfinedJudge(papers().trust, GENEROUS) as judge:
        yield judge


def told(judged: Judged) -> tuple[str, list[tuple[str, str]]]:
    return judged.report.verdict, [(each.kind.name, said(each.found)) for each in judged.report.findings]


def worker(judge: ConfinedJudge) -> int:
    """The process id of the judge's worker, which is started if need be."""
    judge.judge_bytes(b"")
    assert judge._worker is not None
    return judge._worker._process.pid


# ---- what it says ----


def test_the_confined_judgement_is_the_direct_one(judge: ConfinedJudge) -> None:
    for document in (papers().sealed, papers().once, papers().frozen, b"", b"no"):
        assert judge.judge_bytes(document).report == verify_pdf(document, papers().trust)


@pytest.mark.parametrize("harm", [harm for harm, _ in DAMAGE.values()], ids=DAMAGE)
def test_every_report_survives_its_message(harm: Harm) -> None:
    trust = papers().trust
    for report in (verify_pdf(harm(papers()), trust), verify_pdf(papers().sealed, trust)):
        assert from_message(json.loads(json.dumps(to_message(report, trust))), trust) == report


def test_a_report_without_trust_survives_too() -> None:
    report = verify_pdf(papers().sealed, ())
    assert from_message(json.loads(json.dumps(to_message(report, ()))), ()) == report


# ---- hostile files ----


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_ends_and_the_next_is_judged(judge: ConfinedJudge, make: Callable[[], bytes]) -> None:
    assert judge.judge_bytes(make()).report.verdict in ("invalid", "not-checked")
    assert judge.judge_bytes(papers().sealed).report.verdict == "valid"


@pytest.mark.parametrize("name", ["fields that share their kids", "fields that share arrays of kids", "a field twice"])
def test_fields_that_are_no_tree_are_found_without_walking_every_way(name: str) -> None:
    """In this process, which no limit guards: 2^40 ways lead to the last field."""
    (finding,) = verify_pdf(HOSTILE[name](), ()).findings
    assert finding.kind.name == "pdf-unreadable"
    assert isinstance(finding.found, Message) and finding.found.id == "signing.field-in-two-places"
    assert "同一个表单域在两处" in finding.as_text("zh")


@pytest.mark.parametrize("step", ["_signatures", "_cryptography", "_statement", "_order", "branches_joined"])
def test_memory_that_runs_out_is_no_verdict_about_the_document(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(verify, step, exhausted)
    report = verify_pdf(papers().sealed, papers().trust)
    assert (report.verdict, [each.kind.name for each in report.findings]) == ("not-checked", ["exceeds-limits"])


UPDATES: dict[str, Callable[[int], dict[int, bytes]]] = {
    "pages that share their kids": lambda first: (
        {2: b"<< /Type /Pages /Count 9 /Kids [%d 0 R] >>" % first} | dag(b"/Type /Pages /Count 9", 40, first)
    ),
    "pages that are their own kids": lambda first: {2: b"<< /Type /Pages /Count 9 /Kids [2 0 R] >>"},
    "an object nested deep": lambda first: {first: b"[" * 100_000 + b"]" * 100_000},
    "a chain of references": lambda first: {at: b"%d 0 R" % (at + 1) for at in range(first, first + 5000)},
    "a catalog nested deep": lambda first: {
        1: b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 90_000 + b"]" * 90_000 + b">>"
    },
}


@pytest.mark.parametrize("make", UPDATES.values(), ids=UPDATES)
def test_a_hostile_update_of_a_sealed_document_ends(
    judge: ConfinedJudge, make: Callable[[int], dict[int, bytes]]
) -> None:
    hostile = updated(papers().sealed, make(900), b"1 0 R")
    assert judge.judge_bytes(hostile).report.verdict in ("invalid", "not-checked")


def test_the_two_files_that_stopped_the_command_are_judged(judge: ConfinedJudge, shared: Path) -> None:
    aborts, hangs = (
        judge.judge_bytes((shared / "cases/pdf" / name).read_bytes())
        for name in ("verify-batch-abort.pdf", "verify-hang-zero-width-xref.pdf")
    )
    assert told(aborts) == ("invalid", [("pdf-unreadable", "its content is not in the form that is required")])
    assert told(hangs) == ("not-checked", [("exceeds-limits", "memory")])


HANGS = xref_stream(b"/Size 9 /Index [0 1000000000] /W [0 0 0]")


def test_a_file_that_eats_memory_is_not_checked_and_gets_no_more_than_its_limit(judge: ConfinedJudge) -> None:
    assert told(judge.judge_bytes(HANGS)) == ("not-checked", [("exceeds-limits", "memory")])


def test_a_file_that_takes_too_long_is_not_checked_and_its_worker_is_replaced() -> None:
    with ConfinedJudge(papers().trust, Limits(seconds=0.5, memory_bytes=4 << 30)) as judge:
        assert told(judge.judge_bytes(HANGS)) == ("not-checked", [("exceeds-limits", "more than 0.5 seconds")])
        judge.limits = GENEROUS
        assert judge.judge_bytes(papers().sealed).report.verdict == "valid"


def killing(monkeypatch: pytest.MonkeyPatch, spared: list[str], times: int) -> None:
    """So many workers are killed before they can answer; `spared` are other children of this process."""

    def send_and_kill(line: socket.socket, data: list[bytes], descriptors: list[int]) -> None:
        if len(killed) < times:
            (victim,) = (int(each) for each in children() if each not in spared)
            os.kill(victim, signal.SIGSTOP)
            send(line, data, descriptors)
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)
        else:
            send(line, data, descriptors)

    killed, send = list[int](), socket.send_fds
    monkeypatch.setattr(socket, "send_fds", send_and_kill)


def children() -> list[str]:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


@pytest.mark.parametrize(("used", "times"), [(False, 1), (True, 2)])
def test_a_file_that_kills_its_worker_is_not_checked_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, used: bool, times: int
) -> None:
    """By a worker that judged others before it is judged twice."""
    with ConfinedJudge(papers().trust, GENEROUS) as judge:
        others = children()
        if used:
            judge.judge_bytes(b"")
        killing(monkeypatch, others, times)
        killed = told(judge.judge_bytes(papers().sealed))
        assert killed == ("not-checked", [("exceeds-limits", "the end of its process by signal 9")])
        assert judge.judge_bytes(papers().sealed).report.verdict == "valid"


def test_a_worker_that_died_between_two_files_is_not_blamed_on_the_second() -> None:
    with ConfinedJudge(papers().trust, GENEROUS) as judge:
        victim = worker(judge)
        os.kill(victim, signal.SIGKILL)
        os.waitid(os.P_PID, victim, os.WEXITED | os.WNOWAIT)
        assert judge.judge_bytes(papers().sealed).report.verdict == "valid"


def test_what_a_file_left_in_the_worker_is_not_held_against_the_next() -> None:
    """The first leaves little to a second that needs more; alone it has enough."""
    with ConfinedJudge(papers().trust, GENEROUS) as judge:
        judge.judge_bytes(HOSTILE["a signature over a hundred thousand ranges"]())
        resource.prlimit(worker(judge), resource.RLIMIT_AS, (1 << 20, 1 << 20))
        assert judge.judge_bytes(papers().sealed).report.verdict == "valid"


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    with ConfinedJudge((), replace(GENEROUS, file_bytes=10)) as judge:
        assert told(judge.judge_bytes(bytes(11))) == ("not-checked", [("exceeds-limits", "11 bytes")])


def test_an_answer_without_end_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "ANSWER_BYTES_MAX", 40)
    with ConfinedJudge((), GENEROUS) as judge:
        assert told(judge.judge_bytes(b"")) == ("not-checked", [("exceeds-limits", "an answer of more than 40 B")])


def with_fact(fact: object) -> dict[str, Any]:
    """The answer about a document, whose finding names this fact."""
    report = to_message(PdfReport.of_finding(Finding(EXCEEDS, DOCUMENT)), ())
    report["findings"][0][1] = fact
    return {"report": report, "foreign": None, "subject": ""}


def deep(levels: int) -> dict[str, Any]:
    fact: dict[str, Any] = {"id": "signing.document", "parameters": {}}
    for _ in range(levels):
        fact = {"id": "signing.changes", "parameters": {"names": fact}}
    return fact


ANSWERS: dict[str, object] = {
    "nothing": {},
    "no object": [],
    "no report": {"report": [], "foreign": None, "subject": ""},
    "a kind that is none": {"report": {"findings": [["no-kind"]]}, "foreign": None, "subject": ""},
    "neither report": {"report": None, "foreign": None, "subject": 1},
    "a size without end": {"report": with_fact("")["report"] | {"frozen_size": inf}, "foreign": None, "subject": ""},
    "a fact that is a number": with_fact(3),
    "a message without parameters": with_fact({"id": "signing.document"}),
    "a message with a list of parameters": with_fact({"id": "signing.document", "parameters": ["x"]}),
    "a message with more members": with_fact({"id": "signing.document", "parameters": {}, "more": 1}),
    "a parameter that is none": with_fact({"id": "signing.document", "parameters": {"name": None}}),
    "an id that names a file": with_fact({"id": "/srv/catalogue.x", "parameters": {}}),
    "an id of two lines": with_fact({"id": "signing.a\nb", "parameters": {}}),
    "messages in messages": with_fact(deep(100)),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_is_none_is_never_a_verdict(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    monkeypatch.setattr(confined._Worker, "ask", lambda *_: answer)
    with ConfinedJudge((), GENEROUS) as judge:
        assert told(judge.judge_bytes(b"")) == ("not-checked", [("exceeds-limits", "an answer that is none")])


def test_an_answer_nested_without_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined._Worker, "ask", lambda *_: json.loads("[" * 100_000))
    with ConfinedJudge((), GENEROUS) as judge:
        assert told(judge.judge_bytes(b"")) == ("not-checked", [("exceeds-limits", "an answer that is none")])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_worker_was_made_to_say_is_shown_escaped(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    hostile = "\x1b[2J\n\u202e{where}"
    for fact in (hostile, {"id": "signing.changes", "parameters": {"names": hostile}}):
        monkeypatch.setattr(confined._Worker, "ask", lambda *_, fact=fact: with_fact(fact))
        with ConfinedJudge((), GENEROUS) as judge:
            (finding,) = judge.judge_bytes(b"").report.findings
        line, todo = finding.as_text(lang).split("\n")
        assert "\\u{001B}[2J\\u{000A}\\u{202E}{where}" in line and "\x1b" not in line and todo.startswith("    →")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "fact",
    [
        {"id": "signing.worker-more-seconds", "parameters": {"seconds": 10**400}},
        {"id": "signing.worker-more-seconds", "parameters": {"seconds": "many"}},
        {
            "id": "signing.finding",
            "parameters": dict.fromkeys(("kind", "where", "meaning", "expected", "found", "todo"), "x"),
        },
    ],
)
def test_a_fact_that_does_not_fit_its_text_is_shown_on_its_line(
    monkeypatch: pytest.MonkeyPatch, fact: object, lang: Lang
) -> None:
    monkeypatch.setattr(confined._Worker, "ask", lambda *_: with_fact(fact))
    with ConfinedJudge((), GENEROUS) as judge:
        (finding,) = judge.judge_bytes(b"").report.findings
    assert finding.as_text(lang).count("\n") == 1


def test_a_worker_cannot_name_a_text_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    fact = {"id": "commands.authority", "parameters": {"name": "CN=Any", "sha256": "00"}}
    monkeypatch.setattr(confined._Worker, "ask", lambda *_: with_fact(fact))
    with ConfinedJudge((), GENEROUS) as judge:
        assert told(judge.judge_bytes(b"")) == ("not-checked", [("exceeds-limits", "an answer that is none")])


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_worker_that_cannot_start_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with ConfinedJudge((), GENEROUS) as judge, pytest.raises(WorkerError, match="Nothing was checked"):
        judge.judge_bytes(b"")


# ---- how it is confined ----


def test_the_worker_is_isolated_and_may_do_nothing_but_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SECRET", "of the station")
    monkeypatch.chdir(tmp_path)
    with ConfinedJudge((), GENEROUS) as judge:
        process = Path(f"/proc/{worker(judge)}")
        limits = {line[:26].strip(): line[26:47].split()[0] for line in (process / "limits").read_text().splitlines()}
        assert [limits[name] for name in ("Max file size", "Max processes", "Max core file size")] == ["0", "0", "0"]
        assert limits["Max address space"].isdigit()
        assert "NoNewPrivs:\t1" in (process / "status").read_text()
        assert (process / "cmdline").read_bytes().split(b"\0")[1:4] == [b"-I", b"-m", b"signing.confined_worker"]
    assert not (tmp_path / "ran").exists()


def test_the_worker_gets_no_environment_but_a_language_and_no_descriptor_but_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[dict[str, Any]] = []

    def popen(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        given.append(options)
        return started(arguments, **options)

    started = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", popen)
    with ConfinedJudge((), GENEROUS) as judge:
        judge.judge_bytes(b"")
    (options,) = given
    assert (options["env"], len(options["pass_fds"])) == ({"LC_ALL": "C.UTF-8"}, 1)


def test_the_worker_ends_with_the_judge() -> None:
    with ConfinedJudge((), GENEROUS) as judge:
        pid = worker(judge)
    assert not Path(f"/proc/{pid}").exists()
