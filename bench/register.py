"""Measure the register with a million items and five million events, on SQLite and on PostgreSQL.

Pages are asked through Django's test client, thirty times each: median and 95th percentile beside the bare SQL that
could give what they show, and beside what an equivalent page takes at the least (`register_pages`). Then 100,000 rows
of a ledger are taken in, and `check` reads the demonstration's chain. Each step runs in a process of its own, so that
its peak memory is its own. Wall clock: people wait for it.

PostgreSQL is measured where TALLYSTICK_TEST_DATABASE names a server on which a database can be made; it is dropped
afterwards. Usage: python bench/register.py [--items N] [--database KIND] [--pages FOLDER]. Writes bench/measured.json,
topic `national_register`; with --pages only the pages are asked, of a register that is kept in a folder for it.
"""

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

# a script finds its neighbours by the project's folder, from wherever it is called
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measured import record
from tallystick.register import breaks, management, starting
from tallystick.register.demo import NAME, PARTY
from tallystick.register.folder import Settings

PROJECT: Final = Path(__file__).resolve().parents[1]
ROWS: Final = 100_000
CHECKED: Final = 20_000
"""Items of the demonstration whose chain is read."""
_DATABASE: Final = "tallystick_bench"
_MEGABYTE: Final = 1024
"""Kilobytes, as Linux tells the peak memory of a process."""


def main() -> None:
    """Measure, print a table, and keep the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--items", type=int, default=1_000_000)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked.add_argument("--pages", type=Path, metavar="FOLDER")
    asked.add_argument("--job", nargs=2, metavar=("NAME", "FOLDER"))
    told = asked.parse_args()
    if told.job is not None:
        print(json.dumps(_timed(told.job[0], Path(told.job[1]), told.items)))
        return
    if told.pages is not None:
        _ask_pages(told.pages, (told.database or ["sqlite"])[0], told.items)
        return
    figures: dict[str, str] = {"items": f"{told.items:,}"}
    for kind in told.database or ("sqlite", "postgresql"):
        figures |= {f"{kind}.{name}": text for name, text in _on(kind, told.items).items()}
    record("national_register", figures)


def _ask_pages(folder: Path, kind: str, items: int) -> None:
    """Ask the pages of a register in a folder, which is made where there is none: for work on one page."""
    if not folder.exists():
        address = os.environ["TALLYSTICK_TEST_DATABASE"] if kind == "postgresql" else ""
        settings = Settings(name=NAME, party=PARTY, second_factor=(), database=address)
        _asked("init", folder, items, json.dumps(asdict(settings)))
        _asked("fill", folder, items)
    _told(_asked("pages", folder, items))


def _told(pages: Mapping[str, Any]) -> dict[str, str]:
    """Print a table of pages and give its figures."""
    found: dict[str, str] = {}
    print(
        f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'SQL ms':>9}{'ratio':>8}{'least ms':>10}{'queries':>9}{'kB':>7}"
    )
    for page in pages["told"]:
        ratio = page["p50"] / page["bare"]
        print(
            f"{page['name']:34}{page['p50']:9.1f}{page['p95']:9.1f}{page['bare']:9.2f}{ratio:8.1f}"
            f"{page['least']:10.1f}{page['queries']:9}{page['kilobytes']:7.0f}"
        )
        key = page["name"].replace(" ", "_")
        found |= {f"{key}.p50_ms": f"{page['p50']:.0f}", f"{key}.p95_ms": f"{page['p95']:.0f}"}
        found |= {f"{key}.sql_ms": f"{page['bare']:.1f}", f"{key}.ratio": f"{ratio:.1f}"}
        found |= {f"{key}.least_ms": f"{page['least']:.0f}"}
    return found


def _on(kind: str, items: int) -> dict[str, str]:
    address = os.environ.get("TALLYSTICK_TEST_DATABASE", "")
    if kind == "postgresql" and address == "":
        print("PostgreSQL: not measured; TALLYSTICK_TEST_DATABASE names no server.")
        return {}
    with (
        tempfile.TemporaryDirectory() as name,
        _database(address if kind == "postgresql" else "") as database,
    ):
        folder = Path(name) / "register"
        settings = Settings(name=NAME, party=PARTY, second_factor=(), database=database)
        _asked("init", folder, items, json.dumps(asdict(settings)))
        return _figures(kind, folder, items)


def _figures(kind: str, folder: Path, items: int) -> dict[str, str]:
    found: dict[str, str] = {}
    made = _asked("fill", folder, items)
    print(f"\n{kind}: {items:,} items put in within {made['seconds']:.0f} s")
    found |= _told(_asked("pages", folder, items))
    # the demonstration is of SQLite
    for name in ("take_in", "check") if kind == "sqlite" else ("take_in",):
        done = _asked(name, folder, items)
        rows = done["told"]
        print(f"{name}: {rows:,} rows in {done['seconds']:.0f} s, {done['megabytes']:.0f} MB at most")
        found |= {
            f"{name}.seconds": f"{done['seconds']:.0f}",
            f"{name}.megabytes": f"{done['megabytes']:.0f}",
        }
        found |= {f"{name}.rows": f"{rows:,}"}
    return found


@contextmanager
def _database(address: str) -> Iterator[str]:
    """Make a database beside the one that is named, and drop it afterwards; nothing is done where none is named."""
    if address == "":
        yield ""
        return
    import psycopg  # noqa: PLC0415  # only where PostgreSQL is measured

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {_DATABASE}")
        try:
            yield f"{address.rsplit('/', 1)[0]}/{_DATABASE}"
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")


def _asked(job: str, folder: Path, items: int, given: str = "") -> Any:  # noqa: ANN401  # what the job told
    command = [sys.executable, __file__, "--items", str(items), "--job", job, str(folder)]
    paths = {"PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "src")])}
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, env=os.environ | paths, check=False
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return json.loads(done.stdout.splitlines()[-1])


def _timed(job: str, folder: Path, items: int) -> dict[str, object]:
    run = _JOBS[job](folder, items)
    begun = time.perf_counter()
    told = run()
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    return {"seconds": taken, "megabytes": peak, "told": told}


Job = Callable[[Path, int], Callable[[], object]]


def _init(folder: Path, _items: int) -> Callable[[], object]:
    said: Mapping[str, Any] = json.loads(sys.stdin.read())
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return lambda: bool(management.initialise(folder, Settings(**(dict(said) | lists)), "admin"))


def _fill(folder: Path, items: int) -> Callable[[], object]:
    starting.start(folder)
    from bench.register_state import made  # noqa: PLC0415  # after the register has started

    return lambda: made(items)


def _pages(folder: Path, _items: int) -> Callable[[], object]:
    starting.start(folder)
    import tallystick.register.wsgi  # noqa: F401, PLC0415  # loaded as it is served
    from bench.register_pages import measured  # noqa: PLC0415  # as above

    return lambda: [asdict(taken) for taken in measured()]


def _take_in(folder: Path, _items: int) -> Callable[[], object]:
    """Take in a ledger that the register has never seen."""
    starting.start(folder)
    from tallystick.register.exchange.intake import taken_in  # noqa: PLC0415  # as above
    from tallystick.register.exchange.models import Mapping as Words  # noqa: PLC0415
    from tallystick.register.ledger.operation import operation  # noqa: PLC0415

    columns = {"model": "model", "serial": "serial", "year": "year", "store": "store", "happened_on": "day"}
    constants = {"service": "Army", "kind": "small_arm", "category": "SA4", "make": "Izhmash"}
    with operation("bench", "keep mapping") as done:
        mapping = done.save(
            Words(name="bench", ledger="bench", columns=columns, constants=constants, key=["no"])
        )
    file = folder.parent / "ledger.csv"
    _ledger(file)

    def job() -> int:
        told = taken_in(file, mapping, "bench")
        return int(sum(told.counts.values()))

    return job


def _ledger(file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as text:
        rows = csv.writer(text)
        rows.writerow(("no", "model", "serial", "year", "store", "day"))
        for number in range(ROWS):
            day = date(2020, 1, 1) + timedelta(days=number % 700)
            rows.writerow((number, "AKM", f"ZZ{number:08d}", 1970 + number % 40, "B000-A", day.isoformat()))


def _check(folder: Path, _items: int) -> Callable[[], object]:
    """Make a demonstration beside the million and read its whole record."""
    shutil.rmtree(folder.parent / "demo", ignore_errors=True)
    management.demonstrate(folder.parent / "demo", CHECKED, date.today(), lambda _: None)  # noqa: DTZ011  # here
    from tallystick.register.ledger.verify import recorded_models  # noqa: PLC0415  # as above

    rows = sum(model._base_manager.count() for model in recorded_models())  # noqa: SLF001  # every row of each

    def job() -> int:
        found = list(breaks.found_breaks())
        if len(found) > 0:
            raise RuntimeError(found[0])
        return rows

    return job


_JOBS: Final[Mapping[str, Job]] = {
    "init": _init,
    "fill": _fill,
    "pages": _pages,
    "take_in": _take_in,
    "check": _check,
}

if __name__ == "__main__":
    main()
