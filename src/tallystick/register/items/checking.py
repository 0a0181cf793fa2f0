"""Refuse what cannot have happened: on its day, and with what happened later."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME
from tallystick.register.files.models import Document
from tallystick.register.items.happenings import HAPPENINGS, RESTORING, TAKING
from tallystick.register.items.history import History, Told, counting
from tallystick.register.items.models import COUNTED, Event, EventKind, Item, ItemKind, State
from tallystick.register.items.standing import Standing, after, may_come_before, pool, unregistered
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


@dataclass(frozen=True, slots=True)
class Objection:
    """Why one event cannot have followed what was before it."""

    event: UUID
    about: str
    """The name of what is wrong: `kind`, `quantity`, `happened_on`."""
    sentence: str


def faults_in(item: Item, happened: Happened, *, today: date) -> dict[str, str]:
    """Say what is wrong with an event by itself, whatever happened to the item before and after.

    Returns:
        one sentence a fault, by the name of what is wrong.
    """
    faults: dict[str, str] = {}
    if happened.on > today:
        faults["happened_on"] = str(NOT_COME)
    elif item.year is not None and happened.on.year < item.year:
        faults["happened_on"] = _("By its year of manufacture the item was made only in %(year)s.") % {
            "year": item.year
        }
    for name in HAPPENINGS[happened.kind].asks:
        given = getattr(happened, name) if name in _COLUMNS else happened.details.get(name)
        if given in (None, ""):
            faults[name] = _("This is needed here.")
    if happened.kind == EventKind.EXPENDED and ItemKind(item.kind) not in COUNTED:
        # a weapon leaves the register by destruction or loss, which two persons answer for
        faults["kind"] = _("Each weapon is registered by itself: only parts and ammunition are counted.")
    if happened.quantity == 0:
        faults["quantity"] = _("Give a number from 1, or leave it empty.")
    if happened.store is not None and not happened.store.is_open:
        faults["store"] = _("This store is no longer in use.")
    return faults | _faults_of_correction(item, happened)


def _faults_of_correction(item: Item, happened: Happened) -> dict[str, str]:
    corrected = happened.corrects
    if corrected is None:
        if happened.kind == EventKind.WITHDRAWN:
            return {"kind": _("Say which entry is withdrawn.")}
        return {}
    if corrected.item_id != item.pk:
        return {"corrects": _("That entry is about another item.")}
    # without its registration an item would stand nowhere: the item itself is struck out
    is_first = corrected.kind == EventKind.REGISTERED
    if is_first != (happened.kind == EventKind.REGISTERED):
        return {
            "kind": _("A registration is corrected by a registration. To take the item out, strike it out.")
        }
    return {}


def check_fit(item: Item, history: History, new: Told, also: History = ()) -> None:
    """Refuse an event that cannot have happened between what happened before and after its day.

    What did not fit before it came is no fault of it.

    Args:
        item: to which it happened.
        history: what is known to have happened to it.
        new: the event.
        also: events that are entered with it, which are held against it and not refused here.

    Raises:
        ValidationError: with one sentence a fault, by the name of what is wrong.
    """
    known = {event.pk: event for event in history}
    _check_still_counts(new, history)
    before = {(one.event, one.about) for one in objections(item.quantity, counting(history))}
    there = [*(event for event in history if event.pk != new.pk), *also]
    left = {event.pk for event in also}
    fresh = [
        one
        for one in objections(item.quantity, counting([*there, new._replace(is_accepted=True)]))
        if (one.event, one.about) not in before and one.event not in left
    ]
    faults: dict[str, str] = {}
    for one in fresh:
        if one.event == new.pk:
            faults[one.about] = one.sentence
        else:
            faults.setdefault("happened_on", _later(known[one.event]))
    if len(faults) > 0:
        raise ValidationError(faults)


def _check_still_counts(new: Told, history: History) -> None:
    rivals = [
        event
        for event in history
        if event.corrects_id is not None and event.corrects_id == new.corrects_id and event.pk != new.pk
    ]
    if any(event.is_accepted is not False for event in rivals):
        raise ValidationError({"corrects": _("This entry was corrected already. Correct the correction.")})


def _later(event: Told) -> str:
    return _("“%(kind)s” of %(day)s was entered already, and could then not have happened.") % {
        "kind": EventKind(event.kind).label,
        "day": event.happened_on.isoformat(),
    }


def objections(quantity: int, events: Iterable[Told]) -> Iterator[Objection]:
    """Say of events in order which cannot have followed what was before them."""
    stands = unregistered(quantity)
    for event in events:
        for about, sentence in _against(stands, event):
            yield Objection(event.pk, about, sentence)
        stands = after(stands, event)


def _against(stands: Standing, event: Told) -> Iterator[tuple[str, str]]:
    kind = EventKind(event.kind)
    if kind == EventKind.REGISTERED:
        if stands.is_registered:
            yield "kind", _("The item was registered already.")
        return
    if not stands.is_registered and not may_come_before(kind):
        yield "happened_on", _("On this day the item was not yet registered.")
    elif not _can_come(stands, kind):
        yield (
            "kind",
            _("On that day the item stood as “%(state)s”, from which this cannot happen.")
            % {"state": State(stands.state).label},
        )
    elif kind == EventKind.IMPORTED and stands.is_imported:
        yield "kind", _("Its import was entered already.")
    elif event.quantity is not None or kind == EventKind.SPLIT:
        yield from _against_quantity(stands, kind, event.quantity or 0)


def _can_come(stands: Standing, kind: EventKind) -> bool:
    if stands.state in HAPPENINGS[kind].comes_from:
        return True
    # a part of a lot that was lost is found while the rest lies in its store
    return kind in RESTORING and stands.remaining > 0 and pool(stands, kind) > 0


def _against_quantity(stands: Standing, kind: EventKind, quantity: int) -> Iterator[tuple[str, str]]:
    there = pool(stands, kind)
    if kind == EventKind.SPLIT and not 0 < quantity < stands.remaining:
        yield (
            "quantity",
            _("%(remaining)s remain: take out at least one, and fewer than all.")
            % {"remaining": stands.remaining},
        )
    elif kind in TAKING and stands.remaining > 0:
        if quantity > stands.remaining:
            yield "quantity", _("Only %(remaining)s remain.") % {"remaining": stands.remaining}
    elif there > 0:
        if quantity > there:
            yield "quantity", _("Only %(missing)s are missing.") % {"missing": there}
    elif quantity != max(stands.remaining, stands.missing):
        yield "quantity", _("This happens to the whole of it: split the lot first.")
