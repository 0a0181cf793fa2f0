"""The Markov chain behind reliability.py: Metropolis within Gibbs, all claimants of a role at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import gammaln

from tallystick.facts.alike import worth
from tallystick.facts.doubles import Doubles, Floats, Indices

_WANTED: Final = 0.4
"""Share of proposals to accept, near the best for one dimension (Gelman, Roberts and Gilks 1996: 0.44)."""

_CENTRE: Final = (-0.9, 0.7)
"""Prior of the centre of ln σ: honest records lie between a per cent and a factor of four."""
_SPREAD_SCALE: Final = 0.7
"""Half-normal prior of the spread of ln σ: some claimants are twice or four times as exact as others."""
_BIAS_SCALE: Final = 0.2
"""Half-Cauchy prior of τ: small unless the record says otherwise."""
_SHIFT_SCALE: Final = 0.5
"""Prior sd of the shift between all exporters and all importers (freight and insurance are 5 to 10 %)."""
_SLOPE_SCALE: Final = 0.1
"""Prior sd of the slope of ln σ on ln size: with a flow a hundred times as large errors may change 2.5 times."""
_COPY_SD: Final = 0.5
"""Sd of the claimants' effects on the odds of a copy: twice or half as likely with one party as with another."""
_COPIES_MATTER: Final = 0.01
"""Below this share of equal halves copies are too rare to tell claimants apart by them."""
_LOG_DF: Final = (2.5, 1.0)
"""Prior of ln df: about 12, from 2 (wild) to 90 (normal)."""
_DF_RANGE: Final = (np.log(1.2), np.log(200.0))
_SPREADS: Final = np.linspace(0.1, 2.5, 120)
_BIAS_SDS: Final = np.geomspace(0.005, 3.0, 120)


@dataclass(slots=True)
class _Role:
    """One role's claimants as they stand in a sweep."""

    place: Indices
    bias: Floats
    log_sd: Floats
    copies: Floats
    cells: Indices
    """How many each claimant has."""
    bias_step: Floats
    sd_step: Floats
    in_turn: bool
    """Whether cells stand claimant by claimant: then they need not be looked up one by one."""

    @classmethod
    def start(cls, place: Indices, count: int, log_sd: float) -> "_Role":
        return cls(
            place,
            np.zeros(count),
            np.full(count, log_sd),
            np.zeros(count),
            np.bincount(place, minlength=count),
            np.full(count, 0.2),
            np.full(count, 0.5),
            bool((place[1:] >= place[:-1]).all()),
        )

    @property
    def has_cells(self) -> NDArray[np.bool_]:
        return self.cells > 0

    def spread_out(self, own: Floats) -> Floats:
        """Give each cell its claimant's."""
        return np.repeat(own, self.cells) if self.in_turn else np.asarray(own[self.place])

    def summed(self, values: Floats) -> Floats:
        """Add up each claimant's cells."""
        if not self.in_turn or len(values) == 0:
            return np.asarray(np.bincount(self.place, values, len(self.cells)))
        sums, has_cells = np.zeros(len(self.cells)), self.has_cells
        sums[has_cells] = np.add.reduceat(values, (np.cumsum(self.cells) - self.cells)[has_cells])
        return sums


class Chain:
    """One Markov chain over everything.

    What a move does not touch is held from move to move: `scale`, the squared scale of each cell, and its logarithm;
    `off`, how far its halves lie from where they were expected; `tail`, what that distance adds. The log density of a
    cell is -(log_scale + tail) / 2, up to terms of df alone.
    """

    def __init__(self, doubles: Doubles, rng: Generator) -> None:
        self.rng = rng
        self.d = doubles.difference()
        self.rounding = doubles.rounding
        start = _start(self.d)
        self.exporter = _Role.start(doubles.exporter, len(doubles.exporters) + 1, start)
        self.importer = _Role.start(doubles.importer, len(doubles.importers) + 1, start)
        self.centre, self.spread, self.bias_sd = start, 0.6, 0.2
        self.shift, self.log_df, self.copies, self.slope = 0.0, _LOG_DF[0], -1.0, 0.0
        size = (doubles.x + doubles.m) / 2
        self.middle = float(np.median(size)) if len(size) > 0 else 0.0
        self.size = size - self.middle
        self.equal = self.d == 0.0
        # what equality is worth where it may be chance: whole numbers near x lie 1/x apart
        self.apart = np.where(self.rounding > 0, np.exp(-doubles.x), 0.0)
        self.worth = worth(doubles)
        self.own = self.worth.copy()
        self.steps = {"shift": 0.05, "df": 0.3, "level": 0.1, "slope": 0.03, "copies": 0.3}
        self.growth = np.ones(len(self.d))
        self._settle()

    def _settle(self) -> None:
        """Work out all that is held from what the claimants are."""
        exporter, importer = self.exporter, self.importer
        self.scale = self._variance() * self.growth + self.rounding
        self.log_scale = np.log(self.scale)
        self.off = (
            self.d - self.shift + importer.spread_out(importer.bias) - exporter.spread_out(exporter.bias)
        )
        self.tail = self._tail(self.scale, self.off)

    def sweep(self, *, tuning: float) -> None:
        """Move everything once; `tuning` above 0 adapts the steps."""
        for role in (self.exporter, self.importer):
            self._move_noise(role, tuning)
            self._move_bias(role, tuning)
        self._move_level(tuning)
        self._move_shift(tuning)
        self._move_slope(tuning)
        self._move_df(tuning)
        self._draw_hyper()
        self._draw_unheard()
        self._draw_copies(tuning)

    def draw(self) -> tuple[object, ...]:
        """Give the state, with centred biases."""
        exporter, importer = self.exporter, self.importer
        here, there = _middle_of(exporter), _middle_of(importer)
        return (
            self.shift + here - there,
            np.exp(self.log_df),
            self.copies,
            self.slope,
            exporter.bias - here,
            importer.bias - there,
            np.exp(2 * exporter.log_sd),
            np.exp(2 * importer.log_sd),
            exporter.copies,
            importer.copies,
        )

    def _variance(self) -> Floats:
        """Give each cell the sum of its claimants' variances."""
        return self.exporter.spread_out(np.exp(2 * self.exporter.log_sd)) + self.importer.spread_out(
            np.exp(2 * self.importer.log_sd)
        )

    def _tail(self, scale: Floats, off: Floats, log_df: float | None = None) -> Floats:
        df = np.exp(self.log_df if log_df is None else log_df)
        tail = off * off
        # in place: with very many cells room for another array costs more than the sum
        tail /= scale * df
        np.log1p(tail, out=tail)
        tail *= df + 1
        return tail

    def _gain(self, tail: Floats, log_scale: Floats | None = None) -> Floats:
        """Say by how much each cell's log density would rise; without `log_scale` scales stay."""
        gain = self.tail - tail
        if log_scale is not None:
            gain += self.log_scale
            gain -= log_scale
        gain *= self.own
        gain *= 0.5
        return gain

    def _move_noise(self, role: _Role, tuning: float) -> None:
        log_sd = role.log_sd + role.sd_step * self.rng.standard_normal(len(role.log_sd))
        scale = role.spread_out(np.exp(2 * log_sd) - np.exp(2 * role.log_sd))
        scale *= self.growth
        scale += self.scale
        log_scale = np.log(scale)
        tail = self._tail(scale, self.off)
        prior = ((log_sd - self.centre) ** 2 - (role.log_sd - self.centre) ** 2) / self.spread**2
        taken = self._accept(role, self._gain(tail, log_scale), -0.5 * prior)
        role.log_sd = np.where(taken, log_sd, role.log_sd)
        role.sd_step *= np.exp((taken - _WANTED) * tuning)
        moved = role.spread_out(taken.astype(np.float64))
        for held, new in ((self.scale, scale), (self.log_scale, log_scale), (self.tail, tail)):
            _mix(held, new, moved)

    def _move_bias(self, role: _Role, tuning: float) -> None:
        bias = role.bias + role.bias_step * self.rng.standard_normal(len(role.bias))
        sign = -1.0 if role is self.exporter else 1.0
        off = role.spread_out(sign * (bias - role.bias))
        off += self.off
        tail = self._tail(self.scale, off)
        taken = self._accept(role, self._gain(tail), -0.5 * (bias**2 - role.bias**2) / self.bias_sd**2)
        role.bias = np.where(taken, bias, role.bias)
        role.bias_step *= np.exp((taken - _WANTED) * tuning)
        moved = role.spread_out(taken.astype(np.float64))
        for held, new in ((self.off, off), (self.tail, tail)):
            _mix(held, new, moved)

    def _accept(self, role: _Role, gain: Floats, prior: Floats) -> NDArray[np.bool_]:
        """Decide for all claimants of a role at once."""
        return np.asarray(np.log(self.rng.random(len(prior))) < role.summed(gain) + prior)

    def _move_level(self, tuning: float) -> None:
        """Move all noises together: one by one they would go slowly."""
        step = self.steps["level"] * self.rng.standard_normal()
        mean, sd = _CENTRE
        prior = -0.5 * ((self.centre + step - mean) ** 2 - (self.centre - mean) ** 2) / sd**2
        scale = (self.scale - self.rounding) * np.exp(2 * step) + self.rounding
        log_scale, tail = np.log(scale), self._tail(scale, self.off)
        if self._take("level", float(self._gain(tail, log_scale).sum()) + prior, tuning):
            self.centre += step
            for role in (self.exporter, self.importer):
                role.log_sd = role.log_sd + step
            self.scale, self.log_scale, self.tail = scale, log_scale, tail

    def _move_shift(self, tuning: float) -> None:
        shift = self.shift + self.steps["shift"] * self.rng.standard_normal()
        off = self.off + (self.shift - shift)
        tail = self._tail(self.scale, off)
        prior = -0.5 * (shift**2 - self.shift**2) / _SHIFT_SCALE**2
        if self._take("shift", float(self._gain(tail).sum()) + prior, tuning):
            self.shift, self.off, self.tail = shift, off, tail

    def _move_slope(self, tuning: float) -> None:
        slope = self.slope + self.steps["slope"] * self.rng.standard_normal()
        growth = np.exp(2 * slope * self.size)
        # from the claimants anew, so that what is held does not drift from them
        scale = self._variance() * growth + self.rounding
        log_scale, tail = np.log(scale), self._tail(scale, self.off)
        prior = -0.5 * (slope**2 - self.slope**2) / _SLOPE_SCALE**2
        if self._take("slope", float(self._gain(tail, log_scale).sum()) + prior, tuning):
            self.slope, self.growth = slope, growth
            self.scale, self.log_scale, self.tail = scale, log_scale, tail

    def _move_df(self, tuning: float) -> None:
        log_df = self.log_df + self.steps["df"] * self.rng.standard_normal()
        if not _DF_RANGE[0] < log_df < _DF_RANGE[1]:
            self._take("df", -np.inf, tuning)
            return
        tail = self._tail(self.scale, self.off, log_df)
        gain = float(self._gain(tail).sum())
        gain += float(self.own.sum()) * (_log_norm(log_df) - _log_norm(self.log_df))
        mean, sd = _LOG_DF
        gain -= 0.5 * ((log_df - mean) ** 2 - (self.log_df - mean) ** 2) / sd**2
        if self._take("df", gain, tuning):
            self.log_df, self.tail = log_df, tail

    def _take(self, name: str, gain: float, tuning: float) -> bool:
        taken = bool(np.log(self.rng.random()) < gain)
        self.steps[name] *= np.exp((taken - _WANTED) * tuning)
        return taken

    def _draw_hyper(self) -> None:
        """Draw the centre and spread of ln σ and the sd of biases, given each claimant's own."""
        roles = (self.exporter, self.importer)
        noises = np.concatenate([role.log_sd[role.has_cells] for role in roles])
        mean, sd = _CENTRE
        variance = 1 / (len(noises) / self.spread**2 + 1 / sd**2)
        middle = variance * (noises.sum() / self.spread**2 + mean / sd**2)
        self.centre = middle + np.sqrt(variance) * self.rng.standard_normal()
        squares = float(((noises - self.centre) ** 2).sum())
        prior = -0.5 * (_SPREADS / _SPREAD_SCALE) ** 2
        self.spread = self._from_grid(_SPREADS, len(noises), squares, prior)
        biases = np.concatenate([role.bias[role.has_cells] for role in roles])
        # half-Cauchy, on a grid that is even in the logarithm
        prior = np.log(_BIAS_SDS) - np.log1p((_BIAS_SDS / _BIAS_SCALE) ** 2)
        self.bias_sd = self._from_grid(_BIAS_SDS, len(biases), float((biases**2).sum()), prior)

    def _draw_unheard(self) -> None:
        """Draw claimants without cells from what all have in common: by steps they would go slowly."""
        for role in (self.exporter, self.importer):
            unheard = ~role.has_cells
            count = int(unheard.sum())
            role.log_sd[unheard] = self.centre + self.spread * self.rng.standard_normal(count)
            role.bias[unheard] = self.bias_sd * self.rng.standard_normal(count)

    def _from_grid(self, grid: Floats, count: int, squares: float, prior: Floats) -> float:
        weight = prior - count * np.log(grid) - 0.5 * squares / grid**2
        weight = np.exp(weight - weight.max())
        return float(self.rng.choice(grid, p=weight / weight.sum()))

    def _draw_copies(self, tuning: float) -> None:
        """Draw which equal halves are copies of one paper, and how common copies are."""
        exporter, importer = self.exporter, self.importer
        odds = np.exp(self.copies + exporter.copies[exporter.place] + importer.copies[importer.place])[
            self.equal
        ]
        now = -0.5 * (self.log_scale[self.equal] + self.tail[self.equal])
        chance = np.exp(now + _log_norm(self.log_df)) * self.apart[self.equal]
        copied = self.rng.random(len(chance)) < odds / (odds + chance)
        self.own[self.equal] = ~copied * self.worth[self.equal]
        is_copy = np.zeros(len(self.d))
        is_copy[self.equal] = copied
        if len(self.d) > 0 and self.equal.mean() >= _COPIES_MATTER:
            for role in (exporter, importer):
                self._move_copies(role, is_copy)
            self._move_base(is_copy, tuning)
            return
        share = self.rng.beta(1 + copied.sum(), 1 + len(self.d) - copied.sum())
        self.copies = float(np.log(share / (1 - share)))

    def _log_copies(self, is_copy: Floats, base: float) -> Floats:
        logit = base + self.exporter.copies[self.exporter.place] + self.importer.copies[self.importer.place]
        return np.asarray((is_copy * logit - np.logaddexp(0.0, logit)) * self.worth)

    def _move_copies(self, role: _Role, is_copy: Floats) -> None:
        before, old = self._log_copies(is_copy, self.copies), role.copies
        role.copies = old + _COPY_SD * self.rng.standard_normal(len(old))
        gained = np.bincount(role.place, self._log_copies(is_copy, self.copies) - before, len(old))
        gain = gained - 0.5 * (role.copies**2 - old**2) / _COPY_SD**2
        role.copies = np.where(np.log(self.rng.random(len(old))) < gain, role.copies, old)

    def _move_base(self, is_copy: Floats, tuning: float) -> None:
        """Move the base of the log odds; its prior is flat in the probability."""
        base = self.copies + self.steps["copies"] * self.rng.standard_normal()
        gain = float((self._log_copies(is_copy, base) - self._log_copies(is_copy, self.copies)).sum())
        gain += _log_logistic(base) - _log_logistic(self.copies)
        if self._take("copies", gain, tuning):
            self.copies = base


def _mix(held: Floats, new: Floats, moved: Floats) -> None:
    """Take the new value where a cell moved (1) and keep the old where it did not (0); `new` is used up.

    By sums: to choose one by one takes several times as long.
    """
    new -= held
    new *= moved
    held += new


def _log_logistic(x: float) -> float:
    """Give the log density of the logistic distribution, which is the flat one of a probability."""
    return float(x - 2 * np.logaddexp(0.0, x))


def _start(d: Floats) -> float:
    """Start ln σ where the middle half of the differences puts it, shared evenly by the two halves."""
    apart = d[d != 0.0]
    if len(apart) == 0:
        return _CENTRE[0]
    return float(np.log(max(np.median(np.abs(apart)) / 0.6745, 1e-3) / np.sqrt(2)))


def _middle_of(role: _Role) -> float:
    return float(np.median(role.bias[role.has_cells])) if role.has_cells.any() else 0.0


def _log_norm(log_df: float) -> float:
    """Give the logarithm of the constant of a Student t density of scale 1."""
    df = np.exp(log_df)
    return float(gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * np.log(np.pi * df))
