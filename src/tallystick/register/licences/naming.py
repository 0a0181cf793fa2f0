"""Which licences a person may name when goods cross the border: of all others nothing is answered."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from tallystick.register.access.models import User
from tallystick.register.access.permissions import Reach, reach
from tallystick.register.items.checking import Happened
from tallystick.register.items.models import Item
from tallystick.register.licences.models import Licence, UsedItem


def nameable(actor: str, items: Sequence[Item], happened: Happened) -> QuerySet[Licence]:
    """Give the licences that the actor of an operation may name for items.

    All that they are cleared for; of these, whoever is confined to their own names those of their services and of the
    items' service, and the one that what they correct was entered under. A keeper may have a site and no service; the
    items of the site have one. A program, which is nobody who signs in, names any.

    Args:
        actor: as the operation has it.
        items: those that cross the border.
        happened: how.
    """
    user = User.objects.filter(username=actor).first()
    rows = Licence.objects.all()
    if user is None:
        return rows
    rows = rows.filter(handling__in=user.handlings)
    if reach(user.role, "licences", "view") is Reach.ANY:
        return rows
    entered_under = UsedItem.objects.filter(event=happened.corrects).values("use__licence")
    return rows.filter(
        Q(application__applicant__in=user.services.values("pk"))
        | Q(application__applicant__in={item.service_id for item in items})
        | Q(pk__in=entered_under)
    )
