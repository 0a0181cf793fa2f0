"""What either side of a cell says, and the eight ways of saying it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tallystick.facts.pair import pair
from tallystick.model.claim import Act, Basis, Claim, Grade, Role
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity
from tests.laws.tallies import (
    Tables,
    collected,
    complete,
    document,
    exported,
    filed,
    imported,
    laid_claims,
)


def cells(tables: Tables, *, unsettled: bool = False) -> list[dict[str, Any]]:
    return pair(tables["claim"], tables["filing"], tables["complete_list"], unsettled=unsettled).to_dicts()


def changed(**change: Any) -> Claim:
    return replace(exported("SWE", "FIN", "12"), **change)


def cell(*claims: Claim) -> dict[str, Any]:
    (found,) = cells(collected(document(*claims)))
    return found


@pytest.mark.parametrize(
    ("written", "state", "low", "high"),
    [
        ("12", "reported", 12, 12),
        ("10-20", "reported", 10, 20),
        (">=5", "reported", 5, None),
        ("<100", "reported", 0, 99),
        ("nil", "nil", 0, 0),
        ("withheld", "withheld", None, None),
        ("unknown", "unknown", None, None),
    ],
)
def test_a_side_says_what_its_claim_says(written: str, state: str, low: int | None, high: int | None) -> None:
    for claim, side in ((exported("SWE", "FIN", written), "from"), (imported("SWE", "FIN", written), "to")):
        found = cell(claim)
        assert (found[f"{side}_state"], found[f"{side}_low"], found[f"{side}_high"]) == (state, low, high)


def test_below_a_hundred_kilograms_may_be_almost_a_hundred() -> None:
    found = cell(exported("SWE", "FIN", "<100", unit="kg"))
    assert (found["from_low"], found["from_high"]) == (0, 100)


@pytest.mark.parametrize(
    ("filings", "listed", "state"),
    [
        ((), False, "no_record"),
        ((), True, "no_filing"),
        ((filed("FIN", "not_held"),), False, "not_held"),
        ((filed("FIN", "not_held"),), True, "not_held"),
        ((filed("FIN", "lines", "imports"),), True, "silent"),
        ((filed("FIN", "nil", "imports"),), False, "nil"),
        ((filed("FIN", "withheld", "imports"),), False, "withheld"),
        # the part of a return that says most is what counts
        ((filed("FIN", "not_held"), filed("FIN", "lines", "imports")), True, "silent"),
        ((filed("FIN", "not_held"), filed("FIN", "nil", "imports")), True, "nil"),
        # what is filed on exports says nothing of imports
        ((filed("FIN", "lines", "exports"),), False, "no_record"),
        ((filed("FIN", "nil", "exports"),), True, "no_filing"),
        # what somebody else filed says nothing either
        ((filed("NOR", "nil", "imports"),), False, "no_record"),
    ],
)
def test_a_side_without_a_claim_is_what_it_filed(filings: tuple[Any, ...], listed: bool, state: str) -> None:  # noqa: FBT001
    lists = [complete()] if listed else []
    (found,) = cells(collected(document(exported("SWE", "FIN", "12"), filings=filings), lists=lists))
    assert found["to_state"] == state
    figure = (0, 0) if state == "nil" else (None, None)
    assert (found["to_low"], found["to_high"]) == figure


def test_an_exporter_without_a_claim_is_what_it_filed_on_exports() -> None:
    (found,) = cells(
        collected(document(imported("SWE", "FIN", "12"), filings=[filed("SWE", "nil", "exports")]))
    )
    assert (found["from_state"], found["from_low"]) == ("nil", 0)


@pytest.mark.parametrize(
    "elsewhere",
    [
        filed("FIN", "nil", "imports", categories="missiles warships"),
        filed("FIN", "nil", "imports", categories="battle_tanks_of_old"),
        filed("FIN", "nil", "imports", 2019),
        filed("FIN", "nil", "imports", period=Period.parse("2020-H1")),
        filed("FIN", "nil", "exports"),
        filed("FIN", "nil", "holdings"),
        filed("FIN", "nil", "imports", instrument="att"),
    ],
)
def test_a_nil_covers_only_what_it_says_it_covers(elsewhere: Any) -> None:
    (found,) = cells(collected(document(exported("SWE", "FIN", "12"), filings=[elsewhere])))
    assert found["to_state"] == "no_record"


def test_a_nil_on_some_categories_covers_those_and_a_nil_on_two_years_covers_both() -> None:
    named = filed("FIN", "nil", "imports", categories="battle_tanks missiles")
    long = filed("FIN", "nil", "imports", period=Period(date(2019, 1, 1), date(2020, 12, 31)))
    for nil in (named, long):
        (found,) = cells(collected(document(exported("SWE", "FIN", "12"), filings=[nil])))
        assert found["to_state"] == "nil"


def test_a_complete_list_speaks_of_its_own_years_only() -> None:
    (found,) = cells(collected(document(exported("SWE", "FIN", "12")), lists=[complete(2018, 2019)]))
    assert found["to_state"] == "no_record"


def test_a_figure_goes_before_what_the_return_says_of_itself() -> None:
    nil = filed("FIN", "nil", "imports")
    (found,) = cells(collected(document(imported("SWE", "FIN", "12"), filings=[nil])))
    assert (found["to_state"], found["to_low"]) == ("reported", 12)


def test_lines_add_up_within_a_filing() -> None:
    found = cell(
        exported("SWE", "FIN", "12", line=1),
        exported("SWE", "FIN", "12", line=2),
        exported("SWE", "FIN", "3-5"),
    )
    assert (found["from_low"], found["from_high"], found["claims"]) == (27, 29, 3)


def test_two_filings_of_one_claimant_are_one_witness_with_a_range() -> None:
    found = cell(exported("SWE", "FIN", "12", filing_id="one"), exported("SWE", "FIN", "9", filing_id="two"))
    assert (found["from_low"], found["from_high"], found["claims"]) == (9, 12, 2)


def test_a_withheld_line_beside_a_figure_leaves_the_total_open() -> None:
    found = cell(exported("SWE", "FIN", "12"), exported("SWE", "FIN", "withheld"))
    assert (found["from_state"], found["from_low"], found["from_high"]) == ("reported", 12, None)


def test_a_filing_that_withholds_takes_nothing_from_one_that_does_not() -> None:
    found = cell(
        exported("SWE", "FIN", "12", filing_id="one"), exported("SWE", "FIN", "withheld", filing_id="two")
    )
    assert (found["from_state"], found["from_low"], found["from_high"]) == ("reported", 12, 12)


def test_what_was_superseded_is_left_out() -> None:
    older = document(exported("SWE", "FIN", "12"))
    (found,) = cells(collected(older, document(exported("SWE", "FIN", "9"), replaces=older[0].sha256)))
    assert (found["from_low"], found["from_high"], found["claims"]) == (9, 9, 1)


def test_observers_stand_beside_the_halves_and_are_neither() -> None:
    seen = replace(exported("SWE", "FIN", "20"), claimant="NOR", role=Role.OBSERVER)
    found = cell(exported("SWE", "FIN", "12"), seen)
    assert (found["from_low"], found["observer_state"], found["observer_low"]) == (12, "reported", 20)
    assert found["to_state"] == "no_record"


@pytest.mark.parametrize("party", ["claimant", "from_party", "to_party"])
def test_a_claim_with_an_unknown_party_waits(party: str) -> None:
    assert cells(collected(document(changed(**{party: "?Ruritania"})))) == []


def test_a_claim_of_unsettled_origin_is_counted_only_on_request() -> None:
    tables = collected(document(exported("SWE", "FIN", "12", grade=Grade.UNSETTLED)))
    assert cells(tables) == []
    assert len(cells(tables, unsettled=True)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"act": Act.AUTHORISATION},
        {"from_party": "NOR", "claimant": "NOR"},
        {"to_party": "NOR"},
        {"category": "missiles"},
        {"period": Period.year(2019)},
        {"quantity": Quantity.parse("12", "kg")},
    ],
)
def test_claims_that_differ_in_what_makes_a_flow_are_different_cells(change: dict[str, Any]) -> None:
    assert len(cells(collected(document(exported("SWE", "FIN", "12"), changed(**change))))) == 2


def test_a_cell_is_named_after_what_it_is() -> None:
    half_year = Period.parse("2020-H1")
    names = [
        cell(exported("SWE", "FIN", "12"))["cell_id"],
        cell(exported("SWE", "FIN", "12", period=half_year))["cell_id"],
    ]
    assert names == [
        "transfer.SWE.FIN.battle_tanks.2020.items",
        "transfer.SWE.FIN.battle_tanks.2020-01-01_2020-06-30.items",
    ]


def holding(observer: str, quantity: str) -> Claim:
    seen = replace(exported("-", "FIN", quantity), claimant=observer, act=Act.HOLDING)
    return replace(seen, role=Role.HOLDER if observer == "FIN" else Role.OBSERVER)


def test_a_holders_claim_is_the_only_half_of_a_holding() -> None:
    found = cell(holding("FIN", "200"))
    assert (found["from_party"], found["from_state"], found["to_state"]) == ("-", "no_record", "reported")
    tables = laid_claims(holding("FIN", "200"))
    assert tables["fact"]["halves"].to_list() == ["holder_only"]


def test_a_nil_on_imports_is_no_nil_on_holdings() -> None:
    (found,) = cells(collected(document(holding("NOR", "200"), filings=[filed("FIN", "nil", "imports")])))
    assert found["to_state"] == "no_record"
    (found,) = cells(collected(document(holding("NOR", "200"), filings=[filed("FIN", "nil", "holdings")])))
    assert found["to_state"] == "nil"


def test_a_nil_on_deliveries_is_no_nil_on_licences() -> None:
    licence = exported("SWE", "FIN", "12", act=Act.AUTHORISATION, basis=Basis.LICENSED)
    delivered = filed("FIN", "nil", "imports", basis=Basis.DELIVERED)
    (found,) = cells(collected(document(licence, filings=[delivered])))
    assert found["to_state"] == "no_record"


def test_a_request_for_help_is_no_flow_and_explains_none() -> None:
    asks = changed(claimant="FIN", role=Role.HOLDER, from_party="-", act=Act.REQUEST)
    assert cells(collected(document(asks))) == []
    assert cells(collected(document(asks)), unsettled=True) == []
    tables = laid_claims(asks, exported("SWE", "FIN", "12"))
    assert tables["claim"].height == 2
    assert [table.height for name, table in tables.items() if name in {"cell", "fact", "fact_claim"}] == [
        1,
        1,
        1,
    ]
