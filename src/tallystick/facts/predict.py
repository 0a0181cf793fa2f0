"""One half predicted from the other: what the model would have said before it saw the half in question.

Folds go by pair of parties: all cells between two parties are left out together, whichever of them exports, since they
repeat one another's errors. The predictive distribution of a half given the visible one is a Student t of the logarithm

    ln x ~ t(df; ln m + shift + b_i - b'_j + a + c · size, scale · exp(k + g · size)),      size = ln m - mean of ln m,

where a, c, k and g are learnt from the other folds: a small visible figure is more often too small, and errs by more.
Of things that are counted the half repeats the visible figure with the probability `p_same`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln, stdtr, stdtrit

from tallystick.engine.local import frame
from tallystick.facts.alike import worth
from tallystick.facts.doubles import Doubles, Floats, Indices
from tallystick.facts.estimate import UNKNOWN_COMPLETENESS, Complete
from tallystick.facts.posterior import one_scale
from tallystick.facts.reliability import SEED, Posterior, fit
from tallystick.facts.statement import is_counted
from tallystick.facts.trust import MEASURE, MOST_DOUBLES, doubles_of
from tallystick.model.tables import PREDICTION

FOLDS: Final = 10
_FEW_FOLDS: Final = 5
_MANY: Final = 2_000
"""From so many cells on five folds do: each leaves out a fifth of them."""
_PRIOR: Final = np.array([0.1, 0.05, 0.1, 0.05])
"""Prior sds of a, c, k and g: a doubling of the visible half moves neither centre nor scale by more than a tenth or so
unless the record says otherwise."""
_ENDS: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class _View:
    """One side of every cell as it looks from the other: centre and scale before size is looked at."""

    visible: Floats
    hidden: Floats
    centre: Floats
    scale: Floats
    df: Floats


def predict(pairs: pl.DataFrame, complete: Complete) -> pl.DataFrame:
    """Make table `prediction`.

    Args:
        pairs: doubly reported cells: cell_id, act, unit, from_party, to_party, ours, theirs (above zero).
        complete: completeness of each claimant, for the probability that a half says nothing.
    """
    groups = pairs.sort(*MEASURE, "cell_id").partition_by(*MEASURE, maintain_order=True)
    parts = [frame for own in groups for frame in _measure(own, complete)]
    return frame(PREDICTION, []) if len(parts) == 0 else pl.concat(parts).sort("cell_id", "side")


def _measure(pairs: pl.DataFrame, complete: Complete) -> Iterator[pl.DataFrame]:
    act, unit = pairs["act"][0], pairs["unit"][0]
    counted = is_counted((act, unit))
    whole = doubles_of(pairs, unit, most=pairs.height)
    fold = folds(whole)
    found = {side: _Found.empty(len(whole)) for side in ("exporter", "importer")}
    for number in range(int(fold.max()) + 1):
        hidden = fold == number
        known = np.flatnonzero(~hidden)
        if len(known) > MOST_DOUBLES:
            known = np.sort(np.random.default_rng(SEED).choice(known, MOST_DOUBLES, replace=False))
        posterior = fit(whole.take(known))
        for side, into in found.items():
            into.put(
                hidden, _predicted(posterior, whole, known, np.flatnonzero(hidden), side, counted=counted)
            )
    for side, into in found.items():
        names = pairs["from_party" if side == "exporter" else "to_party"]
        p_zero = [1 - complete.get((act, unit, side, name), UNKNOWN_COMPLETENESS) for name in names]
        yield into.frame(pairs, whole, side, p_zero, counted=counted)


def folds(doubles: Doubles) -> Indices:
    """Deal the pairs of parties, whichever way goods move between them, into folds."""
    names = np.array([*doubles.exporters, *doubles.importers])
    code = np.unique(names, return_inverse=True)[1]
    ours = code[: len(doubles.exporters)][doubles.exporter]
    theirs = code[len(doubles.exporters) :][doubles.importer]
    key = np.minimum(ours, theirs) * (len(names) + 1) + np.maximum(ours, theirs)
    known, place = np.unique(key, return_inverse=True)
    count = min(FOLDS if len(doubles) < _MANY else _FEW_FOLDS, len(known))
    return np.asarray(np.random.default_rng(SEED).permutation(len(known))[place.reshape(-1)] % max(count, 1))


def _predicted(
    posterior: Posterior, whole: Doubles, known: Indices, hidden: Indices, side: str, *, counted: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give centre, scale, degrees of freedom and the chance of a repeated figure for the hidden cells."""
    train, test = _view(posterior, whole.take(known), side), _view(posterior, whole.take(hidden), side)
    middle = float(train.visible.mean()) if len(known) > 0 else 0.0
    a, c, k, g = _size_effects(train, middle, worth(whole.take(known)), counted=counted)
    size = test.visible - middle
    logit = _copies(posterior, whole.take(hidden))
    return (
        test.centre + a + c * size,
        test.scale * np.exp(k + g * size),
        test.df,
        np.asarray((1 / (1 + np.exp(-logit))).mean(axis=0)),
    )


def _copies(posterior: Posterior, of: Doubles) -> Floats:
    own = posterior.exporter_copies[:, of.exporter] + posterior.importer_copies[:, of.importer]
    return np.asarray(posterior.copies[:, None] + own)


def _view(posterior: Posterior, of: Doubles, side: str) -> _View:
    variance = posterior.exporter_variance[:, of.exporter] + posterior.importer_variance[:, of.importer]
    off = (
        posterior.shift[:, None]
        + posterior.exporter_bias[:, of.exporter]
        - posterior.importer_bias[:, of.importer]
    )
    squared, df = one_scale(variance, posterior.df[:, None])
    scale = np.sqrt(squared + off.var(axis=0))
    if side == "exporter":
        return _View(of.m, of.x, of.m + off.mean(axis=0), scale, df)
    return _View(of.x, of.m, of.x - off.mean(axis=0), scale, df)


def _size_effects(train: _View, middle: float, weight: Floats, *, counted: bool) -> Floats:
    """Learn how centre and scale go with the visible half's size (maximum a posteriori)."""
    # it takes a quarter of a second to load, and only predictions want it
    from scipy.optimize import minimize  # noqa: PLC0415

    if counted:
        weight = np.where(train.visible == train.hidden, 0.0, weight)
    residual, size = train.hidden - train.centre, train.visible - middle

    def loss(effects: Floats) -> float:
        a, c, k, g = effects
        density = log_density(residual - a - c * size, train.scale * np.exp(k + g * size), train.df)
        return float(-(weight * density).sum() + 0.5 * ((effects / _PRIOR) ** 2).sum())

    return np.asarray(minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-3}).x)


def log_density(off: Floats, scale: Floats, df: Floats) -> Floats:
    """Give the log density of a Student t at a distance from its centre."""
    norm = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * np.log(np.pi * df)
    return np.asarray(norm - np.log(scale) - (df + 1) / 2 * np.log1p((off / scale) ** 2 / df))


@dataclass(slots=True)
class _Found:
    """What was predicted of one side, cell by cell."""

    centre: Floats
    scale: Floats
    df: Floats
    p_same: Floats

    @classmethod
    def empty(cls, cells: int) -> "_Found":
        return cls(*(np.empty(cells) for _ in range(4)))

    def put(self, where: NDArray[np.bool_], values: tuple[Floats, ...]) -> None:
        for name, value in zip(("centre", "scale", "df", "p_same"), values, strict=True):
            getattr(self, name)[where] = value

    def frame(
        self, pairs: pl.DataFrame, whole: Doubles, side: str, p_zero: list[float], *, counted: bool
    ) -> pl.DataFrame:
        visible, observed = (whole.m, whole.x) if side == "exporter" else (whole.x, whole.m)
        score = (
            self._counts(observed, visible)
            if counted
            else log_density(observed - self.centre, self.scale, self.df)
        )
        low, high = (self._end(share, visible, counted=counted) for share in _ENDS)
        return pairs.select("cell_id").with_columns(
            side=pl.lit(side),
            observed=pairs["ours" if side == "exporter" else "theirs"],
            family=pl.lit("student_t"),
            log_mean=pl.Series(self.centre),
            log_sd=pl.Series(self.scale),
            df=pl.Series(self.df),
            p_zero=pl.Series(p_zero, dtype=pl.Float64),
            p_same=pl.Series(self.p_same),
            low=pl.Series(low),
            high=pl.Series(high),
            log_score=pl.Series(score),
        )

    def _below(self, log_amount: Floats) -> Floats:
        return np.asarray(stdtr(self.df, (log_amount - self.centre) / self.scale))

    def _counts(self, observed: Floats, visible: Floats) -> Floats:
        """Give the log probability of a whole number of at least one."""
        number = np.exp(observed).round()
        share = self._below(np.log(number + 0.5)) - self._below(np.log(number - 0.5))
        share /= 1 - self._below(np.full(len(number), np.log(0.5)))
        same = number == np.exp(visible).round()
        return np.asarray(np.log(self.p_same * same + (1 - self.p_same) * share))

    def _end(self, share: float, visible: Floats, *, counted: bool) -> Floats:
        if not counted:
            return np.asarray(np.exp(self.centre + self.scale * stdtrit(self.df, share)))
        return self._counted_end(share, visible)

    def _counted_end(self, share: float, visible: Floats) -> Floats:
        """Find a percentile where the visible figure itself has a chance of its own."""
        none = self._below(np.full(len(visible), np.log(0.5)))
        upto = (1 - self.p_same) * (self._below(visible) - none) / (1 - none)
        rest = np.where(share < upto, share, np.maximum(share - self.p_same, 0.0)) / (1 - self.p_same)
        smooth = self.centre + self.scale * stdtrit(self.df, none + rest.clip(1e-9, 1 - 1e-9) * (1 - none))
        at_visible = (share >= upto) & (share <= upto + self.p_same)
        return np.asarray(np.floor(np.exp(np.where(at_visible, visible, smooth)) + 0.5))
