"""Which claims stand behind a fact, and with what share."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.model.claim import Claim, Role
from tests.laws.tallies import Tables, assessed_claims, exported, imported


def weights(tables: Tables) -> dict[tuple[str, str], float]:
    """Give weights by claimant and designation."""
    of = {row["claim_id"]: (row["claimant"], row["designation"]) for row in tables["claim"].to_dicts()}
    return {of[row["claim_id"]]: row["weight"] for row in tables["fact_claim"].to_dicts()}


def weighed(*claims: Claim) -> dict[tuple[str, str], float]:
    return weights(assessed_claims(*claims))


def sent(quantity: str, words: str = "-", **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, designation=words, **more)


def got(quantity: str, words: str = "-", **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, designation=words, **more)


SWE, FIN = ("SWE", "-"), ("FIN", "-")


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ((sent("12"), got("12")), {SWE: 0.5, FIN: 0.5}),
        ((sent("12"), got("9")), {SWE: 0.5, FIN: 0.5}),
        ((sent("12"), got("withheld")), {SWE: 1, FIN: 0}),
        ((sent("nil"), got("nil")), {SWE: 0.5, FIN: 0.5}),
        ((sent("withheld"), got("unknown")), {SWE: 0, FIN: 0}),
        ((sent("10-20"), got(">=5")), {SWE: 0.5, FIN: 0.5}),
    ],
)
def test_both_halves_weigh_alike_and_a_withheld_figure_weighs_nothing(
    claims: tuple[Claim, ...], expected: dict[tuple[str, str], float]
) -> None:
    assert weighed(*claims) == pytest.approx(expected)


def test_a_line_weighs_by_what_it_says() -> None:
    found = weighed(sent("30", "Leopard 2"), sent("10", "M113"), got("30", "Leopard 2"), got("10", "M113"))
    assert found[("SWE", "Leopard 2")] == pytest.approx(3 * found[("SWE", "M113")])


def test_a_line_without_a_counterpart_is_its_claimants_alone() -> None:
    found = weighed(sent("52", "Casspir"), got("52", "Casspir"), sent("52", "Bushmaster"))
    assert found[("SWE", "Bushmaster")] == pytest.approx(0.5)
    assert found[("SWE", "Casspir")] == found[("FIN", "Casspir")] == pytest.approx(0.25)


def test_where_only_totals_can_be_laid_the_lines_of_a_half_weigh_alike() -> None:
    found = weighed(sent("10-20", "Leopard 2"), sent("3-5", "M113"), got("20"))
    assert found == pytest.approx({("SWE", "Leopard 2"): 0.25, ("SWE", "M113"): 0.25, FIN: 0.5})


def test_observers_are_read_and_not_weighed() -> None:
    seen = replace(sent("40"), claimant="NOR", role=Role.OBSERVER)
    assert weighed(sent("12"), seen) == pytest.approx({SWE: 1, ("NOR", "-"): 0})


def test_every_claim_of_a_cell_is_named_with_its_fact() -> None:
    tables = assessed_claims(sent("12"), sent("withheld"), got("9"), exported("SWE", "NOR", "3"))
    assert set(tables["fact_claim"]["claim_id"]) == set(tables["claim"]["claim_id"])
    assert set(tables["fact_claim"]["cell_id"]) == set(tables["fact"]["cell_id"])
