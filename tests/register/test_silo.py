"""To whom each kind of row belongs: derived from what it cannot be without, and refused where nothing says it."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach
from tallystick.register.access.silo import owned_by, visible
from tallystick.register.items.models import Decision, Event, EventKind, Item, Judgement, Likely, Verdict
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import recorded_models
from tallystick.register.returns.models import Filing
from tallystick.register.stores.models import Inspection, Site
from tests.register.conftest import SmallState

NOT_THERE = {"circumstances": "not at the count"}


def asked(user: User, reach: Reach = Reach.OWN) -> Asked:
    """Give as much of a request as the silo looks at."""
    return cast("Asked", SimpleNamespace(user=user, reach=reach))


@pytest.fixture
def keeper(people: dict[Role, User]) -> User:
    """Return a store keeper of the army."""
    return people[Role.STORE_KEEPER]


@pytest.fixture
def planted() -> Iterator[type[models.Model]]:
    """A recorded kind that forgot to say to whom it belongs."""
    with isolate_apps("tallystick.register.items"):

        class Planted(Recorded):
            item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", null=True)

            class Meta:
                app_label = "items"

            def __str__(self) -> str:
                return ""

        yield Planted


def test_every_recorded_kind_belongs_to_somebody_or_says_why_to_all() -> None:
    of_all = {kind.row_kind() for kind in recorded_models() if len(owned_by(kind)) == 0}
    assert of_all == {
        "exchange.mapping",
        "exchange.settlement",
        "returns.filing",
        "returns.profile",
        "tracing.partykey",
        "tracing.pointofcontact",
    }
    assert [kind for kind in recorded_models() if len(getattr(kind, "BELONGS_TO_ALL", "a reason")) < 5] == []


def test_only_what_rests_on_no_required_reference_says_to_whom_it_belongs() -> None:
    told = {kind._meta.label for kind in apps.get_models() if hasattr(kind, "within")}
    assert told == {
        "stores.Service",
        # those of one's own sites, and those of one's own services
        "stores.Site",
        "items.Item",
        # goes with its item, whichever service its file was kept for
        "items.Picture",
        # of no service, of one, or of a case that may be missing
        "files.Document",
        "tracing.TraceRequest",
        "licences.Refusal",
        "licences.Enquiry",
    }


@pytest.mark.parametrize("reach", [Reach.OWN, Reach.ANY])
def test_a_kind_that_forgot_to_say_it_is_refused_by_name(
    planted: type[models.Model], keeper: User, reach: Reach
) -> None:
    with pytest.raises(TypeError, match=r"items\.Planted: to whom its rows belong is not said"):
        visible(asked(keeper, reach), planted._base_manager.all())


@isolate_apps("tallystick.register.returns")
def test_a_kind_that_says_both_is_refused() -> None:
    class Both(Filing):
        @classmethod
        def within(cls, user: User) -> models.Q:
            return models.Q(pk=user.pk)

        class Meta:
            app_label = "returns"
            proxy = True

    with pytest.raises(TypeError, match=r"returns\.Both: it says both"):
        owned_by(Both)


def test_a_row_belongs_where_all_that_it_cannot_be_without_belongs(small: SmallState, keeper: User) -> None:
    with operation("authority", "judge likeness") as done:
        event, at = Event.objects.get(item=small.rifle), timezone.now()
        judged = {"verdict": Verdict.DIFFERENT, "judged_by": "authority", "judged_at": at}
        done.save(Judgement(first=small.rifle, second=small.pistol, **judged))
        done.save(Decision(event=event, is_accepted=True, decided_by="approver", decided_at=at))
        for store in (small.armoury, small.locker):
            done.save(Inspection(store=store, inspected_on="2024-01-11", inspected_by="R", is_in_order=True))
    request = asked(keeper)
    assert list(visible(request, Item.objects.all())) == [small.rifle]
    assert [row.store for row in visible(request, Inspection.objects.all())] == [small.armoury]
    assert visible(request, Decision.objects.all()).get().event == event
    # one of the pair is the police's
    assert not visible(request, Judgement.objects.all()).exists()
    keeper.services.add(small.police)
    assert visible(request, Judgement.objects.all()).exists()


def test_a_site_alone_opens_what_lies_there_and_what_is_about_it(small: SmallState, keeper: User) -> None:
    keeper.services.clear()
    keeper.sites.add(small.station)
    request = asked(keeper)
    assert list(visible(request, Site.objects.all())) == [small.station]
    assert [event.item for event in visible(request, Event.objects.all())] == [small.pistol]


def test_what_was_lost_is_seen_where_it_lay_last_and_nowhere_else(
    small: SmallState, keeper: User, signed_in: Callable[[Role], Client]
) -> None:
    keeper.services.clear()
    page = reverse("item", args=[small.rifle.pk])

    def seen_from(site: Site) -> bool:
        keeper.sites.set([site])
        status = signed_in(Role.STORE_KEEPER).get(page).status_code
        assert status in {200, 404}
        shown = visible(asked(keeper), Event.objects.filter(item=small.rifle)).exists()
        assert shown is (status == 200)
        return shown

    with operation("setter", "enter moved") as done:
        happen(done, small.rifle, Happened(EventKind.MOVED, date(2024, 2, 1), store=small.locker))
    with operation("keeper", "enter lost") as done:
        lost = happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 3, 1), details=NOT_THERE))
    assert (seen_from(small.station), seen_from(small.barracks)) == (True, False)
    with operation("approver", "accept event") as done:
        decide(done, lost, accepts=True)
    assert Item.objects.get(pk=small.rifle.pk).store is None
    # it lay in the barracks before: that is not where it was lost
    assert (seen_from(small.station), seen_from(small.barracks)) == (True, False)


def test_what_is_the_whole_states_is_narrowed_by_the_table_of_permissions_alone(keeper: User) -> None:
    assert str(visible(asked(keeper), Filing.objects.all()).query) == str(Filing.objects.all().query)


def test_a_list_is_narrowed_without_a_join_that_could_give_a_row_twice(keeper: User) -> None:
    for kind in (Item, Event, Likely):
        said = str(visible(asked(keeper), cast("Any", kind).objects.all()).query)
        # the people's own services and sites are asked once each, in a subquery
        assert "access_user_services" in said.split("WHERE", 1)[1]
        assert "access_user_services" not in said.split("WHERE", 1)[0]
