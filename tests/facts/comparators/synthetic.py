"""The set-up of METHODS 1.6: 60 parties, errors normal in logarithms, an sd for each role of a party."""

from dataclasses import dataclass

import numpy as np

from tallystick.facts.doubles import Doubles, Floats

PARTIES = tuple(f"P{place:02}" for place in range(60))


@dataclass(frozen=True, slots=True)
class World:
    """Doubly reported cells with the truth: ln y of each cell, and the sd of each exporter and importer."""

    doubles: Doubles
    truth: Floats
    exporter_sd: Floats
    importer_sd: Floats

    def error(self, estimate: Floats) -> float:
        """Give the root mean square error of ln y."""
        return float(np.sqrt(np.mean((estimate - self.truth) ** 2)))


def world(seed: int, density: float) -> World:
    """Draw one world in which a share `density` of the ordered pairs have a cell."""
    rng = np.random.default_rng(seed)
    exporter_sd, importer_sd = rng.uniform(0.02, 0.8, (2, len(PARTIES)))
    active = rng.random((len(PARTIES), len(PARTIES))) < density
    np.fill_diagonal(active, val=False)
    exporter, importer = np.nonzero(active)
    truth = rng.normal(0, 2, len(exporter))
    x = truth + exporter_sd[exporter] * rng.standard_normal(len(exporter))
    m = truth + importer_sd[importer] * rng.standard_normal(len(exporter))
    nothing = np.zeros(len(exporter))
    return World(
        Doubles(exporter, importer, x, m, PARTIES, PARTIES, nothing), truth, exporter_sd, importer_sd
    )


def doubles(rows: list[tuple[str, str, float, float]]) -> Doubles:
    """Make cells of rows (exporter, importer, its figure, the other's figure)."""
    exporters = tuple(sorted({row[0] for row in rows}))
    importers = tuple(sorted({row[1] for row in rows}))
    x, m = np.log([row[2] for row in rows]), np.log([row[3] for row in rows])
    return Doubles(
        np.array([exporters.index(row[0]) for row in rows]),
        np.array([importers.index(row[1]) for row in rows]),
        x,
        m,
        exporters,
        importers,
        np.zeros(len(rows)),
    )


def correlation(one: Floats, other: Floats) -> float:
    """Give the correlation of two rows of figures."""
    return float(np.corrcoef(one, other)[0, 1])


def rank_correlation(one: Floats, other: Floats) -> float:
    """Give the correlation of their ranks (no ties)."""
    return correlation(one.argsort().argsort().astype(float), other.argsort().argsort().astype(float))
