"""How often a cause would be found by chance: left-over quantities are dealt anew among flows, and counted again.

A counterpart in a sibling cell that turns up as often among shuffled quantities explains nothing. For every cause
and probability as learnt from the record (facts/odds.py) this prints how many were found, how many chance gives on
average, and the share that chance does not account for, which is what the probability claims to be. Writes JSON under
bench/results/.
"""

import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from tallystick.facts.explain import explained
from tallystick.facts.odds import Odds, learn
from tallystick.facts.pair import pair, usable
from tallystick.facts.residual import Residual, claims_by_cell, lay_cells
from tallystick.facts.returns import Repeats
from tallystick.pipeline import cases, order

RESULTS = Path(__file__).resolve().parent / "results"
DEALS = 30
"""Averages of thirty deals are steady to about a tenth of what is found."""
SEED = 20101616

Counts = Counter[tuple[str, float]]


def main() -> None:
    """Count causes as found and as chance gives them, print and write them."""
    rows = chance(cases.bundled_case())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "chance.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"{'cause':<16}{'learnt':>8}{'found':>8}{'by chance':>11}{'beyond chance':>15}")
    for row in rows:
        print(
            f"{row['cause']:<16}{row['learnt']:>8.2f}{row['found']:>8}"
            f"{row['by_chance']:>11.2f}{row['beyond_chance']:>15.2f}"
        )


def chance(case: Path) -> list[dict[str, float | str]]:
    """Compare causes found in a case with causes found after dealing its left-over quantities anew."""
    tables = order.read_case(case)
    odds = _learnt(tables)
    found = _causes(tables, odds, None)
    dealer = random.Random(SEED)  # noqa: S311  a fixed deal, no secret
    dealt: Counts = sum((_causes(tables, odds, dealer) for _ in range(DEALS)), Counter())
    return [
        {
            "cause": cause,
            "learnt": learnt,
            "found": count,
            "by_chance": dealt[cause, learnt] / DEALS,
            "beyond_chance": max(0.0, 1 - dealt[cause, learnt] / DEALS / count),
        }
        for (cause, learnt), count in sorted(found.items())
    ]


def _learnt(tables: order.Tables) -> Odds:
    claims = usable(tables["claim"], tables["filing"])
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    return learn(lay_cells(cells, claims_by_cell(cells, claims))[1])


def _causes(tables: order.Tables, odds: Odds, dealer: random.Random | None) -> Counts:
    claims = usable(tables["claim"], tables["filing"])
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    layings, residuals = lay_cells(cells, claims_by_cell(cells, claims))
    if dealer is not None:
        _deal(residuals, dealer)
    rows = explained(cells, tables, layings, residuals, Repeats(), odds).rows
    return Counter(
        (str(row["cause"]), float(str(row["probability"])))
        for row in rows
        if row["sibling"] != "-" and row["side"] == "exporter"
    )


def _deal(residuals: list[Residual], dealer: random.Random) -> None:
    groups = defaultdict(list)
    for one in residuals:
        groups[one.part.side, one.key.category].append(one)
    for group in groups.values():
        hands = [(one.part, one.left) for one in group]
        dealer.shuffle(hands)
        for one, (part, left) in zip(group, hands, strict=True):
            one.part, one.left = part, left


if __name__ == "__main__":
    main()
