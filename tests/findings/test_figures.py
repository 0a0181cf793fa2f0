"""A lead about a limit says the figures and the limit, so that no reader has to take a probability on trust."""

import json
from datetime import date
from typing import Any

import pytest

from tallystick.findings.leads import leads
from tests.findings.rows import ON, Tables, answer, clock, table

EXCESS: dict[str, Any] = {
    "p_breach_low": 0.97,
    "p_breach_high": 0.99,
    "verdict_id": "att.most_imported.SVK.2019",
}


def cell(source: str, target: str = "SVK", act: str = "transfer", **more: Any) -> dict[str, Any]:
    return {
        "cell_id": f"{act}.{source}.{target}",
        "act": act,
        "from_party": source,
        "to_party": target,
        "category": "battle_tanks",
        "period_start": date(2019, 1, 1),
        "period_end": date(2019, 12, 31),
        "unit": "items",
    } | more


def fact(cell_id: str, estimate: float | None, halves: str = "agreed", spread: float = 0.0) -> dict[str, Any]:
    low, high = (None, None) if estimate is None else (estimate - spread, estimate + spread)
    return {"cell_id": cell_id, "estimate": estimate, "low": low, "high": high, "halves": halves}


def sentence(
    reason: str, cells: list[dict[str, Any]], facts: list[dict[str, Any]], over: int | None = 14
) -> str:
    names = " ".join(one["cell_id"] for one in cells)
    trace = json.dumps({"inputs": {} if over is None else {"over": over}})
    verdict = "breached" if reason == "exceeds" else "undetermined"
    tables: Tables = {
        "verdict": table(
            "verdict",
            answer(verdict, reason, "SVK", **EXCESS, evidence=f"f1 {names}", trace=trace, due_on=None),
        ),
        "clock": clock(),
        "cell": table("cell", *cells),
        "fact": table("fact", *facts),
    }
    (row,) = leads(tables, on=ON).to_dicts()
    return str(row["sentence"])


def test_an_excess_is_told_with_its_figures_and_its_limit() -> None:
    told = sentence(
        "exceeds",
        [cell("DEU"), cell("USA")],
        [fact("transfer.USA.SVK", 5), fact("transfer.DEU.SVK", 20, "explained", 4)],
    )
    assert (
        "On record: 20 from Germany (gap explained, 90 % range 16–24); 5 from United States (halves agree). "
        "The limit with what is let pass: 14."
    ) in told


def test_a_holding_comes_from_nobody_and_an_export_goes_to_somebody() -> None:
    held = cell("-", act="holding")
    told = sentence("figures_do_not_settle", [held], [fact(held["cell_id"], 75, "holder_only")])
    assert "On record: 75 (holder's word only)." in told
    sold = cell("SVK", "KEN")
    assert "7 to Kenya (halves agree)" in sentence("exceeds", [sold], [fact(sold["cell_id"], 7)])


def test_what_has_no_figure_or_is_counted_otherwise_says_so() -> None:
    worth = cell("DEU", unit="usd")
    told = sentence(
        "figures_do_not_settle", [worth], [fact(worth["cell_id"], None, "withheld_one")], over=None
    )
    assert "no figure from Germany" in told
    assert "The limit" not in told
    assert "30 usd from Germany" in sentence("figures_do_not_settle", [worth], [fact(worth["cell_id"], 30)])


def test_of_many_figures_the_largest_are_named_and_the_others_counted() -> None:
    cells = [cell(code) for code in ("DEU", "USA", "FRA", "GBR", "ITA", "POL")]
    facts = [fact(one["cell_id"], place) for place, one in enumerate(cells, start=1)]
    told = sentence("exceeds", cells, facts)
    assert "On record: 6 from Poland" in told
    assert "3 from France (halves agree); and 2 other figures." in told


@pytest.mark.parametrize("reason", ["not_received", "not_completed"])
def test_a_lead_about_a_report_tells_no_figure(reason: str) -> None:
    one = cell("DEU")
    assert "On record" not in sentence(reason, [one], [fact(one["cell_id"], 5)])


def test_one_party_left_open_is_told_with_its_year_and_figures() -> None:
    held = cell("DEU")
    wide: dict[str, Any] = EXCESS | {"p_breach_low": 0.0, "p_breach_high": 1.0}
    row = answer("undetermined", "figures_do_not_settle", "SVK", **wide, evidence=held["cell_id"])
    tables: Tables = {
        "verdict": table("verdict", row | {"trace": json.dumps({"inputs": {"over": 14}})}),
        "clock": clock(),
        "cell": table("cell", held),
        "fact": table("fact", fact(held["cell_id"], 9)),
    }
    (lead,) = leads(tables, on=ON).to_dicts()
    assert "(annual report), 2019: undetermined for 1 party as of 2026-03-01." in lead["sentence"]
    assert lead["sentence"].endswith(
        "On record: 9 from Germany (halves agree). The limit with what is let pass: 14."
    )
