"""The steps of this room in their order: pair, match, explain, weigh, estimate."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from tallystick.engine.local import frame
from tallystick.facts.estimate import Share, estimate
from tallystick.facts.explain import Explanation, Residual
from tallystick.facts.match import Laying, match_rows
from tallystick.facts.pair import FLOW, pair, usable
from tallystick.facts.residual import Claims, claims_by_cell, lay_cells
from tallystick.facts.returns import Repeats, find_repeats
from tallystick.facts.weigh import weights
from tallystick.model.claim import HALF_OF, NONE
from tallystick.model.tables import EXPLAINED, FACT, FACT_CLAIM, MATCH, REPEAT

Row = Mapping[str, Any]
Tables = Mapping[str, pl.DataFrame]


def reconcile(tables: Tables, step: Callable[[str], None] = lambda _: None) -> dict[str, pl.DataFrame]:
    """Make cell, match, explained, repeat, fact and fact_claim from claim, filing and complete_list.

    Args:
        tables: tables `claim`, `filing`, `complete_list`.
        step: called with the name of each step as it begins, to show progress.
    """
    claims = usable(tables["claim"], tables["filing"])
    step("pair")
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    by_cell = claims_by_cell(cells, claims)
    step("match")
    layings, residuals = lay_cells(cells, by_cell)
    step("explain")
    repeats = find_repeats(claims)
    explanation = explain(cells, tables, layings, residuals, repeats)
    step("estimate")
    return {
        "cell": cells,
        "match": frame(MATCH, (row for name, laying in layings.items() for row in match_rows(name, laying))),
        "explained": frame(EXPLAINED, explanation.rows()),
        "repeat": frame(REPEAT, repeats.rows),
        "fact": frame(FACT, _facts(cells, layings, explanation)),
        "fact_claim": frame(FACT_CLAIM, _weights(by_cell, layings)),
    }


def explain(
    cells: pl.DataFrame,
    tables: Tables,
    layings: Mapping[str, Laying],
    residuals: Iterable[Residual],
    repeats: Repeats,
) -> Explanation:
    """Look for each cause in turn, the best borne out first; what one takes no other can."""
    explanation = Explanation(residuals)
    explanation.repeated_lines()
    explanation.revisions(_earlier(cells, tables), _figures(cells))
    explanation.bundles()
    explanation.siblings(exact=True)
    explanation.repeated_returns(repeats.claim_ids, _years_before(cells))
    explanation.siblings(exact=False)
    explanation.stated_conditions()
    explanation.different_goods(layings)
    return explanation


def _facts(
    cells: pl.DataFrame, layings: Mapping[str, Laying], explanation: Explanation
) -> Iterable[dict[str, object]]:
    shares: dict[str, list[Share]] = defaultdict(list)
    for row in explanation.rows():
        share = Share(
            str(row["side"]), float(str(row["quantity"])), str(row["cause"]), float(str(row["probability"]))
        )
        shares[str(row["cell_id"])].append(share)
    for one in explanation.wanting():
        shares[one.key.cell_id].append(Share(one.part.side, one.left))
    for cell in cells.iter_rows(named=True):
        laying = layings[cell["cell_id"]]
        matched = sum(laid.quantity for laid in laying.matched)
        own = shares[cell["cell_id"]]
        yield estimate(cell, matched, own, by_line=laying.by_line, differs=laying.differs)


def _weights(by_cell: Claims, layings: Mapping[str, Laying]) -> Iterable[dict[str, object]]:
    return (row for name, claims in by_cell.items() for row in weights(name, claims, layings[name]))


def _figures(cells: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Give each half that is one figure."""
    figures: dict[tuple[str, str], float] = {}
    for cell in cells.iter_rows(named=True):
        for side, name in (("exporter", "from"), ("importer", "to")):
            if cell[f"{name}_low"] is not None and cell[f"{name}_low"] == cell[f"{name}_high"]:
                figures[cell["cell_id"], side] = cell[f"{name}_low"]
    return figures


def _earlier(cells: pl.DataFrame, tables: Tables) -> dict[tuple[str, str], set[float]]:
    """Give the figures that superseded filings gave, by cell and side."""
    gone = tables["filing"].filter(pl.col("superseded_by") != NONE)["filing_id"].implode()
    totals = (
        tables["claim"]
        .filter(pl.col("filing_id").is_in(gone) & (pl.col("quantity_kind") == "exact"))
        .group_by(*FLOW, "role", "filing_id")
        .agg(pl.col("quantity_low").sum())
        .join(cells.select("cell_id", *FLOW), on=list(FLOW), how="inner")
    )
    figures: dict[tuple[str, str], set[float]] = defaultdict(set)
    for row in totals.iter_rows(named=True):
        figures[row["cell_id"], HALF_OF.get(row["role"], row["role"])].add(row["quantity_low"])
    return figures


def _years_before(cells: pl.DataFrame) -> dict[str, str]:
    """Name for each cell the same flow's cell of the period that began a year earlier."""
    flow = [name for name in FLOW if not name.startswith("period")]
    earlier = cells.select("cell_id", *flow, "period_start").with_columns(
        pl.col("period_start").dt.offset_by("1y")
    )
    joined = cells.join(earlier, on=[*flow, "period_start"], how="inner", suffix="_before")
    return dict(joined.select("cell_id", "cell_id_before").sort("cell_id").iter_rows())
