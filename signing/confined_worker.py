"""The process that judges documents for `confined`: `python -I -m signing.confined_worker SOCKET PARENT LIMITS…`.

It writes no file, starts no process, leaves no core file, gains no rights and dies with its parent. Its address space
is limited for each file separately. It is not isolated from network and disk. It protects against endless work, not
against a library that a file can make execute code.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.confined import Limits
from signing.finding import Finding
from signing.foreign_report import ForeignReport
from signing.foreign_report import to_message as foreign_to_message
from signing.judge import judge_any
from signing.own_process import die_with, gain_nothing, keep_to_itself
from signing.pdf_findings import DOCUMENT, EXCEEDS, OUT_OF_MEMORY
from signing.pdf_report import PdfReport, to_message
from signing.verify import verify_pdf

SUBJECT_CHARS_MAX = 1 << 16
Judge = Callable[[bytes, Sequence[Certificate]], PdfReport | ForeignReport]


def main(arguments: Sequence[str]) -> int:
    """Answer request after request until the other end closes. Return the exit code.

    `arguments`: the socket's descriptor, the parent's process id, and the five members of `Limits`.
    """
    line, parent = socket.socket(fileno=int(arguments[0])), int(arguments[1])
    size, seconds, more_seconds, memory, more_memory = arguments[2:]
    limits = Limits(int(size), float(seconds), float(more_seconds), int(memory), int(more_memory))
    confine(parent, limits)
    (greeting, _) = received(line)
    told = json.loads(greeting)
    trust = tuple(load_der_x509_certificate(base64.b64decode(each)) for each in told["trust"])
    judge = judge_any if told["others"] is True else verify_pdf
    send(line, {})
    while True:
        order, descriptors = received(line)
        if not order or len(descriptors) != 1:
            return 0
        send(line, answer(descriptors[0], trust, limits, judge))


def confine(parent: int, limits: Limits) -> None:
    """Drop the rights that judging does not need. Raise ProcessLookupError when the parent is gone.

    Args:
        parent: The process id of the parent. The kernel kills this process when the parent dies.
        limits: The limits for one file; the memory limit is set for the largest file here.
    """
    most = limits.memory_for(limits.file_bytes)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    gain_nothing()
    keep_to_itself()
    if not die_with(parent, signal.SIGKILL):
        raise ProcessLookupError("the parent is gone")


def answer(descriptor: int, trust: Sequence[Certificate], limits: Limits, judge: Judge = verify_pdf) -> dict[str, Any]:
    """Judge a file and return the judgement as a message.

    Args:
        descriptor: The open file, read from its start and closed here.
        trust: The trusted authorities.
        limits: The largest size that is read, and the memory by size.
        judge: The function that judges the bytes.
    """
    most = limits.memory_for(limits.file_bytes)
    try:
        with os.fdopen(descriptor, "rb") as file:
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory_for(os.fstat(descriptor).st_size), most))
            file.seek(0)
            data = file.read(limits.file_bytes)
        return message(judge(data, trust), trust) | {"subject": subject(data)}
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        return message(PdfReport.of_finding(Finding(EXCEEDS, DOCUMENT, found=OUT_OF_MEMORY)), trust) | {"subject": ""}


def message(report: PdfReport | ForeignReport, trust: Sequence[Certificate]) -> dict[str, Any]:
    """Return the report as a message, in the member of its kind.

    Args:
        report: The report about a record, or about a signed PDF of other origin.
        trust: The list of authorities; a record's report names its authority by the place in it.
    """
    if isinstance(report, ForeignReport):
        return {"report": None, "foreign": foreign_to_message(report)}
    return {"report": to_message(report, trust), "foreign": None}


def subject(data: bytes) -> str:
    """Return /Subject of a PDF's information dictionary; "" when there is none or the PDF cannot be read."""
    try:
        return str(PdfFileReader(BytesIO(data)).trailer["/Info"]["/Subject"])[:SUBJECT_CHARS_MAX]
    except MemoryError:
        raise
    except Exception:
        return ""


def received(line: socket.socket) -> tuple[bytes, list[int]]:
    """Receive a line and the descriptors that came with it. The line is empty when the other end closed."""
    data = b""
    descriptors: list[int] = []
    while not data.endswith(b"\n"):
        piece, came, _, _ = socket.recv_fds(line, 1 << 16, 1)
        if not piece:
            return b"", descriptors
        data += piece
        descriptors += came
    return data, descriptors


def send(line: socket.socket, message: dict[str, Any]) -> None:
    line.sendall(json.dumps(message).encode("ascii") + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
