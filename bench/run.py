"""Measure the CPU time of the commands people wait for, and of the least work that could do the same.

Each job and its floor run three times in turn, each in a fresh process. CPU seconds, not wall clock: another
job on the machine must not look like a slower program. Prints a table; writes JSON under bench/results/.
Exit 1 where a job passes its limit. Needs a Unix: processor time of children is asked of the system.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

BENCH = Path(__file__).resolve().parent
PROJECT = BENCH.parent
TALLYSTICK = str(Path(sys.executable).parent / "tallystick")
CASE = PROJECT / "src" / "tallystick" / "cases" / "un_register_2010_2016_pairs"

# Enough to see past one disturbed run: the minimum is compared, the median tells whether to trust it.
REPEATS = 3

# People ask for help often and wait for it: a third of a second feels immediate.
HELP_LIMIT_S = 0.33

Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Job:
    """What is measured: a job's commands, its floor, and a limit in CPU seconds where one is set."""

    name: str
    commands: Callable[[Path], Sequence[Command]]
    floor: Command
    limit_s: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """CPU seconds of a job and of its floor; `ratio` is minimum over minimum."""

    name: str
    cpu_min_s: float
    cpu_median_s: float
    floor_min_s: float
    floor_median_s: float
    ratio: float
    limit_s: float | None
    within: bool


def cpu_seconds(commands: Sequence[Command], folder: Path) -> float:
    """Return the user and system time of some commands run one after another; a failure raises."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != 0:
            sys.stderr.write(done.stderr.decode(errors="replace"))
            done.check_returncode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(job: Job) -> Result:
    """Run a job and its floor in turn, each time in an empty folder."""
    taken: list[float] = []
    floors: list[float] = []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            floors.append(cpu_seconds([job.floor], folder))
            taken.append(cpu_seconds(job.commands(folder), folder))
    return summarise(job, taken, floors)


def summarise(job: Job, taken: Sequence[float], floors: Sequence[float]) -> Result:
    """Put the repeats of a job and of its floor into one row."""
    return Result(
        name=job.name,
        cpu_min_s=min(taken),
        cpu_median_s=statistics.median(taken),
        floor_min_s=min(floors),
        floor_median_s=statistics.median(floors),
        ratio=min(taken) / min(floors),
        limit_s=job.limit_s,
        within=job.limit_s is None or min(taken) <= job.limit_s,
    )


def floor_of(files: Mapping[str, str]) -> Command:
    """Return the command that reads and groups all rows of the files at each pattern by its keys."""
    return [sys.executable, str(BENCH / "floor.py"), *(f"{keys}={at}" for keys, at in files.items())]


def whole_register(data: Path) -> Job:
    """Return the job that adds all returns to the UN Register and the list of filings, and assesses them."""
    returns = data / "unroca_2010_2016" / "unroca_with_reporter.csv"
    filings = data / "unroca_participation" / "years.json"

    def commands(folder: Path) -> list[Command]:
        case = str(folder / "register")
        return [
            [TALLYSTICK, "new", case],
            [TALLYSTICK, "add", case, str(returns), str(filings)],
            [TALLYSTICK, "assess", case],
        ]

    floor = floor_of({"exporter,importer,year,category": str(returns), "country,year": str(filings)})
    return Job("whole Register", commands, floor)


def jobs(data: Path) -> list[Job]:
    """Return what can be measured here; say what cannot."""
    bundled = {
        "from,to,category,period": str(CASE / "claims" / "*.csv"),
        "claimant,period,direction": str(CASE / "filings" / "*.csv"),
    }
    found = [
        Job("--help", lambda _: [[TALLYSTICK, "--help"]], [sys.executable, "-c", "pass"], HELP_LIMIT_S),
        Job(
            "demo",
            lambda folder: [[TALLYSTICK, "demo", "--out", str(folder)]],
            floor_of(bundled),
        ),
    ]
    if data.is_dir():
        found.append(whole_register(data))
    else:
        sys.stderr.write(
            f"whole Register: skipped, no real data at {data}; set TALLYSTICK_DATA to their folder\n"
        )
    return found


def row(result: Result) -> str:
    """Return one line of the table."""
    limit = "" if result.limit_s is None else f"{result.limit_s:.2f}" + ("" if result.within else "  passed")
    return (
        f"{result.name:<16}{result.cpu_min_s:>8.2f}{result.cpu_median_s:>9.2f}"
        f"{result.floor_min_s:>9.2f}{result.ratio:>8.1f}  {limit}"
    )


def keep(results: Sequence[Result], now: datetime) -> Path:
    """Write the results, and what they were measured on, as JSON named by the time of measuring."""
    about = {
        "tallystick": version("tallystick"),
        "polars": version("polars"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "measured_at": now.isoformat(timespec="seconds"),
        "repeats": REPEATS,
        "results": [asdict(result) for result in results],
    }
    file = BENCH / "results" / f"{now:%Y%m%dT%H%M%SZ}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(about, indent=2) + "\n", "utf-8")
    return file


def main() -> int:
    """Measure everything; return 1 where a limit is passed."""
    data = Path(os.environ.get("TALLYSTICK_DATA", PROJECT.parent / "shared" / "data"))
    print("CPU seconds          min   median    floor   ratio  limit")
    results = []
    for job in jobs(data):
        results.append(measure(job))
        print(row(results[-1]), flush=True)
    # judging is too short to be told from the start of a process: it is measured within one
    subprocess.run([sys.executable, str(BENCH / "rules.py")], check=True)
    print(f"written to {keep(results, datetime.now(UTC)).relative_to(PROJECT)}")
    return 0 if all(result.within for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
