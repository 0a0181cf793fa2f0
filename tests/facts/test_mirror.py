"""What is counted and estimated by columns is what is counted and estimated cell by cell."""

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tallystick.engine.local import frame
from tallystick.facts import mirror
from tallystick.facts.pair import pair
from tallystick.facts.trust import asked
from tallystick.model.tables import FACT
from tests.laws.tallies import collected, document, exported, filed, imported

CLAIMS = [
    exported("SWE", "FIN", "12"),
    imported("SWE", "FIN", "12"),
    exported("SWE", "NOR", "9"),
    exported("SWE", "POL", "9"),
    imported("SWE", "POL", "4"),
    imported("SWE", "DNK", "nil"),
    exported("SWE", "DNK", "3"),
    exported("SWE", "LVA", "3-5"),
    imported("SWE", "LVA", "7"),
    exported("SWE", "LTU", ">=5"),
    imported("FIN", "SWE", "withheld"),
]
OWN = [exported("SWE", "SWE", "7"), imported("SWE", "SWE", "9")]
FILINGS = [filed("NOR", "lines", "imports"), filed("FIN", "nil", "exports")]


@pytest.fixture(scope="module")
def cells() -> pl.DataFrame:
    tables = collected(document(*CLAIMS, filings=FILINGS))
    return pair(tables["claim"], tables["filing"], tables["complete_list"])


def lazily(frame: pl.DataFrame) -> Any:
    return nw.from_native(frame.lazy())


def names(frame: Any) -> list[str]:
    """Give the importers of some cells of Sweden's."""
    return sorted(frame.collect().to_native()["to_party"])


def test_who_was_asked_and_gave_a_figure_is_counted_the_same(cells: pl.DataFrame) -> None:
    by_columns = mirror.asked(lazily(cells)).collect().to_native()
    wanted = asked(cells)
    found = by_columns.select(wanted.columns).sort("act", "unit", "role", "claimant")
    assert_frame_equal(found, wanted, check_dtypes=False)
    assert wanted["gave"].sum() > 0


def test_a_flow_to_oneself_teaches_nothing_of_how_reliable_a_party_is() -> None:
    tables = collected(document(*CLAIMS, *OWN))
    every = lazily(pair(tables["claim"], tables["filing"], tables["complete_list"]))
    tables = collected(document(*CLAIMS))
    others = lazily(pair(tables["claim"], tables["filing"], tables["complete_list"]))
    assert names(mirror.doubles(every)) == names(mirror.doubles(others))
    found, wanted = (mirror.asked(some).collect().to_native() for some in (every, others))
    assert_frame_equal(found, wanted, check_row_order=False)


def test_small_counts_are_cells_of_things_that_are_counted_with_a_figure_of_at_most_twenty() -> None:
    claims = [
        *(exported("SWE", "FIN", figure, year) for year, figure in enumerate(("1", "20", "21", "30"), 2001)),
        *(imported("SWE", "FIN", figure, 2004) for figure in ("4",)),
        exported("SWE", "NOR", "5", unit="kg"),
        exported("SWE", "LVA", "2-5"),
        imported("SWE", "LVA", "3"),
        exported("SWE", "DNK", "5"),
        imported("SWE", "DNK", "nil"),
    ]
    tables = collected(document(*claims))
    cells = lazily(pair(tables["claim"], tables["filing"], tables["complete_list"]))
    found = mirror.small(cells).collect().to_native().sort("to_party", "period_start")
    assert found.select("to_party", "ours", "theirs").rows() == [
        ("DNK", 5, 0),
        ("FIN", 1, -1),
        ("FIN", 20, -1),
        ("FIN", 30, 4),
    ]


def test_cells_that_say_the_same_of_small_counts_are_one_statement() -> None:
    claims = [
        exported("SWE", "FIN", figure, year) for year, figure in ((2001, "3"), (2002, "3"), (2003, "4"))
    ]
    tables = collected(document(*claims))
    cells = lazily(pair(tables["claim"], tables["filing"], tables["complete_list"]))
    found = mirror.statements(cells).collect().to_native().sort("ours")
    assert found.select("ours", "cells").rows() == [(3, 2), (4, 1)]


def test_doubles_are_cells_with_two_exact_figures_above_zero(cells: pl.DataFrame) -> None:
    assert names(mirror.doubles(lazily(cells))) == ["FIN", "POL"]


def test_ranges_and_bounds_are_left_to_be_estimated_one_by_one(cells: pl.DataFrame) -> None:
    assert names(mirror.inexact(lazily(cells))) == ["LTU", "LVA"]


def test_gaps_are_exact_figures_that_differ_and_those_a_return_in_hand_does_not_have(
    cells: pl.DataFrame,
) -> None:
    found = mirror.gaps(lazily(cells)).collect().to_native().sort("to_party")
    assert dict(found.select("to_party", "size").iter_rows()) == {"DNK": 3, "NOR": 9, "POL": 5}


def test_what_was_laid_line_by_line_lies_over_the_estimate() -> None:
    row = dict.fromkeys(FACT.column_names()) | {"cell_id": "one", "family": "none", "halves": "conflicting"}
    known = frame(FACT, [row | {"estimate": 7.0}])
    laid = frame(FACT, [row | {"estimate": 99.0, "halves": "explained", "explained": 3.0, "remainder": 0.0}])
    (found,) = mirror.overlaid(known, laid).to_dicts()
    assert (found["estimate"], found["halves"], found["explained"], found["remainder"]) == (
        7,
        "explained",
        3,
        0,
    )


def test_rows_that_stand_in_place_of_others_are_those_of_the_same_cells() -> None:
    row = dict.fromkeys(FACT.column_names()) | {"family": "none", "halves": "agreed"}
    known = frame(FACT, [row | {"cell_id": name, "estimate": 1.0} for name in ("a", "b", "c")])
    others = frame(FACT, [row | {"cell_id": name, "estimate": 9.0} for name in ("b", "z")])
    found = mirror.replaced(known, others).sort("cell_id")
    assert found.select("cell_id", "estimate").rows() == [("a", 1.0), ("b", 9.0), ("c", 1.0)]


def test_near_are_cells_of_the_same_goods_or_of_the_same_parties_and_year() -> None:
    claims = [
        exported("SWE", "FIN", "5"),
        exported("SWE", "FIN", "5", 2001),
        exported("SWE", "FIN", "5", unit="kg"),
        exported("SWE", "NOR", "5"),
    ]
    tables = collected(document(*claims))
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    wanted = cells.filter(
        pl.col("to_party") == "FIN", pl.col("unit") == "items", pl.col("period_start").dt.year() == 2001
    )
    found = mirror.near(lazily(cells), lazily(wanted)).collect().to_native()
    assert sorted(found.select("to_party", "unit").rows()) == [("FIN", "items"), ("FIN", "items")]
