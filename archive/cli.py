"""`luobi archive`: list, show and verify a station's archive, from any machine that can read its folder.

Results go to stdout, messages to stderr. Nothing is written into the station's folder except the count of wrong
passphrases, if the folder is writable. The modules of the archive are imported when a command runs, so that `luobi
--help` stays fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from archive.errors import StorageFailed
from forms.message import Lang, LuobiError, Message, shown, text
from forms.system_errors import why
from signing.civil_time import civil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cryptography.x509 import Certificate

    from archive.entry import Entry
    from archive.judge import DocumentJudge
    from archive.log import Log
    from archive.receipt import Receipt
    from archive.verify import ArchiveReport
    from signing.finding import Finding
    from signing.pdf_report import PdfReport

VERIFY_FORMAT, LIST_FORMAT, SHOW_FORMAT = "luobi-archive-verify/2", "luobi-archive-list/1", "luobi-archive-show/2"
NUMBER, TITLE, NAMES = "number", "title", "names"  # search fields that lists show
SHOWN_CHARS = 96
COULD_NOT_LOOK = 3
PASSPHRASE_FILE_BYTES_MAX = 1 << 16
Read = TypeVar("Read")


@click.group()
def archive() -> None:
    """Look into a station's archive and verify it."""


def _shared(command: Any) -> Any:
    """Add the options that every command has."""
    options = (
        click.option(
            "--home",
            type=click.Path(path_type=Path, file_okay=False),
            default=Path(),
            envvar="LUOBI_HOME",
            show_default="home",
        ),
        click.option("--staff", metavar="ID"),
        click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False)),
        click.option("--json", "as_json", is_flag=True),
        click.pass_context,
    )
    for option in reversed(options):
        command = option(command)
    return command


@archive.command("list")
@_shared
def list_(ctx: click.Context, home: Path, staff: str | None, passphrase_file: Path | None, as_json: bool) -> None:
    """List the entries, each in a line."""
    with _advice(ctx), _log(ctx, home) as log:
        key = _store_key(ctx, home, staff, passphrase_file)
        entries = list(log.entries())
        rows = [_listed(log, entry, key) for entry in entries]
    lang = _language(ctx)
    unnamed = sum(bool(entry.blobs) and "names" not in row for entry, row in zip(entries, rows, strict=True))
    if key and unnamed:
        click.echo(text(Message("archive.unnamed-records", count=unnamed), lang), err=True)
    if as_json:
        _print_json({"format": LIST_FORMAT, "entries": rows})
        return
    for row in rows:
        parts = (f"{row['seq']:>7}", civil(row["ts"], lang), _type(row["type"], lang), row["id"], *_private(row))
        click.echo(shown("  ".join(parts)))


@archive.command()
@click.argument("record", metavar="ENTRY")
@_shared
def show(
    ctx: click.Context, record: str, home: Path, staff: str | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Show one entry."""
    with _advice(ctx), _log(ctx, home) as log:
        key = _store_key(ctx, home, staff, passphrase_file)
        entry = log.find(record)
        fields = {name: list(values) for name, values in log.fields(entry.id, key).items()} if key else {}
        later = log.about(entry.id)
    if as_json:
        document = {"format": SHOW_FORMAT, "entry": entry.document(), "leaf": entry.leaf().hex()}
        told = {"later": [each.id for each in later]}
        _print_json(document | told | ({"fields": fields} if key else {}))
        return
    for line in _lines(entry, fields, later, _language(ctx)):
        click.echo(text(line, _language(ctx)))


@archive.command()
@_shared
@click.option("--receipt", "receipts", multiple=True, type=click.Path(path_type=Path, readable=False))
@click.option("--checkpoint", "checkpoints", multiple=True, type=click.Path(path_type=Path, readable=False))
@click.option("--trust", type=click.Path(path_type=Path, readable=False))
def verify(
    ctx: click.Context,
    home: Path,
    staff: str | None,
    passphrase_file: Path | None,
    as_json: bool,
    receipts: Sequence[Path],
    checkpoints: Sequence[Path],
    trust: Path | None,
) -> None:
    """Verify the whole archive, and print the report."""
    from archive.outside_files import read_checkpoint, read_vkeys
    from archive.verify import verify as verify_log
    from signing.finding import exit_code

    own_keys = () if trust is None else (trust,)
    _refuse_own(ctx, home, (*receipts, *checkpoints, *own_keys))
    with _advice(ctx):
        unused: list[Finding] = []
        kept = _receipts(receipts, unused)
        notes = list(_used(checkpoints, read_checkpoint, unused))
        vkeys = [vkey for vkeys in _used(own_keys, read_vkeys, unused) for vkey in vkeys]
        with _log(ctx, home) as log:
            key = _store_key(ctx, home, staff, passphrase_file)
            with _record_judge() as judge:
                report = verify_log(log, store_key=key, receipts=kept, checkpoints=notes, judge=judge, trust=vkeys)
            report = report.with_findings(unused)
    if as_json:
        _print_json(_report_document(report))
    else:
        _print_report(report, _language(ctx))
    ctx.exit(exit_code(report.findings))


# ---- opening ----


@contextmanager
def _advice(ctx: click.Context) -> Iterator[None]:
    """End the command on an error of the archive or of the keys, with the error's advice and exit code."""
    try:
        yield
    except (StorageFailed, OSError) as error:
        _end(ctx, Message("archive.not-read-on", why=why(error)), COULD_NOT_LOOK)
    except LuobiError as error:
        _end(ctx, why(error), error.exit_code)


def _end(ctx: click.Context, problem: Message, code: int) -> None:
    """End the command: print the problem to stderr and exit with `code`."""
    click.echo(text(Message("archive.line-problem", problem=problem), _language(ctx)), err=True)
    ctx.exit(code)


def _log(ctx: click.Context, home: Path) -> Log:
    """Open the log, after printing what is wrong with the owner and modes of the folder."""
    from archive.log import Log
    from signing.private_folder import home_findings

    log = Log.read(home)
    for finding in home_findings(home):
        click.echo(finding.as_text(_language(ctx)), err=True)
    return log


def _store_key(ctx: click.Context, home: Path, staff: str | None, passphrase_file: Path | None) -> bytes | None:
    """Return the store's key, unlocked with the passphrase; None when no staff member is given."""
    if (staff is None) != (passphrase_file is None):
        raise click.UsageError(text(Message("archive.staff-needs-file"), _language(ctx)))
    if staff is None or passphrase_file is None:
        return None
    from signing import guess_delay, keyring

    passphrase = keyring.passphrase_of(_passphrase_text(ctx, passphrase_file))
    return guess_delay.unlock(home, staff, passphrase).read("store")


def _passphrase_text(ctx: click.Context, path: Path) -> str:
    try:
        with path.open("rb") as file:  # a pipe is as good as a file
            return file.read(PASSPHRASE_FILE_BYTES_MAX).decode("utf-8")
    except UnicodeDecodeError as error:
        problem = Message("archive.no-passphrase", path=str(path))
        raise click.UsageError(text(problem, _language(ctx))) from error


def _refuse_own(ctx: click.Context, home: Path, paths: Iterable[Path]) -> None:
    """Reject files in the station's folder, also through links: they were not kept outside the station."""
    for path in paths:
        if path.resolve().is_relative_to(home.resolve()):
            raise click.UsageError(text(Message("archive.not-outside", path=str(path)), _language(ctx)))


@contextmanager
def _record_judge() -> Iterator[DocumentJudge]:
    """Provide a judge that verifies documents of records in a confined process.

    The documents are not trusted: they come from the same people as the archive.
    """
    from signing.confined import ConfinedJudge

    judges: dict[tuple[Certificate, ...], ConfinedJudge] = {}  # one: the station has one authority

    def judge(document: bytes, trust: tuple[Certificate, ...]) -> PdfReport:
        return judges.setdefault(trust, ConfinedJudge(trust)).judge_bytes(document).report

    try:
        yield judge
    finally:
        for each in judges.values():
            each.close()


def _receipts(paths: Sequence[Path], unused: list[Finding]) -> list[Receipt]:
    """Return the receipts in the files."""
    from archive.receipt import read_receipt
    from signing.confined import ConfinedJudge

    with ConfinedJudge() as judge:
        return list(_used(paths, lambda path: read_receipt(path, judge), unused))


def _used(paths: Sequence[Path], read: Callable[[Path], Read], unused: list[Finding]) -> Iterator[Read]:
    """Yield what `read` finds in each file; a file that cannot be used is added to `unused`, and the others are read.

    Raise the error of a file that does not exist: that is a mistake in the command, not a fault of a file.
    """
    from archive.errors import ArchiveError
    from archive.outside_files import unused_finding

    for path in paths:
        try:
            yield read(path)
        except (ArchiveError, OSError) as error:
            if isinstance(error.__cause__, (FileNotFoundError, NotADirectoryError)):
                raise
            unused.append(unused_finding(path, error))


# ---- saying ----


def _language(ctx: click.Context) -> Lang:
    return cast("Lang", (ctx.obj or {}).get("lang", "zh"))


def _print_json(document: Mapping[str, Any]) -> None:
    import json

    written = json.dumps(document, ensure_ascii=False, indent=2)
    # Text that was no UTF-8 in the database has characters that can only be written as JSON's own escapes.
    click.echo(written if _encodes(written) else json.dumps(document, indent=2))


def _encodes(written: str) -> bool:
    try:
        written.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _listed(log: Log, entry: Entry, key: bytes | None) -> dict[str, Any]:
    """Return an entry for the list. With the key it also has number, title and masked names.

    These are of its own record or of the record that it refers to.
    """
    row: dict[str, Any] = {"seq": entry.seq, "ts": entry.ts, "type": str(entry.type), "id": entry.id}
    if key is None:
        return row
    from archive.search import masked_name

    fields = log.fields(entry.id if entry.blobs else entry.about, key)
    if fields:
        row["number"] = " ".join(fields.get(NUMBER, ()))
        row["title"] = " ".join(fields.get(TITLE, ()))
        row["names"] = [masked_name(name) for name in fields.get(NAMES, ())]
    return row


def _private(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["number"], row["title"], "、".join(row["names"])) if "names" in row else ()


def _type(name: str, lang: Lang) -> str:
    """Return the name of an entry's type, padded to ten columns; a Chinese character takes two."""
    from archive.names import name_of_type

    told = text(name_of_type(name), lang)
    return told + " " * (10 - len(told) - sum(not char.isascii() for char in told))


def _lines(entry: Entry, fields: Mapping[str, Sequence[str]], later: Sequence[Entry], lang: Lang) -> Iterator[Message]:
    """Yield the description of an entry, one message for each line."""
    from archive.names import name_of_fact, name_of_part, name_of_type

    at, type_ = civil(entry.ts, lang), name_of_type(entry.type)
    yield Message("archive.line-entry", entry=entry.seq, at=at, type=type_, record=entry.id)
    for name, value in entry.facts.items():
        for each in value if isinstance(value, tuple) else (value,):
            yield Message("archive.line-fact", name=name_of_fact(name), value=_cut(str(each)))
    for blob in entry.blobs:
        yield Message("archive.line-blob", name=name_of_part(blob.role), size=blob.size, digest=blob.sha256)
    if entry.commit:
        yield Message("archive.line-commitment", commitment=entry.commit)
    yield Message("archive.line-previous", leaf=entry.prev)
    yield Message("archive.line-leaf", leaf=entry.leaf().hex())
    for name, values in fields.items():
        yield Message("archive.line-field", name=name_of_fact(name), values="、".join(values))
    if later:
        named = (Message("archive.later-entry", record=each.id, type=name_of_type(each.type)) for each in later)
        yield Message("archive.line-later", entries=" ".join(text(each, lang) for each in named))


def _cut(value: str) -> str:
    """Shorten a long value, such as a post-quantum key; `--json` prints it in full."""
    return value if len(value) <= SHOWN_CHARS else value[:SHOWN_CHARS] + "…"


def _report_document(report: ArchiveReport) -> dict[str, Any]:
    return {
        "format": VERIFY_FORMAT,
        "verdict": report.verdict,
        "origin": report.origin,
        "kind": report.kind,
        "station": report.station,
        "size": report.size,
        "root": report.root,
        "keys": {"ids": report.key_ids, "source": "given" if report.trusted else "log"},
        "signed_size": report.signed_size,
        "anchored_size": report.anchored_size,
        "checked": report.checked,
        "unchecked": report.unchecked,
        "findings": [finding.as_json() for finding in report.findings],
    }


def _print_report(report: ArchiveReport, lang: Lang) -> None:
    """Print the report: the kind of station (training) first, the verdict last."""
    from archive.names import name_of_station

    kind = name_of_station(report.kind)
    click.echo(text(Message("archive.line-log", origin=report.origin, station=report.station, kind=kind), lang))
    for finding in report.findings:
        click.echo(finding.as_text(lang))
    for line in _result(report):
        click.echo(text(line, lang))


def _result(report: ArchiveReport) -> Iterator[Message]:
    """Yield what was checked, how far the evidence reaches, and the verdict; one message for each line."""
    yield Message("archive.line-checked", **report.checked)
    if any(report.unchecked.values()):
        yield Message("archive.line-unchecked", **report.unchecked)
    sizes = {"size": report.size, "signed": report.signed_size, "anchored": report.anchored_size}
    yield Message("archive.line-size", root=report.root, **sizes)
    source = Message("archive.keys-given") if report.trusted else Message("archive.keys-own")
    yield Message("archive.line-keys", ids=" ".join(report.key_ids), source=source)
    contents = Message("archive.contents-not-checked") if report.unchecked["contents"] else ""
    yield Message("archive.line-result", verdict=Message(f"archive.verdict-{report.verdict}"), contents=contents)
