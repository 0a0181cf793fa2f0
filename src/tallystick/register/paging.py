"""How a list is cut into pages."""

from typing import Any, Final, TypeVar, overload

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

Row = TypeVar("Row", bound=Model)
Line = TypeVar("Line")

PER_PAGE: Final = 50
"""Lines of a list on one page: some twenty kilobytes."""
MOST: Final = 10_000
"""Rows that can be leafed through: nobody goes to page 201, and to count a million takes as long as all the rest."""


class LongPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Pages of a list that may be very long; beyond `MOST` rows one narrows the list."""

    most = MOST

    @cached_property
    def count(self) -> int:
        """Count the rows, up to one more than `MOST`."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        # what is cut is counted with its order and with all that is added to a row, unless these are taken away
        rows = rows.order_by()
        return (rows.values("pk") if rows.query.group_by is None else rows)[: MOST + 1].count()

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than can be leafed through: of a list in hand, all can."""
        return isinstance(self.object_list, QuerySet) and self.count > MOST


@overload
def cut(request: HttpRequest, rows: QuerySet[Row], per_page: int = ...) -> Page[Row]: ...
@overload
def cut(request: HttpRequest, rows: list[Line], per_page: int = ...) -> Page[Line]: ...
def cut(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """Give the page of a list that the address asks for: `?page=3`."""
    return LongPaginator(rows, per_page).get_page(request.GET.get("page"))
