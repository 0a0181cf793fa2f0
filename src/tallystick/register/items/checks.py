"""Say where derived columns differ from what they are derived from: `tallystick register check` prints it."""

from collections.abc import Iterator
from typing import Final

from tallystick.register.items.history import chunks
from tallystick.register.items.likeness import put_keys
from tallystick.register.items.marks import folded
from tallystick.register.items.models import Item, Mark
from tallystick.register.items.standing import as_kept, derived

_AT_ONCE: Final = 2_000


def derived_breaks() -> Iterator[str]:
    """Go through every item and mark; a sentence for each whose derived columns are not what they must be."""
    for some in chunks(Item.objects.order_by("pk").iterator(_AT_ONCE), _AT_ONCE):
        for item, wanted in derived(some):
            if as_kept(item) != wanted:
                stands, said = _told(as_kept(item)), _told(wanted)
                yield f"items.item {item.pk}: {item.number} stands as {stands}, and its events say {said}"
            if not _keys_fit(item):
                yield f"items.item {item.pk}: {item.number} would not be found by its model, calibre or lot number"
    for mark in Mark.objects.order_by("pk").iterator(_AT_ONCE):
        fold = folded(mark.text)
        if (mark.folded, mark.turned) != (fold, fold[::-1]):
            yield f"items.mark {mark.pk}: {mark.text!r} would not be found by what is written on it"


def _keys_fit(item: Item) -> bool:
    kept = (item.model_key, item.calibre_key, item.lot_key)
    put_keys(item)
    return kept == (item.model_key, item.calibre_key, item.lot_key)


def _told(columns: tuple[object, ...]) -> str:
    return ", ".join("nothing" if value in (None, "") else str(value) for value in columns)
