"""What a fit is worth: as stated where a record is small, and moved by what it shows where it is large."""

from dataclasses import replace

import pytest

from tallystick.facts import causes
from tallystick.facts.arcs import Model
from tallystick.facts.chance import by_chance
from tallystick.facts.compare import Relation
from tallystick.facts.fit import Fit, fit_of, fit_of_licence
from tallystick.facts.match import Part
from tallystick.facts.odds import STATED, Odds, learn
from tallystick.facts.residual import Residual
from tests.facts.left import line


def worth(odds: Odds, fit: Fit, model: Model = Model.HEARD) -> float:
    return odds.probability[model, fit]


@pytest.mark.parametrize("model", list(Model))
def test_an_empty_record_leaves_every_probability_as_stated(model: Model) -> None:
    odds = learn([])
    for fit, stated in STATED[model].probability.items():
        assert worth(odds, fit, model) == pytest.approx(stated, abs=1e-3)


@pytest.mark.parametrize("model", list(Model))
def test_stated_frequencies_are_frequencies(model: Model) -> None:
    for shares in (STATED[model].m(), STATED[model].all_u()):
        assert sum(shares.values()) == pytest.approx(1)
        assert min(shares.values()) >= 0


def strangers(count: int, quantity: float) -> list[Residual]:
    """Make lines of flows that have nothing to do with each other, all of one number."""
    ours = [line("exporter", quantity, parties=(f"A{n}", "X")) for n in range(count)]
    return ours + [line("importer", quantity, parties=("Y", f"B{n}")) for n in range(count)]


def test_a_number_that_everybody_gives_tells_nothing() -> None:
    """A hundred flows of 28: another 28 in the year after is no counterpart."""
    assert worth(learn(strangers(100, 28)), Fit.OPEN_EQUAL) < 0.1
    assert worth(learn([]), Fit.OPEN_EQUAL) == causes.EXACT_OPEN


def pairs(count: int, *, equal: bool, words: str = "Leopard 2") -> list[Residual]:
    """Make lines that each have a line of the year after beside them, and differ from all others."""
    found: list[Residual] = []
    for n in range(count):
        parties = (f"A{n}", f"B{n}")
        quantity = 10.0 + n
        found.append(line("exporter", quantity, words, parties=parties))
        found.append(line("importer", quantity if equal else quantity / 3, words, parties=parties, year=2021))
    return found


def test_a_fit_that_turns_up_beyond_chance_is_worth_more() -> None:
    plain, seen = learn([]), learn(pairs(150, equal=True, words=""))
    assert worth(seen, Fit.OPEN_EQUAL) > worth(plain, Fit.OPEN_EQUAL) + 0.1


def test_a_part_of_a_line_is_never_worth_more_than_stated() -> None:
    """The same pairs trade the same goods every year: that is no sign of one movement."""
    assert worth(learn(pairs(150, equal=False)), Fit.SAME_PART) <= causes.PART_SAME


def test_nothing_is_ever_certain() -> None:
    assert max(learn(pairs(300, equal=True)).probability.values()) <= 0.95


def test_what_is_learnt_does_not_depend_on_the_order_of_lines() -> None:
    lines = [*pairs(20, equal=True), *strangers(20, 7)]
    assert learn(lines) == learn(lines[::-1])


def test_chance_pairs_flows_of_other_parties_only() -> None:
    assert by_chance(pairs(1, equal=True))[Model.HEARD].total() == 0
    assert by_chance(strangers(3, 7))[Model.HEARD] == {Fit.OPEN_EQUAL: 9}


def test_a_steady_supply_is_read_from_one_side_in_two_years() -> None:
    steady = [line("exporter", 12, "Leopard 2", year=year) for year in (2019, 2020, 2022)]
    assert by_chance(steady)[Model.STEADY] == {Fit.SAME_EQUAL: 1}


@pytest.mark.parametrize(
    ("relation", "one", "other", "unit", "fit"),
    [
        (Relation.SAME, 28, 28, "items", Fit.SAME_EQUAL),
        (Relation.SAME, 3, 3, "items", Fit.SAME_SMALL),
        (Relation.SAME, 28, 20, "items", Fit.SAME_NEAR),
        (Relation.SAME, 28, 10, "items", Fit.SAME_PART),
        (Relation.SAME, 28, 6, "items", Fit.OTHER),
        (Relation.OPEN, 28, 28, "items", Fit.OPEN_EQUAL),
        (Relation.OPEN, 3, 3, "items", Fit.OPEN_SMALL),
        (Relation.OPEN, 28, 27, "items", Fit.OTHER),
        (Relation.OPEN, 10_000, 10_004, "items", Fit.OTHER),
        (Relation.OPEN, 10_000, 10_004, "usd", Fit.OPEN_EQUAL),
        (Relation.APART, 28, 28, "items", Fit.OTHER),
        (Relation.SAME, 28, 0, "items", Fit.OTHER),
    ],
)
def test_two_lines_fit_by_their_words_and_their_numbers(
    relation: Relation, one: float, other: float, unit: str, fit: Fit
) -> None:
    assert fit_of(relation, one, other, unit) is fit
    assert fit_of(relation, other, one, unit) is fit


def test_a_licence_covers_what_does_not_exceed_it() -> None:
    assert fit_of_licence(Relation.OPEN, 12, 5, "items") is Fit.USED
    assert fit_of_licence(Relation.OPEN, 5, 12, "items") is Fit.OTHER
    assert fit_of_licence(Relation.OPEN, 12, 12, "items") is Fit.OPEN_EQUAL


def test_a_line_that_is_used_up_is_no_pair_of_anything() -> None:
    used = [replace(one, left=0.0) for one in strangers(3, 7)]
    assert by_chance(used)[Model.HEARD].total() == 0
    assert isinstance(used[0].part, Part)
