"""What must hold of any returns whatever: searched with invented ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tallystick.model.claim import Claim, Filing
from tallystick.model.document import Addition
from tests.laws.strategies import STATES, exact_returns, filings, numbered, renamed, returns
from tests.laws.tallies import ADDED, Tables, assessed, document, exported, filed, imported, only, rows

READ_FROM = {"sighting", "document"}
"""The tables that say where something was read; all others say what was said and what is so."""

FEW, MANY = 2, 60
"""Returns that each law is tried on: by default, and where there is time."""


def searched(
    *strategies: st.SearchStrategy[Any], also: tuple[Any, ...] | None = None
) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Search for returns of which a law does not hold, also among those that are named."""

    def decorated(law: Callable[..., None]) -> Callable[[int], None]:
        named = law if also is None else example(*also)(law)

        @pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
        def searching(examples: int) -> None:
            settings(max_examples=examples)(given(*strategies)(named))()

        return searching

    return decorated


BY_CHANCE = 0.5
"""By how much of itself a figure may move when other numbers are drawn; ends of ranges of a lone pair move the most."""


def alike(one: Tables, other: Tables, besides: set[str] = READ_FROM) -> None:
    """Require two assessments to be the same, besides some tables."""
    assert set(one) == set(other)
    for name in sorted(set(one) - besides):
        assert one[name].equals(other[name]), name


@searched(returns, filings())
def test_hearing_twice_adds_sightings_and_nothing_else(said: list[Claim], who: list[Filing]) -> None:
    kept, reading = document(*said, filings=who)
    later = Addition(added_on=date(2026, 2, 1), added_by="courier")
    once = assessed((kept, reading))
    again = assessed((replace(kept, additions=(ADDED, later)), reading))
    copied = assessed((kept, reading), (replace(kept, sha256="f" * 64), reading))
    for twice in (again, copied):
        alike(once, twice, READ_FROM | {"issue"})
        assert twice["sighting"].height == 2 * once["sighting"].height
    assert again["issue"].equals(once["issue"])


@searched(returns, returns, filings(), st.randoms(use_true_random=False))
def test_the_order_of_documents_and_of_rows_does_not_matter(
    first: list[Claim], second: list[Claim], who: list[Filing], chance: Any
) -> None:
    one = assessed(document(*first, filings=who), document(*second))
    kept, reading = document(*first, filings=who)
    other_kept, other = document(*second)
    shuffled, turned = list(reading.claims), list(other.claims)
    chance.shuffle(shuffled)
    chance.shuffle(turned)
    two = assessed(
        (other_kept, replace(other, claims=turned)),
        (kept, replace(reading, claims=shuffled, filings=reading.filings[::-1])),
    )
    # the n-th of several identical lines is whichever comes n-th, so only its place may differ
    alike(one, two, {"sighting"})


@searched(returns, filings(), st.integers(0, 12))
def test_splitting_a_file_that_carries_filing_and_line_changes_no_fact(
    said: list[Claim], who: list[Filing], place: int
) -> None:
    lines = numbered(said)
    whole = assessed(document(*lines, filings=who))
    parts = assessed(document(*lines[place:]), document(*lines[:place], filings=who))
    alike(whole, parts, READ_FROM | {"issue"})
    assert whole["sighting"].height == parts["sighting"].height


SHIFT = [
    exported("SWE", "FIN", "28", 2019),
    imported("SWE", "FIN", "28", 2020),
    imported("SWE", "NOR", "5", 2020),
]


@searched(returns, st.permutations(STATES), also=(SHIFT, ["NOR", "SWE", "FIN"]))
def test_calling_parties_by_other_names_renames_facts_and_changes_no_number(
    said: list[Claim], others: list[str]
) -> None:
    names = dict(zip(STATES, others, strict=True))
    plain, changed = assessed(document(*said)), assessed(document(*(renamed(claim, names) for claim in said)))
    assert states(plain, names) == states(changed, {})
    assert causes(plain, names) == causes(changed, {})
    here, there = numbers(plain, names), numbers(changed, {})
    # names are sorted and draws go by their order: what is drawn differs by chance, and by no more
    for cell_id, figures in here.items():
        for one, other in zip(figures, there[cell_id], strict=True):
            assert (one is None) == (other is None), cell_id
            assert one is None or abs(one - other) <= max(1.0, one, other) * BY_CHANCE, cell_id


def called(cell_id: str, names: dict[str, str]) -> str:
    """Give a cell's name with its parties renamed."""
    return ".".join(names.get(part, part) for part in cell_id.split("."))


def causes(tables: Tables, names: dict[str, str]) -> set[tuple[Any, ...]]:
    """Give what was explained where by what, under the cell's name with the parties renamed."""
    return {
        (called(row["cell_id"], names), row["cause"], row["side"], row["quantity"], row["probability"])
        for row in rows(tables, "explained")
    }


def states(tables: Tables, names: dict[str, str]) -> dict[str, tuple[Any, ...]]:
    """Give how every cell's sides and halves stand, under its name with the parties renamed."""
    return _under_names(
        tables, names, ["from_state", "from_low", "to_state", "to_low", "halves", "gap", "remainder"]
    )


def numbers(tables: Tables, names: dict[str, str]) -> dict[str, tuple[Any, ...]]:
    """Give what is estimated of every cell, under its name with the parties renamed."""
    return _under_names(tables, names, ["low", "estimate", "high", "p_happened"])


def _under_names(tables: Tables, names: dict[str, str], keep: list[str]) -> dict[str, tuple[Any, ...]]:
    joined = tables["cell"].join(tables["fact"], on="cell_id")
    return {called(row["cell_id"], names): tuple(row[name] for name in keep) for row in joined.to_dicts()}


@searched(
    st.sampled_from(["1", "5", "28", "3-7", ">=5", "<100", "nil", "withheld"]),
    st.sampled_from(["nil", "lines", "not_held"]),
)
def test_a_nil_is_never_a_silence_nor_is_a_return_that_is_not_held(quantity: str, content: str) -> None:
    expected = {"nil": "nil", "lines": "silent", "not_held": "not_held"}[content]
    who = [filed("FIN", content, "imports")]
    tables = assessed(document(exported("SWE", "FIN", quantity), filings=who))
    cell, fact = only(tables, "cell"), only(tables, "fact")
    assert cell["to_state"] == expected
    assert (cell["to_low"] is not None) == (content == "nil")
    assert (fact["halves"] == "exporter_only") == (content != "nil")


@searched(exact_returns, filings())
def test_what_is_explained_and_what_remains_is_what_matching_left_over(
    said: list[Claim], who: list[Filing]
) -> None:
    tables = assessed(document(*said, filings=who))
    left = _left_over(tables)
    explained: dict[tuple[str, str], float] = {}
    for row in rows(tables, "explained"):
        key = (row["cell_id"], row["side"])
        explained[key] = explained.get(key, 0) + row["quantity"]
        assert row["quantity"] > 0
    for key, quantity in explained.items():
        assert quantity <= left.get(key, 0), key
    for fact in rows(tables, "fact"):
        both = sum(left.get((fact["cell_id"], side), 0) for side in ("exporter", "importer"))
        if fact["remainder"] is not None:
            assert fact["explained"] + fact["one_sided"] + fact["remainder"] == both, fact["cell_id"]


def _left_over(tables: Tables) -> dict[tuple[str, str], float]:
    left: dict[tuple[str, str], float] = {}
    for row in rows(tables, "match"):
        side, _, what = row["how"].partition("_")
        if what in {"line", "more"}:
            key = (row["cell_id"], side)
            left[key] = left.get(key, 0) + row["quantity"]
    return left


@searched(exact_returns)
def test_every_unit_of_every_line_is_laid_once_or_left_over(said: list[Claim]) -> None:
    tables = assessed(document(*said))
    left = _left_over(tables)
    laid: dict[str, float] = {}
    for row in rows(tables, "match"):
        if row["from_claim"] != "-" and row["to_claim"] != "-":
            laid[row["cell_id"]] = laid.get(row["cell_id"], 0) + row["quantity"]
    for cell in rows(tables, "cell"):
        name = cell["cell_id"]
        for side, low in (("exporter", cell["from_low"]), ("importer", cell["to_low"])):
            assert laid.get(name, 0) + left.get((name, side), 0) == (low or 0), (name, side)


@searched(st.lists(returns, min_size=1, max_size=3), filings())
def test_every_range_holds_its_estimate_and_weights_add_up_to_one(
    documents: list[list[Claim]], who: list[Filing]
) -> None:
    tables = assessed(*(document(*said) for said in documents), document(filings=who))
    weights: dict[str, float] = {}
    for use in rows(tables, "fact_claim"):
        weights[use["cell_id"]] = weights.get(use["cell_id"], 0) + use["weight"]
        assert 0 <= use["weight"] <= 1
    for fact in rows(tables, "fact"):
        assert 0 <= fact["p_happened"] <= 1
        if fact["family"] == "range" and fact["estimate"] is None:
            # a bound alone: one end is open, or the range begins at nought
            assert fact["low"] is not None
            assert fact["high"] is None or fact["low"] == 0
        elif fact["estimate"] is None:
            assert fact["low"] is fact["high"] is None
        else:
            assert 0 <= fact["low"] <= fact["estimate"] <= fact["high"]
    facts = {fact["cell_id"]: fact for fact in rows(tables, "fact")}
    for cell in rows(tables, "cell"):
        if cell["from_low"] == cell["from_high"] != cell["to_low"] == cell["to_high"] and _is_heard(cell):
            # a half may be held to be wrong, but never both: the range reaches into the span between them
            low, high = sorted((cell["from_low"], cell["to_low"]))
            assert facts[cell["cell_id"]]["low"] <= high
            assert facts[cell["cell_id"]]["high"] >= low
        if "reported" in {cell["from_state"], cell["to_state"]}:
            assert abs(weights[cell["cell_id"]] - 1) < 1e-9


def _is_heard(cell: dict[str, Any]) -> bool:
    return cell["from_low"] is not None and cell["to_low"] is not None
