"""Which filing stands: by name, by document, by day of filing; never by the order of adding."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import polars as pl

from tallystick.model.claim import NONE, Claim, Filing
from tests.laws.tallies import (
    Read,
    Tables,
    assessed,
    collected,
    document,
    exported,
    filed,
    imported,
    only,
)

OLD = "un_register/2020/SWE/first"
NEW = "un_register/2020/SWE/second"


def said(filing_id: str, quantity: str) -> Claim:
    return exported("SWE", "FIN", quantity, filing_id=filing_id)


def stated(filing_id: str, **more: object) -> Filing:
    return replace(filed("SWE", "lines", "exports"), filing_id=filing_id, **more)  # type: ignore[arg-type]


def successors(tables: Tables) -> dict[str, str]:
    return dict(tables["filing"].select("filing_id", "superseded_by").iter_rows())


def in_every_order(*documents: Read) -> Tables:
    """Collect documents in every order of adding, and see that it makes no difference."""
    first, *others = (collected(*order) for order in permutations(documents))
    for other in others:
        for name, table in first.items():
            assert table.equals(other[name]), name
    return first


def test_a_line_implies_a_filing_that_holds_lines() -> None:
    tables = collected(document(said(OLD, "12"), said(OLD, "3")))
    (row,) = tables["filing"].to_dicts()
    assert (row["filing_id"], row["claimant"], row["content"]) == (OLD, "SWE", "lines")
    assert (row["direction"], row["visibility"], row["superseded_by"]) == ("exports", "public", NONE)


def test_a_filing_implied_by_closed_lines_is_for_the_parties_only() -> None:
    tables = collected(document(replace(said(OLD, "12"), handling="parties_only")))
    assert tables["filing"]["visibility"].to_list() == ["parties_only"]


def test_a_filing_named_by_hand_covers_all_its_lines_whichever_comes_first() -> None:
    """A return on exports and imports, or on two years, is named once."""
    ours = exported("SWE", "FIN", "12", filing_id=OLD)
    theirs = imported("NOR", "SWE", "3", 2019, filing_id=OLD, handling="parties_only")
    for lines in ((ours, theirs), (theirs, ours)):
        (row,) = collected(document(*lines))["filing"].to_dicts()
        assert (row["direction"], row["visibility"]) == ("any", "parties_only")
        assert (row["period_start"].year, row["period_end"].year) == (2019, 2020)


def test_a_later_day_of_filing_supersedes_in_whatever_order_they_come() -> None:
    older = document(said(OLD, "12"), filings=[stated(OLD, filed_on=date(2021, 5, 31))])
    newer = document(said(NEW, "9"), filings=[stated(NEW, filed_on=date(2022, 1, 10))])
    assert successors(in_every_order(older, newer)) == {OLD: NEW, NEW: NONE}


def test_a_filing_supersedes_the_one_it_names_even_without_a_day() -> None:
    older = document(said(OLD, "12"))
    newer = document(said(NEW, "9"), filings=[stated(NEW, supersedes=OLD)])
    assert successors(in_every_order(older, newer)) == {OLD: NEW, NEW: NONE}


def test_a_document_that_replaces_another_supersedes_its_filings() -> None:
    older = document(exported("SWE", "FIN", "12"), imported("SWE", "FIN", "5"))
    newer = document(exported("SWE", "FIN", "9"), replaces=older[0].sha256)
    found = successors(in_every_order(older, newer))
    assert sorted(successor != NONE for successor in found.values()) == [False, False, True]
    gone = next(filing_id for filing_id, successor in found.items() if successor != NONE)
    assert gone.startswith("un_register/2020/SWE/exports/")


def test_a_replacement_reaches_only_filings_of_the_same_scope() -> None:
    older = document(exported("SWE", "FIN", "12", 2019))
    newer = document(exported("SWE", "FIN", "9", 2020), replaces=older[0].sha256)
    assert set(successors(collected(older, newer)).values()) == {NONE}


def test_two_undated_filings_stand_side_by_side_as_one_witness_with_an_issue() -> None:
    tables = assessed(document(said(OLD, "12")), document(said(NEW, "9")))
    assert set(successors(tables).values()) == {NONE}
    cell = only(tables, "cell")
    assert (cell["from_state"], cell["from_low"], cell["from_high"]) == ("reported", 9, 12)
    issue = tables["issue"].to_dicts()
    assert [row["rule"] for row in issue] == ["filings_side_by_side"]
    assert issue[0]["value"] == f"{OLD}; {NEW}"
    assert "--replaces" in issue[0]["message"]


def test_two_filings_of_one_day_stand_side_by_side_too() -> None:
    day = date(2021, 5, 31)
    one = document(said(OLD, "12"), filings=[stated(OLD, filed_on=day)])
    two = document(said(NEW, "9"), filings=[stated(NEW, filed_on=day)])
    tables = in_every_order(one, two)
    assert set(successors(tables).values()) == {NONE}
    assert tables["issue"]["rule"].to_list() == ["filings_side_by_side"]


def test_a_filing_on_a_list_of_who_took_part_supersedes_no_lines() -> None:
    lines = document(said(OLD, "12"), filings=[stated(OLD, filed_on=date(2021, 5, 31))])
    listed = document(filings=[replace(filed("SWE", "not_held", "exports"), filed_on=date(2022, 1, 1))])
    assert successors(collected(lines, listed))[OLD] == NONE


def test_what_was_superseded_stays_readable_and_is_not_weighed() -> None:
    older = document(said(OLD, "12"), filings=[stated(OLD, filed_on=date(2021, 5, 31))])
    newer = document(said(NEW, "9"), filings=[stated(NEW, filed_on=date(2022, 1, 10))])
    tables = assessed(older, newer)
    assert tables["claim"].height == 2
    assert only(tables, "cell")["from_low"] == 9
    kept = tables["claim"].filter(pl.col("filing_id") == NEW)["claim_id"].to_list()
    assert [row["claim_id"] for row in tables["fact_claim"].to_dicts()] == kept


def test_a_correction_that_corrects_nothing_is_told() -> None:
    older = document(exported("SWE", "FIN", "12", 2020))
    newer = document(exported("SWE", "FIN", "9", 2021), replaces=older[0].sha256)
    issues = collected(older, newer)["issue"]
    assert issues.filter(pl.col("rule") == "replaces_nothing")["document"].to_list() == [newer[0].sha256]
    fitting = document(exported("SWE", "FIN", "9", 2020), replaces=older[0].sha256)
    assert "replaces_nothing" not in collected(older, fitting)["issue"]["rule"].to_list()


def test_one_name_for_the_filings_of_two_parties_is_told() -> None:
    shared = [exported("SWE", "FIN", "1", filing_id="F1"), exported("NOR", "FIN", "1", filing_id="F1")]
    issues = collected(document(*shared))["issue"]
    assert issues.filter(pl.col("rule") == "filing_of_several")["value"].to_list() == ["NOR; SWE"]
    assert collected(document(shared[0]))["issue"].height == 0


def test_documents_that_say_different_things_of_one_filing_are_told() -> None:
    nil, lines = (
        document(filings=[filed("SWE", "nil", "exports")]),
        document(filings=[filed("SWE", "lines", "exports")]),
    )
    issues = collected(nil, lines)["issue"]
    assert issues.filter(pl.col("rule") == "filing_stated_twice")["value"].to_list() == ["lines; nil"]
    assert collected(nil)["issue"].height == 0


def test_lines_alone_tell_of_no_silence() -> None:
    said = collected(document(exported("SWE", "FIN", "1"), exported("SWE", "NOR", "1")))
    assert said["filing"]["stated"].to_list() == [False]
    told = collected(
        document(exported("SWE", "FIN", "1")), document(filings=[filed("NOR", "lines", "exports")])
    )
    assert sorted(told["filing"]["stated"].to_list()) == [False, True]
