"""Categories of goods, and how each classification writes them."""

import pytest

from tallystick.model.category import categories, category_label, find_category, schemes
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
