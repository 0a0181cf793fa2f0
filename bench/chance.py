"""How often a cause would be found by chance: left-over quantities are dealt anew among flows, and counted again.

A counterpart in a sibling cell that turns up as often among shuffled quantities explains nothing. For every cause
and stated probability this prints how many were found, how many chance gives on average, and the share that chance
does not account for, which is what the stated probability claims to be. Writes JSON under bench/results/.
"""

import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from tallystick import pipeline
from tallystick.facts.pair import pair, usable
from tallystick.facts.reconcile import explain
from tallystick.facts.residual import claims_by_cell, lay_cells
from tallystick.facts.returns import Repeats

RESULTS = Path(__file__).resolve().parent / "results"
DEALS = 30
"""Averages of thirty deals are steady to about a tenth of what is found."""
SEED = 20101616

Counts = Counter[tuple[str, float]]


def main() -> None:
    """Count causes as found and as chance gives them, print and write them."""
    rows = chance(pipeline.bundled_case())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "chance.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"{'cause':<16}{'stated':>8}{'found':>8}{'by chance':>11}{'beyond chance':>15}")
    for row in rows:
        print(
            f"{row['cause']:<16}{row['stated']:>8}{row['found']:>8}"
            f"{row['by_chance']:>11.2f}{row['beyond_chance']:>15.2f}"
        )


def chance(case: Path) -> list[dict[str, float | str]]:
    """Compare causes found in a case with causes found after dealing its left-over quantities anew."""
    tables = pipeline.read_case(case)
    found = _causes(tables, None)
    dealer = random.Random(SEED)  # noqa: S311  a fixed deal, no secret
    dealt: Counts = sum((_causes(tables, dealer) for _ in range(DEALS)), Counter())
    return [
        {
            "cause": cause,
            "stated": stated,
            "found": count,
            "by_chance": dealt[cause, stated] / DEALS,
            "beyond_chance": max(0.0, 1 - dealt[cause, stated] / DEALS / count),
        }
        for (cause, stated), count in sorted(found.items())
    ]


def _causes(tables: pipeline.Tables, dealer: random.Random | None) -> Counts:
    claims = usable(tables["claim"], tables["filing"])
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    layings, residuals = lay_cells(cells, claims_by_cell(cells, claims))
    if dealer is not None:
        groups = defaultdict(list)
        for one in residuals:
            groups[one.part.side, one.key.category].append(one)
        for group in groups.values():
            hands = [(one.part, one.left) for one in group]
            dealer.shuffle(hands)
            for one, (part, left) in zip(group, hands, strict=True):
                one.part, one.left = part, left
    explained = explain(cells, tables, layings, residuals, Repeats()).rows()
    return Counter(
        (str(row["cause"]), float(str(row["probability"])))
        for row in explained
        if row["sibling"] != "-" and row["side"] == "exporter"
    )


if __name__ == "__main__":
    main()
