"""Enter what was counted, settle what differs, and close: what a count's pages write."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.items.history import chunks
from tallystick.register.items.leaving import let_happen
from tallystick.register.items.models import Event, Item
from tallystick.register.items.record import Happened
from tallystick.register.items.ticking import CHANGED
from tallystick.register.ledger.operation import Operation
from tallystick.register.stocktaking.by_serial import by_serial
from tallystick.register.stocktaking.difference import Comparison, Difference, compared
from tallystick.register.stocktaking.models import Closing, Count, Differs, How, Line, Seen, Settlement, Swept
from tallystick.register.stocktaking.typed import Keyed, Page, Refused, ranges, read
from tallystick.register.stocktaking.ways import check_way, kinds_that_fit, without_event


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person keyed or scanned from the sheets."""

    there: str = ""
    """Numbers of things that were seen, one a line; texts of pages' QR codes may stand among them."""
    not_there: str = ""
    """Numbers of things that were looked for and not seen."""
    gone_through: str = ""
    """Lines that were all looked for: `1-20, 41-60`."""
    is_whole: bool = False
    """Whether everything on the list was looked for."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was kept of it: numbers kept, those in no register, and what was refused of `there` and `not_there`.

    `undone` is what was keyed through the wrong keyboard, each with what it was read as.
    """

    kept: int
    unknown: tuple[str, ...]
    refused: tuple[Refused, ...]
    refused_not_there: tuple[Refused, ...]
    refused_ranges: tuple[Refused, ...]
    undone: tuple[tuple[str, str], ...]
    by_serial: tuple[tuple[str, str], ...]
    """Serial numbers, each with the only line of the list that it was taken for."""


def enter(done: Operation, count: Count, entry: Entry, *, cleared: Collection[str] = ()) -> Entered:
    """Keep what was keyed; what cannot be read is handed back, and the rest stands.

    Args:
        done: the operation.
        count: the count.
        entry: what was keyed.
        cleared: the handling marks whose lines may be found by a serial number; without any, none is.

    Raises:
        ValidationError: the count is closed, or its sample is not drawn yet.
    """
    _open(count)
    known = dict(Line.objects.filter(count=count).values_list("number", "item"))
    own = own_folder().settings
    there, not_there = (
        by_serial(count, read(text, own.party, own.code, lambda numbers: _there(numbers, count)), cleared)
        for text in (entry.there, entry.not_there)
    )
    keyed = [one for one in there if isinstance(one, Keyed)]
    absent = [one for one in not_there if isinstance(one, Keyed) and one.number in known]
    items = known | _elsewhere({one.number for one in keyed} - set(known))
    done.save_all([_seen(done, count, one, items.get(one.number), is_there=True) for one in keyed])
    done.save_all([_seen(done, count, one, items[one.number], is_there=False) for one in absent])
    gone_through = [
        one for one in (*ranges(entry.gone_through), *there, *not_there) if not isinstance(one, Keyed)
    ]
    wrong_ranges = _sweep(done, count, gone_through, is_whole=entry.is_whole)
    return Entered(
        len(keyed) + len(absent),
        tuple(one.number for one in keyed if one.number not in items),
        tuple(one for one in there if isinstance(one, Refused)),
        # what is on no list cannot be missing from it
        tuple(
            one if isinstance(one, Refused) else Refused(one.text) for one in not_there if one not in absent
        ),
        tuple(wrong_ranges),
        tuple(
            (one.text, one.meant)
            for one in (*there, *not_there)
            if not isinstance(one, Refused) and one.is_undone
        ),
        tuple((one.text, one.number) for one in (*keyed, *absent) if one.is_serial),
    )


def _there(numbers: Collection[str], count: Count) -> set[str]:
    found = Item.objects.filter(number__in=numbers).order_by().values_list("number", flat=True)
    return {*found, count.number} & set(numbers)


def _open(count: Count) -> None:
    if count.is_closed:
        raise ValidationError(_("This count is closed. Announce another one to count again."))
    if not count.is_drawn:
        raise ValidationError(
            _("The sample is not drawn yet: two people give their parts of the seed first.")
        )


def _elsewhere(numbers: set[str]) -> dict[str, UUID]:
    return dict(Item.objects.filter(number__in=numbers).values_list("number", "pk"))


def _seen(done: Operation, count: Count, keyed: Keyed, item: UUID | None, *, is_there: bool) -> Seen:
    # a number that is in no register is kept as it was keyed: the label is a find of its own
    return Seen(
        count=count,
        item_id=item,
        typed=keyed.number if item is None else keyed.text,
        is_there=is_there,
        quantity=keyed.quantity,
        entered_by=done.actor,
        entered_at=done.at,
    )


def _sweep(done: Operation, count: Count, found: list[Page | Refused], *, is_whole: bool) -> list[Refused]:
    last = count.lines_expected
    pages = [one for one in found if isinstance(one, Page)]
    right = [one for one in pages if one.count in {"", count.number} and one.last <= last]
    wrong = [Refused(one.text) for one in pages if one not in right]
    kept = [(one.first, one.last) for one in right] + ([(1, last)] if is_whole else [])
    done.save_all(
        [
            Swept(count=count, first=first, last=end, entered_by=done.actor, entered_at=done.at)
            for first, end in sorted(set(kept))
        ]
    )
    return wrong


def enter_find(done: Operation, count: Count, found: Seen) -> Seen:
    """Keep a thing that bore no number of the register, as it was described.

    Raises:
        ValidationError: as `enter`.
    """
    _open(count)
    found.count, found.entered_by, found.entered_at = count, done.actor, done.at
    return done.save(found)


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
    _open(count)
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
    _open(count)
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
            done.save(_seen(done, count, found, difference.item, is_there=True))


def identify(done: Operation, count: Count, difference: Difference, item: Item, reason: str) -> Settlement:
    """Say that a find is a registered item: from now on the count has seen that item.

    Raises:
        ValidationError: somebody settled or entered something about it since `difference` was found, or the count is
            closed.
    """
    _open(count)
    _unchanged(count, [difference])
    find = Seen.objects.get(pk=difference.subject)
    _withdraw(done, [find], item.number)
    done.save(_seen(done, count, Keyed(item.number, item.number, find.quantity), item.pk, is_there=True))
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


def close(done: Operation, count: Count, reason: str) -> Closing:
    """Close a count as the second person, with what it came to.

    Raises:
        ValidationError: the person announced, entered or settled something of it; or something is open, or was not
            looked for, and no reason is given.
    """
    if count.is_closed:
        raise ValidationError(_("This count is closed already."))
    if done.actor in _hands(count):
        raise ValidationError(_("Whoever announced, entered or settled a count cannot also close it."))
    came_to = compared(count) if count.is_drawn else Comparison(0, 0, 0)
    is_finished = count.is_drawn and came_to.is_finished
    if (not is_finished or came_to.open > 0) and reason.strip() == "":
        raise ValidationError(
            {"reason": _("Something was not looked for or is not settled. Say why it is closed.")}
        )
    return done.save(
        Closing(
            count=count,
            closed_by=done.actor,
            closed_at=done.at,
            is_finished=is_finished,
            summary=came_to.numbers(),
            reason=reason,
        )
    )


def _hands(count: Count) -> set[str]:
    """Name everybody who had a hand in what a count says."""
    entered = {
        name
        for rows in (count.seen, count.swept)
        for name in rows.order_by().values_list("entered_by", flat=True).distinct()
    }
    return entered | set(count.settlements.values_list("settled_by", flat=True)) | {count.announced_by}
