"""What follows from judgements that another site wrote."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tallystick.register.items.history import chunks
from tallystick.register.items.judging import settle_likely
from tallystick.register.items.models import Judgement


def settled(touched: Mapping[str, Collection[UUID]]) -> None:
    """Write anew which pairs of likely duplicates are open.

    Args:
        touched: kinds of rows, and the ids that came or were changed.
    """
    for some in chunks(sorted(touched.get("items.judgement", ()))):
        for judgement in (
            Judgement.objects.filter(pk__in=some).select_related("first", "second").order_by("pk")
        ):
            settle_likely(judgement.first, judgement.second)
