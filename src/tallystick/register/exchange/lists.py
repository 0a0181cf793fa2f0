"""Lists for people: items and what happened to them, as CSV or a workbook."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

from django.db.models import QuerySet

from tallystick.errors import UsageError
from tallystick.register.aside import written_aside
from tallystick.register.exchange.sheets import write_csv, write_xlsx
from tallystick.register.items.models import Event, Item
from tallystick.register.ledger.canonical import plain
from tallystick.register.ledger.operation import Actor, operation

_AT_ONCE: Final = 2_000
ITEMS: Final = (
    "number", "kind", "category", "make", "model", "calibre", "year", "country", "service", "quantity", "lot_number",
    "condition", "state", "store", "holder", "remaining", "happened_on", "marks", "handling", "note",
)  # fmt: skip
EVENTS: Final = (
    "item", "kind", "happened_on", "entered_at", "entered_by", "store", "holder", "party", "quantity", "details",
    "reference", "corrects", "decided", "note",
)  # fmt: skip
_WRITERS: Final[dict[str, Callable[[IO[bytes], Sequence[str], Any], int]]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
}


def item_rows(items: QuerySet[Item]) -> Iterator[list[object]]:
    """Give one row for each item, in the order of `ITEMS`; withdrawn marks are left out."""
    rows = items.select_related("service", "store").prefetch_related("marks").order_by("number")
    for item in rows.iterator(_AT_ONCE):
        marks = "; ".join(f"{mark.kind}: {mark.text}" for mark in item.marks.all() if not mark.is_withdrawn)
        given = {
            "service": item.service.name,
            "store": "" if item.store is None else item.store.code,
            "marks": marks,
        }
        yield [given[name] if name in given else plain(getattr(item, name)) for name in ITEMS]


def event_rows(events: QuerySet[Event]) -> Iterator[list[object]]:
    """Give one row for each event, in the order of `EVENTS`."""
    rows = events.select_related("item", "store", "decision").order_by(
        "happened_on", "entered_at", "step", "id"
    )
    for event in rows.iterator(_AT_ONCE):
        decision = getattr(event, "decision", None)
        decided = "" if decision is None else ("accepted" if decision.is_accepted else "refused")
        given: dict[str, object] = {
            "item": event.item.number,
            "store": "" if event.store is None else event.store.code,
            "details": "; ".join(f"{name}: {value}" for name, value in sorted(event.details.items())),
            "corrects": "" if event.corrects_id is None else str(event.corrects_id),
            "decided": decided,
        }
        yield [given[name] if name in given else plain(getattr(event, name)) for name in EVENTS]


def write_list(
    file: IO[bytes], ending: str, what: str, items: QuerySet[Item], events: QuerySet[Event]
) -> int:
    """Write one list; give how many rows.

    Args:
        file: where to.
        ending: `.csv` or `.xlsx`.
        what: `items` or `events`.
        items: those that the person may see.
        events: those that the person may see.

    Raises:
        UsageError: there is no list in that form.
    """
    if ending not in _WRITERS:
        raise UsageError(
            f"{ending or 'a name without an ending'} is no form of a list; write .csv, .xlsx or .zip"
        )
    headings, rows = (ITEMS, item_rows(items)) if what == "items" else (EVENTS, event_rows(events))
    return _WRITERS[ending](file, headings, rows)


def tell(actor: Actor | str, name: str, what: str) -> None:
    """Put in the log that a list was written out."""
    with operation(actor, "export") as done:
        done.tell("exchange.export", name, {"content": what})


def written_list(path: Path, what: str, actor: str) -> int:
    """Write one list of everything into a file, and put that in the log; give how many rows."""
    tell(actor, path.name, what)
    with written_aside(path) as file:
        return write_list(file, path.suffix, what, Item.objects.all(), Event.objects.all())
