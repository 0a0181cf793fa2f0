"""The steps of the room together: progress, empty input, and what one cell knows of another."""

from typing import Any

import pytest

from tallystick.facts.reconcile import reconcile
from tallystick.model.claim import NONE
from tallystick.model.tables import TABLES
from tests.laws.tallies import assessed_claims, collected, document, exported, imported, rows


def test_the_steps_are_told_in_their_order() -> None:
    told: list[str] = []
    reconcile(collected(document(exported("SWE", "FIN", "12"))), told.append)
    assert told == ["pair", "match", "explain", "weigh", "estimate"]


@pytest.mark.parametrize("quantity", ["withheld", "nil"])
def test_no_claims_or_no_figures_are_tables_without_rows(quantity: str) -> None:
    empty = reconcile(collected())
    assert {
        "cell",
        "match",
        "explained",
        "alternative",
        "repeat",
        "fact",
        "fact_claim",
        "reliability",
        "remark",
    } <= set(empty)
    assert {name for name, table in empty.items() if table.height > 0} == {"remark"}
    assert empty["remark"]["kind"].to_list() == ["empty"]
    assert assessed_claims(exported("SWE", "FIN", quantity))["match"].height == 0


def test_every_table_is_as_it_is_declared() -> None:
    tables = assessed_claims(
        exported("SWE", "FIN", "91"), imported("SWE", "FIN", "63"), imported("SWE", "FIN", "28", 2021)
    )
    for name, table in tables.items():
        assert table.columns == TABLES[name].column_names()
        assert table.equals(table.sort(*TABLES[name].sorted_by, maintain_order=True)), name


def test_every_name_in_a_table_leads_somewhere() -> None:
    tables = assessed_claims(
        exported("SWE", "FIN", "91"), imported("SWE", "FIN", "63"), imported("SWE", "FIN", "28", 2021)
    )
    cells, claims = set(tables["cell"]["cell_id"]), set(tables["claim"]["claim_id"]) | {NONE}
    for row in rows(tables, "match"):
        assert {row["from_claim"], row["to_claim"]} <= claims
    for row in rows(tables, "explained"):
        assert {row["cell_id"], row["sibling"]} <= cells | {NONE}
    assert set(tables["fact"]["cell_id"]) == cells


def test_a_counterpart_accounts_for_as_much_as_it_is_accounted_for() -> None:
    same: dict[str, Any] = {"designation": "Leopard 2"}
    tables = assessed_claims(
        exported("SWE", "FIN", "91", **same),
        imported("SWE", "FIN", "63", **same),
        imported("SWE", "FIN", "40", 2021, **same),
    )
    paired = {(row["cell_id"], row["sibling"]): row["quantity"] for row in rows(tables, "explained")}
    assert len(paired) == 2
    for (cell, sibling), quantity in paired.items():
        assert paired[sibling, cell] == quantity
