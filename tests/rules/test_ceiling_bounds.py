"""What may and may not count towards a limit: units, days, the party's own return, and limits that make no sense."""

import math
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scipy import stats

from tallystick.errors import AgreementError
from tests.findings.rows import Tables
from tests.rules.invented import Texts, judged, pact
from tests.rules.test_ceiling import ON, PARAMETERS, RULES, about, ceiling, exactly, figures

OPEN = ("undetermined", "figures_do_not_settle")
UNTOLD = ("undetermined", "cannot_be_told")
LATE_JOINER = ("SWE,ratification,2014-01-15,,,-,-,-,invented",)


def changed(tables: Tables, name: str, **columns: object) -> Tables:
    data = tables[name].with_columns(**{column: pl.lit(value) for column, value in columns.items()})
    return {**tables, name: data}


def row(at: Path, tables: Tables, texts: Texts | None = None, on: date = ON) -> dict[str, Any]:
    one = ceiling(at) if texts is None else pact(at, texts)
    return judged(one, tables, on).filter(pl.col("period_start") == date(2014, 1, 1)).row(0, named=True)


def answer(at: Path, tables: Tables, texts: Texts | None = None, on: date = ON) -> tuple[str, str]:
    found = row(at, tables, texts, on)
    return found["verdict"], found["reason"]


def test_dollars_are_no_tanks_and_do_not_prove_that_there_were_none(tmp_path: Path) -> None:
    tables = changed(figures(exactly(4_000_000)), "cell", unit="usd")
    found = row(tmp_path, tables)
    assert (found["verdict"], found["reason"]) == OPEN
    assert (found["p_breach_low"], found["p_breach_high"]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("begun", "ended", "expected"),
    [
        (date(2014, 1, 1), date(2014, 12, 31), ("breached", "exceeds")),
        (date(2014, 3, 1), date(2014, 3, 31), ("breached", "exceeds")),
        # three years' figure, and years that begin in July: how much of it fell into the year nobody says
        (date(2014, 1, 1), date(2016, 12, 31), OPEN),
        (date(2013, 7, 1), date(2014, 6, 30), OPEN),
        (date(2013, 1, 1), date(2013, 12, 31), ("not_assessable", "no_figure")),
    ],
)
def test_only_what_lies_within_the_year_proves_an_excess_in_it(
    tmp_path: Path, begun: date, ended: date, expected: tuple[str, str]
) -> None:
    tables = changed(figures(exactly(30)), "cell", period_start=begun, period_end=ended)
    assert answer(tmp_path, tables) == expected


def test_what_goes_from_a_party_to_itself_counts_under_no_limit(tmp_path: Path) -> None:
    tables = figures(exactly(30))
    itself = changed(tables, "cell", from_party="SWE")
    assert answer(tmp_path, itself) == ("not_assessable", "no_figure")


def test_a_ceiling_measures_what_the_model_states_of_things_that_are_counted(tmp_path: Path) -> None:
    """Twelve are let pass: P(count > 12) is the share of the t above 12.5."""
    fact = {"family": "student_t", "estimate": 13.0, "log_mean": math.log(13), "log_sd": 0.1, "df": 4.0}
    found = row(tmp_path, figures(fact))
    expected = float(stats.t.sf((math.log(12.5) - math.log(13)) / 0.1, 4))
    assert found["p_breach_low"] == pytest.approx(expected, abs=1e-10)


def test_figures_of_several_years_that_are_small_enough_show_no_excess_in_any(tmp_path: Path) -> None:
    tables = changed(figures(exactly(9)), "cell", period_end=date(2016, 12, 31))
    assert answer(tmp_path, tables) == ("met", "no_excess_shown")


@pytest.mark.parametrize(
    ("begun", "ended", "expected"),
    [
        # bound from 15 July 2014: the year's figure may all be from before
        (date(2014, 1, 1), date(2014, 12, 31), OPEN),
        (date(2014, 8, 1), date(2014, 8, 31), ("breached", "exceeds")),
        (date(2014, 1, 1), date(2014, 6, 30), ("not_assessable", "no_figure")),
    ],
)
def test_nobody_answers_for_the_time_before_it_was_bound(
    tmp_path: Path, begun: date, ended: date, expected: tuple[str, str]
) -> None:
    texts = Texts(parameters=PARAMETERS, rules=RULES, acts=LATE_JOINER)
    tables = changed(figures(exactly(30)), "cell", period_start=begun, period_end=ended)
    assert answer(tmp_path, tables, texts) == expected


@pytest.mark.parametrize(
    ("filing", "declares"),
    [
        ({}, True),
        ({"content": "nil"}, True),
        ({"direction": "imports"}, True),
        ({"categories": "warships battle_tanks"}, True),
        ({"content": "withheld"}, False),
        ({"content": "not_held"}, False),
        ({"direction": "exports"}, False),
        ({"categories": "warships"}, False),
        ({"stated": False}, False),
        ({"superseded_by": "f2"}, False),
        ({"filed_on": date(2015, 6, 2)}, False),
        ({"claimant": "NOR"}, False),
    ],
)
def test_only_the_partys_own_return_on_what_is_counted_shows_that_no_more_was_there(
    tmp_path: Path, filing: dict[str, object], *, declares: bool
) -> None:
    tables = changed(figures(exactly(3)), "filing", **filing)
    assert answer(tmp_path, tables) == (("met", "no_excess_shown") if declares else OPEN)


def test_a_year_that_is_not_over_is_kept_by_nobody_yet(tmp_path: Path) -> None:
    assert answer(tmp_path, figures(exactly(3)), on=date(2014, 12, 31)) == OPEN
    again = tmp_path / "again"
    again.mkdir()
    assert answer(again, figures(exactly(13)), on=date(2014, 12, 31)) == ("breached", "exceeds")


@pytest.mark.parametrize("value", [10, 2])
@pytest.mark.parametrize("fact", [exactly(1000), exactly(1), about(1000, 0.1), about(1, 0.1)])
def test_a_limit_not_yet_dated_is_neither_kept_nor_exceeded(
    tmp_path: Path, value: int, fact: dict[str, Any]
) -> None:
    later = PARAMETERS.replace(f"2000-01-01\nvalue = {value}\n", f"2020-01-01\nvalue = {value}\n")
    found = row(tmp_path, figures(fact), Texts(parameters=later, rules=RULES))
    assert (found["verdict"], found["reason"]) == UNTOLD
    assert found["p_breach_low"] is None


def test_a_significance_not_yet_dated_shows_nothing(tmp_path: Path) -> None:
    later = PARAMETERS.replace("2000-01-01\nvalue = 5\n", "2020-01-01\nvalue = 5\n")
    assert answer(tmp_path, figures(about(12, 0.1)), Texts(parameters=later, rules=RULES)) == UNTOLD


def test_a_spread_not_known_is_not_none(tmp_path: Path) -> None:
    assert answer(tmp_path, figures(about(30, 0.1) | {"log_sd": None})) == OPEN


def test_who_is_not_bound_has_no_probability_of_breach(tmp_path: Path) -> None:
    acts = ("SWE,signature,2000-06-15,,,-,-,-,invented", "NOR,ratification,2000-06-15,,,-,-,-,invented")
    year = {"period_start": date(2015, 1, 1), "period_end": date(2015, 12, 31)}
    both = figures(exactly(30), about(14, 0.1))
    cells = both["cell"].with_columns(
        to_party=pl.when(pl.col("cell_id") == "c0").then(pl.lit("SWE")).otherwise(pl.lit("NOR"))
    )
    tables = changed({**both, "cell": cells}, "cell", **year)
    one = pact(tmp_path, Texts(parameters=PARAMETERS, rules=RULES, acts=acts))
    found = {
        each["party"]: each
        for each in judged(one, tables, ON).filter(pl.col("period_start") == year["period_start"]).to_dicts()
    }
    assert found["SWE"]["verdict"] == "not_bound"
    assert found["SWE"]["p_breach_low"] is None
    # nor is it one of those among whom some are false
    assert found["NOR"]["q_breach"] == pytest.approx(1 - found["NOR"]["p_breach_low"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("alpha=0.05", "alpha=1.5", "alpha is 1.5"),
        ("alpha=0.05", "alpha=0.0", "alpha is 0.0"),
        ("beta=0.1", "beta=0.5", "beta is 0.5"),
        ('side="to"', 'side="importer"', "no side is called 'importer'"),
        ('act="transfer"', 'act="transfers"', "nearest: transfer"),
        ('("battle_tanks",)', '("battle_tank",)', "nearest: battle_tanks"),
        ('("battle_tanks",)', "()", "no category is named"),
        ('limit="tanks"', 'limit="tankz"', "nearest: tanks"),
        ("alpha=0.05", 'unit="item", alpha=0.05', "nearest: items"),
        ("each_year=True", "each_year=False", "each_year=True"),
    ],
)
def test_a_ceiling_that_could_judge_nothing_or_anybody_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(AgreementError, match=r"rules\.py, line 6: tanks_in: ") as refused:
        pact(tmp_path, Texts(parameters=PARAMETERS, rules=RULES.replace(old, new)))
    assert words in str(refused.value)


def test_one_line_that_nobody_confirms_settles_no_ban(tmp_path: Path) -> None:
    """It is false in one of 21 cases whatever the record: a ban asks for less doubt, a limit above none may not."""
    for name in ("lax", "strict", "limit"):
        (tmp_path / name).mkdir()
    ban = PARAMETERS.replace("value = 10\n", "value = 0\n").replace("value = 2\n", "value = 0\n")
    with pytest.raises(AgreementError, match=r"alpha is 0\.05.*less than 0\.048"):
        pact(tmp_path / "lax", Texts(parameters=ban, rules=RULES))
    pact(tmp_path / "strict", Texts(parameters=ban, rules=RULES.replace("alpha=0.05", "alpha=0.04")))
    pact(tmp_path / "limit", Texts(parameters=PARAMETERS, rules=RULES))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value = 10\n", "value = -10\n", "not below 0"),
        ("value = 2\n", "value = 6\n", "what is let pass cannot matter"),
        ('"whole"\n\n[[tanks.value]]\nsince = 2000-01-01\nvalue = 10\n',
         '"month_day"\n\n[[tanks.value]]\nsince = 2000-01-01\nvalue = "05-31"\n', "is a day of the year"),
    ],
)  # fmt: skip
def test_figures_that_contradict_each_other_are_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(AgreementError, match=words):
        pact(tmp_path, Texts(parameters=PARAMETERS.replace(old, new), rules=RULES))
