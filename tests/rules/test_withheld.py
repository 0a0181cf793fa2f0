"""What this audience may not know is never taken for nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tests.findings.rows import table
from tests.rules.invented import Texts, answers, judged, listed, pact, record

ON = date(2022, 6, 1)
LISTED = [listed(2020, 2020, date(2022, 1, 1))]
TWO = Texts(
    acts=("SWE,ratification,2000-06-15,,,-,-,-,invented", "NOR,ratification,2000-06-15,,,-,-,-,invented")
)


def milestone(rule: str, kind: str) -> dict[str, Any]:
    return {"agreement": "pact", "rule": rule, "party": "SWE", "kind": kind}


def test_a_milestone_withheld_leaves_that_party_s_duty_unjudged(tmp_path: Path) -> None:
    one = pact(tmp_path, TWO)
    tables = {**record([], LISTED), "milestone": table("milestone", milestone("report", "withheld"))}
    verdicts = judged(one, tables, ON)
    assert answers(verdicts.filter(pl.col("party") == "SWE"))[2020] == (
        "not_assessable",
        "withheld_from_audience",
    )
    assert answers(verdicts.filter(pl.col("party") == "NOR"))[2020] == ("breached", "not_received")
    others = answers(verdicts.filter(pl.col("party") == "SWE"), "report_in_time")
    assert others[2020] == ("not_assessable", "left_to_the_report")


def test_an_act_withheld_leaves_all_of_that_party_s_duties_unjudged(tmp_path: Path) -> None:
    one = pact(tmp_path, TWO)
    act = {"agreement": "pact", "party": "SWE", "act": "withheld"}
    verdicts = judged(one, {**record([], LISTED), "participation": table("participation", act)}, ON)
    for rule in ("report", "report_in_time", "conduct"):
        reasons = set(answers(verdicts.filter(pl.col("party") == "SWE"), rule).values())
        assert reasons == {("not_assessable", "withheld_from_audience")}
    assert answers(verdicts.filter(pl.col("party") == "NOR"))[2020] == ("breached", "not_received")
