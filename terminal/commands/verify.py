"""`luobi verify FILE…`: is this signed document whole, and who vouches for it? Needs no station and no key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signing.finding import Finding, Gravity, Kind, exit_code

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from signing.verify import PdfReport

FORMAT = "luobi-verify/1"
NOT_READ = Kind(
    "file-not-read",
    Gravity.UNDONE,
    "文件没有读到，未作任何核验",
    "the file could not be read; nothing was verified",
    "检查路径和权限，然后再核验一次",
    "check path and permissions, then verify again",
)
RECEIPT = Kind(
    "receipt",
    Gravity.UNDONE,
    "这是回执，不是签署的文件；回执要对着站点的档案核验",
    "this is a receipt, not a signed document; a receipt is verified against the station's archive",
    "luobi archive verify --receipt 回执 --home 站点目录",
    "luobi archive verify --receipt FILE --home DIR",
)
ORDER = ("valid", "trust-unknown", "not-checked", "invalid")
"""Verdicts, from the best to the worst."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), help="CA certificate (PEM) that you trust.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of words.")
@click.pass_context
def verify(ctx: click.Context, files: tuple[Path, ...], trust: tuple[Path, ...], as_json: bool) -> int:
    """Verify signed PDF documents: every signature, the station seal, the freeze digest, every byte.

    Without --trust nobody is known who vouches for the certificates: exit code 4.
    """
    anchors = [certificate for path in trust for certificate in _certificates(path)]
    documents = [_document(path, anchors) for path in files]
    if as_json:
        text = {
            "format": FORMAT,
            "verdict": max((document["verdict"] for document in documents), key=ORDER.index),
            "documents": [_as_json(document) for document in documents],
            "findings": [finding for document in documents for finding in _findings_json(document)],
        }
        click.echo(json.dumps(text, ensure_ascii=False, indent=2))
    else:
        lang = (ctx.obj or {}).get("lang", "zh")
        click.echo("\n".join(line for document in documents for line in lines(document, lang)))
    return exit_code([finding for document in documents for finding in document["findings"]])


def lines(document: dict[str, Any], lang: str) -> list[str]:
    """What was found in a document, for a person; a rehearsal is said before anything else."""
    words = WORDS[lang]
    told = [f"{document['file']}: {words[document['verdict']]}"]
    if document["training"]:
        told.insert(0, f"{document['file']}: {words['training']}")
    if document["signatures"]:
        signers = [f"{each['signer']}（{each['role']}，{each['at']}）" for each in document["signatures"]]
        told.append(f"  {words['signed']}: {'；'.join(signers)}")
    if document["station"]:
        told.append(f"  {words['sealed']}: {document['station']}")
    if document["frozen_sha256"]:
        told.append(f"  {words['digest']}: SHA-256 {document['frozen_sha256']}")
    return told + [f"  {finding.as_text(lang)}" for finding in document["findings"]]


def _document(path: Path, anchors: list[Certificate]) -> dict[str, Any]:
    from signing.verify import verify_pdf

    try:
        data = path.read_bytes()
    except OSError as problem:
        return _told(path, "not-checked", None, (Finding(NOT_READ, path.name, found=str(problem.strerror)),))
    report = verify_pdf(data, anchors)
    if not report.signatures and _is_receipt(path):
        return _told(path, "not-checked", None, (Finding(RECEIPT, path.name),))
    return _told(path, report.verdict, report, report.findings)


def _told(path: Path, verdict: str, report: PdfReport | None, findings: tuple[Finding, ...]) -> dict[str, Any]:
    from terminal.config import TRAINING_MARK

    station = report.seal.signer_name if report and report.seal else ""
    return {
        "file": path.name,
        "verdict": verdict,
        "training": station.endswith(TRAINING_MARK),
        "sealed": bool(report and report.sealed),
        "station": station,
        "frozen_sha256": report.frozen_sha256 if report else "",
        "signatures": [
            {
                "field": fact.field,
                "role": fact.role,
                "signer": fact.signer_name,
                "at": fact.at.isoformat() if fact.at else "",
                "ink_commitment": fact.ink_commitment.hex(),
            }
            for fact in (report.signatures if report else ())
        ],
        "findings": findings,
    }


def _as_json(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "findings": _findings_json(document)}


def _findings_json(document: dict[str, Any]) -> list[dict[str, str]]:
    return [{"file": document["file"], **finding.as_json()} for finding in document["findings"]]


def _is_receipt(path: Path) -> bool:
    from archive.errors import ArchiveError
    from archive.receipt import read_receipt

    try:
        read_receipt(path)
    except ArchiveError:
        return False
    return True


def _certificates(path: Path) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise click.UsageError(
            f"--trust {path}: not a certificate in PEM ({problem}). Name the station's ca.pem"
        ) from None


WORDS = {
    "zh": {
        "training": "演练，不具法律效力",
        "valid": "有效。签名、印章、定稿指纹都对得上，证书由您信任的机构签发",
        "trust-unknown": "内容完好，但不知道证书由谁担保（用 --trust 指定站点的 ca.pem）",
        "not-checked": "没有查成",
        "invalid": "无效",
        "signed": "签名",
        "sealed": "站点印章",
        "digest": "定稿指纹",
    },
    "en": {
        "training": "training, no legal effect",
        "valid": "valid: signatures, seal and freeze digest agree, certificates lead to the CA you trust",
        "trust-unknown": "whole, but nobody you named vouches for the certificates (give ca.pem to --trust)",
        "not-checked": "could not be checked",
        "invalid": "INVALID",
        "signed": "signed",
        "sealed": "station seal",
        "digest": "freeze digest",
    },
}
