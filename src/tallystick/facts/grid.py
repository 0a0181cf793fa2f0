"""The posterior of an amount on a grid: whole numbers, ranges, open bounds, and any number of witnesses.

The closed form (posterior.py) holds for two exact figures of a measured amount. Here every statement enters as it
stands: "12" of things that are counted, "10-20", "at least 5", "below 100", and what observers say. For one draw of
the reliabilities and one node of the tail that the witnesses of a cell share,

    P(statement | y) = right · [y is what it says] + (1 - right) · P(low <= y · exp(bias + error) <= high),

the first part only for things that are counted: two parties who count the same things may both be right, while two
measured amounts never agree by being right. Equal halves are copies of one paper with the probability `copied`; then
they are one witness. The prior of ln y is flat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from tallystick.facts.doubles import Floats

_SEGMENTS: Final = (0.0, 0.02, 0.15, 0.5, 1.0)
"""Segments of the shared tail's distribution, each stood for by its middle: finer where precision is small, since there
halves that lie far apart put the truth."""
_NODES: Final = np.array([(low + high) / 2 for low, high in pairwise(_SEGMENTS)])
_SHARES: Final = np.array([high - low for low, high in pairwise(_SEGMENTS)])
_POINTS_AN_END: Final = 41
_REACH: Final = 6.0
"""How far beyond the statements the grid goes, in logarithms: a factor of four hundred."""
_HALF: Final = 0.5
"""A whole number stands for what rounds to it."""
_SAME: Final = 1e-9
_FIGURES: Final = 2
"""Stated figures that are held apart from the rest: one of each half. What observers state stays in the rest."""
_NONSENSE: Final = 1e-9
"""Density in the logarithm of what a statement says whatever the amount: one in a billion is a slip that tells nothing,
so that statements a billionfold apart leave a wide range and no contradiction."""
_BLOCK: Final = 128
"""Cells worked on at once, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Statements on cells; arrays (cells, witnesses), and (draws, cells, witnesses) of what is drawn.

    `low` and `high` are natural logarithms of the bounds (-inf and inf where open), nan where a witness says nothing.
    `value` is the figure itself where it is exact and counts things, else nan. `right` is the chance that such a figure
    is exactly so; `copied` (cells) that the first two witnesses copied one paper, 0 where they differ; `counted`
    (cells) whether the unit counts things. `df` is drawn (draws).
    """

    low: Floats
    high: Floats
    value: Floats
    bias: Floats
    variance: Floats
    right: Floats
    copied: Floats
    counted: NDArray[np.bool_]
    df: Floats


@dataclass(frozen=True, slots=True)
class OnGrid:
    """Per cell the mean of the logarithm, the 5th, 50th and 95th percentile, and the chance that halves are copies.

    `figure` is the stated figure likeliest to be exactly right, nan where none can be, and `p_figure` how likely that
    is; `other` and `p_other` are the next likeliest. `rest_low` and `rest_high` are the percentiles of what there may
    be if neither is.
    """

    log_mean: Floats
    low: Floats
    middle: Floats
    high: Floats
    p_same: Floats
    figure: Floats
    p_figure: Floats
    other: Floats
    p_other: Floats
    rest_low: Floats
    rest_high: Floats


def on_grid(witnesses: Witnesses) -> OnGrid:
    """Work out the posterior of every cell; at least one witness a cell must say something."""
    cells = witnesses.low.shape[0]
    parts = [_block(_take(witnesses, slice(at, at + _BLOCK))) for at in range(0, cells, _BLOCK)]
    if len(parts) == 0:
        return OnGrid(*(np.zeros(0) for _ in OnGrid.__slots__))
    return OnGrid(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _take(all_of: Witnesses, which: slice) -> Witnesses:
    return Witnesses(
        all_of.low[which],
        all_of.high[which],
        all_of.value[which],
        all_of.bias[:, which],
        all_of.variance[:, which],
        all_of.right[which],
        all_of.copied[which],
        all_of.counted[which],
        all_of.df,
    )


def _block(said: Witnesses) -> tuple[Floats, ...]:
    points, width = _points(said)
    spikes = np.log(np.where(np.isnan(said.value), 1.0, said.value))
    columns = np.concatenate([points, spikes], axis=1)
    exact = _is_exact(said, columns)
    prior = np.concatenate([width, np.exp(-spikes) * _is_new(said)], axis=1)
    copied = said.copied[:, None]
    mass, alone = np.zeros_like(columns), np.zeros_like(columns)
    for noise in _noises(said, columns):
        two, one = _likelihood(noise, said.right, exact, points.shape[1])
        both, single = (1 - copied) * two * prior, copied * one * prior
        whole = (both + single).sum(axis=1, keepdims=True)
        mass += (both + single) / whole
        alone += single / whole
    return _summary(columns, np.concatenate([width, np.zeros_like(spikes)], axis=1), mass, alone)


def _points(said: Witnesses) -> tuple[Floats, Floats]:
    """Lay points about every end of every statement, closely where its noise is small, and far beyond all of them.

    Distances from an end grow as a hyperbolic sine: even steps within the noise, even ratios beyond it.
    """
    ends = np.concatenate([said.low, said.high], axis=1)
    noise = np.tile(np.sqrt(np.median(said.variance, axis=0)), 2)
    ends = np.where(np.isfinite(ends), ends - np.tile(np.median(said.bias, axis=0), 2), np.nan)
    some = np.nanargmin(np.where(np.isnan(ends), np.inf, ends), axis=1)[:, None]
    # an end that is open or not there stands where another is: the same points twice have no width between them
    noise = np.where(np.isnan(ends), np.take_along_axis(noise, some, axis=1), noise)[..., None]
    ends = np.where(np.isnan(ends), np.take_along_axis(ends, some, axis=1), ends)[..., None]
    away = noise * np.sinh(np.linspace(-1, 1, _POINTS_AN_END) * np.arcsinh(_REACH / noise))
    edges = (ends + away).reshape(len(ends), -1)
    least = np.where(said.counted, np.log(_HALF), -np.inf)[:, None]
    edges = np.sort(np.maximum(edges, least), axis=1)
    return (edges[:, 1:] + edges[:, :-1]) / 2, np.diff(edges, axis=1)


def _is_exact(said: Witnesses, columns: Floats) -> NDArray[np.bool_]:
    """Whether y is what a witness says, at points where that has a chance of its own: (cells, points, witnesses)."""
    at = np.exp(columns)[..., None]
    exact = np.abs(at - said.value[:, None]) < _SAME * at
    exact[:, : columns.shape[1] - said.value.shape[1]] = False
    return exact


def _is_new(said: Witnesses) -> NDArray[np.bool_]:
    """Whether a figure is exact and no witness before it says the same, so that it is counted once."""
    new = ~np.isnan(said.value)
    for later in range(1, said.value.shape[1]):
        for earlier in range(later):
            new[:, later] &= said.value[:, later] != said.value[:, earlier]
    return new


def _noises(said: Witnesses, columns: Floats) -> Iterator[Floats]:
    """Give P(statement | y, not exactly right) for each draw, nodes of the tail one after another on a fourth axis."""
    tails = gammaincinv(said.df[:, None] / 2, _NODES) / (said.df[:, None] / 2)
    slip = (_NONSENSE * np.minimum(said.high - said.low, 1.0))[:, None, :, None]
    for draw in range(len(said.df)):
        scale = np.sqrt(said.variance[draw][:, None, :, None] / tails[draw])
        off = (columns[..., None] + said.bias[draw][:, None])[..., None]
        noise = ndtr((said.high[:, None, :, None] - off) / scale) - ndtr(
            (said.low[:, None, :, None] - off) / scale
        )
        yield np.where(np.isnan(said.low)[:, None, :, None], 1.0, noise + slip)


def _likelihood(noise: Floats, right: Floats, exact: NDArray[np.bool_], points: int) -> tuple[Floats, Floats]:
    """Give the likelihood of every column for witnesses of their own, and for the first two as one.

    Whose paper it was that both copied nobody knows: the one's errors and the other's count alike.
    """
    wrong = (1 - right)[:, None, :, None] * noise
    full = wrong + (right[:, None] * exact)[..., None]
    # at the points of single figures only what exactness adds counts; the smooth points hold the rest
    two = full.prod(axis=2) @ _SHARES
    two[:, points:] -= wrong[:, points:].prod(axis=2) @ _SHARES
    if noise.shape[2] == 1:
        return two, two
    one = np.zeros_like(two)
    for copied in (0, 1):
        alone, amiss = np.delete(full, copied, axis=2), np.delete(wrong[:, points:], copied, axis=2)
        one += alone.prod(axis=2) @ _SHARES / 2
        one[:, points:] -= amiss.prod(axis=2) @ _SHARES / 2
    return two, one


def _summary(columns: Floats, width: Floats, mass: Floats, alone: Floats) -> tuple[Floats, ...]:
    """Summarise: the mass of a point lies evenly over its width, that of a single figure on the figure."""
    total = mass.sum(axis=1, keepdims=True)
    order = np.argsort(columns, axis=1, kind="stable")
    at, wide, share = (np.take_along_axis(one, order, axis=1) for one in (columns, width, mass / total))
    ends = (_percentile(at, wide, share, wanted) for wanted in (0.05, 0.5, 0.95))
    log_mean = (columns * mass).sum(axis=1) / total[:, 0]
    return log_mean, *ends, alone.sum(axis=1) / total[:, 0], *_apart(columns, width, mass / total)


def _apart(columns: Floats, width: Floats, share: Floats) -> tuple[Floats, ...]:
    """Part the two likeliest single figures from the rest: each with its share, and the ends of what else may be."""
    rows, rest, found = np.arange(len(columns)), share.copy(), []
    for _ in range(_FIGURES):
        place = np.where(width == 0.0, rest, 0.0).argmax(axis=1)
        p_figure = np.where(width[rows, place] == 0.0, rest[rows, place], 0.0)
        found += [np.where(p_figure > 0.0, np.exp(columns[rows, place]), np.nan), p_figure]
        rest[rows, place] -= p_figure
    order = np.argsort(columns, axis=1, kind="stable")
    at, wide, left = (
        np.take_along_axis(one, order, axis=1) for one in (columns, width, rest / rest.sum(axis=1)[:, None])
    )
    return *found, *(_percentile(at, wide, left, wanted) for wanted in (0.05, 0.95))


def _percentile(at: Floats, wide: Floats, share: Floats, wanted: float) -> Floats:
    """Find where the mass up to a point reaches a share, within the width of that point."""
    upto = np.cumsum(share, axis=1)
    place = (upto < wanted).sum(axis=1).clip(max=at.shape[1] - 1)[:, None]
    here, before = (np.take_along_axis(one, place, axis=1) for one in (share, upto - share))
    within = np.clip((wanted - before) / np.maximum(here, _SAME), 0.0, 1.0) - _HALF
    at_place, wide_place = (np.take_along_axis(one, place, axis=1) for one in (at, wide))
    return np.asarray(np.exp(at_place + wide_place * within)[:, 0])
