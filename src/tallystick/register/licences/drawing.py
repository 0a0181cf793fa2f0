"""Draw on a licence by the events of items: one use a line, which says of each item which event drew how many."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from tallystick.register.items.checking import Happened
from tallystick.register.items.history import counting, histories, told
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import happen_all
from tallystick.register.items.standing import Standing, pool, standing
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.left import left_of
from tallystick.register.licences.models import Licence, LicenceLine, Use, UsedItem
from tallystick.register.licences.use import Said, Wanted, as_wanted, check_day, check_use, put_use


def draw(
    done: Operation,
    licence: Licence,
    items: Sequence[Item],
    happened: Happened,
    *,
    place: int | None = None,
    first_step: int = 0,
) -> list[Event]:
    """Let items cross the border under a licence, which is used at once.

    A correction that names the licence of what it corrects stands for it in that use.

    Args:
        done: the operation.
        licence: it lets goods go this way.
        items: of one transfer.
        happened: what happens to each.
        place: of the line of the licence; None finds the line that each item fits.
        first_step: as `happen_all` has it.

    Raises:
        UseRefusedError: as `check_use`.
        ValidationError: as `happen_all`.
    """
    happened = replace(happened, details={**happened.details, "licence": licence.number})
    present = None if happened.corrects is None else _drawn(happened.corrects)
    told_of_each = [(item, happened) for item in items]
    if present is not None and present.use.licence_id == licence.pk:
        _check_again(licence, present, happened)
        return happen_all(done, told_of_each, first_step=first_step)
    wanted = [wanted_of(item, happened, place) for item in items]
    lines = check_use(licence.number, wanted, happened.on)
    events = happen_all(done, told_of_each, first_step=first_step)
    tries = first_attempt(licence, wanted, happened)
    for line in sorted(set(lines), key=lambda one: one.place):
        drawn = [row for row in zip(lines, events, wanted, strict=True) if row[0] == line]
        _count(done, licence, line, [row[1:] for row in drawn], tries)
        # one of them tells of it
        tries = None
    return events


def first_attempt(licence: Licence, wanted: Sequence[Wanted], happened: Happened) -> Use | None:
    """Give the first attempt at a transfer that was refused: of the same document, day and count, not made good yet."""
    if len(wanted) == 0:
        return None
    total = sum(one.quantity for one in wanted)
    same = {"used_on": happened.on, "reference": happened.reference, "unit": wanted[0].unit}
    refused = licence.uses.filter(is_refused=True, quantity=total, **same).exclude(is_of_items=False)
    return (
        refused.filter(tries=None).exclude(tried_again__is_refused=False).order_by("entered_at", "pk").first()
    )


def wanted_of(item: Item, happened: Happened, place: int | None = None) -> Wanted:
    """Say what an event would draw of an item: as many as it says, or all that would go or come back."""
    wanted = as_wanted(item, place)
    if happened.quantity is not None:
        return replace(wanted, quantity=happened.quantity)
    if happened.corrects is None and (happened.kind == EventKind.EXPORTED or item.remaining == item.quantity):
        return wanted
    stands = _without(item, happened.corrects)
    abroad = pool(stands, happened.kind)
    return replace(wanted, quantity=abroad if abroad > 0 else stands.remaining)


def _without(item: Item, event: Event | None) -> Standing:
    # where the item stands; had an event not been, what it took or brought is there to go or come by its correction
    history = histories([item.pk])[item.pk]
    if event is not None:
        back = Event(item=item, kind=EventKind.WITHDRAWN, happened_on=event.happened_on, corrects=event)
        back.entered_at = timezone.now()
        history = [*history, told(back, is_accepted=True)]
    return standing(item.quantity, counting(history))


def _count(
    done: Operation,
    licence: Licence,
    line: LicenceLine,
    drawn: Sequence[tuple[Event, Wanted]],
    tries: Use | None,
) -> None:
    event = drawn[0][0]
    total = sum(wanted.quantity for _event, wanted in drawn)
    said = Said(event.happened_on, event.reference, tries=tries)
    use = put_use(done, licence, line, Wanted(total, line.unit), said)
    done.save_all(
        [UsedItem(use=use, item=one.item, event=one, quantity=wanted.quantity) for one, wanted in drawn]
    )


def _drawn(event: Event) -> UsedItem | None:
    # what an event, or the nearest before it of those that it corrects, drew on a licence
    passed: set[object] = set()
    present: Event | None = event
    while present is not None and present.pk not in passed:
        found = UsedItem.objects.filter(event=present).select_related("use__line", "item").first()
        if found is not None:
            return found
        passed.add(present.pk)
        present = present.corrects
    return None


def _check_again(licence: Licence, present: UsedItem, happened: Happened) -> None:
    check_day(licence, happened.on, left_of(licence))
    more = wanted_of(present.item, happened).quantity - present.quantity
    if more > 0 and present.use.line is not None:
        check_use(licence.number, [Wanted(more, present.use.unit, present.use.line.place)], happened.on)
