"""Line against line within a cell: by designation first, then by quantity."""

from tallystick.facts.match import Laying, Part, lay, match_rows, parts

Line = tuple[str, float]


def laid(ours: list[Line], theirs: list[Line]) -> Laying:
    halves = [
        [Part(f"{side} {place}", side, words, quantity) for place, (words, quantity) in enumerate(lines)]
        for side, lines in (("exporter", ours), ("importer", theirs))
    ]
    return lay(*halves)


def matched(laying: Laying) -> list[tuple[str, str, float, str]]:
    return sorted(
        (one.exporter.designation, one.importer.designation, one.quantity, one.how) for one in laying.matched
    )


def left(laying: Laying) -> list[tuple[str, str, float, bool]]:
    return sorted((one.side, one.designation, one.quantity, one.cut) for one in laying.left)


def test_the_same_goods_in_the_same_number_go_first() -> None:
    laying = laid([("Leopard 2", 5), ("M113", 5)], [("M113A2", 5), ("Leopard 2A4", 5)])
    assert matched(laying) == [
        ("Leopard 2", "Leopard 2A4", 5, "designation"),
        ("M113", "M113A2", 5, "designation"),
    ]
    assert laying.left == ()


def test_an_equal_number_goes_before_a_nearer_one_of_the_same_goods() -> None:
    laying = laid([("Leopard 2", 5), ("Leopard 2", 9)], [("Leopard 2", 9)])
    assert matched(laying) == [("Leopard 2", "Leopard 2", 9, "designation")]
    assert left(laying) == [("exporter", "Leopard 2", 5, False)]


def test_the_same_goods_in_another_number_leave_the_difference() -> None:
    laying = laid([("Leopard 2", 12)], [("Leopard 2", 9)])
    assert matched(laying) == [("Leopard 2", "Leopard 2", 9, "designation")]
    assert left(laying) == [("exporter", "Leopard 2", 3, True)]


def test_the_same_goods_go_before_the_same_number() -> None:
    laying = laid([("Leopard 2", 12), ("", 9)], [("Leopard 2", 9)])
    assert ("Leopard 2", "Leopard 2", 9, "designation") in matched(laying)


def test_goods_that_nothing_tells_apart_match_by_number() -> None:
    laying = laid([("", 4), ("", 9)], [("", 9), ("Leopard 2", 4)])
    assert matched(laying) == [("", "", 9, "quantity"), ("", "Leopard 2", 4, "quantity")]


def test_a_line_of_the_same_number_goes_before_a_sum() -> None:
    laying = laid([("", 4), ("", 5), ("", 9)], [("", 9)])
    assert [part.quantity for part in laying.left] == [4, 5]


def test_goods_that_nothing_tells_apart_match_as_far_as_they_go() -> None:
    laying = laid([("", 12)], [("Leopard 2", 3)])
    assert matched(laying) == [("", "Leopard 2", 3, "quantity")]
    assert left(laying) == [("exporter", "", 9, True)]


def test_lines_that_add_up_to_the_other_halfs_figure_match_as_a_sum() -> None:
    one: list[Line] = [("", 12)]
    several: list[Line] = [("", 10), ("", 7), ("", 5)]
    for laying in (laid(one, several), laid(several, one)):
        assert sorted(one.quantity for one in laying.matched) == [5, 7]
        assert [part.quantity for part in laying.left] == [10]


def test_goods_of_two_names_match_where_the_number_is_nearly_the_same() -> None:
    laying = laid([("Casspir", 7)], [("Bushmaster", 7)])
    assert matched(laying) == [("Casspir", "Bushmaster", 7, "quantity")]
    nearly = laid([("Casspir", 8)], [("Bushmaster", 7)])
    assert matched(nearly) == [("Casspir", "Bushmaster", 7, "quantity")]
    assert left(nearly) == [("exporter", "Casspir", 1, True)]


def test_goods_of_two_names_in_two_numbers_are_two_lines() -> None:
    laying = laid([("Casspir", 7)], [("Bushmaster", 20)])
    assert laying.matched == ()
    assert left(laying) == [("exporter", "Casspir", 7, False), ("importer", "Bushmaster", 20, False)]


def test_opposed_goods_are_two_lines_even_of_one_number() -> None:
    apart = laid([("Mortars 120 mm", 52), ("Mortars 82 mm", 156)], [("120 mm mortars", 52)])
    assert matched(apart) == [("Mortars 120 mm", "120 mm mortars", 52, "quantity")]
    assert left(apart) == [("exporter", "Mortars 82 mm", 156, False)]
    equal = laid([("Mortars 120 mm", 52)], [("82 mm mortars", 52)])
    assert matched(equal) == []
    assert [part.quantity for part in equal.left] == [52, 52]


def test_nothing_is_made_up_and_nothing_is_lost() -> None:
    ours, theirs = [("Leopard 2", 12.0), ("", 5.0), ("M113", 3.0)], [("", 9.0), ("Leopard 1", 4.0)]
    laying = laid(ours, theirs)
    for side, lines in (("exporter", ours), ("importer", theirs)):
        rest = sum(part.quantity for part in laying.left if part.side == side)
        assert sum(one.quantity for one in laying.matched) + rest == sum(quantity for _, quantity in lines)


def test_a_half_without_a_counterpart_is_left_whole() -> None:
    assert left(laid([("Leopard 2", 12)], [])) == [("exporter", "Leopard 2", 12, False)]


def test_a_line_whose_words_count_several_things_is_laid_in_parts() -> None:
    made = parts("c", "exporter", "77 Leopard 2 A5 / 14 Leopard 2 A4", 91, 1)
    assert [(part.designation, part.quantity) for part in made] == [
        ("Leopard 2 A5", 77),
        ("Leopard 2 A4", 14),
    ]
    assert [part.designation for part in parts("c", "exporter", "-", 3, 1)] == [""]


def test_rows_say_for_every_part_where_it_went() -> None:
    rows = list(match_rows("cell", laid([("Leopard 2", 12)], [("Leopard 2", 9), ("M113", 2)])))
    assert sorted((row["how"], row["quantity"]) for row in rows) == [
        ("designation", 9),
        ("exporter_more", 3),
        ("importer_line", 2),
    ]
    more = next(row for row in rows if row["how"] == "exporter_more")
    assert (more["from_claim"], more["to_claim"], more["to_designation"]) == ("exporter 0", "-", "-")
