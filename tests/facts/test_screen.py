"""Which cells are laid line by line, and what is said of the others."""

from typing import Any

import polars as pl

from tallystick.facts.pair import pair
from tallystick.facts.screen import screen
from tallystick.model.claim import Claim
from tests.laws.tallies import collected, document, exported, filed, imported

HEARD = [filed("FIN", "lines", "imports", year=year) for year in (2019, 2020, 2021)]
TO = ("FIN", "NOR", "DNK", "EST")


def cells(*claims: Claim) -> pl.DataFrame:
    tables = collected(document(*claims, filings=HEARD))
    return pair(tables["claim"], tables["filing"], tables["complete_list"])


def both(ours: str, theirs: str, to: str = "FIN", year: int = 2020, **more: Any) -> list[Claim]:
    return [exported("SWE", to, ours, year, **more), imported("SWE", to, theirs, year, **more)]


def names(screened: pl.DataFrame) -> list[str]:
    return [f"{to} {start.year}" for to, start in screened.select("to_party", "period_start").iter_rows()]


def test_a_small_record_is_laid_whole() -> None:
    every = cells(*both("28", "28"), exported("SWE", "NOR", "4"))
    found = screen(every, 2)
    assert found.cells.equals(every)
    assert found.remarks == []


def test_of_a_large_record_what_fits_and_what_stands_alone_unheard_is_left_out() -> None:
    every = cells(
        *both("28", "28"),
        *both("30", "12", to="NOR"),
        exported("SWE", "DNK", "400"),
        exported("SWE", "EST", "9"),
    )
    found = screen(every, 3)
    assert names(found.cells) == ["NOR 2020"]
    assert found.remarks == []


def test_a_lone_figure_beside_a_return_in_hand_is_a_gap() -> None:
    every = cells(exported("SWE", "FIN", "9"), *(exported("SWE", to, "90") for to in TO[1:]))
    assert names(screen(every, 3).cells) == ["FIN 2020"]


def test_the_largest_gaps_go_first_and_the_rest_is_told() -> None:
    every = cells(
        *(
            one
            for to, more in zip(TO, (3, 40, 20, 9), strict=True)
            for one in both("50", str(50 - more), to=to)
        )
    )
    found = screen(every, 2)
    assert names(found.cells) == ["NOR 2020"]
    (remark,) = found.remarks
    assert (remark["cell_id"], remark["kind"]) == ("-", "work_capped")
    assert str(remark["sentence"]).startswith("3 of 4 flows")


def test_where_a_counterpart_could_stand_is_laid_too() -> None:
    later = imported("SWE", "FIN", "28", 2021)
    elsewhere = imported("SWE", "FIN", "28", 2020, category="missiles")
    filler = [exported("SWE", to, "90") for to in TO[1:]]
    found = screen(cells(*both("91", "63"), later, elsewhere, *filler), 5)
    assert sorted(names(found.cells)) == ["FIN 2020", "FIN 2020", "FIN 2021"]


def test_units_take_turns() -> None:
    dear = [one for to in TO for one in both("5000000", "1000000", to=to, unit="usd")]
    every = cells(*dear, *both("9", "4"))
    assert set(screen(every, 4).cells["unit"]) == {"usd", "items"}


def test_rounded_figures_are_no_gap() -> None:
    every = cells(*both("10000", "10004", unit="usd"), *both("9", "4", to="NOR"), *both("9", "8", to="DNK"))
    assert names(screen(every, 2).cells) == ["NOR 2020"]
