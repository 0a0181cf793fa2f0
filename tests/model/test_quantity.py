"""How much a claim says there is: seven ways of saying it, and what nobody can mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.model.quantity import Quantity, QuantityKind, counted_units


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("12", QuantityKind.EXACT, 12, 12),
        (" 12.0 ", QuantityKind.EXACT, 12, 12),
        ("0", QuantityKind.NIL, 0, 0),
        ("nil", QuantityKind.NIL, 0, 0),
        ("10-20", QuantityKind.INTERVAL, 10, 20),
        ("10 – 20", QuantityKind.INTERVAL, 10, 20),
        ("10..20", QuantityKind.INTERVAL, 10, 20),
        (">=5", QuantityKind.AT_LEAST, 5, None),
        ("≥ 5", QuantityKind.AT_LEAST, 5, None),
        ("<100", QuantityKind.BELOW, 0, 100),
        ("withheld", QuantityKind.WITHHELD, None, None),
        ("unknown", QuantityKind.UNKNOWN, None, None),
    ],
)
def test_every_way_of_writing_an_amount_is_read(
    text: str, kind: QuantityKind, low: float, high: float
) -> None:
    quantity = Quantity.parse(text)
    assert (quantity.kind, quantity.low, quantity.high, quantity.unit) == (kind, low, high, "items")


@pytest.mark.parametrize(
    "text",
    ["", "-5", "1,200", "1 200", "1e3", "twelve", "20-10", ">5", "<=5", "10-", "nan", "12.5", "<2.5", "none"],
)
def test_anything_else_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(ValueRefusedError):
        Quantity.parse(text)


def test_half_a_tank_is_refused_and_half_a_kilogram_is_not() -> None:
    with pytest.raises(ValueRefusedError, match="counts things"):
        Quantity.parse("1.5", "items")
    assert Quantity.parse("1.5", "kg").low == 1.5
    assert counted_units()["items"] is True
    assert counted_units()["kg"] is False


def test_an_unknown_unit_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueRefusedError, match=r"'crates' is not known; known units: .*items"):
        Quantity.parse("12", "crates")


@pytest.mark.parametrize(("low", "high"), [(-1.0, 2.0), (3.0, 2.0), (-1.0, None)])
def test_bounds_that_cannot_be_are_refused(low: float, high: float | None) -> None:
    with pytest.raises(ValueRefusedError):
        Quantity(QuantityKind.INTERVAL, low, high)


def test_a_zero_beside_a_described_item_is_withheld_and_alone_it_is_nil() -> None:
    assert Quantity.written_zero("Several missiles").kind is QuantityKind.WITHHELD
    assert Quantity.written_zero("Several missiles").low is None
    for blank in ("", "-"):
        assert Quantity.written_zero(blank).kind is QuantityKind.NIL


numbers = st.integers(0, 10**14)


@given(
    st.one_of(
        numbers.map(str),
        st.tuples(numbers, numbers).map(lambda ends: f"{min(ends)}-{max(ends)}"),
        numbers.map(lambda bound: f">={bound}"),
        numbers.map(lambda bound: f"<{bound}"),
        st.sampled_from(["nil", "withheld", "unknown"]),
    )
)
def test_what_is_written_is_read_back_as_the_same(text: str) -> None:
    quantity = Quantity.parse(text)
    assert Quantity.parse(str(quantity)) == quantity


@pytest.mark.parametrize(
    ("written", "offered"), [("pieces", "items"), ("item", "items"), ("tons", "tonnes"), ("unités", "items")]
)
def test_an_unknown_unit_is_offered_the_nearest(written: str, offered: str) -> None:
    with pytest.raises(ValueRefusedError, match=f"Nearest: {offered}"):
        Quantity.of(12, written)
