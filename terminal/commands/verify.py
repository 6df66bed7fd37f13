"""`luobi verify FILE…`: is this signed document intact, and which authority vouches for it?

Needs no station and no key.

The maker of a document chose the names in it. So they are shown escaped, at the end of their own line, and as claims
until an authority vouches for them.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forms.message import UNSHOWN_CATEGORIES, Lang, Message, text
from forms.system_errors import why
from signing.civil_time import civil
from signing.finding import Finding, FindingKind, Gravity, exit_code, gravest
from signing.roles import role_message
from terminal.conversation import TRAINING, lang_of, tell_findings
from terminal.errors import TerminalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.x509 import Certificate

    from archive.log import Log
    from archive.receipt import Receipt
    from signing.confined import ConfinedJudge
    from signing.foreign_report import ForeignReport
    from signing.pdf_report import PdfReport, SignatureFacts

FORMAT = "luobi-verify/5"
TEXT_BYTES_MAX, TRUST_BYTES_MAX = 16 << 10, 1 << 20
NOT_READ = FindingKind("commands", "file-not-read", Gravity.UNDONE)
NO_FILE = FindingKind("commands", "not-a-regular-file", Gravity.UNDONE)
RECEIPT = FindingKind("commands", "receipt", Gravity.UNDONE)
FAILED = FindingKind("commands", "not-judged", Gravity.UNDONE)
OLD_AUTHORITY = FindingKind("commands", "authority-not-confined", Gravity.NOTE)
ORDER = ("valid", "unchanged", "foreign", "trust-unknown", "unsigned", "not-checked", "invalid", "changed")
"""Verdicts. A receipt's record is unchanged or changed; a PDF that is no record is foreign or unsigned.

The worst of several is the one with the gravest findings, and of equals the last in this list. Foreign is as bad as its
findings.
"""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--trust", multiple=True, type=click.Path(path_type=Path, readable=False))
@click.option("--home", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def verify(
    ctx: click.Context, files: tuple[Path, ...], trust: tuple[Path, ...], home: Path | None, as_json: bool
) -> int:
    """Verify the files, and print what was found."""
    from signing.confined import ConfinedJudge, WorkerError

    lang = lang_of(ctx)
    anchors = [_certificate(path, lang) for path in trust]
    documents = []
    with ConfinedJudge(anchors, others=True) as judge, _log(home, lang) as log:
        for path in files:
            try:
                document = _document(path, judge, log)
            except WorkerError:
                raise
            except Exception as error:
                document = _told(path, "not-checked", None, (Finding(FAILED, path.name, found=why(error)),))
            documents.append(document)
            if not as_json:
                click.echo("\n".join(lines(document, lang)))
    if as_json:
        told = {
            "format": FORMAT,
            "verdict": max(documents, key=_badness)["verdict"],
            "documents": [_as_json(document) for document in documents],
            "findings": [finding for document in documents for finding in _findings_json(document)],
        }
        click.echo(_json(told))
    return exit_code([finding for document in documents for finding in document["findings"]])


def _badness(document: dict[str, Any]) -> tuple[int, int]:
    return gravest(document["findings"]), ORDER.index(document["verdict"])


@contextmanager
def _log(home: Path | None, lang: Lang) -> Iterator[Log | None]:
    """Open the log of the station in that folder, and print what is wrong with the folder.

    Yield None without a folder. Raise ArchiveError when the folder has no log.
    """
    if home is None:
        yield None
        return
    from archive.log import Log

    with Log.read(home) as log:
        tell_findings(home, lang)
        yield log


def lines(document: dict[str, Any], lang: Lang) -> list[str]:
    """Return what was found in a document, for a person; a rehearsal is named before anything else.

    Args:
        document: The result of one file, as the JSON output has it, with its findings as objects.
        lang: The language of the lines.
    """
    findings = [f"  {finding.as_text(lang)}" for finding in document["findings"]]
    told = _foreign_lines(document, lang) if document["foreign"] else _record_lines(document, lang)
    return [text(each, lang) for each in told] + findings


def _record_lines(document: dict[str, Any], lang: Lang) -> Iterator[Message]:
    """Return who signed a record or receipt, and whether it is intact. Without an authority these are claims."""
    proven = document["verdict"] == "valid"
    if document["training"]:
        yield Message("commands.of-file", file=document["file"], said=TRAINING)
    yield Message("commands.of-file", file=document["file"], said=VERDICTS[document["verdict"]])
    for each in document["signatures"]:
        told_role = role_message(each["role"])
        role = text(told_role, lang) if isinstance(told_role, Message) else told_role
        yield _signed(proven, " · ".join((civil(each["at"], lang), role, _signer(each, lang))))
    if receipt := document["receipt"]:
        ids = " ".join(receipt["later"])
        yield Message(
            "commands.of-receipt",
            station=document["station"],
            entry=receipt["entry"],
            record=receipt["record"],
            covered=receipt["covered"],
            size=receipt["size"],
            later=Message("commands.of-receipt-later", ids=ids) if ids else "",
        )
    elif station := document["station"]:
        yield (
            Message("commands.sealed", station=station)
            if proven
            else Message("commands.claims-sealed", station=station)
        )
    if level := document["level"]:
        yield Message("commands.level", level=level) if proven else Message("commands.claims-level", level=level)
    if authority := document["authority"]:
        yield Message("commands.authority", name=_named(authority["subject"]), sha256=authority["sha256"])
    if document["frozen_sha256"]:
        yield Message("commands.frozen-digest", sha256=document["frozen_sha256"])


def _foreign_lines(document: dict[str, Any], lang: Lang) -> Iterator[Message]:
    """Return who signed a file that is no record. A name without a chain to a given authority is a claim."""
    foreign = document["foreign"]
    verdict = VERDICTS["unsigned"] if document["verdict"] == "unsigned" else FOREIGN[foreign["state"]]
    yield Message("commands.of-file", file=document["file"], said=verdict)
    for each in foreign["signatures"]:
        whole = CHANGED_AFTER if each["changed"] else WHOLE[each["intact"]]
        facts = text(_time(each, lang), lang), _named(each["signer"]), text(whole, lang), each["level"]
        told = " · ".join(fact for fact in facts if fact)
        yield Message("commands.stamped", facts=told) if each["is_timestamp"] else _signed(each["trusted"], told)
        yield Message("commands.issuer", name=_named(each["issuer"]))


def _time(signature: dict[str, Any], lang: Lang) -> Message:
    """Return when a signature was made, and which source states it."""
    at = civil(signature["at"], lang) if signature["at"] else ""
    match signature["time"]:
        case "timestamp" if at:
            return Message("commands.time-stamped", at=at)
        case "claimed" if at:
            return Message("commands.time-claimed", at=at)
    return Message("commands.time-unknown")


def _signed(proven: bool, facts: str) -> Message:
    return Message("commands.signed", facts=facts) if proven else Message("commands.claims-signed", facts=facts)


def _signer(signature: dict[str, str], lang: Lang) -> str:
    """Return who signed, and for whom."""
    name, principal = signature["signer"], signature.get("principal", "")
    return text(Message("commands.signer-for", name=name, principal=principal), lang) if principal else name


def _named(subject: str) -> str:
    """Return an RFC 4514 name for a person. X.509's `name`, which has no short name there, is printed as `name`."""
    return re.sub(r"(^|[,+])2\.5\.4\.41=", r"\1name=", subject)


def _document(path: Path, judge: ConfinedJudge, log: Log | None) -> dict[str, Any]:
    """Return the result for a file: a document, or a receipt."""
    from forms.outside_file import FileTooLarge, NotRegularFile, open_outside
    from signing.pdf_findings import EXCEEDS

    try:
        descriptor = open_outside(path, judge.limits.file_bytes)
    except NotRegularFile:
        return _told(path, "not-checked", None, (Finding(NO_FILE, path.name),))
    except FileTooLarge as problem:
        return _told(path, "not-checked", None, (Finding(EXCEEDS, path.name, found=why(problem)),))
    except OSError as problem:
        return _told(path, "not-checked", None, (Finding(NOT_READ, path.name, found=why(problem)),))
    with os.fdopen(descriptor, "rb") as file:
        receipt = _receipt(file.read(TEXT_BYTES_MAX))
        if receipt is None:
            judged = judge.judge(descriptor)
            if judged.foreign and judged.foreign.signatures:
                return _foreign(path, judged.foreign)
            if judged.report.signatures or (receipt := _receipt(judged.subject.encode("utf-8", "replace"))) is None:
                if judged.foreign:
                    return _foreign(path, judged.foreign)
                report = judged.report
                return _told(path, report.verdict, report, (*report.findings, *_old_authority(report.authority)))
    if log is None:
        return _told(path, "not-checked", None, (Finding(RECEIPT, path.name),))
    return _answered(path, receipt, log)


def _receipt(data: bytes) -> Receipt | None:
    """Return the receipt that these bytes are the text of; None when they are not one."""
    from archive.errors import ReceiptError
    from archive.plain_text import text_of
    from archive.receipt import parse_receipt

    try:
        return parse_receipt(text_of(data))
    except (ReceiptError, UnicodeDecodeError):
        return None


def _answered(path: Path, receipt: Receipt, log: Log) -> dict[str, Any]:
    """Return the result for a receipt: whether its record is unchanged in that archive."""
    from archive.verify_receipt import answer

    answered = answer(log, receipt)
    verdict = {Gravity.HARM: "changed", Gravity.UNDONE: "not-checked"}.get(gravest(answered.findings), "unchanged")
    return _told(path, verdict, None, tuple(answered.findings)) | {
        "training": answered.kind == "training",
        "station": answered.station,
        "receipt": {
            "record": receipt.record,
            "entry": receipt.seq,
            "covered": answered.covered,
            "size": answered.size,
            "later": list(answered.later),
        },
    }


def _old_authority(authority: Certificate | None) -> tuple[Finding, ...]:
    from signing.keys import is_for_documents_only

    if authority is None or is_for_documents_only(authority):
        return ()
    return (Finding(OLD_AUTHORITY, authority.subject.rfc4514_string()),)


def _told(path: Path, verdict: str, report: PdfReport | None, findings: tuple[Finding, ...]) -> dict[str, Any]:
    signatures = report.signatures if report else ()
    seal = report.seal if report else None
    return {
        "file": path.name,
        "verdict": verdict,
        "training": _is_training([*signatures, *([seal] if seal else [])]),
        "sealed": bool(report and report.sealed),
        "level": report.level if report else "",
        "station": seal.signer_name if seal else "",
        "authority": _authority(report.authority) if report and report.authority else None,
        "frozen_sha256": report.frozen_sha256 if report else "",
        "signatures": [_signature(fact) for fact in signatures],
        "receipt": None,
        "foreign": None,
        "findings": findings,
    }


def _foreign(path: Path, report: ForeignReport) -> dict[str, Any]:
    """Return the JSON object for a file that is no record."""
    signatures = [each.as_json() for each in report.signatures]
    told = {"state": report.state, "signatures": signatures}
    return _told(path, report.verdict, None, report.findings) | {"foreign": told}


def _signature(fact: SignatureFacts) -> dict[str, str]:
    return {
        "field": fact.field,
        "role": fact.role,
        "signer": fact.signer_name,
        "at": fact.at.isoformat() if fact.at else "",
        "level": fact.level,
        "ink_commitment": fact.ink_commitment.hex(),
        **({"principal": fact.principal} if fact.principal else {}),
    }


def _is_training(facts: list[SignatureFacts]) -> bool:
    """Return whether a document is a rehearsal: one certificate of a training station makes it one."""
    from terminal.station.settings import TRAINING_MARK

    return any(TRAINING_MARK in fact.station for fact in facts)


def _authority(certificate: Certificate) -> dict[str, str]:
    from cryptography.hazmat.primitives.hashes import SHA256

    return {"subject": certificate.subject.rfc4514_string(), "sha256": certificate.fingerprint(SHA256()).hex()}


def _json(document: dict[str, Any]) -> str:
    """Return a JSON document that is safe to print.

    Characters that a terminal acts on are escaped, and so are broken names.
    """
    plain = json.dumps(document, ensure_ascii=False, indent=2)
    obeyed = {char for char in set(plain) - {"\n"} if unicodedata.category(char) in UNSHOWN_CATEGORIES}
    return plain.translate({ord(char): json.dumps(char)[1:-1] for char in obeyed})


def _as_json(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "findings": _findings_json(document)}


def _findings_json(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"file": document["file"], **finding.as_json()} for finding in document["findings"]]


def _certificate(path: Path, lang: Lang) -> Certificate:
    """Return the authority in a file. A file with several is rejected: one may have been added.

    Raise TerminalError for a file that is there and cannot be read, and click.UsageError for any other fault.
    """
    from cryptography.x509 import load_pem_x509_certificates

    from forms.outside_file import read_outside

    file = str(path)
    try:
        certificates = load_pem_x509_certificates(read_outside(path, TRUST_BYTES_MAX))
    except FileNotFoundError:
        refusal = Message("commands.trust-no-file", file=file)
    except OSError as problem:
        raise TerminalError(Message("commands.trust-unreadable", file=file, why=why(problem))) from problem
    except ValueError:
        refusal = Message("commands.trust-no-certificate", file=file)
    else:
        if len(certificates) == 1:
            return certificates[0]
        refusal = Message("commands.trust-several", file=file, count=len(certificates))
    raise click.UsageError(text(refusal, lang))


VERDICTS = {
    "valid": Message("commands.verdict-valid"),
    "trust-unknown": Message("commands.verdict-trust-unknown"),
    "not-checked": Message("commands.verdict-not-checked"),
    "invalid": Message("commands.verdict-invalid"),
    "unchanged": Message("commands.verdict-unchanged"),
    "changed": Message("commands.verdict-changed"),
    "unsigned": Message("commands.verdict-unsigned"),
}
FOREIGN = {
    "trusted": Message("commands.foreign-trusted"),
    "trust-unknown": Message("commands.foreign-trust-unknown"),
    "not-checked": Message("commands.foreign-not-checked"),
    "harmed": Message("commands.foreign-harmed"),
}
"""The verdict on a file that is no record, by its state."""
WHOLE = {
    True: Message("commands.intact"),
    False: Message("commands.not-intact"),
    None: Message("commands.intact-unknown"),
}
CHANGED_AFTER = Message("commands.changed-after")
