"""Small doubly reported records whose errors are known, and draws made by hand; all of them are invented."""

import numpy as np

from tallystick.facts.doubles import Doubles
from tallystick.facts.reliability import ANY_OTHER, Posterior


def record(
    cells: int = 40, parties: int = 4, *, seed: int = 7, noisy: float = 0.2, biased: float = 0.0
) -> Doubles:
    """Invent cells between exporters A, B ... and importers K, L ...; A errs by `noisy` and `biased`."""
    rng = np.random.default_rng(seed)
    exporter, importer = np.divmod(np.arange(cells) % (parties * parties), parties)
    truth = rng.normal(6.0, 2.0, cells)
    is_first = exporter == 0
    x = truth + rng.normal(0.0, 0.2, cells) * np.where(is_first, noisy / 0.2, 1.0) + biased * is_first
    m = truth + rng.normal(0.0, 0.2, cells)
    names = tuple("ABCDEFGH"[:parties]), tuple("KLMNOPQR"[:parties])
    return Doubles(exporter, importer, x, m, *names, np.zeros(cells))


def mirrored(of: Doubles) -> Doubles:
    """Let exporters import and importers export."""
    return Doubles(of.importer, of.exporter, of.m, of.x, of.importers, of.exporters, of.rounding)


def drawn(
    *,
    df: list[float],
    ours: list[tuple[float, float]],
    theirs: list[tuple[float, float]],
    shift: list[float] | None = None,
    copies: float = -20.0,
) -> Posterior:
    """Make draws by hand: for each draw the df, and bias and variance of exporter A and of importer K.

    Whoever else is asked about errs alike.
    """
    draws = len(df)
    exporter = np.repeat(np.array(ours)[:, None], 2, axis=1)
    importer = np.repeat(np.array(theirs)[:, None], 2, axis=1)
    return Posterior(
        exporters=("A", ANY_OTHER),
        importers=("K", ANY_OTHER),
        shift=np.zeros(draws) if shift is None else np.array(shift),
        df=np.array(df),
        copies=np.full(draws, copies),
        slope=np.zeros(draws),
        exporter_bias=exporter[..., 0],
        importer_bias=importer[..., 0],
        exporter_variance=exporter[..., 1],
        importer_variance=importer[..., 1],
        exporter_copies=np.zeros((draws, 2)),
        importer_copies=np.zeros((draws, 2)),
        part=np.full(draws, 0.5),
        exporter_cells=np.array([9, 0]),
        importer_cells=np.array([9, 0]),
        middle_size=0.0,
    )


def one_cell(x: float, m: float) -> Doubles:
    """Give the cell of A and K with these logarithms of figures."""
    first = np.zeros(1, np.intp)
    return Doubles(first, first, np.array([x]), np.array([m]), ("A",), ("K",), np.zeros(1))
