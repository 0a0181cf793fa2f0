"""The sampling plan is exact, agrees with what others publish, and can be drawn again by hand."""

import hashlib
from fractions import Fraction
from itertools import combinations, product
from math import comb

import pytest
from scipy.stats import hypergeom

from tallystick.register.stocktaking.sampling import (
    at_most_bad,
    at_most_seen,
    by_better_formula,
    by_formula,
    drawn,
    miss,
    plan,
    plan_by_strata,
    seed_of,
    shared_out,
    worst_miss,
)

P95 = Fraction(95, 100)
PUBLISHED = [
    (500, 25, P95, 56, 57, 56),
    (2000, 20, P95, 277, 279, 277),
    (37, 4, Fraction(8, 10), 12, 13, 12),
    (60, 3, Fraction(9, 10), 32, 33, 32),
]


@pytest.mark.parametrize(("population", "bad", "asked", "exact", "formula", "better"), PUBLISHED)
def test_plans_have_the_sizes_found_elsewhere(
    population: int, bad: int, asked: Fraction, exact: int, formula: int, better: int
) -> None:
    found = plan(population, bad, asked)
    assert (found.sample, found.by_formula) == (exact, formula)
    assert by_better_formula(population, bad, float(asked)) == better
    assert by_formula(population, bad, float(asked)) == formula
    assert 1 - miss(population, bad, exact) >= asked > 1 - miss(population, bad, exact - 1)


def test_probabilities_agree_with_another_implementation() -> None:
    for population, bad, sample, seen in product((40, 173), (3, 17), (5, 31), (0, 2)):
        ours = float(at_most_seen(population, bad, sample, seen))
        assert ours == pytest.approx(hypergeom.cdf(seen, population, bad, sample), rel=1e-12)


def test_a_plan_at_the_very_edge_of_what_is_asked_is_not_made_larger_by_rounding() -> None:
    assert plan(10, 1, Fraction(1, 2)).sample == 5
    assert plan(3, 1, Fraction(2, 3)).sample == 2


def test_a_look_that_may_miss_needs_a_larger_sample_and_may_not_suffice_at_all() -> None:
    sees = Fraction(9, 10)
    found = plan(500, 25, P95, sees)
    assert found.sample == 62
    # by every outcome of a tiny case: of 4 things 2 are bad, 2 are drawn, each bad one is noticed with 9/10
    outcomes = [sum(one < 2 for one in chosen) for chosen in combinations(range(4), 2)]
    assert miss(4, 2, 2, sees) == sum(Fraction(1, 10) ** there for there in outcomes) / comb(4, 2)
    hopeless = plan(50, 1, P95, sees)
    assert (hopeless.sample, hopeless.detects) == (None, sees)


def test_the_result_of_a_sample_leaves_possible_what_it_does_not_exclude() -> None:
    assert at_most_bad(500, 56, 0, P95) == 24
    assert miss(500, 24, 56) > 1 - P95 >= miss(500, 25, 56)
    assert at_most_bad(10, 10, 0, P95) == 0
    assert at_most_bad(10, 10, 2, P95) == 2
    assert at_most_bad(10, 0, 0, P95) == 10
    # everything was looked at, but a look misses one in ten: a thing may still be missing
    assert at_most_bad(10, 10, 0, P95, Fraction(9, 10)) == 1


def test_a_sample_is_shared_out_in_proportion_with_one_at_least_of_each_kind() -> None:
    assert shared_out([300, 150, 50], 50) == [30, 15, 5]
    assert shared_out([1000, 1, 0], 10) == [9, 1, 0]
    assert shared_out([1, 1, 1], 1) == [1, 1, 1]
    assert sum(shared_out([333, 333, 334], 100)) == 100


def test_a_sample_by_kind_holds_wherever_the_missing_ones_are() -> None:
    sizes, bad = [40, 12, 5], 6
    many = plan_by_strata(sizes, bad, P95)
    assert many is not None
    spreads = [spread for spread in product(range(7), repeat=3) if sum(spread) == bad and spread[2] <= 5]
    missed = [
        float(miss(40, one, many[0]) * miss(12, two, many[1]) * miss(5, three, many[2]))
        for one, two, three in spreads
    ]
    assert worst_miss(list(zip(sizes, many, strict=True)), bad) == pytest.approx(max(missed))
    assert max(missed) <= 0.05


def test_a_sample_by_kind_is_larger_where_the_missing_ones_can_hide_in_a_small_kind() -> None:
    assert (plan(23, 2, P95).sample, plan_by_strata([20, 3], 2, P95)) == (18, [17, 2])
    smaller = shared_out([20, 3], 18)
    spreads = [(2, 0), (1, 1), (0, 2)]
    assert max(miss(20, one, smaller[0]) * miss(3, two, smaller[1]) for one, two in spreads) > 1 - P95
    assert max(miss(20, one, 17) * miss(3, two, 2) for one, two in spreads) <= 1 - P95


def test_the_draw_can_be_repeated_by_hand() -> None:
    seed = seed_of(["3 1 4 1 5 9", "2 6 5 3 5 8"], "ab" * 32)
    assert seed == hashlib.sha256(b"3 1 4 1 5 9,2 6 5 3 5 8," + b"ab" * 32).hexdigest()
    first = int(hashlib.sha256(f"{seed},1".encode()).hexdigest(), 16) % 500 + 1
    places = drawn(seed, 500, 56)
    assert places[0] == first
    assert len(set(places)) == 56
    assert set(places) <= set(range(1, 501))
    assert drawn(seed, 500, 60)[:56] == places
    assert drawn(seed, 500, 56, "small_arm") != places
    assert sorted(drawn(seed, 7, 7)) == [1, 2, 3, 4, 5, 6, 7]


def test_what_cannot_be_is_refused() -> None:
    for call in (
        lambda: plan(5, 6, P95),
        lambda: plan(5, 0, P95),
        lambda: miss(5, 1, 6),
        lambda: drawn("a", 3, 4),
    ):
        with pytest.raises(ValueError, match=r"\d"):
            call()
