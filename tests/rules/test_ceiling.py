"""A scenario ceiling: at most ten tanks a year come in, two are let pass, five more would matter."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tallystick.errors import AgreementError
from tallystick.rules import load
from tallystick.rules.check import check, uncovered
from tallystick.rules.trace import full, replay
from tests.findings.rows import Tables, table
from tests.rules.invented import Texts, answers, judged, pact, record, returned

PARAMETERS = "\n".join(
    f"""
[{name}]
what = "tanks a year"
unit = "whole"

[[{name}.value]]
since = 2000-01-01
value = {value}
article = "3"
source = "invented"
"""
    for name, value in {"tanks": 10, "let_pass": 2, "would_matter": 5}.items()
)
RULES = '''\
"""What the invented pact asks."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(
    article="3",
    each_year=True,
    reports="pact_report",
    ceiling=Ceiling(
        act="transfer",
        side="to",
        categories=("battle_tanks",),
        limit="tanks",
        tolerance="let_pass",
        significance="would_matter",
        alpha=0.05,
        beta=0.1,
    ),
)
def tanks_in(duty: Duty) -> Ruling:
    """Take in no more than ten tanks a year."""
    return duty.ceiling()
'''
CASE = """
[[case]]
title = "{title}"
rule = "tanks_in"
on = 2015-06-01
period = {year}
verdict = "{verdict}"
acts = [{{ act = "{act}", acted_on = 2000-06-15 }}]
{more}
"""
FIGURE = 'figures = [{{ category = "battle_tanks", year = 2014, side = "to", exact = {} }}]\n'
FILED = 'filings = [{ instrument = "pact_report", period = "2014" }]'
CASES = "".join(
    CASE.format(title=title, verdict=verdict, act=act, more=more, year=year)
    for title, verdict, act, year, more in [
        ("more than limit and tolerance", "breached", "ratification", 2014, FIGURE.format(13)),
        ("within the tolerance", "met", "ratification", 2014, FIGURE.format(12) + FILED),
        ("within it, and nothing filed", "undetermined", "ratification", 2014, FIGURE.format(12)),
        ("no figure", "not_assessable", "ratification", 2014, ""),
        # who is not bound is told of once, for the year of the assessment
        ("signed only", "not_bound", "signature", 2015, ""),
    ]
)


def ceiling(at: Path, cases: str = "") -> load.Agreement:
    return pact(at, Texts(parameters=PARAMETERS, rules=RULES, others={"cases/tanks_in.toml": cases}))


def figures(*facts: dict[str, Any], filed: bool = True) -> Tables:
    cells = [
        {
            "cell_id": f"c{n}",
            "act": "transfer",
            "from_party": f"XX{'ABC'[n]}",
            "to_party": "SWE",
            "category": "battle_tanks",
            "period_start": date(2014, 1, 1),
            "period_end": date(2014, 12, 31),
            "unit": "items",
        }
        for n in range(len(facts))
    ]
    known = [{"cell_id": f"c{n}", "p_zero": 0.0, "p_happened": 1.0} | fact for n, fact in enumerate(facts)]
    return record([returned(2014)] if filed else []) | {
        "cell": table("cell", *cells),
        "fact": table("fact", *known),
    }


def exactly(amount: float) -> dict[str, Any]:
    return {"family": "point", "low": amount, "estimate": amount, "high": amount}


def about(median: float, log_sd: float) -> dict[str, Any]:
    return {
        "family": "lognormal",
        "estimate": median,
        "log_mean": float(pl.select(pl.lit(median).log()).item()),
        "log_sd": log_sd,
    }


ON = date(2015, 6, 1)


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    [
        ([exactly(13)], "breached", "exceeds"),
        ([exactly(12)], "met", "no_excess_shown"),
        ([exactly(0)], "met", "no_excess_shown"),
        # 16 with a tenth of spread: P(> 12) = .998; 13.5: P(> 12) = .88, P(> 15) = .15
        ([about(16, 0.1)], "breached", "exceeds"),
        ([about(13.5, 0.1)], "undetermined", "figures_do_not_settle"),
        ([about(8, 0.1)], "met", "no_excess_shown"),
        # 14.2: P(> 12) = .954 is enough at alpha .05; 14.1: .947 is not
        ([about(14.2, 0.1)], "breached", "exceeds"),
        ([about(14.1, 0.1)], "undetermined", "figures_do_not_settle"),
        # 13.19: P(> 15) = .0993 is little enough at beta .1; 13.21: .1019 is not
        ([about(13.19, 0.1)], "met", "no_excess_shown"),
        ([about(13.21, 0.1)], "undetermined", "figures_do_not_settle"),
        # neither alone exceeds, and both surely exceed half of 12, however they hang together
        ([exactly(9), exactly(9)], "breached", "exceeds"),
        ([exactly(9), exactly(9), about(1, 2)], "breached", "exceeds"),
        # each exceeds its half with .78 only: their total need not
        ([about(7, 0.2), about(7, 0.2)], "undetermined", "figures_do_not_settle"),
        # unequal parts within the limit: each stays within its own share of 15, and not within half of it
        ([exactly(9), exactly(3)], "met", "no_excess_shown"),
        ([exactly(13), exactly(1)], "breached", "exceeds"),
        ([exactly(4), exactly(5)], "met", "no_excess_shown"),
        ([{"family": "none"}], "undetermined", "figures_do_not_settle"),
        ([], "not_assessable", "no_figure"),
    ],
)
def test_a_ceiling_is_judged_at_its_declared_alpha_and_beta(
    tmp_path: Path, facts: list[dict[str, Any]], verdict: str, reason: str
) -> None:
    one = ceiling(tmp_path)
    verdicts = judged(one, figures(*facts), ON)
    assert answers(verdicts, "tanks_in")[2014] == (verdict, reason)
    row = verdicts.filter(pl.col("period_start") == date(2014, 1, 1)).row(0, named=True)
    if verdict == "breached":
        assert row["q_breach"] <= 0.05
    again = replay(one, json.loads(json.dumps(full(one, row))))
    assert again == (verdict, reason)


def test_without_the_partys_own_return_nothing_is_met_by_silence(tmp_path: Path) -> None:
    verdicts = judged(ceiling(tmp_path), figures(exactly(1), filed=False), ON)
    assert answers(verdicts, "tanks_in")[2014] == ("undetermined", "figures_do_not_settle")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"content": "nil"}, ("met", "no_excess_shown")),
        ({"content": "nil", "direction": "imports"}, ("met", "no_excess_shown")),
        # a nil covers only what it is about, and lines that leave something out are no nil
        ({"content": "nil", "direction": "exports"}, ("not_assessable", "no_figure")),
        ({"content": "nil", "categories": "warships"}, ("not_assessable", "no_figure")),
        ({"content": "lines"}, ("not_assessable", "no_figure")),
        ({"content": "withheld"}, ("not_assessable", "no_figure")),
    ],
)
def test_a_nil_return_beside_which_nobody_speaks_is_a_figure_of_none(
    tmp_path: Path, more: dict[str, Any], expected: tuple[str, str]
) -> None:
    one = ceiling(tmp_path)
    verdicts = judged(one, figures() | record([returned(2014, **more)]), ON)
    assert answers(verdicts, "tanks_in")[2014] == expected
    row = verdicts.filter(pl.col("period_start") == date(2014, 1, 1)).row(0, named=True)
    assert replay(one, json.loads(json.dumps(full(one, row)))) == expected


def test_a_nil_return_does_not_outweigh_what_others_saw(tmp_path: Path) -> None:
    tables = figures(exactly(13)) | record([returned(2014, content="nil")])
    assert answers(judged(ceiling(tmp_path), tables, ON), "tanks_in")[2014] == ("breached", "exceeds")


@pytest.mark.parametrize(
    ("facts", "partners", "expected"),
    [
        # a quarter beside the year around it: the same goods again
        ([exactly(9), exactly(9)], "AA", ("met", "no_excess_shown")),
        ([exactly(9), exactly(9)], "AB", ("breached", "exceeds")),
        # more in a quarter than in the year: one of them is wrong, and which is not known
        ([exactly(9), exactly(13)], "AA", ("undetermined", "figures_do_not_settle")),
        ([exactly(13), exactly(1)], "AA", ("breached", "exceeds")),
        # two quarters that add up to more than the year
        ([exactly(9), exactly(8), exactly(8)], "AAA", ("undetermined", "figures_do_not_settle")),
        ([exactly(9), exactly(4), exactly(5)], "AAA", ("met", "no_excess_shown")),
    ],
)
def test_goods_told_by_the_year_and_by_the_quarter_are_counted_once(
    tmp_path: Path, facts: list[dict[str, Any]], partners: str, expected: tuple[str, str]
) -> None:
    tables = figures(*facts)
    days = [(1, 1, 12, 31), (1, 1, 3, 31), (4, 1, 6, 30)][: len(facts)]
    tables["cell"] = tables["cell"].with_columns(
        from_party=pl.Series([f"XX{one}" for one in partners]),
        period_start=pl.Series([date(2014, *day[:2]) for day in days]),
        period_end=pl.Series([date(2014, *day[2:]) for day in days]),
    )
    assert answers(judged(ceiling(tmp_path), tables, ON), "tanks_in")[2014] == expected


def test_other_categories_acts_and_sides_are_not_counted(tmp_path: Path) -> None:
    tables = figures(exactly(13), exactly(13), exactly(13))
    tables["cell"] = tables["cell"].with_columns(
        category=pl.when(pl.col("cell_id") == "c0").then(pl.lit("warships")).otherwise("category"),
        act=pl.when(pl.col("cell_id") == "c1").then(pl.lit("authorisation")).otherwise("act"),
        to_party=pl.when(pl.col("cell_id") == "c2").then(pl.lit("NOR")).otherwise("to_party"),
    )
    assert answers(judged(ceiling(tmp_path), tables, ON), "tanks_in")[2014] == ("not_assessable", "no_figure")


def test_the_cases_of_its_folder_come_out_and_show_every_verdict_it_can_give(tmp_path: Path) -> None:
    one = ceiling(tmp_path, CASES)
    assert [outcome for outcome in check(one) if not outcome.passed] == []
    assert len(check(one)) == 5
    assert uncovered(one) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('side = "to", ', "", "key 'case.figures.side' is missing"),
        ('side = "to", ', 'side = "imports", ', "Input should be 'from' or 'to'"),
        ('"battle_tanks", year', '"battle_tank", year', "no category is called 'battle_tank'.*battle_tanks"),
    ],
)
def test_a_figure_of_a_case_that_no_rule_would_count_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(AgreementError, match=words):
        check(ceiling(tmp_path, CASES.replace(old, new)))
