"""How much a fit is worth: the probability that two lines which fit so well are one movement, learnt from the record.

Fellegi and Sunter's model with expectation and maximisation (Journal of the American Statistical Association 64,
1969), one model for each kind of pair (arcs.py). Of the pairs in sibling cells a share p are one movement; these show
fit f with probability m(f), all others with u(f). So a pair that shows f is one movement with odds

    p m(f) / ((1 - p) u(f)).

u comes from pairs that are surely none (chance.py), p and m from the pairs met. All three start from what is stated in
causes.py and are moved by the record as far as it has the pairs: a prior of so many pairs each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.facts import causes
from tallystick.facts.arcs import Arc, Model, sibling_pairs
from tallystick.facts.chance import by_chance
from tallystick.facts.fit import SUMS, WHOLE, Fit
from tallystick.facts.residual import Residual

_U_PAIRS: Final = 10_000
"""What the reference frequencies count for: a record of a hundred left-over lines on either side weighs as much."""
_P_PAIRS: Final = 100
"""What the stated share of matches counts for."""
_M_MATCHES: Final = 50
"""What the stated look of a match counts for: a record has about one match in ten left-over lines, so only some
thousand lines move it."""
_ROUNDS: Final = 200
_STILL: Final = 1e-7
"""Expectation and maximisation stop when the share of matches stands still; the prior sees to it that it soon does."""
_MOST: Final = 0.95
"""No two lines are one movement for certain: beyond this a pair's fit cannot tell it from a coincidence."""

_DIGITS: Final = 3
"""What is beyond the third decimal is the arithmetic's, not the record's."""

Frequencies = Mapping[Fit, float]


@dataclass(frozen=True, slots=True)
class Stated:
    """What learning starts from: by fit, the stated probability and how often other pairs show it; the share."""

    probability: Frequencies
    u: Frequencies
    p: float

    def m(self) -> dict[Fit, float]:
        """Give how often a match shows each fit, such that the stated probabilities come out."""
        ratio = (1 - self.p) / self.p
        found = {fit: stated / (1 - stated) * self.u[fit] * ratio for fit, stated in self.probability.items()}
        return found | {Fit.OTHER: 1 - sum(found.values())}

    def all_u(self) -> dict[Fit, float]:
        """Give how often other pairs show each fit."""
        return {**self.u, Fit.OTHER: 1 - sum(self.u.values())}


_P_SIBLING: Final = 0.15
"""Of pairs of left-over lines in sibling cells, one or two in ten are one movement in the Register's returns."""
_P_LICENCE: Final = 0.6
"""Where a licence and a delivery of one flow are both left over, they are likelier one than two."""

_MOVED: Final = Stated(
    {
        Fit.SAME_EQUAL: causes.EXACT_SAME,
        Fit.SAME_SUM: causes.EXACT_SAME,
        Fit.SAME_SMALL: causes.EXACT_SAME,
        Fit.SAME_NEAR: causes.PART_SAME,
        Fit.SAME_PART: causes.PART_SAME,
        Fit.OPEN_EQUAL: causes.EXACT_OPEN,
        Fit.OPEN_SUM: causes.EXACT_OPEN,
        Fit.OPEN_SMALL: causes.SMALL_OPEN,
    },
    {
        Fit.SAME_EQUAL: 0.0005,
        Fit.SAME_SUM: 0.0005,
        Fit.SAME_SMALL: 0.001,
        Fit.SAME_NEAR: 0.001,
        Fit.SAME_PART: 0.002,
        Fit.OPEN_EQUAL: 0.0035,
        Fit.OPEN_SUM: 0.001,
        Fit.OPEN_SMALL: 0.0275,
    },
    _P_SIBLING,
)
_STEADY: Final = Stated(
    {
        Fit.SAME_EQUAL: causes.STEADY_SAME,
        Fit.SAME_SUM: causes.STEADY_SAME,
        Fit.SAME_SMALL: causes.STEADY_OPEN,
        Fit.SAME_NEAR: causes.STEADY_PART,
        Fit.SAME_PART: causes.STEADY_PART,
        Fit.OPEN_EQUAL: causes.STEADY_OPEN,
        Fit.OPEN_SUM: causes.STEADY_OPEN,
        Fit.OPEN_SMALL: causes.STEADY_PART,
    },
    {
        Fit.SAME_EQUAL: 0.034,
        Fit.SAME_SUM: 0.002,
        Fit.SAME_SMALL: 0.032,
        Fit.SAME_NEAR: 0.02,
        Fit.SAME_PART: 0.05,
        Fit.OPEN_EQUAL: 0.009,
        Fit.OPEN_SUM: 0.002,
        Fit.OPEN_SMALL: 0.087,
    },
    _P_SIBLING,
)
_CATEGORY: Final = Stated(
    {
        Fit.SAME_EQUAL: causes.EXACT_SAME,
        Fit.SAME_SUM: causes.EXACT_SAME,
        Fit.SAME_SMALL: causes.EXACT_SAME,
        Fit.SAME_NEAR: causes.PART_SAME,
        Fit.SAME_PART: causes.PART_SAME,
        Fit.OPEN_EQUAL: causes.EXACT_OPEN,
        Fit.OPEN_SUM: causes.EXACT_OPEN,
    },
    {
        Fit.SAME_EQUAL: 0.0001,
        Fit.SAME_SUM: 0.0001,
        Fit.SAME_SMALL: 0.0001,
        Fit.SAME_NEAR: 0.0001,
        Fit.SAME_PART: 0.0002,
        Fit.OPEN_EQUAL: 0.001,
        Fit.OPEN_SUM: 0.0005,
    },
    _P_SIBLING,
)
_LICENCE: Final = Stated(
    {
        **dict.fromkeys((Fit.SAME_EQUAL, Fit.SAME_SUM, Fit.SAME_SMALL), causes.EXACT_SAME),
        **dict.fromkeys((Fit.OPEN_EQUAL, Fit.OPEN_SUM), causes.EXACT_OPEN),
        Fit.OPEN_SMALL: causes.LICENCE_USED,
        Fit.SAME_NEAR: causes.LICENCE_USED,
        Fit.SAME_PART: causes.LICENCE_USED,
        Fit.USED: causes.LICENCE_USED,
    },
    {**_MOVED.u, Fit.USED: 0.35},
    _P_LICENCE,
)
STATED: Final = {
    Model.HEARD: _MOVED,
    Model.STEADY: _STEADY,
    Model.CATEGORY: _CATEGORY,
    Model.LICENCE: _LICENCE,
}
"""The frequencies of fits by chance are those of the UN Register's returns 2010-2016, rounded (chance.py counts them);
of sums, which chance.py does not pair, they are judgement and stay as stated."""


@dataclass(frozen=True, slots=True)
class Odds:
    """The probability that a pair is one movement, by model and fit."""

    probability: Mapping[tuple[Model, Fit], float]

    def of(self, arc: Arc) -> float:
        """Give the probability that an arc's two lines are one movement, taken by themselves."""
        return self.probability.get((arc.model, arc.fit), 0.0)


def learn(residuals: Sequence[Residual], pairs: Iterable[Arc] | None = None) -> Odds:
    """Learn from a record's left-over lines what each fit is worth.

    Args:
        residuals: all lines left over.
        pairs: their pairs in sibling cells, if at hand (arcs.py).
    """
    met: dict[Model, dict[Fit, float]] = {model: defaultdict(float) for model in Model}
    for arc in sibling_pairs(residuals) if pairs is None else pairs:
        # the lines of a sum are one coincidence
        met[arc.model][arc.fit] += 1 if arc.bundle is None else 1 / arc.bundle.lines
    chance = by_chance(residuals)
    found = {model: _fitted(STATED[model], met[model], chance[model]) for model in Model}
    return Odds({(model, fit): p for model, values in found.items() for fit, p in values.items()})


def _fitted(stated: Stated, met: Mapping[Fit, float], chance: Mapping[Fit, float]) -> dict[Fit, float]:
    """Give the posterior of each fit of one model: u first, then p and m by expectation and maximisation."""
    u = _shrunk(chance, stated.all_u(), _U_PAIRS) | {fit: stated.u[fit] for fit in SUMS}
    p, m, total = stated.p, stated.m(), sum(met.values())
    for _ in range(_ROUNDS if total > 0 else 0):
        matches = {fit: count * _posterior(p, m[fit], u[fit]) for fit, count in met.items()}
        before, p = p, (sum(matches.values()) + _P_PAIRS * stated.p) / (total + _P_PAIRS)
        m = _shrunk(matches, stated.m(), _M_MATCHES)
        if abs(p - before) < _STILL:
            break
    return {
        fit: round(min(_most(fit, share), _posterior(p, m[fit], u[fit])), _DIGITS)
        for fit, share in stated.probability.items()
    }


def _most(fit: Fit, stated: float) -> float:
    # a pair of states trades the same goods and the same small numbers year after year, which lines dealt among flows
    # do not show: so the record may speak against such a fit more than was stated, never for it
    return _MOST if fit in WHOLE - {Fit.OPEN_SMALL} else stated


def _shrunk(counts: Mapping[Fit, float], prior: Frequencies, pairs: float) -> dict[Fit, float]:
    total = sum(counts.values()) + pairs
    return {fit: (counts.get(fit, 0.0) + pairs * share) / total for fit, share in prior.items()}


def _posterior(p: float, m: float, u: float) -> float:
    return p * m / (p * m + (1 - p) * u)
