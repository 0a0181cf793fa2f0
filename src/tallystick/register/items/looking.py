"""Look for items by what a person types into one box: a register number in any shape, a mark, a part of one."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.items.models import Item
from tallystick.register.items.scanned import without_label
from tallystick.register.items.search import by_mark, by_misread_mark
from tallystick.register.numbers import is_right, keyed, neighbours

_MOST: Final = 500
"""Items that one way of looking gives at most: who sees more narrows what is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """The items found, and what a person must know of how."""

    ids: tuple[UUID, ...]
    remark: str = ""


def look_for(rows: QuerySet[Item], text: str) -> Found:
    """Find the items that are meant by a number or mark; where none is, those that are near it, and say so.

    Args:
        rows: the items that the person may see.
        text: as typed; not empty.
    """
    words = without_label(text.strip())
    number = _meant(words)
    found = _by_number(rows, words, number)
    found |= set(by_mark(rows, words, looks_inside=len(found) == 0))
    if len(found) > 0:
        return Found(tuple(sorted(found)))
    return _near(rows, words, number)


def _meant(words: str) -> tuple[str, bool] | None:
    own = own_folder().settings
    return keyed(words, own.party, own.code)


def _by_number(rows: QuerySet[Item], words: str, number: tuple[str, bool] | None) -> set[UUID]:
    begins = words.upper().translate({ord("*"): None, ord("?"): None})
    found = set(_ids(rows.filter(number__fits=f"{begins}*").order_by("number"))) if begins != "" else set()
    if number is None:
        return found
    meant, is_whole = number
    same = rows.filter(number=meant) if is_whole else rows.filter(number__fits=f"{meant}*")
    return found | set(_ids(same.order_by("number")))


def _ids(rows: QuerySet[Item]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[:_MOST])


def _near(rows: QuerySet[Item], words: str, number: tuple[str, bool] | None) -> Found:
    if number is not None and number[1] and not is_right(number[0]):
        near = tuple(_ids(rows.filter(number__in=neighbours(number[0]))))
        said = _("%(number)s: the check digit does not fit. Look at the number again.") % {
            "number": number[0]
        }
        if len(near) > 0:
            return Found(near, f"{said} {_('The items below have the nearest numbers.')}")
        return Found(tuple(by_misread_mark(rows, words)), said)
    near = tuple(by_misread_mark(rows, words))
    if len(near) == 0:
        return Found(())
    return Found(
        near, _("No number and no mark reads so. The items below bear one that is near, or was half read.")
    )
