"""One row is followed back through the chain."""

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.access.silo import marked_by
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.history import history
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import recorded_models
from tallystick.register.log.shown import _targets
from tallystick.register.stores.models import Store
from tests.register.conftest import SmallState


def test_each_version_of_a_row_says_who_changed_what(small: SmallState) -> None:
    for keeper in ("first keeper", "second keeper"):
        with operation(keeper, "change store") as done:
            store = Store.objects.get(pk=small.armoury.pk)
            store.custodian = keeper
            done.save(store)
    newest, middle, oldest = history(Store.objects.get(pk=small.armoury.pk))
    assert (newest.entry.actor, newest.changed) == (
        "second keeper",
        (("custodian", "first keeper", "second keeper"),),
    )
    assert (middle.entry.actor, middle.changed) == ("first keeper", (("custodian", "", "first keeper"),))
    assert (oldest.entry.verb, oldest.changed) == ("set up", ())


def test_the_page_of_an_entry_withholds_what_the_reader_is_not_cleared_for(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    with operation("keeper", "restrict item") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "restricted"
        done.save(rifle)
    first = Entry.objects.order_by("number")[0]
    shown = signed_in(Role.AUDITOR).get(reverse("entry", args=[first.number])).content.decode()
    assert "XY9876" in shown
    assert "AB1234" not in shown
    assert "Withheld from you" in shown


def test_an_auditor_reads_who_changed_a_row_and_an_operator_does_not(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    address = reverse("row_history", args=["items.item", small.rifle.pk])
    assert "set up" in signed_in(Role.AUDITOR).get(address).content.decode()
    assert signed_in(Role.OPERATOR).get(address).status_code == 403


def test_an_entry_withholds_a_decision_and_whatever_else_stands_under_a_mark_two_references_away(
    small: SmallState, signed_in: Callable[[Role], Client], people: dict[Role, User]
) -> None:
    with operation("keeper", "enter lost") as done:
        details = {"circumstances": "not at the count"}
        event = happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 2, 1), details=details))
    with operation("approver", "decide") as done:
        decide(done, event, accepts=True, reason="a reason that is withheld")
    number = Entry.objects.order_by("-number")[0].number
    assert "a reason that is withheld" in _page(signed_in, number)
    with operation("keeper", "restrict item") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "restricted"
        done.save(rifle)
    assert "a reason that is withheld" not in _page(signed_in, number)
    people[Role.AUDITOR].clearances = ["restricted"]
    people[Role.AUDITOR].save()
    assert "a reason that is withheld" in _page(signed_in, number)


def _page(signed_in: Callable[[Role], Client], number: int) -> str:
    return signed_in(Role.AUDITOR).get(reverse("entry", args=[number])).content.decode()


def test_every_kind_of_row_is_withheld_in_the_log_by_the_marks_that_withhold_its_page() -> None:
    for model in recorded_models():
        by_log = {
            (attname, *rest) for attname, targets in _targets(model).items() for _model, rest in targets
        }
        for way in marked_by(model):
            columns = {field.name: field.attname for field in model._meta.concrete_fields}
            assert (("id",) if way == () else (columns[way[0]], *way[1:])) in by_log, (model, way)
