"""Say what a count shows and what it does not, in sentences."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.stocktaking.difference import Comparison, Difference
from tallystick.register.stocktaking.models import Count, Differs
from tallystick.register.stocktaking.sampling import (
    at_most_bad,
    by_formula,
    miss,
    plan,
    plan_by_strata,
    worst_miss,
)

BAD = frozenset({Differs.MISSING, Differs.QUANTITY, Differs.BOTH_WAYS, Differs.TWICE})
"""Differences that make a line bad; settling one by an event mends the register and not what the count found."""


def sentences(count: Count, came_to: Comparison, strata: dict[str, int]) -> list[str]:
    """Say what a count shows.

    Args:
        count: the count.
        came_to: how it compares (`compared`).
        strata: how many lines of the list there are by kind; used for a sample drawn by kind.
    """
    if not count.is_drawn:
        return [_("The sample is not drawn yet, so nothing was looked for.")]
    told = [_reach(came_to)]
    bad = [one for one in came_to.differences if one.place is not None and one.differs in BAD]
    if count.is_sample:
        told += _of_sample(count, came_to, bad, strata)
    elif came_to.is_finished and len(bad) == 0:
        told.append(_("Nothing on the list was missing."))
    missing = sum(one.differs == Differs.MISSING for one in bad)
    if missing > 0:
        sentence = ngettext(
            "%(n)s line was looked for and not seen.", "%(n)s lines were looked for and not seen.", missing
        )
        told.append(sentence % {"n": missing})
    if came_to.open > 0:
        sentence = ngettext(
            "%(n)s difference is not settled.", "%(n)s differences are not settled.", came_to.open
        )
        told.append(sentence % {"n": came_to.open})
    return told


def _reach(came_to: Comparison) -> str:
    left = came_to.expected - came_to.looked_for
    if left == 0:
        return _("Finished: all %(all)s lines were looked for.") % {"all": came_to.expected}
    told = _(
        "Not finished: %(left)s of %(all)s lines were not looked for. What lies behind them is not known."
    )
    return told % {"left": left, "all": came_to.expected}


def _of_sample(count: Count, came_to: Comparison, bad: list[Difference], strata: dict[str, int]) -> list[str]:
    at_most = bound(count, came_to, bad, strata)
    if at_most is None:
        return [_("Nothing was looked for, so the sample shows nothing.")]
    numbers = {
        "looked": came_to.looked_for,
        "bad": len(bad),
        "percent": "" if count.confidence_percent is None else f"{count.confidence_percent.normalize():f}",
        "most": at_most,
        "all": count.lines_expected,
    }
    told = _(
        "%(bad)s of %(looked)s lines looked for did not fit. With %(percent)s per cent confidence at most "
        "%(most)s of the %(all)s lines on the list do not."
    )
    if len(bad) > 0 or at_most == 0:
        return [told % numbers]
    return [told % numbers, _("It does not show that nothing is missing: only a look at everything could.")]


def bound(count: Count, came_to: Comparison, bad: list[Difference], strata: dict[str, int]) -> int | None:
    """Give the largest number of bad lines on the list that the sample leaves possible; None where none was looked at.

    Of a sample drawn by kind it is the sum over kinds, each at a confidence so high that all hold together
    (Bonferroni). Lines not looked for count as not drawn, which is fair only if why they were left has nothing to do
    with what lies there; the sentence that says how many they are stands beside it.
    """
    if came_to.looked_for == 0 or count.confidence_percent is None or count.sees_percent is None:
        return None
    sees = Fraction(count.sees_percent) / 100
    looked, wrong = _by_stratum(count, came_to, bad)
    doubt = (1 - Fraction(count.confidence_percent) / 100) / max(1, len(strata))
    return sum(at_most_bad(size, looked[name], wrong[name], 1 - doubt, sees) for name, size in strata.items())


def _by_stratum(
    count: Count, came_to: Comparison, bad: list[Difference]
) -> tuple[Counter[str], Counter[str]]:
    drawn = count.lines.filter(place__in=count.drawn).values_list("place", "kind")
    kinds = {place: kind if count.is_by_kind else "" for place, kind in drawn}
    left = {one.place for one in came_to.differences if one.differs == Differs.NOT_LOOKED_FOR}
    looked = Counter(kind for place, kind in kinds.items() if place not in left)
    return looked, Counter(kinds[one.place] for one in bad if one.place is not None)


def strata_of(count: Count) -> dict[str, int]:
    """Count the lines of a list by kind where the sample was drawn by kind, else all of them under an empty name."""
    if not count.is_by_kind:
        return {"": count.lines_expected}
    return dict(sorted(Counter(count.lines.values_list("kind", flat=True)).items()))


@dataclass(frozen=True, slots=True)
class Planned:
    """A sample as planned: how many lines, what the usual formula gives, and the probability of detection."""

    lines: int
    formula: int
    detects_percent: str


Sample = TypeVar("Sample", int, list[int])


def _reached(sample: Sample | None, count: Count) -> Sample:
    if sample is None:
        raise ValueError(
            f"{count.number}: no sample reaches what the count was announced to detect, and such a count is refused "
            f"when it is announced. Its plan was changed behind the register: run `tallystick register check`."
        )
    return sample


def planned(count: Count) -> Planned | None:
    """Say what a sample was planned to detect, wherever the bad lines are; None for a full count."""
    if count.suspected is None or count.confidence_percent is None or count.sees_percent is None:
        return None
    asked, sees = Fraction(count.confidence_percent) / 100, Fraction(count.sees_percent) / 100
    sizes = list(strata_of(count).values())
    if len(sizes) > 1:
        many = _reached(plan_by_strata(sizes, count.suspected, asked, sees), count)
        missed = worst_miss(list(zip(sizes, many, strict=True)), count.suspected, sees)
    else:
        many = [_reached(plan(sizes[0], count.suspected, asked, sees).sample, count)]
        missed = float(miss(sizes[0], count.suspected, many[0], sees))
    formula = by_formula(count.lines_expected, count.suspected, float(asked))
    # rounded down: a plan never promises more than it holds
    detects = int((1 - missed) * 1000) / 10
    return Planned(sum(many), formula, f"{detects:.1f}")
