"""`luobi archive`: list, show and verify a station's archive, from any machine that can read its folder.

The product goes to stdout, the conversation to stderr. Nothing is written into the station's folder but the count of
wrong passphrases, where it can be. What the
archive is made of is imported when a command runs, so that `luobi --help` stays quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from forms.message import Lang, shown
from signing.civil import civil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cryptography.x509 import Certificate

    from archive.contents import DocumentJudge
    from archive.entry import Entry
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
Texts = Mapping[str, str]
Read = TypeVar("Read")


@click.group()
def archive() -> None:
    """Look into a station's archive and verify it."""


def _shared(command: Any) -> Any:
    """The options that every command has."""
    options = (
        click.option(
            "--home",
            type=click.Path(path_type=Path, file_okay=False),
            default=Path(),
            envvar="LUOBI_HOME",
            show_default="home",
        ),
        click.option("--staff", metavar="ID"),
        click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False)),
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
        click.echo(_texts(ctx)["unnamed"].format(count=unnamed), err=True)
    if as_json:
        _print_json({"format": LIST_FORMAT, "entries": rows})
        return
    for row in rows:
        parts = (f"{row['seq']:>7}", civil(row["ts"], lang), _type(row["type"], lang), row["id"], *_private(row))
        click.echo(shown("  ".join(parts)))


@archive.command()
@click.argument("record", metavar="ID")
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
        click.echo(shown(line))


@archive.command()
@_shared
@click.option("--receipt", "receipts", multiple=True, type=click.Path(path_type=Path))
@click.option("--checkpoint", "checkpoints", multiple=True, type=click.Path(path_type=Path))
@click.option("--trust", type=click.Path(path_type=Path))
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
    from archive.kept_checkpoint import read_checkpoint, read_vkeys
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
    """An error of the archive or of the keys ends the command with its advice and its own exit code."""
    from sqlalchemy.exc import SQLAlchemyError

    from archive.errors import ArchiveError
    from archive.log import cause
    from archive.words import told
    from signing.errors import SigningError

    try:
        yield
    except (ArchiveError, SigningError) as error:
        for line in told(error, _language(ctx)).split("\n", 1):
            click.echo(shown(line if line.startswith(" ") else f"luobi archive: {line}"), err=True)
        ctx.exit(error.exit_code)
    except (SQLAlchemyError, OSError) as error:
        words = _texts(ctx)["unreadable"].format(cause=cause(error))
        click.echo(shown(f"luobi archive: {words}"), err=True)
        ctx.exit(COULD_NOT_LOOK)


def _log(ctx: click.Context, home: Path) -> Log:
    """The log, opened; what is wrong with the folder's owner and modes is said first."""
    from archive.log import Log
    from signing.private_folder import home_findings

    log = Log.read(home)
    for finding in home_findings(home):
        click.echo(finding.as_text(_language(ctx)), err=True)
    return log


def _store_key(ctx: click.Context, home: Path, staff: str | None, passphrase_file: Path | None) -> bytes | None:
    """The store's key, unlocked; None when nobody unlocks."""
    if (staff is None) != (passphrase_file is None):
        raise click.UsageError(_texts(ctx)["staff_needs_file"])
    if staff is None or passphrase_file is None:
        return None
    from signing import guesses, keyring

    passphrase = keyring.passphrase_of(_passphrase_text(ctx, passphrase_file))
    return guesses.unlock(home, staff, passphrase).read("store")


def _passphrase_text(ctx: click.Context, path: Path) -> str:
    try:
        with path.open("rb") as file:  # a pipe is as good as a file
            return file.read(PASSPHRASE_FILE_BYTES_MAX).decode("utf-8")
    except UnicodeDecodeError as error:
        raise click.UsageError(_texts(ctx)["no_passphrase"].format(path=shown(path))) from error


def _refuse_own(ctx: click.Context, home: Path, paths: Iterable[Path]) -> None:
    """What lies in the station's folder was not kept outside it, whatever it is called and linked from."""
    for path in paths:
        if path.resolve().is_relative_to(home.resolve()):
            raise click.UsageError(_texts(ctx)["not_outside"].format(path=shown(path)))


@contextmanager
def _record_judge() -> Iterator[DocumentJudge]:
    """Verifies the documents of records in a confined process: whoever made the archive also made them."""
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
    """The receipts in the files."""
    from archive.receipt import read_receipt
    from signing.confined import ConfinedJudge

    with ConfinedJudge() as judge:
        return list(_used(paths, lambda path: read_receipt(path, judge), unused))


def _used(paths: Sequence[Path], read: Callable[[Path], Read], unused: list[Finding]) -> Iterator[Read]:
    """What `read` finds in each file; a file that it cannot use is added to `unused`, and the others are read.

    Raises the error of a file that is not there: that is a slip of the one who asks, not a fault of a file.
    """
    from archive.errors import ArchiveError
    from archive.kept_checkpoint import unused_finding

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


def _texts(ctx: click.Context) -> Texts:
    from archive.words import TEXTS

    return TEXTS[_language(ctx)]


def _print_json(document: Mapping[str, Any]) -> None:
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2)
    # Text that was no UTF-8 in the database has characters that can only be written as JSON's own escapes.
    click.echo(text if _encodes(text) else json.dumps(document, indent=2))


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _listed(log: Log, entry: Entry, key: bytes | None) -> dict[str, Any]:
    """An entry for the list; unlocked, with number, title and masked names of its record or the one it is about."""
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
    """What an entry records, ten columns wide: a Chinese character takes two."""
    from archive.words import TYPES

    told = TYPES.get(name, name) if lang == "zh" else name
    return told + " " * (10 - len(told) - sum(not char.isascii() for char in told))


def _lines(entry: Entry, fields: Mapping[str, Sequence[str]], later: Sequence[Entry], lang: Lang) -> Iterator[str]:
    from archive.words import NAMES, TEXTS

    words, names = TEXTS[lang], NAMES if lang == "zh" else {}
    kind = _type(entry.type, lang).rstrip()
    yield words["entry"].format(seq=entry.seq, ts=civil(entry.ts, lang), type=kind, id=entry.id)
    for name, value in entry.facts.items():
        for each in value if isinstance(value, tuple) else (value,):
            yield f"  {words['facts']} {names.get(name, name)}: {_cut(str(each))}"
    for blob in entry.blobs:
        yield f"  {words['blob']} {names.get(blob.role, blob.role)}: {blob.size} B  {blob.sha256}"
    if entry.commit:
        yield f"  {words['commit']} {entry.commit}"
    yield f"  {words['prev']} {entry.prev}"
    yield f"  {words['leaf']} {entry.leaf().hex()}"
    for name, values in fields.items():
        yield f"  {words['field']} {names.get(name, name)}: {'、'.join(values)}"
    if later:
        yield f"  {words['about']} {' '.join(f'{each.id} ({_type(each.type, lang).rstrip()})' for each in later)}"


def _cut(text: str) -> str:
    """Post-quantum keys are long; --json gives them whole."""
    return text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…"


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
    """Training is said first, the verdict last."""
    from archive.words import KINDS, TEXTS, VERDICTS

    words = TEXTS[lang]
    kind = KINDS[lang].get(report.kind, report.kind)
    click.echo(shown(words["log"].format(origin=report.origin, station=report.station, kind=kind)))
    for finding in report.findings:
        click.echo(finding.as_text(lang))
    click.echo(words["checked"].format(**report.checked))
    if any(report.unchecked.values()):
        click.echo(words["unchecked"].format(**report.unchecked))
    sizes = {"size": report.size, "signed": report.signed_size, "anchored": report.anchored_size}
    click.echo(words["size"].format(root=report.root, **sizes))
    source = words["keys_given" if report.trusted else "keys_own"]
    click.echo(shown(words["keys"].format(ids=" ".join(report.key_ids), source=source)))
    contents = words["contents_unchecked"] if report.unchecked["contents"] else ""
    click.echo(words["result"].format(verdict=VERDICTS[lang][report.verdict], contents=contents))
