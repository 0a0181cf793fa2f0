"""Left-over lines laid against each other: which reading is best, which others fit, and how sure it all is."""

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.facts import blocks
from tallystick.facts.arcs import sibling_pairs
from tallystick.facts.explain import Explained, explain_lines
from tallystick.facts.match import Laying
from tallystick.facts.odds import Odds, learn
from tallystick.facts.own import Known
from tallystick.facts.residual import Residual
from tests.facts.left import line

few = settings(max_examples=15)
PLAIN: Odds = learn([])
SENT, GOT = "exporter", "importer"


def explain(*lines: Residual, odds: Odds | None = PLAIN, **known: Any) -> Explained:
    layings: dict[str, Laying] = defaultdict(lambda: Laying((), ()))
    return explain_lines(sorted(lines, key=Residual.order), Known(layings, **known), odds)


def rows(explained: Explained, year: int) -> set[tuple[Any, ...]]:
    return {
        (row["cause"], row["side"], row["quantity"])
        for row in explained.rows
        if f".{year}." in str(row["cell_id"])
    }


def others(explained: Explained, year: int) -> list[tuple[Any, ...]]:
    """Give the alternatives of a year's cell: number, cause, where the counterpart stands, quantity."""
    return [
        (row["reading"], row["cause"], str(row["sibling"]).split(".")[-2:][0], row["quantity"])
        for row in explained.alternatives
        if f".{year}." in str(row["cell_id"])
    ]


def unsure(explained: Explained, year: int) -> float:
    (found,) = [p for name, p in explained.p_unexplained.items() if f".{year}." in name]
    return found


# how sure


def test_one_pair_is_as_sure_as_its_fit() -> None:
    found = explain(line(SENT, 28), line(GOT, 28, year=2021))
    assert unsure(found, 2020) == unsure(found, 2021) == pytest.approx(0.2)
    assert others(found, 2020) == [(1, "none", "-", 28)]
    assert found.alternatives[0]["odds"] == pytest.approx(0.25)


def test_where_nothing_is_offered_it_is_certain_that_nothing_explains_it() -> None:
    assert unsure(explain(line(SENT, 28)), 2020) == 1
    part = explain(line(SENT, 28, "Leopard 2"), line(GOT, 10, "Leopard 2", year=2021))
    assert unsure(part, 2020) == 1
    assert unsure(part, 2021) == pytest.approx(0.4)


def test_of_two_lines_that_want_one_counterpart_either_may_have_it() -> None:
    found = explain(line(SENT, 28), line(GOT, 28, year=2019), line(GOT, 28, year=2021))
    assert rows(found, 2021) == {("year_end", GOT, 28)}, "the year after goes first"
    assert others(found, 2020) == [(1, "year_end", "2019", 28), (2, "none", "-", 28)]
    # odds 4 for each, 1 for neither: 1/9 that neither is it, 5/9 that this one is not
    assert unsure(found, 2020) == pytest.approx(1 / 9)
    assert unsure(found, 2019) == unsure(found, 2021) == pytest.approx(5 / 9)


def test_a_partner_that_was_not_heard_leaves_nothing_to_explain() -> None:
    found = explain(line(SENT, 28, is_heard=False), line(GOT, 28, year=2021))
    assert [name.split(".")[-2] for name in found.p_unexplained] == ["2021"]
    assert [row["probability"] for row in found.rows] == [0.4, 0.4]


def test_a_doubtful_alternative_is_not_given() -> None:
    found = explain(
        line(SENT, 28, "Leopard 2"), line(GOT, 28, "Leopard 2", year=2021), odds=sure("same_equal")
    )
    assert found.alternatives == []


def sure(fit: str) -> Odds:
    """Make one fit nearly certain."""
    return Odds({key: 0.97 if key[1] == fit else p for key, p in PLAIN.probability.items()})


# which reading


def test_the_same_goods_go_before_the_same_number_of_whatever_goods() -> None:
    found = explain(
        line(SENT, 28, "Leopard 2"), line(GOT, 28, year=2021), line(GOT, 28, "Leopard 2A4", year=2019)
    )
    assert rows(found, 2019) == {("year_end", GOT, 28)}
    assert rows(found, 2021) == set()


def test_all_lines_together_are_laid_better_than_one_after_the_other() -> None:
    """The best pair first would leave the others alone: two good pairs go before one that is a little better."""
    wanting = [
        line(SENT, 28, "Leopard 2"),
        line(SENT, 28, year=2022),
        line(GOT, 28, "Leopard 2", year=2021),
        line(GOT, 28, year=2019),
    ]
    found = explain(*wanting)
    assert {(row["sibling"], row["side"]) for row in found.rows if ".2020." in str(row["cell_id"])} == {
        ("transfer.SWE.FIN.battle_tanks.2019.items", SENT)
    }
    assert found.left == []


def test_lines_that_fit_only_together_are_taken_together_or_not_at_all() -> None:
    three = [line(SENT, 10), line(SENT, 18), line(GOT, 28, year=2021)]
    assert rows(explain(*copied(three)), 2020) == {("year_end", SENT, 28)}
    rival = line(GOT, 18, year=2019)
    assert rows(explain(*three, rival), 2021) == {("year_end", GOT, 28)}
    # once the goods are named, 18 of them are that line's, and 10 of 28 tell nothing
    named = [
        line(SENT, 10),
        line(SENT, 18, "M113"),
        line(GOT, 28, year=2021),
        line(GOT, 18, "M113", year=2019),
    ]
    assert rows(explain(*named, odds=sure("same_equal")), 2020) == {("year_end", SENT, 18)}


def test_the_lines_of_a_sum_are_one_coincidence() -> None:
    words = "Leopard 2"
    sums = [line(SENT, 10), line(SENT, 18), line(GOT, 28, words, year=2021)]
    assert rows(explain(*copied(sums)), 2021) == {("year_end", GOT, 28)}
    found = explain(*sums, line(SENT, 28, words, year=2022))
    assert rows(found, 2020) == set()
    assert rows(found, 2022) == {("year_end", SENT, 28)}


def test_lines_of_one_repeated_return_have_it_by_one_coincidence() -> None:
    ours = [line(SENT, 28), line(SENT, 10)]
    found = explain(*ours, repeated=frozenset(one.part.claim_id for one in ours))
    assert unsure(found, 2020) == pytest.approx(0.5)


def test_measured_amounts_that_differ_by_rounding_are_one() -> None:
    found = explain(line(SENT, 10_000, unit="usd"), line(GOT, 10_004, unit="usd", year=2021))
    assert rows(found, 2021) == {("year_end", GOT, 10_004)}
    assert found.left == []


def test_a_line_of_a_repeated_return_has_no_part_elsewhere() -> None:
    ours, theirs = line(SENT, 28, "Leopard 2"), line(GOT, 20, "Leopard 2", year=2021)
    found = explain(ours, theirs, repeated=frozenset({ours.part.claim_id}))
    assert rows(found, 2020) == {("repeated_return", SENT, 28)}
    assert unsure(found, 2020) == pytest.approx(0.5)


# laws

left_over = st.lists(
    st.builds(
        line,
        st.sampled_from([SENT, GOT]),
        st.sampled_from([2.0, 5.0, 10.0, 18.0, 28.0]),
        st.sampled_from(["", "", "Leopard 2", "M113"]),
        year=st.integers(2019, 2022),
        category=st.sampled_from(["battle_tanks", "armoured_combat_vehicles"]),
        is_heard=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda one: one.part.claim_id,
)


def copied(lines: list[Residual]) -> list[Residual]:
    return [Residual(one.key, one.part, one.part.quantity, is_heard=one.is_heard) for one in lines]


@few
@given(left_over, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[Residual], chance: Any) -> None:
    turned = copied(lines)
    chance.shuffle(turned)
    one, two = explain(*copied(lines), odds=None), explain(*turned, odds=None)
    assert sorted(one.rows, key=str) == sorted(two.rows, key=str)
    assert (one.alternatives, one.p_unexplained) == (two.alternatives, two.p_unexplained)


@few
@given(left_over)
def test_a_flow_of_other_parties_changes_nothing(lines: list[Residual]) -> None:
    strangers = [
        line(SENT, 28, parties=("NOR", "EST")),
        line(GOT, 28, parties=("NOR", "EST"), year=2021),
    ]
    alone, beside = explain(*copied(lines)), explain(*copied(lines), *strangers)
    assert alone.rows == [row for row in beside.rows if "NOR" not in str(row["cell_id"])]
    assert alone.p_unexplained == {k: p for k, p in beside.p_unexplained.items() if "NOR" not in k}


@few
@given(left_over)
def test_what_is_explained_is_conserved_and_never_more_than_is_left(lines: list[Residual]) -> None:
    fresh = copied(lines)
    found = explain(*fresh)
    taken: dict[tuple[str, str], float] = defaultdict(float)
    between: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in found.rows:
        taken[str(row["cell_id"]), str(row["side"])] += float(str(row["quantity"]))
        if row["sibling"] != "-":
            between[str(row["cell_id"]), str(row["sibling"]), str(row["side"])] += float(str(row["quantity"]))
    for one in fresh:
        taken[one.key.cell_id, one.part.side] += one.left
    for one in fresh:
        taken[one.key.cell_id, one.part.side] -= one.part.quantity
    assert all(amount == 0 for amount in taken.values())
    for (cell, sibling, side), amount in between.items():
        assert between[sibling, cell, GOT if side == SENT else SENT] == amount
    assert all(0 <= p <= 1 for p in found.p_unexplained.values())


# work that is capped


def test_a_block_with_too_many_pairs_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_MOST_ARCS", 2)
    lines = [line(SENT, 28), line(GOT, 28, year=2021), line(GOT, 28, year=2019), line(SENT, 28, year=2018)]
    assert len(sibling_pairs(lines)) == 3
    found = explain(*lines)
    (remark,) = found.remarks
    assert (remark["kind"], str(remark["sentence"])[:2]) == ("work_capped", "1 ")
