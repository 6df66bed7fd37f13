"""`luobi demo`: perform two visits and print what was made and proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from forms.message import Lang, Message, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from terminal.demo.visits import DemoResults, Made


@click.command()
@click.option("--home", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/demo"))
@click.option("--pen", "pen_file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False))
@click.option("--staff", default="S01", show_default=True, metavar="ID")
@click.option("--windows", is_flag=True)
@click.option("--fast", is_flag=True)
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False))
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.pass_context
def demo(
    ctx: click.Context,
    home: Path | None,
    out: Path,
    pen_file: Path | None,
    passphrase_file: Path | None,
    staff: str,
    windows: bool,
    fast: bool,
    pictures: Path | None,
    lang: Lang | None,
) -> int:
    """Perform a registration and a labour contract at a training station, and verify them as an auditor does."""
    from rich.console import Console

    from signing.finding import Gravity, exit_code, gravest
    from terminal.commands.passphrases import read_passphrase
    from terminal.conversation import lang_of, tell_findings

    language = lang or lang_of(ctx)
    ctx.ensure_object(dict)["lang"] = language  # errors follow it too
    if (fast or pictures) and not windows:
        raise click.UsageError(text(Message("commands.demo-for-windows"), language))
    passphrase = read_passphrase(passphrase_file, language) if passphrase_file else None
    console = Console(stderr=True)
    with console.status(text(Message("commands.demo-loading"), language)) as status:

        def progress(step: str) -> None:
            status.update(text(STEPS[step], language))

        home = home or out / "station"
        if windows:
            from terminal.demo import show

            wishes = show.Wishes(fast, pictures, pen_file)
            told = show.perform(home, out, wishes, staff, passphrase, progress)
        else:
            from terminal.demo.visits import perform

            told = perform(home, out, pen_file, staff, passphrase, progress)
    tell_findings(told.home, language)
    click.echo("\n".join(text(each, language) for each in report(told)))
    # Nothing from outside anchors a station that was made a second ago: only worse than that counts here.
    return exit_code(told.findings) if gravest(told.findings) > Gravity.UNANCHORED else 0


def report(told: DemoResults) -> Iterator[Message]:
    """Yield the messages about what was made and proven, about two dozen lines."""
    home = str(told.home)
    if told.new_station:
        yield Message("commands.demo-station-made", home=home)
        seconds = told.timings.total("station")
        yield Message("commands.demo-secrets", secrets=str(told.secrets), seconds=seconds)
    else:
        yield Message("commands.demo-station-again", home=home)
    for made in told.made:
        yield from _visit_lines(made, told)
    yield from _archive_lines(told)


def _visit_lines(made: Made, told: DemoResults) -> Iterator[Message]:
    """Yield the messages about a visit, from the verified document, the archived entry and the checked answers."""
    visit, report, name = made.visit, made.report, made.business.file
    values = visit.answers.values.values()
    yield Message(
        "commands.demo-visit",
        title=visit.form.title,
        number=visit.number,
        record=made.entry.id,
    )
    yield Message(
        "commands.demo-frozen",
        answers=len(values),
        checked=sum(answer.is_checked for answer in values),
        pages=visit.frozen.pages if visit.frozen else 0,
        kib=report.frozen_size / 1024,
    )
    yield Message("commands.demo-digest", sha256=report.frozen_sha256)
    yield Message(
        "commands.demo-signatures",
        signers=tuple(
            Message("commands.demo-signer", name=fact.signer_name, box=_label(made, fact.field))
            for fact in report.signatures
        ),
        sources=tuple(SOURCES[each] for each in dict.fromkeys(made.inks)),
    )
    yield Message(
        "commands.demo-seal",
        seal=Message("commands.demo-sealed") if report.sealed else Message("commands.demo-not-sealed"),
        seq=made.entry.seq,
        leaf=made.entry.leaf().hex(),
    )
    bound = Message("commands.demo-inks-open", count=made.ink_bound)
    yield Message(
        "commands.demo-verified",
        count=len(report.signatures),
        verdict=PDF_VERDICTS[report.verdict],
        inks=bound if made.ink_bound else Message("commands.demo-inks-closed"),
    )
    if touched := made.played.touched:
        yield Message(
            "commands.demo-touched",
            touches=touched.touches,
            check_pages=touched.check_pages,
            pages=touched.pages,
        )
    yield Message(
        "commands.demo-files",
        pdf=str(told.out / f"{name}.pdf"),
        receipt=str(told.out / f"{name}-receipt.pdf"),
        bundle=str(told.out / "bundle" / name),
    )


def _archive_lines(told: DemoResults) -> Iterator[Message]:
    report, timings = told.archive, told.timings
    yield Message("commands.demo-archive", size=report.size, root=report.root)
    yield Message("commands.demo-verdict", verdict=ARCHIVE_VERDICTS[report.verdict])
    if "freeze" in timings.seconds:
        freeze, sign, seal, archive, document, log = (1000 * timings.total(step) for step in TIMED)
        yield Message(
            "commands.demo-timings", freeze=freeze, sign=sign, seal=seal, archive=archive, document=document, log=log
        )
    passphrase = told.secrets / "S01.txt"
    unlock = f" --staff S01 --passphrase-file {passphrase}" if passphrase.exists() else ""
    receipt = told.out / f"{told.made[-1].business.file}-receipt.pdf"
    yield Message("commands.demo-anchor", home=str(told.home), receipt=str(receipt), unlock=unlock)
    yield Message("commands.demo-verify", out=str(told.out))


def _label(made: Made, box: str) -> str:
    return next(item.label for item in made.visit.form.boxes if item.key == box)


TIMED = ("freeze", "sign", "seal", "archive", "verify the document", "verify the archive")
STEPS = {
    "windows": Message("commands.demo-step-windows"),
    "station": Message("commands.demo-step-station"),
    "unlock": Message("commands.demo-step-unlock"),
    "fonts": Message("commands.demo-step-fonts"),
    "freeze": Message("commands.demo-step-freeze"),
    "capture": Message("commands.demo-step-capture"),
    "sign": Message("commands.demo-step-sign"),
    "seal": Message("commands.demo-step-seal"),
    "archive": Message("commands.demo-step-archive"),
    "verify the document": Message("commands.demo-step-verify-document"),
    "open the ink": Message("commands.demo-step-open-ink"),
    "receipt": Message("commands.demo-step-receipt"),
    "pictures": Message("commands.demo-step-pictures"),
    "bundle": Message("commands.demo-step-bundle"),
    "verify the archive": Message("commands.demo-step-verify-archive"),
}
"""The message that is shown while a step runs, by the step's name."""
SOURCES = {
    "synthetic": Message("commands.demo-ink-synthetic"),
    "recording": Message("commands.demo-ink-recorded"),
    "pen": Message("commands.demo-ink-pen"),
}
PDF_VERDICTS = {
    "valid": Message("commands.demo-valid"),
    "trust-unknown": Message("commands.demo-trust-unknown"),
    "not-checked": Message("commands.demo-not-checked"),
    "invalid": Message("commands.verdict-invalid"),
}
ARCHIVE_VERDICTS = {
    "anchored": Message("commands.demo-anchored"),
    "self-consistent": Message("commands.demo-self-consistent"),
    "incomplete": Message("commands.demo-incomplete"),
    "damaged": Message("commands.demo-damaged"),
}
