"""The whole real Register, 2010–2016: counts that must come out exactly, and gaps that are known."""

import json

import polars as pl
import pytest

from tallystick.facts.pair import pair

pytestmark = pytest.mark.slow  # to read and assess it takes seconds; the bundled case stands for it

Tables = dict[str, pl.DataFrame]
SPOKEN = ("reported", "nil", "withheld", "unknown")


def cells(register: Tables, *, unsettled: bool) -> pl.DataFrame:
    return pair(register["claim"], register["filing"], register["complete_list"], unsettled=unsettled)


def counts(cells: pl.DataFrame) -> tuple[int, int, int, int, int]:
    """Count all cells, those of the exporter only, of the importer only, of both, and the equal ones."""
    ours, theirs = (pl.col(f"{side}_state").is_in(SPOKEN) for side in ("from", "to"))
    return (
        cells.height,
        cells.filter(ours & ~theirs).height,
        cells.filter(theirs & ~ours).height,
        cells.filter(ours & theirs).height,
        cells.filter(ours & theirs & (pl.col("from_low") == pl.col("to_low"))).height,
    )


def one(tables: Tables, table: str, cell: str) -> list[dict[str, object]]:
    return tables[table].filter(pl.col("cell_id") == f"transfer.{cell}.items").to_dicts()


def written(register: Tables) -> pl.DataFrame:
    """Give each claim with the figure as its row writes it."""
    originals = register["sighting"].with_columns(
        as_written=pl.col("original").map_elements(
            lambda text: json.loads(text)["num_items"], return_dtype=pl.String
        )
    )
    return register["claim"].join(originals.select("claim_id", "as_written"), on="claim_id")


def test_every_row_is_one_claim_read_in_one_place(register: Tables) -> None:
    assert register["claim"].height == 2088
    assert register["sighting"].height == 2088
    assert register["claim"].filter(pl.col("evidence_grade") == "unsettled").height == 2
    assert register["fact_claim"].height == 2086


def test_all_rows_make_the_cells_that_are_known(register: Tables) -> None:
    assert counts(cells(register, unsettled=True)) == (1579, 1131, 322, 126, 54)


def test_settled_rows_make_the_cells_that_are_known(register: Tables) -> None:
    assert counts(cells(register, unsettled=False)) == (1577, 1129, 322, 126, 54)
    assert register["cell"].equals(cells(register, unsettled=False))


def test_the_years_2014_and_2015_make_the_cells_that_are_known(register: Tables) -> None:
    late = pl.col("period_start").dt.year().is_in([2014, 2015])
    assert register["claim"].filter(late).height == 532
    assert counts(register["cell"].filter(late)) == (416, 317, 73, 26, 7)


def test_124_of_126_cells_carry_a_number_as_written_on_both_sides(register: Tables) -> None:
    both = register["cell"].filter(pl.col("from_state").is_in(SPOKEN) & pl.col("to_state").is_in(SPOKEN))
    claims = written(register).filter(pl.col("as_written").str.contains(r"^\d+$"))
    flow = ["from_party", "to_party", "category", "period_start"]
    numbered = claims.group_by(*flow).agg(sides=pl.col("role").n_unique())
    joined = both.join(numbered, on=flow, how="inner").filter(pl.col("sides") == 2)
    assert both.height == 126
    assert joined.height == 124
    # two of them are a 0 beside a described item, which is withheld and not a number
    assert joined.filter(pl.col("from_low").is_null() | pl.col("to_low").is_null()).height == 2


def test_words_and_zeros_in_place_of_a_number_are_told_apart(register: Tables) -> None:
    odd = written(register).filter(
        ~pl.col("as_written").str.contains(r"^\d+$") | (pl.col("as_written") == "0")
    )
    rows = odd.group_by("as_written", "quantity_kind").len().sort("as_written", "quantity_kind").rows()
    assert rows == [
        ("0", "nil", 1),
        ("0", "withheld", 11),
        ("classified", "withheld", 6),
        ("not declared", "unknown", 1),
    ]


def test_15_rows_repeat_an_earlier_one_and_none_is_dropped(register: Tables) -> None:
    """Nine of them are the other half, six are lines a return gives twice."""
    assert register["claim"].filter(pl.col("line") == 2).height == 6
    assert register["claim"]["line"].max() == 2
    said = [
        name for name in json.loads(register["sighting"]["original"][0]) if name not in _OF_THE_COLLECTION
    ]
    raw = pl.DataFrame([json.loads(text) for text in register["sighting"]["original"]]).select(said)
    assert raw.height - raw.n_unique() == 15


_OF_THE_COLLECTION = {"row", "page", "reporter", "role", "ambiguous", "inferred_from"}


def test_participation_is_2489_filings_and_a_filing_that_is_not_held_is_no_nil(register: Tables) -> None:
    listed = register["filing"].filter(pl.col("content") == "not_held")
    assert listed.height == 2489
    years = listed["period_start"].dt.year()
    assert (years.min(), years.max()) == (1992, 2022)
    states = set(register["cell"]["to_state"]) | set(register["cell"]["from_state"])
    assert {"not_held", "silent", "no_record"} <= states
    nils = register["cell"].filter((pl.col("from_state") == "nil") | (pl.col("to_state") == "nil"))
    assert nils.height == 1


def test_german_tanks_to_poland_are_a_year_end_shift_and_nothing_else(register: Tables) -> None:
    for year, side in ((2014, "exporter"), (2015, "importer")):
        fact = one(register, "fact", f"DEU.POL.battle_tanks.{year}")[0]
        assert (fact["halves"], fact["gap"], fact["explained"], fact["remainder"]) == ("explained", 28, 28, 0)
        causes = one(register, "explained", f"DEU.POL.battle_tanks.{year}")
        assert {(row["cause"], row["side"]) for row in causes} == {("year_end", side)}
    flow = register["cell"].filter(pl.col("cell_id").str.contains(r"\.DEU\.POL\.battle_tanks\.201[45]\."))
    assert (flow["from_low"].sum(), flow["to_low"].sum()) == (119, 119)


def test_russian_missiles_to_india_stay_in_conflict(register: Tables) -> None:
    cell = one(register, "cell", "RUS.IND.missiles.2014")[0]
    fact = one(register, "fact", "RUS.IND.missiles.2014")[0]
    assert (cell["from_low"], cell["to_low"]) == (7859, 168)
    assert (fact["halves"], fact["gap"], fact["explained"]) == ("conflicting", 7691, 0)
    assert float(str(fact["low"])) <= 168 < float(str(fact["estimate"])) < 7859 <= float(str(fact["high"]))


def test_american_vehicles_to_pakistan_are_two_one_sided_lines(register: Tables) -> None:
    cell = "USA.PAK.armoured_combat_vehicles.2014"
    assert one(register, "fact", cell)[0]["halves"] == "explained"
    causes = one(register, "explained", cell)
    assert {row["cause"] for row in causes} == {"different_goods"}
    lines = sorted((row["how"], row["quantity"]) for row in one(register, "match", cell))
    assert lines == [("exporter_line", 374), ("importer_line", 20)]


def test_of_albanian_mortars_to_czechia_52_fit_and_156_are_of_another_calibre(register: Tables) -> None:
    cell = "ALB.CZE.large_calibre_artillery.2015"
    lines = sorted((row["how"], row["quantity"]) for row in one(register, "match", cell))
    assert lines == [("exporter_line", 156), ("quantity", 52)]
    cause = one(register, "explained", cell)
    assert [(row["cause"], row["side"], row["quantity"]) for row in cause] == [
        ("different_goods", "exporter", 156)
    ]


def test_the_german_return_of_2011_is_offered_as_a_repetition(register: Tables) -> None:
    repeats = register["repeat"].filter(pl.col("claimant") == "DEU")
    assert repeats["period_start"].dt.year().to_list() == [2011]
    causes = one(register, "explained", "DEU.BRA.battle_tanks.2011")
    assert [(row["cause"], row["quantity"]) for row in causes] == [("repeated_return", 114)]
    assert one(register, "fact", "DEU.BRA.battle_tanks.2010")[0]["gap"] == 26


@pytest.mark.parametrize("halves", ["exporter_only", "importer_only", "agreed", "conflicting", "explained"])
def test_every_cell_has_a_range_that_holds_its_estimate(register: Tables, halves: str) -> None:
    facts = register["fact"].filter(pl.col("halves") == halves)
    known = facts.filter(pl.col("estimate").is_not_null())
    assert known.height > 0
    assert known.filter(
        (pl.col("low") <= pl.col("estimate")) & (pl.col("estimate") <= pl.col("high"))
    ).equals(known)
    unknown = facts.filter(pl.col("estimate").is_null())
    assert unknown["low"].null_count() == unknown["high"].null_count() == unknown.height


def test_every_cell_has_one_fact_and_every_gap_one_sentence(register: Tables) -> None:
    assert register["fact"]["cell_id"].sort().equals(register["cell"]["cell_id"].sort())
    fit = register["fact"].filter(pl.col("halves").is_in(["agreed", "nil_both"]))
    # one exporter says none and nobody else speaks, and one sent something to itself: there is nothing to ask
    assert register["gap"].height == register["fact"].height - fit.height - 2
    assert register["gap"].filter(pl.col("sentence").str.len_chars() < 40).height == 0
    assert register["gap"].filter(pl.col("ask").str.len_chars() < 20).height == 0
