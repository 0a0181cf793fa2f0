"""Many differences of a count are settled at once: all that were ticked or none, and none of another's silo."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.files.models import Document
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.items.record import Happened, happen, happen_all
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.stocktaking.difference import compared, one_difference
from tallystick.register.stocktaking.models import Count, Settlement
from tallystick.register.stocktaking.settle import settle_by_event
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import DAY, announced, entered, lot_of, stocked

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
LOSS = {"happened_on": "2024-05-02", "circumstances": "the crate is not there", "reference": "R 7"}


@pytest.fixture
def crate(small: SmallState) -> tuple[Count, list[Item]]:
    """Return a count in which a crate of four is missing, beside a rifle that is there."""
    items = stocked(small.army, small.armoury, 4)
    count = announced(small.armoury)
    entered(count, small.rifle.number, is_whole=True)
    return count, items


def at(count: Count, differs: str, way: str) -> str:
    return reverse("count_settle_many", args=[count.pk, differs, way])


def sent(browser: Client, address: str, given: Mapping[str, object]) -> Any:
    """What is answered to the form, as it stands on the page, with what a person fills in."""
    listed = browser.get(address).context["ticks"].listed
    return browser.post(address, {"listed": listed, **given})


def test_a_whole_crate_is_lost_at_once_and_accepted_at_once_by_a_second_person(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper, address = signed_in(Role.STORE_KEEPER), at(count, "missing", "lost")
    assert address in keeper.get(reverse("count", args=[count.pk])).content.decode()
    assert sent(keeper, address, LOSS | {"all": "1"}).status_code == 302
    events = list(Event.objects.filter(kind="lost"))
    assert {event.item_id for event in events} == {item.pk for item in items}
    assert {Item.objects.get(pk=item.pk).state for item in items} == {State.IN_STORE}, "nothing counts yet"
    assert (compared(count).open, Settlement.objects.count()) == (4, 4)
    approver, together = signed_in(Role.APPROVER), reverse("decide_together", args=[events[0].entry])
    assert together in approver.get(reverse("to_decide")).content.decode()
    assert sent(approver, together, {"answer": "accept", "all": "1"}).status_code == 302
    assert {Item.objects.get(pk=item.pk).state for item in items} == {State.LOST}
    assert compared(count).open == 0
    assert list(breaks()) == []


def test_only_what_is_ticked_is_settled_and_nothing_where_nothing_is_ticked(
    small: SmallState, crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper, address = signed_in(Role.STORE_KEEPER), at(count, "missing", "moved")
    given = {"happened_on": "2024-05-02", "store": small.armoury.pk}
    assert "Nothing is ticked" in sent(keeper, address, given).content.decode()
    assert not Settlement.objects.exists()
    chosen = [str(items[0].pk), str(items[2].pk)]
    assert sent(keeper, address, given | {"line": chosen}).status_code == 302
    assert {str(one.item_id) for one in Settlement.objects.all()} == set(chosen)
    rest = keeper.get(address)
    assert list(rest.context["ticks"].lines) == [str(items[1].pk), str(items[3].pk)]
    assert "cannot be settled in this way" not in rest.content.decode(), (
        "what is settled is none that differs"
    )


def test_one_that_cannot_have_happened_leaves_all_as_they_were(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    before = Entry.objects.count()
    early = LOSS | {"happened_on": "2023-01-01", "all": "1"}
    page = sent(signed_in(Role.STORE_KEEPER), at(count, "missing", "lost"), early).content.decode()
    assert f"{items[0].number}: On this day the item was not yet registered." in page
    assert (Settlement.objects.count(), Entry.objects.count()) == (0, before)


def test_a_list_that_changed_meanwhile_is_shown_again_and_nothing_is_kept(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper, address = signed_in(Role.STORE_KEEPER), at(count, "missing", "lost")
    listed = keeper.get(address).context["ticks"].listed
    entered(count, items[3].number)
    given = LOSS | {"listed": listed, "line": str(items[0].pk)}
    answer = keeper.post(address, given)
    assert "The list has changed since you opened it." in answer.content.decode()
    assert not Settlement.objects.exists()
    assert answer.context["ticked"] == {str(items[0].pk)}, "what was ticked stays ticked"
    assert keeper.post(address, given | {"listed": answer.context["ticks"].listed}).status_code == 302
    assert Settlement.objects.count() == 1


def test_an_item_that_something_happened_to_meanwhile_changes_the_list(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper, address = signed_in(Role.STORE_KEEPER), at(count, "missing", "lost")
    listed = keeper.get(address).context["ticks"].listed
    with operation("keeper", "enter lost") as done:
        happen(done, items[0], Happened(EventKind.LOST, DAY, details={"circumstances": "known already"}))
    answer = keeper.post(address, LOSS | {"listed": listed, "all": "1"})
    assert "The list has changed since you opened it." in answer.content.decode()
    assert list(answer.context["ticks"].lines) == [str(one.pk) for one in items[1:]], "it waits already"
    with operation("keeper", "enter issued") as done:
        happen(done, items[1], Happened(EventKind.ISSUED, date(2024, 5, 3), holder="Cpl 7"))
    listed = answer.context["ticks"].listed
    again = keeper.post(address, LOSS | {"listed": listed, "line": str(items[1].pk)})
    assert "The list has changed since you opened it." in again.content.decode()


def test_of_two_who_settle_one_difference_the_second_is_refused(crate: tuple[Count, list[Item]]) -> None:
    count, items = crate
    difference = one_difference(count, items[0].pk)
    assert difference is not None
    lost = Happened(EventKind.LOST, DAY, details={"circumstances": "not there"})
    with operation("keeper", "settle difference") as done:
        settle_by_event(done, count, difference, lost)
    with pytest.raises(ValidationError, match="has changed"), operation("other", "settle difference") as done:
        settle_by_event(done, count, difference, lost)
    assert Settlement.objects.count() == 1


def test_no_hidden_input_reaches_an_item_of_another_service(small: SmallState, signed_in: Browser) -> None:
    theirs = stocked(small.police, small.armoury, 2)
    stocked(small.army, small.armoury, 1)
    count = announced(small.armoury)
    entered(count, small.pistol.number, is_whole=True)
    keeper = signed_in(Role.STORE_KEEPER)
    assert not {str(one.pk) for one in theirs} & set(
        keeper.get(at(count, "missing", "lost")).context["ticks"].lines
    )
    address = at(count, "elsewhere", "moved")
    page = keeper.get(address)
    assert list(page.context["ticks"].lines) == []
    assert "1 more differs so, and cannot be settled in this way by you" in page.content.decode()
    for name, way, item in (("missing", "lost", theirs[0]), ("elsewhere", "moved", small.pistol)):
        forged = LOSS | {
            "line": [str(small.rifle.pk), str(item.pk)],
            "store": small.armoury.pk,
            "place": "here",
        }
        assert sent(keeper, at(count, name, way), forged).status_code == 200
    assert not Event.objects.filter(item__in=[small.pistol, *theirs]).exclude(kind="registered").exists()
    assert not Settlement.objects.exists()


def test_what_a_person_is_not_cleared_for_is_counted_and_not_listed(
    small: SmallState, signed_in: Browser
) -> None:
    hidden = stocked(small.army, small.armoury, 2, model="Hidden", handling="restricted")
    count = announced(small.armoury)
    entered(count, is_whole=True)
    page = signed_in(Role.STORE_KEEPER).get(at(count, "missing", "lost"))
    assert list(page.context["ticks"].lines) == [str(small.rifle.pk)]
    text = page.content.decode()
    assert "2 more differ so, and cannot be settled in this way by you" in text
    assert not any(word in text for word in ("Hidden", hidden[0].number))


def test_lots_of_which_some_lacks_are_used_up_each_by_what_it_lacks(
    small: SmallState, signed_in: Browser
) -> None:
    lots = [lot_of(small.army, small.armoury) for _ in range(3)]
    count = announced(small.armoury)
    keyed = zip(lots, (4800, 4990, 5100), strict=True)
    entered(count, "\n".join(f"{lot.number} = {counted}" for lot, counted in keyed))
    address = at(count, "quantity", "expended")
    browser = signed_in(Role.STORE_KEEPER)
    assert len(browser.get(address).context["ticks"].lines) == 2, "a surplus was not used up"
    assert sent(browser, address, {"happened_on": "2024-05-02", "all": "1"}).status_code == 302
    assert [Item.objects.get(pk=lot.pk).remaining for lot in lots] == [4800, 4990, 5000]


def test_many_are_seen_after_all_or_explained_with_one_reason(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper = signed_in(Role.STORE_KEEPER)
    two = [str(one.pk) for one in items[:2]]
    seen = at(count, "missing", "found_after_all")
    assert sent(keeper, seen, {"line": two, "reason": ""}).status_code == 200
    assert sent(keeper, seen, {"line": two, "reason": "behind the rack"}).status_code == 302
    assert {one.number for one in compared(count).differences} == {one.number for one in items[2:]}
    assert (
        sent(keeper, at(count, "missing", "explained"), {"all": "1", "reason": "at the smith"}).status_code
        == 302
    )
    assert compared(count).open == 0


def test_the_list_is_narrowed_by_line_and_by_words_and_all_that_is_listed_is_what_is_left(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper, address = signed_in(Role.STORE_KEEPER), at(count, "missing", "lost")

    def found(query: str) -> list[str]:
        return list(keeper.get(f"{address}?{query}").context["ticks"].lines)

    assert found("first=3&last=4") == [str(one.pk) for one in items[1:3]]
    assert found(f"words={items[3].number.lower()}") == [str(items[3].pk)]
    assert found("words=R2") == [str(items[2].pk)], "a mark"
    assert found("first=x") == [], "what cannot be read lists nothing"
    assert sent(keeper, f"{address}?first=3&last=4", LOSS | {"all": "1"}).status_code == 302
    assert {one.item_id for one in Settlement.objects.all()} == {one.pk for one in items[1:3]}


def test_an_export_that_a_count_shows_needs_a_licence_like_any_other(
    crate: tuple[Count, list[Item]], signed_in: Browser
) -> None:
    count, items = crate
    keeper = signed_in(Role.STORE_KEEPER)
    given = {"happened_on": "2024-05-02", "party": "KEN", "licence": "none such"}
    alone = keeper.post(reverse("count_settle", args=[count.pk, items[0].pk, "exported"]), given)
    many = sent(keeper, at(count, "missing", "exported"), given | {"all": "1"})
    assert "licence" in alone.context["form"].errors
    assert "licence" in many.context["form"].errors
    assert not Event.objects.filter(kind="exported").exists()


def test_what_is_no_way_to_settle_many_is_not_there(
    crate: tuple[Count, list[Item]], signed_in: Browser, people: dict[Role, User]
) -> None:
    count, _items = crate
    keeper = signed_in(Role.STORE_KEEPER)
    for differs, way in (
        ("missing", "struck"),
        ("left", "explained"),
        ("unregistered", "identified"),
        ("x", "lost"),
    ):
        assert keeper.get(at(count, differs, way)).status_code == 404
    people[Role.STORE_KEEPER].services.clear()
    assert keeper.get(at(count, "missing", "lost")).status_code == 404


def test_the_paper_of_many_is_as_closed_as_the_most_closed_of_them(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    people[Role.STORE_KEEPER].clearances = ["restricted", "group:A", "group:B"]
    people[Role.STORE_KEEPER].save()
    for handling in ("restricted", "public"):
        stocked(small.army, small.armoury, 1, handling=handling)
    count = announced(small.armoury)
    entered(count, is_whole=True)
    keeper, address = signed_in(Role.STORE_KEEPER), at(count, "missing", "lost")
    paper = SimpleUploadedFile("report.txt", b"The crate is not there.\n")
    assert sent(keeper, address, LOSS | {"all": "1", "paper": paper}).status_code == 302
    assert Document.objects.get().handling == "restricted"
    grouped = [stocked(small.army, small.locker, 1, handling=name)[0] for name in ("group:A", "group:B")]
    with operation("setter", "move") as done:
        happen_all(done, [(one, Happened(EventKind.MOVED, DAY, store=small.armoury)) for one in grouped])
    other = announced(small.armoury)
    entered(other, not_there="\n".join(one.number for one in grouped))
    paper = SimpleUploadedFile("report.txt", b"The second crate is not there.\n")
    refused = sent(keeper, at(other, "missing", "lost"), LOSS | {"all": "1", "paper": paper})
    assert "paper" in refused.context["form"].errors
    assert Document.objects.count() == 1
