"""What two sites said differently of one item, for the page of the item."""

from tallystick.register.exchange.models import Conflict
from tallystick.register.items.models import Item


def unsettled(item: Item) -> list[Conflict]:
    """Give what waits for a person about an item: until then, where it stands may be wrong."""
    about = Conflict.objects.filter(about_kind=Item.row_kind(), about_id=str(item.pk), differs=True)
    return list(about.order_by("found_at", "pk"))
