"""Make a panel of claims like customs records: few parties and goods have most, a third of the cells both halves.

Usage: python bench/panel_claims.py CLAIMS FILE.parquet
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]

PARTIES = 200
PRODUCTS = 5_000
YEARS = 5
FIRST_YEAR = 2015

# BACI: 35 % of observations have both mirrors; the others stand in one of the two records at random.
BOTH = 0.35

# Exponent of the rank by which weights fall: in HS-6 trade a tenth of parties and products has most of the rows.
PARTY_SKEW = 0.7
PRODUCT_SKEW = 0.6

# Sd of the logarithm of flows, and of records about them: METHODS 1.6.
VALUE_SD = 2.0
NOISE = (0.02, 0.8)
# Freight and insurance, in the importers' records.
FREIGHT = 0.05

SEED = 20_251


def panel(claims: int) -> pl.DataFrame:
    """Make about that many claims, in the columns of a tally file and in no order."""
    rng = np.random.default_rng(SEED)
    keys = _flows(rng, round(claims / (1 + BOTH)))
    value = rng.normal(9.0, VALUE_SD, len(keys))
    spoken = rng.random(len(keys))
    halves = [
        _half(rng, keys, value, spoken < (1 + BOTH) / 2, "exporter"),
        _half(rng, keys, value + FREIGHT, spoken >= (1 - BOTH) / 2, "importer"),
    ]
    every = pl.concat(halves)
    return every[rng.permutation(every.height)]


def _flows(rng: Generator, count: int) -> Indices:
    """Draw different flows, as one number each: exporter, importer, product and year."""
    found = np.empty(0, np.int64)
    while len(found) < count:
        more = (count - len(found)) * 3 // 2 + 1_000
        exporter = _skewed(rng, PARTIES, PARTY_SKEW, more)
        importer = _skewed(rng, PARTIES, PARTY_SKEW, more)
        key = (exporter * PARTIES + importer) * PRODUCTS + _skewed(rng, PRODUCTS, PRODUCT_SKEW, more)
        key = key * YEARS + rng.integers(0, YEARS, more)
        found = np.unique(np.concatenate([found, key[exporter != importer]]))
    return np.sort(rng.choice(found, count, replace=False))


def _skewed(rng: Generator, kinds: int, skew: float, count: int) -> Indices:
    weight = np.arange(1, kinds + 1, dtype=np.float64) ** -skew
    return np.searchsorted(np.cumsum(weight / weight.sum())[:-1], rng.random(count)).astype(np.int64)


def _half(rng: Generator, keys: Indices, value: Floats, spoken: NDArray[np.bool_], role: str) -> pl.DataFrame:
    key, noise = keys[spoken], rng.uniform(*NOISE, PARTIES)
    flow, year = np.divmod(key, YEARS)
    pair, product = np.divmod(flow, PRODUCTS)
    exporter, importer = np.divmod(pair, PARTIES)
    claimant = exporter if role == "exporter" else importer
    said = value[spoken] + noise[claimant] * rng.standard_normal(len(key))
    parties = pl.Series([f"P{place:03}" for place in range(PARTIES)])
    # as six-digit codes of the Harmonized System are written, far apart
    products = pl.Series([f"{place * 199 + 1_011:06}" for place in range(PRODUCTS)])
    years = pl.Series([str(FIRST_YEAR + place) for place in range(YEARS)])
    return pl.DataFrame(
        {
            "claimant": parties[claimant],
            "role": pl.repeat(role, len(key), eager=True),
            "from": parties[exporter],
            "to": parties[importer],
            "category": products[product],
            "period": years[year],
            "quantity": np.round(np.exp(said), 2) + 0.01,
            "unit": pl.repeat("usd", len(key), eager=True),
        }
    )


def main(arguments: Sequence[str]) -> None:
    """Write a panel as Parquet."""
    claims, target = int(arguments[0]), Path(arguments[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    panel(claims).write_parquet(target)


if __name__ == "__main__":
    main(sys.argv[1:])
