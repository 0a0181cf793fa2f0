"""What licences issued in a period allow: the authorised basis of the Arms Trade Treaty's annual report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, QuerySet, Sum

from tallystick.register.returns.instruments import Part
from tallystick.register.returns.period import Years

_PATHS: Final = {
    "exports": {"party": "licence__to_party"},
    "imports": {"party": "licence__from_party"},
}
_KINDS: Final = {"exports": "export", "imports": "import"}
_COLUMNS: Final = ("category", "description", "make", "model", "calibre", "unit", "currency")


@dataclass(frozen=True, slots=True)
class Granted:
    """One line of what was granted."""

    which: Mapping[str, str]
    quantity: int
    unit: str
    value: Decimal | None


def is_known() -> bool:
    """Whether the register keeps licences."""
    return apps.is_installed("tallystick.register.licences")


def lines(part: Part, years: Years, as_of: int | None = None) -> QuerySet[Any]:
    """Give the lines of licences issued in the period; one revoked later was granted all the same."""
    # the app of licences may be left out, so its table is found by name
    model: type[Model] = apps.get_model("licences", "LicenceLine")
    found = model._base_manager.filter(
        licence__kind=_KINDS[part.direction], licence__issued_on__range=(years.start, years.end)
    )
    return found if as_of is None else found.filter(entry__lte=as_of)


def paths(part: Part) -> dict[str, str]:
    """Give the column behind each word of a line."""
    return {name: name for name in _COLUMNS} | _PATHS[part.direction] | {"handling": "licence__handling"}


def granted(part: Part, years: Years, as_of: int | None = None) -> Iterator[Granted]:
    """Sum what was granted, by goods, other state, unit and currency."""
    columns = paths(part)
    grouped = (
        lines(part, years, as_of)
        .order_by()
        .values_list(*columns.values())
        .annotate(total=Sum("quantity"), worth=Sum("value"))
    )
    for *values, total, worth in grouped:
        which = {name: str(value) for name, value in zip(columns, values, strict=True)}
        yield Granted(which, int(total), which["unit"], worth)
