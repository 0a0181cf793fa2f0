"""Real halves, one predicted from the other: sawnwood in dollars and the UN Register in numbers of items.

Cells of one pair of parties, in either direction, are left out together, so that a prediction never rests on what the
two said of other years.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import t as student

from bench.scoring import Floats, Predictive
from tallystick.facts import predict as prediction
from tallystick.facts.comparators import COMPARATORS
from tallystick.facts.doubles import Doubles

_LEAST_VARIANCE: Final = 0.01
"""Share of the average below which no comparator's variance falls: BACI gives its best pair none, and one miss would
cost it everything. A gift to the comparators."""
_SIZE_SD: Final = 0.05
"""Prior sd of the two effects of size, as in facts/predict.py."""
_PSEUDO_CELLS: Final = 4.0
"""As in the shrunk comparator of METHODS 1.6."""
_ROUNDS: Final = 30

Method = Callable[[Doubles, Doubles], tuple[Floats, Floats]]
"""From the cells to learn from and those to predict: where ln x - ln m is centred, and its relative variance."""


@dataclass(frozen=True, slots=True)
class Halves:
    """Doubly reported cells; `counted`: in whole numbers of items."""

    name: str
    doubles: Doubles
    counted: bool

    def folds(self) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Give for each fold the places of the cells to learn from and of those to predict, as the model has them."""
        held = prediction.folds(self.doubles)
        return [
            (np.flatnonzero(held != fold), np.flatnonzero(held == fold)) for fold in range(held.max() + 1)
        ]

    def pairs(self) -> pl.DataFrame:
        """Give the cells as the model takes them."""
        return pl.DataFrame(
            {
                "cell_id": [f"{place:06}" for place in range(len(self.doubles))],
                "from_party": [self.doubles.exporters[place] for place in self.doubles.exporter],
                "to_party": [self.doubles.importers[place] for place in self.doubles.importer],
                "ours": np.exp(self.doubles.x),
                "theirs": np.exp(self.doubles.m),
            }
        ).with_columns(act=pl.lit("transfer"), unit=pl.lit("items" if self.counted else "usd"))


def sawnwood(data: Path) -> Halves:
    """Read exports and imports of sawnwood (HS 440799), 2005-2010, value in dollars (UN Comtrade)."""
    rows = pl.read_csv(data / "comtrade_sawnwood" / "sawnwood_2005_2010.csv.gz", infer_schema=False)
    rows = rows.filter((pl.col("partner") != "World") & (pl.col("reportercode") != pl.col("partnercode")))
    rows = rows.with_columns(amount=pl.col("tradevalue").cast(pl.Float64))
    export = pl.col("flow") == "Export"
    sides = [
        _side(rows.filter(chosen), {"from": ours, "to": theirs, "year": "year"}, figure)
        for chosen, ours, theirs, figure in (
            (export, "reportercode", "partnercode", "x"),
            (pl.col("flow") == "Import", "partnercode", "reportercode", "m"),
        )
    ]
    return _halves("sawnwood", sides, counted=False)


def register(data: Path) -> Halves:
    """Read settled rows of the UN Register, 2010-2016: cells in which both sides give a number of items."""
    rows = pl.read_csv(data / "unroca_2010_2016" / "unroca_with_reporter.csv", infer_schema=False)
    rows = rows.filter(pl.col("ambiguous") == "0")
    # a word, or a 0 beside a described item, is no number; the sum of a cell that has one is none either
    number = pl.col("num_items").cast(pl.Float64, strict=False)
    rows = rows.with_columns(amount=pl.when(number > 0).then(number))
    keys = {"from": "exporter", "to": "importer", "year": "year", "category": "category"}
    sides = [
        _side(rows.filter(pl.col("role") == role), keys, figure)
        for role, figure in (("export", "x"), ("import", "m"))
    ]
    return _halves("register", sides, counted=True)


def _side(rows: pl.DataFrame, keys: Mapping[str, str], figure: str) -> pl.DataFrame:
    named = rows.select(pl.col("amount"), **{name: pl.col(column) for name, column in keys.items()})
    sums = named.group_by(*keys).agg(
        pl.when(pl.col("amount").is_not_null().all()).then(pl.col("amount").sum()).alias(figure)
    )
    return sums.filter(pl.col(figure) > 0)


def _halves(name: str, sides: Sequence[pl.DataFrame], *, counted: bool) -> Halves:
    keys = [column for column in sides[0].columns if column not in {"x", "m"}]
    cells = sides[0].join(sides[1], on=keys).sort(keys)
    exporters, exporter = _coded(cells["from"])
    importers, importer = _coded(cells["to"])
    x, m = (cells[figure].to_numpy() for figure in ("x", "m"))
    # a whole number stands for what rounds to it: a uniform error of width 1, of variance 1/12
    rounding = (x**-2.0 + m**-2.0) / 12 if counted else np.zeros(len(x))
    doubles = Doubles(exporter, importer, np.log(x), np.log(m), exporters, importers, rounding)
    return Halves(name, doubles, counted)


def _coded(names: pl.Series) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    known, place = np.unique(names.to_numpy(), return_inverse=True)
    return tuple(str(name) for name in known), place.astype(np.intp)


# ---- comparators, each with its variance rescaled and its tails fitted on the cells it learns from


def _unbiased(spread: Callable[[Doubles, Doubles], Floats]) -> Method:
    def method(known: Doubles, asked: Doubles) -> tuple[Floats, Floats]:
        variance = spread(known, asked)
        return np.zeros(len(asked)), np.maximum(variance, _LEAST_VARIANCE * spread(known, known).mean())

    return method


def _biased(known: Doubles, asked: Doubles) -> tuple[Floats, Floats]:
    """Centre at the reporters' mean differences, each drawn towards zero as by some cells without any."""
    d = known.difference() - known.difference().mean()
    exporter, importer = np.zeros(len(known.exporters)), np.zeros(len(known.importers))
    for _ in range(_ROUNDS):
        exporter = _means(known.exporter, d - importer[known.importer], len(exporter))
        importer = _means(known.importer, d - exporter[known.exporter], len(importer))
    return exporter[asked.exporter] + importer[asked.importer], np.ones(len(asked))


def _means(place: NDArray[np.intp], values: Floats, size: int) -> Floats:
    return np.bincount(place, values, size) / (np.bincount(place, minlength=size) + _PSEUDO_CELLS)


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "visible half": _unbiased(lambda _, asked: np.ones(len(asked))),
        "and reporter bias": _biased,
        "BACI": _unbiased(COMPARATORS["baci"].spread),
        "Atlas": _unbiased(COMPARATORS["atlas"].spread),
        "Atlas 2026": _unbiased(COMPARATORS["atlas_2026"].spread),
    }
)
"""The comparators that the issue names, by what they use; the visible half alone has one variance for all."""


def predict(halves: Halves, method: Method, same: Floats, *, normal: bool) -> tuple[Predictive, Predictive]:
    """Predict the exporter's half of every cell from the importer's, and the importer's from the exporter's.

    `same`, the chance that a half repeats the other, is given: all methods get the same one.
    """
    centre, scale, df = (np.zeros(len(halves.doubles)) for _ in range(3))
    for known, asked in halves.folds():
        learnt, new = halves.doubles.take(known), halves.doubles.take(asked)
        apart = learnt.difference() != 0
        at, variance = method(learnt, learnt)
        shift, factor, tail = _kernel(
            (learnt.difference() - at)[apart], np.sqrt(variance)[apart], normal=normal
        )
        at, variance = method(learnt, new)
        centre[asked], scale[asked], df[asked] = shift + at, factor * np.sqrt(variance), tail
    x, m = halves.doubles.x, halves.doubles.m
    ours = Predictive(m, m + centre, scale, df, same, halves.counted)
    return ours, replace(ours, seen=x, centre=x - centre)


def _kernel(off: Floats, scale: Floats, *, normal: bool) -> tuple[float, float, float]:
    """Fit a common shift, a common factor on the scales and the tails by maximum likelihood."""

    def loss(at: Floats) -> float:
        df = np.inf if normal else 1 + np.exp(at[2])
        z = (off - at[0]) / (scale * np.exp(at[1]))
        return -float((student.logpdf(z, df) - np.log(scale) - at[1]).sum())

    found = minimize(loss, [0.0, np.log(np.std(off / scale)), 1.5], method="Nelder-Mead").x
    return float(found[0]), float(np.exp(found[1])), np.inf if normal else float(1 + np.exp(found[2]))


def by_size(halves: Halves, same: Floats) -> tuple[Predictive, Predictive]:
    """Predict each half from the visible one and its size: centre and scale of heavy tails go with it, for all alike.

    The model has these two effects too; what it adds is whom to trust how far.
    """
    x, m = halves.doubles.x, halves.doubles.m
    return _sized(halves, same, m, x), _sized(halves, same, x, m)


def _sized(halves: Halves, same: Floats, seen: Floats, hidden: Floats) -> Predictive:
    centre, scale, df = (np.zeros(len(seen)) for _ in range(3))
    for known, asked in halves.folds():
        middle = seen[known].mean()
        off, size = (hidden - seen)[known], seen[known] - middle
        apart = off != 0
        at, width, drift, growth, tail = _sized_kernel(off[apart], size[apart])
        far = seen[asked] - middle
        centre[asked] = seen[asked] + at + drift * far
        scale[asked], df[asked] = np.exp(width + growth * far), 1 + np.exp(tail)
    return Predictive(seen, centre, scale, df, same, halves.counted)


def _sized_kernel(off: Floats, size: Floats) -> Floats:
    def loss(at: Floats) -> float:
        shift, width, drift, growth, tail = at
        scale = np.exp(width + growth * size)
        density = student.logpdf((off - shift - drift * size) / scale, 1 + np.exp(tail)) - np.log(scale)
        return float(((drift / _SIZE_SD) ** 2 + (growth / _SIZE_SD) ** 2) / 2 - density.sum())

    start = np.array([0.0, np.log(np.std(off)), 0.0, 0.0, 1.5])
    return np.asarray(minimize(loss, start, method="Nelder-Mead", options={"maxiter": 4_000}).x)


def by_model(halves: Halves) -> tuple[Predictive, Predictive]:
    """Predict both halves as `tallystick reconcile --predict` does."""
    table = prediction.predict(halves.pairs(), {})
    ours, theirs = (table.filter(pl.col("side") == side) for side in ("exporter", "importer"))
    return _predictive(ours, halves.doubles.m, halves), _predictive(theirs, halves.doubles.x, halves)


def _predictive(table: pl.DataFrame, seen: Floats, halves: Halves) -> Predictive:
    centre, scale, df, same = (table[name].to_numpy() for name in ("log_mean", "log_sd", "df", "p_same"))
    # a measured figure that repeats the other has no density: the chance of it is no part of the score
    return Predictive(
        seen, centre, scale, df, same if halves.counted else np.zeros(len(seen)), halves.counted
    )
