"""Whom to trust how far: fits of measures, completeness, and table `reliability`."""

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from tallystick.facts.amount import Trust
from tallystick.facts.observe import same_goods
from tallystick.facts.trust import asked, complete_by, completed, doubles_of, reliabilities, trust
from tallystick.model.tables import RELIABILITY

pytestmark = pytest.mark.usefixtures("all_draws")  # what is learnt of a claimant is held to a tenth

NOBODY = same_goods([])[1]
NOTHING_ASKED: dict[str, Any] = {
    "act": pl.String,
    "unit": pl.String,
    "from_party": pl.String,
    "to_party": pl.String,
    "from_state": pl.String,
    "to_state": pl.String,
    "from_low": pl.Float64,
    "from_high": pl.Float64,
    "to_low": pl.Float64,
    "to_high": pl.Float64,
}


@cache
def pairs() -> pl.DataFrame:
    """Invent doubly reported values; SWE writes twice as much, and NOR has few cells."""
    rng = np.random.default_rng(4)
    rows = []
    for place in range(26):
        exporter = "NOR" if place < 3 else ("SWE", "FIN", "DNK")[place % 3]
        truth = float(np.exp(rng.normal(8.0, 1.0)))
        rows.append(
            {
                "cell_id": f"c{place:02}",
                "act": "transfer",
                "unit": "USD",
                "from_party": exporter,
                "to_party": ("BRA", "CHL", "PER", "URY", "BOL", "ECU", "COL")[place % 7],
                "ours": truth * float(np.exp(rng.normal(0, 0.1))) * (2.0 if exporter == "SWE" else 1.0),
                "theirs": truth * float(np.exp(rng.normal(0, 0.1))),
            }
        )
    return pl.DataFrame(rows)


@cache
def fitted() -> Trust:
    return trust(pairs(), NOBODY)


def table(complete: pl.DataFrame | None = None) -> list[dict[str, Any]]:
    nothing = completed(asked(pl.DataFrame(schema=NOTHING_ASKED)))
    return list(reliabilities(fitted(), nothing if complete is None else complete, pairs(), NOBODY))


def test_the_order_of_cells_does_not_matter() -> None:
    """Equal counts are the ones of which it is drawn, cell by cell, whether they are copies."""
    place = pl.int_range(pl.len())
    counted = pairs().with_columns(
        unit=pl.lit("items"), ours=place % 5 + 1.0, theirs=place % 5 + 1.0 + (place % 3 == 0).cast(pl.Float64)
    )
    turned = counted.sample(fraction=1.0, shuffle=True, seed=3)
    one, other = (trust(each, NOBODY).of(("transfer", "items")) for each in (counted, turned))
    assert np.array_equal(one.copies, other.copies)
    assert np.array_equal(one.exporter_bias, other.exporter_bias)
    assert np.array_equal(one.importer_variance, other.importer_variance)


def test_biases_add_up_to_zero_in_either_role() -> None:
    rows = table()
    for role, count in (("exporter", 4), ("importer", 7)):
        biases = [row["bias_log"] for row in rows if row["role"] == role]
        assert len(biases) == count
        assert sum(biases) == pytest.approx(0, abs=1e-9)


def test_the_table_names_who_errs_and_by_how_much() -> None:
    rows = {(row["role"], row["claimant"]): row for row in table()}
    steady, over = rows["exporter", "FIN"], rows["exporter", "SWE"]
    assert over["bias_log"] - steady["bias_log"] == pytest.approx(np.log(2), abs=0.25)
    for row in rows.values():
        assert row["bias_low"] <= row["bias_log"] <= row["bias_high"]
        assert 0 < row["noise_low"] <= row["noise_log"] <= row["noise_high"]
        assert list(row) == RELIABILITY.column_names()


def test_of_an_only_exporter_it_is_not_said_that_its_figures_lie_level_with_its_partners() -> None:
    twice = pairs().with_columns(from_party=pl.lit("DEU"), ours=pl.col("theirs") * 2)
    rows = list(reliabilities(trust(twice, NOBODY), table_of_nothing(), twice, NOBODY))
    (only,) = [row for row in rows if row["role"] == "exporter"]
    assert (only["estimable"], only["bias_log"], only["bias_low"], only["bias_high"]) == (
        True,
        None,
        None,
        None,
    )
    assert only["noise_low"] < only["noise_log"] < only["noise_high"]
    assert all(row["bias_log"] is not None for row in rows if row["role"] == "importer")


def test_below_six_cells_a_claimant_is_not_estimable() -> None:
    rows = {row["claimant"]: row for row in table() if row["role"] == "exporter"}
    assert (rows["NOR"]["n_double"], rows["NOR"]["estimable"]) == (3, False)
    assert (rows["SWE"]["n_double"], rows["SWE"]["estimable"]) == (8, True)


def test_observers_are_fitted_against_the_halves_they_are_laid_beside() -> None:
    seen = pairs().select(
        "cell_id",
        "act",
        "unit",
        "ours",
        half="from_party",
        observer=pl.lit("Panel"),
        theirs=pl.col("ours") * 2.0,
    )
    watching = trust(pairs().clear(), seen)
    row = next(iter(reliabilities(watching, table_of_nothing(), pairs().clear(), seen)))
    assert (row["claimant"], row["role"], row["n_double"]) == ("Panel", "observer", 26)
    # twice as much throughout: nobody can tell who is off, so that it is a shift; that they lie apart is said
    assert row["bias_log"] == pytest.approx(np.log(2), abs=0.1)
    assert watching.observers["transfer", "USD"].shift.mean() == pytest.approx(-np.log(2), abs=0.1)


def table_of_nothing() -> pl.DataFrame:
    return completed(asked(pl.DataFrame(schema=NOTHING_ASKED)))


def test_a_measure_without_double_cells_has_what_is_known_beforehand() -> None:
    none = trust(pairs().clear(), NOBODY)
    assert none.halves == none.observers == {}
    assert none.of(("transfer", "kg")).exporters == ("-",)


def test_whole_numbers_are_off_by_up_to_a_half() -> None:
    """A uniform error over one unit has variance 1/12."""
    few = pl.DataFrame({"from_party": ["A"], "to_party": ["B"], "ours": [2.0], "theirs": [4.0]})
    assert doubles_of(few, "items").rounding[0] == pytest.approx((1 / 4 + 1 / 16) / 12)
    assert doubles_of(few, "USD").rounding[0] == 0


def test_more_cells_than_can_be_fitted_are_sampled_and_always_the_same_ones() -> None:
    sample = doubles_of(pairs(), "USD", most=10)
    assert len(sample) == 10
    assert np.array_equal(sample.x, doubles_of(pairs(), "USD", most=10).x)
    assert len(doubles_of(pairs(), "USD", most=26)) == 26


def heard(
    exporter: str, importer: str, ours: tuple[str, float | None], theirs: tuple[str, float | None]
) -> dict[str, Any]:
    names = {"act": "transfer", "unit": "items", "from_party": exporter, "to_party": importer}
    ends = {"from_low": ours[1], "from_high": ours[1], "to_low": theirs[1], "to_high": theirs[1]}
    return names | ends | {"from_state": ours[0], "to_state": theirs[0]}


CELLS = pl.DataFrame(
    [
        heard("SWE", "FIN", ("reported", 5.0), ("reported", 4.0)),
        heard("SWE", "FIN", ("reported", 5.0), ("silent", None)),
        heard("SWE", "FIN", ("reported", 5.0), ("nil", 0.0)),
        # a return that is not in hand leaves nothing out
        heard("SWE", "FIN", ("reported", 5.0), ("not_held", None)),
        heard("SWE", "FIN", ("no_filing", None), ("reported", 3.0)),
        # a party that is its own partner is not asked by anybody
        heard("SWE", "SWE", ("reported", 5.0), ("nil", 0.0)),
        # nobody asks about what the partner says is nothing
        heard("SWE", "FIN", ("nil", 0.0), ("silent", None)),
    ],
    schema=NOTHING_ASKED,
    orient="row",
)


@pytest.mark.parametrize(
    ("ends", "n_asked"), [((0.0, 100.0), 0), ((0.0, None), 0), ((1.0, 100.0), 1), ((0.0, 0.0), 1)]
)
def test_a_figure_that_may_be_nought_and_may_be_more_is_neither_an_answer_nor_a_silence(
    ends: tuple[float, float | None], n_asked: int
) -> None:
    cell = heard("SWE", "FIN", ("reported", 50.0), ("reported", ends[0])) | {"to_high": ends[1]}
    counts = asked(pl.DataFrame([cell], schema=NOTHING_ASKED)).filter(pl.col("role") == "importer")
    assert counts["n_asked"].sum() == n_asked


def test_a_claimant_is_asked_where_its_partner_has_a_figure_and_its_own_return_is_in_hand() -> None:
    counts = {row["role"]: (row["n_asked"], row["gave"]) for row in asked(CELLS).to_dicts()}
    assert counts == {"importer": (3, 1), "exporter": (1, 1)}


def test_completeness_is_told_by_claimant_and_role() -> None:
    found = complete_by(completed(asked(CELLS)))
    assert set(found) == {("transfer", "items", "importer", "FIN"), ("transfer", "items", "exporter", "SWE")}
    assert found["transfer", "items", "importer", "FIN"] < found["transfer", "items", "exporter", "SWE"]
    assert complete_by(table_of_nothing()) == {}


def test_completeness_stands_in_the_table_beside_errors() -> None:
    rows = {(row["unit"], row["claimant"]): row for row in table(completed(asked(CELLS)))}
    assert rows["items", "FIN"]["n_asked"] == 3
    assert rows["items", "FIN"]["n_double"] == 0
    assert rows["USD", "FIN"]["completeness"] is None
