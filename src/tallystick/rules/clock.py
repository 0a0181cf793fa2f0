"""From who is bound to what falls due: one row for each party, obligation and period, with the parameters as dated."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from tallystick.model.agreement import PARAMETER, Joining
from tallystick.model.claim import NONE
from tallystick.rules.load import Agreement
from tallystick.rules.obligation import Obligation
from tallystick.rules.participation import FALSE, TRUE
from tallystick.rules.terms import Parameter, Unit

_TYPES: Final = {Unit.WHOLE: pl.Int32, Unit.MONTH_DAY: pl.Int32, Unit.NUMBER: pl.Float64}
_CARRIED: Final = ("party", "bound", "since", "until", "act", "notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The day of an assessment, and which calendar years it speaks of."""

    on: date
    first_year: int | None = None
    """Earlier years are left out; null: from when each party became bound."""
    last_year: int | None = None
    """Later years than that of `on` are laid out too, as not due: for a calendar of what comes."""


def calendar(status: pl.DataFrame, agreement: Agreement, span: Span) -> "Calendar":
    """Lay one agreement's spells over the calendar."""
    # a notice that had not been given by the day of the assessment ends nothing yet
    given = pl.col("notice_on").is_null() | (pl.col("notice_on") <= span.on)
    mine = (
        status.lazy()
        .filter(pl.col("agreement") == agreement.name, pl.col("since") <= span.on)
        .with_columns(
            until=pl.when(given).then("until"), notice=pl.when(given).then("notice").otherwise(pl.lit(NONE))
        )
    )
    return Calendar(mine, agreement.parameters, span)


class Calendar:
    """The periods of one agreement; each obligation takes those that are its own."""

    def __init__(self, spells: pl.LazyFrame, parameters: Mapping[str, Parameter], span: Span) -> None:
        """Take one agreement's spells begun by the day of the assessment."""
        self._spells = spells
        self._parameters = parameters
        self._on = span.on
        self._first_year = span.first_year
        self._laid: dict[tuple[bool, frozenset[str]], pl.DataFrame] = {}
        """Laid out once for all rules that go by the same calendar."""
        self._last_year = span.on.year if span.last_year is None else max(span.on.year, span.last_year)

    def duties(self, one: Obligation, parameters: Collection[str]) -> pl.LazyFrame:
        """Give one row a party and period, with the parameters named as they stood for it.

        Those are who is bound, and, for the period of the assessment's day, who is not and why.
        """
        kind = (one.each_year, one.articles)
        if kind not in self._laid:
            self._laid[kind] = self._lay(one).collect()
        at = pl.col("period_end" if one.each_year else "period_start")
        return (
            self._laid[kind]
            .lazy()
            .with_columns(
                on=pl.lit(self._on),
                **{f"{PARAMETER}{name}": _as_of(self._parameters[name], at) for name in sorted(parameters)},
            )
        )

    def _lay(self, one: Obligation) -> pl.LazyFrame:
        binding = (pl.col("bound") != FALSE) | self._applied(one)
        # what is applied provisionally is judged like what binds: only rules that name the articles ask for it
        bound = self._spells.filter(binding).with_columns(
            bound=pl.when(pl.col("bound") == FALSE).then(pl.lit(TRUE)).otherwise("bound")
        )
        periods = self._years(bound) if one.each_year else self._once(bound)
        # one duty a party and year: what binds goes before what does not, a later spell before the one it cut
        return pl.concat([self._absent(~binding), periods]).unique(
            ["party", "year"], keep="last", maintain_order=True
        )

    def _applied(self, one: Obligation) -> pl.Expr:
        applied = pl.col("articles").str.split(" ").list.set_intersection(pl.lit(sorted(one.articles)))
        return (pl.col("act") == Joining.PROVISIONAL.value) & (applied.list.len() > 0)

    def _years(self, bound: pl.LazyFrame) -> pl.LazyFrame:
        last = pl.min_horizontal(
            pl.lit(self._last_year, dtype=pl.Int32), pl.col("until").dt.offset_by("-1d").dt.year()
        )
        begun = pl.col("since").dt.year()
        first = begun if self._first_year is None else pl.max_horizontal(begun, pl.lit(self._first_year))
        return (
            bound.with_columns(year=pl.int_ranges(first, last + 1, dtype=pl.Int32))
            .explode("year", empty_as_null=True)
            .filter(pl.col("year").is_not_null())
            .sort("party", "year", "since")
            .select(*_CARRIED, "year", *_year_span())
        )

    def _once(self, bound: pl.LazyFrame) -> pl.LazyFrame:
        """Give one duty for each time a party joined: a suspension neither ends it nor begins another."""
        return (
            bound.filter(pl.col("act") != Joining.SUSPENSION.value)
            .sort("party", "since")
            .unique(["party", "act", "acted_on"], keep="first", maintain_order=True)
            .select(
                *_CARRIED,
                pl.col("since").dt.year().alias("year"),
                period_start="since",
                period_end="since",
            )
        )

    def _absent(self, not_binding: pl.Expr) -> pl.LazyFrame:
        """Give those who are not bound on the day, so that a page can say why nothing is asked of them."""
        current = (pl.col("until") > self._on).fill_null(value=True)
        return self._spells.filter(not_binding & current).select(
            *_CARRIED, pl.lit(self._on.year, dtype=pl.Int32).alias("year"), *_year_span(self._on.year)
        )


def _as_of(parameter: Parameter, day: pl.Expr) -> pl.Expr:
    """Give a parameter's value as it stood on a day; null before its first."""
    value: pl.Expr = pl.lit(None)
    for one in parameter.values:
        value = pl.when(day >= one.since).then(one.value).otherwise(value)
    return value.cast(_TYPES[parameter.unit])


def _year_span(year: int | None = None) -> tuple[pl.Expr, pl.Expr]:
    value = pl.col("year") if year is None else pl.lit(year)
    return pl.date(value, 1, 1).alias("period_start"), pl.date(value, 12, 31).alias("period_end")
