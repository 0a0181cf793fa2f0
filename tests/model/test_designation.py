"""What goods are called, taken apart."""

import pytest

from tallystick.model.designation import fold, goods_words, known_models, parse_designation


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("Leopard 2 A4", {"leopard2"}),
        ("LEOPARD II A5BR", {"leopard2"}),
        ("T-72M1", {"t72"}),
        ("MiG-29", {"mig29"}),
        ("M113A2 APC", {"m113"}),
        ("2S1", {"2s1"}),
        ("9P516", {"9p516"}),
        ("howitzer 155 mm", set()),
        ("12 pcs", set()),
        ("F-16 block 52", {"f16"}),
        ("", set()),
    ],
)
def test_models_are_letters_with_their_number(text: str, models: set[str]) -> None:
    assert parse_designation(text).models == models


@pytest.mark.parametrize(
    ("text", "calibres"),
    [
        ("Mortars of cal. 120 mm", {120}),
        ("cal.82mm", {82}),
        ("81,4 mm mortar", {81.4}),
        ("155mm/52 howitzer", {155}),
        ("105 mm and 155 mm guns", {105, 155}),
        ("Leopard 2", set()),
    ],
)
def test_calibres_are_read_in_millimetres(text: str, calibres: set[float]) -> None:
    assert parse_designation(text).calibres_mm == calibres


def test_what_the_words_say_goes_before_what_is_known_of_the_model() -> None:
    gun = parse_designation("2S1")
    assert gun.calibres_mm == {known_models()["2s1"].calibre_mm}
    assert parse_designation("2S1 with 120 mm mortar").calibres_mm == {120}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("T-55 (demilitarised)", {"demilitarised_or_collector"}),
        ("Chieftain for a private collector", {"demilitarised_or_collector"}),
        ("Leopard 1 without weapons", {"demilitarised_or_collector"}),
        ("Mi-17 sent for repair", {"loan_repair_or_return"}),
        ("Leopard 2 on loan", {"loan_repair_or_return"}),
        ("Leopard 2", set()),
    ],
)
def test_conditions_that_a_designation_states_are_heard(text: str, stated: set[str]) -> None:
    assert parse_designation(text).stated == stated


@pytest.mark.parametrize("text", ["", "-", "armed", "various systems", "?"])
def test_words_that_tell_nothing_apart_are_blank(text: str) -> None:
    assert parse_designation(text).is_blank()


@pytest.mark.parametrize("text", ["Leopard", "mortar", "120 mm", "T-72"])
def test_words_that_tell_something_apart_are_not_blank(text: str) -> None:
    assert not parse_designation(text).is_blank()


def test_accents_capitals_and_dashes_make_no_difference() -> None:
    assert fold("Pucará – IA—58") == "pucara - ia-58"
    assert parse_designation("Pucará").names == parse_designation("PUCARA").names


def test_every_word_for_goods_names_a_group_and_a_class() -> None:
    assert goods_words()["tank"] == ("vehicle", "tank")
    for group, kind in goods_words().values():
        assert group != ""
        assert kind != ""


def test_a_mortar_is_one_in_french_too() -> None:
    french, english = parse_designation("mortier 120 mm"), parse_designation("4 \u00d7 120 mm mortar M-84")
    assert french.classes == english.classes
    assert french.names == frozenset()
