"""Take a serial number keyed from a sheet for the line of the list that it stands on, where that is one alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from tallystick.register.items.history import chunks
from tallystick.register.items.marks import folded
from tallystick.register.items.models import Mark
from tallystick.register.stocktaking.models import Count, Line
from tallystick.register.stocktaking.typed import Keyed, Page, Refused

Read = Keyed | Page | Refused


def by_serial(count: Count, read: Sequence[Read], cleared: Collection[str]) -> list[Read]:
    """Read what is no register number as a serial number on the list of a count.

    Args:
        count: the count.
        read: what was keyed, as `typed.read` has it.
        cleared: the handling marks whose lines the person may know of; what stands under others is not looked at.

    Returns:
        the same in order, where one line of the list bears the number as that line, where several do with these.
    """
    wanted = {folded(one.text) for one in read if isinstance(one, Refused)} - {""}
    there = _bearing(count, wanted, cleared) if len(wanted) > 0 else {}
    return [_taken(one, there) if isinstance(one, Refused) else one for one in read]


def _bearing(count: Count, wanted: Iterable[str], cleared: Collection[str]) -> dict[str, list[str]]:
    lines = Line.objects.filter(count=count, handling__in=cleared)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for some in chunks(sorted(wanted)):
        marks = Mark.objects.filter(folded__in=some, is_withdrawn=False, item__in=lines.values("item"))
        for fold, number in marks.order_by().values_list("folded", "item__number"):
            found[fold].add(number)
    return {fold: sorted(numbers) for fold, numbers in found.items()}


def _taken(one: Refused, there: dict[str, list[str]]) -> Read:
    numbers = there.get(folded(one.text), [])
    if len(numbers) == 1:
        return Keyed(one.text, numbers[0], is_serial=True)
    return one if len(numbers) == 0 else replace(one, near=tuple(numbers), is_serial=True)
