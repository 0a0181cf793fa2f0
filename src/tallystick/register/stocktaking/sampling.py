"""How many things of a store to check, which ones, and what the check then shows: exact hypergeometric probabilities.

Whole numbers and fractions, so that a plan at the edge of what was asked for is not decided by rounding.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb
from typing import Final

import numpy as np

ONE: Final = Fraction(1)
_ROUNDING: Final = 1e-12
"""The spread over strata is searched in floating point: a plan that fails by less than it rounds is at the edge."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample and what it detects.

    `sample` None: even a look at everything does not reach what was asked for, because a look may miss.
    """

    population: int
    suspected: int
    asked: Fraction
    sees: Fraction
    sample: int | None
    detects: Fraction
    """With `sample`; of a look at everything where there is none."""
    by_formula: int
    """The approximation in use elsewhere, for comparison (`by_formula`)."""


def miss(population: int, bad: int, sample: int, sees: Fraction = ONE) -> Fraction:
    """Give the probability that a random sample shows none of the bad things: Σ H(k) (1 − sees)^k.

    Args:
        population: how many things there are (N).
        bad: how many of them are missing or false (D).
        sample: how many are looked at, none twice (n).
        sees: the probability that a bad thing is noticed when it is looked at.
    """
    return at_most_seen(population, bad, sample, 0, sees)


def at_most_seen(population: int, bad: int, sample: int, seen: int, sees: Fraction = ONE) -> Fraction:
    """Give the probability that a random sample shows at most `seen` of the bad things (arguments as in `miss`)."""
    _checked(population, bad, sample, sees)
    good, least, most = population - bad, max(0, sample - (population - bad)), min(bad, sample)
    if sees == 1:
        most = min(most, seen)
    notices, whole = sees.numerator, sees.denominator
    misses = whole - notices
    # ways · Σ (k over j) notices^j misses^(k−j), over one denominator whole^most: no fraction until the end
    ways = comb(bad, least) * comb(good, sample - least)
    total = 0
    for there in range(least, most + 1):
        noticed = sum(
            comb(there, one) * notices**one * misses ** (there - one) for one in range(min(seen, there) + 1)
        )
        total += ways * noticed * whole ** (most - there)
        ways = ways * (bad - there) * (sample - there) // ((there + 1) * (good - sample + there + 1))
    return Fraction(total, comb(population, sample) * whole ** max(most, 0))


def _checked(population: int, bad: int, sample: int, sees: Fraction) -> None:
    if not (0 <= bad <= population and 0 <= sample <= population and 0 < sees <= 1):
        raise ValueError(
            f"{bad} bad and {sample} sampled of {population}, seen with {sees}: both must lie between 0 and the "
            "population, and the chance of seeing above 0 and at most 1"
        )


def plan(population: int, suspected: int, asked: Fraction, sees: Fraction = ONE) -> Plan:
    """Find the smallest sample that shows at least one of `suspected` bad things with the probability asked for.

    Raises:
        ValueError: nothing or more than everything is suspected, or the probability is not between 0 and 1.
    """
    if not (1 <= suspected <= population and 0 < asked < 1):
        raise ValueError(
            f"{suspected} suspected of {population} with probability {asked}: nothing can be planned"
        )

    def reaches(sample: int) -> bool:
        return 1 - miss(population, suspected, sample, sees) >= asked

    formula = by_formula(population, suspected, float(asked))
    if not reaches(population):
        detects = 1 - miss(population, suspected, population, sees)
        return Plan(population, suspected, asked, sees, None, detects, formula)
    sample = _first(reaches, population)
    detects = 1 - miss(population, suspected, sample, sees)
    return Plan(population, suspected, asked, sees, sample, detects, formula)


def _first(holds: Callable[[int], bool], last: int) -> int:
    # `holds` is false up to some number and true from there to `last`: doubling, since answers are small, then halving
    low, high = 0, min(1, last)
    while high < last and not holds(high):
        low, high = high + 1, min(2 * high, last)
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def by_formula(population: int, suspected: int, asked: float) -> int:
    """Give the sample by N(1 − β^(1/D)), as inspectorates print it; it leaves out that a look may miss."""
    return ceil(population * (1 - math.pow(1 - asked, 1 / suspected)))


def by_better_formula(population: int, suspected: int, asked: float) -> int:
    """Give the sample by ½(1 − β^(1/D))(2N − D + 1), the usual correction of `by_formula`."""
    return ceil((1 - math.pow(1 - asked, 1 / suspected)) * (2 * population - suspected + 1) / 2)


def at_most_bad(population: int, sample: int, seen: int, confidence: Fraction, sees: Fraction = ONE) -> int:
    """Give the largest number of bad things that the result of a sample leaves possible.

    With more than these the sample would have shown more than `seen` with at least the confidence given.

    Args:
        population: how many things there are.
        sample: how many were looked at, drawn at random.
        seen: how many of these were bad.
        confidence: as a fraction: 0.95 is Fraction(95, 100).
        sees: the probability that a bad thing is noticed when it is looked at.
    """

    def is_excluded(bad: int) -> bool:
        if bad > population - (0 if sees < 1 else sample - seen):
            return True
        return at_most_seen(population, bad, sample, seen, sees) <= 1 - confidence

    return _first(lambda more: is_excluded(seen + more), population - seen + 1) - 1 + seen


def shared_out(sizes: Sequence[int], sample: int) -> list[int]:
    """Share a sample out over strata in proportion, by largest remainders, at least one to each that holds anything."""
    population = sum(sizes)
    if population == 0:
        return [0 for _ in sizes]
    least = [min(1, size) for size in sizes]
    wanted = max(sample, sum(least))
    exact = [Fraction(wanted * size, population) for size in sizes]
    given = [max(low, int(share)) for low, share in zip(least, exact, strict=True)]
    order = sorted(range(len(sizes)), key=lambda one: (given[one] - exact[one], one))
    while sum(given) < wanted:
        for one in order:
            if sum(given) < wanted and given[one] < sizes[one]:
                given[one] += 1
    while sum(given) > wanted:
        largest = max(
            range(len(sizes)), key=lambda one: given[one] - exact[one] if given[one] > least[one] else -1
        )
        given[largest] -= 1
    return given


def worst_miss(strata: Sequence[tuple[int, int]], bad: int, sees: Fraction = ONE) -> float:
    """Give the largest probability of seeing nothing, however the bad things are spread over the strata.

    Args:
        strata: for each, how many things it holds and how many of them are looked at.
        bad: how many are bad in all.
        sees: the probability that a bad thing is noticed when it is looked at.
    """
    # worst[b]: the largest chance of seeing nothing with b bad things in the strata so far; -1 where b do not fit
    worst = np.full(bad + 1, -1.0)
    worst[0] = 1.0
    for size, sample in strata:
        before = worst.copy()
        for here in range(1, min(bad, size) + 1):
            missed = float(miss(size, here, sample, sees))
            np.maximum(worst[here:], before[:-here] * missed, out=worst[here:], where=before[:-here] >= 0)
    return float(worst[bad])


def plan_by_strata(
    sizes: Sequence[int], suspected: int, asked: Fraction, sees: Fraction = ONE
) -> list[int] | None:
    """Share out the smallest sample that detects with the probability asked for wherever the bad things are.

    Returns:
        how many of each stratum; None where even a look at everything does not reach it.
    """
    population = sum(sizes)
    start = plan(population, suspected, asked, sees).sample
    if start is None:
        return None

    def reaches(more: int) -> bool:
        strata = list(zip(sizes, shared_out(sizes, start + more), strict=True))
        return 1 - worst_miss(strata, suspected, sees) >= float(asked) - _ROUNDING

    if not reaches(population - start):
        return None
    return shared_out(sizes, start + _first(reaches, population - start))


def seed_of(parts: Sequence[str], list_sha256: str) -> str:
    """Give the seed of a draw: SHA-256 of the parts that people gave and the hash of the frozen list, with commas.

    By hand: `printf '%s' 'FIRST,SECOND,HASH' | sha256sum`.
    """
    return hashlib.sha256(",".join([*parts, list_sha256]).encode()).hexdigest()


def drawn(seed: str, population: int, sample: int, stratum: str = "") -> list[int]:
    """Draw places 1 to `population` without repeats; anyone can draw them again from the seed.

    Ticket i is SHA-256 of `seed,i` (of `seed,stratum,i` in a stratum) read as a number, modulo the population, plus
    one; a place drawn before is passed over. This is the counter sampler that election audits use (Rivest 2011).

    Returns:
        the places in the order drawn.

    Raises:
        ValueError: more are to be drawn than there are.
    """
    if sample > population:
        raise ValueError(f"{sample} cannot be drawn of {population}")
    found: dict[int, None] = {}
    ticket = 0
    while len(found) < sample:
        ticket += 1
        text = ",".join(part for part in (seed, stratum, str(ticket)) if part != "")
        place = int(hashlib.sha256(text.encode()).hexdigest(), 16) % population + 1
        found.setdefault(place)
    return list(found)
