"""Which items were traced: what the reports count."""

from django.db.models import OuterRef, QuerySet, Subquery

from tallystick.register.items.models import Item
from tallystick.register.tracing.models import Conclusion, How


def conclusions() -> QuerySet[Conclusion]:
    """Give the conclusions that stand: the last about each item."""
    last = Conclusion.objects.filter(item=OuterRef("item")).order_by("-made_at", "-id")
    return Conclusion.objects.filter(pk=Subquery(last.values("pk")[:1])).order_by("made_at", "id")


def traced_items() -> QuerySet[Item]:
    """Give the items whose origin or point of diversion was traced or established by a competent authority.

    An answer alone does not make an item one of them: a person concludes it, and may conclude otherwise later.
    """
    return Item.objects.filter(pk__in=conclusions().exclude(how=How.NOT).values("item"))
