"""What a lower app of the register asks of higher ones, that it does not import."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from tallystick.register.items import leaving
from tallystick.register.items.checking import Happened
from tallystick.register.items.models import EventKind
from tallystick.register.ledger.operation import operation
from tallystick.register.licences import leaving as by_licence
from tallystick.register.offered import offered
from tallystick.register.paging import MOST, cut
from tests.register.conftest import SmallState


def test_nothing_leaves_the_country_where_no_app_decides_on_it(
    small: SmallState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "_deciding", [])
    exported = Happened(EventKind.EXPORTED, date(2024, 5, 1), party="QMB")
    with (
        pytest.raises(ImproperlyConfigured, match="no app decides"),
        operation("clerk", "enter exported") as done,
    ):
        leaving.let_happen(done, [(small.rifle, exported)])


def test_an_export_is_decided_on_by_the_app_of_licences_and_all_else_by_nobody(small: SmallState) -> None:
    exported = Happened(EventKind.EXPORTED, date(2024, 5, 1), party="QMB", details={"licence": "none such"})
    with pytest.raises(leaving.LeaveRefusedError), operation("clerk", "enter exported") as done:
        leaving.let_happen(done, [(small.rifle, exported)])
    moved = Happened(EventKind.MOVED, date(2024, 5, 1), store=small.locker)
    with operation("clerk", "enter moved") as done:
        [event] = leaving.let_happen(done, [(small.rifle, moved)])
    assert event.kind == EventKind.MOVED
    assert leaving._deciding == [by_licence]


def test_what_apps_offer_comes_in_the_order_of_the_settings_and_from_the_register_alone() -> None:
    ours = [app.name for app in apps.get_app_configs() if app.name.startswith("tallystick.register.")]
    given = [module.__name__.removesuffix(".models") for module in offered("models")]
    assert given == ours
    assert offered("no_such_module") == ()


def test_all_of_a_list_in_hand_can_be_leafed_through() -> None:
    lines = list(range(MOST + 7))
    last = cut(RequestFactory().get("/", {"page": "11"}), lines, 1_000)
    assert list(last) == lines[-7:]
    assert last.paginator.is_cut is False  # type: ignore[attr-defined]  # of `LongPaginator`
