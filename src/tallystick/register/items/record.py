"""Register items and let things happen to them: the only code that makes items and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.files.models import Document
from tallystick.register.items.happenings import HAPPENINGS, TAKING
from tallystick.register.items.marks import folded
from tallystick.register.items.models import Decision, Event, EventKind, Item, Mark, State
from tallystick.register.items.numbers import next_numbers
from tallystick.register.items.standing import settle
from tallystick.register.ledger.operation import Operation
from tallystick.register.stores.models import Store

_COLUMNS: Final = frozenset({"store", "holder", "party", "quantity"})
"""What an event keeps in columns of its own; the rest of what is asked goes into `details`."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What a person says happened."""

    kind: EventKind
    on: date
    store: Store | None = None
    holder: str = ""
    party: str = ""
    quantity: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None
    reference: str = ""
    corrects: Event | None = None
    note: str = ""


def register(done: Operation, item: Item, marks: list[Mark], happened: Happened) -> Item:
    """Register one item with its marks: gives it its number, and its first event.

    Args:
        done: the operation.
        item: unsaved; its `number` is given here unless it has one.
        marks: unsaved, of this item.
        happened: of kind `registered`; with a store, that is where it lies.
    """
    if item.number == "":
        item.number = next_numbers(1)[0]
    item.remaining = item.quantity
    done.save(item)
    for mark in marks:
        add_mark(done, item, mark)
    happen(done, item, happened)
    return item


def add_mark(done: Operation, item: Item, mark: Mark) -> Mark:
    """Add one mark to an item."""
    mark.item = item
    mark.folded = folded(mark.text)
    return done.save(mark)


def happen(done: Operation, item: Item, happened: Happened, *, step: int = 0) -> Event:
    """Let something happen to an item.

    One that needs a second person is kept, and changes nothing until `decide` accepts it.

    Raises:
        ValidationError: it cannot happen in this state, something it asks is missing, or it takes more than remains.
    """
    check(item, happened, today=timezone.localdate())
    event = Event(
        item=item,
        kind=happened.kind,
        happened_on=happened.on,
        entered_at=done.at,
        entered_by=done.actor,
        step=step,
        document=happened.document,
        reference=happened.reference,
        store=happened.store,
        holder=happened.holder,
        party=happened.party,
        quantity=happened.quantity,
        details=dict(happened.details),
        corrects=happened.corrects,
        note=happened.note,
    )
    done.save(event)
    if not HAPPENINGS[happened.kind].second_person:
        settle(item)
    return event


def check(item: Item, happened: Happened, *, today: date) -> None:
    """Refuse what cannot have happened.

    Raises:
        ValidationError: with one sentence a fault, by the name of what is wrong.
    """
    happening = HAPPENINGS[happened.kind]
    faults: dict[str, str] = {}
    if happened.on > today:
        faults["happened_on"] = _("This day has not come yet. Enter the day on which it happened.")
    is_first = happened.kind == EventKind.REGISTERED
    if not is_first and happened.corrects is None and State(item.state) not in happening.comes_from:
        faults["kind"] = _("The item stands as “%(state)s”, from which this cannot happen.") % {
            "state": item.get_state_display()
        }
    for name in happening.asks:
        given = getattr(happened, name) if name in _COLUMNS else happened.details.get(name)
        if given in (None, ""):
            faults[name] = _("This is needed here.")
    if happened.kind in TAKING and happened.quantity is not None and happened.quantity > item.remaining:
        faults["quantity"] = _("Only %(remaining)s remain.") % {"remaining": item.remaining}
    if happened.store is not None and not happened.store.is_open:
        faults["store"] = _("This store is no longer in use.")
    if len(faults) > 0:
        raise ValidationError(faults)


def decide(done: Operation, event: Event, *, accepts: bool, reason: str = "") -> Decision:
    """Decide as the second person on an event that needs one.

    Raises:
        ValidationError: the decider entered it, it needs nobody, was decided already, or a refusal has no reason.
    """
    if not HAPPENINGS[EventKind(event.kind)].second_person:
        raise ValidationError(_("This event needs no second person."))
    if event.entered_by == done.actor:
        raise ValidationError(_("Whoever entered an event cannot also decide on it."))
    if Decision.objects.filter(event=event).exists():
        raise ValidationError(_("This was decided already."))
    if not accepts and reason.strip() == "":
        raise ValidationError({"reason": _("Say why it is refused, so that the other person can answer.")})
    if accepts:
        stands = HAPPENINGS[EventKind(event.kind)]
        if event.corrects_id is None and State(event.item.state) not in stands.comes_from:
            raise ValidationError(_("The item has changed since: this can no longer have happened to it."))
    decision = Decision(
        event=event, is_accepted=accepts, decided_by=done.actor, decided_at=done.at, reason=reason
    )
    done.save(decision)
    if accepts:
        settle(event.item)
    return decision
