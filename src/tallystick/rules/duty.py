"""What a rule sees of a duty: one party, one period, the parameters as dated, and the evidence on record.

Every attribute is a Polars expression over many duties at once; a rule never sees a single row.
"""

from collections.abc import Collection
from typing import Final

import polars as pl

from tallystick.errors import UsageError, near_misses
from tallystick.model.agreement import PARAMETER
from tallystick.rules.decide import ALWAYS, Ruling, Step, fails, holds, not_assessable, not_due, unknown

_HUNDRED: Final = 100
"""A month and day are kept as one number, 31 May as 531."""


class Duty:
    """One obligation of one party for one period, as expressions.

    `year`: the calendar year it is about. `since`, `until`: from when the party is bound, and the first day it is not.
    `on`: the day of the assessment. `filed`, `filed_on`, `listed_on`: whether a report is on record, when it came, and
    as of which day a complete list of reports covers the period. `exists_on`, `found_on`: the first and the last day
    on which its object was said to exist; `none_on`: the last on which there was said to be none; `done_on`,
    `completed_on`: the first and the last day on which completion was declared; `extended_to`, `extensions`: the
    latest deadline granted, and how many times one was. `figures`: how many facts speak of what the rule measures.
    """

    def __init__(self, parameters: Collection[str]) -> None:
        """Take the names of the agreement's parameters."""
        self._parameters = parameters
        self.year = pl.col("year")
        self.since = pl.col("since")
        self.until = pl.col("until")
        self.on = pl.col("on")
        self.filed = pl.col("filed")
        self.filed_on = pl.col("filed_on")
        self.listed_on = pl.col("listed_on")
        self.exists_on = pl.col("exists_on")
        self.found_on = pl.col("found_on")
        self.none_on = pl.col("none_on")
        self.extended_to = pl.col("extended_to")
        self.extensions = pl.col("extensions")
        self.done_on = pl.col("done_on")
        self.completed_on = pl.col("completed_on")
        self.figures = pl.col("figures")

    def parameter(self, name: str) -> pl.Expr:
        """Give a parameter's value, as it stood for the period.

        Raises:
            UsageError: with the nearest names, if the agreement has none of that name.
        """
        if name not in self._parameters:
            hint = near_misses(name, self._parameters)
            known = f"parameters.toml has: {', '.join(sorted(self._parameters)) or 'none'}"
            told = [f"no parameter is called {name!r}.", hint, known]
            raise UsageError(" ".join(part for part in told if part != ""))
        return pl.col(f"{PARAMETER}{name}")

    def day(self, year: pl.Expr, month_day: pl.Expr) -> pl.Expr:
        """Make the day of a year from a parameter of kind `month_day`."""
        return pl.date(year, month_day // _HUNDRED, month_day % _HUNDRED)

    def years_after(self, day: pl.Expr, years: pl.Expr) -> pl.Expr:
        """Go whole years on from a day; 29 February becomes 28 February."""
        return day.dt.offset_by(pl.format("{}y", years))

    def days_after(self, day: pl.Expr, days: pl.Expr) -> pl.Expr:
        """Go days on from a day."""
        return day.dt.offset_by(pl.format("{}d", days))

    def report(self, due_on: pl.Expr) -> Ruling:
        """Ask whether a report is on record; a silence counts only under a complete list as of the due day or later."""
        return Ruling(
            (
                holds(self.filed, "received"),
                not_due(due_on > self.on, "due_later"),
                fails((self.listed_on >= due_on).fill_null(value=False), "not_received"),
                not_assessable(ALWAYS, "no_complete_list"),
            ),
            due_on,
        )

    def report_in_time(self, due_on: pl.Expr, grace_days: pl.Expr | None = None) -> Ruling:
        """Ask whether a report on record came in time; whether one came at all is for `report` to say."""
        last = due_on if grace_days is None else self.days_after(due_on, grace_days)
        return Ruling(
            (
                holds((self.filed & (self.filed_on <= last)).fill_null(value=False), "received_in_time"),
                fails((self.filed & (self.filed_on > last)).fill_null(value=False), "received_late"),
                not_assessable(self.filed, "day_of_receipt_unknown"),
                not_due(due_on > self.on, "due_later"),
                not_assessable(ALWAYS, "left_to_the_report"),
            ),
            due_on,
            {"last_day": last, "days_late": (self.filed_on - due_on).dt.total_days()},
        )

    def completion(self, deadline: pl.Expr, *, extendable: bool = True) -> Ruling:
        """Ask whether something that must be done by a day is done; no clock runs for what is not known to exist.

        An extension on record moves the deadline, unless the text knows none (`extendable=False`); a silence about
        completion counts only under a complete list.
        """
        last = pl.max_horizontal(deadline, self.extended_to) if extendable else deadline
        known = self.exists_on.is_not_null()
        return Ruling(
            (
                holds(self.completed_on.is_not_null(), "completed"),
                not_due(self.none_on.is_not_null() & ~known, "declared_none"),
                not_assessable(~known, "existence_unknown"),
                not_due(last > self.on, "due_later"),
                fails((self.listed_on >= last).fill_null(value=False), "not_completed"),
                not_assessable(ALWAYS, "no_complete_list"),
            ),
            pl.when(known).then(last),
            {"first_deadline": deadline},
        )

    def completion_of_finds(self, deadline: pl.Expr, *, longest: pl.Expr | None = None) -> Ruling:
        """Ask whether stocks or land known to exist are done by a day, where more may be found later.

        Left open is what was found again, found late, said to be gone or to be done only afterwards: a declaration
        may follow completion by months, so one after the deadline shows neither that it was kept nor that it was
        not; what is found anew after completion, and done again, leaves the first completion as it was.

        Args:
            deadline: before any extension.
            longest: years of one extension at the most; null where the text knows none. So many extensions move the
                deadline by so many times the longest: beyond that one is missing or misread.
        """
        late = _told(self.exists_on > deadline)
        if longest is None:
            return self._left_open(self.completion(deadline, extendable=False), late)
        ruling = self._left_open(self.completion(deadline), late & self.extended_to.is_null())
        furthest = self.years_after(deadline, self.extensions * longest)
        stretched = _told(self.extended_to > furthest) & (furthest <= self.on) & self.completed_on.is_null()
        return ruling.first(
            not_assessable(stretched & self.exists_on.is_not_null() & ~late, "extensions_incomplete"),
            furthest_on=furthest,
        )

    def _left_open(self, ruling: Ruling, late: pl.Expr) -> Ruling:
        done, over = self.completed_on.is_not_null(), _told(ruling.due_on <= self.on)
        again = _told(self.found_on > self.completed_on)
        return ruling.first(
            not_due(again & ~over, "due_later"),
            not_assessable(again, "found_after_completion"),
            unknown(_told(self.done_on > ruling.due_on) & ~late, "day_of_completion_unknown"),
            unknown(over & ~done & _told(self.none_on >= self.found_on), "declared_none_since"),
            not_assessable(over & ~done & late, "found_after_deadline"),
        )

    def ceiling(self, *exceptions: Step) -> Ruling:
        """Ask whether a total stays within its limit, as far as the facts are sure (METHODS §8).

        Fails only where P(total > limit + tolerance) ≥ 1 - alpha at its lower bound; holds only where
        P(total > limit + significance) ≤ beta at its upper bound, the party's own return covers what is counted, and
        the period is over.
        """
        return Ruling(
            (
                *exceptions,
                not_assessable(self.figures == 0, "no_figure"),
                fails(pl.col("over_low") >= 1 - pl.col("alpha"), "exceeds"),
                holds(
                    (pl.col("significant_high") <= pl.col("beta"))
                    & pl.col("declared")
                    & (pl.col("period_end") < self.on),
                    "no_excess_shown",
                ),
                unknown(ALWAYS, "figures_do_not_settle"),
            ),
        )


def _told(when: pl.Expr) -> pl.Expr:
    """Take what cannot be told as not so: the steps that follow ask further."""
    return when.fill_null(value=False)
