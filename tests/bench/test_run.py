"""The bench measures processor time, compares it with a floor, and says when a limit is passed."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.floor import group, matching
from bench.run import CASE, Job, cpu_seconds, jobs, row, summarise

BUSY = "sum(range(3_000_000))"


def _job(limit_s: float | None) -> Job:
    return Job("a job", lambda _: [], [], limit_s)


def test_work_is_counted_and_sleep_is_not(tmp_path: Path) -> None:
    # without what is installed: to look it up takes a busy machine longer than the sleep
    bare = [sys.executable, "-I", "-S", "-c"]
    busy = cpu_seconds([[*bare, BUSY]] * 2, tmp_path)
    asleep = cpu_seconds([[*bare, "import time; time.sleep(0.3)"]], tmp_path)
    assert busy > asleep
    assert asleep < 0.3


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        cpu_seconds([[sys.executable, "-c", "raise SystemExit(3)"]], tmp_path)


def test_the_ratio_is_least_over_least_and_the_limit_is_kept() -> None:
    result = summarise(_job(limit_s=2.0), [4.0, 2.0, 3.0], [0.5, 1.0, 0.75])
    assert (result.cpu_min_s, result.cpu_median_s, result.floor_median_s, result.ratio) == (
        2.0,
        3.0,
        0.75,
        4.0,
    )
    assert result.within
    assert "passed" not in row(result)


def test_a_limit_that_is_passed_is_said() -> None:
    result = summarise(_job(limit_s=0.33), [0.34], [0.1])
    assert not result.within
    assert row(result).endswith("0.33  passed")


def test_the_floor_groups_all_rows_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "DEU.csv").write_text("from,to,year\nDEU,POL,2014\nDEU,POL,2015\n", "utf-8")
    (tmp_path / "POL.csv").write_text("from,to,year\nDEU,POL,2014\n", "utf-8")
    files = matching(str(tmp_path / "*.csv"))
    assert group(files, ["from", "to"]) == (3, 1)
    assert group(files, ["from", "to", "year"]) == (3, 2)


def test_the_floor_counts_each_member_of_a_list_in_json(tmp_path: Path) -> None:
    file = tmp_path / "years.json"
    file.write_text(
        '[{"country": "fiji", "years": [{"year": 2015}, {"year": 2007}]},'
        ' {"country": "jordan", "years": [{"year": 2007}]}]',
        "utf-8",
    )
    assert group([file], ["country"]) == (3, 2)


def test_a_floor_without_files_is_no_floor(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no file matches .*\.csv"):
        matching(str(tmp_path / "*.csv"))


def test_the_floor_of_the_demo_reads_every_file_of_the_bundled_case() -> None:
    demo = next(job for job in jobs(Path("absent")) if job.name == "demo")
    read = {file for one in demo.floor[2:] for file in matching(one.split("=", 1)[1])}
    assert read == {*(CASE / "claims").glob("*.csv"), *(CASE / "filings").glob("*.csv")}
