"""Whom to trust how far: every measure fitted on its doubly reported cells, and table `reliability`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from tallystick.facts.amount import Trust, prior
from tallystick.facts.doubles import Doubles, Floats
from tallystick.facts.existence import completeness
from tallystick.facts.reliability import ANY_OTHER, LEAST_DOUBLES, SEED, Posterior, fit
from tallystick.model.fact import HEARD
from tallystick.model.quantity import counted_units

MEASURE: Final = ("act", "unit")
MOST_DOUBLES: Final = 200_000
"""Above this many doubly reported cells of a measure a sample of this size, drawn with a fixed seed, is fitted: it has
hundreds of cells of every claimant that matters, and more would not change the third digit."""
_EDGES: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Asked:
    """How often each claimant of a role gave a figure where a partner had, and its return was in hand."""

    names: tuple[str, ...]
    asked: np.typing.NDArray[np.intp]
    gave: np.typing.NDArray[np.intp]


def trust(pairs: pl.DataFrame, seen: pl.DataFrame) -> Trust:
    """Fit every measure.

    Args:
        pairs: doubly reported amounts: act, unit, from_party, to_party, ours, theirs (above zero), cell_id.
        seen: amounts that an observer and a half give: act, unit, half, observer, ours (the half's), theirs, cell_id.
    """
    watched = seen.rename({"half": "from_party", "observer": "to_party"})
    return Trust(_fitted(pairs), _fitted(watched))


def _fitted(pairs: pl.DataFrame) -> dict[tuple[str, str], Posterior]:
    groups = pairs.sort(*MEASURE, "cell_id").partition_by(*MEASURE, as_dict=True, maintain_order=True)
    return {(act, unit): fit(doubles_of(own, unit)) for (act, unit), own in groups.items()}


def doubles_of(pairs: pl.DataFrame, unit: str, *, most: int = MOST_DOUBLES) -> Doubles:
    """Make the doubly reported cells of one measure, a sample of them where there are more than `most`."""
    if pairs.height > most:
        pairs = pairs.sample(most, seed=SEED).sort("cell_id")
    exporters, exporter = _coded(pairs["from_party"])
    importers, importer = _coded(pairs["to_party"])
    ours, theirs = pairs["ours"].to_numpy(), pairs["theirs"].to_numpy()
    counted = counted_units().get(unit, False)
    # a whole number is off by up to a half either way: variance 1/12 of its unit
    rounding = (1 / ours**2 + 1 / theirs**2) / 12 if counted else np.zeros(len(ours))
    return Doubles(exporter, importer, np.log(ours), np.log(theirs), exporters, importers, rounding)


def _coded(names: pl.Series) -> tuple[tuple[str, ...], np.typing.NDArray[np.intp]]:
    known = names.unique().sort()
    place = names.replace_strict(
        known, pl.int_range(len(known), eager=True, dtype=pl.Int64), return_dtype=pl.Int64
    )
    return tuple(known.to_list()), place.to_numpy().astype(np.intp)


def asked(cells: pl.DataFrame) -> pl.DataFrame:
    """Count per act, unit, role and claimant the cells it was asked about and those it gave a figure for.

    A figure that may be nought and may be more, "0-5" or "below 100", is neither an answer nor a silence.
    """
    says = {
        side: (pl.col(f"{side}_state") == "reported") & (pl.col(f"{side}_low") > 0) for side in ("from", "to")
    }
    parts = []
    for side, other, role in (("from", "to", "exporter"), ("to", "from", "importer")):
        # a party that is its own partner is one witness
        between_two = pl.col("from_party") != pl.col("to_party")
        heard = pl.col(f"{side}_state").is_in(sorted(HEARD)) & ~_leaves_open(side)
        mine = cells.filter(says[other] & heard & between_two)
        counts = mine.group_by(*MEASURE, claimant=f"{side}_party").agg(
            n_asked=pl.len(), gave=says[side].sum()
        )
        parts.append(counts.with_columns(role=pl.lit(role)))
    return pl.concat(parts).sort(*MEASURE, "role", "claimant")


def _leaves_open(side: str) -> pl.Expr:
    """Whether a side's figure may be nought and may be more."""
    low, high = pl.col(f"{side}_low").fill_null(0.0), pl.col(f"{side}_high")
    is_more = (high > 0) | high.is_null()
    return (pl.col(f"{side}_state") == "reported") & (low == 0) & is_more


def completed(counts: pl.DataFrame) -> pl.DataFrame:
    """Add completeness with its range, and `completeness_but_one`: what it is without one of its silent cells.

    Claimants of one role and measure inform one another.
    """
    parts = []
    for own in counts.partition_by(*MEASURE, "role", maintain_order=True):
        found = completeness(
            own["gave"].to_numpy().astype(np.intp), own["n_asked"].to_numpy().astype(np.intp)
        )
        parts.append(
            own.with_columns(
                completeness=pl.Series(found.mean),
                completeness_low=pl.Series(found.low),
                completeness_high=pl.Series(found.high),
                completeness_but_one=pl.Series(found.but_one),
            )
        )
    return pl.concat(parts) if len(parts) > 0 else counts.with_columns(_NO_COMPLETENESS)


_NO_COMPLETENESS: Final = [
    pl.lit(None, dtype=pl.Float64).alias(name)
    for name in ("completeness", "completeness_low", "completeness_high", "completeness_but_one")
]


def reliabilities(
    fitted: Trust, complete: pl.DataFrame, pairs: pl.DataFrame, seen: pl.DataFrame
) -> Iterable[dict[str, Any]]:
    """Make the rows of table `reliability`."""
    counts: dict[tuple[str, str, str, str], int] = {}
    for frame, sides in (
        (pairs, (("from_party", "exporter"), ("to_party", "importer"))),
        (seen, (("observer", "observer"),)),
    ):
        for column, role in sides:
            for act, unit, name, number in frame.group_by(*MEASURE, column).len().iter_rows():
                counts[act, unit, role, name] = number
    known = {
        (row["act"], row["unit"], row["role"], row["claimant"]): row for row in complete.iter_rows(named=True)
    }
    for key in sorted(known.keys() | counts.keys()):
        act, unit, role, name = key
        row = known.get(key, {})
        yield {
            "claimant": name,
            "role": role,
            "act": act,
            "unit": unit,
            "n_double": counts.get(key, 0),
            "n_asked": row.get("n_asked", 0),
            **{which: row.get(which) for which in ("completeness", "completeness_low", "completeness_high")},
            **_errors(fitted, key),
            "estimable": counts.get(key, 0) >= LEAST_DOUBLES,
        }


def _errors(fitted: Trust, key: tuple[str, str, str, str]) -> dict[str, float | None]:
    act, unit, role, name = key
    of = (fitted.observers if role == "observer" else fitted.halves).get((act, unit)) or prior()
    names = of.exporters if role == "exporter" else of.importers
    biases = of.exporter_bias if role == "exporter" else of.importer_bias
    variances = of.exporter_variance if role == "exporter" else of.importer_variance
    place = names.index(name) if name in names else len(names) - 1
    noise = _range("noise", np.sqrt(variances[:, place]))
    if role == "observer":
        # what lies between an observer and all halves is its own, and no other observer's
        beside = of.shift + (of.exporter_bias[:, :-1].mean(axis=1) if len(of.exporters) > 1 else 0.0)
        return {**_range("bias", biases[:, place] - beside), **noise}
    if names == (name, ANY_OTHER):
        # with nobody beside it in its role, its partners may be off as well as itself
        return {**dict.fromkeys(("bias_log", "bias_low", "bias_high")), **noise}
    # from the mean of the claimants with cells, where biases add up to zero
    bias = biases[:, place] - (biases[:, :-1].mean(axis=1) if len(names) > 1 else 0.0)
    return {**_range("bias", bias), **noise}


def _range(name: str, draws: Floats) -> dict[str, float | None]:
    low, high = np.quantile(draws, _EDGES)
    return {f"{name}_log": float(draws.mean()), f"{name}_low": float(low), f"{name}_high": float(high)}


def complete_by(complete: pl.DataFrame) -> Mapping[tuple[str, str, str, str], float]:
    """Give completeness by act, unit, role and claimant, as it judges a cell in which the claimant is silent."""
    columns = complete.select(*MEASURE, "role", "claimant", "completeness_but_one")
    return {(act, unit, role, name): share for act, unit, role, name, share in columns.iter_rows()}
