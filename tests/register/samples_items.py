"""Samples for the tests of every role and page."""

from collections.abc import Callable
from datetime import date

from tallystick.register.items.models import EventKind, ItemKind, Likely
from tallystick.register.items.record import Happened, happen, register_all
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState, rifle_of


def _item(small: SmallState) -> dict[str, object]:
    return {"pk": small.rifle.pk}


def _lost(small: SmallState) -> dict[str, object]:
    lost = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
    with operation("setter", "enter lost") as done:
        event = happen(done, small.rifle, lost)
    return {"pk": event.pk}


def _together(small: SmallState) -> dict[str, object]:
    lost = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
    with operation("setter", "enter lost") as done:
        return {"number": happen(done, small.rifle, lost).entry}


def _issued(small: SmallState) -> dict[str, object]:
    issued = Happened(EventKind.ISSUED, date(2024, 2, 1), holder="P-1")
    with operation("setter", "enter issued") as done:
        return {"pk": happen(done, small.rifle, issued).pk}


def _registration(small: SmallState) -> dict[str, object]:
    return {"pk": small.rifle.events.get().pk}


def _mark(small: SmallState) -> dict[str, object]:
    return {"pk": small.rifle.marks.get().pk}


def _lot(small: SmallState) -> dict[str, object]:
    item, marks = rifle_of(
        small.army, "L 7-78", kind=ItemKind.AMMUNITION, category="-", quantity=1000, lot_number="7-78"
    )
    first = Happened(EventKind.REGISTERED, date(2024, 1, 10), store=small.armoury)
    with operation("setter", "register item") as done:
        return {"pk": register_all(done, [(item, marks, first)])[0].pk}


def _pair(small: SmallState) -> dict[str, object]:
    first = Happened(EventKind.REGISTERED, date(2024, 1, 10), store=small.armoury)
    with operation("setter", "register item") as done:
        register_all(done, [(*rifle_of(small.army, "AB-1234"), first)])
    return {"pk": Likely.objects.get().pk}


SAMPLES: dict[str, Callable[[SmallState], dict[str, object]]] = {
    "item": _item,
    "edit_item": _item,
    "add_mark": _item,
    "add_picture": _item,
    "split_item": _lot,
    "happened": lambda small: {"pk": small.rifle.pk, "kind": "issued"},
    "withdraw_mark": _mark,
    "correct_event": _registration,
    "event_receipt": _issued,
    "store_list": lambda small: {"pk": small.armoury.pk},
    "decide_event": _lost,
    "decide_together": _together,
    "duplicate": _pair,
    "judge_duplicate": _pair,
}
