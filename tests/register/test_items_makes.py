"""The list of common makes is sound, and says what is near without forcing it."""

import pytest

from tallystick.model.party import parties, read_vocabulary
from tallystick.register.items.likeness import calibre_key
from tallystick.register.items.makes import by_name, disagreeing, makes, nearest
from tallystick.register.items.models import ItemKind
from tallystick.register.returns.goods import WORDS


def test_the_list_is_sorted_each_model_once_and_names_known_parties_kinds_and_categories() -> None:
    rows = read_vocabulary("makes.csv")
    order = [(row["make"], row["model"]) for row in rows]
    assert order == sorted(set(order))
    assert {row["country"] for row in rows} <= set(parties())
    assert {row["kind"] for row in rows} <= set(ItemKind.values)
    assert {row["category"] for row in rows} <= set(WORDS)


def test_a_kind_and_its_category_agree() -> None:
    begins = {"small_arm": ("SA",), "light_weapon": ("LW",), "system": ("I", "V")}
    assert [one.model for one in makes() if not one.category.startswith(begins[one.kind])] == []


def test_every_calibre_is_written_in_one_way() -> None:
    written: dict[str, set[str]] = {}
    for one in makes():
        written.setdefault(calibre_key(one.calibre), set()).add(one.calibre)
    assert [several for several in written.values() if len(several) > 1] == []


@pytest.mark.parametrize(
    ("typed", "model"),
    [
        ("ak47", "AK-47"),
        ("Kalashnikov AKM", "AKM"),
        ("GP 35", "Browning HP"),
        ("rpg7", "RPG-7"),
        ("Tokarev", "TT-33"),
    ],
)
def test_a_model_is_known_by_its_other_names(typed: str, model: str) -> None:
    assert model in {one.model for one in by_name()[typed.upper().replace(" ", "").replace("-", "")]}


def test_a_misspelt_model_is_told_what_is_near_and_a_known_one_nothing() -> None:
    assert "Browning HP" in nearest("Brownning HP")
    assert nearest("AKM") == ()
    assert nearest("Kwdz 9 of nowhere") == ()


def test_a_known_model_of_another_calibre_is_pointed_at() -> None:
    assert [one.model for one in disagreeing("AKM", "5.56x45", "SA4")] == ["AKM"]
    assert disagreeing("AKM", "7,62x39", "SA4") == ()
    assert disagreeing("R1 of nowhere", "9 mm", "SA1") == ()
