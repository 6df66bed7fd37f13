"""`luobi pen …`: which tablet is the pen, what a recording holds, and how the tablet is placed under the screen."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forms.message import Lang, Message, text
from terminal.commands.pen_words import node_json, node_line, report_lines, trial, trial_ended
from terminal.conversation import NAME, lang_of, say

if TYPE_CHECKING:
    from terminal.devices.pen.container import PenRecording
    from terminal.devices.pen.diagnosis import Facts
    from terminal.devices.pen.known_pens import Remembered
    from terminal.devices.pen.live import LivePen
    from terminal.devices.pen.mapping import Screen
    from terminal.devices.pen.node_choice import Judged

LIST_FORMAT, CALIBRATE_FORMAT, RECORD_FORMAT = "luobi-pen-list/2", "luobi-pen-calibrate/2", "luobi-pen-record/1"


def _measured(ctx: click.Context, _param: click.Parameter, value: str | None) -> Screen | None:
    """Read `344x194` as a screen of that many millimetres."""
    from signing.ink import MAX_SIDE_MM, MIN_SIDE_MM
    from terminal.devices.pen.mapping import Screen

    if value is None:
        return None
    sides = re.fullmatch(r"(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)", value)
    if not sides or not all(MIN_SIDE_MM <= float(side) <= MAX_SIDE_MM for side in sides.groups()):
        refusal = Message("commands.size-in-mm", least=MIN_SIDE_MM, most=MAX_SIDE_MM)
        raise click.BadParameter(text(refusal, lang_of(ctx)))
    return Screen(0, 0, 1, 1, *map(float, sides.groups()))


@click.group()
def pen() -> None:
    """Find the pen, try it, record it, and look at recordings."""


_HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    envvar="LUOBI_HOME",
    show_default="home",
)
_JSON = click.option("--json", "as_json", is_flag=True)
_NODE = click.option("--node", metavar="PATH")
_PAD = click.option("--pad", default="", metavar="DISPLAY")
_RECORDING = click.Path(path_type=Path, exists=True, dir_okay=False)


@pen.command("list")
@_HOME
@click.option("--all", "all_nodes", is_flag=True)
@_JSON
@click.pass_context
def list_(ctx: click.Context, home: Path, all_nodes: bool, as_json: bool) -> int:
    """List the machine's tablets: which one is the pen, and why the others are not."""
    from terminal.devices.pen import discovery, known_pens, node_choice
    from terminal.errors import TerminalError

    pens = known_pens.read(home / known_pens.NAME)
    judged = node_choice.judge_all(discovery.discover(), pens.policy, pens.identities, pens.measured)
    shown = [each for each in judged if all_nodes or "no-place" not in each.reasons]
    try:
        chosen, code = node_choice.choose(judged), 0
    except TerminalError as problem:
        chosen, code = None, problem.exit_code
        click.echo(f"{NAME}: {text(problem.message, lang_of(ctx))}", err=True)
    if as_json:
        listed = [node_json(each, each is chosen) for each in shown]
        path = chosen.node.path if chosen else None
        _print_json({"format": LIST_FORMAT, "chosen": path, "nodes": listed})
    else:
        for each in shown:
            click.echo(node_line(each, each is chosen, lang_of(ctx)))
    return code


@pen.command("replay")
@click.argument("file", type=_RECORDING)
@_JSON
@click.pass_context
def replay(ctx: click.Context, file: Path, as_json: bool) -> int:
    """Replay a recording: what was written, how well it was captured, and the verdict."""
    from terminal.devices.pen import recording
    from terminal.devices.pen import replay as replaying

    report = replaying.replay(recording.read_recording(file))
    if as_json:
        _print_json(report.as_json(file.name))
    else:
        click.echo("\n".join(report_lines(file.name, report, lang_of(ctx))))
    return replaying.EXIT_CODES[report.verdict]


@pen.command("test")
@_HOME
@_NODE
@click.option("--seconds", type=click.FloatRange(0.1, 86_400), default=30.0, show_default=True)
@_PAD
@click.option("--text", is_flag=True)
@_JSON
@click.pass_context
def test(ctx: click.Context, home: Path, node: str | None, seconds: float, pad: str, text: bool, as_json: bool) -> int:
    """Try the pen in a window or, without a display, in a line of text; keep nothing."""
    from terminal.devices.pen import replay

    chosen = _chosen(home, node)
    if text or not _has_display():
        facts, shown_ms = _tried_in_text(ctx, chosen, seconds, quiet=as_json), None
    else:
        from terminal.devices.pen.sized_feed import sized
        from terminal.windows.look import words
        from terminal.windows.pad.pen_trial import try_on_screen

        words.choose(lang_of(ctx))
        lies = _remembered(home, chosen)
        facts, late = try_on_screen(lambda: sized(_live(chosen), lies), lies, seconds, pad)
        shown_ms = [late.p50_ms, late.p99_ms] if late.p50_ms is not None and late.p99_ms is not None else None
    if as_json:
        _print_json(facts.as_json() | ({"on_screen_ms": shown_ms} if shown_ms else {}))
    else:
        say(trial_ended(facts, shown_ms), lang_of(ctx))
    return replay.EXIT_CODES[facts.verdict]


@pen.command("record")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "source", type=_RECORDING)
@_HOME
@_NODE
@click.option("--seconds", type=click.FloatRange(0.1, 3_600), default=60.0, show_default=True)
@click.option("--overwrite", is_flag=True)
@_JSON
@click.pass_context
def record(
    ctx: click.Context,
    out: Path,
    source: Path | None,
    home: Path,
    node: str | None,
    seconds: float,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Record the pen, or convert a recording: a container if OUT ends in .pen, evemu's text if in .events."""
    from terminal.devices.pen import recording

    if out.suffix not in (".pen", ".events"):
        raise click.UsageError(text(Message("commands.recording-ending", name=out.name), lang_of(ctx)))
    if out.exists() and not overwrite:
        raise click.UsageError(text(Message("commands.recording-exists", path=str(out)), lang_of(ctx)))
    recorded = recording.read_recording(source) if source else _recorded(ctx, _chosen(home, node), seconds)
    _written(ctx, out, recorded, as_json)


@pen.command("calibrate")
@click.argument("file", type=_RECORDING, required=False)
@_HOME
@_NODE
@_PAD
@click.option("--rotation", type=click.Choice(["0", "90", "180", "270"]), default="0")
@click.option("--size", callback=_measured, metavar="WIDTHxHEIGHT")
@_JSON
@click.pass_context
def calibrate(
    ctx: click.Context,
    file: Path | None,
    home: Path,
    node: str | None,
    pad: str,
    rotation: str,
    size: Screen | None,
    as_json: bool,
) -> int:
    """Calibrate a tablet with four taps on its screen or in a recording, and remember it."""
    from signing import durable
    from terminal.devices.pen import known_pens, recording, taps

    if file is not None:
        recorded = recording.read_recording(file)
        known = taps.calibration_from(recorded, int(rotation), _now(), size or taps.NO_SIZE)
        device = recorded.description.device()
    else:
        if not _has_display():
            raise click.UsageError(text(Message("commands.no-display-for-crosses"), lang_of(ctx)))
        chosen = _chosen(home, node)
        tapped = _tapped_on_screen(chosen, pad, int(rotation), size, lang_of(ctx))
        if tapped is None:
            say(Message("commands.calibration-given-up"), lang_of(ctx), err=True)
            return 4
        known, device = tapped, chosen.node.description.device()
    path = home / known_pens.NAME
    durable.replace(path, known_pens.read(path).remember(known).to_toml().encode("utf-8"))
    a = known.affine
    if as_json:
        affine = [a.a, a.b, a.c, a.d, a.e, a.f]
        _print_json(
            {"format": CALIBRATE_FORMAT, "tablet": str(known.tablet), "rotation": int(rotation), "affine": affine}
            | ({"size_mm": list(known.size_mm)} if known.size_mm else {})
        )
    else:
        say(Message("commands.calibrated", tablet=str(known.tablet), path=str(path)), lang_of(ctx))
    if not known.sized(device).size_known:
        say(Message("commands.calibrated-without-size"), lang_of(ctx), err=True)
    return 0


def _tapped_on_screen(chosen: Judged, pad: str, degrees: int, size: Screen | None, lang: Lang) -> Remembered | None:
    """Return the tablet as calibrated by four taps on its own screen; None when the person gave up."""
    from terminal.devices.pen.mapping import Rotation
    from terminal.windows.look import words
    from terminal.windows.pad.calibration import calibrate_on_screen

    words.choose(lang)
    return calibrate_on_screen(
        lambda: _live(chosen), chosen.node.identity, Rotation(degrees), _now(), pad, measured=size
    )


def _tried_in_text(ctx: click.Context, chosen: Judged, seconds: float, quiet: bool) -> Facts:
    import time

    from terminal.devices.pen import diagnosis

    feed = _live(chosen)
    try:
        if not quiet:
            say(Message("commands.write-on", name=feed.device().name), lang_of(ctx), err=True)
        facts = diagnosis.watch(
            feed,
            for_s=seconds,
            now_us=lambda: time.monotonic_ns() // 1000,
            show=(lambda facts: click.echo(f"\r{text(trial(facts), lang_of(ctx))}  ", nl=False, err=True))
            if _watched()
            else None,
        )
    finally:
        feed.close()
    if not quiet:
        click.echo("", err=True)  # below the live line
    return facts


def _live(chosen: Judged) -> LivePen:
    from terminal.devices.pen import live

    return live.LivePen.start(Path(chosen.node.path))


def _remembered(home: Path, chosen: Judged) -> Remembered:
    from terminal.devices.pen import known_pens

    return known_pens.read(home / known_pens.NAME).of(chosen.node.identity)


def _has_display() -> bool:
    import os

    from terminal.windows import window_system

    return window_system.is_there(os.environ)


def _chosen(home: Path, path: str | None) -> Judged:
    """Return the pen: the node that the user names, unless there is a reason against it, else the one that is found."""
    from terminal.devices.pen import discovery, known_pens, node_choice

    pens = known_pens.read(home / known_pens.NAME)
    judged = node_choice.judge_all(discovery.discover(), pens.policy, pens.identities, pens.measured)
    return node_choice.named(judged, path) if path else node_choice.choose(judged)


def _recorded(ctx: click.Context, chosen: Judged, seconds: float) -> PenRecording:
    import time

    from terminal.devices.pen import recorder
    from terminal.devices.pen.node import EvdevNode

    node = EvdevNode.open(Path(chosen.node.path))
    try:
        say(Message("commands.write-on", name=chosen.node.description.name), lang_of(ctx), err=True)
        return recorder.record(
            node,
            started_at=_now(),
            now_us=lambda: time.monotonic_ns() // 1000,
            for_s=seconds,
            serial=chosen.node.uniq,
        )
    finally:
        node.close()


def _written(ctx: click.Context, out: Path, recorded: PenRecording, as_json: bool) -> None:
    """Write a recording where the user wants it, in the format that the file name asks for."""
    from signing import durable

    data = recorded.to_bytes() if out.suffix == ".pen" else recorded.to_evemu().encode("utf-8")
    durable.replace(out, data, foreign=True)
    if as_json:
        _print_json({"format": RECORD_FORMAT, "file": str(out), "events": len(recorded.events), "bytes": len(data)})
    else:
        say(Message("commands.recorded", path=str(out), events=len(recorded.events)), lang_of(ctx))


def _now() -> str:
    """Return the time in ISO 8601, UTC."""
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _watched() -> bool:
    """Return whether a person sees the messages on stderr."""
    return sys.stderr.isatty()


def _print_json(document: dict[str, Any]) -> None:
    # In ASCII: a device chooses its own name, and a terminal would obey what stands in it.
    click.echo(json.dumps(document, ensure_ascii=True, indent=2))
