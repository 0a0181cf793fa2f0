"""What nobody reported: held to the published and recomputed numbers of multiple-systems estimation, and to laws."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.facts.unseen import (
    Histories,
    Recall,
    all_pairs,
    band,
    best_pairs,
    chao,
    chapman,
    count_histories,
    dependent,
    fit,
    histories,
    lincoln_petersen,
    no_highest_order,
    recall,
    stepwise,
)

# Potential victims of trafficking, United Kingdom 2013, five lists: Silverman, "Modern slavery: an application of
# multiple systems estimation" (Home Office, 2014), with national crime agency and police lists as there combined.
UK_LISTS = ("LA", "NG", "PFNCA", "GO", "GP")
UK = {
    "10000": 54,
    "01000": 463,
    "00100": 995,
    "00010": 695,
    "00001": 316,
    "11000": 15,
    "10100": 19,
    "10010": 3,
    "01100": 62,
    "01010": 19,
    "01001": 1,
    "00110": 76,
    "00101": 11,
    "00011": 8,
    "11100": 1,
    "11010": 1,
    "01110": 4,
    "11110": 1,
}
# Killings in Kosovo 1999, four lists: Ball, Betts, Scheuren, Dudukovich and Asher (AAAS, 2002).
KOSOVO_LISTS = ("EXH", "ABA", "OSCE", "HRW")
KOSOVO = {
    "0001": 306,
    "0010": 936,
    "0011": 123,
    "0100": 845,
    "0101": 31,
    "0110": 217,
    "0111": 32,
    "1000": 1131,
    "1001": 106,
    "1010": 228,
    "1011": 42,
    "1100": 177,
    "1101": 18,
    "1110": 181,
    "1111": 27,
}


@pytest.fixture(scope="module")
def uk() -> Histories:
    return histories(UK, UK_LISTS)


@pytest.fixture(scope="module")
def kosovo() -> Histories:
    return histories(KOSOVO, KOSOVO_LISTS)


def pairs_of(found: str) -> set[frozenset[str]]:
    return {frozenset(pair.split(" and ")) for pair in found.split(", ")}


def test_two_lists_give_the_textbook_totals() -> None:
    assert lincoln_petersen(200, 150, 30).estimate == 1000
    found = chapman(200, 150, 30)
    assert found.estimate == pytest.approx(978.0645, abs=5e-5)
    assert found.error == pytest.approx(141.894, abs=5e-4)


def test_chaos_bound_of_the_united_kingdom_is_as_computed(uk: Histories) -> None:
    assert (uk.seen, uk.on_exactly(1), uk.on_exactly(2)) == (2744, 2523, 214)
    assert chao(uk).estimate == pytest.approx(17_616.7, abs=0.05)
    assert chao(uk, corrected=True).estimate == pytest.approx(14_642.2, abs=0.05)


def test_main_effects_of_the_united_kingdom_are_as_computed(uk: Histories) -> None:
    found = fit(uk)
    assert [round(value) for value in (found.total, found.low, found.high)] == [13_444, 11_985, 15_133]
    assert found.deviance == pytest.approx(118.53, abs=0.005)


def test_stepwise_the_united_kingdom_has_the_published_total_and_pairs(uk: Histories) -> None:
    found = stepwise(uk)
    assert [round(value) for value in (found.total, found.low, found.high)] == [11_313, 9_884, 13_027]
    published = "LA and NG, NG and GP, PFNCA and GP, LA and PFNCA, GO and GP, NG and GO"
    assert pairs_of(found.named(uk)) == pairs_of(published)


def test_leaving_away_the_pair_without_overlap_would_move_the_answer_far(uk: Histories) -> None:
    no_overlap = (0, 4)
    assert uk.on_all(*no_overlap) == 0
    found = all_pairs(uk)
    without = fit(uk, tuple(pair for pair in found.pairs if pair != no_overlap))
    assert [round(found.total), round(without.total)] == [11_233, 13_640]
    assert found.parameters == without.parameters + 1 == 16


def test_main_effects_of_kosovo_are_as_computed(kosovo: Histories) -> None:
    found = fit(kosovo)
    assert kosovo.seen == 4400
    assert [round(value) for value in (found.total, found.low, found.high)] == [7395, 7173, 7634]
    assert found.deviance == pytest.approx(245.9, abs=0.05)


def test_the_models_of_pairs_for_kosovo_are_as_computed(kosovo: Histories) -> None:
    found = best_pairs(kosovo)
    assert [round(value) for value in (found.total, found.low, found.high)] == [14_342, 12_541, 16_540]
    assert pairs_of(found.named(kosovo)) == pairs_of(
        "EXH and ABA, EXH and OSCE, EXH and HRW, ABA and OSCE, OSCE and HRW"
    )
    assert round(all_pairs(kosovo).total) == 14_402


def test_kosovo_without_the_highest_order_is_as_computed(kosovo: Histories) -> None:
    assert no_highest_order(kosovo).estimate == pytest.approx(16_941.88, abs=0.005)


def test_main_effects_of_two_lists_are_lincoln_and_petersens() -> None:
    table = histories({"11": 30, "10": 170, "01": 120}, ("exporter", "importer"))
    assert fit(table).total == pytest.approx(1000)
    assert dependent(table, 1.0).estimate == pytest.approx(1000)


def test_lists_that_see_the_same_things_hide_more_than_they_show() -> None:
    table = histories({"11": 30, "10": 170, "01": 120}, ("exporter", "importer"))
    assert dependent(table, 0.5).estimate < dependent(table, 1).estimate < dependent(table, 4).estimate


@settings(max_examples=6)
@given(st.permutations(range(4)))
def test_the_order_of_lists_changes_no_total(order: list[int]) -> None:
    mixed = histories(
        {"".join(code[place] for place in order): count for code, count in KOSOVO.items()},
        [KOSOVO_LISTS[place] for place in order],
    )
    plain = histories(KOSOVO, KOSOVO_LISTS)
    assert stepwise(mixed).total == pytest.approx(stepwise(plain).total, rel=1e-6)
    assert no_highest_order(mixed).estimate == pytest.approx(no_highest_order(plain).estimate)
    assert chao(mixed) == chao(plain)


@settings(max_examples=12)
@given(st.lists(st.floats(0.2, 0.8), min_size=2, max_size=4), st.integers(2_000, 50_000))
def test_lists_that_miss_things_independently_give_back_the_total(chances: list[float], total: int) -> None:
    lists = [str(place) for place in range(len(chances))]
    counts = {}
    for history in product((0, 1), repeat=len(chances)):
        chance = np.prod([p if on else 1 - p for p, on in zip(chances, history, strict=True)])
        if any(history):
            counts["".join(map(str, history))] = round(total * 1000 * float(chance))
    assert fit(histories(counts, lists)).total == pytest.approx(total * 1000, rel=1e-3)


def test_a_band_names_what_each_line_assumes_and_has_no_best_line() -> None:
    found = band(KOSOVO, KOSOVO_LISTS)
    assert found["method"].to_list() == [
        "seen",
        "chao",
        "chao_corrected",
        "independent",
        "stepwise",
        "best_pairs",
        "all_pairs",
        "no_highest_order",
    ]
    assert found["assumption"].n_unique() == len(found)
    assert found["total"].min() == 4400
    assert found["total"].max() == pytest.approx(16_941.88, abs=0.005)
    within = found.drop_nulls(["low", "high"])
    assert (
        within.select((pl.col("low") < pl.col("total")) & (pl.col("total") < pl.col("high")))
        .to_series()
        .all()
    )


def test_a_band_says_why_a_line_has_no_figure() -> None:
    found = {row["method"]: row for row in band(UK, UK_LISTS).to_dicts()}
    assert found["no_highest_order"]["total"] is None
    assert "13 of 31 histories are empty" in found["no_highest_order"]["remark"]
    assert "1,024 models of 5 lists" in found["best_pairs"]["remark"]
    assert "LA and NG" in found["stepwise"]["remark"]


def test_two_halves_give_a_band_over_how_they_may_depend() -> None:
    found = band({"11": 194, "10": 146, "01": 60}, ("exporter", "importer"))
    totals = dict(zip(found["method"], found["total"], strict=True))
    assert totals["seen"] == 400
    assert totals["independent"] == pytest.approx(445, abs=0.5)
    assert totals["half_the_odds"] < totals["twice_the_odds"] < totals["eight_times_the_odds"]


def test_two_halves_without_overlap_still_give_a_band() -> None:
    found = {row["method"]: row for row in band({"10": 12, "01": 5}, ("exporter", "importer")).to_dicts()}
    assert found["seen"]["total"] == 17
    assert found["independent"]["total"] == pytest.approx(13 * 6 - 1)
    assert "nothing in common" in found["twice_the_odds"]["remark"]


def test_things_are_counted_by_the_lists_that_hold_them() -> None:
    on = np.array([[True, False], [True, True], [False, True], [True, True], [False, False]])
    found = count_histories(on, ("a", "b"))
    assert (found.seen, found.on_all(0, 1), found.on_all(0)) == (4, 2, 3)


@pytest.mark.parametrize(
    ("counts", "lists", "words"),
    [
        ({"1": 3}, ("a",), "1 lists"),
        ({"111": 3}, ("a", "b"), "not one 0 or 1 for each of 2 lists"),
        ({"1x": 3}, ("a", "b"), "not one 0 or 1"),
        ({"00": 3, "11": 1}, ("a", "b"), "what nobody saw"),
        ({"10": -3, "11": 1}, ("a", "b"), "-3 times"),
        ({"10": 3}, ("a", "b"), "nothing stands on b"),
    ],
)
def test_what_is_no_table_of_histories_is_refused(
    counts: dict[str, int], lists: tuple[str, ...], words: str
) -> None:
    with pytest.raises(ValueRefusedError, match=words):
        histories(counts, lists)


def pooled(both: int, exporter: int, importer: int) -> Recall:
    count = both + exporter + importer
    place = np.zeros(count, dtype=np.intp)
    by_exporter = np.arange(count) < both + exporter
    return recall(place, place, by_exporter, ~by_exporter | (np.arange(count) < both))


def test_one_reporter_a_side_gives_lincoln_and_petersens_total() -> None:
    found = pooled(194, 146, 60)
    assert found.total == pytest.approx(340 * 254 / 194)  # 445
    assert found.exporter == pytest.approx([194 / 254])
    assert found.importer == pytest.approx([194 / 340])


def world(seed: int) -> tuple[Recall, int, float]:
    """Play reporters of unequal recall; gives the estimate, the truth, and what pooling them would say."""
    rng = np.random.default_rng(seed)
    exporter, importer = (axis.ravel() for axis in np.indices((40, 40)))
    there = rng.random(1600) < 0.6
    exporter, importer = exporter[there], importer[there]
    a, b = rng.uniform(0.3, 0.95, 40), rng.uniform(0.3, 0.95, 40)
    x, m = rng.random(len(exporter)) < a[exporter], rng.random(len(exporter)) < b[importer]
    seen = x | m
    table = count_histories(np.column_stack([x, m]), ("exporter", "importer"))
    pool = lincoln_petersen(table.on_all(0), table.on_all(1), table.on_all(0, 1)).estimate
    return recall(exporter[seen], importer[seen], x[seen], m[seen]), len(exporter), pool


def test_unequal_reporters_give_back_the_flows_there_were() -> None:
    found = [world(seed) for seed in range(12)]
    off = np.array([recalls.total / truth - 1 for recalls, truth, _ in found])
    assert abs(off.mean()) < 0.01
    assert np.abs(off).max() < 0.06


def test_a_reporter_of_many_flows_keeps_a_recall_of_its_own() -> None:
    # two exporters of a hundred flows each, to an importer that names all; the second names every fifth
    exporter = np.repeat([0, 1], 100)
    named = (exporter == 0) | (np.arange(200) % 5 == 0)
    found = recall(exporter, np.zeros(200, dtype=np.intp), named, np.ones(200, dtype=bool))
    assert found.exporter == pytest.approx([1.0, 0.2], abs=0.01)


def test_a_reporter_that_nobody_confirms_keeps_a_recall_between_0_and_1() -> None:
    exporter, importer = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    found = recall(exporter, importer, np.array([True] * 4), np.array([True, True, False, False]))
    assert 0 < found.importer[1] < found.importer[0] <= 1
    assert found.total >= 4


def test_flows_that_no_two_sides_share_say_nothing_of_what_both_left_out() -> None:
    place = np.array([0, 0])
    with pytest.raises(ValueRefusedError, match="no flow was named by both"):
        recall(place, place, np.array([True, False]), np.array([False, True]))
    with pytest.raises(ValueRefusedError, match="neither side named"):
        recall(place, place, np.array([True, False]), np.array([True, False]))
