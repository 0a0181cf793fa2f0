"""The trace: from the sentence down to the original cells, found by any name that means one flow."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tallystick.claims.judgement import judge, judgements
from tallystick.claims.store import new_case
from tallystick.errors import AmbiguousIdError, UnknownIdError
from tallystick.findings.gap import gaps
from tallystick.model.claim import Claim, Grade, Role
from tallystick.model.judgement import Judgement
from tallystick.reports.why import Trace, trace
from tests.findings.rows import table
from tests.laws.tallies import Tables, assessed, document, exported, imported

CELL = "transfer.SWE.FIN.battle_tanks.2020.items"


@pytest.fixture
def tables() -> Tables:
    found = assessed(
        document(
            exported("SWE", "FIN", "12", designation="Leopard 2A4"),
            imported("SWE", "FIN", "9", designation="Leopard 2"),
            imported("SWE", "FIN", "3", 2021, designation="Leopard 2"),
            exported("SWE", "NOR", "5"),
        )
    )
    return found | {"gap": gaps(found)}


@pytest.mark.parametrize(
    "wanted", [CELL, CELL.removesuffix(".items"), "SWE.FIN.battle_tanks.2020", "FIN.battle_tanks.2020"]
)
def test_a_flow_is_found_by_its_name_or_an_unambiguous_part_of_it(tables: Tables, wanted: str) -> None:
    assert trace(tables, wanted).cell["cell_id"] == CELL


def test_a_flow_is_found_by_the_beginning_of_a_claim_it_rests_on(tables: Tables) -> None:
    claim = tables["claim"].filter(pl.col("designation") == "Leopard 2A4")["claim_id"][0]
    assert trace(tables, claim).cell["cell_id"] == trace(tables, claim[:8]).cell["cell_id"] == CELL


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("SWE.FIN.battle_tanks.2019", CELL),
        ("battle_tank.SWE.NOR", "transfer.SWE.NOR.battle_tanks.2020.items"),
    ],
)
def test_a_name_that_means_nothing_is_answered_with_the_nearest(
    tables: Tables, wanted: str, near: str
) -> None:
    with pytest.raises(UnknownIdError) as caught:
        trace(tables, wanted)
    assert near in caught.value.near
    assert caught.value.exit_code == 2


def test_a_name_that_means_several_flows_is_answered_with_all_of_them(tables: Tables) -> None:
    with pytest.raises(AmbiguousIdError) as caught:
        trace(tables, "SWE.FIN.battle_tanks")
    assert caught.value.found == (CELL, CELL.replace("2020", "2021"))
    assert caught.value.exit_code == 2


def test_half_a_word_is_no_part_of_a_name(tables: Tables) -> None:
    with pytest.raises(UnknownIdError):
        trace(tables, "WE.FIN.battle_tanks.2020")


def test_the_trace_holds_matches_causes_claims_and_their_original_cells(tables: Tables) -> None:
    found = trace(tables, CELL)
    assert [(row["how"], row["quantity"]) for row in found.matches] == [
        ("designation", 9),
        ("exporter_more", 3),
    ]
    assert [(row["cause"], row["quantity"]) for row in found.causes] == [("year_end", 3)]
    assert {claim["claimant"] for claim in found.claims} == {"SWE", "FIN"}
    seen = found.claims[0]["sightings"][0]
    assert seen["locator"] in {"line 2", "line 3"}
    assert seen["original"]["quantity"] in {"12", "9"}


def test_the_lines_say_everything_a_person_needs(tables: Tables) -> None:
    text = "\n".join(trace(tables, CELL).lines())
    for words in (
        CELL,
        "Sweden",
        "Finland",
        "Leopard 2A4",
        "12",
        "9",
        "90 % range",
        "quantity=12",
        "line 2",
        "Ask:",
    ):
        assert words in text
    assert "transfer.SWE.FIN.battle_tanks.2021.items" in text
    assert text.splitlines()[-1].strip() == "A gap is a lead, not a finding of fault."


def test_the_trace_of_halves_that_fit_says_so_and_asks_nothing() -> None:
    found = assessed(document(exported("SWE", "FIN", "12"), imported("SWE", "FIN", "12")))
    fits = trace(found | {"gap": gaps(found)}, CELL)
    assert fits.ask == ""
    assert "12" in fits.sentence
    assert not any("Ask:" in line for line in fits.lines())


def test_what_people_said_of_a_flow_stands_in_its_trace(tables: Tables, tmp_path: Path) -> None:
    new_case(tmp_path / "case", "A case")
    said = Judgement(about=CELL, kind="contest", text="Three in January.", by="Finland", on=date(2026, 3, 2))
    judge(tmp_path / "case", said)
    judge(tmp_path / "case", replace(said, about=f"gap.{CELL}", kind="reply"))
    text = "\n".join(trace(tables | {"judgement": judgements(tmp_path / "case")}, CELL).lines())
    assert "2026-03-02 Finland (contest): Three in January." in text
    assert "2026-03-02 Finland (reply): Three in January." in text
    assert "Three in January." not in "\n".join(trace(tables, "SWE.NOR.battle_tanks.2020").lines())


def test_the_trace_tells_weights_other_readings_and_whom_to_rely_on(tables: Tables) -> None:
    other = {"cell_id": CELL, "reading": 1, "cause": "none", "sibling": "-", "side": "exporter"}
    other |= {"quantity": 3.0, "odds": 0.25, "detail": "-"}
    remark = {"cell_id": CELL, "kind": "odd", "sentence": "Corrected once."}
    found = tables | {"alternative": table("alternative", other), "remark": table("remark", remark)}
    lines = [line.strip() for line in trace(found, CELL).lines()]
    assert "Corrected once." in lines
    assert any(line.startswith("Weight of each side's figures: Sweden as exporter") for line in lines)
    assert lines[lines.index("Or else:") + 1] == (
        "0.25 times as likely: 3 in the exporter's half: nothing on record explains it"
    )
    told = lines.index("How far the figures of each side can be relied on:")
    assert lines[told + 1] == "Sweden as exporter: not estimable: 1 doubly reported cell; 6 are needed"
    data = json.loads(trace(found, CELL).as_json())
    assert (data["alternatives"][0]["odds"], data["remarks"]) == (0.25, ["Corrected once."])
    assert [one["who"] for one in data["reliability"]] == ["Sweden as exporter", "Finland as importer"]


def test_the_trace_as_json_is_the_same_data(tables: Tables) -> None:
    found = trace(tables, CELL)
    data = json.loads(found.as_json())
    assert data["cell"]["period_start"] == "2020-01-01"
    assert data["fact"]["gap"] == 3
    assert data["sentence"] == found.sentence
    assert len(data["claims"]) == 2


def test_lines_named_differently_are_not_said_to_have_nothing_that_tells_them_apart() -> None:
    made = assessed(
        document(
            exported("SWE", "FIN", "4", designation="Leopard 2"),
            imported("SWE", "FIN", "4", designation="T-72"),
        )
    )
    (line,) = [
        one for one in trace(made | {"gap": gaps(made)}, "SWE.FIN").lines() if "named differently" in one
    ]
    assert "set against each other by quantity alone (named differently)" in line


def observed(quantity: str, claimant: str = "NOR", grade: Grade = Grade.DECLARED) -> Claim:
    said = exported("SWE", "FIN", quantity, grade=grade, instrument="sipri_register", filing_id=claimant)
    return replace(said, claimant=claimant, role=Role.OBSERVER)


def seen(*observers: Claim) -> Trace:
    sides = (exported("SWE", "FIN", "114"), imported("SWE", "FIN", "88"))
    found = assessed(document(*sides, *observers))
    return trace(found | {"gap": gaps(found)}, CELL)


def test_a_range_made_of_an_estimate_is_never_said_to_be_the_observers_own_words() -> None:
    """SIPRI writes 100 and marks it as an estimate: 50-200 is how that is read here."""
    found = seen(observed("50-200", grade=Grade.ESTIMATED))
    assert "Norway, observing, gives an estimate, taken here as 50–200" in found.sentence
    assert "Norway as observer: 50–200 items, an estimate, taken as this range" in "\n".join(found.lines())
    found = seen(observed("50-200"))
    assert "Norway, observing, reports 50–200" in found.sentence
    assert "taken as this range" not in "\n".join(found.lines())


def test_an_observer_that_weighs_nothing_is_said_to_be_no_witness() -> None:
    """Two observers of one figure have one source; of two that differ each is heard."""
    unheard = "weight 0.00: no witness of its own here"
    assert "\n".join(seen(observed("100"), observed("100", "DNK")).lines()).count(unheard) == 1
    assert unheard not in "\n".join(seen(observed("100"), observed("95", "DNK")).lines())
