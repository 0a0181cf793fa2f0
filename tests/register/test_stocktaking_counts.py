"""A count: its list is frozen, what was not looked for is never called missing, and a second person closes it."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urljoin

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.stocktaking.close import close
from tallystick.register.stocktaking.difference import Comparison, compared, one_difference
from tallystick.register.stocktaking.enter import enter_find
from tallystick.register.stocktaking.expected import drawn_again, give_seed_part, written
from tallystick.register.stocktaking.models import Closing, Count, Differs, How, Line, Seen
from tallystick.register.stocktaking.result import planned, sentences, strata_of
from tallystick.register.stocktaking.settle import identify, settle, settle_by_event
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import DAY, announced, drawn_by_two, entered, lot_of, sampled, stocked

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]


def kinds(came_to: Comparison) -> dict[str, str]:
    return {one.number: str(one.differs) for one in came_to.differences}


def led_to(browser: Client, address: str) -> set[str]:
    """Give where the links of a page lead, as a browser reads them: some are written from where the page stands."""
    page = browser.get(address).content.decode()
    return {urljoin(address, link) for link in re.findall(r'href="([^"]*)"', page)}


def said(count: Count) -> str:
    return " ".join(sentences(count, compared(count), strata_of(count)))


def test_the_list_is_frozen_as_the_register_had_the_store(small: SmallState) -> None:
    count = announced(small.armoury)
    stocked(small.army, small.armoury, 1)
    line = Line.objects.get(count=count)
    assert (line.place, line.number, line.marks) == (1, small.rifle.number, "AB1234")
    assert (count.number, count.lines_expected) == ("QMA1-C000001-2", 1)
    assert written([line]) == f"1 {small.rifle.number} 1\n"
    assert kinds(compared(count)) == {small.rifle.number: "not_looked_for"}


def test_a_store_in_which_the_register_has_nothing_gives_no_list(small: SmallState) -> None:
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 2, 1), holder="Cpl 7"))
    with pytest.raises(ValidationError, match="no list to count by"):
        announced(small.armoury)


def test_a_count_that_was_not_finished_says_so_and_calls_nothing_missing(small: SmallState) -> None:
    stocked(small.army, small.armoury, 3)
    count = announced(small.armoury)
    entered(count, small.rifle.number, gone_through="1-2")
    came_to = compared(count)
    assert (came_to.expected, came_to.looked_for, came_to.fits) == (4, 2, 1)
    assert sorted(kinds(came_to).values()) == ["missing", "not_looked_for", "not_looked_for"]
    assert "Not finished: 2 of 4 lines were not looked for." in said(count)
    assert "Nothing on the list was missing" not in said(count)


def test_only_when_everything_was_looked_for_is_nothing_missing(small: SmallState) -> None:
    count = announced(small.armoury)
    assert "Nothing on the list was missing" not in said(count)
    entered(count, f"tallystick:{small.rifle.number}")
    assert said(count) == "Finished: all 1 lines were looked for. Nothing on the list was missing."


def test_each_kind_of_difference_is_told_from_the_others(small: SmallState) -> None:
    seen, twice, both, missing = stocked(small.army, small.armoury, 4)
    lot = lot_of(small.army, small.armoury)
    count = announced(small.armoury)
    keyed = f"{seen.number}\n{twice.number}\n{twice.number}\n{both.number}\n{small.pistol.number}\n{lot.number} = 4800"
    entered(count, f"{keyed}\nQMA1-0009999-6", not_there=f"{missing.number}\n{both.number}")
    assert kinds(compared(count)) == {
        small.rifle.number: "not_looked_for",
        twice.number: "twice",
        both.number: "both_ways",
        missing.number: "missing",
        lot.number: "quantity",
        small.pistol.number: "elsewhere",
        "QMA1-0009999-6": "unregistered",
    }
    assert Seen.objects.get(typed="QMA1-0009999-6").item is None


def test_a_lot_counted_in_several_stacks_is_added_up(small: SmallState) -> None:
    lot = lot_of(small.army, small.armoury)
    count = announced(small.armoury)
    entered(count, f"{small.rifle.number}\n{lot.number} = 4800\n{lot.number} = 200")
    assert kinds(compared(count)) == {}


def test_a_thing_that_left_or_came_by_an_event_of_the_time_is_no_difference_to_settle(
    small: SmallState,
) -> None:
    late, arrives = stocked(small.army, small.armoury, 1)[0], stocked(small.army, small.locker, 1)[0]
    count = announced(small.armoury)
    entered(count, arrives.number, is_whole=True)
    with operation("keeper", "enter events") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, DAY, holder="Cpl 7"))
        happen(done, late, Happened(EventKind.ISSUED, date(2024, 5, 3), holder="Cpl 7"))
        happen(done, arrives, Happened(EventKind.MOVED, DAY, store=small.armoury))
    came_to = compared(count)
    # an event of the day after the count explains nothing of it
    assert kinds(came_to) == {small.rifle.number: "left", late.number: "missing", arrives.number: "arrived"}
    assert came_to.open == 1


def test_a_loss_settles_only_once_a_second_person_accepted_it_and_not_if_refused(small: SmallState) -> None:
    refused = stocked(small.army, small.armoury, 1)[0]
    count = announced(small.armoury)
    entered(count, is_whole=True)
    for item in (small.rifle, refused):
        difference = one_difference(count, item.pk)
        assert difference is not None
        with operation("keeper", "settle difference") as done:
            lost = Happened(EventKind.LOST, DAY, details={"circumstances": "not at the count"})
            settle_by_event(done, count, difference, lost)
    assert compared(count).open == 2
    for item, accepts in ((small.rifle, True), (refused, False)):
        with operation("approver", "decide") as done:
            decide(done, Event.objects.get(item=item, kind="lost"), accepts=accepts, reason="seen yesterday")
    came_to = compared(count)
    assert Item.objects.get(pk=small.rifle.pk).state == State.LOST
    assert {one.number: one.is_open for one in came_to.differences} == {
        small.rifle.number: False,
        refused.number: True,
    }
    assert kinds(came_to)[small.rifle.number] == "missing", "the list was wrong, whatever was entered later"


def test_a_thing_from_elsewhere_is_settled_by_moving_it(small: SmallState) -> None:
    count = announced(small.armoury)
    entered(count, f"{small.rifle.number}\n{small.pistol.number}")
    difference = one_difference(count, small.pistol.pk)
    assert difference is not None
    with operation("keeper", "settle difference") as done:
        settle_by_event(done, count, difference, Happened(EventKind.MOVED, DAY, store=small.armoury))
    found = compared(count).differences
    assert [(one.differs, one.is_open) for one in found] == [(Differs.ELSEWHERE, False)]
    assert Item.objects.get(pk=small.pistol.pk).store == small.armoury


def test_a_find_is_described_and_then_identified_as_the_missing_item(small: SmallState) -> None:
    count = announced(small.armoury)
    entered(count, is_whole=True)
    with operation("keeper", "enter find") as done:
        enter_find(done, count, Seen(described="rifle without a label", mark="AB 12?4"))
    find = next(one for one in compared(count).differences if one.differs == Differs.UNREGISTERED)
    assert compared(count).open == 2
    with operation("keeper", "settle difference") as done:
        identify(done, count, find, small.rifle, "read with a lamp")
    assert compared(count).differences == []


def test_a_number_keyed_twice_keeps_one_and_a_missing_thing_may_be_seen_after_all(small: SmallState) -> None:
    other = stocked(small.army, small.armoury, 1)[0]
    count = announced(small.armoury)
    entered(count, f"{other.number}\n{other.number}", not_there=small.rifle.number)
    for item, how in ((other, How.KEYED_WRONGLY), (small.rifle, How.FOUND_AFTER_ALL)):
        difference = one_difference(count, item.pk)
        assert difference is not None
        with operation("keeper", "settle difference") as done:
            settle(done, count, difference, how, "looked again")
    assert compared(count).differences == []
    assert Seen.objects.filter(count=count, item=other, is_withdrawn=False).count() == 1


def test_a_difference_is_not_explained_without_a_reason(small: SmallState) -> None:
    count = announced(small.armoury)
    entered(count, is_whole=True)
    difference = one_difference(count, small.rifle.pk)
    assert difference is not None
    with pytest.raises(ValidationError, match="Say why"), operation("keeper", "settle difference") as done:
        settle(done, count, difference, How.EXPLAINED, " ")


def test_a_second_person_closes_and_says_why_if_anything_is_open(small: SmallState) -> None:
    count = announced(small.armoury)
    entered(count, small.rifle.number)
    for hand in ("announcer", "keeper"):
        with (
            pytest.raises(ValidationError, match="cannot also close"),
            operation(hand, "close count") as done,
        ):
            close(done, count, "")
    with operation("approver", "close count") as done:
        closed = close(done, count, "")
    assert (closed.is_finished, closed.summary["fits"]) == (True, 1)
    with pytest.raises(ValidationError, match="closed"):
        entered(count, small.rifle.number)
    unfinished = announced(small.armoury)
    with pytest.raises(ValidationError, match="not looked for"), operation("approver", "close count") as done:
        close(done, unfinished, "")
    with operation("approver", "close count") as done:
        assert not close(done, unfinished, "rain").is_finished


def test_two_people_draw_a_sample_that_anybody_can_draw_again(small: SmallState) -> None:
    stocked(small.army, small.armoury, 39)
    count = sampled(small.armoury, suspected=8)
    assert entered_refused(count)
    with operation("announcer", "give part of seed") as done:
        give_seed_part(done, count, "3141592653")
    with pytest.raises(ValidationError, match="somebody else"), operation("announcer", "give part") as done:
        give_seed_part(done, count, "1111111111")
    with operation("inspector", "give part of seed") as done:
        give_seed_part(done, count, "2718281828")
    count.refresh_from_db()
    plan = planned(count)
    assert plan is not None
    assert (len(count.drawn), plan.lines, plan.formula) == (12, 12, 13)
    assert drawn_again(count) == count.drawn
    chosen = Line.objects.filter(count=count, place__in=count.drawn).values_list("number", flat=True)
    entered(count, "\n".join(chosen))
    told = said(count)
    assert "With 95 per cent confidence at most 7 of the 40 lines on the list do not." in told
    assert "does not show that nothing is missing" in told


def entered_refused(count: Count) -> bool:
    with pytest.raises(ValidationError, match="not drawn"):
        entered(count, "1-1")
    return True


def test_of_a_sample_what_was_not_looked_for_weakens_what_it_shows(small: SmallState) -> None:
    stocked(small.army, small.armoury, 39)
    count = drawn_by_two(sampled(small.armoury, suspected=8))
    lines = list(Line.objects.filter(count=count, place__in=count.drawn).order_by("place"))
    entered(count, "\n".join(line.number for line in lines[:6]), not_there=lines[6].number)
    told = said(count)
    assert "Not finished: 5 of 12 lines were not looked for." in told
    assert "1 of 7 lines looked for did not fit. With 95 per cent confidence at most 19 of the 40" in told


def test_a_sample_by_kind_looks_at_every_kind(small: SmallState) -> None:
    stocked(small.army, small.armoury, 30)
    lot_of(small.army, small.armoury)
    count = drawn_by_two(sampled(small.armoury, suspected=6, is_by_kind=True))
    drawn_kinds = set(Line.objects.filter(count=count, place__in=count.drawn).values_list("kind", flat=True))
    assert drawn_kinds == {"ammunition", "small_arm"}
    assert strata_of(count) == {"ammunition": 1, "small_arm": 31}


def test_a_plan_that_cannot_be_is_refused_and_nothing_is_kept(small: SmallState) -> None:
    with pytest.raises(ValidationError, match="fewer than are to be detected"):
        sampled(small.armoury, suspected=2)
    assert Count.objects.count() == 0


def test_the_pages_of_a_count_lead_from_the_list_to_its_closing(
    small: SmallState, signed_in: Browser
) -> None:
    keeper = signed_in(Role.STORE_KEEPER)
    given = {"store": small.armoury.pk, "kind": "full", "counted_on": "2024-05-02", "team": "two sergeants"}
    assert keeper.post(reverse("count_add"), given).status_code == 302
    count = Count.objects.get()
    wrong = small.rifle.number[:-1] + str((int(small.rifle.number[-1]) + 1) % 10)
    answer = keeper.post(reverse("count_enter", args=[count.pk]), {"there": wrong, "is_whole": "on"})
    text = answer.content.decode()
    assert "the check digit does not fit" in text
    assert small.rifle.number in text
    # what could not be read may be the rifle: it is not missing before that is mended, and nothing is lost of the form
    assert "nothing is missing by it" in text
    assert (answer.context["form"].initial["is_whole"], count.swept.exists()) == (True, False)
    assert keeper.post(reverse("count_enter", args=[count.pk]), {"is_whole": "on"}).status_code == 302
    settle_at = reverse("count_settle", args=[count.pk, small.rifle.pk, "lost"])
    assert settle_at in led_to(keeper, reverse("count", args=[count.pk]))
    lost = {"happened_on": "2024-05-02", "circumstances": "not at the count", "reference": count.number}
    assert keeper.post(settle_at, lost).status_code == 302
    assert Entry.objects.latest("number").document == count.number
    assert "waits for a second person" in keeper.get(reverse("count", args=[count.pk])).content.decode()
    approver = signed_in(Role.APPROVER)
    assert approver.post(reverse("count_close", args=[count.pk]), {"reason": ""}).status_code == 200
    assert (
        approver.post(
            reverse("count_close", args=[count.pk]), {"reason": "the loss is decided later"}
        ).status_code
        == 302
    )
    assert Closing.objects.get().summary["missing"] == 1
    assert list(breaks()) == []


def test_a_keeper_reads_no_description_of_another_services_item_found_in_the_store(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    entered(count, small.pistol.number)
    page = signed_in(Role.STORE_KEEPER).get(reverse("count", args=[count.pk])).content.decode()
    assert small.pistol.number in page
    assert "withheld from you" in page
    here = reverse("count", args=[count.pk])
    moved = reverse("count_settle", args=[count.pk, small.pistol.pk, "moved"])
    assert moved not in led_to(signed_in(Role.STORE_KEEPER), here)
    assert moved in led_to(signed_in(Role.AUTHORITY), here)


def test_a_find_is_laid_beside_the_registered_items_that_it_may_be(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    with operation("keeper", "enter find") as done:
        find = enter_find(done, count, Seen(described="rifle without a label", mark="AB12?4"))
    address = reverse("count_settle", args=[count.pk, find.pk, "identified"])
    browser = signed_in(Role.STORE_KEEPER)
    assert small.rifle.number in browser.get(address).content.decode()
    police = {"number": small.pistol.number, "reason": "it looks like it"}
    assert "number" in browser.post(address, police).context["form"].errors
    assert browser.post(address, police | {"number": small.rifle.number}).status_code == 302
    assert kinds(compared(count)) == {}


def test_a_difference_that_is_settled_cannot_be_settled_again(small: SmallState, signed_in: Browser) -> None:
    count = announced(small.armoury)
    entered(count, is_whole=True)
    browser, address = (
        signed_in(Role.STORE_KEEPER),
        reverse("count_settle", args=[count.pk, small.rifle.pk, "explained"]),
    )
    assert browser.post(address, {"reason": "on parade"}).status_code == 302
    assert browser.post(address, {"reason": "again"}).status_code == 404


def test_lines_gone_through_by_mistake_are_taken_back(small: SmallState, signed_in: Browser) -> None:
    count = announced(small.armoury)
    entered(count, f"tallystick:{count.number}/1-1")
    assert kinds(compared(count)) == {small.rifle.number: "missing"}
    signed_in(Role.STORE_KEEPER).post(reverse("sweep_withdraw", args=[count.swept.get().pk]))
    assert kinds(compared(count)) == {small.rifle.number: "not_looked_for"}


def test_lines_are_not_gone_through_while_something_seen_on_them_cannot_be_read(small: SmallState) -> None:
    count = announced(small.armoury)
    came_to = entered(count, "A?12", gone_through="1")
    assert (came_to.held, came_to.swept, count.swept.exists()) == (("1",), None, False)
    assert [one.differs for one in compared(count).differences] == [Differs.NOT_LOOKED_FOR]
    assert entered(count, gone_through="1").held == ()
    assert count.swept.exists()


def test_the_code_of_a_page_of_another_count_is_refused(small: SmallState) -> None:
    count = announced(small.armoury)
    other = entered(count, "tallystick:QMA1-C000009-0/1-1")
    beyond = entered(count, gone_through="1-2")
    assert [one.text for one in (*other.refused_ranges, *beyond.refused_ranges)] == [
        "QMA1-C000009-0/1-1",
        "1-2",
    ]
    assert count.swept.count() == 0


def keyed(browser: Client, count: Count, there: str) -> str:
    return browser.post(
        reverse("count_enter", args=[count.pk]), {"there": there}, follow=True
    ).content.decode()


def test_a_keyed_serial_number_is_taken_for_the_only_line_that_bears_it_and_said(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    page = keyed(signed_in(Role.STORE_KEEPER), count, "ab 1234")
    assert f"ab 1234 → {small.rifle.number}".upper() in page.upper()
    assert compared(count).differences == []
    assert Seen.objects.get().item == small.rifle


def test_a_serial_number_on_several_lines_is_handed_back_with_them(
    small: SmallState, signed_in: Browser
) -> None:
    twins = [*stocked(small.army, small.armoury, 1), *stocked(small.army, small.armoury, 1, model="R2")]
    count = announced(small.armoury)
    page = keyed(signed_in(Role.STORE_KEEPER), count, "R0")
    assert "is the serial number of several on the list" in page
    assert all(twin.number in page for twin in twins)
    assert not Seen.objects.exists()


def test_a_serial_number_tells_nobody_of_what_they_may_not_read_or_of_what_lies_elsewhere(
    small: SmallState, signed_in: Browser
) -> None:
    [closed] = stocked(small.army, small.armoury, 1, handling="group:northern")
    count = announced(small.armoury)
    page = keyed(signed_in(Role.STORE_KEEPER), count, "R0\nXY9876")
    assert closed.number not in page
    assert not Seen.objects.exists()


def test_a_wrong_check_digit_is_answered_with_near_numbers_of_the_whole_register(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    wrong = small.pistol.number[:-1] + str((int(small.pistol.number[-1]) + 1) % 10)
    assert small.pistol.number in keyed(signed_in(Role.STORE_KEEPER), count, wrong)


def test_a_difference_is_settled_only_in_ways_that_fit_it_whoever_asks(small: SmallState) -> None:
    count = announced(small.armoury)
    entered(count, "", is_whole=True)
    [missing] = compared(count).differences
    with pytest.raises(ValidationError, match="by “it was keyed"), operation("keeper", "settle") as done:
        settle(done, count, missing, How.KEYED_WRONGLY, "no")
    found = Happened(EventKind.SEIZED, DAY, store=small.armoury, details={"place": "yard"})
    with pytest.raises(ValidationError, match="is not settled by"), operation("keeper", "settle") as done:
        settle_by_event(done, count, missing, found)
    assert compared(count).open == 1
