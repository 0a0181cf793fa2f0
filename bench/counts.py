"""What 90 % ranges of things that are counted hold, by how many there are: on invented counts whose truth is known.

    python bench/counts.py        about three minutes; also part of bench/calibration.py

Errors stay as they are with size, or fall with it: ranges must follow, and the chance that halves differ so far too.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

# A script finds its neighbours by the project's folder, from wherever it is called.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measured import record
from bench.scoring import Floats, Share, share
from tallystick.facts.amount import Trust
from tallystick.facts.doubles import Doubles
from tallystick.facts.reliability import fit
from tallystick.facts.statement import Statement

MEASURE: Final = ("transfer", "items")
SLOPES: Final[Mapping[str, float]] = MappingProxyType({"level": 0.0, "falling": -0.2})
"""By how much the logarithm of an error grows with that of the size."""
QUARTERS: Final = 4
RECORDS: Final = 10
_CELLS: Final = 600
_PARTIES: Final = 12
_SMALLEST, _LARGEST = 2.0, 5_000.0
_SD: Final = 0.3
"""Error of a count of middle size, in logarithms."""
_DF: Final = 8
BAND: Final = (0.87, 0.93)
"""What is asked of all counts; of a quarter of them twice as far."""
QUARTER_BAND: Final = (0.84, 0.96)
OFTEN: Final = 0.10
"""Of gaps as the model has them one in twenty is called less ordinary than one in twenty; of no size twice as many."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What ranges of some counts hold, and how often a gap is called less ordinary than one in twenty."""

    held: Share
    unusual: Share


def invented(slope: float, seed: int, cells: int = _CELLS) -> tuple[Doubles, Floats]:
    """Invent counts between parties whose errors change with size; give what was said, and what was moved."""
    rng = np.random.default_rng(seed)
    truth = np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST), cells)).round()
    sd = _SD * (truth / np.median(truth)) ** slope
    exporter, importer = rng.integers(0, _PARTIES, (2, cells)).astype(np.intp)
    # one tail for both halves: a flow that is hard to record is hard for both
    tail = np.sqrt(rng.chisquare(_DF, cells) / _DF)
    x, m = (np.maximum((truth * np.exp(sd * rng.standard_normal(cells) / tail)).round(), 1) for _ in "xm")
    names = tuple(f"P{place:02}" for place in range(_PARTIES))
    rounding = (1 / x**2 + 1 / m**2) / 12
    return Doubles(exporter, importer, np.log(x), np.log(m), names, names, rounding), truth


def estimated(said: Doubles, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """Give for each count, the smallest first: whether its range holds it, how ordinary its gap is, and its size."""
    trust = Trust({MEASURE: fit(said)}, {})
    figures = zip(np.exp(said.x).round().tolist(), np.exp(said.m).round().tolist(), strict=True)
    every = [
        Statement(MEASURE, said.exporters[one], said.importers[other], (x, x), (m, m))
        for one, other, (x, m) in zip(said.exporter, said.importer, figures, strict=True)
    ]
    amounts = zip(trust.amounts(every), truth.tolist(), strict=True)
    held = np.array([amount.low <= true <= amount.high for amount, true in amounts])
    order = np.argsort(truth, kind="stable")
    return held[order].astype(np.float64), np.array(trust.ordinary(every))[order], truth[order]


def measure(slope: float, records: int = RECORDS) -> list[Counted]:
    """Give what is held of all counts, then of each quarter of them by size."""
    found = [estimated(*invented(slope, seed)) for seed in range(records)]
    held, ordinary = (np.stack([one[column] for one in found]) for column in (0, 1))
    parts = [
        slice(None),
        *(slice(at, at + _CELLS // QUARTERS) for at in range(0, _CELLS, _CELLS // QUARTERS)),
    ]
    return [
        Counted(share(held[:, part].ravel() == 1), share(ordinary[:, part].ravel() < 1 / 20))
        for part in parts
    ]


def figures(found: Mapping[str, list[Counted]]) -> dict[str, str]:
    """Name what pages quote."""
    return {
        f"{name}.{'all' if place == 0 else place}.{what}": f"{100 * one:.1f} %"
        for name, parts in found.items()
        for place, part in enumerate(parts)
        for what, one in (("held", part.held.share), ("unusual", part.unusual.share))
    }


def missed(found: Mapping[str, list[Counted]]) -> list[str]:
    """Say which targets are missed."""
    told = []
    for name, (whole, *quarters) in found.items():
        for place, (part, (low, high)) in enumerate(
            [(whole, BAND), *((one, QUARTER_BAND) for one in quarters)]
        ):
            if not low <= part.held.share <= high:
                told.append(f"counts, {name}, {place}: ranges hold {part.held.share:.3f}")
            if part.unusual.share > OFTEN:
                told.append(f"counts, {name}, {place}: {part.unusual.share:.3f} of gaps are called unusual")
    return told


def main() -> int:
    """Measure, print, write; 1 where a target is missed."""
    found = {name: measure(slope) for name, slope in SLOPES.items()}
    told = figures(found)
    for name, text in told.items():
        print(f"{name:<22}{text:>8}")
    record("counts", told)
    lines = missed(found)
    print(*lines, sep="\n")
    return 1 if len(lines) > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
