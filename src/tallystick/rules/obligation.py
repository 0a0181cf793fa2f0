"""What a rule is: one function an obligation, with its article, its clock and the evidence it asks for.

This is all that a folder of the shelf imports:

    @obligation(article="13(3)", each_year=True, reports="att_annual")
    def annual_report(duty: Duty) -> Ruling:
        '''Report each year on the exports and imports of the year before, by 31 May.'''
        return duty.report(duty.day(duty.year + 1, duty.parameter("annual_report_due")))
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tallystick.model.agreement import Force
from tallystick.rules.decide import (
    ALWAYS,
    Ruling,
    Step,
    fails,
    holds,
    not_assessable,
    not_due,
    unknown,
)
from tallystick.rules.duty import Duty

__all__ = [
    "ALWAYS",
    "Ceiling",
    "Duty",
    "Obligation",
    "Ruling",
    "Step",
    "fails",
    "holds",
    "not_assessable",
    "not_due",
    "obligation",
    "unknown",
]

Rule = Callable[[Duty], Ruling]
NO_INSTRUMENT: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What a quantitative rule measures, and how sure it must be (METHODS §8: effective verification)."""

    act: str
    """Whose facts: transfer, holding, production, …"""
    side: str
    """`from` where the party exports, `to` where it imports or holds."""
    categories: tuple[str, ...]
    limit: str
    """Name of the parameter that holds the limit."""
    tolerance: str
    """Name of the parameter that holds what is let pass above the limit, in the same unit."""
    significance: str
    """Name of the parameter that holds the excess that would matter, in the same unit."""
    alpha: float
    """Doubt that may be left where an excess is said: an excess needs a probability of at least 1 - alpha."""
    beta: float
    """Doubt that may be left where none is said: a significant excess then has a probability of at most beta."""
    unit: str = "items"
    """What the limit is counted in; figures in another unit say nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One thing one article asks, and the code that checks it."""

    name: str
    article: str
    asks: str
    """What it asks, in our own words: the docstring's first paragraph."""
    each_year: bool
    """One duty for each calendar year in which the party is bound; otherwise one from when it became bound."""
    reports: str
    """The instrument whose filings are its evidence; `-` where none is."""
    force: Force | None
    """Where it differs from the agreement's own."""
    articles: frozenset[str]
    """The articles under which a provisional application would bring it in; reporting duties have none."""
    ceiling: Ceiling | None
    rule: Rule
    line: int
    """Where it stands in its `rules.py`."""


_MARK: Final = "__obligation__"


def obligation(
    *,
    article: str,
    each_year: bool = False,
    reports: str = NO_INSTRUMENT,
    force: Force | None = None,
    provisional: tuple[str, ...] = (),
    ceiling: Ceiling | None = None,
) -> Callable[[Rule], Rule]:
    """Mark a function as the rule of an obligation.

    Args:
        article: the article and paragraph, as people cite it.
        each_year: whether it recurs for every calendar year.
        reports: the instrument whose filings and complete lists are its evidence.
        force: how far it binds, where that differs from the agreement.
        provisional: the articles whose provisional application brings this duty in.
        ceiling: what it measures, for a quantitative rule.
    """

    def mark(rule: Rule) -> Rule:
        marked = Obligation(
            name=rule.__name__,
            article=article,
            asks=" ".join((inspect.getdoc(rule) or "").split("\n\n")[0].split()),
            each_year=each_year,
            reports=reports,
            force=force,
            articles=frozenset(provisional),
            ceiling=ceiling,
            rule=rule,
            line=rule.__code__.co_firstlineno,
        )
        setattr(rule, _MARK, marked)
        return rule

    return mark


def marked(module: object) -> list[Obligation]:
    """List the obligations of a `rules.py`, in the order in which they stand."""
    found = [getattr(value, _MARK) for value in vars(module).values() if hasattr(value, _MARK)]
    return sorted(found, key=lambda one: one.line)
