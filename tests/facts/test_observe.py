"""What observers say of a cell, and who is not a witness of their own."""

from typing import Any

import pytest

from tallystick.facts.estimate import Laid
from tallystick.facts.halves import Share
from tallystick.facts.observe import observers, same_goods
from tallystick.model.claim import NONE

DERIVED = {"sipri": ("un_register",)}


def line(
    role: str, claimant: str, low: float | None, high: float | None = None, **more: Any
) -> dict[str, Any]:
    """Make a claim's row; a figure where no upper end is given."""
    plain = {
        "role": role,
        "claimant": claimant,
        "instrument": "un_register" if role != "observer" else "panel",
        "filing_id": claimant,
        "basis": NONE,
        "condition": NONE,
        "quantity_kind": "exact",
        "quantity_low": low,
        "quantity_high": low if high is None else high,
    }
    return plain | more


def watched(
    low: float | None, high: float | None = None, claimant: str = "NOR", **more: Any
) -> dict[str, Any]:
    return line("observer", claimant, low, high, **more)


def test_lines_of_one_filing_add_up_and_observers_come_by_name() -> None:
    rows = [watched(3.0, claimant="Z"), watched(5.0), watched(2.0, 4.0, quantity_kind="interval")]
    assert observers(rows, {}) == (("NOR", (7.0, 9.0)), ("Z", (3.0, 3.0)))
    assert observers(rows[::-1], {}) == observers(rows, {})


def test_halves_are_no_observers() -> None:
    assert observers([line("exporter", "SWE", 5.0), line("importer", "FIN", 4.0)], {}) == ()


def test_several_filings_of_one_observer_are_one_witness() -> None:
    rows = [watched(5.0, filing_id="a"), watched(9.0, filing_id="b")]
    assert observers(rows, {}) == (("NOR", (5.0, 9.0)),)


@pytest.mark.parametrize("kind", ["withheld", "unknown", "nil"])
def test_an_observer_without_a_figure_is_no_witness_of_an_amount(kind: str) -> None:
    assert observers([watched(None, quantity_kind=kind)], {}) == ()


def test_what_was_made_from_a_return_is_no_second_witness_beside_it() -> None:
    seen = watched(5.0, instrument="sipri")
    beside = [line("exporter", "SWE", 5.0), seen]
    assert observers(beside, DERIVED) == ()
    assert observers(beside, {}) == (("NOR", (5.0, 5.0)),)
    # alone, or beside returns it was not made from, it is one
    assert observers([seen], DERIVED) == (("NOR", (5.0, 5.0)),)
    other = line("exporter", "SWE", 5.0, instrument="att")
    assert observers([other, seen], DERIVED) == (("NOR", (5.0, 5.0)),)


def test_an_observer_that_bounds_nothing_is_left_out() -> None:
    open_ = watched(5.0, filing_id="a", quantity_kind="at_least") | {"quantity_high": None}
    below = watched(0.0, 99.0, filing_id="b", quantity_kind="below")
    assert observers([open_], {}) == (("NOR", (5.0, None)),)
    assert observers([open_, below], {}) == ()


def cell(ours: float | None, theirs: float | None, name: str = "c", **more: Any) -> dict[str, Any]:
    plain = {"cell_id": name, "act": "transfer", "unit": "items", "from_party": "SWE", "to_party": "FIN"}
    return plain | {"from_low": ours, "from_high": ours, "to_low": theirs, "to_high": theirs} | more


def test_cells_with_two_figures_above_zero_are_doubly_reported() -> None:
    laid = [
        Laid(cell(12.0, 9.0, "a"), 9.0, [Share("exporter", 3.0)]),
        Laid(cell(12.0, 0.0, "b"), 0.0, [Share("exporter", 12.0)]),
        Laid(cell(12.0, None, "c"), 0.0, [Share("exporter", 12.0)]),
        Laid(cell(10.0, 12.0, "d", from_high=20.0), 0.0, [], by_line=False),
        Laid(cell(12.0, 12.0, "e"), 12.0, []),
    ]
    pairs, seen = same_goods(laid)
    assert pairs.select("cell_id", "from_party", "to_party", "ours", "theirs").rows() == [
        ("a", "SWE", "FIN", 12.0, 9.0),
        ("e", "SWE", "FIN", 12.0, 12.0),
    ]
    assert seen.height == 0


def test_what_a_likely_cause_explains_tells_nothing_of_reliability() -> None:
    """Of 12 against 9 with three arriving next year, nine are said twice; an unlikely cause takes nothing off."""
    for probability, ours in ((0.9, 9.0), (0.3, 12.0)):
        pairs, _ = same_goods([Laid(cell(12.0, 9.0), 9.0, [Share("exporter", 3.0, "year_end", probability)])])
        assert pairs["ours"].to_list() == [ours]
        assert pairs["theirs"].to_list() == [9.0]


def test_an_observer_is_laid_against_a_half() -> None:
    both = Laid(cell(12.0, 9.0), 9.0, [Share("exporter", 3.0)], observers=(("NOR", (20.0, 20.0)),))
    one = Laid(cell(None, 9.0), 0.0, [Share("importer", 9.0)], observers=(("NOR", (20.0, 20.0)),))
    span = Laid(cell(12.0, None), 0.0, [Share("exporter", 12.0)], observers=(("NOR", (20.0, 30.0)),))
    _, seen = same_goods([both, one, span])
    assert seen.select("half", "observer", "ours", "theirs").rows() == [
        ("SWE", "NOR", 12.0, 20.0),
        ("FIN", "NOR", 9.0, 20.0),
    ]


def test_without_any_cell_both_tables_are_empty() -> None:
    assert [table.height for table in same_goods([])] == [0, 0]
