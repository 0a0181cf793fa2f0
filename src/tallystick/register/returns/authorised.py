"""What licences issued in a period allow: the authorised basis of the Arms Trade Treaty's annual report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet, Sum

from tallystick.register.licences.models import Licence, LicenceLine
from tallystick.register.returns.goods import chapter_of
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Basis, Filing
from tallystick.register.returns.part import Counted, Part
from tallystick.register.returns.period import Years

_PATHS: Final = {
    "exporter": {"party": "licence__to_party"},
    "importer": {"party": "licence__from_party"},
}
_KINDS: Final = {"exporter": "export", "importer": "import"}
_COLUMNS: Final = ("category", "description", "make", "model", "calibre", "unit", "currency")


@dataclass(frozen=True, slots=True)
class Granted:
    """One line of what was granted."""

    which: Mapping[str, str]
    quantity: int
    unit: str
    value: Decimal | None


def is_used(filing: Filing, part: Part) -> bool:
    """Whether something of a part is counted from licences: the Arms Trade Treaty leaves the choice (Article 13(3))."""
    may_choose = filing.instrument == Instrument.ATT_ANNUAL and part.direction in {"exports", "imports"}
    return part.counted is Counted.LICENSED or (may_choose and filing.basis != Basis.ACTUAL)


def is_alone(filing: Filing, part: Part) -> bool:
    """Whether nothing of a part is counted from events."""
    is_all = filing.basis == Basis.AUTHORISED and is_used(filing, part)
    return part.counted is Counted.LICENSED or is_all


def is_for(filing: Filing, part: Part, category: str) -> bool:
    """Whether a category of a part is counted from licences; the Treaty's template has it ticked line by line."""
    if filing.basis != Basis.BY_CATEGORY or part.counted is Counted.LICENSED:
        return is_used(filing, part)
    return is_used(filing, part) and f"{part.direction}:{chapter_of(category)}" in filing.authorised_for


def lines(part: Part, years: Years, as_of: int | None = None) -> QuerySet[LicenceLine]:
    """Give the lines of licences issued in the period; one revoked later was granted all the same.

    A licence that a later one of the period replaces is left out: both speak of one transfer, and the amended case
    gives the whole of it. One that a licence of a later year replaces was what was granted in its own year.
    """
    found = LicenceLine.objects.filter(
        licence__kind=_KINDS[part.role], licence__issued_on__range=(years.start, years.end)
    )
    later = Licence.objects.filter(
        application__amends=OuterRef("licence__application"), issued_on__lte=years.end
    )
    if as_of is not None:
        found, later = found.filter(entry__lte=as_of), later.filter(entry__lte=as_of)
    return found.filter(~Exists(later))


def amending_earlier_years(part: Part, years: Years) -> int:
    """Count the licences of a period that replace one of an earlier year, which that year's return counts."""
    earlier = Licence.objects.filter(
        application=OuterRef("licence__application__amends"), issued_on__lt=years.start
    )
    return lines(part, years).filter(Exists(earlier)).values("licence").distinct().count()


def paths(part: Part) -> dict[str, str]:
    """Give the column behind each word of a line."""
    return {name: name for name in _COLUMNS} | _PATHS[part.role] | {"handling": "licence__handling"}


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
