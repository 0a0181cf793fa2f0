"""Every verdict has its whole trace, and comes out the same from the trace alone."""

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from tallystick.errors import UsageError
from tallystick.rules import load, participation, run
from tallystick.rules.clock import Span
from tallystick.rules.trace import full, replay
from tests.findings.rows import Tables, table

ON = date(2026, 2, 3)
KINDS = ("exists", "none", "extension", "completed")


def evidence(one: load.Agreement) -> Tables:
    """Make some of everything for a few parties, so that every rule has something to go by."""
    instruments = sorted({rule.reports for rule in one.obligations if rule.reports != "-"})
    parties = sorted({act.party for act in one.acts})[::5]
    filings = [
        {
            "filing_id": f"{name}.{party}.{year}",
            "claimant": party,
            "instrument": name,
            "period_start": date(year, 1, 1),
            "period_end": date(year, 12, 31),
            "filed_on": None if number % 3 == 0 else date(year + 1, 4, 1 + 9 * (number % 3)),
        }
        for name in instruments
        for number, party in enumerate(parties)
        for year in (2015, 2018, 2024)
    ]
    lists = [
        {
            "instrument": name,
            "period_start": date(1990, 1, 1),
            "period_end": date(2022, 12, 31),
            "as_of": date(2024, 1, 1),
        }
        for name in instruments
    ]
    milestones = [
        {
            "agreement": one.name,
            "rule": rule.name,
            "party": party,
            "kind": kind,
            "happened_on": date(2004 + number % 9, 1, 1),
            "until": date(2019 + number % 9, 1, 1) if kind == "extension" else None,
        }
        for rule in one.obligations
        for number, party in enumerate(parties)
        for kind in KINDS[: 1 + number % len(KINDS)]
    ]
    return {
        "filing": table("filing", *filings),
        "complete_list": table("complete_list", *lists),
        "milestone": table("milestone", *milestones),
    }


def sampled(one: load.Agreement) -> pl.DataFrame:
    """Judge, and take a row of each verdict that each rule gave."""
    tables = {**evidence(one), "status": participation.statuses([one])}
    return run.judge([one], tables, Span(on=ON)).unique(["rule", "verdict"], keep="last", maintain_order=True)


@pytest.mark.parametrize("name", load.names())
def test_every_verdict_a_rule_gave_replays_from_its_trace_as_text(name: str) -> None:
    one = load.agreement(name)
    rows = sampled(one)
    assert set(rows["rule"]) == {rule.name for rule in one.obligations}
    for row in rows.iter_rows(named=True):
        text = json.dumps(full(one, row), ensure_ascii=False)
        assert replay(one, json.loads(text)) == (row["verdict"], row["reason"]), row["verdict_id"]


def first(name: str, rule: str, verdict: str) -> tuple[load.Agreement, dict[str, Any]]:
    one = load.agreement(name)
    tables = {**evidence(one), "status": participation.statuses([one])}
    rows = run.judge([one], tables, Span(on=ON)).filter(rule=rule, verdict=verdict)
    return one, full(one, rows.row(0, named=True))


def test_a_trace_holds_the_law_as_dated_the_inputs_each_step_and_the_evidence() -> None:
    one, trace = first("un_register", "annual_return", "followed")
    assert trace["version"] == one.version
    assert trace["article"] == "para. 9"
    (due,) = trace["parameters"]
    assert (due["name"], due["value"], due["since"]) == ("annual_return_due", "05-31", "2001-01-01")
    assert due["source"].startswith("US Department of State")
    assert trace["inputs"]["filed"] is True
    assert trace["values"] == {"due_on": trace["due_on"]}
    asked = {name.partition(" ")[2]: held for name, held in trace["steps"].items()}
    assert asked["received"] is True
    assert asked["signed_only"] is False
    assert trace["evidence"][0] == f"un_register.{trace['party']}.{trace['period'][0][:4]}"


def test_the_parameter_a_trace_shows_is_the_one_it_was_judged_by() -> None:
    for name in ("att", "ottawa", "ccm"):
        one = load.agreement(name)
        for row in sampled(one).iter_rows(named=True):
            trace = full(one, row)
            for parameter in trace["parameters"]:
                used = trace["inputs"][f"parameter.{parameter['name']}"]
                held = one.parameters[parameter["name"]].values
                shown = next((v.value for v in held if v.written == parameter["value"]), None)
                assert used == shown, (row["verdict_id"], parameter)


def test_a_year_in_which_the_text_changed_shows_the_text_it_was_judged_by() -> None:
    one = load.agreement("un_register")
    verdicts = run.judge([one], {"status": participation.statuses([one])}, Span(on=ON))
    row = verdicts.filter(verdict_id="un_register.annual_return.SWE.1997").row(0, named=True)
    (due,) = full(one, row)["parameters"]
    assert (due["value"], due["since"], due["unconfirmed"]) == ("05-31", "1997-12-09", True)
    assert row["due_on"] == date(1998, 5, 31)


def test_another_input_gives_another_verdict() -> None:
    """The replay computes; it does not read the answer back."""
    one, trace = first("un_register", "annual_return", "followed")
    silent = {**trace, "inputs": {**trace["inputs"], "filed": False, "listed_on": "2024-01-01"}}
    assert replay(one, silent) == ("not_recorded", "not_received")


def test_a_trace_of_another_version_of_the_law_is_refused() -> None:
    one, trace = first("un_register", "annual_return", "followed")
    with pytest.raises(UsageError, match=r"version 0123.* of un_register; this is version"):
        replay(one, {**trace, "version": "0123456789ab"})
