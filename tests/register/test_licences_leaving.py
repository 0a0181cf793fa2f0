"""No item leaves under no licence, and what the events of items say is what a licence counts as used."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.beside import leads_of_use, seen_by_customs
from tallystick.register.licences.checks import breaks
from tallystick.register.licences.leaving import leave
from tallystick.register.licences.left import left_of
from tallystick.register.licences.models import Licence, Unit, Use, UsedItem
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, put_use
from tests.register.conftest import SmallState
from tests.register.licence_case import Goods, issued

Browser = Callable[[Role], Client]


def today() -> date:
    return timezone.localdate()


def left(licence: Licence) -> int:
    return left_of(licence)[0].left


def leaves(small: SmallState, licence: Licence, corrects: Event | None = None) -> Event:
    with operation("keeper", "enter exported") as done:
        said = Happened(
            EventKind.EXPORTED, today(), party="QMO", details={"licence": licence.number}, corrects=corrects
        )
        return leave(done, [Item.objects.get(pk=small.rifle.pk)], said)[0]


def corrected(event: Event, kind: EventKind = EventKind.WITHDRAWN, **details: str) -> Event:
    with operation("keeper", "correct event") as done:
        details = {"circumstances": "slip"} | details
        item = Item.objects.get(pk=event.item_id)
        return happen(done, item, Happened(kind, today(), details=details, corrects=event))


def decided(event: Event, *, accepts: bool = True) -> Event:
    with operation("approver", "decide") as done:
        decide(done, Event.objects.get(pk=event.pk), accepts=accepts, reason="looked into")
    return event


def test_a_withdrawal_that_waits_or_was_refused_frees_nothing_of_a_licence(small: SmallState) -> None:
    licence = issued(small)
    withdrawal = corrected(decided(leaves(small, licence)))
    assert left(licence) == 9
    decided(withdrawal, accepts=False)
    assert left(licence) == 9


def test_an_accepted_withdrawal_frees_what_the_export_used_and_the_item_may_leave_again(
    small: SmallState,
) -> None:
    licence = issued(small, goods=Goods(quantity=1))
    decided(corrected(leaves(small, licence)))
    assert left(licence) == 1
    leaves(small, licence)
    assert left(licence) == 0


def test_a_correction_of_an_accepted_correction_is_followed_to_its_end(small: SmallState) -> None:
    licence = issued(small, goods=Goods(quantity=1))
    withdrawal = decided(corrected(decided(leaves(small, licence))))
    assert left(licence) == 1
    decided(leaves(small, licence, corrects=withdrawal))
    assert left(licence) == 0


def test_a_correction_under_the_same_licence_uses_it_once_and_under_another_the_other(
    small: SmallState,
) -> None:
    one = issued(small, goods=Goods(quantity=1))
    other = issued(small, goods=Goods(quantity=1))
    export = decided(leaves(small, one))
    again = decided(leaves(small, one, corrects=export))
    assert (left(one), UsedItem.objects.count()) == (0, 1)
    moved = leaves(small, other, corrects=again)
    assert (left(one), left(other)) == (0, 0)
    decided(moved)
    assert (left(one), left(other)) == (1, 0)
    decided(leaves(small, other, corrects=moved))
    assert (left(one), left(other)) == (1, 0)


def test_an_export_beyond_a_licence_is_refused(small: SmallState) -> None:
    licence = issued(small, goods=Goods(quantity=1, model="R2"))
    with pytest.raises(UseRefusedError, match="No line of licence"):
        leaves(small, licence)
    assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()


def test_the_page_of_an_export_takes_no_licence_that_there_is_not_and_uses_the_one_there_is(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small, goods=Goods(quantity=1))
    browser = signed_in(Role.OPERATOR)
    address = reverse("happened", args=[small.rifle.pk, "exported"])
    given = {"happened_on": today().isoformat(), "party": "QMO", "licence": "NO-SUCH-LICENCE"}
    assert "No licence has the number" in browser.post(address, given).content.decode()
    assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()
    assert browser.post(address, given | {"licence": licence.number.lower()}).status_code == 302
    assert UsedItem.objects.get().event.details["licence"] == licence.number
    assert left(licence) == 0


def test_an_attempt_that_a_licence_does_not_allow_is_kept(small: SmallState, signed_in: Browser) -> None:
    licence = issued(small, goods=Goods(model="R2"))
    address = reverse("happened", args=[small.rifle.pk, "exported"])
    given = {"happened_on": today().isoformat(), "party": "QMO", "licence": licence.number}
    page = signed_in(Role.OPERATOR).post(address, given).content.decode()
    assert Use.objects.get().is_refused
    assert "The attempt is kept with the licence." in page
    assert "Nothing was saved" not in page, "the attempt was"


def test_a_licence_used_beyond_itself_at_two_sites_is_said_on_its_page_and_by_the_check(
    small: SmallState,
) -> None:
    licence = issued(small)
    for _site in range(2):
        with operation("forwarder", "use licence") as done:
            put_use(done, licence, licence.lines.get(), Wanted(8, Unit.ITEMS), Said(today()))
    assert leads_of_use(licence, left_of(licence), seen_by_customs(licence), today()) == [
        "Line 1: 16 are recorded as used, the licence allows 10."
    ]
    assert list(breaks()) == [f"licence {licence.number}, line 1: 16 stand as used, and it allows 10"]
