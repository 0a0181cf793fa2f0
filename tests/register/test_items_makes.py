"""The list of common makes is sound, and says what is near without forcing it."""

import pytest

from tallystick.model.party import parties, read_vocabulary
from tallystick.register.items.categories import WORDS
from tallystick.register.items.likeness import calibre_key, key
from tallystick.register.items.makes import Make, by_name, disagreeing, makes, nearest
from tallystick.register.items.models import ItemKind


def test_the_list_is_sorted_each_model_once_and_names_known_parties_kinds_and_categories() -> None:
    rows = read_vocabulary("makes.csv")
    order = [(row["make"], row["model"]) for row in rows]
    assert order == sorted(set(order))
    # what is made by craft is of no known state
    assert {row["country"] for row in rows if row["make"] != "Unknown, craft"} <= set(parties())
    assert {row["kind"] for row in rows} <= set(ItemKind.values)
    assert {row["category"] for row in rows} <= set(WORDS)


def test_a_kind_and_its_category_agree() -> None:
    begins = {"small_arm": ("SA",), "light_weapon": ("LW", "III", "VII.b"), "system": ("I", "V")}
    assert [one.model for one in makes() if not one.category.startswith(begins[one.kind])] == []


def test_man_portable_missiles_and_mortars_under_100_mm_are_light_weapons_of_a_category_of_the_treaty() -> (
    None
):
    """International Tracing Instrument, paragraph 4 (b)."""
    missiles = [one for one in makes() if one.category == "VII.b"]
    assert (len(missiles) > 10, {one.kind for one in missiles}) == (True, {"light_weapon"})
    mortars = [one for one in makes() if one.category == "III" and one.kind == "light_weapon"]
    assert sorted({one.calibre for one in mortars}) == ["81 mm", "82 mm"]
    # guns of that category are no mortars
    small = [
        one.model for one in makes() if one.category == "III" and one.kind == "system" and _bore(one) < 100
    ]
    assert small == ["D-44"]


def _bore(one: Make) -> float:
    return float(one.calibre.split()[0])


@pytest.mark.parametrize(
    ("name", "calibre"),
    [
        ("QBZ-97", "5.56 × 45 mm"),
        ("L4A4", "7.62 × 51 mm"),
        ("UMP9", "9 × 19 mm"),
        ("AA F1", "7.62 × 51 mm"),
        ("FR-F1", "7.5 × 54 mm"),
        ("QLU-11", "35 × 32 mm"),
        ("106 mm M40", "105 mm"),
        ("ZU-23", "23 × 152 mm B"),
    ],
)
def test_an_other_name_of_a_model_brings_no_other_calibre(name: str, calibre: str) -> None:
    assert {one.calibre for one in by_name()[key(name)]} == {calibre}


def test_a_self_loading_rifle_that_only_looks_like_an_assault_rifle_is_another_model() -> None:
    assert [one.category for one in by_name()[key("M1A")]] == ["SA2"]


def test_a_weapon_made_by_craft_is_suggested_without_a_maker_or_state() -> None:
    assert {(one.make, one.country) for one in by_name()[key("Craft-made pistol")]} == {
        ("Unknown, craft", "")
    }


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
