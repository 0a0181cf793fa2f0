"""Enter what was counted: what was keyed or scanned from the sheets, and finds."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import Operation
from tallystick.register.stocktaking.by_serial import by_serial
from tallystick.register.stocktaking.difference import Comparison, compared
from tallystick.register.stocktaking.models import Count, Differs, Line, Seen, Swept
from tallystick.register.stocktaking.typed import Keyed, Page, Refused, ranges, read


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
class Reached:
    """How many lines are looked for now, of how many, and how many became missing by what was entered."""

    looked_for: int
    expected: int
    missing: int


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
    swept: Reached | None = None
    """What the count came to by lines that were gone through; None where none were entered."""
    held: tuple[str, ...] = ()
    """Lines that were gone through, not kept before what could not be read of `there` is mended."""
    is_whole_held: bool = False
    """Whether it was said of the whole list, and is not kept for the same reason."""


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
    check_open(count)
    before = _missing(compared(count)) if entry.is_whole or entry.gone_through.strip() != "" else None
    known = dict(Line.objects.filter(count=count).values_list("number", "item"))
    own = own_folder().settings
    there, not_there = (
        by_serial(count, read(text, own.party, own.code, lambda numbers: _there(numbers, count)), cleared)
        for text in (entry.there, entry.not_there)
    )
    keyed = [one for one in there if isinstance(one, Keyed)]
    absent = [one for one in not_there if isinstance(one, Keyed) and one.number in known]
    items = known | _elsewhere({one.number for one in keyed} - set(known))
    done.save_all([seen_as(done, count, one, items.get(one.number), is_there=True) for one in keyed])
    done.save_all([seen_as(done, count, one, items[one.number], is_there=False) for one in absent])
    gone_through = [
        one for one in (*ranges(entry.gone_through), *there, *not_there) if not isinstance(one, Keyed)
    ]
    # whatever could not be read may be one of the lines: none is said to be missing before it is mended
    is_held = any(isinstance(one, Refused) for one in there)
    held = [_as_typed(one) for one in gone_through if isinstance(one, Page)] if is_held else []
    if is_held:
        gone_through = [one for one in gone_through if isinstance(one, Refused)]
    is_whole = entry.is_whole and not is_held
    wrong_ranges = _sweep(done, count, gone_through, is_whole=is_whole)
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
        None if before is None or is_held else _reached(count, before),
        tuple(held),
        is_whole_held=entry.is_whole and is_held,
    )


def _as_typed(page: Page) -> str:
    return page.meant if page.is_undone else page.text


def _missing(came_to: Comparison) -> int:
    return sum(one.differs == Differs.MISSING for one in came_to.differences)


def _reached(count: Count, before: int) -> Reached:
    came_to = compared(count)
    return Reached(came_to.looked_for, came_to.expected, _missing(came_to) - before)


def _there(numbers: Collection[str], count: Count) -> set[str]:
    found = Item.objects.filter(number__in=numbers).order_by().values_list("number", flat=True)
    return {*found, count.number} & set(numbers)


def check_open(count: Count) -> None:
    """Refuse to write about a count that is closed, or whose sample is not drawn.

    Raises:
        ValidationError: it is.
    """
    if count.is_closed:
        raise ValidationError(_("This count is closed. Announce another one to count again."))
    if not count.is_drawn:
        raise ValidationError(
            _("The sample is not drawn yet: two people give their parts of the seed first.")
        )


def _elsewhere(numbers: set[str]) -> dict[str, UUID]:
    return dict(Item.objects.filter(number__in=numbers).values_list("number", "pk"))


def seen_as(done: Operation, count: Count, keyed: Keyed, item: UUID | None, *, is_there: bool) -> Seen:
    """Give the row of one thing that was keyed, unsaved."""
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
    check_open(count)
    found.count, found.entered_by, found.entered_at = count, done.actor, done.at
    return done.save(found)
