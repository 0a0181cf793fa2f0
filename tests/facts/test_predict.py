"""One half predicted from the other: folds, and a score that a reader can work out again."""

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import t as student

from tallystick.facts.predict import folds, predict
from tallystick.facts.trust import doubles_of
from tallystick.model.tables import PREDICTION

PARTIES = ("SWE", "FIN", "NOR", "DNK")


@cache
def pairs(unit: str = "kg") -> pl.DataFrame:
    """Invent four years of trade in a ring of four parties, both ways."""
    rng = np.random.default_rng(11)
    rows = []
    for year in range(4):
        for place in range(4):
            one, other = PARTIES[place], PARTIES[(place + 1) % 4]
            for exporter, importer in ((one, other), (other, one)):
                truth = float(np.exp(rng.normal(4.0, 1.0)))
                figures = [truth * float(np.exp(rng.normal(0.0, 0.2))) for _ in range(2)]
                ours, theirs = (max(round(one), 1.0) for one in figures) if unit == "items" else figures
                rows.append(
                    {
                        "cell_id": f"{exporter}.{importer}.{year}.{unit}",
                        "act": "transfer",
                        "unit": unit,
                        "from_party": exporter,
                        "to_party": importer,
                        "ours": float(ours),
                        "theirs": float(theirs),
                    }
                )
    return pl.DataFrame(rows)


@cache
def predicted(unit: str = "kg") -> pl.DataFrame:
    return predict(pairs(unit), {("transfer", unit, "exporter", "SWE"): 0.9})


def rows(unit: str = "kg", side: str = "exporter") -> list[dict[str, Any]]:
    told = pairs(unit).rename({"ours": "seen_ours", "theirs": "seen_theirs"})
    return predicted(unit).filter(side=side).join(told, on="cell_id").to_dicts()


def test_no_pair_of_parties_is_in_two_folds_whichever_exports() -> None:
    doubles = doubles_of(pairs(), "kg")
    dealt = folds(doubles)
    of: dict[frozenset[str], set[int]] = {}
    for place, fold in enumerate(dealt):
        pair = frozenset(
            (doubles.exporters[doubles.exporter[place]], doubles.importers[doubles.importer[place]])
        )
        of.setdefault(pair, set()).add(int(fold))
    assert len(of) == 4
    assert all(len(used) == 1 for used in of.values())
    assert len({fold for used in of.values() for fold in used}) == 4


def test_every_half_of_every_double_cell_is_predicted_once() -> None:
    table = predicted()
    assert table.columns == PREDICTION.column_names()
    assert table.select("cell_id", "side").n_unique() == table.height == 2 * pairs().height
    assert table.equals(table.sort("cell_id", "side"))


@pytest.mark.parametrize("side", ["exporter", "importer"])
def test_the_score_of_a_measured_half_can_be_worked_out_from_its_row(side: str) -> None:
    for row in rows(side=side):
        assert row["observed"] == row["seen_ours" if side == "exporter" else "seen_theirs"]
        of = student(row["df"], row["log_mean"], row["log_sd"])
        assert row["log_score"] == pytest.approx(of.logpdf(np.log(row["observed"])))
        assert np.log([row["low"], row["high"]]) == pytest.approx(of.ppf([0.05, 0.95]))


def test_the_score_of_a_counted_half_can_be_worked_out_from_its_row() -> None:
    for row in rows("items"):
        of = student(row["df"], row["log_mean"], row["log_sd"])
        number = row["observed"]
        share = of.cdf(np.log(number + 0.5)) - of.cdf(np.log(number - 0.5))
        share /= 1 - of.cdf(np.log(0.5))
        chance = (1 - row["p_same"]) * share + row["p_same"] * (number == row["seen_theirs"])
        assert row["log_score"] == pytest.approx(np.log(chance))


def test_a_counted_half_lies_in_its_range_nine_times_in_ten() -> None:
    """A whole number is the fifth percentile if what lies below it is less, and with it more, than a twentieth."""
    for row in rows("items"):
        of, visible = student(row["df"], row["log_mean"], row["log_sd"]), row["seen_theirs"]
        none = of.cdf(np.log(0.5))
        for end, wanted in ((row["low"], 0.05), (row["high"], 0.95)):
            below, through = (
                (1 - row["p_same"]) * (of.cdf(np.log(edge)) - none) / (1 - none)
                + row["p_same"] * (visible < edge)
                for edge in (max(end - 0.5, 0.5), end + 0.5)
            )
            # the visible figure stands between the halves of its own number
            near = 1e-9 if end != visible else through - below
            assert below - near <= wanted <= through + near


def test_a_prediction_follows_the_visible_half_and_never_the_hidden_one() -> None:
    for row in rows():
        assert abs(row["log_mean"] - np.log(row["seen_theirs"])) < 0.3
    changed = pairs().with_columns(
        ours=pl.when(pl.col("cell_id") == "SWE.FIN.0.kg").then(pl.col("ours") * 50).otherwise("ours")
    )
    was, now = (
        table.filter(cell_id="SWE.FIN.0.kg", side="exporter").to_dicts()[0]
        for table in (predicted(), predict(changed, {}))
    )
    assert now["log_mean"] == was["log_mean"]
    assert now["log_sd"] == was["log_sd"]
    assert now["log_score"] < was["log_score"] - 2


def test_most_halves_lie_within_their_range() -> None:
    held = [row["low"] <= row["observed"] <= row["high"] for row in (*rows(), *rows(side="importer"))]
    assert 0.8 <= np.mean(held) <= 1


def test_the_chance_of_silence_is_what_completeness_leaves() -> None:
    for row in rows():
        expected = 0.1 if row["from_party"] == "SWE" else 0.5
        assert row["p_zero"] == pytest.approx(expected)


def test_the_order_of_cells_does_not_matter() -> None:
    turned = predict(pairs().reverse(), {("transfer", "kg", "exporter", "SWE"): 0.9})
    assert turned.equals(predicted())


def test_nothing_to_predict_is_no_row() -> None:
    assert predict(pairs().clear(), {}).height == 0
