"""The bundled case: what it holds, that nothing in it has changed, and that it says what the whole file says."""

import csv
import hashlib
import json
import os
from pathlib import Path

import polars as pl
import pytest

from tallystick.model.case import Case
from tallystick.pipeline import cases
from tallystick.reports import why

pytestmark = pytest.mark.slow  # the whole case is assessed; together they take seconds

Tables = dict[str, pl.DataFrame]

GOLDEN = Path(__file__).parents[1] / "golden" / "why.txt"

NAMED = {"BFA", "CMR", "TCD", "GHA", "IND", "MLI", "MRT", "NER", "NGA", "PAK", "SEN", "SLE"}
"""West and Central Africa and South Asia: Burkina Faso to Sierra Leone."""
BOTH = ("agreed", "explained", "conflicting", "withheld_one", "nil_both")


def test_the_case_holds_what_its_notes_say(bundled: tuple[Case, Tables]) -> None:
    case, tables = bundled
    assert tables["claim"].height == 653
    assert tables["cell"].height == 416
    assert tables["fact"].filter(pl.col("halves").is_in(BOTH)).height == 126
    assert tables["fact"].filter(pl.col("halves") == "agreed").height == 54
    assert tables["claim"]["claimant"].n_unique() == 43
    assert "653" in " ".join(case.notes)
    assert "inferred" in " ".join(case.notes)
    assert all("United Nations Register" in source for source in case.sources)


def test_62_ordered_pairs_have_both_halves(bundled: tuple[Case, Tables]) -> None:
    cells = bundled[1]["cell"].join(bundled[1]["fact"], on="cell_id")
    pairs = cells.filter(pl.col("halves").is_in(BOTH)).select("from_party", "to_party").unique()
    assert pairs.height == 62
    rest = cells.join(pairs, on=["from_party", "to_party"], how="anti")
    assert rest.filter(~pl.col("from_party").is_in(NAMED) & ~pl.col("to_party").is_in(NAMED)).height == 0


def test_the_twelve_states_of_africa_and_south_asia_occur(bundled: tuple[Case, Tables]) -> None:
    cells = bundled[1]["cell"]
    assert set(cells["from_party"]) | set(cells["to_party"]) >= NAMED


def test_every_line_is_settled_and_graded_as_inferred(bundled: tuple[Case, Tables]) -> None:
    claims = bundled[1]["claim"]
    assert set(claims["evidence_grade"]) == {"inferred"}
    assert set(claims["instrument"]) == {"un_register"}
    assert set(claims["handling"]) == {"public"}


def test_filings_hold_lines_where_lines_are_and_are_not_held_elsewhere(bundled: tuple[Case, Tables]) -> None:
    claims, filings = bundled[1]["claim"], bundled[1]["filing"]
    assert set(filings["content"]) == {"lines", "not_held"}
    with_lines = filings.filter(pl.col("content") == "lines")
    # of a return whose lines all lie outside the selection the case holds nothing, so it cannot be silent
    assert set(with_lines["filing_id"]) == set(claims["filing_id"])
    assert set(filings["direction"]) == {"exports", "imports"}
    assert set(filings["period_start"].dt.year()) == set(range(2010, 2017))
    silences = set(bundled[1]["cell"]["from_state"]) | set(bundled[1]["cell"]["to_state"])
    assert {"not_held", "no_filing"} <= silences
    assert "no_record" not in silences


def test_every_document_is_byte_for_byte_what_was_added() -> None:
    folder = cases.bundled_case()
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 44
    for row in rows:
        content = (folder / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert len(content) == int(row["bytes"])
    kept = {row["file"] for row in rows}
    lying = {
        f"{path.parent.name}/{path.name}"
        for shelf in ("claims", "filings")
        for path in (folder / shelf).iterdir()
    }
    assert lying == kept


def test_lines_are_expressed_anew_and_not_the_rows_of_the_collection(bundled: tuple[Case, Tables]) -> None:
    names = set(bundled[1]["document"]["name"])
    assert {name.rsplit(".", 1)[1] for name in names} == {"csv"}
    originals = [json.loads(text) for text in bundled[1]["sighting"]["original"]]
    assert all("inferred_from" not in original for original in originals)


@pytest.mark.slow  # the whole file
def test_who_filed_is_what_the_list_of_participation_says(
    bundled: tuple[Case, Tables], register: Tables
) -> None:
    took_part = register["filing"].filter(pl.col("direction") == "any")
    assert took_part.height == 2489
    filed = set(took_part.select("claimant", "period_start").iter_rows())
    assert set(bundled[1]["filing"].select("claimant", "period_start").iter_rows()) <= filed


@pytest.mark.slow  # the whole file
def test_the_case_says_of_its_flows_exactly_what_the_whole_file_says(
    bundled: tuple[Case, Tables], register: Tables
) -> None:
    figures = ["from_low", "from_high", "to_low", "to_high", "claims"]
    ours, whole = bundled[1], register
    for table, columns in (("cell", figures), ("fact", ["gap"])):
        joined = ours[table].join(
            whole[table], on="cell_id", how="left", suffix="_whole", maintain_order="left"
        )
        for column in columns:
            assert joined[column].equals(joined[f"{column}_whole"], null_equal=True), column
    spoken = _spoken(ours["cell"]).join(_spoken(whole["cell"]), on="cell_id", suffix="_whole")
    assert spoken.height == 416
    assert spoken.filter(pl.col("spoke") != pl.col("spoke_whole")).height == 0


@pytest.mark.slow  # the whole file
def test_both_halves_stand_to_each_other_as_in_the_whole_file(
    bundled: tuple[Case, Tables], register: Tables
) -> None:
    joined = bundled[1]["fact"].join(register["fact"], on="cell_id", suffix="_whole")
    assert joined.height == 416
    differing = joined.filter(pl.col("halves") != pl.col("halves_whole"))
    assert differing["cell_id"].to_list() == []


def _spoken(cells: pl.DataFrame) -> pl.DataFrame:
    """Say of each cell which sides said something; what a silence is called depends on the filings at hand."""
    said = ["reported", "nil", "withheld", "unknown"]
    sides = pl.concat_str(pl.col("from_state").is_in(said), pl.col("to_state").is_in(said), separator="/")
    return cells.select("cell_id", spoke=sides)


def test_why_reads_as_it_did(bundled: tuple[Case, Tables]) -> None:
    """Rewrite it on purpose with TALLYSTICK_GOLDEN=1, and read the difference."""
    lines = why.trace(bundled[1], "DEU.POL.battle_tanks.2014").lines()
    made = "\n".join(lines) + "\n"
    if os.environ.get("TALLYSTICK_GOLDEN") == "1":
        GOLDEN.write_text(made, encoding="utf-8", newline="\n")
    assert made == GOLDEN.read_text("utf-8"), "the trace reads otherwise; see TALLYSTICK_GOLDEN=1"
