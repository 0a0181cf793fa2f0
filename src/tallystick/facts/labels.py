"""Classes that witnesses put things into, and how often each witness errs.

The model of Dawid and Skene, Applied Statistics 28 (1979) 20-28; the numbers of equations are theirs.

Here: is a flow there at all, where many say yes or no and nobody is always right. Witnesses must err independently: one
that copies another (SIPRI reads the Register) is left out or it counts twice.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tallystick.errors import ValueRefusedError
from tallystick.facts.doubles import Floats, Indices

Counts = NDArray[np.int64]
"""How often each witness put each item into each class: (items, witnesses, classes)."""

_TOLERANCE: Final = 1e-9
_MOST_SWEEPS: Final = 20_000
"""The data of 1979 take 29 sweeps to 1e-12; where classes hardly differ it takes thousands."""
_TINY: Final = 1e-300
"""Stands for a probability of zero in a logarithm; a thing that never happened multiplies by nothing more."""
_DIMENSIONS: Final = 3
_THERE: Final = 1


@dataclass(frozen=True, slots=True)
class Labels:
    """What was found: how common each class is, how each witness errs, what each item is."""

    prevalence: Floats
    """(classes,): share of the items in each class."""
    errors: Floats
    """(witnesses, classes, classes): probability that a witness says the second class of an item of the first; a row of
    zeros where the witness saw nothing of that class."""
    items: Floats
    """(items, classes): probability that an item is of a class."""
    log_likelihood: float
    sweeps: int


def tally(item: Indices, witness: Indices, label: Indices, shape: tuple[int, int, int]) -> Counts:
    """Count statements, one element a statement, into (items, witnesses, classes); what nobody said stays 0."""
    counts = np.zeros(shape, dtype=np.int64)
    np.add.at(counts, (item, witness, label), 1)
    return counts


def fit(counts: Counts, *, tolerance: float = _TOLERANCE) -> Labels:
    """Find the most likely prevalence, errors and classes by EM, starting from the shares of votes.

    Ends when nothing moves by more than `tolerance`. An item nobody spoke of has the prevalence for its probabilities.
    Raises ValueRefusedError for counts of another shape, negative or all zero, and where EM does not settle.
    """
    _check(counts)
    items = _votes(counts)
    prevalence, errors = _maximise(counts, items)
    for sweep in range(1, _MOST_SWEEPS + 1):
        items, log_likelihood = _expect(counts, prevalence, errors)
        old_prevalence, old_errors = prevalence, errors
        prevalence, errors = _maximise(counts, items)
        moved = max(np.abs(prevalence - old_prevalence).max(), np.abs(errors - old_errors).max())
        if moved <= tolerance:
            return Labels(prevalence, errors, items, log_likelihood, sweep)
    raise ValueRefusedError(
        f"the classes of {len(counts)} items did not settle in {_MOST_SWEEPS} sweeps: the witnesses hardly tell them "
        "apart, so that no answer would be stable; allow a larger tolerance or merge classes"
    )


def presence(item: Indices, witness: Indices, there: NDArray[np.bool_], shape: tuple[int, int]) -> Floats:
    """Give the probability that each flow is there at all, from statements that it is or is not.

    One element a statement: `item` and `witness` are places below `shape`. A witness that filed nothing makes no
    statement; one that filed and left the flow out says no (METHODS 1.6). Each role of a claimant is its own witness.
    """
    counts = tally(item, witness, there.astype(np.intp), (*shape, 2))
    return np.asarray(fit(counts).items[:, _THERE])


def _check(counts: Counts) -> None:
    if counts.ndim != _DIMENSIONS or counts.sum() == 0 or (counts < 0).any():
        raise ValueRefusedError(
            f"counts of shape {counts.shape} with total {counts.sum()} are not statements of witnesses about items; "
            "give (items, witnesses, classes), none below zero and at least one above"
        )


def _votes(counts: Counts) -> Floats:
    """Share out each item by votes; one that nobody spoke of by the votes of all."""
    votes = counts.sum(axis=1).astype(float)
    votes[votes.sum(axis=1) == 0] = votes.sum(axis=0)
    return np.asarray(votes / votes.sum(axis=1, keepdims=True))


def _maximise(counts: Counts, items: Floats) -> tuple[Floats, Floats]:
    """Give prevalence and errors, were the classes of items known (equations 2.3 and 2.4)."""
    errors = np.einsum("ij,ikl->kjl", items, counts)
    total = errors.sum(axis=2, keepdims=True)
    return items.mean(axis=0), np.divide(errors, total, out=np.zeros_like(errors), where=total > 0)


def _expect(counts: Counts, prevalence: Floats, errors: Floats) -> tuple[Floats, float]:
    """Give the classes of items, were the errors known, and the log-likelihood (equations 2.5 and 2.7)."""
    logs = np.einsum("ikl,kjl->ij", counts, np.log(np.maximum(errors, _TINY)))
    logs += np.log(np.maximum(prevalence, _TINY))
    largest = logs.max(axis=1, keepdims=True)
    weight = np.exp(logs - largest)
    total = weight.sum(axis=1, keepdims=True)
    return weight / total, float((np.log(total) + largest).sum())
