"""What lies in stores, as the register has it: counted by the database, since a depot holds more than a page reads."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Func, IntegerField, OuterRef, QuerySet, Subquery, Sum

from tallystick.register.items.likeness import calibre_key, key
from tallystick.register.items.models import Item, ItemKind, State
from tallystick.register.stores.models import Store

PRESENT: Final = (State.IN_STORE, State.SEIZED, State.DEACTIVATED)
"""States in which a thing lies in the store that its row names. An issued one keeps the store it was issued from."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What lies there of one model: how many entries, and how many pieces or rounds these are."""

    kind: ItemKind
    make: str
    model: str
    calibre: str
    entries: int
    pieces: int

    @property
    def described(self) -> str:
        """Say make, model and calibre in one line."""
        return " ".join(part for part in (self.make, self.model, self.calibre) if part != "")


def lying_in(store: Store) -> QuerySet[Item]:
    """Give the items that lie in a store."""
    return Item.objects.filter(store=store, state__in=PRESENT)


def holdings(store: Store, handlings: Collection[str]) -> list[Holding]:
    """Sum up what lies in a store by kind and model.

    Args:
        store: the store.
        handlings: the handling marks that the reader may see; entries under others are left out (`withheld`).
    """
    rows = (
        lying_in(store)
        .filter(handling__in=handlings)
        .values_list("kind", "make", "model", "calibre")
        .annotate(entries=Count("pk"), pieces=Sum("remaining"))
        .order_by("kind", "make", "model", "calibre")
    )
    return _put_together([Holding(ItemKind(kind), *rest) for kind, *rest in rows])


def _put_together(lines: list[Holding]) -> list[Holding]:
    """Make one line of those that differ by how they are written alone, written as most of their entries are."""
    alike: dict[tuple[str, ...], list[Holding]] = {}
    for line in lines:
        same = (line.kind, key(line.make), key(line.model), calibre_key(line.calibre))
        alike.setdefault(same, []).append(line)
    return [
        replace(
            max(some, key=lambda line: line.entries),
            entries=sum(line.entries for line in some),
            pieces=sum(line.pieces for line in some),
        )
        for some in alike.values()
    ]


def withheld(store: Store, handlings: Collection[str]) -> int:
    """Count the entries in a store that the reader may not see."""
    return lying_in(store).exclude(handling__in=handlings).count()


def entries_in(stores: Collection[UUID]) -> dict[UUID, int]:
    """Count the entries in each of some stores; one that is empty is not named."""
    rows: Any = with_entries(Store.objects.filter(pk__in=stores))
    return dict(rows.filter(entries__gt=0).values_list("pk", "entries"))


def with_entries(stores: QuerySet[Store]) -> QuerySet[Store]:
    """Add to each store how many entries lie in it: `entries`."""
    # each store by itself and every row alike: an index of store and state answers that, and nothing is sorted or read;
    # Django's own count would group the rows, which takes twice as long
    many = Func(function="COUNT", template="%(function)s(*)", output_field=IntegerField())
    there = Item.objects.filter(store=OuterRef("pk"), state__in=PRESENT).order_by()
    return stores.annotate(entries=Subquery(there.annotate(many=many).values("many")))


def fill(entries: int, capacity: int | None) -> int | None:
    """Say how full a store is, in whole per cent rounded up, so that 101 is over; None where it has no capacity."""
    return None if capacity in (None, 0) else -(-100 * entries // capacity)
