"""Measure `reconcile` on panels like customs records, beside the least that any reconciliation of them does.

Usage: python bench/panel.py [CLAIMS ...]      0.2, 2 and 20 million if none are named

The floor (panel_floor.py) and the job run in turn on the same panel, each in a fresh process, the small panels several
times; time, CPU and the most memory held are asked of the system. Prints a table; writes bench/results/panel.json. Exit
1 where a panel of a million claims or more takes more than three times the floor's time or twice its memory, or where
cost grows faster than the claims.
"""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

# a script finds its neighbours by the project's folder, from wherever it is called
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measured import record
from tallystick.pipeline import mirror

BENCH = Path(__file__).resolve().parent
RESULTS = BENCH / "results"
SIZES = (200_000, 2_000_000, 20_000_000)

# What a user of plain Polars would wait and pay for, times these.
TIME_LIMIT = 3.0
MEMORY_LIMIT = 2.0
# From so many claims on: what loading and the fit cost whatever the size is more than three floors of a small panel.
HELD_FROM = 1_000_000
# No worse than linear; above that the spread of two runs on a busy machine.
EXPONENT_LIMIT = 1.1

# Small panels are over in a moment, in which other work on the machine can double the time: the best of several runs
# counts, of floor and job alike, since other work only ever adds. The most memory of any run counts.
CLAIMS_IN_ALL = 10_000_000
MOST_RUNS = 5

STEPS = "--steps"

# ru_maxrss is in kilobytes on Linux.
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One panel: what the floor and the job cost on it, and how the job's CPU time divides."""

    claims: int
    floor: Cost
    job: Cost
    steps: dict[str, float] = field(default_factory=dict)
    """Share of each step in the CPU time; `start` is loading what reading takes: the rest loads beside it."""

    @property
    def time_ratio(self) -> float:
        """Give the job's wall time over the floor's."""
        return self.job.wall_s / self.floor.wall_s

    @property
    def cpu_ratio(self) -> float:
        """Give the job's CPU time over the floor's, which other work on the machine disturbs least."""
        return self.job.cpu_s / self.floor.cpu_s

    @property
    def memory_ratio(self) -> float:
        """Give the job's peak memory over the floor's."""
        return self.job.peak_bytes / self.floor.peak_bytes


def cost_of(arguments: Sequence[str]) -> Cost:
    """Run a Python script to its end and ask the system what it cost; a failure raises."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KILOBYTE)


def measure(claims: int, folder: Path) -> Measured:
    """Run the floor and the job on one panel."""
    panel = RESULTS / f"panel_{claims}.parquet"
    if not panel.exists():
        subprocess.run([sys.executable, str(BENCH / "panel_claims.py"), str(claims), str(panel)], check=True)
    told = folder / "steps.json"
    floors, jobs, steps = [], [], []
    for _ in range(max(1, min(MOST_RUNS, CLAIMS_IN_ALL // claims))):
        floors.append(cost_of([str(BENCH / "panel_floor.py"), str(panel), str(folder / "floor.parquet")]))
        jobs.append(cost_of([str(BENCH / "panel.py"), STEPS, str(panel), str(folder / "out"), str(told)]))
        steps.append(json.loads(told.read_text("utf-8")))
    quickest = min(range(len(jobs)), key=lambda run: jobs[run].cpu_s)
    return Measured(claims, best(floors), best(jobs), steps[quickest])


def best(runs: Sequence[Cost]) -> Cost:
    """Give the least time and CPU of several runs, and the most memory of any."""
    return Cost(
        min(one.wall_s for one in runs),
        min(one.cpu_s for one in runs),
        max(one.peak_bytes for one in runs),
    )


def take_steps(panel: Path, out: Path, told: Path) -> None:
    """Do what `tallystick reconcile --parties any` does, and write each step's share of the CPU time."""
    marks = [("start", 0.0)]
    mirror.reconcile_files(
        [panel], out, mirror.Mirror(any_party=True), lambda name: marks.append((name, time.process_time()))
    )
    ends = [at for _, at in marks[1:]] + [time.process_time()]
    shares = {name: (end - at) / ends[-1] for (name, at), end in zip(marks, ends, strict=True)}
    told.write_text(json.dumps(shares), "utf-8")


def exponent(smaller: Measured, larger: Measured) -> float:
    """Give the power of the number of claims with which CPU time grows; 1 is linear."""
    return math.log(larger.job.cpu_s / smaller.job.cpu_s) / math.log(larger.claims / smaller.claims)


def is_within(results: Sequence[Measured]) -> bool:
    """Whether every panel that is held to the limits keeps them, and no step between two is worse than linear."""
    held = [one for one in results if one.claims >= HELD_FROM]
    grows = [exponent(*pair) for pair in pairwise(results)]
    return all(one.time_ratio <= TIME_LIMIT and one.memory_ratio <= MEMORY_LIMIT for one in held) and all(
        power <= EXPONENT_LIMIT for power in grows
    )


def row(result: Measured) -> str:
    """Return one line of the table."""
    costs = "".join(
        f"{cost.wall_s:>8.1f}{cost.cpu_s:>8.1f}{cost.peak_bytes / 1e9:>7.2f}"
        for cost in (result.floor, result.job)
    )
    shares = "  ".join(f"{name} {share:.0%}" for name, share in result.steps.items())
    ratios = "".join(f"{one:>7.2f}" for one in (result.time_ratio, result.cpu_ratio, result.memory_ratio))
    return f"{result.claims:>12,}{costs}{ratios}   {shares}"


def keep(results: Sequence[Measured], now: datetime) -> Path:
    """Write what was measured, and on what, as JSON."""
    about = {
        "tallystick": version("tallystick"),
        "polars": version("polars"),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "measured_at": now.isoformat(timespec="seconds"),
        "results": [
            asdict(one)
            | {"time_ratio": one.time_ratio, "cpu_ratio": one.cpu_ratio, "memory_ratio": one.memory_ratio}
            for one in results
        ],
        "exponents": [exponent(*pair) for pair in pairwise(results)],
    }
    file = RESULTS / "panel.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(about, indent=2) + "\n", "utf-8")
    return file


def figures(one: Measured, smaller: Measured | None) -> dict[str, str]:
    """Give the figures that pages quote of one panel: ratios, and how the CPU time divides, in shares and in floors."""
    shares = sorted(one.steps.items(), key=lambda step: -step[1])
    found = {
        "time": f"{one.time_ratio:.1f}",
        "cpu": f"{one.cpu_ratio:.1f}",
        "memory": f"{one.memory_ratio:.2f}",
        "steps": ", ".join(f"{name} {100 * share:.0f} %" for name, share in shares),
        "floors": ", ".join(f"{name} {share * one.cpu_ratio:.1f}" for name, share in shares),
    }
    return found if smaller is None else found | {"power": f"{exponent(smaller, one):.2f}"}


def main(arguments: Sequence[str]) -> int:
    """Measure panels of the sizes named; return 1 where a limit is passed."""
    if arguments[:1] == [STEPS]:
        take_steps(*map(Path, arguments[1:]))
        return 0
    print(
        "                 floor: s     CPU     GB    job: s     CPU     GB   time    CPU memory   share of CPU"
    )
    results = []
    for claims in map(int, arguments or SIZES):
        with TemporaryDirectory() as folder:
            results.append(measure(claims, Path(folder)))
        print(row(results[-1]), flush=True)
    for smaller, larger in pairwise(results):
        power = exponent(smaller, larger)
        print(f"from {smaller.claims:,} to {larger.claims:,} claims CPU time grows by the power {power:.2f}")
    for place, one in enumerate(results):
        # by size, so that a run on one panel leaves what was measured on the others
        record(f"panel.{one.claims}", figures(one, results[place - 1] if place > 0 else None))
    print(f"written to {keep(results, datetime.now(UTC)).relative_to(BENCH.parent)}")
    return 0 if is_within(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
