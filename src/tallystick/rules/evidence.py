"""What is on record about duties: filings, complete lists, milestones and facts, joined to each party and period.

Only what had happened by the day of the assessment counts.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from tallystick.engine.local import schema
from tallystick.model.agreement import PARAMETER
from tallystick.model.claim import NONE
from tallystick.model.tables import CELL, FACT
from tallystick.rules.obligation import NO_INSTRUMENT, Ceiling, Obligation
from tallystick.rules.total import LIMITS, totals

Tables = Mapping[str, pl.DataFrame]
WITHHELD: Final = "withheld"
"""How an act or milestone reads that the audience may not know."""
_NOTHING: Final = pl.lit(None, dtype=pl.Date)


def with_evidence(duties: pl.LazyFrame, agreement: str, one: Obligation, tables: Tables) -> pl.LazyFrame:
    """Join to each duty what is on record about it.

    Adds: shut (an act or milestone of the party is withheld from this audience); filed, filed_on, filings; listed_on;
    exists_on, found_on, none_on, extended_to, extensions, done_on, completed_on, milestones; and for a quantitative
    rule declared, says_none, figures, over_low, over_high, significant_low, significant_high, cells, alpha, beta.
    """
    duties = duties.with_columns(shut=pl.col("party").is_in(_shut(agreement, one, tables)))
    duties = _with_filings(duties, one, tables)
    duties = _with_lists(duties, one, tables)
    duties = _with_milestones(duties, agreement, one, tables)
    if one.ceiling is not None:
        return _with_figures(_with_own_word(duties, one, one.ceiling, tables), one.ceiling, tables)
    return duties.with_columns(
        figures=pl.lit(None, dtype=pl.UInt32),
        over_low=pl.lit(None, dtype=pl.Float64),
        over_high=pl.lit(None, dtype=pl.Float64),
        cells=pl.lit(NONE),
    )


def _shut(agreement: str, one: Obligation, tables: Tables) -> list[str]:
    """Name the parties of which something that might decide is withheld from this audience."""
    closed: set[str] = set()
    for table, column, asked in (
        ("participation", "act", pl.lit(value=True)),
        ("milestone", "kind", pl.col("rule") == one.name),
    ):
        if table in tables:
            rows = tables[table].filter(pl.col(column) == WITHHELD, pl.col("agreement") == agreement, asked)
            closed |= set(rows["party"])
    return sorted(closed)


def _joined(column: str) -> pl.Expr:
    return pl.col(column).unique().sort().str.join(" ")


def _with_filings(duties: pl.LazyFrame, one: Obligation, tables: Tables) -> pl.LazyFrame:
    if one.reports == NO_INSTRUMENT or "filing" not in tables:
        return duties.with_columns(filed=pl.lit(value=False), filed_on=_NOTHING, filings=pl.lit(NONE))
    filings = (
        tables["filing"].lazy().filter(pl.col("instrument") == one.reports).rename({"claimant": "party"})
    )
    if one.each_year:
        filings, keys = _whole_years(filings), ["party", "year"]
    else:
        keys = ["party"]
    # A correction may be the only one that bears a date: it says nothing of the day the first version came.
    # Nor do lines that merely imply a filing beside one that is stated: they are that report's own lines.
    first = pl.col("filed_on").filter((pl.col("supersedes") == NONE) & pl.col("stated"))
    known = (first.len() > 0) & first.is_not_null().all()
    gathered = (
        _by_then(filings.join(duties.select("on").unique(), how="cross"), "filed_on")
        .group_by(keys)
        .agg(
            filed=pl.lit(value=True),
            filed_on=pl.when(known).then(first.min()),
            filings=_joined("filing_id"),
        )
    )
    return duties.join(gathered, on=keys, how="left").with_columns(
        pl.col("filed").fill_null(value=False), pl.col("filings").fill_null(NONE)
    )


def _by_then(data: pl.LazyFrame, day: str) -> pl.LazyFrame:
    return data.filter(pl.col(day).is_null() | (pl.col(day) <= pl.col("on")))


def _whole_years(data: pl.LazyFrame) -> pl.LazyFrame:
    """Give one row for each calendar year that a period covers whole; a part of a year fulfils no yearly duty."""
    first = pl.col("period_start").dt.offset_by("-1d").dt.year() + 1
    last = pl.col("period_end").dt.offset_by("1d").dt.year() - 1
    years = pl.int_ranges(first, pl.max_horizontal(first, last + 1), dtype=pl.Int32)
    return (
        data.with_columns(year=years).explode("year", empty_as_null=True).filter(pl.col("year").is_not_null())
    )


def _with_lists(duties: pl.LazyFrame, one: Obligation, tables: Tables) -> pl.LazyFrame:
    if one.reports == NO_INSTRUMENT or "complete_list" not in tables:
        return duties.with_columns(listed_on=_NOTHING)
    lists = tables["complete_list"].lazy().filter(pl.col("instrument") == one.reports)
    lists = lists.join(duties.select("on").unique(), how="cross").filter(pl.col("as_of") <= pl.col("on"))
    if one.each_year:
        latest = _whole_years(lists).group_by("year").agg(listed_on=pl.col("as_of").max())
        return duties.join(latest, on="year", how="left")
    covering = (
        duties.select("since")
        .unique()
        .join(lists, how="cross")
        .filter(pl.col("since").is_between("period_start", "period_end"))
        .group_by("since")
        .agg(listed_on=pl.col("as_of").max())
    )
    return duties.join(covering, on="since", how="left")


_MILESTONES: Final = {
    "exists_on": pl.col("happened_on").filter(pl.col("kind") == "exists").min(),
    "found_on": pl.col("happened_on").filter(pl.col("kind") == "exists").max(),
    "none_on": pl.col("happened_on").filter(pl.col("kind") == "none").max(),
    "extended_to": pl.col("until").filter(pl.col("kind") == "extension").max(),
    "done_on": pl.col("happened_on").filter(pl.col("kind") == "completed").min(),
    "completed_on": pl.col("happened_on").filter(pl.col("kind") == "completed").max(),
}
_EXTENSIONS: Final = pl.col("happened_on").filter(pl.col("kind") == "extension").n_unique()


def _with_milestones(duties: pl.LazyFrame, agreement: str, one: Obligation, tables: Tables) -> pl.LazyFrame:
    if "milestone" not in tables:
        none = {**dict.fromkeys(_MILESTONES, _NOTHING), "extensions": pl.lit(0, dtype=pl.UInt32)}
        return duties.with_columns(**none, milestones=pl.lit(NONE))
    mine = (pl.col("agreement") == agreement) & (pl.col("rule") == one.name)
    name = pl.format("{}:{}", "kind", "happened_on")
    days = duties.select("on").unique()
    gathered = (
        _by_then(tables["milestone"].lazy().filter(mine).join(days, how="cross"), "happened_on")
        .with_columns(milestone=name)
        .group_by("party")
        .agg(**_MILESTONES, extensions=_EXTENSIONS, milestones=_joined("milestone"))
    )
    return duties.join(gathered, on="party", how="left").with_columns(
        pl.col("extensions").fill_null(0), pl.col("milestones").fill_null(NONE)
    )


_TRADED: Final = {"from": "exports", "to": "imports"}
_BETWEEN_PARTIES: Final = ("transfer", "authorisation", "refusal")


def _with_own_word(duties: pl.LazyFrame, one: Obligation, ceiling: Ceiling, tables: Tables) -> pl.LazyFrame:
    """Say whether the party's own return covers what is counted: only then does what it leaves out say something.

    It stands, is stated to be filed, is in hand, and is about this side and all these categories. If it is a nil
    return it also says that there was none, whatever else is on record.
    """
    if one.reports == NO_INSTRUMENT or "filing" not in tables:
        return duties.with_columns(declared=pl.lit(value=False), says_none=pl.lit(value=False))
    spoken_of = _TRADED[ceiling.side] if ceiling.act in _BETWEEN_PARTIES else "holdings"
    covered = pl.col("categories").str.split(" ").list.set_intersection(pl.lit(list(ceiling.categories)))
    filings = tables["filing"].lazy()
    own = filings.filter(
        pl.col("instrument") == one.reports,
        pl.col("superseded_by") == NONE,
        pl.col("stated"),
        pl.col("content").is_in(["lines", "nil"]),
        pl.col("direction").is_in([spoken_of, "any"]),
        (pl.col("categories") == NONE) | (covered.list.len() == len(set(ceiling.categories))),
    )
    by_then = _by_then(own.join(duties.select("on").unique(), how="cross"), "filed_on")
    years = (
        _whole_years(by_then.rename({"claimant": "party"}))
        .group_by("party", "year")
        .agg(declared=pl.lit(value=True), says_none=(pl.col("content") == "nil").all())
    )
    return duties.join(years, on=["party", "year"], how="left").with_columns(
        pl.col("declared", "says_none").fill_null(value=False)
    )


def _with_figures(duties: pl.LazyFrame, ceiling: Ceiling, tables: Tables) -> pl.LazyFrame:
    """Join the facts that a quantitative rule measures, as bounds on the probability that their total exceeds.

    The cells' errors may hang together, so the total is bounded without assuming how (`totals`). What is in another
    unit, lies partly outside the days for which the party answers, or is part of a span that another figure is for and
    adds up to more, may all or none of it count: it raises the upper bound and not the lower.
    """
    limit = pl.col(f"{PARAMETER}{ceiling.limit}")
    duties = duties.with_columns(
        alpha=pl.lit(ceiling.alpha),
        beta=pl.lit(ceiling.beta),
        over=limit + pl.col(f"{PARAMETER}{ceiling.tolerance}"),
        significant=limit + pl.col(f"{PARAMETER}{ceiling.significance}"),
    )
    facts = _measured(ceiling, tables)
    asked = ("party", "year", "since", "until", "period_start", "period_end", "over", "significant")
    parts = duties.select(*asked).join(facts, on=["party", "year"])
    first, after = pl.max_horizontal("period_start", "since"), pl.col("until")
    last = pl.min_horizontal("period_end", after.dt.offset_by("-1d"))
    parts = parts.filter(pl.col("begun_on") <= last, pl.col("ended_on") >= first).with_columns(
        within=(pl.col("begun_on") >= first) & (pl.col("ended_on") <= last) & ~pl.col("is_part")
    )
    bounds = [f"{name}_{end}" for name in LIMITS for end in ("low", "high")]
    # a limit that is not known is exceeded by nobody and kept by nobody
    known = {name: pl.when(pl.col(name.partition("_")[0]).is_not_null()).then(name) for name in bounds}
    joined = duties.join(totals(parts), on=["party", "year"], how="left")
    # a nil return beside which nobody speaks of anything is a figure of 0
    none = pl.col("figures").is_null() & pl.col("says_none")
    return joined.with_columns(
        pl.when(none).then(1).otherwise(pl.col("figures").fill_null(0)).alias("figures"),
        pl.col("cells").fill_null(NONE),
        *(pl.when(none).then(0.0).otherwise(name).alias(name) for name in bounds),
    ).with_columns(**known)


def _measured(ceiling: Ceiling, tables: Tables) -> pl.LazyFrame:
    cells, facts = (
        tables[each.name].lazy() if each.name in tables else pl.LazyFrame(schema=schema(each))
        for each in (CELL, FACT)
    )
    # what goes from a party to itself is no transfer between parties
    between = pl.col("from_party") != pl.col("to_party")
    cells = cells.filter(
        pl.col("act") == ceiling.act, pl.col("category").is_in(ceiling.categories), between
    ).rename({"period_start": "begun_on", "period_end": "ended_on", f"{ceiling.side}_party": "party"})
    years = pl.int_ranges(pl.col("begun_on").dt.year(), pl.col("ended_on").dt.year() + 1, dtype=pl.Int32)
    # dollars say nothing of how many
    family = pl.when(pl.col("unit") == ceiling.unit).then("family").otherwise(pl.lit("none"))
    measured = cells.join(facts, on="cell_id")
    measured = measured.join(_contained(measured, ceiling.side), on="cell_id", how="left")
    # what adds up to no more than the whole is the same goods again
    kept = measured.filter(pl.col("is_within_whole").is_null() | ~pl.col("is_within_whole"))
    is_part = pl.col("is_within_whole").is_not_null()
    return kept.with_columns(year=years, family=family, is_part=is_part).explode("year")


def _contained(measured: pl.LazyFrame, side: str) -> pl.LazyFrame:
    """Name the cells that are part of another, a quarter of a year, and whether all parts stay within its range.

    Returns:
        cell_id and is_within_whole.
    """
    partner = "to_party" if side == "from" else "from_party"
    same = ["party", partner, "category", "unit"]
    longer = measured.filter(pl.col("high").is_not_null()).select(
        *same, whole="cell_id", most="high", start="begun_on", end="ended_on"
    )
    within = (pl.col("start") <= pl.col("begun_on")) & (pl.col("end") >= pl.col("ended_on"))
    is_longer = (pl.col("start") < pl.col("begun_on")) | (pl.col("end") > pl.col("ended_on"))
    parts = measured.join(longer, on=same).filter(within, is_longer)
    held = (pl.col("estimate").fill_null(0.0).sum() <= pl.col("most").first()).over("whole")
    return parts.with_columns(held=held).group_by("cell_id").agg(is_within_whole=pl.col("held").any())


def on_record(columns: tuple[str, ...] = ("filings", "milestones", "cells")) -> pl.Expr:
    """Name the evidence of a verdict: filings, milestones and cells, space-separated, or `-`."""
    named = [pl.when(pl.col(name) != NONE).then(pl.col(name)) for name in columns]
    said = pl.concat_str(named, separator=" ", ignore_nulls=True)
    return pl.when(said == "").then(pl.lit(NONE)).otherwise(said)
