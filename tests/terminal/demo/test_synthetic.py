"""The synthetic recordings behave as a hand on a pen display does, and are made again byte for byte."""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from pathlib import Path
from random import Random

import pytest

from signing.ink import Ink
from terminal.demo.handwriting import write
from terminal.demo.skeletons import KNOWN, Ending, strokes_of
from terminal.demo.synthetic import SIGNERS, STYLES, main, recording, styled
from terminal.devices.pen.capture import capture
from terminal.devices.pen.container import from_evemu
from terminal.devices.pen.evemu import parse
from terminal.devices.pen.recording import SHIPPED, RecordedPen, read_recording
from terminal.devices.pen.replay import Replayed, replay
from terminal.devices.pen.reports import decode


@pytest.fixture(scope="module", params=SIGNERS)
def ink(request: pytest.FixtureRequest) -> Ink:
    return capture(RecordedPen.shipped(request.param), None, "2026-11-23T02:42:00Z")


def test_the_shipped_recordings_are_made_again_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "new")]) == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert made == {path.name: path.read_bytes() for path in SHIPPED.glob("*.events")}
    assert capsys.readouterr().out.count(".events") == len(SIGNERS)


def test_the_generator_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err


def test_a_signer_always_writes_the_same_and_another_seed_does_not() -> None:
    signer = SIGNERS["worker"]
    assert recording(signer) == recording(signer)
    assert write(signer.name, signer.hand, Random(1)) != write(signer.name, signer.hand, Random(2))


def test_a_recording_says_in_its_first_lines_that_nobody_wrote_it() -> None:
    head = (SHIPPED / "applicant.events").read_text("utf-8").splitlines()[:3]
    assert "no person wrote this" in head[1] and "synthetic" in head[2]


def test_reports_come_in_steps_of_the_usb_host_while_the_device_counts_evenly(ink: Ink) -> None:
    intervals = [round((b.at_us - a.at_us) / 4000) for a, b in pairwise(ink.reports)]
    assert set(intervals) == {1, 2}
    assert {b.device_us - a.device_us for a, b in pairwise(ink.reports)} == {5000}


def test_the_pen_approaches_before_it_writes_and_leaves_after(ink: Ink) -> None:
    first, last = ink.reports[0], ink.reports[-1]
    hovering = next(at for at, report in enumerate(ink.reports) if report.touching)
    assert first.near and not first.touching and hovering > 30
    assert first.distance > ink.reports[hovering - 1].distance
    assert not last.near and (last.x, last.y) != (0, 0)


def test_between_strokes_the_pen_moves_through_the_air(ink: Ink) -> None:
    strokes = ink.strokes()
    gaps = [(a.samples[-1], b.samples[0]) for a, b in pairwise(strokes)]
    assert all(b.at_us - a.at_us > 20_000 for a, b in gaps)
    airborne = [r for r in ink.reports if r.near and not r.touching]
    assert len(airborne) > 60 and all(r.pressure <= 10 for r in airborne)


def test_the_hand_goes_at_a_human_pace_and_slows_where_it_turns(ink: Ink) -> None:
    speeds = []
    for stroke in ink.strokes():
        for a, b in zip(stroke.samples, stroke.samples[8:], strict=False):
            speeds.append(hypot(b.x_mm - a.x_mm, b.y_mm - a.y_mm) / (b.at_us - a.at_us) * 1e6)
    speeds.sort()
    assert 150 < speeds[-1] < 700
    assert speeds[len(speeds) // 10] < speeds[-1] / 3


def test_pressure_begins_high_and_varies(ink: Ink) -> None:
    first = ink.strokes()[0].samples[0]
    assert first.pressure > 0.1
    pressures = [s.pressure for stroke in ink.strokes() for s in stroke.samples]
    assert max(pressures) < 1 and max(pressures) > 2 * min(pressures)


def test_the_pen_is_held_at_a_slant(ink: Ink) -> None:
    tilts = {report.tilt_x for report in ink.reports if report.touching}
    assert min(tilts) > 10 and max(tilts) < 60


@pytest.mark.parametrize("character", KNOWN)
def test_a_character_ends_with_the_pen_lifted(character: str) -> None:
    strokes = strokes_of(character)
    assert strokes[-1].ending is not Ending.TIE
    assert all(len(stroke.points) >= 2 for stroke in strokes)


def test_every_signers_name_has_plans() -> None:
    assert {character for signer in SIGNERS.values() for character in signer.name} <= KNOWN.keys()


@pytest.fixture(scope="module")
def styles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Replayed]:
    """Each style's recording, replayed."""
    folder = tmp_path_factory.mktemp("styles")
    assert main([str(folder), "--styles"]) == 0
    return {path.stem: replay(read_recording(path)) for path in folder.iterdir()}


def test_every_style_writes_a_signature_that_is_fine_and_labelled_synthetic(styles: dict[str, Replayed]) -> None:
    assert styles.keys() == STYLES.keys()
    assert {(report.verdict, report.source) for report in styles.values()} == {("fine", "synthetic")}
    assert {report.quality.strokes for report in styles.values()} == {12}  # of the same name


def test_the_styles_differ_in_pace_and_force_as_they_say(styles: dict[str, Replayed]) -> None:
    seconds = {style: report.quality.contact_s for style, report in styles.items()}
    assert sorted(seconds, key=lambda style: seconds[style])[0] == "quick"
    assert seconds["elderly"] > seconds["slow"] > 2 * seconds["quick"]
    weakest = min(styles, key=lambda style: (styles[style].pressure or (0, 0))[1])
    assert weakest == "elderly"


def tilts(style: str) -> list[int]:
    recorded = parse(recording(styled(style, 3)))
    return [report.tilt_x for report in decode(recorded.events).reports if report.touching]


def test_a_left_hand_holds_the_pen_from_the_other_side() -> None:
    assert max(tilts("left-handed")) < 0 < min(tilts("slow"))


def test_a_trembling_hand_strays_further_from_its_way_than_a_slow_one() -> None:
    def straying_mm(style: str) -> float:
        """The mean distance of a place from the middle of those 60 ms before and after it, amid strokes."""
        written = write("王林", STYLES[style], Random(5))
        found = []
        for contact in written.contacts:
            at_s = contact.down_s + 0.06
            while at_s < contact.up_s - 0.06:
                (ax, ay), (bx, by), (cx, cy) = (written.place(at_s + d) for d in (-0.06, 0.0, 0.06))
                found.append(hypot(bx - (ax + cx) / 2, by - (ay + cy) / 2))
                at_s += 0.01
        return sum(found) / len(found)

    assert straying_mm("tremor") > 1.2 * straying_mm("slow")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_fine_whoever_writes_in_it(style: str, seed: int) -> None:
    made = from_evemu(parse(recording(styled(style, seed, "李文明"))))
    assert replay(made).reasons() == ()
