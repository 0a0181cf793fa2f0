"""The floor under judging is honest: it gives a row for every verdict, and for no other."""

import polars as pl

from bench.rules import joined, judged, rules_of
from tallystick.rules import load, participation


def test_the_floor_gives_the_very_rows_that_are_judged() -> None:
    agreements = [load.agreement(name) for name in ("att", "ottawa", "un_milex")]
    status = participation.statuses(agreements)
    verdicts = judged(agreements, status).with_columns(year=pl.col("period_start").dt.year())
    keys = ["agreement", "rule", "party", "year"]
    floor = joined(rules_of(agreements), status)
    assert floor.select(keys).sort(keys).equals(verdicts.select(keys).sort(keys))
    assert floor.height > 10_000
