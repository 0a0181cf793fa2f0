"""Say of the new lines of a ledger which items of the register they may be: those of other ledgers above all.

Nothing is refused: taken in, each pair is a likely duplicate, which a person judges. Of an item that whoever takes the
ledger in may not see nothing is said, as if there were none: that pair is proposed to whoever is cleared for both.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from tallystick.register.exchange.cleared import Cleared, may_see, name
from tallystick.register.exchange.models import ImportedRow
from tallystick.register.exchange.reading import Line, Same, same_of
from tallystick.register.items.duplicates import LEAST
from tallystick.register.items.history import chunks
from tallystick.register.items.likeness import key
from tallystick.register.items.marks import folded, plain
from tallystick.register.items.models import Item, Mark, MarkKind, State


def remark_twins(lines: Sequence[Line], ledger: str, seen: Collection[str], cleared: Cleared) -> None:
    """Remark on new lines that have the serial number, make and model of an item: two queries for each nine hundred.

    Args:
        lines: they are new to the register.
        ledger: whose they are.
        seen: keys of its lines that were read so far; two lines of one file are told apart by its reader.
        cleared: what the person who takes it in is cleared for.
    """
    wanted = {line.number: same for line in lines if (same := same_of(line)) is not None}
    there = _bearing({same for same in wanted.values() if len(same[0]) >= LEAST})
    imported = _imported([item for items in there.values() for item in items])
    for line in lines:
        for item in there.get(wanted[line.number], ()) if line.number in wanted else ():
            row = imported.get(item.pk)
            is_other = row is None or row.ledger != ledger or row.key not in seen
            if is_other and may_see(item, cleared):
                name(line, item)
                line.twins += 1
                line.remarks.append(_remark(item, row))


def _bearing(wanted: Collection[Same]) -> dict[Same, list[Item]]:
    found: defaultdict[Same, list[Item]] = defaultdict(list)
    for some in chunks(sorted({folded(serial) for serial, _make, _model in wanted})):
        marks = Mark.objects.filter(folded__in=some, kind=MarkKind.MANUFACTURER, is_withdrawn=False)
        marks = marks.exclude(item__state=State.STRUCK).select_related("item").order_by("item__number", "pk")
        for mark in marks:
            found[plain(mark.text), key(mark.item.make), key(mark.item.model)].append(mark.item)
    return {same: found[same] for same in wanted if same in found}


def _imported(items: Sequence[Item]) -> dict[object, ImportedRow]:
    found: dict[object, ImportedRow] = {}
    for some in chunks(sorted({item.pk for item in items})):
        rows = ImportedRow.objects.filter(item__in=some).order_by("ledger", "key")
        found |= {row.item_id: row for row in rows}
    return found


def _remark(item: Item, row: ImportedRow | None) -> str:
    if row is None:
        return _(
            "Item %(number)s has the same serial number, make and model. Look whether it is one item."
        ) % {"number": item.number}
    return _(
        "Item %(number)s, line %(key)s of the ledger “%(ledger)s”, has the same serial number, make and model. Look "
        "whether it is one item."
    ) % {"number": item.number, "key": row.key, "ledger": row.ledger}
