"""Who is a witness of its own beside the halves: not what was made from them, and not what crossed no border."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallystick.facts.reconcile import reconcile
from tallystick.model.claim import Claim, Role
from tallystick.model.document import Addition, Entry
from tallystick.pipeline import cases, order
from tallystick.sources.describe import derivations
from tests.laws.tallies import Tables, collected, document, exported, imported, only

HEADER = "claimant,role,from,to,category,period,quantity,unit,act,instrument,condition"
HALVES = (
    "SWE,exporter,SWE,FIN,battle_tanks,2014,12,items,transfer,un_register,-",
    "FIN,importer,SWE,FIN,battle_tanks,2014,12,items,transfer,un_register,-",
)
SEEN = "NOR,observer,SWE,FIN,battle_tanks,2014,40,items,transfer,{},{}"


def seen(quantity: str = "40", **more: Any) -> Claim:
    more = {"claimant": "NOR", "role": Role.OBSERVER, "instrument": "sipri_register"} | more
    return replace(exported("SWE", "FIN", quantity), **more)


def reconciled(*claims: Claim) -> Tables:
    return reconcile(collected(document(*claims)), derived=derivations())


def fact(*claims: Claim) -> dict[str, Any]:
    return only(reconciled(*claims), "fact")


def assessed(at: Path, *lines: str) -> Tables:
    """Assess a case of one tally file."""
    at.mkdir()
    (at / "tally.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    cases.new(at / "case")
    cases.add(
        at / "case", [at / "tally.csv"], Entry(addition=Addition(added_on=date(2026, 1, 1), added_by="-"))
    )
    return order.assess(at / "case", order.Setting(on=date(2026, 2, 3)))[1]


def test_an_assessment_takes_what_was_made_from_the_returns_for_no_second_witness(tmp_path: Path) -> None:
    alone = assessed(tmp_path / "alone", *HALVES)
    copied = assessed(tmp_path / "copied", *HALVES, SEEN.format("sipri_register", "-"))
    other = assessed(tmp_path / "other", *HALVES, SEEN.format("a_mission", "-"))
    assert only(copied, "fact") == only(alone, "fact")
    assert only(other, "fact") != only(alone, "fact")


def test_a_figure_that_is_not_weighed_is_still_shown_with_the_fact(tmp_path: Path) -> None:
    tables = assessed(tmp_path / "copied", *HALVES, SEEN.format("sipri_register", "-"))
    claims = tables["claim"].join(tables["fact_claim"], on="claim_id")
    weights = dict(claims.select("claimant", "weight").iter_rows())
    assert weights["NOR"] == 0
    assert weights["SWE"] + weights["FIN"] == pytest.approx(1)
    assert only(tables, "cell")["observer_low"] == 40


def test_what_was_made_from_returns_is_a_witness_where_none_of_them_speaks() -> None:
    assert fact(seen())["low"] <= 40 <= fact(seen())["high"]
    halves = (exported("SWE", "FIN", "12", instrument="national"),)
    assert fact(*halves, seen()) != fact(*halves)
    assert fact(exported("SWE", "FIN", "12"), seen()) == fact(exported("SWE", "FIN", "12"))


def test_goods_made_in_the_recipients_country_say_nothing_of_what_a_return_should_have() -> None:
    half = imported("SWE", "FIN", "12", instrument="national")
    made = seen(condition="new; local production")
    assert fact(half, made) == fact(half)
    assert fact(half, made, seen("15", condition="new")) == fact(half, seen("15", condition="new"))
    # where nobody else speaks it is what there is
    assert fact(made)["estimate"] == fact(seen())["estimate"]


def test_a_party_that_is_its_own_partner_teaches_nothing_of_its_reliability() -> None:
    tables = reconciled(exported("SWE", "SWE", "40"), imported("SWE", "SWE", "10"))
    assert tables["reliability"]["n_double"].sum() == 0
    assert reconciled(exported("SWE", "FIN", "40"), imported("SWE", "FIN", "10"))["reliability"][
        "n_double"
    ].to_list() == [1, 1]
