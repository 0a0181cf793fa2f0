"""How fast the law is applied: every rule of the shelf, for every party and thirty years, against the least work.

The floor joins who is bound with the years and the rules in plain Polars, and gives a row for each verdict; it
decides nothing and traces nothing. Both run in this process, in turn; CPU seconds, the least of several. Prints
verdicts a second and the ratio; writes JSON under bench/results/. Exit 1 where job and floor differ in rows.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.rules import load, participation, run
from tallystick.rules.clock import Span
from tallystick.rules.load import Agreement

RESULTS: Final = Path(__file__).resolve().parent / "results"
YEARS: Final = 30
LAST: Final = 2025
SPAN: Final = Span(on=date(LAST, 12, 31), first_year=LAST - YEARS + 1)
REPEATS: Final = 5
"""The least of five: other work on the machine makes a run slower, never faster."""
KEYS: Final = ["agreement", "rule", "party", "year"]


def judged(agreements: Sequence[Agreement], status: pl.DataFrame) -> pl.DataFrame:
    """Apply every rule, with nothing on record but who is bound."""
    return run.judge(agreements, {"status": status}, SPAN)


def joined(rules: pl.DataFrame, status: pl.DataFrame) -> pl.DataFrame:
    """Give a row for each rule, party and period: spells joined with the calendar, and no more."""
    begun = status.lazy().filter(pl.col("since") <= SPAN.on)
    bound = (
        begun.with_columns(applied=pl.col("articles").str.split(" "))
        .join(rules.lazy(), on="agreement")
        .with_columns(
            binds=(pl.col("bound") != "false")
            | (
                (pl.col("act") == "provisional_application")
                & (pl.col("applied").list.set_intersection("provisional").list.len() > 0)
            )
        )
        .drop("applied", "provisional")
    )
    ends = pl.min_horizontal(pl.lit(LAST), (pl.col("until").dt.offset_by("-1d")).dt.year())
    first = pl.max_horizontal(pl.lit(LAST - YEARS + 1), pl.col("since").dt.year())
    yearly = (
        bound.filter("binds", "each_year")
        .with_columns(year=pl.int_ranges(first, ends + 1, dtype=pl.Int32))
        .explode("year", empty_as_null=True)
        .filter(pl.col("year").is_not_null())
    )
    once = bound.filter("binds", ~pl.col("each_year"), pl.col("act") != "suspension")
    absent = bound.filter(~pl.col("binds"), pl.col("until").is_null() | (pl.col("until") > SPAN.on))
    parts = [
        absent.with_columns(year=pl.lit(LAST, dtype=pl.Int32)),
        yearly,
        once.with_columns(year=pl.col("since").dt.year()),
    ]
    return pl.concat(parts).unique(KEYS, keep="any").sort(KEYS).collect()


def rules_of(agreements: Sequence[Agreement]) -> pl.DataFrame:
    """List the rules: what the floor must know of them."""
    return pl.DataFrame(
        [
            {
                "agreement": one.name,
                "rule": rule.name,
                "each_year": rule.each_year,
                "provisional": sorted(rule.articles),
            }
            for one in agreements
            for rule in one.obligations
        ],
        schema_overrides={"provisional": pl.List(pl.String)},
    )


def least(work: Callable[[], pl.DataFrame]) -> tuple[float, pl.DataFrame]:
    """Return the least CPU seconds of several runs, and what the work gave."""
    taken, made = [], pl.DataFrame()
    for _ in range(REPEATS):
        before = time.process_time()
        made = work()
        taken.append(time.process_time() - before)
    return min(taken), made


def main() -> int:
    """Measure, print and write; return 1 where the floor does less than its share."""
    agreements = list(load.shelf().values())
    status, rules = participation.statuses(agreements), rules_of(agreements)
    job_s, verdicts = least(lambda: judged(agreements, status))
    floor_s, floor = least(lambda: joined(rules, status))
    result = {
        "rules": rules.height,
        "parties": status["party"].n_unique(),
        "years": YEARS,
        "verdicts": verdicts.height,
        "floor_rows": floor.height,
        "cpu_s": job_s,
        "floor_s": floor_s,
        "verdicts_a_second": verdicts.height / job_s,
        "ratio": job_s / floor_s,
    }
    print(
        f"all rules: {rules.height} rules, {result['parties']} parties, {YEARS} years; {verdicts.height} verdicts "
        f"in {job_s:.2f} CPU s, {verdicts.height / job_s:,.0f} a second; "
        f"floor {floor_s:.3f} s, ratio {job_s / floor_s:.1f}"
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "rules.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    return 0 if floor.height == verdicts.height else 1


if __name__ == "__main__":
    sys.exit(main())
