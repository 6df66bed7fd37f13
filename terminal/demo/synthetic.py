"""Synthetic recordings of pens: signatures that no person wrote, for demonstrations and training stations.

`python -m terminal.demo.synthetic FOLDER` writes the recordings that ship with the product, the same bytes every time;
with `--styles` one for each way to write instead. `handwriting` moves the pen; this module is the tablet under it. It
samples 200 times a second by its own clock. A USB host collects its reports every 4 ms, so they arrive 4 or 8 ms apart.
Only changes are sent, and the frame in which the pen leaves has X = Y = 0, as with real pen displays. The device's name
contains "synthetic", and the recording adapter labels everything made with it so. Signatures of real persons are never
modelled.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from signing.ink import Axis
from terminal.demo.handwriting import WritingHabits, Written, write
from terminal.devices.pen.evemu import Description, export
from terminal.devices.pen.events import (
    ABS_DISTANCE,
    ABS_PRESSURE,
    ABS_TILT_X,
    ABS_TILT_Y,
    ABS_X,
    ABS_Y,
    BTN_STYLUS,
    BTN_TOOL_PEN,
    BTN_TOOL_RUBBER,
    BTN_TOUCH,
    BUS_VIRTUAL,
    EV_ABS,
    EV_KEY,
    EV_MSC,
    EV_SYN,
    INPUT_PROP_DIRECT,
    MSC_SERIAL,
    MSC_TIMESTAMP,
    SYN_DROPPED,
    SYN_REPORT,
    InputEvent,
)

SAMPLE_US = 5_000
POLL_US = 4_000
TOUCH_ABOVE = 10  # raw pressure at which the driver reports contact
ORIGIN_MM = (205.0, 165.0)  # of the writing on the glass
EPOCH_US = 1_767_225_600_000_000  # the recordings' nominal beginning, 2026-01-01 UTC

DISPLAY = Description(
    name="Luobi synthetic pen display",
    bus=BUS_VIRTUAL,
    vendor=0,
    product=1,
    version=1,
    properties=frozenset({INPUT_PROP_DIRECT}),
    codes={
        EV_SYN: frozenset({SYN_REPORT, SYN_DROPPED}),
        EV_KEY: frozenset({BTN_TOOL_PEN, BTN_TOOL_RUBBER, BTN_TOUCH, BTN_STYLUS}),
        EV_ABS: frozenset({ABS_X, ABS_Y, ABS_PRESSURE, ABS_DISTANCE, ABS_TILT_X, ABS_TILT_Y}),
        EV_MSC: frozenset({MSC_SERIAL, MSC_TIMESTAMP}),
    },
    axes={
        ABS_X: Axis(0, 95_840, 200),
        ABS_Y: Axis(0, 54_260, 200),
        ABS_PRESSURE: Axis(0, 2_047),
        ABS_DISTANCE: Axis(0, 63),
        ABS_TILT_X: Axis(-64, 63, 57),
        ABS_TILT_Y: Axis(-64, 63, 57),
    },
)


@dataclass(frozen=True, slots=True)
class Signer:
    """A fictitious signer: what they write, how, and with which pen."""

    name: str
    hand: WritingHabits
    serial: int
    seed: int


SIGNERS: Mapping[str, Signer] = {
    "applicant": Signer("张𬭚", WritingHabits(25, 1.9, 0.03, 0.06, 0.64), 1_100_001, 11),
    "staff": Signer("李文明", WritingHabits(21, 2.0, 0.05, 0.10, 0.55), 1_100_002, 23),
    "worker": Signer("王林", WritingHabits(26, 1.4, 0.02, 0.03, 0.64), 1_100_003, 37),
    "employer": Signer("陈平", WritingHabits(24, 1.8, 0.06, 0.12, 0.62), 1_100_004, 41),
}

STYLES: Mapping[str, WritingHabits] = {
    "quick": WritingHabits(17, 3.0, 0.07, 0.16, 0.58),
    "slow": WritingHabits(24, 0.8, 0.01, 0.02, 0.66),
    "tremor": WritingHabits(25, 1.1, 0.02, 0.03, 0.52, tremor_mm=0.30, tremor_hz=(4, 7)),
    "elderly": WritingHabits(27, 0.75, -0.02, 0.0, 0.42, tremor_mm=0.12, tremor_hz=(5, 9), hesitation=0.35),
    "left-handed": WritingHabits(22, 1.7, -0.03, -0.10, 0.60, left_handed=True),
}
"""Ways to write, for tests and training: `styled` returns a signer of each."""


def styled(style: str, seed: int, name: str = "王林") -> Signer:
    """Return a fictitious signer who writes in one of STYLES.

    Args:
        style: The style's name; KeyError is raised for another.
        seed: The seed of all chance in the recording, and the last digits of the pen's serial number.
        name: Characters that all have a plan in `skeletons.KNOWN`.
    """
    return Signer(name, STYLES[style], 1_200_000 + seed, seed)


def recording(signer: Signer) -> str:
    """Return the signer's recording as evemu text; the same text for the same signer."""
    random = Random(signer.seed)
    written = write(signer.name, signer.hand, random)
    remark = "Synthetic: made by a program; no person wrote this."
    return export(DISPLAY, _events(written, signer, random), remark)


def _events(written: Written, signer: Signer, random: Random) -> Iterator[InputEvent]:
    """Yield frames of the changes since the last frame, at the times when the host collected them."""
    lean, pitch = random.uniform(24, 34), random.uniform(10, 20)
    tilt = (-lean if signer.hand.left_handed else lean, pitch)
    known: dict[tuple[int, int], int] = {}
    sampled_us = 0
    while sampled_us / 1e6 < written.end_s:
        state = _state(written, sampled_us / 1e6, tilt, random)
        changed = {key: value for key, value in state.items() if known.get(key) != value}
        known |= changed
        yield from _frame(changed, sampled_us, signer.serial, random)
        sampled_us += SAMPLE_US
    yield from _frame(_gone(known), sampled_us, signer.serial, random)


def _state(written: Written, at_s: float, tilt: tuple[float, float], random: Random) -> dict[tuple[int, int], int]:
    """Return what the tablet measures at a time, in raw units, with a unit of sensor noise."""
    x_mm, y_mm = written.place(at_s)
    pressure = round(2_047 * written.pressure(at_s) + random.gauss(0, 3)) if written.contact(at_s) else 0
    touching = pressure > TOUCH_ABOVE
    return {
        (EV_ABS, ABS_X): round(200 * (ORIGIN_MM[0] + x_mm) + random.gauss(0, 0.7)),
        (EV_ABS, ABS_Y): round(200 * (ORIGIN_MM[1] + y_mm) + random.gauss(0, 0.7)),
        (EV_ABS, ABS_PRESSURE): min(max(0, pressure), 2_047),
        (EV_ABS, ABS_DISTANCE): round(63 * written.lift(at_s)),
        (EV_ABS, ABS_TILT_X): round(tilt[0] + x_mm / 14 + random.gauss(0, 0.2)),
        (EV_ABS, ABS_TILT_Y): round(tilt[1] - y_mm / 11 + random.gauss(0, 0.2)),
        (EV_KEY, BTN_TOUCH): int(touching),
        (EV_KEY, BTN_TOOL_PEN): 1,
    }


def _gone(known: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Return the frame in which the pen leaves: everything that was not zero becomes zero."""
    return {key: 0 for key, value in known.items() if value}


def _frame(
    changed: Mapping[tuple[int, int], int], sampled_us: int, serial: int, random: Random
) -> Iterator[InputEvent]:
    """Yield one report: delivered at the host's next poll after the sample, a few microseconds late."""
    polled_us = -(-sampled_us // POLL_US) * POLL_US + round(min(400.0, random.expovariate(1 / 45)))
    at_us = EPOCH_US + polled_us
    for (kind, code), value in changed.items():
        yield InputEvent(at_us, kind, code, value)
    yield InputEvent(at_us, EV_MSC, MSC_SERIAL, serial)
    yield InputEvent(at_us, EV_MSC, MSC_TIMESTAMP, sampled_us)
    yield InputEvent(at_us, EV_SYN, SYN_REPORT, 0)


def main(arguments: list[str]) -> int:
    """Write one recording per signer, or per style, into a folder; return the exit code."""
    match arguments:
        case [folder]:
            signers = SIGNERS
        case [folder, "--styles"]:
            signers = {style: styled(style, seed) for seed, style in enumerate(STYLES, 1)}
        case _:
            print("usage: python -m terminal.demo.synthetic FOLDER [--styles]", file=sys.stderr)
            return 2
    Path(folder).mkdir(parents=True, exist_ok=True)
    for role, signer in signers.items():
        path = Path(folder) / f"{role}.events"
        path.write_text(recording(signer), "utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
