"""Which items of the register one that is about to be registered may be: shown before anything is kept."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.comparing import may_be_one
from tallystick.register.items.duplicates import bearers, same_lot
from tallystick.register.items.likeness import key, put_keys
from tallystick.register.items.marks import put_folds
from tallystick.register.items.models import Item, Mark
from tallystick.register.items.search import Sought, find, is_readable

_MOST: Final = 20
"""Items that are shown: of a mark that fits more, too little was read to tell."""


def may_be(request: Asked, item: Item, marks: Sequence[Mark]) -> list[Item]:
    """Give the items that one not yet saved may be, of those the person may see, by number.

    They bear a mark that can be one of its marks, each as far as it could be read, on a like model; or its lot number.
    """
    put_keys(item)
    for mark in marks:
        put_folds(mark)
    ids = {mark.item_id for mark in bearers(marks, item.model_key)}
    if item.lot_key != "":
        ids |= {other.pk for other in same_lot(item)}
    ids |= {pk for mark in marks for pk in _as_far_as_read(request, item, mark)}
    seen = visible(request, Item.objects.filter(pk__in=list(ids)))
    return list(seen.select_related("store").order_by("number"))


def _as_far_as_read(request: Asked, item: Item, mark: Mark) -> Iterator[UUID]:
    if not is_readable(mark.text):
        return
    sought = Sought((mark.text,), item.make, item.model, item.calibre)
    for one in find(visible(request, Item.objects.all()), sought, limit=_MOST):
        kept = (other.text for other in one.item.marks.all() if not other.is_withdrawn)
        if _is_like(item.model, one.item.model) and any(may_be_one(mark.text, text) for text in kept):
            yield one.item.pk


def _is_like(model: str, other: str) -> bool:
    one, two = key(model), key(other)
    return one.startswith(two) or two.startswith(one)
