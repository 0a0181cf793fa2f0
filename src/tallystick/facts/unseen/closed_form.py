"""Totals in closed form: from two lists, from what stands on one or two of many, from all histories at once."""

from dataclasses import dataclass

import numpy as np

from tallystick.errors import ValueRefusedError
from tallystick.facts.unseen.table import Histories


@dataclass(frozen=True, slots=True)
class Total:
    """A total under an assumption, with its standard error where there is one."""

    estimate: float
    error: float | None = None


def lincoln_petersen(first: float, second: float, both: float) -> Total:
    """Estimate a total from two independent lists: the first times the second over what both hold.

    Raises ValueRefusedError where both hold nothing in common.
    """
    if both <= 0:
        raise ValueRefusedError(
            "the two lists have nothing in common, so that they set no upper end to the total; "
            "use `chapman`, or give a third list"
        )
    return Total(first * second / both)


def chapman(first: float, second: float, both: float) -> Total:
    """Estimate a total from two independent lists, nearly without bias for small overlaps (Chapman 1951)."""
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    spread = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Total(estimate, float(np.sqrt(spread)))


def dependent(table: Histories, odds_ratio: float) -> Total:
    """Estimate a total from two lists of which one holds a thing with so many times the odds if the other does.

    1 is independence; above 1 the lists see, and miss, the same things. It cannot be learnt from two lists. Raises
    ValueRefusedError for other than two lists, or where they have nothing in common.
    """
    _two(table)
    both = table.on_all(0, 1)
    alone = table.on_all(0) - both, table.on_all(1) - both
    lincoln_petersen(table.on_all(0), table.on_all(1), both)
    return Total(table.seen + odds_ratio * alone[0] * alone[1] / both)


def chao(table: Histories, *, corrected: bool = False) -> Total:
    """Give Chao's lower bound from what stands on one list and on two; `corrected` for few lists, by (t - 1)/t.

    A lower bound where lists see things alike or some things are harder to see, not where one list leads to another.
    Raises ValueRefusedError where nothing stands on exactly two lists.
    """
    once, twice = table.on_exactly(1), table.on_exactly(2)
    if twice == 0:
        raise ValueRefusedError("nothing stands on exactly two lists, so that Chao's bound is without end")
    lists = len(table.lists)
    factor = (lists - 1) / lists if corrected else 1.0
    return Total(table.seen + factor * once**2 / (2 * twice))


def no_highest_order(table: Histories) -> Total:
    """Estimate a total were there no interaction of all lists at once: the odd histories' product over the even ones'.

    Raises ValueRefusedError where a history is empty: the product is then 0 or without end.
    """
    if (table.count == 0).any():
        empty = int((table.count == 0).sum())
        raise ValueRefusedError(
            f"{empty} of {len(table.count)} histories are empty, so that their product says nothing; merge lists"
        )
    odd = table.length % 2 == 1
    logs = np.log(table.count)
    return Total(table.seen + float(np.exp(logs[odd].sum() - logs[~odd].sum())))


def _two(table: Histories) -> None:
    if len(table.lists) != 2:  # noqa: PLR2004 - two lists are two lists
        raise ValueRefusedError(
            f"{len(table.lists)} lists where two are compared; choose two, or fit log-linear models"
        )
