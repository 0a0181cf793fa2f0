"""Doubly reported flows whose truth is known: numbers only, to hold the model of reliability to.

The sparse set-up of METHODS 1.6 and what can go wrong with it. All variants of one seed share truth and noise, so that
they differ by what is done to the figures and by nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Marks = NDArray[np.bool_]

PARTIES: Final = 60
DENSITIES: Final[Mapping[float, float]] = MappingProxyType({35: 0.6, 12: 0.2, 6: 0.1, 2.9: 0.05, 1.8: 0.03})
"""Share of ordered pairs with a flow, by the doubly reported cells per reporter and role that this gives."""
_SIZE_SD: Final = 2.0
_LEAST_SD, _MOST_SD = 0.02, 0.8
"""METHODS 1.6: flows are log-normal, and each party has a noise of its own in each role."""

WITNESS_SD: Final = 0.3
"""Noise of the third witness: better than half of the parties."""

_TAIL_DF: Final = 3
"""The fewest degrees of freedom with a variance: errors of eight sds do occur."""
UNDER: Final = 0.5
"""What is left of a figure that is under-reported."""
_UNDER_SHARE: Final = 0.3
_OMITTED: Final = 0.2
"""Share of parties that under-report, and of their lines that they leave out."""
_LATE_SHARE: Final = 0.3
"""The most of a flow that arrives after the year's end; shares are uniform below it."""
_DRIFT_SD: Final = 0.5
"""Change of a flow from one year to the next, in logarithms."""
_COPY_SHARE: Final = 0.3
"""Share of importers' figures taken from the exporter's paper; on the UN Register two in five halves are equal."""
_COLLUDING: Final = 0.1
FALSE: Final = 0.3
"""Share of pairs that agree on a false figure, and what is left in it of the true one."""


class Variant(StrEnum):
    """What is done to the figures."""

    PLAIN = "plain"
    HEAVY_TAILS = "heavy_tails"
    UNDER_REPORTING = "under_reporting"
    YEAR_END = "year_end"
    COPIES = "copies"
    ALL_ALIKE = "all_alike"
    COLLUSION = "collusion"


MODELLED: Final = (
    Variant.HEAVY_TAILS,
    Variant.UNDER_REPORTING,
    Variant.YEAR_END,
    Variant.COPIES,
)
"""Assumptions fail, yet the halves show it."""
UNIDENTIFIABLE: Final = (Variant.ALL_ALIKE, Variant.COLLUSION)
"""No two halves can show it; a third witness can."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """Flows that both sides report, one element a flow; all figures are natural logarithms.

    `exporter` and `importer` are places in `parties`; `exporter_sd` and `importer_sd` hold each party's noise in that
    role; `changed` marks the flows whose figures the variant touched; `witness` is a third report of every flow.
    """

    parties: tuple[str, ...]
    exporter: Places
    importer: Places
    truth: Floats
    x: Floats
    m: Floats
    witness: Floats
    exporter_sd: Floats
    importer_sd: Floats
    changed: Marks

    def oracle(self) -> Floats:
        """Give the best estimate there is where noise is normal and known: weights by the true variances."""
        v, w = self.exporter_sd[self.exporter] ** 2, self.importer_sd[self.importer] ** 2
        return (w * self.x + v * self.m) / (v + w)


def sparse(active: float, *, seed: int, variant: Variant = Variant.PLAIN) -> Mirror:
    """Draw one record of flows; `active` is the share of ordered pairs with a flow (see `DENSITIES`)."""
    rng = np.random.default_rng(seed)
    exporter_sd, importer_sd = rng.uniform(_LEAST_SD, _MOST_SD, (2, PARTIES))
    here, there = np.nonzero((rng.random((PARTIES, PARTIES)) < active) & ~np.eye(PARTIES, dtype=bool))
    truth = _SIZE_SD * rng.standard_normal(len(here))
    noise = rng.standard_normal((2, len(here)))
    honest = Mirror(
        parties=tuple(f"P{number:02}" for number in range(PARTIES)),
        exporter=here,
        importer=there,
        truth=truth,
        x=truth + exporter_sd[here] * noise[0],
        m=truth + importer_sd[there] * noise[1],
        witness=truth + WITNESS_SD * rng.standard_normal(len(here)),
        exporter_sd=exporter_sd,
        importer_sd=importer_sd,
        changed=np.zeros(len(here), dtype=bool),
    )
    return honest if variant is Variant.PLAIN else _DISTORTIONS[variant](honest, rng)


def _heavy_tails(honest: Mirror, rng: Generator) -> Mirror:
    """Give each half an error of its own from Student's t, with the same standard deviation."""
    tails = rng.standard_t(_TAIL_DF, (2, len(honest.x))) * np.sqrt((_TAIL_DF - 2) / _TAIL_DF)
    return replace(
        honest,
        x=honest.truth + honest.exporter_sd[honest.exporter] * tails[0],
        m=honest.truth + honest.importer_sd[honest.importer] * tails[1],
        changed=np.ones_like(honest.changed),
    )


def _under_reporting(honest: Mirror, rng: Generator) -> Mirror:
    """Let some parties report too little in both roles, and leave lines out: those flows are no longer double."""
    low = np.zeros(PARTIES, dtype=bool)
    low[rng.permutation(PARTIES)[: round(_UNDER_SHARE * PARTIES)]] = True
    here, there = low[honest.exporter], low[honest.importer]
    omitted = rng.random((2, len(honest.x))) < _OMITTED
    kept = ~((here & omitted[0]) | (there & omitted[1]))
    less = np.log(UNDER)
    lower = replace(honest, x=honest.x + less * here, m=honest.m + less * there, changed=here | there)
    return _some(lower, kept)


def _year_end(honest: Mirror, rng: Generator) -> Mirror:
    """Let a share of each flow arrive in the next year: the importer's figure holds a share of the year before."""
    late, before = rng.uniform(0, _LATE_SHARE, (2, len(honest.x)))
    last_year = honest.truth + _DRIFT_SD * rng.standard_normal(len(honest.x))
    arrived = np.logaddexp(np.log1p(-late) + honest.truth, np.log(before) + last_year)
    return replace(honest, m=honest.m + arrived - honest.truth, changed=np.ones_like(honest.changed))


def _copies(honest: Mirror, rng: Generator) -> Mirror:
    """Let some importers take their figure from the exporter's paper."""
    copied = rng.random(len(honest.x)) < _COPY_SHARE
    return replace(honest, m=np.where(copied, honest.x, honest.m), changed=copied)


def _all_alike(honest: Mirror, _: Generator) -> Mirror:
    """Let everybody report too little, by the same factor."""
    less = np.log(UNDER)
    return replace(honest, x=honest.x + less, m=honest.m + less, changed=np.ones_like(honest.changed))


def _collusion(honest: Mirror, rng: Generator) -> Mirror:
    """Let some pairs agree on one false figure."""
    false = rng.random(len(honest.x)) < _COLLUDING
    said = honest.truth + np.log(FALSE)
    return replace(
        honest, x=np.where(false, said, honest.x), m=np.where(false, said, honest.m), changed=false
    )


_DISTORTIONS: Final[Mapping[Variant, Callable[[Mirror, Generator], Mirror]]] = MappingProxyType(
    {
        Variant.HEAVY_TAILS: _heavy_tails,
        Variant.UNDER_REPORTING: _under_reporting,
        Variant.YEAR_END: _year_end,
        Variant.COPIES: _copies,
        Variant.ALL_ALIKE: _all_alike,
        Variant.COLLUSION: _collusion,
    }
)


def _some(mirror: Mirror, kept: Marks) -> Mirror:
    names = ("exporter", "importer", "truth", "x", "m", "witness", "changed")
    return replace(mirror, **{name: getattr(mirror, name)[kept] for name in names})
