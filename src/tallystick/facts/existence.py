"""Whether anything happened at all: how complete each claimant's returns are, and what a silence then says.

Of the cells in which a partner gives a figure and a claimant's own return is in hand, the share k/n in which that
return gives one too tells its completeness: k ~ Binomial(n, a), a ~ Beta(mean · size, (1 - mean) · size), with mean and
size common to a role and integrated over. Of a line that stands alone, with partners whose return is silent,

    P(it happened) = (1 - f) (1 - a) / ((1 - f) (1 - a) + f),

with a from the partner's other cells, since this silence is what is judged: the partner left it out, or it is false,
and nothing of the kind happened in this cell. Most false lines are honest ones that belong to another year, category or
partner. Their share f ~ Beta(1, 20) cannot be told from two halves, so that its mean stands for it: of one line, which
is false or is not, the mean is all that counts. A third witness is what would teach it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from scipy.special import betaln

from tallystick.facts.doubles import Floats, Indices
from tallystick.model.fact import FALSE_SHARE

OBSERVER_FALSE: Final = 1 / 11
"""Mean of Beta(1, 10): observers work from reports of others, and err more often than a party about itself."""
_FARTHEST: Final = 0.01
"""No end of a range lies farther out than this share: beyond it a Student t of few degrees of freedom is a form of
words about tails that nobody has seen. For it a range of a line that stands alone holds 89.5 in a hundred, not 90."""
UNSAID: Final = 0.01
"""Of the flows that two parties could have had, about one in a hundred is one that neither would have named; cells that
nobody names are not listed, so that this holds only where both say none."""

OPEN: Final = 0.5
"""Of a figure whose range holds nought, "0-5" or "below 100", and of which nobody says more: as likely as not."""

Share = TypeVar("Share", float, Floats)
"""One share, or one of each of many pairs."""

_MEANS: Final = (np.arange(12) + 0.5) / 12
_SIZES: Final = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
_SHARES: Final = (np.arange(200) + 0.5) / 200
TAIL: Final = 0.05
"""The lower end of a 90 % range leaves this much below it, and the upper end above it."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """Posterior mean and 90 % range of the share of what happened that each claimant's returns show."""

    mean: Floats
    low: Floats
    high: Floats
    but_one: Floats
    """The mean without one of the cells in which its return is silent; by this that cell is judged."""


def completeness(gave: Indices, asked: Indices) -> Completeness:
    """Estimate completeness of the claimants of one role: `gave` of `asked` cells a figure."""
    cases, place = np.unique(np.stack([gave, asked], axis=1), axis=0, return_inverse=True)
    counts = np.bincount(place.reshape(-1))
    k, n = cases[:, :1].astype(np.float64), cases[:, 1:].astype(np.float64)
    alpha = (_MEANS[:, None] * _SIZES).reshape(-1)
    beta = ((1 - _MEANS)[:, None] * _SIZES).reshape(-1)
    log_evidence = (counts[:, None] * (betaln(alpha + k, beta + n - k) - betaln(alpha, beta))).sum(axis=0)
    weight = np.exp(log_evidence - log_evidence.max())
    weight /= weight.sum()
    density = np.stack(
        [_density(one, many, alpha, beta) @ weight for one, many in zip(k[:, 0], n[:, 0], strict=True)]
    )
    density /= density.sum(axis=1, keepdims=True)
    upto = density.cumsum(axis=1)
    low = _SHARES[(upto < TAIL).sum(axis=1)]
    high = _SHARES[(upto < 1 - TAIL).sum(axis=1).clip(max=len(_SHARES) - 1)]
    back = place.reshape(-1)
    mean = density @ _SHARES
    but_one = np.where(k < n, _without_a_silence(k, n, alpha, beta, weight), mean[:, None])[:, 0]
    return Completeness(mean[back], low[back], high[back], but_one[back])


def _without_a_silence(k: Floats, n: Floats, alpha: Floats, beta: Floats, weight: Floats) -> Floats:
    """Give the mean of each case with one silence fewer, its part in the common prior taken out as well."""
    fewer = np.maximum(n - 1, k)
    gone = betaln(alpha + k, beta + fewer - k) - betaln(alpha + k, beta + n - k)
    without = weight * np.exp(gone - gone.max(axis=1, keepdims=True))
    means = (alpha + k) / (alpha + beta + fewer)
    return np.asarray((without * means).sum(axis=1, keepdims=True) / without.sum(axis=1, keepdims=True))


def _density(k: float, n: float, alpha: Floats, beta: Floats) -> Floats:
    """Give the density of completeness at `_SHARES` (rows) under each prior (columns)."""
    a, b = alpha + k, beta + n - k
    shares = _SHARES[:, None]
    return np.asarray(np.exp((a - 1) * np.log(shares) + (b - 1) * np.log1p(-shares) - betaln(a, b)))


def p_happened(false_shares: Sequence[float], missed: Sequence[float], p_same: float = 0.0) -> float:
    """Give the probability that what some witnesses say happened, while other returns in hand do not have it.

    Args:
        false_shares: the share of false lines of each witness that says so; two halves first, where both do.
        missed: of each side whose return is in hand and silent, the share of what happened that its returns leave out.
        p_same: that the first two witnesses copied one paper, so that one false line is enough for both.
    """
    true = math.prod(1 - share for share in false_shares)
    false = math.prod(false_shares)
    if p_same > 0:
        # of one paper the second half is no line that could be right or false by itself
        true = p_same * math.prod(1 - share for share in false_shares[1:]) + (1 - p_same) * true
        false = p_same * math.prod(false_shares[1:]) + (1 - p_same) * false
    true *= math.prod(missed)
    return true / (true + false)


def p_alone(partner_complete: float | None) -> float:
    """Give the probability that a lone line happened; null where the partner's return is not in hand."""
    return p_happened([FALSE_SHARE], [] if partner_complete is None else [1 - partner_complete])


def p_together(p_same: Share) -> Share:
    """Give the probability that what both halves say happened: two false lines, or one false paper copied."""
    true = (1 - FALSE_SHARE) * (p_same + (1 - p_same) * (1 - FALSE_SHARE))
    return true / (true + FALSE_SHARE * (p_same + (1 - p_same) * FALSE_SHARE))


def p_denied(ours_complete: Share, theirs_complete: Share) -> Share:
    """Give the probability that something happened of which both returns, in hand, say nothing."""
    missed = UNSAID * (1 - ours_complete) * (1 - theirs_complete)
    return missed / (missed + 1 - UNSAID)


def share_below(p_zero: Floats) -> Floats:
    """Give the share of what an amount may be, if there is one, that lies below the lower end of its 90 % range.

    That nothing happened lies below it too: where this alone is more than `TAIL` the end is zero, and the share 0.
    """
    share = np.maximum((TAIL - p_zero) / (1 - p_zero), _FARTHEST)
    return np.asarray(np.where(p_zero > TAIL, 0.0, share))
