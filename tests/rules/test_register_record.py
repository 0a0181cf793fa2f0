"""Every state's record with the UN Register 1992 to 2022, from the real list of participation."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tallystick.claims.collect import collect
from tallystick.model.claim import CompleteList
from tallystick.model.document import Addition, Document
from tallystick.model.period import Period
from tallystick.rules import load, participation, run
from tallystick.rules.clock import Span
from tallystick.sources.read import read

FIRST, LAST_COMPLETE = 1992, 2021
NOT_RECORDED = 3262
"""Years in which a Member State was asked for a return, 1992 to 2021, and none is on the list."""


@pytest.fixture(scope="module")
def judged(shared_data: Path) -> pl.DataFrame:
    path = shared_data / "unroca_participation" / "years.json"
    document = Document(
        sha256="0" * 64,
        path=path,
        source="un_register",
        name=path.name,
        size=1,
        handling="public",
        origin="-",
        replaces="-",
        additions=(Addition(added_on=date(2026, 1, 1), added_by="-"),),
    )
    complete = CompleteList(
        instrument="un_register",
        period=Period(date(FIRST, 1, 1), date(LAST_COMPLETE, 12, 31)),
        as_of=date(2022, 12, 31),
        source="list of participating states",
    )
    one = load.agreement("un_register")
    tables = collect([(document, read(path))], [complete])
    tables["status"] = participation.statuses([one])
    verdicts = run.judge([one], tables, Span(on=date(2026, 2, 3)))
    return verdicts.with_columns(year=pl.col("period_start").dt.year())


def test_all_2489_filings_are_followed(judged: pl.DataFrame) -> None:
    returns = judged.filter(rule="annual_return")
    assert returns.filter(verdict="followed").height == 2489
    counts = dict(returns.filter(verdict="followed").group_by("year").len().iter_rows())
    assert {year: counts[year] for year in (1992, 2001, 2010, 2020, 2022)} == {
        1992: 94,
        2001: 124,
        2010: 69,
        2020: 43,
        2022: 35,
    }


def test_beyond_the_complete_list_a_silence_is_not_assessed(judged: pl.DataFrame) -> None:
    returns = judged.filter(rule="annual_return")
    missing = returns.filter(verdict="not_recorded")
    assert (missing["year"].min(), missing["year"].max()) == (FIRST, LAST_COMPLETE)
    later = returns.filter(pl.col("year").is_in([2022, 2023]), pl.col("verdict") != "followed")
    assert set(later["reason"]) == {"no_complete_list"}
    assert later.filter(year=2022).height == 193 - 35
    assert set(returns.filter(year=2025)["verdict"]) == {"not_due"}


def test_within_the_complete_list_every_state_asked_is_either_or(judged: pl.DataFrame) -> None:
    within = judged.filter(pl.col("rule") == "annual_return", pl.col("year") <= LAST_COMPLETE)
    words = within.filter(pl.col("verdict") != "not_bound").group_by("verdict").len()
    assert dict(words.iter_rows()) == {"followed": 2489 - 35, "not_recorded": NOT_RECORDED}
    # two were heard before they were Member States, and not asked in the year after
    left = within.filter(verdict="not_bound").select("party", "year", "reason")
    assert sorted(left.iter_rows()) == [("KIR", 1998, "left_before_due"), ("SRB", 1995, "left_before_due")]


def test_what_is_not_recorded_is_what_member_states_left_out(judged: pl.DataFrame) -> None:
    """Counted anew from the days of admission alone."""
    asked = {
        (act.party, year)
        for act in load.agreement("un_register").acts
        if act.ends_on is None
        for year in range(max(FIRST, act.acted_on.year), LAST_COMPLETE + 1)
    }
    rows = judged.filter(pl.col("rule") == "annual_return", pl.col("year") <= LAST_COMPLETE)
    followed = set(rows.filter(verdict="followed").select("party", "year").iter_rows())
    missing = set(rows.filter(verdict="not_recorded").select("party", "year").iter_rows())
    assert len(followed - asked) == 24
    assert missing == asked - followed


def test_a_voluntary_return_is_never_breached_and_its_day_is_not_known(judged: pl.DataFrame) -> None:
    assert "breached" not in set(judged["verdict"])
    in_time = judged.filter(
        pl.col("rule") == "annual_return_in_time",
        pl.col("year") <= LAST_COMPLETE,
        pl.col("verdict") != "not_bound",
    )
    assert set(in_time["reason"]) == {"day_of_receipt_unknown", "left_to_the_report"}
