"""For whose eyes: what an audience may not see cannot be read off anything it gets."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tallystick.claims.handling import checked, for_audience, may_see, shut_judgements
from tallystick.claims.key import claim_id
from tallystick.errors import UsageError
from tallystick.facts.reconcile import reconcile
from tallystick.findings import gap
from tallystick.model.case import Case
from tallystick.model.claim import Issue, Reading
from tallystick.reports import letter, page, why
from tests.laws.tallies import ADDED, Read, Tables, collected, document, exported, imported

CASE = Case(folder=Path(), title="Invented returns", about="To test handling.")
CELL = "transfer.SWE.FIN.battle_tanks.2020.items"


@pytest.mark.parametrize(
    ("audience", "sees"),
    [
        ("public", {"public"}),
        ("parties_only", {"public", "parties_only"}),
        ("group:panel", {"public", "group:panel"}),
        ("restricted", {"public", "parties_only", "restricted", "group:panel", "group:others"}),
    ],
)
def test_each_audience_sees_what_is_meant_for_it(audience: str, sees: set[str]) -> None:
    every = ("public", "parties_only", "restricted", "group:panel", "group:others")
    assert {one for one in every if may_see(audience, one)} == sees


def test_an_audience_nobody_defined_is_refused() -> None:
    assert checked("group:panel") == "group:panel"
    with pytest.raises(UsageError, match="public, parties_only, restricted or group:NAME"):
        checked("everybody")


def closed_line(quantity: str) -> Read:
    """Make an open document with one closed line, and an issue about that line."""
    closed = imported(
        "SWE",
        "FIN",
        quantity,
        designation=f"Model {quantity}",
        via=f"port {quantity}",
        handling="parties_only",
    )
    kept, reading = document(exported("SWE", "FIN", "12"), closed)
    line = reading.claims[1]
    trouble = Issue(
        rule="unknown_place",
        field="via",
        value=f"port {quantity}",
        message=f"'port {quantity}' is no party",
        locator=line.locator,
        original=line.original,
    )

    return replace(kept, name="returns.csv"), replace(reading, issues=[trouble])


def closed_document(quantity: str) -> tuple[Read, Read]:
    """Make an open document, and another that is closed as a whole."""
    hidden = imported("SWE", "FIN", quantity, designation=f"Model {quantity}")
    return document(exported("SWE", "FIN", "12")), document(hidden, handling="restricted")


def seen(audience: str, *documents: Read) -> tuple[Tables, str]:
    """Assess for an audience; returns the tables, and everything said in words."""
    tables = for_audience(collected(*documents), audience)
    tables |= reconcile(tables)
    tables["gap"] = gap.gaps(tables)
    said = [page.render(tables, CASE), *why.trace(tables, CELL).lines(), why.trace(tables, CELL).as_json()]
    said.append(letter.draft(tables, CASE, CELL, on=ADDED.added_on, days=28).text())
    return tables, "\n".join(said)


HIDDEN = "73919"
WRITTEN = (HIDDEN, "73,919", "73 919", "73\N{NO-BREAK SPACE}919", "73\N{NARROW NO-BREAK SPACE}919")


def everything(tables: Tables, said: str) -> str:
    return said + "\n".join(str(table.to_dicts()) for table in tables.values())


@pytest.mark.parametrize(
    "documents", [(closed_line(HIDDEN),), closed_document(HIDDEN)], ids=["line", "document"]
)
def test_a_figure_the_public_may_not_see_stands_in_no_table_and_no_text(documents: tuple[Read, ...]) -> None:
    open_text = everything(*seen("restricted", *documents))
    assert any(text in open_text for text in WRITTEN)
    text = everything(*seen("public", *documents))
    assert [figure for figure in WRITTEN if figure in text] == []
    assert claim_id(documents[-1][1].claims[-1].claim) not in text


def test_what_the_public_gets_does_not_depend_on_the_closed_figure_of_a_line() -> None:
    one, other = (seen("public", closed_line(figure)) for figure in ("73919", "73918"))
    for name, table in one[0].items():
        assert table.equals(other[0][name]), name
    assert one[1] == other[1]


def test_what_the_public_gets_does_not_depend_on_the_closed_figure_of_a_document() -> None:
    one, other = (seen("public", *closed_document(figure)) for figure in ("73919", "73918"))
    for name, table in one[0].items():
        assert table.equals(other[0][name]), name
    assert one[1] == other[1]


def test_a_closed_claim_is_named_as_withheld_and_not_left_out() -> None:
    tables, said = seen("public", closed_line(HIDDEN))
    (cell,) = tables["cell"].to_dicts()
    assert (cell["from_state"], cell["to_state"]) == ("reported", "withheld")
    assert tables["fact"]["halves"].to_list() == ["withheld_one"]
    assert tables["claim"].height == 2
    hidden = tables["claim"].filter(pl.col("claimant") == "FIN").row(0, named=True)
    assert (hidden["quantity_kind"], hidden["quantity_low"], hidden["designation"]) == ("withheld", None, "-")
    assert "withheld from this audience" in said
    originals = tables["sighting"].filter(pl.col("claim_id") == hidden["claim_id"])["original"]
    assert [json.loads(text) for text in originals] == [{}]


def test_a_claim_of_a_closed_document_that_also_stands_in_an_open_one_is_open() -> None:
    claim = imported("SWE", "FIN", "12", filing_id="named")
    shut = document(claim, imported("SWE", "FIN", "1", filing_id="named"), handling="restricted")
    tables = for_audience(collected(document(claim), shut), "public")
    assert sorted(tables["claim"]["quantity_kind"]) == ["exact", "withheld"]
    assert tables["sighting"].filter(pl.col("original") != "{}").height == 1


def test_an_audience_that_may_see_everything_gets_the_tables_as_they_are() -> None:
    tables = collected(closed_line(HIDDEN), *closed_document("5"))
    for name, table in for_audience(tables, "restricted").items():
        assert table.equals(tables[name]), name


def test_an_issue_of_a_closed_document_says_only_that_there_is_one() -> None:
    kept, _ = document(handling="restricted")
    issue = Issue(
        rule="unused_field",
        field="port",
        value=HIDDEN,
        message=HIDDEN,
        locator="line 2",
        original={"a": HIDDEN},
    )
    tables = for_audience(collected((kept, Reading(issues=[issue]))), "public")
    (row,) = tables["issue"].to_dicts()
    assert (row["rule"], row["value"], row["message"], row["original"]) == (
        "unused_field",
        "withheld",
        "withheld",
        "{}",
    )


def test_words_about_what_rests_on_a_closed_claim_are_closed_by_whatever_name_they_call_it() -> None:
    cells = {"cell_id": ["transfer.SWE.FIN.c", "transfer.SWE.NOR.c"], "claim_id": ["withheld-000001", "a1"]}
    verdicts = {
        "verdict_id": ["v.open", "v.shut"],
        "evidence": ["f1 transfer.SWE.NOR.c", "f1 transfer.SWE.FIN.c"],
    }
    shut = ["transfer.SWE.FIN.c", "gap.transfer.SWE.FIN.c", "v.shut", "verdict.v.shut"]
    left = ["transfer.SWE.NOR.c", "gap.transfer.SWE.NOR.c", "v.open", "verdict.v.open", "Ruritania"]
    said = pl.DataFrame({"about": shut + left, "text": "twelve", "evidence": "note 7"})
    told = shut_judgements(said, pl.DataFrame(cells), pl.DataFrame(verdicts))
    assert told["text"].to_list() == ["withheld"] * len(shut) + ["twelve"] * len(left)
    assert told["evidence"].to_list() == ["withheld"] * len(shut) + ["note 7"] * len(left)
