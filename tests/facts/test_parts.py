"""Lines whose words count several things."""

import pytest

from tallystick.facts.parts import parts_of


@pytest.mark.parametrize(
    ("designation", "quantity", "parts"),
    [
        ("77 Leopard 2 A5 / 14 Leopard 2 A4", 91, [("Leopard 2 A5", 77), ("Leopard 2 A4", 14)]),
        (
            "15 Mortars of cal.82mm / 12 Mortars of cal. 120 mm",
            27,
            [("Mortars of cal.82mm", 15), ("Mortars of cal. 120 mm", 12)],
        ),
        ("2 x T-72; 3 x T-55", 5, [("T-72", 2), ("T-55", 3)]),
        ("T-72 (2), T-55 (3)", 5, [("T-72", 2), ("T-55", 3)]),
        ("T-72 - 2 pcs; T-55 - 3 pcs.", 5, [("T-72", 2), ("T-55", 3)]),
        ("12 howitzers and 8 mortars", 20, [("howitzers", 12), ("mortars", 8)]),
    ],
)
def test_counted_parts_that_add_up_are_parts(
    designation: str, quantity: float, parts: list[tuple[str, float]]
) -> None:
    assert parts_of(designation, quantity) == parts


@pytest.mark.parametrize(
    ("designation", "quantity"),
    [
        ("77 Leopard 2 A5 / 14 Leopard 2 A4", 90),  # does not add up
        ("Leopard 2 A5 / Leopard 2 A4", 91),  # counts nothing
        ("77 Leopard 2 A5 / some Leopard 2 A4", 91),
        ("91 Leopard 2", 91),  # one part is the whole
        ("155 mm howitzer / 105 mm gun", 260),  # calibres are no counts
        ("", 4),
    ],
)
def test_words_that_do_not_count_everything_leave_the_line_whole(designation: str, quantity: float) -> None:
    assert parts_of(designation, quantity) == [(designation, quantity)]
