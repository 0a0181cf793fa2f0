"""How many things stand on which of the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tallystick.errors import ValueRefusedError
from tallystick.facts.doubles import Floats

_FEWEST_LISTS = 2
_MOST_LISTS = 10
"""A thousand histories; past that, most are empty and lists should be merged."""


@dataclass(frozen=True, slots=True)
class Histories:
    """All histories but the unseen one: `on`, which lists hold a thing, and `count`, how many things they hold so."""

    lists: tuple[str, ...]
    on: NDArray[np.bool_]
    count: Floats

    @property
    def seen(self) -> float:
        """Count the things on at least one list."""
        return float(self.count.sum())

    @property
    def length(self) -> NDArray[np.int64]:
        """Count the lists of each history."""
        return np.asarray(self.on.sum(axis=1))

    def on_exactly(self, lists: int) -> float:
        """Count the things on exactly so many lists."""
        return float(self.count[self.length == lists].sum())

    def on_all(self, *lists: int) -> float:
        """Count the things that these lists, by place, all hold."""
        return float(self.count[self.on[:, list(lists)].all(axis=1)].sum())


def histories(counts: Mapping[str, int], lists: Sequence[str]) -> Histories:
    """Read counts by history, written as one 0 or 1 for each list ("101": on the first and third); others are 0.

    Raises ValueRefusedError for a history of another length or form, the unseen one, a negative count, fewer than two
    or more than ten lists, and a list that holds nothing.
    """
    if not _FEWEST_LISTS <= len(lists) <= _MOST_LISTS:
        raise ValueRefusedError(
            f"{len(lists)} lists: give {_FEWEST_LISTS} to {_MOST_LISTS}; one list says nothing of what it misses, and "
            "many leave nearly every history empty"
        )
    for history, count in counts.items():
        _check(history, count, len(lists))
    every = [code for code in map("".join, product("01", repeat=len(lists))) if "1" in code]
    on = np.array([[digit == "1" for digit in code] for code in every])
    return _held(Histories(tuple(lists), on, np.array([float(counts.get(code, 0)) for code in every])))


def count_histories(on: NDArray[np.bool_], lists: Sequence[str]) -> Histories:
    """Count histories from things: `on` is (things, lists), and a thing on no list is left out.

    Raises ValueRefusedError as `histories` does.
    """
    codes = ["".join("1" if held else "0" for held in row) for row in on if row.any()]
    found, counts = np.unique(codes, return_counts=True)
    return histories(dict(zip(found.tolist(), counts.tolist(), strict=True)), lists)


def _check(history: str, count: int, lists: int) -> None:
    if len(history) != lists or set(history) - {"0", "1"} != set():
        raise ValueRefusedError(
            f"history {history!r} is not one 0 or 1 for each of {lists} lists; write it like '10'"
        )
    if "1" not in history:
        raise ValueRefusedError(
            f"history {history!r} is on no list: what nobody saw cannot be counted; leave it out"
        )
    if count < 0:
        raise ValueRefusedError(f"history {history!r} is counted {count} times; counts are 0 or more")


def _held(found: Histories) -> Histories:
    empty = [name for place, name in enumerate(found.lists) if found.on_all(place) == 0]
    if len(empty) > 0:
        raise ValueRefusedError(
            f"nothing stands on {', '.join(empty)}: a list that holds nothing says nothing of what others miss; "
            "leave it out"
        )
    return found
