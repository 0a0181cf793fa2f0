"""Which gaps become leads, how soon to look, whom to ask, and what would settle it."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from tallystick.findings.gap import gaps
from tallystick.findings.leads import leads
from tallystick.model.claim import Act, Claim, Filing, Role
from tests.findings.rows import ON, said, table
from tests.laws.tallies import complete, document, exported, filed, imported, laid

CELL = "transfer.SWE.FIN.battle_tanks.2020.items"
FILED = filed("FIN", "lines", "imports")


def found(
    *claims: Claim, filings: tuple[Filing, ...] = (), judged: str = "", **more: Any
) -> list[dict[str, Any]]:
    tables = laid(document(*claims, filings=filings, **more))
    tables["gap"] = gaps(tables)
    if judged != "":
        tables["judgement"] = table("judgement", said("contest", judged, 1))
    return leads(tables, on=ON).to_dicts()


def sent(quantity: str, words: str = "-", year: int = 2020, **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, year, designation=words, **more)


def got(quantity: str, words: str = "-", year: int = 2020, **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, year, designation=words, **more)


def one(*claims: Claim, **more: Any) -> dict[str, Any]:
    (lead,) = (row for row in found(*claims, **more) if row["about"] == CELL)
    return lead


USUAL = tuple(
    claim
    for year in (2010, 2011, 2012)
    for claim in (exported("NOR", "DNK", "10", year), imported("NOR", "DNK", "10", year))
)
"""Three flows of ten tanks, so that ten is the usual flow."""

EXACT = tuple(
    claim
    for year in range(2000, 2012)
    for kind in ("missiles", "warships", "manpads", "attack_helicopters", "combat_aircraft")
    for claim in (
        exported("SWE", "FIN", "100", year, category=kind),
        imported("SWE", "FIN", str(99 + 2 * (year % 2)), year, category=kind),
    )
)
"""Sixty flows that Sweden and Finland declare almost alike, so that a gap between them is out of the ordinary."""


@pytest.mark.parametrize(
    ("claims", "severity"),
    [
        ((sent("40"), got("10")), "high"),
        # half of it, but less than usual
        ((sent("6"), got("2")), "medium"),
        # as much as usual, but the halves have most in common
        ((sent("60"), got("48")), "medium"),
        ((sent("20"), got("17")), "low"),
    ],
)
def test_severity_is_what_is_left_beside_the_halves_and_beside_the_usual(
    claims: tuple[Claim, ...], severity: str
) -> None:
    assert one(*claims, *USUAL, *EXACT)["severity"] == severity


def test_what_is_ordinary_for_such_halves_is_no_matter_of_haste() -> None:
    # nothing is known of either side's exactness, and halves of the world at large differ fourfold often enough
    assert one(sent("40"), got("10"), *USUAL)["severity"] == "low"


@pytest.mark.parametrize(("quantity", "severity"), [("9000", "medium"), ("99", "low")])
def test_one_word_against_none_is_never_high(quantity: str, severity: str) -> None:
    assert one(sent(quantity), *USUAL, *EXACT, filings=(FILED,))["severity"] == severity


def test_a_line_left_out_by_returns_that_often_leave_lines_out_is_no_matter_of_haste() -> None:
    assert one(sent("9000"), *USUAL, filings=(FILED,))["severity"] == "low"


def test_a_half_whose_other_side_is_not_in_hand_is_no_lead() -> None:
    assert found(sent("12")) == []
    assert found(sent("12"), filings=(filed("FIN", "not_held"),)) == []
    tables = laid(document(sent("9000")), lists=[complete()])
    tables["gap"] = gaps(tables)
    assert tables["gap"].height == 1
    assert leads(tables, on=ON).height == 0


def test_what_causes_account_for_is_no_lead_unless_somebody_speaks_of_it() -> None:
    claims = (sent("12"), sent("5", year=2021), got("5", year=2021), got("12", year=2021))
    assert [row for row in found(*claims) if row["about"] == CELL and row["severity"] != "low"] == []
    lone = (sent("12"),)
    for about in (CELL, f"gap.{CELL}"):
        (row,) = found(*lone, judged=about)
        assert (row["finding_id"], row["severity"]) == (f"gap.{CELL}", "note")
    assert found(*lone, judged="transfer.SWE.NOR.battle_tanks.2020.items") == []


def test_goods_in_one_half_only_are_a_question_of_low_severity() -> None:
    row = one(sent("374", "Casspir"), got("20", "Bushmaster"))
    assert (row["severity"], row["parties"]) == ("low", "SWE FIN")
    assert "one half" in row["evidence"]


def test_who_withholds_is_asked_and_the_other_is_not() -> None:
    row = one(sent("12"), got("withheld"))
    assert (row["severity"], row["step"], row["parties"]) == ("note", "clarify", "FIN")
    assert "range from Finland" in row["evidence"]


def test_an_observers_word_alone_is_a_lead_of_low_severity() -> None:
    seen = replace(sent("12"), claimant="NOR", role=Role.OBSERVER)
    assert one(seen)["severity"] == "low"


def seen(quantity: str, year: int = 2020, **more: Any) -> Claim:
    more = {"instrument": "sipri_register"} | more
    return replace(sent(quantity, year=year), claimant="NOR", role=Role.OBSERVER, **more)


def test_an_observer_who_speaks_alone_of_very_much_is_asked_about_only_beside_a_return() -> None:
    many = [seen("12", year) for year in range(2000, 2021)]
    assert len(found(*many[1:])) == 20
    assert found(*many) == []
    (row,) = found(*many, filings=(FILED,))
    assert (row["about"], row["severity"]) == (CELL, "low")
    # what no return would have is no question either
    assert found(*[replace(each, category="sipri:sensors") for each in many], filings=(FILED,)) == []
    at_home = [replace(each, condition="new; local production") for each in many]
    assert found(*at_home, filings=(FILED,)) == []
    for other in (
        {"stated": False},
        {"superseded_by": "x"},
        {"content": "not_held"},
        {"direction": "exports"},
        {"categories": "warships"},
    ):
        tables = laid(document(*many, filings=(FILED,)))
        changed = [pl.lit(value).alias(name) for name, value in other.items()]
        tables["filing"] = tables["filing"].with_columns(
            pl.when(pl.col("claimant") == "FIN")
            .then(new)
            .otherwise(new.meta.output_name())
            .alias(new.meta.output_name())
            for new in changed
        )
        tables["gap"] = gaps(tables)
        assert leads(tables, on=ON).height == 0, other


@pytest.mark.parametrize(
    ("claims", "filings", "asked"),
    [
        ((sent("nil"),), (), "SWE"),
        ((got("nil"),), (), "FIN"),
        ((sent("nil"), got("nil")), (), "SWE FIN"),
        ((), (filed("FIN", "nil", "imports", instrument="sipri_register"),), "FIN"),
    ],
)
def test_who_says_none_of_what_an_observer_saw_is_asked_about_it(
    claims: tuple[Claim, ...], filings: tuple[Filing, ...], asked: str
) -> None:
    row = one(seen("480"), *claims, filings=filings)
    assert (row["severity"], row["step"], row["parties"]) == ("low", "clarify", asked)
    assert "says none" in row["sentence"]
    assert "Norway, observing, reports 480" in row["sentence"]
    assert "nothing to lay" not in row["sentence"]
    assert "Norway: on what does the figure rest?" in row["ask"]
    assert row["evidence"].startswith("What the claim rests on")


def test_a_nil_is_not_contradicted_by_nil_withheld_or_goods_made_at_home() -> None:
    for word in ("nil", "withheld", "<5"):
        assert found(sent("nil"), seen(word)) == []
    assert found(got("nil"), seen("480", condition="new; local production")) == []
    both = found(got("nil"), seen("480", condition="new; local production"), seen("2", condition="new"))
    assert len(both) == 1


def test_an_area_or_oneself_as_partner_raises_nothing() -> None:
    for partner in ("area:unspecified", "SWE"):
        claims = (exported("SWE", partner, "40"), imported("SWE", partner, "10"))
        tables = laid(document(*claims, replace(seen("480"), to_party=partner)))
        assert gaps(tables).height == 0
    assert len(found(sent("40"), got("10"))) == 1


def test_a_holders_word_alone_is_no_lead() -> None:
    held = replace(sent("12"), claimant="FIN", role=Role.HOLDER, from_party="-", act=Act.HOLDING)
    assert found(held) == []


def test_a_lead_is_named_by_its_cell_and_keeps_its_name_when_figures_change() -> None:
    before, after = one(sent("40"), got("10")), one(sent("41"), got("9"))
    assert before["finding_id"] == after["finding_id"] == f"gap.{CELL}"
    assert before["sentence"] != after["sentence"]


def test_a_lead_is_opened_when_the_last_of_its_claims_was_first_recorded() -> None:
    row = one(sent("40"), got("10"))
    assert row["opened_on"] == date(2026, 1, 1)
    assert len(row["claims"].split()) == 2
    assert (row["reply_state"], row["asked_on"], row["judgements"]) == ("open", None, 0)


def test_an_unsettled_name_is_settled_before_anybody_is_asked() -> None:
    named = imported("?Sweeden", "FIN", "12")
    row = one(sent("12"), named, filings=(FILED,))
    assert row["evidence"].startswith("Nothing from outside")
