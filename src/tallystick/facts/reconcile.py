"""The steps of this room in their order: pair, match, explain, weigh, estimate."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from tallystick.engine.local import conform, frame, schema
from tallystick.facts.amount import Trust
from tallystick.facts.estimate import STANDING, Complete, Laid, estimates, standings
from tallystick.facts.explain import Explained, explained
from tallystick.facts.halves import Share
from tallystick.facts.match import Laying, match_rows
from tallystick.facts.observe import Derived, is_copied, observers, same_goods
from tallystick.facts.pair import pair, usable
from tallystick.facts.remarks import remarks
from tallystick.facts.residual import Claims, claims_by_cell, lay_cells
from tallystick.facts.returns import Repeats, find_repeats
from tallystick.facts.trust import asked, complete_by, completed, reliabilities, trust
from tallystick.facts.weigh import Weighed, weights
from tallystick.model.tables import (
    ALTERNATIVE,
    EXPLAINED,
    FACT,
    FACT_CLAIM,
    MATCH,
    RELIABILITY,
    REMARK,
    REPEAT,
)

Row = Mapping[str, Any]
Tables = Mapping[str, pl.DataFrame]


def reconcile(
    tables: Tables, step: Callable[[str], None] = lambda _: None, derived: Derived = MappingProxyType({})
) -> dict[str, pl.DataFrame]:
    """Make every table of this room from claim, filing and complete_list.

    Args:
        tables: tables `claim`, `filing`, `complete_list`.
        step: called with the name of each step as it begins, to show progress.
        derived: which instruments an instrument was made from, so that the two are never two witnesses.
    """
    claims = usable(tables["claim"], tables["filing"])
    step("pair")
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    made = laid_out(cells, claims, tables, step, derived)
    told = [made["remark"], remarks(tables, cells, made["fact"])]
    return {**made, "remark": conform(REMARK, pl.concat(told))}


def laid_out(
    cells: pl.DataFrame, claims: pl.DataFrame, tables: Tables, step: Callable[[str], None], derived: Derived
) -> dict[str, pl.DataFrame]:
    """Lay cells line by line, explain what is left, and estimate; `claims` are the usable ones of these cells."""
    lying = _lie(cells, claims, tables, step, derived)
    step("weigh")
    pairs, seen = same_goods(lying.laid)
    fitted = trust(pairs, seen)
    complete = completed(asked(cells))
    step("estimate")
    facts = list(estimates(lying.laid, fitted, complete_by(complete)))
    heard = {str(one.cell["cell_id"]): [name for name, _ in one.observers] for one in lying.laid}
    shares: dict[str, Weighed] = {
        str(row["cell_id"]): (
            float(str(row["weight"])),
            float(str(row["observed"])),
            heard[str(row["cell_id"])],
        )
        for row in facts
    }
    return {
        "cell": cells,
        **lying.tables(),
        "fact": frame(FACT, ({name: row[name] for name in FACT.column_names()} for row in facts)),
        "fact_claim": frame(FACT_CLAIM, _weights(lying.by_cell, lying.layings, shares)),
        "reliability": frame(RELIABILITY, reliabilities(fitted, complete, pairs, seen)),
    }


def laid_beside(
    cells: pl.DataFrame, claims: pl.DataFrame, tables: Tables, derived: Derived, known: tuple[Trust, Complete]
) -> dict[str, pl.DataFrame]:
    """Lay some cells of a record of which reliabilities and completeness are known: fitted on all of it, not on these.

    Returns:
        tables `match`, `explained`, `alternative`, `repeat`, `remark`, and of table `fact` cell_id and `STANDING`.
    """
    lying = _lie(cells, claims, tables, lambda _: None, derived)
    types = {name: kind for name, kind in schema(FACT).items() if name in {"cell_id", *STANDING}}
    stand = pl.DataFrame(list(standings(lying.laid, *known)), schema=types, orient="row")
    return {**lying.tables(), "fact": stand}


@dataclass(frozen=True, slots=True)
class _Lying:
    """Cells laid line by line, with what explains them."""

    by_cell: Claims
    layings: Mapping[str, Laying]
    repeats: Repeats
    found: Explained
    laid: list[Laid]

    def tables(self) -> dict[str, pl.DataFrame]:
        rows = (row for name, laying in self.layings.items() for row in match_rows(name, laying))
        return {
            "match": frame(MATCH, rows),
            "explained": frame(EXPLAINED, self.found.rows),
            "alternative": frame(ALTERNATIVE, self.found.alternatives),
            "repeat": frame(REPEAT, self.repeats.rows),
            "remark": frame(REMARK, self.found.remarks),
        }


def _lie(
    cells: pl.DataFrame, claims: pl.DataFrame, tables: Tables, step: Callable[[str], None], derived: Derived
) -> _Lying:
    by_cell = claims_by_cell(cells, claims)
    step("match")
    layings, residuals = lay_cells(cells, by_cell)
    step("explain")
    repeats = find_repeats(claims)
    found = explained(cells, tables, layings, residuals, repeats)
    return _Lying(by_cell, layings, repeats, found, list(_laid(cells, by_cell, layings, found, derived)))


def _laid(
    cells: pl.DataFrame,
    by_cell: Claims,
    layings: Mapping[str, Laying],
    found: Explained,
    derived: Derived,
) -> Iterator[Laid]:
    shares: dict[str, list[Share]] = defaultdict(list)
    for row in found.rows:
        share = Share(
            str(row["side"]), float(str(row["quantity"])), str(row["cause"]), float(str(row["probability"]))
        )
        shares[str(row["cell_id"])].append(share)
    for one in found.left:
        shares[one.key.cell_id].append(Share(one.part.side, one.left))
    for cell in cells.iter_rows(named=True):
        name = cell["cell_id"]
        laying = layings[name]
        matched = sum(laid.quantity for laid in laying.matched)
        seen = observers(by_cell[name], derived)
        watching = tuple((who, bounds) for who, bounds in seen if not is_copied(bounds, cell))
        p_unexplained = found.p_unexplained.get(name)
        yield Laid(cell, matched, shares[name], laying.by_line, laying.differs, watching, p_unexplained)


def _weights(
    by_cell: Claims, layings: Mapping[str, Laying], shares: Mapping[str, Weighed]
) -> Iterable[dict[str, object]]:
    return (
        row for name, claims in by_cell.items() for row in weights(name, claims, layings[name], shares[name])
    )
