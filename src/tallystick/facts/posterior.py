"""The posterior of an amount, given figures of it and draws of how far claimants can be trusted.

For one draw (reliability.py), with S = σ_i² + σ'_j² and z² = (ln x - ln m - shift - b_i + b'_j)² / S,

    ln y | x, m ~ t(df + 1; centre, scale² = σ_i² σ'_j²/S (df + z²)/(df + 1)),
    centre = w (ln x - b_i - u shift) + (1-w) (ln m - b'_j + (1-u) shift),    w = σ'_j² / S:

the weight goes by the variances, and the range grows with the distance between the halves. Over the draws the centre
is linear and the squared scale quadratic in ln x - ln m, with coefficients that belong to the pair of claimants: so a
small table of pairs carries the integration over all reliabilities to any number of cells. The prior of ln y is flat:
a fact lies where its witnesses put it, not where other flows would. Which of the two roles the shift belongs to nobody
can tell: u is drawn evenly from 0 to 1.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import digamma, polygamma, stdtrit

from tallystick.facts.doubles import Doubles, Floats, Indices
from tallystick.facts.reliability import Posterior


@dataclass(frozen=True, slots=True)
class Estimate:
    """A Student t of the logarithm for each cell: centre, scale and degrees of freedom."""

    log_mean: Floats
    log_sd: Floats
    df: Floats

    @property
    def low(self) -> Floats:
        """Give the 5th percentile of the logarithm."""
        return self.log_mean - quantile95(self.df) * self.log_sd

    @property
    def high(self) -> Floats:
        """Give the 95th percentile of the logarithm."""
        return self.log_mean + quantile95(self.df) * self.log_sd


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What a pair of claimants makes of a difference d between its halves, one element a pair.

    centre = ln m + weight · d + offset; squared scale = own · g + level + slope · d + curve · d², where g is what
    variances grow by with size (`grown`); `df` degrees of freedom.
    """

    weight: Floats
    offset: Floats
    own: Floats
    level: Floats
    slope: Floats
    curve: Floats
    df: Floats


def quantile95(df: Floats) -> Floats:
    """Give the 95th percentile of a Student t."""
    return np.asarray(stdtrit(df, 0.95), dtype=np.float64)


def coefficients(posterior: Posterior, exporter: Indices, importer: Indices) -> Coefficients:
    """Average the closed form over the draws, for pairs of places in `posterior.exporters` and `.importers`."""
    b, c = posterior.exporter_bias[:, exporter], posterior.importer_bias[:, importer]
    v, w = posterior.exporter_variance[:, exporter], posterior.importer_variance[:, importer]
    shift, df = posterior.shift[:, None], posterior.df[:, None]
    total = v + w
    share = w / total
    off = shift + b - c
    ours, theirs = ground(posterior)
    place = -share * (b + ours) - (1 - share) * (c + theirs)
    width = v * w / total
    grows = width / (total * (df + 1))
    mean_share, mean_place = share.mean(0), place.mean(0)
    own = width * df / (df + 1)
    scale, own_df = one_scale(own + place.var(0), df + 1)
    shrink = scale / (own.mean(0) + place.var(0))
    return Coefficients(
        weight=mean_share,
        offset=mean_place,
        own=shrink * own.mean(0),
        level=shrink * ((grows * off**2).mean(0) + place.var(0)),
        slope=shrink * 2 * (((share - mean_share) * (place - mean_place)).mean(0) - (grows * off).mean(0)),
        curve=shrink * (grows.mean(0) + share.var(0)),
        df=own_df,
    )


def ground(posterior: Posterior) -> tuple[Floats, Floats]:
    """Give what of the shift is the exporters' and what the importers', one row a draw."""
    shift, part = posterior.shift[:, None], posterior.part[:, None]
    return part * shift, (part - 1) * shift


_MOST_DF: Final = 400.0
_MOST_ROUNDS: Final = 8
_SMALL_STEP: Final = 1e-8


def one_scale(squared: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Stand one Student t in for draws of many: squared scale and degrees of freedom, a column each.

    A Student t is a normal whose log-variance is itself uncertain, with variance ψ'(df/2) and mean ln(df/2) - ψ(df/2)
    above the scale. What the draws differ by adds to that variance; the mean stays. So doubt about a scale thickens the
    tails instead of widening the middle.
    """
    logs = np.log(squared)
    joint = _half_df(polygamma(1, df / 2).mean(0) + logs.var(0))
    above = (np.log(df / 2) - digamma(df / 2)).mean(0)
    return np.exp(logs.mean(0) + above - (np.log(joint) - digamma(joint))), 2 * joint


def _half_df(trigamma: Floats) -> Floats:
    """Invert ψ' by Newton's method on its reciprocal, which is nearly straight."""
    half = 0.5 + 1 / trigamma
    for _ in range(_MOST_ROUNDS):
        value = polygamma(1, half)
        step = value * (1 - value / trigamma) / polygamma(2, half)
        half = half + step
        # the next step would be the square of this one
        if (np.abs(step) < _SMALL_STEP * half).all():
            break
    return np.minimum(half, _MOST_DF / 2)


def lone(posterior: Posterior, place: Indices, role: str) -> Coefficients:
    """Give the same for one half alone, of claimants at places of their role: centre = ln figure + offset."""
    return _alone(*_errors(posterior, place, role), posterior.df[:, None])


def copy(posterior: Posterior, exporter: Indices, importer: Indices) -> Coefficients:
    """Give the same for two halves that copied one paper: one witness, of which nobody knows whose."""
    ours, theirs = _errors(posterior, exporter, "exporter"), _errors(posterior, importer, "importer")
    off, variance = (np.concatenate(pair) for pair in zip(ours, theirs, strict=True))
    found = _alone(off, variance, np.tile(posterior.df, 2)[:, None])
    return replace(found, weight=np.full(len(exporter), 0.5))


def _errors(posterior: Posterior, place: Indices, role: str) -> tuple[Floats, Floats]:
    """Give what claimants' figures lie above the truth, and the variance of the rest, draw by draw."""
    ours, theirs = ground(posterior)
    if role == "exporter":
        return posterior.exporter_bias[:, place] + ours, posterior.exporter_variance[:, place]
    return posterior.importer_bias[:, place] + theirs, posterior.importer_variance[:, place]


def _alone(off: Floats, variance: Floats, df: Floats) -> Coefficients:
    doubt = off.var(0)
    scale, own_df = one_scale(variance + doubt, df)
    shrink = scale / (variance.mean(0) + doubt)
    nothing = np.zeros(off.shape[1])
    return Coefficients(
        nothing, -off.mean(0), shrink * variance.mean(0), shrink * doubt, nothing, nothing, own_df
    )


def both(posterior: Posterior, doubles: Doubles) -> Estimate:
    """Estimate the truth of cells that both sides gave a measured figure for; equal figures are copies of one paper."""
    pairs, place = _pairs(doubles)
    apart = coefficients(posterior, pairs[:, 0], pairs[:, 1])
    alike = copy(posterior, pairs[:, 0], pairs[:, 1])
    d = doubles.difference()
    equal = d == 0.0
    found = Coefficients(
        *(
            np.where(equal, getattr(alike, name)[place], getattr(apart, name)[place])
            for name in Coefficients.__slots__
        )
    )
    return estimated(found, doubles.m, d, grown(posterior, (doubles.x + doubles.m) / 2))


def grown(posterior: Posterior, size: Floats) -> Floats:
    """Give what variances grow by at logarithms of sizes, averaged over the draws."""
    linear, squared = posterior.growth
    off = size - posterior.middle_size
    return np.asarray(np.exp(linear * off + squared * off**2))


def estimated(found: Coefficients, figure: Floats, d: Floats, growth: Floats) -> Estimate:
    """Apply coefficients, one a cell, to the importer's or lone figure, the difference and the growth with size."""
    centre = figure + found.weight * d + found.offset
    squared = found.own * growth + found.level + found.slope * d + found.curve * d**2
    return Estimate(centre, np.sqrt(squared), found.df)


def _pairs(doubles: Doubles) -> tuple[Indices, Indices]:
    pairs, place = np.unique(
        np.stack([doubles.exporter, doubles.importer], axis=1), axis=0, return_inverse=True
    )
    return pairs, place.reshape(-1)
