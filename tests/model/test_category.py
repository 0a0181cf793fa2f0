"""Categories of goods, and how each classification writes them."""

import pytest

from tallystick.model.category import categories, category_inline, category_label, find_category, schemes
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
