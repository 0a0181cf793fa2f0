"""What a comparison reads of a count: the lines that do not plainly fit, and little else."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from tallystick.register.access.models import Role
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.difference import _seen, _unseen, compared
from tallystick.register.stocktaking.enter import enter_find
from tallystick.register.stocktaking.models import Count, Seen
from tallystick.register.stocktaking.shown import ways
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import announced, drawn_by_two, entered, lot_of, sampled, stocked

Browser = Callable[[Role], Client]


def kinds(count: Count) -> dict[str, str]:
    return {one.number: str(one.differs) for one in compared(count).differences}


def withdrawn(count: Count, item: Item) -> None:
    """Take back the first thing that was entered about an item."""
    with operation("keeper", "withdraw") as done:
        row = Seen.objects.filter(count=count, item=item, is_withdrawn=False).order_by("entry")[0]
        row.is_withdrawn = True
        done.save(row)


def test_lines_that_plainly_fit_are_not_read(small: SmallState) -> None:
    seen = stocked(small.army, small.armoury, 6)
    count = announced(small.armoury)
    entered(count, "\n".join(item.number for item in seen))
    unseen = _unseen(count)
    assert [line.number for line in unseen.values()] == [small.rifle.number]
    assert _seen(count, unseen) == ({}, [])
    came_to = compared(count)
    assert (came_to.expected, came_to.looked_for, came_to.fits) == (7, 6, 6)


def test_what_was_withdrawn_is_as_if_it_had_not_been_entered(small: SmallState) -> None:
    once, twice, both = stocked(small.army, small.armoury, 3)
    count = announced(small.armoury)
    entered(count, f"{once.number}\n{twice.number}\n{twice.number}\n{both.number}")
    entered(count, not_there=both.number)
    assert kinds(count) == {
        small.rifle.number: "not_looked_for",
        twice.number: "twice",
        both.number: "both_ways",
    }
    for item in (once, twice, both):
        withdrawn(count, item)
    assert kinds(count) == {
        small.rifle.number: "not_looked_for",
        once.number: "not_looked_for",
        both.number: "missing",
    }


def test_a_lot_fits_by_its_quantity_or_where_none_was_written(small: SmallState) -> None:
    right, wrong, none = (lot_of(small.army, small.armoury, rounds) for rounds in (10, 20, 30))
    count = announced(small.armoury)
    entered(count, f"{small.rifle.number}\n{right.number} = 10\n{wrong.number} = 19\n{none.number}")
    assert kinds(count) == {wrong.number: "quantity"}


def test_what_is_not_on_the_list_is_told_once_however_often_it_was_seen_and_only_if_it_was(
    small: SmallState,
) -> None:
    other = stocked(small.police, small.locker, 1)[0]
    count = announced(small.armoury)
    pistol = small.pistol.number
    entered(count, f"{small.rifle.number}\n{pistol}\n{pistol}")
    with operation("keeper", "enter count") as done:
        done.save(Seen(count=count, item=other, is_there=False, entered_by="keeper", entered_at=done.at))
    assert kinds(count) == {pistol: "elsewhere"}


def test_a_thing_seen_twice_is_told_though_as_many_lines_were_not_seen(small: SmallState) -> None:
    stocked(small.army, small.armoury, 2)
    count = announced(small.armoury)
    first, second, third = count.lines.values_list("number", flat=True)
    entered(count, f"{first}\n{first}")
    assert kinds(count) == {first: "twice", second: "not_looked_for", third: "not_looked_for"}
    entered(count, f"{small.pistol.number}", not_there=f"{first}\n{second}")
    assert kinds(count) == {
        first: "both_ways",
        second: "missing",
        third: "not_looked_for",
        small.pistol.number: "elsewhere",
    }


def test_a_thing_entered_as_seen_and_as_not_seen_is_told_where_all_else_fits(small: SmallState) -> None:
    count = announced(small.armoury)
    entered(count, small.rifle.number)
    assert kinds(count) == {}
    entered(count, not_there=small.rifle.number)
    assert kinds(count) == {small.rifle.number: "both_ways"}


def test_who_may_not_settle_is_shown_what_is_open_and_no_way_to_settle_it(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    entered(count, is_whole=True)
    page = signed_in(Role.AUDITOR).get(reverse("count", args=[count.pk])).content.decode()
    assert small.rifle.number in page
    assert "<details>" not in page
    assert '<td data-label="Settled"><span class="tag warning">open</span></td>' in page


def test_a_thing_of_the_list_that_was_not_drawn_is_no_stranger_when_it_is_seen(small: SmallState) -> None:
    stocked(small.army, small.armoury, 9)
    count = drawn_by_two(sampled(small.armoury, suspected=5))
    listed = list(count.lines.values_list("place", "number"))
    assert 0 < len(count.drawn) < len(listed)
    entered(count, "\n".join(f"{number}\n{number}" for _place, number in listed))
    assert sorted(kinds(count)) == sorted(number for place, number in listed if place in count.drawn)


def test_a_page_of_many_differences_asks_the_database_no_more_than_one_of_few(
    small: SmallState, signed_in: Browser
) -> None:
    browser, asked = signed_in(Role.STORE_KEEPER), []
    for more in (1, 8):
        twice = stocked(small.army, small.armoury, more)[0].number
        count = announced(small.armoury)
        entered(count, f"{twice}\n{twice}\n{small.pistol.number}", is_whole=True)
        with CaptureQueriesContext(connection) as made:
            page = browser.get(reverse("count", args=[count.pk])).content.decode()
        assert page.count("<details>") == count.lines_expected + 1
        asked.append(len(made.captured_queries))
    assert asked[0] == asked[1]


def test_the_links_of_one_kind_of_difference_each_name_their_own_thing(
    small: SmallState, signed_in: Browser
) -> None:
    items = {item.pk: item for item in (small.rifle, *stocked(small.army, small.armoury, 2))}
    count = announced(small.armoury)
    entered(count, is_whole=True)
    page = signed_in(Role.STORE_KEEPER).get(reverse("count", args=[count.pk])).content.decode()
    for one in compared(count).differences:
        offered = ways(one, items[one.subject])
        assert len(offered) > 2
        for way, label in offered:
            assert f'<a href="settle/{one.item}/{way}/">{label}</a>' in page


def test_lines_of_one_shape_each_keep_their_own_words_and_none_is_taken_for_a_part_of_the_page(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    words = ("<b>pistol</b>", "{subject} rifle", "\ue000number\ue001 carbine")
    with operation("keeper", "enter find") as done:
        for word in words:
            enter_find(done, count, Seen(described=word, mark=f"M & {word[-4:]}"))
    page = signed_in(Role.STORE_KEEPER).get(reverse("count", args=[count.pk])).content.decode()
    for word in words:
        assert page.count(f"<bdi>{escape(word)}</bdi>") == 1
        assert page.count(f">M &amp; {escape(word[-4:])}</td>") == 1
