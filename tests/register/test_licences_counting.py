"""A quantity stands with its unit as each language counts: one item, two items."""

import pytest
from django.utils import translation

from tallystick.register.licences.models.case import Unit


@pytest.mark.parametrize(
    ("language", "one", "two", "many"),
    [
        ("en", "1 item", "2 items", "12 items"),
        ("fr", "1 objet", "2 objets", "12 objets"),
        ("es", "1 objeto", "2 objetos", "12 objetos"),
        ("pt", "1 objeto", "2 objetos", "12 objetos"),
        ("ar", "قطعة واحدة", "قطعتان", "12 قطعة"),
    ],
)
def test_items_are_counted_as_the_language_counts(language: str, one: str, two: str, many: str) -> None:
    with translation.override(language):
        assert [Unit.ITEMS.counting(count) for count in (1, 2, 12)] == [one, two, many]


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
@pytest.mark.parametrize("unit", list(Unit))
def test_of_every_unit_one_is_told_from_several_and_less_than_none_is_counted_too(
    language: str, unit: Unit
) -> None:
    with translation.override(language):
        one, two = unit.counting(1), unit.counting(2)
        assert one.removeprefix("1 ") != two.removeprefix("2 ")
        assert two.removeprefix("2 ") == str(unit.label)
        assert unit.counting(-1) == f"-{one}"
