"""Amounts on a grid, held to enumeration of every whole number and to the closed form."""

from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaincinv, ndtr

from tallystick.facts.amount import through
from tallystick.facts.doubles import Floats
from tallystick.facts.grid import OnGrid, Witnesses, on_grid
from tallystick.facts.posterior import both
from tests.facts.known import drawn, one_cell

Said = tuple[float, float]
OPEN = float("inf")
UNSAID: Said = (float("nan"), float("nan"))


def counted(
    *said: Said, right: float = 0.0, copied: float = 0.0, sd: tuple[float, ...] = (0.3, 0.3), df: float = 5.0
) -> OnGrid:
    """Lay statements on one number of things, each with its lowest and highest number, for one draw."""
    low, high = np.array([said]).transpose(2, 0, 1)
    witnesses = len(said)
    with np.errstate(divide="ignore"):
        return on_grid(
            Witnesses(
                low=np.log(np.maximum(low - 0.5, 0.0)),
                high=np.log(high + 0.5),
                value=np.where(low == high, low, np.nan),
                bias=np.zeros((1, 1, witnesses)),
                variance=np.square([[sd[:witnesses]]]),
                right=np.full((1, witnesses), right),
                copied=np.array([copied if said[0] == said[-1] else 0.0]),
                counted=np.array([True]),
                df=np.array([df]),
            )
        )


def enumerated(
    *said: Said, right: float = 0.0, copied: float = 0.0, sd: tuple[float, ...] = (0.3, 0.3), df: float = 5.0
) -> tuple[Floats, float]:
    """Give the chance of each whole number from 1 on, and that halves are copies, by going through all of them."""
    number = np.arange(1.0, 3_000.0)
    tail = gammaincinv(df / 2, (np.arange(80) + 0.5) / 80) / (df / 2)
    each = []
    for (low, high), noise in zip(said, sd, strict=False):
        scale = noise / np.sqrt(tail)[:, None]
        with np.errstate(divide="ignore"):
            ends = [
                (np.log(max(end, 0.0)) - np.log(number)) / scale for end in (low - 0.5, min(high, 1e9) + 0.5)
            ]
        wrong = (1 - right) * (ndtr(ends[1]) - ndtr(ends[0]))
        each.append(wrong + right * ((number == low) & (low == high)))
    prior = 1 / number
    two = (1 - copied) * np.prod(each, axis=0).mean(axis=0) * prior
    one = copied * (each[0] + each[1 if len(each) > 1 else 0]).mean(axis=0) / 2 * prior
    return (two + one) / (two + one).sum(), float(one.sum() / (two + one).sum())


CASES: dict[str, tuple[list[Said], dict[str, Any]]] = {
    "two figures": ([(40, 40), (25, 25)], {}),
    "figures that may be right": ([(12, 12), (9, 9)], {"right": 0.6}),
    "equal figures that may be right": ([(12, 12), (12, 12)], {"right": 0.6}),
    "equal figures that may be copies": ([(12, 12), (12, 12)], {"right": 0.4, "copied": 0.3}),
    "one figure": ([(30, 30)], {"right": 0.3}),
    "a range": ([(10, 20)], {}),
    "a range and a figure": ([(10, 20), (30, 30)], {"right": 0.5}),
    "two ranges": ([(10, 20), (18, 30)], {}),
    "at least, beside a figure": ([(10, OPEN), (5, 5)], {"right": 0.2}),
    "below, beside a figure": ([(0, 99), (150, 150)], {"right": 0.2}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_grid_gives_what_going_through_every_whole_number_gives(case: str) -> None:
    said, how = CASES[case]
    found = counted(*said, **how)
    share, p_same = enumerated(*said, **how)
    upto = np.cumsum(share)
    for end, wanted in ((found.low, 0.05), (found.middle, 0.5), (found.high, 0.95)):
        number = max(int(np.floor(end[0] + 0.5)), 1)
        below, through = upto[number - 1] - share[number - 1], upto[number - 1]
        # 160 points and four nodes of the tail: within three in a hundred
        assert below - 0.03 <= wanted <= through + 0.03, (wanted, number)
    assert found.p_same[0] == pytest.approx(p_same, abs=0.02)


@pytest.mark.parametrize("case", CASES)
def test_what_is_held_of_a_count_gives_the_chance_of_an_excess(case: str) -> None:
    """Two stated figures and a t of the rest, beside going through every whole number."""
    said, how = CASES[case]
    found, (share, _) = counted(*said, **how), enumerated(*said, **how)
    limit = np.arange(1, 400)
    centre, scale = through(found.rest_low[0], found.rest_high[0], counted=True)
    stated = [(found.figure[0], found.p_figure[0]), (found.other[0], found.p_other[0])]
    above = stats.t.sf((np.log(limit + 0.5) - centre) / scale, 4) * (1 - sum(chance for _, chance in stated))
    for figure, chance in stated:
        above += chance * (np.round(np.nan_to_num(figure)) > limit)
    # where an open bound leans on a figure, the rest is no t: within a tenth; elsewhere within three in a hundred
    near = 0.1 if any(low == 0 or high == OPEN for low, high in said) else 0.03
    assert above == pytest.approx(1 - np.cumsum(share)[limit - 1], abs=near)


@pytest.mark.parametrize(("x", "m"), [(40_000.0, 25_000.0), (9_000.0, 3_000.0), (5_000.0, 5_001.0)])
def test_many_things_are_estimated_as_measured_amounts_are(x: float, m: float) -> None:
    found = counted((x, x), (m, m), sd=(0.3, 0.6), df=6.0)
    closed = both(
        drawn(df=[6.0], ours=[(0.0, 0.09)], theirs=[(0.0, 0.36)]),
        one_cell(float(np.log(x)), float(np.log(m))),
    )
    assert np.log(found.middle) == pytest.approx(closed.log_mean, abs=0.1 * closed.log_sd[0])
    assert np.log(found.low) == pytest.approx(closed.low, abs=0.2 * closed.log_sd[0])
    assert np.log(found.high) == pytest.approx(closed.high, abs=0.2 * closed.log_sd[0])


def test_a_figure_that_is_often_right_has_a_chance_of_its_own() -> None:
    sure = counted((12, 12), (12, 12), right=0.6)
    assert (sure.low[0], sure.high[0]) == (pytest.approx(12), pytest.approx(12))
    unsure = counted((12, 12), (12, 12), right=0.05)
    assert unsure.low[0] < 12 < unsure.high[0]


def test_one_paper_copied_is_one_witness() -> None:
    alone, two = counted((300, 300)), counted((300, 300), (300, 300))
    copied = counted((300, 300), (300, 300), copied=1.0)
    assert two.high / two.low < 0.8 * alone.high / alone.low
    assert (copied.low[0], copied.high[0]) == pytest.approx((alone.low[0], alone.high[0]))
    assert copied.p_same[0] == pytest.approx(1)


def test_whose_paper_was_copied_is_told_by_neither_place() -> None:
    """One witness errs much and one little: which of them comes first makes no difference to what both say."""
    one, other = (counted((100, 100), (100, 100), copied=1.0, sd=sd) for sd in ((0.1, 0.9), (0.9, 0.1)))
    for name in OnGrid.__slots__:
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name
    assert one.high[0] > counted((100, 100), (100, 100), copied=1.0, sd=(0.1, 0.1)).high[0]


def test_a_witness_who_says_nothing_changes_nothing() -> None:
    alone, beside = counted((30, 30), right=0.3), counted((30, 30), UNSAID, right=0.3)
    for name in ("log_mean", "low", "middle", "high"):
        assert getattr(beside, name)[0] == pytest.approx(getattr(alone, name)[0]), name


def test_a_range_is_not_its_middle() -> None:
    """An error of a tenth leaves a figure near itself and a range anywhere within its ends."""
    figure, span = counted((30, 30), sd=(0.1,)), counted((10, 50), sd=(0.1,))
    assert span.low[0] < 13
    assert span.high[0] > 45
    assert figure.low[0] > 22
    assert figure.high[0] < 40


def test_bounds_bound_one_end_only() -> None:
    least, below = counted((100, OPEN), (400, 400), sd=(0.1, 1.0)), counted((0, 99), (40, 40), sd=(0.1, 1.0))
    assert least.low[0] > 90
    assert least.high[0] > 1000
    assert below.high[0] < 115
    assert below.low[0] < 15


def test_every_cell_is_worked_out_by_itself() -> None:
    """Cells go in blocks; which cells stand beside one another must not matter."""
    many = 300
    low = np.log(np.linspace(5.0, 5000.0, many))[:, None]
    shape = (2, many, 1)
    said = Witnesses(
        low=low - 0.001,
        high=low + 0.001,
        value=np.full((many, 1), np.nan),
        bias=np.zeros(shape),
        variance=np.full(shape, 0.1),
        right=np.zeros((many, 1)),
        copied=np.zeros(many),
        counted=np.zeros(many, dtype=bool),
        df=np.array([4.0, 9.0]),
    )
    found = on_grid(said)
    assert len(found.middle) == many
    # measured amounts of one claimant differ by their figure alone
    assert np.log(found.middle) - low[:, 0] == pytest.approx(np.zeros(many), abs=0.05)
    assert np.log(found.high / found.low) == pytest.approx(np.log(found.high / found.low)[0])
