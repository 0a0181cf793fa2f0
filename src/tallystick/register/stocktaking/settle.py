"""Settle what a count found to differ: by an event, with a reason, or by mending what was keyed."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.items.history import chunks
from tallystick.register.items.leaving import let_happen
from tallystick.register.items.models import Event, Item
from tallystick.register.items.record import Happened
from tallystick.register.items.ticking import CHANGED
from tallystick.register.ledger.operation import Operation
from tallystick.register.stocktaking.difference import Difference, compared
from tallystick.register.stocktaking.enter import check_open, seen_as
from tallystick.register.stocktaking.models import Count, Differs, How, Seen, Settlement
from tallystick.register.stocktaking.typed import Keyed
from tallystick.register.stocktaking.ways import check_way, kinds_that_fit, without_event


def settle_by_event(done: Operation, count: Count, difference: Difference, happened: Happened) -> Settlement:
    """Settle a difference by letting something happen to its item; a loss waits for the second person.

    Raises:
        ValidationError: it does not fit the difference or cannot have happened, somebody settled or entered something
            about it since `difference` was found, or the count is closed.
        LeaveRefusedError: of an export that its licence does not allow.
    """
    return settle_all_by_event(done, count, [(difference, happened)])[0]


def settle_all_by_event(
    done: Operation, count: Count, happenings: Sequence[tuple[Difference, Happened]]
) -> list[Settlement]:
    """Settle many differences at once by letting one kind of thing happen to their items: all of them or none.

    Raises:
        ValidationError, LeaveRefusedError: as `settle_by_event`, naming the item where there are several.
    """
    check_open(count)
    differences = [difference for difference, _happened in happenings]
    _unchanged(count, differences)
    items = {
        item.pk: item for some in chunks(_subjects(differences)) for item in Item.objects.filter(pk__in=some)
    }
    for one, happened in happenings:
        check_way(one.differs, happened.kind, kinds_that_fit(one.differs, items[one.subject].state))
    events = let_happen(done, [(items[one.subject], happened) for one, happened in happenings])
    settled = [
        _settlement(done, count, one, How.EVENT, happened.note, event)
        for (one, happened), event in zip(happenings, events, strict=True)
    ]
    done.save_all(settled)
    return settled


def _subjects(differences: Iterable[Difference]) -> list[UUID]:
    return [one.subject for one in differences]


def _unchanged(count: Count, differences: Iterable[Difference]) -> None:
    # asked inside the operation, while nobody else can write: of two who settle one thing the second is refused
    now = {one.subject: one for one in compared(count).differences}
    if any(now.get(one.subject) != one for one in differences):
        raise ValidationError(CHANGED)


def settle(done: Operation, count: Count, difference: Difference, how: How, reason: str) -> Settlement:
    """Settle a difference without an event: with a reason, or by mending what was keyed.

    Raises:
        ValidationError: no reason is given, the way does not fit the difference, somebody settled or entered something
            about it since `difference` was found, or the count is closed.
    """
    return settle_all(done, count, [difference], how, reason)[0]


def settle_all(
    done: Operation, count: Count, differences: Sequence[Difference], how: How, reason: str
) -> list[Settlement]:
    """Settle many differences at once without an event, as `settle` does: all of them or none.

    Raises:
        ValidationError: as `settle`.
    """
    check_open(count)
    if reason.strip() == "":
        raise ValidationError({"reason": _("Say why, so that the next reader understands it.")})
    _unchanged(count, differences)
    for difference in differences:
        check_way(difference.differs, how, without_event(difference.differs))
        _mend(done, count, difference, how, reason)
    settled = [_settlement(done, count, one, how, reason) for one in differences]
    done.save_all(settled)
    return settled


def _mend(done: Operation, count: Count, difference: Difference, how: How, reason: str) -> None:
    rows = Seen.objects.filter(count=count, is_withdrawn=False)
    about = difference.subject
    mine = rows.filter(pk=about) if difference.item is None else rows.filter(item=about)
    if how == How.KEYED_WRONGLY:
        # keyed twice keeps one; a thing keyed that is not there keeps none
        kept = 1 if difference.differs == Differs.TWICE else 0
        _withdraw(done, list(mine.order_by("entry", "pk"))[kept:], reason)
    elif how == How.FOUND_AFTER_ALL:
        _withdraw(done, list(mine.filter(is_there=False)), reason)
        if not mine.filter(is_there=True).exists():
            found = Keyed(difference.number, difference.number)
            done.save(seen_as(done, count, found, difference.item, is_there=True))


def identify(done: Operation, count: Count, difference: Difference, item: Item, reason: str) -> Settlement:
    """Say that a find is a registered item: from now on the count has seen that item.

    Raises:
        ValidationError: somebody settled or entered something about it since `difference` was found, or the count is
            closed.
    """
    check_open(count)
    _unchanged(count, [difference])
    find = Seen.objects.get(pk=difference.subject)
    _withdraw(done, [find], item.number)
    done.save(seen_as(done, count, Keyed(item.number, item.number, find.quantity), item.pk, is_there=True))
    return done.save(_settlement(done, count, difference, How.IDENTIFIED, reason))


def _withdraw(done: Operation, rows: list[Seen], because: str) -> None:
    for row in rows:
        row.is_withdrawn, row.withdrawn_because = True, because[:200]
        done.save(row)


def _settlement(
    done: Operation, count: Count, difference: Difference, how: How, reason: str, event: Event | None = None
) -> Settlement:
    return Settlement(
        count=count,
        differs=difference.differs,
        item_id=difference.item,
        seen_id=difference.seen if difference.item is None else None,
        how=how,
        event=event,
        reason=reason,
        settled_by=done.actor,
        settled_at=done.at,
    )
