"""Mutates recordings by the hundred thousand: `python -m tests.fuzz_pen [CASES] [SEED] [PROCESSES]`.

Not part of the test run. Prints how far it is, cases and seconds for each mutation, and every case that crashed or
called a provable loss fine, with the seed that makes it again. Ends with 1 when there was one. Uses every processor
unless told how many.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, cycle, islice
from random import Random

from signing.quality import Verdict
from terminal.devices.pen.reports import Decoder
from tests.terminal.devices.pen.mutations import MUTATIONS, OTHERS, Fate, examined, packets

CASES = 105_000
BATCH = 100
PROGRESS_S = 30.0
LONG_EVENTS = 10_000_000
Batch = tuple[str, Counter[str], float, list[str]]


def batch(name: str, first_seed: int) -> Batch:
    """BATCH cases of one mutation: verdicts, seconds, and complaints."""
    verdicts: Counter[str] = Counter()
    complaints: list[str] = []
    began = time.monotonic()
    for seed in range(first_seed, first_seed + BATCH):
        try:
            verdict = case(name, seed)
        except Exception:
            verdict = "CRASH"
            complaints.append(f"{name}, seed {seed}:\n{traceback.format_exc(limit=-3)}")
        if verdict == Verdict.FINE and MUTATIONS[name].fate is Fate.NEVER_FINE:
            complaints.append(f"{name}, seed {seed}: a loss was called fine")
        verdicts[verdict] += 1
    return name, verdicts, time.monotonic() - began, complaints


def case(name: str, seed: int) -> str:
    """The verdict on one mutated recording."""
    random = Random(seed)
    whole = random.choice(OTHERS)
    changed = MUTATIONS[name].change(packets(whole.events), random)
    return "no place for it" if changed is None else examined(whole, changed).verdict.value


def long_stream() -> str:
    """Ten million events of a pen that writes on and on, decoded one by one."""
    decoder, reports, began = Decoder(), 0, time.monotonic()
    endless = chain.from_iterable(cycle([whole.events for whole in OTHERS]))
    for event in islice(endless, LONG_EVENTS):
        reports += decoder.feed(event) is not None
    return f"{LONG_EVENTS} events on end: {reports} reports, {time.monotonic() - began:.1f} s"


def batches(work: list[tuple[str, int]], processes: int) -> Iterator[Batch]:
    """The work done, in its order, here or by several processes."""
    if processes == 1:
        yield from (batch(name, seed) for name, seed in work)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(batch, *zip(*work, strict=True))


def main(arguments: list[str]) -> int:
    """Runs everything; returns the exit code."""
    given = (*map(int, arguments), *(CASES, 0, os.cpu_count() or 1)[len(arguments) :])
    wanted, seed, processes = given
    rounds = -(-wanted // (BATCH * len(MUTATIONS)))
    work = [(name, seed + BATCH * lap) for lap in range(rounds) for name in MUTATIONS]
    counts = {name: Counter[str]() for name in MUTATIONS}
    seconds = Counter[str]()
    complaints: list[str] = []
    began = told = time.monotonic()
    print(long_stream(), flush=True)
    for done, (name, verdicts, took, said) in enumerate(batches(work, processes), 1):
        counts[name] += verdicts
        seconds[name] += took  # type: ignore[assignment]
        complaints += said
        print(*said, sep="\n", end="", flush=True)
        if time.monotonic() - told > PROGRESS_S:
            told = time.monotonic()
            print(f"{BATCH * done} of {BATCH * len(work)} cases, {told - began:.0f} s", flush=True)
    for name, verdicts in counts.items():
        listed = ", ".join(f"{verdict} {count}" for verdict, count in sorted(verdicts.items()))
        print(f"{name}: {verdicts.total()} cases, {seconds[name]:.1f} s: {listed}")
    print(f"{sum(each.total() for each in counts.values())} cases in {time.monotonic() - began:.1f} s")
    print("\n".join(complaints) or "nothing crashed, no provable loss was called fine")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
