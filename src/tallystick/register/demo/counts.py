"""Stock-takings: one closed with its differences settled, one under way, one by a sample drawn by two people."""

from decimal import Decimal
from typing import Final

from tallystick.register.demo.scene import Scene
from tallystick.register.items.holdings import entries_in, lying_in
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.close import close
from tallystick.register.stocktaking.difference import compared
from tallystick.register.stocktaking.enter import Entry, enter, enter_find
from tallystick.register.stocktaking.expected import announce, give_seed_part
from tallystick.register.stocktaking.models import Count, CountKind, Differs, How, Seen
from tallystick.register.stocktaking.settle import settle, settle_by_event
from tallystick.register.stores.models import Store

_LEAST: Final = 8
"""Entries that a store must have to be worth counting here."""
_MISSING: Final = 2


def make_counts(scene: Scene) -> None:
    """Take stock of three stores: the smallest wholly, a middling one in part, the largest by sample."""
    many = entries_in([store.pk for store in scene.stores])
    worth = sorted(
        (store for store in scene.stores if many.get(store.pk, 0) >= _LEAST),
        key=lambda store: (many[store.pk], store.code),
    )
    if len(worth) < 3:  # noqa: PLR2004  # one store a count
        return
    army = [store for store in worth[1:-1] if store.site.service.name == "Army"]
    _closed(scene, worth[0], worth[1])
    _under_way(scene, (army or worth[1:])[0])
    _by_sample(scene, worth[-1])


def _announced(scene: Scene, count: Count, team: str) -> Count:
    count.counted_on, count.team = scene.today, team
    with operation("authority", "announce count", document="order of the day") as done:
        return announce(done, count, scene.today)


def _closed(scene: Scene, store: Store, other: Store) -> None:
    count = _announced(scene, Count(store=store, kind=CountKind.FULL), "two officers of the authority")
    numbers = list(count.lines.values_list("number", flat=True))
    stranger = _first(other)
    keyed = [*numbers[:-_MISSING], stranger.number]
    with operation("keeper", "enter count", document=count.number) as done:
        enter(done, count, Entry("\n".join(keyed), is_whole=True))
    for one in compared(count).differences:
        with operation("keeper", "settle difference", document=count.number) as done:
            if one.differs == Differs.ELSEWHERE:
                note = "It was moved, and nobody wrote it down."
                happened = Happened(
                    EventKind.MOVED, scene.today, store=store, reference=count.number, note=note
                )
                settle_by_event(done, count, one, happened)
            elif one.differs == Differs.MISSING:
                settle(
                    done, count, one, How.FOUND_AFTER_ALL, "It lay with the armourer; voucher 12 was shown."
                )
    with operation("approver", "close count", document=count.number) as done:
        close(done, count, "")


def _first(store: Store) -> Item:
    return lying_in(store).order_by("number")[0]


def _under_way(scene: Scene, store: Store) -> None:
    """Leave a count with two thirds gone through: some are missing, one weapon bears a number of no register."""
    count = _announced(scene, Count(store=store, kind=CountKind.FULL, is_blind=True), "two sergeants")
    lines = list(count.lines.order_by("place").values_list("place", "number"))
    upto = max(1, len(lines) * 2 // 3)
    seen = [number for place, number in lines if place <= upto - _MISSING]
    with operation("keeper", "enter count", document=count.number) as done:
        enter(done, count, Entry("\n".join(seen), gone_through=f"1-{upto}"))
    find = Seen(described="Rifle, Type 56, no label", mark="?8847", is_there=True)
    with operation("keeper", "enter find", document=count.number) as done:
        enter_find(done, count, find)


def _by_sample(scene: Scene, store: Store) -> None:
    many = lying_in(store).count()
    sample = Count(
        store=store,
        kind=CountKind.SAMPLE,
        suspected=max(1, many // 20),
        confidence_percent=Decimal(95),
        sees_percent=Decimal(100),
    )
    count = _announced(scene, sample, "the visiting inspector")
    for person, text in (("authority", "31415926"), ("approver-2", "27182818")):
        with operation(person, "give part of seed", document=count.number) as done:
            give_seed_part(done, Count.objects.get(pk=count.pk), text)
