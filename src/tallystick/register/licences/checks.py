"""Say where derived columns differ from their sources, and which licences are overused: `register check` prints it."""

from collections.abc import Iterator
from typing import Final

from django.db.models import F, Sum

from tallystick.register.licences.derived import KINDS, wanted
from tallystick.register.licences.left import left_of
from tallystick.register.licences.models import Licence, LicenceLine

_AT_ONCE: Final = 2_000


def breaks() -> Iterator[str]:
    """Go through every case, licence and name; a sentence for each whose derived columns or use are not right."""
    yield from _derived()
    yield from _overused()


def _overused() -> Iterator[str]:
    # the sum over all uses, corrected ones too, is quick and never too low: what is above it is looked into
    lines = LicenceLine.objects.annotate(total=Sum("uses__quantity")).filter(total__gt=F("quantity"))
    for licence in Licence.objects.filter(pk__in=lines.values("licence")).order_by("number"):
        for one in left_of(licence):
            if one.left < 0:
                place, allowed = one.line.place, one.line.quantity
                yield f"licence {licence.number}, line {place}: {one.used} stand as used, and it allows {allowed}"


def _derived() -> Iterator[str]:
    for kind in KINDS:
        for row in kind._base_manager.order_by("pk").iterator(_AT_ONCE):
            kept = {name: getattr(row, name) for name in kind.DERIVED}
            for name, said in sorted(wanted(row).items()):
                if kept[name] != said:
                    stands = "nothing" if kept[name] in (None, "") else kept[name]
                    yield f"{kind.row_kind()} {row.pk}: {name} stands as {stands}, and its rows say {said or 'nothing'}"
