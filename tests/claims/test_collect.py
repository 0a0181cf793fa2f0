"""Readings put together: one row a claim, one row a sighting, everything a reader could not map."""

import json
from dataclasses import replace
from datetime import date

from tallystick.model.claim import Issue, Reading
from tallystick.model.document import Addition
from tests.laws.tallies import ADDED, collected, complete, document, exported, filed


def test_a_claim_read_in_two_documents_is_one_claim_with_two_sightings() -> None:
    claim = exported("SWE", "FIN", "12")
    first, second = document(claim), document(claim, filings=[filed("FIN", "nil")])
    tables = collected(first, second)
    assert tables["claim"].height == 1
    assert set(tables["sighting"]["document"]) == {first[0].sha256, second[0].sha256}


def test_every_addition_of_a_document_is_a_sighting() -> None:
    again = Addition(added_on=date(2026, 2, 1), added_by="courier")
    tables = collected(document(exported("SWE", "FIN", "12"), additions=(ADDED, again)))
    sightings = tables["sighting"].select("recorded_on", "recorded_by").rows()
    assert sightings == [(date(2026, 1, 1), "-"), (date(2026, 2, 1), "courier")]
    assert tables["document"]["added_on"].to_list() == [date(2026, 1, 1)]


def test_a_sighting_keeps_the_raw_fields_and_their_place() -> None:
    (row,) = collected(document(exported("SWE", "FIN", "12", designation="Strv 122")))["sighting"].to_dicts()
    assert row["locator"] == "line 2"
    assert json.loads(row["original"]) == {"from": "SWE", "quantity": "12", "designation": "Strv 122"}


def test_issues_and_complete_lists_are_kept() -> None:
    kept, reading = document(exported("SWE", "FIN", "12"))
    issue = Issue(rule="unused_field", field="port", value="Åbo", message="no use", locator="line 2")
    more = Reading(claims=reading.claims, issues=[issue], complete_lists=[complete(2019)])
    tables = collected((replace(kept), more), lists=[complete(2020)])
    assert tables["issue"].select("document", "rule", "value").rows() == [
        (kept.sha256, "unused_field", "Åbo")
    ]
    assert tables["complete_list"]["period_start"].dt.year().to_list() == [2019, 2020]


def test_nothing_read_is_tables_without_rows() -> None:
    tables = collected()
    assert set(tables) == {
        "claim",
        "sighting",
        "document",
        "filing",
        "complete_list",
        "participation",
        "milestone",
        "issue",
    }
    assert {table.height for table in tables.values()} == {0}
