"""The list of stores: what lies in each, how full it is, and when somebody looked."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.items.models import EventKind
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Inspection, Site, Store
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import stocked

Browser = Callable[[Role], Client]


def cells(browser: Client, **asked: str) -> dict[str, list[str]]:
    """Read the table: by the code of a store, the words of its further cells."""
    page = browser.get(reverse("stores"), asked).content.decode()
    rows = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    words = [
        [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row.split("<td")[1:]] for row in rows
    ]
    return {
        first.split(">")[-1].split()[0]: [cell.split(">")[-1].strip() for cell in rest]
        for first, *rest in words
    }


def stores(site: Site, **capacities: int | None) -> dict[str, Store]:
    with operation("setter", "set up stores") as done:
        return {
            code: done.save(Store(code=code, name=code, site=site, capacity=many, custodian="Sgt 12"))
            for code, many in capacities.items()
        }


def inspected(store: Store, due: date | None) -> None:
    with operation("keeper", "enter inspection") as done:
        seen = {"inspected_on": date(2024, 1, 1), "inspected_by": "Maj 1", "is_in_order": True}
        done.save(Inspection(store=store, next_due_on=due, **seen))


def test_a_row_says_what_lies_in_a_store_and_how_full_it_is(small: SmallState, signed_in: Browser) -> None:
    made = stores(small.barracks, B1=2, B2=4)
    issued, *_rest = [item for store in made.values() for item in stocked(small.army, store, 3)]
    with operation("keeper", "enter issued") as done:
        happen(done, issued, Happened(EventKind.ISSUED, date(2024, 2, 1), holder="Cpl 7"))
    stocked(small.army, made["B1"], 1)
    browser = signed_in(Role.AUTHORITY)
    assert '<span class="tag bad">150 %</span>' in browser.get(reverse("stores")).content.decode()
    found = cells(browser)
    assert found["B1"][-4:] == ["Sgt 12", "3", "150 %", "never yet"]
    assert found["B2"][-4:] == ["Sgt 12", "3", "75 %", "never yet"]
    assert found["A1"][-4:] == ["–", "1", "–", "never yet"]


def test_a_row_says_when_the_next_inspection_is_due(small: SmallState, signed_in: Browser) -> None:
    made, today = stores(small.barracks, B1=None, B2=None, B3=None), timezone.localdate()
    for store, due in zip(made.values(), (today, today - timedelta(days=1), None), strict=True):
        inspected(store, due)
    found = cells(signed_in(Role.AUTHORITY))
    assert found["B1"][-1] == f"{today:%Y-%m-%d}"
    assert found["B2"][-1] == f"{today - timedelta(days=1):%Y-%m-%d} overdue"
    assert found["B3"][-1] == "no day set"
    assert list(cells(signed_in(Role.AUTHORITY), only="overdue")) == ["A1", "B2", "P1"]


def test_a_row_leads_to_its_store(small: SmallState, signed_in: Browser) -> None:
    page = signed_in(Role.AUTHORITY).get(reverse("stores")).content.decode()
    for store in (small.armoury, small.locker):
        assert f'<a href="{reverse("store", kwargs={"pk": store.pk})}">' in page


def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    small: SmallState, signed_in: Browser
) -> None:
    browser, asked = signed_in(Role.AUTHORITY), []
    for code in range(2):
        for store in stores(
            small.barracks, **{f"B{code}{number}": 10 for number in range(1 + 4 * code)}
        ).values():
            stocked(small.army, store, 1)
        with CaptureQueriesContext(connection) as made:
            browser.get(reverse("stores"))
        asked.append(len(made.captured_queries))
    assert asked[0] == asked[1]
