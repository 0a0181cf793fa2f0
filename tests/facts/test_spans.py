"""One side tells by the year and the other by its parts, or in another unit: nobody is silent, parts are added up."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.findings.gap import gaps
from tallystick.model.claim import Act, Claim
from tallystick.model.period import Period
from tests.laws.tallies import assessed, document, exported, filed, imported

YEAR = "transfer.SWE.FIN.battle_tanks.2020.items"
FIRST = "transfer.SWE.FIN.battle_tanks.2020-01-01_2020-03-31.items"
QUARTERS = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")
FILED = (filed("SWE", "lines", "exports"), filed("FIN", "lines", "imports"))


def sent(quantity: str, period: str, **more: Any) -> Claim:
    return replace(exported("SWE", "FIN", quantity, **more), period=Period.parse(period))


def judged(*claims: Claim) -> dict[str, Any]:
    """Give by cell the states of both sides, what is remarked, what its gap says, and what is left of it."""
    tables = assessed(document(*claims, filings=FILED))
    cells = tables["cell"].iter_rows(named=True)
    told = tables["remark"].filter(kind="other_span")
    return {
        "states": {row["cell_id"]: (row["from_state"], row["to_state"]) for row in cells},
        "remarks": dict(told.select("cell_id", "sentence").iter_rows()),
        "gaps": dict(gaps(tables).select("cell_id", "sentence").iter_rows()),
        "left": dict(tables["fact"].select("cell_id", "remainder").iter_rows()),
    }


def test_who_gives_the_whole_year_is_not_silent_about_its_quarters() -> None:
    found = judged(*(sent("10", one) for one in QUARTERS), imported("SWE", "FIN", "40"))
    assert found["states"][FIRST] == ("reported", "other_span")
    assert found["states"][YEAR] == ("other_span", "reported")
    assert set(found["left"].values()) == {None}, "nothing is laid, so nothing is left over to ask about"
    assert (
        "Finland gives its imports of these goods for another span of time than 2020-Q1."
        in found["gaps"][FIRST]
    )
    assert found["remarks"] == {
        YEAR: "Battle tanks from Sweden to Finland in 2020: Sweden gives figures for 4 parts of that time, together "
        "40; Finland gives 40 for the whole of it."
    }


def test_a_return_without_the_flow_in_any_span_is_silent_still() -> None:
    assert judged(sent("10", "2020-Q1"))["states"] == {FIRST: ("reported", "silent")}
    other = imported("SWE", "FIN", "40", category="missiles")
    assert judged(sent("10", "2020-Q1"), other)["states"][FIRST] == ("reported", "silent")
    licence = imported("SWE", "FIN", "40", act=Act.AUTHORISATION)
    assert judged(sent("10", "2020-Q1"), licence)["states"][FIRST] == ("reported", "silent")
    for none in ("nil", "0"):
        said = judged(sent("10", "2020-Q1"), imported("SWE", "FIN", none))
        assert said["states"][FIRST] == ("reported", "silent"), "none in the year is none in the quarter"
    after = imported("SWE", "FIN", "40", 2021)
    assert judged(sent("10", "2020-Q1"), after)["states"][FIRST] == ("reported", "silent")


@pytest.mark.parametrize(
    "span", ["2019-07-01/2020-06-30", "2020-07-01/2021-06-30", "2016-01-01/2024-12-31", "2020-05-05"]
)
def test_whatever_overlaps_is_another_span(span: str) -> None:
    given = replace(imported("SWE", "FIN", "40"), period=Period.parse(span))
    assert judged(exported("SWE", "FIN", "40"), given)["states"][YEAR] == ("reported", "other_span")
    longer = judged(sent("40", "2016-01-01/2024-12-31"), imported("SWE", "FIN", "40"))
    assert longer["states"][YEAR] == ("other_span", "reported")


def test_who_gives_the_flow_in_another_unit_is_not_silent() -> None:
    found = judged(exported("SWE", "FIN", "12"), imported("SWE", "FIN", "40", unit="tonnes"))
    tonnes = YEAR.replace("items", "tonnes")
    assert found["states"] == {YEAR: ("reported", "other_unit"), tonnes: ("other_unit", "reported")}
    assert set(found["left"].values()) == {None}
    assert "Finland gives its imports of these goods for 2020 in another unit." in found["gaps"][YEAR]
    assert found["gaps"][YEAR].endswith(
        "not on record here in this unit, so there is nothing to lay this one against."
    )
    quarter = judged(
        sent("10", "2020-Q1"), imported("SWE", "FIN", "40"), imported("SWE", "FIN", "3", unit="tonnes")
    )
    assert quarter["states"][FIRST] == ("reported", "other_span"), "its own unit tells more"


def test_a_year_that_begins_in_another_month_is_another_span() -> None:
    fiscal = replace(imported("SWE", "FIN", "40"), period=Period.parse("2019-07-01/2020-06-30"))
    found = judged(exported("SWE", "FIN", "40"), fiscal)
    assert found["states"][YEAR] == ("reported", "other_span")
    assert found["remarks"] == {}, "of two halves of two years nobody knows the sum"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([("10", "2020-Q1")], "for 1 part of that time, together 10;"),
        ([(">=10", "2020-Q1"), ("5", "2020-H2")], "for 2 parts of that time, together at least 15;"),
        ([("2-3", "2020-01"), ("5", "2020-02")], "for 2 parts of that time, together 7–8;"),
    ],
)
def test_parts_are_added_up_as_they_were_given(parts: list[tuple[str, str]], told: str) -> None:
    claims = [sent(*one) for one in parts]
    for order in (claims, claims[::-1]):
        (sentence,) = judged(*order, imported("SWE", "FIN", "40"))["remarks"].values()
        assert told in sentence


def test_parts_that_overlap_add_up_to_nothing_known() -> None:
    found = judged(sent("10", "2020-Q1"), sent("12", "2020-H1"), imported("SWE", "FIN", "40"))
    assert YEAR not in found["remarks"]


def test_who_gives_both_the_year_and_its_parts_is_laid_by_the_year() -> None:
    found = judged(sent("10", "2020-Q1"), exported("SWE", "FIN", "40"), imported("SWE", "FIN", "40"))
    assert found["states"][YEAR] == ("reported", "reported")
    assert found["remarks"] == {}
