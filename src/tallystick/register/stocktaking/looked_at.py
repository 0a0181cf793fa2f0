"""What the last surveillance found of lots, as items ask for it."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from tallystick.register.items.condition import Found
from tallystick.register.items.history import chunks
from tallystick.register.items.models import Item, ItemKind
from tallystick.register.stocktaking.models import Surveillance, SurveillanceResult

_UNFIT: Final = frozenset(
    {SurveillanceResult.REPAIR, SurveillanceResult.UNSERVICEABLE, SurveillanceResult.DANGEROUS}
)
"""Results after which rounds are not to be fired as they are."""
_TONES: Final = {SurveillanceResult.SERVICEABLE: "good", SurveillanceResult.DANGEROUS: "bad"}
_DEEPEST: Final = 100
"""Parts of parts that are walked up: rows from elsewhere may go round in a ring."""


def looked_at(items: Collection[Item]) -> dict[UUID, Found]:
    """Give what was last found of each lot; of a part that nobody looked at, what was found of the whole."""
    looks = _nearest({item.pk for item in items if item.kind == ItemKind.AMMUNITION})
    return {pk: _found(look) for pk, look in looks.items()}


def looks_of(lot: Item) -> QuerySet[Surveillance]:
    """Give every surveillance of a lot, the last first; of a part that nobody looked at, those of the whole."""
    nearest = _nearest({lot.pk}).get(lot.pk)
    return Surveillance.objects.filter(item=lot.pk if nearest is None else nearest.item_id)


def _nearest(lots: Collection[UUID]) -> dict[UUID, Surveillance]:
    """Find the last look at each lot, or else at the nearest whole that it was taken out of."""
    found: dict[UUID, Surveillance] = {}
    asked = {pk: pk for pk in lots}
    for _step in range(_DEEPEST):
        if len(asked) == 0:
            break
        last = _last(asked.values())
        found |= {lot: last[at] for lot, at in asked.items() if at in last}
        left = {lot: at for lot, at in asked.items() if at not in last}
        above = _wholes(left.values())
        asked = {lot: above[at] for lot, at in left.items() if at in above}
    return found


def _last(lots: Collection[UUID]) -> dict[UUID, Surveillance]:
    found: dict[UUID, Surveillance] = {}
    for some in chunks(sorted(set(lots))):
        # the last of several of one lot is written last
        rows = Surveillance.objects.filter(item__in=some).order_by("inspected_on", "entry")
        found |= {row.item_id: row for row in rows}
    return found


def _wholes(parts: Collection[UUID]) -> dict[UUID, UUID]:
    found: dict[UUID, UUID] = {}
    for some in chunks(sorted(set(parts))):
        rows = Item.objects.filter(pk__in=some).order_by().values_list("pk", "split_from")
        found |= {part: whole for part, whole in rows if whole is not None}
    return found


def _found(look: Surveillance) -> Found:
    result = SurveillanceResult(look.result)
    return Found(
        look.inspected_on, result.label, look.condition, result in _UNFIT, _TONES.get(result, "warning")
    )
