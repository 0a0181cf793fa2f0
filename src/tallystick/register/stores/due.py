"""When the next inspection of a store is due."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tallystick.register.stores.models import Inspection, Store


def with_due(stores: QuerySet[Store]) -> QuerySet[Store]:
    """Add to each store when its next inspection is due, as the last inspection said: `inspected_on`, `due_on`."""
    last = Inspection.objects.filter(store=OuterRef("pk")).order_by("-inspected_on", "-entry")
    return stores.annotate(
        inspected_on=Subquery(last.values("inspected_on")[:1]),
        due_on=Subquery(last.values("next_due_on")[:1]),
    )


def overdue(stores: QuerySet[Store], today: date) -> QuerySet[Store]:
    """Keep the stores in use whose inspection is overdue, or that were never inspected."""
    return with_due(stores).filter(Q(due_on__lt=today) | Q(inspected_on=None), is_open=True)
