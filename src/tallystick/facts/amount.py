"""How much, given what each side and any observer says: statements in, posterior amounts out.

Measured figures go by the closed form (posterior.py); things that are counted, ranges, and cells with observers by the
grid (grid.py). Both integrate over the same draws.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from tallystick.facts.doubles import Doubles, Floats, Indices
from tallystick.facts.grid import OnGrid, Witnesses, on_grid
from tallystick.facts.posterior import (
    Coefficients,
    Estimate,
    coefficients,
    copy,
    estimated,
    ground,
    grown,
    lone,
    one_scale,
)
from tallystick.facts.reliability import ANY_OTHER, LEAST_DOUBLES, Posterior, fit
from tallystick.facts.statement import Measure, Statement, apart, is_counted, log_bounds, logs, sizes

COPIED_SHARE: Final = 0.3
"""Of equal halves, how many are copies of one paper and not two right counts. Halves cannot tell; three in ten is a
judgement, said in docs/explain/reconciliation.md with what follows from others."""
_DRAWS: Final = 30
"""Draws taken to the grid: with more, ends of ranges move by less than the grid's own step."""
_AT_A_TIME: Final = 500
"""Statements whose every draw is looked at together: a dozen megabytes."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A posterior amount: its 90 % range, middle, the centre of its logarithm, and the exporter's weight in it.

    `log_mean`, `log_sd` and `df` are those of a Student t of the logarithm: exact where the closed form holds. On the
    grid it is the one through both ends of what there may be if no figure in `stated` is exactly right.
    """

    low: float
    middle: float
    high: float
    log_mean: float
    log_sd: float
    df: float
    p_same: float
    weight: float
    observed: float = 0.0
    """What observers weigh of all."""
    least: float = 0.0
    """The least there can be if there is any: one of what is counted."""
    stated: tuple[tuple[float, float], ...] = field(default=(), kw_only=True)
    """Figures that may be exactly right, each with its probability, the likeliest first."""
    reach: float | None = field(default=None, kw_only=True)
    """Scale of the t through both ends of the whole, the figure with the rest; null where that is `log_sd`."""


@cache
def prior() -> Posterior:
    """Draw what is known of a measure without any doubly reported cell."""
    nobody = np.zeros(0, np.intp)
    return fit(Doubles(nobody, nobody, np.zeros(0), np.zeros(0), (), (), np.zeros(0)))


@dataclass(frozen=True, slots=True)
class Trust:
    """Reliabilities of every measure, and of observers beside the halves."""

    halves: Mapping[Measure, Posterior]
    observers: Mapping[Measure, Posterior]

    def of(self, measure: Measure) -> Posterior:
        """Give the draws of one measure."""
        return self.halves[measure] if measure in self.halves else prior()

    def thinned(self, draws: int) -> "Trust":
        """Keep so many draws of every measure, or every third: neighbours in a chain tell nearly the same."""
        kept = [
            {measure: one.thinned(min(draws, len(one.df) // 3)) for measure, one in fitted.items()}
            for fitted in (self.halves, self.observers)
        ]
        return Trust(*kept)

    def amounts(self, statements: Sequence[Statement]) -> list[Amount]:
        """Work out every statement's amount, in their order; equal statements are worked out once."""
        wanted = list(dict.fromkeys(statements))
        found: dict[Statement, Amount] = {}
        for measure in sorted({one.measure for one in wanted}):
            own = [one for one in wanted if one.measure == measure]
            closed = [one for one in own if one.is_closed()]
            open_ = [one for one in own if not one.is_closed()]
            found |= zip(closed, self._closed(measure, closed), strict=True)
            found |= zip(open_, self._on_grid(measure, open_), strict=True)
        return [found[one] for one in statements]

    def ordinary(self, statements: Sequence[Statement]) -> list[float]:
        """Give for each statement of two figures the probability that halves as reliable as these differ so far."""
        found: dict[Statement, float] = {}
        for measure in sorted({one.measure for one in statements}):
            own = [one for one in dict.fromkeys(statements) if one.measure == measure]
            for start in range(0, len(own), _AT_A_TIME):
                some = own[start : start + _AT_A_TIME]
                found |= zip(some, _ordinary(self.of(measure), some), strict=True)
        return [found[one] for one in statements]

    def _closed(self, measure: Measure, said: Sequence[Statement]) -> list[Amount]:
        posterior = self.of(measure)
        places = _Places.of(posterior, said)
        x, m = logs([one.ours for one in said]), logs([one.theirs for one in said])
        equal = x == m
        found = coefficients(posterior, places.exporter, places.importer)
        for case, other in (
            (np.isnan(m), lone(posterior, places.exporter, "exporter")),
            (np.isnan(x), lone(posterior, places.importer, "importer")),
            (equal, copy(posterior, places.exporter, places.importer)),
        ):
            found = _where(case, other, found)
        figure, d = np.where(np.isnan(m), x, m), np.nan_to_num(x - m)
        size = np.nanmean(np.stack([x, m]), axis=0) if len(said) > 0 else x
        weight = np.where(np.isnan(m), 1.0, np.where(np.isnan(x), 0.0, found.weight))
        return _from_estimate(estimated(found, figure, d, grown(posterior, size)), weight, equal)

    def _on_grid(self, measure: Measure, said: Sequence[Statement]) -> list[Amount]:
        if len(said) == 0:
            return []
        witnesses, weight = _witnesses(self, measure, said)
        return _from_grid(on_grid(witnesses), weight, _differ(witnesses.value), counted=is_counted(measure))


def _ordinary(posterior: Posterior, said: Sequence[Statement]) -> list[float]:
    far, at = np.array([apart(one) for one in said]), _Places.of(posterior, said)
    # a claimant of few cells would be judged by this one: it is taken for any other
    exporter = np.where(posterior.exporter_cells[at.exporter] >= LEAST_DOUBLES, at.exporter, -1)
    importer = np.where(posterior.importer_cells[at.importer] >= LEAST_DOUBLES, at.importer, -1)
    total = posterior.exporter_variance[:, exporter] + posterior.importer_variance[:, importer]
    total *= posterior.grown(sizes(said))
    off = posterior.exporter_bias[:, exporter] - posterior.importer_bias[:, importer]
    off += posterior.shift[:, None]
    squared, df = one_scale(total + off.var(axis=0), posterior.df[:, None])
    beyond = 2 * stdtr(df, -np.abs(far - off.mean(axis=0)) / np.sqrt(squared))
    return [float(one) for one in np.where(far == 0.0, 1.0, beyond)]


@dataclass(frozen=True, slots=True)
class _Places:
    exporter: Indices
    importer: Indices

    @classmethod
    def of(cls, posterior: Posterior, said: Sequence[Statement]) -> "_Places":
        return cls(
            places([one.exporter for one in said], posterior.exporters),
            places([one.importer for one in said], posterior.importers),
        )


def places(names: Sequence[str], known: Sequence[str]) -> Indices:
    """Find names among claimants; one who is not there stands at the last place, `ANY_OTHER`."""
    index = {name: place for place, name in enumerate(known)}
    return np.array([index.get(name, index[ANY_OTHER]) for name in names], dtype=np.intp)


def _where(case: NDArray[np.bool_], one: Coefficients, other: Coefficients) -> Coefficients:
    return Coefficients(
        *(np.where(case, getattr(one, name), getattr(other, name)) for name in Coefficients.__slots__)
    )


def _from_estimate(found: Estimate, weight: Floats, equal: Floats) -> list[Amount]:
    columns = (
        np.exp(found.low),
        np.exp(found.log_mean),
        np.exp(found.high),
        found.log_mean,
        found.log_sd,
        found.df,
    )
    rows = zip(*columns, equal.astype(np.float64), weight, strict=True)
    return [Amount(*(float(value) for value in row)) for row in rows]


def exactness(posterior: Posterior, exporter: Indices, importer: Indices) -> tuple[Floats, Floats]:
    """Split how often halves are equal for a reason: the chance of a copy, and of one figure being exactly right.

    equal = copied + (1 - copied) · right², with `COPIED_SHARE` of it copies.
    """
    logit = (
        posterior.copies[:, None]
        + posterior.exporter_copies[:, exporter]
        + posterior.importer_copies[:, importer]
    )
    equal = (1 / (1 + np.exp(-logit))).mean(axis=0)
    copied = COPIED_SHARE * equal
    return copied, np.sqrt((equal - copied) / (1 - copied))


def _witnesses(
    trust: Trust, measure: Measure, said: Sequence[Statement]
) -> tuple[Witnesses, tuple[Floats, Floats]]:
    posterior, counted = trust.of(measure), is_counted(measure)
    at = _Places.of(posterior, said)
    copied, right = exactness(posterior, at.exporter, at.importer)
    thin = _thinned(len(posterior.df))
    most = max(len(one.observers) for one in said)
    sides = [
        log_bounds([one.ours for one in said], counted=counted),
        log_bounds([one.theirs for one in said], counted=counted),
    ]
    if measure not in trust.halves and measure in trust.observers:
        # of what only one side declares, its errors are known from observers alone
        posterior = _as_halves(trust.observers[measure])
        at, thin = _Places.of(posterior, said), _thinned(len(posterior.df))
    size = sizes(said)
    drawn = [
        _drawn(posterior, at.exporter, "exporter", thin, size),
        _drawn(posterior, at.importer, "importer", thin, size),
    ]
    if most > 0:
        watching = trust.observers[measure] if measure in trust.observers else prior()
        # if all halves lie above all observers nobody can tell who is off: the zero is drawn evenly between them
        above = ground(watching)[0][_thinned(len(watching.df))]
        drawn = [_lifted(one, above, said) for one in drawn]
        for which in range(most):
            seen = [one.observers[which] if which < len(one.observers) else ("", None) for one in said]
            sides.append(log_bounds([bounds for _, bounds in seen], counted=counted))
            place = places([name for name, _ in seen], watching.importers)
            drawn.append(_drawn(watching, place, "importer", _thinned(len(watching.df)), size))
    low, high, value = (np.stack(column, axis=1) for column in zip(*sides, strict=True))
    bias, variance = (np.stack(column, axis=2) for column in zip(*drawn, strict=True))
    rights = np.repeat(right[:, None], low.shape[1], axis=1) if counted else np.zeros_like(low)
    if counted:
        # of two unequal figures one is often right: then the other errs alone, and by more
        variance = variance * (1 + right[None, :, None])
    exact_same = (low[:, 0] == low[:, 1]) & (high[:, 0] == high[:, 1])
    alike = np.where(exact_same, copied if counted else 1.0, 0.0)
    weight = _shares(low, variance)
    made = Witnesses(
        low, high, value, bias, variance, rights, alike, np.full(len(said), counted), posterior.df[thin]
    )
    return made, weight


def _as_halves(watching: Posterior) -> Posterior:
    """Read the halves' side of a fit against observers as either half."""
    return replace(
        watching,
        importers=watching.exporters,
        shift=np.zeros_like(watching.shift),
        importer_bias=watching.exporter_bias,
        importer_variance=watching.exporter_variance,
        importer_copies=watching.exporter_copies,
        importer_cells=watching.exporter_cells,
    )


def _lifted(drawn: tuple[Floats, Floats], above: Floats, said: Sequence[Statement]) -> tuple[Floats, Floats]:
    watched = np.array([len(one.observers) > 0 for one in said])
    return drawn[0] + above * watched, drawn[1]


def _thinned(draws: int) -> Indices:
    return np.linspace(0, draws - 1, _DRAWS).round().astype(np.intp)


def _drawn(
    posterior: Posterior, place: Indices, role: str, thin: Indices, size: Floats
) -> tuple[Floats, Floats]:
    is_exporter = role == "exporter"
    bias = (posterior.exporter_bias if is_exporter else posterior.importer_bias)[thin][:, place]
    variance = (posterior.exporter_variance if is_exporter else posterior.importer_variance)[thin][:, place]
    ours, theirs = ground(posterior)
    return bias + (ours if is_exporter else theirs)[thin], variance * posterior.grown(size)[thin]


def _shares(low: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Give the exporter's share of what the halves weigh, and what observers weigh of all, by precision.

    Draw by draw: the mean of a precision is ruled by the few draws in which a claimant hardly errs.
    """
    precision = np.where(np.isnan(low), 0.0, 1 / variance)
    halves = precision[..., :2].sum(axis=-1)
    share = np.where(halves > 0, precision[..., 0] / np.where(halves > 0, halves, 1.0), 0.5)
    return share.mean(axis=0), (1 - halves / precision.sum(axis=-1)).mean(axis=0)


def _differ(value: Floats) -> NDArray[np.bool_]:
    """Whether exact figures of one amount are not all the same."""
    several = (~np.isnan(value)).sum(axis=1) > 1
    value = np.where(several[:, None], value, 0.0)
    return np.asarray(np.nanmax(value, axis=1) > np.nanmin(value, axis=1))


def _from_grid(
    found: OnGrid, weight: tuple[Floats, Floats], witnesses_differ: NDArray[np.bool_], *, counted: bool
) -> list[Amount]:
    # between two figures that may each be right the median would jump from one to the other
    middle = np.where(witnesses_differ, np.exp(found.log_mean), found.middle)
    ends = (found.low, middle, found.high, found.rest_low, found.rest_high)
    rows = zip(*ends, found.p_same, *weight, strict=True)
    made = [_amount(_Row(*map(float, row)), counted=counted) for row in rows]
    if not counted:
        return made
    # if there is anything that is counted there is one, and a figure may be exactly right
    stated = zip(found.figure, found.p_figure, found.other, found.p_other, strict=True)
    return [
        replace(one, least=1.0, stated=_figures((figure, p_figure), (other, p_other)))
        for one, (figure, p_figure, other, p_other) in zip(made, stated, strict=True)
    ]


class _Row(NamedTuple):
    low: float
    middle: float
    high: float
    rest_low: float
    rest_high: float
    p_same: float
    weight: float
    observed: float


def _amount(row: _Row, *, counted: bool) -> Amount:
    shown = _whole if counted else float
    centre, spread = through(row.rest_low, row.rest_high, counted=counted)
    return Amount(
        low=shown(row.low),
        middle=shown(row.middle),
        high=shown(row.high),
        log_mean=centre,
        log_sd=spread,
        df=_GRID_DF,
        p_same=row.p_same,
        weight=row.weight,
        observed=row.observed,
        reach=through(row.low, row.high, counted=counted)[1],
    )


def _figures(*stated: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple((_whole(figure), float(chance)) for figure, chance in stated if chance > 0.0)


def _whole(value: float) -> float:
    return float(math.floor(value + 0.5))


_GRID_DF: Final = 4.0
"""Tails of what stands for a distribution on the grid: about those that halves show."""
_GRID_95: Final = 2.131846786
"""95th percentile of Student's t with four degrees of freedom."""


def through(low: float, high: float, *, counted: bool) -> tuple[float, float]:
    """Give centre and scale of the t through both ends; things that are counted reach half a thing beyond them."""
    centre = (math.log(low) + math.log(high)) / 2
    if counted:
        low, high = max(low - 0.5, 0.5), high + 0.5
    return centre, (math.log(high) - math.log(low)) / 2 / _GRID_95
