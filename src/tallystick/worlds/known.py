"""What is known of a world when its assessment is scored; read back from the folder `truth` of the world."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tallystick.errors import CaseError
from tallystick.worlds.violate import Planted
from tallystick.worlds.world import World


@dataclass(frozen=True, slots=True)
class Known:
    """The true figures, the cells that honest habits changed, and what was planted."""

    figures: Mapping[str, float]
    """True quantity by cell; a cell that is not here is truly empty."""
    habits: Mapping[str, tuple[str, ...]]
    """Habits that changed a cell, by cell."""
    planted: tuple[Planted, ...]

    def violators(self) -> frozenset[str]:
        """Name the parties that broke a promise."""
        return frozenset(one.party for one in self.planted)


def known(world: World) -> Known:
    """Say what is known of a world just made."""
    habits: defaultdict[str, set[str]] = defaultdict(set)
    for touch in world.touches:
        habits[touch.cell_id].add(touch.habit)
    figures = {cell: float(quantity) for cell, quantity in world.truth.figures().items()}
    return Known(figures, {cell: tuple(sorted(some)) for cell, some in sorted(habits.items())}, world.planted)


def read_known(folder: Path) -> Known:
    """Read what is known from the folder of a world.

    Raises:
        CaseError: if the folder holds no truth.
    """
    habits: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "touches.csv"):
        habits[row["cell_id"]].add(row["habit"])
    planted = [
        Planted(
            row["kind"],
            float(row["size"]),
            row["party"],
            tuple(row["cells"].split()),
            tuple(row["verdicts"].split()),
        )
        for row in _rows(folder, "planted.csv")
    ]
    figures = {row["cell_id"]: float(row["quantity"]) for row in _rows(folder, "figures.csv")}
    return Known(
        figures, {cell: tuple(sorted(some)) for cell, some in sorted(habits.items())}, tuple(planted)
    )


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "truth" / name
    if not path.is_file():
        raise CaseError(
            f"{folder} is no simulated world: it has no truth/{name}. Only worlds whose truth is known are scored"
        )
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
