"""Narrow what is read to the asker's own services and sites, and to the handling marks they are cleared for."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import cache
from typing import Any, Final, Protocol, TypeVar, cast

from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.http import Http404

from tallystick.register.access.models import Reading, User
from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach, reach
from tallystick.register.handling import OPEN

Row = TypeVar("Row", bound=Model)

MARK: Final = "handling"
"""The column of a handling mark."""


Way = tuple[str, ...]
"""Required references to follow from a row; empty for the row itself."""


class Root(Protocol):
    """A kind of row that says itself to whom it belongs; whatever cannot be without such a row belongs with it."""

    @classmethod
    def within(cls, user: User) -> Q:
        """Say which rows belong to the user's own services and sites."""
        ...


def on_page(request: Asked, name: str, action: str) -> Asked | None:
    """Give the request as another page would see it, with that page's reach; None where the role does not reach it."""
    there = reach(request.user.role, name, action)
    if there is Reach.NONE:
        return None
    seen = copy(request)
    seen.reach = there
    return seen


def visible(request: Asked, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Keep the rows that this person may see on this page.

    Where the reach is `own` a kind of row is narrowed to what it belongs to, by `owned_by`; each kind to the handling
    marks the person is cleared for, by `marked_by`.

    Raises:
        TypeError: nothing says to whom rows of this kind belong.
    """
    model = rows.model
    # asked however far the role reaches: such a kind is refused to the first who reads it, not to the last
    owners = owned_by(model)
    if request.reach is Reach.OWN:
        for way in owners:
            rows = rows.filter(_from(way, cast("type[Root]", _end(model, way)).within(request.user)))
    for way in marked_by(model):
        rows = rows.filter(**{"__".join((*way, MARK, "in")): request.user.handlings})
    return rows


@cache
def owned_by(model: type[Model]) -> tuple[Way, ...]:
    """Name the ways from a kind of row to the rows that say to whom it belongs.

    Derived from the columns, so that no kind can forget to say it. A kind with `within` is such a root itself; any
    other belongs where all that its required references name belong. A kind of the state as a whole says so, with the
    reason, in `BELONGS_TO_ALL`: the table of permissions alone says who sees it.

    Returns:
        names of references in order; one that is empty for the row itself; none where the kind belongs to all.

    Raises:
        TypeError: it says both, or it says neither and none of its required references leads to a kind that does.
    """
    if hasattr(model, "BELONGS_TO_ALL"):
        if hasattr(model, "within"):
            raise TypeError(
                f"{model._meta.label}: it says both `within` and `BELONGS_TO_ALL`. Keep one of them."
            )
        return ()
    ways = tuple(_ways(model, lambda kind: hasattr(kind, "within")))
    if len(ways) == 0:
        raise TypeError(
            f"{model._meta.label}: to whom its rows belong is not said, so nobody may read them. Give it a required "
            "reference to a row that belongs to a service or a site, a classmethod `within`, or, where it is the "
            "whole state's, `BELONGS_TO_ALL` with the reason."
        )
    return ways


@cache
def marked_by(model: type[Model]) -> tuple[Way, ...]:
    """Name the ways from a kind of row to the rows whose handling marks it stands under.

    Derived as `owned_by`. A row with a mark of its own stands under that one alone; any other under the marks of what
    its required references name: an event under its item's, a pair under those of both its items.

    Returns:
        names of references in order; one that is empty for the row itself; none where nothing is marked.
    """
    return tuple(_ways(model, lambda kind: any(field.name == MARK for field in kind._meta.concrete_fields)))


def _ways(model: type[Model], is_end: Callable[[type[Model]], bool]) -> Iterator[Way]:
    if is_end(model):
        yield ()
        return
    for field in model._meta.concrete_fields:
        # a required reference to the own kind could name nothing but itself
        if isinstance(field, ForeignKey) and not field.null and field.related_model is not model:
            yield from ((field.name, *way) for way in _ways(field.related_model, is_end))


def _end(model: type[Model], way: Way) -> type[Model]:
    for name in way:
        model = cast("type[Model]", model._meta.get_field(name).related_model)
    return model


def _from(way: Way, said: Q) -> Q:
    """Say of the rows at the near end of a way what is said of those at its far end."""
    parts: list[Any] = [
        _from(way, part) if isinstance(part, Q) else ("__".join((*way, part[0])), part[1])
        for part in cast("list[Q | tuple[str, Any]]", said.children)  # no conditions but these are given
    ]
    return Q(*parts, _connector=said.connector, _negated=said.negated)


def one(request: Asked, rows: QuerySet[Row], **which: Any) -> Row:  # noqa: ANN401  # as a filter has it
    """Find one row that this person may see; a reading of a sensitive one is kept.

    Raises:
        Http404: there is none, or not for this person: the two look alike.
    """
    found = visible(request, rows).filter(**which).first()
    if found is None:
        raise Http404
    keep_readings(request, [found])
    return found


def keep_readings(request: Asked, rows: Iterable[Model]) -> None:
    """Keep that this person read rows: one reading for each sensitive row that they stand under, by its own name."""
    owners = {owner for row in rows for way in marked_by(type(row)) for owner in [_along(row, way)]}
    sensitive = [owner for owner in owners if getattr(owner, MARK) not in OPEN]
    if len(sensitive) == 0:
        return  # an open page does not wait for whoever writes
    with transaction.atomic():
        for owner in sorted(sensitive, key=lambda row: str(row.pk)):
            keep_reading_of(request, owner, [getattr(owner, MARK)])


def keep_reading_of(request: Asked, row: Model, handlings: Iterable[str]) -> None:
    """Keep that this person read under a row what bears marks of its own: one reading for each sensitive mark.

    For what is no row that `one` finds: the figures of a return, the lines of a count.
    """
    for handling in sorted(set(handlings) - set(OPEN)):
        subject = f"{row._meta.label_lower} {row.pk}"
        Reading.objects.create(user=request.user, subject=subject, handling=handling)


def _along(row: Model, way: Way) -> Model:
    for name in way:
        row = getattr(row, name)
    return row
