"""The steps of the room together: progress, empty input, and what one cell knows of another."""

from typing import Any

import pytest

from tallystick.facts.amount import Trust
from tallystick.facts.estimate import STANDING
from tallystick.facts.reconcile import laid_beside, reconcile
from tallystick.model.claim import NONE
from tallystick.model.tables import TABLES
from tests.laws.tallies import assessed, collected, document, exported, imported, laid_claims, rows

SHIFTED = document(
    exported("SWE", "FIN", "91"), imported("SWE", "FIN", "63"), imported("SWE", "FIN", "28", 2021)
)


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
    assert assessed(document(exported("SWE", "FIN", quantity)))["match"].height == 0


def test_cells_laid_beside_a_large_record_stand_as_they_do_when_they_are_all_there_is() -> None:
    tables = collected(SHIFTED, document(exported("NOR", "FIN", "5"), imported("NOR", "FIN", "nil")))
    alone = reconcile(tables)
    beside = laid_beside(alone["cell"], tables["claim"], tables, {}, (Trust({}, {}), {}))
    for name in ("match", "explained", "alternative", "repeat"):
        assert beside[name].equals(alone[name]), name
    found = [name for name in ("cell_id", *STANDING) if name != "p_ordinary"]
    assert beside["fact"].select(found).sort("cell_id").equals(alone["fact"].select(found))
    assert min(alone["match"].height, alone["fact"]["remainder"].drop_nulls().sum()) > 0
    # how ordinary a gap is goes by what is known of all: here of nobody
    assert not beside["fact"]["p_ordinary"].equals(alone["fact"]["p_ordinary"])


def test_every_table_is_as_it_is_declared() -> None:
    tables = assessed(SHIFTED)
    for name, table in tables.items():
        assert table.columns == TABLES[name].column_names()
        assert table.equals(table.sort(*TABLES[name].sorted_by, maintain_order=True)), name


def test_every_name_in_a_table_leads_somewhere() -> None:
    tables = assessed(SHIFTED)
    cells, claims = set(tables["cell"]["cell_id"]), set(tables["claim"]["claim_id"]) | {NONE}
    for row in rows(tables, "match"):
        assert {row["from_claim"], row["to_claim"]} <= claims
    for row in rows(tables, "explained"):
        assert {row["cell_id"], row["sibling"]} <= cells | {NONE}
    assert set(tables["fact"]["cell_id"]) == cells


def test_a_counterpart_accounts_for_as_much_as_it_is_accounted_for() -> None:
    same: dict[str, Any] = {"designation": "Leopard 2"}
    tables = laid_claims(
        exported("SWE", "FIN", "91", **same),
        imported("SWE", "FIN", "63", **same),
        imported("SWE", "FIN", "40", 2021, **same),
    )
    paired = {(row["cell_id"], row["sibling"]): row["quantity"] for row in rows(tables, "explained")}
    assert len(paired) == 2
    for (cell, sibling), quantity in paired.items():
        assert paired[sibling, cell] == quantity
