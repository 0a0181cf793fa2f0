"""Invented flows have the truth they say, and a variant changes what it says and nothing else."""

import numpy as np
import pytest

from tallystick.worlds.mirror import (
    DENSITIES,
    FALSE,
    MODELLED,
    PARTIES,
    UNDER,
    UNIDENTIFIABLE,
    Mirror,
    Variant,
    sparse,
)


def _record(variant: Variant = Variant.PLAIN, density: float = 12) -> Mirror:
    return sparse(DENSITIES[density], seed=5, variant=variant)


@pytest.mark.parametrize("density", DENSITIES)
def test_a_density_is_the_cells_per_party_and_role(density: float) -> None:
    assert len(_record(density=density).x) / PARTIES == pytest.approx(density, rel=0.12)


def test_noise_is_each_partys_own_and_the_oracle_beats_either_half() -> None:
    flows = _record(density=35)
    for party in range(0, PARTIES, 7):
        off = (flows.x - flows.truth)[flows.exporter == party]
        assert np.std(off) == pytest.approx(flows.exporter_sd[party], rel=0.5)
    errors = [np.mean((one - flows.truth) ** 2) for one in (flows.oracle(), flows.x, flows.m)]
    assert errors[0] < 0.6 * min(errors[1:])


def test_nobody_trades_with_itself() -> None:
    flows = _record(density=35)
    assert (flows.exporter != flows.importer).all()


@pytest.mark.parametrize("variant", [*MODELLED, *UNIDENTIFIABLE])
def test_a_variant_keeps_truth_and_leaves_the_rest_as_it_was(variant: Variant) -> None:
    plain, other = _record(), _record(variant)
    kept = np.isin(plain.truth, other.truth)
    assert (plain.truth[kept] == other.truth).all()
    untouched = ~other.changed
    assert (plain.x[kept][untouched] == other.x[untouched]).all()
    assert (plain.m[kept][untouched] == other.m[untouched]).all()
    assert other.changed.any()
    assert (plain.witness[kept] == other.witness).all()


def test_a_third_of_parties_under_report_and_leave_lines_out() -> None:
    plain, other = _record(density=35), _record(Variant.UNDER_REPORTING, density=35)
    assert len(other.x) < 0.95 * len(plain.x)
    kept = np.isin(plain.truth, other.truth)
    low = other.x - plain.x[kept] < 0
    assert other.x[low] - plain.x[kept][low] == pytest.approx(np.log(UNDER))
    assert len(set(other.exporter[low])) == round(0.3 * PARTIES)


def test_copies_are_equal_to_the_last_digit_and_nothing_else_is() -> None:
    flows = _record(Variant.COPIES)
    assert ((flows.x == flows.m) == flows.changed).all()
    assert 0.2 < flows.changed.mean() < 0.4


def test_colluders_file_the_same_false_figure() -> None:
    flows = _record(Variant.COLLUSION)
    assert (flows.x[flows.changed] == flows.m[flows.changed]).all()
    assert flows.x[flows.changed] - flows.truth[flows.changed] == pytest.approx(np.log(FALSE))


def test_late_arrivals_move_a_part_of_a_flow_and_not_all_of_it() -> None:
    plain, late = _record(), _record(Variant.YEAR_END)
    moved = late.m - plain.m
    assert (moved > np.log(0.7)).all()
    assert abs(np.median(moved)) < 0.05
