"""How sure a fact is, and what else would fit, in words that a person can act on."""

import pytest

from tallystick.reports.readings import causes, odds_said, reading_line, readings
from tallystick.reports.sureness import copied, held, unexplained, weighed

LINE = {
    "cause": "year_end",
    "sibling": "a.cell",
    "side": "exporter",
    "quantity": 28.0,
    "detail": "both name x",
}


def test_an_estimate_stands_with_its_range_and_its_chance() -> None:
    fact = {"estimate": 77.0, "low": 63.0, "high": 91.0, "p_happened": 0.72}
    assert held(fact) == "77, 90 % range 63–91; that it happened at all: 72\u202f%"
    bound = fact | {"estimate": None, "high": None}
    assert held(bound).startswith("at least 63, by a bound that was given, and no figure; ")
    assert held(bound | {"low": None}) == "no figure; none was given"


def test_the_weights_of_one_side_add_up_and_one_side_alone_has_none_to_compare() -> None:
    said = weighed([("importer", "POL", 0.39), ("exporter", "DEU", 0.6), ("exporter", "DEU", 0.01)])
    assert (
        said == "Weight of each side's figures: Germany as exporter 61\u202f%, Poland as importer 39\u202f%."
    )
    assert weighed([("exporter", "DEU", 1.0), ("importer", "POL", 0.0), ("observer", "SIPRI", None)]) == ""


@pytest.mark.parametrize(
    ("p_same", "words"),
    [
        (None, ""),
        (0.0, ""),
        (0.2, "What both say alike may be copied from one paper, one witness and not two: 20\u202f%."),
        (
            1.0,
            "Both halves give one measured figure: taken for copies of one paper, which count as one witness.",
        ),
    ],
)
def test_equal_halves_are_said_to_be_one_witness_perhaps(p_same: float | None, words: str) -> None:
    assert copied({"p_same": p_same}) == words


def test_what_stays_unexplained_is_said_where_there_is_a_gap() -> None:
    assert unexplained({"p_unexplained": None}) == ""
    assert unexplained({"p_unexplained": 0.06}).endswith("none of the causes looked for: 6\u202f%.")
    assert (
        unexplained({"p_unexplained": 1.0})
        == "For something of the gap no cause that was looked for is offered."
    )


def test_other_readings_stand_by_their_odds_with_all_their_lines() -> None:
    rows = [
        LINE | {"reading": 2, "odds": 0.104},
        LINE | {"reading": 1, "odds": 0.98, "cause": "none", "sibling": "-", "detail": "-"},
        LINE | {"reading": 2, "odds": 0.104, "cause": "different_goods", "sibling": "-", "quantity": 2.0},
    ]
    first, second = readings(rows, {"a.cell": "c-a"})
    assert reading_line(first) == "as likely: 28 in the exporter's half: nothing on record explains it"
    assert reading_line(second) == (
        "0.1 times as likely: 28 in the exporter's half: counted in the year before or after, counterpart in "
        "a.cell (both name x); 2 in the exporter's half: different goods in one cell (both name x)"
    )
    assert [cause.sibling_anchor for cause in second.causes] == ["c-a", ""]
    assert causes([LINE | {"probability": 0.94}], {})[0].probability == "94\u202f%"


def test_odds_are_said_as_how_many_times_as_likely() -> None:
    assert [odds_said(odds) for odds in (0.25, 1.01, 2.41)] == [
        "0.25 times as likely",
        "as likely",
        "2.4 times as likely",
    ]
