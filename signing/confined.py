"""Judges documents of unknown origin in a confined process: a file made to hang or to eat memory stops only itself.

One worker judges file after file. It has a limit of memory and, for each file, of time; one that outruns them, or is
ended by a file, is replaced for the next. It is started isolated (`-I`) with an empty environment and gets the file's
descriptor and the trusted certificates, no key and no path. Messages are JSON lines. Only here are signed PDFs of
others read, and only where they are asked for: among records there are none.
"""

from __future__ import annotations

import base64
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from forms.message import LuobiError, Message
from forms.system import why
from signing.errors import SigningError
from signing.finding import Fact, Finding
from signing.foreign_report import ForeignReport
from signing.foreign_report import from_message as foreign_from_message
from signing.pdf_findings import DOCUMENT, EXCEEDS
from signing.pdf_report import PdfReport, from_message

WORKER: Final = "signing.confined_worker"
START_SECONDS: Final = 120
ANSWER_BYTES_MAX: Final = 8 << 20
NO_ANSWER: Final = Message("signing.worker-no-answer")
MIB: Final = 1 << 20
NONE: Final = (LookupError, TypeError, ValueError, ArithmeticError, RecursionError)
"""What reading an answer raises that is none: the worker may have been made to send anything."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the judgement of one file may cost: a base, and more for each MiB of the file.

    An honest document takes 0.2 s and 70 MiB, the libraries included.
    """

    file_bytes: int = 64 * MIB
    seconds: float = 10
    seconds_per_mib: float = 1
    memory_bytes: int = 256 * MIB
    memory_per_byte: int = 6

    def seconds_for(self, size: int) -> float:
        """How long the judgement of a file of that size may take."""
        return self.seconds + self.seconds_per_mib * size / MIB

    def memory_for(self, size: int) -> int:
        """How many bytes of address space the worker may have while it judges a file of that size."""
        return self.memory_bytes + self.memory_per_byte * size


class WorkerError(SigningError):
    """The worker that judges documents cannot be started."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The report about a document, and the subject that a PDF carries for programs, such as the text of a receipt.

    `foreign`: what is said instead of a file that is no record; `report` then says of it that it is none.
    """

    report: PdfReport
    subject: str = field(default="", repr=False)
    foreign: ForeignReport | None = None


class ConfinedJudge:
    """Judges documents against the authorities in `trust`. Starts its worker with the first one.

    `others`: signed PDFs that are no records get a report of their own; without it everything is judged as a record.
    """

    def __init__(
        self, trust: Sequence[Certificate] = (), limits: Limits | None = None, *, others: bool = False
    ) -> None:
        self._trust, self._others = tuple(trust), others
        self.limits = limits or Limits()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            self._worker.end()
            self._worker = None

    def judge(self, descriptor: int) -> Judged:
        """The judgement of the regular file that is open there. Raises WorkerError.

        What an earlier file left in the worker's memory is not held against this one: it gets a new worker.
        """
        size = os.fstat(descriptor).st_size
        if size > self.limits.file_bytes:
            return _exceeded(Message("signing.bytes", count=size))
        used = self._worker is not None and self._worker.lives()
        try:
            judged = self._judged_once(descriptor, size)
            return self._judged_once(descriptor, size) if used and _has_exceeded(judged) else judged
        except _TooSlow as reason:
            return _exceeded(reason.message)

    def _judged_once(self, descriptor: int, size: int) -> Judged:
        """The answer of the worker, which is ended when the file exceeded its limits. Raises _TooSlow."""
        if self._worker is None or not self._worker.lives():
            self.close()
            self._worker = _Worker(self._trust, self.limits, others=self._others)
        try:
            answer = self._worker.ask(descriptor, self.limits.seconds_for(size))
            judged = _judged(answer, self._trust)
        except _TooSlow:
            self.close()
            raise
        except _Outrun as reason:
            judged = _exceeded(reason.message)
        except NONE:
            judged = _exceeded(NO_ANSWER)
        if _has_exceeded(judged):
            self.close()
        return judged

    def judge_bytes(self, data: bytes) -> Judged:
        """The judgement of a document in memory. Raises WorkerError."""
        descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
        try:
            with os.fdopen(descriptor, "wb", closefd=False) as file:
                file.write(data)
            return self.judge(descriptor)
        finally:
            os.close(descriptor)


def _judged(answer: dict[str, Any], trust: Sequence[Certificate]) -> Judged:
    """The judgement in a worker's answer. Raises one of NONE when it is none."""
    foreign = answer["foreign"]
    if foreign is None:
        return Judged(from_message(answer["report"], trust), str(answer["subject"]))
    told = foreign_from_message(foreign)
    return Judged(PdfReport((), None, "", 0, False, told.findings), str(answer["subject"]), told)


def _exceeded(what: Fact) -> Judged:
    return Judged(PdfReport.of_finding(Finding(EXCEEDS, DOCUMENT, found=what)))


def _has_exceeded(judged: Judged) -> bool:
    return any(each.kind is EXCEEDS for each in judged.report.findings)


class _Outrun(LuobiError):
    """The worker was too slow, said too much, or ended."""


class _TooSlow(_Outrun):
    """The worker did not answer in time."""


def _started(line: int, limits: Limits) -> subprocess.Popen[bytes]:
    """A worker at the other end of the line."""
    return subprocess.Popen(
        [sys.executable, "-I", "-m", WORKER, *map(str, (line, os.getpid(), *astuple(limits)))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        pass_fds=(line,),
        start_new_session=True,  # Ctrl-C is for the command, which ends the worker
    )


def _not_started(error: Exception) -> WorkerError:
    cause = NO_ANSWER if isinstance(error, NONE) else why(error)
    return WorkerError(Message("signing.worker-not-started", why=cause))


class _Worker:
    """The process, and the line to it."""

    def __init__(self, trust: Sequence[Certificate], limits: Limits, *, others: bool) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _started(theirs.fileno(), limits)
            except OSError as error:
                self._line.close()
                raise _not_started(error) from error
        certificates = [base64.b64encode(each.public_bytes(Encoding.DER)).decode("ascii") for each in trust]
        try:
            self._line.sendall(json.dumps({"trust": certificates, "others": others}).encode("ascii") + b"\n")
            self._answer(START_SECONDS)
        except (_Outrun, OSError, *NONE) as error:
            self.end()
            raise _not_started(error) from error

    def lives(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def ask(self, descriptor: int, seconds: float) -> dict[str, Any]:
        """The answer about the file. Raises _Outrun, ValueError."""
        try:
            socket.send_fds(self._line, [b"{}\n"], [descriptor])
        except OSError as error:
            raise _Outrun(self._how_it_ended()) from error
        return self._answer(seconds)

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._line.close()

    def _answer(self, seconds: float) -> dict[str, Any]:
        """The next line. Raises _Outrun when it does not come in time."""
        deadline = time.monotonic() + seconds
        pieces: list[bytes] = []
        length = 0
        while not pieces or not pieces[-1].endswith(b"\n"):
            ready, _, _ = select.select([self._line], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                raise _TooSlow(Message("signing.worker-more-seconds", seconds=seconds))
            try:
                piece = self._line.recv(1 << 16)
            except ConnectionResetError:  # it ended before it read the question
                piece = b""
            if not piece:
                raise _Outrun(self._how_it_ended())
            pieces.append(piece)
            length += len(piece)
            if length > ANSWER_BYTES_MAX:
                raise _Outrun(Message("signing.worker-long-answer", most=ANSWER_BYTES_MAX))
        answer: dict[str, Any] = json.loads(b"".join(pieces))
        return answer

    def _how_it_ended(self) -> Message:
        """Why the line is closed: the process ended, or is made to now."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return Message("signing.worker-ended")
        if code < 0:
            return Message("signing.worker-ended-by-signal", signal=-code)
        return Message("signing.worker-ended-with-code", code=code)
