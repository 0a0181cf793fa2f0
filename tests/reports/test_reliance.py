"""Reliability in words: what a claimant's own record tells, with its range, and never an order of merit."""

from collections.abc import Sequence
from typing import Any

import pytest

from tallystick.facts.reliability import LEAST_DOUBLES
from tallystick.model.record import Record
from tallystick.model.words import factor, offset
from tallystick.reports.reliance import LEAST, Bar, by_name, of_cell, reliances
from tests.findings.rows import table
from tests.reports.relied import reliable

CELL = {"act": "transfer", "from_party": "DEU", "to_party": "POL", "unit": "items"}


def _record(rows: Sequence[dict[str, Any]]) -> Record:
    return Record.of({"reliability": table("reliability", *rows)})


def told(**changed: Any) -> str:
    row = reliable("DEU", "exporter", double=11, asked=16) | changed
    (one,) = reliances(_record([row])).values()
    return one.told


def test_what_a_record_tells_is_said_with_its_ranges() -> None:
    assert told() == (
        "of 16 cells in which a partner gave a figure its returns show 72\u202f% (56–85\u202f%); "
        "its figures lie 4\u202f% above its partners' (−26\u202f% to +48\u202f%); "
        "a typical error is a factor of 1.5 (1.2–2.1)"
    )


def test_below_six_cells_nothing_is_told() -> None:
    assert told(n_double=3, n_asked=5, estimable=False) == (
        "not estimable: 3 doubly reported cells; 6 are needed"
    )
    assert told(n_double=0, n_asked=0, estimable=False, completeness=None).startswith(
        "not estimable: no doubly reported cell;"
    )


def test_returns_and_errors_are_judged_by_their_own_cells() -> None:
    assert "its returns show 72\u202f% (56–85\u202f%); of its errors not estimable: 2 doubly" in told(
        n_double=2, estimable=False
    )
    assert told(n_asked=5).startswith("how much its returns show is not estimable; its figures lie")


@pytest.mark.parametrize(
    ("bias", "words"),
    [
        (0.0, "level with its partners'"),
        (-0.25, "22\u202f% below its partners'"),
        (1.1, "at 3.0 times its partners' (0.7 to 1.5)"),
    ],
)
def test_a_bias_is_per_cent_until_a_factor_reads_more_easily(bias: float, words: str) -> None:
    assert words in told(bias_log=bias)


def test_of_an_only_exporter_it_is_said_that_nobody_can_tell_whose_figures_lean() -> None:
    said = told(bias_log=None, bias_low=None, bias_high=None)
    assert (
        "; whether its own figures lean or its partners' cannot be told of the only exporter; a typ" in said
    )
    row = reliable("DEU", "exporter", double=11, asked=16) | {"bias_log": None}
    (one,) = reliances(_record([row])).values()
    assert one.bias.bar is None
    assert "figures" not in one.brief


def test_of_an_observer_no_returns_are_told() -> None:
    said = told(claimant="SIPRI", role="observer", completeness=None, n_asked=0)
    assert said.startswith("its figures lie 4\u202f% above the halves'")
    assert "returns" not in said


def test_a_party_that_is_not_in_the_table_is_told_of_too() -> None:
    known = reliances(_record([reliable("DEU", "exporter", double=11, asked=16)]))
    ours, theirs = of_cell(known, CELL)
    assert (ours.who, theirs.who) == ("Germany as exporter", "Poland as importer")
    assert theirs.brief == "0 cells, not estimable"
    assert [one.claimant for one in of_cell(known, CELL | {"to_party": "area:africa"})] == ["DEU"]
    assert [one.claimant for one in of_cell(known, CELL | {"to_party": "?Ruritania"})] == ["DEU"]
    assert of_cell(known, CELL | {"from_party": "-"}) == []
    assert of_cell({}, CELL) == []
    assert [one.role for one in of_cell(known, CELL, ["SIPRI", "SIPRI"])] == [
        "exporter",
        "importer",
        "observer",
    ]


def test_the_order_is_that_of_names_whatever_the_quality() -> None:
    rows = [
        reliable("USA", "exporter", double=9, asked=9) | {"noise_log": 0.0},
        reliable("DZA", "exporter", double=9, asked=9) | {"noise_log": 3.0},
        reliable("ALB", "exporter", double=0, asked=0),
    ]
    names = [one.claimant for one in by_name(reliances(_record(rows)))]
    assert names == ["ALB", "DZA", "USA"]


def test_a_bar_stays_on_its_axis() -> None:
    row = reliable("DEU", "exporter", double=11, asked=16) | {"bias_low": -9.0, "bias_log": 0.0}
    (one,) = reliances(_record([row])).values()
    assert one.bias.bar == Bar(0, 50, 64)
    assert one.returns.bar == Bar(56, 72, 85)


def test_the_least_number_of_cells_is_the_model_s() -> None:
    assert LEAST == LEAST_DOUBLES


def test_differences_of_logarithms_are_written_as_people_read_them() -> None:
    assert [offset(value) for value in (0.35, -0.2231, 0.001)] == ["+42\u202f%", "−20\u202f%", "0\u202f%"]
    assert [factor(value) for value in (0.405, 3.0)] == ["1.5", "20"]
