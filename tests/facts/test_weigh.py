"""Which claims stand behind a fact, and with what share."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.model.claim import Claim, Role
from tests.laws.tallies import Tables, exported, imported, laid_claims

pytestmark = pytest.mark.usefixtures("all_draws")  # weights are held to a twentieth


def weights(tables: Tables) -> dict[tuple[str, str], float]:
    """Give weights by claimant and designation."""
    of = {row["claim_id"]: (row["claimant"], row["designation"]) for row in tables["claim"].to_dicts()}
    return {of[row["claim_id"]]: row["weight"] for row in tables["fact_claim"].to_dicts()}


def weighed(*claims: Claim) -> dict[tuple[str, str], float]:
    return weights(laid_claims(*claims))


def sent(quantity: str, words: str = "-", **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, designation=words, **more)


def got(quantity: str, words: str = "-", **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, designation=words, **more)


SWE, FIN = ("SWE", "-"), ("FIN", "-")


@pytest.mark.parametrize("theirs", ["12", "9", "5-20", ">=5"])
def test_of_two_halves_nobody_knows_the_surer_of_both_weigh_about_alike(theirs: str) -> None:
    found = weighed(sent("12"), got(theirs))
    assert found[SWE] + found[FIN] == pytest.approx(1)
    # how many draws a few cells are worth: a tenth or so either way is chance
    assert found[SWE] == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ((sent("12"), got("withheld")), {SWE: 1, FIN: 0}),
        ((sent("nil"), got("nil")), {SWE: 0.5, FIN: 0.5}),
        ((sent("withheld"), got("unknown")), {SWE: 0, FIN: 0}),
    ],
)
def test_a_withheld_figure_weighs_nothing(
    claims: tuple[Claim, ...], expected: dict[tuple[str, str], float]
) -> None:
    assert weighed(*claims) == pytest.approx(expected)


def test_who_errs_more_elsewhere_weighs_less_here() -> None:
    """Twelve flows in which Sweden's partners agree with others and never with Sweden."""
    rest = []
    for year, wrong in enumerate([3, 300, 10, 700, 20, 150], start=2010):
        rest += [
            exported("SWE", "DNK", str(wrong), year, unit="kg"),
            imported("SWE", "DNK", "60", year, unit="kg"),
            exported("NOR", "FIN", "60", year, unit="kg"),
            imported("NOR", "FIN", "61", year, unit="kg"),
        ]
    tables = laid_claims(*rest, sent("12", unit="kg"), got("9", unit="kg"))
    of = {row["claim_id"]: row["claimant"] for row in tables["claim"].to_dicts()}
    found = {
        of[row["claim_id"]]: row["weight"]
        for row in tables["fact_claim"].to_dicts()
        if row["cell_id"] == "transfer.SWE.FIN.battle_tanks.2020.kg"
    }
    assert found["SWE"] < 0.3
    assert found["SWE"] + found["FIN"] == pytest.approx(1)


def test_a_line_weighs_by_what_it_says() -> None:
    found = weighed(sent("30", "Leopard 2"), sent("10", "M113"), got("30", "Leopard 2"), got("10", "M113"))
    assert found[("SWE", "Leopard 2")] == pytest.approx(3 * found[("SWE", "M113")])


def test_a_line_without_a_counterpart_is_its_claimants_alone() -> None:
    found = weighed(sent("52", "Casspir"), got("52", "Casspir"), sent("52", "Bushmaster"))
    assert found[("SWE", "Bushmaster")] == pytest.approx(0.5)
    assert found[("SWE", "Casspir")] + found[("FIN", "Casspir")] == pytest.approx(0.5)
    assert found[("SWE", "Casspir")] == pytest.approx(0.25, abs=0.05)


def test_where_only_totals_can_be_laid_the_lines_of_a_half_weigh_alike() -> None:
    found = weighed(sent("10-20", "Leopard 2"), sent("3-5", "M113"), got("20"))
    assert found[("SWE", "Leopard 2")] == found[("SWE", "M113")] == pytest.approx(0.25, abs=0.05)
    assert sum(found.values()) == pytest.approx(1)


def test_an_observer_weighs_beside_the_halves_unless_it_gives_no_figure() -> None:
    seen = replace(sent("40"), claimant="NOR", role=Role.OBSERVER)
    found = weighed(sent("12"), seen)
    assert sum(found.values()) == pytest.approx(1)
    assert 0.1 < found["NOR", "-"] < 0.9
    mute = replace(sent("withheld"), claimant="NOR", role=Role.OBSERVER)
    assert weighed(sent("12"), mute) == pytest.approx({SWE: 1, ("NOR", "-"): 0})
    assert weighed(seen) == pytest.approx({("NOR", "-"): 1})


def test_every_claim_of_a_cell_is_named_with_its_fact() -> None:
    tables = laid_claims(sent("12"), sent("withheld"), got("9"), exported("SWE", "NOR", "3"))
    assert set(tables["fact_claim"]["claim_id"]) == set(tables["claim"]["claim_id"])
    assert set(tables["fact_claim"]["cell_id"]) == set(tables["fact"]["cell_id"])
