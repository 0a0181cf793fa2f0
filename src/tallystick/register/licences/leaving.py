"""Let items leave the country by the licence that their event names: no export is entered under none."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.models import User
from tallystick.register.items.checking import Happened
from tallystick.register.items.history import counting, histories, told
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import happen_all
from tallystick.register.items.standing import standing
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.licences.destined import check_party
from tallystick.register.licences.models import Kind, Licence, LicenceLine, UsedItem
from tallystick.register.licences.use import (
    Said,
    UseRefusedError,
    Wanted,
    as_wanted,
    check_day,
    check_use,
    check_waits,
    find_licence,
    keep_attempt,
    left_of,
    put_use,
)


def leave(done: Operation, items: Sequence[Item], happened: Happened) -> list[Event]:
    """Enter the export of items under the licence it names, which it uses at once; a second person then decides.

    A correction that names the licence of what it corrects stands for it in that use.

    Args:
        done: the operation.
        items: of one export.
        happened: of kind `exported`; with the number of the licence among its details.

    Raises:
        UseRefusedError: as `check_use` and `check_party`, or it is no licence to send goods out. Keep the attempt
            with `keep_refused`.
        ValidationError: as `happen_all`.
    """
    licence = find_licence(str(happened.details.get("licence", "")))
    if licence.kind == Kind.IMPORT:
        raise UseRefusedError(_("This is a licence to import."), licence)
    check_party(licence, happened.party, happened.note)
    happened = replace(happened, details={**happened.details, "licence": licence.number})
    present = None if happened.corrects is None else _drawn(happened.corrects)
    if present is not None and present.use.licence_id == licence.pk:
        _check_again(licence, present, happened)
        return happen_all(done, [(item, happened) for item in items])
    if happened.corrects is None:
        check_waits(items, licence)
    wanted = [_wanted(item, happened) for item in items]
    lines = check_use(licence.number, wanted, happened.on)
    events = happen_all(done, [(item, happened) for item in items])
    for line in sorted(set(lines), key=lambda one: one.place):
        drawn = [row for row in zip(lines, events, wanted, strict=True) if row[0] == line]
        _count(done, licence, line, [row[1:] for row in drawn])
    return events


def _wanted(item: Item, happened: Happened) -> Wanted:
    wanted = as_wanted(item)
    if happened.quantity is not None:
        return replace(wanted, quantity=happened.quantity)
    return (
        wanted if happened.corrects is None else replace(wanted, quantity=_without(item, happened.corrects))
    )


def _without(item: Item, event: Event) -> int:
    # how many there would be, had the event not been: what it took is there to leave by its correction
    back = Event(item=item, kind=EventKind.WITHDRAWN, happened_on=event.happened_on, corrects=event)
    back.entered_at = timezone.now()
    history = [*histories([item.pk])[item.pk], told(back, is_accepted=True)]
    return standing(item.quantity, counting(history)).remaining


def _count(
    done: Operation, licence: Licence, line: LicenceLine, drawn: Sequence[tuple[Event, Wanted]]
) -> None:
    event = drawn[0][0]
    total = sum(wanted.quantity for _event, wanted in drawn)
    use = put_use(done, licence, line, Wanted(total, line.unit), Said(event.happened_on, event.reference))
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
    more = _wanted(present.item, happened).quantity - present.quantity
    if more > 0 and present.use.line is not None:
        check_use(licence.number, [Wanted(more, present.use.unit, present.use.line.place)], happened.on)


def keep_refused(actor: User, error: UseRefusedError, items: Sequence[Item], happened: Happened) -> None:
    """Keep the attempt at an export that its licence did not allow, in an operation of its own."""
    if error.licence is None:
        return
    wanted = [_wanted(item, happened) for item in items]
    total = Wanted(sum(one.quantity for one in wanted), wanted[0].unit)
    with operation(actor, "refuse use of licence", document=happened.reference) as done:
        keep_attempt(done, error, total, Said(happened.on, happened.reference))
