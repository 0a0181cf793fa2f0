"""Input that is bad or bare: each has an outcome, and one sentence that says what is so."""

import math
import time
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from tallystick.facts.pair import pair
from tallystick.facts.remarks import COULD_BE, MOST_NAMED, counted, of_cells, remarks, suspect, unweighed
from tallystick.findings.gap import gaps
from tallystick.findings.leads import leads
from tallystick.model.claim import Claim, Role
from tallystick.model.quantity import counted_units
from tallystick.model.words import THIN_SPACE
from tests.laws.tallies import Read, Tables, assessed, document, exported, filed, imported, laid_claims, only

CELL = "transfer.SWE.FIN.battle_tanks.2020.items"
PLAIN = (exported("NOR", "DNK", "10"), imported("NOR", "DNK", "10"))
"""A flow in which there is nothing to remark on."""


def sent(quantity: str, year: int = 2020, **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, year, **more)


def got(quantity: str, year: int = 2020, **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, year, **more)


def remarked(tables: Tables) -> pl.DataFrame:
    """Give the table, with plain spaces between thousands."""
    return tables["remark"].with_columns(pl.col("sentence").str.replace_all(THIN_SPACE, " ", literal=True))


def told(*claims: Claim | Read) -> dict[tuple[str, str], str]:
    """Give every sentence, by cell and kind."""
    said = [one for one in claims if isinstance(one, Claim)]
    documents = [one for one in claims if not isinstance(one, Claim)]
    found = remarked(assessed(*([document(*said)] if len(said) > 0 else []), *documents))
    return {(row["cell_id"], row["kind"]): row["sentence"] for row in found.to_dicts()}


def one(*claims: Claim | Read) -> str:
    """Give the only sentence there is."""
    (sentence,) = told(*claims).values()
    return sentence


def test_what_is_as_it_should_be_needs_no_remark() -> None:
    assert told(*PLAIN) == {}
    assert told(sent("12"), got("9"), *PLAIN) == {}
    assert told(sent("12"), got("withheld"), *PLAIN) == {}


def test_statements_of_one_side_that_differ_are_named_with_their_filings_and_figures() -> None:
    claims = (sent("12", filing_id="one"), sent("7", filing_id="two"), sent("30", filing_id="three"))
    found = told(*claims, got("9"), *PLAIN)
    assert list(found) == [(CELL, "several_figures")]
    (sentence,) = found.values()
    assert "3 statements of Sweden's side differ" in sentence
    assert "12 (one), 30 (three), 7 (two)" in sentence
    assert "taken as one that says 7–30" in sentence
    fact = only(assessed(document(*claims, got("9"))), "fact")
    holds = fact["low"] <= 7 and fact["high"] >= 30
    assert ("holds all of them" in sentence) == holds
    assert sentence.endswith("Which is to stand is for Sweden to say.")


def test_a_statement_that_is_open_above_lies_within_no_range() -> None:
    sentence = one(sent(">=5", filing_id="one"), sent("7", filing_id="two"), got("9"), *PLAIN)
    assert "at least 5 (one), 7 (two). They are taken as one that says at least 5." in sentence
    assert "does not hold all of them" in sentence
    far = one(sent(">=5000"), got("1"), *PLAIN)
    assert "does not hold both" in far


def test_statements_that_say_the_same_or_nothing_are_no_contradiction() -> None:
    assert told(sent("12", filing_id="one"), sent("12", filing_id="two"), got("12")) == {}
    assert told(sent("12", filing_id="one"), sent("withheld", filing_id="two"), got("12")) == {}
    # two lines of one filing add up
    assert told(sent("12", filing_id="one"), sent("7", filing_id="one"), got("19")) == {}


def test_a_nil_beside_a_figure_of_the_same_side_is_a_contradiction() -> None:
    sentence = one(sent("12", filing_id="one"), sent("nil", filing_id="two"), got("12"))
    assert "12 (one), 0 (two)" in sentence


@cache
def of_every_unit() -> Tables:
    """Lay two halves that agree in each unit."""
    return laid_claims(*(say("2", unit=unit) for unit in COULD_BE for say in (sent, got)))


@pytest.mark.parametrize(("unit", "most"), [(unit, bound) for unit, (bound, _) in COULD_BE.items()])
def test_more_than_could_be_is_kept_and_marked(unit: str, most: float) -> None:
    tables = of_every_unit()

    def cell(figure: float) -> pl.DataFrame:
        cells = tables["cell"].filter(pl.col("unit") == unit)
        said = cells.with_columns(from_low=pl.lit(figure), from_high=pl.lit(figure))
        return remarks(tables, said, tables["fact"]).filter(pl.col("kind") == "implausible")

    assert cell(most).height == 0
    (sentence,) = cell(most * 1.01)["sentence"]
    assert "Sweden says" in sentence
    assert COULD_BE[unit][1] in sentence
    assert "The figure is kept" in sentence


def test_every_unit_has_a_bound() -> None:
    assert set(COULD_BE) == set(counted_units())


def test_an_absurd_quantity_stays_in_the_fact() -> None:
    tables = assessed(document(sent("5000000000"), got("5000000000")))
    assert only(tables, "fact")["estimate"] == 5e9
    (sentence,) = remarked(tables)["sentence"]
    assert "Sweden says 5 000 000 000 and Finland says 5 000 000 000 items" in sentence


def test_sums_beyond_what_is_held_exactly_are_said_to_be_so() -> None:
    nines = "999999999999999"
    below = [sent(nines, unit="rounds") for _ in range(9)]
    assert "last digits" not in told(*below, *PLAIN)[CELL.replace("items", "rounds"), "implausible"]
    assert (
        "last digits"
        in told(*below, sent(nines, unit="rounds"), *PLAIN)[CELL.replace("items", "rounds"), "implausible"]
    )


def test_figures_a_billion_fold_apart_are_named_with_what_the_range_makes_of_them() -> None:
    tables = assessed(document(sent("900000000", unit="kg"), got("0.9", unit="kg"), *PLAIN))
    (row,) = remarked(tables).to_dicts()
    assert row["kind"] == "far_apart"
    assert "Sweden says 900 000 000, Finland 0.9, apart by a factor of 1 000 000 000" in row["sentence"]
    fact = only(tables, "fact", "SWE")
    assert all(math.isfinite(fact[name]) for name in ("low", "estimate", "high"))
    holds = fact["low"] <= 0.9 and fact["high"] >= 9e8
    assert ("holds both" in row["sentence"]) == holds
    assert ("does not hold both" in row["sentence"]) != holds


@pytest.mark.parametrize(("ours", "theirs", "far"), [("999", "1", 0), ("1000", "1", 1), ("1", "1000", 1)])
def test_halves_are_far_apart_from_a_factor_of_a_thousand_on(ours: str, theirs: str, far: int) -> None:
    assert len(told(sent(ours), got(theirs))) == far


def test_ranges_are_as_far_apart_as_their_nearest_ends() -> None:
    assert told(sent("1-500"), got("1000-2000")) == {}
    assert told(sent(">=1"), got("5000")) == {}
    assert "apart by a factor of 2 000" in one(sent("4000-9000"), got("1-2"))


def test_a_flow_to_oneself_is_kept_remarked_on_and_asked_of_nobody() -> None:
    claims = (exported("SWE", "SWE", "40"), imported("SWE", "SWE", "10"))
    tables = assessed(document(*claims, *PLAIN))
    (row,) = remarked(tables).to_dicts()
    assert (row["cell_id"], row["kind"]) == ("transfer.SWE.SWE.battle_tanks.2020.items", "to_oneself")
    assert "Sweden stands at both ends" in row["sentence"]
    assert only(tables, "fact", "SWE")["estimate"] is not None
    tables["gap"] = gaps(tables)
    assert leads(tables, on=date(2026, 2, 3)).height == 0
    # nor does it teach how reliable its returns are
    assert "SWE" not in set(tables["reliability"].filter(pl.col("n_double") > 0)["claimant"])


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ((sent("12"), sent("3", 2021)), ("exporters alone speak", "All claims are Sweden's.")),
        ((got("12"), imported("NOR", "DNK", "3")), ("importers alone speak",)),
        ((sent("12"), imported("NOR", "DNK", "3")), ("of each flow one half alone is given",)),
    ],
)
def test_where_one_party_alone_speaks_there_is_nothing_to_lay_its_word_against(
    claims: tuple[Claim, ...], words: tuple[str, ...]
) -> None:
    found = told(*claims)
    assert list(found) == [("-", "one_side_only")]
    for word in (*words, "nobody's reliability can be told"):
        assert word in found["-", "one_side_only"]


def test_a_nil_return_is_a_half_too() -> None:
    assert told(document(sent("12"), filings=(filed("FIN", "nil", "imports"),))) == {}


def test_an_observer_without_any_half_is_named_with_the_number_of_its_flows() -> None:
    seen = [replace(sent("12", year), claimant="NOR", role=Role.OBSERVER) for year in (2019, 2020)]
    found = told(*seen)
    assert "observers alone speak" in found["-", "one_side_only"]
    assert found["-", "observer_alone"].startswith("Norway speaks of 2 flows of which neither side")
    assert "1 flow of which" in told(*seen, sent("12"), *PLAIN)["-", "observer_alone"]
    assert told(seen[1], sent("12"), *PLAIN) == {}


def test_what_observers_say_of_a_record_too_large_to_weigh_them_is_counted() -> None:
    seen = replace(sent("12"), claimant="NOR", role=Role.OBSERVER)

    def said(*claims: Claim) -> list[dict[str, object]]:
        cells = nw.from_native(assessed(document(*claims))["cell"].lazy())
        return list(unweighed(counted(cells).collect().to_native().row(0, named=True)))

    (row,) = said(seen, sent("12", 2021))
    assert row["kind"] == "observers_not_weighed"
    assert "Observers give figures of 1 flow." in str(row["sentence"])
    assert said(sent("12"), got("9")) == []


def test_where_all_is_nil_that_is_said() -> None:
    found = told(sent("nil"), got("nil"), exported("NOR", "DNK", "nil"))
    assert list(found) == [("-", "all_nil")]
    assert "nobody says that anything moved" in found["-", "all_nil"]
    for other in ("12", "withheld", "unknown", "<3"):
        assert told(sent("nil"), got("nil"), exported("NOR", "DNK", other)) == {}


def test_a_figure_that_a_correction_changed_is_told_with_what_stands() -> None:
    first = document(sent("12", filing_id="v1"), filings=(filed("SWE", "lines", "exports", filing_id="v1"),))
    filing = filed(
        "SWE", "lines", "exports", filing_id="v2", supersedes="v1", filed_on=date(2021, 5, 2), year=2020
    )
    second = document(sent("9", filing_id="v2"), filings=(filing,))
    partner = document(got("9"), *PLAIN)
    sentence = one(first, second, partner)
    assert (
        "Sweden first said 12 (v1), and then 9 (v2), which replaced that on 2021-05-02 and stands" in sentence
    )
    # the same figure again is no news
    assert told(first, document(sent("12", filing_id="v2"), filings=(filing,)), partner) == {}
    dropped = document(sent("4", filing_id="v2", category="warships"), filings=(filing,))
    assert "v2, which replaced that on 2021-05-02, has no such line" in one(first, dropped, partner)


def test_of_three_versions_each_earlier_one_is_laid_beside_the_last() -> None:
    versions = [
        document(
            sent(figure, filing_id=name),
            filings=(filed("SWE", "lines", "exports", filing_id=name, supersedes=before),),
        )
        for name, before, figure in (("v1", "-", "12"), ("v2", "v1", "withheld"), ("v3", "v2", "9"))
    ]
    found = remarked(assessed(*versions, document(got("9"))))["sentence"].to_list()
    assert len(found) == 2
    assert "first said 12 (v1), and then 9 (v3)" in found[0]
    assert "first said no figure (v2), and then 9 (v3)" in found[1]


def test_a_line_that_a_correction_dropped_from_a_cell_of_its_own_is_remarked_on_without_a_cell() -> None:
    first = document(sent("12", filing_id="v1"), filings=(filed("SWE", "lines", "exports", filing_id="v1"),))
    second = document(filings=(filed("SWE", "nil", "exports", filing_id="v2", supersedes="v1"),))
    found = told(first, second, *PLAIN)
    assert list(found) == [("-", "revised")]
    assert "Battle tanks from Sweden to Finland in 2020" in found["-", "revised"]
    veiled = document(
        sent("withheld", filing_id="v1"), filings=(filed("SWE", "lines", "exports", filing_id="v1"),)
    )
    assert "first said no figure (v1)" in told(veiled, second, *PLAIN)["-", "revised"]


def test_an_empty_record_says_that_it_is_empty() -> None:
    assert one() == "Nothing could be laid: no claim is on record."
    assert "of 1 on record all are superseded, unsettled" in one(replace(sent("12"), to_party="?Nowhere"))


def test_what_would_be_too_much_to_name_is_counted() -> None:
    years = range(1500, 1500 + MOST_NAMED + 5)
    claims = [claim for year in years for claim in (sent(str(year * 1000), year), got("1", year))]
    tables = assessed(document(*claims))
    found = remarked(tables)
    assert found.height == MOST_NAMED + 1
    (rest,) = found.filter(pl.col("cell_id") == "-")["sentence"]
    assert rest.startswith("5 more cells")
    # the smallest are those that are not named
    assert found["cell_id"].str.contains("1500").sum() == 0


def test_remarks_on_cells_cost_little_where_there_is_little_to_remark_on() -> None:
    tables = assessed(document(*PLAIN))
    cells = tables["cell"][[0] * 300_000]
    begun = time.process_time()  # not the clock's time, which a busy machine takes longer by
    lazy = nw.from_native(cells.lazy())
    found = suspect(lazy).collect().to_native()
    counts = counted(lazy).collect().to_native().row(0, named=True)
    assert (found.height, counts["both"]) == (0, 300_000)
    assert list(of_cells(found, tables["fact"])) == []
    assert time.process_time() - begun < 5


def test_no_sentence_accuses() -> None:
    claims = (sent("9000000000", filing_id="a"), sent("1", filing_id="b"), got("2", 2021), sent("2000", 2021))
    words = " ".join(told(*claims, exported("SWE", "SWE", "3")).values()).casefold()
    assert len(words) > 0
    for word in ("violat", "breach", "false", "absurd", "illegal", "suspicious", "conceal", "wrong"):
        assert word not in words


def test_nothing_here_pairs_what_must_not_be_paired() -> None:
    tables = assessed(document(replace(sent("12"), to_party="?Nowhere")))
    assert pair(tables["claim"], tables["filing"], tables["complete_list"]).height == 0
