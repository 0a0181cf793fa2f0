"""Narrow what is read to the asker's own services and sites, and to the handling marks they are cleared for."""

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any, Final, Protocol, TypeVar, cast

from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.http import Http404

from tallystick.register.access.models import HANDLING_CHOICES, Reading, User
from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach, reach

Row = TypeVar("Row", bound=Model)

MARK: Final = "handling"
"""The column of a handling mark."""
_OPEN: Final = frozenset(mark for mark, _label in HANDLING_CHOICES[:2])
"""Handling marks under which a reading is not kept."""


class Siloed(Protocol):
    """A kind of row that belongs to a service or a site."""

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

    A kind of row with `within` is narrowed where the reach is `own`; each kind to the handling marks the person is
    cleared for: its own, or those of all that it cannot be without.
    """
    model = rows.model
    if request.reach is Reach.OWN and hasattr(model, "within"):
        rows = rows.filter(cast("type[Siloed]", model).within(request.user))
    for owner in marked_by(model):
        rows = rows.filter(**{"__".join((*owner, MARK, "in")): request.user.handlings})
    return rows


def marked_by(model: type[Model]) -> list[tuple[str, ...]]:
    """Name the ways from a kind of row to the rows whose handling marks it stands under.

    Derived from the columns, so that no kind can forget to say it. A row with a mark of its own stands under that one
    alone; any other under the marks of what its required references name: an event under its item's, a pair under
    those of both its items.

    Returns:
        names of references in order; one that is empty for the row itself; none where nothing is marked.
    """
    return list(_marked_by(model, ()))


def _marked_by(model: type[Model], way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    fields = model._meta.concrete_fields
    if any(field.name == MARK for field in fields):
        yield way
        return
    for field in fields:
        # a required reference to the own kind could name nothing but itself
        if isinstance(field, ForeignKey) and not field.null and field.related_model is not model:
            yield from _marked_by(field.related_model, (*way, field.name))


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
    sensitive = [owner for owner in owners if getattr(owner, MARK) not in _OPEN]
    if len(sensitive) == 0:
        return  # an open page does not wait for whoever writes
    with transaction.atomic():
        for owner in sorted(sensitive, key=lambda row: str(row.pk)):
            subject = f"{owner._meta.label_lower} {owner.pk}"
            Reading.objects.create(user=request.user, subject=subject, handling=getattr(owner, MARK))


def _along(row: Model, way: tuple[str, ...]) -> Model:
    for name in way:
        row = getattr(row, name)
    return row
