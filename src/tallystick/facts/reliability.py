"""How far each claimant's figures can be trusted, as draws from a posterior: bias, noise, and copies of one paper.

Model (METHODS 1.6; the variance components go back to ten Cate, CPB Memo 179, 2007). Of a cell that both sides gave a
figure for, with y the truth and e the errors,

    ln x = ln y + u shift + b_i + e_i        ln m = ln y - (1 - u) shift + b'_j + e'_j,   u even from 0 to 1
    ln x - ln m ~ t(df; shift + b_i - b'_j, scale² = (σ_i² + σ'_j²) g + rounding)     unless both copied one paper,

in which case x = m whatever the truth; logit P(copied) = base + u_i + u'_j. g = exp(2 · slope · size) lets errors grow
or shrink with the size of the flow. b ~ N(0, τ²) for each role, ln σ ~ N(centre, spread²) for all: a claimant with few
cells is drawn towards all the others. One heavy tail is shared by the two halves of a cell (a difficult flow is
difficult for both), which keeps the posterior of y in closed form (posterior.py). Cells of one pair of parties repeat
one another's errors from year to year, so that n of them count as n / (1 + (n - 1) r), r their intraclass correlation.

Everything is drawn by Metropolis within Gibbs: given the importers, exporters are independent of one another, so that
all of them move at once.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from tallystick.facts.chain import Chain
from tallystick.facts.doubles import Doubles, Floats, Indices

SEED: Final = 20251
"""One seed for every fit, so that the same claims give the same facts."""

ANY_OTHER: Final = "-"
"""The last name of either role: a claimant of whom no double cell is known, drawn from the prior of all."""

LEAST_DOUBLES: Final = 6
"""Below this many doubly reported cells a claimant's own bias and noise are not estimable (METHODS 1.6)."""

_MOST_SWEEPS: Final = 1500
"""Enough at any size: estimates of the sparse set-up of METHODS 1.6 do not change beyond the third digit with more."""
_SWEEPS_OF_NONE: Final = 400
"""The prior alone: its ends move by a few per cent with more."""
_SWEEPS_A_CELL: Final = 10
_REMEMBERED: Final = 8
_CELL_SWEEPS: Final = 12_000_000
"""Cells times sweeps that a fit may cost: about a second."""
_NARROW: Final = 20_000
"""Cells from which on sweeps fall by the square. What drawing adds to the error of a fact is the posterior's width over
the root of the draws, and with more cells the posterior is narrower by as much."""
_FEWEST_SWEEPS: Final = 120
"""The chain needs thirty to where it belongs; of the draws left some fifteen count in full (facts of one fit differ by
what another seed draws, and that by a quarter of a posterior sd), which adds a thirtieth to the error of a variance."""
_BURN_IN: Final = 0.4
"""Share of the sweeps in which the steps are tuned; their draws are thrown away."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws of everything: arrays (draws,) of what is common, (draws, claimants + 1) of what is each one's own.

    The last claimant of either role is `ANY_OTHER`. Halves tell of biases only relative to one another (METHODS 1.6):
    in each draw and role they are counted from the claimant in the middle, so that a minority which errs one way moves
    nobody's truth but its own. Tables show them from the mean, where they add up to zero.
    """

    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    shift: Floats
    df: Floats
    copies: Floats
    """Log odds that two halves of a cell are copies of one paper, before the claimants' own effects."""
    slope: Floats
    """By how much ln σ grows with the logarithm of size."""
    exporter_bias: Floats
    importer_bias: Floats
    exporter_variance: Floats
    importer_variance: Floats
    exporter_copies: Floats
    importer_copies: Floats
    part: Floats
    """How much of the shift is the exporters': nobody can tell, so it is drawn evenly from none to all."""
    exporter_cells: Indices
    importer_cells: Indices
    """Cells of each claimant that were fitted, 0 for the last."""
    middle_size: float
    """The logarithm of size at which σ holds: the median of the cells."""

    @property
    def growth(self) -> tuple[float, float]:
        """Give a and b of what variances grow by with size, exp(a s + b s²), averaged over the draws of the slope.

        s is the logarithm of size, from `middle_size` on. The slope is about normal, so that exp(2 · slope · s) is
        about log-normal.
        """
        return 2 * float(self.slope.mean()), 2 * float(self.slope.var())

    def grown(self, size: Floats) -> Floats:
        """Give what variances grow by, draw by draw, for logarithms of sizes; one that is not known is the middle."""
        return np.asarray(np.exp(2 * self.slope[:, None] * np.nan_to_num(size - self.middle_size)))

    def thinned(self, draws: int) -> "Posterior":
        """Keep so many draws, evenly spaced; all of them where there are no more."""
        if len(self.df) <= draws:
            return self
        kept = np.linspace(0, len(self.df) - 1, draws).round().astype(np.intp)
        return replace(self, **{name: getattr(self, name)[kept] for name in _DRAWN})


_DRAWN: Final = (
    "shift",
    "df",
    "copies",
    "slope",
    "exporter_bias",
    "importer_bias",
    "exporter_variance",
    "importer_variance",
    "exporter_copies",
    "importer_copies",
    "part",
)
"""What has a row a draw."""


def fit(doubles: Doubles, *, seed: int = SEED) -> Posterior:
    """Draw biases, noises, tail and the share of copies, given doubly reported cells.

    Also for none at all: then the draws are those of the prior, as wide as they must be. The last few fits are
    remembered, since a what-if or an answer assesses the same halves again.
    """
    arrays = (doubles.exporter, doubles.importer, doubles.x, doubles.m, doubles.rounding)
    return _fit(tuple(one.tobytes() for one in arrays), doubles.exporters, doubles.importers, seed)


@lru_cache(maxsize=_REMEMBERED)
def _fit(
    arrays: tuple[bytes, ...], exporters: tuple[str, ...], importers: tuple[str, ...], seed: int
) -> Posterior:
    exporter, importer = (np.frombuffer(one, dtype=np.intp) for one in arrays[:2])
    x, m, rounding = (np.frombuffer(one) for one in arrays[2:])
    doubles = Doubles(exporter, importer, x, m, exporters, importers, rounding)
    sweeps = _sweeps(len(doubles))
    chain = Chain(doubles, np.random.default_rng(seed))
    burn = int(_BURN_IN * sweeps)
    for sweep in range(burn):
        chain.sweep(tuning=2.0 / np.sqrt(sweep + 10.0))
    draws = []
    for _ in range(sweeps - burn):
        chain.sweep(tuning=0.0)
        draws.append(chain.draw())
    shift, df, copies, slope, b, c, v, w, u, t = (np.array(column) for column in zip(*draws, strict=True))
    names = ((*exporters, ANY_OTHER), (*importers, ANY_OTHER))
    part = np.random.default_rng((seed, len(shift))).random(len(shift))
    for bias in (b, c):
        # of a claimant without cells nothing is known either way: its draws lie as much above zero as below
        bias[:, -1] -= bias[:, -1].mean()
    if len(doubles) == 0:
        half = len(shift) // 2
        shift[half : 2 * half], part[half : 2 * half] = -shift[:half], part[:half]
        shift[2 * half :] = 0.0
        # there is no middle size from which errors could grow
        slope[:] = 0.0
    cells = (
        np.bincount(exporter, minlength=len(exporters) + 1),
        np.bincount(importer, minlength=len(importers) + 1),
    )
    return Posterior(*names, shift, df, copies, slope, b, c, v, w, u, t, part, *cells, chain.middle)


def _sweeps(cells: int) -> int:
    """Choose how often everything is drawn: with few cells the prior speaks, with very many the posterior is narrow."""
    wanted = min(_MOST_SWEEPS, _SWEEPS_OF_NONE + _SWEEPS_A_CELL * cells)
    affordable = _CELL_SWEEPS / max(cells, 1) * min(1.0, _NARROW / max(cells, 1))
    return int(min(wanted, max(_FEWEST_SWEEPS, affordable)))
