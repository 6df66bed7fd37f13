"""`luobi verify FILE…`: is this signed document whole, and who vouches for it? Needs no station and no key.

Whoever made a document chose the names in it: they are shown escaped, at the end of their own line, and as
claims until an authority vouches for them.
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

from forms.message import UNSHOWN_CATEGORIES, Lang, Message, shown, text
from signing.civil import civil
from signing.finding import Finding, Gravity, Kind, exit_code, gravest
from signing.roles import role_message
from terminal.commands.home import tell_findings
from terminal.commands.language import lang_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cryptography.x509 import Certificate

    from archive.log import Log
    from archive.receipt import Receipt
    from signing.confined import ConfinedJudge
    from signing.foreign_report import ForeignReport
    from signing.pdf_report import PdfReport, SignatureFacts

FORMAT = "luobi-verify/4"
TEXT_BYTES_MAX, TRUST_BYTES_MAX = 16 << 10, 1 << 20
NOT_READ = Kind("commands", "file-not-read", Gravity.UNDONE)
NO_FILE = Kind("commands", "not-a-regular-file", Gravity.UNDONE)
RECEIPT = Kind("commands", "receipt", Gravity.UNDONE)
FAILED = Kind("commands", "not-judged", Gravity.UNDONE)
OLD_AUTHORITY = Kind("commands", "authority-not-confined", Gravity.NOTE)
ORDER = ("valid", "unchanged", "foreign", "trust-unknown", "unsigned", "not-checked", "invalid", "changed")
"""Verdicts. A receipt's record is unchanged or changed; a PDF that is no record is foreign or unsigned.

The worst of several is that of the gravest findings, and of those the last one here: foreign is as bad as its findings.
"""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path),
    help="CA certificate (PEM) that you trust, one in a file.",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The station's folder, against which receipts are verified.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of words.")
@click.pass_context
def verify(
    ctx: click.Context, files: tuple[Path, ...], trust: tuple[Path, ...], home: Path | None, as_json: bool
) -> int:
    """Verify signed PDF documents: every signature, the station seal, the freeze digest, every byte.

    Without --trust nobody is known who vouches for the certificates: exit code 4. With --home a receipt is answered,
    too: is its record unchanged, however much was archived since? A signed PDF that is no record of a station is
    foreign: who signed, intact or not, what was changed afterwards, and whether --trust vouches. Files are judged in a
    confined process; one that exceeds its limits of time and memory is not checked, exit code 3, and the others are.
    """
    from signing.confined import ConfinedJudge, WorkerError

    lang = lang_of(ctx)
    anchors = [_certificate(path, WORDS[lang]) for path in trust]
    documents = []
    with ConfinedJudge(anchors, others=True) as judge, _log(home, lang) as log:
        for path in files:
            try:
                document = _document(path, judge, log)
            except WorkerError:
                raise
            except Exception as error:
                document = _told(path, "not-checked", None, (Finding(FAILED, path.name, found=type(error).__name__),))
            documents.append(document)
            if not as_json:
                click.echo("\n".join(lines(document, lang)))
    if as_json:
        text = {
            "format": FORMAT,
            "verdict": max(documents, key=_badness)["verdict"],
            "documents": [_as_json(document) for document in documents],
            "findings": [finding for document in documents for finding in _findings_json(document)],
        }
        click.echo(_json(text))
    return exit_code([finding for document in documents for finding in document["findings"]])


def _badness(document: dict[str, Any]) -> tuple[int, int]:
    return gravest(document["findings"]), ORDER.index(document["verdict"])


@contextmanager
def _log(home: Path | None, lang: Lang) -> Iterator[Log | None]:
    """The log of the station in that folder, of which is said what is wrong with it. Raises ArchiveError for none."""
    if home is None:
        yield None
        return
    from archive.log import Log

    with Log.read(home) as log:
        tell_findings(home, lang)
        yield log


def lines(document: dict[str, Any], lang: Lang) -> list[str]:
    """What was found in a document, for a person; a rehearsal is said before anything else."""
    words = WORDS[lang]
    colon = words["colon"]
    if document["foreign"]:
        return _foreign_lines(document, words, lang)
    file, proven = shown(document["file"]), document["verdict"] == "valid"
    told = [f"{file}{colon}{words[document['verdict']]}"]
    if document["training"]:
        told.insert(0, f"{file}{colon}{words['training']}")
    for each in document["signatures"]:
        told_role = role_message(each["role"])
        role = text(told_role, lang) if isinstance(told_role, Message) else told_role
        facts = " · ".join(shown(fact) for fact in (civil(each["at"], lang), role, _signer(each, words)))
        told.append(f"  {words['signed' if proven else 'claims-signed']}{colon}{facts}")
    if receipt := document["receipt"]:
        later = words["later"].format(ids=" ".join(receipt["later"])) if receipt["later"] else ""
        told.append(f"  {shown(words['receipt'].format(**receipt | {'later': later, 'station': document['station']}))}")
    elif document["station"]:
        told.append(f"  {words['sealed' if proven else 'claims-sealed']}{colon}{shown(document['station'])}")
    if document["level"]:
        told.append(f"  {words['level' if proven else 'claims-level']}{colon}{document['level']}{words['level-note']}")
    if document["authority"]:
        told.append(f"  {words['authority']}{colon}{shown(_named(document['authority']['subject']))}")
        told.append(f"    SHA-256 {document['authority']['sha256']}")
    if document["frozen_sha256"]:
        told.append(f"  {words['digest']}{colon}SHA-256 {document['frozen_sha256']}")
    return told + [f"  {finding.as_text(lang)}" for finding in document["findings"]]


def _foreign_lines(document: dict[str, Any], words: Mapping[str, str], lang: Lang) -> list[str]:
    """What was found in a file that is no record: each name is a claim until its chain leads to an authority given."""
    foreign, colon = document["foreign"], words["colon"]
    verdict = "unsigned" if document["verdict"] == "unsigned" else f"foreign-{foreign['state']}"
    told = [f"{shown(document['file'])}{colon}{words[verdict]}"]
    for each in foreign["signatures"]:
        said = "stamped" if each["is_timestamp"] else "signed" if each["trusted"] else "claims-signed"
        at = f"{civil(each['at'], lang)}{words[each['time']]}" if each["at"] else words["unknown"]
        whole = {True: "whole", False: "not-whole", None: "whole-unknown"}[each["intact"]]
        facts = [at, _named(each["signer"]), words["changed-after" if each["changed"] else whole], each["level"]]
        told.append(f"  {words[said]}{colon}{' · '.join(shown(fact) for fact in facts if fact)}")
        told.append(f"    {words['issuer']}{colon}{shown(_named(each['issuer']))}")
    return told + [f"  {finding.as_text(lang)}" for finding in document["findings"]]


def _signer(signature: dict[str, str], words: Mapping[str, str]) -> str:
    """Who signed, and for whom."""
    principal = signature.get("principal", "")
    return signature["signer"] + (words["for"].format(principal=principal) if principal else "")


def _named(subject: str) -> str:
    """An RFC 4514 name for a person: the attribute that has no short name there, X.509's `name`, by its own."""
    return re.sub(r"(^|[,+])2\.5\.4\.41=", r"\1name=", subject)


def _document(path: Path, judge: ConfinedJudge, log: Log | None) -> dict[str, Any]:
    """What is to be told about a file: a document, or a receipt."""
    from forms.outside_file import FileTooLarge, NotRegularFile, open_outside
    from signing.pdf_findings import EXCEEDS

    try:
        descriptor = open_outside(path, judge.limits.file_bytes)
    except NotRegularFile:
        return _told(path, "not-checked", None, (Finding(NO_FILE, path.name),))
    except FileTooLarge as problem:
        return _told(path, "not-checked", None, (Finding(EXCEEDS, path.name, found=str(problem.strerror)),))
    except OSError as problem:
        return _told(path, "not-checked", None, (Finding(NOT_READ, path.name, found=str(problem.strerror)),))
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
    """The receipt whose text these bytes are, if they are one."""
    from archive.errors import ReceiptError
    from archive.plain_text import text_of
    from archive.receipt import parse_receipt

    try:
        return parse_receipt(text_of(data))
    except (ReceiptError, UnicodeDecodeError):
        return None


def _answered(path: Path, receipt: Receipt, log: Log) -> dict[str, Any]:
    """Whether the receipt's record is unchanged in that archive."""
    from archive.one_record import answer

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
    """The JSON object for a file that is no record."""
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
    """One certificate of a training station makes a document a rehearsal, whatever the others say."""
    from terminal.config import TRAINING_MARK

    return any(TRAINING_MARK in fact.station for fact in facts)


def _authority(certificate: Certificate) -> dict[str, str]:
    from cryptography.hazmat.primitives.hashes import SHA256

    return {"subject": certificate.subject.rfc4514_string(), "sha256": certificate.fingerprint(SHA256()).hex()}


def _json(document: dict[str, Any]) -> str:
    """One JSON document that may be printed: what a terminal would obey is escaped, and so are broken file names."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    obeyed = {char for char in set(text) - {"\n"} if unicodedata.category(char) in UNSHOWN_CATEGORIES}
    return text.translate({ord(char): json.dumps(char)[1:-1] for char in obeyed})


def _as_json(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "findings": _findings_json(document)}


def _findings_json(document: dict[str, Any]) -> list[dict[str, str]]:
    return [{"file": document["file"], **finding.as_json()} for finding in document["findings"]]


def _certificate(path: Path, words: Mapping[str, str]) -> Certificate:
    """The authority in a file. Several in one file: somebody may have added one, so none is taken."""
    from cryptography.x509 import load_pem_x509_certificates

    from forms.outside_file import read_outside

    try:
        certificates = load_pem_x509_certificates(read_outside(path, TRUST_BYTES_MAX))
    except FileNotFoundError:
        raise click.UsageError(words["no-file"].format(file=shown(path))) from None
    except (OSError, ValueError) as problem:
        told = words["no-certificate"].format(file=shown(path), problem=shown(problem))
        raise click.UsageError(told) from None
    if len(certificates) > 1:
        raise click.UsageError(words["certificates"].format(file=shown(path), count=len(certificates)))
    return certificates[0]


WORDS = {
    "zh": {
        "colon": "：",
        "for": "（代理{principal}）",
        "training": "演练，不具法律效力",
        "valid": "有效。签名、印章、定稿指纹都对得上，证书由您信任的机构签发",
        "trust-unknown": "内容完好，但不知道证书由谁担保（用 --trust 指定站点的 ca.pem）",
        "not-checked": "没有查成",
        "invalid": "无效",
        "unchanged": "回执所记的这一件没有变，与签发回执时一样",
        "changed": "与站点的档案不符：这一件，或它所在的链，被改动过",
        "unsigned": "没有签名，无从核验",
        "foreign-trusted": "外来文件，不是站点的电子档案件。签名完好，证书由您信任的机构担保",
        "foreign-trust-unknown": "外来文件，不是站点的电子档案件。签名对得上，但不能确认由谁签署（见下）",
        "foreign-not-checked": "外来文件，不是站点的电子档案件。没有查全（见下）",
        "foreign-harmed": "外来文件，不是站点的电子档案件。被改动或已损坏（见下）",
        "stamped": "时间戳",
        "timestamp": "（时间戳证明）",
        "claimed": "（自称）",
        "unknown": "时间不明",
        "whole": "完好",
        "not-whole": "已损坏",
        "whole-unknown": "没有判断",
        "changed-after": "签名后被改动",
        "issuer": "证书签发机构",
        "receipt": "站点 {station} · 第 {entry} 条，电子档案件 {record} · "
        "签发回执时有 {covered} 条，现有 {size} 条{later}",
        "later": " · 其后与它有关的条目：{ids}",
        "signed": "签名",
        "claims-signed": "自称签名（未经证实）",
        "sealed": "站点印章",
        "claims-sealed": "自称站点印章（未经证实）",
        "level": "保证级别",
        "claims-level": "自称保证级别（未经证实）",
        "level-note": "；笔迹来源不在文件里，在站点档案的签署过程中",
        "authority": "担保的签发机构",
        "digest": "定稿指纹",
        "no-file": "--trust {file}：没有这个文件。请给出站点目录里的 ca.pem",
        "no-certificate": "--trust {file}：不是 PEM 格式的证书（{problem}）。请给出站点目录里的 ca.pem",
        "certificates": "--trust {file}：里面有 {count} 份证书，可能有人添加过。"
        "请向站点核对 ca.pem 的指纹，每个签发机构单独放一个文件",
    },
    "en": {
        "colon": ": ",
        "for": " (for {principal})",
        "training": "training, no legal effect",
        "valid": "valid: signatures, seal and freeze digest agree, certificates lead to the CA you trust",
        "trust-unknown": "whole, but nobody you named vouches for the certificates (give ca.pem to --trust)",
        "not-checked": "could not be checked",
        "invalid": "INVALID",
        "unchanged": "the receipt's record is unchanged: entry and files are as when the receipt was given",
        "changed": "DISAGREES with the station's archive: this record, or the log around it, was changed",
        "unsigned": "carries no signature; there is nothing to verify",
        "foreign-trusted": "foreign, no record of a station: intact, and the certificates lead to a CA you trust",
        "foreign-trust-unknown": "foreign, no record of a station: the signatures agree, but who signed is not proven",
        "foreign-not-checked": "foreign, no record of a station: not all of it could be checked",
        "foreign-harmed": "foreign, no record of a station: CHANGED or DAMAGED",
        "stamped": "timestamp",
        "timestamp": " (by timestamp)",
        "claimed": " (claimed)",
        "unknown": "at an unknown time",
        "whole": "intact",
        "not-whole": "damaged",
        "whole-unknown": "not judged",
        "changed-after": "changed after signing",
        "issuer": "certificate by",
        "receipt": "station {station} · entry {entry}, record {record} · {covered} entries then, {size} now{later}",
        "later": " · later entries about it: {ids}",
        "signed": "signed",
        "claims-signed": "claims to be signed",
        "sealed": "station seal",
        "claims-sealed": "claims to be sealed",
        "level": "assurance level",
        "claims-level": "claims assurance level",
        "level-note": "; where the ink came from is not in the document but in the station's archive",
        "authority": "vouched for by",
        "digest": "freeze digest",
        "no-file": "--trust {file}: there is no such file. Name the ca.pem in the station's folder",
        "no-certificate": "--trust {file}: not a certificate in PEM ({problem}). Name the station's ca.pem",
        "certificates": "--trust {file}: holds {count} certificates, and one may have been added to it. "
        "Ask the station for the fingerprint of its ca.pem, and give each authority in a file of its own",
    },
}
