"""Items are found by half-read marks and composite identity, ranked with reasons."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tallystick.register.items.comparing import fit
from tallystick.register.items.likeness import calibre_key, key
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, register_all
from tallystick.register.items.search import Sought, Strength, by_mark, find
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState, rifle_of


@pytest.fixture
def armoury(small: SmallState) -> SmallState:
    """Return the small state with a consignment of forty rifles and some odd ones."""
    serials = [f"KD{number}" for number in range(70_100, 70_140)]
    odd = ["СБ 4471", "12-?4 7B", "1974 ПМ 8812", "ZZ000001"]
    with operation("setter", "register consignment") as done:
        register_all(
            done,
            [
                (
                    *rifle_of(small.army, serial, model="AKM", make="Izhmash", year=1974),
                    Happened(EventKind.REGISTERED, date(2024, 1, 10), store=small.armoury),
                )
                for serial in serials + odd
            ],
        )
    return small


def found(mark: str, **known: object) -> list[str]:
    candidates = find(Item.objects.all(), Sought(marks=(mark,), **known))  # type: ignore[arg-type]  # as a case has it
    return [one.item.marks.get().text for one in candidates]


@pytest.mark.usefixtures("armoury")
@pytest.mark.parametrize(
    ("read", "mark", "said"),
    [
        ("KD70117", "KD70117", "is the same"),
        ("kd-70 117", "KD70117", "is the same"),
        ("KO7O117", "KD70117", "look alike"),
        ("70117", "KD70117", "The last 5 characters fit"),
        ("*0117", "KD70117", "The last 4 characters fit"),
        ("KD7?117", "KD70117", "All characters that can be read fit"),
        ("??70117", "KD70117", "All characters that can be read fit"),
        ("KD*117", "KD70117", "All characters that can be read fit"),
        ("KD71017", "KD70117", "neighbouring characters are swapped"),
        ("KD0117", "KD70117", "one character too many or too few"),
        ("KDD70117", "KD70117", "one character too many or too few"),
        ("сб4471", "СБ 4471", "is the same"),  # noqa: RUF001  # Cyrillic
        ("C?4471", "СБ 4471", "look alike"),
        ("12347B", "12-?4 7B", "All characters that can be read fit"),
        ("*ПМ88*", "1974 ПМ 8812", "4 characters inside"),  # noqa: RUF001  # Cyrillic
        ("ZZ00?0??", "ZZ000001", "All characters"),
        ("*70117*", "KD70117", "The last 5 characters fit"),
        ("Z0000", "ZZ000001", "5 characters inside"),
    ],
)
def test_a_weapon_is_found_by_a_half_read_mark_with_the_reason(read: str, mark: str, said: str) -> None:
    candidates = find(Item.objects.all(), Sought(marks=(read,)))
    assert candidates[0].item.marks.get().text == mark
    assert said in candidates[0].reasons[0]


@pytest.mark.usefixtures("armoury")
def test_what_else_is_known_puts_the_right_one_first_of_those_with_the_same_mark(armoury: SmallState) -> None:
    with operation("setter", "register item") as done:
        same = Happened(EventKind.REGISTERED, date(2024, 1, 10), store=armoury.armoury)
        register_all(done, [(*rifle_of(armoury.army, "KD70117", model="TT-33", calibre="7,62x25"), same)])
    best = find(Item.objects.all(), Sought(marks=("70117",), model="tt33", calibre="7.62 × 25 mm"))[0]
    assert best.item.model == "TT-33"
    assert {"The model fits.", "The calibre fits."} <= set(best.reasons)
    assert sum(bits for _name, bits in best.weights) == pytest.approx(best.score)


@pytest.mark.usefixtures("armoury")
def test_a_year_that_differs_by_one_tells_a_little_and_by_ten_against() -> None:
    near = find(Item.objects.all(), Sought(marks=("KD70117",), year=1975))[0]
    far = find(Item.objects.all(), Sought(marks=("KD70117",), year=1984))[0]
    assert "The year differs by 1." in near.reasons
    assert near.score > far.score


@pytest.mark.usefixtures("armoury")
def test_a_few_characters_are_weak_whatever_the_register() -> None:
    weak, strong = (
        find(Item.objects.all(), Sought(marks=("117",)))[0],
        find(Item.objects.all(), Sought(("KD70117",)))[0],
    )
    assert (weak.strength, strong.strength) == (Strength.FAIR, Strength.STRONG)


def test_nothing_is_found_outside_what_the_asker_may_see(armoury: SmallState) -> None:
    police = Item.objects.filter(service=armoury.police)
    assert find(police, Sought(marks=("KD70117",))) == []


@pytest.mark.usefixtures("armoury")
def test_a_search_by_too_little_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least two characters"):
        find(Item.objects.all(), Sought(marks=("?7?",), calibre="9 mm"))


@pytest.mark.usefixtures("armoury")
def test_the_list_finds_the_beginning_the_end_and_then_the_inside_of_a_mark() -> None:
    assert [len(by_mark(Item.objects.all(), text)) for text in ("KD7011", "0117", "M88", "nowhere", "7")] == [
        10,
        1,
        1,
        0,
        0,
    ]


@pytest.mark.parametrize(
    "written", ["7.62x39", "7,62 × 39", "7.62X39MM", "7.62 x 39 mm", "7.62 mm x 39", "7.620 × 39.0 mm"]
)
def test_a_calibre_is_one_however_it_is_written(written: str) -> None:
    assert calibre_key(written) == "7.62X39"


def test_calibres_that_differ_stay_apart() -> None:
    calibres = [
        "9 mm",
        "9x18",
        "9 × 19 mm",
        ".45 ACP",
        ".38 Special",
        "7.62 × 54 mm R",
        "7.62x54",
        "12 gauge",
        "82 mm",
    ]
    assert len({calibre_key(one) for one in calibres}) == len(calibres)
    assert calibre_key("9mm") == calibre_key("9 MM")


def test_a_model_is_one_however_it_is_written() -> None:
    assert {key("AK-47"), key("ak 47"), key("A.K. 47")} == {"AK47"}


def test_a_misread_character_costs_more_than_one_that_was_not_read() -> None:
    assert fit("KD70117", "KD70117").bits > fit("KD7?117", "KD70117").bits > fit("KD79117", "KD70117").bits
