"""Categories of goods, and how each classification writes them."""

import pytest

from tallystick.model.category import (
    as_code,
    categories,
    category_inline,
    category_label,
    find_category,
    schemes,
)
from tallystick.model.quantity import counted_units


def test_every_code_of_every_classification_stands_for_a_known_category() -> None:
    assert set(schemes().values()) <= set(categories())
    register = {code: category for (scheme, code), category in schemes().items() if scheme == "un_register"}
    assert (register["I"], register["II"], register["III"]) == (
        "battle_tanks",
        "armoured_combat_vehicles",
        "large_calibre_artillery",
    )
    assert {"IV", "V", "VI"} <= set(register)


def test_every_category_is_counted_in_a_known_unit_and_has_words() -> None:
    for category in categories().values():
        assert category.unit in counted_units()
        assert category.label != ""


@pytest.mark.parametrize("written", ["battle_tanks", "Battle tanks", " BATTLE TANKS "])
def test_a_category_is_found_by_code_or_label_whatever_the_case(written: str) -> None:
    assert find_category(written) == "battle_tanks"


@pytest.mark.parametrize(
    "written",
    ["Large-calibre artillery systems", "large_calibre artillery-SYSTEMS", "Large\u2011calibre_artillery"],
)
def test_hyphens_and_underscores_of_a_category_make_no_difference(written: str) -> None:
    assert find_category(written) == "large_calibre_artillery"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Combat aircraft with a crew", "combat_aircraft"),
        ("Missiles and missile launchers, range of 25 km and above", "missiles"),
        ("Small arms and light weapons", None),
    ],
)
def test_what_a_classification_calls_its_code_is_known_where_it_is_one_category(
    written: str, found: str | None
) -> None:
    assert find_category(written) == found


def test_a_code_without_its_classification_is_told_how_to_be_one() -> None:
    assert as_code("iii") == (
        "'iii' is a code of the UN Register of Conventional Arms: add the column instrument with un_register. "
    )
    assert "with att_annual" in as_code("h.light_weapons")
    assert as_code("tanks") == ""


@pytest.mark.parametrize("written", ["tanks", "battle tank", "", "I"])
def test_a_category_is_never_guessed(written: str) -> None:
    assert find_category(written) is None


def test_an_unknown_category_stands_for_itself() -> None:
    assert category_label("VIII. Cannons") == "VIII. Cannons"
    assert category_label("battle_tanks") == "Battle tanks"


@pytest.mark.parametrize(
    ("category", "label", "inline"),
    [
        (
            "sipri:air_defence_systems",
            "Air defence systems (category of SIPRI)",
            "air defence systems (category of SIPRI)",
        ),
        ("hs:440799", "Goods of HS 440799", "goods of HS 440799"),
        ("hs:440799:re_export", "Goods of HS 440799, re export", "goods of HS 440799, re export"),
        ("battle_tanks", "Battle tanks", "battle tanks"),
        ("ours:pistols", "ours:pistols", "ours:pistols"),
        ("VIII. Cannons", "VIII. Cannons", "VIII. Cannons"),
    ],
)
def test_a_publisher_s_own_category_is_put_in_words(category: str, label: str, inline: str) -> None:
    assert (category_label(category), category_inline(category)) == (label, inline)
