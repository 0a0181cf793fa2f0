"""Register items and let things happen to them: the only code that makes items and events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.items.checking import Happened, check_fit, faults_in
from tallystick.register.items.duplicates import note_likely
from tallystick.register.items.history import Told, asks_two, histories, told, waits_alike
from tallystick.register.items.likeness import put_keys
from tallystick.register.items.marks import put_folds
from tallystick.register.items.models import (
    COUNTED,
    Decision,
    Event,
    EventKind,
    Item,
    ItemKind,
    Mark,
    MarkKind,
)
from tallystick.register.items.numbers import next_numbers
from tallystick.register.items.standing import columns, put, put_standing, write
from tallystick.register.ledger.operation import Operation

__all__ = [
    "Happened",
    "add_mark",
    "check",
    "check_together",
    "decide",
    "decide_all",
    "describe",
    "happen",
    "happen_all",
    "happen_together",
    "register",
    "register_all",
    "split",
]

Fresh = tuple[Item, list[Mark], Happened]
"""An unsaved item, its unsaved marks, and its registration."""


def register(done: Operation, item: Item, marks: list[Mark], happened: Happened) -> Item:
    """Register one item with its marks: gives it its number, and its first event.

    Args:
        done: the operation.
        item: unsaved; its `number` is given here unless it has one.
        marks: unsaved, of this item.
        happened: of kind `registered`; with a store, that is where it lies.

    Raises:
        ValidationError: the registration lacks something, or more than one is registered of what is no lot.
    """
    return register_all(done, [(item, marks, happened)])[0]


def register_all(done: Operation, fresh: Iterable[Fresh]) -> list[Item]:
    """Register many items at once, as `register` does: some three thousand a second.

    Raises:
        ValidationError: as `register`; nothing is written then.
    """
    rows = list(fresh)
    today = timezone.localdate()
    for item, _marks, happened in rows:
        _check_registration(item, happened, today=today)
    unnumbered = [item for item, _marks, _happened in rows if item.number == ""]
    for item, number in zip(unnumbered, next_numbers(len(unnumbered)), strict=True):
        item.number = number
    events = [_event(item, happened, done.at, done.actor) for item, _marks, happened in rows]
    for (item, _marks, _happened), event in zip(rows, events, strict=True):
        put(item, columns(item.quantity, [told(event)]))
        put_keys(item)
    marks = [_marked(item, mark) for item, several, _happened in rows for mark in several]
    items = [item for item, _marks, _happened in rows]
    for written in (items, marks, events):
        done.save_all(written)
    note_likely(items)
    return items


def _check_registration(item: Item, happened: Happened, *, today: date) -> None:
    faults = faults_in(item, happened, today=today)
    if happened.kind != EventKind.REGISTERED:
        faults["kind"] = _("The first event of an item is its registration.")
    if item.quantity < 1:
        faults["quantity"] = _("Give a number from 1.")
    elif item.quantity != 1 and ItemKind(item.kind) not in COUNTED:
        faults["quantity"] = _("Each weapon is registered by itself: only parts and ammunition are counted.")
    if len(faults) > 0:
        raise ValidationError(faults)


def _event(item: Item, happened: Happened, at: datetime, by: str = "", step: int = 0) -> Event:
    return Event(
        item=item,
        kind=happened.kind,
        happened_on=happened.on,
        entered_at=at,
        entered_by=by,
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


def _marked(item: Item, mark: Mark) -> Mark:
    mark.item = item
    put_folds(mark)
    return mark


def add_mark(done: Operation, item: Item, mark: Mark) -> Mark:
    """Add one mark to an item, and note which items it may be the same as."""
    done.save(_marked(item, mark))
    note_likely([item])
    return mark


def describe(done: Operation, item: Item, *, seen: int | None = None) -> Item:
    """Keep what was changed of an item's descriptive columns.

    Args:
        done: the operation.
        item: the row with its new columns.
        seen: the entry at which the person saw the row.

    Raises:
        EditedMeanwhileError: another operation changed the row since then.
        ValidationError: a weapon would become something that is counted, or the other way round.
    """
    _check_kind(item)
    done.save(item, seen=seen)
    put_keys(item)
    keys = {"model_key": item.model_key, "calibre_key": item.calibre_key, "lot_key": item.lot_key}
    Item.objects.filter(pk=item.pk).update(**keys)
    note_likely([item])
    return item


def _check_kind(item: Item) -> None:
    # what is counted can be used up by one person: no weapon becomes such a thing by a new description
    before = Item.objects.values_list("kind", flat=True).get(pk=item.pk)
    if (ItemKind(before) in COUNTED) != (ItemKind(item.kind) in COUNTED):
        raise ValidationError(
            {"kind": _("Each weapon is registered by itself: only parts and ammunition are counted.")}
        )


def split(done: Operation, item: Item, quantity: int, *, happened: Happened) -> Item:
    """Take a part out of a lot as a lot of its own, in the same store.

    Args:
        done: the operation.
        item: the lot.
        quantity: how many are taken out; some must remain.
        happened: of kind `split`: day, document and note; its quantity is not looked at.

    Returns:
        the new lot, described as the old one.

    Raises:
        ValidationError: fewer remain, or the lot does not lie in a store.
    """
    happen(done, item, replace(happened, quantity=quantity))
    copied = {name: getattr(item, name) for name in Item.DESCRIBING}
    part = Item(**copied, quantity=quantity, split_from=item)
    first = replace(
        happened,
        kind=EventKind.REGISTERED,
        store=item.store,
        details={"split_from": item.number},
        quantity=None,
    )
    marks = [
        Mark(kind=mark.kind, text=mark.text, reading=mark.reading, place=mark.place)
        for mark in item.marks.filter(is_withdrawn=False)
    ]
    return register(done, part, marks, first)


def happen(done: Operation, item: Item, happened: Happened, *, step: int = 0) -> Event:
    """Let something happen to an item.

    One that needs a second person is kept, and changes nothing until `decide` accepts it. A mark that was applied is
    added to the item's marks.

    Raises:
        ValidationError: it cannot have happened on its day, something it asks is missing, or too much is taken.
    """
    return happen_all(done, [(item, happened)], first_step=step)[0]


def happen_all(
    done: Operation, happenings: Iterable[tuple[Item, Happened]], *, first_step: int = 0
) -> list[Event]:
    """Let many things happen at once; several of one item happen in the order given.

    Raises:
        ValidationError: as `happen`, naming the item where there are several; nothing is written then.
    """
    rows = list(happenings)
    known = histories({item.pk for item, _happened in rows})
    steps: defaultdict[UUID, int] = defaultdict(lambda: first_step)
    events: list[Event] = []
    today = timezone.localdate()
    for item, happened in rows:
        event = _event(item, happened, done.at, done.actor, steps[item.pk])
        steps[item.pk] += 1
        try:
            _check(item, happened, known[item.pk], told(event), today=today)
        except ValidationError as error:
            raise (error if len(rows) == 1 else _naming(item, error)) from error
        known[item.pk].append(told(event))
        events.append(event)
    _keep(done, rows, events, known)
    return events


def happen_together(done: Operation, item: Item, happenings: Sequence[Happened]) -> list[Event]:
    """Let several things happen to one item that fit only together: a seizure, and the release before its next issue.

    Raises:
        ValidationError: as `check_together`; nothing is written then.
    """
    events = [_event(item, happened, done.at, done.actor, step) for step, happened in enumerate(happenings)]
    history = _fitting(item, happenings, events, today=timezone.localdate())
    _keep(done, [(item, happened) for happened in happenings], events, {item.pk: history})
    return events


def _keep(
    done: Operation,
    rows: list[tuple[Item, Happened]],
    events: list[Event],
    known: dict[UUID, list[Told]],
) -> None:
    done.save_all(events)
    _add_marks(done, rows)
    _settle(_items_of(rows), known)


def _naming(item: Item, error: ValidationError) -> ValidationError:
    return ValidationError([f"{item.number}: {sentence}" for sentence in error.messages])


def _items_of(rows: Iterable[tuple[Item, Happened]]) -> list[Item]:
    return list({item.pk: item for item, _happened in rows}.values())


def _settle(items: Iterable[Item], known: dict[UUID, list[Told]]) -> None:
    settled = list(items)
    for item in settled:
        put_standing(item, known[item.pk])
    write(settled)


def _add_marks(done: Operation, rows: list[tuple[Item, Happened]]) -> None:
    applied = [
        (item, happened.details["mark"]) for item, happened in rows if happened.kind == EventKind.MARKED
    ]
    if len(applied) == 0:
        return
    there = set(
        Mark.objects.filter(item__in={item.pk for item, _text in applied}).values_list("item", "folded")
    )
    fresh = [_marked(item, Mark(kind=MarkKind.NATIONAL, text=text)) for item, text in applied]
    done.save_all([mark for mark in fresh if (mark.item_id, mark.folded) not in there])
    note_likely([item for item, _text in applied])


def check(item: Item, happened: Happened, *, today: date) -> None:
    """Refuse what cannot have happened, before it is entered.

    Raises:
        ValidationError: with one sentence a fault, by the name of what is wrong.
    """
    check_together(item, [happened], today=today)


def check_together(item: Item, happenings: Sequence[Happened], *, today: date) -> None:
    """Refuse things that cannot have happened to one item one after the other, before they are entered.

    Raises:
        ValidationError: as `check`, at the first that cannot.
    """
    now = timezone.now()
    events = [_event(item, happened, now, step=step) for step, happened in enumerate(happenings)]
    _fitting(item, happenings, events, today=today)


def _fitting(item: Item, happenings: Sequence[Happened], events: list[Event], *, today: date) -> list[Told]:
    """Check each of several events beside those entered with it; give the history with all of them."""
    history = histories([item.pk])[item.pk]
    for at, (happened, event) in enumerate(zip(happenings, events, strict=True)):
        _check(item, happened, history, told(event), [told(one) for one in events[at + 1 :]], today=today)
        history.append(told(event))
    return history


def _check(
    item: Item,
    happened: Happened,
    history: list[Told],
    event: Told,
    also: Sequence[Told] = (),
    *,
    today: date,
) -> None:
    faults = faults_in(item, happened, today=today)
    if len(faults) > 0:
        raise ValidationError(faults)
    if waits_alike(history, event, is_counted=ItemKind(item.kind) in COUNTED):
        raise ValidationError(
            _("The same waits for a second person already. Correct that entry if something in it is wrong.")
        )
    check_fit(item, history, event, also)


def decide(done: Operation, event: Event, *, accepts: bool, reason: str = "") -> Decision:
    """Decide as the second person on an event that needs one.

    Raises:
        ValidationError: the decider entered it, it needs nobody, was decided already, can no longer have happened, or
            a refusal has no reason.
    """
    return decide_all(done, [event], accepts=accepts, reason=reason)[0]


def decide_all(
    done: Operation, events: Iterable[Event], *, accepts: bool, reason: str = ""
) -> list[Decision]:
    """Decide on many events in one go, as `decide` does: all of them or none.

    Raises:
        ValidationError: as `decide`, naming the item where there are several.
    """
    rows = list(events)
    known = histories({event.item_id for event in rows})
    decisions = []
    for event in rows:
        try:
            _check_decision(done, event, known[event.item_id], accepts=accepts, reason=reason)
        except ValidationError as error:
            raise (error if len(rows) == 1 else _naming(event.item, error)) from error
        decisions.append(
            Decision(
                event=event, is_accepted=accepts, decided_by=done.actor, decided_at=done.at, reason=reason
            )
        )
        known[event.item_id] = [
            one._replace(is_accepted=accepts) if one.pk == event.pk else one for one in known[event.item_id]
        ]
    done.save_all(decisions)
    _settle({event.item_id: event.item for event in rows}.values(), known)
    return decisions


def _check_decision(
    done: Operation, event: Event, history: list[Told], *, accepts: bool, reason: str
) -> None:
    stands = next(one for one in history if one.pk == event.pk)
    if not asks_two(stands, {one.pk: one for one in history}):
        raise ValidationError(_("This event needs no second person."))
    if event.entered_by == done.actor:
        raise ValidationError(_("Whoever entered an event cannot also decide on it."))
    if stands.is_accepted is not None:
        raise ValidationError(_("This was decided already."))
    if not accepts and reason.strip() == "":
        raise ValidationError({"reason": _("Say why it is refused, so that the other person can answer.")})
    if accepts:
        _check_still_fits(event, history, stands)


def _check_still_fits(event: Event, history: list[Told], stands: Told) -> None:
    try:
        check_fit(event.item, history, stands)
    except ValidationError as error:
        changed = _("The item has changed since: this can no longer have happened to it.")
        raise ValidationError([changed, *error.messages]) from error
