"""Facts by expressions over a table of pairs are the facts that the cells give one by one."""

from functools import cache
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from tallystick.facts import closed, mirror
from tallystick.facts.amount import Trust
from tallystick.facts.estimate import Laid, estimates
from tallystick.facts.halves import Share
from tallystick.facts.reliability import fit
from tests.facts.known import record

pytestmark = pytest.mark.usefixtures("all_draws")  # averages over draws are held to others

MEASURE = ("transfer", "kg")
COMPLETE = {
    (*MEASURE, "exporter", "A"): 0.9,
    (*MEASURE, "exporter", "B"): 0.3,
    (*MEASURE, "importer", "K"): 0.8,
}
NUMBERS = (
    "low",
    "estimate",
    "high",
    "p_happened",
    "p_zero",
    "log_mean",
    "log_sd",
    "df",
    "figure",
    "p_figure",
    "other_figure",
    "p_other",
    "gap",
    "p_same",
    "weight",
)
STATED = (
    (5.0, 4.0),
    (4.0, 4.0),
    (3.0, 900.0),
    (5.0, None),
    (None, 4.0),
    (5.0, 0.0),
    (0.0, 4.0),
    (0.0, 0.0),
)


@cache
def trust() -> Trust:
    return Trust({MEASURE: fit(record(20, 2))}, {})


def cell(
    exporter: str, importer: str, ours: float | None, theirs: float | None, silent: str, unit: str = "kg"
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "cell_id": f"{exporter}.{importer}.{ours}.{theirs}.{silent}.{unit}",
        "act": "transfer",
        "unit": unit,
        "from_party": exporter,
        "to_party": importer,
        "observer_low": None,
    }
    for side, figure in (("from", ours), ("to", theirs)):
        state = silent if figure is None else "nil" if figure == 0 else "reported"
        row |= {f"{side}_low": figure, f"{side}_high": figure, f"{side}_state": state}
    return row


@cache
def cells(unit: str = "kg") -> list[dict[str, Any]]:
    """Lay every way two measured halves may stand between known and unknown parties."""
    return [
        cell(exporter, importer, ours, theirs, silent, unit)
        for exporter in ("A", "B", "X")
        for importer in ("K", "Y")
        for ours, theirs in STATED
        for silent in ("silent", "not_held", "no_filing", "withheld")
    ]


def laid(one: dict[str, Any]) -> Laid:
    """Lay a cell of one line a side: what one half has more is left over without a cause."""
    ours, theirs = one["from_low"] or 0.0, one["to_low"] or 0.0
    matched = min(ours, theirs)
    shares = [
        Share(side, figure - matched)
        for side, figure in (("exporter", ours), ("importer", theirs))
        if figure > matched
    ]
    return Laid(one, matched, shares)


def pairs_of(frame: pl.DataFrame) -> pl.DataFrame:
    found: pl.DataFrame = mirror.pairs(nw.from_native(frame.lazy())).to_native().collect()
    return found


@cache
def both_ways(unit: str = "kg") -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    one_by_one = {
        str(row["cell_id"]): row for row in estimates([laid(one) for one in cells(unit)], trust(), COMPLETE)
    }
    frame = pl.DataFrame(cells(unit), infer_schema_length=None)
    every = nw.from_native(frame.lazy())
    pairs = closed.of_pairs(trust(), pairs_of(frame), COMPLETE)
    made = closed.estimate(every, nw.from_native(pairs.lazy())).to_native().collect()
    return one_by_one, {row["cell_id"]: row for row in made.to_dicts()}


@pytest.mark.parametrize("name", NUMBERS)
def test_measured_cells_have_the_same_numbers_either_way(name: str) -> None:
    slow, fast = both_ways()
    assert len(slow) == len(fast) == len(cells())
    for cell_id, row in slow.items():
        if name == "weight" and row["log_mean"] is None:
            continue
        if row[name] is None:
            assert fast[cell_id][name] is None, cell_id
        else:
            assert fast[cell_id][name] == pytest.approx(row[name], rel=1e-9, abs=1e-12), cell_id


@pytest.mark.parametrize("name", ["halves", "family"])
def test_measured_cells_have_the_same_words_either_way(name: str) -> None:
    slow, fast = both_ways()
    assert {cell_id: row[name] for cell_id, row in slow.items()} == {
        cell_id: row[name] for cell_id, row in fast.items()
    }


def test_what_is_counted_comes_in_whole_numbers_that_are_near_those_of_the_grid() -> None:
    slow, fast = both_ways("items")
    for cell_id, row in fast.items():
        other = slow[cell_id]
        assert row["p_happened"] == pytest.approx(other["p_happened"], abs=0.05)
        if row["estimate"] is None:
            assert other["estimate"] is None
            continue
        assert float(row["estimate"]).is_integer()
        assert row["low"] <= row["estimate"] <= row["high"]


def test_the_table_of_pairs_does_not_depend_on_the_order_of_pairs() -> None:
    pairs = pairs_of(pl.DataFrame(cells(), infer_schema_length=None)).sort(closed.KEY)
    turned = closed.of_pairs(trust(), pairs.reverse(), COMPLETE)
    assert turned.sort(closed.KEY).equals(closed.of_pairs(trust(), pairs, COMPLETE).sort(closed.KEY))
