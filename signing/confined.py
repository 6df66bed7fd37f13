"""The judge of documents of unknown origin, in a confined process: a harmful file stops only that process.

One worker judges file after file. It has a limit of memory and, for each file, of time. A worker that exceeds a limit
or is ended by a file is replaced for the next file. The worker is started isolated (`-I`) with an empty environment. It
gets the descriptor of the file and the trusted certificates, but no key and no path. Messages are JSON lines. Signed
PDFs of other origin are read only here, and only on request: among records there are none.
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
from forms.system_errors import why
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
"""The exceptions of reading a malformed answer. A file may have made the worker send anything."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for the judgement of one file: a base, and more for each MiB or byte of the file.

    An ordinary document takes 0.2 s and 70 MiB, the libraries included.
    """

    file_bytes: int = 64 * MIB
    seconds: float = 10
    seconds_per_mib: float = 1
    memory_bytes: int = 256 * MIB
    memory_per_byte: int = 6

    def seconds_for(self, size: int) -> float:
        """Return how many seconds the judgement of a file of `size` bytes may take."""
        return self.seconds + self.seconds_per_mib * size / MIB

    def memory_for(self, size: int) -> int:
        """Return how many bytes of address space the worker may have for a file of `size` bytes."""
        return self.memory_bytes + self.memory_per_byte * size


class WorkerError(SigningError):
    """The worker that judges documents cannot be started."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The report about a document, and the PDF's subject, which carries data for programs such as a receipt's text.

    `foreign`: the report about a file that is not a record. `report` then has the findings of `foreign` only.
    """

    report: PdfReport
    subject: str = field(default="", repr=False)
    foreign: ForeignReport | None = None


class ConfinedJudge:
    """A judge of documents that trusts the authorities in `trust`. It starts its worker with the first document.

    `others`: signed PDFs that are not records get a report of their own. Without it, everything is judged as a record.
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
        """Judge the regular file that is open as `descriptor`. Raise WorkerError when no worker starts.

        Memory left over from an earlier file does not count against this one: the file is judged again by a new worker.
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
        """Return the worker's answer. End the worker when the file exceeded its limits. Raise _TooSlow."""
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
        """Judge a document in memory. Raise WorkerError when no worker starts."""
        descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
        try:
            with os.fdopen(descriptor, "wb", closefd=False) as file:
                file.write(data)
            return self.judge(descriptor)
        finally:
            os.close(descriptor)


def _judged(answer: dict[str, Any], trust: Sequence[Certificate]) -> Judged:
    """Read the judgement in a worker's answer. Raise one of NONE when the answer is malformed."""
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
    """The worker was too slow, sent too much, or ended."""


class _TooSlow(_Outrun):
    """The worker did not answer before the timeout."""


def _started(line: int, limits: Limits) -> subprocess.Popen[bytes]:
    """Start a worker at the other end of the line."""
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
    """The worker process and the socket to it."""

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
        """Return whether the process is still running."""
        return self._process.poll() is None

    def ask(self, descriptor: int, seconds: float) -> dict[str, Any]:
        """Return the worker's answer about the file open as `descriptor`.

        Raise _Outrun when the answer takes more than `seconds` or the process ends; ValueError when it is not JSON.
        """
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
        """Read the next line. Raise _Outrun when it is too late or too long, or the process has ended."""
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
        """Return why the line is closed. Wait up to one second for the process to end."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return Message("signing.worker-ended")
        if code < 0:
            return Message("signing.worker-ended-by-signal", signal=-code)
        return Message("signing.worker-ended-with-code", code=code)
