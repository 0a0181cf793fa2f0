"""Sample objects of stores and counts, for the tests of every role and page, and for their own tests."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tallystick.register.items.models import EventKind, Item, ItemKind, Mark, MarkKind
from tallystick.register.items.record import Happened, register
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.enter import Entered, Entry, enter
from tallystick.register.stocktaking.expected import announce, give_seed_part
from tallystick.register.stocktaking.models import Count, CountKind, Swept
from tallystick.register.stores.models import KeyHolding, Service, Store
from tests.register.conftest import SmallState, rifle_of

DAY = date(2024, 5, 2)


def stocked(service: Service, store: Store, many: int, **columns: object) -> list[Item]:
    """Register so many more rifles in a store, with serial numbers R0, R1, …"""
    with operation("setter", "register items") as done:
        found = []
        for one in range(many):
            item, marks = rifle_of(service, f"R{one}", **columns)
            on = Happened(EventKind.REGISTERED, date(2024, 1, 10), store=store)
            found.append(register(done, item, marks, on))
        return found


def lot_of(service: Service, store: Store, rounds: int = 5000, year: int | None = 1984) -> Item:
    """Register one lot of ammunition."""
    item = Item(
        service=service,
        kind=ItemKind.AMMUNITION,
        category="-",
        make="Invented",
        model="ball",
        calibre="7.62 × 39 mm",
        lot_number="L-84",
        quantity=rounds,
        year=year,
    )
    with operation("setter", "register items") as done:
        marks = [Mark(kind=MarkKind.LOT, text="L-84")]
        return register(done, item, marks, Happened(EventKind.REGISTERED, date(2024, 1, 10), store=store))


def announced(store: Store, **columns: object) -> Count:
    """Announce a count of a store."""
    given: dict[str, object] = {"kind": CountKind.FULL, "counted_on": DAY, "team": "two sergeants"}
    with operation("announcer", "announce count") as done:
        return announce(done, Count(store=store, **(given | columns)), date(2024, 5, 1))


def sampled(store: Store, suspected: int = 1, **columns: object) -> Count:
    """Announce a count of a store by sample, not drawn yet."""
    plan = {"kind": CountKind.SAMPLE, "confidence_percent": Decimal(95), "sees_percent": Decimal(100)}
    return announced(store, suspected=suspected, **(plan | columns))


def drawn_by_two(count: Count) -> Count:
    """Give both parts of the seed."""
    for name, text in (("announcer", "3141592653"), ("inspector", "2718281828")):
        with operation(name, "give part of seed") as done:
            give_seed_part(done, Count.objects.get(pk=count.pk), text)
    return Count.objects.get(pk=count.pk)


def entered(count: Count, there: str = "", **rest: object) -> Entered:
    """Enter what was keyed."""
    with operation("keeper", "enter count") as done:
        return enter(done, count, Entry(there, **rest))  # type: ignore[arg-type]  # as a test names them


def _count(small: SmallState) -> dict[str, object]:
    return {"pk": announced(small.armoury).pk}


def _missing(small: SmallState) -> dict[str, object]:
    count = announced(small.armoury)
    entered(count, is_whole=True)
    return {"pk": count.pk, "subject": small.rifle.pk, "way": "explained"}


def _missing_many(small: SmallState) -> dict[str, object]:
    count = announced(small.armoury)
    entered(count, is_whole=True)
    return {"pk": count.pk, "differs": "missing", "way": "lost"}


def _swept(small: SmallState) -> dict[str, object]:
    entered(announced(small.armoury), is_whole=True)
    return {"pk": Swept.objects.get().pk}


def _key(small: SmallState) -> dict[str, object]:
    with operation("keeper", "hand over key") as done:
        key = KeyHolding(store=small.armoury, key="outer door", holder="Sgt 12", handed_over_on=DAY)
        return {"pk": done.save(key).pk}


def _lot(small: SmallState) -> dict[str, object]:
    return {"pk": lot_of(small.army, small.armoury).pk}


def _store(small: SmallState) -> dict[str, object]:
    return {"pk": small.armoury.pk}


SAMPLES: dict[str, Callable[[SmallState], dict[str, object]]] = {
    "service_change": lambda small: {"pk": small.army.pk},
    "site_change": lambda small: {"pk": small.barracks.pk},
    "store": _store,
    "store_change": _store,
    "key_hand_over": _store,
    "key_return": _key,
    "inspect": _store,
    "hand_over": _store,
    "count": _count,
    "count_seed": lambda small: {"pk": sampled(small.armoury).pk},
    "count_sheet": _count,
    "count_enter": _count,
    "count_find": _count,
    "count_settle": _missing,
    "count_settle_many": _missing_many,
    "count_close": _count,
    "sweep_withdraw": _swept,
    "lot": _lot,
    "surveillance_add": _lot,
}
