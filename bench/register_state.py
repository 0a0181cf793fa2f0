"""A register of a million items and five million events, for the bench: written straight into the tables.

The rows are what operations would have written, but no entry of the chain tells of them: sealing six million rows is
not what pages wait for, and would take an hour. So `check` is measured on the demonstration, whose chain is whole.

Ids go up in the order of entering, as they do in no register; a page asks for few of them, far apart, either way.
Indexes are taken away while rows are put in, and made again: what stands afterwards is the same.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from tallystick.register.demo.places import make_places
from tallystick.register.demo.scene import Scene
from tallystick.register.folder import own_folder
from tallystick.register.items.likeness import calibre_key, key
from tallystick.register.items.marks import folded
from tallystick.register.items.models import Decision, Event, EventKind, Item, ItemKind, Mark, State
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.numbers import written
from tallystick.register.stores.models import Service, Site, Store

SEED: Final = 5
ITEMS: Final = 1_000_000
EVENTS_EACH: Final = 5
"""Registered, and four more."""
SITES: Final = 200
MODELS: Final = (
    ("Izhmash", "AKM", "7.62 × 39 mm", "SA4"),
    ("Norinco", "Type 56", "7.62 × 39 mm", "SA4"),
    ("FN Herstal", "FAL", "7.62 × 51 mm", "SA4"),
    ("Heckler & Koch", "G3", "7.62 × 51 mm", "SA4"),
    ("FN Herstal", "Browning HP", "9 × 19 mm", "SA1"),
    ("Glock", "17", "9 × 19 mm", "SA1"),
)
TRADED: Final = 250
"""One item in so many was exported, and one imported."""
BEGIN: Final = date(2015, 1, 5)
"""The first registration; each later event of an item comes some two years after the one before."""
REPORTED: Final = 2023
"""The year in which most of the exports happened: the annual report is about it."""
_STEP: Final = timedelta(days=730)
_SPREAD: Final = 360
"""Days over which the items of one step are spread."""
_AT_ONCE: Final = 20_000
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Places of the million, and the entry that its rows name."""

    stores: list[tuple[str, str]]
    """Of each store, its id and its service's, as hexadecimal digits."""
    entry: int


def made(items: int) -> None:
    """Put so many items with their marks, events and decisions into the register that is open."""
    where = _places()
    put(Item, _items(where, items), ITEM_COLUMNS)
    put(Mark, _marks(where, items), MARK_COLUMNS)
    put(Event, _events(where, items), EVENT_COLUMNS)
    put(Decision, _decisions(where, items), DECISION_COLUMNS)
    if connection.vendor == "postgresql":
        # what its own housekeeping does some minutes later; SQLite has none, and pages are fast without
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _places() -> Made:
    scene = Scene(timezone.localdate())
    make_places(scene)
    large = [
        service for service in Service.objects.order_by("name") if service.name in {"Army", "National Police"}
    ]
    stores = []
    with operation("bench", "set up services and stores") as done:
        for number in range(SITES):
            service = large[number % len(large)]
            site = done.save(Site(name=f"Site {number:03d}", service=service))
            for room in ("A", "M"):
                store = done.save(
                    Store(code=f"B{number:03d}-{room}", name=f"Room {room}", site=site, capacity=6_000)
                )
                stores.append((store.pk.hex, service.pk.hex))
    return Made(stores, Entry.objects.order_by("-number").values_list("number", flat=True)[0])


def _id(kind: int, number: int) -> str:
    """Give the id of the n-th row of a kind: as long as any, and in order."""
    return UUID(int=(kind << 120) | (number << 40) | (number * 2_654_435_761 % (1 << 40))).hex


_ITEM, _MARK, _EVENT, _DECISION = 1, 2, 3, 4
ITEM_COLUMNS: Final = (
    "id", "number", "make", "model", "calibre", "category", "year", "service_id", "store_id", "state", "happened_on",
    "model_key", "calibre_key", "holder", "remaining",
)  # fmt: skip


def _items(where: Made, many: int) -> Iterator[Row]:
    own = own_folder().settings
    dice = random.Random(SEED)  # noqa: S311  # invention, no secret
    keys = [(key(model), calibre_key(calibre)) for _, model, calibre, _ in MODELS]
    for number in range(many):
        of = dice.randrange(len(MODELS))
        make, model, calibre, category = MODELS[of]
        store, service = where.stores[_store_of(number, EVENTS_EACH - 1, where)]
        state = _state(number)
        yield (
            _id(_ITEM, number), written(number + 1, own.party, own.code), make, model, calibre, category,
            str(1960 + number % 60), service, None if state == State.EXPORTED else store, state,
            _day(number, EVENTS_EACH - 1), *keys[of], _holder(number) if state == State.ISSUED else "",
            "0" if state == State.EXPORTED else "1",
        )  # fmt: skip


def _state(number: int) -> State:
    if number % TRADED == 0:
        return State.EXPORTED
    return State.ISSUED if number % 10 == 1 else State.IN_STORE


def _holder(number: int) -> str:
    return f"number {number % 9000 + 1000}"


def _store_of(number: int, step: int, where: Made) -> int:
    """Give the place of an item's store after a step: it stays with its service, whose stores lie four apart."""
    pair = number % len(where.stores)
    return (pair + 4 * (step // 3)) % len(where.stores)


def _day(number: int, step: int) -> str:
    return (BEGIN + step * _STEP + timedelta(days=number * 7 % _SPREAD)).isoformat()


def serial(number: int) -> str:
    """Give the manufacturer's mark of the n-th item: scattered over the alphabet and seven digits."""
    mixed = number * 7_919 % 10_000_019
    return f"{'ABEHKMNPRTX'[number % 11]}{'CFJUVWY'[number % 7]}{mixed:07d}"


MARK_COLUMNS: Final = ("id", "item_id", "kind", "text", "folded", "turned", "place")


def _marks(_where: Made, many: int) -> Iterator[Row]:
    for number in range(many):
        text = serial(number)
        fold = folded(text)
        yield _id(_MARK, 2 * number), _id(_ITEM, number), "manufacturer", text, fold, fold[::-1], "receiver"
        if number % 4 == 0:
            text = f"QMU{number % 100:02d}{number:07d}"
            fold = folded(text)
            yield _id(_MARK, 2 * number + 1), _id(_ITEM, number), "import", text, fold, fold[::-1], "barrel"


EVENT_COLUMNS: Final = (
    "id",
    "item_id",
    "kind",
    "happened_on",
    "store_id",
    "holder",
    "party",
    "reference",
    "details",
)


def _events(where: Made, many: int) -> Iterator[Row]:
    """Give events in the order in which they were entered: those of one item lie far apart."""
    for step in range(EVENTS_EACH):
        for number in range(many):
            kind, has_store, holder, party, details = _told(number, step)
            store = where.stores[_store_of(number, step, where)][0] if has_store else None
            yield (
                _id(_EVENT, step * many + number), _id(_ITEM, number), kind, _day(number, step), store, holder, party,
                f"sheet {number // 500}", details,
            )  # fmt: skip


def _told(number: int, step: int) -> tuple[str, bool, str, str, str]:
    if step == 1 and number % TRADED == 1:
        return EventKind.IMPORTED, True, "", "QOL", '{"licence": "IMP-1"}'
    if step == EVENTS_EACH - 1 and number % TRADED == 0:
        return EventKind.EXPORTED, False, "", "QOR", '{"licence": "EXP-1"}'
    if step == EVENTS_EACH - 1 and _state(number) == State.ISSUED:
        return EventKind.ISSUED, False, _holder(number), "", "{}"
    kind = (EventKind.REGISTERED, EventKind.ISSUED, EventKind.RETURNED, EventKind.MOVED, EventKind.MOVED)[
        step
    ]
    return kind, kind != EventKind.ISSUED, "number 7" if kind == EventKind.ISSUED else "", "", "{}"


DECISION_COLUMNS: Final = ("id", "event_id")


def _decisions(_where: Made, many: int) -> Iterator[Row]:
    for number in range(0, many, TRADED):
        yield _id(_DECISION, number), _id(_EVENT, (EVENTS_EACH - 1) * many + number)


def put(model: type[models.Model], rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Put rows into a table, by the columns that are told; the others hold what a new row of the model holds."""
    table, rest = model._meta.db_table, _others(model, columns)  # noqa: SLF001  # as Django lets tables be read
    names = [*columns, *rest]
    again = _without_indexes(table)
    whole = ((*row, *rest.values()) for row in rows)
    with transaction.atomic():
        while len(some := list(islice(whole, _AT_ONCE))) > 0:
            _written(table, names, some)
    with connection.cursor() as cursor:
        for statement in again:
            cursor.execute(statement)


def _others(model: type[models.Model], columns: Sequence[str]) -> dict[str, str | None]:
    entry = Entry.objects.order_by("-number").values_list("number", flat=True)[0]
    given: dict[str, Any] = {
        "entry": entry, "kind": ItemKind.SMALL_ARM, "country": "BEL", "condition": "good", "entered_by": "bench",
        "entered_at": "2024-01-01 00:00:00", "decided_by": "approver", "decided_at": "2024-01-01 00:00:00",
        "is_accepted": True, "quantity": 1 if model is Item else None,
    }  # fmt: skip
    found: dict[str, str | None] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001  # as above
        if field.column is None or field.column in columns:
            continue
        value = given[field.name] if field.name in given else field.get_default()
        plain = int(value) if isinstance(value, bool) else value
        found[str(field.column)] = None if plain is None else "{}" if plain == {} else str(plain)
    return found


def _written(table: str, names: Sequence[str], rows: list[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                copy.write(
                    "".join("\t".join("\\N" if cell is None else cell for cell in row) + "\n" for row in rows)
                )
        else:
            cells = ", ".join(["%s"] * len(names))
            # names of tables and columns of this program
            cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({cells})", rows)  # noqa: S608


def _without_indexes(table: str) -> list[str]:
    """Take a table's indexes away, but for those that a key or a unique column needs; give what makes them again."""
    ask = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
        "postgresql": (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)"
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(ask[connection.vendor], [table])
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        if connection.vendor == "postgresql":
            # foreign keys are looked up for every row otherwise; the rows are known to fit
            cursor.execute("SET session_replication_role = replica")
    return [sql.replace("%", "%%") for _, sql in found]
