"""Narrow what is read to the asker's own services and sites, and to the handling marks they are cleared for."""

from copy import copy
from typing import Any, Protocol, TypeVar, cast

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from tallystick.register.access.models import HANDLING_CHOICES, Reading, User
from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach, reach

Row = TypeVar("Row", bound=Model)


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

    A kind of row with `within` is narrowed where the reach is `own`; one with a column `handling` to the marks the
    person is cleared for.
    """
    model = rows.model
    if request.reach is Reach.OWN and hasattr(model, "within"):
        rows = rows.filter(cast("type[Siloed]", model).within(request.user))
    if any(field.name == "handling" for field in model._meta.concrete_fields):
        rows = rows.filter(handling__in=request.user.handlings)
    return rows


def one(request: Asked, rows: QuerySet[Row], **which: Any) -> Row:  # noqa: ANN401  # as a filter has it
    """Find one row that this person may see; a reading of a sensitive one is kept.

    Raises:
        Http404: there is none, or not for this person: the two look alike.
    """
    found = visible(request, rows).filter(**which).first()
    if found is None:
        raise Http404
    handling = getattr(found, "handling", "public")
    if handling not in {mark for mark, _ in HANDLING_CHOICES[:2]}:
        subject = f"{found._meta.label_lower} {found.pk}"
        Reading.objects.create(user=request.user, subject=subject, handling=handling)
    return found
