"""How a list is cut into pages, and what is counted for it."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tallystick.register.items.models import Item
from tallystick.register.paging import cut
from tallystick.register.stores.due import with_due
from tallystick.register.stores.models import Store
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import stocked


def counted(rows: Any) -> int:
    return cut(RequestFactory().get("/"), rows).paginator.count


@pytest.mark.usefixtures("small")
def test_rows_are_counted_without_their_order_and_what_is_added_to_each() -> None:
    with CaptureQueriesContext(connection) as made:
        assert counted(with_due(Store.objects.order_by("code"))) == Store.objects.count() == 2
    sql = made.captured_queries[0]["sql"]
    assert "inspected_on" not in sql
    assert "ORDER BY" not in sql


def test_groups_are_counted_as_groups(small: SmallState) -> None:
    stocked(small.army, small.armoury, 3)
    assert counted(Item.objects.order_by().values("store").annotate(many=Count("pk")).order_by("store")) == 2
