"""Cut a list of perhaps a million rows into pages without counting them all."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from tallystick.register.access.page import Asked
from tallystick.register.items.models import Item
from tallystick.register.pages import PER_PAGE

MOST = 10_000
"""Rows that can be leafed through: nobody goes to page 201, and to count a million takes as long as all the rest."""


class LongPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Pages of a long list; beyond `MOST` rows one narrows the list."""

    most = MOST

    @cached_property
    def count(self) -> int:
        """Count the rows, up to `MOST`."""
        rows: QuerySet[Item] = self.object_list  # type: ignore[assignment]  # it is one here
        return rows.values("pk")[: MOST + 1].count()

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than can be leafed through."""
        return self.count > MOST


def cut_long(request: Asked, rows: QuerySet[Item]) -> Page[Item]:
    """Give the page of a long list that the address asks for: `?page=3`."""
    return LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
